/* reader.h - what the functions of the elements share while a scenario file is read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_READER_H
#define HZ_SCENARIO_READER_H

#include "scenario/tag.h"

/* Dimensions as bits, for hz_tag_amount() and hz_tag_unit(). */
#define HZ_READER_DIMENSION(name) (1U << HZ_DIM_##name)
#define HZ_READER_MASS HZ_READER_DIMENSION(MASS)
#define HZ_READER_SHARE HZ_READER_DIMENSION(SHARE)
#define HZ_READER_MONEY (HZ_READER_DIMENSION(MONEY) | HZ_READER_DIMENSION(MONEY_CNY) | HZ_READER_DIMENSION(MONEY_USD))
/* what a product may be measured in, and what a meter may read */
#define HZ_READER_PRODUCED                                                                                             \
    (HZ_READER_MASS | HZ_READER_DIMENSION(ENERGY) | HZ_READER_DIMENSION(VOLUME) | HZ_READER_DIMENSION(AREA) |          \
     HZ_READER_DIMENSION(COUNT))

/* <scenario>, section, member, unit, part of a unit. */
enum { HZ_READER_DEPTH = 6 };

/* Where a product was named first. */
typedef struct {
    const hz_unit_def *unit;
    int line;
} hz_product_use;

/* What the unit that is being read has said so far: lines of its emissions and bounds, 0 = none. */
typedef struct {
    int emission_line[HZ_MAX_POLLUTANTS];
    int cut_line[HZ_N_LEVELS];
} hz_unit_lines;

typedef struct hz_reader hz_reader;

/* What the start and the end of an element do; NULL: nothing. */
typedef struct {
    void (*open)(hz_reader *r);
    void (*close)(hz_reader *r);
} hz_reader_action;

struct hz_reader {
    hz_tag tag;
    hz_scenario *scenario;
    hz_findings *findings;
    uint64_t cap;

    hz_element open[HZ_READER_DEPTH];   /* open elements, root first */
    int line[HZ_READER_DEPTH];          /* where each was opened */
    uint64_t children[HZ_READER_DEPTH]; /* bits: hz_element seen inside each */
    uint64_t needed[HZ_EL_N];           /* bits: children that each element must have */
    hz_reader_action actions[HZ_EL_N];
    int depth;
    int skipped; /* depth inside an element that is passed over */
    hz_element last_section;
    uint64_t doubtful; /* bits: sections whose ids are not all known */
    const char *uri;   /* of the namespace, the parser's pointer */
    bool is_cut_short; /* a problem of form, or a cap: what is missing was perhaps not reached */
    bool has_currency;
    bool has_text; /* stray text was reported since the last tag */

    hz_names sources, pollutants, districts, sectors, products;
    hz_product_use *uses; /* by product, in the order of the file */
    hz_unit_lines unit_lines;
    /* room in the growing arrays */
    size_t c_sources, c_pollutants, c_districts, c_sectors, c_products, c_uses, c_demands;
    size_t c_enterprises, c_units, c_emission, c_cuttable, c_basis, c_checks, c_contacts, c_exemptions;
};

/* Neither cut short nor out of memory. */
static inline bool hz_reader_may_go_on(const hz_reader *r)
{
    return !r->is_cut_short && !r->tag.is_out_of_memory;
}

/* Room for one more element behind *n, zeroed, in the growing array whose address is `array`; NULL: out of memory. */
void *hz_reader_append(hz_reader *r, void *array, size_t *n, size_t *capacity, size_t size);
/* Finding 113 when the cap is reached. It ends the reading: beyond a cap nothing can be kept. `what` is a msgid. */
bool hz_reader_is_full(hz_reader *r, size_t n, size_t cap, const char *what);
/* Move a finished small array into the arena; NULL when out of memory. */
void *hz_reader_settle(hz_reader *r, void *array, size_t n, size_t size);
void hz_reader_index(hz_reader *r, hz_names *names, const char *id, size_t index);

/* The index of the id that an attribute names; HZ_NONE when it is not given or not known (findings 305, 306, 307,
 * 310). */
uint32_t hz_reader_source(hz_reader *r);
uint32_t hz_reader_pollutant(hz_reader *r);
uint32_t hz_reader_district(hz_reader *r);
uint32_t hz_reader_sector(hz_reader *r);
/* The product that the tag names, measured in `unit` (finding 411); new ones are added. */
uint32_t hz_reader_product(hz_reader *r, const hz_unit_def *unit);

/* Finding 302. */
void hz_reader_twice(hz_reader *r, const char *kind, const char *name, int first_line);
/* Finding 114. */
void hz_reader_exclusive(hz_reader *r, hz_attribute first, hz_attribute second);

#endif
