#!/bin/bash
# Set up what is missing, then run every test: in the release build, and in the build with address and undefined
# behaviour sanitizers. Arguments go to ctest, e.g. ./test.sh -R base. The last line is the sum of both builds.
set -eu
setup_name=test.sh
setup_root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$setup_root/setup/lib.sh"

setup_lock
setup_packages build model test
setup_model
setup_build release all -DSAGITTA_TESTS=ON
setup_build asan all -DSAGITTA_TESTS=ON
setup_unlock

status=0
results=()
for preset in release asan; do
    results+=("$setup_root/build/$preset/results.xml")
    rm -f "${results[-1]}"
    printf '\n== %s\n' "$preset"
    ctest --test-dir "$setup_root/build/$preset" --output-on-failure --output-junit "${results[-1]}" \
        -j "$(nproc)" "$@" || status=1
done
echo
/usr/bin/python3 "$setup_root/tests/house/summary.py" "${results[@]}" || status=1
exit "$status"
