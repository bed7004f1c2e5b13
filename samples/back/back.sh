#!/bin/bash
# Render the bodies, run the tracker over them, and print how well the back is measured. See README.md.
#
#   samples/back/back.sh [--work DIR] [--jobs N] [--model NAME] [--search] [BUILD]
#
# BUILD: a build folder made with -DSAGITTA_BACK_SEARCH=ON, default build/release. What is in DIR is used again.
set -eu
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
work=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/sagitta-back jobs=2 model=full search= build=$here/../../build/release
while [ $# -gt 0 ]; do
    case $1 in
    --work | --jobs | --model)
        [ $# -gt 1 ] || { printf 'back.sh: %s needs a value\n' "$1" >&2; exit 2; }
        declare "${1#--}=$2"
        shift
        ;;
    --search) search=1 ;;
    -h | --help)
        sed -n '2,/^set/{s/^# \{0,1\}//;/^set/d;p}' "$0"
        exit 0
        ;;
    -*) printf "back.sh: there is no option '%s'\n" "$1" >&2; exit 2 ;;
    *) build=$1 ;;
    esac
    shift
done
export build work model
export BACK_WORK=$work
[ -x "$build/samples/back/sagitta-back-track" ] || { printf 'back.sh: nothing built in %s\n' "$build" >&2; exit 2; }

prepare() {
    local name folder
    name=$(basename "$1" .scn)
    folder=$work/$name
    mkdir -p "$folder"
    if ! cmp -s "$1" "$folder/scenario.scn"; then
        rm -f "$folder"/*.cache
        "$build/samples/synth/sagitta-synth" render "$1" --out "$folder/clip.mp4" --truth "$folder/truth.csv" \
            --threads 1 >"$folder/log" 2>&1 || { cat "$folder/log" >&2; return 1; }
        cp "$1" "$folder/scenario.scn"
    fi
    if [ ! -f "$folder/$model.cache" ]; then
        "$build/samples/back/sagitta-back-track" "$folder/clip.mp4" "$folder/$model.new" "$model" &&
            mv "$folder/$model.new" "$folder/$model.cache"
    fi
}
export -f prepare
printf '%s\n' "$here"/search/*.scn "$here"/held/*.scn | xargs -P "$jobs" -I{} bash -c 'prepare {}'
names=()
for file in "$here"/search/*.scn "$here"/held/*.scn; do
    names+=("$(basename "$file" .scn)")
done
[ -z "$search" ] || "$build/samples/back/sagitta-back-search" "$model" 1 "${names[@]}"
"$build/samples/back/sagitta-back-score" "$model" 1 "${names[@]}"
