/* episode.c - the linear program of an episode
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/episode.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "model/formulate.h"

/* ---- rows ---- */

static bool is_planned(const hz_course *course, int day)
{
    return day >= hz_course_begun(course) && course->level[day] != HZ_NO_DAY_LEVEL;
}

const hz_model *hz_episode_model(const hz_episode_rows *r, int day)
{
    return is_planned(r->course, day) ? r->levels[r->course->level[day]] : NULL;
}

static hz_status formulate_levels(hz_episode_rows *r, hz_error *err)
{
    hz_status status = HZ_OK;

    for (int t = 0; t < r->course->n_days && !status; t++) {
        int level = r->course->level[t];

        if (!is_planned(r->course, t) || r->levels[level])
            continue;
        if (!(status = hz_formulate(&r->levels[level], r->scenario, (hz_level)level, err)) && r->levels[level]->n_guards > 0)
            status = hz_error_set(
                err, HZ_ERR_INPUT,
                _("%1$s:%2$d: an episode cannot be planned so that targets hold whichever enterprises fail; leave it out, or demand "
                  "that they hold although a share of every cut fails"),
                r->scenario->path, r->scenario->demands[r->levels[level]->guards[0].demand].line);
    }
    return status;
}

static hz_status copy_rows(hz_episode_rows *r, hz_error *err)
{
    size_t n = 0;

    for (int t = 0; t < r->course->n_days; t++)
        n += hz_episode_model(r, t) ? hz_episode_model(r, t)->n_rows : 0;
    if (n == 0)
        return hz_error_set(err, HZ_ERR_USAGE, "%s",
                            _("every day of the episode has begun before an order can be issued; nothing is left to plan"));
    if (!(r->rows = hz_calloc(n, sizeof *r->rows)))
        return hz_error_memory(err);
    for (int t = 0; t < r->course->n_days; t++) {
        const hz_model *m = hz_episode_model(r, t);

        r->first_row[t] = r->n_rows;
        if (m)
            memcpy(r->rows + r->n_rows, m->rows, m->n_rows * sizeof *m->rows);
        r->n_rows += m ? m->n_rows : 0;
    }
    r->first_row[r->course->n_days] = r->n_rows;
    return HZ_OK;
}

hz_status hz_episode_rows_make(hz_episode_rows *rows, const hz_scenario *scenario, const hz_course *course, const uint8_t *has_failed,
                               const hz_kept *kept, hz_error *err)
{
    hz_status status;

    *rows = (hz_episode_rows){.scenario = scenario, .course = course, .has_failed = has_failed, .kept = kept};
    hz_effects_make(&rows->effects, scenario);
    if ((status = formulate_levels(rows, err)))
        return status;
    return copy_rows(rows, err);
}

void hz_episode_rows_clear(hz_episode_rows *rows)
{
    for (int level = 0; level < HZ_N_LEVELS; level++)
        hz_model_free(rows->levels[level]);
    free(rows->rows);
    *rows = (hz_episode_rows){0};
}

static bool counts(const hz_episode_rows *r, const hz_row *row, size_t unit)
{
    return row->sense == HZ_AT_MOST || !r->has_failed || !r->has_failed[r->scenario->units[unit].enterprise];
}

int64_t hz_episode_effect(const hz_episode_rows *rows, size_t row, size_t unit, hz_day what)
{
    const hz_row *r = &rows->rows[row];
    hz_scope scope = r->kind == HZ_ROW_PLAN_COST ? HZ_SCOPE_ALL : rows->scenario->demands[r->demand].scope;

    if (what.kind == HZ_DAY_RUN || (r->sense == HZ_AT_LEAST && !hz_day_counts(what)) || !counts(rows, r, unit) ||
        !hz_unit_in_scope(rows->scenario, unit, scope, r->group))
        return 0;
    return hz_row_effect(&rows->effects, r, unit, hz_day_state(what));
}

/* ---- columns ---- */

typedef struct {
    const hz_episode_rows *rows;
    hz_episode_program *program;
    hz_model *model;
    size_t column_capacity, start_capacity, day_capacity, schedule_capacity, row_capacity, value_capacity, arc_capacity;
    uint64_t n; /* entries so far */
} building;

static bool add_entry(building *b, size_t row, int64_t value)
{
    if (value == 0)
        return true;
    if (!hz_grow((void **)&b->model->row, &b->row_capacity, b->n + 1, sizeof *b->model->row) ||
        !hz_grow((void **)&b->model->value, &b->value_capacity, b->n + 1, sizeof *b->model->value))
        return false;
    b->model->row[b->n] = (uint32_t)row;
    b->model->value[b->n++] = value;
    return true;
}

/* Its entries have been added. */
static bool close_column(building *b, hz_column column, int day, size_t schedule)
{
    hz_model *m = b->model;
    size_t j = m->n_columns;

    if (!hz_grow((void **)&m->columns, &b->column_capacity, j + 1, sizeof *m->columns) ||
        !hz_grow((void **)&m->start, &b->start_capacity, j + 2, sizeof *m->start) ||
        !hz_grow((void **)&b->program->day, &b->day_capacity, j + 1, sizeof *b->program->day) ||
        !hz_grow((void **)&b->program->schedule, &b->schedule_capacity, j + 1, sizeof *b->program->schedule))
        return false;
    m->columns[j] = column;
    b->program->day[j] = (uint8_t)day;
    b->program->schedule[j] = (uint32_t)schedule;
    m->start[j + 1] = b->n;
    m->n_columns++;
    return true;
}

static bool add_arc(building *b, hz_arc arc)
{
    if (!hz_grow((void **)&b->model->arcs, &b->arc_capacity, b->model->n_arcs + 1, sizeof *b->model->arcs))
        return false;
    b->model->arcs[b->model->n_arcs++] = arc;
    return true;
}

/* ---- what is the same on every day of a level ---- */

/* What was ordered stays ordered, whatever the level is now. */
static hz_column column_of_day(const building *b, int day, const hz_column *of_level)
{
    const hz_kept *kept = b->rows->kept && of_level->unit != HZ_NONE ? &b->rows->kept[of_level->unit] : NULL;
    hz_column column = *of_level;

    if (kept && kept->fixed >> day & 1)
        column.lo_bp = column.hi_bp = kept->given.days[day].cut_bp;
    return column;
}

static bool copy_column(building *b, int day, const hz_model *from, size_t j)
{
    for (uint64_t k = from->start[j]; k < from->start[j + 1]; k++) {
        size_t row = b->rows->first_row[day] + from->row[k];
        uint32_t unit = from->columns[j].unit;

        if ((unit == HZ_NONE || counts(b->rows, &b->rows->rows[row], unit)) && !add_entry(b, row, from->value[k]))
            return false;
    }
    return close_column(b, column_of_day(b, day, &from->columns[j]), day, 0);
}

/* Units without modes, and the links that they are held against. `place` [n_columns]: where each column went. */
static bool copy_day(building *b, int day, const hz_model *from, uint32_t *place)
{
    for (size_t j = 0; j < from->n_columns; j++) {
        place[j] = HZ_NONE;
        if (from->columns[j].mode || hz_is_plan_cost(from, j))
            continue;
        place[j] = (uint32_t)b->model->n_columns;
        if (!copy_column(b, day, from, j))
            return false;
    }
    for (size_t a = 0; a < from->n_arcs; a++) {
        hz_arc arc = from->arcs[a];

        if (place[arc.before] == HZ_NONE || place[arc.after] == HZ_NONE)
            continue;
        arc.before = place[arc.before];
        arc.after = place[arc.after];
        if (!add_arc(b, arc))
            return false;
    }
    return true;
}

static hz_status copy_days(building *b, hz_error *err)
{
    for (int t = 0; t < b->rows->course->n_days; t++) {
        const hz_model *from = hz_episode_model(b->rows, t);
        uint32_t *place = from ? hz_calloc(from->n_columns + 1, sizeof *place) : NULL;
        bool is_done = !from || (place && copy_day(b, t, from, place));

        free(place);
        if (!is_done)
            return hz_error_memory(err);
    }
    return HZ_OK;
}

/* What a day of a unit with modes can cost at most, in any of them: it can be in one, or restart from it, on a day whose level does not
 * allow it. */
static int64_t most_day_cost(const hz_episode_rows *r, size_t unit)
{
    const hz_choice of = {.scenario = r->scenario, .course = r->course, .unit = unit};
    int64_t most = 0;

    for (uint8_t m = 1; m <= r->scenario->units[unit].n_modes; m++)
        for (int i = 0; i < 2; i++) {
            uint16_t cut_bp = i ? HZ_SHARE_ONE : hz_mode_of(r->scenario, unit, m)->cut_bp;
            int64_t cost = hz_day_cost_fen(&of, (hz_day){cut_bp, m, HZ_DAY_IN_PLACE});

            most = cost > most ? cost : most;
        }
    return most;
}

/* C of a day. */
static int64_t most_plan_cost(const hz_episode_rows *r, const hz_model *of_level)
{
    __int128 cost = 0;

    for (size_t j = 0; j < of_level->n_columns; j++)
        if (of_level->columns[j].unit != HZ_NONE && of_level->columns[j].mode == 0)
            cost += of_level->columns[j].cost_fen_d;
    for (size_t u = 0; u < r->scenario->n_units; u++)
        if (r->scenario->enterprises[r->scenario->units[u].enterprise].operation == HZ_OPERATING)
            cost += most_day_cost(r, u);
    return cost < INT64_MAX ? (int64_t)cost : INT64_MAX;
}

/* The last entry of the column is C, those before it are -n C. */
static bool copy_plan_cost(building *b, int day, const hz_model *from, size_t j)
{
    uint64_t last = from->start[j + 1] - 1;
    int64_t most = most_plan_cost(b->rows, from);

    for (uint64_t k = from->start[j]; k <= last; k++) {
        __int128 value = (__int128)(from->value[k] / from->value[last]) * most;

        if (!add_entry(b, b->rows->first_row[day] + from->row[k], value > -INT64_MAX ? (int64_t)value : -INT64_MAX))
            return false;
    }
    return close_column(b, from->columns[j], day, 0);
}

static hz_status copy_plan_costs(building *b, hz_error *err)
{
    for (int t = 0; t < b->rows->course->n_days; t++) {
        const hz_model *from = hz_episode_model(b->rows, t);

        for (size_t j = 0; from && j < from->n_columns; j++)
            if (hz_is_plan_cost(from, j) && !copy_plan_cost(b, t, from, j))
                return hz_error_memory(err);
    }
    return HZ_OK;
}

/* ---- schedules ---- */

static int64_t effect_of(const hz_episode_rows *r, int day, size_t row, size_t unit, const hz_schedule *schedule)
{
    return schedule ? hz_episode_effect(r, row, unit, schedule->days[day]) : 0;
}

/* From the schedule below to the k-th one; the first of all is where the unit stands at least. */
static bool add_way(building *b, const hz_timetable_unit *unit, size_t k)
{
    const hz_schedule *to = &unit->list[k], *from = k > 0 ? to - 1 : NULL;
    size_t u = unit->choice.unit;
    hz_column column = {.cost_fen_d = hz_schedule_cost_fen(&unit->choice, to) - (from ? hz_schedule_cost_fen(&unit->choice, from) : 0),
                        .unit = (uint32_t)u,
                        .lo_bp = k == 0 ? HZ_SHARE_ONE : 0,
                        .hi_bp = HZ_SHARE_ONE,
                        .to_bp = HZ_SHARE_ONE,
                        .mode = 1,
                        .level = (uint8_t)b->model->level,
                        .is_whole = true};

    for (int t = 0; t < b->rows->course->n_days; t++)
        for (size_t i = b->rows->first_row[t]; i < b->rows->first_row[t + 1]; i++)
            if (!add_entry(b, i, effect_of(b->rows, t, i, u, to) - effect_of(b->rows, t, i, u, from)))
                return false;
    return close_column(b, column, HZ_COURSE_DAYS, k);
}

/* The dearest first; nobody goes further than those below. */
static bool add_unit(building *b, const hz_timetable_unit *unit)
{
    for (size_t k = unit->n; k-- > 0;) {
        uint32_t j = (uint32_t)b->model->n_columns;

        if (!add_way(b, unit, k) || (k > 0 && !add_arc(b, (hz_arc){.before = j, .after = j + 1, .kind = HZ_ARC_RUNG})))
            return false;
    }
    return true;
}

/* ---- the verb ---- */

static hz_status begin_model(building *b, hz_error *err)
{
    const hz_episode_rows *r = b->rows;
    hz_model *m = b->model = b->program->model = hz_calloc(1, sizeof *m);
    int t = 0;

    if (!m || !(m->rows = hz_calloc(r->n_rows + 1, sizeof *m->rows)) ||
        !hz_grow((void **)&m->start, &b->start_capacity, 1, sizeof *m->start))
        return hz_error_memory(err);
    while (!hz_episode_model(r, t))
        t++;
    m->level = m->levels[0] = (hz_level)r->course->level[t];
    m->n_levels = 1;
    m->n_rows = r->n_rows;
    m->start[0] = 0;
    memcpy(m->rows, r->rows, r->n_rows * sizeof *m->rows);
    return HZ_OK;
}

hz_status hz_formulate_episode(hz_episode_program *program, const hz_episode_rows *rows, const hz_timetable *table, hz_error *err)
{
    building b = {.rows = rows, .program = program};
    hz_status status;

    *program = (hz_episode_program){0};
    if ((status = begin_model(&b, err)) || (status = copy_days(&b, err)))
        return status;
    for (size_t i = 0; i < table->n_units; i++)
        if (!add_unit(&b, &table->units[i]))
            return hz_error_memory(err);
    if ((status = copy_plan_costs(&b, err)) || (status = hz_check_size(b.model, err)))
        return status;
    if (b.model->n_columns == 0) /* there is nobody who could be ordered anything */
        return hz_grow((void **)&b.model->columns, &b.column_capacity, 1, sizeof *b.model->columns) ? HZ_OK : hz_error_memory(err);
    return b.model->n_arcs > 0 ? hz_model_find_blocks(b.model, err) : HZ_OK;
}

void hz_episode_program_clear(hz_episode_program *program)
{
    hz_model_free(program->model);
    free(program->day);
    free(program->schedule);
    *program = (hz_episode_program){0};
}
