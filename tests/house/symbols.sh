#!/bin/bash
# symbols.sh LIBRARY: every symbol that the shared library shows starts with sag_, and none with sag__.
set -u
shown=$(nm -D --defined-only "$1" | awk '{print $NF}' | sed 's/@.*//') || exit 1
count=$(grep -c '^sag_[a-z]' <<< "$shown")
wrong=$(grep -v '^sag_[a-z0-9]' <<< "$shown")
if [ -n "$wrong" ]; then
    sed 's/$/: is shown by the library, but is not sag_.../' <<< "$wrong"
    exit 1
fi
echo "$count symbols"
[ "$count" -gt 0 ]
