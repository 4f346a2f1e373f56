/* index.c - an air-quality index: from concentrations to individual indices and the index of a day
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/index.h"

#include <stdlib.h>

#include "base/text.h"

void hz_index_free(hz_index *index)
{
    if (!index)
        return;
    hz_arena_free(index->arena);
    free(index);
}

static const hz_average *find_average(const hz_index *index, hz_air air, int hours, bool is_hourly)
{
    for (int i = 0; i < index->n_averages; i++) {
        const hz_average *a = &index->averages[i];

        if (a->air == air && a->hours == hours && a->is_hourly == is_hourly)
            return a;
    }
    return NULL;
}

/* Equation (1) between two breakpoints. */
static int between(const hz_breakpoint *lo, const hz_breakpoint *hi, int64_t ng_m3)
{
    __int128 rise = (__int128)(hi->iaqi - lo->iaqi) * (ng_m3 - lo->ng_m3);

    return (int)hz_div_ceil(rise, hi->ng_m3 - lo->ng_m3) + lo->iaqi;
}

static hz_iaqi_status iaqi_of(int *iaqi, const hz_index *index, const hz_average *average, int64_t ng_m3)
{
    const hz_breakpoint *last = &average->points[average->n_points - 1];

    if (ng_m3 > last->ng_m3) {
        *iaqi = index->cap;
        return last->iaqi >= index->cap ? HZ_IAQI_OK : HZ_IAQI_BEYOND;
    }
    for (int i = 1; i < average->n_points; i++)
        if (ng_m3 <= average->points[i].ng_m3) {
            *iaqi = between(&average->points[i - 1], &average->points[i], ng_m3);
            break;
        }
    return HZ_IAQI_OK;
}

hz_iaqi_status hz_iaqi(int *iaqi, const hz_index *index, hz_air air, int hours, bool is_hourly, int64_t ng_m3)
{
    const hz_average *average = find_average(index, air, hours, is_hourly);

    return average ? iaqi_of(iaqi, index, average, ng_m3) : HZ_IAQI_NO_AVERAGE;
}

/* The averages of ozone are of one pollutant: where one has no IAQI, another decides. */
static unsigned pollutant_bit(hz_air air)
{
    return 1U << (air == HZ_AIR_O3_8H || air == HZ_AIR_O3_1H ? HZ_AIR_O3 : air);
}

bool hz_index_of_day(int *aqi, uint16_t *primary, const hz_index *index, const int64_t ng_m3[HZ_N_AIR])
{
    unsigned beyond = 0, decided = 0;
    bool is_known = false;

    *aqi = 0;
    *primary = 0;
    for (int i = 0; i < index->n_averages; i++) {
        const hz_average *a = &index->averages[i];
        int iaqi;

        if (a->is_hourly || ng_m3[a->air] < 0)
            continue;
        if (iaqi_of(&iaqi, index, a, ng_m3[a->air]) != HZ_IAQI_OK) {
            beyond |= pollutant_bit(a->air);
            continue;
        }
        decided |= pollutant_bit(a->air);
        if (!is_known || iaqi > *aqi)
            *primary = 0;
        if (!is_known || iaqi >= *aqi) {
            *aqi = iaqi;
            *primary |= (uint16_t)(1U << a->air);
        }
        is_known = true;
    }
    if (*aqi <= index->primary_above)
        *primary = 0;
    /* what is left out may be the highest: then the index of the other pollutants is not that of the day */
    return is_known && (!(beyond & ~decided) || *aqi >= index->cap);
}

const hz_index_class *hz_index_class_of(const hz_index *index, int aqi)
{
    for (int i = 0; i < index->n_classes; i++)
        if (aqi <= index->classes[i].up_to)
            return &index->classes[i];
    return index->n_classes > 0 ? &index->classes[index->n_classes - 1] : NULL;
}
