# What the benchmarks of this folder share; they source it. Gives: root, work (an empty folder, removed at the end).
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/sagitta-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$1" >&2
    exit "${2:-1}"
}

# --NAME VALUE sets the variable NAME if the script gave it a default; the operand is the program.
bench_options() {
    while [ $# -gt 0 ]; do
        case $1 in
        -h | --help)
            sed -n '2,/^set/{s/^# \{0,1\}//;/^set/d;p}' "$0"
            exit 0
            ;;
        --*)
            [ -n "${1#--}" ] && declare -p "${1#--}" >/dev/null 2>&1 || fail "there is no option '$1'" 2
            [ $# -gt 1 ] || fail "$1 needs a value" 2
            printf -v "${1#--}" %s "$2"
            shift
            ;;
        *) program=$1 ;;
        esac
        shift
    done
    program=${program:-${SAGITTA:-$root/build/release/sagitta}}
    [ -x "$program" ] || fail "no program $program" 2
}

# Wall time of a command; its failure ends the script.
seconds() {
    local begin=${EPOCHREALTIME/./}
    "$@" || fail "$* failed"
    local us=$((${EPOCHREALTIME/./} - begin))
    printf '%d.%03d\n' $((us / 1000000)) $((us % 1000000 / 1000))
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f\n", a / b }'; }

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
