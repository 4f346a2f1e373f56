/* cmd_outlook.c - hazeplan outlook: what the rest of the year must average, so that its targets are met
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/lang.h"
#include "base/quantity.h"
#include "cli/commands.h"
#include "cli/talk.h"
#include "export/as_outlook.h"

enum { MOST_DAYS = 366 };

static hz_status bad(const char *operand, hz_error *err)
{
    return hz_error_set(err, HZ_ERR_USAGE,
                        _("'%s' is not understood; write good-days=195:135 (wanted in the year, had so far) or PM2.5=72:75 (ug/m3, "
                          "wanted on average, had so far)"),
                        operand);
}

/* "104:132" -> two numbers in the unit; false when it is not that. */
static bool take_pair(int64_t *first, int64_t *second, const char *text, const hz_unit_def *unit)
{
    const char *colon = strchr(text, ':');
    hz_decimal a, b;

    return colon && hz_decimal_parse(&a, text, (size_t)(colon - text), false) == HZ_NUMBER_OK &&
           hz_decimal_parse(&b, colon + 1, strlen(colon + 1), false) == HZ_NUMBER_OK && !a.is_negative && !b.is_negative &&
           hz_convert(first, a, unit, 0) == HZ_CONVERT_OK && hz_convert(second, b, unit, 0) == HZ_CONVERT_OK;
}

static hz_status take_good(hz_outlook *o, const char *operand, const char *value, hz_error *err)
{
    static const hz_unit_def day = {"d", HZ_DIM_COUNT, 1, 1, false};
    int64_t target, good;

    if (o->has_good || !take_pair(&target, &good, value, &day) || target > MOST_DAYS || good > MOST_DAYS)
        return bad(operand, err);
    o->has_good = true;
    o->good_target = (int)target;
    o->good = (int)good;
    return HZ_OK;
}

static hz_status take_mean(hz_outlook *o, const char *operand, const char *value, hz_error *err)
{
    const hz_unit_def *unit = hz_unit_canonical(HZ_DIM_CONCENTRATION);
    int air = hz_word_index(&hz_air_words, operand, (size_t)(value - 1 - operand));
    hz_goal_mean *m = &o->means[o->n_means];

    if (air <= HZ_AIR_AQI || o->n_means == HZ_MAX_GOALS)
        return bad(operand, err);
    for (int i = 0; i < o->n_means; i++)
        if (o->means[i].of == (hz_air)air)
            return bad(operand, err);
    *m = (hz_goal_mean){.of = (hz_air)air};
    if (!take_pair(&m->target, &m->mean, value, unit))
        return bad(operand, err);
    o->n_means++;
    return HZ_OK;
}

static hz_status take_operands(hz_outlook *o, const hz_options *options, hz_error *err)
{
    hz_status status = HZ_OK;

    if (!options->values[HZ_OPTION_THROUGH].is_given)
        return hz_error_set(err, HZ_ERR_USAGE, "%s", _("the last day that is counted is not given; add --through 2016-09-20"));
    o->through = (int32_t)options->values[HZ_OPTION_THROUGH].number;
    for (int i = 0; i < options->n_operands && !status; i++) {
        const char *operand = options->operands[i], *equals = strchr(operand, '=');

        if (!equals)
            status = bad(operand, err);
        else if (strncmp(operand, "good-days=", 10) == 0)
            status = take_good(o, operand, equals + 1, err);
        else
            status = take_mean(o, operand, equals + 1, err);
    }
    return status;
}

/* More good days than days have gone is a slip. */
static hz_status check(const hz_outlook *o, hz_error *err)
{
    if (!o->has_good || o->good <= o->n_gone)
        return HZ_OK;
    return hz_error_set(err, HZ_ERR_USAGE, _("%1$d good days cannot have been had in %2$d days; correct good-days or --through"),
                        o->good, o->n_gone);
}

int hz_cmd_outlook(const hz_options *options, hz_error *err)
{
    hz_outlook outlook = {0};
    hz_sink *sink;

    if (take_operands(&outlook, options, err))
        return 0;
    hz_outlook_reckon(&outlook);
    if (check(&outlook, err) || !(sink = hz_talk_open(err)))
        return 0;
    (options->values[HZ_OPTION_JSON].is_given ? hz_json_outlook : hz_text_outlook)(sink, &outlook);
    hz_talk_close(sink, err);
    return 0;
}
