/* page.h - the parts of a text page: stamp, title, facts, tables
 *
 * Every text that is put on a page is first brought onto one line (hz_show_line).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_PAGE_H
#define HZ_EXPORT_PAGE_H

#include "base/sink.h"
#include "plan/plan.h"

/* Room for a line of a few texts of a scenario: what is cut off is never the order. */
enum { HZ_PAGE_LINE = 5 * HZ_MAX_TEXT };

typedef struct {
    int width; /* display columns, at least */
    bool is_right;
} hz_page_column;

/* Says on top of the page that the data are not official; nothing when they are. */
void hz_page_stamp(hz_sink *sink, hz_standing standing);
void hz_page_title(hz_sink *sink, const char *text);
void hz_page_section(hz_sink *sink, const char *text);
/* A line. */
void hz_page_line(hz_sink *sink, const char *text);
/* `label   value`; "not given" when value is NULL or empty. */
void hz_page_fact(hz_sink *sink, const char *label, const char *value);
/* The label alone, for a value that is put behind it piece by piece. */
void hz_page_label(hz_sink *sink, const char *label);
/* Cells side by side; a NULL cell is empty. Without a sink the columns are only widened to what the row needs: a table
 * goes over its rows twice, and the longest name shifts nothing. */
void hz_page_row(hz_sink *sink, hz_page_column *columns, int n_columns, const char *const *cells);
/* A row of headings and a rule below it. */
void hz_page_headings(hz_sink *sink, hz_page_column *columns, int n_columns, const char *const *headings);

/* Facts that stand on top of every list: plan, level, times, rules. */
void hz_page_head(hz_sink *sink, const hz_plan *plan);
/* Its rules alone, and how they were chosen. */
void hz_page_rules(hz_sink *sink, const hz_plan *plan);
/* And at its foot: what it was made from. */
void hz_page_foot(hz_sink *sink, const hz_plan *plan);

/* The line of those who are called on the telephone, in the list of a district. */
void hz_page_contacts(hz_sink *sink, const hz_scenario *s, const hz_enterprise *e);

/* A balance in words and numbers, its amounts in its unit: those of a pool in hundredths of a per cent, rounded to the side on which
 * nothing is promised; masses, money and differences of cuts with all decimals, so that they stand one below the other. */
typedef struct {
    char label[HZ_PAGE_LINE];
    char base[HZ_FIXED_MAX], required[HZ_FIXED_MAX], reached[HZ_FIXED_MAX], slack[HZ_FIXED_MAX];
    const char *unit;
} hz_page_claim;

void hz_page_balance(hz_page_claim *out, const hz_scenario *s, const hz_balance *balance);

/* Numbers for people. `buf` holds at least HZ_FIXED_MAX bytes and is returned. */
const char *hz_page_mass(char *buf, int64_t grams); /* kg, three decimals */
const char *hz_page_money(char *buf, int64_t fen);  /* two decimals */
const char *hz_page_percent(char *buf, int64_t bp); /* two decimals */
const char *hz_page_count(char *buf, size_t count);
/* The same with a plus before what is above 0; `buf` holds HZ_FIXED_MAX + 1 bytes. */
const char *hz_page_mass_change(char *buf, int64_t grams);
const char *hz_page_money_change(char *buf, int64_t fen);
const char *hz_page_amount(char *buf, int64_t value, int scale); /* as many decimals as are exact */

#endif
