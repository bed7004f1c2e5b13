#!/bin/bash
# test_headers.sh CC CXX: the header check must fail on a header that needs another, is no C++, or is not listed.
set -eu
here=$(dirname "$(readlink -f "$0")")
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/include/sagitta"

# want STATUS TEXT: the check of the tree ends with STATUS and says TEXT.
want() {
    local status=0 output
    output=$("$here/headers.sh" "$tree" "$cc" "$cxx" 2>&1) || status=$?
    if [ "$status" -ne "$1" ] || ! grep -q "$2" <<< "$output"; then
        printf '%s\nwanted status %s and: %s\n' "$output" "$1" "$2"
        exit 1
    fi
}

cc=$1 cxx=$2
echo "FILES include/sagitta/a.h" > "$tree/CMakeLists.txt"
echo "int sag_a(int count);" > "$tree/include/sagitta/a.h"
want 0 "1 headers"
echo "size_t sag_a(void);" > "$tree/include/sagitta/a.h"
want 1 "sagitta/a.h: does not compile alone as C17"
echo "int sag_a(int class);" > "$tree/include/sagitta/a.h"
want 1 "sagitta/a.h: does not compile alone as C++17"
echo "int sag_a();" > "$tree/include/sagitta/a.h"
want 1 "sagitta/a.h: does not compile alone as C17"
echo "int sag_a(int count);" > "$tree/include/sagitta/a.h"
: > "$tree/include/sagitta/b.h"
want 1 "sagitta/b.h: is not in the header list"
