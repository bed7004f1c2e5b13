#!/bin/bash
# proof.sh CTEST FOLDER TEST WANTED: run one test in an inner ctest. Succeeds when ctest's output has the extended
# regular expression WANTED and its verdict fits: green for proof_sound, red for all others.
set -u
output=$("$1" --test-dir "$2" --no-tests=error --output-on-failure -R "^$3\$" 2>&1)
red=$?
printf '%s\n' "$output"
if ! grep -Eq "$4" <<< "$output"; then
    echo "proof.sh: $3: ctest did not say: $4"
    exit 1
fi
[ "$3" = proof_sound ] && exit "$red"
if [ "$red" -eq 0 ]; then
    echo "proof.sh: $3: ctest is green"
    exit 1
fi
