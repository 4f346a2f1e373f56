/* forecast_csv.h - a forecast from a table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RULES_FORECAST_CSV_H
#define HZ_RULES_FORECAST_CSV_H

#include "rules/forecast.h"

/* Read a table: a heading, then a row for each day or hour (docs/FORMATS.md). What is wrong goes to `findings`; *out is usable
 * only when they hold no error; issued, by, place, index and cause are not in a table and stay as "not given". The caller frees it
 * with hz_forecast_free(). HZ_ERR_IO, HZ_ERR_INPUT (not a table), HZ_ERR_MEMORY. */
hz_status hz_read_forecast_csv(hz_forecast **out, hz_findings *findings, const char *path, hz_error *err);

#endif
