/* page.c - the parts of a text page: stamp, title, facts, tables
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/page.h"

#include <stdio.h>
#include <string.h>

#include "export/show.h"

enum { LINE_BYTES = 8192, LABEL_WIDTH = 22 };

static const char rule[] = "-------------------------------------------------------------------------------------------"
                           "-------------------------"
                           "-------------------------------------------------------------------------------------------"
                           "-------------------------";
static const char double_rule[] = "============================================================";

void hz_page_line(hz_sink *sink, const char *text)
{
    char line[LINE_BYTES];

    hz_puts(sink, hz_show_line(line, sizeof line, text));
    hz_putc(sink, '\n');
}

void hz_page_stamp(hz_sink *sink, hz_standing standing)
{
    if (standing == HZ_STANDING_OFFICIAL)
        return;
    hz_puts(sink, "*** ");
    hz_puts(sink, hz_standing_name(standing));
    hz_puts(sink, _(": not a real list, not to be carried out"));
    hz_puts(sink, " ***\n\n");
}

void hz_page_title(hz_sink *sink, const char *text)
{
    hz_page_line(sink, text);
    hz_puts(sink, double_rule);
    hz_puts(sink, "\n\n");
}

void hz_page_section(hz_sink *sink, const char *text)
{
    hz_putc(sink, '\n');
    hz_page_line(sink, text);
    hz_put(sink, double_rule, strlen(double_rule) / 3);
    hz_putc(sink, '\n');
}

void hz_page_fact(hz_sink *sink, const char *label, const char *value)
{
    hz_put_padded(sink, label, LABEL_WIDTH);
    hz_puts(sink, "  ");
    hz_page_line(sink, value && value[0] ? value : _("not given"));
}

void hz_page_row(hz_sink *sink, const hz_page_column *columns, int n_columns, const char *const *cells)
{
    char line[LINE_BYTES];

    for (int i = 0; i < n_columns; i++) {
        const char *text = hz_show_line(line, sizeof line, cells[i]);

        if (i > 0)
            hz_puts(sink, "  ");
        if (columns[i].is_right)
            hz_put_right(sink, text, columns[i].width);
        else
            hz_put_padded(sink, text, i + 1 < n_columns ? columns[i].width : 0);
    }
    hz_putc(sink, '\n');
}

void hz_page_headings(hz_sink *sink, const hz_page_column *columns, int n_columns, const char *const *headings)
{
    size_t width = 0;

    hz_page_row(sink, columns, n_columns, headings);
    for (int i = 0; i < n_columns; i++)
        width += (size_t)columns[i].width + (i > 0 ? 2 : 0);
    hz_put(sink, rule, width < sizeof rule ? width : sizeof rule - 1);
    hz_putc(sink, '\n');
}

/* "2016-09-24T00:00" with a blank in the middle; a blank to fill in when it is not given. */
static void put_time(hz_sink *sink, const char *label, const char *time, const char *otherwise)
{
    char buf[HZ_TIME_TEXT];

    memcpy(buf, time, sizeof buf);
    if (strlen(buf) > 10)
        buf[10] = ' ';
    hz_page_fact(sink, label, buf[0] ? buf : otherwise);
}

static void put_rules(hz_sink *sink, const hz_scenario *s)
{
    char line[LINE_BYTES];
    const char *parts[] = {s->rules_title, s->rules_number, s->rules_issuer};
    hz_sink *memory = hz_sink_to_memory();

    if (!memory)
        return;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i]) {
            hz_puts(memory, hz_sink_count(memory) ? _(", ") : "");
            hz_puts(memory, hz_show_line(line, sizeof line, parts[i]));
        }
    if (s->rules_effective) {
        hz_puts(memory, hz_sink_count(memory) ? _(", ") : "");
        hz_putf(memory, _("in force from %s"), s->rules_effective);
    }
    hz_page_fact(sink, _("Rules"), hz_sink_text(memory, NULL));
    hz_sink_close(memory, "memory", NULL);
}

void hz_page_head(hz_sink *sink, const hz_plan *plan)
{
    const hz_settings *set = &plan->settings;
    char level[256];

    snprintf(level, sizeof level, "%s%s%s", hz_level_name(set->level), _(", "), hz_response_name(set->level));
    hz_page_fact(sink, _("Plan"), plan->id);
    hz_page_fact(sink, _("Warning level"), level);
    put_time(sink, _("Start"), set->start, _("____-__-__ __:__ (fill in)"));
    put_time(sink, _("In place by"), set->in_place, _("____-__-__ __:__ (fill in)"));
    put_time(sink, _("Expected end"), set->until, _("until further notice"));
    put_rules(sink, plan->scenario);
}

void hz_page_foot(hz_sink *sink, const hz_plan *plan)
{
    const hz_scenario *s = plan->scenario;

    hz_puts(sink, "\n");
    hz_put(sink, rule, strlen(double_rule));
    hz_putc(sink, '\n');
    hz_putf(sink, _("Plan %1$s, %2$s. Made by hazeplan %3$s with %4$s from scenario %5$s,"), plan->id,
            hz_standing_name(s->standing), PACKAGE_VERSION, plan->solver, s->id);
    hz_putf(sink, "\nSHA-256 %s\n", plan->scenario_digest);
}

const char *hz_page_mass(char *buf, int64_t grams)
{
    hz_format_grouped(buf, grams, 3, 3);
    return buf;
}

const char *hz_page_money(char *buf, int64_t fen)
{
    hz_format_grouped(buf, fen, 2, 2);
    return buf;
}

const char *hz_page_percent(char *buf, int64_t bp)
{
    hz_format_fixed(buf, bp, 2, 2);
    return buf;
}

const char *hz_page_count(char *buf, size_t count)
{
    hz_format_grouped(buf, (int64_t)count, 0, 0);
    return buf;
}

const char *hz_page_amount(char *buf, int64_t value, int scale)
{
    hz_format_grouped(buf, value, scale, -1);
    return buf;
}
