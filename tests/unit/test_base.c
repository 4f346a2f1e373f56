/* test_base.c - the ground floor: errors, memory, numbers, units, digests, sinks, interruption, language, threads
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/cancel.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/lang.h"
#include "base/parallel.h"
#include "base/quantity.h"
#include "base/sink.h"
#include "base/text.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The same sequence in every run: Numerical Recipes' 64-bit congruential generator. */
static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 11;
}

static void sleep_ms(long milliseconds)
{
    nanosleep(&(struct timespec){0, milliseconds * 1000000}, NULL);
}

/* What changes the state of the whole process is tried in a child: true when `act` returned true there. */
static bool in_child(bool (*act)(void))
{
    fflush(NULL);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0)
        _exit(act() ? 0 : 1);
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- error.c ---- */

START_TEST(error_first_failure_wins)
{
    hz_error err = HZ_ERROR_NONE;
    ck_assert_int_eq(hz_error_set(&err, HZ_ERR_IO, "cannot open %s", "a.xml"), HZ_ERR_IO);
    ck_assert_int_eq(hz_error_set(&err, HZ_ERR_SOLVER, "later"), HZ_ERR_IO);
    ck_assert_int_eq(hz_error_memory(&err), HZ_ERR_IO);
    ck_assert_int_eq(err.status, HZ_ERR_IO);
    ck_assert_str_eq(err.message, "cannot open a.xml");
}
END_TEST

START_TEST(error_without_object)
{
    ck_assert_int_eq(hz_error_set(NULL, HZ_ERR_LIMIT, "unheard"), HZ_ERR_LIMIT);
    ck_assert_int_eq(hz_error_memory(NULL), HZ_ERR_MEMORY);
}
END_TEST

START_TEST(error_memory_says_so)
{
    hz_error err = HZ_ERROR_NONE;
    ck_assert_int_eq(hz_error_memory(&err), HZ_ERR_MEMORY);
    ck_assert_ptr_nonnull(strstr(err.message, "out of memory"));
}
END_TEST

/* A long message is cut between characters, never inside one. */
START_TEST(error_long_message_is_cut_between_characters)
{
    for (int shift = 0; shift < 3; shift++) {
        char text[3000] = "abc";
        size_t length = (size_t)shift;
        while (length + 3 < sizeof text) {
            memcpy(text + length, "\xE7\x84\xA6", 3); /* U+7126 */
            length += 3;
        }
        text[length] = '\0';
        hz_error err = HZ_ERROR_NONE;
        hz_error_set(&err, HZ_ERR_INPUT, "%s", text);
        size_t kept = strlen(err.message);
        ck_assert_uint_eq(kept, (sizeof err.message - 1 - (size_t)shift) / 3 * 3 + (size_t)shift);
        ck_assert(hz_text_is_clean(err.message, kept));
    }
    char ascii[2000];
    memset(ascii, 'x', sizeof ascii - 1);
    ascii[sizeof ascii - 1] = '\0';
    hz_error err = HZ_ERROR_NONE;
    hz_error_set(&err, HZ_ERR_INPUT, "%s", ascii);
    ck_assert_uint_eq(strlen(err.message), sizeof err.message - 1);
}
END_TEST

START_TEST(error_exit_codes)
{
    static const struct {
        hz_status status;
        int code;
    } table[] = {
        {HZ_OK, 0},           {HZ_ERR_INPUT, 1},  {HZ_ERR_USAGE, 2},
        {HZ_ERR_IO, 3},       {HZ_ERR_MEMORY, 5}, {HZ_ERR_SOLVER, 5},
        {HZ_ERR_LIMIT, 5},    {HZ_ERR_VERIFY, 5}, {HZ_ERR_INTERRUPTED, 130},
        {HZ_ERR_INTERNAL, 5},
    };
    for (size_t i = 0; i < COUNT(table); i++)
        ck_assert_int_eq(hz_error_exit_code(table[i].status), table[i].code);
}
END_TEST

/* ---- arena.c ---- */

static bool is_zero(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

/* Pieces of every size are zeroed, aligned and do not overlap: each is filled with its own number, then all are
 * read. */
static void exercise_arena(void)
{
    enum { N = 2000 };
    static unsigned char *pieces[N];
    static size_t sizes[N];
    hz_arena *arena = hz_arena_new();
    ck_assert_ptr_nonnull(arena);
    uint64_t state = 1;
    for (int i = 0; i < N; i++) {
        sizes[i] = i % 100 == 7 ? next_random(&state) % 300000 : next_random(&state) % 200;
        pieces[i] = hz_arena_alloc(arena, sizes[i]);
        ck_assert_ptr_nonnull(pieces[i]);
        ck_assert_uint_eq((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        ck_assert(is_zero((const char *)pieces[i], sizes[i]));
        memset(pieces[i], 1 + i % 255, sizes[i]);
        char *copy = hz_arena_copy(arena, "odd length", 9);
        ck_assert_str_eq(copy, "odd lengt");
    }
    for (int i = 0; i < N; i++) {
        for (size_t k = 0; k < sizes[i]; k++)
            ck_assert_uint_eq(pieces[i][k], (unsigned)(1 + i % 255));
    }
    hz_arena_free(arena);
}

START_TEST(arena_pieces)
{
    exercise_arena();
    hz_arena_set_debug(true);
    exercise_arena();
    hz_arena_set_debug(false);
    hz_arena_free(NULL);
}
END_TEST

START_TEST(arena_array_and_copy)
{
    hz_arena *arena = hz_arena_new();
    int64_t *numbers = hz_arena_array(arena, 1000, sizeof *numbers);
    ck_assert_ptr_nonnull(numbers);
    ck_assert(is_zero((const char *)numbers, 1000 * sizeof *numbers));
    ck_assert_ptr_null(hz_arena_array(arena, SIZE_MAX / 4, 8));
    ck_assert_ptr_null(hz_arena_array(arena, SIZE_MAX, 1));
    ck_assert_ptr_nonnull(hz_arena_array(arena, 0, 8));
    ck_assert_str_eq(hz_arena_copy(arena, NULL, 0), "");
    ck_assert_ptr_null(hz_arena_copy(arena, "x", SIZE_MAX));
    hz_arena_free(arena);
}
END_TEST

START_TEST(arena_fails_at_the_nth_request_once)
{
    hz_memory_fail_at(1);
    ck_assert_ptr_null(hz_arena_new());
    hz_arena *arena = hz_arena_new();
    ck_assert_ptr_nonnull(arena);
    hz_memory_fail_at(3);
    ck_assert_ptr_nonnull(hz_arena_alloc(arena, 8));
    ck_assert_ptr_nonnull(hz_arena_copy(arena, "a", 1));
    ck_assert_ptr_null(hz_arena_array(arena, 2, 8));
    ck_assert_ptr_nonnull(hz_arena_array(arena, 2, 8));
    hz_memory_fail_at(1);
    ck_assert_ptr_null(hz_arena_copy(arena, "a", 1));
    hz_memory_fail_at(1);
    ck_assert_ptr_null(hz_calloc(1, 1));
    hz_memory_fail_at(1);
    hz_memory_fail_at(0);
    void *bytes = hz_calloc(0, 0);
    ck_assert_ptr_nonnull(bytes);
    free(bytes);
    hz_arena_free(arena);
}
END_TEST

START_TEST(grow_doubles_and_keeps)
{
    int *items = NULL;
    size_t capacity = 0;
    for (int i = 0; i < 1000; i++) {
        ck_assert(hz_grow((void **)&items, &capacity, (size_t)i + 1, sizeof *items));
        items[i] = i;
    }
    ck_assert_uint_eq(capacity, 1024);
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(items[i], i);

    int *before = items;
    ck_assert(!hz_grow((void **)&items, &capacity, SIZE_MAX / 2, sizeof *items));
    hz_memory_fail_at(1);
    ck_assert(!hz_grow((void **)&items, &capacity, 2000, sizeof *items));
    ck_assert_ptr_eq(items, before);
    ck_assert_uint_eq(capacity, 1024);
    ck_assert(hz_grow((void **)&items, &capacity, 5000, sizeof *items));
    ck_assert_uint_eq(capacity, 5000);
    ck_assert_int_eq(items[999], 999);
    free(items);
}
END_TEST

/* ---- text.c: reading ---- */

typedef struct {
    const char *text;
    hz_number_status plain; /* without exponents allowed */
    hz_number_status exponent;
    bool is_negative;
    uint64_t digits;
    int scale;
} decimal_case;

static const decimal_case decimals[] = {
    {"0", HZ_NUMBER_OK, HZ_NUMBER_OK, false, 0, 0},
    {"0.000", HZ_NUMBER_OK, HZ_NUMBER_OK, false, 0, 0},
    {"-0", HZ_NUMBER_OK, HZ_NUMBER_OK, false, 0, 0},
    {"-0.000", HZ_NUMBER_OK, HZ_NUMBER_OK, false, 0, 0},
    {"7", HZ_NUMBER_OK, HZ_NUMBER_OK, false, 7, 0},
    {"+7", HZ_NUMBER_OK, HZ_NUMBER_OK, false, 7, 0},
    {"-120.50", HZ_NUMBER_OK, HZ_NUMBER_OK, true, 1205, 1},
    {" \t\r\n35.2\n ", HZ_NUMBER_OK, HZ_NUMBER_OK, false, 352, 1},
    {"007.100", HZ_NUMBER_OK, HZ_NUMBER_OK, false, 71, 1},
    {"1000", HZ_NUMBER_OK, HZ_NUMBER_OK, false, 1000, 0},
    {"100.0", HZ_NUMBER_OK, HZ_NUMBER_OK, false, 100, 0},
    {"0.00125", HZ_NUMBER_OK, HZ_NUMBER_OK, false, 125, 5},
    {"123456789012345678", HZ_NUMBER_OK, HZ_NUMBER_OK, false, UINT64_C(123456789012345678), 0},
    {"999999999999999999", HZ_NUMBER_OK, HZ_NUMBER_OK, false, UINT64_C(999999999999999999), 0},
    {"1234567890123456789", HZ_NUMBER_TOO_LONG, HZ_NUMBER_TOO_LONG, false, 0, 0},
    {"1234567890.12345678", HZ_NUMBER_OK, HZ_NUMBER_OK, false, UINT64_C(123456789012345678), 8},
    {"1234567890.123456789", HZ_NUMBER_TOO_LONG, HZ_NUMBER_TOO_LONG, false, 0, 0},
    {"1234567890.1234567800000000", HZ_NUMBER_OK, HZ_NUMBER_OK, false, UINT64_C(123456789012345678), 8},
    {"000000000000000000000000123456789012345678", HZ_NUMBER_OK, HZ_NUMBER_OK, false, UINT64_C(123456789012345678), 0},
    {"1234567890123456780", HZ_NUMBER_OK, HZ_NUMBER_OK, false, UINT64_C(123456789012345678), -1},
    {"100000000000000000000000000000000000", HZ_NUMBER_OK, HZ_NUMBER_OK, false, UINT64_C(100000000000000000), -18},
    {"1000000000000000000000000000000000000", HZ_NUMBER_TOO_LONG, HZ_NUMBER_TOO_LONG, false, 0, 0},
    {"1000000000000000000.5", HZ_NUMBER_TOO_LONG, HZ_NUMBER_TOO_LONG, false, 0, 0},
    {"0.000000000000000000000000000000000001", HZ_NUMBER_OK, HZ_NUMBER_OK, false, 1, 36},
    {"0.0000000000000000000000000000000000001", HZ_NUMBER_TOO_LONG, HZ_NUMBER_TOO_LONG, false, 0, 0},
    {"", HZ_NUMBER_EMPTY, HZ_NUMBER_EMPTY, false, 0, 0},
    {" \t\r\n", HZ_NUMBER_EMPTY, HZ_NUMBER_EMPTY, false, 0, 0},
    {"-", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {".5", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {"5.", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {"1,5", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {"1,500.0", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {"1 5", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {"- 5", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {"--5", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {"1.2.3", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {"0x10", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {"12t", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {"\xEF\xBC\x95", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0}, /* full-width five */
    {"\xC2\xA0"
     "5",
     HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0}, /* no-break space */
    {"nan", HZ_NUMBER_NOT_FINITE, HZ_NUMBER_NOT_FINITE, false, 0, 0},
    {"NaN", HZ_NUMBER_NOT_FINITE, HZ_NUMBER_NOT_FINITE, false, 0, 0},
    {"-INF", HZ_NUMBER_NOT_FINITE, HZ_NUMBER_NOT_FINITE, false, 0, 0},
    {" +Infinity ", HZ_NUMBER_NOT_FINITE, HZ_NUMBER_NOT_FINITE, false, 0, 0},
    {"infinit", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {"1.5E-05", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_OK, false, 15, 6},
    {"-1.5e3", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_OK, true, 1500, 0},
    {"1E+2", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_OK, false, 100, 0},
    {"100E-2", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_OK, false, 1, 0},
    {"1e20", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_OK, false, UINT64_C(100000000000000000), -3},
    {"1e35", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_OK, false, UINT64_C(100000000000000000), -18},
    {"1e36", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_TOO_LONG, false, 0, 0},
    {"1e-36", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_OK, false, 1, 36},
    {"10e-37", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_OK, false, 1, 36},
    {"1e-37", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_TOO_LONG, false, 0, 0},
    {"0e99999999999999999999999999", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_OK, false, 0, 0},
    {"1e99999999999999999999999999", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_TOO_LONG, false, 0, 0},
    {"1e-99999999999999999999999999", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_TOO_LONG, false, 0, 0},
    {"1e", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {"1e+", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {"e5", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
    {"1e5.0", HZ_NUMBER_NOT_A_NUMBER, HZ_NUMBER_NOT_A_NUMBER, false, 0, 0},
};

static void check_decimal(const decimal_case *c, bool may_have_exponent)
{
    hz_decimal d = {true, 99, 99};
    hz_number_status status = hz_decimal_parse(&d, c->text, strlen(c->text), may_have_exponent);
    hz_number_status wanted = may_have_exponent ? c->exponent : c->plain;
    ck_assert_msg(status == wanted, "\"%s\": status %d, not %d", c->text, (int)status, (int)wanted);
    if (status != HZ_NUMBER_OK)
        return;
    ck_assert_msg(d.is_negative == c->is_negative && d.digits == c->digits && d.scale == c->scale,
                  "\"%s\": %s%ju scale %d", c->text, d.is_negative ? "-" : "", (uintmax_t)d.digits, d.scale);
}

START_TEST(decimal_forms)
{
    for (size_t i = 0; i < COUNT(decimals); i++) {
        check_decimal(&decimals[i], false);
        check_decimal(&decimals[i], true);
    }
}
END_TEST

/* The text ends where it is said to end, not at a NUL, and a NUL inside is no digit. */
START_TEST(decimal_obeys_the_length)
{
    hz_decimal d;
    ck_assert_int_eq(hz_decimal_parse(&d, "12345", 3, false), HZ_NUMBER_OK);
    ck_assert_uint_eq(d.digits, 123);
    ck_assert_int_eq(hz_decimal_parse(&d, "12\0", 3, false), HZ_NUMBER_NOT_A_NUMBER);
    ck_assert_int_eq(hz_decimal_parse(&d, "1.5", 2, false), HZ_NUMBER_NOT_A_NUMBER);
    ck_assert_int_eq(hz_decimal_parse(&d, "1e5", 2, true), HZ_NUMBER_NOT_A_NUMBER);
    ck_assert_int_eq(hz_decimal_parse(&d, NULL, 0, true), HZ_NUMBER_EMPTY);
}
END_TEST

START_TEST(uint_forms)
{
    uint64_t value = 5;
    ck_assert(hz_parse_uint(&value, "366", 3, 366));
    ck_assert_uint_eq(value, 366);
    ck_assert(!hz_parse_uint(&value, "367", 3, 366));
    ck_assert(!hz_parse_uint(&value, "", 0, 366));
    ck_assert(!hz_parse_uint(&value, "-1", 2, 366));
    ck_assert(!hz_parse_uint(&value, "+1", 2, 366));
    ck_assert(!hz_parse_uint(&value, " 1", 2, 366));
    ck_assert(!hz_parse_uint(&value, "1.0", 3, 366));
    ck_assert_uint_eq(value, 366);
    ck_assert(hz_parse_uint(&value, "0007", 4, 366));
    ck_assert_uint_eq(value, 7);
    ck_assert(hz_parse_uint(&value, "18446744073709551615", 20, UINT64_MAX));
    ck_assert_uint_eq(value, UINT64_MAX);
    ck_assert(!hz_parse_uint(&value, "18446744073709551616", 20, UINT64_MAX));
    ck_assert(!hz_parse_uint(&value, "99999999999999999999", 20, UINT64_MAX));
}
END_TEST

/* ---- text.c: writing ---- */

#define WIDE_MAX ((__int128)(~(unsigned __int128)0 >> 1))
#define TEN_20 ((__int128)100000000000 * 1000000000)

typedef struct {
    __int128 value;
    int scale;
    int places;
    const char *fixed;
    const char *grouped;
} format_case;

static const format_case formats[] = {
    {0, 0, 0, "0", "0"},
    {0, 3, -1, "0", "0"},
    {0, 3, 2, "0.00", "0.00"},
    {0, -3, 0, "0", "0"},
    {9, 0, 0, "9", "9"},
    {10, 0, 0, "10", "10"},
    {99, 0, 0, "99", "99"},
    {100, 0, 0, "100", "100"},
    {-7, 0, 0, "-7", "-7"},
    {999, 0, -1, "999", "999"},
    {1000, 0, -1, "1000", "1,000"},
    {-1234567, 0, 0, "-1234567", "-1,234,567"},
    {-123456, 0, 0, "-123456", "-123,456"},
    {1234500, 3, -1, "1234.5", "1,234.5"},
    {1234000, 3, -1, "1234", "1,234"},
    {1234500, 3, 3, "1234.500", "1,234.500"},
    {1234500, 3, 5, "1234.50000", "1,234.50000"},
    {5, 3, -1, "0.005", "0.005"},
    {-5, 3, 3, "-0.005", "-0.005"},
    {100, 2, -1, "1", "1"},
    /* half to even, at the borders */
    {5, 1, 0, "0", "0"},
    {15, 1, 0, "2", "2"},
    {25, 1, 0, "2", "2"},
    {35, 1, 0, "4", "4"},
    {-5, 1, 0, "0", "0"},
    {-15, 1, 0, "-2", "-2"},
    {-25, 1, 0, "-2", "-2"},
    {49, 2, 0, "0", "0"},
    {50, 2, 0, "0", "0"},
    {51, 2, 0, "1", "1"},
    {12345, 3, 2, "12.34", "12.34"},
    {12355, 3, 2, "12.36", "12.36"},
    {123451, 4, 2, "12.35", "12.35"},
    {9995, 3, 2, "10.00", "10.00"},
    {9985, 3, 2, "9.98", "9.98"},
    {99995, 2, 1, "1000.0", "1,000.0"},
    {999950, 3, 1, "1000.0", "1,000.0"},
    {-4, 3, 2, "0.00", "0.00"},
    {4, 30, 2, "0.00", "0.00"},
    /* wide numbers */
    {INT64_MAX, 0, 0, "9223372036854775807", "9,223,372,036,854,775,807"},
    {INT64_MIN, 0, 0, "-9223372036854775808", "-9,223,372,036,854,775,808"},
    {INT64_MIN, 18, -1, "-9.223372036854775808", "-9.223372036854775808"},
    {(__int128)UINT64_MAX + 1, 0, 0, "18446744073709551616", "18,446,744,073,709,551,616"},
    {TEN_20, 0, 0, "100000000000000000000", "100,000,000,000,000,000,000"},
    {TEN_20, 20, -1, "1", "1"},
    {TEN_20 + 5, 1, 0, "10000000000000000000", "10,000,000,000,000,000,000"},
    {TEN_20 + 15, 1, 0, "10000000000000000002", "10,000,000,000,000,000,002"},
    {TEN_20 / 2, 20, 0, "0", "0"},
    {TEN_20 / 2 + 1, 20, 0, "1", "1"},
    {WIDE_MAX, 0, 0, "170141183460469231731687303715884105727", "170,141,183,460,469,231,731,687,303,715,884,105,727"},
    {-WIDE_MAX - 1, 0, 0, "-170141183460469231731687303715884105728",
     "-170,141,183,460,469,231,731,687,303,715,884,105,728"},
    {WIDE_MAX, 36, 0, "170", "170"},
    {WIDE_MAX, 36, 36, "170.141183460469231731687303715884105727", "170.141183460469231731687303715884105727"},
    {1, 36, -1, "0.000000000000000000000000000000000001", "0.000000000000000000000000000000000001"},
    {1, 36, 35, "0.00000000000000000000000000000000000", "0.00000000000000000000000000000000000"},
    {15, -3, 0, "15000", "15,000"},
    {-15, -4, 1, "-150000.0", "-150,000.0"},
    {1, -18, -1, "1000000000000000000", "1,000,000,000,000,000,000"},
};

START_TEST(format_known)
{
    for (size_t i = 0; i < COUNT(formats); i++) {
        const format_case *f = &formats[i];
        char buf[HZ_FIXED_MAX];
        ck_assert_uint_eq(hz_format_fixed(buf, f->value, f->scale, f->places), strlen(f->fixed));
        ck_assert_str_eq(buf, f->fixed);
        ck_assert_uint_eq(hz_format_grouped(buf, f->value, f->scale, f->places), strlen(f->grouped));
        ck_assert_str_eq(buf, f->grouped);
    }
}
END_TEST

/* The longest text there can be fits the buffer. */
START_TEST(format_longest)
{
    char buf[HZ_FIXED_MAX];
    ck_assert_uint_lt(hz_format_grouped(buf, -WIDE_MAX - 1, -18, 36), sizeof buf);
    ck_assert_uint_lt(hz_format_grouped(buf, -WIDE_MAX - 1, 0, 1000), sizeof buf);
}
END_TEST

/* What is written is read back as the same number. */
START_TEST(format_round_trip)
{
    uint64_t state = 42;
    for (int i = 0; i < 20000; i++) {
        uint64_t digits = next_random(&state) % UINT64_C(1000000000000000000);
        digits >>= next_random(&state) % 60;
        int scale = (int)(next_random(&state) % 19);
        int64_t value = next_random(&state) & 1 ? -(int64_t)digits : (int64_t)digits;
        char buf[HZ_FIXED_MAX];
        size_t length = hz_format_fixed(buf, value, scale, -1);
        hz_decimal d;
        ck_assert_int_eq(hz_decimal_parse(&d, buf, length, false), HZ_NUMBER_OK);
        ck_assert(d.is_negative == (value < 0));
        uint64_t expected = digits;
        for (int k = scale; k > d.scale; k--) {
            ck_assert_uint_eq(expected % 10, 0);
            expected /= 10;
        }
        ck_assert_uint_eq(d.digits, expected);
    }
}
END_TEST

/* A comma locale, where there is one, changes nothing. */
START_TEST(numbers_ignore_the_locale)
{
    char *before = strdup(setlocale(LC_ALL, NULL));
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"};
    for (size_t i = 0; i < COUNT(names) && setlocale(LC_ALL, names[i]) == NULL; i++)
        continue;
    hz_decimal d;
    char buf[HZ_FIXED_MAX];
    ck_assert_int_eq(hz_decimal_parse(&d, "1.5", 3, false), HZ_NUMBER_OK);
    ck_assert_int_eq(hz_decimal_parse(&d, "1,5", 3, false), HZ_NUMBER_NOT_A_NUMBER);
    hz_format_grouped(buf, 12345678, 2, 2);
    ck_assert_str_eq(buf, "123,456.78");
    setlocale(LC_ALL, before);
    free(before);
}
END_TEST

/* ---- text.c: dividing ---- */

START_TEST(divisions)
{
    static const struct {
        int n, d, floor, ceil, half_even;
    } table[] = {
        {0, 3, 0, 0, 0},    {1, 3, 0, 1, 0},     {2, 3, 0, 1, 1},     {3, 3, 1, 1, 1},     {-1, 3, -1, 0, 0},
        {-2, 3, -1, 0, -1}, {-3, 3, -1, -1, -1}, {1, 2, 0, 1, 0},     {3, 2, 1, 2, 2},     {5, 2, 2, 3, 2},
        {7, 2, 3, 4, 4},    {-1, 2, -1, 0, 0},   {-3, 2, -2, -1, -2}, {-5, 2, -3, -2, -2}, {-7, 2, -4, -3, -4},
        {7, 1, 7, 7, 7},    {-7, 1, -7, -7, -7},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        ck_assert_int_eq(hz_div_floor(table[i].n, table[i].d), table[i].floor);
        ck_assert_int_eq(hz_div_ceil(table[i].n, table[i].d), table[i].ceil);
        ck_assert_int_eq(hz_div_half_even(table[i].n, table[i].d), table[i].half_even);
    }
    ck_assert_int_eq(hz_div_half_even((__int128)INT64_MAX * 1000 + 500, 1000), INT64_MAX);
    ck_assert_int_eq(hz_div_half_even((__int128)INT64_MAX - 1, 1), INT64_MAX - 1);
    ck_assert_int_eq(hz_div_floor(WIDE_MAX, 1), INT64_MAX);
    ck_assert_int_eq(hz_div_ceil(-WIDE_MAX, 1), INT64_MIN);
    ck_assert_int_eq(hz_div_half_even(-WIDE_MAX, WIDE_MAX), -1);
    ck_assert_int_eq(hz_div_half_even(WIDE_MAX / 2, WIDE_MAX), 0);
    ck_assert_int_eq(hz_div_half_even(WIDE_MAX / 2 + 1, WIDE_MAX), 1);
}
END_TEST

/* ---- text.c: characters ---- */

static const struct {
    const char *bytes;
    size_t length;
    bool is_clean;
} characters[] = {
    {"", 0, true},
    {"plain ASCII ~ and more", 22, true},
    {"tab\tlf\ncr\r and so on", 20, true},
    {"\xE7\x84\xA6\xE4\xBD\x9C\xE5\xB8\x82", 9, true}, /* a city's name */
    {"\xC2\xA0", 2, true},                             /* U+00A0 */
    {"\xF0\xA0\x80\x80", 4, true},                     /* U+20000 */
    {"\xF4\x8F\xBF\xBF", 4, true},                     /* U+10FFFF */
    {"\xED\x9F\xBF", 3, true},                         /* U+D7FF */
    {"\xEE\x80\x80", 3, true},                         /* U+E000 */
    {"\xEF\xBF\xBD", 3, true},                         /* U+FFFD */
    {"a\0b", 3, false},
    {"\x01", 1, false},
    {"12345678\x1F", 9, false},
    {"1234567\x1B", 8, false},
    {"\x7F", 1, false},
    {"123\x7F"
     "4567",
     8, false},
    {"12345678123\x0B"
     "4567",
     16, false},
    {"\xC2\x85", 2, false},         /* U+0085, a C1 control */
    {"\xC2\x9B", 2, false},         /* U+009B, which terminals obey */
    {"\x80", 1, false},             /* a tail without a head */
    {"\xC0\x80", 2, false},         /* overlong */
    {"\xC1\xBF", 2, false},         /* overlong */
    {"\xE0\x9F\xBF", 3, false},     /* overlong */
    {"\xF0\x8F\xBF\xBF", 4, false}, /* overlong */
    {"\xED\xA0\x80", 3, false},     /* a surrogate */
    {"\xEF\xBF\xBE", 3, false},     /* U+FFFE */
    {"\xEF\xBF\xBF", 3, false},     /* U+FFFF */
    {"\xF4\x90\x80\x80", 4, false}, /* U+110000 */
    {"\xF5\x80\x80\x80", 4, false},
    {"\xFF", 1, false},
    {"\xE7\x84", 2, false}, /* cut short */
    {"\xE7", 1, false},
    {"\xE7\x84"
     "a",
     3, false},
    {"\xE7"
     "aa",
     3, false},
    {"\xC2"
     "a",
     2, false},
    {"\xB1\xBE\xB5\xD8", 4, false}, /* GBK */
};

START_TEST(clean_text)
{
    for (size_t i = 0; i < COUNT(characters); i++)
        ck_assert_msg(hz_text_is_clean(characters[i].bytes, characters[i].length) == characters[i].is_clean,
                      "text %zu of the table", i);
}
END_TEST

/* Every single byte at every place of an eight-byte word gets the verdict that it gets alone. */
START_TEST(clean_words_agree_with_bytes)
{
    for (int byte = 0; byte < 256; byte++) {
        char alone = (char)byte;
        bool is_clean = hz_text_is_clean(&alone, 1);
        ck_assert(is_clean == ((byte >= 0x20 && byte < 0x7F) || byte == '\t' || byte == '\n' || byte == '\r'));
        for (size_t place = 0; place < 8; place++) {
            char word[16];
            memset(word, place % 2 ? ' ' : '~', sizeof word);
            word[place] = alone;
            ck_assert(hz_text_is_clean(word, sizeof word) == is_clean);
        }
    }
}
END_TEST

/* Blanks of any width, marks of direction, joiners and fillers show nothing; one visible character is enough. */
START_TEST(blank_text)
{
    static const char *const blank[] = {
        "",       " \t\n",  "\u00A0", "\u00AD", "\u3000\u3000", "\u200B\u200D", "\u202E",
        "\u2060", "\uFEFF", "\u2800", "\u3164", "\uFE0F",       "\u180E ",      "\u00A0\u2003\u205F\u3000"};
    static const char *const visible[] = {"x",      " .",     "\u3000\u5BB6", "\u200B1",
                                          "\u00E9", "\u3001", "\U0001F4A8",   "\u202Ea"};

    for (size_t i = 0; i < COUNT(blank); i++)
        ck_assert_msg(hz_text_is_blank(blank[i], strlen(blank[i])), "blank text %zu", i);
    for (size_t i = 0; i < COUNT(visible); i++)
        ck_assert_msg(!hz_text_is_blank(visible[i], strlen(visible[i])), "visible text %zu", i);
}
END_TEST

/* ---- quantity.c ---- */

static const struct {
    const char *symbol;
    const char *value;
    unsigned days;
    hz_dimension dimension;
    int64_t expected; /* worked out by hand */
} unit_cases[] = {
    {"g/d", "17", 0, HZ_DIM_MASS, 17},
    {"kg/d", "120.5", 0, HZ_DIM_MASS, 120500},
    {"t/d", "12.3", 0, HZ_DIM_MASS, 12300000},
    {"kg/a", "365", 365, HZ_DIM_MASS, 1000},
    {"t/a", "4650", 310, HZ_DIM_MASS, 15000000},
    {"\xE4\xB8\x87t/a", "3", 300, HZ_DIM_MASS, 100000000},
    {"fen/d", "99", 0, HZ_DIM_MONEY, 99},
    {"CNY/d", "12.34", 0, HZ_DIM_MONEY_CNY, 1234},
    {"\xE5\x85\x83/d", "0.5", 0, HZ_DIM_MONEY_CNY, 50},
    {"\xE4\xB8\x87\xE5\x85\x83/d", "35.2", 0, HZ_DIM_MONEY_CNY, 35200000},
    {"CNY/a", "620", 310, HZ_DIM_MONEY_CNY, 200},
    {"\xE4\xB8\x87\xE5\x85\x83/a", "36.6", 366, HZ_DIM_MONEY_CNY, 100000},
    {"USD/d", "410000", 0, HZ_DIM_MONEY_USD, 41000000},
    {"USD/a", "1000", 250, HZ_DIM_MONEY_USD, 400},
    {"fen", "7", 0, HZ_DIM_SUM, 7},
    {"CNY", "80.5", 0, HZ_DIM_SUM_CNY, 8050},
    {"\xE5\x85\x83", "3", 0, HZ_DIM_SUM_CNY, 300},
    {"\xE4\xB8\x87\xE5\x85\x83", "1.2", 0, HZ_DIM_SUM_CNY, 1200000},
    {"USD", "0.25", 0, HZ_DIM_SUM_USD, 25},
    {"h", "36", 0, HZ_DIM_TIME, 36},
    {"d", "1.5", 0, HZ_DIM_TIME, 36},
    {"%", "20", 0, HZ_DIM_SHARE, 2000},
    {"\xE2\x80\xB0", "5.5", 0, HZ_DIM_SHARE, 55},
    {"1", "0.25", 0, HZ_DIM_SHARE, 2500},
    {"GJ/d", "5000", 0, HZ_DIM_ENERGY, 5000000000},
    {"MJ/d", "1.5", 0, HZ_DIM_ENERGY, 1500},
    {"kWh/d", "10", 0, HZ_DIM_ENERGY, 36000},
    {"MWh/d", "2", 0, HZ_DIM_ENERGY, 7200000},
    {"\xE4\xB8\x87kWh/d", "12", 0, HZ_DIM_ENERGY, 432000000},
    {"MWh/a", "300", 300, HZ_DIM_ENERGY, 3600000},
    {"GJ/a", "730", 365, HZ_DIM_ENERGY, 2000000},
    {"L/d", "41", 0, HZ_DIM_VOLUME, 41},
    {"m3/d", "2.5", 0, HZ_DIM_VOLUME, 2500},
    {"\xE4\xB8\x87m3/d", "1.2", 0, HZ_DIM_VOLUME, 12000000},
    {"m3/a", "3000", 300, HZ_DIM_VOLUME, 10000},
    {"m2/d", "0.5", 0, HZ_DIM_AREA, 500},
    {"\xE4\xB8\x87m2/d", "0.3", 0, HZ_DIM_AREA, 3000000},
    {"piece/d", "8", 0, HZ_DIM_COUNT, 8000},
    {"\xE4\xB8\x87piece/d", "1.5", 0, HZ_DIM_COUNT, 15000000},
    {"piece/a", "600", 300, HZ_DIM_COUNT, 2000},
    {"trip/d", "120", 0, HZ_DIM_COUNT, 120000},
    {"ug/m3", "75.5", 0, HZ_DIM_CONCENTRATION, 75500},
    {"\xCE\xBCg/m3", "1", 0, HZ_DIM_CONCENTRATION, 1000},
    {"\xC2\xB5g/m3", "1", 0, HZ_DIM_CONCENTRATION, 1000},
    {"mg/m3", "1.217", 0, HZ_DIM_CONCENTRATION, 1217000},
};

static hz_convert_status convert(int64_t *out, const char *value, const char *symbol, unsigned days)
{
    hz_decimal d;
    ck_assert_int_eq(hz_decimal_parse(&d, value, strlen(value), true), HZ_NUMBER_OK);
    const hz_unit_def *unit = hz_unit_find(symbol, strlen(symbol));
    ck_assert_msg(unit != NULL, "no unit %s", symbol);
    return hz_convert(out, d, unit, days);
}

START_TEST(units_all)
{
    for (size_t i = 0; i < COUNT(unit_cases); i++) {
        int64_t amount = -1;
        ck_assert_int_eq(convert(&amount, unit_cases[i].value, unit_cases[i].symbol, unit_cases[i].days),
                         HZ_CONVERT_OK);
        ck_assert_msg(amount == unit_cases[i].expected, "%s %s = %jd, not %jd", unit_cases[i].value,
                      unit_cases[i].symbol, (intmax_t)amount, (intmax_t)unit_cases[i].expected);
        const hz_unit_def *unit = hz_unit_at(i); /* the order of units.def, so that none is left out */
        ck_assert_ptr_nonnull(unit);
        ck_assert_str_eq(unit->symbol, unit_cases[i].symbol);
        ck_assert_int_eq(unit->dimension, unit_cases[i].dimension);
        ck_assert(unit->needs_days == (unit_cases[i].days > 0));
        ck_assert_ptr_eq(hz_unit_find(unit->symbol, strlen(unit->symbol)), unit);
    }
    ck_assert_ptr_null(hz_unit_at(COUNT(unit_cases)));
}
END_TEST

START_TEST(units_unknown)
{
    static const char *const none[] = {
        "",      "kg",    "KG/d",        "kg/D",         "kg/day",    "t/y",
        " kg/d", "kg/d ", "m\xC2\xB3/d", "\xE4\xB8\x87", "piece/d/d", "percent percent percent"};
    for (size_t i = 0; i < COUNT(none); i++)
        ck_assert_msg(hz_unit_find(none[i], strlen(none[i])) == NULL, "%s", none[i]);
    ck_assert_ptr_null(hz_unit_find("kg/d\0\0", 6));
    ck_assert_ptr_null(hz_unit_find("\0", 1));
    ck_assert_ptr_nonnull(hz_unit_find("kg/day", 4));
}
END_TEST

START_TEST(units_canonical)
{
    static const char *const symbols[] = {"kg/d", "fen/d", "CNY/d", "USD/d", "fen",  "CNY",    "USD",
                                          "h",    "%",     "GJ/d",  "m3/d",  "m2/d", "piece/d"};
    for (int i = HZ_DIM_MASS; i <= HZ_DIM_COUNT; i++) {
        const hz_unit_def *unit = hz_unit_canonical((hz_dimension)i);
        ck_assert_ptr_nonnull(unit);
        ck_assert_int_eq(unit->dimension, i);
        ck_assert_str_eq(unit->symbol, symbols[i]);
        ck_assert(!unit->needs_days);
    }
}
END_TEST

START_TEST(convert_borders)
{
    static const struct {
        const char *value;
        const char *symbol;
        unsigned days;
        hz_convert_status status;
        int64_t expected;
    } table[] = {
        {"-120.5", "kg/d", 0, HZ_CONVERT_OK, -120500},
        {"0", "kg/d", 0, HZ_CONVERT_OK, 0},
        /* rounding half to even */
        {"0.5", "g/d", 0, HZ_CONVERT_INEXACT, 0},
        {"1.5", "g/d", 0, HZ_CONVERT_OK, 2},
        {"2.5", "g/d", 0, HZ_CONVERT_OK, 2},
        {"-2.5", "g/d", 0, HZ_CONVERT_OK, -2},
        {"-3.5", "g/d", 0, HZ_CONVERT_OK, -4},
        {"2.50000000000000001", "g/d", 0, HZ_CONVERT_OK, 3},
        {"2.49999999999999999", "g/d", 0, HZ_CONVERT_OK, 2},
        {"0.0005", "kg/d", 0, HZ_CONVERT_INEXACT, 0},
        {"0.00051", "kg/d", 0, HZ_CONVERT_OK, 1},
        {"1", "kg/a", 300, HZ_CONVERT_OK, 3},
        {"0.45", "kg/a", 300, HZ_CONVERT_OK, 2}, /* 1.5 */
        {"0.75", "kg/a", 300, HZ_CONVERT_OK, 2}, /* 2.5 */
        {"0.15", "kg/a", 300, HZ_CONVERT_INEXACT, 0},
        /* shares are exact or said not to be */
        {"33.33", "%", 0, HZ_CONVERT_OK, 3333},
        {"33.333", "%", 0, HZ_CONVERT_INEXACT, 3333},
        {"33.335", "%", 0, HZ_CONVERT_INEXACT, 3334},
        {"33.345", "%", 0, HZ_CONVERT_INEXACT, 3334},
        {"0.0001", "1", 0, HZ_CONVERT_OK, 1},
        {"0.00001", "1", 0, HZ_CONVERT_INEXACT, 0},
        /* too small to be anything, by whichever path */
        {"1e-36", "t/d", 0, HZ_CONVERT_INEXACT, 0},
        {"1e-28", "t/d", 0, HZ_CONVERT_INEXACT, 0},
        {"999999999999999999e-36", "\xE4\xB8\x87t/a", 1, HZ_CONVERT_INEXACT, 0},
        {"999999999999999999e-28", "\xE4\xB8\x87t/a", 1, HZ_CONVERT_OK, 1},
        {"5e-11", "\xE4\xB8\x87t/a", 1, HZ_CONVERT_INEXACT, 0},
        {"1.5e-10", "\xE4\xB8\x87t/a", 1, HZ_CONVERT_OK, 2},
        /* the cap */
        {"1000000", "t/d", 0, HZ_CONVERT_OK, HZ_AMOUNT_MAX},
        {"1000000.0000004", "t/d", 0, HZ_CONVERT_OK, HZ_AMOUNT_MAX},
        {"1000000.000001", "t/d", 0, HZ_CONVERT_ABSURD, HZ_AMOUNT_MAX},
        {"-1000000.000001", "t/d", 0, HZ_CONVERT_ABSURD, -HZ_AMOUNT_MAX},
        {"1e35", "g/d", 0, HZ_CONVERT_ABSURD, HZ_AMOUNT_MAX},
        {"-1e35", "\xE4\xB8\x87t/a", 366, HZ_CONVERT_ABSURD, -HZ_AMOUNT_MAX},
        {"999999999999999999", "\xE4\xB8\x87t/a", 1, HZ_CONVERT_ABSURD, HZ_AMOUNT_MAX},
        /* a yearly amount without days has no meaning */
        {"5", "t/a", 0, HZ_CONVERT_ABSURD, 0},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        int64_t amount = 12345;
        hz_convert_status status = convert(&amount, table[i].value, table[i].symbol, table[i].days);
        ck_assert_msg(status == table[i].status && amount == table[i].expected, "%s %s: status %d, %jd", table[i].value,
                      table[i].symbol, (int)status, (intmax_t)amount);
    }
}
END_TEST

/* What many make together may be more than one amount is. */
START_TEST(convert_up_to_a_sum)
{
    static const struct {
        const char *value;
        hz_convert_status status;
        int64_t expected;
    } table[] = {
        {"1000000.000001", HZ_CONVERT_OK, HZ_AMOUNT_MAX + 1},
        {"8000000000000", HZ_CONVERT_OK, HZ_SUM_MAX},
        {"8000000000000.00001", HZ_CONVERT_ABSURD, HZ_SUM_MAX},
        {"-8000000000000.00001", HZ_CONVERT_ABSURD, -HZ_SUM_MAX},
        {"1e35", HZ_CONVERT_ABSURD, HZ_SUM_MAX},
    };

    for (size_t i = 0; i < COUNT(table); i++) {
        hz_decimal value;
        int64_t amount = 12345;

        ck_assert_int_eq(hz_decimal_parse(&value, table[i].value, strlen(table[i].value), true), HZ_NUMBER_OK);
        ck_assert_int_eq(hz_convert_up_to(&amount, value, hz_unit_find("t/d", 3), 0, HZ_SUM_MAX), table[i].status);
        ck_assert_int_eq(amount, table[i].expected);
    }
}
END_TEST

/* The short way (64 bits) and the long way (128 bits) give one answer: the same number with zeros appended until it
 * takes the long way. */
START_TEST(convert_both_ways_agree)
{
    uint64_t state = 7;
    for (int i = 0; i < 20000; i++) {
        const hz_unit_def *unit = hz_unit_at(next_random(&state) % COUNT(unit_cases));
        unsigned days = (unsigned)(1 + next_random(&state) % 366);
        hz_decimal brief = {next_random(&state) & 1, next_random(&state) % 10000000, (int)(next_random(&state) % 10)};
        hz_decimal longer = {brief.is_negative, brief.digits * UINT64_C(10000000000), brief.scale + 10};
        int64_t a = 0, b = 0;
        ck_assert_int_eq(hz_convert(&a, brief, unit, days), hz_convert(&b, longer, unit, days));
        ck_assert_int_eq(a, b);
    }
}
END_TEST

/* ---- calendar.c ---- */

/* Every day from year 0 to 9999 is what the C library says it is, and comes back. */
START_TEST(dates_agree_with_the_c_library)
{
    char text[HZ_DATE_TEXT], other[64];
    int32_t first, last, again;
    int n = 0;

    ck_assert(hz_date_parse(&first, "0000-01-01", 10) && hz_date_parse(&last, "9999-12-31", 10));
    for (int32_t day = first; day <= last; day++, n++) {
        time_t seconds = (time_t)day * 86400;
        struct tm tm;

        hz_date_format(text, day);
        if (!gmtime_r(&seconds, &tm))
            ck_abort();
        snprintf(other, sizeof other, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
        if (strcmp(text, other) != 0 || !hz_date_parse(&again, text, strlen(text)) || again != day ||
            hz_year_of(day) != tm.tm_year + 1900 || day - hz_year_start(day) != tm.tm_yday)
            ck_abort_msg("%d: %s %s", day, text, other);
    }
    ck_assert_int_eq(n, 25 * 146097);
    ck_assert_int_eq(hz_year_end(first) - hz_year_start(first), 366);
}
END_TEST

START_TEST(dates_and_instants_are_real)
{
    static const char *const instants[] = {"2016-09-24T00:00", "2024-02-29T23:59", "1969-12-31T23:00"};
    static const char *const others[] = {"2023-02-29T00:00", "1900-02-29T00:00",  "2016-09-31T00:00", "2016-13-01T00:00",
                                         "2016-00-01T00:00", "2016-09-00T00:00",  "2016-09-24T24:00", "2016-09-24T12:60",
                                         "2016-09-24 00:00", "2016-09-24T00:00Z", "2016-09-24T0:000", "",
                                         "-016-09-24T00:00", "2016-9-024T00:00"};
    char text[HZ_INSTANT_TEXT];
    int64_t instant;

    for (size_t i = 0; i < COUNT(instants); i++) {
        ck_assert(hz_instant_parse(&instant, instants[i], strlen(instants[i])));
        ck_assert_str_eq(hz_instant_format(text, instant), instants[i]);
    }
    ck_assert_int_eq(hz_instant_day(-1), -1);
    ck_assert_int_eq(hz_instant_day(-HZ_DAY_MIN), -1);
    ck_assert_int_eq(hz_instant_day(HZ_DAY_MIN), 1);
    for (size_t i = 0; i < COUNT(others); i++)
        ck_assert(!hz_instant_parse(&instant, others[i], strlen(others[i])));
}
END_TEST

/* ---- digest.c ---- */

START_TEST(digest_known)
{
    /* FIPS 180-4 examples, as published by NIST */
    char hex[HZ_DIGEST_HEX];
    hz_digest *digest = hz_digest_new();
    hz_digest_add(digest, "abc", 3);
    hz_digest_finish(digest, hex);
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    digest = hz_digest_new();
    hz_digest_add(digest, NULL, 0);
    hz_digest_finish(digest, hex);
    ck_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    digest = hz_digest_new();
    for (const char *p = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"; *p != '\0'; p++)
        hz_digest_add(digest, p, 1);
    hz_digest_finish(digest, hex);
    ck_assert_str_eq(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");

    hz_digest_finish(NULL, hex);
    ck_assert_str_eq(hex, "");
    hz_memory_fail_at(1);
    ck_assert_ptr_null(hz_digest_new());
}
END_TEST

/* ---- sink.c ---- */

static const char *text_of(hz_sink *sink)
{
    size_t length = 0;
    const char *text = hz_sink_text(sink, &length);
    ck_assert_uint_eq(strlen(text), length);
    ck_assert_uint_eq(hz_sink_count(sink), length);
    return text;
}

START_TEST(sink_memory)
{
    hz_sink *sink = hz_sink_to_memory();
    ck_assert_str_eq(text_of(sink), "");
    hz_put(sink, "ab", 2);
    hz_put(sink, NULL, 0);
    hz_puts(sink, "cd");
    hz_puts(sink, NULL);
    hz_putc(sink, 'e');
    hz_putf(sink, "%d-%s", 5, "f");
    ck_assert_str_eq(text_of(sink), "abcde5-f");
    ck_assert_str_eq(hz_sink_text(sink, NULL), "abcde5-f");
    ck_assert(!hz_sink_failed(sink));
    ck_assert_int_eq(hz_sink_close(sink, "memory", NULL), HZ_OK);
    ck_assert_int_eq(hz_sink_close(NULL, "nothing", NULL), HZ_OK);
}
END_TEST

START_TEST(sink_numbers)
{
    hz_sink *sink = hz_sink_to_memory();
    hz_put_int(sink, 0);
    hz_putc(sink, ' ');
    hz_put_int(sink, INT64_MIN);
    hz_putc(sink, ' ');
    hz_put_int(sink, INT64_MAX);
    hz_putc(sink, ' ');
    hz_put_fixed(sink, -1234500, 3, -1);
    hz_putc(sink, ' ');
    hz_put_grouped(sink, 1234567890, 3, 1);
    ck_assert_str_eq(text_of(sink), "0 -9223372036854775808 9223372036854775807 -1234.5 1,234,567.9");
    hz_sink_close(sink, "memory", NULL);
}
END_TEST

/* One long text, and a formatted one longer than any buffer inside. */
START_TEST(sink_memory_grows)
{
    enum { N = 300000 };
    char *text = malloc(N + 1);
    memset(text, 'x', N);
    text[N] = '\0';
    hz_sink *sink = hz_sink_to_memory();
    for (int i = 0; i < N; i++)
        hz_putc(sink, 'x');
    hz_puts(sink, text);
    hz_putf(sink, "%s", text);
    for (int i = 0; i < 100000; i++)
        hz_put_int(sink, 7);
    ck_assert_uint_eq(strlen(text_of(sink)), 3 * N + 100000);
    ck_assert_int_eq(strncmp(text_of(sink) + 2 * N, text, N), 0);
    ck_assert_str_eq(text_of(sink) + 3 * N + 99998, "77");
    ck_assert_int_eq(hz_sink_close(sink, "memory", NULL), HZ_OK);
    free(text);
}
END_TEST

START_TEST(sink_xml)
{
    hz_sink *sink = hz_sink_to_memory();
    hz_put_xml(sink, "a<b>&\"c'\t\r\n\xE7\x84\xA6");
    hz_put_xml(sink, "");
    hz_put_xml(sink, NULL);
    hz_putc(sink, '|');
    hz_put_attr(sink, "name", "<\xE5\x8D\x9A&");
    hz_put_attr(sink, "empty", "");
    hz_put_attr(sink, "none", NULL);
    ck_assert_str_eq(text_of(sink),
                     "a&lt;b&gt;&amp;&quot;c&apos;&#9;&#13;&#10;\xE7\x84\xA6| name=\"&lt;\xE5\x8D\x9A&amp;\""
                     " empty=\"\"");
    hz_sink_close(sink, "memory", NULL);
}
END_TEST

START_TEST(sink_json)
{
    hz_sink *sink = hz_sink_to_memory();
    hz_put_json(sink, "a\"b\\c</script>&\n\r\t\b\f\x01\x1F\x7F\xE7\x84\xA6");
    hz_put_json(sink, "");
    hz_put_json(sink, NULL);
    ck_assert_str_eq(text_of(sink),
                     "\"a\\\"b\\\\c\\u003c/script\\u003e\\u0026\\n\\r\\t\\b\\f\\u0001\\u001f\x7F\xE7\x84\xA6\""
                     "\"\"null");
    hz_sink_close(sink, "memory", NULL);
    /* no control character gets through bare */
    sink = hz_sink_to_memory();
    for (char c = 1; c < 0x20; c++)
        hz_put_json(sink, (char[]){c, '\0'});
    for (const char *p = text_of(sink); *p != '\0'; p++)
        ck_assert_int_ge(*p, 0x20);
    hz_sink_close(sink, "memory", NULL);
}
END_TEST

START_TEST(sink_columns)
{
    static const struct {
        const char *text;
        int columns;
        const char *padded;
        const char *right;
    } table[] = {
        {"abc", 5, "abc  ", "  abc"},
        {"abc", 3, "abc", "abc"},
        {"abcdef", 3, "abcdef", "abcdef"},
        {"", 2, "  ", "  "},
        {NULL, 2, "  ", "  "},
        {"abc", -1, "abc", "abc"},
        {"\xE7\x84\xA6\xE4\xBD\x9C", 6, "\xE7\x84\xA6\xE4\xBD\x9C  ", "  \xE7\x84\xA6\xE4\xBD\x9C"},
        {"1\xE5\x8F\xB7\xE7\xAA\x91", 6, "1\xE5\x8F\xB7\xE7\xAA\x91 ", " 1\xE5\x8F\xB7\xE7\xAA\x91"},
        {"\xEF\xBC\x88", 3, "\xEF\xBC\x88 ", " \xEF\xBC\x88"},             /* full-width parenthesis: 2 */
        {"e\xCC\x81", 2, "e\xCC\x81 ", " e\xCC\x81"},                      /* combining accent: 0 */
        {"\xF0\xA0\x80\x80", 3, "\xF0\xA0\x80\x80 ", " \xF0\xA0\x80\x80"}, /* U+20000: 2 */
        {"\xC3\xA9", 2, "\xC3\xA9 ", " \xC3\xA9"},                         /* e acute: 1 */
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        hz_sink *sink = hz_sink_to_memory();
        hz_put_padded(sink, table[i].text, table[i].columns);
        ck_assert_str_eq(text_of(sink), table[i].padded);
        hz_sink_close(sink, "memory", NULL);
        sink = hz_sink_to_memory();
        hz_put_right(sink, table[i].text, table[i].columns);
        ck_assert_str_eq(text_of(sink), table[i].right);
        hz_sink_close(sink, "memory", NULL);
    }
    hz_sink *sink = hz_sink_to_memory();
    hz_put_padded(sink, "x", 100);
    ck_assert_uint_eq(strlen(text_of(sink)), 100);
    hz_sink_close(sink, "memory", NULL);
}
END_TEST

/* The same text to a file, to memory and to a digest: small pieces, long pieces, numbers across the ends of buffers. */
static void put_much(hz_sink *sink, const char *lump)
{
    for (int i = 0; i < 60000; i++) {
        hz_put_int(sink, i);
        hz_putc(sink, '\n');
        hz_put_xml(sink, "<kiln>");
        if (i % 20000 == 19999)
            hz_puts(sink, lump);
    }
}

START_TEST(sink_file_memory_digest_agree)
{
    enum { N = 400000 };
    char *lump = malloc(N + 1);
    for (int i = 0; i < N; i++)
        lump[i] = (char)('a' + i % 26);
    lump[N] = '\0';

    hz_sink *memory = hz_sink_to_memory();
    put_much(memory, lump);
    size_t length = 0;
    const char *text = hz_sink_text(memory, &length);

    FILE *file = tmpfile();
    ck_assert_ptr_nonnull(file);
    hz_digest *file_digest = hz_digest_new();
    hz_sink *sink = hz_sink_to_fd(fileno(file), file_digest);
    put_much(sink, lump);
    ck_assert_uint_eq(hz_sink_count(sink), length);
    ck_assert_str_eq(hz_sink_text(sink, NULL), "");
    ck_assert_int_eq(hz_sink_close(sink, "a temporary file", NULL), HZ_OK);

    hz_digest *digest = hz_digest_new();
    sink = hz_sink_to_digest(digest);
    put_much(sink, lump);
    ck_assert_uint_eq(hz_sink_count(sink), length);
    ck_assert_int_eq(hz_sink_close(sink, "digest", NULL), HZ_OK);

    char *bytes = malloc(length + 1);
    rewind(file);
    ck_assert_uint_eq(fread(bytes, 1, length + 1, file), length);
    ck_assert_int_eq(memcmp(bytes, text, length), 0);
    char file_hex[HZ_DIGEST_HEX], hex[HZ_DIGEST_HEX], memory_hex[HZ_DIGEST_HEX];
    hz_digest *memory_digest = hz_digest_new();
    hz_digest_add(memory_digest, text, length);
    hz_digest_finish(memory_digest, memory_hex);
    hz_digest_finish(file_digest, file_hex);
    hz_digest_finish(digest, hex);
    ck_assert_str_eq(file_hex, memory_hex);
    ck_assert_str_eq(hex, memory_hex);

    hz_sink_close(memory, "memory", NULL);
    fclose(file);
    free(bytes);
    free(lump);
}
END_TEST

START_TEST(sink_disk_full)
{
    int fd = open("/dev/full", O_WRONLY);
    ck_assert_int_ge(fd, 0);
    hz_error err = HZ_ERROR_NONE;
    hz_sink *sink = hz_sink_to_fd(fd, NULL);
    hz_puts(sink, "short: only the end shows that it cannot be written");
    ck_assert(!hz_sink_failed(sink));
    ck_assert_int_eq(hz_sink_close(sink, "/dev/full", &err), HZ_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "/dev/full"));
    ck_assert_ptr_nonnull(strstr(err.message, strerror(ENOSPC)));

    sink = hz_sink_to_fd(fd, NULL);
    for (int i = 0; i < 100000; i++)
        hz_put_int(sink, i);
    ck_assert(hz_sink_failed(sink));
    ck_assert_uint_eq(hz_sink_count(sink), 10 + 90 * 2 + 900 * 3 + 9000 * 4 + 90000 * 5);
    err = HZ_ERROR_NONE;
    ck_assert_int_eq(hz_sink_close(sink, "/dev/full", &err), HZ_ERR_IO);
    close(fd);

    err = HZ_ERROR_NONE;
    sink = hz_sink_to_fd(-1, NULL);
    hz_putc(sink, 'x');
    ck_assert_int_eq(hz_sink_close(sink, "nowhere", &err), HZ_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.message, strerror(EBADF)));
}
END_TEST

START_TEST(sink_without_memory)
{
    for (long n = 1; n <= 2; n++) {
        hz_memory_fail_at(n);
        ck_assert_ptr_null(hz_sink_to_memory());
        hz_memory_fail_at(n);
        ck_assert_ptr_null(hz_sink_to_fd(1, NULL));
        hz_memory_fail_at(n);
        ck_assert_ptr_null(hz_sink_to_digest(NULL));
    }
    char lump[5000];
    memset(lump, 'x', sizeof lump - 1);
    lump[sizeof lump - 1] = '\0';
    hz_sink *sink = hz_sink_to_memory();
    hz_puts(sink, "kept");
    hz_memory_fail_at(1);
    hz_puts(sink, lump);
    hz_putc(sink, 'y'); /* dropped: there is no hole before it */
    hz_put_int(sink, 12);
    hz_puts(sink, lump);
    ck_assert(hz_sink_failed(sink));
    ck_assert_str_eq(hz_sink_text(sink, NULL), "kept");
    ck_assert_uint_eq(hz_sink_count(sink), 4 + 4999 + 1 + 2 + 4999);
    hz_error err = HZ_ERROR_NONE;
    ck_assert_int_eq(hz_sink_close(sink, "memory", &err), HZ_ERR_MEMORY);

    sink = hz_sink_to_memory();
    hz_memory_fail_at(1);
    hz_putf(sink, "%s", lump);
    ck_assert(hz_sink_failed(sink));
    ck_assert_int_eq(hz_sink_close(sink, "memory", NULL), HZ_ERR_MEMORY);
}
END_TEST

static void on_alarm(int number)
{
    (void)number;
}

/* A full pipe and an alarm every millisecond: writes are cut short or interrupted, and what is left is offered
 * again. */
START_TEST(sink_short_writes)
{
    enum { N = 100000 };
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t writer = fork();
    ck_assert_int_ge(writer, 0);
    if (writer == 0) {
        close(ends[0]);
        struct sigaction action = {.sa_handler = on_alarm};
        sigaction(SIGALRM, &action, NULL);
        setitimer(ITIMER_REAL, &(struct itimerval){{0, 1000}, {0, 1000}}, NULL);
        hz_sink *sink = hz_sink_to_fd(ends[1], NULL);
        for (int i = 0; i < N; i++)
            hz_puts(sink, "0123456789");
        _exit(hz_sink_close(sink, "pipe", NULL) == HZ_OK ? 0 : 1);
    }
    close(ends[1]);
    sleep_ms(20); /* the pipe is full long before */
    char bytes[777];
    size_t total = 0;
    for (ssize_t n; (n = read(ends[0], bytes, sizeof bytes)) > 0; total += (size_t)n) {
        for (ssize_t i = 0; i < n; i++)
            ck_assert_int_eq(bytes[i], '0' + (int)((total + (size_t)i) % 10));
    }
    ck_assert_uint_eq(total, (size_t)N * 10);
    close(ends[0]);
    int status = 0;
    waitpid(writer, &status, 0);
    ck_assert_int_eq(status, 0);
}
END_TEST

/* ---- cancel.c ---- */

static bool is_cancelled_with(hz_status wanted)
{
    hz_error err = HZ_ERROR_NONE;
    hz_status status = hz_cancel_check(&err);
    return status == wanted && err.status == wanted && (wanted == HZ_OK) == (err.message[0] == '\0') &&
           hz_cancel_pending() == (wanted != HZ_OK);
}

static bool asks_for_an_end(void)
{
    hz_cancel_install();
    bool was_quiet = is_cancelled_with(HZ_OK);
    hz_cancel_request();
    bool is_asked = is_cancelled_with(HZ_ERR_INTERRUPTED);
    hz_cancel_install();
    return was_quiet && is_asked && is_cancelled_with(HZ_OK);
}

static bool reaches_its_limit(void)
{
    hz_cancel_set_limit(60000);
    bool was_quiet = is_cancelled_with(HZ_OK);
    hz_cancel_set_limit(5);
    sleep_ms(20);
    bool is_late = is_cancelled_with(HZ_ERR_LIMIT);
    hz_cancel_set_limit(0);
    bool is_free = is_cancelled_with(HZ_OK);
    hz_cancel_set_limit(LONG_MAX);
    return was_quiet && is_late && is_free && is_cancelled_with(HZ_OK);
}

static bool prefers_the_person(void)
{
    hz_cancel_set_limit(1);
    sleep_ms(5);
    hz_cancel_request();
    return is_cancelled_with(HZ_ERR_INTERRUPTED);
}

static bool takes_sigint(void)
{
    hz_cancel_install();
    raise(SIGINT);
    return is_cancelled_with(HZ_ERR_INTERRUPTED);
}

static bool takes_sigterm(void)
{
    hz_cancel_install();
    raise(SIGTERM);
    return is_cancelled_with(HZ_ERR_INTERRUPTED);
}

static bool outlives_a_second_signal(void)
{
    hz_cancel_install();
    raise(SIGTERM);
    raise(SIGINT);
    return true;
}

START_TEST(cancel_cases)
{
    ck_assert(in_child(asks_for_an_end));
    ck_assert(in_child(reaches_its_limit));
    ck_assert(in_child(prefers_the_person));
    ck_assert(in_child(takes_sigint));
    ck_assert(in_child(takes_sigterm));
    ck_assert(!in_child(outlives_a_second_signal));
}
END_TEST

/* ---- lang.c ---- */

static char locale_dir[] = "/tmp/hazeplan-test-XXXXXX";
static char catalogue_path[160];

/* A catalogue of two messages in the binary form of the GNU gettext manual ("The Format of GNU MO Files"). */
static void write_catalogue(const char *path, const char *header, const char *id, const char *text)
{
    enum { N = 2, ORIGINALS = 28, TRANSLATIONS = ORIGINALS + 8 * N, STRINGS = TRANSLATIONS + 8 * N };
    uint32_t id_length = (uint32_t)strlen(id), header_length = (uint32_t)strlen(header);
    uint32_t text_length = (uint32_t)strlen(text);
    uint32_t at_id = STRINGS + 1, at_header = at_id + id_length + 1, at_text = at_header + header_length + 1;
    const uint32_t words[] = {0x950412deU, 0,         N,     ORIGINALS,     TRANSLATIONS, 0,           0,      0,
                              STRINGS,     id_length, at_id, header_length, at_header,    text_length, at_text};
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    fwrite(words, sizeof words[0], COUNT(words), file);
    fputc('\0', file);
    fwrite(id, 1, id_length + 1, file);
    fwrite(header, 1, header_length + 1, file);
    fwrite(text, 1, text_length + 1, file);
    ck_assert_int_eq(fclose(file), 0);
}

static void make_locale_dir(void)
{
    strcpy(locale_dir + strlen(locale_dir) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(locale_dir));
    char path[128];
    snprintf(path, sizeof path, "%s/zh_CN", locale_dir);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/zh_CN/LC_MESSAGES", locale_dir);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    snprintf(catalogue_path, sizeof catalogue_path, "%s/hazeplan.mo", path);
    setenv("HAZEPLAN_LOCALEDIR", locale_dir, 1);
}

static void remove_locale_dir(void)
{
    char path[128];
    unlink(catalogue_path);
    snprintf(path, sizeof path, "%s/zh_CN/LC_MESSAGES", locale_dir);
    rmdir(path);
    snprintf(path, sizeof path, "%s/zh_CN", locale_dir);
    rmdir(path);
    rmdir(locale_dir);
    unsetenv("HAZEPLAN_LOCALEDIR");
}

static const char kiln[] = "\xE7\xAA\x91";

static bool switches_to_and_fro(void)
{
    setenv("LANGUAGE", "zh_CN:en", 1);
    hz_lang_init();
    bool is_right = hz_lang_of_user() == HZ_LANG_ZH && hz_lang_now() == HZ_LANG_EN && strcmp(_("kiln"), "kiln") == 0;
    for (int i = 0; i < 3; i++) {
        is_right = is_right && hz_lang_use(HZ_LANG_ZH, NULL) == HZ_OK && hz_lang_now() == HZ_LANG_ZH &&
                   strcmp(_("kiln"), kiln) == 0 && strcmp(_("not in it"), "not in it") == 0;
        is_right = is_right && hz_lang_use(HZ_LANG_EN, NULL) == HZ_OK && hz_lang_now() == HZ_LANG_EN &&
                   strcmp(_("kiln"), "kiln") == 0;
    }
    hz_lang_init(); /* a second call forgets nothing */
    return is_right && hz_lang_of_user() == HZ_LANG_ZH && strcmp(localeconv()->decimal_point, ".") == 0;
}

static bool refuses_without_catalogue(void)
{
    hz_lang_init();
    hz_error err = HZ_ERROR_NONE;
    return hz_lang_use(HZ_LANG_ZH, &err) == HZ_ERR_IO && hz_lang_now() == HZ_LANG_EN &&
           strstr(err.message, locale_dir) != NULL && hz_lang_use(HZ_LANG_EN, NULL) == HZ_OK;
}

/* The numbers stay with a point although the user's own locale has a comma. */
static bool keeps_the_point(void)
{
    setenv("LC_ALL", "de_DE.UTF-8", 1);
    setenv("LC_NUMERIC", "de_DE.UTF-8", 1);
    setlocale(LC_ALL, "");
    hz_lang_init();
    char text[16];
    snprintf(text, sizeof text, "%.1f", 1.5);
    return strcmp(text, "1.5") == 0 && strcmp(localeconv()->decimal_point, ".") == 0;
}

START_TEST(lang_switch)
{
    make_locale_dir();
    write_catalogue(catalogue_path, "Language: zh_CN\nContent-Type: text/plain; charset=UTF-8\n", "kiln", kiln);
    bool is_right = in_child(switches_to_and_fro);
    bool has_point = in_child(keeps_the_point);
    remove_locale_dir();
    ck_assert(is_right);
    ck_assert(has_point);
}
END_TEST

START_TEST(lang_catalogue_missing_or_of_another_language)
{
    make_locale_dir();
    bool refuses_nothing = in_child(refuses_without_catalogue);
    write_catalogue(catalogue_path, "Language: fr\nContent-Type: text/plain; charset=UTF-8\n", "kiln", "four");
    bool refuses_french = in_child(refuses_without_catalogue);
    remove_locale_dir();
    ck_assert(refuses_nothing);
    ck_assert(refuses_french);
}
END_TEST

static bool reads_the_environment(void)
{
    static const struct {
        const char *language, *lc_all, *lc_messages, *lang;
        hz_lang wanted;
    } table[] = {
        {NULL, NULL, NULL, NULL, HZ_LANG_EN},
        {NULL, NULL, NULL, "zh_CN.UTF-8", HZ_LANG_ZH},
        {NULL, NULL, NULL, "zh", HZ_LANG_ZH},
        {NULL, NULL, NULL, "C.UTF-8", HZ_LANG_EN},
        {NULL, NULL, "zh_CN.UTF-8", "en_US.UTF-8", HZ_LANG_ZH},
        {NULL, "en_US.UTF-8", "zh_CN.UTF-8", "zh_CN.UTF-8", HZ_LANG_EN},
        {"", "", "", "zh_TW", HZ_LANG_ZH},
        {"en:zh_CN", "zh_CN.UTF-8", NULL, "zh_CN.UTF-8", HZ_LANG_EN},
        {"zh_CN:en", "C.UTF-8", NULL, NULL, HZ_LANG_ZH},
    };
    static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < COUNT(table); i++) {
        const char *const values[] = {table[i].language, table[i].lc_all, table[i].lc_messages, table[i].lang};
        for (size_t k = 0; k < COUNT(names); k++) {
            unsetenv(names[k]);
            if (values[k] != NULL)
                setenv(names[k], values[k], 1);
        }
        if (hz_lang_of_user() != table[i].wanted)
            return false;
    }
    return true;
}

START_TEST(lang_environment_and_tags)
{
    ck_assert(in_child(reads_the_environment));
    hz_lang lang = HZ_LANG_EN;
    ck_assert(hz_lang_parse(&lang, "zh-CN"));
    ck_assert_int_eq(lang, HZ_LANG_ZH);
    ck_assert(hz_lang_parse(&lang, "en"));
    ck_assert_int_eq(lang, HZ_LANG_EN);
    static const char *const unknown[] = {"", "zh", "zh_CN", "EN", "fr", "zh-CN "};
    for (size_t i = 0; i < COUNT(unknown); i++)
        ck_assert(!hz_lang_parse(&lang, unknown[i]));
    ck_assert_str_eq(hz_lang_tag(HZ_LANG_EN), "en");
    ck_assert_str_eq(hz_lang_tag(HZ_LANG_ZH), "zh-CN");
}
END_TEST

/* ---- parallel.c ---- */

static int n_threads_to_be_had; /* below 0: as many as are asked for */
static atomic_int n_threads_made;

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
    int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) = NULL;

    if (n_threads_to_be_had >= 0 && n_threads_made >= n_threads_to_be_had)
        return EAGAIN;
    n_threads_made++;
    *(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
    return real(thread, attributes, start, argument);
}

enum { MOST_PARTS = 8 };
/* What of 0 .. n-1 a part was, what it adds up to, and what it says against it. */
typedef struct {
    size_t first[MOST_PARTS], end[MOST_PARTS];
    double sum[MOST_PARTS];
    atomic_int n_calls[MOST_PARTS];
    hz_error error[MOST_PARTS];
    size_t refused; /* this and all behind it are */
} parts;

static void add_part(void *context, size_t part, size_t first, size_t end)
{
    parts *p = context;

    p->n_calls[part]++;
    p->first[part] = first;
    p->end[part] = end;
    for (size_t i = first; i < end; i++)
        p->sum[part] += 1.0 / (double)(i + 1); /* another order, another last bit */
    if (end > p->refused)
        hz_error_set(&p->error[part], HZ_ERR_IO, "part %zu", part);
}

/* All of n, by `n_threads`; the sum of the parts in their order. */
static double add_parts(parts *p, size_t n, size_t n_threads, size_t refused)
{
    double sum = 0;

    memset(p, 0, sizeof *p);
    p->refused = refused;
    hz_parallel(n, n_threads, add_part, p);
    for (size_t part = 0; part < hz_parts(n); part++) {
        ck_assert_int_eq(p->n_calls[part], 1);
        sum += p->sum[part];
    }
    return sum;
}

/* Every part is of one size but the last, whoever does it. */
START_TEST(parallel_parts_are_of_one_size)
{
    static const struct {
        size_t n, n_parts;
    } table[] = {{0, 1},           {1, 1},           {HZ_PART - 1, 1},     {HZ_PART, 1},
                 {HZ_PART + 1, 2}, {2 * HZ_PART, 2}, {2 * HZ_PART + 1, 3}, {7 * HZ_PART + 5, MOST_PARTS}};
    static parts p;

    n_threads_to_be_had = -1;
    for (size_t i = 0; i < COUNT(table); i++) {
        size_t n = table[i].n;

        ck_assert_uint_eq(hz_parts(n), table[i].n_parts);
        add_parts(&p, n, 3, n);
        for (size_t part = 0; part < table[i].n_parts; part++) {
            ck_assert_uint_eq(p.first[part], part * HZ_PART);
            ck_assert_uint_eq(p.end[part], part + 1 < table[i].n_parts ? (part + 1) * HZ_PART : n);
        }
    }
}
END_TEST

/* To the last bit, with one thread, one for each processor, more than there are parts, and where none can be had. */
START_TEST(parallel_sums_are_the_same)
{
    static const size_t n_threads[] = {1, 2, 3, 8, 16, 1000, 0};
    static const int to_be_had[] = {-1, 0, 1};
    static parts p;
    size_t n = 7 * HZ_PART + 12345;
    double one = add_parts(&p, n, 1, n);

    for (size_t i = 0; i < COUNT(n_threads); i++)
        for (size_t k = 0; k < COUNT(to_be_had); k++) {
            double sum;

            n_threads_to_be_had = to_be_had[k];
            n_threads_made = 0;
            sum = add_parts(&p, n, n_threads[i], n);
            ck_assert_msg(memcmp(&sum, &one, sizeof sum) == 0, "%zu threads, %d to be had", n_threads[i], to_be_had[k]);
        }
}
END_TEST

START_TEST(parallel_takes_no_thread_that_has_nothing_to_do)
{
    static parts p;

    n_threads_to_be_had = -1;
    n_threads_made = 0;
    add_parts(&p, 0, 16, 0);
    add_parts(&p, HZ_PART, 16, HZ_PART);
    add_parts(&p, 7 * HZ_PART, 1, 7 * HZ_PART);
    ck_assert_int_eq(n_threads_made, 0);
    add_parts(&p, 3 * HZ_PART, 16, 3 * HZ_PART);
    ck_assert_int_eq(n_threads_made, 2);
    hz_parallel_parts(0, 16, NULL, NULL);
    ck_assert_int_eq(n_threads_made, 2);
}
END_TEST

/* What goes wrong in a part is in its place, and the first of them by its number is always the same. */
START_TEST(parallel_failures_stay_with_their_part)
{
    static parts p;

    n_threads_to_be_had = -1;
    for (size_t n_threads = 1; n_threads <= 4; n_threads++) {
        add_parts(&p, 7 * HZ_PART, n_threads, 3 * HZ_PART);
        for (size_t part = 0; part < 7; part++) {
            char said[32];

            snprintf(said, sizeof said, "part %zu", part);
            ck_assert_int_eq(p.error[part].status, part < 3 ? HZ_OK : HZ_ERR_IO);
            if (part >= 3)
                ck_assert_str_eq(p.error[part].message, said);
        }
    }
}
END_TEST

/* ---- the suite ---- */

typedef struct {
    const char *name;
    const TTest *tests[16];
} group;

static Suite *base_suite(void)
{
    const group groups[] = {
        {"error",
         {error_first_failure_wins, error_without_object, error_memory_says_so,
          error_long_message_is_cut_between_characters, error_exit_codes}},
        {"arena", {arena_pieces, arena_array_and_copy, arena_fails_at_the_nth_request_once, grow_doubles_and_keeps}},
        {"text",
         {decimal_forms, decimal_obeys_the_length, uint_forms, format_known, format_longest, format_round_trip,
          numbers_ignore_the_locale, divisions, clean_text, clean_words_agree_with_bytes, blank_text}},
        {"quantity",
         {units_all, units_unknown, units_canonical, convert_borders, convert_up_to_a_sum, convert_both_ways_agree}},
        {"calendar", {dates_agree_with_the_c_library, dates_and_instants_are_real}},
        {"digest", {digest_known}},
        {"sink",
         {sink_memory, sink_numbers, sink_memory_grows, sink_xml, sink_json, sink_columns,
          sink_file_memory_digest_agree, sink_disk_full, sink_without_memory, sink_short_writes}},
        {"cancel", {cancel_cases}},
        {"parallel",
         {parallel_parts_are_of_one_size, parallel_sums_are_the_same, parallel_takes_no_thread_that_has_nothing_to_do,
          parallel_failures_stay_with_their_part}},
        {"lang", {lang_switch, lang_catalogue_missing_or_of_another_language, lang_environment_and_tags}},
    };
    Suite *suite = suite_create("base");
    for (size_t i = 0; i < COUNT(groups); i++) {
        TCase *tcase = tcase_create(groups[i].name);
        tcase_set_timeout(tcase, 60);
        for (size_t k = 0; k < COUNT(groups[i].tests) && groups[i].tests[k] != NULL; k++)
            tcase_add_test(tcase, groups[i].tests[k]);
        suite_add_tcase(suite, tcase);
    }
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(base_suite());
    srunner_run_all(runner, CK_ENV);
    int n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
