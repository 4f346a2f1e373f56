/* read_forecast.h - a forecast, inside a scenario or in a file of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_READ_FORECAST_H
#define HZ_SCENARIO_READ_FORECAST_H

#include "rules/forecast.h"
#include "scenario/reader.h"

/* The elements <forecast> and <value>: see hz_document_action; `reader` is an hz_reader. */
void hz_open_forecast(void *reader);
void hz_close_forecast(void *reader);
void hz_open_value(void *reader);
/* Attribute place: a division code (finding 210); NULL when not given. */
const char *hz_read_place(hz_document *d);

/* A file whose root is <forecast>. What is wrong goes to `findings`; *out is usable only when they hold no error. The caller
 * frees it with hz_forecast_free(). HZ_ERR_IO, HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_read_forecast(hz_forecast **out, hz_findings *findings, const char *path, hz_error *err);

#endif
