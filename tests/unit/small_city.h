/* small_city.h - small scenarios as text, made by seed, and read back: for the tests of model, plan and pipeline
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_TESTS_SMALL_CITY_H
#define HZ_TESTS_SMALL_CITY_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hand_models.h"
#include "hazeplan.h"

/* How a city is written down; none of it but `percent` changes what it says. */
typedef struct {
    uint64_t seed;
    int n_enterprises;
    int percent;       /* demanded of each pollutant at orange */
    bool is_shuffled;  /* enterprises and units in reverse order */
    bool is_in_tonnes; /* t/d instead of kg/d, 万元/d instead of CNY/d */
    bool has_floor;
    bool has_levels;   /* demands at yellow and red too, of another mix; some units may be cut less at a stricter level */
    int n_failing;     /* enterprises that may fail at orange and red */
} city;

static inline void put_mass(FILE *f, const city *c, uint64_t grams)
{
    if (c->is_in_tonnes)
        fprintf(f, "value=\"%llu.%06llu\" unit=\"t/d\"", (unsigned long long)(grams / 1000000),
                (unsigned long long)(grams % 1000000));
    else
        fprintf(f, "value=\"%llu.%03llu\" unit=\"kg/d\"", (unsigned long long)(grams / 1000),
                (unsigned long long)(grams % 1000));
}

static inline void put_money(FILE *f, const city *c, uint64_t fen)
{
    unsigned long long per = c->is_in_tonnes ? 1000000 : 100;

    fprintf(f, c->is_in_tonnes ? "value=\"%llu.%06llu\" unit=\"万元/d\"" : "value=\"%llu.%02llu\" unit=\"CNY/d\"",
            fen / per, fen % per);
}

static inline void put_unit(FILE *f, const city *c, int number, uint64_t seed)
{
    static const char *const pollutants[] = {"SO2", "NOx", "PM"};
    uint64_t size = UINT64_C(1) << (next_random(&seed) % 12);

    fprintf(f, "<unit id=\"u%d\" name=\"line %d\" kind=\"line\">", number, number);
    fprintf(f, "<output product=\"%s\" value=\"%llu\" unit=\"t/d\" basis=\"permit\"/>",
            next_random(&seed) % 3 ? "ware" : "bread", (unsigned long long)(size * 10));
    for (int p = 0; p < 3; p++) {
        fprintf(f, "<emission pollutant=\"%s\" ", pollutants[p]);
        if (p > 0 && next_random(&seed) % 8 == 0) {
            fputs("status=\"not-reported\"/>", f);
            continue;
        }
        put_mass(f, c, size * (1 + next_random(&seed) % 5000));
        fputs(next_random(&seed) % 3 ? " basis=\"factor\"/>" : " basis=\"factor\" cuttable-percent=\"83.5\"/>", f);
    }
    fputs("<cost ", f);
    put_money(f, c, size * (1000 + next_random(&seed) % 400000));
    fprintf(f, " basis=\"filing\"/><cut levels=\"orange\" min=\"%d\" max=\"%d\" unit=\"%%\"/>",
            next_random(&seed) % 9 ? 0 : 5, next_random(&seed) % 3 ? 100 : 47);
    if (c->has_levels) {
        fprintf(f, "<cut levels=\"yellow\" min=\"%d\" max=\"%s\" unit=\"%%\"/>", next_random(&seed) % 12 ? 0 : 3,
                next_random(&seed) % 4 ? "60.5" : "100");
        fprintf(f, "<cut levels=\"red\" min=\"%d\" max=\"%d\" unit=\"%%\"/>", next_random(&seed) % 9 ? 0 : 12,
                next_random(&seed) % 8 ? 100 : 31);
    }
    fputs("</unit>\n", f);
}

static inline void put_enterprise(FILE *f, const city *c, int number)
{
    uint64_t seed = c->seed * 1000003 + (uint64_t)number;
    int n_units = 1 + (int)(next_random(&seed) % 4);
    bool is_exempt = next_random(&seed) % 12 == 0;

    fprintf(f, "<enterprise id=\"E%03d\" name=\"工厂%d\" sector=\"%s\" district=\"%s\" grade=\"C\" status=\"operating\">",
            number, number, next_random(&seed) % 2 ? "s1" : "s2", next_random(&seed) % 2 ? "d1" : "d2");
    if (is_exempt)
        fprintf(f, "<exemption levels=\"%s\" reason=\"heating\" document=\"No. 1\"/>",
                c->has_levels ? "yellow orange red" : "orange");
    for (int i = 0; i < n_units && !is_exempt; i++) {
        int u = c->is_shuffled ? n_units - 1 - i : i;

        put_unit(f, c, u, seed + (uint64_t)u);
    }
    if (is_exempt)
        fputs("<unit id=\"boiler\" name=\"boiler\" kind=\"line\">"
              "<output product=\"heat\" value=\"50\" unit=\"GJ/d\" basis=\"permit\"/>"
              "<emission pollutant=\"SO2\" value=\"3\" unit=\"kg/d\" basis=\"cems\"/>"
              "<emission pollutant=\"NOx\" value=\"3\" unit=\"kg/d\" basis=\"cems\"/>"
              "<emission pollutant=\"PM\" value=\"3\" unit=\"kg/d\" basis=\"cems\"/>"
              "<cost value=\"1\" unit=\"CNY/d\" basis=\"filing\"/></unit>",
              f);
    fputs("</enterprise>\n", f);
}

static inline void put_city(FILE *f, const city *c)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario xmlns=\"urn:hazeplan:scenario\" version=\"1\" id=\"city\" "
          "lang=\"en\" standing=\"test\" currency=\"CNY\" country=\"CN\"><title en=\"a small city\"/>\n"
          "<pollutants><pollutant id=\"SO2\" en=\"SO2\"/><pollutant id=\"NOx\" en=\"NOx\"/>"
          "<pollutant id=\"PM\" en=\"PM\"/></pollutants>\n"
          "<districts><district id=\"d1\" en=\"d1\" body=\"b\"/><district id=\"d2\" en=\"d2\" body=\"b\"/></districts>\n"
          "<sectors><sector id=\"s1\" en=\"s1\" body=\"b\"/><sector id=\"s2\" en=\"s2\" body=\"b\"/></sectors>\n<society>"
          "<unlisted pollutant=\"SO2\" value=\"10\" unit=\"kg/d\"/><unlisted pollutant=\"NOx\" value=\"10\" unit=\"kg/d\"/>"
          "<unlisted pollutant=\"PM\" value=\"10\" unit=\"kg/d\"/></society>\n<demands>",
          f);
    for (int p = 0; p < 3; p++)
        fprintf(f, "<reduction levels=\"orange\" pollutant=\"%s\" value=\"%d\" unit=\"%%\"/>",
                p == 0 ? "SO2" : p == 1 ? "NOx" : "PM", c->percent);
    fprintf(f, "<reduction levels=\"orange\" pollutant=\"PM\" district=\"d1\" value=\"%d\" unit=\"%%\"/>", c->percent);
    if (c->has_levels)
        fprintf(f, "<reduction levels=\"yellow\" pollutant=\"SO2\" value=\"%d\" unit=\"%%\"/>"
                   "<reduction levels=\"yellow\" pollutant=\"PM\" district=\"d2\" value=\"%d\" unit=\"%%\"/>"
                   "<reduction levels=\"red\" pollutant=\"NOx\" value=\"%d\" unit=\"%%\"/>"
                   "<reduction levels=\"red\" pollutant=\"PM\" value=\"%d\" unit=\"%%\"/>",
                c->percent, c->percent / 2, c->percent * 3 / 2, c->percent);
    if (c->n_failing > 0)
        fprintf(f, "<safety levels=\"orange red\" enterprises=\"%d\"/>", c->n_failing);
    if (c->has_floor)
        fputs("<floor levels=\"orange\" product=\"bread\" value=\"97.3\" unit=\"t/d\"/>", f);
    fputs("</demands>\n<enterprises>\n", f);
    for (int i = 0; i < c->n_enterprises; i++)
        put_enterprise(f, c, c->is_shuffled ? c->n_enterprises - 1 - i : i);
    fputs("</enterprises></scenario>\n", f);
}

/* Plan the city as asked. The caller frees the run. */
static inline hz_status plan_city_with(hz_run *run, const city *c, const hz_request *request, hz_error *err)
{
    char path[] = "/tmp/hazeplan-city-XXXXXX";
    int fd = mkstemp(path);
    FILE *f = fdopen(fd, "w");
    hz_status status;

    ck_assert_ptr_nonnull(f);
    put_city(f, c);
    ck_assert_int_eq(fclose(f), 0);
    *run = (hz_run){0};
    status = hz_run_plan(run, path, request, err);
    unlink(path);
    return status;
}

/* At orange. */
static inline hz_status plan_city(hz_run *run, const city *c, uint16_t step_bp, hz_error *err)
{
    hz_request request = {.settings = {.level = HZ_ORANGE, .step_bp = step_bp}};

    return plan_city_with(run, c, &request, err);
}

#endif
