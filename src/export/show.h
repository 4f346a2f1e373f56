/* show.h - how facts of a plan are shown, the same in every format
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_SHOW_H
#define HZ_EXPORT_SHOW_H

#include "plan/levels.h"
#include "plan/plan.h"

/* An amount in the unit in which people read it: value * 10^-scale `unit`. */
typedef struct {
    int64_t value;
    int scale;
    const char *unit; /* a symbol of base/units.def */
} hz_shown;

/* An amount of a product, from base units: mass in t/d, energy in GJ/d, volume in m3/d, area in m2/d, counts in
 * piece/d. */
hz_shown hz_show_output(hz_dimension dimension, int64_t value);
/* A means of checking an order, with its readings (kWh/d, m3/d, trip/d ...), rounded half to even. */
typedef struct {
    hz_check_by by;
    bool has_before, has_expected;
    hz_shown before;   /* of the unit, without any cut */
    hz_shown expected; /* of the order: as its mode says; else in proportion to the load, where that is true */
} hz_shown_check;
/* How many there are: those of the mode, where it has any, else those of the unit; and the k-th of them. What a mode other than a limit
 * says is what is expected in it; of tighter treatment, a banked furnace and a kiln kept hot nobody else can say it. */
size_t hz_show_n_checks(const hz_scenario *s, size_t unit, const hz_order *order);
hz_shown_check hz_show_check(const hz_scenario *s, size_t unit, const hz_order *order, size_t k);
/* The readings of one kind: of each the first that is given. */
hz_shown_check hz_show_check_by(const hz_scenario *s, size_t unit, const hz_order *order, hz_check_by by);
/* What a unit must do, in a word: its mode, else the action. */
const char *hz_show_action(const hz_scenario *s, size_t unit, const hz_order *order);
/* And in a few: "stop", "limit: run at 60 % at most (cut 40 %)". Returns `buf`, or a word. */
const char *hz_show_order(char *buf, size_t size, const hz_scenario *s, size_t unit, const hz_order *order);
/* By when its mode must be begun to be in place in time (without that: by the start), local time "2016-09-23T12:00", into `buf`, which is
 * returned; empty: it takes no time, or neither is given. */
const char *hz_show_begin(char buf[HZ_TIME_TEXT], const hz_plan *plan, size_t unit);
/* Hours that the order of a unit goes on behind the response, since its mode lasts at least so long; 0: none, or not known. */
int hz_show_beyond_h(const hz_plan *plan, size_t unit);
/* When it may end at the earliest, "" where it ends with the response, or when that begins is not known. */
const char *hz_show_earliest_end(char buf[HZ_TIME_TEXT], const hz_plan *plan, size_t unit);
/* The load at which a unit may run, bp of its baseline output: 0 when it is shut. */
uint16_t hz_show_load_bp(const hz_order *order);
/* What it makes and emits without any cut; HZ_NOT_REPORTED stays so. A shut unit makes and emits nothing, whatever the inventory
 * knows of the time before: so the columns of a list add up to the totals. */
int64_t hz_show_made(const hz_plan *plan, size_t unit);
int64_t hz_show_emission(const hz_plan *plan, size_t unit, size_t pollutant); /* g/d */
/* What it may still make, base units of its product a day. */
int64_t hz_show_allowed(const hz_plan *plan, size_t unit);

/* The unit as people write it in the current language; files for machines keep the symbol. */
const char *hz_show_unit(const char *symbol);
/* And behind so many whole ones of it: "1 line". */
const char *hz_show_unit_of(const char *symbol, int64_t amount);
/* "yuan/d" in the current language. */
const char *hz_show_currency(const char *currency);
/* "yuan", without the day. */
const char *hz_show_money(const char *currency);
/* The legal reason for a least-cost plan, by the date on which the response starts; NULL outside China. */
const char *hz_show_law(const char *country, const char *start);
/* The rules that a plan rests on: those of its rule set, in the current language, else what the scenario says of them. NULL where
 * nothing is known. */
typedef struct {
    const char *title, *number, *issuer, *effective;
    const char *set;          /* id; NULL: the scenario's own word */
    char since[HZ_DATE_TEXT]; /* where `effective` may lie */
} hz_shown_rules;
void hz_show_rules(hz_shown_rules *out, const hz_plan *plan);

/* "heat, Qinyang City": what a demand is about, and where. Returns `buf`. */
const char *hz_show_demand(char *buf, size_t size, const hz_scenario *s, const hz_demand *demand);
/* What its amounts are shown in: kg/d, that of the product, per cent of a pool, the currency. The value is 0. */
hz_shown hz_show_demand_unit(const hz_scenario *s, const hz_demand *demand);
/* The same for a balance, whose demand may be laid upon each of many groups, or be the safety of another. */
const char *hz_show_balance(char *buf, size_t size, const hz_scenario *s, const hz_balance *balance);
hz_shown hz_show_balance_unit(const hz_scenario *s, const hz_balance *balance);
/* That unit as people write it in the current language: "yuan/d", "points" of grade order and alike treatment. */
const char *hz_show_balance_words(const hz_scenario *s, const hz_balance *balance);

enum { HZ_SHOW_WHY = HZ_WHY_TEXT + HZ_WHO_TEXT + 512 };
/* How the rule set was found, whether another one is in force, and whether unconfirmed rules count. */
const char *hz_show_choice(char buf[HZ_SHOW_WHY], const hz_rules_choice *choice);
/* Who chose the level: by order, by the forecast, or against the forecast, with reason and name. */
const char *hz_show_level_basis(char buf[HZ_SHOW_WHY], const hz_plan *plan);
/* "SO2 10 % instead of the 20 % of henan-2023 because ..." */
const char *hz_show_lax(char *buf, size_t size, const hz_plan *plan, const hz_lax_demand *lax);

/* Title and number of the rules: what an order rests on that rests on them. */
void hz_show_rules_basis(hz_sink *sink, const hz_plan *plan);

/* What the order of a unit rests on: the rules, or the exemption at that level, or the state of the enterprise. */
void hz_show_basis(hz_sink *sink, const hz_plan *plan, size_t unit);

/* NULL when the enterprise gave none. */
const hz_contact *hz_show_contact(const hz_scenario *s, const hz_enterprise *enterprise, hz_role role);
/* Is any unit of the enterprise cut? */
bool hz_show_is_touched(const hz_plan *plan, const hz_enterprise *enterprise);
int64_t hz_show_cost(const hz_plan *plan, const hz_enterprise *enterprise); /* fen/d */
/* What the modes of all orders cost once, fen; and what of it is counted a day, fen/d (scenario/modes.h). */
typedef struct {
    int64_t fen, fen_d;
} hz_shown_once;
hz_shown_once hz_show_once(const hz_plan *plan);
/* floor(part / whole) in 1/100 of a per cent; 0 for a whole of 0. */
int64_t hz_show_share_bp(int64_t part, int64_t whole);
/* A dual as 1/100 of currency per kg of a pollutant or per read unit of a product, >= 0: what one more of the demand
 * costs. */
int64_t hz_show_price(const hz_plan *plan, size_t balance);
/* The same of any price of a balance, fen per base unit. */
int64_t hz_show_price_of(const hz_scenario *s, const hz_balance *balance, double price);

/* The same of the program of all levels, over all expected days: `balance` of the level at place `k`. */
int64_t hz_show_joint_price(const hz_levels *levels, size_t k, size_t balance);

/* Text of a stranger on one line: line ends, tabs, other control and direction characters, and bytes that are not UTF-8,
 * become blanks, and blanks at its end are dropped. NULL writes nothing. At most `size` - 1 bytes, cut at a character.
 * Returns `buf`. */
const char *hz_show_line(char *buf, size_t size, const char *text);

/* Does an order of so many minutes end before a whole cycle of its mode? Then each day of it has the shares of the cycle: minutes off, and
 * behind them minutes on. */
bool hz_show_short_cycle(int *off_min, int *on_min, const hz_mode *mode, int64_t minutes);

#endif
