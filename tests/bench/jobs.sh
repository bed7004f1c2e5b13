#!/bin/bash
# Print how much faster a batch is with two jobs than with one: the median ratio of interleaved runs.
#
#   tests/bench/jobs.sh [--runs N] [--copies N] [--model NAME] [--jobs N] [PROGRAM]
#
# Prints numbers and judges nothing: they mean something on a machine that has nothing else to do. Both runs must give
# the same bytes. PROGRAM defaults to the environment's SAGITTA, then to build/release.
set -eu
. "$(dirname "$(readlink -f "$0")")/bench.sh"
runs=5 copies=2 model=full jobs=2 program=
bench_options "$@"

mkdir "$work/in"
for ((i = 1; i <= copies; i++)); do
    for name in squat_side squat_front; do
        cp "$root/samples/$name.mp4" "$work/in/$name-$i.mp4"
    done
done

batch() {
    rm -rf "$work/out$1"
    "$program" analyze "$work/in" --out "$work/out$1" --model "$model" --jobs "$1" >"$work/table$1"
}

echo "$((2 * copies)) videos, model $model, $(nproc) cores; seconds"
for ((run = 1; run <= runs; run++)); do
    one=$(seconds batch 1)
    many=$(seconds batch "$jobs")
    diff -r "$work/out1" "$work/out$jobs" >/dev/null && cmp -s "$work/table1" "$work/table$jobs" ||
        fail "--jobs 1 and --jobs $jobs gave different results"
    ratio "$one" "$many" >>"$work/ratios"
    echo "run $run: --jobs 1 $one  --jobs $jobs $many  ratio $(tail -n 1 "$work/ratios")"
done
echo "median ratio $(median <"$work/ratios"), least $(sort -n "$work/ratios" | head -n 1) of $runs runs"
