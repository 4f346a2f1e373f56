#!/bin/sh
# check-bad.sh - every finding is provoked by a file of tests/bad and said in the words of findings.def, and no other is
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The first comment of a file says what is expected of it: <!-- expect: HZ204 line 17 -->, several with commas between,
# or <!-- expect: none -->; options for the command follow behind "with", where tests/bad/ is this folder; line 0 is a finding
# without a line. Files that cannot carry a comment stand in tests/bad/EXPECT. XML goes to `hazeplan check`, forecasts as CSV or with --index to
# `hazeplan alert`, orders of an episode as those of an earlier plan of scenarios/example-modes.xml to `hazeplan plan`. One point for each file, one for each code of findings.def.
. "$srcdir/tests/tap.sh"

bad=$srcdir/tests/bad
scratch=check-bad.$$
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch" || exit 99
definitions=$srcdir/src/input/findings.def
LANGUAGE=en
LC_ALL=C
export LANGUAGE LC_ALL

# "204<tab>error<tab>message<tab>advice" for each code, the literals of N_() put together
list=$(awk '
    { text = text $0 "\n" }
    END {
        n = split(text, entry, /HZ_FINDING\(/)
        for (i = 2; i <= n; i++) {
            rest = entry[i]
            if (rest !~ /^[0-9]+, *(ERROR|WARNING),/) continue # the comment at the top
            printf "%s\t%s", substr(rest, 1, 3), rest ~ /^[0-9]+, *ERROR/ ? "error" : "warning"
            inside = 0
            for (c = 1; c <= length(rest); c++) {
                char = substr(rest, c, 1)
                if (inside && char == "\\") printf "%s", substr(rest, ++c, 1)
                else if (char == "\"") inside = !inside
                else if (inside) printf "%s", char
                else if (substr(rest, c, 3) == "N_(") printf "\t"
            }
            printf "\n"
        }
    }' "$definitions")

# expectation FILE: "HZ204 line 17 with --max-bytes 900"
expectation() {
    said=$(sed -n 's/^<!-- expect: \(.*\) -->$/\1/p' "$bad/$1" | head -n 1)
    [ -n "$said" ] || said=$(sed -n "s/^$1 //p" "$bad/EXPECT")
    printf '%s\n' "$said"
}

# differences FILE EXPECTED STATUS, the output on stdin: what is missing, what is too much, and what reads wrong
differences() {
    LIST=$list awk -v file="$bad/$1" -v expected="$2" -v status="$3" '
        # Do the pieces of a template between its arguments stand in the text, in their order, from start to end?
        function fits(text, template,    n, piece, i, at) {
            gsub(/%%/, "%", template)
            n = split(template, piece, /%[0-9][$]s/)
            if (index(text, piece[1]) != 1) return 0
            text = substr(text, length(piece[1]) + 1)
            for (i = 2; i <= n; i++) {
                if (i == n && piece[i] == "") return text != ""
                at = index(text, piece[i])
                if (at == 0) return 0
                text = substr(text, at + length(piece[i]))
            }
            return n > 1 || text == ""
        }
        BEGIN {
            n = split(ENVIRON["LIST"], line, "\n")
            for (i = 1; i <= n; i++) {
                split(line[i], field, "\t")
                severity[field[1]] = field[2]
                words[field[1]] = field[3] "; " field[4]
            }
            n = expected == "none" ? 0 : split(expected, wanted, /, */)
            for (i = 1; i <= n; i++) {
                if (wanted[i] !~ /^HZ[0-9][0-9][0-9] line [0-9]+$/) print "not understood: expect: " wanted[i]
                split(wanted[i], field, " ")
                code = substr(field[1], 3)
                left[file ":" (field[3] > 0 ? field[3] ":" : "") " " severity[code] ": HZ" code ": "]++
                if (severity[code] == "error") fails = 1
            }
        }
        index($0, file ":") == 1 {
            at = match($0, /: HZ[0-9][0-9][0-9]: /)
            start = substr($0, 1, at + RLENGTH - 1)
            if (!at || !(start in left) || left[start] == 0) {
                print "too much: " $0
                next
            }
            left[start]--
            if (!fits(substr($0, at + RLENGTH), words[substr($0, at + 4, 3)]))
                print "not the words of findings.def: " $0
        }
        END {
            for (start in left) if (left[start] > 0) print "missing: " start
            if (status != fails + 0) print "exit status " status " instead of " fails + 0
        }'
}

# plan_from FILE: what is said of it as the orders of an earlier plan, its own path in front
plan_from() {
    mkdir "$scratch/earlier" && cp "$1" "$scratch/earlier/orders.xml" && (cd "$scratch/earlier" && sha256sum orders.xml >SHA256SUMS)
    "$HAZEPLAN" plan "$srcdir/scenarios/example-modes.xml" --episode 2026-01-06=yellow --now 2026-01-05T12:00 \
        --from-plan "$scratch/earlier" -o "$scratch/later" --force >"$scratch/said" 2>&1
    said_status=$?
    rm -r "$scratch/earlier"
    sed "s|^$scratch/earlier/orders.xml|$1|" "$scratch/said"
    return $said_status
}

# try FILE: what is wrong with what hazeplan says of it
try() {
    said=$(expectation "$1")
    if [ -z "$said" ]; then
        echo "neither a comment <!-- expect: ... --> nor a line in EXPECT"
        return
    fi
    options=
    case $1 in *.csv) command=alert ;; *) command=check ;; esac
    case $said in *' with '*) options=$(printf '%s\n' "${said#* with }" | sed "s|tests/bad/|$bad/|") ;; esac
    case $options in *--index*) command=alert ;; esac
    # the options are words to be split
    # shellcheck disable=SC2086
    case $1 in
    hz7*) output=$(plan_from "$bad/$1") ;;
    *) output=$("$HAZEPLAN" $command $options "$bad/$1" 2>&1) ;;
    esac
    status=$?
    printf '%s\n' "$output" | differences "$1" "${said%% with *}" "$status"
}

# unprovoked CODE: complains unless a file named after the code expects it
unprovoked() {
    for path in "$bad/hz$1"-*; do
        if [ -f "$path" ]; then
            case $(expectation "${path##*/}") in *"HZ$1 "*) return ;; esac
        fi
    done
    echo "no file tests/bad/hz$1-* expects HZ$1"
}

for path in "$bad"/*.xml "$bad"/*.csv; do
    silent "${path##*/}" try "${path##*/}"
done
for code in $(printf '%s\n' "$list" | cut -f 1); do
    silent "HZ$code is provoked" unprovoked "$code"
done
finish
