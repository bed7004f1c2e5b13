#!/bin/bash
# Make docs/ACCURACY.md: render every standard scenario, analyze it, compare with its truth.
#
#   samples/accuracy.sh [--model NAME] [--fps HZ] [--work DIR] [--jobs N] [--only PATTERN] [--out FILE]
#                       [--render-only | --table-only] [PROGRAM [SYNTH]]
#
# PROGRAM and SYNTH default to the environment's SAGITTA and SAGITTA_SYNTH, then to build/release. Rendered clips are
# kept in DIR and used again while scenario, frame rate and renderer are the same. Nothing is built.
set -eu
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
export model=full fps=20 work=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/sagitta-accuracy
jobs=2 only='*' out=$root/docs/ACCURACY.md
# shellcheck source=samples/table_arguments.sh
. "$root/samples/table_arguments.sh"
read_arguments "--model --fps --work --jobs --only --out" "$@"

# One variant: NAME SCENARIO [KEY VALUE...]; the keys go before the scenario's own lines.
measure() {
    local name=$1 scenario=$2 folder=$work/$1
    shift 2
    mkdir -p "$folder"
    {
        printf 'name %s\nfps_hz %s\n' "$name" "$fps"
        [ $# -eq 0 ] || printf '%s %s\n' "$@"
        cat "$scenario"
    } >"$folder/scenario.scn"
    local key
    key=$(cat "$folder/scenario.scn" "$synth" | sha256sum)
    if [ "$(cat "$folder/key" 2>/dev/null)" != "$key" ]; then
        rm -f "$folder/key"
        "$synth" render "$folder/scenario.scn" --out "$folder/clip.mp4" --truth "$folder/truth.csv" --threads 1 || return 1
        "$synth" check "$folder/truth.csv" >/dev/null || return 1
        printf '%s\n' "$key" >"$folder/key"
    fi
    [ -z "$render_only" ] || return 0
    rm -rf "$folder/out"
    "$program" analyze "$folder/clip.mp4" --out "$folder/out" --model "$model" --threads 1 >"$folder/summary.txt" ||
        [ $? -eq 6 ] || return 1
    "$program" validate "$folder/out" "$folder/truth.csv" --csv "$folder/accuracy.csv" >"$folder/accuracy.txt"
}
export -f measure

list() {
    local scenario depths=$root/samples/synth/scenarios/side_right_tight_depths.scn
    for scenario in "$root"/samples/synth/scenarios/*.scn; do
        printf '%s\n' "$(basename "$scenario" .scn) $scenario"
    done
    printf '%s\n' "side_right_tight_depths_480 $depths width_px 480 height_px 540" \
        "side_right_tight_depths_320 $depths width_px 320 height_px 360"
}

variants=()
while read -r line; do
    # shellcheck disable=SC2254
    case ${line%% *} in $only) variants+=("$line") ;; esac
done < <(list)
[ ${#variants[@]} -gt 0 ] || fail "no scenario is named like '$only'" 2
# The names and folders of the repository hold no blanks: each line is split into words.
[ -n "$table_only" ] || printf '%s\n' "${variants[@]}" | xargs -P "$jobs" -I{} bash -c 'measure {} || { echo "failed: {}" >&2; exit 1; }'
[ -z "$render_only" ] || exit 0
# shellcheck source=samples/accuracy_table.sh
. "$root/samples/accuracy_table.sh" >"$out.part"
if [ "$only" = '*' ]; then
    "$root/samples/back/back_table.sh" --model "$model" --work "$work/back" --jobs "$jobs" ${table_only:+--table-only} \
        "$program" "$synth" >"$work/back.md"
    { printf '\n'; cat "$work/back.md"; } >>"$out.part"
fi
mv "$out.part" "$out"
