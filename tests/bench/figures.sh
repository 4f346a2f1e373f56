# figures.sh - programs run in turn, and the least of their figures; to be sourced
#
# HAZEPLAN, GEN_BENCH and MEASURE are the built programs. Every figure is the least of RUNS runs: what else the machine does can only add.
# $work is a scratch folder: of what is called NAME it holds the figures in NAME, what it printed in NAME.out and NAME.err.
#
# SPDX-License-Identifier: GPL-3.0-or-later
: "${HAZEPLAN:?}" "${GEN_BENCH:?}" "${MEASURE:?}"
RUNS=${RUNS:-5}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# least FILE COLUMN: the smallest figure of a column
least() { awk -v c="$2" 'NR == 1 || $c < m { m = $c } END { printf "%.4f", m }' "$1"; }

# again NAME COMMAND...: run once
again() {
    name=$1; shift
    "$MEASURE" "$work/$name" "$@" >> "$work/$name.out" 2>> "$work/$name.err"
}

# went_well NAME: all its runs ended with 0
went_well() {
    awk '$4 != 0 { exit 1 }' "$work/$1" && return
    echo "bench: $1 failed" >&2; tail -5 "$work/$1.err" >&2; return 1
}

# repeat NAME COMMAND...: run RUNS times
repeat() {
    k=0
    while [ $k -lt "$RUNS" ]; do
        again "$@"
        k=$((k + 1))
    done
    went_well "$1"
}

# stage NAME: least seconds of a stage that `hazeplan plan --timings` printed; 0 where there is none
stage() { awk -v s="$1" '$2 == "time:" && $3 == s && (!seen++ || $4 < m) { m = $4 } END { printf "%.4f", m }' "$work/plan.err"; }

# clp_seconds NAME, glpsol_seconds NAME: what they say of their solving, without reading the file
clp_seconds() {
    awk '/^Optimal objective/ { for (i = 1; i < NF; i++) if ($i == "time") { t = $(i + 1); sub(",", "", t); if (!seen++ || t < m) m = t } }
        END { if (seen) printf "%.4f", m }' "$work/$1.out"
}
glpsol_seconds() { awk '/^Time used:/ { print $3; exit }' "$work/$1.out"; }

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (a != "" && b > 0) printf "%.2f", a / b; else printf "-" }'; }
