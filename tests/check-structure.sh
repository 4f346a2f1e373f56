#!/bin/sh
# check-structure.sh - the rules of the house: one way, no verb calls a verb of another room, one door per library
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# docs/ARCHITECTURE.md says why. Each check lists what breaks its rule.
. "$srcdir/tests/tap.sh"
here=$PWD
cd "$srcdir" || exit 1

# "src/plan/derive.h:5 model/model.h" for every include of our own
includes=$(find src -name '*.[ch]' -exec grep -nHE '^ *# *include *"' {} + |
    sed -E 's/^([^:]*:[0-9]*):[^"]*"([^"]*)".*/\1 \2/')

# Rooms by floor; a file may include from its own room and from floors below. Files of src/ itself are the room "src".
upward() {
    printf '%s\n' "$includes" | awk '
        BEGIN {
            floor["base"] = 1
            floor["input"] = 2
            floor["rules"] = 3
            floor["scenario"] = 4
            floor["model"] = floor["import"] = 5
            floor["solve"] = 6
            floor["plan"] = floor["certificate"] = 7
            floor["src"] = floor["explain"] = floor["ledger"] = 8
            floor["export"] = 9
            floor["cli"] = 10
        }
        function room(path) { return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : "src" }
        {
            from = $1
            sub(/^src\//, "", from)
            a = room(from)
            b = room($2)
            if (!(a in floor) || !(b in floor)) print $1 ": includes " $2 ": give the room its floor in this test"
            else if (a != b && floor[a] <= floor[b]) print $1 ": includes upwards: " $2
        }'
}

# Every header above base/ and input/ is a noun (data that any floor above may know, and its maker) or a verb. Verbs of another room
# are for those who tell the whole story: the pipeline, the plan folder, the commands.
verbs() {
    printf '%s\n' "$includes" | awk '
        BEGIN {
            n = split("scenario/scenario.h scenario/claims.h scenario/lines.h scenario/peers.h scenario/modes.h scenario/rungs.h scenario/course.h scenario/schedule.h scenario/elements.h scenario/elements.def model/model.h model/guards.h model/effect.h model/flatten.h solve/solution.h " \
                      "rules/level.h rules/air.h rules/forecast.h rules/index.h rules/ruleset.h rules/alert.h rules/outlook.h " \
                      "solve/proof.h solve/common.h solve/multipliers.h plan/levels.h plan/plan.h plan/refusal.h plan/episode.h plan/issued.h plan/settings.h plan/compare.h plan/compare_episodes.h plan/read_plan.h scenario/inventory.h " \
                      "scenario/twins.h scenario/credit_code.h", words, " ")
            for (i = 1; i <= n; i++) noun[words[i]]
        }
        function folder(path) { return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : "" }
        {
            from = $1
            sub(/^src\//, "", from)
            if ($2 ~ /^(base|input)\// || $2 in noun || folder(from) == folder($2)) next
            if (from ~ /^(pipeline|hazeplan|run|run_[a-z_]*)\./ || from ~ /^export\/folder\.c:/ || from ~ /^cli\//) next
            print $1 ": includes the verb " $2
        }'
}

# LIBRARY'S HEADERS (a pattern), and the only files that may include them
door() {
    find src -name '*.[ch]' -exec grep -nHE "^ *# *include *<($1)" {} + | grep -vE "^src/($2):"
}

header_alone() {
    # shellcheck disable=SC2086 # lists of options
    printf '#include "%s"\n' "${1#src/}" | (cd "$here" && $CC $TEST_CPPFLAGS -std=gnu17 -fsyntax-only -x c -)
}

unnamed() {
    find src tests/unit tests/gen \( -name '*.[ch]' -o -name '*.def' \) -exec awk '
        FNR == 1 { name = FILENAME; sub(/.*\//, "", name); if (index($0, "/* " name " - ") != 1) print FILENAME }' {} +
    find bootstrap tests -name '*.sh' -o -name bootstrap -o -name run-case | while read -r file; do
        sed -n '1,2p' "$file" | grep -q "^# ${file##*/} - " || echo "$file"
    done
}

unlicensed() {
    find bootstrap src tests -type f \( -name '*.[ch]' -o -name '*.def' -o -name '*.sh' -o -name run-case -o -name bootstrap \) \
        -exec sh -c 'for file do sed -n 1,30p "$file" | grep -q "SPDX-License-Identifier: GPL-3.0-or-later" || echo "$file"; done' sh {} +
}

unlisted() {
    find src tests/unit tests/gen tests/cases tests/check-*.sh scenarios -type f ! -name '*.log' ! -name '*.trs' ! -name '*.o' |
        while read -r file; do
            listed=$file
            case $file in tests/unit/test_*.c | tests/gen/gen_*.c) listed=${file%.c} ;; esac
            grep -qE "(^|[[:space:]])$listed( |\$)" Makefile.am || echo "$file is not in Makefile.am"
        done
}

conditional() {
    find src -name '*.[ch]' ! -path 'src/base/*' -exec grep -nHE '^ *# *(if|elif|ifdef|ifndef)' {} + |
        grep -vE '# *ifndef HZ_[A-Z0-9_]*_H$'
}

silent "includes run one way" upward
silent "verbs of other rooms are left to the pipeline, the plan folder and the commands" verbs
silent "one door to GLPK" door 'glpk\.h' 'solve/master\.c'
silent "one door to libxml2" door 'libxml/' 'base/xml\.c'
silent "one door to libcrypto" door 'openssl/' 'base/digest\.c'
silent "libunistring measures and checks text in base/ alone" door 'uni(str|width|case|conv|ctype|gbrk|lbrk|name|norm|stdio|types|wbrk)\.h' 'base/(sink|csv)\.c'
silent "gettext is called in base/ and through base/lang.h" door 'libintl\.h' 'base/[a-z]*\.[ch]'
silent "one door to iconv" door 'iconv\.h' 'base/csv\.c'
silent "rational numbers stay with the proof and the orders" door 'gmp\.h' '(solve|certificate)/[a-z_]*\.[ch]|plan/(derive|target)\.c|plan/reasons\.[ch]'
silent "no conditional compilation above base/" conditional
silent "every file says in its first line what it is" unnamed
silent "every source names its licence" unlicensed
silent "every source, test and scenario is in Makefile.am" unlisted
for header in $(find src -name '*.h' | sort); do
    succeeds "compiles alone: $header" header_alone "$header"
done
finish
