/* certificate.c - a certificate as it was read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "certificate/certificate.h"

#include <stdlib.h>

void hz_certificate_free(hz_certificate *certificate)
{
    if (!certificate)
        return;
    for (size_t i = 0; i < certificate->n_large; i++)
        mpq_clear(certificate->large[i]);
    free(certificate->large);
    free(certificate->terms);
    free(certificate->constraints);
    free(certificate->derivations);
    free(certificate->points);
    hz_arena_free(certificate->arena);
    free(certificate);
}

void hz_ratio_get(mpq_t out, const hz_certificate *certificate, hz_ratio number)
{
    if (number.bottom == 0)
        mpq_set(out, certificate->large[number.top]);
    else
        mpq_set_si(out, number.top, (unsigned long)number.bottom);
}

bool hz_ratio_is_equal(const hz_certificate *certificate, hz_ratio a, hz_ratio b)
{
    if (a.bottom != 0 || b.bottom != 0)
        return a.top == b.top && a.bottom == b.bottom; /* a large one is no small one */
    return mpq_equal(certificate->large[a.top], certificate->large[b.top]);
}

/* The last step is one combination of what is given, not of what was derived. */
static bool is_last_of_given(const hz_certificate *c)
{
    const hz_derivation *last = &c->derivations[c->n_derived - 1];
    const hz_terms *terms = &last->terms;

    return last->rule == HZ_RULE_COMBINED && (terms->n == 0 || c->terms[terms->first + terms->n - 1].index < c->n_given);
}

bool hz_certificate_has_prices(const hz_certificate *c)
{
    return !c->is_infeasible && c->has_lower && c->has_upper && hz_ratio_is_equal(c, c->lower, c->upper) && c->n_derived > 0 &&
           is_last_of_given(c);
}
