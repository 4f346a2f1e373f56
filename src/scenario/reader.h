/* reader.h - what the functions of the elements share while a scenario file is read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_READER_H
#define HZ_SCENARIO_READER_H

#include "input/document.h"
#include "scenario/elements.h"
#include "scenario/scenario.h"

/* Dimensions as bits, for hz_tag_amount() and hz_tag_unit(). */
#define HZ_READER_DIMENSION(name) (1U << HZ_DIM_##name)
#define HZ_READER_MASS HZ_READER_DIMENSION(MASS)
#define HZ_READER_SHARE HZ_READER_DIMENSION(SHARE)
#define HZ_READER_MONEY (HZ_READER_DIMENSION(MONEY) | HZ_READER_DIMENSION(MONEY_CNY) | HZ_READER_DIMENSION(MONEY_USD))
#define HZ_READER_SUM (HZ_READER_DIMENSION(SUM) | HZ_READER_DIMENSION(SUM_CNY) | HZ_READER_DIMENSION(SUM_USD))
#define HZ_READER_TIME HZ_READER_DIMENSION(TIME)
/* what a product may be measured in, and what a meter may read */
#define HZ_READER_PRODUCED                                                                                             \
    (HZ_READER_MASS | HZ_READER_DIMENSION(ENERGY) | HZ_READER_DIMENSION(VOLUME) | HZ_READER_DIMENSION(AREA) |          \
     HZ_READER_DIMENSION(COUNT))

/* Where a product was named first. */
typedef struct {
    const hz_unit_def *unit;
    int line;
} hz_product_use;

/* What a product is called, before anybody makes it. */
typedef struct {
    const char *name;
    hz_bilingual title;
    int line;
    bool is_used;
} hz_product_title;

/* What the unit that is being read has said so far: lines of its emissions and bounds, 0 = none. */
typedef struct {
    int emission_line[HZ_MAX_POLLUTANTS];
    int cut_line[HZ_N_LEVELS];
} hz_unit_lines;

/* And the mode. */
typedef struct {
    int leaves_line[HZ_MAX_POLLUTANTS];
    bool has_kind; /* it is known what it may and must say */
} hz_mode_lines;

typedef struct hz_reader hz_reader;

struct hz_reader {
    hz_document doc; /* first, so that the functions of the elements can be given the document */
    hz_scenario *scenario;
    hz_forecast *forecast; /* the one that is being read: the scenario's, or that of a file of its own */
    int hours_are;         /* of it: how its hours are named, -1 not given */
    bool has_currency;

    hz_demand weighted;      /* the weighted sum that is being read, */
    uint8_t weighted_levels; /* and its levels */
    hz_names pollutants, districts, sectors, groups, products, titled;
    hz_product_title *titles; /* [n_titles] of products, in the order of the file */
    size_t n_titles, c_titles;
    hz_product_use *uses; /* by product, in the order of the file */
    hz_unit_lines unit_lines;
    hz_mode_lines mode_lines;
    hz_check *mode_checks; /* of the modes of the unit that is being read */
    size_t n_mode_checks, c_mode_checks;
    /* room in the growing arrays */
    size_t c_pollutants, c_districts, c_sectors, c_products, c_uses, c_demands, c_values;
    size_t c_groups, c_members, c_weightings, c_weights;
    size_t c_enterprises, c_units, c_emission, c_cuttable, c_basis, c_checks, c_contacts, c_exemptions, c_loads;
    size_t c_modes, c_leaves;
};

/* The index of the id that an attribute names; HZ_NONE when it is not given or not known (findings 305, 306, 307, 312). */
uint32_t hz_reader_pollutant(hz_reader *r);
uint32_t hz_reader_district(hz_reader *r);
uint32_t hz_reader_sector(hz_reader *r);
uint32_t hz_reader_group(hz_reader *r);
/* The pollutants that attribute `pollutants` names, as bits (finding 305 for each that is not known). */
uint32_t hz_reader_pollutants(hz_reader *r);
/* Attributes value and unit of money in the scenario's currency (finding 414) -> fen, or fen a day; HZ_NOT_REPORTED after a finding. */
int64_t hz_reader_money(hz_reader *r, unsigned dimensions, unsigned days);
/* Attribute basis: hz_basis. */
uint8_t hz_reader_basis(hz_reader *r);
/* The check that the tag is. */
hz_check hz_reader_check(hz_reader *r, unsigned days);
/* The product that the tag names, measured in `unit` (finding 411); new ones are added. */
uint32_t hz_reader_product(hz_reader *r, const hz_unit_def *unit);

#endif
