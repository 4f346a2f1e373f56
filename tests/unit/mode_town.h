/* mode_town.h - small scenarios whose units have modes, made by seed, as text: for the tests of whole runs
 *
 * A town is said once, in grams and fen; the text that hazeplan reads and the states that a test tries one by one are both made of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_TESTS_MODE_TOWN_H
#define HZ_TESTS_MODE_TOWN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hand_models.h"

enum { TOWN_POLLUTANTS = 3, TOWN_MODES = 8, TOWN_DURATION_H = 72 };

/* In the order of the ladder where they begin at the same cut. */
typedef enum { TREATMENT, TRANSPORT, LIMIT, LONGER, CYCLE, BANKED, KEPT_HOT, STOP, N_KINDS } town_kind;

typedef struct {
    town_kind kind;
    int levels;                 /* bit 0: orange, bit 1: red */
    int a, b;                   /* limit: load, %; transport, banked: cut, % (0: all); longer: from, to; cycle: off, on, h */
    bool has_leaves;
    int leaves_bp[TOWN_POLLUTANTS];
    int64_t cost_fen, once_fen; /* -1: not said */
    int restart_h, least_h, lead_h;
} town_mode;

typedef struct {
    int64_t emission_g[TOWN_POLLUTANTS], cost_fen, output; /* t/d */
    int lo, hi;                 /* %; of a unit with modes 0 and 100 are not written */
    town_mode modes[TOWN_MODES];
    int n_modes;
} town_unit;

typedef struct {
    uint64_t seed;
    int n_units, per_enterprise, n_pollutants, n_levels; /* one: orange; two: and red */
    int percent[2][TOWN_POLLUTANTS];
    town_unit *units;
    const char *more; /* demands beside the reductions, as text, or "" */
    /* how it is written down: none of it changes what it says */
    bool is_reversed, is_in_tonnes;
} town;

/* ---- made by seed ---- */

static inline int pick(uint64_t *seed, int n)
{
    return (int)(next_random(seed) % (uint64_t)n);
}

static inline bool happens(uint64_t *seed, int percent)
{
    return pick(seed, 100) < percent;
}

static inline town_mode *add_mode(town_unit *u, town_kind kind, int levels, int a, int b)
{
    town_mode *m = &u->modes[u->n_modes++];

    *m = (town_mode){.kind = kind, .levels = levels, .a = a, .b = b, .cost_fen = -1, .once_fen = -1};
    return m;
}

/* A day in it, and what it leaves of each pollutant: `most` per cent at most. */
static inline void say_leaves(town_mode *m, uint64_t *seed, int most, int64_t cost_fen)
{
    m->has_leaves = true;
    m->cost_fen = cost_fen;
    for (int p = 0; p < TOWN_POLLUTANTS; p++)
        m->leaves_bp[p] = pick(seed, most * 100 + 1);
}

/* Some last longer than the response; of 130 h and a restart of a day it is refused. */
static inline int some_hours(uint64_t seed)
{
    static const int hours[] = {0, 0, 48, 96, 130};

    return hours[seed / 7 % 5];
}

static inline void give_modes(town_unit *u, uint64_t *seed, int levels)
{
    if (happens(seed, 45))
        say_leaves(add_mode(u, TREATMENT, levels, 0, 0), seed, 100, u->cost_fen * (3 + pick(seed, 28)) / 100);
    if (happens(seed, 20))
        add_mode(u, TRANSPORT, levels, 20 + pick(seed, 50), 0);
    if (happens(seed, 55))
        add_mode(u, LIMIT, levels, 10 * (4 + pick(seed, 5)), 0)->least_h = some_hours(*seed);
    if (happens(seed, 20))
        add_mode(u, LONGER, levels, 20 + pick(seed, 5), 26 + pick(seed, 5));
    if (happens(seed, 30))
        add_mode(u, CYCLE, levels, 12 * (1 + pick(seed, 4)), 12 * (1 + pick(seed, 2)));
    if (happens(seed, 25))
        say_leaves(add_mode(u, BANKED, levels, 0, 0), seed, 40, u->cost_fen * (60 + pick(seed, 40)) / 100);
    if (happens(seed, 35))
        say_leaves(add_mode(u, KEPT_HOT, levels, happens(seed, 50) ? 90 : 0, 0), seed, 30, u->cost_fen * (80 + pick(seed, 31)) / 100);
    if (u->n_modes == 0 || happens(seed, 60)) {
        town_mode *stop = add_mode(u, STOP, levels, 0, 0);

        stop->once_fen = happens(seed, 60) ? u->cost_fen * pick(seed, 100) / 100 : -1;
        stop->restart_h = 24;
        stop->least_h = some_hours(*seed);
        u->lo = happens(seed, 15) ? 10 : 0;
    }
}

/* Whole tens of grams, so that what a step takes away is whole: of what lies between two steps a limit loses nothing by
 * rounding. Fen as they come, or (is_even) such that any share is whole. */
static inline town_unit make_unit(uint64_t *seed, int levels, int plain_percent, bool is_even)
{
    town_unit u = {.cost_fen = 10000 * (1 + pick(seed, 200)) + (is_even ? 0 : pick(seed, 9999)),
                   .output = 10 * (1 + pick(seed, 10)),
                   .hi = 100};

    for (int p = 0; p < TOWN_POLLUTANTS; p++)
        u.emission_g[p] = 10 * (25 + pick(seed, 10000));
    if (happens(seed, plain_percent))
        u.hi = 20 * (2 + pick(seed, 4));
    else
        give_modes(&u, seed, levels);
    return u;
}

/* The caller frees town.units. */
static inline town make_town(uint64_t number, int n_units, int n_levels)
{
    static const int percents[] = {10, 20, 25, 30, 40, 60};
    uint64_t seed = number * 7919 + 17;
    town t = {.seed = number,
              .n_units = n_units,
              .per_enterprise = 1,
              .n_pollutants = 1 + (int)(number % TOWN_POLLUTANTS),
              .n_levels = n_levels,
              .units = calloc((size_t)n_units, sizeof *t.units),
              .more = ""};

    for (int p = 0; p < TOWN_POLLUTANTS; p++) {
        t.percent[0][p] = percents[pick(&seed, 6)];
        t.percent[1][p] = t.percent[0][p] + pick(&seed, 21);
    }
    for (int u = 0; u < n_units; u++)
        t.units[u] = make_unit(&seed, n_levels == 1 ? 1 : 3, 20, number % 2 == 0);
    for (int u = 0; n_levels == 2 && u < n_units; u++)
        for (int m = 0; m < t.units[u].n_modes && t.units[u].lo == 0; m++)
            if (happens(&seed, 30))
                t.units[u].modes[m].levels = 1 + pick(&seed, 2);
    return t;
}

/* ---- as text ---- */

static inline void put_grams(FILE *f, const town *t, int64_t grams)
{
    if (t->is_in_tonnes)
        fprintf(f, "value=\"%lld.%06lld\" unit=\"t/d\"", (long long)grams / 1000000, (long long)grams % 1000000);
    else
        fprintf(f, "value=\"%lld.%03lld\" unit=\"kg/d\"", (long long)grams / 1000, (long long)grams % 1000);
}

static inline void put_fen(FILE *f, const town *t, int64_t fen, const char *per)
{
    if (t->is_in_tonnes)
        fprintf(f, "value=\"%lld.%06lld\" unit=\"万元%s\"", (long long)fen / 1000000, (long long)fen % 1000000, per);
    else
        fprintf(f, "value=\"%lld.%02lld\" unit=\"CNY%s\"", (long long)fen / 100, (long long)fen % 100, per);
}

static inline void put_levels(FILE *f, int levels)
{
    fprintf(f, " levels=\"%s\"", levels == 1 ? "orange" : levels == 2 ? "red" : "orange red");
}

static inline void put_figures(FILE *f, const town_mode *m)
{
    if (m->kind == LIMIT)
        fprintf(f, " load=\"%d\" unit=\"%%\"", m->a);
    else if (m->kind == LONGER)
        fprintf(f, " from=\"%d\" to=\"%d\" unit=\"h\"", m->a, m->b);
    else if (m->kind == CYCLE)
        fprintf(f, " off=\"%d\" on=\"%d\" unit=\"h\"", m->a, m->b);
    else if (m->a > 0)
        fprintf(f, " cut=\"%d\" unit=\"%%\"", m->a);
}

static inline void put_mode(FILE *f, const town *t, const town_mode *m)
{
    static const char *const words[N_KINDS] = {"treatment", "transport", "limit", "longer", "cycle", "banked", "kept-hot", "stop"};

    fprintf(f, "<mode id=\"%s\" kind=\"%s\"", words[m->kind], words[m->kind]);
    put_levels(f, m->levels);
    put_figures(f, m);
    fputs(">", f);
    for (int p = 0; p < t->n_pollutants && m->has_leaves; p++)
        fprintf(f, "<leaves pollutant=\"P%d\" value=\"%d.%02d\" unit=\"%%\"/>", p, m->leaves_bp[p] / 100, m->leaves_bp[p] % 100);
    if (m->cost_fen >= 0) {
        fputs("<cost ", f);
        put_fen(f, t, m->cost_fen, "/d");
        fputs(" basis=\"estimate\"/>", f);
    }
    if (m->once_fen >= 0) {
        fputs("<once ", f);
        put_fen(f, t, m->once_fen, "");
        fputs(" basis=\"estimate\"/>", f);
    }
    if (m->restart_h > 0 || m->least_h > 0 || m->lead_h > 0)
        fprintf(f, "<time");
    if (m->lead_h > 0)
        fprintf(f, " lead=\"%d\"", m->lead_h);
    if (m->least_h > 0)
        fprintf(f, " least=\"%d\"", m->least_h);
    if (m->restart_h > 0)
        fprintf(f, " restart=\"%d\"", m->restart_h);
    if (m->restart_h > 0 || m->least_h > 0 || m->lead_h > 0)
        fprintf(f, " unit=\"h\"/>");
    fputs("</mode>\n", f);
}

static inline void put_town_unit(FILE *f, const town *t, int number)
{
    const town_unit *u = &t->units[number];

    fprintf(f,
            "<unit id=\"u%03d\" name=\"line %d\" kind=\"line\">"
            "<output product=\"ware\" value=\"%lld\" unit=\"t/d\" basis=\"permit\"/>\n",
            number, number, (long long)u->output);
    for (int p = 0; p < t->n_pollutants; p++) {
        fprintf(f, "<emission pollutant=\"P%d\" ", p);
        put_grams(f, t, u->emission_g[p]);
        fputs(" basis=\"estimate\"/>", f);
    }
    fputs("<cost ", f);
    put_fen(f, t, u->cost_fen, "/d");
    fputs(" basis=\"filing\"/>", f);
    if (u->n_modes == 0 || u->lo > 0 || u->hi < 100) {
        fputs("<cut", f);
        put_levels(f, t->n_levels == 1 ? 1 : 3);
        fprintf(f, " min=\"%d\" max=\"%d\" unit=\"%%\"/>", u->lo, u->hi);
    }
    for (int m = 0; m < u->n_modes; m++)
        put_mode(f, t, &u->modes[t->is_reversed ? u->n_modes - 1 - m : m]);
    fputs("</unit>\n", f);
}

static inline void put_enterprise_of(FILE *f, const town *t, int first)
{
    int n = t->n_units - first < t->per_enterprise ? t->n_units - first : t->per_enterprise;

    fprintf(f, "<enterprise id=\"E%03d\" name=\"works %d\" sector=\"s\" district=\"%s\" grade=\"C\" status=\"operating\">\n", first, first,
            first % 4 < 2 ? "d0" : "d1");
    for (int i = 0; i < n; i++)
        put_town_unit(f, t, first + (t->is_reversed ? n - 1 - i : i));
    fputs("</enterprise>\n", f);
}

static inline void put_demands(FILE *f, const town *t)
{
    for (int k = 0; k < t->n_levels; k++)
        for (int p = 0; p < t->n_pollutants; p++)
            if (t->percent[k][p] > 0)
                fprintf(f, "<reduction levels=\"%s\" pollutant=\"P%d\" value=\"%d\" unit=\"%%\"/>", k ? "red" : "orange", p,
                        t->percent[k][p]);
    fputs(t->more, f);
    fprintf(f, "<duration levels=\"orange red\" value=\"%d\" unit=\"%s\"/>", t->is_in_tonnes ? TOWN_DURATION_H / 24 : TOWN_DURATION_H,
            t->is_in_tonnes ? "d" : "h");
}

static inline void put_town(FILE *f, const town *t)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario xmlns=\"urn:hazeplan:scenario\" version=\"1\" id=\"town\" lang=\"en\" "
          "standing=\"test\" currency=\"CNY\" country=\"CN\"><title en=\"a town\"/>\n<pollutants>",
          f);
    for (int p = 0; p < t->n_pollutants; p++)
        fprintf(f, "<pollutant id=\"P%d\" en=\"P%d\"/>", p, p);
    fputs("</pollutants>\n<districts><district id=\"d0\" en=\"d0\" body=\"b\"/><district id=\"d1\" en=\"d1\" body=\"b\"/></districts>\n"
          "<sectors><sector id=\"s\" en=\"s\" body=\"b\"/></sectors>\n<society>",
          f);
    for (int p = 0; p < t->n_pollutants; p++)
        fprintf(f, "<unlisted pollutant=\"P%d\" value=\"0\" unit=\"kg/d\"/>", p);
    fputs("</society>\n<demands>", f);
    put_demands(f, t);
    fputs("</demands>\n<enterprises>\n", f);
    for (int i = 0, n = (t->n_units + t->per_enterprise - 1) / t->per_enterprise; i < n; i++)
        put_enterprise_of(f, t, (t->is_reversed ? n - 1 - i : i) * t->per_enterprise);
    fputs("</enterprises></scenario>\n", f);
}

#endif
