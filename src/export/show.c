/* show.c - how facts of a plan are shown, the same in every format
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/show.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "scenario/modes.h"

static const struct {
    const char *unit;
    int scale;
} shown_units[] = {
    [HZ_DIM_MASS] = {"t/d", 6},  [HZ_DIM_ENERGY] = {"GJ/d", 6},   [HZ_DIM_VOLUME] = {"m3/d", 3},
    [HZ_DIM_AREA] = {"m2/d", 3}, [HZ_DIM_COUNT] = {"piece/d", 3},
};

hz_shown hz_show_output(hz_dimension dimension, int64_t value)
{
    return (hz_shown){value, shown_units[dimension].scale, shown_units[dimension].unit};
}

/* ---- checks ---- */

static hz_shown reading(const hz_check *check, uint16_t cut_bp)
{
    __int128 left = (__int128)check->value * (HZ_SHARE_ONE - cut_bp);
    hz_shown shown = hz_show_output((hz_dimension)check->dimension, 0);

    /* electricity is metered in kWh = 3600 kJ; three decimals of it are kept */
    if (check->dimension == HZ_DIM_ENERGY && check->by == HZ_CHECK_ELECTRICITY)
        return (hz_shown){hz_div_half_even(left * 1000, 3600 * HZ_SHARE_ONE), 3, "kWh/d"};
    if (check->by == HZ_CHECK_TRIPS)
        shown.unit = "trip/d";
    shown.value = hz_div_half_even(left, HZ_SHARE_ONE);
    return shown;
}

/* The first of so many checks that is of the kind and has a reading; NULL: none. */
static const hz_check *find_reading(const hz_check *checks, size_t n, int by)
{
    for (size_t k = 0; k < n; k++)
        if (checks[k].by == by && checks[k].value != HZ_NOT_REPORTED)
            return &checks[k];
    return NULL;
}

/* Where the checks begin that hold under an order, and how many there are: those of its mode, else of the unit. */
static const hz_check *checks_of(const hz_scenario *s, size_t unit, const hz_order *order, size_t *n)
{
    const hz_mode *mode = hz_order_mode(s, unit, order);
    bool is_own = mode && mode->n_checks > 0;

    *n = is_own ? mode->n_checks : s->units[unit].n_checks;
    return &s->checks[is_own ? mode->first_check : s->units[unit].first_check];
}

/* Are they of a mode that says what is expected? A limit is held at many loads: what its checks show is in proportion, too. */
static bool are_expected(const hz_scenario *s, size_t unit, const hz_order *order)
{
    const hz_mode *mode = hz_order_mode(s, unit, order);

    return mode && mode->n_checks > 0 && mode->kind != HZ_MODE_LIMIT;
}

static bool is_in_proportion(const hz_order *order)
{
    return order->action != HZ_ACTION_TREATMENT && order->action != HZ_ACTION_BANKED && order->action != HZ_ACTION_KEPT_HOT;
}

static bool has_reading(const hz_check *check)
{
    return check && check->value != HZ_NOT_REPORTED;
}

/* From the check that holds, and the one of the unit that says how it was before; either may be missing. Readings of two units of
 * measurement cannot stand side by side: the expected one does. */
static hz_shown_check shown_check(const hz_check *check, const hz_check *before, bool is_expected, const hz_order *order)
{
    hz_shown_check shown = {.has_before = has_reading(before)};

    shown.has_expected = has_reading(check) && (is_expected || is_in_proportion(order));
    if (shown.has_before)
        shown.before = reading(before, 0);
    if (shown.has_expected)
        shown.expected = reading(check, is_expected ? 0 : (uint16_t)(HZ_SHARE_ONE - hz_show_load_bp(order)));
    if (shown.has_before && shown.has_expected && strcmp(shown.before.unit, shown.expected.unit) != 0)
        shown.has_before = false;
    return shown;
}

size_t hz_show_n_checks(const hz_scenario *s, size_t unit, const hz_order *order)
{
    size_t n;

    checks_of(s, unit, order, &n);
    return n;
}

hz_shown_check hz_show_check(const hz_scenario *s, size_t unit, const hz_order *order, size_t k)
{
    const hz_unit *u = &s->units[unit];
    bool is_expected = are_expected(s, unit, order);
    size_t n;
    const hz_check *check = checks_of(s, unit, order, &n) + k;
    const hz_check *before = is_expected ? find_reading(&s->checks[u->first_check], u->n_checks, check->by) : check;
    hz_shown_check shown = shown_check(check, before, is_expected, order);

    shown.by = (hz_check_by)check->by;
    return shown;
}

hz_shown_check hz_show_check_by(const hz_scenario *s, size_t unit, const hz_order *order, hz_check_by by)
{
    const hz_unit *u = &s->units[unit];
    bool is_expected = are_expected(s, unit, order);
    size_t n;
    const hz_check *checks = checks_of(s, unit, order, &n), *check = find_reading(checks, n, by);
    const hz_check *before = is_expected ? find_reading(&s->checks[u->first_check], u->n_checks, by) : check;
    hz_shown_check shown = shown_check(check, before, is_expected, order);

    shown.by = by;
    return shown;
}

/* ---- orders ---- */

uint16_t hz_show_load_bp(const hz_order *order)
{
    return order->action == HZ_ACTION_DOWN ? 0 : (uint16_t)(HZ_SHARE_ONE - order->cut_bp);
}

const char *hz_show_action(const hz_scenario *s, size_t unit, const hz_order *order)
{
    const hz_mode *mode = hz_order_mode(s, unit, order);

    return mode ? hz_mode_text(mode) : hz_action_name((hz_action)order->action);
}

const char *hz_show_order(char *buf, size_t size, const hz_scenario *s, size_t unit, const hz_order *order)
{
    const hz_mode *mode = hz_order_mode(s, unit, order);
    const char *action = hz_show_action(s, unit, order);
    char load[HZ_FIXED_MAX], cut[HZ_FIXED_MAX];

    if (order->cut_bp == 0 || order->cut_bp == HZ_SHARE_ONE)
        return action;
    hz_format_fixed(load, hz_show_load_bp(order), 2, -1);
    hz_format_fixed(cut, order->cut_bp, 2, -1);
    if (order->action == HZ_ACTION_LIMIT && !(mode && (mode->name.zh || mode->name.en)))
        snprintf(buf, size, _("limit: run at %1$s %% at most (cut %2$s %%)"), load, cut);
    else
        snprintf(buf, size, _("%1$s: run at %2$s %% at most (cut %3$s %%)"), action, load, cut);
    return buf;
}

/* When orders must be in place; false: that is not known. */
static bool is_in_place_at(int64_t *instant, const hz_settings *set)
{
    const char *time = set->in_place[0] ? set->in_place : set->start;

    return hz_instant_parse(instant, time, strlen(time));
}

const char *hz_show_begin(char buf[HZ_TIME_TEXT], const hz_plan *plan, size_t unit)
{
    const hz_mode *mode = hz_order_mode(plan->scenario, unit, &plan->orders[unit]);
    int64_t instant;

    buf[0] = '\0';
    if (mode && mode->lead_h > 0 && is_in_place_at(&instant, &plan->settings))
        hz_instant_format(buf, instant - (int64_t)mode->lead_h * 60);
    return buf;
}

int hz_show_beyond_h(const hz_plan *plan, size_t unit)
{
    const hz_mode *mode = hz_order_mode(plan->scenario, unit, &plan->orders[unit]);

    return mode ? hz_mode_beyond_h(plan->scenario, mode, plan->settings.level) : 0;
}

const char *hz_show_earliest_end(char buf[HZ_TIME_TEXT], const hz_plan *plan, size_t unit)
{
    const hz_mode *mode = hz_order_mode(plan->scenario, unit, &plan->orders[unit]);
    int64_t instant;

    buf[0] = '\0';
    if (hz_show_beyond_h(plan, unit) > 0 && is_in_place_at(&instant, &plan->settings))
        hz_instant_format(buf, instant + (int64_t)mode->least_h * 60);
    return buf;
}

int64_t hz_show_made(const hz_plan *plan, size_t unit)
{
    return plan->orders[unit].action == HZ_ACTION_DOWN ? 0 : plan->scenario->units[unit].output;
}

int64_t hz_show_emission(const hz_plan *plan, size_t unit, size_t pollutant)
{
    int64_t emission = hz_emission(plan->scenario, unit, pollutant);

    return plan->orders[unit].action == HZ_ACTION_DOWN && emission != HZ_NOT_REPORTED ? 0 : emission;
}

int64_t hz_show_allowed(const hz_plan *plan, size_t unit)
{
    return plan->orders[unit].action == HZ_ACTION_DOWN ? 0 : hz_order_output(plan->scenario, unit, &plan->orders[unit]);
}

const char *hz_show_unit(const char *symbol)
{
    static const char *const words[] = {N_("piece/d"), N_("trip/d")};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(symbol, words[i]) == 0)
            return _(words[i]);
    if (strcmp(symbol, "CNY/d") == 0)
        return hz_show_currency("CNY");
    return strcmp(symbol, "USD/d") == 0 ? hz_show_currency("USD") : symbol;
}

const char *hz_show_unit_of(const char *symbol, int64_t amount)
{
    if (strcmp(symbol, "lines") == 0)
        return ngettext("line", "lines", (unsigned long)amount);
    return hz_show_unit(symbol);
}

const char *hz_show_balance_words(const hz_scenario *s, const hz_balance *balance)
{
    if (hz_is_fairness(s->demands[balance->demand].kind))
        return _("points");
    return hz_show_unit_of(hz_show_balance_unit(s, balance).unit, balance->required);
}

const char *hz_show_currency(const char *currency)
{
    return strcmp(currency, "CNY") == 0 ? _("yuan/d") : strcmp(currency, "USD") == 0 ? _("USD/d") : currency;
}

const char *hz_show_money(const char *currency)
{
    return strcmp(currency, "CNY") == 0 ? _("yuan") : currency;
}

/* Emergency Response Law: Article 11 of 2007; Article 10 of the revision of 2024, in force on 1 November 2024. */
const char *hz_show_law(const char *country, const char *start)
{
    if (strcmp(country, "CN") != 0)
        return NULL;
    if (!start[0])
        return _("Emergency Response Law of 2024, Article 10 (before 1 November 2024: law of 2007, Article 11): where "
                 "several measures will do, the one that best protects the rights of citizens, legal persons and other "
                 "organisations is to be chosen");
    if (strcmp(start, "2024-11-01") >= 0)
        return _("Emergency Response Law of 2024, Article 10: where several measures will do, the one that best "
                 "protects the rights of citizens, legal persons and other organisations, and harms the rights of "
                 "others and the environment least, is to be chosen, and adjusted in time as things change");
    return _(
        "Emergency Response Law of 2007, Article 11: where several measures will do, the one that best protects the "
        "rights of citizens, legal persons and other organisations is to be chosen");
}

/* The pollutants of a pool, with a plus between. */
static void show_pool(char *buf, size_t size, const hz_scenario *s, uint32_t pollutants)
{
    size_t length = 0;

    buf[0] = '\0';
    for (size_t p = 0; p < s->n_pollutants; p++)
        if (pollutants >> p & 1 && length < size)
            length += (size_t)snprintf(buf + length, size - length, "%s%s", length ? " + " : "",
                                       hz_bilingual_text(s->pollutants[p].name));
}

static void show_subject(char *buf, size_t size, const hz_scenario *s, const hz_demand *d)
{
    const char *text = "";

    if (d->kind == HZ_DEMAND_POOL) {
        show_pool(buf, size, s, d->pollutants);
        return;
    }
    if (d->kind == HZ_DEMAND_REDUCTION)
        text = hz_bilingual_text(s->pollutants[d->pollutant].name);
    else if (d->kind == HZ_DEMAND_WEIGHTED)
        text = hz_bilingual_text(s->weightings[d->weighting].name);
    else if (d->product != HZ_NONE)
        text = hz_product_text(&s->products[d->product]);
    else if (d->kind == HZ_DEMAND_ORDER)
        text = _("order of the grades");
    else if (d->kind == HZ_DEMAND_ALIKE)
        text = _("alike treatment of a grade");
    else if (d->kind == HZ_DEMAND_LINES)
        text = _("stopped lines");
    else if (d->kind == HZ_DEMAND_CAP)
        text = d->cap_of == HZ_CAP_COST ? _("cost") : _("share of the plan's cost");
    snprintf(buf, size, "%s", text);
}

/* What is demanded of nobody in particular, but not of the sums of all. */
static bool is_everywhere(hz_demand_kind kind)
{
    return kind == HZ_DEMAND_FLOOR || kind == HZ_DEMAND_LINES || hz_is_fairness(kind);
}

const char *hz_show_demand(char *buf, size_t size, const hz_scenario *s, const hz_demand *d)
{
    char subject[HZ_MAX_TEXT + 1];
    const char *scope = d->scope != HZ_SCOPE_ALL     ? hz_group_name(s, d->scope, d->group)
                        : is_everywhere(d->kind) ? _("everywhere")
                                                 : _("whole society");

    show_subject(subject, sizeof subject, s, d);
    snprintf(buf, size, "%s%s%s", subject, _(", "), scope);
    return buf;
}

hz_shown hz_show_demand_unit(const hz_scenario *s, const hz_demand *d)
{
    if (d->kind == HZ_DEMAND_POOL)
        return (hz_shown){0, 10, "%"};
    if (d->product != HZ_NONE)
        return hz_show_output(s->products[d->product].dimension, 0);
    if (hz_is_fairness(d->kind))
        return (hz_shown){0, 2, "%"};
    if (d->kind == HZ_DEMAND_LINES)
        return (hz_shown){0, 0, "lines"};
    if (d->kind == HZ_DEMAND_CAP)
        return (hz_shown){0, 2, strcmp(s->currency, "CNY") == 0 ? "CNY/d" : "USD/d"};
    return (hz_shown){0, 3, "kg/d"};
}

const char *hz_show_balance(char *buf, size_t size, const hz_scenario *s, const hz_balance *balance)
{
    hz_demand d = hz_balance_demand(s, balance);
    char share[HZ_FIXED_MAX];
    size_t length;

    if (d.kind != HZ_DEMAND_SAFETY)
        return hz_show_demand(buf, size, s, &d);
    hz_show_demand(buf, size, s, &s->demands[balance->target]);
    length = strlen(buf);
    hz_format_fixed(share, d.ratio_ppm, 4, -1);
    if (d.n_failing > 0)
        snprintf(buf + length, size - length, _("; enterprises that fail: %u"), d.n_failing);
    else
        snprintf(buf + length, size - length, _("; %s %% of every cut fails"), share);
    return buf;
}

hz_shown hz_show_balance_unit(const hz_scenario *s, const hz_balance *balance)
{
    hz_demand d = hz_balance_demand(s, balance);

    return hz_show_demand_unit(s, d.kind == HZ_DEMAND_SAFETY ? &s->demands[balance->target] : &d);
}

static void put_line(hz_sink *sink, const char *text)
{
    char line[HZ_MAX_TEXT + 1];

    hz_puts(sink, hz_show_line(line, sizeof line, text));
}

/* The day from which the rules are in force: at the plan's place and day where that is known, else at first. */
static int32_t since(const hz_plan *plan)
{
    const hz_ruleset *rules = plan->rules;
    const hz_forecast *f = plan->alert ? plan->alert->forecast : NULL;
    const char *place = f && f->place ? f->place : plan->scenario->place ? plan->scenario->place : "";
    int64_t instant = HZ_INSTANT_NONE;
    int32_t best = HZ_DAY_NEVER, first = HZ_DAY_FOREVER;

    if (f)
        instant = f->issued != HZ_INSTANT_NONE ? f->issued : hz_day_instant(plan->alert->first_day);
    else if (plan->settings.start[0])
        hz_instant_parse(&instant, plan->settings.start, strlen(plan->settings.start));
    for (size_t i = 0; i < rules->n_in_force; i++) {
        const hz_in_force *span = &rules->in_force[i];
        bool holds = instant != HZ_INSTANT_NONE && hz_instant_day(instant) >= span->from_day &&
                     hz_instant_day(instant) <= span->to_day && strncmp(place, span->place, strlen(span->place)) == 0;

        if (holds && span->from_day > best)
            best = span->from_day;
        if (span->from_day < first)
            first = span->from_day;
    }
    return best != HZ_DAY_NEVER ? best : first;
}

/* A document whose number is not known is known by the id of its rule set. */
void hz_show_rules(hz_shown_rules *out, const hz_plan *plan)
{
    const hz_ruleset *rules = plan->rules;
    const hz_scenario *s = plan->scenario;

    if (!rules) {
        *out = (hz_shown_rules){s->rules_title, s->rules_number, s->rules_issuer, s->rules_effective, NULL, ""};
        return;
    }
    *out = (hz_shown_rules){hz_bilingual_text(rules->title), rules->number, rules->issuer, NULL, rules->id, ""};
    out->effective = hz_date_format(out->since, since(plan));
}

/* ---- the choice of the rules, of the level, of the demands ---- */

static const char *level_or_none(int level)
{
    return level == HZ_NO_LEVEL ? _("no response") : hz_level_name((hz_level)level);
}

static void put_in_force(char buf[HZ_SHOW_WHY], const char *by, const hz_rules_choice *choice)
{
    if (!choice->in_force[0])
        snprintf(buf, HZ_SHOW_WHY, "%s", by);
    else if (!hz_rules_differ(choice))
        snprintf(buf, HZ_SHOW_WHY, _("%s; in force there on that day"), by);
    else if (choice->has_in_force_level)
        snprintf(buf, HZ_SHOW_WHY, _("%1$s; IN FORCE THERE ON THAT DAY: %2$s, which says %3$s"), by, choice->in_force,
                 level_or_none(choice->in_force_level));
    else
        snprintf(buf, HZ_SHOW_WHY, _("%1$s; IN FORCE THERE ON THAT DAY: %2$s"), by, choice->in_force);
}

const char *hz_show_choice(char buf[HZ_SHOW_WHY], const hz_rules_choice *choice)
{
    size_t used;

    if (choice->by == HZ_RULES_NONE)
        buf[0] = '\0';
    else if (choice->by == HZ_RULES_IN_FORCE)
        snprintf(buf, HZ_SHOW_WHY, "%s", _("in force there on that day"));
    else
        put_in_force(buf,
                     choice->by == HZ_RULES_SCENARIO ? _("named by the scenario")
                     : choice->by == HZ_RULES_FILE   ? _("chosen by hand, from a file of the user")
                                                     : _("chosen by hand"),
                     choice);
    used = strlen(buf);
    if (choice->with_unconfirmed)
        snprintf(buf + used, HZ_SHOW_WHY - used, "%s%s", used ? _("; ") : "",
                 _("RULES THAT ARE ONLY UNCONFIRMED COUNT"));
    return buf;
}

const char *hz_show_level_basis(char buf[HZ_SHOW_WHY], const hz_plan *plan)
{
    const hz_settings *set = &plan->settings;

    if (set->level_by == HZ_LEVEL_OVERRIDDEN && plan->alert && hz_alert_is_open(plan->alert))
        snprintf(buf, HZ_SHOW_WHY, _("ORDERED WHERE THE FORECAST LEAVES THE LEVEL OPEN, from %1$s to %2$s: %3$s; decided by %4$s"),
                 level_or_none(hz_alert_level(plan->alert)), level_or_none(hz_alert_possible(plan->alert)), set->reason, set->by);
    else if (set->level_by == HZ_LEVEL_OVERRIDDEN && plan->alert && hz_alert_level(plan->alert) == (int)set->level)
        snprintf(buf, HZ_SHOW_WHY, _("ORDERED FOR OTHER TIMES THAN THE FORECAST CALLS FOR: %1$s; decided by %2$s"), set->reason,
                 set->by);
    else if (set->level_by == HZ_LEVEL_OVERRIDDEN)
        snprintf(buf, HZ_SHOW_WHY, _("ORDERED AGAINST THE FORECAST, which calls for %1$s: %2$s; decided by %3$s"),
                 level_or_none(plan->alert ? hz_alert_level(plan->alert) : HZ_NO_LEVEL), set->reason, set->by);
    else if (plan->within && set->level_by == HZ_LEVEL_ORDERED && plan->alert)
        snprintf(buf, HZ_SHOW_WHY, _("PREPARED, BUT NOT DUE: the forecast calls for %s"),
                 level_or_none(hz_alert_level(plan->alert)));
    else if (plan->within && set->level_by == HZ_LEVEL_ORDERED)
        snprintf(buf, HZ_SHOW_WHY, "%s", _("prepared with all levels; no forecast was given"));
    else
        snprintf(buf, HZ_SHOW_WHY, "%s",
                 set->level_by == HZ_LEVEL_FORECAST ? _("the forecast calls for it")
                                                    : _("ordered; no forecast was given"));
    return buf;
}

const char *hz_show_lax(char *buf, size_t size, const hz_plan *plan, const hz_lax_demand *lax)
{
    char demanded[HZ_FIXED_MAX], asked[HZ_FIXED_MAX];

    hz_format_fixed(demanded, lax->demanded_ppm, 4, -1);
    hz_format_fixed(asked, lax->asked_ppm, 4, -1);
    snprintf(buf, size, _("%1$s: %2$s %% instead of the %3$s %% of %4$s, because: %5$s"), lax->pollutants, demanded,
             asked, plan->rules->id, lax->reason ? lax->reason : _("not given"));
    return buf;
}

void hz_show_rules_basis(hz_sink *sink, const hz_plan *plan)
{
    hz_shown_rules rules;
    const char *number;

    hz_show_rules(&rules, plan);
    number = rules.number ? rules.number : rules.set;
    put_line(sink, rules.title);
    if (rules.title && number)
        hz_putc(sink, ' ');
    put_line(sink, number);
}

static void put_exemption(hz_sink *sink, const hz_scenario *s, const hz_enterprise *e, hz_level level)
{
    const char *gap = "";

    for (const hz_exemption *x = NULL; (x = hz_next_exemption(s, e, level, x)); gap = "; ") {
        hz_puts(sink, gap);
        put_line(sink, x->reason);
        if (x->document && x->document[0]) {
            hz_puts(sink, " (");
            put_line(sink, x->document);
            hz_putc(sink, ')');
        }
    }
}

void hz_show_basis(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_scenario *s = plan->scenario;
    const hz_enterprise *e = &s->enterprises[s->units[unit].enterprise];

    if (plan->orders[unit].action == HZ_ACTION_EXEMPT)
        put_exemption(sink, s, e, plan->settings.level);
    else if (plan->orders[unit].action == HZ_ACTION_DOWN)
        hz_puts(sink, hz_operation_name((hz_operation)e->operation));
    else
        hz_show_rules_basis(sink, plan);
}

const hz_contact *hz_show_contact(const hz_scenario *s, const hz_enterprise *enterprise, hz_role role)
{
    for (uint32_t k = 0; k < enterprise->n_contacts; k++)
        if (s->contacts[enterprise->first_contact + k].role == role)
            return &s->contacts[enterprise->first_contact + k];
    return NULL;
}

bool hz_show_is_touched(const hz_plan *plan, const hz_enterprise *enterprise)
{
    for (uint32_t u = enterprise->first_unit; u < enterprise->first_unit + enterprise->n_units; u++)
        if (hz_order_is_asking(&plan->orders[u]))
            return true;
    return false;
}

int64_t hz_show_cost(const hz_plan *plan, const hz_enterprise *enterprise)
{
    int64_t cost = 0;

    for (uint32_t u = enterprise->first_unit; u < enterprise->first_unit + enterprise->n_units; u++)
        cost += hz_order_cost_fen_d(plan->scenario, u, plan->settings.level, &plan->orders[u]);
    return cost;
}

hz_shown_once hz_show_once(const hz_plan *plan)
{
    hz_shown_once once = {0};

    for (size_t u = 0; u < plan->scenario->n_units; u++) {
        const hz_mode *mode = hz_order_mode(plan->scenario, u, &plan->orders[u]);

        if (!mode)
            continue;
        once.fen += mode->once_fen;
        once.fen_d += hz_mode_once_fen_d(plan->scenario, mode, plan->settings.level);
    }
    return once;
}

int64_t hz_show_share_bp(int64_t part, int64_t whole)
{
    return whole > 0 ? hz_div_floor((__int128)part * HZ_SHARE_ONE, whole) : 0;
}

/* Of how many units of its row an amount of a balance consists, and how much more than it the row must then bring. */
static double row_units(const hz_scenario *s, const hz_balance *balance)
{
    const hz_demand *d = &s->demands[balance->demand];

    if (d->kind == HZ_DEMAND_WEIGHTED)
        return HZ_WEIGHT_ONE;
    if (d->kind == HZ_DEMAND_SAFETY)
        return d->n_failing > 0 ? 1 : (double)HZ_RATIO_ONE / (double)(HZ_RATIO_ONE - d->ratio_ppm);
    return 1;
}

/* fen per base unit -> 1/100 currency per kg (1000 g), per shown unit of the product (10^scale base units), per point of a pool, per
 * unit of currency that a cap allows. The dual of an at-most row is negative: a higher floor costs what it gives. */
int64_t hz_show_price_of(const hz_scenario *s, const hz_balance *balance, double price)
{
    int scale = hz_show_balance_unit(s, balance).scale;
    double shown = fabs(price) * row_units(s, balance);

    for (int i = 0; i < scale; i++)
        shown *= 10;
    return shown < 9e17 ? (int64_t)llround(shown) : INT64_MAX;
}

int64_t hz_show_price(const hz_plan *plan, size_t balance)
{
    return hz_show_price_of(plan->scenario, &plan->reckoning->balances[balance], plan->price[balance]);
}

int64_t hz_show_joint_price(const hz_levels *levels, size_t k, size_t balance)
{
    const hz_level_plan *level = &levels->levels[k];

    return hz_show_price_of(levels->scenario, &level->plan->reckoning->balances[balance], level->price[balance]);
}

/* Length of the character at `text`, 0 when the text ends inside it; and whether it is not UTF-8, or would break a line, turn
 * the direction of the text or steer a terminal: C0, DEL, C1, U+200E/F, U+2028..202E, U+2066..2069. */
static size_t character(const unsigned char *text, bool *is_bad)
{
    size_t length = text[0] < 0x80 ? 1 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;

    *is_bad = true;
    if ((text[0] & 0xc0) == 0x80 || text[0] >= 0xf8)
        return 1;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return text[i] ? 1 : 0;
    *is_bad = text[0] < 0x20 || text[0] == 0x7f || (text[0] == 0xc2 && text[1] < 0xa0);
    if (text[0] == 0xe2 && text[1] == 0x80)
        *is_bad = text[2] == 0x8e || text[2] == 0x8f || (text[2] >= 0xa8 && text[2] <= 0xae);
    if (text[0] == 0xe2 && text[1] == 0x81)
        *is_bad = text[2] >= 0xa6 && text[2] <= 0xa9;
    return length;
}

const char *hz_show_line(char *buf, size_t size, const char *text)
{
    const unsigned char *at = (const unsigned char *)(text ? text : "");
    size_t used = 0;

    while (*at) {
        bool is_bad;
        size_t length = character(at, &is_bad);

        if (length == 0 || used + length >= size)
            break;
        if (is_bad)
            buf[used++] = ' ';
        else {
            memcpy(buf + used, at, length);
            used += length;
        }
        at += length;
    }
    while (used > 0 && buf[used - 1] == ' ')
        used--;
    buf[used] = '\0';
    return buf;
}

/* Rounded so that it never runs for longer than is counted. */
bool hz_show_short_cycle(int *off_min, int *on_min, const hz_mode *mode, int64_t minutes)
{
    int cycle_h = mode && mode->kind == HZ_MODE_CYCLE ? mode->hours[0] + mode->hours[1] : 0;

    if (minutes >= cycle_h * INT64_C(60))
        return false;
    *on_min = (int)(HZ_DAY_MIN * mode->hours[1] / cycle_h);
    *off_min = (int)HZ_DAY_MIN - *on_min;
    return true;
}
