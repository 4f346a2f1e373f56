/* fits_rules.c - does the scenario demand what its rules ask for?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ratios are compared in millionths of the whole-society emission; one that is demanded as a mass is rounded down. Of a pool the
 * ratios are added up, and its members need not reach theirs one by one. */
#include "scenario/fits_rules.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "base/text.h"

enum { PPM_ONE = 1000000, PPM_PLACES = 4 /* of a per cent */ };

typedef struct {
    hz_findings *findings;
    const hz_scenario *s;
    const hz_ruleset *rules;
    bool with_unconfirmed;
} checker;

static uint32_t find_pollutant(const hz_scenario *s, const char *id, size_t length)
{
    for (size_t p = 0; p < s->n_pollutants; p++)
        if (strlen(s->pollutants[p].id) == length && memcmp(s->pollutants[p].id, id, length) == 0)
            return (uint32_t)p;
    return HZ_NONE;
}

/* NULL when nothing is demanded of the whole society. */
static const hz_demand *demand_of(const hz_scenario *s, hz_level level, uint32_t pollutant)
{
    for (size_t i = 0; i < s->n_demands; i++)
        if (s->demands[i].kind == HZ_DEMAND_REDUCTION && s->demands[i].scope == HZ_SCOPE_ALL &&
            s->demands[i].level == level && s->demands[i].pollutant == pollutant)
            return &s->demands[i];
    return NULL;
}

static int64_t demanded_ppm(const hz_scenario *s, const hz_demand *demand)
{
    int64_t base;

    if (!demand)
        return 0;
    if (demand->is_ratio)
        return demand->ratio_ppm;
    base = hz_society_g_d(s, demand->pollutant);
    return base > 0 ? hz_div_floor((__int128)demand->amount * PPM_ONE, base) : 0;
}

static bool is_in(const char *list, const char *id)
{
    size_t length = strlen(id);

    for (const char *at = list; *at; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");

        if (n == length && memcmp(at, id, n) == 0)
            return true;
        at += n;
    }
    return false;
}

static bool counts(const checker *c, const hz_rule_ratio *ratio)
{
    return hz_rule_counts(c->rules, ratio->source, c->with_unconfirmed);
}

static bool is_confirmed(const checker *c, const hz_rule_ratio *ratio)
{
    return hz_rule_counts(c->rules, ratio->source, false);
}

/* Does a pool stand for the ratio? One that is only unconfirmed takes nothing from a ratio that is confirmed. */
static bool is_pooled(const checker *c, const hz_rule_level *rule, const hz_rule_ratio *ratio)
{
    for (size_t i = 0; i < rule->n_ratios; i++) {
        const hz_rule_ratio *pool = &rule->ratios[i];

        if (pool->is_pooled && counts(c, pool) && is_in(pool->pollutants, ratio->pollutants) &&
            (is_confirmed(c, pool) || !is_confirmed(c, ratio)))
            return true;
    }
    return false;
}

static const char *percent(char buf[HZ_FIXED_MAX + 4], int64_t ppm)
{
    size_t n = hz_format_fixed(buf, ppm, PPM_PLACES, -1);

    memcpy(buf + n, " %", sizeof " %");
    return buf;
}

static uint32_t set_of(const hz_scenario *s, const char *pollutants)
{
    uint32_t set = 0;

    for (size_t p = 0; p < s->n_pollutants; p++)
        if (is_in(pollutants, s->pollutants[p].id))
            set |= UINT32_C(1) << p;
    return set;
}

/* The most that a pool of the same pollutants demands of the level, ppm; -1: none. */
static int64_t pooled_ppm(const hz_scenario *s, hz_level level, uint32_t set)
{
    int64_t most = -1;

    for (size_t i = 0; i < s->n_demands; i++)
        if (s->demands[i].kind == HZ_DEMAND_POOL && s->demands[i].level == level && s->demands[i].pollutants == set &&
            s->demands[i].ratio_ppm > most)
            most = s->demands[i].ratio_ppm;
    return most;
}

/* The demands of all pollutants of a ratio, added up; or of a pool what a <pool> of the same pollutants demands. False when they
 * reach it, or when one of its pollutants is not known (finding 619, if findings are wanted). */
static bool is_lax(const checker *c, hz_level level, const hz_rule_ratio *ratio, hz_lax_demand *out)
{
    *out = (hz_lax_demand){.pollutants = ratio->pollutants, .asked_ppm = ratio->ratio_ppm};
    for (const char *at = ratio->pollutants; *at; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        uint32_t pollutant = find_pollutant(c->s, at, n);
        const hz_demand *demand = pollutant == HZ_NONE ? NULL : demand_of(c->s, level, pollutant);
        char id[HZ_MAX_ID + 1];

        snprintf(id, sizeof id, "%.*s", (int)n, at);
        if (pollutant == HZ_NONE) {
            if (c->findings)
                hz_findings_add(c->findings, HZ_619, 0, c->rules->id, id, NULL);
            return false;
        }
        out->demanded_ppm += demanded_ppm(c->s, demand);
        out->line = out->line || !demand ? out->line : demand->line;
        out->reason = out->reason ? out->reason : demand ? demand->reason : NULL;
        at += n;
    }
    if (ratio->is_pooled && pooled_ppm(c->s, level, set_of(c->s, ratio->pollutants)) > out->demanded_ppm)
        out->demanded_ppm = pooled_ppm(c->s, level, set_of(c->s, ratio->pollutants));
    return out->demanded_ppm < out->asked_ppm;
}

/* The i-th ratio of a level, if it counts by itself. */
static const hz_rule_ratio *ratio_at(const checker *c, const hz_rule_level *rule, size_t i)
{
    const hz_rule_ratio *ratio = &rule->ratios[i];

    return counts(c, ratio) && (ratio->is_pooled || !is_pooled(c, rule, ratio)) ? ratio : NULL;
}

static void report(const checker *c, hz_level level, const hz_lax_demand *lax)
{
    char have[HZ_FIXED_MAX + 4], want[HZ_FIXED_MAX + 4];

    hz_findings_add(c->findings, lax->reason ? HZ_614 : HZ_613, lax->line, lax->pollutants, hz_level_name(level),
                    percent(have, lax->demanded_ppm), c->rules->id, percent(want, lax->asked_ppm), NULL);
}

static bool has_demands(const hz_scenario *s, hz_level level)
{
    for (size_t i = 0; i < s->n_demands; i++)
        if (s->demands[i].level == level && hz_is_target(s->demands[i].kind))
            return true;
    return false;
}

/* Do the rules let the ratios of these pollutants be added up at the level? */
static bool allows(const checker *c, const hz_demand *d)
{
    const hz_rule_level *rule = c->rules ? &c->rules->levels[d->level] : NULL;

    for (size_t i = 0; rule && rule->is_defined && i < rule->n_ratios; i++)
        if (rule->ratios[i].is_pooled && counts(c, &rule->ratios[i]) &&
            set_of(c->s, rule->ratios[i].pollutants) == d->pollutants)
            return true;
    return false;
}

void hz_check_pools(hz_findings *findings, const hz_scenario *scenario, const hz_ruleset *rules, bool with_unconfirmed)
{
    checker c = {findings, scenario, rules, with_unconfirmed};

    for (size_t i = 0; i < scenario->n_demands; i++) {
        const hz_demand *d = &scenario->demands[i];
        char names[HZ_MAX_TEXT + 1];
        size_t length = 0;

        if (d->kind != HZ_DEMAND_POOL || allows(&c, d))
            continue;
        for (size_t p = 0; p < scenario->n_pollutants; p++)
            if (d->pollutants >> p & 1 && length + HZ_MAX_ID + 4 < sizeof names)
                length += (size_t)snprintf(names + length, sizeof names - length, "%s%s", length ? " + " : "",
                                           scenario->pollutants[p].id);
        hz_findings_add(findings, d->reason ? HZ_624 : HZ_623, d->line, names, hz_level_name(d->level), NULL);
    }
}

void hz_check_rules(hz_findings *findings, const hz_scenario *scenario, const hz_ruleset *rules, bool with_unconfirmed)
{
    checker c = {findings, scenario, rules, with_unconfirmed};

    for (int level = 0; level < HZ_N_LEVELS; level++) {
        const hz_rule_level *rule = &rules->levels[level];

        if (!rule->is_defined || !has_demands(scenario, (hz_level)level))
            continue;
        for (size_t i = 0; i < rule->n_ratios; i++) {
            const hz_rule_ratio *ratio = ratio_at(&c, rule, i);
            hz_lax_demand lax;

            if (ratio && is_lax(&c, (hz_level)level, ratio, &lax))
                report(&c, (hz_level)level, &lax);
        }
    }
}

hz_status hz_find_lax_demands(hz_lax_demand **out, size_t *n, const hz_scenario *scenario, const hz_ruleset *rules,
                              bool with_unconfirmed, hz_level level, hz_error *err)
{
    checker c = {NULL, scenario, rules, with_unconfirmed};
    const hz_rule_level *rule = &rules->levels[level];

    *n = 0;
    if (!(*out = hz_calloc(rule->n_ratios + 1, sizeof **out)))
        return hz_error_memory(err);
    for (size_t i = 0; rule->is_defined && i < rule->n_ratios; i++) {
        const hz_rule_ratio *ratio = ratio_at(&c, rule, i);

        if (ratio && is_lax(&c, level, ratio, &(*out)[*n]))
            (*n)++;
    }
    return HZ_OK;
}
