/* estimate.c - numbers as tables hold them, and a cost from an emission: exact, then rounded once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/estimate.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned __int128 wide;

enum { DIGITS = 18, GRAMS_IN_KG_POWER = 3, FEN_POWER = 2 };
#define VALUE_MAX ((wide)100000000000000000) /* 10^17 */

/* ---- numbers of any length ---- */

/* The significant digits of a number that hz_decimal_parse() found too long. */
typedef struct {
    bool is_negative, has_point, has_more; /* more: a digit other than zero behind those that are kept */
    uint64_t digits;                       /* the first DIGITS */
    int n_digits, next;                    /* next: the digit behind them */
    int64_t power;                         /* of ten */
} long_number;

static void take_digit(long_number *n, int digit)
{
    if (n->n_digits < DIGITS) {
        n->digits = n->digits * 10 + (unsigned)digit;
        n->n_digits += n->digits > 0;
        n->power -= n->has_point;
        return;
    }
    if (n->n_digits == DIGITS)
        n->next = digit;
    else
        n->has_more |= digit != 0;
    n->n_digits++;
    n->power += !n->has_point;
}

/* The form is known to be right: blanks, sign, digits with at most one point, exponent. */
static long_number take_number(const char *text)
{
    long_number n = {0};
    const char *p = text + strspn(text, " \t\r\n");

    n.is_negative = *p == '-';
    p += *p == '-' || *p == '+';
    for (; isdigit((unsigned char)*p) || *p == '.'; p++) {
        if (*p == '.')
            n.has_point = true;
        else
            take_digit(&n, *p - '0');
    }
    if ((*p == 'e' || *p == 'E') && __builtin_add_overflow(n.power, strtoll(p + 1, NULL, 10), &n.power))
        n.power = INT64_MAX; /* as impossible as what it stands for */
    return n;
}

hz_number_status hz_estimate_number(hz_decimal *out, bool *is_shortened, const char *text)
{
    hz_number_status status = hz_decimal_parse(out, text, strlen(text), true);
    char rounded[64];
    long_number n;

    *is_shortened = false;
    if (status != HZ_NUMBER_TOO_LONG)
        return status;
    n = take_number(text);
    if (n.n_digits <= DIGITS)
        return status; /* it is the exponent */
    n.digits += n.next > 5 || (n.next == 5 && (n.has_more || n.digits % 2 != 0));
    snprintf(rounded, sizeof rounded, "%s%llue%lld", n.is_negative ? "-" : "", (unsigned long long)n.digits,
             (long long)n.power);
    *is_shortened = true;
    return hz_decimal_parse(out, rounded, strlen(rounded), true);
}

/* ---- estimates ---- */

/* p of 10^p, which every mass and money unit is. */
static int power_of_ten(int64_t numerator)
{
    int power = 0;

    for (; numerator >= 10; numerator /= 10)
        power++;
    return power;
}

int hz_estimate_places(const hz_unit_def *money)
{
    return power_of_ten(money->numerator);
}

/* n / d * 10^power, rounded half to even, by long division, so that nothing overflows: n < 10^36, d < 10^18. */
static bool divide_scaled(wide *out, wide n, uint64_t d, int power)
{
    wide quotient = n / d, rest = n % d;
    bool has_more;

    for (; power > 0; power--) {
        if (quotient > VALUE_MAX)
            return false;
        rest *= 10;
        quotient = quotient * 10 + rest / d;
        rest %= d;
    }
    if (power == 0) {
        *out = quotient + (2 * rest > d || (2 * rest == d && quotient % 2 != 0));
        return *out <= VALUE_MAX;
    }
    for (has_more = rest != 0; power < -1; power++) {
        has_more |= quotient % 10 != 0;
        quotient /= 10;
    }
    rest = quotient % 10;
    quotient /= 10;
    *out = quotient + (rest > 5 || (rest == 5 && (has_more || quotient % 2 != 0)));
    return *out <= VALUE_MAX;
}

bool hz_estimate_value_added(int64_t *fen, hz_decimal emission, const hz_unit_def *unit, hz_decimal intensity,
                             hz_decimal share)
{
    int power =
        intensity.scale - emission.scale - share.scale + power_of_ten(unit->numerator) - GRAMS_IN_KG_POWER + FEN_POWER;
    wide amount;

    if (intensity.digits == 0 || !divide_scaled(&amount, (wide)emission.digits * share.digits, intensity.digits, power))
        return false;
    *fen = (int64_t)amount;
    return true;
}
