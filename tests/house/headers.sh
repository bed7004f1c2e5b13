#!/bin/bash
# headers.sh ROOT CC CXX: compile each public header alone, as C17 and as C++17, with our warnings as errors; each must
# be in the list that is installed.
set -u
root=$1 cc=$2 cxx=$3
flags=(-I"$root/include" -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef -Werror -fsyntax-only)
status=0
count=0
for header in "$root"/include/sagitta/*.h; do
    name=sagitta/$(basename "$header")
    "$cc" -std=c17 -Wstrict-prototypes -Wmissing-prototypes "${flags[@]}" -x c - <<< "#include <$name>"$'\n'"typedef int more;" ||
        { echo "$name: does not compile alone as C17"; status=1; }
    "$cxx" -std=c++17 "${flags[@]}" -x c++ - <<< "#include <$name>"$'\n'"typedef int more;" ||
        { echo "$name: does not compile alone as C++17"; status=1; }
    grep -q "include/$name\b" "$root/CMakeLists.txt" ||
        { echo "$name: is not in the header list of CMakeLists.txt"; status=1; }
    count=$((count + 1))
done
echo "$count headers"
exit "$status"
