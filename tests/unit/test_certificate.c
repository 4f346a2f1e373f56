/* test_certificate.c - certificates: what is written holds, what is changed does not, whoever wrote it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certificate/match_model.h"
#include "certificate/read_certificate.h"
#include "certificate/write_certificate.h"
#include "hand_models.h"
#include "mode_models.h"
#include "model/guards.h"
#include "solve/prove.h"
#include "solve/solve.h"

/* ---- certificates of models ---- */

static char *certificate_of(const hz_model *m)
{
    hz_sink *sink = hz_sink_to_memory();
    hz_multipliers *multipliers;
    hz_solution *solution;
    hz_proof *proof;
    char *text;

    ck_assert_int_eq(hz_solve(&solution, m, NULL, NULL), HZ_OK);
    ck_assert_int_eq(hz_prove(&proof, &solution, m, NULL), HZ_OK);
    ck_assert_int_eq(hz_find_multipliers(&multipliers, m, solution, proof, NULL), HZ_OK);
    ck_assert_int_eq(hz_write_certificate(sink, m, solution, proof, multipliers, NULL), HZ_OK);
    text = strdup(hz_sink_text(sink, NULL));
    hz_sink_close(sink, "memory", NULL);
    hz_multipliers_free(multipliers);
    hz_proof_free(proof);
    hz_solution_free(solution);
    return text;
}

/* What is at fault in a certificate, first of all what cannot be read; of `m`, unless that is NULL. */
static const char *fault_of(const char *text, const hz_model *m)
{
    static hz_fault fault;
    hz_certificate *c;
    hz_error err = HZ_ERROR_NONE;
    char *bytes = strdup(text);
    hz_model mine;

    fault = (hz_fault){0};
    if (hz_parse_certificate(&c, bytes, strlen(bytes), "test", &err)) {
        ck_assert_int_eq(err.status, HZ_ERR_INPUT);
        snprintf(fault.text, sizeof fault.text, "%.500s", err.message);
        free(bytes);
        return fault.text;
    }
    if (m) {
        mine = *m;
        ck_assert_int_eq(hz_match_model(&fault, c, &mine, NULL), HZ_OK);
    }
    if (!fault.text[0])
        ck_assert_int_eq(hz_check_points(&fault, c, NULL), HZ_OK);
    if (!fault.text[0])
        ck_assert_int_eq(hz_check_derivations(&fault, c, NULL), HZ_OK);
    if (!fault.text[0] && m && !c->is_infeasible && !hz_certificate_has_prices(c))
        snprintf(fault.text, sizeof fault.text, "no prices");
    hz_certificate_free(c);
    free(bytes);
    return fault.text;
}

static void assert_holds(const char *text, const hz_model *m)
{
    const char *fault = fault_of(text, m);

    ck_assert_msg(!fault[0], "%s", fault);
}

/* By the text of the plan's claim: "RTP range Z Z". */
START_TEST(nori_and_leets_as_they_are_known)
{
    hz_model *m = nori_leets(10);
    char *text = certificate_of(m);

    /* costs here are a unit each, rows ten times those of the book: docs/MODEL.md */
    ck_assert_ptr_nonnull(strstr(text, "\nRTP range 1225413/38110 1225413/38110\n"));
    assert_holds(text, m);
    free(text);
    hz_model_free(m);

    m = nori_leets(16);
    text = certificate_of(m);
    ck_assert_ptr_nonnull(strstr(text, "\nRTP infeas\n"));
    assert_holds(text, m);
    free(text);
    hz_model_free(m);
}
END_TEST

START_TEST(what_is_written_holds)
{
    hz_model *m = random_model((uint64_t)_i, 40 + (size_t)_i % 100, 5 + _i % 100);
    char *text = certificate_of(m);

    assert_holds(text, m);
    free(text);
    hz_model_free(m);
}
END_TEST

START_TEST(what_is_written_of_arcs_holds)
{
    mode_shape shape = {.n_units = 5 + (size_t)_i % 30, .n_states = 3 + (size_t)_i % 4, .n_rows = 3, .share = 20 + _i % 85, .gradual = _i % 3 * 20};
    hz_model *m = mode_model((uint64_t)_i, shape);
    char *text = certificate_of(m);

    assert_holds(text, m);
    free(text);
    hz_model_free(m);
}
END_TEST

/* ---- tampering ---- */

/* The text with its token at [from, to) made another number. */
static char *changed(const char *text, size_t from, size_t to, int how)
{
    size_t length = strlen(text), first = text[from] == '-' ? from + 1 : from;
    char *out = malloc(length + 3);
    char digit = text[first];

    memcpy(out, text, from);
    if (how == 0) { /* the first digit */
        memcpy(out + from, text + from, length - from + 1);
        out[first] = digit == '9' ? '8' : (char)(digit + 1);
    } else if (text[from] == '-') { /* the sign */
        memcpy(out + from, text + from + 1, length - from);
    } else {
        out[from] = '-';
        memcpy(out + from + 1, text + from, length - from + 1);
    }
    (void)to;
    return out;
}

/* What carries no meaning: how many of the constraints are bounds, the last index, and how absurd an absurdity is. */
static bool is_idle(const char *text, size_t from, size_t to)
{
    const char *line = text + from;

    while (line > text && line[-1] != '\n')
        line--;
    return (strncmp(line, "CON ", 4) == 0 && strchr(" \n", text[to]) && memchr(line + 4, ' ', (size_t)(text + from - line - 4))) ||
           strcmp(text + to, "\n") == 0 || strncmp(line, "none G ", (size_t)(text + from - line)) == 0;
}

static void assert_every_number_counts(const hz_model *m)
{
    char *text = certificate_of(m);
    size_t n = 0;

    for (size_t from = 0; text[from];) {
        size_t to = from + strcspn(text + from, " \n");
        bool is_number = to > from && (isdigit((unsigned char)text[from]) || text[from] == '-');

        for (int how = 0; how < 2 && is_number && !is_idle(text, from, to); how++, n++) {
            char *other = changed(text, from, to, how);

            if (how == 1 && strtod(text + from, NULL) == 0) /* -0 is 0 */
                ck_assert(true);
            else
                ck_assert_msg(fault_of(other, m)[0], "%.*s at %zu", (int)(to - from), text + from, from);
            free(other);
        }
        from = to + (text[to] != '\0');
    }
    ck_assert_uint_gt(n, 100);
    free(text);
}

/* Costs above zero everywhere: a column that costs nothing may stand anywhere. */
START_TEST(every_number_counts)
{
    mode_shape shape = {.n_units = 4, .n_states = 3, .n_rows = 3, .share = 55};
    hz_model *m = _i == 0 ? nori_leets(10) : _i == 1 ? nori_leets(16) : mode_model(7, shape);

    assert_every_number_counts(m);
    hz_model_free(m);
}
END_TEST

/* ---- milder programs ---- */

START_TEST(a_certificate_of_another_program_is_refused)
{
    hz_model *m = nori_leets(10), *other = nori_leets(9);
    char *text = certificate_of(other);

    assert_holds(text, NULL);
    ck_assert(fault_of(text, m)[0]);
    free(text);
    other->rows[0].rhs = m->rows[0].rhs;
    other->rows[1].rhs = m->rows[1].rhs;
    other->rows[2].rhs = m->rows[2].rhs;
    other->columns[3].hi_bp = 9000;
    text = certificate_of(other);
    assert_holds(text, NULL);
    ck_assert(fault_of(text, m)[0]);
    free(text);
    hz_model_free(other);
    hz_model_free(m);
}
END_TEST

/* ---- those who may fail ---- */

/* Rows 0 and 1 are guarded against one enterprise; column j is enterprise j. */
static hz_model *guarded(void)
{
    hz_model *m = nori_leets(5);

    m->owner = calloc(m->n_columns, sizeof *m->owner);
    for (uint32_t j = 0; j < m->n_columns; j++)
        m->owner[j] = j;
    m->n_owners = m->n_columns;
    m->guards = calloc(1, sizeof *m->guards);
    m->guards[0] = (hz_guard){.row = 1, .demand = 7, .n_failing = 1};
    m->n_guards = 1;
    return m;
}

START_TEST(rows_for_those_who_fail_are_made_again)
{
    hz_model *m = guarded(), *plain = guarded(), *again;
    char *text, *wrong;

    ck_assert_int_eq(hz_guard_add_rows(m, &(hz_failing_set){0, &(uint32_t){4}, 1}, 1, NULL), HZ_OK);
    text = certificate_of(m);
    ck_assert_ptr_nonnull(strstr(text, "\nR4:G1:E5 G "));
    /* the plain model is given the row that the certificate names */
    again = plain;
    {
        hz_fault fault;
        hz_certificate *c;
        char *bytes = strdup(text);

        ck_assert_int_eq(hz_parse_certificate(&c, bytes, strlen(bytes), "test", NULL), HZ_OK);
        ck_assert_int_eq(hz_match_model(&fault, c, again, NULL), HZ_OK);
        ck_assert_msg(!fault.text[0], "%s", fault.text);
        ck_assert_uint_eq(again->n_rows, 4);
        hz_certificate_free(c);
        free(bytes);
    }
    hz_model_free(again);
    for (const char *const *name = (const char *const[]){"R4:G1:E6", "R4:G2:E5", "R4:G1:E7", "R4:G1:E5,E6", "R4:G1:", "R4", NULL}; *name; name++) {
        char *at = strstr(text, "R4:G1:E5");
        hz_fault fault;
        hz_certificate *c;

        plain = guarded();
        wrong = malloc(strlen(text) + 16);
        sprintf(wrong, "%.*s%s%s", (int)(at - text), text, *name, at + strlen("R4:G1:E5"));
        ck_assert_int_eq(hz_parse_certificate(&c, wrong, strlen(wrong), "test", NULL), HZ_OK);
        ck_assert_int_eq(hz_match_model(&fault, c, plain, NULL), HZ_OK);
        ck_assert_msg(fault.text[0], "%s", *name);
        hz_certificate_free(c);
        hz_model_free(plain);
        free(wrong);
    }
    free(text);
    hz_model_free(m);
}
END_TEST

/* ---- by hand: what others write ---- */

/* min x + y, 4x + y >= 1, 4x - y <= 2, whole: 1 (the example of the format's description, in other numbers of its own). */
#define PROGRAM \
    "% by hand\nVER 1.0\nVAR 2\nx y\nINT 2\n0 1\nOBJ min\n2 0 1 1 1\nCON 4 2\nX G 0 1 0 1\nY G 0 1 1 1\n" \
    "C1 G 1 2 0 4 1 1\nC2 L 2 2 0 4 1 -1\n"

typedef struct {
    const char *rest; /* behind the program */
    const char *fault; /* a piece of it; NULL: it holds */
} by_hand;

static const by_hand hands[] = {
    {"RTP range 1 1\nSOL 1\nbest 1 1 1\nDER 3\nA G 1/4 2 0 1 1 1/4 { lin 1 2 1/4 } -1\nB G 1/4 OBJ { lin 2 4 1 1 3/4 } -1\n"
     "C G 1 OBJ { rnd 1 5 1 } -1\n", NULL},
    {"RTP range 1 1\nSOL 1\nbest 1 1 1.0\nDER 3\nA G 0.25 2 0 1 1 0.25 { lin 1 2 0.25 } -1\nB G 0.25 OBJ { lin 2 4 1 1 0.75 } -1\n"
     "C G 1 OBJ { rnd 1 5 1 } -1\n", NULL},
    /* either x <= 0, and then y >= 1; or x >= 1 */
    {"RTP range 1 1\nSOL 1\nbest 1 1 1\nDER 5\nA L 0 1 0 1 { asm } -1\nB G 1 1 0 1 { asm } -1\n"
     "C G 1 OBJ { lin 2 2 1 4 -3 } -1\nD G 1 OBJ { lin 2 5 1 1 1 } -1\nE G 1 OBJ { uns 6 4 7 5 } -1\n", NULL},
    {"RTP range -inf 1\nSOL 1\nbest 1 1 1\nDER 0\n", NULL},
    /* the assumption is not discharged */
    {"RTP range 1 1\nSOL 1\nbest 1 1 1\nDER 2\nB G 1 1 0 1 { asm } -1\nD G 1 OBJ { lin 2 4 1 1 1 } -1\n", "under an assumption"},
    /* x <= 0 and x >= 2 leave 1 between them */
    {"RTP range 1 1\nSOL 1\nbest 1 1 1\nDER 5\nA L 0 1 0 1 { asm } -1\nB G 2 1 0 1 { asm } -1\n"
     "C G 1 OBJ { lin 2 2 1 4 -3 } -1\nD G 1 OBJ { lin 2 5 1 1 1 } -1\nE G 1 OBJ { uns 6 4 7 5 } -1\n", "between them"},
    /* one side is not shown */
    {"RTP range 1 1\nSOL 1\nbest 1 1 1\nDER 4\nA L 0 1 0 1 { asm } -1\nB G 1 1 0 1 { asm } -1\n"
     "C G 1 OBJ { lin 2 2 1 4 -3 } -1\nE G 1 OBJ { uns 6 4 5 5 } -1\n", "does not follow"},
    /* rounded more than by one, and with coefficients that are not whole */
    {"RTP range 2 2\nSOL 1\nbest 1 1 2\nDER 2\nB G 1/4 OBJ { lin 3 2 1/4 1 3/4 0 0 } -1\nC G 2 OBJ { rnd 1 4 1 } -1\n", "does not follow"},
    {"RTP range 1 1\nSOL 1\nbest 1 1 1\nDER 1\nB G 1 OBJ { rnd 2 2 1/5 1 4/5 } -1\n", "cannot be rounded"},
    /* senses that point to different sides */
    {"RTP range 1 1\nSOL 1\nbest 1 1 1\nDER 1\nB G 1 OBJ { lin 2 2 1 3 1 } -1\n", "wrong sign"},
    {"RTP range 1 1\nSOL 1\nbest 1 1 1/2\nDER 0\n", "not whole"},
    {"RTP range 1 1\nSOL 1\nbest 1 1 2\nDER 0\n", "no point reaches"},
    {"RTP range 1 1\nSOL 1\nbest 1 0 1\nDER 0\n", "does not satisfy constraint C2"},
    {"RTP range 1 1\nSOL 0\nDER 0\n", "no point reaches"},
    {"RTP range 1 inf\nSOL 0\nDER 0\n", "nothing is derived"},
    {"RTP range 2 inf\nSOL 0\nDER 1\nB G 1/4 OBJ { lin 2 2 1/4 1 3/4 } -1\n", "not what is claimed"},
    {"RTP infeas\nSOL 0\nDER 1\nB G 1 0 { lin 1 2 0 } -1\n", "does not follow"},
    {"RTP infeas\nSOL 0\nDER 1\nB G 0 0 { lin 0 } -1\n", "not what is claimed"},
    {"RTP infeas\nSOL 1\nx 0\nDER 0\n", "yet one is given"},
    /* what cannot be read */
    {"RTP range 1 1\nSOL 1\nbest 1 2 1\nDER 0\n", "no index below 2"},
    {"RTP range 1 1\nSOL 1\nbest 2 1 1 1 1\nDER 0\n", "twice"},
    {"RTP range 1 1\nSOL 1\nbest 1 1 1/0\nDER 0\n", "no number"},
    {"RTP range 1 1\nSOL 1\nbest 1 1 1e3\nDER 0\n", "no number"},
    {"RTP range 1 1\nSOL 1\nbest 1 1 nan\nDER 0\n", "no number"},
    {"RTP range 1 1\nSOL 900\nbest 1 1 1\nDER 0\n", "number of things"},
    {"RTP range 1 1\nSOL 1\nbest 1 1 1\nDER 1\nB G 1 OBJ { lin 1 4 1 } -1\n", "no index below 4"},
    {"RTP range 1 1\nSOL 1\nbest 1 1 1\nDER 1\nB G 1 OBJ { sol } -1\n", "not followed"},
    {"RTP range 1 1\nSOL 1\nbest 1 1 1\nDER 0\nmore\n", "behind the end"},
    {"RTP range 1 1\nSOL 1\nbest 1 1", "ends too early"},
    {"RTP round 1 1\n", "'infeas' or 'range'"},
};

START_TEST(by_hand_as_others_write_them)
{
    const by_hand *hand = &hands[_i];
    char text[2048];
    const char *fault;

    snprintf(text, sizeof text, "%s%s", PROGRAM, hand->rest);
    fault = fault_of(text, NULL);
    if (hand->fault)
        ck_assert_msg(strstr(fault, hand->fault), "case %d: '%s'", _i, fault);
    else
        ck_assert_msg(!fault[0], "case %d: '%s'", _i, fault);
}
END_TEST

/* Any piece of a file is refused, and none makes the reader stumble. */
START_TEST(a_file_that_is_cut_off_is_refused)
{
    hz_model *m = nori_leets(10);
    char *text = certificate_of(m);

    for (size_t length = strlen(text) - 2; length-- > 0;) {
        char *piece = strndup(text, length);

        ck_assert_msg(fault_of(piece, m)[0], "%zu", length);
        free(piece);
    }
    free(text);
    hz_model_free(m);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("certificate");
    TCase *cases = tcase_create("certificate");
    SRunner *runner;
    int n_failed;

    tcase_set_timeout(cases, 120);
    tcase_add_test(cases, nori_and_leets_as_they_are_known);
    tcase_add_loop_test(cases, what_is_written_holds, 0, 200);
    tcase_add_loop_test(cases, what_is_written_of_arcs_holds, 0, 200);
    tcase_add_loop_test(cases, every_number_counts, 0, 3);
    tcase_add_test(cases, a_certificate_of_another_program_is_refused);
    tcase_add_test(cases, rows_for_those_who_fail_are_made_again);
    tcase_add_loop_test(cases, by_hand_as_others_write_them, 0, (int)(sizeof hands / sizeof *hands));
    tcase_add_test(cases, a_file_that_is_cut_off_is_refused);
    suite_add_tcase(suite, cases);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
