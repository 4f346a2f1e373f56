/* read_modes.c - the modes of a unit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One table says what a kind of mode takes. What it does not take is refused, and what it needs is asked for, by the same findings as
 * elsewhere what the grammar says; only that here they name the kind. */
#include "scenario/read_modes.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "scenario/sort.h"

#define A(code) HZ_ATTRIBUTE_BIT(HZ_AT_##code)

enum { LIST_ROOM = 256 };

typedef enum { HAS_NONE, MAY_HAVE, MUST_HAVE } need;

typedef struct {
    hz_attribute_set attributes; /* that not all modes have */
    need figures;                /* is there a choice whether to give these attributes? */
    need cost, leaves;           /* whether what is left is given for every pollutant is seen when the unit is known */
} kind_def;

static const kind_def KINDS[HZ_N_MODE_KINDS] = {
    [HZ_MODE_TREATMENT] = {0, HAS_NONE, MUST_HAVE, MUST_HAVE},
    [HZ_MODE_TRANSPORT] = {A(CUT) | A(UNIT), MUST_HAVE, MAY_HAVE, MAY_HAVE},
    [HZ_MODE_LIMIT] = {A(LOAD) | A(UNIT), MUST_HAVE, HAS_NONE, HAS_NONE},
    [HZ_MODE_LONGER] = {A(FROM) | A(TO) | A(UNIT), MUST_HAVE, MAY_HAVE, MAY_HAVE},
    [HZ_MODE_CYCLE] = {A(OFF) | A(ON) | A(UNIT), MUST_HAVE, MAY_HAVE, MAY_HAVE},
    [HZ_MODE_BANKED] = {A(CUT) | A(UNIT), MAY_HAVE, MUST_HAVE, MUST_HAVE},
    [HZ_MODE_KEPT_HOT] = {A(CUT) | A(UNIT), MAY_HAVE, MUST_HAVE, MUST_HAVE},
    [HZ_MODE_STOP] = {A(CUT) | A(UNIT), MAY_HAVE, MAY_HAVE, MAY_HAVE},
};

/* All that only some kinds have. */
static const hz_attribute_set FIGURES = A(LOAD) | A(OFF) | A(ON) | A(FROM) | A(TO) | A(CUT) | A(UNIT);

static hz_mode *mode_now(const hz_reader *r)
{
    return &r->scenario->modes[r->scenario->n_modes - 1];
}

static hz_unit *unit_now(const hz_reader *r)
{
    return &r->scenario->units[r->scenario->n_units - 1];
}

/* ---- what a kind takes ---- */

/* A finding about a part of the mode: its texts are the part and `mode kind="limit"`. */
static void find(hz_reader *r, hz_finding_code code, int line, const char *part)
{
    char mode[64];

    snprintf(mode, sizeof mode, "%s kind=\"%s\"", hz_scenario_element(HZ_EL_MODE)->name, hz_mode_kind_id((hz_mode_kind)mode_now(r)->kind));
    hz_findings_add(r->doc.findings, code, line, part, mode, NULL);
}

static void check_figures(hz_reader *r, const kind_def *kind)
{
    hz_attribute_set given = r->doc.tag.given & FIGURES;
    bool is_needed = kind->figures == MUST_HAVE || given & kind->attributes;
    hz_attribute_set missing = is_needed ? kind->attributes & ~given : 0;

    for (hz_attribute at = 0; at < HZ_AT_N; at++) {
        if ((given & ~kind->attributes) >> at & 1)
            find(r, HZ_108, r->doc.tag.line, hz_scenario_attribute(at));
        if (missing >> at & 1)
            find(r, HZ_109, r->doc.tag.line, hz_scenario_attribute(at));
    }
}

/* A limit, down to the load. */
static void take_load(hz_tag *tag, hz_mode *mode)
{
    int64_t load_bp = hz_tag_share(tag, HZ_AT_LOAD, hz_tag_unit(tag, HZ_READER_SHARE), 1);

    mode->cut_bp = load_bp < 0 ? 0 : (uint16_t)(HZ_SHARE_ONE - load_bp);
}

static void take_cut(hz_tag *tag, hz_mode *mode)
{
    int64_t cut_bp = hz_tag_share(tag, HZ_AT_CUT, hz_tag_unit(tag, HZ_READER_SHARE), 1);

    if (cut_bp == 0)
        hz_tag_outside(tag, HZ_AT_CUT, _("more than 0 to 100 %"));
    mode->cut_bp = cut_bp < 0 ? HZ_SHARE_ONE : (uint16_t)cut_bp;
}

/* Two times in one unit; false after a finding. */
static bool take_hours(hz_tag *tag, hz_attribute first, hz_attribute second, hz_mode *mode)
{
    const hz_unit_def *unit = hz_tag_unit(tag, HZ_READER_TIME);
    int64_t one = hz_tag_hours(tag, first, unit, 1, HZ_MAX_HOURS), two = hz_tag_hours(tag, second, unit, 1, HZ_MAX_HOURS);

    if (one < 0 || two < 0)
        return false;
    mode->hours[0] = (uint16_t)one;
    mode->hours[1] = (uint16_t)two;
    return true;
}

/* What output loses of HZ_SHARE_ONE, rounded down: less is promised, not more. */
static uint16_t lost_bp(int hours, int of_hours)
{
    return (uint16_t)(hours * HZ_SHARE_ONE / of_hours);
}

static void take_cycle(hz_tag *tag, hz_mode *mode)
{
    if (take_hours(tag, HZ_AT_OFF, HZ_AT_ON, mode))
        mode->cut_bp = lost_bp(mode->hours[0], mode->hours[0] + mode->hours[1]);
}

static void take_longer(hz_tag *tag, hz_mode *mode)
{
    if (!take_hours(tag, HZ_AT_FROM, HZ_AT_TO, mode))
        return;
    if (mode->hours[1] > mode->hours[0])
        mode->cut_bp = lost_bp(mode->hours[1] - mode->hours[0], mode->hours[1]);
    else
        hz_tag_outside(tag, HZ_AT_TO, _("the times longer than 'from'"));
}

static void take_figures(hz_tag *tag, hz_mode *mode)
{
    switch ((hz_mode_kind)mode->kind) {
    case HZ_MODE_LIMIT:
        take_load(tag, mode);
        break;
    case HZ_MODE_CYCLE:
        take_cycle(tag, mode);
        break;
    case HZ_MODE_LONGER:
        take_longer(tag, mode);
        break;
    case HZ_MODE_TREATMENT:
    case HZ_N_MODE_KINDS:
        break;
    case HZ_MODE_TRANSPORT:
    case HZ_MODE_BANKED:
    case HZ_MODE_KEPT_HOT:
    case HZ_MODE_STOP:
        take_cut(tag, mode);
    }
}

/* ---- the mode ---- */

/* Room for one more mode in the array by mode and pollutant. */
static bool append_leaves(hz_reader *r)
{
    hz_scenario *s = r->scenario;
    size_t first = s->n_modes * s->n_pollutants, end = first + s->n_pollutants;

    if (!hz_grow((void **)&s->mode_leaves_bp, &r->c_leaves, end, sizeof *s->mode_leaves_bp)) {
        r->doc.tag.is_out_of_memory = true;
        return false;
    }
    for (size_t k = first; k < end; k++)
        s->mode_leaves_bp[k] = HZ_NONE16;
    return true;
}

static void open_mode(void *self)
{
    hz_reader *r = self;
    hz_tag *tag = &r->doc.tag;
    hz_scenario *s = r->scenario;
    hz_unit *unit = unit_now(r);
    int kind = hz_tag_word(tag, HZ_AT_KIND, &hz_mode_kind_words, HZ_211, -1);
    hz_mode *mode;

    if (hz_document_is_full(&r->doc, unit->n_modes, HZ_MAX_MODES, N_("modes of one unit")) || !append_leaves(r) ||
        !(mode = hz_document_append(&r->doc, &s->modes, &s->n_modes, &r->c_modes, sizeof *mode)))
        return;
    unit->n_modes++;
    mode->line = tag->line;
    mode->id = hz_tag_id(tag, true);
    mode->kind = (uint8_t)(kind < 0 ? HZ_MODE_STOP : kind);
    mode->levels = (uint8_t)hz_tag_word_set(tag, HZ_AT_LEVELS, &hz_level_words, HZ_308);
    mode->name = (hz_bilingual){hz_tag_shared(tag, HZ_AT_ZH), hz_tag_shared(tag, HZ_AT_EN)};
    mode->source = hz_document_source(&r->doc);
    mode->cost_fen_d = HZ_NOT_REPORTED;
    mode->cost_basis = mode->once_basis = HZ_BASIS_ESTIMATE;
    mode->first_check = (uint32_t)r->n_mode_checks;
    r->mode_lines = (hz_mode_lines){.has_kind = kind >= 0};
    if (kind < 0)
        return;
    check_figures(r, &KINDS[kind]);
    take_figures(tag, mode);
}

static void close_mode(void *self)
{
    hz_reader *r = self;
    const hz_mode *mode;

    if (!hz_document_may_go_on(&r->doc))
        return;
    mode = mode_now(r);
    if (r->mode_lines.has_kind && KINDS[mode->kind].cost == MUST_HAVE && !(r->doc.children[r->doc.depth] >> HZ_EL_COST & 1))
        find(r, HZ_110, mode->line, hz_scenario_element(HZ_EL_COST)->name);
}

/* ---- inside a mode ---- */

/* Finding 105 where the kind of the mode has no such part. */
static bool may_stand_here(hz_reader *r, need kind)
{
    if (!r->mode_lines.has_kind || kind != HAS_NONE)
        return true;
    find(r, HZ_105, r->doc.tag.line, hz_scenario_element(r->doc.tag.element)->name);
    return false;
}

static void open_leaves(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;
    uint32_t pollutant = hz_reader_pollutant(r);
    int64_t share = hz_tag_share(&r->doc.tag, HZ_AT_VALUE, hz_tag_unit(&r->doc.tag, HZ_READER_SHARE), 1);
    int *line;

    if (!may_stand_here(r, KINDS[mode_now(r)->kind].leaves) || pollutant == HZ_NONE)
        return;
    line = &r->mode_lines.leaves_line[pollutant];
    if (*line) {
        hz_document_twice(&r->doc, hz_scenario_element(HZ_EL_LEAVES)->name, s->pollutants[pollutant].id, *line);
        return;
    }
    *line = r->doc.tag.line;
    if (share >= 0)
        s->mode_leaves_bp[(s->n_modes - 1) * s->n_pollutants + pollutant] = (uint16_t)share;
}

void hz_read_mode_cost(hz_reader *r)
{
    hz_mode *mode = mode_now(r);
    int64_t cost = hz_reader_money(r, HZ_READER_MONEY, unit_now(r)->operating_days);

    mode->cost_basis = hz_reader_basis(r);
    if (may_stand_here(r, KINDS[mode->kind].cost))
        mode->cost_fen_d = cost;
}

static void open_once(void *self)
{
    hz_reader *r = self;
    hz_mode *mode = mode_now(r);
    int64_t sum = hz_reader_money(r, HZ_READER_SUM, 0);

    mode->once_basis = hz_reader_basis(r);
    mode->once_fen = sum == HZ_NOT_REPORTED ? 0 : sum;
}

static void open_time(void *self)
{
    hz_reader *r = self;
    hz_mode *mode = mode_now(r);
    const hz_unit_def *unit = hz_tag_unit(&r->doc.tag, HZ_READER_TIME);
    const struct {
        hz_attribute at;
        uint16_t *hours;
    } times[] = {{HZ_AT_LEAD, &mode->lead_h}, {HZ_AT_LEAST_TIME, &mode->least_h}, {HZ_AT_RESTART, &mode->restart_h}};
    bool has_any = false;

    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        int64_t hours = hz_tag_hours(&r->doc.tag, times[i].at, unit, 0, HZ_MAX_HOURS);

        has_any |= hz_tag_has(&r->doc.tag, times[i].at);
        *times[i].hours = (uint16_t)(hours < 0 ? 0 : hours);
    }
    if (!has_any)
        hz_tag_missing(&r->doc.tag, HZ_AT_LEAD);
}

static void list_placeholders(char list[LIST_ROOM])
{
    const char *word;

    list[0] = '\0';
    for (int i = 0; (word = hz_word_at(&hz_placeholder_words, i)); i++)
        snprintf(list + strlen(list), LIST_ROOM - strlen(list), "%s{%s}", i ? ", " : "", word);
}

/* Finding 211 for each pair of braces around something else than a word of the list, and for each brace alone. */
static void check_template(hz_reader *r, const char *text)
{
    for (const char *at = text; at && *(at += strcspn(at, "{}"));) {
        size_t inside = *at == '{' ? strcspn(at + 1, "{}") : 0;
        bool is_pair = *at == '{' && at[1 + inside] == '}';
        char wrong[64], list[LIST_ROOM];

        if (!is_pair || hz_word_index(&hz_placeholder_words, at + 1, inside) < 0) {
            list_placeholders(list);
            snprintf(wrong, sizeof wrong, "%.*s", is_pair ? (int)inside + 2 : 1, at);
            hz_text_mend_cut(wrong);
            hz_findings_add(r->doc.findings, HZ_211, r->doc.tag.line, wrong, hz_scenario_element(HZ_EL_MODE_ORDER)->name, list, NULL);
        }
        at += is_pair ? inside + 2 : 1;
    }
}

static void open_order(void *self)
{
    hz_reader *r = self;
    hz_tag *tag = &r->doc.tag;

    if (!hz_tag_has(tag, HZ_AT_ZH) && !hz_tag_has(tag, HZ_AT_EN))
        hz_tag_missing(tag, HZ_AT_ZH);
    mode_now(r)->order = (hz_bilingual){hz_tag_shared(tag, HZ_AT_ZH), hz_tag_shared(tag, HZ_AT_EN)};
    check_template(r, mode_now(r)->order.zh);
    check_template(r, mode_now(r)->order.en);
}

/* ---- checks: the unit's own stand together, so those of its modes wait until it ends ---- */

void hz_read_mode_check(hz_reader *r)
{
    hz_mode *mode = mode_now(r);
    hz_check read = hz_reader_check(r, unit_now(r)->operating_days), *check;

    if (hz_document_is_full(&r->doc, mode->n_checks, HZ_MAX_PARTS, N_("checks of one mode")) ||
        !(check = hz_document_append(&r->doc, &r->mode_checks, &r->n_mode_checks, &r->c_mode_checks, sizeof *check)))
        return;
    *check = read;
    mode->n_checks++;
}

static void settle_checks(hz_reader *r, hz_mode *mode)
{
    hz_scenario *s = r->scenario;
    const hz_check *from = r->mode_checks + mode->first_check;
    size_t first = s->n_checks;

    for (size_t i = 0; i < mode->n_checks; i++) {
        hz_check *check = hz_document_append(&r->doc, &s->checks, &s->n_checks, &r->c_checks, sizeof *check);

        if (!check)
            return;
        *check = from[i];
    }
    mode->first_check = (uint32_t)first;
    hz_sort_checks(s->checks + first, mode->n_checks);
}

void hz_read_modes_end(hz_reader *r, hz_unit *unit)
{
    if (unit->n_modes == 0)
        return;
    for (size_t m = 0; m < unit->n_modes; m++)
        settle_checks(r, &r->scenario->modes[unit->first_mode + m]);
    r->n_mode_checks = 0;
    for (int level = 0; level < HZ_N_LEVELS; level++)
        if (!(unit->cut_levels >> level & 1))
            unit->max_cut_bp[level] = HZ_SHARE_ONE;
}

const hz_document_action hz_read_modes[HZ_EL_N] = {
    [HZ_EL_MODE] = {open_mode, close_mode},
    [HZ_EL_LEAVES] = {open_leaves, NULL},
    [HZ_EL_ONCE] = {open_once, NULL},
    [HZ_EL_MODE_TIME] = {open_time, NULL},
    [HZ_EL_MODE_ORDER] = {open_order, NULL},
};
