# solvers.sh - the optimum as we prove it and as other solvers print it; to be sourced
#
# SPDX-License-Identifier: GPL-3.0-or-later

# proved_optimum PLAN.JSON LEVEL: an exact fraction in fen: of a day; of all levels over the expected days, which are the weights of the model
# where they are whole and have no common divisor
proved_optimum() {
    key=bound_exact_fen_d
    [ "$2" = all ] && key=bound_exact_fen
    sed -n 's/.*"'$key'": *"\([^"]*\)".*/\1/p' "$1"
}

# What clp prints: its last optimum, or "none".
clp_optimum() { awk '/Primal infeasible|infeasible/ { r = "none" } /^Optimal objective/ { r = $3 } END { print r }'; }

# glpsol's raw solution file: all digits, or "none".
glpsol_optimum() { awk '$1 == "s" { print $5 == "f" && $6 == "f" ? $7 : "none" }' "$1"; }

# near A B: equal to 1e-9; A may be a fraction
near() {
    awk -v a="$1" -v b="$2" 'BEGIN {
        if (a == "none" || b == "none") exit !(a == b)
        n = split(a, part, "/"); x = part[1] / (n > 1 ? part[2] : 1); d = x - b
        if (d < 0) d = -d
        exit !(a != "" && b != "" && d <= 1e-9 * (x < 0 ? -x : x))
    }'
}
