/* likely.c - what is allowed but unlikely: positions outside the country, costs far from those of the sector
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/likely.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/fits_units.h"

/* ---- positions ---- */

enum { UDEG = 1000000 };

typedef struct {
    char country[3];
    int32_t west, east, south, north; /* 10^-6 degree */
} box;

#define BOX(country, west, east, south, north)                                                                         \
    {country, (int32_t)((west) * UDEG), (int32_t)((east) * UDEG), (int32_t)((south) * UDEG), (int32_t)((north) * UDEG)}

/* Boxes round the land, with about a tenth of a degree to spare. They are meant to catch exchanged, truncated or
 * foreign coordinates, not to settle where a border runs.
 *
 * CN: the extreme points as the government describes them: the Pamirs 73°30' .. 73°40' E, the mouth of the Ussuri
 *     135°05' E, the Heilongjiang at Mohe 53°33' N, the reef Zengmu Ansha near 4° N.
 * US: the extreme points as the Geological Survey lists them: West Quoddy Head 66°57' W, Point Barrow 71°23' N,
 *     Ka Lae 18°55' N, and Cape Wrangell on Attu 172°27' E: the Aleutians lie on both sides of 180°. Then Puerto Rico
 *     with the Virgin Islands, Guam with the Northern Marianas, and American Samoa. */
static const box BOXES[] = {
    BOX("CN", 73.4, 135.2, 3.3, 53.7),   BOX("US", -180.0, -66.8, 18.8, 71.5), BOX("US", 172.3, 180.0, 51.0, 53.2),
    BOX("US", -68.1, -64.4, 17.5, 18.7), BOX("US", 144.4, 146.3, 13.0, 20.8),  BOX("US", -171.3, -167.9, -14.8, -10.9),
};

bool hz_likely_position(const char *country, int32_t longitude_udeg, int32_t latitude_udeg)
{
    bool is_known = false;

    for (size_t i = 0; i < sizeof BOXES / sizeof BOXES[0]; i++) {
        const box *b = &BOXES[i];

        if (strcmp(b->country, country) != 0)
            continue;
        is_known = true;
        if (longitude_udeg >= b->west && longitude_udeg <= b->east && latitude_udeg >= b->south &&
            latitude_udeg <= b->north)
            return true;
    }
    return !is_known;
}

/* ---- costs ----
 *
 * What a unit asks for a kilogram is the cost of stopping it for a day over all the pollution that this takes away:
 *
 *     rate[u] = c[u] / sum_p phi[u,p] b[u,p]
 *
 * with the pollutants that are reported. Adding different pollutants says nothing about harm, but units of one sector
 * emit much the same mixture, so a rate far off its sector's median betrays a slip in a unit of measurement: kg for t
 * (1000 times), yuan for 万元 (10000 times). The plan takes the cheapest rates first, so such a slip would decide it.
 * The median, because slips do not move it; a factor of 100, so that honest differences between large and small, old
 * and new are left alone; and at least 8 units, because the median of fewer is no measure. Everything is in whole
 * numbers, 10^-4 currency units per kilogram. */

enum { FAR_OFF = 100, ENOUGH_UNITS = 8, RATE_SCALE = 4, RATE_PER_FEN_PER_GRAM = 100000 };

static const int64_t NO_RATE = -1;

/* All below 2^63: amounts are at most 10^12 (HZ_AMOUNT_MAX), so 32 products with a share at most 3.2 * 10^17, and the
 * rate 10^12 * 10^5. */
static int64_t rate_of(const hz_scenario *s, size_t unit)
{
    const int64_t *emission = &s->emission_g_d[unit * s->n_pollutants];
    int64_t mass = 0;

    if (s->enterprises[s->units[unit].enterprise].operation != HZ_OPERATING)
        return NO_RATE;
    for (size_t p = 0; p < s->n_pollutants; p++)
        mass += emission[p] == HZ_NOT_REPORTED ? 0 : emission[p] * hz_cuttable_share_bp(s, unit, p);
    mass /= HZ_SHARE_ONE;
    return mass > 0 ? s->units[unit].cost_fen_d * RATE_PER_FEN_PER_GRAM / mass : NO_RATE;
}

/* The k-th smallest (0-based) of n values >= 0: byte by byte from the highest, in linear time whatever the values. */
static int64_t kth_smallest(const int64_t *values, size_t n, size_t k)
{
    uint64_t prefix = 0, mask = 0;

    for (int shift = 56; shift >= 0; shift -= 8) {
        size_t count[256] = {0};
        uint64_t byte = 0;

        for (size_t i = 0; i < n; i++)
            if (((uint64_t)values[i] & mask) == prefix)
                count[(uint64_t)values[i] >> shift & 255]++;
        while (k >= count[byte])
            k -= count[byte++];
        prefix |= byte << shift;
        mask |= UINT64_C(255) << shift;
    }
    return (int64_t)prefix;
}

static bool is_far_off(int64_t rate, int64_t median)
{
    return (__int128)rate > (__int128)median * FAR_OFF || (__int128)rate * FAR_OFF < (__int128)median;
}

static void report_cost(hz_findings *findings, const hz_scenario *s, size_t unit, int64_t rate, int64_t median)
{
    const hz_group *sector = &s->sectors[s->enterprises[s->units[unit].enterprise].sector];
    char name[HZ_FITS_UNIT_NAME], is[HZ_FIXED_MAX], usual[HZ_FIXED_MAX];

    hz_fits_unit_name(name, s, unit);
    hz_format_fixed(is, rate, RATE_SCALE, -1);
    hz_format_fixed(usual, median, RATE_SCALE, -1);
    hz_findings_add(findings, HZ_501, s->units[unit].line, name, is, sector->id, usual, s->currency, NULL);
}

/* Medians by sector, the lower one of two. 0 where there are too few units, or where most cost nothing: then there is
 * nothing to compare with. rate: [n_units]; grouped: room for as many; end: room for n_sectors + 1. */
static void find_medians(int64_t *median, const hz_scenario *s, const int64_t *rate, int64_t *grouped, size_t *end)
{
    for (size_t u = 0; u < s->n_units; u++)
        if (rate[u] != NO_RATE)
            end[s->enterprises[s->units[u].enterprise].sector + 1]++;
    for (size_t g = 0; g < s->n_sectors; g++)
        end[g + 1] += end[g];
    /* end[g] is where sector g starts; filling moves it to where it ends */
    for (size_t u = 0; u < s->n_units; u++)
        if (rate[u] != NO_RATE)
            grouped[end[s->enterprises[s->units[u].enterprise].sector]++] = rate[u];
    for (size_t g = 0, start = 0; g < s->n_sectors; g++) {
        size_t n = end[g] - start;

        median[g] = n < ENOUGH_UNITS ? 0 : kth_smallest(grouped + start, n, (n - 1) / 2);
        start = end[g];
    }
}

hz_status hz_likely_costs(hz_findings *findings, const hz_scenario *s, hz_error *err)
{
    int64_t *rate = hz_calloc(s->n_units + 1, sizeof *rate);
    int64_t *grouped = hz_calloc(s->n_units + 1, sizeof *grouped);
    int64_t *median = hz_calloc(s->n_sectors + 1, sizeof *median);
    size_t *end = hz_calloc(s->n_sectors + 1, sizeof *end);
    hz_status status = HZ_OK;

    if (!rate || !grouped || !median || !end) {
        status = hz_error_memory(err);
        goto done;
    }
    for (size_t u = 0; u < s->n_units; u++)
        rate[u] = rate_of(s, u);
    find_medians(median, s, rate, grouped, end);
    for (size_t u = 0; u < s->n_units; u++) {
        int64_t usual = median[s->enterprises[s->units[u].enterprise].sector];

        if (rate[u] != NO_RATE && usual > 0 && is_far_off(rate[u], usual))
            report_cost(findings, s, u, rate[u], usual);
    }
done:
    free(rate);
    free(grouped);
    free(median);
    free(end);
    return status;
}
