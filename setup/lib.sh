# Set-up shared by run.sh and test.sh, to be sourced by bash. The caller sets setup_root (the checkout) and setup_name
# (the script, for messages). Everything is written to stderr, and only when there is something to do.

setup_say() {
    printf '%s: %s\n' "$setup_name" "$*" >&2
}

setup_fail() {
    setup_say "$@"
    exit 1
}

# One set-up at a time for a checkout. Held on file descriptor 9 until setup_unlock.
setup_lock() {
    mkdir -p "$setup_root/build" 2> /dev/null && : 2> /dev/null >> "$setup_root/build/setup.lock" ||
        setup_fail "cannot write to $setup_root/build"
    exec 9>> "$setup_root/build/setup.lock"
    if ! flock -n 9; then
        setup_say "waiting for another set-up of this checkout"
        flock 9
    fi
    setup_log=$setup_root/build/setup.log
    : > "$setup_log"
}

setup_unlock() {
    exec 9>&-
}

# Print those of the given packages that are not installed.
setup_missing() {
    local state package
    local -A installed=()
    while read -r state package; do
        [ "$state" != installed ] || installed[$package]=1
    done < <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2> /dev/null)
    for package in "$@"; do
        [ -n "${installed[$package]-}" ] || printf '%s ' "$package"
    done
}

# The packages of a group in packages.txt.
setup_group() {
    sed -n "s/^$1  *\([^ ]*\).*/\1/p" "$setup_root/setup/packages.txt"
}

setup_apt() {
    "${setup_sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" < /dev/null >> "$setup_log" 2>&1 9>&-
}

# Install what is missing of the given groups.
setup_packages() {
    local group missing
    command -v dpkg-query apt-get > /dev/null ||
        setup_fail "needs Debian's package tools; elsewhere see setup/packages.txt, then: cmake --preset release"
    missing=$(for group in "$@"; do setup_missing $(setup_group "$group"); done)
    if [ -n "$(setup_missing $(setup_group npm))" ] && ! npm --version > /dev/null 2>&1; then
        missing+=$(setup_missing $(setup_group npm))
    fi
    [ -n "$missing" ] || return 0
    missing=${missing% }

    setup_sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2> /dev/null ||
            setup_fail "Debian packages are missing, install them as root: apt-get install --no-install-recommends $missing"
        setup_sudo=(sudo -n)
    fi
    setup_say "installing Debian packages: $missing"
    # The package lists may be absent or too old; they are fetched only when the first try shows it.
    if ! setup_apt install --no-install-recommends $missing; then
        setup_apt update || true
        setup_apt install --no-install-recommends $missing ||
            setup_fail "cannot install Debian packages: $(grep '^E:' "$setup_log" | tail -n 1 | cut -c 4-) (all of it: $setup_log)"
    fi
}

# Fetch and convert the networks where needed; models/install.sh says what it does and what went wrong.
setup_model() {
    "$setup_root/models/install.sh" < /dev/null >&2 9>&- || exit 1
}

# setup_quietly WHAT command...: keep the output in the log; show it when the command fails.
setup_quietly() {
    local what=$1
    shift
    if ! "$@" < /dev/null >> "$setup_log" 2>&1 9>&-; then
        tail -n 40 "$setup_log" >&2
        setup_fail "$what failed (all of it: $setup_log)"
    fi
}

# setup_build PRESET TARGET [cmake options...]: configure where needed, then build.
setup_build() {
    local preset=$1 target=$2 folder=$setup_root/build/$1
    shift 2
    # A checkout that was moved or copied carries a build tree of the old place, which cmake refuses.
    if [ -f "$folder/CMakeCache.txt" ] &&
        ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$setup_root" "$folder/CMakeCache.txt"; then
        rm -rf "$folder"
    fi
    if [ ! -f "$folder/build.ninja" ] || ! setup_has_options "$folder/CMakeCache.txt" "$@"; then
        setup_say "configuring the $preset build"
        (cd "$setup_root" && setup_quietly "configuring the $preset build" cmake --preset "$preset" "$@") || exit 1
    fi
    if ! ninja -C "$folder" -n "$target" 2> /dev/null | grep -q 'no work to do'; then
        setup_say "building ($preset)"
        setup_quietly "the $preset build" ninja -C "$folder" "$target"
    fi
}

# Whether a cache holds each of the -DNAME=VALUE options.
setup_has_options() {
    local cache=$1 option
    shift
    for option in "$@"; do
        option=${option#-D}
        grep -q "^${option%%=*}:[A-Z]*=${option#*=}\$" "$cache" || return 1
    done
}
