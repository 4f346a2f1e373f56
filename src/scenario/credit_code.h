/* credit_code.h - the check character of a unified social credit code (统一社会信用代码)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_CREDIT_CODE_H
#define HZ_SCENARIO_CREDIT_CODE_H

/* GB 32100-2015: weights 3^i mod 31 over the first 17 characters of the alphabet 0-9 A-H J-N P-R T-U W-Y. NULL when
 * `code` (18 characters) is right, else what is wrong with it in the current language. */
const char *hz_credit_code_fault(const char *code);

#endif
