#!/bin/bash
# Fetch the BlazePose weights and convert them to ONNX. Safe to run again: when all is there it does nothing.
set -eu
cd "$(dirname "$(readlink -f "$0")")"

fail() {
    echo "models/install.sh: $*" >&2
    exit 1
}

python=/usr/bin/python3
[ -x "$python" ] || fail "needs $python (package python3)"

# The converter knows best whether something is missing; the packages are needed only then.
status=0
"$python" convert.py --check || status=$?
[ "$status" -ne 2 ] && exit "$status"

command -v npm > /dev/null || fail "needs npm to fetch the weights (package npm)"
"$python" -c 'import numpy, onnx' 2> /dev/null || fail "needs the packages python3-numpy and python3-onnx"

if ! "$python" convert.py --check-sources; then
    echo "fetching the BlazePose weights" >&2
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    if ! npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > "$log" 2>&1; then
        reason=$(sed -nE 's/^npm (error|ERR!) //p' "$log" | head -n 2 | tr '\n' ' ')
        fail "npm could not fetch the weights: $reason"
    fi
fi
echo "converting the BlazePose networks" >&2
exec "$python" convert.py
