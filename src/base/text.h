/* text.h - numbers to and from text, the same in every locale
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_TEXT_H
#define HZ_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An exact decimal: sign * digits * 10^-scale, without trailing zeros behind the point. */
typedef struct {
    bool is_negative;
    uint64_t digits; /* at most 18 significant digits */
    int scale;       /* digits behind the point, -18 .. 36; below 0 only when `digits` has 18 digits */
} hz_decimal;

typedef enum {
    HZ_NUMBER_OK,
    HZ_NUMBER_EMPTY,
    HZ_NUMBER_NOT_A_NUMBER, /* anything that is not [+-]digits[.digits] */
    HZ_NUMBER_NOT_FINITE,   /* nan, inf, infinity in any case */
    HZ_NUMBER_TOO_LONG      /* more than 18 significant digits, or an exponent beyond the scale */
} hz_number_status;

/* Parse `length` bytes as a decimal with a point; surrounding XML white space is allowed. With `may_have_exponent`
 * also 1.5E-05 (spreadsheets write that). No locale is consulted. */
hz_number_status hz_decimal_parse(hz_decimal *out, const char *text, size_t length, bool may_have_exponent);

/* Parse a plain non-negative integer of at most `max`. */
bool hz_parse_uint(uint64_t *out, const char *text, size_t length, uint64_t max);

enum { HZ_FIXED_MAX = 128 };

/* Write value * 10^-scale (scale -18 .. 36) as a plain decimal and a NUL into `buf` (at least HZ_FIXED_MAX bytes),
 * with exactly `places` digits (at most 36) behind the point, or with trailing zeros dropped when `places` is
 * negative. If `places` < scale the value is rounded half to even. Returns the length. Example: (1234500, 3, -1) ->
 * "1234.5". */
size_t hz_format_fixed(char *buf, __int128 value, int scale, int places);

/* The same with a comma between thousands, for people. */
size_t hz_format_grouped(char *buf, __int128 value, int scale, int places);

/* Rounding divisions for positive denominators; a quotient beyond 64 bits becomes the nearest bound. */
int64_t hz_div_half_even(__int128 numerator, __int128 denominator);
int64_t hz_div_ceil(__int128 numerator, __int128 denominator);
int64_t hz_div_floor(__int128 numerator, __int128 denominator);

/* True when the bytes are well-formed UTF-8 of characters that XML 1.0 can carry (no control characters but tab, LF,
 * CR; U+007F to U+009F are refused too). */
bool hz_text_is_clean(const char *text, size_t length);

/* Is there nothing in it that a reader could see: only blanks of any width, joiners, marks of direction and the like? For
 * well-formed UTF-8. */
bool hz_text_is_blank(const char *text, size_t length);
/* Does it end with `end`, and with something before that? */
bool hz_text_ends_with(const char *text, const char *end);

/* A text that did not fit was cut by snprintf() at any byte: drop the character of which only the head is left. */
void hz_text_mend_cut(char *text);

#endif
