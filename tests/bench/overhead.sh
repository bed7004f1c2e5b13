#!/bin/bash
# Print what analysis and writing all outputs (without --video) add to decoding and finding the body.
#
#   tests/bench/overhead.sh [--runs N] [--model NAME] [--input VIDEO] [PROGRAM]
#
# Two figures: what the program itself says with --stats, and the wall time of `analyze` with --out against without,
# interleaved. Prints numbers and judges nothing. PROGRAM defaults to the environment's SAGITTA, then to build/release.
set -eu
. "$(dirname "$(readlink -f "$0")")/bench.sh"
runs=5 model=full input=$root/samples/squat_side.mp4 program=
bench_options "$@"

without() { "$program" analyze "$input" --model "$model" --threads 1 >/dev/null; }
with() {
    "$program" analyze "$input" --model "$model" --threads 1 --stats --out "$work/out" >/dev/null 2>"$work/stats"
}

echo "$(basename "$input"), model $model, 1 thread; seconds"
for ((run = 1; run <= runs; run++)); do
    bare=$(seconds without)
    whole=$(seconds with)
    sed -n 's/.*analysis and writing \([0-9.]*\) % of the rest.*/\1/p' "$work/stats" >>"$work/shares"
    ratio "$whole" "$bare" >>"$work/ratios"
    echo "run $run: without --out $bare  with $whole  ratio $(tail -n 1 "$work/ratios");" \
        "the program says $(tail -n 1 "$work/shares") %"
done
echo "median: analysis and writing $(median <"$work/shares") % of decoding and finding the body," \
    "wall time with --out $(median <"$work/ratios") times that without"
