/* write_model.c - the model as a file for other solvers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Written by hand rather than by the solver: its own writer renames what is not ASCII, follows the locale's decimal comma
 * and prints 12 digits; these files carry every number exactly. */
#include "model/write_model.h"

#include "base/csv.h"

static void put_name(hz_sink *sink, char kind, size_t index)
{
    hz_putc(sink, kind);
    hz_put_int(sink, (int64_t)index + 1);
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

static void put_mps_columns(hz_sink *sink, const hz_model *model)
{
    hz_puts(sink, "COLUMNS\n");
    for (size_t j = 0; j < model->n_columns; j++) {
        put_mps_entry(sink, " ", j, 'N', 0, model->columns[j].cost_fen_d);
        for (uint64_t k = model->start[j]; k < model->start[j + 1]; k++)
            put_mps_entry(sink, " ", j, 'R', model->row[k], model->value[k]);
    }
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
    put_mps_columns(sink, model);
    hz_puts(sink, "RHS\n");
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

void hz_write_lp(hz_sink *sink, const hz_model *model)
{
    hz_puts(sink, "\\ hazeplan: x in shares of output, COST in fen/d\nMinimize\nCOST:");
    for (size_t j = 0; j < model->n_columns; j++)
        put_term(sink, model->columns[j].cost_fen_d, j);
    hz_puts(sink, "\nSubject To\n");
    for (size_t i = 0; i < model->n_rows; i++)
        put_lp_row(sink, model, i);
    hz_puts(sink, "Bounds\n");
    for (size_t j = 0; j < model->n_columns; j++) {
        hz_put_fixed(sink, model->columns[j].lo_bp, 4, -1);
        hz_puts(sink, " <= ");
        put_name(sink, 'C', j);
        hz_puts(sink, " <= ");
        hz_put_fixed(sink, model->columns[j].hi_bp, 4, -1);
        hz_putc(sink, '\n');
    }
    hz_puts(sink, "End\n");
}

/* ---- the map ---- */

static const char *const row_kind_ids[] = {
    [HZ_ROW_TARGET] = "target", [HZ_ROW_GROUP_TARGET] = "group-target", [HZ_ROW_FLOOR] = "floor"};
static const char *const arc_kind_ids[] = {
    [HZ_ARC_NESTED] = "nested", [HZ_ARC_GRADE] = "grade", [HZ_ARC_ALIKE] = "alike"};

static const char *group_id(const hz_scenario *s, const hz_demand *demand)
{
    if (demand->scope == HZ_SCOPE_ALL)
        return "";
    return demand->scope == HZ_SCOPE_DISTRICT ? s->districts[demand->group].id : s->sectors[demand->group].id;
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
    const char *of = demand->kind == HZ_DEMAND_FLOOR ? scenario->products[demand->product].name
                                                     : scenario->pollutants[demand->pollutant].id;

    return (reason){row_kind_ids[row->kind], of, group_id(scenario, demand), demand->line, demand->level};
}

static reason reason_of_column(const hz_column *column, const char *kind, const hz_scenario *scenario)
{
    const hz_unit *unit = &scenario->units[column->unit];

    return (reason){kind, unit->id, scenario->enterprises[unit->enterprise].id, unit->line, (hz_level)column->level};
}

void hz_write_model_map(hz_sink *sink, const hz_model *model, const hz_scenario *scenario)
{
    hz_puts(sink, "name,kind,of,in,line,level\r\n");
    for (size_t i = 0; i < model->n_rows; i++)
        put_map_line(sink, 'R', i, reason_of_row(&model->rows[i], scenario));
    for (size_t k = 0; k < model->n_arcs; k++)
        put_map_line(sink, 'R', model->n_rows + k,
                     reason_of_column(&model->columns[model->arcs[k].before], arc_kind_ids[model->arcs[k].kind], scenario));
    for (size_t j = 0; j < model->n_columns; j++)
        put_map_line(sink, 'C', j, reason_of_column(&model->columns[j], "unit", scenario));
}
