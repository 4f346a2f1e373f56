/* fits_units.c - does what a unit claims to cut fit its baseline, its enterprise and the demands?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/fits_units.h"

#include <stdio.h>

void hz_fits_unit_name(char name[HZ_FITS_UNIT_NAME], const hz_scenario *s, size_t unit)
{
    const hz_unit *u = &s->units[unit];

    snprintf(name, HZ_FITS_UNIT_NAME, "%.64s/%.64s", s->enterprises[u->enterprise].id, u->id);
}

void hz_fits_level_list(char list[HZ_FITS_LEVEL_LIST], unsigned levels)
{
    int length = 0;

    list[0] = '\0';
    for (int l = 0; l < HZ_N_LEVELS; l++)
        if (levels >> l & 1)
            length += snprintf(list + length, (size_t)(HZ_FITS_LEVEL_LIST - length), "%s%s", length ? " " : "",
                               hz_level_name((hz_level)l));
}

/* Levels at which the file gives the unit something to cut. Modes alone claim nothing. */
static unsigned claimed_levels(const hz_unit *u)
{
    unsigned levels = 0;

    for (int l = 0; l < HZ_N_LEVELS; l++)
        if (u->cut_levels >> l & 1 && (u->min_cut_bp[l] > 0 || u->max_cut_bp[l] > 0))
            levels |= 1U << l;
    return levels;
}

/* Nothing can be cut from nothing: all emissions are zero, or the product is not made. An emission that is not reported
 * is not zero. */
static bool has_zero_baseline(const hz_scenario *s, size_t unit)
{
    if (s->units[unit].product != HZ_NONE16 && s->units[unit].output == 0)
        return true;
    for (size_t p = 0; p < s->n_pollutants; p++)
        if (hz_emission(s, unit, p) != 0)
            return false;
    return true;
}

static void report_levels(hz_findings *findings, hz_finding_code code, const hz_scenario *s, size_t unit,
                          unsigned levels)
{
    char name[HZ_FITS_UNIT_NAME], list[HZ_FITS_LEVEL_LIST];

    if (!levels)
        return;
    hz_fits_unit_name(name, s, unit);
    hz_fits_level_list(list, levels);
    hz_findings_add(findings, code, s->units[unit].line, name, list, NULL);
}

void hz_fits_share(char buf[HZ_FITS_SHARE], uint16_t bp)
{
    size_t length = hz_format_fixed(buf, bp, 2, -1);

    buf[length] = '%';
    buf[length + 1] = '\0';
}

/* 401; levels with the same two bounds, as one <cut> gives them, are said once. */
static void check_bounds(hz_findings *findings, const hz_scenario *s, size_t unit)
{
    const hz_unit *u = &s->units[unit];
    unsigned wrong = 0;

    for (int l = 0; l < HZ_N_LEVELS; l++)
        if (u->min_cut_bp[l] > u->max_cut_bp[l])
            wrong |= 1U << l;
    for (int l = 0; wrong; l++) {
        unsigned alike = 0;

        if (!(wrong >> l & 1))
            continue;
        for (int k = l; k < HZ_N_LEVELS; k++)
            if (u->min_cut_bp[k] == u->min_cut_bp[l] && u->max_cut_bp[k] == u->max_cut_bp[l])
                alike |= 1U << k;
        wrong &= ~alike;

        char name[HZ_FITS_UNIT_NAME], list[HZ_FITS_LEVEL_LIST], least[HZ_FITS_SHARE], most[HZ_FITS_SHARE];
        hz_fits_unit_name(name, s, unit);
        hz_fits_level_list(list, alike);
        hz_fits_share(least, u->min_cut_bp[l]);
        hz_fits_share(most, u->max_cut_bp[l]);
        hz_findings_add(findings, HZ_401, u->line, name, least, most, list, NULL);
    }
}

/* 506: each level against the next milder one that is given. */
static void check_order(hz_findings *findings, const hz_scenario *s, size_t unit, unsigned levels)
{
    const hz_unit *u = &s->units[unit];
    int milder = -1;

    for (int l = 0; l < HZ_N_LEVELS; l++) {
        if (!(levels >> l & 1))
            continue;
        if (milder >= 0 && u->max_cut_bp[l] < u->max_cut_bp[milder]) {
            char name[HZ_FITS_UNIT_NAME], most[HZ_FITS_SHARE], before[HZ_FITS_SHARE];

            hz_fits_unit_name(name, s, unit);
            hz_fits_share(most, u->max_cut_bp[l]);
            hz_fits_share(before, u->max_cut_bp[milder]);
            hz_findings_add(findings, HZ_506, u->line, name, hz_level_name((hz_level)l), most,
                            hz_level_name((hz_level)milder), before, NULL);
        }
        milder = l;
    }
}

/* 419: levels at which nothing else is wrong with the bounds. */
static void check_load(hz_findings *findings, const hz_scenario *s, const hz_enterprise *e, size_t unit)
{
    const hz_unit *u = &s->units[unit];

    for (int l = 0; l < HZ_N_LEVELS; l++) {
        char name[HZ_FITS_UNIT_NAME], held[HZ_FITS_SHARE], most[HZ_FITS_SHARE];

        uint16_t held_bp = hz_held_bp(s, e, (hz_level)l);

        if (held_bp <= u->max_cut_bp[l] || e->exempt_levels >> l & 1 || !(u->cut_levels >> l & 1))
            continue;
        hz_fits_unit_name(name, s, unit);
        hz_fits_share(held, held_bp);
        hz_fits_share(most, u->max_cut_bp[l]);
        hz_findings_add(findings, HZ_419, u->line, name, held, hz_level_name((hz_level)l), most, NULL);
    }
}

static void check_unit(hz_findings *findings, const hz_scenario *s, const hz_enterprise *e, size_t unit,
                       unsigned demanded)
{
    const hz_unit *u = &s->units[unit];
    unsigned claimed = claimed_levels(u), exempt = e->exempt_levels;

    check_bounds(findings, s, unit);
    if (e->operation != HZ_OPERATING) {
        if (claimed) {
            char name[HZ_FITS_UNIT_NAME], list[HZ_FITS_LEVEL_LIST];

            hz_fits_unit_name(name, s, unit);
            hz_fits_level_list(list, claimed);
            hz_findings_add(findings, HZ_404, u->line, name, hz_operation_id((hz_operation)e->operation), list, NULL);
        }
        return;
    }
    check_load(findings, s, e, unit);
    report_levels(findings, HZ_408, s, unit, claimed & exempt);
    if ((claimed & ~exempt) && has_zero_baseline(s, unit))
        report_levels(findings, HZ_405, s, unit, claimed & ~exempt);
    if (u->n_modes == 0)
        report_levels(findings, HZ_406, s, unit, demanded & ~exempt & ~(unsigned)u->cut_levels);
    check_order(findings, s, unit, u->cut_levels & ~exempt);
}

/* 420 */
static void check_exempt_load(hz_findings *findings, const hz_scenario *s, const hz_enterprise *e)
{
    char list[HZ_FITS_LEVEL_LIST];
    unsigned both = 0;

    for (int l = 0; l < HZ_N_LEVELS; l++)
        if (hz_held_bp(s, e, (hz_level)l) > 0 && e->exempt_levels >> l & 1)
            both |= 1U << l;
    if (!both)
        return;
    hz_fits_level_list(list, both);
    hz_findings_add(findings, HZ_420, e->line, e->id, list, NULL);
}

void hz_fits_units(hz_findings *findings, const hz_scenario *s, const hz_enterprise *e, unsigned demanded)
{
    check_exempt_load(findings, s, e);
    for (size_t u = e->first_unit; u < (size_t)e->first_unit + e->n_units; u++)
        check_unit(findings, s, e, u, demanded);
}

/* Bit p: the unit reports more than zero of pollutant p. */
static uint32_t add_unit(hz_unit_sums *sums, const hz_scenario *s, size_t unit)
{
    uint32_t emits = 0;

    sums->n_units++;
    for (size_t p = 0; p < s->n_pollutants; p++) {
        int64_t emission = hz_emission(s, unit, p);

        if (emission == HZ_NOT_REPORTED)
            sums->n_silent[p]++;
        else
            sums->listed_g_d[p] += emission;
        emits |= (uint32_t)(emission > 0) << p;
    }
    return emits;
}

void hz_fits_add_units(hz_unit_sums *sums, const hz_scenario *s, const hz_enterprise *e)
{
    uint32_t emits = 0, one;
    const uint32_t *groups;
    size_t n;

    if (e->operation != HZ_OPERATING)
        return;
    for (size_t u = e->first_unit; u < (size_t)e->first_unit + e->n_units; u++)
        emits |= add_unit(sums, s, u);
    sums->emits |= emits;
    sums->district_emits[e->district] |= emits;
    sums->sector_emits[e->sector] |= emits;
    n = hz_groups_of(s, (size_t)(e - s->enterprises), HZ_SCOPE_GROUP, &one, &groups);
    for (size_t i = 0; i < n; i++)
        sums->group_emits[groups[i]] |= emits;
}
