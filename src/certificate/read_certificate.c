/* read_certificate.c - the reader of VIPR 1.0 files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file is a row of words between blanks; lines matter to remarks and to messages alone. Nothing is believed: no index that points
 * outside, no count that the bytes left could not hold, no number that is not a fraction or a decimal. */
#include "certificate/read_certificate.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/cancel.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"

enum { CHECK_EVERY = 65536 };
#define USUAL_CAP ((size_t)8 << 30)

typedef struct {
    hz_certificate *c;
    const char *path;
    char *at, *end;
    int line; /* of `at`, */
    int word_line; /* and of the last word */
    size_t n_words;
    size_t term_capacity, large_capacity;
    mpq_t number; /* scratch */
    hz_error *err;
} reader;

/* ---- words ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static hz_status wrong(const reader *r, const char *what)
{
    return hz_error_set(r->err, HZ_ERR_INPUT, "%s:%d: %s", r->path, r->word_line, what);
}

/* The next word, ended by a NUL; NULL: the file is at its end. */
static char *next_word(reader *r)
{
    char *word;

    while (r->at < r->end && is_blank(*r->at))
        r->line += *r->at++ == '\n';
    r->word_line = r->line;
    if (r->at >= r->end)
        return NULL;
    word = r->at;
    while (r->at < r->end && !is_blank(*r->at))
        r->at++;
    if (r->at < r->end) {
        r->line += *r->at == '\n';
        *r->at++ = '\0';
    }
    r->n_words++;
    return word;
}

static hz_status need_word(reader *r, char **word)
{
    if (r->n_words % CHECK_EVERY == 0 && hz_cancel_check(r->err))
        return r->err->status;
    *word = next_word(r);
    return *word ? HZ_OK : wrong(r, _("the certificate ends too early; it was cut off, write it again"));
}

static hz_status expect(reader *r, const char *what)
{
    char *word;
    hz_status status = need_word(r, &word);

    if (status || strcmp(word, what) == 0)
        return status;
    return hz_error_set(r->err, HZ_ERR_INPUT, _("%1$s:%2$d: '%3$s' should stand here, not '%4$.40s'"), r->path, r->word_line, what, word);
}

/* ---- numbers ---- */

static hz_status read_index(reader *r, uint32_t *out, size_t below)
{
    uint64_t number;
    char *word;
    hz_status status = need_word(r, &word);

    if (status)
        return status;
    if (!hz_parse_uint(&number, word, strlen(word), UINT32_MAX) || number >= below)
        return hz_error_set(r->err, HZ_ERR_INPUT, _("%1$s:%2$d: '%3$.40s' is no index below %4$zu"), r->path, r->word_line, word, below);
    *out = (uint32_t)number;
    return HZ_OK;
}

/* So many things follow, of at least two bytes each. */
static hz_status read_count(reader *r, size_t *out)
{
    uint64_t number;
    char *word;
    hz_status status = need_word(r, &word);

    if (status)
        return status;
    if (!hz_parse_uint(&number, word, strlen(word), UINT32_MAX / 4) || number > (uint64_t)(r->end - r->at) / 2 + 1)
        return hz_error_set(r->err, HZ_ERR_INPUT, _("%1$s:%2$d: '%3$.40s' is no number of things that could follow"), r->path,
                            r->word_line, word);
    *out = (size_t)number;
    return HZ_OK;
}

static bool are_digits(const char *text)
{
    size_t n = strspn(text, "0123456789");

    return n > 0 && text[n] == '\0';
}

/* 12.5 as 125/10: the point is taken out of the word. */
static bool parse_decimal(mpq_t out, char *text)
{
    char *point = strchr(text, '.');
    size_t places = strlen(point + 1);

    memmove(point, point + 1, places + 1);
    if (!are_digits(text) || mpz_set_str(mpq_numref(out), text, 10))
        return false;
    mpz_ui_pow_ui(mpq_denref(out), 10, places);
    return true;
}

static bool parse_fraction(mpq_t out, char *text)
{
    char *slash = strchr(text, '/');

    if (slash)
        *slash = '\0';
    if (!are_digits(text) || (slash && !are_digits(slash + 1)) || mpz_set_str(mpq_numref(out), text, 10) ||
        mpz_set_str(mpq_denref(out), slash ? slash + 1 : "1", 10))
        return false;
    return mpz_sgn(mpq_denref(out)) > 0;
}

static bool parse_number(mpq_t out, char *text)
{
    bool is_negative = *text == '-';

    text += is_negative || *text == '+';
    if (!(strchr(text, '.') ? parse_decimal(out, text) : parse_fraction(out, text)))
        return false;
    mpq_canonicalize(out);
    if (is_negative)
        mpq_neg(out, out);
    return true;
}

static hz_status keep_number(reader *r, hz_ratio *out)
{
    hz_certificate *c = r->c;

    if (mpz_fits_slong_p(mpq_numref(r->number)) && mpz_fits_slong_p(mpq_denref(r->number))) {
        *out = (hz_ratio){mpz_get_si(mpq_numref(r->number)), mpz_get_si(mpq_denref(r->number))};
        return HZ_OK;
    }
    if (!hz_grow((void **)&c->large, &r->large_capacity, c->n_large + 1, sizeof *c->large))
        return hz_error_memory(r->err);
    mpq_init(c->large[c->n_large]);
    mpq_set(c->large[c->n_large], r->number);
    *out = (hz_ratio){(int64_t)c->n_large++, 0};
    return HZ_OK;
}

static hz_status take_number(reader *r, hz_ratio *out, char *word)
{
    uint64_t small;

    if (hz_parse_uint(&small, word, strlen(word), INT64_MAX)) { /* most are */
        *out = (hz_ratio){(int64_t)small, 1};
        return HZ_OK;
    }
    if (!parse_number(r->number, word))
        return wrong(r, _("this is no number; write a whole number, a fraction 1/3 or a decimal 0.25"));
    return keep_number(r, out);
}

static hz_status read_number(reader *r, hz_ratio *out)
{
    char *word;
    hz_status status = need_word(r, &word);

    return status ? status : take_number(r, out, word);
}

/* ---- terms ---- */

static int by_index(const void *a, const void *b)
{
    const hz_term *x = a, *y = b;

    return x->index < y->index ? -1 : x->index > y->index;
}

/* Ascending; and each index once. */
static hz_status sort_terms(reader *r, hz_terms *terms)
{
    hz_term *list = r->c->terms + terms->first;
    size_t n = 0;

    for (size_t i = 1; i < terms->n; i++)
        if (list[i].index <= list[i - 1].index) {
            qsort(list, terms->n, sizeof *list, by_index);
            break;
        }
    for (size_t i = 0; i < terms->n; i++) {
        if (i > 0 && list[i].index == list[i - 1].index)
            return wrong(r, _("an index stands twice in one list"));
    }
    for (size_t i = 0; i < terms->n; i++)
        if (list[i].value.top != 0 || list[i].value.bottom == 0)
            list[n++] = list[i];
    terms->n = n;
    r->c->n_terms = terms->first + n;
    return HZ_OK;
}

static hz_status read_n_terms(reader *r, hz_terms *out, size_t n, size_t below)
{
    hz_certificate *c = r->c;
    hz_status status = HZ_OK;

    *out = (hz_terms){c->n_terms, n};
    if (!hz_grow((void **)&c->terms, &r->term_capacity, c->n_terms + n + 1, sizeof *c->terms))
        return hz_error_memory(r->err);
    for (size_t i = 0; i < n && !status; i++) {
        hz_term *term = &c->terms[out->first + i];

        if (!(status = read_index(r, &term->index, below)))
            status = read_number(r, &term->value);
    }
    return status ? status : sort_terms(r, out);
}

static hz_status read_terms(reader *r, hz_terms *out, size_t below)
{
    size_t n;
    hz_status status = read_count(r, &n);

    return status ? status : read_n_terms(r, out, n, below);
}

/* ---- sections ---- */

/* Remarks, then VER 1.0. */
static hz_status read_version(reader *r)
{
    char *word;
    hz_status status;

    while (r->at < r->end && (*r->at == '%' || is_blank(*r->at))) {
        if (*r->at == '%')
            while (r->at < r->end && *r->at != '\n')
                r->at++;
        else
            r->line += *r->at++ == '\n';
    }
    if ((status = expect(r, "VER")) || (status = need_word(r, &word)))
        return status;
    return strcmp(word, "1.0") == 0 ? HZ_OK : wrong(r, _("only version 1.0 of the format is read"));
}

static hz_status read_variables(reader *r)
{
    hz_certificate *c = r->c;
    hz_status status;

    if ((status = expect(r, "VAR")) || (status = read_count(r, &c->n_variables)))
        return status;
    c->names = hz_arena_array(c->arena, c->n_variables + 1, sizeof *c->names);
    c->is_whole = hz_arena_array(c->arena, c->n_variables + 1, sizeof *c->is_whole);
    if (!c->names || !c->is_whole)
        return hz_error_memory(r->err);
    for (size_t j = 0; j < c->n_variables && !status; j++) {
        char *word;

        if ((status = need_word(r, &word)) == HZ_OK && !(c->names[j] = hz_arena_copy(c->arena, word, strlen(word))))
            status = hz_error_memory(r->err);
    }
    return status;
}

static hz_status read_whole(reader *r)
{
    size_t n;
    hz_status status;

    if ((status = expect(r, "INT")) || (status = read_count(r, &n)))
        return status;
    for (size_t i = 0; i < n && !status; i++) {
        uint32_t j;

        if (!(status = read_index(r, &j, r->c->n_variables)))
            r->c->is_whole[j] = true;
    }
    return status;
}

static hz_status read_objective(reader *r)
{
    char *word;
    hz_status status;

    if ((status = expect(r, "OBJ")) || (status = need_word(r, &word)))
        return status;
    r->c->is_minimised = strcmp(word, "min") == 0;
    if (!r->c->is_minimised && strcmp(word, "max") != 0)
        return wrong(r, _("'min' or 'max' should stand here"));
    return read_terms(r, &r->c->objective, r->c->n_variables);
}

static hz_status read_sense(reader *r, int *sense)
{
    char *word;
    hz_status status = need_word(r, &word);

    if (status)
        return status;
    if (word[0] == '\0' || word[1] != '\0' || !strchr("ELG", word[0]))
        return wrong(r, _("'E', 'L' or 'G' should stand here"));
    *sense = word[0] == 'E' ? HZ_SENSE_EQUAL : word[0] == 'L' ? HZ_SENSE_AT_MOST : HZ_SENSE_AT_LEAST;
    return HZ_OK;
}

static hz_status read_constraint(reader *r, hz_constraint *out)
{
    char *word;
    uint64_t n;
    hz_status status = need_word(r, &word);

    if (status)
        return status;
    out->line = r->word_line;
    if (!(out->name = hz_arena_copy(r->c->arena, word, strlen(word))))
        return hz_error_memory(r->err);
    if ((status = read_sense(r, &out->sense)) || (status = read_number(r, &out->rhs)) || (status = need_word(r, &word)))
        return status;
    if (strcmp(word, "OBJ") == 0) {
        out->is_objective = true;
        out->terms = r->c->objective;
        return HZ_OK;
    }
    if (!hz_parse_uint(&n, word, strlen(word), UINT32_MAX / 4) || n > (uint64_t)(r->end - r->at) / 2)
        return wrong(r, _("the number of terms, or 'OBJ', should stand here"));
    return read_n_terms(r, &out->terms, (size_t)n, r->c->n_variables);
}

/* Room for n more constraints. */
static bool make_room(hz_certificate *c, size_t n)
{
    size_t all = c->n_given + n;
    hz_constraint *constraints = realloc(c->constraints, (all + 1) * sizeof *constraints);

    if (!constraints)
        return false;
    memset(constraints + c->n_given, 0, (n + 1) * sizeof *constraints);
    c->constraints = constraints;
    return true;
}

static hz_status read_given(reader *r)
{
    hz_certificate *c = r->c;
    size_t n, n_bounds;
    hz_status status;

    if ((status = expect(r, "CON")) || (status = read_count(r, &n)) || (status = read_count(r, &n_bounds)))
        return status;
    if (!make_room(c, n))
        return hz_error_memory(r->err);
    for (; c->n_given < n && !status; c->n_given++)
        status = read_constraint(r, &c->constraints[c->n_given]);
    return status;
}

static hz_status read_end(reader *r, const char *open, bool *has, hz_ratio *out)
{
    char *word;
    hz_status status = need_word(r, &word);

    if (status)
        return status;
    *has = strcmp(word, open) != 0;
    return *has ? take_number(r, out, word) : HZ_OK;
}

static hz_status read_claim(reader *r)
{
    hz_certificate *c = r->c;
    char *word;
    hz_status status;

    if ((status = expect(r, "RTP")) || (status = need_word(r, &word)))
        return status;
    c->is_infeasible = strcmp(word, "infeas") == 0;
    if (c->is_infeasible)
        return HZ_OK;
    if (strcmp(word, "range") != 0)
        return wrong(r, _("'infeas' or 'range' should stand here"));
    return (status = read_end(r, "-inf", &c->has_lower, &c->lower)) ? status : read_end(r, "inf", &c->has_upper, &c->upper);
}

static hz_status read_point(reader *r, hz_point *out)
{
    char *word;
    hz_status status = need_word(r, &word);

    if (status)
        return status;
    out->line = r->word_line;
    if (!(out->name = hz_arena_copy(r->c->arena, word, strlen(word))))
        return hz_error_memory(r->err);
    return read_terms(r, &out->terms, r->c->n_variables);
}

static hz_status read_points(reader *r)
{
    hz_certificate *c = r->c;
    size_t n;
    hz_status status;

    if ((status = expect(r, "SOL")) || (status = read_count(r, &n)))
        return status;
    if (!(c->points = hz_calloc(n + 1, sizeof *c->points)))
        return hz_error_memory(r->err);
    for (; c->n_points < n && !status; c->n_points++)
        status = read_point(r, &c->points[c->n_points]);
    return status;
}

/* ---- derivations ---- */

static hz_status read_sides(reader *r, hz_derivation *out, size_t below)
{
    hz_status status = HZ_OK;

    for (int side = 0; side < 2 && !status; side++)
        if (!(status = read_index(r, &out->side[side], below)))
            status = read_index(r, &out->assumed[side], below);
    return status;
}

/* Behind "{": what a constraint rests on, all of index below `below`. */
static hz_status read_reason(reader *r, hz_derivation *out, size_t below)
{
    static const char *const words[] = {"asm", "lin", "rnd", "uns"};
    char *word;
    hz_status status = need_word(r, &word);
    size_t kind = 0;

    if (status)
        return status;
    while (kind < sizeof words / sizeof *words && strcmp(word, words[kind]) != 0)
        kind++;
    if (kind == sizeof words / sizeof *words)
        return wrong(r, _("a derivation is by 'asm', 'lin', 'rnd' or 'uns'; others are not followed"));
    out->rule = (hz_rule)kind;
    if (out->rule == HZ_RULE_UNSPLIT)
        return read_sides(r, out, below);
    return out->rule == HZ_RULE_COMBINED || out->rule == HZ_RULE_ROUNDED ? read_terms(r, &out->terms, below) : HZ_OK;
}

/* The last index tells when a constraint may be forgotten; nothing is forgotten here. */
static hz_status read_derivation(reader *r, size_t i)
{
    hz_certificate *c = r->c;
    size_t index = c->n_given + i;
    char *word;
    hz_status status;

    if ((status = read_constraint(r, &c->constraints[index])) || (status = expect(r, "{")) ||
        (status = read_reason(r, &c->derivations[i], index)) || (status = expect(r, "}")) || (status = need_word(r, &word)))
        return status;
    return are_digits(word + (*word == '-')) ? HZ_OK : wrong(r, _("the index of the last constraint that refers to this one should stand here"));
}

static hz_status read_derivations(reader *r)
{
    hz_certificate *c = r->c;
    size_t n;
    hz_status status;

    if ((status = expect(r, "DER")) || (status = read_count(r, &n)))
        return status;
    if (!make_room(c, n) || !(c->derivations = hz_calloc(n + 1, sizeof *c->derivations)))
        return hz_error_memory(r->err);
    for (; c->n_derived < n && !status; c->n_derived++)
        status = read_derivation(r, c->n_derived);
    if (!status && next_word(r))
        return wrong(r, _("something stands behind the end of the certificate"));
    c->last_line = r->line;
    return status;
}

/* ---- the verbs ---- */

/* Words end in NULs of our own: one of the file's would hide what stands behind it. */
static hz_status refuse_nul(reader *r, const char *bytes, size_t length)
{
    const char *nul = memchr(bytes, '\0', length);

    for (const char *at = bytes; nul && at < nul; at++)
        r->word_line += *at == '\n';
    return nul ? wrong(r, _("a certificate is text, and has no NUL byte; write it again")) : HZ_OK;
}

hz_status hz_parse_certificate(hz_certificate **out, char *bytes, size_t length, const char *path, hz_error *err)
{
    static hz_status (*const sections[])(reader *r) = {read_version, read_variables, read_whole,  read_objective,
                                                       read_given,   read_claim,     read_points, read_derivations};
    reader r = {.path = path, .at = bytes, .end = bytes + length, .line = 1, .word_line = 1, .err = err};
    hz_status status;

    *out = NULL;
    if ((status = refuse_nul(&r, bytes, length)))
        return status;
    if (!(r.c = hz_calloc(1, sizeof *r.c)) || !(r.c->arena = hz_arena_new())) {
        hz_certificate_free(r.c);
        return hz_error_memory(err);
    }
    mpq_init(r.number);
    for (size_t i = 0; i < sizeof sections / sizeof *sections && !status; i++)
        status = sections[i](&r);
    mpq_clear(r.number);
    if (status)
        hz_certificate_free(r.c);
    else
        *out = r.c;
    return status;
}

hz_status hz_read_certificate(hz_certificate **out, const char *path, size_t cap, hz_error *err)
{
    char *bytes;
    size_t length;
    hz_status status;

    *out = NULL;
    if (hz_file_exists(path) && !hz_file_is_regular(path))
        return hz_error_set(err, HZ_ERR_IO, _("cannot read %s: it is not a regular file"), path);
    if ((status = hz_file_read(&bytes, &length, path, cap ? cap : USUAL_CAP, err)))
        return status;
    status = hz_parse_certificate(out, bytes, length, path, err);
    free(bytes);
    return status;
}
