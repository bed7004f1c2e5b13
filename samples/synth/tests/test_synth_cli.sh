#!/bin/sh
# The command line: every shipped scenario has a truth that its second path confirms; misuse and bad files say so.
# usage: test_synth_cli.sh SAGITTA-SYNTH SOURCE-DIR
synth=$1
source=$2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

expect() { # expect STATUS WHAT COMMAND...
    status=$1 what=$2
    shift 2
    "$@" >"$work/out" 2>"$work/err"
    got=$?
    if [ "$got" != "$status" ]; then
        echo "FAIL $what: exit $got, wanted $status"
        cat "$work/err"
        failed=1
    fi
}

says() { # says FILE TEXT
    if ! grep -qF -- "$2" "$work/$1"; then
        echo "FAIL: $1 lacks \"$2\""
        failed=1
    fi
}

count=0
for scenario in "$source"/scenarios/*.scn "$source"/faults/*.scn "$source"/samples/*.scn; do
    expect 0 "truth $scenario" "$synth" truth "$scenario" --truth "$work/t.csv"
    expect 0 "check $scenario" "$synth" check "$work/t.csv"
    count=$((count + 1))
done
[ "$count" -ge 19 ] || { echo "FAIL: only $count scenarios"; failed=1; }

scenario=$source/samples/squat_side.scn
expect 0 help "$synth" --help
says out "usage: sagitta-synth"
expect 2 "no command" "$synth"
expect 2 "unknown command" "$synth" dance
says err "unknown command: dance"
expect 2 "no scenario" "$synth" render --out x
expect 2 "no output" "$synth" render "$scenario"
expect 2 "bad frames" "$synth" truth "$scenario" --frames 5-2
expect 2 "frames after the end" "$synth" truth "$scenario" --frames 5000-6000
expect 2 "bad threads" "$synth" render "$scenario" --out - --threads 0
expect 2 "missing scenario" "$synth" truth "$work/none.scn"
printf 'motion squat\nhieght_m 2\n' >"$work/bad.scn"
expect 2 "bad scenario" "$synth" truth "$work/bad.scn"
says err "bad.scn:2: unknown key \"hieght_m\""
printf 'no truth\n' >"$work/no.csv"
expect 1 "check of another file" "$synth" check "$work/no.csv"
says err "not a truth file"
expect 1 "unwritable truth" "$synth" truth "$scenario" --truth "$work/none/t.csv"

expect 0 "raw frames" "$synth" render "$scenario" --frames 3-4 --out -
[ "$(wc -c <"$work/out")" = $((480 * 640 * 3 * 2)) ] || { echo "FAIL: raw size"; failed=1; }
cp "$work/out" "$work/first"
expect 0 "raw frames, two threads" "$synth" render "$scenario" --frames 3-4 --out - --threads 2
cmp "$work/first" "$work/out" || failed=1
expect 0 "png" "$synth" render "$scenario" --frames 3-3 --png-every 1 "$work/png"
[ -s "$work/png/squat_side_00003.png" ] || { echo "FAIL: no PNG"; failed=1; }
if command -v ffmpeg >/dev/null; then
    expect 0 "video" "$synth" render "$scenario" --frames 0-5 --out "$work/clip.mp4" --truth "$work/t.csv"
    [ -s "$work/clip.mp4" ] || { echo "FAIL: no video"; failed=1; }
    [ "$(grep -vc '^#' "$work/t.csv")" = 7 ] || { echo "FAIL: truth rows"; failed=1; }
    expect 1 "video that cannot be written" "$synth" render "$scenario" --frames 0-5 --out "$work/none/clip.mp4"
fi
exit "$failed"
