#!/bin/bash
# test_symbols.sh CC: the symbol check must fail on a foreign name, on an internal one, and on an empty library.
set -eu
here=$(dirname "$(readlink -f "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# want STATUS TEXT CODE: the check of a library made of CODE ends with STATUS and says TEXT.
want() {
    local status=0 output
    "$cc" -shared -fPIC -x c -o "$folder/lib.so" - <<< "$3"
    output=$("$here/symbols.sh" "$folder/lib.so" 2>&1) || status=$?
    if [ "$status" -ne "$1" ] || ! grep -q "$2" <<< "$output"; then
        printf '%s\nwanted status %s and: %s\n' "$output" "$1" "$2"
        exit 1
    fi
}

cc=$1
want 0 "1 symbols" "int sag_step(void) { return 0; }"
want 1 "^helper: is shown" "int sag_step(void) { return 0; } int helper(void) { return 0; }"
want 1 "^sag__pose_step: is shown" "int sag_step(void) { return 0; } int sag__pose_step(void) { return 0; }"
want 1 "^_ZN3sag4stepEv: is shown" "int _ZN3sag4stepEv(void) { return 0; } int sag_step(void) { return 0; }"
want 1 "" "static int nothing __attribute__((unused));"
