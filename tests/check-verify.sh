#!/bin/sh
# check-verify.sh - every family of demands: the certificate holds for hazeplan verify and for a reader that shares nothing with it
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# $HAZEPLAN is the program; tests/gen's programs are in the path.
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/solvers.sh" # near, clp_optimum, glpsol_optimum

HAZEPLAN=${HAZEPLAN-src/hazeplan}
scratch=check-verify.$$
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch" || exit 99

# Folder by folder: verified without a solver; and by the other reader, what is stated.
verify() {
    succeeds "$1: verified" "$HAZEPLAN" verify "$2"
    if command -v python3 >/dev/null 2>&1; then
        succeeds "$1: by another reader" python3 "$srcdir/tests/vipr.py" "$2/certificate.vipr"
    else
        skipped "$1: by another reader" "no python3"
    fi
}

# The optimum of the linear program, by others: "none" where it has none
by_others() {
    ours=$(sed -n 's/^RTP range \([^ ]*\) .*/\1/p; s/^RTP infeas$/none/p' "$scratch/plan/certificate.vipr")
    if command -v clp >/dev/null 2>&1; then
        theirs=$(clp "$scratch/m.mps" -dualsimplex | clp_optimum)
        near "$ours" "$theirs"
        point "$1: clp" $? "ours $ours, theirs $theirs"
    else
        skipped "$1: clp" "no clp"
    fi
    if command -v glpsol >/dev/null 2>&1; then
        glpsol --nomip --exact --freemps "$scratch/m.mps" --write "$scratch/raw" >/dev/null 2>&1
        theirs=$(glpsol_optimum "$scratch/raw")
        near "$ours" "$theirs"
        point "$1: glpsol --exact" $? "ours $ours, theirs $theirs"
    else
        skipped "$1: glpsol --exact" "no glpsol"
    fi
}

# plan NAME SCENARIO LEVEL: a plan, or that there is none, with its proof; orders in such steps may not be found
plan() {
    rm -rf "$scratch/plan"
    "$HAZEPLAN" plan "$2" --level "$3" -o "$scratch/plan" --write-mps "$scratch/m.mps" --force >"$scratch/out" 2>&1
    case $? in
    0 | 4) verify "$1 $3" "$scratch/plan" ;;
    *) point "$1 $3: planned" 1 "$(cat "$scratch/out")" ;;
    esac
}

for name in example-a example-a-infeasible example-b example-c example-caps example-fairness example-groups example-lines example-modes example-pool \
    example-safety example-supply example-weighted nested no-plan jiaozuo; do
    for level in yellow orange red; do
        plan "$name" "$srcdir/scenarios/$name.xml" "$level"
    done
done
for family in "" --pool --caps --floors "--graded 30" "--failing 2" "--failing-percent 10" --modes --all; do
    for seed in 1 2; do
        # shellcheck disable=SC2086 # a list of options
        gen_bench -n 120 -s "$seed" --districts 4 $family >"$scratch/scenario.xml"
        plan "120 units $family, seed $seed," "$scratch/scenario.xml" orange
        by_others "120 units $family, seed $seed"
    done
done
finish
