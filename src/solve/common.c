/* common.c - rationals over a common denominator
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/common.h"

#include <stdlib.h>

#include "base/arena.h"

bool hz_common_make(hz_common *out, size_t n)
{
    *out = (hz_common){.numerator = hz_calloc(n + 1, sizeof *out->numerator)};
    if (!out->numerator)
        return false;
    out->n = n;
    mpz_init_set_ui(out->denominator, 1);
    for (size_t k = 0; k < n; k++)
        mpz_init(out->numerator[k]);
    return true;
}

void hz_common_take(hz_common *out, mpq_t *numbers)
{
    mpz_set_ui(out->denominator, 1);
    for (size_t k = 0; k < out->n; k++)
        mpz_lcm(out->denominator, out->denominator, mpq_denref(numbers[k]));
    for (size_t k = 0; k < out->n; k++) {
        mpz_divexact(out->numerator[k], out->denominator, mpq_denref(numbers[k]));
        mpz_mul(out->numerator[k], out->numerator[k], mpq_numref(numbers[k]));
    }
}

void hz_common_clear(hz_common *numbers)
{
    if (!numbers->numerator)
        return;
    for (size_t k = 0; k < numbers->n; k++)
        mpz_clear(numbers->numerator[k]);
    mpz_clear(numbers->denominator);
    free(numbers->numerator);
    *numbers = (hz_common){0};
}

void hz_common_rest(mpz_t out, const hz_common *numbers, int64_t constant, size_t n, const uint32_t *which, const int64_t *factors)
{
    mpz_mul_si(out, numbers->denominator, constant);
    for (size_t k = 0; k < n; k++)
        if (factors[k] < 0)
            mpz_addmul_ui(out, numbers->numerator[which[k]], -(uint64_t)factors[k]);
        else
            mpz_submul_ui(out, numbers->numerator[which[k]], (uint64_t)factors[k]);
}
