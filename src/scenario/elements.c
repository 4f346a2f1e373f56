/* elements.c - the scenario format as a grammar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/elements.h"

#define A(code) HZ_ATTRIBUTE_BIT(HZ_AT_##code)
#define P(code) (UINT64_C(1) << HZ_EL_##code)

static const hz_element_def ELEMENTS[HZ_EL_N] = {
#define HZ_ATTRIBUTE(code, name)
#define HZ_ELEMENT(code, name, parents, times, required, optional)                                                      \
    HZ_GRAMMAR_ELEMENT(HZ_EL_##code, name, parents, times, required, optional)
#include "scenario/elements.def"
#undef HZ_ATTRIBUTE
#undef HZ_ELEMENT
};

static const char *const ATTRIBUTES[HZ_AT_N] = {
#define HZ_ATTRIBUTE(code, name) [HZ_AT_##code] = name,
#define HZ_ELEMENT(code, name, parents, times, required, optional)
#include "scenario/elements.def"
#undef HZ_ATTRIBUTE
#undef HZ_ELEMENT
};

_Static_assert((int)HZ_AT_N <= (int)HZ_GRAMMAR_ATTRIBUTES, "sets are 128 bits");
_Static_assert((int)HZ_EL_N <= (int)HZ_GRAMMAR_MAX, "sets are 64 bits");

const hz_grammar hz_scenario_grammar = {
    .uri = "urn:hazeplan:scenario",
    .elements = ELEMENTS,
    .n_elements = HZ_EL_N,
    .attributes = ATTRIBUTES,
    .n_attributes = HZ_AT_N,
    .is_ordered = true,
    .definitions = P(SOURCES) | P(POLLUTANTS) | P(PRODUCTS) | P(DISTRICTS) | P(SECTORS) | P(GROUPS),
    .users = P(SOCIETY) | P(DEMANDS) | P(ENTERPRISES),
    .sources = HZ_EL_SOURCES,
    .version = HZ_AT_VERSION,
    .id = HZ_AT_ID,
    .zh = HZ_AT_ZH,
    .en = HZ_AT_EN,
    .value = HZ_AT_VALUE,
    .unit = HZ_AT_UNIT,
    .days = HZ_AT_DAYS,
    .source = HZ_AT_SOURCE,
    .text = HZ_AT_TEXT,
    .confidence = HZ_AT_CONFIDENCE,
};
