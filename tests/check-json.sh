#!/bin/sh
# check-json.sh - what hazeplan prints as JSON is what its JSON schemas say
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# $PYTHON is a Python that has the module jsonschema; another reader of our files than ourselves.
. "$srcdir/tests/tap.sh"

HAZEPLAN=${HAZEPLAN-src/hazeplan}
schemas=$srcdir/scenarios/schema
scratch=check-json.$$
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch" || exit 99

for python in ${PYTHON-} /usr/bin/python3 python3; do
    "$python" -W ignore -c 'import jsonschema' 2>/dev/null && break
    python=
done
if [ -z "$python" ]; then
    skipped "JSON schemas" "no Python with jsonschema"
    finish
    exit 0
fi

cat >"$scratch/validate.py" <<'END'
import json, sys
import jsonschema

def moved(node, prefix):
    """The schema with its own references led to where it will stand."""
    if isinstance(node, dict):
        return {key: prefix + value[1:] if key == "$ref" and value.startswith("#") else moved(value, prefix)
                for key, value in node.items()}
    return [moved(item, prefix) for item in node] if isinstance(node, list) else node

def led(reference, ids):
    """A reference to another schema, or to a part of it, led to where that stands."""
    schema, _, part = reference.partition("#")
    return "#/$defs/" + ids[schema] + part if schema in ids else reference

def linked(node, ids):
    if isinstance(node, dict):
        return {key: led(value, ids) if key == "$ref" else linked(value, ids) for key, value in node.items()}
    return [linked(item, ids) for item in node] if isinstance(node, list) else node

# the other schemas are put into the first one: this library does not join references to urn: identifiers
schema, *others = [json.load(open(path, encoding="utf-8")) for path in sys.argv[2:]]
schema = linked(schema, {other["$id"]: "other%d" % i for i, other in enumerate(others)})
for i, other in enumerate(others):
    del other["$id"]
    schema["$defs"]["other%d" % i] = moved(other, "#/$defs/other%d" % i)
document = json.load(open(sys.argv[1], encoding="utf-8"))
errors = list(jsonschema.Draft202012Validator(schema).iter_errors(document))
for error in errors[:5]:
    print("/".join(map(str, error.absolute_path)), error.message[:200])
sys.exit(bool(errors))
END

# valid FILE SCHEMA...: the first schema takes the file
valid() { "$python" -W ignore "$scratch/validate.py" "$@"; }
refused() { ! valid "$@"; }

forecast=$srcdir/scenarios/forecasts/january-2018.xml
"$HAZEPLAN" plan "$srcdir/scenarios/example-a.xml" --level orange -o "$scratch/plain" >/dev/null 2>&1
"$HAZEPLAN" plan "$srcdir/scenarios/example-a.xml" --level auto --forecast "$forecast" -o "$scratch/auto" >/dev/null 2>&1
alert() { "$HAZEPLAN" alert "$@" --json 2>/dev/null; }
is_answer() { valid "$1" "$schemas/alert-answer.schema.json" "$schemas/alert.schema.json"; }
is_outlook() { valid "$1" "$schemas/outlook.schema.json"; }
sed 's|</unit>|<mode id="off" kind="stop" levels="yellow orange red"><once value="300" unit="CNY" basis="estimate"/><time lead="6" unit="h"/></mode>&|
    s|</demands>|<duration levels="yellow orange red" value="72" unit="h"/>&|' "$srcdir/scenarios/nested.xml" >"$scratch/modes.xml"
"$HAZEPLAN" plan "$scratch/modes.xml" --level red --start 2026-01-03T00:00 -o "$scratch/modes" >/dev/null 2>&1
succeeds "plan.json of units with modes" valid "$scratch/modes/plan.json" "$schemas/plan.schema.json" "$schemas/alert.schema.json"
succeeds "which names them" grep -q '"mode":"off","mode_name":"stop","begin_by":"2026-01-02T18:00","once":300.00,"beyond_h":0,"beyond_d":0.00,"sentence":"' "$scratch/modes/plan.json"
succeeds "plan.json of an ordered level" valid "$scratch/plain/plan.json" "$schemas/plan.schema.json" "$schemas/alert.schema.json"
succeeds "plan.json of a forecast's level" valid "$scratch/auto/plan.json" "$schemas/plan.schema.json" "$schemas/alert.schema.json"
alert "$forecast" --all-rules >"$scratch/alert.json"
succeeds "alert --json by all rules" is_answer "$scratch/alert.json"
alert "$srcdir/scenarios/no-plan.xml" --forecast "$forecast" >"$scratch/alone.json"
succeeds "alert --json for a scenario" is_answer "$scratch/alone.json"
sed 's/value="[0-9]*"\(.*time\)/value="x"\1/; s/value="[0-9]*"/value="x"/' "$forecast" >"$scratch/wrong.xml"
alert "$scratch/wrong.xml" >"$scratch/wrong.json"
succeeds "alert --json of a forecast with errors" is_answer "$scratch/wrong.json"
succeeds "which says so" grep -q '^{"outcome":"input-errors",' "$scratch/wrong.json"
sed 's/ place="[^"]*"//' "$forecast" >"$scratch/nowhere.xml"
alert "$scratch/nowhere.xml" --rules henan-2014 >"$scratch/nowhere.json"
succeeds "alert --json without a place" is_answer "$scratch/nowhere.json"
for goals in "good-days=195:135 PM2.5=72:75" "good-days=300:10 PM2.5=20:75 O3-8h=160:100" "good-days=100:100" "PM10=100:80.5"; do
    # shellcheck disable=SC2086
    "$HAZEPLAN" outlook --json --through 2016-09-20 $goals >"$scratch/outlook.json"
    succeeds "outlook --json of $goals" is_outlook "$scratch/outlook.json"
done
"$HAZEPLAN" plan "$srcdir/scenarios/example-a.xml" --level red --override-level --reason why --by who --rules henan-2014 \
    --forecast "$forecast" -o "$scratch/against" >/dev/null 2>&1
succeeds "plan.json of a level against the forecast, by rules that are not in force" valid "$scratch/against/plan.json" \
    "$schemas/plan.schema.json" "$schemas/alert.schema.json"
for scenario in no-plan jiaozuo; do
    "$HAZEPLAN" plan "$srcdir/scenarios/$scenario.xml" --level yellow -o "$scratch/$scenario" >/dev/null 2>&1
    succeeds "plan.json of $scenario" valid "$scratch/$scenario/plan.json" "$schemas/plan.schema.json" "$schemas/alert.schema.json"
done
"$HAZEPLAN" plan "$srcdir/scenarios/example-supply.xml" --level orange -o "$scratch/held" >/dev/null 2>&1
succeeds "an approved load is in plan.json" grep -q '"max_loads":\[{"reason":"[^"]*","load_percent":60,"document":"No. 7","note":"' "$scratch/held/plan.json"
succeeds "plan.json of those held to it" valid "$scratch/held/plan.json" "$schemas/plan.schema.json" "$schemas/alert.schema.json"
"$HAZEPLAN" plan "$srcdir/scenarios/example-supply.xml" --level yellow -o "$scratch/free" >/dev/null 2>&1
silent "but not at a level at which it does not hold" grep -o '"load_percent":60,"document"' "$scratch/free/plan.json"
"$HAZEPLAN" plan "$srcdir/scenarios/no-plan.xml" --level yellow --step 10% --baseline "$scratch/jiaozuo" -o "$scratch/foreign" \
    >/dev/null 2>&1
succeeds "plan.json beside an earlier plan" valid "$scratch/foreign/plan.json" "$schemas/plan.schema.json" "$schemas/alert.schema.json"
for scenario in nested jiaozuo; do
    "$HAZEPLAN" plan "$srcdir/scenarios/$scenario.xml" --level all -o "$scratch/all-$scenario" >/dev/null 2>&1
    succeeds "plan.json of all levels of $scenario" valid "$scratch/all-$scenario/plan.json" "$schemas/levels.schema.json"
    succeeds "plan.json of one of them" valid "$scratch/all-$scenario/red/plan.json" "$schemas/plan.schema.json" "$schemas/alert.schema.json"
done
"$HAZEPLAN" plan "$srcdir/scenarios/example-fairness.xml" --level all -o "$scratch/fair" >/dev/null 2>&1
succeeds "plan.json of all levels with grade order and alike treatment" valid "$scratch/fair/plan.json" "$schemas/levels.schema.json"
succeeds "plan.json of one of them" valid "$scratch/fair/red/plan.json" "$schemas/plan.schema.json" "$schemas/alert.schema.json"
for scenario in safety caps pool weighted groups lines; do
    "$HAZEPLAN" plan "$srcdir/scenarios/example-$scenario.xml" --level all -o "$scratch/all-$scenario" >/dev/null 2>&1
    succeeds "plan.json of all levels of example-$scenario" valid "$scratch/all-$scenario/plan.json" "$schemas/levels.schema.json"
done
is_episode() { valid "$1" "$schemas/episode.schema.json"; }
"$HAZEPLAN" plan "$srcdir/scenarios/example-modes.xml" --episode 2026-01-03=orange,2026-01-05=red,2026-01-06=yellow -o "$scratch/episode" \
    >/dev/null 2>&1
succeeds "plan.json of an episode with a day without a level" is_episode "$scratch/episode/plan.json"
"$HAZEPLAN" plan "$srcdir/scenarios/example-modes.xml" --episode 2026-01-05=yellow --now 2026-01-04T18:00 --from-plan "$scratch/episode" \
    --failed steel -o "$scratch/later" >/dev/null 2>&1
succeeds "plan.json of an episode that goes on from it" is_episode "$scratch/later/plan.json"
"$HAZEPLAN" plan "$srcdir/scenarios/example-modes.xml" --episode 2026-01-05=red,2026-01-06=yellow --now 2026-01-05T18:00 \
    --from-plan "$scratch/episode" --failed steel -o "$scratch/failed" >/dev/null 2>&1
succeeds "plan.json of an episode in which somebody fails" is_episode "$scratch/failed/plan.json"
succeeds "which says since when" grep -q '"date":"2026-01-05".*"failed_from":"2026-01-05T18:00"' "$scratch/failed/plan.json"
succeeds "and what is missing" grep -q '"missing":[1-9]' "$scratch/failed/plan.json"
"$HAZEPLAN" plan "$srcdir/scenarios/jiaozuo.xml" --forecast "$forecast" --episode auto -o "$scratch/due" >/dev/null 2>&1
succeeds "plan.json of a forecast's episode" is_episode "$scratch/due/plan.json"
is_verdict() { valid "$1" "$schemas/verify-answer.schema.json"; }
"$HAZEPLAN" plan "$srcdir/scenarios/no-plan.xml" --level orange -o "$scratch/refusal" >/dev/null 2>&1
"$HAZEPLAN" plan "$srcdir/scenarios/example-safety.xml" --level orange -o "$scratch/safe" >/dev/null 2>&1
cp -R "$scratch/safe" "$scratch/changed"
sed -i 's/ cost="[0-9.]*" bound=/ cost="1.00" bound=/' "$scratch/changed/actions.xml"
for folder in safe refusal modes changed all-nested safe/certificate.vipr refusal/certificate.vipr; do
    "$HAZEPLAN" verify --json "$scratch/$folder" >"$scratch/verdict.json" 2>/dev/null
    succeeds "verify --json of $folder" is_verdict "$scratch/verdict.json"
done
# the validator does look
sed 's/"cost_of_restart":/"cost_of_rest":/' "$scratch/episode/plan.json" >"$scratch/broken.json"
succeeds "an episode without the cost of restarts is refused" refused "$scratch/broken.json" "$schemas/episode.schema.json"
"$HAZEPLAN" verify --json "$scratch/safe" >"$scratch/verdict.json"
succeeds "it names what is only stated" grep -q '^"stated":\["other-optima","bound-without-safety"\],' "$scratch/verdict.json"
sed 's/"verdict":"holds"/"verdict":"likely"/' "$scratch/verdict.json" >"$scratch/broken.json"
succeeds "a check that may hold is refused" refused "$scratch/broken.json" "$schemas/verify-answer.schema.json"
sed '/^"stated"/d' "$scratch/verdict.json" >"$scratch/broken.json"
succeeds "a verdict that does not say what is only stated is refused" refused "$scratch/broken.json" "$schemas/verify-answer.schema.json"
sed 's/"slack":0,/"slack":-1,/' "$scratch/all-safety/plan.json" >"$scratch/broken.json"
succeeds "a demand of a level that is missed is refused" refused "$scratch/broken.json" "$schemas/levels.schema.json"
sed 's/"safety":/"safely":/' "$scratch/all-safety/plan.json" >"$scratch/broken.json"
succeeds "costs of all levels without those of safety are refused" refused "$scratch/broken.json" "$schemas/levels.schema.json"
sed 's/"held":0/"held":-1/' "$scratch/fair/red/plan.json" >"$scratch/broken.json"
succeeds "fewer units than none are refused" refused "$scratch/broken.json" "$schemas/plan.schema.json" "$schemas/alert.schema.json"
sed 's/"kind":"earlier","share_percent":null/"kind":"earlier","share_percent":3/' "$scratch/foreign/plan.json" >"$scratch/broken.json"
succeeds "a share of an earlier plan is refused" refused "$scratch/broken.json" "$schemas/plan.schema.json" "$schemas/alert.schema.json"
sed 's/"load_percent":60/"load_percent":160/' "$scratch/held/plan.json" >"$scratch/broken.json"
succeeds "a load of more than all is refused" refused "$scratch/broken.json" "$schemas/plan.schema.json" "$schemas/alert.schema.json"
sed 's/"level_by":"forecast"/"level_by":"fate"/' "$scratch/auto/plan.json" >"$scratch/broken.json"
succeeds "an unknown word is refused" refused "$scratch/broken.json" "$schemas/plan.schema.json" "$schemas/alert.schema.json"
sed 's/"due":null/"due":"soon"/' "$scratch/all-nested/plan.json" >"$scratch/broken.json"
succeeds "a level that nobody knows is refused" refused "$scratch/broken.json" "$schemas/levels.schema.json"
sed 's/"hours":72/"hours":71/' "$scratch/alert.json" >"$scratch/broken.json"
succeeds "a run of 71 hours is refused" refused "$scratch/broken.json" "$schemas/alert-answer.schema.json" "$schemas/alert.schema.json"
sed 's/"in_force":true/"in_force":"yes"/' "$scratch/alert.json" >"$scratch/broken.json"
succeeds "a rule set that may be in force is refused" refused "$scratch/broken.json" "$schemas/alert-answer.schema.json" "$schemas/alert.schema.json"
sed 's/"outcome":"input-errors"/"outcome":"alert"/' "$scratch/wrong.json" >"$scratch/broken.json"
succeeds "an alert without an alert is refused" refused "$scratch/broken.json" "$schemas/alert-answer.schema.json" "$schemas/alert.schema.json"
sed 's/"state":"[a-z]*"/"state":"lost?"/' "$scratch/outlook.json" >"$scratch/broken.json"
succeeds "an unknown state is refused" refused "$scratch/broken.json" "$schemas/outlook.schema.json"
finish
