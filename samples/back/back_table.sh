#!/bin/bash
# Print the section of docs/ACCURACY.md about the back: render every scenario, analyze it, compare with its truth.
#
#   samples/back/back_table.sh [--model NAME] [--work DIR] [--jobs N] [--only PATTERN] [--out FILE]
#                              [--render-only | --table-only] [PROGRAM [SYNTH]]
#
# PROGRAM and SYNTH default to the environment's SAGITTA and SAGITTA_SYNTH, then to build/release. A clip in DIR is used
# again while its scenario is the same, a report while clip, program and model are. Nothing is built.
set -eu
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
root=$(cd "$here/../.." && pwd)
export model=full work=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/sagitta-back
jobs=2 only='*' out=''
# shellcheck source=samples/table_arguments.sh
. "$root/samples/table_arguments.sh"
read_arguments "--model --work --jobs --only --out" "$@"

# A folder as back.sh makes it, which keeps its own files beside the clip.
render() {
    cmp -s "$1" "$folder/scenario.scn" && return 0
    rm -rf "$folder"/*.cache "$folder/out" "$folder/out.key" "$folder/scenario.scn"
    "$synth" render "$1" --out "$folder/clip.mp4" --truth "$folder/truth.csv" --threads 1 >"$folder/log" 2>&1 ||
        { cat "$folder/log" >&2; return 1; }
    "$synth" check "$folder/truth.csv" >/dev/null || return 1
    cp "$1" "$folder/scenario.scn"
}

# The library of the program's build, where it is a file of its own.
library() {
    ldd "$program" 2>/dev/null | awk '/libsagitta/ { print $3 }'
}

# Exit code 6: nobody was found; the table shows it.
analyze() {
    local key options=(--no-png --model "$model" --threads 1)
    case $(basename "$(dirname "$1")") in
    hinge) options+=(--movement hinge) ;;
    stand) options+=(--movement standing) ;;
    esac
    # shellcheck disable=SC2046
    key=$({ printf '%s\n' "${options[@]}"; cat "$folder/clip.mp4" "$program" $(library); } | sha256sum)
    [ "$(cat "$folder/out.key" 2>/dev/null)" != "$key" ] || return 0
    rm -rf "$folder/out" "$folder/out.key"
    "$program" analyze "$folder/clip.mp4" --out "$folder/out" "${options[@]}" >"$folder/summary.txt" 2>"$folder/log" ||
        [ $? -eq 6 ] || { cat "$folder/log" >&2; return 1; }
    printf '%s\n' "$key" >"$folder/out.key"
}

measure() {
    local folder
    folder=$work/$(basename "$1" .scn)
    mkdir -p "$folder"
    render "$1" || { printf 'back_table.sh: cannot render %s\n' "$1" >&2; return 1; }
    [ -n "$render_only" ] || analyze "$1" || { printf 'back_table.sh: cannot analyze %s\n' "$1" >&2; return 1; }
}
export -f render library analyze measure

scenarios=()
for scenario in "$here"/{search,held,refuse,view,size,hinge,stand}/*.scn; do
    # shellcheck disable=SC2254
    case $(basename "$scenario" .scn) in $only) scenarios+=("$scenario") ;; esac
done
[ ${#scenarios[@]} -gt 0 ] || fail "no scenario is named like '$only'" 2
# What cannot be rendered or analyzed is named, and missing from the table.
failed=
[ -n "$table_only" ] || printf '%s\0' "${scenarios[@]}" | xargs -0 -P "$jobs" -I{} bash -c 'measure "$1"' measure {} || failed=1
[ -z "$render_only" ] || exit "${failed:-0}"
if [ -n "$out" ]; then
    python3 -B "$here/back_table.py" --model "$model" "$work" >"$out.part"
    mv "$out.part" "$out"
else
    python3 -B "$here/back_table.py" --model "$model" "$work"
fi
exit "${failed:-0}"
