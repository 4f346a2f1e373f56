/* scenario.c - the words of the enumerations, the sums that everybody needs, and the end of a scenario
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/scenario.h"

#include <stdlib.h>
#include <string.h>

/* ---- words: as the format writes them, and as people read them ---- */

typedef struct {
    const char *id;
    size_t length;
    const char *name; /* English msgid; NULL where only the format uses the word */
} word;

#define WORD(id, name) {id, sizeof(id) - 1, name}

static const word LEVELS[] = {
    [HZ_BLUE] = WORD("blue", N_("blue")),
    [HZ_YELLOW] = WORD("yellow", N_("yellow")),
    [HZ_ORANGE] = WORD("orange", N_("orange")),
    [HZ_RED] = WORD("red", N_("red")),
};

static const word STANDINGS[] = {
    [HZ_STANDING_OFFICIAL] = WORD("official", N_("official data")),
    [HZ_STANDING_ILLUSTRATIVE] = WORD("illustrative", N_("illustrative data")),
    [HZ_STANDING_TEST] = WORD("test", N_("test data")),
};

static const word GRADES[] = {
    [HZ_GRADE_A] = WORD("A", N_("grade A")),
    [HZ_GRADE_B] = WORD("B", N_("grade B")),
    [HZ_GRADE_B_MINUS] = WORD("B-", N_("grade B-")),
    [HZ_GRADE_C] = WORD("C", N_("grade C")),
    [HZ_GRADE_D] = WORD("D", N_("grade D")),
    [HZ_GRADE_LEADING] = WORD("leading", N_("leading in performance")),
    [HZ_GRADE_NONE] = WORD("none", N_("not graded")),
};

static const word OPERATIONS[] = {
    [HZ_OPERATING] = WORD("operating", N_("operating")),
    [HZ_CLOSED] = WORD("closed", N_("closed")),
    [HZ_IDLE] = WORD("idle", N_("idle")),
};

static const word UNIT_KINDS[] = {
    [HZ_UNIT_LINE] = WORD("line", N_("production line")),
    [HZ_UNIT_PROCESS] = WORD("process", N_("process step")),
    [HZ_UNIT_DUST] = WORD("dust", N_("dust site")),
    [HZ_UNIT_FLEET] = WORD("fleet", N_("vehicle fleet")),
};

static const word BASES[] = {
    [HZ_BASIS_CEMS] = WORD("cems", N_("continuous emission monitoring")),
    [HZ_BASIS_MONITORING] = WORD("monitoring", N_("supervisory monitoring")),
    [HZ_BASIS_BALANCE] = WORD("balance", N_("material balance")),
    [HZ_BASIS_FACTOR] = WORD("factor", N_("emission factor")),
    [HZ_BASIS_EIA] = WORD("eia", N_("environmental impact assessment")),
    [HZ_BASIS_PERMIT] = WORD("permit", N_("pollutant discharge permit")),
    [HZ_BASIS_LAST_YEAR] = WORD("last-year", N_("last year's actual output")),
    [HZ_BASIS_FILING] = WORD("filing", N_("filed by the enterprise")),
    [HZ_BASIS_SECTOR] = WORD("sector", N_("ratio of the sector")),
    [HZ_BASIS_ESTIMATE] = WORD("estimate", N_("estimate")),
};

static const word CHECKS[] = {
    [HZ_CHECK_ELECTRICITY] = WORD("electricity", N_("electricity use")),
    [HZ_CHECK_GAS] = WORD("gas", N_("gas use")),
    [HZ_CHECK_CEMS] = WORD("cems", N_("continuous emission monitoring")),
    [HZ_CHECK_LEDGER] = WORD("ledger", N_("production ledger")),
    [HZ_CHECK_GATE_VIDEO] = WORD("gate-video", N_("gate access system")),
    [HZ_CHECK_DCS] = WORD("dcs", N_("process control records")),
    [HZ_CHECK_TRIPS] = WORD("trips", N_("vehicle trips")),
    [HZ_CHECK_ON_SITE] = WORD("on-site", N_("on-site inspection")),
};

static const word ROLES[] = {
    [HZ_ROLE_RESPONSIBLE] = WORD("responsible", N_("responsible person")),
    [HZ_ROLE_ENVIRONMENT] = WORD("environment", N_("environment manager")),
    [HZ_ROLE_LEGAL] = WORD("legal", N_("legal representative")),
    [HZ_ROLE_GRID] = WORD("grid", N_("grid supervisor")),
};

static const word CONFIDENCES[] = {
    WORD("quoted", NULL),  WORD("law", NULL),         WORD("code", NULL),
    WORD("derived", NULL), WORD("unconfirmed", NULL), WORD("invented", NULL),
};

static const word REPORTING[] = {WORD("not-reported", NULL)};

static const word CURRENCIES[] = {WORD("CNY", NULL), WORD("USD", NULL)};

/* The same tags as hz_lang_tag(). */
static const word LANGS[] = {[HZ_LANG_EN] = WORD("en", NULL), [HZ_LANG_ZH] = WORD("zh-CN", NULL)};

typedef struct {
    const word *words;
    int n;
} word_list;

#define LIST(words) {words, (int)(sizeof(words) / sizeof(words)[0])}

static const word_list LISTS[] = {
    [HZ_WORDS_LEVEL] = LIST(LEVELS),           [HZ_WORDS_STANDING] = LIST(STANDINGS),
    [HZ_WORDS_GRADE] = LIST(GRADES),           [HZ_WORDS_OPERATION] = LIST(OPERATIONS),
    [HZ_WORDS_UNIT_KIND] = LIST(UNIT_KINDS),   [HZ_WORDS_BASIS] = LIST(BASES),
    [HZ_WORDS_CHECK] = LIST(CHECKS),           [HZ_WORDS_ROLE] = LIST(ROLES),
    [HZ_WORDS_CONFIDENCE] = LIST(CONFIDENCES), [HZ_WORDS_REPORTING] = LIST(REPORTING),
    [HZ_WORDS_CURRENCY] = LIST(CURRENCIES),    [HZ_WORDS_LANG] = LIST(LANGS),
};

const char *hz_word_at(hz_words words, int index)
{
    return index >= 0 && index < LISTS[words].n ? LISTS[words].words[index].id : NULL;
}

int hz_word_index(hz_words words, const char *text, size_t length)
{
    const word_list *list = &LISTS[words];

    if (length == 0)
        return -1;
    for (int i = 0; i < list->n; i++)
        if (list->words[i].length == length && list->words[i].id[0] == text[0] &&
            memcmp(list->words[i].id, text, length) == 0)
            return i;
    return -1;
}

const char *hz_level_id(hz_level level)
{
    return LEVELS[level].id;
}

const char *hz_standing_id(hz_standing standing)
{
    return STANDINGS[standing].id;
}

const char *hz_grade_id(hz_grade grade)
{
    return GRADES[grade].id;
}

const char *hz_operation_id(hz_operation operation)
{
    return OPERATIONS[operation].id;
}

const char *hz_unit_kind_id(hz_unit_kind kind)
{
    return UNIT_KINDS[kind].id;
}

const char *hz_basis_id(hz_basis basis)
{
    return BASES[basis].id;
}

const char *hz_check_id(hz_check_by by)
{
    return CHECKS[by].id;
}

const char *hz_role_id(hz_role role)
{
    return ROLES[role].id;
}

const char *hz_level_name(hz_level level)
{
    return _(LEVELS[level].name);
}

const char *hz_response_name(hz_level level)
{
    static const char *const names[] = {
        [HZ_BLUE] = N_("Level IV response"),
        [HZ_YELLOW] = N_("Level III response"),
        [HZ_ORANGE] = N_("Level II response"),
        [HZ_RED] = N_("Level I response"),
    };

    return _(names[level]);
}

const char *hz_standing_name(hz_standing standing)
{
    return _(STANDINGS[standing].name);
}

const char *hz_grade_name(hz_grade grade)
{
    return _(GRADES[grade].name);
}

const char *hz_operation_name(hz_operation operation)
{
    return _(OPERATIONS[operation].name);
}

const char *hz_unit_kind_name(hz_unit_kind kind)
{
    return _(UNIT_KINDS[kind].name);
}

const char *hz_basis_name(hz_basis basis)
{
    return _(BASES[basis].name);
}

const char *hz_check_name(hz_check_by by)
{
    return _(CHECKS[by].name);
}

const char *hz_role_name(hz_role role)
{
    return _(ROLES[role].name);
}

const char *hz_bilingual_text(hz_bilingual text)
{
    const char *first = hz_lang_now() == HZ_LANG_ZH ? text.zh : text.en;
    const char *second = hz_lang_now() == HZ_LANG_ZH ? text.en : text.zh;

    return first ? first : second;
}

/* ---- sums ---- */

static bool is_counted(const hz_scenario *s, size_t unit, hz_scope scope, uint32_t group)
{
    return s->enterprises[s->units[unit].enterprise].operation == HZ_OPERATING &&
           hz_unit_in_scope(s, unit, scope, group);
}

int64_t hz_listed_g_d(const hz_scenario *s, size_t pollutant, hz_scope scope, uint32_t group)
{
    int64_t sum = 0;

    for (size_t u = 0; u < s->n_units; u++)
        if (hz_emission(s, u, pollutant) != HZ_NOT_REPORTED && is_counted(s, u, scope, group))
            sum += hz_emission(s, u, pollutant);
    return sum;
}

int64_t hz_baseline_output(const hz_scenario *s, size_t product, hz_scope scope, uint32_t group)
{
    int64_t sum = 0;

    for (size_t u = 0; u < s->n_units; u++)
        if (s->units[u].product == product && is_counted(s, u, scope, group))
            sum += s->units[u].output;
    return sum;
}

int64_t hz_society_g_d(const hz_scenario *s, size_t pollutant)
{
    const hz_pollutant *p = &s->pollutants[pollutant];

    if (!p->has_unlisted)
        return p->stated_g_d;
    return p->unlisted_g_d + hz_listed_g_d(s, pollutant, HZ_SCOPE_ALL, HZ_NONE);
}

bool hz_unit_in_scope(const hz_scenario *s, size_t unit, hz_scope scope, uint32_t group)
{
    const hz_enterprise *e = &s->enterprises[s->units[unit].enterprise];

    return scope == HZ_SCOPE_ALL || (scope == HZ_SCOPE_DISTRICT ? e->district : e->sector) == group;
}

/* ---- the end ---- */

void hz_scenario_free(hz_scenario *scenario)
{
    if (!scenario)
        return;
    free(scenario->enterprises);
    free(scenario->units);
    free(scenario->emission_g_d);
    free(scenario->cuttable_bp);
    free(scenario->emission_basis);
    free(scenario->checks);
    free(scenario->contacts);
    free(scenario->exemptions);
    hz_arena_free(scenario->arena);
    free(scenario);
}
