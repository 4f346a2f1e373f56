#!/bin/sh
# check-schemas.sh - what hazeplan writes is what its schemas say, and the shipped scenarios, rule sets and forecasts too
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# $HAZEPLAN is the program, $XMLLINT libxml2's validator.
. "$srcdir/tests/tap.sh"

HAZEPLAN=${HAZEPLAN-src/hazeplan}
XMLLINT=${XMLLINT-xmllint}
schemas=$srcdir/scenarios/schema
scratch=check-schemas.$$
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch" || exit 99

# valid FILE SCHEMA: both forms of the schema take the file
valid() {
    "$XMLLINT" --nonet --noout --relaxng "$schemas/$2.rng" "$1" && "$XMLLINT" --nonet --noout --schema "$schemas/$2.xsd" "$1"
}

# refused FILE SCHEMA: neither form takes it
refused() {
    ! "$XMLLINT" --nonet --noout --relaxng "$schemas/$2.rng" "$1" && ! "$XMLLINT" --nonet --noout --schema "$schemas/$2.xsd" "$1"
}

# refused_by_grammar FILE SCHEMA: XML Schema cannot say that one of two attributes must be there
refused_by_grammar() {
    ! "$XMLLINT" --nonet --noout --relaxng "$schemas/$2.rng" "$1"
}

# plan LANG: a plan folder of the scenario in $scratch/LANG
plan() {
    "$HAZEPLAN" plan "$srcdir/scenarios/example-a.xml" --level orange --lang "$1" -o "$scratch/$1"
}

# plan_by NAME OPTION...: one whose level a forecast decides, in $scratch/NAME
plan_by() {
    name=$1
    shift
    "$HAZEPLAN" plan "$srcdir/scenarios/no-plan.xml" --forecast "$srcdir/scenarios/forecasts/january-2018.xml" "$@" -o "$scratch/$name"
}

# folder_is_valid NAME: both lists that have a schema, and every input
folder_is_valid() {
    succeeds "$1: actions.xml is valid" valid "$scratch/$1/actions.xml" hazeplan-actions
    succeeds "$1: input/settings.xml is valid" valid "$scratch/$1/input/settings.xml" hazeplan-settings
    succeeds "$1: input/scenario.xml is valid" valid "$scratch/$1/input/scenario.xml" hazeplan-scenario
    succeeds "$1: input/forecast.xml is valid" valid "$scratch/$1/input/forecast.xml" hazeplan-scenario
}

if ! command -v "$XMLLINT" >/dev/null 2>&1; then
    skipped "schemas" "no xmllint"
    finish
    exit 0
fi
for file in "$srcdir"/scenarios/*.xml; do
    succeeds "${file##*/} is a valid scenario" valid "$file" hazeplan-scenario
done
for file in "$srcdir"/scenarios/forecasts/*.xml; do
    succeeds "forecasts/${file##*/} is a valid forecast" valid "$file" hazeplan-scenario
done
for file in "$srcdir"/scenarios/rules/*.xml; do
    case ${file##*/} in hj*) schema=hazeplan-index ;; *) schema=hazeplan-rules ;; esac
    succeeds "rules/${file##*/} is valid" valid "$file" "$schema"
    succeeds "rules/${file##*/} has no finding" "$HAZEPLAN" check "$file"
done
succeeds "a plan of those held to an approved load" "$HAZEPLAN" plan "$srcdir/scenarios/example-supply.xml" --level orange -o "$scratch/held"
succeeds "the load is in its actions.xml" grep -q '<max-load load-percent="60" .* document="No. 7" note=' "$scratch/held/actions.xml"
succeeds "its actions.xml is valid" valid "$scratch/held/actions.xml" hazeplan-actions
for lang in en zh-CN; do
    succeeds "a plan folder in $lang" plan "$lang"
    succeeds "its actions.xml is valid" valid "$scratch/$lang/actions.xml" hazeplan-actions
    succeeds "its input/settings.xml is valid" valid "$scratch/$lang/input/settings.xml" hazeplan-settings
    succeeds "its input/scenario.xml is valid" valid "$scratch/$lang/input/scenario.xml" hazeplan-scenario
    succeeds "its checksums are right" sh -c "cd '$scratch/$lang' && sha256sum --quiet -c SHA256SUMS"
done
"$HAZEPLAN" plan "$srcdir/scenarios/nested.xml" --level all --days orange=4.5,red=0.25 -o "$scratch/all" >/dev/null 2>&1
succeeds "settings of all levels are valid" valid "$scratch/all/input/settings.xml" hazeplan-settings
succeeds "settings of one of them are valid" valid "$scratch/all/orange/input/settings.xml" hazeplan-settings
succeeds "its actions.xml is valid" valid "$scratch/all/orange/actions.xml" hazeplan-actions
succeeds "its input/scenario.xml is valid" valid "$scratch/all/orange/input/scenario.xml" hazeplan-scenario
sed 's/ within="all"/ within="some"/' "$scratch/all/orange/input/settings.xml" >"$scratch/broken.xml"
succeeds "settings within nobody knows what are refused" refused "$scratch/broken.xml" hazeplan-settings
sed 's/red=0.25/red=soon/' "$scratch/all/input/settings.xml" >"$scratch/broken.xml"
succeeds "settings with days in words are refused" refused "$scratch/broken.xml" hazeplan-settings
"$HAZEPLAN" plan "$srcdir/scenarios/example-fairness.xml" --level red -o "$scratch/fair" >/dev/null 2>&1
succeeds "actions.xml with grade order and alike treatment is valid" valid "$scratch/fair/actions.xml" hazeplan-actions
succeeds "its input/scenario.xml is valid" valid "$scratch/fair/input/scenario.xml" hazeplan-scenario
sed 's/ ungraded="[0-9]*"//' "$scratch/fair/actions.xml" >"$scratch/broken.xml"
succeeds "a grade order that does not say who is left out is refused" refused "$scratch/broken.xml" hazeplan-actions
sed 's/<alike levels="red" value="20"/<alike levels="red" value="20.003"/' "$scratch/fair/input/scenario.xml" >"$scratch/broken.xml"
succeeds "a spread finer than 0.01 % is refused" refused "$scratch/broken.xml" hazeplan-scenario
sed 's/<grade-order levels="orange red"/<grade-order levels="orange red" each="district"/' "$scratch/fair/input/scenario.xml" >"$scratch/broken.xml"
succeeds "a grade order for each district is refused" refused "$scratch/broken.xml" hazeplan-scenario
sed 's|</unit>|<mode id="off" kind="stop" levels="yellow orange red"><once value="300" unit="CNY" basis="estimate"/><time lead="6" unit="h"/></mode>&|
    s|</demands>|<duration levels="yellow orange red" value="72" unit="h"/>&|' "$srcdir/scenarios/nested.xml" >"$scratch/modes.xml"
succeeds "a plan of units with modes" "$HAZEPLAN" plan "$scratch/modes.xml" --level red --start 2026-01-03T00:00 -o "$scratch/modes"
succeeds "its actions.xml names them" grep -q ' mode="off" mode-name="stop" begin-by="2026-01-02T18:00" once="300.00" sentence="' "$scratch/modes/actions.xml"
succeeds "it is valid" valid "$scratch/modes/actions.xml" hazeplan-actions
sed 's/ mode-name="stop"//' "$scratch/modes/actions.xml" >"$scratch/broken.xml"
succeeds "a mode without its name is refused" refused_by_grammar "$scratch/broken.xml" hazeplan-actions
succeeds "it says how many nodes the search has seen" grep -q ' search-nodes="[0-9]*"' "$scratch/modes/actions.xml"
sed 's/ search-nodes="[0-9]*"//' "$scratch/modes/actions.xml" >"$scratch/broken.xml"
succeeds "a search without its nodes is refused" refused_by_grammar "$scratch/broken.xml" hazeplan-actions
sed 's/ sentence="[^"]*"//' "$scratch/modes/actions.xml" >"$scratch/broken.xml"
succeeds "an order without its sentence is refused" refused "$scratch/broken.xml" hazeplan-actions
succeeds "a plan for the level of a forecast" plan_by due --level auto --rules henan-2014 --unconfirmed
folder_is_valid due
succeeds "a plan by the rules in force, against the forecast" plan_by against --level yellow --override-level --reason why --by who
folder_is_valid against
sed 's/^ *<rules [^>]*>//; s/<title [^>]*>/&<rules set="henan-2014" place="410800"\/>/' "$srcdir/scenarios/no-plan.xml" >"$scratch/named.xml"
printf 'date,AQI\n2018-01-28,210\n2018-01-29,260\n2018-01-30,320\n' >"$scratch/table.csv"
succeeds "a plan by the rules of the scenario, for a table" "$HAZEPLAN" plan "$scratch/named.xml" --level auto \
    --forecast "$scratch/table.csv" --place 410800 --issued 2018-01-26T16:00 --cause PM2.5 -o "$scratch/named"
folder_is_valid named
# the validators do look: a broken list is refused
succeeds "prices say how far they hold" grep -q ' price-holds-tighter="[0-9]*" price-holds-looser="[0-9]*"' "$scratch/en/actions.xml"
sed 's/ price-holds-looser="[^"]*"//' "$scratch/en/actions.xml" >"$scratch/broken.xml"
succeeds "a price that holds to one side only is refused" refused_by_grammar "$scratch/broken.xml" hazeplan-actions
sed 's/ price-holds-looser="[^"]*"/ price-holds-looser="-1"/' "$scratch/en/actions.xml" >"$scratch/broken.xml"
succeeds "a price that holds less than not at all is refused" refused "$scratch/broken.xml" hazeplan-actions
sed 's/ standing="[a-z]*"/ standing="real"/' "$scratch/en/actions.xml" >"$scratch/broken.xml"
succeeds "an unknown standing is refused" refused "$scratch/broken.xml" hazeplan-actions
sed 's/ cut-percent="[^"]*"//' "$scratch/en/actions.xml" >"$scratch/broken.xml"
succeeds "an order without its cut is refused" refused "$scratch/broken.xml" hazeplan-actions
sed 's/ level="[a-z]*"/ level="mauve"/' "$scratch/en/input/settings.xml" >"$scratch/broken.xml"
succeeds "settings of an unknown level are refused" refused "$scratch/broken.xml" hazeplan-settings
sed 's/ reason="[^"]*"//' "$scratch/against/input/settings.xml" >"$scratch/broken.xml"
succeeds "an override without its reason is refused" refused_by_grammar "$scratch/broken.xml" hazeplan-settings
sed 's/ above="200"//' "$srcdir/scenarios/rules/henan-2014.xml" >"$scratch/broken.xml"
succeeds "a condition without a threshold is refused" refused_by_grammar "$scratch/broken.xml" hazeplan-rules
sed 's/ days="3"/ days="three"/' "$srcdir/scenarios/rules/henan-2014.xml" >"$scratch/broken.xml"
succeeds "a length in words is refused" refused "$scratch/broken.xml" hazeplan-rules
sed 's/ report="day"//' "$srcdir/scenarios/rules/hj633-2012.xml" >"$scratch/broken.xml"
succeeds "an average that belongs to no report is refused" refused "$scratch/broken.xml" hazeplan-index
finish
