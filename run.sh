#!/bin/bash
# Set up what is missing, then run sagitta with the given arguments.
set -eu
setup_name=run.sh
setup_root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
. "$setup_root/setup/lib.sh"

setup_lock
setup_packages build model
setup_model
# Tests need more packages than the program; a tree that test.sh made has them and keeps them.
if [ -f "$setup_root/build/release/build.ninja" ]; then
    setup_build release sagitta_cli
else
    setup_build release sagitta_cli -DSAGITTA_TESTS=OFF
fi
setup_unlock
exec "$setup_root/build/release/sagitta" "$@"
