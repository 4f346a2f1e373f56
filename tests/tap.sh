# tap.sh - what shell tests share: TAP points on stdout (https://testanything.org); read with `. "$srcdir/tests/tap.sh"`
#
# SPDX-License-Identifier: GPL-3.0-or-later
tap_points=0

# point NAME STATUS [DETAILS]: one result, with what explains a failure
point() {
    tap_points=$((tap_points + 1))
    if [ "$2" -eq 0 ]; then
        echo "ok $tap_points - $1"
    else
        echo "not ok $tap_points - $1"
        printf '%s\n' "${3-}" | sed 's/^/# /'
    fi
}

# succeeds NAME COMMAND...: the command exits with 0
succeeds() {
    tap_name=$1
    shift
    tap_output=$("$@" 2>&1)
    point "$tap_name" $? "$tap_output"
}

# silent NAME COMMAND...: the command says nothing: it lists what is wrong
silent() {
    tap_name=$1
    shift
    tap_output=$("$@" 2>&1)
    [ -z "$tap_output" ]
    point "$tap_name" $? "$tap_output"
}

# skipped NAME WHY
skipped() {
    tap_points=$((tap_points + 1))
    echo "ok $tap_points - $1 # SKIP $2"
}

# the plan comes last; a test that ends without it has failed
finish() {
    echo "1..$tap_points"
}
