/* as_refused.c - modes that were refused and could have helped, where there is no plan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_refused.h"

#include <stdio.h>

#include "base/lang.h"
#include "export/json.h"
#include "export/page.h"
#include "export/show.h"

enum { NAMES_BYTES = HZ_PAGE_LINE / 4 };

/* "ENTERPRISE/UNIT/MODE", as options name them. */
static void name_modes(char names[NAMES_BYTES], const hz_scenario *s, const hz_refused *r)
{
    size_t used = 0;

    names[0] = '\0';
    for (size_t i = 0; i < r->n_modes && i < HZ_REFUSED_NAMES && used < NAMES_BYTES; i++) {
        const hz_unit *u = &s->units[r->units[i]];

        used += (size_t)snprintf(names + used, NAMES_BYTES - used, "%s%s/%s/%s", i > 0 ? ", " : "", s->enterprises[u->enterprise].id, u->id,
                                 s->modes[r->modes[i]].id);
    }
    if (r->n_modes > HZ_REFUSED_NAMES && used < NAMES_BYTES)
        snprintf(names + used, NAMES_BYTES - used, ", …");
}

static const char *reason_of(hz_refusal why)
{
    switch (why) {
    case HZ_REFUSED_LEVEL:
        return _("they may not be used at this level");
    case HZ_REFUSED_IRREVERSIBLE:
        return _("minimum duration and restart keep their unit away too long after the response");
    case HZ_REFUSED_LATE:
        return _("their lead time is too long to be in place in time");
    default:
        return _("more than one of level, duration and lead time does not allow them");
    }
}

static const char *advice_of(hz_refusal why, bool is_day)
{
    switch (why) {
    case HZ_REFUSED_LEVEL:
        return _("Where the rules allow them, add the level to the 'levels' of the mode.");
    case HZ_REFUSED_IRREVERSIBLE:
        return is_day ? _("To use them all the same, name them with --irreversible.")
                      : _("Where the response lasts longer, say so with --duration; to use them all the same, name them "
                        "with --irreversible.");
    case HZ_REFUSED_LATE:
        return is_day ? _("They could be used if orders were issued sooner (--now).")
                      : _("They could be used if orders were issued sooner (--now), or had to be in place later (--in-place).");
    default:
        return _("All that does not allow them must be changed.");
    }
}

static void show_could(hz_page_claim *out, const hz_refused_of *of, const hz_refused *r)
{
    hz_balance balance = of->balance;

    balance.reached = r->could;
    hz_page_balance(out, of->scenario, &balance);
}

static void put_reason(hz_sink *sink, const hz_refused_of *of, const hz_refused *r, hz_refusal why)
{
    char line[HZ_PAGE_LINE], names[NAMES_BYTES], n_modes[HZ_FIXED_MAX], n_units[HZ_FIXED_MAX];
    hz_page_claim could;

    show_could(&could, of, r);
    name_modes(names, of->scenario, r);
    snprintf(line, sizeof line, _("%1$s: up to %2$s %3$s more could come from modes that are refused, since %4$s (modes: %5$s; units: "
                                 "%6$s): %7$s. %8$s"),
             of->target, could.reached, could.unit, reason_of(why), hz_page_count(n_modes, r->n_modes), hz_page_count(n_units, r->n_units),
             names, advice_of(why, of->is_day));
    hz_page_line(sink, line);
}

void hz_text_refused(hz_sink *sink, const hz_refused_of *of, const hz_refused refused[HZ_N_REFUSALS])
{
    for (int why = HZ_REFUSED_NOT + 1; why < HZ_N_REFUSALS; why++)
        if (refused[why].n_modes > 0)
            put_reason(sink, of, &refused[why], (hz_refusal)why);
}

void hz_json_refused(hz_sink *sink, const hz_refused_of *of, const hz_refused refused[HZ_N_REFUSALS])
{
    static const char *const words[HZ_N_REFUSALS] = {
        [HZ_REFUSED_LEVEL] = "level",
        [HZ_REFUSED_IRREVERSIBLE] = "irreversible",
        [HZ_REFUSED_LATE] = "late",
        [HZ_REFUSED_SEVERAL] = "several",
    };
    hz_shown shown = hz_show_balance_unit(of->scenario, &of->balance);
    char names[NAMES_BYTES];
    size_t n = 0;

    hz_putc(sink, '[');
    for (int why = HZ_REFUSED_NOT + 1; why < HZ_N_REFUSALS; why++) {
        if (refused[why].n_modes == 0)
            continue;
        hz_json_next(sink, n++);
        hz_json_first_text(sink, "why", words[why]);
        hz_json_count(sink, "modes", refused[why].n_modes);
        hz_json_count(sink, "units", refused[why].n_units);
        name_modes(names, of->scenario, &refused[why]);
        hz_json_text(sink, "first", names);
        hz_json_fixed(sink, "could", refused[why].could, shown.scale);
        hz_json_text(sink, "unit", shown.unit);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}
