/* quantity.c - the closed unit table and the one conversion, done on reading
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/quantity.h"

#include <string.h>

typedef unsigned __int128 wide;

enum { KEY_SIZE = 16, N_WIDE_SCALE = 28 };

static const hz_unit_def units[] = {
#define HZ_UNIT(symbol, dimension, numerator, denominator, needs_days)                                                 \
    {symbol, HZ_DIM_##dimension, INT64_C(numerator), INT64_C(denominator), needs_days},
#include "base/units.def"
#undef HZ_UNIT
};

/* The same symbols padded with NULs to a fixed size, so that one comparison of two machine words settles each. */
static const char keys[][KEY_SIZE] = {
#define HZ_UNIT(symbol, dimension, numerator, denominator, needs_days) {symbol},
#include "base/units.def"
#undef HZ_UNIT
};

enum { N_UNITS = sizeof units / sizeof units[0] };

/* What the conversion relies on: a symbol fits its key, and digits * numerator is below 10^28. */
#define HZ_UNIT(symbol, dimension, numerator, denominator, needs_days)                                                 \
    _Static_assert(sizeof(symbol) <= KEY_SIZE, "symbol too long");                                                     \
    _Static_assert((numerator) > 0 && (numerator) <= 10000000000, "numerator out of range");                           \
    _Static_assert((denominator) > 0 && (denominator) <= 1000, "denominator out of range");
#include "base/units.def"
#undef HZ_UNIT

const hz_unit_def *hz_unit_find(const char *symbol, size_t length)
{
    if (length == 0 || length >= KEY_SIZE)
        return NULL;
    char key[KEY_SIZE] = {0};
    memcpy(key, symbol, length);
    uint64_t head, tail;
    memcpy(&head, key, 8);
    memcpy(&tail, key + 8, 8);
    for (size_t i = 0; i < N_UNITS; i++) {
        uint64_t unit_head, unit_tail;
        memcpy(&unit_head, keys[i], 8);
        memcpy(&unit_tail, keys[i] + 8, 8);
        if (unit_head == head && unit_tail == tail)
            /* a NUL inside the bytes given would look like padding */
            return keys[i][length - 1] != '\0' ? &units[i] : NULL;
    }
    return NULL;
}

const hz_unit_def *hz_unit_at(size_t index)
{
    return index < N_UNITS ? &units[index] : NULL;
}

const hz_unit_def *hz_unit_canonical(hz_dimension dimension)
{
    static const char *const symbols[] = {
        [HZ_DIM_MASS] = "kg/d",       [HZ_DIM_MONEY] = "fen/d", [HZ_DIM_MONEY_CNY] = "CNY/d",
        [HZ_DIM_MONEY_USD] = "USD/d", [HZ_DIM_SHARE] = "%",     [HZ_DIM_ENERGY] = "GJ/d",
        [HZ_DIM_SUM] = "fen",         [HZ_DIM_SUM_CNY] = "CNY", [HZ_DIM_SUM_USD] = "USD",
        [HZ_DIM_TIME] = "h",
        [HZ_DIM_VOLUME] = "m3/d",     [HZ_DIM_AREA] = "m2/d",   [HZ_DIM_COUNT] = "piece/d",
        [HZ_DIM_CONCENTRATION] = "ug/m3",
    };
    const char *symbol = symbols[dimension];
    return hz_unit_find(symbol, strlen(symbol));
}

/* 10^exponent, exponent 0 .. 28. */
static wide ten_to(int exponent)
{
    wide power = 1;
    for (int i = 0; i < exponent; i++)
        power *= 10;
    return power;
}

/* The nearest integer to numerator / denominator, ties to the even one; *is_exact tells whether anything was
 * rounded. */
static uint64_t divide_narrow(uint64_t numerator, uint64_t denominator, bool *is_exact)
{
    uint64_t quotient = numerator / denominator;
    uint64_t remainder = numerator % denominator;
    uint64_t rest = denominator - remainder;
    *is_exact = remainder == 0;
    return quotient + (remainder > rest || (remainder == rest && (quotient & 1U)));
}

static wide divide_wide(wide numerator, wide denominator, bool *is_exact)
{
    wide quotient = numerator / denominator;
    wide remainder = numerator % denominator;
    wide rest = denominator - remainder;
    *is_exact = remainder == 0;
    return quotient + (remainder > rest || (remainder == rest && (quotient & 1U)));
}

/* The same for every decimal: digits < 10^18, numerator <= 10^10, so the product is below 10^28. Behind more than 28
 * places it is below one half; before a negative scale any number but zero has at least 19 digits. */
static wide magnitude_wide(hz_decimal value, const hz_unit_def *unit, uint64_t divisor, bool *is_exact)
{
    *is_exact = value.digits == 0;
    if (value.digits == 0 || value.scale > N_WIDE_SCALE)
        return 0;
    wide numerator = (wide)value.digits * (uint64_t)unit->numerator;
    if (value.scale < 0) {
        wide power = ten_to(-value.scale);
        if (numerator > ~(wide)0 / power)
            return ~(wide)0;
        return divide_wide(numerator * power, divisor, is_exact);
    }
    return divide_wide(numerator, ten_to(value.scale) * divisor, is_exact);
}

/* 10^0 .. 10^9: what nearly every number in a file has behind its point. */
static const uint64_t narrow_ten_to[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};

hz_convert_status hz_convert(int64_t *out, hz_decimal value, const hz_unit_def *unit, unsigned operating_days)
{
    return hz_convert_up_to(out, value, unit, operating_days, HZ_AMOUNT_MAX);
}

hz_convert_status hz_convert_up_to(int64_t *out, hz_decimal value, const hz_unit_def *unit, unsigned operating_days,
                                   int64_t most)
{
    uint64_t divisor = (uint64_t)unit->denominator * (unit->needs_days ? operating_days : 1U);
    *out = 0;
    if (divisor == 0)
        return HZ_CONVERT_ABSURD;
    uint64_t product;
    wide magnitude;
    bool is_exact;
    if (value.scale >= 0 && value.scale <= 9 &&
        !__builtin_mul_overflow(value.digits, (uint64_t)unit->numerator, &product))
        magnitude = divide_narrow(product, narrow_ten_to[value.scale] * divisor, &is_exact);
    else
        magnitude = magnitude_wide(value, unit, divisor, &is_exact);
    bool is_absurd = magnitude > (uint64_t)most;
    int64_t amount = is_absurd ? most : (int64_t)magnitude;
    *out = value.is_negative ? -amount : amount;
    if (is_absurd)
        return HZ_CONVERT_ABSURD;
    if (!is_exact && (unit->dimension == HZ_DIM_SHARE || unit->dimension == HZ_DIM_TIME || amount == 0))
        return HZ_CONVERT_INEXACT;
    return HZ_CONVERT_OK;
}

bool hz_days_parse(int64_t *milli_days, const char *text, size_t length)
{
    hz_decimal decimal;
    int64_t days;

    if (hz_decimal_parse(&decimal, text, length, false) != HZ_NUMBER_OK || decimal.is_negative || decimal.digits > 366000)
        return false;
    days = (int64_t)decimal.digits;
    for (; decimal.scale > 3 && days % 10 == 0; decimal.scale--)
        days /= 10;
    for (; decimal.scale < 3 && days <= 366000; decimal.scale++)
        days *= 10;
    *milli_days = days;
    return decimal.scale == 3 && days > 0 && days <= 366000;
}
