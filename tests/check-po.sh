#!/bin/sh
# check-po.sh - everything a person reads is there in Chinese: nothing missing, fuzzy, stale or malformed
#
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/tap.sh"

catalogue=$srcdir/po/zh_CN.po

stale() {
    grep -n '^#~' "$catalogue"
    "$MSGCMP" po/hazeplan.pot "$catalogue" --use-untranslated 2>&1 | grep 'this message is used but not defined'
}

succeeds "well-formed, and every format takes the arguments of the English text" \
    "$MSGFMT" --check --output-file=/dev/null "$catalogue"
succeeds "every text of the source is translated, none is fuzzy" "$MSGCMP" "$catalogue" po/hazeplan.pot
silent "no text that the source no longer has" stale
succeeds "the built catalogue is found where the tests look" test -s "$HAZEPLAN_LOCALEDIR/zh_CN/LC_MESSAGES/hazeplan.mo"
finish
