#!/bin/sh
# check-same.sh - the same input gives the same bytes, and an interrupted run leaves nothing
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# $HAZEPLAN is the program; tests/gen's programs are in the path.
. "$srcdir/tests/tap.sh"

HAZEPLAN=${HAZEPLAN-src/hazeplan}
case $HAZEPLAN in /*) ;; *) HAZEPLAN=$PWD/$HAZEPLAN ;; esac
scratch=$PWD/check-same.$$
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch" "$scratch/elsewhere" || exit 99
jiaozuo=$srcdir/scenarios/jiaozuo.xml
case $srcdir in /*) top=$srcdir ;; *) top=$PWD/$srcdir ;; esac

# plan FOLDER SCENARIO [VARIABLE=VALUE...]
plan() {
    folder=$1
    scenario=$2
    shift 2
    env "$@" "$HAZEPLAN" plan "$scenario" --level orange -o "$folder" >/dev/null
}

# same NAME SCENARIO [VARIABLE=VALUE...]: the folder of another run is equal to the first
same() {
    name=$1
    shift
    rm -rf "$scratch/b"
    plan "$scratch/b" "$@" && diff -r "$scratch/a" "$scratch/b" >"$scratch/diff" 2>&1
    point "$name" $? "$(head -5 "$scratch/diff")"
}

# The enterprises in reverse order: each is a block of lines from <enterprise to </enterprise>.
reversed() {
    awk '
        /<enterprise / { inside = 1; block = "" }
        inside { block = block $0 "\n"; if (/<\/enterprise>/) { blocks[++n] = block; inside = 0 } next }
        /<\/enterprises>/ { for (i = n; i > 0; i--) printf "%s", blocks[i] }
        { print }' "$1"
}

plan "$scratch/a" "$jiaozuo" || exit 99
same "a second run" "$jiaozuo"
same "another time zone" "$jiaozuo" TZ=Asia/Shanghai
if localedef -i de_DE -f UTF-8 "$scratch/de_DE.UTF-8" 2>/dev/null; then
    same "a locale with decimal commas" "$jiaozuo" LOCPATH="$scratch" LC_ALL=de_DE.UTF-8
else
    skipped "a locale with decimal commas" "localedef has no de_DE"
fi
same "another language of the user" "$jiaozuo" LANGUAGE=en LC_ALL=C.UTF-8
reversed "$jiaozuo" >"$scratch/reversed.xml"
! cmp -s "$jiaozuo" "$scratch/reversed.xml"
point "the reversed file differs" $?
same "enterprises in reverse order" "$scratch/reversed.xml"
iconv -f UTF-8 -t GB18030 "$jiaozuo" | sed '1s/UTF-8/GB18030/' >"$scratch/gb18030.xml"
same "GB18030" "$scratch/gb18030.xml"
{ printf '\377\376'; sed '1s/UTF-8/UTF-16/' "$jiaozuo" | iconv -f UTF-8 -t UTF-16LE; } >"$scratch/utf16.xml"
same "UTF-16" "$scratch/utf16.xml"
same "the canonical form" "$scratch/a/input/scenario.xml"
sed '/<\/rules>/!s/>$/>   /' "$jiaozuo" >"$scratch/blanks.xml"
same "other white space" "$scratch/blanks.xml"
succeeds "replayed" "$HAZEPLAN" replay "$scratch/a"
succeeds "sha256sum agrees" sh -c "cd '$scratch/a' && sha256sum -c --quiet SHA256SUMS"

# a weighted sum of one name at several levels, in another order
weighted=$srcdir/scenarios/example-weighted.xml
awk '/<weighted / { n++; block[n] = "" } n && !done { if (/<\/demands>/) { for (i = n; i > 0; i--) printf "%s", block[i]; done = 1; print } else block[n] = block[n] $0 "\n"; next } { print }' \
    "$weighted" >"$scratch/weighted.xml"
! cmp -s "$weighted" "$scratch/weighted.xml"
point "the file with its weighted sums in another order differs" $?
"$HAZEPLAN" plan "$weighted" --level red -o "$scratch/sums" >/dev/null 2>&1
"$HAZEPLAN" plan "$scratch/weighted.xml" --level red -o "$scratch/sums-reversed" >/dev/null 2>&1
succeeds "weighted sums in another order" diff -r "$scratch/sums" "$scratch/sums-reversed"

# all levels together
"$HAZEPLAN" plan "$jiaozuo" --level all -o "$scratch/all" >/dev/null 2>&1
"$HAZEPLAN" plan "$scratch/reversed.xml" --level all -o "$scratch/all-reversed" >/dev/null 2>&1
succeeds "all levels: enterprises in reverse order" diff -r "$scratch/all" "$scratch/all-reversed"
succeeds "all levels: replayed" "$HAZEPLAN" replay "$scratch/all"
succeeds "all levels: one of them is replayed by itself" "$HAZEPLAN" replay "$scratch/all/orange"
succeeds "all levels: sha256sum agrees" sh -c "cd '$scratch/all' && sha256sum -c --quiet SHA256SUMS && cd red && sha256sum -c --quiet SHA256SUMS"

# rows COLUMN FILE: enterprise, unit and a column of a table, one line each
rows() {
    perl -Mstrict -Mwarnings -e '
        my ($want, $file) = @ARGV;
        open my $in, "<", $file or die "$file: $!";
        my ($head, @rows) = map { s/^\xEF\xBB\xBF//; s/\r?\n\z//; [map { s/^"(.*)"$/$1/r } /("(?:[^"]|"")*"|[^,]*)(?:,|$)/g] } <$in>;
        my %at = map { $head->[$_] => $_ } 0 .. $#$head;
        exists $at{$want} or die "$file has no $want";
        print "$_->[$at{q{enterprise id}}] $_->[$at{q{unit id}}] $_->[$at{$want}]\n" for @rows' "$1" "$2"
}

# the lists of a step, put upon the orders of the level before, are the orders of the level after
"$HAZEPLAN" plan "$jiaozuo" --level all --lang en -o "$scratch/all-english" --list "$scratch/all-english.csv" >/dev/null 2>&1
for step in yellow-orange orange-red red-orange orange-yellow; do
    from=${step%-*}
    to=${step#*-}
    rows 'cut, %' "$scratch/all-english/$from/actions.csv" >"$scratch/from"
    rows 'cut, %' "$scratch/all-english/$to/actions.csv" >"$scratch/to"
    rows 'cut after, %' "$scratch/all-english/changes-$step.csv" >"$scratch/changes"
    awk 'NR == FNR { new[$1 " " $2] = $3; next } { if ($1 " " $2 in new) $3 = new[$1 " " $2]; print }' "$scratch/changes" "$scratch/from" >"$scratch/made"
    succeeds "all levels: from $from the list of changes leads to $to" diff "$scratch/to" "$scratch/made"
done
awk 'NR == FNR { cut[$1 " " $2] = $3; next } $3 + 0 < cut[$1 " " $2] + 0 { print; bad = 1 } END { exit bad }' \
    "$scratch/to" "$scratch/from" >"$scratch/diff"
point "all levels: nobody is cut less at orange than at yellow" $? "$(head -5 "$scratch/diff")"
[ "$(grep -c . "$scratch/all-english.csv")" -eq $((1 + 3 * $(grep -c . "$scratch/to"))) ]
point "all levels: --list has the units of each level" $?

# adds_up FOLDER: the columns of actions.csv are summed in thousandths and held against the totals; what differs is printed
adds_up() {
    perl -Mstrict -Mwarnings -e '
        sub thousandths { my ($whole, $rest) = split /[.]/, $_[0]; return $whole * 1000 + substr(($rest // "") . "000", 0, 3) }
        sub slurp { local $/; open my $in, "<", $_[0] or die "$_[0]: $!"; return scalar <$in> }
        my ($head, @rows) = map { s/\r?\n\z//; [map { s/^"(.*)"$/$1/r } /("(?:[^"]|"")*"|[^,]*)(?:,|$)/g] } split /(?<=\n)/, slurp("$ARGV[0]/actions.csv");
        my ($result) = slurp("$ARGV[0]/plan.json") =~ /^"result":(.*)$/m;
        my ($totals) = slurp("$ARGV[0]/actions.xml") =~ m{<totals>(.*?)</totals>}s;
        my $n = 0;
        for my $c (0 .. $#$head) {
            my ($json, $xml, $sum) = ("", "", 0);
            if ($head->[$c] =~ /^(\S+) (?:at )?(baseline|cut), kg\/d$/) {
                my ($p, $what) = ($1, $2);
                ($json) = $result =~ /"pollutant":"$p"[^}]*"${what}_kg_d":([0-9.]+)/;
                ($xml) = $totals =~ /pollutant="$p"[^>]* $what="([0-9.]+)"/;
            } elsif ($head->[$c] =~ /^cost, /) {
                ($json) = $result =~ /"cost_d":([0-9.]+)/;
                $xml = $json;
            } else { next }
            $sum += thousandths($_->[$c] || 0) for @rows;
            $n++;
            print "$head->[$c]: $sum, $json, $xml\n" if $sum != thousandths($json) || $sum != thousandths($xml);
        }
        print "columns: $n\n" if $n != 9' "$1"
}

"$HAZEPLAN" plan "$jiaozuo" --level orange --lang en -o "$scratch/english" >/dev/null 2>&1
grep -q 'status="closed"' "$jiaozuo" && grep -q 'status="idle"' "$jiaozuo"
point "some enterprises are shut" $?
silent "actions.csv adds up to plan.json and actions.xml" adds_up "$scratch/english"
sed 's/value="20" unit="%"/value="21" unit="%"/' "$jiaozuo" >"$scratch/other.xml"
rm -rf "$scratch/b"
plan "$scratch/b" "$scratch/other.xml"
! diff -r "$scratch/a" "$scratch/b" >/dev/null 2>&1
point "another demand gives another folder" $?

# Ctrl-C: exit 130 within a second, and nothing left behind
gen_bench -n 150000 >"$scratch/large.xml"
(cd "$scratch/elsewhere" && exec "$HAZEPLAN" plan ../large.xml --level orange -o plan >/dev/null 2>../said) &
pid=$!
sleep 0.3
kill -INT $pid
asked=$(date +%s%N)
wait $pid
status=$?
took=$((($(date +%s%N) - asked) / 1000000))
[ $status -eq 130 ]
point "Ctrl-C: exit status 130" $? "exit status $status: $(cat "$scratch/said")"
[ $took -lt 1000 ]
point "Ctrl-C: within a second" $? "$took ms"
[ -z "$(ls -A "$scratch/elsewhere")" ]
point "Ctrl-C: nothing left behind" $? "$(ls -A "$scratch/elsewhere")"

# The files of the model are written before the solver begins, and stay only where the run ends with an answer or fails to find
# one. A pipe for the last of them holds the run until the rest is done.
# held NAME OPTIONS...: start a run with --write-mps m.mps in elsewhere/, which waits until the pipe is read; its id is in $pid
held() {
    rm -rf "$scratch/elsewhere"
    mkdir "$scratch/elsewhere"
    mkfifo "$scratch/pipe"
    (cd "$scratch/elsewhere" && exec "$HAZEPLAN" plan "$top/scenarios/no-plan.xml" --write-mps m.mps --write-lp ../pipe "$@" >../printed 2>../said) &
    pid=$!
    tries=0
    until ls -A "$scratch/elsewhere" | grep -q 'm.mps.map.csv' || [ $tries -ge 100 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
}

# ends NAME STATUS FILES: let it go; it ends with that status, and these are the files
ends() {
    timeout 60 cat "$scratch/pipe" >"$scratch/piped"
    wait $pid
    status=$?
    rm "$scratch/pipe"
    [ $status -eq "$2" ] && [ "$(ls -A "$scratch/elsewhere" | tr '\n' ' ')" = "$3" ]
    point "$1" $? "exit status $status: $(cat "$scratch/said"; ls -A "$scratch/elsewhere")"
}

held --level yellow -o plan
ls "$scratch/elsewhere/m.mps" >/dev/null 2>&1
[ $? -ne 0 ] && tail -n 1 "$scratch/elsewhere/".m.mps.partial-* | grep -q ENDATA
point "the model is whole before the solver begins, but not in its place" $?
ends "a plan: the model is there" 0 "m.mps m.mps.map.csv plan "
held --level orange -o plan
ends "no plan: the model is there, and the proof" 4 "m.mps m.mps.map.csv plan "
held --level yellow -o plan --time-limit 3
sleep 3
ends "the time limit: the model is there" 5 "m.mps m.mps.map.csv "
grep -q 'the linear program is in m.mps' "$scratch/said"
point "the time limit: it is said where the model is" $? "$(cat "$scratch/said")"
held --level yellow -o plan
kill -INT $pid
ends "Ctrl-C: no model" 130 ""
held --level yellow -o plan
mkdir "$scratch/elsewhere/plan"
echo important >"$scratch/elsewhere/plan/letter"
ends "the folder cannot be written: no model" 3 "plan "

# kill -9: what was there before is whole, and the next run works
rm -rf "$scratch/elsewhere"
mkdir "$scratch/elsewhere"
"$HAZEPLAN" plan "$srcdir/scenarios/example-a.xml" --level orange -o "$scratch/elsewhere/plan" >/dev/null 2>&1
cp -r "$scratch/elsewhere/plan" "$scratch/before"
"$HAZEPLAN" plan "$jiaozuo" --level orange -o "$scratch/elsewhere/plan" --force >/dev/null 2>&1 &
pid=$!
sleep 0.06
kill -KILL $pid 2>/dev/null
wait $pid 2>/dev/null
diff -r "$scratch/before" "$scratch/elsewhere/plan" >/dev/null || diff -r "$scratch/a" "$scratch/elsewhere/plan" >/dev/null
point "kill -9: the folder is the old one or the new one, whole" $?
succeeds "kill -9: the next run works" "$HAZEPLAN" plan "$jiaozuo" --level orange -o "$scratch/elsewhere/plan" --force
rm -rf "$scratch/elsewhere"
mkdir "$scratch/elsewhere"

"$HAZEPLAN" plan "$scratch/large.xml" --level orange --list "$scratch/elsewhere/list.csv" --time-limit 0.05 >/dev/null 2>&1
status=$?
[ $status -eq 5 ] && [ -z "$(ls -A "$scratch/elsewhere")" ]
point "the time limit: exit status 5, nothing left behind" $? "exit status $status"
finish
