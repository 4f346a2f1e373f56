/* as_csv.c - the action list as a table, one row per unit
 *
 * A country has a million rows, so nothing that stays the same is formatted twice: what all rows share, and what all
 * rows of one district, sector, product, grade, kind or action share, is made once as a piece of a row (commas, quotes
 * and guards included) and then copied. Numbers are written by hand.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/csv.h"
#include "base/lang.h"
#include "export/sentence.h"
#include "export/show.h"
#include "scenario/modes.h"

/* A piece of a row: cells with the comma in front of each. */
typedef struct {
    const char *bytes;
    size_t length;
} piece;

enum {
    ROW_BYTES = 16384,
    NUMBER_BYTES = 32,
    CHECKS_BYTES = 2048,
    CANCEL_EVERY = 4096,
    N_CHECK_SETS = 1 << HZ_N_CHECKS
};

typedef struct {
    const hz_plan *plan;
    const hz_scenario *s;
    hz_sink *sink;
    hz_arena *arena;
    piece head;                     /* without the first comma */
    piece rules;                    /* the basis of orders that rest on the rules */
    piece *districts, *sectors;     /* [n_districts], [n_sectors]: each made when it is first needed */
    piece *products;                /* [n_products]: name, unit */
    piece check_sets[N_CHECK_SETS]; /* by bits of hz_check_by: each made when it is first needed */
    bool is_plain[256];             /* bytes that a cell may hold without quotes or guard */
    hz_sentences *sentences;
    piece grades[HZ_N_GRADES], kinds[HZ_N_UNIT_KINDS], actions[HZ_N_ACTIONS];
    hz_status status; /* the first failure */
    size_t used;
    char row[ROW_BYTES];
} writer;

static const hz_check_by reading_columns[] = {HZ_CHECK_ELECTRICITY, HZ_CHECK_GAS, HZ_CHECK_TRIPS};
enum { N_READINGS = sizeof reading_columns / sizeof *reading_columns };

/* --- pieces --- */

/* The cells as bytes, NULL bytes when out of memory. */
static piece make_piece(hz_arena *arena, const char *const *cells, size_t n_cells, bool is_first)
{
    hz_sink *memory = hz_sink_to_memory();
    piece made = {NULL, 0};

    if (!memory)
        return made;
    for (size_t i = 0; i < n_cells; i++)
        hz_csv_put(memory, cells[i] ? cells[i] : "", is_first && i == 0);
    made.bytes = hz_sink_text(memory, &made.length);
    if (made.bytes)
        made.bytes = hz_arena_copy(arena, made.bytes, made.length);
    if (hz_sink_close(memory, "memory", NULL) != HZ_OK)
        made.bytes = NULL;
    return made;
}

static piece make_cell(hz_arena *arena, const char *text)
{
    return make_piece(arena, &text, 1, false);
}

static const char *spaced_time(char buf[HZ_TIME_TEXT], const char *time)
{
    memcpy(buf, time, HZ_TIME_TEXT);
    if (strlen(buf) > 10)
        buf[10] = ' ';
    return buf;
}

static piece make_head(const writer *w)
{
    const hz_scenario *s = w->s;
    const hz_settings *set = &w->plan->settings;
    char start[HZ_TIME_TEXT], in_place[HZ_TIME_TEXT], until[HZ_TIME_TEXT], level[HZ_SHOW_WHY], choice[HZ_SHOW_WHY];
    hz_shown_rules rules;

    hz_show_rules(&rules, w->plan);
    const char *cells[] = {
        hz_standing_name(s->standing),
        w->plan->id,
        w->plan->scenario_digest,
        rules.title,
        rules.number,
        rules.issuer,
        rules.effective,
        rules.set,
        hz_show_choice(choice, &set->rules),
        "hazeplan " PACKAGE_VERSION,
        w->plan->solver,
        hz_level_name(set->level),
        hz_response_name(set->level),
        hz_show_level_basis(level, w->plan),
        spaced_time(start, set->start),
        spaced_time(in_place, set->in_place),
        set->until[0] ? spaced_time(until, set->until) : _("until further notice"),
    };

    return make_piece(w->arena, cells, sizeof cells / sizeof *cells, true);
}

/* Of the orders that rest on the rules: the same for all of them. */
static piece make_rules(const writer *w)
{
    hz_sink *memory = hz_sink_to_memory();
    piece made = {NULL, 0};

    if (!memory)
        return made;
    hz_show_rules_basis(memory, w->plan);
    if (hz_sink_text(memory, NULL))
        made = make_cell(w->arena, hz_sink_text(memory, NULL));
    if (hz_sink_close(memory, "memory", NULL) != HZ_OK)
        made.bytes = NULL;
    return made;
}

static bool make_products(writer *w)
{
    bool is_made = true;

    w->products = hz_arena_array(w->arena, w->s->n_products + 1, sizeof *w->products);
    for (size_t i = 0; w->products && i < w->s->n_products; i++) {
        const char *cells[] = {hz_product_text(&w->s->products[i]),
                               hz_show_unit(hz_show_output(w->s->products[i].dimension, 0).unit)};

        w->products[i] = make_piece(w->arena, cells, 2, false);
        is_made &= w->products[i].bytes != NULL;
    }
    return w->products && is_made;
}

static bool make_words(writer *w)
{
    bool is_made = true;

    for (int i = 0; i < HZ_N_GRADES; i++)
        is_made &= (w->grades[i] = make_cell(w->arena, hz_grade_name((hz_grade)i))).bytes != NULL;
    for (int i = 0; i < HZ_N_UNIT_KINDS; i++)
        is_made &= (w->kinds[i] = make_cell(w->arena, hz_unit_kind_name((hz_unit_kind)i))).bytes != NULL;
    for (int i = 0; i < HZ_N_ACTIONS; i++)
        is_made &= (w->actions[i] = make_cell(w->arena, hz_action_name((hz_action)i))).bytes != NULL;
    return is_made;
}

static bool make_pieces(writer *w)
{
    w->districts = hz_arena_array(w->arena, w->s->n_districts + 1, sizeof *w->districts);
    w->sectors = hz_arena_array(w->arena, w->s->n_sectors + 1, sizeof *w->sectors);
    return w->districts && w->sectors && (w->head = make_head(w)).bytes && (w->rules = make_rules(w)).bytes &&
           make_words(w) && make_products(w);
}

/* --- a row --- */

static void flush(writer *w)
{
    hz_put(w->sink, w->row, w->used);
    w->used = 0;
}

static void put_long(writer *w, const char *bytes, size_t length)
{
    flush(w);
    hz_put(w->sink, bytes, length);
}

static inline void put_bytes(writer *w, const char *bytes, size_t length)
{
    if (length > ROW_BYTES - w->used) {
        put_long(w, bytes, length);
        return;
    }
    memcpy(w->row + w->used, bytes, length);
    w->used += length;
}

static void put_piece(writer *w, piece p)
{
    put_bytes(w, p.bytes, p.length);
}

static void put_empty(writer *w)
{
    put_bytes(w, ",", 1);
}

/* An id: letters, digits, '.', '_', '-', not starting with a sign; nothing to quote or guard. */
static void put_id(writer *w, const char *id)
{
    put_empty(w);
    put_bytes(w, id, strlen(id));
}

/* Texts that certainly need neither quotes nor a guard, which is nearly all: copied while they are looked at. Only
 * letters, digits and characters of more than one byte may stand in front (full-width signs, which begin with EF, not),
 * no blank at the end. False: nothing was put, ask hz_csv_put(). */
static bool put_plain(writer *w, const char *text)
{
    unsigned char c = (unsigned char)text[0];
    size_t room = ROW_BYTES - w->used, n = 0;
    char *at = w->row + w->used;

    if (!w->is_plain[c] || c < '0' || c == 0xef || room < 2)
        return false;
    at[n++] = ',';
    for (; *text && n < room; text++) {
        if (!w->is_plain[(unsigned char)*text])
            return false;
        at[n++] = *text;
    }
    if (*text || at[n - 1] == ' ')
        return false;
    w->used += n;
    return true;
}

static void find_plain(writer *w)
{
    static const char signs[] = " -._/()#";

    for (int c = 0; c < 256; c++)
        w->is_plain[c] = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                         (c && strchr(signs, c));
}

static void put_text(writer *w, const char *text)
{
    if (!text || !text[0]) {
        put_empty(w);
        return;
    }
    if (put_plain(w, text))
        return;
    flush(w);
    hz_csv_put(w->sink, text, false);
}

/* value * 10^-scale, trailing zeros dropped down to `least` decimals; value >= 0. */
static void put_number(writer *w, int64_t value, int scale, int least)
{
    char digits[NUMBER_BYTES], *at = digits + sizeof digits;
    uint64_t rest = (uint64_t)value;
    bool is_behind = false;

    for (int i = scale; i > 0; i--, rest /= 10) {
        is_behind |= i <= least || rest % 10 != 0;
        if (is_behind)
            *--at = (char)('0' + rest % 10);
    }
    if (is_behind)
        *--at = '.';
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    *--at = ',';
    put_bytes(w, at, (size_t)(digits + sizeof digits - at));
}

static void put_group(writer *w, piece *made, const hz_group *group)
{
    if (!made->bytes)
        *made = make_cell(w->arena, hz_bilingual_text(group->name));
    if (made->bytes)
        put_piece(w, *made);
    else
        w->status = HZ_ERR_MEMORY;
}

static void put_enterprise(writer *w, const hz_enterprise *e)
{
    put_id(w, e->id);
    put_text(w, e->name);
    put_text(w, e->credit_code);
    put_text(w, e->permit);
    put_text(w, e->address);
    put_group(w, &w->districts[e->district], &w->s->districts[e->district]);
    put_text(w, e->town);
    put_group(w, &w->sectors[e->sector], &w->s->sectors[e->sector]);
    put_piece(w, w->grades[e->grade]);
}

static void put_output(writer *w, size_t unit)
{
    const hz_unit *u = &w->s->units[unit];
    int scale;

    if (u->product == HZ_NONE16) {
        put_bytes(w, ",,,,", 4);
        return;
    }
    scale = hz_show_output(w->s->products[u->product].dimension, 0).scale;
    put_piece(w, w->products[u->product]);
    put_number(w, hz_show_made(w->plan, unit), scale, 0);
    put_number(w, hz_show_allowed(w->plan, unit), scale, 0);
}

static void put_emissions(writer *w, size_t unit)
{
    for (size_t p = 0; p < w->s->n_pollutants; p++) {
        int64_t baseline = hz_show_emission(w->plan, unit, p);

        if (baseline == HZ_NOT_REPORTED) {
            put_bytes(w, ",,", 2);
            continue;
        }
        put_number(w, baseline, 3, 0);
        put_number(w, hz_order_cut_g_d(w->s, unit, p, &w->plan->orders[unit]), 3, 0);
    }
}

static void put_readings(writer *w, size_t unit)
{
    for (size_t i = 0; i < N_READINGS; i++) {
        hz_shown_check check = hz_show_check_by(w->s, unit, &w->plan->orders[unit], reading_columns[i]);

        if (check.has_before)
            put_number(w, check.before.value, check.before.scale, 0);
        else
            put_empty(w);
        if (check.has_expected)
            put_number(w, check.expected.value, check.expected.scale, 0);
        else
            put_empty(w);
    }
}

static void put_contact(writer *w, const hz_enterprise *e, hz_role role)
{
    const hz_contact *contact = hz_show_contact(w->s, e, role);

    put_text(w, contact ? contact->name : NULL);
    put_text(w, contact ? contact->phone : NULL);
}

/* The names of a set of checks as one cell. */
static piece make_check_set(hz_arena *arena, unsigned set)
{
    char text[CHECKS_BYTES] = "";
    size_t used = 0;

    for (unsigned by = 0; by < HZ_N_CHECKS && used < sizeof text; by++)
        if (set >> by & 1)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", used ? "; " : "",
                                     hz_check_name((hz_check_by)by));
    return make_cell(arena, text);
}

static void put_checks(writer *w, size_t unit)
{
    const hz_order *order = &w->plan->orders[unit];
    size_t n = hz_show_n_checks(w->s, unit, order);
    unsigned set = 0;

    for (size_t k = 0; k < n; k++)
        set |= 1U << hz_show_check(w->s, unit, order, k).by;
    if (!w->check_sets[set].bytes)
        w->check_sets[set] = make_check_set(w->arena, set);
    if (w->check_sets[set].bytes)
        put_piece(w, w->check_sets[set]);
    else
        w->status = HZ_ERR_MEMORY;
}

/* An exemption or a state: seldom, so it may take its time. */
static void put_special_basis(writer *w, size_t unit)
{
    hz_sink *memory = hz_sink_to_memory();

    if (memory) {
        hz_show_basis(memory, w->plan, unit);
        put_text(w, hz_sink_text(memory, NULL));
    }
    if (!memory || hz_sink_close(memory, "memory", NULL) != HZ_OK)
        w->status = HZ_ERR_MEMORY;
}

/* Its mode, the order as a sentence, by when it must be begun and what it costs once. */
static void put_mode(writer *w, size_t unit)
{
    const hz_mode *mode = hz_order_mode(w->s, unit, &w->plan->orders[unit]);
    char begin[HZ_TIME_TEXT], spaced[HZ_TIME_TEXT];

    put_text(w, mode ? mode->id : NULL);
    put_text(w, mode ? hz_mode_text(mode) : NULL);
    put_text(w, hz_sentence(w->sentences, unit));
    put_text(w, spaced_time(spaced, hz_show_begin(begin, w->plan, unit)));
    if (mode)
        put_number(w, mode->once_fen, 2, 2);
    else
        put_empty(w);
}

static void put_row(writer *w, size_t unit)
{
    const hz_unit *u = &w->s->units[unit];
    const hz_enterprise *e = &w->s->enterprises[u->enterprise];
    const hz_order *order = &w->plan->orders[unit];

    put_piece(w, w->head);
    put_enterprise(w, e);
    put_id(w, u->id);
    put_text(w, u->name);
    put_piece(w, w->kinds[u->kind]);
    put_piece(w, w->actions[order->action]);
    put_number(w, order->cut_bp, 2, 0);
    put_number(w, hz_show_load_bp(order), 2, 0);
    put_output(w, unit);
    put_emissions(w, unit);
    put_number(w, hz_order_cost_fen_d(w->s, unit, w->plan->settings.level, order), 2, 2);
    put_readings(w, unit);
    put_contact(w, e, HZ_ROLE_RESPONSIBLE);
    put_contact(w, e, HZ_ROLE_GRID);
    put_checks(w, unit);
    if (order->action == HZ_ACTION_EXEMPT || order->action == HZ_ACTION_DOWN)
        put_special_basis(w, unit);
    else
        put_piece(w, w->rules);
    put_mode(w, unit);
    put_bytes(w, "\r\n", 2);
}

/* --- the table --- */

static void put_headings(hz_sink *sink, const char *const *headings, size_t n_headings, bool is_first)
{
    for (size_t i = 0; i < n_headings; i++)
        hz_csv_put(sink, _(headings[i]), is_first && i == 0);
}

static void put_heading_row(const writer *w)
{
    static const char *const front[] = {N_("standing of the data"),
                                        N_("plan"),
                                        N_("digest of the scenario (SHA-256)"),
                                        N_("rules"),
                                        N_("rules: number"),
                                        N_("rules: issuer"),
                                        N_("rules: in force from"),
                                        N_("rule set"),
                                        N_("choice of rules"),
                                        N_("made by"),
                                        N_("solver"),
                                        N_("warning level"),
                                        N_("response"),
                                        N_("choice of level"),
                                        N_("start"),
                                        N_("in place by"),
                                        N_("expected end"),
                                        N_("enterprise id"),
                                        N_("enterprise"),
                                        N_("credit code"),
                                        N_("permit"),
                                        N_("address"),
                                        N_("district"),
                                        N_("town"),
                                        N_("trade"),
                                        N_("grade"),
                                        N_("unit id"),
                                        N_("unit"),
                                        N_("kind of unit"),
                                        N_("action"),
                                        N_("cut, %"),
                                        N_("load, %"),
                                        N_("product"),
                                        N_("unit of output"),
                                        N_("baseline output"),
                                        N_("allowed output")};
    static const char *const back[] = {N_("electricity at baseline, kWh/d"),
                                       N_("electricity expected, kWh/d"),
                                       N_("gas at baseline, m3/d"),
                                       N_("gas expected, m3/d"),
                                       N_("trips at baseline, trip/d"),
                                       N_("trips expected, trip/d"),
                                       N_("responsible person"),
                                       N_("phone of the responsible person"),
                                       N_("grid supervisor"),
                                       N_("phone of the grid supervisor"),
                                       N_("checked by"),
                                       N_("basis of the order"),
                                       N_("mode id"),
                                       N_("mode"),
                                       N_("the order in words"),
                                       N_("begin by")};
    char heading[256];

    put_headings(w->sink, front, sizeof front / sizeof *front, true);
    for (size_t p = 0; p < w->s->n_pollutants; p++) {
        snprintf(heading, sizeof heading, _("%s at baseline, kg/d"), w->s->pollutants[p].id);
        hz_csv_put(w->sink, heading, false);
        snprintf(heading, sizeof heading, _("%s cut, kg/d"), w->s->pollutants[p].id);
        hz_csv_put(w->sink, heading, false);
    }
    snprintf(heading, sizeof heading, _("cost, %s"), hz_show_currency(w->s->currency));
    hz_csv_put(w->sink, heading, false);
    put_headings(w->sink, back, sizeof back / sizeof *back, false);
    snprintf(heading, sizeof heading, _("cost once, %s"), hz_show_money(w->s->currency));
    hz_csv_put(w->sink, heading, false);
    hz_csv_end(w->sink);
}

/* The rows of the listed enterprises, or of all when the list is NULL. */
static hz_status put_rows(writer *w, const uint32_t *enterprises, size_t n_enterprises, hz_error *err)
{
    hz_status status;

    for (size_t i = 0; i < n_enterprises; i++) {
        const hz_enterprise *e = &w->s->enterprises[enterprises ? enterprises[i] : i];

        if (i % CANCEL_EVERY == 0 && (status = hz_cancel_check(err)))
            return status;
        for (uint32_t u = e->first_unit; u < e->first_unit + e->n_units; u++)
            put_row(w, u);
    }
    flush(w);
    return w->status == HZ_OK ? HZ_OK : hz_error_memory(err);
}

static hz_status write_table(hz_sink *sink, const hz_plan *plan, const uint32_t *enterprises, size_t n_enterprises,
                             bool has_heading, hz_error *err)
{
    writer *w = hz_calloc(1, sizeof *w);
    hz_status status;

    if (!w)
        return hz_error_memory(err);
    w->plan = plan;
    w->s = plan->scenario;
    w->sink = sink;
    find_plain(w);
    w->arena = hz_arena_new();
    w->sentences = hz_sentences_new(plan);
    if (w->arena && w->sentences && make_pieces(w)) {
        if (has_heading) {
            hz_puts(sink, "\xEF\xBB\xBF"); /* spreadsheets in China take a file without it for GBK */
            put_heading_row(w);
        }
        status = put_rows(w, enterprises, n_enterprises, err);
    } else
        status = hz_error_memory(err);
    if (hz_sentences_free(w->sentences) != HZ_OK && status == HZ_OK)
        status = hz_error_memory(err);
    hz_arena_free(w->arena);
    free(w);
    return status;
}

hz_status hz_csv_actions(hz_sink *sink, const hz_plan *plan, hz_error *err)
{
    return write_table(sink, plan, NULL, plan->scenario->n_enterprises, true, err);
}

hz_status hz_csv_plans(hz_sink *sink, const hz_plan *const *plans, size_t n_plans, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t i = 0; i < n_plans && !status; i++)
        status = write_table(sink, plans[i], NULL, plans[i]->scenario->n_enterprises, i == 0, err);
    return status;
}

hz_status hz_csv_enterprises(hz_sink *sink, const hz_plan *plan, const uint32_t *enterprises, size_t n_enterprises,
                             hz_error *err)
{
    return write_table(sink, plan, enterprises, n_enterprises, true, err);
}
