/* credit_code.c - the check character of a unified social credit code (统一社会信用代码)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/credit_code.h"

#include <stddef.h>

#include "base/lang.h"

enum { CODE_LENGTH = 18, MODULUS = 31 };

/* GB 32100-2015: a character stands for its place in the row 0-9 A-Y without I, O, S, V and Z, which are too like other
 * characters. Here plus one, so that 0 is what is not in the row. */
static const unsigned char PLACE[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
    ['G'] = 17, ['H'] = 18, ['J'] = 19, ['K'] = 20, ['L'] = 21, ['M'] = 22, ['N'] = 23, ['P'] = 24,
    ['Q'] = 25, ['R'] = 26, ['T'] = 27, ['U'] = 28, ['W'] = 29, ['X'] = 30, ['Y'] = 31,
};

/* The weights W[i] of the standard, i = 1 .. 18: 3^(i-1) mod 31, and 1 for the check character. */
static const int WEIGHT[CODE_LENGTH] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1};

/* Sum over i = 1 .. 18 of C[i] W[i] = 0 (mod 31). As 3 is a primitive root of the prime 31, the first 17 weights
 * differ, so every single wrong character and every exchange of two of the first 17 characters shows. */
const char *hz_credit_code_fault(const char *code)
{
    int sum = 0;
    size_t length = 0;

    for (; code[length]; length++) {
        int place = PLACE[(unsigned char)code[length]];

        if (place == 0)
            return _("it has a character other than digits and capital letters without I, O, S, V and Z");
        if (length < CODE_LENGTH)
            sum += (place - 1) * WEIGHT[length];
    }
    if (length != CODE_LENGTH)
        return _("it does not have 18 characters");
    return sum % MODULUS ? _("its check character does not fit, so at least one character is wrong") : NULL;
}
