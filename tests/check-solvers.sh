#!/bin/sh
# check-solvers.sh - the optimum is that of programs nobody here wrote: clp and glpsol on the model that we write
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# $HAZEPLAN is the program; tests/gen's programs are in the path. Costs must agree to 1e-9 of themselves.
. "$srcdir/tests/tap.sh"

HAZEPLAN=${HAZEPLAN-src/hazeplan}
scratch=check-solvers.$$
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch" || exit 99

# bound SCENARIO LEVEL: our proved optimum in fen/d, or "none"; the model in m.mps and m.lp. Of all levels, in fen over the expected days,
# which are the weights of the model where they are whole and have no common divisor.
bound() {
    rm -rf "$scratch/plan"
    "$HAZEPLAN" plan "$1" --level "$2" -o "$scratch/plan" --lang en --force \
        --write-mps "$scratch/m.mps" --write-lp "$scratch/m.lp" >"$scratch/out" 2>&1
    status=$?
    key=bound_exact_fen_d
    [ "$2" = all ] && key=bound_exact_fen
    case $status in
    0) sed -n 's/.*"'$key'": *"\([^"]*\)".*/\1/p' "$scratch/plan/plan.json" ;;
    4) echo none ;;
    *) cat "$scratch/out" >&2 ;;
    esac
}

by_clp() {
    clp "$1" -dualsimplex | awk '/Primal infeasible|infeasible/ { r = "none" } /^Optimal objective/ { r = $3 } END { print r }'
}

# by_glpsol FORMAT FILE: with all digits, from its raw solution file
by_glpsol() {
    glpsol "$1" "$2" --write "$scratch/raw" >/dev/null && awk '$1 == "s" { print $5 == "f" && $6 == "f" ? $7 : "none" }' "$scratch/raw"
}

# near A B: equal to 1e-9; A may be a fraction
near() {
    awk -v a="$1" -v b="$2" 'BEGIN {
        if (a == "none" || b == "none") exit !(a == b)
        n = split(a, part, "/"); x = part[1] / (n > 1 ? part[2] : 1); d = x - b
        if (d < 0) d = -d
        exit !(b != "" && d <= 1e-9 * (x < 0 ? -x : x))
    }'
}

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

for name in example-a example-a-infeasible example-b example-c example-caps example-fairness example-groups example-pool example-safety \
    example-supply example-weighted nested no-plan jiaozuo; do
    levels="yellow orange red all"
    [ "$name" = example-safety ] && levels="yellow orange red" # who may fail cannot be planned for all levels at once
    for level in $levels; do
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
gen_bench -n 20000 -s 1 --districts 8 | sed 's#</demands>#<safety levels="orange" enterprises="3"/></demands>#' >"$scratch/bench.xml"
ours=$(bound "$scratch/bench.xml" orange)
if command -v clp >/dev/null 2>&1; then
    compare "20,000 units of which any 3 may fail: clp" "$ours" "$(by_clp "$scratch/m.mps")"
else
    skipped "20,000 units of which any 3 may fail: clp" "no clp"
fi
finish
