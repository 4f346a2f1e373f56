/* sentence.c - an order as the sentence that goes on the notice
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/sentence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/lang.h"
#include "export/page.h"
#include "export/show.h"

enum { MOMENT_BYTES = 64 };

struct hz_sentences {
    const hz_plan *plan;
    const hz_scenario *s;
    hz_sink *text;
    char from[MOMENT_BYTES], until[MOMENT_BYTES], in_place[MOMENT_BYTES]; /* empty: not given */
    bool is_stretch;                                                      /* orders end by themselves, */
    int64_t lasting_min;                                                  /* after so many minutes */
    /* of the sentence at hand */
    size_t unit;
    const hz_order *order;
    const hz_mode *mode;      /* NULL: none */
    char begin[MOMENT_BYTES]; /* empty: not known */
    char end[MOMENT_BYTES];   /* of what goes on behind the response; empty: not known, or nothing does */
};

/* ---- moments ---- */

static const char *const months[] = {N_("January"), N_("February"), N_("March"),     N_("April"),   N_("May"),      N_("June"),
                                     N_("July"),    N_("August"),   N_("September"), N_("October"), N_("November"), N_("December")};

/* "20:00 on 2 January 2026"; without the year where it is that of the start, which is said first. */
static void tell_moment(char buf[MOMENT_BYTES], const char *time, const char *start)
{
    int year = 0, month = 1, day = 0, hour = 0, minute = 0;

    buf[0] = '\0';
    if (sscanf(time, "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute) != 5)
        return;
    if (strncmp(time, start, 4) == 0 && minute == 0)
        snprintf(buf, MOMENT_BYTES, _("%3$02d:00 on %2$d %1$s"), _(months[month - 1]), day, hour);
    else if (strncmp(time, start, 4) == 0)
        snprintf(buf, MOMENT_BYTES, _("%3$02d:%4$02d on %2$d %1$s"), _(months[month - 1]), day, hour, minute);
    else if (minute == 0)
        snprintf(buf, MOMENT_BYTES, _("%4$02d:00 on %3$d %2$s %1$d"), year, _(months[month - 1]), day, hour);
    else
        snprintf(buf, MOMENT_BYTES, _("%4$02d:%5$02d on %3$d %2$s %1$d"), year, _(months[month - 1]), day, hour, minute);
}

/* ---- facts ---- */

/* What strangers wrote stays on the line. */
static void put_text(hz_sentences *w, const char *text)
{
    char line[HZ_MAX_TEXT + 1];

    hz_puts(w->text, hz_show_line(line, sizeof line, text));
}

static void put_percent(hz_sentences *w, int64_t bp)
{
    hz_put_fixed(w->text, bp, 2, -1);
}

static void put_unit(hz_sentences *w)
{
    put_text(w, w->s->units[w->unit].name);
}

static void put_load(hz_sentences *w)
{
    put_percent(w, hz_show_load_bp(w->order));
}

static void put_cut(hz_sentences *w)
{
    put_percent(w, w->order->cut_bp);
}

static void put_from(hz_sentences *w)
{
    hz_puts(w->text, w->from[0] ? w->from : _("the beginning of the response"));
}

static void put_until(hz_sentences *w)
{
    hz_puts(w->text, w->until[0] ? w->until : _("the lifting of the warning"));
}

static void put_in_place(hz_sentences *w)
{
    if (w->in_place[0])
        hz_puts(w->text, w->in_place);
    else
        put_from(w);
}

static void put_begin(hz_sentences *w)
{
    if (w->begin[0])
        hz_puts(w->text, w->begin);
    else if (w->mode && w->mode->lead_h)
        hz_putf(w->text, _("%u h before the response begins"), w->mode->lead_h);
    else
        put_in_place(w);
}

static void put_lead(hz_sentences *w)
{
    hz_put_int(w->text, w->mode ? w->mode->lead_h : 0);
}

static void put_least(hz_sentences *w)
{
    hz_put_int(w->text, w->mode ? w->mode->least_h : 0);
}

static void put_restart(hz_sentences *w)
{
    hz_put_int(w->text, w->mode ? w->mode->restart_h : 0);
}

static void put_first_hours(hz_sentences *w)
{
    hz_put_int(w->text, w->mode ? w->mode->hours[0] : 0);
}

static void put_second_hours(hz_sentences *w)
{
    hz_put_int(w->text, w->mode ? w->mode->hours[1] : 0);
}

/* "3,200 kWh/d" */
static void put_reading(hz_sentences *w, hz_shown shown)
{
    static const struct {
        const char *unit, *reading;
    } readings[] = {{"kWh/d", N_("%s kWh/d")}, {"GJ/d", N_("%s GJ/d")}, {"m3/d", N_("%s m3/d")},       {"m2/d", N_("%s m2/d")},
                    {"t/d", N_("%s t/d")},     {"kg/d", N_("%s kg/d")}, {"piece/d", N_("%s piece/d")}, {"trip/d", N_("%s trip/d")}};
    char number[HZ_FIXED_MAX];
    size_t i = 0;

    while (strcmp(readings[i].unit, shown.unit) != 0)
        i++;
    hz_putf(w->text, _(readings[i].reading), hz_page_amount(number, shown.value, shown.scale));
}

/* Behind its name, "electricity use (at most 3,200 kWh/d)": a limit; but what tighter treatment uses is none, only what it emits. */
static void put_check(hz_sentences *w, const hz_shown_check *check)
{
    bool is_limit = w->order->action != HZ_ACTION_TREATMENT || check->by == HZ_CHECK_CEMS;

    if (!check->has_expected)
        return;
    if (check->expected.value == 0) {
        hz_puts(w->text, _(" (none)"));
        return;
    }
    hz_puts(w->text, is_limit ? _(" (at most ") : _(" (about "));
    put_reading(w, check->expected);
    hz_puts(w->text, _(")"));
}

/* The next of n things: "a, b and c". */
static void put_next(hz_sentences *w, size_t k, size_t n, const char *thing)
{
    hz_putf(w->text, k == 0 ? "%s" : k + 1 < n ? _(", %s") : _(" and %s"), thing);
}

static void put_checks(hz_sentences *w)
{
    size_t n = hz_show_n_checks(w->s, w->unit, w->order);

    if (n == 0)
        hz_puts(w->text, _("no means that is given"));
    for (size_t k = 0; k < n; k++) {
        hz_shown_check check = hz_show_check(w->s, w->unit, w->order, k);

        put_next(w, k, n, hz_check_name(check.by));
        put_check(w, &check);
    }
}

static const hz_contact *responsible(const hz_sentences *w)
{
    const hz_contact *contact = hz_show_contact(w->s, &w->s->enterprises[w->s->units[w->unit].enterprise], HZ_ROLE_RESPONSIBLE);

    return contact && (contact->name || contact->phone) ? contact : NULL;
}

static void put_who(hz_sentences *w)
{
    const hz_contact *contact = responsible(w);

    if (!contact) {
        hz_puts(w->text, _("nobody who is named"));
        return;
    }
    put_text(w, contact->name);
    if (contact->name && contact->phone)
        hz_puts(w->text, _(", phone "));
    put_text(w, contact->phone);
}

/* What it may still emit, of all that is reported. */
static void put_leaves(hz_sentences *w)
{
    char name[HZ_MAX_TEXT + 1], of[HZ_MAX_TEXT + 32];
    size_t n = 0, k = 0;

    for (size_t p = 0; p < w->s->n_pollutants; p++)
        n += hz_show_emission(w->plan, w->unit, p) != HZ_NOT_REPORTED;
    for (size_t p = 0; p < w->s->n_pollutants; p++) {
        int64_t emission = hz_show_emission(w->plan, w->unit, p);

        if (emission == HZ_NOT_REPORTED)
            continue;
        snprintf(of, sizeof of, _("%s "), hz_show_line(name, sizeof name, hz_bilingual_text(w->s->pollutants[p].name)));
        put_next(w, k++, n, of);
        put_reading(w, (hz_shown){emission - hz_order_cut_g_d(w->s, w->unit, p, w->order), 3, "kg/d"});
    }
    if (n == 0)
        hz_puts(w->text, _("not reported"));
}

/* ---- texts with places for facts ---- */

static void (*const facts[HZ_N_PLACES])(hz_sentences *) = {
    [HZ_PLACE_UNIT] = put_unit,
    [HZ_PLACE_LOAD] = put_load,
    [HZ_PLACE_CUT] = put_cut,
    [HZ_PLACE_FROM] = put_from,
    [HZ_PLACE_UNTIL] = put_until,
    [HZ_PLACE_OFF] = put_first_hours,
    [HZ_PLACE_ON] = put_second_hours,
    [HZ_PLACE_HOURS_FROM] = put_first_hours,
    [HZ_PLACE_HOURS_TO] = put_second_hours,
    [HZ_PLACE_CHECKS] = put_checks,
    [HZ_PLACE_WHO] = put_who,
    [HZ_PLACE_LEAVES] = put_leaves,
    [HZ_PLACE_IN_PLACE] = put_in_place,
    [HZ_PLACE_BEGIN] = put_begin,
    [HZ_PLACE_LEAD] = put_lead,
    [HZ_PLACE_LEAST] = put_least,
    [HZ_PLACE_RESTART] = put_restart,
};

/* The hz_placeholder that begins at the brace, and where it ends; -1: none does. */
static int place_at(const char *brace, const char **behind)
{
    size_t length = strcspn(brace + 1, "{}");

    *behind = brace + 1 + length + 1;
    return brace[1 + length] == '}' ? hz_word_index(&hz_placeholder_words, brace + 1, length) : -1;
}

/* Bits of the facts that a text has places for. */
static unsigned places_of(const char *text)
{
    const char *behind;
    unsigned bits = 0;

    for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
        int place = place_at(at, &behind);

        bits |= place >= 0 ? 1U << place : 0;
    }
    return bits;
}

/* A text with its facts. They are not looked at again: braces in a name mean nothing. */
static void fill(hz_sentences *w, const char *text)
{
    const char *brace, *behind;

    for (; (brace = strchr(text, '{')); text = behind) {
        int place = place_at(brace, &behind);

        hz_put(w->text, text, (size_t)(brace - text));
        if (place >= 0) {
            facts[place](w);
            continue;
        }
        hz_putc(w->text, '{');
        behind = brace + 1;
    }
    hz_puts(w->text, text);
}

/* ---- what is to be done ---- */

/* Of dust sites and fleets, that make nothing, in their own words. */
static const char *limit_of(hz_unit_kind kind)
{
    return kind == HZ_UNIT_DUST    ? _("limit the work on the site to {load} % of the baseline at most (cut by {cut} %)")
           : kind == HZ_UNIT_FLEET ? _("limit the transport to {load} % of the baseline at most (cut by {cut} %)")
                                   : _("limit production: run at {load} % of the baseline at most (cut by {cut} %)");
}

static const char *stop_of(hz_unit_kind kind)
{
    return kind == HZ_UNIT_DUST    ? _("stop all work on the site")
           : kind == HZ_UNIT_FLEET ? _("take all vehicles out of service")
                                   : _("stop production");
}

static bool is_fleet(const hz_sentences *w)
{
    return w->s->units[w->unit].kind == HZ_UNIT_FLEET;
}

static bool has_own_name(const hz_sentences *w)
{
    return w->mode && (w->mode->name.zh || w->mode->name.en);
}

/* What has a name is banned as far as that says, and a fleet that goes on carrying has not stopped. */
static const char *ban_of(const hz_sentences *w)
{
    return has_own_name(w)                                     ? _("ban transport")
           : is_fleet(w) && w->order->cut_bp < HZ_SHARE_ONE ? _("stop part of the transport")
                                                               : _("stop the transport of materials and products");
}

static const char *state_of(const hz_sentences *w)
{
    static const char *const states[HZ_N_ACTIONS] = {
        [HZ_ACTION_NONE] = N_("runs as before, and may not emit more than before the warning"),
        [HZ_ACTION_EXEMPT] = N_("is exempt at this level: it runs as before, and may not emit more than before the warning"),
        [HZ_ACTION_DOWN] = N_("stays shut, and may not start while the response lasts"),
        [HZ_ACTION_TREATMENT] = N_("tighten the treatment of emissions"),
        [HZ_ACTION_LONGER] = N_("lengthen the process time"),
        [HZ_ACTION_CYCLE] = N_("stop and run in turns"),
        [HZ_ACTION_BANKED] = N_("bank the furnace"),
        [HZ_ACTION_KEPT_HOT] = N_("stop production and keep the kiln hot, holding its temperature only"),
    };
    hz_unit_kind kind = (hz_unit_kind)w->s->units[w->unit].kind;
    bool has_hours = w->mode && w->mode->hours[1];

    switch (w->order->action) {
    case HZ_ACTION_LIMIT:
        return limit_of(kind);
    case HZ_ACTION_STOP:
        return stop_of(kind);
    case HZ_ACTION_TRANSPORT:
        return ban_of(w);
    case HZ_ACTION_LONGER:
        return has_hours ? _("lengthen the process time from {hours-from} to {hours-to} h at least") : _(states[HZ_ACTION_LONGER]);
    case HZ_ACTION_CYCLE:
        return has_hours ? _("stop and run in turns: {off} h off before every {on} h on") : _(states[HZ_ACTION_CYCLE]);
    default:
        return _(states[w->order->action]);
    }
}

/* A fleet carries, whatever its product is called. What a ban leaves to it is all that tells it from a stop. */
static const char *carried(const hz_sentences *w)
{
    return w->order->cut_bp == HZ_SHARE_ONE ? ""
           : w->order->cut_bp > 0           ? /* xgettext:no-c-format */ _(", carrying at most {load} % of the baseline")
                                            : _(", while as much may be carried as before");
}

/* What that leaves to be made; a limit says it itself. */
static const char *output_left(const hz_sentences *w)
{
    if (w->order->action == HZ_ACTION_TRANSPORT && is_fleet(w))
        return carried(w);
    if (w->order->action == HZ_ACTION_LIMIT || w->s->units[w->unit].product == HZ_NONE16)
        return "";
    return w->order->cut_bp == HZ_SHARE_ONE ? _(", with no output")
           : w->order->cut_bp > 0           ? /* xgettext:no-c-format */ _(", with at most {load} % of the baseline output")
                                            : _(", while output may stay as it is");
}

/* Does the mode itself say what it leaves of a pollutant? What falls with output needs no words. */
static bool has_own_leaves(const hz_sentences *w)
{
    const uint16_t *leaves_bp = w->mode ? &w->s->mode_leaves_bp[(size_t)(w->mode - w->s->modes) * w->s->n_pollutants] : NULL;

    for (size_t p = 0; leaves_bp && p < w->s->n_pollutants; p++)
        if (leaves_bp[p] != HZ_NONE16)
            return true;
    return false;
}

/* What is to be done, and what the scenario calls it, where the words do not say that already. */
static void put_what(hz_sentences *w)
{
    const char *what = state_of(w);
    const char *name = has_own_name(w) ? hz_bilingual_text(w->mode->name) : NULL;

    fill(w, what);
    if (!name || strstr(what, name))
        return;
    hz_puts(w->text, _(" ("));
    put_text(w, name);
    hz_puts(w->text, _(")"));
}

static void put_state(hz_sentences *w)
{
    put_what(w);
    fill(w, output_left(w));
    if (has_own_leaves(w))
        fill(w, _(", emitting at most {leaves}"));
}

/* ---- the clauses around it ---- */

static void put_times(hz_sentences *w, unsigned said)
{
    bool has_in_place = w->in_place[0] && !(said >> HZ_PLACE_IN_PLACE & 1);
    bool has_begin = w->mode && w->mode->lead_h && !(said >> HZ_PLACE_BEGIN & 1);

    if (has_in_place && has_begin)
        fill(w, _("; to be in place by {in-place}, and to be begun by {begin} (it takes {lead} h)"));
    else if (has_in_place)
        fill(w, _("; to be in place by {in-place}"));
    else if (has_begin && w->begin[0])
        fill(w, _("; to be begun by {begin} (it takes {lead} h)"));
    else if (has_begin)
        fill(w, _("; to be begun {lead} h ahead"));
}

/* Of a cycle that does not fit into the order. */
static void put_short_cycle(hz_sentences *w)
{
    int off, on;

    if (w->is_stretch && hz_show_short_cycle(&off, &on, w->mode, w->lasting_min))
        hz_putf(w->text, _("; the order is shorter than a cycle: on each day off for %1$d h %2$d min first, then on for %3$d h %4$d min "
                         "at most"),
                off / 60, off % 60, on / 60, on % 60);
}

static void put_lasting(hz_sentences *w, unsigned said)
{
    bool is_beyond = hz_show_beyond_h(w->plan, w->unit) > 0;

    if (w->mode && w->mode->least_h && !(said >> HZ_PLACE_LEAST & 1)) /* a limit may stand deeper or less deep on the days of other stretches */
        fill(w, w->is_stretch && w->order->action == HZ_ACTION_LIMIT
                    ? _("; under a limit, of each day as it is ordered, for at least {least} h")
                    : _("; for at least {least} h"));
    if (w->end[0])
        hz_putf(w->text, _("; not ending before %s, even if the warning is lifted"), w->end);
    else if (is_beyond)
        fill(w, _("; not ending sooner, even if the warning is lifted"));
    if (w->mode && w->mode->restart_h && !(said >> HZ_PLACE_RESTART & 1))
        fill(w, w->is_stretch || is_beyond ? _("; back in operation {restart} h after that")
                                           : _("; back in operation {restart} h after the warning is lifted"));
}

static void put_checking(hz_sentences *w, unsigned said)
{
    if (hz_show_n_checks(w->s, w->unit, w->order) > 0 && !(said >> HZ_PLACE_CHECKS & 1))
        fill(w, _("; checked by {checks}"));
    if (responsible(w) && !(said >> HZ_PLACE_WHO & 1))
        fill(w, _("; responsible: {who}"));
    fill(w, _("."));
}

static void put_quiet(hz_sentences *w)
{
    fill(w, _("{unit}: "));
    fill(w, state_of(w));
    put_checking(w, 0);
}

/* Without the full stop at its end, since more follows. */
static void drop_stop(char *text)
{
    static const char *const stops[] = {".", "。", ";", "；"};

    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        if (hz_text_ends_with(text, stops[i])) {
            text[strlen(text) - strlen(stops[i])] = '\0';
            return;
        }
}

static void put_asking(hz_sentences *w)
{
    char own[HZ_MAX_TEXT + 1] = "";
    unsigned said;

    if (w->mode && (w->mode->order.zh || w->mode->order.en))
        hz_show_line(own, sizeof own, hz_bilingual_text(w->mode->order));
    drop_stop(own);
    said = places_of(own);
    if (!(said >> HZ_PLACE_UNIT & 1))
        fill(w, _("{unit}: "));
    if (w->from[0] && !(said >> HZ_PLACE_FROM & 1))
        fill(w, _("from {from}, "));
    if (own[0])
        fill(w, own);
    else
        put_state(w);
    if (!(said >> HZ_PLACE_UNTIL & 1))
        fill(w, w->is_stretch ? _(", until {until}")
                : w->until[0] ? _(", until the warning is lifted (expected at {until})")
                              : _(", until the warning is lifted"));
    put_short_cycle(w);
    put_times(w, said);
    put_lasting(w, said);
    put_checking(w, said);
}

/* ---- sentences ---- */

hz_sentences *hz_sentences_new(const hz_plan *plan)
{
    hz_sentences *w = hz_calloc(1, sizeof *w);
    const hz_settings *set = &plan->settings;

    if (!w)
        return NULL;
    w->plan = plan;
    w->s = plan->scenario;
    w->text = hz_sink_to_memory();
    if (!w->text) {
        free(w);
        return NULL;
    }
    tell_moment(w->from, set->start, "");
    tell_moment(w->until, set->until, set->start);
    tell_moment(w->in_place, set->in_place, set->start);
    return w;
}

hz_sentences *hz_sentences_of_stretch(const hz_plan *plan, int64_t minutes)
{
    hz_sentences *w = hz_sentences_new(plan);

    if (w) {
        w->is_stretch = true;
        w->lasting_min = minutes;
    }
    return w;
}

const char *hz_sentence(hz_sentences *w, size_t unit)
{
    char begin[HZ_TIME_TEXT], end[HZ_TIME_TEXT];

    w->unit = unit;
    w->order = &w->plan->orders[unit];
    w->mode = hz_order_mode(w->s, unit, w->order);
    tell_moment(w->begin, hz_show_begin(begin, w->plan, unit), w->plan->settings.start);
    tell_moment(w->end, hz_show_earliest_end(end, w->plan, unit), w->plan->settings.start);
    hz_sink_clear(w->text);
    if (hz_order_is_asking(w->order))
        put_asking(w);
    else
        put_quiet(w);
    return hz_sink_text(w->text, NULL);
}

hz_status hz_sentences_free(hz_sentences *w)
{
    hz_status status;

    if (!w)
        return HZ_ERR_MEMORY;
    status = hz_sink_close(w->text, "memory", NULL);
    free(w);
    return status;
}
