#!/bin/sh
# check-solvers.sh - the optimum is that of programs nobody here wrote: clp and glpsol on the model that we write
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# $HAZEPLAN is the program; tests/gen's programs are in the path. Costs must agree to 1e-9 of themselves.
. "$srcdir/tests/tap.sh"
. "$srcdir/tests/solvers.sh"

HAZEPLAN=${HAZEPLAN-src/hazeplan}
scratch=check-solvers.$$
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch" || exit 99

# bound SCENARIO LEVEL: our proved optimum, or "none"; the model in m.mps and m.lp
bound() {
    rm -rf "$scratch/plan"
    "$HAZEPLAN" plan "$1" --level "$2" -o "$scratch/plan" --lang en --force \
        --write-mps "$scratch/m.mps" --write-lp "$scratch/m.lp" >"$scratch/out" 2>&1
    case $? in
    0) proved_optimum "$scratch/plan/plan.json" "$2" ;;
    4) echo none ;;
    *) cat "$scratch/out" >&2 ;;
    esac
}

by_clp() { clp "$1" -dualsimplex | clp_optimum; }

# by_glpsol FORMAT FILE: of the linear program, whatever columns are whole; so is ours
by_glpsol() { glpsol --nomip "$1" "$2" --write "$scratch/raw" >/dev/null && glpsol_optimum "$scratch/raw"; }

# compare NAME OURS THEIRS
compare() {
    near "$2" "$3"
    point "$1" $? "ours $2, theirs $3"
}

compare_all() {
    ours=$(bound "$2" "$3")
    if command -v clp >/dev/null 2>&1; then
        compare "$1 $3: clp" "$ours" "$(by_clp "$scratch/m.mps")"
    else
        skipped "$1 $3: clp" "no clp"
    fi
    if command -v glpsol >/dev/null 2>&1; then
        compare "$1 $3: glpsol, MPS" "$ours" "$(by_glpsol --freemps "$scratch/m.mps")"
        compare "$1 $3: glpsol, LP" "$ours" "$(by_glpsol --lp "$scratch/m.lp")"
    else
        skipped "$1 $3: glpsol, MPS" "no glpsol"
        skipped "$1 $3: glpsol, LP" "no glpsol"
    fi
}

for name in example-a example-a-infeasible example-b example-c example-caps example-fairness example-groups example-lines example-pool example-safety \
    example-supply example-weighted nested no-plan jiaozuo; do
    for level in yellow orange red all; do
        compare_all "$name" "$srcdir/scenarios/$name.xml" "$level"
    done
done
for seed in 1 2 3; do # above 12,000 columns the model is sifted; glpsol would take minutes
    gen_bench -n 20000 -s "$seed" --districts 8 >"$scratch/bench.xml"
    ours=$(bound "$scratch/bench.xml" orange)
    if command -v clp >/dev/null 2>&1; then
        compare "20,000 units, seed $seed: clp" "$ours" "$(by_clp "$scratch/m.mps")"
    else
        skipped "20,000 units, seed $seed: clp" "no clp"
    fi
done
# links and arcs, alone and with enterprises that may fail
for demand in '' '<safety levels="orange" enterprises="2"/>'; do
    gen_bench -n 600 -s 1 --graded 15 | sed "s#</demands>#$demand</demands>#" >"$scratch/graded.xml"
    compare_all "600 graded units${demand:+ of which any 2 may fail}" "$scratch/graded.xml" orange
done
# rows for those who may fail are found near the margin there; theirs is the program of Bertsimas and Sim
for family in "--failing 3" "--all"; do
    gen_bench -n 20000 -s 1 --districts 8 $family >"$scratch/bench.xml"
    ours=$(bound "$scratch/bench.xml" orange)
    if command -v clp >/dev/null 2>&1; then
        compare "20,000 units, $family: clp" "$ours" "$(by_clp "$scratch/m.mps")"
    else
        skipped "20,000 units, $family: clp" "no clp"
    fi
done
finish
