/* air.c - what is measured in the air, and what may cause a pollution episode
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/air.h"

#include "base/lang.h"

static const hz_word AIRS[] = {
    [HZ_AIR_AQI] = HZ_WORD("AQI", N_("AQI")),
    [HZ_AIR_PM25] = HZ_WORD("PM2.5", N_("PM2.5")),
    [HZ_AIR_PM10] = HZ_WORD("PM10", N_("PM10")),
    [HZ_AIR_SO2] = HZ_WORD("SO2", N_("SO2")),
    [HZ_AIR_NO2] = HZ_WORD("NO2", N_("NO2")),
    [HZ_AIR_CO] = HZ_WORD("CO", N_("CO")),
    [HZ_AIR_O3_8H] = HZ_WORD("O3-8h", N_("ozone, 8 hours")),
    [HZ_AIR_O3_1H] = HZ_WORD("O3-1h", N_("ozone, 1 hour")),
    [HZ_AIR_O3] = HZ_WORD("O3", N_("ozone")),
};
const struct hz_word_list hz_air_words = HZ_WORD_LIST(AIRS);

const char *hz_air_id(hz_air air)
{
    return AIRS[air].id;
}

const char *hz_air_name(hz_air air)
{
    return _(AIRS[air].name);
}

static const hz_word CAUSES[] = {
    [HZ_CAUSE_PM25] = HZ_WORD("PM2.5", N_("fine particles (PM2.5)")),
    [HZ_CAUSE_O3] = HZ_WORD("O3", N_("ozone")),
    [HZ_CAUSE_DUST] = HZ_WORD("dust", N_("dust storm or blowing sand")),
    [HZ_CAUSE_WILDFIRE] = HZ_WORD("wildfire", N_("wildfire")),
    [HZ_CAUSE_STRAW] = HZ_WORD("straw", N_("burning of straw")),
    [HZ_CAUSE_FIREWORKS] = HZ_WORD("fireworks", N_("fireworks")),
    [HZ_CAUSE_TRANSPORT] = HZ_WORD("transport", N_("transport from outside the country")),
    [HZ_CAUSE_OTHER] = HZ_WORD("other", N_("another cause")),
};
const struct hz_word_list hz_cause_words = HZ_WORD_LIST(CAUSES);

const char *hz_cause_id(hz_cause cause)
{
    return CAUSES[cause].id;
}

const char *hz_cause_name(hz_cause cause)
{
    return _(CAUSES[cause].name);
}
