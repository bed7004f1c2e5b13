#!/bin/bash
# Make docs/FAULTS.md: render the squats with one compensation each, analyze them, compare every finding with what was
# rendered.
#
#   samples/faults.sh [--model NAME] [--fps HZ] [--work DIR] [--only PATTERN] [--out FILE]
#                     [--render-only | --table-only] [PROGRAM [SYNTH]]
#
# PROGRAM and SYNTH default to the environment's SAGITTA and SAGITTA_SYNTH, then to build/release. Rendered clips and
# their poses are kept in DIR and used again while scenario, frame rate, renderer and model are the same; a changed
# analysis alone needs seconds. Nothing is built.
set -eu
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
model=full fps=20 work=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/sagitta-accuracy
only='*' out=$root/docs/FAULTS.md
# shellcheck source=samples/table_arguments.sh
. "$root/samples/table_arguments.sh"
read_arguments "--model --fps --work --only --out" "$@"

# Draw a scenario unless the folder holds the same already.
render() {
    local key
    mkdir -p "$folder"
    {
        printf 'fps_hz %s\n' "$fps"
        cat "$1"
    } >"$folder/scenario.scn"
    "$synth" truth "$folder/scenario.scn" --truth "$folder/truth.new"
    key=$(cat "$folder/truth.new" "$synth" | sha256sum)
    if [ "$(cat "$folder/key" 2>/dev/null)" != "$key" ]; then
        rm -rf "$folder/key" "$folder/pose"
        "$synth" check "$folder/truth.new" >/dev/null
        "$synth" render "$folder/scenario.scn" --out "$folder/clip.mp4" --threads 1
        printf '%s\n' "$key" >"$folder/key"
    fi
    mv "$folder/truth.new" "$folder/truth.csv"
}

# Exit code 6: nobody or no squat was found; the table shows it.
analyze() {
    if [ "$(cat "$folder/pose/model" 2>/dev/null)" != "$model" ]; then
        rm -rf "$folder/pose"
        "$program" analyze "$folder/clip.mp4" --out "$folder/pose" --model "$model" --threads 1 >/dev/null ||
            [ $? -eq 6 ] || return 1
        printf '%s\n' "$model" >"$folder/pose/model"
    fi
    rm -rf "$folder/out"
    "$program" replay "$folder/pose/pose.txt" --out "$folder/out" >"$folder/summary.txt" || [ $? -eq 6 ] || return 1
}

folders=()
for scenario in "$root"/samples/synth/faults/*.scn; do
    name=$(basename "$scenario" .scn)
    # shellcheck disable=SC2254
    case $name in $only) ;; *) continue ;; esac
    folder=$work/fault_$name
    folders+=("$folder")
    [ -z "$table_only" ] || continue
    render "$scenario" || fail "cannot render $name"
    [ -n "$render_only" ] || analyze || fail "cannot analyze $name"
done
[ ${#folders[@]} -gt 0 ] || fail "no scenario is named like '$only'" 2
[ -z "$render_only" ] || exit 0
python3 -B "$root/samples/faults_table.py" --model "$model" --fps "$fps" "${folders[@]}" >"$out.part"
mv "$out.part" "$out"
