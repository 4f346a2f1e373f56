/* elements.h - the scenario format as a grammar
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_ELEMENTS_H
#define HZ_SCENARIO_ELEMENTS_H

#include "input/grammar.h"

enum {
#define HZ_ATTRIBUTE(code, name) HZ_AT_##code,
#define HZ_ELEMENT(code, name, parent, times, required, optional)
#include "scenario/elements.def"
#undef HZ_ATTRIBUTE
#undef HZ_ELEMENT
    HZ_AT_N
};

enum {
    HZ_EL_NONE, /* outside the root */
#define HZ_ATTRIBUTE(code, name)
#define HZ_ELEMENT(code, name, parent, times, required, optional) HZ_EL_##code,
#include "scenario/elements.def"
#undef HZ_ATTRIBUTE
#undef HZ_ELEMENT
    HZ_EL_N
};

extern const hz_grammar hz_scenario_grammar;

static inline const char *hz_scenario_attribute(hz_attribute attribute)
{
    return hz_scenario_grammar.attributes[attribute];
}
static inline const hz_element_def *hz_scenario_element(hz_element element)
{
    return &hz_scenario_grammar.elements[element];
}
/* Inside which it stands: of several the first, <cost> in <unit>; <forecast>, which may be a file of its own too, inside the scenario. */
static inline hz_element hz_scenario_parent(hz_element element)
{
    uint64_t elements = hz_scenario_grammar.elements[element].parents & ~UINT64_C(1);

    return elements ? (hz_element)__builtin_ctzll(elements) : HZ_EL_NONE;
}

#endif
