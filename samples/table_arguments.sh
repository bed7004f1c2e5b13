# shellcheck shell=bash
# Sourced by the scripts that make the tables of docs/: reads their arguments. Before it they set root and the defaults
# of what can be given; it sets these, render_only, table_only, program and synth, and makes the folder `work`.
export render_only='' program synth
table_only=''
arguments=()

fail() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    exit "${2:-1}"
}

# read_arguments "--model --work ..." ARGUMENT...: the options that take a value, each into the variable of its name.
read_arguments() {
    local known=" $1 "
    shift
    while [ $# -gt 0 ]; do
        case $1 in
        --render-only) render_only=1 ;;
        --table-only) table_only=1 ;; # the text again from the numbers of the run before
        -h | --help)
            sed -n '2,/^set/{s/^# \{0,1\}//;/^set/d;p}' "$0"
            exit 0
            ;;
        -*)
            [[ $known == *" $1 "* ]] || fail "there is no option '$1'" 2
            [ $# -gt 1 ] || fail "$1 needs a value" 2
            declare -g "${1#--}=$2"
            shift
            ;;
        *) arguments+=("$1") ;;
        esac
        shift
    done
    program=${arguments[0]:-${SAGITTA:-$root/build/release/sagitta}}
    synth=${arguments[1]:-${SAGITTA_SYNTH:-$root/build/release/samples/synth/sagitta-synth}}
    [ -x "$synth" ] || fail "no renderer $synth" 2
    [ -n "$render_only" ] || [ -x "$program" ] || fail "no program $program" 2
    mkdir -p "$work"
}
