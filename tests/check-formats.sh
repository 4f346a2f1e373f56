#!/bin/sh
# check-formats.sh - docs/FORMATS.md says what the program does, and the grammars refuse what can be refused
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The tables of docs/FORMATS.md that have a source in src/ stand between <!-- from FILE --> and <!-- end -->. They are made
# again here and compared; where they differ, the lines that begin with + are those to write.
# $XMLLINT is libxml2's validator, $JING and $TRANG read RELAX NG compact; what is not there is skipped.
. "$srcdir/tests/tap.sh"

HAZEPLAN=${HAZEPLAN-src/hazeplan}
XMLLINT=${XMLLINT-xmllint}
JING=${JING-jing}
TRANG=${TRANG-trang}
formats=$srcdir/docs/FORMATS.md
schemas=$srcdir/scenarios/schema
bad=$srcdir/tests/bad
scratch=check-formats.$$
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch" || exit 99
# awk cuts strings by bytes; none of the characters that are looked for is part of another one in UTF-8
LC_ALL=C
export LC_ALL

# ---- tables that have a source

# N_() texts of FILE's entries MACRO(...): the arguments of each entry, with tabs between, the literals put together
entries() {
    awk -v macro="$2(" '
        { text = text $0 "\n" }
        END {
            gsub(/\/\*[^*]*\*+([^\/*][^*]*\*+)*\//, "", text) # comments
            while ((at = index(text, macro))) {
                text = substr(text, at + length(macro))
                out = ""
                inside = 0
                depth = 1
                for (i = 1; depth > 0; i++) {
                    char = substr(text, i, 1)
                    if (inside && char == "\\") out = out substr(text, ++i, 1)
                    else if (char == "\"") inside = !inside
                    else if (inside) out = out char
                    else if (char == "(") depth++
                    else if (char == ")") depth--
                    else if (char == ",") out = out "\t"
                    else if (char !~ /[ \n]/) out = out char
                }
                gsub(/N_/, "", out)
                print out
            }
        }' "$srcdir/$1"
}

unit_rows() {
    entries src/base/units.def HZ_UNIT | awk -F '\t' '
        BEGIN {
            name["MASS"] = "mass | g/d"
            name["MONEY"] = "money, the currency of the scenario | fen/d"
            name["MONEY_CNY"] = "money, CNY | fen/d"
            name["MONEY_USD"] = "money, USD | cent/d"
            name["SUM"] = "money once, the currency of the scenario | fen"
            name["SUM_CNY"] = "money once, CNY | fen"
            name["SUM_USD"] = "money once, USD | cent"
            name["TIME"] = "time | h"
            name["SHARE"] = "share | 0.01 %"
            name["ENERGY"] = "energy | kJ/d"
            name["VOLUME"] = "volume | L/d"
            name["AREA"] = "area | 0.001 m2/d"
            name["COUNT"] = "count | 0.001/d"
            name["CONCENTRATION"] = "concentration | ng/m3"
        }
        {
            factor = $4 == 1 ? $3 : $3 " / " $4
            printf "| `%s` | %s | %s%s |\n", $1, name[$2], factor, $5 == "true" ? " / days" : ""
        }'
}

# what Markdown would take for markup is masked
finding_rows() {
    entries src/input/findings.def HZ_FINDING | awk -F '\t' '
        $1 ~ /^[0-9]+$/ {
            gsub(/%%/, "%")
            gsub(/%[0-9][$]s/, "…")
            gsub(/</, "\\\\<")
            gsub(/[|]/, "\\\\|")
            printf "| HZ%s | %s | %s | %s |\n", $1, tolower($2), $3, $4
        }'
}

exit_rows() {
    entries src/cli/options.def HZ_EXIT | awk -F '\t' '$1 ~ /^[0-9]+$/ { printf "| %s | %s |\n", $1, $2 }'
}

reason_rows() {
    entries src/import/import.def HZ_REASON | awk -F '\t' '
        $2 ~ /^[a-z-]+$/ {
            gsub(/%[0-9][$]s/, "…")
            printf "| `%s` | %s |\n", $2, $3
        }'
}

# table FILE MAKER: what the document says and what FILE says differ in these lines
table() {
    sed -n "\\|^<!-- from $1 -->\$|,/^<!-- end -->\$/p" "$formats" | grep '^| [`H0-9]' >"$scratch/said"
    "$2" >"$scratch/meant"
    [ -s "$scratch/meant" ] || echo "nothing found in $1"
    diff -u "$scratch/said" "$scratch/meant"
}

# ---- names that must occur

# missing: each line of stdin that does not stand in the document as `line` or `<line>`
missing() {
    while IFS= read -r name; do
        grep -qF -e "\`$name\`" -e "\`<$name>\`" "$formats" || echo "docs/FORMATS.md lacks \`$name\`"
    done
}

words() {
    {
        for file in rules/air.c rules/read_ruleset.c rules/read_index.c scenario/read_forecast.c; do
            tr ',{' '\n\n' <"$srcdir/src/$file" | sed -n 's/.*HZ_WORD("\([^"]*\)".*/\1/p'
        done
        sed -n 's/.*{*WORD("\([^"]*\)".*/\1/p' "$srcdir/src/scenario/scenario.c"
        tr ',' '\n' <"$srcdir/src/scenario/scenario.c" | sed -n 's/.*WORD("\([^"]*\)".*/\1/p'
        sed -n '/^} actions/,/^};/p' "$srcdir/src/plan/plan.c" | tr '{' '\n' | sed -n 's/^"\([^"]*\)".*/\1/p'
    } | sort -u | missing
}

names_of_schema() {
    sed 's/#.*//' "$schemas/$1.rnc" | tr -s ' (' '\n' |
        awk '/^(attribute|element)$/ { getline; print }' | sort -u | missing
}

json_keys() {
    sed -n 's/.*put_[a-z_]*(sink, "\([a-z_]*\)".*/\1/p' "$srcdir/src/export/as_json.c" | sort -u | missing
}

# the headings of actions.csv in both languages, each a cell of the table
headings() {
    sed -n '/^static void put_heading_row/,/^}/p' "$srcdir/src/export/as_csv.c" | sed -n 's/.*_("\([^"]*\)").*/\1/p' |
        while IFS= read -r heading; do
            chinese=$(awk -v id="msgid \"$heading\"" '$0 == id { getline; print; exit }' "$srcdir/po/zh_CN.po" |
                sed 's/^msgstr "\(.*\)"$/\1/')
            grep -qF "| $heading | $chinese |" "$formats" || echo "docs/FORMATS.md lacks | $heading | $chinese |"
        done
}

# elements DEFINITIONS HEADING...: elements and attributes of a format that stands under these headings. A section with the element
# in its heading has a row for each attribute, "yes" where it is required; and no other rows.
elements() {
    definitions=$1
    shift
    {
        entries "$definitions" HZ_ATTRIBUTE | sed 's/^/attribute	/'
        entries "$definitions" HZ_ELEMENT | sed 's/^/element	/'
    } | awk -F '\t' -v formats="$formats" -v headings="|$(printf '%s|' "$@")" '
        function claim(list, word,    n, code, i) {
            n = split(list, code, /[|]/)
            for (i = 1; i <= n; i++) {
                sub(/^A/, "", code[i])
                if (code[i] != "0") want[element, name[code[i]]] = word
            }
        }
        $1 == "attribute" { name[$2] = $3 }
        $1 == "element" && $2 != "CODE" {
            element = $3
            known[element] = 1
            claim($6, "yes")
            claim($7, "no")
        }
        END {
            while ((getline line < formats) > 0) {
                if (line ~ /^##/) {
                    n_now = 0
                    if (line ~ /^## /) inside = index(headings, "|" substr(line, 4) "|") > 0
                    rest = line
                    while (inside && match(rest, /`<[a-z-]+>`/)) {
                        now[++n_now] = substr(rest, RSTART + 2, RLENGTH - 4)
                        described[now[n_now]] = 1
                        rest = substr(rest, RSTART + RLENGTH)
                    }
                }
                if (inside && line ~ /^[|] `[a-z-]+` [|]/) {
                    split(line, cell, / *[|] */)
                    attribute = substr(cell[2], 2, length(cell[2]) - 2)
                    for (i = 1; i <= n_now; i++) {
                        is = (now[i], attribute) in want ? want[now[i], attribute] : "unknown"
                        if (is == "unknown") print "<" now[i] "> has no attribute " attribute
                        else if ((cell[3] == "yes") != (is == "yes")) print "<" now[i] " " attribute ">: required is " is
                        delete want[now[i], attribute]
                    }
                }
            }
            for (element in known) if (!(element in described)) print "no section on <" element ">"
            for (key in want) {
                split(key, part, SUBSEP)
                print "<" part[1] "> lacks a row for " part[2]
            }
        }'
}

# The units of the grammar by dimension and term, as units.def has them
grammar_units() {
    entries src/base/units.def HZ_UNIT | awk -F '\t' '
        BEGIN { split("MONEY money MONEY_CNY yuan MONEY_USD dollars SUM sum SUM_CNY sum-of-yuan SUM_USD sum-of-dollars", pair, " ") }
        BEGIN { for (i = 1; i < 12; i += 2) word[pair[i]] = pair[i + 1] }
        $2 ~ /^SUM/ { print word[$2] " " $1; next }
        $2 == "SHARE" || $2 == "CONCENTRATION" || $2 == "TIME" { print tolower($2) " " $1; next }
        { print (($2 in word) ? word[$2] : tolower($2)) "-per-" ($5 == "true" ? "year" : "day") " " $1 }' | sort >"$scratch/meant"
    sed -n '/^# Units of measurement/,/^$/p' "$schemas/hazeplan-scenario.rnc" | awk '
        / = / { name = $1 ~ /^(percent|permille|one)$/ ? "share" : $1 ~ /^(hour|day)-unit$/ ? "time" : $1 }
        /string/ {
            while (match($0, /string "[^"]*"/)) {
                print name " " substr($0, RSTART + 8, RLENGTH - 9)
                $0 = substr($0, RSTART + RLENGTH)
            }
        }' | sort >"$scratch/said"
    diff -u "$scratch/said" "$scratch/meant"
}

# example ELEMENT: the example of the document that begins with it
example() {
    awk -v start="<$1 " '
        /^```$/ { inside = 0 }
        inside { text = text $0 "\n" }
        /^```xml$/ { inside = 1; text = "" }
        /^```$/ && index(text, start) { printf "%s", text; exit }' "$formats"
}

# The first is a scenario without an error, and a plan can be made
example_is_planned() {
    "$HAZEPLAN" check "$scratch/example.xml" && "$HAZEPLAN" plan "$scratch/example.xml" --level orange --list "$scratch/example.csv"
}

# ---- what the grammar sees

# What no grammar can see: DOCTYPE (the parser's business), sizes and counts, an amount that is absurd in its unit of
# measurement, a yearly unit inside a <unit> without days, hours that are no whole days, a time longer than another
is_unseen() {
    case $1 in hz102-* | hz112-* | hz113-* | hz205-* | hz208-days.xml | hz210-hours.xml | hz210-cap.xml | hz210-longer.xml) return 0 ;; esac
    return 1
}

# the schema of the format that a file is, or should be, of
schema_of() {
    case $(sed -n 's/.* xmlns="urn:hazeplan:\([a-z]*\)".*/\1/p' "$1") in
    rules) echo "$schemas/hazeplan-rules" ;;
    index) echo "$schemas/hazeplan-index" ;;
    *) echo "$schemas/hazeplan-scenario" ;;
    esac
}

# Form and values, and the words that have a code of their own
must_be_refused() {
    case $1 in
    hz101-*) return 1 ;; # not even XML
    hz1* | hz2* | hz301-* | hz304-l* | hz308-* | hz309-* | hz412-* | hz413-* | hz60[123]-* | hz617-* | hz630-*) ! is_unseen "$1" ;;
    *) return 1 ;;
    esac
}

must_be_taken() {
    case $1 in hz5* | hz614-* | hz616-* | hz619-* | none-*) return 0 ;; esac
    return 1
}

# verdict STATUS FILE OPTION SCHEMA: does xmllint end with STATUS? 0 valid, 3 not valid; a schema that cannot be read is 5
verdict() {
    "$XMLLINT" --nonet --noout "$3" "$4" "$2" >/dev/null 2>"$scratch/words"
    status=$?
    [ "$status" -eq "$1" ] || { cat "$scratch/words" && echo "status $status" && return 1; }
}

# jing_misses SCHEMA FILES...: those of them that jing finds nothing in
jing_misses() {
    schema=$1
    shift
    "$JING" -c "$schema.rnc" "$@" >"$scratch/jing" 2>&1
    for file; do
        grep -qF "/${file##*/}:" "$scratch/jing" || echo "jing takes ${file##*/}"
    done
}

# made_by_trang NAME SUFFIX: the first line names an encoding, which is a matter of taste
made_by_trang() {
    "$TRANG" -o encoding=US-ASCII "$schemas/$1.rnc" "$scratch/made.$2" 2>"$scratch/words" || cat "$scratch/words"
    sed 1d "$scratch/made.$2" >"$scratch/meant"
    sed 1d "$schemas/$1.$2" | diff - "$scratch/meant"
}

# ---- the points

silent "every element and attribute of the scenario format, and which are required" \
    elements src/scenario/elements.def "The scenario" "Forecasts"
silent "every element and attribute of rule sets" elements src/rules/ruleset.def "Rule sets"
silent "every element and attribute of air-quality indices" elements src/rules/index.def "Air-quality indices"
silent "the table of units" table src/base/units.def unit_rows
silent "the table of findings" table src/input/findings.def finding_rows
silent "the table of exit statuses" table src/cli/options.def exit_rows
silent "the table of reasons to reject a row" table src/import/import.def reason_rows
silent "every word of an enumeration" words
silent "every name in actions.xml" names_of_schema hazeplan-actions
silent "every name in settings.xml" names_of_schema hazeplan-settings
silent "every name in a mapping" names_of_schema hazeplan-mapping
silent "every key of plan.json and of comparisons" json_keys
silent "every column of actions.csv, in both languages" headings
example scenario >"$scratch/example.xml"
succeeds "the example" example_is_planned
example forecast >"$scratch/forecast.xml"
succeeds "the example of a forecast" "$HAZEPLAN" check "$scratch/forecast.xml"
silent "the units of the grammar are those of units.def" grammar_units

if command -v "$XMLLINT" >/dev/null 2>&1; then
    succeeds "the grammar takes the example" verdict 0 "$scratch/example.xml" --relaxng "$schemas/hazeplan-scenario.rng"
    succeeds "the grammar takes the example of a forecast" verdict 0 "$scratch/forecast.xml" --relaxng "$schemas/hazeplan-scenario.rng"
    for path in "$bad"/*.xml; do
        file=${path##*/}
        if must_be_refused "$file"; then
            succeeds "the grammar refuses $file" verdict 3 "$path" --relaxng "$(schema_of "$path").rng"
        elif must_be_taken "$file"; then
            succeeds "the grammar takes $file" verdict 0 "$path" --relaxng "$(schema_of "$path").rng"
            succeeds "the XML Schema takes $file" verdict 0 "$path" --schema "$(schema_of "$path").xsd"
        fi
    done
else
    skipped "what the grammar refuses" "no xmllint"
fi

if command -v "$JING" >/dev/null 2>&1; then
    for schema in hazeplan-scenario hazeplan-rules hazeplan-index; do
        set --
        for path in "$bad"/*.xml; do
            ! must_be_refused "${path##*/}" || [ "$(schema_of "$path")" != "$schemas/$schema" ] || set -- "$@" "$path"
        done
        silent "jing refuses the same files by $schema" jing_misses "$schemas/$schema" "$@"
        set --
        for path in "$srcdir"/scenarios/*.xml "$srcdir"/scenarios/forecasts/*.xml "$srcdir"/scenarios/rules/*.xml "$bad"/*.xml; do
            case $path in "$bad"/*) must_be_taken "${path##*/}" || continue ;; esac
            [ "$(schema_of "$path")" != "$schemas/$schema" ] || set -- "$@" "$path"
        done
        silent "jing takes what is shipped and what is without an error by $schema" "$JING" -c "$schemas/$schema.rnc" "$@"
    done
else
    skipped "a second opinion on the grammar" "no jing"
fi

if command -v "$TRANG" >/dev/null 2>&1; then
    for path in "$schemas"/*.rnc; do
        name=${path##*/}
        name=${name%.rnc}
        silent "$name.rng is what trang makes" made_by_trang "$name" rng
        silent "$name.xsd is what trang makes" made_by_trang "$name" xsd
    done
else
    skipped "schemas are what trang makes" "no trang"
fi
finish
