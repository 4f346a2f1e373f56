/* write_model.c - the model as a file for other solvers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Written by hand rather than by the solver: its own writer renames what is not ASCII, follows the locale's decimal comma
 * and prints 12 digits; these files carry every number exactly. */
#include "model/write_model.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/csv.h"
#include "scenario/modes.h"

static void put_name(hz_sink *sink, char kind, size_t index)
{
    hz_putc(sink, kind);
    hz_put_int(sink, (int64_t)index + 1);
}

/* ---- safety: the linear program of Bertsimas and Sim, which needs no row for each set of those who fail
 *
 *     G1:    sum a x - k Z1 - sum_e P1Ee  >=  R          G1Ee:  Z1 + P1Ee - sum over the units of e of a x  >=  0
 *
 * with Z1, P1Ee >= 0, for guard 1 and each enterprise e that has a column (docs/MODEL.md, equation 12). ---- */

static void put_guard_name(hz_sink *sink, char kind, size_t guard, uint32_t owner)
{
    put_name(sink, kind, guard);
    if (owner != HZ_NONE)
        put_name(sink, 'E', owner);
}

/* Does an enterprise's first column stand here? */
static bool is_first_of_owner(const hz_model *model, size_t j)
{
    return j == 0 || model->owner[j] != model->owner[j - 1];
}

/* ---- MPS ---- */

static void put_mps_entry(hz_sink *sink, const char *left, size_t column, char row_kind, size_t row, int64_t value)
{
    hz_puts(sink, left);
    put_name(sink, 'C', column);
    hz_putc(sink, ' ');
    if (row_kind == 'N')
        hz_puts(sink, "COST");
    else
        put_name(sink, 'R', row);
    hz_putc(sink, ' ');
    hz_put_int(sink, value);
    hz_putc(sink, '\n');
}

static void put_mps_guard_entry(hz_sink *sink, size_t guard, uint32_t owner, int64_t value)
{
    put_guard_name(sink, 'G', guard, owner);
    hz_putc(sink, ' ');
    hz_put_int(sink, value);
    hz_putc(sink, '\n');
}

/* The entries of column j in the rows of the guards. */
static void put_mps_guarded(hz_sink *sink, const hz_model *model, size_t j)
{
    for (size_t g = 0; g < model->n_guards; g++) {
        int64_t value = hz_coefficient(model, j, model->guards[g].row);

        for (int i = 0; i < 2 && value != 0; i++) {
            hz_putc(sink, ' ');
            put_name(sink, 'C', j);
            hz_putc(sink, ' ');
            put_mps_guard_entry(sink, g, i ? model->owner[j] : HZ_NONE, i ? -value : value);
        }
    }
}

static void put_mps_guard_columns(hz_sink *sink, const hz_model *model, size_t g)
{
    hz_putc(sink, ' ');
    put_guard_name(sink, 'Z', g, HZ_NONE);
    hz_putc(sink, ' ');
    put_mps_guard_entry(sink, g, HZ_NONE, -(int64_t)model->guards[g].n_failing);
    for (int is_part = 0; is_part < 2; is_part++)
        for (size_t j = 0; j < model->n_columns; j++)
            for (int i = 0; i <= is_part && is_first_of_owner(model, j); i++) {
                hz_putc(sink, ' ');
                put_guard_name(sink, is_part ? 'P' : 'Z', g, is_part ? model->owner[j] : HZ_NONE);
                hz_putc(sink, ' ');
                put_mps_guard_entry(sink, g, i ? HZ_NONE : model->owner[j], i ? -1 : 1);
            }
}

static void put_mps_guard_rows(hz_sink *sink, const hz_model *model)
{
    for (size_t g = 0; g < model->n_guards; g++) {
        hz_puts(sink, " G ");
        put_guard_name(sink, 'G', g, HZ_NONE);
        hz_putc(sink, '\n');
        for (size_t j = 0; j < model->n_columns; j++)
            if (is_first_of_owner(model, j)) {
                hz_puts(sink, " G ");
                put_guard_name(sink, 'G', g, model->owner[j]);
                hz_putc(sink, '\n');
            }
    }
}

/* Before column j, where columns that are whole begin or end. */
static void put_mps_marker(hz_sink *sink, const hz_model *model, size_t j)
{
    bool is_whole = j < model->n_columns && model->columns[j].is_whole, was_whole = j > 0 && model->columns[j - 1].is_whole;

    if (is_whole != was_whole)
        hz_putf(sink, " M%zu 'MARKER' '%s'\n", j, is_whole ? "INTORG" : "INTEND");
}

static void put_mps_columns(hz_sink *sink, const hz_model *model)
{
    hz_puts(sink, "COLUMNS\n");
    for (size_t j = 0; j < model->n_columns; j++) {
        put_mps_marker(sink, model, j);
        put_mps_entry(sink, " ", j, 'N', 0, model->columns[j].cost_fen_d);
        for (uint64_t k = model->start[j]; k < model->start[j + 1]; k++)
            put_mps_entry(sink, " ", j, 'R', model->row[k], model->value[k]);
        put_mps_guarded(sink, model, j);
    }
    put_mps_marker(sink, model, model->n_columns);
    for (size_t g = 0; g < model->n_guards; g++)
        put_mps_guard_columns(sink, model, g);
}

static void put_mps_bound(hz_sink *sink, const char *kind, size_t column, uint16_t bp)
{
    hz_putc(sink, ' ');
    hz_puts(sink, kind);
    hz_puts(sink, " BND ");
    put_name(sink, 'C', column);
    hz_putc(sink, ' ');
    hz_put_fixed(sink, bp, 4, -1);
    hz_putc(sink, '\n');
}

void hz_write_mps(hz_sink *sink, const hz_model *model)
{
    hz_puts(sink, "NAME hazeplan FREE\nROWS\n N COST\n");
    for (size_t i = 0; i < model->n_rows; i++) {
        hz_puts(sink, model->rows[i].sense == HZ_AT_LEAST ? " G " : " L ");
        put_name(sink, 'R', i);
        hz_putc(sink, '\n');
    }
    put_mps_guard_rows(sink, model);
    put_mps_columns(sink, model);
    hz_puts(sink, "RHS\n");
    for (size_t g = 0; g < model->n_guards; g++) {
        hz_puts(sink, " RHS ");
        put_mps_guard_entry(sink, g, HZ_NONE, model->rows[model->guards[g].row].rhs);
    }
    for (size_t i = 0; i < model->n_rows; i++) {
        hz_puts(sink, " RHS ");
        put_name(sink, 'R', i);
        hz_putc(sink, ' ');
        hz_put_int(sink, model->rows[i].rhs);
        hz_putc(sink, '\n');
    }
    hz_puts(sink, "BOUNDS\n");
    for (size_t j = 0; j < model->n_columns; j++) {
        if (model->columns[j].lo_bp)
            put_mps_bound(sink, "LO", j, model->columns[j].lo_bp);
        put_mps_bound(sink, "UP", j, model->columns[j].hi_bp);
    }
    hz_puts(sink, "ENDATA\n");
}

/* ---- LP ---- */

static void put_term(hz_sink *sink, int64_t value, size_t column)
{
    hz_puts(sink, value < 0 ? "\n  - " : "\n  + ");
    hz_put_int(sink, value < 0 ? -value : value);
    hz_putc(sink, ' ');
    put_name(sink, 'C', column);
}

static void put_lp_row(hz_sink *sink, const hz_model *model, size_t row)
{
    bool is_empty = true;

    put_name(sink, 'R', row);
    hz_putc(sink, ':');
    for (size_t j = 0; j < model->n_columns; j++)
        for (uint64_t k = model->start[j]; k < model->start[j + 1]; k++)
            if (model->row[k] == row) {
                put_term(sink, model->value[k], j);
                is_empty = false;
            }
    if (is_empty && model->n_columns > 0)
        put_term(sink, 0, 0);
    hz_puts(sink, model->rows[row].sense == HZ_AT_LEAST ? "\n  >= " : "\n  <= ");
    hz_put_int(sink, model->rows[row].rhs);
    hz_putc(sink, '\n');
}

static void put_lp_guard_term(hz_sink *sink, const char *sign, char kind, size_t guard, uint32_t owner)
{
    hz_puts(sink, sign);
    put_guard_name(sink, kind, guard, owner);
}

/* G1Ee, from the first column of e on. */
static void put_lp_owner_row(hz_sink *sink, const hz_model *model, size_t g, size_t first)
{
    uint32_t owner = model->owner[first];

    put_guard_name(sink, 'G', g, owner);
    hz_putc(sink, ':');
    put_lp_guard_term(sink, "\n  + ", 'Z', g, HZ_NONE);
    put_lp_guard_term(sink, "\n  + ", 'P', g, owner);
    for (size_t j = first; j < model->n_columns && model->owner[j] == owner; j++)
        if (hz_coefficient(model, j, model->guards[g].row) != 0)
            put_term(sink, -hz_coefficient(model, j, model->guards[g].row), j);
    hz_puts(sink, "\n  >= 0\n");
}

static void put_lp_guard(hz_sink *sink, const hz_model *model, size_t g)
{
    const hz_guard *guard = &model->guards[g];

    put_guard_name(sink, 'G', g, HZ_NONE);
    hz_putc(sink, ':');
    for (size_t j = 0; j < model->n_columns; j++)
        if (hz_coefficient(model, j, guard->row) != 0)
            put_term(sink, hz_coefficient(model, j, guard->row), j);
    hz_putf(sink, "\n  - %u ", guard->n_failing);
    put_guard_name(sink, 'Z', g, HZ_NONE);
    for (size_t j = 0; j < model->n_columns; j++)
        if (is_first_of_owner(model, j))
            put_lp_guard_term(sink, "\n  - ", 'P', g, model->owner[j]);
    hz_puts(sink, "\n  >= ");
    hz_put_int(sink, model->rows[guard->row].rhs);
    hz_putc(sink, '\n');
    for (size_t j = 0; j < model->n_columns; j++)
        if (is_first_of_owner(model, j))
            put_lp_owner_row(sink, model, g, j);
}

static void put_lp_whole(hz_sink *sink, const hz_model *model)
{
    bool is_first = true;

    for (size_t j = 0; j < model->n_columns; j++) {
        if (!model->columns[j].is_whole)
            continue;
        hz_puts(sink, is_first ? "Generals\n " : " ");
        put_name(sink, 'C', j);
        hz_putc(sink, '\n');
        is_first = false;
    }
}

void hz_write_lp(hz_sink *sink, const hz_model *model)
{
    hz_puts(sink, "\\ hazeplan: x in shares of output, COST in fen/d\nMinimize\nCOST:");
    for (size_t j = 0; j < model->n_columns; j++)
        put_term(sink, model->columns[j].cost_fen_d, j);
    hz_puts(sink, "\nSubject To\n");
    for (size_t i = 0; i < model->n_rows; i++)
        put_lp_row(sink, model, i);
    for (size_t g = 0; g < model->n_guards; g++)
        put_lp_guard(sink, model, g);
    hz_puts(sink, "Bounds\n");
    for (size_t j = 0; j < model->n_columns; j++) {
        hz_put_fixed(sink, model->columns[j].lo_bp, 4, -1);
        hz_puts(sink, " <= ");
        put_name(sink, 'C', j);
        hz_puts(sink, " <= ");
        hz_put_fixed(sink, model->columns[j].hi_bp, 4, -1);
        hz_putc(sink, '\n');
    }
    put_lp_whole(sink, model);
    hz_puts(sink, "End\n");
}

/* ---- the map ---- */

static const char *const row_kind_ids[] = {
    [HZ_ROW_TARGET] = "target", [HZ_ROW_GROUP_TARGET] = "group-target", [HZ_ROW_FLOOR] = "floor",
    [HZ_ROW_POOL] = "pool",     [HZ_ROW_WEIGHTED] = "weighted",         [HZ_ROW_CAP] = "cap",
    [HZ_ROW_PLAN_COST] = "plan-cost", [HZ_ROW_LINES] = "stopped", [HZ_ROW_SAFETY] = "safety"};
static const char *const arc_kind_ids[] = {
    [HZ_ARC_NESTED] = "nested", [HZ_ARC_RUNG] = "rung", [HZ_ARC_GRADE] = "grade-order", [HZ_ARC_ALIKE] = "alike"};

/* What the row is about. */
static const char *subject(const hz_scenario *s, const hz_row *row)
{
    const hz_demand *demand = &s->demands[row->kind == HZ_ROW_SAFETY ? row->target : row->demand];

    if (row->product != HZ_NONE)
        return s->products[row->product].name;
    if (demand->kind == HZ_DEMAND_REDUCTION)
        return s->pollutants[demand->pollutant].id;
    if (demand->kind == HZ_DEMAND_WEIGHTED)
        return hz_bilingual_text(s->weightings[demand->weighting].name);
    return demand->kind == HZ_DEMAND_CAP ? hz_word_at(&hz_cap_words, (int)demand->cap_of)
                                         : hz_demand_word(demand->kind);
}

static const char *group_id(const hz_scenario *s, const hz_row *row)
{
    hz_scope scope = row->kind == HZ_ROW_PLAN_COST ? HZ_SCOPE_ALL : s->demands[row->demand].scope;

    return scope == HZ_SCOPE_ALL ? "" : hz_group_id(s, scope, row->group);
}

/* A line of the map behind its name. */
typedef struct {
    const char *kind, *of, *in;
    int line;
    hz_level level;
} reason;

static void put_map_line(hz_sink *sink, char kind, size_t index, reason why)
{
    put_name(sink, kind, index);
    hz_csv_put(sink, why.kind, false);
    hz_csv_put(sink, why.of, false);
    hz_csv_put(sink, why.in, false);
    hz_csv_put_fixed(sink, why.line, 0, 0, false);
    hz_csv_put(sink, hz_level_id(why.level), false);
    hz_csv_end(sink);
}

static reason reason_of_row(const hz_row *row, const hz_scenario *scenario)
{
    const hz_demand *demand = &scenario->demands[row->demand];

    return (reason){row_kind_ids[row->kind], subject(scenario, row), group_id(scenario, row), demand->line, demand->level};
}

enum { LINK_OF = 32, LINK_IN = 2 * HZ_MAX_ID + 2 };

static const char *link_kind(const hz_link *link, bool is_order)
{
    return is_order ? "grade-order-link" : link->is_most ? "alike-most" : "alike-least";
}

/* A link is between two grades, or of one, in a trade and district; so is an arc between two. */
static void put_link_line(hz_sink *sink, char letter, size_t number, const char *kind, const hz_link *link, const hz_scenario *s)
{
    const hz_demand *demand = &s->demands[link->demand];
    bool is_order = demand->kind == HZ_DEMAND_ORDER;
    char of[LINK_OF], in[LINK_IN];

    snprintf(of, sizeof of, "%s%s%s", hz_grade_id((hz_grade)link->better), is_order ? ">" : "",
             is_order ? hz_grade_id((hz_grade)link->worse) : "");
    snprintf(in, sizeof in, "%s/%s", s->sectors[link->sector].id, s->districts[link->district].id);
    put_map_line(sink, letter, number, (reason){kind ? kind : link_kind(link, is_order), of, in, demand->line, demand->level});
}

static reason reason_of_unit(const hz_column *column, const char *kind, const hz_scenario *scenario)
{
    const hz_unit *unit = &scenario->units[column->unit];

    return (reason){kind, unit->id, scenario->enterprises[unit->enterprise].id, unit->line, (hz_level)column->level};
}

/* Of a unit with modes the column is one of them: UNIT/MODE. */
static void put_column_line(hz_sink *sink, size_t j, const hz_column *column, const hz_scenario *scenario)
{
    const hz_mode *mode = hz_mode_of(scenario, column->unit, column->mode);
    reason why = reason_of_unit(column, mode ? "mode" : "unit", scenario);
    char of[LINK_IN];

    if (mode) {
        snprintf(of, sizeof of, "%s/%s", why.of, mode->id);
        why.of = of;
        why.line = mode->line;
    }
    put_map_line(sink, 'C', j, why);
}

static int by_column(const void *a, const void *b)
{
    const hz_link *x = a, *y = b;

    return (x->column > y->column) - (x->column < y->column);
}

/* The link of a column that is one. */
static const hz_link *link_at(const hz_model *model, uint32_t column)
{
    const hz_link key = {.column = column};

    return bsearch(&key, model->links, model->n_links, sizeof *model->links, by_column);
}

/* Of the two at an arc the one that is of its demand. */
static const hz_link *link_of_arc(const hz_model *model, const hz_arc *arc, const hz_scenario *s)
{
    const hz_link *before = link_at(model, arc->before);
    bool is_order = s->demands[before->demand].kind == HZ_DEMAND_ORDER;

    return is_order == (arc->kind == HZ_ARC_GRADE) ? before : link_at(model, arc->after);
}

/* An arc stands for a unit: of two columns of one, the lower level; of a unit and a link, the unit; or for those who are treated alike. */
static void put_arc_line(hz_sink *sink, size_t k, const hz_model *model, const hz_scenario *scenario)
{
    const hz_arc *arc = &model->arcs[k];
    const hz_column *before = &model->columns[arc->before], *after = &model->columns[arc->after];

    if (before->unit == HZ_NONE && after->unit == HZ_NONE)
        put_link_line(sink, 'R', model->n_rows + k, arc_kind_ids[arc->kind], link_of_arc(model, arc, scenario), scenario);
    else
        put_map_line(sink, 'R', model->n_rows + k,
                     reason_of_unit(before->unit != HZ_NONE ? before : after, arc_kind_ids[arc->kind], scenario));
}

void hz_write_model_map(hz_sink *sink, const hz_model *model, const hz_scenario *scenario)
{
    const hz_link *link = model->links;

    hz_puts(sink, "name,kind,of,in,line,level\r\n");
    for (size_t i = 0; i < model->n_rows; i++)
        put_map_line(sink, 'R', i, reason_of_row(&model->rows[i], scenario));
    for (size_t k = 0; k < model->n_arcs; k++)
        put_arc_line(sink, k, model, scenario);
    for (size_t j = 0; j < model->n_columns; j++)
        if (hz_is_plan_cost(model, j))
            put_map_line(sink, 'C', j, reason_of_row(&model->rows[model->row[model->start[j + 1] - 1]], scenario));
        else if (model->columns[j].unit == HZ_NONE)
            put_link_line(sink, 'C', j, NULL, link++, scenario);
        else
            put_column_line(sink, j, &model->columns[j], scenario);
}
