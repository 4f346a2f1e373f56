/* as_sheet.c - action lists on paper: one sheet per enterprise, one per district
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_sheet.h"

#include <stdio.h>

#include "export/as_changes.h"
#include "export/as_reasons.h"
#include "export/page.h"
#include "export/sentence.h"
#include "export/show.h"
#include "scenario/modes.h"

enum { TEXT_BYTES = HZ_PAGE_LINE };

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

/* --- who it is --- */

static void put_contact(hz_sink *sink, const hz_scenario *s, const hz_enterprise *e, hz_role role)
{
    const hz_contact *contact = hz_show_contact(s, e, role);
    char line[TEXT_BYTES];

    if (contact)
        snprintf(line, sizeof line, "%s  %s", contact->name ? contact->name : "", contact->phone ? contact->phone : "");
    hz_page_fact(sink, hz_role_name(role), contact ? line : NULL);
}

void hz_sheet_body(hz_sink *sink, const hz_group *group)
{
    char line[TEXT_BYTES];

    snprintf(line, sizeof line, "%s  %s", group->body ? group->body : "", group->phone ? group->phone : "");
    hz_page_fact(sink, _("Body in charge"), line);
}

void hz_sheet_who(hz_sink *sink, const hz_scenario *s, const hz_enterprise *e)
{
    char place[TEXT_BYTES];

    snprintf(place, sizeof place, "%s %s", hz_bilingual_text(s->districts[e->district].name), e->town ? e->town : "");
    hz_page_section(sink, _("The enterprise"));
    hz_page_fact(sink, _("Name"), e->name);
    hz_page_fact(sink, _("Number in the list"), e->id);
    hz_page_fact(sink, _("Credit code"), e->credit_code);
    hz_page_fact(sink, _("Discharge permit"), e->permit);
    hz_page_fact(sink, _("District, town"), place);
    hz_page_fact(sink, _("Address"), e->address);
    hz_page_fact(sink, _("Trade"), hz_bilingual_text(s->sectors[e->sector].name));
    hz_page_fact(sink, _("Performance grade"), hz_grade_name((hz_grade)e->grade));
    hz_page_fact(sink, _("State"), hz_operation_name((hz_operation)e->operation));
    for (int role = 0; role < HZ_N_ROLES; role++)
        put_contact(sink, s, e, (hz_role)role);
    hz_sheet_body(sink, &s->districts[e->district]);
}

/* --- what it must do --- */

static void put_output(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_scenario *s = plan->scenario;
    const hz_unit *u = &s->units[unit];
    char line[TEXT_BYTES], before[HZ_FIXED_MAX], allowed[HZ_FIXED_MAX];
    hz_shown shown;

    if (u->product == HZ_NONE16)
        return;
    shown = hz_show_output(s->products[u->product].dimension, 0);
    hz_page_amount(before, u->output, shown.scale);
    if (plan->orders[unit].action == HZ_ACTION_DOWN)
        snprintf(line, sizeof line, _("    output of %1$s: none (%2$s %3$s in the inventory, %4$s)"),
                 hz_product_text(&s->products[u->product]), before, hz_show_unit(shown.unit),
                 hz_basis_name((hz_basis)u->output_basis));
    else
        snprintf(line, sizeof line, _("    output of %1$s: at most %2$s %4$s (baseline %3$s %4$s, %5$s)"),
                 hz_product_text(&s->products[u->product]), hz_page_amount(allowed, hz_show_allowed(plan, unit), shown.scale),
                 before, hz_show_unit(shown.unit), hz_basis_name((hz_basis)u->output_basis));
    hz_page_line(sink, line);
}

static void put_emissions(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_scenario *s = plan->scenario;
    char line[TEXT_BYTES], before[HZ_FIXED_MAX], cut[HZ_FIXED_MAX], left[HZ_FIXED_MAX];

    for (size_t p = 0; p < s->n_pollutants; p++) {
        int64_t baseline = hz_emission(s, unit, p), gone = hz_order_cut_g_d(s, unit, p, &plan->orders[unit]);
        const char *name = hz_bilingual_text(s->pollutants[p].name);

        if (baseline == HZ_NOT_REPORTED)
            snprintf(line, sizeof line, _("    %s: not reported"), name);
        else if (plan->orders[unit].action == HZ_ACTION_DOWN)
            snprintf(line, sizeof line,
                     _("    %1$s: none (%2$s kg/d in the inventory; counted neither as baseline nor as a reduction)"),
                     name, hz_page_amount(before, baseline, 3));
        else
            snprintf(line, sizeof line, _("    %1$s: at most %2$s kg/d (baseline %3$s, cut %4$s)"), name,
                     hz_page_amount(left, baseline - gone, 3), hz_page_amount(before, baseline, 3),
                     hz_page_amount(cut, gone, 3));
        hz_page_line(sink, line);
    }
}

static void put_check(hz_sink *sink, const hz_shown_check *check)
{
    const char *name = hz_check_name(check->by);
    char line[TEXT_BYTES], before[HZ_FIXED_MAX], expected[HZ_FIXED_MAX];

    hz_page_amount(before, check->before.value, check->before.scale);
    hz_page_amount(expected, check->expected.value, check->expected.scale);
    if (check->has_before && check->has_expected)
        snprintf(line, sizeof line, _("    checked by %1$s: about %2$s %4$s expected (baseline %3$s %4$s)"), name, expected, before,
                 hz_show_unit(check->before.unit));
    else if (check->has_expected)
        snprintf(line, sizeof line, _("    checked by %1$s: about %2$s %3$s expected"), name, expected,
                 hz_show_unit(check->expected.unit));
    else if (check->has_before)
        snprintf(line, sizeof line, _("    checked by %1$s (baseline %2$s %3$s)"), name, before, hz_show_unit(check->before.unit));
    else
        snprintf(line, sizeof line, _("    checked by %s"), name);
    hz_page_line(sink, line);
}

static void put_checks(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_scenario *s = plan->scenario;
    size_t n = hz_show_n_checks(s, unit, &plan->orders[unit]);

    for (size_t k = 0; k < n; k++) {
        hz_shown_check check = hz_show_check(s, unit, &plan->orders[unit], k);

        put_check(sink, &check);
    }
}

void hz_sheet_seen(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    put_output(sink, plan, unit);
    put_checks(sink, plan, unit);
}

void hz_sheet_unit(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    put_output(sink, plan, unit);
    put_emissions(sink, plan, unit);
    put_checks(sink, plan, unit);
}

/* The rules stand on top of the sheet; only what differs from them is said here. */
static void put_basis(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    if (plan->orders[unit].action != HZ_ACTION_EXEMPT)
        return;
    hz_puts(sink, _("    exempt because: "));
    hz_show_basis(sink, plan, unit);
    hz_putc(sink, '\n');
}

static void put_grant(hz_sink *sink, const char *what, const char *reason, const char *document, const char *note)
{
    char line[TEXT_BYTES];

    snprintf(line, sizeof line, "%s: %s (%s)", what, reason, document);
    hz_page_line(sink, line);
    if (!note)
        return;
    snprintf(line, sizeof line, _("During the warning only this may be made or done: %s"), note);
    hz_page_line(sink, line);
}

/* Approved loads of the level, and what alone those who are exempt or held to a load may do. */
void hz_sheet_grants(hz_sink *sink, const hz_plan *plan, const hz_enterprise *e)
{
    const hz_scenario *s = plan->scenario;
    hz_level level = plan->settings.level;
    char what[TEXT_BYTES], share[HZ_FIXED_MAX];

    for (const hz_max_load *load = NULL; (load = hz_next_load(s, e, level, load));) {
        snprintf(what, sizeof what, _("Held to an approved load of %s %%"), hz_page_percent(share, load->load_bp));
        put_grant(sink, what, load->reason, load->document, load->note);
    }
    for (const hz_exemption *x = NULL; (x = hz_next_exemption(s, e, level, x));)
        if (x->note)
            put_grant(sink, _("Exempt"), x->reason, x->document, x->note);
}

/* A mode whose cost is not given costs in proportion to what the unit does. */
static hz_basis cost_basis(const hz_plan *plan, size_t unit)
{
    const hz_mode *mode = hz_order_mode(plan->scenario, unit, &plan->orders[unit]);

    return (hz_basis)(mode && mode->cost_fen_d != HZ_NOT_REPORTED ? mode->cost_basis : plan->scenario->units[unit].cost_basis);
}

/* What of the cost of a day is the share of what the mode costs once. */
static void put_once(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_scenario *s = plan->scenario;
    const hz_mode *mode = hz_order_mode(s, unit, &plan->orders[unit]);
    char line[TEXT_BYTES], once[HZ_FIXED_MAX], a_day[HZ_FIXED_MAX];

    if (!mode || mode->once_fen == 0)
        return;
    snprintf(line, sizeof line, _("    of that %1$s %2$s for what it costs once: %3$s %4$s, spread over the response (%5$s)"),
             hz_page_money(a_day, hz_mode_once_fen_d(s, mode, plan->settings.level)), hz_show_currency(s->currency),
             hz_page_money(once, mode->once_fen), hz_show_money(s->currency), hz_basis_name((hz_basis)mode->once_basis));
    hz_page_line(sink, line);
}

/* And what of it is for the time that it must go on behind the response. */
static void put_beyond(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_scenario *s = plan->scenario;
    char line[TEXT_BYTES], a_day[HZ_FIXED_MAX];

    if (hz_show_beyond_h(plan, unit) == 0)
        return;
    snprintf(line, sizeof line, _("    of that %1$s %2$s for the %3$d h that it goes on behind the response, spread over the response"),
             hz_page_money(a_day, hz_order_beyond_fen_d(s, unit, plan->settings.level, &plan->orders[unit])),
             hz_show_currency(s->currency), hz_show_beyond_h(plan, unit));
    hz_page_line(sink, line);
}

static void put_unit(hz_sink *sink, const hz_plan *plan, size_t unit, uint32_t number, hz_sentences *sentences)
{
    const hz_unit *u = &plan->scenario->units[unit];
    char line[TEXT_BYTES], order[TEXT_BYTES], money[HZ_FIXED_MAX];

    snprintf(line, sizeof line, _("%1$u. [%2$s] %3$s (%4$s): %5$s"), (unsigned)number, u->id, u->name,
             hz_unit_kind_name((hz_unit_kind)u->kind), hz_show_order(order, sizeof order, plan->scenario, unit, &plan->orders[unit]));
    hz_putc(sink, '\n');
    hz_page_line(sink, line);
    hz_puts(sink, "    ");
    hz_puts(sink, hz_sentence(sentences, unit));
    hz_putc(sink, '\n');
    put_basis(sink, plan, unit);
    hz_sheet_unit(sink, plan, unit);
    if (!hz_order_is_asking(&plan->orders[unit]))
        return;
    snprintf(line, sizeof line, _("    cost counted for it: %1$s %2$s (%3$s)"),
             hz_page_money(money, hz_order_cost_fen_d(plan->scenario, unit, plan->settings.level, &plan->orders[unit])),
             hz_show_currency(plan->scenario->currency), hz_basis_name(cost_basis(plan, unit)));
    hz_page_line(sink, line);
    put_once(sink, plan, unit);
    put_beyond(sink, plan, unit);
}

static void put_counts(hz_sink *sink, const hz_tally *own)
{
    size_t stop = own->n_actions[HZ_ACTION_STOP], limit = own->n_actions[HZ_ACTION_LIMIT], other = hz_tally_in_modes(own);
    char line[TEXT_BYTES];

    if (other == 0)
        snprintf(line, sizeof line, _("Units: %1$zu in all; %2$zu stop, %3$zu run at limited load, %4$zu are not cut. Safety comes first."),
                 own->n_units, stop, limit, own->n_units - stop - limit);
    else
        snprintf(line, sizeof line,
                 _("Units: %1$zu in all; %2$zu stop, %3$zu run at limited load, %4$zu run in another mode, %5$zu are not cut. Safety comes "
                   "first."),
                 own->n_units, stop, limit, other, own->n_units - stop - limit - other);
    hz_page_line(sink, line);
}

/* No leakage: who is not cut may not make up for those who are. */
static void put_what_to_do(hz_sink *sink, const hz_plan *plan, const hz_enterprise *e)
{
    hz_tally own = {.n_units = e->n_units};

    for (uint32_t u = e->first_unit; u < e->first_unit + e->n_units; u++)
        own.n_actions[plan->orders[u].action]++;
    hz_page_section(sink, _("What to do"));
    if (hz_show_is_touched(plan, e)) {
        put_counts(sink, &own);
        hz_page_line(sink, _("Units that are not cut may not emit more than before the warning."));
    } else if (e->operation == HZ_OPERATING) {
        hz_page_line(sink, own.n_actions[HZ_ACTION_EXEMPT] ? _("Nothing is cut: the enterprise is exempt at this level.")
                                                       : _("Nothing is cut at this level."));
        hz_page_line(sink, _("It may not emit more than before the warning."));
    } else
        hz_page_line(sink, _("The enterprise is shut and may not start while the response lasts."));
    hz_sheet_grants(sink, plan, e);
}

void hz_sheet_blanks(hz_sink *sink)
{
    hz_page_section(sink, _("Receipt and report"));
    hz_page_line(sink, _("Order received at   ____-__-__ __:__   by ____________________"));
    hz_putc(sink, '\n');
    hz_page_line(sink, _("In place at         ____-__-__ __:__   by ____________________"));
    hz_putc(sink, '\n');
    hz_page_line(sink, _("Deviations          ______________________________________________"));
    hz_putc(sink, '\n');
    hz_page_line(sink, _("Checked on site at  ____-__-__ __:__   by ____________________"));
}

void hz_sheet_enterprise(hz_sink *sink, const hz_plan *plan, size_t enterprise)
{
    const hz_scenario *s = plan->scenario;
    const hz_enterprise *e = &s->enterprises[enterprise];
    hz_sentences *sentences = hz_sentences_new(plan);

    hz_page_stamp(sink, s->standing);
    hz_page_title(sink, _("Emergency emission reduction: action list of the enterprise"));
    hz_page_head(sink, plan);
    hz_sheet_who(sink, s, e);
    put_what_to_do(sink, plan, e);
    for (uint32_t k = 0; sentences && k < e->n_units; k++)
        put_unit(sink, plan, e->first_unit + k, k + 1, sentences);
    if (hz_sentences_free(sentences) != HZ_OK)
        hz_sink_lacks_memory(sink);
    hz_text_reasons_of(sink, plan, enterprise);
    hz_text_neighbours(sink, plan, enterprise);
    hz_sheet_blanks(sink);
    hz_page_foot(sink, plan);
}

/* --- a district --- */

static void put_cut_units(hz_sink *sink, const hz_plan *plan, const hz_enterprise *e)
{
    const hz_scenario *s = plan->scenario;

    for (uint32_t u = e->first_unit; u < e->first_unit + e->n_units; u++) {
        char line[TEXT_BYTES], order[TEXT_BYTES];

        if (!hz_order_is_asking(&plan->orders[u]))
            continue;
        snprintf(line, sizeof line, "  [%s] %s: %s", s->units[u].id, s->units[u].name,
                 hz_show_order(order, sizeof order, s, u, &plan->orders[u]));
        hz_page_line(sink, line);
        hz_sheet_seen(sink, plan, u);
    }
}

static void put_touched(hz_sink *sink, const hz_plan *plan, const hz_enterprise *e)
{
    const hz_scenario *s = plan->scenario;
    char line[TEXT_BYTES];

    hz_putc(sink, '\n');
    snprintf(line, sizeof line, "%s  %s  (%s, %s)  %s %s", e->id, e->name,
             hz_bilingual_text(s->sectors[e->sector].name), hz_grade_name((hz_grade)e->grade), e->town ? e->town : "",
             e->address ? e->address : "");
    hz_page_line(sink, line);
    hz_page_contacts(sink, s, e);
    put_cut_units(sink, plan, e);
    hz_page_line(sink, _("    [ ] seen in place at ____-__-__ __:__   by ______________"));
}

static void put_district_sums(hz_sink *sink, const hz_plan *plan, size_t district)
{
    const hz_tally *t = &plan->reckoning->districts[district];
    const hz_scenario *s = plan->scenario;
    char line[TEXT_BYTES], cost[HZ_FIXED_MAX], before[HZ_FIXED_MAX], cut[HZ_FIXED_MAX];

    hz_page_section(sink, _("In short"));
    hz_page_money(cost, t->cost_fen_d);
    if (hz_tally_in_modes(t) == 0)
        snprintf(line, sizeof line,
                 _("Enterprises that must cut: %1$zu of %2$zu. Units: %3$zu stop, %4$zu run at limited load. "
                   "Cost %5$s %6$s."),
                 t->n_touched, t->n_enterprises, t->n_actions[HZ_ACTION_STOP], t->n_actions[HZ_ACTION_LIMIT], cost,
                 hz_show_currency(s->currency));
    else
        snprintf(line, sizeof line,
                 _("Enterprises that must cut: %1$zu of %2$zu. Units: %3$zu stop, %4$zu run at limited load, %5$zu run in another mode. "
                   "Cost %6$s %7$s."),
                 t->n_touched, t->n_enterprises, t->n_actions[HZ_ACTION_STOP], t->n_actions[HZ_ACTION_LIMIT],
                 hz_tally_in_modes(t), cost, hz_show_currency(s->currency));
    hz_page_line(sink, line);
    for (size_t p = 0; p < s->n_pollutants; p++) {
        snprintf(line, sizeof line, _("%1$s: %2$s kg/d cut, of %3$s kg/d listed"),
                 hz_bilingual_text(s->pollutants[p].name), hz_page_amount(cut, t->cut_g_d[p], 3),
                 hz_page_amount(before, t->emission_g_d[p], 3));
        hz_page_line(sink, line);
    }
}

static void put_untouched_rows(hz_sink *sink, const hz_plan *plan, const uint32_t *enterprises, size_t n_enterprises,
                               hz_page_column *columns, int n_columns)
{
    const hz_scenario *s = plan->scenario;

    for (size_t i = 0; i < n_enterprises; i++) {
        const hz_enterprise *e = &s->enterprises[enterprises[i]];
        const char *cells[] = {e->id, hz_action_name((hz_action)plan->orders[e->first_unit].action), e->name};

        if (!hz_show_is_touched(plan, e))
            hz_page_row(sink, columns, n_columns, cells);
    }
}

static void put_untouched(hz_sink *sink, const hz_plan *plan, const uint32_t *enterprises, size_t n_enterprises)
{
    hz_page_column columns[] = {{16, false}, {16, false}, {40, false}};
    const char *headings[] = {_("enterprise"), _("order"), _("name")};

    hz_page_section(sink,
                    _("Not cut: these may not emit more than before the warning, nor may those that are not listed"));
    put_untouched_rows(NULL, plan, enterprises, n_enterprises, columns, LENGTH(columns));
    hz_page_headings(sink, columns, LENGTH(columns), headings);
    put_untouched_rows(sink, plan, enterprises, n_enterprises, columns, LENGTH(columns));
}

void hz_sheet_district(hz_sink *sink, const hz_plan *plan, size_t district, const uint32_t *enterprises,
                       size_t n_enterprises)
{
    const hz_scenario *s = plan->scenario;

    hz_page_stamp(sink, s->standing);
    hz_page_title(sink, _("Emergency emission reduction: action list of the district"));
    hz_page_fact(sink, _("District"), hz_bilingual_text(s->districts[district].name));
    hz_sheet_body(sink, &s->districts[district]);
    hz_page_head(sink, plan);
    put_district_sums(sink, plan, district);
    hz_page_section(sink, _("To be seen in place"));
    for (size_t i = 0; i < n_enterprises; i++)
        if (hz_show_is_touched(plan, &s->enterprises[enterprises[i]]))
            put_touched(sink, plan, &s->enterprises[enterprises[i]]);
    put_untouched(sink, plan, enterprises, n_enterprises);
    hz_page_foot(sink, plan);
}
