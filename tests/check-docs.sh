#!/bin/sh
# check-docs.sh - what the documents say is what the programs do: their commands are run, their figures held against the answers
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# $HAZEPLAN is the program; tests/gen's programs are in the path.
. "$srcdir/tests/tap.sh"

HAZEPLAN=${HAZEPLAN-src/hazeplan}
here=$PWD
case $HAZEPLAN in /*) ;; *) HAZEPLAN=$here/$HAZEPLAN ;; esac
case $srcdir in /*) top=$srcdir ;; *) top=$here/$srcdir ;; esac
scratch=$here/check-docs.$$
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch" "$scratch/bin" || exit 99
ln -s "$HAZEPLAN" "$scratch/bin/hazeplan"
PATH=$scratch/bin:$PATH
cd "$scratch" || exit 99

# what the commands of README.md work on
cp "$top/scenarios/jiaozuo.xml" inventory.xml
cp "$top/scenarios/forecasts/january-2018.xml" forecast.xml
cp "$top/scenarios/mappings/us-nei-2017.xml" map.xml
cp "$top/tests/import/facilities.csv" table.csv
cp "$top/tests/import/sectors.csv" sectors.csv

# the lines of a file that are commands: four blanks, then hazeplan; what stands behind # is for people
commands() { sed -n 's/^    \(hazeplan [^#]*\).*/\1/p' "$1"; }

commands "$top/README.md" >commands
[ -s commands ]
point "README.md has commands" $?
while read -r command; do
    succeeds "README.md: $command" sh -c "$command"
done <commands

# the look at the output: every line of the block is a line of the summary
sed -n '/^```text$/,/^```$/p' "$top/README.md" | sed '/^```/d' >look
[ -s look ]
point "README.md shows the output" $?
hazeplan plan inventory.xml --level orange --lang en -o look-at >summary 2>/dev/null
point "README.md's output is what is printed" "$(grep -vxFc -f summary look | sed 's/^0$/0/; s/^[1-9].*/1/')" \
    "$(grep -vxF -f summary look)"

# what verify says of the folder of the first command of README.md
hazeplan plan inventory.xml --level orange -o jiaozuo-orange >/dev/null 2>&1
sed -n '/^```console$/,/^```$/p' "$top/README.md" | sed '/^```/d; /^\$ /d' >verdict
[ -s verdict ] && hazeplan verify jiaozuo-orange | diff verdict - >differs
point "README.md's verdict is what is printed" $? "$(cat differs)"

# optimum NAME LEVEL FRACTION-OF-FEN
optimum() {
    hazeplan plan "$top/scenarios/$1.xml" --level "$2" -o "$1-$2" >/dev/null 2>&1 &&
        grep -qF "\"bound_exact_fen_d\":\"$3\"" "$1-$2/plan.json"
    point "$1 $2 costs $3 fen a day" $? "$(grep -o '"bound_exact_fen_d":"[^"]*"' "$1-$2/plan.json")"
}
# 1225413/38110, 410,000 and 4.5 of docs/MODEL.md, in fen; 51 at 191/125
optimum example-a yellow 12254130/3811
optimum example-a-infeasible yellow 5100
optimum example-b orange 41000000
optimum example-c orange 450
grep -qF '1225413/38110' "$top/docs/MODEL.md"
point "docs/MODEL.md states the optimum of example A" $?

gen_jiaozuo >jiaozuo.xml && cmp jiaozuo.xml "$top/scenarios/jiaozuo.xml"
point "scenarios/jiaozuo.xml is what its generator writes" $?

version=$(hazeplan --version | sed -n '1s/^hazeplan //p')
grep -q "^$version - " "$top/NEWS"
point "NEWS has version $version" $?
finish
