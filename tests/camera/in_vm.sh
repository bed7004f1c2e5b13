#!/bin/sh
# tests/camera/in_vm.sh CLIP COUNT [PROGRAM]: plays CLIP through a USB camera of the kernel's own driver in a virtual
# machine and lets `sagitta live` count its repetitions; COUNT is what must come out at least. Unplugs the camera once on
# the way. Needs ../shared/v4l2vm (CAMERA.md there: `v4l2vm setup uml` once, some minutes); no part of ./test.sh.
set -eu
clip=$(realpath "$1")
wanted=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$(realpath "${3:-$root/build/release/sagitta}")
vm=$root/../shared/v4l2vm/v4l2vm
if [ ! -x "$vm" ]; then
    echo "in_vm.sh: $vm is absent"
    exit 77
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export SAGITTA_MODELS="${SAGITTA_MODELS:-$root/models}"
"$vm" run --cam "uvc,file=$clip,size=640x360,secs=40,mjpeg=1" -- sh -c "
    $program devices
    (sleep 20; echo unplug > /run/uvccam) &
    $program live --headless --start now --seconds 26 --no-voice --model lite --size 640x360 --stats" > "$log" 2>&1 || true
cat "$log"
grep -q 'unplugged 1' "$log" || { echo "in_vm.sh: the camera that was unplugged was not missed"; exit 1; }
count=$(sed -n 's/.*: \([0-9]*\) squats*, .*/\1/p' "$log" | tail -1)
[ "${count:-0}" -ge "$wanted" ] || { echo "in_vm.sh: ${count:-0} repetitions instead of $wanted"; exit 1; }
echo "in_vm.sh: $count repetitions, the camera was unplugged on the way"
