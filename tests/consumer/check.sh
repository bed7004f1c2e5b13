#!/bin/bash
# check.sh CMAKE BUILD VERSION CC: install BUILD somewhere, move it, and use it as others would.
set -eu
cmake=$1 build=$2 version=$3 cc=$4
here=$(dirname "$(readlink -f "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
    echo "check.sh: $*"
    exit 1
}

"$cmake" --install "$build" --prefix "$folder/first" > "$folder/log" || { cat "$folder/log"; fail "install failed"; }
prefix=$folder/moved
mv "$folder/first" "$prefix"

# With cmake.
"$cmake" -S "$here" -B "$folder/build" -G Ninja -DCMAKE_C_COMPILER="$cc" -DCMAKE_PREFIX_PATH="$prefix" > "$folder/log" 2>&1 &&
    "$cmake" --build "$folder/build" >> "$folder/log" 2>&1 || { cat "$folder/log"; fail "find_package does not work"; }
[ "$("$folder/build/consumer")" = "$version" ] || fail "the cmake consumer does not say $version"

# With pkg-config.
pc=$(find "$prefix" -name sagitta.pc)
export PKG_CONFIG_PATH=${pc%/*}
libdir=$(pkg-config --variable=libdir sagitta)
"$cc" -std=c17 -o "$folder/consumer" "$here/consumer.c" $(pkg-config --cflags --libs sagitta) "-Wl,-rpath,$libdir"
[ "$("$folder/consumer")" = "$version" ] || fail "the pkg-config consumer does not say $version"
[ "$(pkg-config --modversion sagitta)" = "$version" ] || fail "sagitta.pc is of another version"

# The program finds its library and its models from its own place.
"$prefix/bin/sagitta" --version | grep -qF "$version" || fail "bin/sagitta does not say $version"
[ -f "$prefix/share/sagitta/models/blazepose-full.json" ] || fail "the manifests are missing"
[ ! -e "$prefix/share/sagitta/models/package.json" ] || fail "files of the set-up were installed"
[ -L "$libdir/libsagitta.so" ] && [ -f "$libdir/libsagitta.so.$version" ] || fail "libsagitta.so is not versioned"
echo "installed: $(cd "$prefix" && find . -type f | wc -l) files"
