/* page.c - the parts of a text page: stamp, title, facts, tables
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/page.h"

#include <stdio.h>
#include <string.h>

#include "export/show.h"

enum { LABEL_WIDTH = 22, RULE_WIDTH = 60 };

static const char double_rule[] = "============================================================";

void hz_page_line(hz_sink *sink, const char *text)
{
    char line[HZ_PAGE_LINE];

    hz_puts(sink, hz_show_line(line, sizeof line, text));
    hz_putc(sink, '\n');
}

void hz_page_stamp(hz_sink *sink, hz_standing standing)
{
    if (standing == HZ_STANDING_OFFICIAL)
        return;
    hz_putf(sink, _("*** %s: not a real list, not to be carried out ***"), hz_standing_name(standing));
    hz_puts(sink, "\n\n");
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

void hz_page_label(hz_sink *sink, const char *label)
{
    hz_put_padded(sink, label, LABEL_WIDTH);
    hz_puts(sink, "  ");
}

void hz_page_fact(hz_sink *sink, const char *label, const char *value)
{
    hz_page_label(sink, label);
    hz_page_line(sink, value && value[0] ? value : _("not given"));
}

/* ---- tables ---- */

/* Display columns of a text, or a few more: all from U+2E80 on counts as wide, combining marks as characters. */
static int width_of(const char *text)
{
    int width = 0;

    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if ((c & 0xc0) != 0x80)
            width += c >= 0xe3 || (c == 0xe2 && (unsigned char)text[1] >= 0xba) ? 2 : 1;
    }
    return width;
}

/* Nothing stands behind the last column: it may be as ragged as it likes, unless it is aligned on the right. */
static void widen(hz_page_column *columns, int n_columns, const char *const *cells)
{
    char line[HZ_PAGE_LINE];

    for (int i = 0; i < n_columns; i++) {
        int width = width_of(hz_show_line(line, sizeof line, cells[i]));

        if (width > columns[i].width && (columns[i].is_right || i + 1 < n_columns))
            columns[i].width = width;
    }
}

static void put_rule(hz_sink *sink, int width)
{
    for (; width > 0; width--)
        hz_putc(sink, '-');
    hz_putc(sink, '\n');
}

void hz_page_row(hz_sink *sink, hz_page_column *columns, int n_columns, const char *const *cells)
{
    char line[HZ_PAGE_LINE];

    if (!sink) {
        widen(columns, n_columns, cells);
        return;
    }
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

void hz_page_headings(hz_sink *sink, hz_page_column *columns, int n_columns, const char *const *headings)
{
    int width = 0;

    widen(columns, n_columns, headings);
    hz_page_row(sink, columns, n_columns, headings);
    for (int i = 0; i < n_columns; i++)
        width += columns[i].width + (i > 0 ? 2 : 0);
    put_rule(sink, width);
}

/* ---- head and foot ---- */

/* "2016-09-24T00:00" with a blank in the middle; a blank to fill in when it is not given. */
static void put_time(hz_sink *sink, const char *label, const char *time, const char *otherwise)
{
    char buf[HZ_TIME_TEXT];

    memcpy(buf, time, sizeof buf);
    if (strlen(buf) > 10)
        buf[10] = ' ';
    hz_page_fact(sink, label, buf[0] ? buf : otherwise);
}

void hz_page_rules(hz_sink *sink, const hz_plan *plan)
{
    hz_shown_rules rules;
    char line[HZ_PAGE_LINE], effective[HZ_PAGE_LINE], why[HZ_SHOW_WHY];
    const char *parts[5];
    bool is_first = true;

    hz_show_rules(&rules, plan);
    parts[0] = rules.title;
    parts[1] = rules.number;
    parts[2] = rules.issuer;
    parts[3] = rules.effective ? effective : NULL;
    parts[4] = rules.set;
    if (rules.effective)
        snprintf(effective, sizeof effective, _("in force from %s"), rules.effective);
    hz_page_label(sink, _("Rules"));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i]) {
            hz_puts(sink, is_first ? "" : _(", "));
            hz_puts(sink, hz_show_line(line, sizeof line, parts[i]));
            is_first = false;
        }
    hz_page_line(sink, is_first ? _("not given") : NULL);
    if (hz_show_choice(why, &plan->settings.rules)[0])
        hz_page_fact(sink, _("Choice of rules"), why);
}

void hz_page_head(hz_sink *sink, const hz_plan *plan)
{
    const hz_settings *set = &plan->settings;
    char level[256], why[HZ_SHOW_WHY];

    snprintf(level, sizeof level, "%s%s%s", hz_level_name(set->level), _(", "), hz_response_name(set->level));
    hz_page_fact(sink, _("Plan"), plan->id);
    hz_page_fact(sink, _("Warning level"), level);
    hz_page_fact(sink, _("Choice of level"), hz_show_level_basis(why, plan));
    if (set->now[0])
        put_time(sink, _("Orders are issued from"), set->now, "");
    put_time(sink, _("Start"), set->start, _("____-__-__ __:__ (fill in)"));
    put_time(sink, _("In place by"), set->in_place, _("____-__-__ __:__ (fill in)"));
    put_time(sink, _("Expected end"), set->until, _("until further notice"));
    hz_page_rules(sink, plan);
}

void hz_page_foot(hz_sink *sink, const hz_plan *plan)
{
    const hz_scenario *s = plan->scenario;

    hz_putc(sink, '\n');
    put_rule(sink, RULE_WIDTH);
    hz_putf(sink, _("Plan %1$s, %2$s. Made by hazeplan %3$s with %4$s from scenario %5$s,"), plan->id,
            hz_standing_name(s->standing), PACKAGE_VERSION, plan->solver, s->id);
    hz_putf(sink, "\nSHA-256 %s\n", plan->scenario_digest);
}

void hz_page_contacts(hz_sink *sink, const hz_scenario *s, const hz_enterprise *e)
{
    const hz_contact *responsible = hz_show_contact(s, e, HZ_ROLE_RESPONSIBLE);
    const hz_contact *grid = hz_show_contact(s, e, HZ_ROLE_GRID);
    char line[HZ_PAGE_LINE];

    snprintf(line, sizeof line, _("    responsible: %1$s %2$s   grid supervisor: %3$s %4$s"),
             responsible && responsible->name ? responsible->name : _("not given"),
             responsible && responsible->phone ? responsible->phone : "",
             grid && grid->name ? grid->name : _("not given"), grid && grid->phone ? grid->phone : "");
    hz_page_line(sink, line);
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

const char *hz_page_mass_change(char *buf, int64_t grams)
{
    buf[0] = '+';
    hz_page_mass(grams > 0 ? buf + 1 : buf, grams);
    return buf;
}

const char *hz_page_money_change(char *buf, int64_t fen)
{
    buf[0] = '+';
    hz_page_money(fen > 0 ? buf + 1 : buf, fen);
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

/* ---- balances ---- */

static void show_amount(char buf[HZ_FIXED_MAX], const hz_scenario *s, const hz_balance *b, int64_t value, bool is_up)
{
    const int64_t per_bp = 100000000; /* a pool counts 10^-12 */
    hz_demand d = hz_balance_demand(s, b);
    const hz_demand *about = d.kind == HZ_DEMAND_SAFETY ? &s->demands[b->target] : &d;
    int scale = hz_show_balance_unit(s, b).scale;

    if (about->kind == HZ_DEMAND_POOL)
        hz_page_percent(buf, is_up ? hz_div_ceil(value, per_bp) : hz_div_floor(value, per_bp));
    else
        hz_format_grouped(buf, value, scale, about->product == HZ_NONE ? scale : -1);
}

void hz_page_balance(hz_page_claim *out, const hz_scenario *s, const hz_balance *balance)
{
    hz_show_balance(out->label, sizeof out->label, s, balance);
    show_amount(out->base, s, balance, balance->base, false);
    show_amount(out->required, s, balance, balance->required, true);
    show_amount(out->reached, s, balance, balance->reached, false);
    show_amount(out->slack, s, balance, balance->slack, false);
    out->unit = hz_show_balance_words(s, balance);
}
