/* mode_notes.c - what of a plan's modes does not keep to the times of the response
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/mode_notes.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "export/page.h"
#include "export/show.h"

enum { N_NAMES = 3, NAME_BYTES = 3 * (HZ_MAX_TEXT + 1), LIST_BYTES = HZ_PAGE_LINE / 2 };

/* Those that come first are named: "ENTERPRISE/UNIT/MODE", as options name them. */
typedef struct {
    char text[LIST_BYTES];
    size_t used, n;
} names;

static void add_name(names *list, const hz_plan *plan, size_t unit, const char *note)
{
    const hz_scenario *s = plan->scenario;
    const hz_mode *mode = hz_order_mode(s, unit, &plan->orders[unit]);

    if (list->n++ < N_NAMES && list->used < sizeof list->text)
        list->used += (size_t)snprintf(list->text + list->used, sizeof list->text - list->used, "%s%s/%s/%s (%s)",
                                       list->n > 1 ? _("; ") : "", s->enterprises[s->units[unit].enterprise].id, s->units[unit].id,
                                       mode->id, note);
    else if (list->n == N_NAMES + 1 && list->used < sizeof list->text)
        list->used += (size_t)snprintf(list->text + list->used, sizeof list->text - list->used, "%s…", _("; "));
}

/* Orders that outlast the response. */
static void put_beyond(hz_sink *sink, const hz_plan *plan)
{
    const hz_scenario *s = plan->scenario;
    names list = {.n = 0};
    char line[HZ_PAGE_LINE], note[HZ_PAGE_LINE / 8], until[HZ_TIME_TEXT], count[HZ_FIXED_MAX], fen[HZ_FIXED_MAX];
    int64_t fen_d = 0;

    for (size_t u = 0; u < s->n_units; u++) {
        if (hz_show_beyond_h(plan, u) == 0)
            continue;
        fen_d += hz_order_beyond_fen_d(s, u, plan->settings.level, &plan->orders[u]);
        hz_show_earliest_end(until, plan, u);
        if (until[0]) {
            until[strlen("0000-00-00")] = ' ';
            snprintf(note, sizeof note, _("%1$d h more, until %2$s"), hz_show_beyond_h(plan, u), until);
        } else
            snprintf(note, sizeof note, _("%d h more"), hz_show_beyond_h(plan, u));
        add_name(&list, plan, u, note);
    }
    if (list.n == 0)
        return;
    snprintf(line, sizeof line,
             _("Units whose order goes on when the response has ended, since their mode lasts at least so long: %1$s: %2$s. What that costs is "
               "spread over the response, and the cost contains it: %3$s %4$s."),
             hz_page_count(count, list.n), list.text, hz_page_money(fen, fen_d), hz_show_currency(s->currency));
    hz_page_line(sink, line);
}

void hz_text_mode_notes(hz_sink *sink, const hz_plan *plan)
{
    put_beyond(sink, plan);
}
