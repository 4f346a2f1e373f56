/* mode_notes.c - what of a plan's modes does not keep to the times of the response
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/mode_notes.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "export/json.h"
#include "export/page.h"
#include "export/show.h"
#include "scenario/modes.h"

enum { N_NAMES = 3, LIST_BYTES = HZ_PAGE_LINE / 2, NOTE_BYTES = 128 };

/* Those that come first are named: "ENTERPRISE/UNIT/MODE", as options name them. */
typedef struct {
    char text[LIST_BYTES];
    size_t used, n;
} names;

static void add_name(names *list, const hz_scenario *s, size_t unit, const hz_mode *mode, const char *note)
{
    if (list->n++ < N_NAMES && list->used < sizeof list->text)
        list->used += (size_t)snprintf(list->text + list->used, sizeof list->text - list->used, "%s%s/%s/%s (%s)",
                                       list->n > 1 ? _("; ") : "", s->enterprises[s->units[unit].enterprise].id, s->units[unit].id,
                                       mode->id, note);
    else if (list->n == N_NAMES + 1 && list->used < sizeof list->text)
        list->used += (size_t)snprintf(list->text + list->used, sizeof list->text - list->used, "%s…", _("; "));
}

/* "2026-01-03 00:00" */
static const char *spaced(char time[HZ_TIME_TEXT])
{
    time[strlen("0000-00-00")] = ' ';
    return time;
}

/* Orders that outlast the response; and what of the cost of a day that is. */
static names list_beyond(const hz_plan *plan, int64_t *fen_d)
{
    const hz_scenario *s = plan->scenario;
    names list = {.n = 0};
    char note[NOTE_BYTES], until[HZ_TIME_TEXT];

    *fen_d = 0;
    for (size_t u = 0; u < s->n_units; u++) {
        if (hz_show_beyond_h(plan, u) == 0)
            continue;
        *fen_d += hz_order_beyond_fen_d(s, u, plan->settings.level, &plan->orders[u]);
        hz_show_earliest_end(until, plan, u);
        if (until[0])
            snprintf(note, sizeof note, _("%1$d h more, until %2$s"), hz_show_beyond_h(plan, u), spaced(until));
        else
            snprintf(note, sizeof note, _("%d h more"), hz_show_beyond_h(plan, u));
        add_name(&list, s, u, hz_order_mode(s, u, &plan->orders[u]), note);
    }
    return list;
}

/* Orders that are to be begun before the response is, and by when the first. */
static names list_ahead(const hz_plan *plan, char first[HZ_TIME_TEXT])
{
    const char *start = plan->settings.start[0] ? plan->settings.start : plan->settings.in_place;
    names list = {.n = 0};
    char begin[HZ_TIME_TEXT];

    first[0] = '\0';
    for (size_t u = 0; u < plan->scenario->n_units; u++) {
        hz_show_begin(begin, plan, u);
        if (!begin[0] || strcmp(begin, start) >= 0)
            continue;
        if (!first[0] || strcmp(begin, first) < 0)
            memcpy(first, begin, sizeof begin);
        add_name(&list, plan->scenario, u, hz_order_mode(plan->scenario, u, &plan->orders[u]), spaced(begin));
    }
    return list;
}

/* Modes that could be used if orders were issued sooner; and of how many units. */
static names list_late(const hz_plan *plan, size_t *n_units)
{
    const hz_scenario *s = plan->scenario;
    names list = {.n = 0};
    char note[NOTE_BYTES];

    *n_units = 0;
    for (size_t u = 0; u < s->n_units && s->has_ahead; u++) {
        const hz_mode *first = s->modes + s->units[u].first_mode;
        size_t before = list.n;

        for (const hz_mode *mode = first; mode < first + s->units[u].n_modes; mode++)
            if (hz_may_be_cut(s, u, plan->settings.level) && hz_mode_refusal(s, mode, plan->settings.level) == HZ_REFUSED_LATE) {
                snprintf(note, sizeof note, _("%u h"), mode->lead_h);
                add_name(&list, s, u, mode, note);
            }
        *n_units += list.n > before;
    }
    return list;
}

/* ---- text ---- */

static void put_beyond(hz_sink *sink, const hz_plan *plan)
{
    int64_t fen_d;
    const names list = list_beyond(plan, &fen_d);
    char line[HZ_PAGE_LINE], count[HZ_FIXED_MAX], fen[HZ_FIXED_MAX];

    if (list.n == 0)
        return;
    snprintf(line, sizeof line,
             _("Units whose order goes on when the response has ended, since their mode lasts at least so long: %1$s: %2$s. What "
               "that costs is spread over the response, and the cost contains it: %3$s %4$s."),
             hz_page_count(count, list.n), list.text, hz_page_money(fen, fen_d), hz_show_currency(plan->scenario->currency));
    hz_page_line(sink, line);
}

static void put_ahead(hz_sink *sink, const hz_plan *plan)
{
    char line[HZ_PAGE_LINE], count[HZ_FIXED_MAX], first[HZ_TIME_TEXT];
    const names list = list_ahead(plan, first);

    if (list.n == 0)
        return;
    snprintf(line, sizeof line,
             _("Orders that must be issued before the response begins, since their mode takes time to be in place: %1$s, the "
               "first by %2$s: %3$s."),
             hz_page_count(count, list.n), spaced(first), list.text);
    hz_page_line(sink, line);
    if (!plan->settings.now[0])
        hz_page_line(sink, _("WARNING: when orders are issued is not known. If that is later, these modes are not in place in time, "
                             "and the demands are not met from the beginning. Plan with --now, and what is too late is not used."));
}

static void put_late(hz_sink *sink, const hz_plan *plan)
{
    size_t n;
    const names list = list_late(plan, &n);
    char line[HZ_PAGE_LINE], n_modes[HZ_FIXED_MAX], n_units[HZ_FIXED_MAX], hours[HZ_FIXED_MAX];

    if (list.n == 0)
        return;
    hz_format_fixed(hours, plan->scenario->ahead_h, 0, -1);
    snprintf(line, sizeof line,
             _("Modes that are not used, since they would not be in place in time: %1$s (units: %2$s): %3$s. From when "
               "orders are issued there are %4$s h; issued sooner, or with a later --in-place, they could be."),
             hz_page_count(n_modes, list.n), hz_page_count(n_units, n), list.text, hours);
    hz_page_line(sink, line);
}

void hz_text_mode_notes(hz_sink *sink, const hz_plan *plan)
{
    put_beyond(sink, plan);
    put_ahead(sink, plan);
    put_late(sink, plan);
}

/* ---- JSON ---- */

void hz_json_mode_notes(hz_sink *sink, const hz_plan *plan)
{
    int64_t fen_d;
    size_t n_units;
    char first[HZ_TIME_TEXT];

    hz_json_key(sink, "modes");
    hz_putf(sink, "{\"beyond\":%zu", list_beyond(plan, &fen_d).n);
    hz_json_money(sink, "beyond_d", fen_d);
    hz_json_count(sink, "ahead", list_ahead(plan, first).n);
    hz_json_given(sink, "first_begin_by", first);
    hz_json_count(sink, "late", list_late(plan, &n_units).n);
    hz_json_count(sink, "late_units", n_units);
    hz_putc(sink, '}');
}
