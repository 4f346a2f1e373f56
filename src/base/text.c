/* text.c - numbers to and from text, the same in every locale
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

typedef unsigned __int128 wide;

enum { DIGITS_MAX = 18, SCALE_MIN = -18, SCALE_MAX = 36 };

#define TEN_17 UINT64_C(100000000000000000)
#define TEN_19 UINT64_C(10000000000000000000)

/* An exponent above this is out of every scale, and no text is long enough to bring it back. */
#define EXPONENT_CAP INT64_C(1000000000000000)

static const uint64_t ten_to[20] = {
    UINT64_C(1),
    UINT64_C(10),
    UINT64_C(100),
    UINT64_C(1000),
    UINT64_C(10000),
    UINT64_C(100000),
    UINT64_C(1000000),
    UINT64_C(10000000),
    UINT64_C(100000000),
    UINT64_C(1000000000),
    UINT64_C(10000000000),
    UINT64_C(100000000000),
    UINT64_C(1000000000000),
    UINT64_C(10000000000000),
    UINT64_C(100000000000000),
    UINT64_C(1000000000000000),
    UINT64_C(10000000000000000),
    UINT64_C(100000000000000000),
    UINT64_C(1000000000000000000),
    UINT64_C(10000000000000000000),
};

/* ---- reading ---- */

typedef struct {
    const char *at;
    const char *end;
} span;

static bool is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Cut the leading run of digits off `rest`. */
static span take_digits(span *rest)
{
    span run = {rest->at, rest->at};
    while (run.end < rest->end && is_digit(*run.end))
        run.end++;
    rest->at = run.end;
    return run;
}

static bool take_sign(span *rest)
{
    bool is_negative = *rest->at == '-';
    if (is_negative || *rest->at == '+')
        rest->at++;
    return is_negative;
}

static bool is_word(span s, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(s.end - s.at) == length && strncasecmp(s.at, word, length) == 0;
}

static bool is_not_finite(span s)
{
    return is_word(s, "nan") || is_word(s, "inf") || is_word(s, "infinity");
}

static bool take_exponent(int64_t *exponent, span *rest)
{
    rest->at++;
    if (rest->at == rest->end)
        return false;
    bool is_negative = take_sign(rest);
    span run = take_digits(rest);
    if (run.at == run.end)
        return false;
    int64_t value = 0;
    for (const char *p = run.at; p < run.end; p++)
        value = value < EXPONENT_CAP ? value * 10 + (*p - '0') : EXPONENT_CAP;
    *exponent = is_negative ? -value : value;
    return true;
}

static uint64_t accumulate(uint64_t value, span run)
{
    for (const char *p = run.at; p < run.end; p++)
        value = value * 10 + (uint64_t)(*p - '0');
    return value;
}

/* Bring digits * 10^-scale into the one form in which a number is kept: nothing to drop behind the point, and no scale
 * below zero unless 18 digits don't suffice to write the zeros out. */
static hz_number_status normalise(hz_decimal *out, bool is_negative, uint64_t digits, int64_t scale)
{
    if (digits == 0) {
        *out = (hz_decimal){false, 0, 0};
        return HZ_NUMBER_OK;
    }
    while (scale > 0 && digits % 10 == 0) {
        digits /= 10;
        scale--;
    }
    while (scale < 0 && digits < TEN_17) {
        digits *= 10;
        scale++;
    }
    if (scale < SCALE_MIN || scale > SCALE_MAX)
        return HZ_NUMBER_TOO_LONG;
    *out = (hz_decimal){is_negative, digits, (int)scale};
    return HZ_NUMBER_OK;
}

/* whole.fraction * 10^exponent; zeros at both ends are not significant. */
static hz_number_status assemble(hz_decimal *out, bool is_negative, span whole, span fraction, int64_t exponent)
{
    while (whole.at < whole.end && *whole.at == '0')
        whole.at++;
    while (fraction.at < fraction.end && fraction.end[-1] == '0')
        fraction.end--;
    int64_t scale = (fraction.end - fraction.at) - exponent;
    if (whole.at == whole.end) {
        while (fraction.at < fraction.end && *fraction.at == '0')
            fraction.at++;
    }
    if (fraction.at == fraction.end) {
        while (whole.end - whole.at > DIGITS_MAX && whole.end[-1] == '0') {
            whole.end--;
            scale--;
        }
    }
    if ((whole.end - whole.at) + (fraction.end - fraction.at) > DIGITS_MAX)
        return HZ_NUMBER_TOO_LONG;
    return normalise(out, is_negative, accumulate(accumulate(0, whole), fraction), scale);
}

/* What nearly every number in a file is: at most 18 digits, perhaps with a point between two of them. In one pass; false
 * when it is anything else, right or wrong. */
static bool parse_plain(hz_decimal *out, const char *text, size_t length)
{
    const char *at = text, *end = text + length, *fraction = end;
    uint64_t digits = 0;
    if (length > DIGITS_MAX)
        return false;
    for (; at < end && is_digit(*at); at++)
        digits = digits * 10 + (uint64_t)(*at - '0');
    if (at == text)
        return false;
    if (at < end && *at == '.') {
        fraction = ++at;
        for (; at < end && is_digit(*at); at++)
            digits = digits * 10 + (uint64_t)(*at - '0');
        if (at == fraction)
            return false;
    }
    if (at < end)
        return false;
    *out = (hz_decimal){false, digits, (int)(end - fraction)};
    for (; out->scale > 0 && out->digits % 10 == 0; out->scale--)
        out->digits /= 10;
    return true;
}

hz_number_status hz_decimal_parse(hz_decimal *out, const char *text, size_t length, bool may_have_exponent)
{
    if (parse_plain(out, text, length))
        return HZ_NUMBER_OK;
    *out = (hz_decimal){false, 0, 0};
    if (length == 0)
        return HZ_NUMBER_EMPTY;
    span rest = {text, text + length};
    while (rest.at < rest.end && is_space(*rest.at))
        rest.at++;
    while (rest.at < rest.end && is_space(rest.end[-1]))
        rest.end--;
    if (rest.at == rest.end)
        return HZ_NUMBER_EMPTY;
    bool is_negative = take_sign(&rest);
    span whole = take_digits(&rest);
    if (whole.at == whole.end)
        return is_not_finite(rest) ? HZ_NUMBER_NOT_FINITE : HZ_NUMBER_NOT_A_NUMBER;
    span fraction = {rest.at, rest.at};
    if (rest.at < rest.end && *rest.at == '.') {
        rest.at++;
        fraction = take_digits(&rest);
        if (fraction.at == fraction.end)
            return HZ_NUMBER_NOT_A_NUMBER;
    }
    int64_t exponent = 0;
    if (may_have_exponent && rest.at < rest.end && (*rest.at == 'e' || *rest.at == 'E') &&
        !take_exponent(&exponent, &rest))
        return HZ_NUMBER_NOT_A_NUMBER;
    if (rest.at != rest.end)
        return HZ_NUMBER_NOT_A_NUMBER;
    return assemble(out, is_negative, whole, fraction, exponent);
}

bool hz_parse_uint(uint64_t *out, const char *text, size_t length, uint64_t max)
{
    if (length == 0)
        return false;
    uint64_t value = 0;
    for (size_t i = 0; i < length; i++) {
        if (!is_digit(text[i]) || __builtin_mul_overflow(value, 10U, &value) ||
            __builtin_add_overflow(value, (uint64_t)(text[i] - '0'), &value))
            return false;
    }
    if (value > max)
        return false;
    *out = value;
    return true;
}

/* ---- writing ---- */

static const char pairs[] =
    "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
    "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/* Write the digits of `value` so that they end before `end`; returns where they start. */
static char *digits_before(char *end, uint64_t value)
{
    while (value >= 100) {
        end -= 2;
        memcpy(end, pairs + 2 * (value % 100), 2);
        value /= 100;
    }
    if (value >= 10) {
        end -= 2;
        memcpy(end, pairs + 2 * value, 2);
    } else {
        *--end = (char)('0' + value);
    }
    return end;
}

static char *wide_digits_before(char *end, wide value)
{
    while (value > UINT64_MAX) {
        char *start = digits_before(end, (uint64_t)(value % TEN_19));
        end -= 19;
        while (start > end)
            *--start = '0';
        value /= TEN_19;
    }
    return digits_before(end, (uint64_t)value);
}

static wide wide_ten_to(int exponent)
{
    return exponent <= 19 ? ten_to[exponent] : (wide)TEN_19 * ten_to[exponent - 19];
}

/* value / 10^drop, half to even. */
static wide drop_digits(wide value, int drop)
{
    if (drop > SCALE_MAX + 2)
        return 0; /* below half: a value of at most 39 digits behind at least 39 places */
    if (value <= UINT64_MAX && drop <= 19) {
        uint64_t narrow = (uint64_t)value;
        uint64_t quotient = narrow / ten_to[drop];
        uint64_t remainder = narrow % ten_to[drop];
        uint64_t rest = ten_to[drop] - remainder;
        return quotient + (remainder > rest || (remainder == rest && (quotient & 1U)));
    }
    wide divisor = wide_ten_to(drop);
    wide quotient = value / divisor;
    wide remainder = value % divisor;
    wide rest = divisor - remainder;
    return quotient + (remainder > rest || (remainder == rest && (quotient & 1U)));
}

static char *put_zeros(char *p, int count)
{
    for (int i = 0; i < count; i++)
        *p++ = '0';
    return p;
}

/* The whole digits, then `n_zeros`. */
static char *put_whole(char *p, const char *digits, int n_digits, int n_zeros)
{
    memcpy(p, digits, (size_t)n_digits);
    return put_zeros(p + n_digits, n_zeros);
}

/* The same with a comma before every third from the right. */
static char *put_whole_grouped(char *p, const char *digits, int n_digits, int n_zeros)
{
    for (int left = n_digits + n_zeros; left > 0;) {
        *p++ = left > n_zeros ? *digits++ : '0';
        if (--left > 0 && left % 3 == 0)
            *p++ = ',';
    }
    return p;
}

static size_t format_number(char *buf, __int128 value, int scale, int places, bool is_grouped)
{
    assert(scale >= SCALE_MIN && scale <= SCALE_MAX);
    wide magnitude = value < 0 ? -(wide)value : (wide)value;
    if (places > SCALE_MAX)
        places = SCALE_MAX;
    if (places >= 0 && places < scale) {
        magnitude = drop_digits(magnitude, scale - places);
        scale = places;
    }
    char tens[64];
    char *end = tens + sizeof tens;
    char *start = wide_digits_before(end, magnitude);
    while (end - start <= scale) /* at least one digit before the point */
        *--start = '0';
    int n_fraction = scale > 0 ? scale : 0;
    int n_whole = (int)(end - start) - n_fraction;
    if (places < 0) {
        while (n_fraction > 0 && start[n_whole + n_fraction - 1] == '0')
            n_fraction--;
    }
    char *p = buf;
    if (value < 0 && magnitude != 0)
        *p++ = '-';
    p = (is_grouped ? put_whole_grouped : put_whole)(p, start, n_whole, scale < 0 && magnitude != 0 ? -scale : 0);
    if (n_fraction > 0 || places > 0)
        *p++ = '.';
    memcpy(p, start + n_whole, (size_t)n_fraction);
    p = put_zeros(p + n_fraction, places - n_fraction);
    *p = '\0';
    return (size_t)(p - buf);
}

size_t hz_format_fixed(char *buf, __int128 value, int scale, int places)
{
    return format_number(buf, value, scale, places, false);
}

size_t hz_format_grouped(char *buf, __int128 value, int scale, int places)
{
    return format_number(buf, value, scale, places, true);
}

/* ---- dividing ---- */

/* A quotient outside 64 bits is a mistake of the caller; the nearest bound does less harm than a wrapped number. */
static int64_t saturate(__int128 value)
{
    return value > INT64_MAX ? INT64_MAX : value < INT64_MIN ? INT64_MIN : (int64_t)value;
}

int64_t hz_div_floor(__int128 numerator, __int128 denominator)
{
    __int128 quotient = numerator / denominator;
    return saturate(quotient - (numerator % denominator < 0));
}

int64_t hz_div_ceil(__int128 numerator, __int128 denominator)
{
    __int128 quotient = numerator / denominator;
    return saturate(quotient + (numerator % denominator > 0));
}

int64_t hz_div_half_even(__int128 numerator, __int128 denominator)
{
    __int128 quotient = numerator / denominator;
    __int128 remainder = numerator % denominator;
    if (remainder < 0) { /* from truncation to floor, so that the remainder is 0 .. denominator-1 */
        quotient--;
        remainder += denominator;
    }
    __int128 rest = denominator - remainder;
    return saturate(quotient + (remainder > rest || (remainder == rest && quotient % 2 != 0)));
}

/* ---- characters ---- */

/* Eight bytes at once: true when all are printable ASCII (0x20 .. 0x7E). Adding 1 carries 0x7F into the top bit;
 * subtracting 0x20 from a byte whose top bit was set beforehand clears it when the byte was below 0x20. No byte
 * borrows from its neighbour. */
static bool is_plain_word(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    const uint64_t high = UINT64_C(0x8080808080808080);
    if (word & high)
        return false;
    uint64_t is_not_delete = ~(word + UINT64_C(0x0101010101010101)) & high;
    uint64_t is_not_control = ((word | high) - UINT64_C(0x2020202020202020)) & high;
    return (is_not_delete & is_not_control) == high;
}

/* The length of the well-formed clean character at `p`, 0 when there is none. Well-formed: Unicode Standard, table
 * 3-7. Clean: the production Char of XML 1.0 without the controls U+007F .. U+009F, which XML discourages and
 * terminals obey. */
static size_t clean_length(const unsigned char *p, size_t room)
{
    unsigned char a = p[0];
    if (a < 0x80U)
        return (a >= 0x20U && a != 0x7FU) || a == '\t' || a == '\n' || a == '\r';
    size_t length = a < 0xC2U ? 0 : a < 0xE0U ? 2 : a < 0xF0U ? 3 : a < 0xF5U ? 4 : 0;
    if (length == 0 || length > room)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if ((p[i] & 0xC0U) != 0x80U)
            return 0;
    }
    unsigned char b = p[1];
    bool is_bad = (a == 0xC2U && b < 0xA0U)                                 /* C1 controls */
                  || (a == 0xE0U && b < 0xA0U) || (a == 0xF0U && b < 0x90U) /* overlong */
                  || (a == 0xEDU && b > 0x9FU)                              /* surrogates */
                  || (a == 0xF4U && b > 0x8FU)                              /* above U+10FFFF */
                  || (a == 0xEFU && b == 0xBFU && p[2] >= 0xBEU);           /* U+FFFE, U+FFFF */
    return is_bad ? 0 : length;
}

/* The run of U+4000 .. U+9FFF, where nearly all Chinese characters are: three bytes E4 .. E9, 80 .. BF, 80 .. BF. */
static size_t han_run(const unsigned char *p, size_t room)
{
    size_t i = 0;
    while (room - i >= 3 && p[i] >= 0xE4U && p[i] <= 0xE9U && (p[i + 1] & 0xC0U) == 0x80U &&
           (p[i + 2] & 0xC0U) == 0x80U)
        i += 3;
    return i;
}

bool hz_text_is_clean(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length) {
        i += han_run((const unsigned char *)text + i, length - i);
        if (i == length)
            break;
        if (length - i >= 8 && is_plain_word(text + i)) {
            i += 8;
            continue;
        }
        size_t step = clean_length((const unsigned char *)text + i, length - i);
        if (step == 0)
            return false;
        i += step;
    }
    return true;
}

/* ---- what cannot be seen ---- */

/* Characters without a glyph (Unicode: White_Space, Default_Ignorable_Code_Point, and the empty Braille cell), in order. */
static const struct {
    uint32_t from, to;
} unseen[] = {
    {0x0000, 0x0020}, {0x007F, 0x00A0}, {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C},   {0x115F, 0x1160},
    {0x1680, 0x1680}, {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x2000, 0x200F}, {0x2028, 0x202F},   {0x205F, 0x206F},
    {0x2800, 0x2800}, {0x3000, 0x3000}, {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
    {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

static bool is_unseen(uint32_t character)
{
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        if (character <= unseen[i].to)
            return character >= unseen[i].from;
    return false;
}

bool hz_text_is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        unsigned char first = (unsigned char)text[i++];
        uint32_t character = first < 0x80 ? first : first < 0xE0 ? first & 0x1FU : first < 0xF0 ? first & 0x0FU : first & 0x07U;

        for (; i < length && ((unsigned char)text[i] & 0xC0U) == 0x80U; i++)
            character = character << 6 | ((unsigned char)text[i] & 0x3FU);
        if (!is_unseen(character))
            return false;
    }
    return true;
}

bool hz_text_ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), n = strlen(end);

    return length > n && strcmp(text + length - n, end) == 0;
}

void hz_text_mend_cut(char *text)
{
    size_t length = strlen(text);
    size_t start = length;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0U) == 0x80U)
        start--;
    if (start == 0)
        return;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t expected = lead < 0x80U ? 1 : lead < 0xE0U ? 2 : lead < 0xF0U ? 3 : 4;
    if (length - (start - 1) < expected)
        text[start - 1] = '\0';
}
