#!/bin/sh
# check_aarch64.sh SOURCE WORK CHECK: builds the kernels and their check (its source lies here, by its name) for aarch64,
# runs it under qemu-user, and compares the digest of the definition with that of CHECK, built for this machine: the bits
# are the same everywhere.
# Exits 77 where the compiler or the emulator is missing.
set -eu
source=$1
work=$2
native=$3
check=$(basename "$native")
for tool in aarch64-linux-gnu-gcc qemu-aarch64; do
    if ! command -v "$tool" > /dev/null; then
        echo "$tool is not installed (packages gcc-aarch64-linux-gnu, qemu-user): not checked"
        exit 77
    fi
done
mkdir -p "$work"
flags="-std=c17 -O3 -ffp-contract=off -Wall -Wextra -Werror -D_POSIX_C_SOURCE=200809L"
set --
for file in src/simd/kernels.c src/simd/level_scalar.c src/simd/level_neon.c "tests/simd/$check.c"; do
    object=$work/$(basename "$file" .c).o
    extra=
    test "$file" != src/simd/level_scalar.c || extra=-fno-tree-vectorize
    # shellcheck disable=SC2086
    aarch64-linux-gnu-gcc $flags $extra -I"$source/include" -I"$source/src/simd" -c "$source/$file" -o "$object"
    set -- "$@" "$object"
done
aarch64-linux-gnu-gcc -static "$@" -o "$work/$check" -lm
qemu-aarch64 "$work/$check" | tee "$work/log"
grep -q '^neon: .* equal the definition$' "$work/log"
"$native" | grep '^digest' > "$work/native"
grep '^digest' "$work/log" | diff - "$work/native"
