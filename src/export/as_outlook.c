/* as_outlook.c - what the rest of a year must average, for people and as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_outlook.h"

#include <stdio.h>

#include "base/lang.h"
#include "export/json.h"
#include "export/page.h"

enum { LINE = 1024 };

static const char *show_ng(char buf[HZ_FIXED_MAX], int64_t ng_m3, int places)
{
    hz_format_fixed(buf, ng_m3, 3, places);
    return buf;
}

static void put_goal(hz_sink *sink, const char *name, hz_goal_state state, const char *need, const char *lost)
{
    hz_page_label(sink, name);
    hz_page_line(sink, state == HZ_GOAL_MET ? _("met, whatever comes") : state == HZ_GOAL_LOST ? lost : need);
}

static void put_good_days(hz_sink *sink, const hz_outlook *o)
{
    char need[LINE], lost[LINE], share[HZ_FIXED_MAX];
    int n_left = o->n_days - o->n_gone;

    hz_format_fixed(share, o->good_share_bp, 2, 1);
    snprintf(need, sizeof need,
             _("%1$d of the %2$d days that are left, %3$s %% of them (so far %4$d of the %5$d wanted)"), o->good_need,
             n_left, share, o->good, o->good_target);
    snprintf(lost, sizeof lost, _("out of reach: %1$d more are wanted, but %2$d days are left: %3$d too few"),
             o->good_need, n_left, o->good_need - n_left);
    put_goal(sink, _("Good days"), o->good_state, need, lost);
}

static void put_mean(hz_sink *sink, const hz_outlook *o, const hz_goal_mean *m)
{
    char need[LINE], lost[LINE], numbers[3][HZ_FIXED_MAX], excess[HZ_FIXED_MAX];

    snprintf(need, sizeof need, _("at most %1$s μg/m³ on average (so far %2$s, wanted %3$s)"),
             show_ng(numbers[0], m->need / 100 * 100, 1), show_ng(numbers[1], m->mean, -1),
             show_ng(numbers[2], m->target, -1));
    snprintf(lost, sizeof lost,
             o->n_gone < o->n_days
                 ? _("out of reach: with nothing at all from now on the year would still be %s μg/m³ too high")
                 : _("missed: the year is %s μg/m³ too high"),
             show_ng(excess, (m->excess + 99) / 100 * 100, 1));
    put_goal(sink, hz_air_name(m->of), m->state, need, lost);
}

void hz_text_outlook(hz_sink *sink, const hz_outlook *o)
{
    char text[LINE], date[HZ_DATE_TEXT];

    snprintf(text, sizeof text, _("What the rest of %1$d must be, after %2$s"), hz_year_of(o->through),
             hz_date_format(date, o->through));
    hz_page_title(sink, text);
    snprintf(text, sizeof text, _("%1$d gone, %2$d left of %3$d"), o->n_gone, o->n_days - o->n_gone, o->n_days);
    hz_page_fact(sink, _("Days"), text);
    if (o->has_good)
        put_good_days(sink, o);
    for (int i = 0; i < o->n_means; i++)
        put_mean(sink, o, &o->means[i]);
}

void hz_json_outlook(hz_sink *sink, const hz_outlook *o)
{
    static const char *const states[] = {"open", "met", "lost"};
    char date[HZ_DATE_TEXT];

    hz_json_first_text(sink, "through", hz_date_format(date, o->through));
    hz_json_count(sink, "days", (size_t)o->n_days);
    hz_json_count(sink, "gone", (size_t)o->n_gone);
    hz_json_key(sink, "good_days");
    if (o->has_good) {
        hz_json_first_text(sink, "state", states[o->good_state]);
        hz_json_count(sink, "target", (size_t)o->good_target);
        hz_json_count(sink, "so_far", (size_t)o->good);
        hz_json_count(sink, "needed", (size_t)o->good_need);
        hz_json_fixed(sink, "needed_percent", o->good_share_bp, 2);
        hz_json_count(sink, "too_few",
                      o->good_state == HZ_GOAL_LOST ? (size_t)(o->good_need - (o->n_days - o->n_gone)) : 0);
        hz_putc(sink, '}');
    } else
        hz_puts(sink, "null");
    hz_json_key(sink, "means");
    hz_putc(sink, '[');
    for (int i = 0; i < o->n_means; i++) {
        const hz_goal_mean *m = &o->means[i];

        hz_json_next(sink, (size_t)i);
        hz_json_first_text(sink, "of", hz_air_id(m->of));
        hz_json_text(sink, "state", states[m->state]);
        hz_json_fixed(sink, "target", m->target, 3);
        hz_json_fixed(sink, "so_far", m->mean, 3);
        hz_json_fixed(sink, "at_most", m->need, 3);
        hz_json_fixed(sink, "too_high", m->excess, 3);
        hz_putc(sink, '}');
    }
    hz_puts(sink, "]}\n");
}
