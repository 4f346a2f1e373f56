/* places.c - where a column stands, as what its unit is ordered
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/places.h"

static bool is_rung(const hz_column *column)
{
    return column->mode && !column->is_whole;
}

int64_t hz_place_of_cut(const hz_column *column, int64_t cut_bp)
{
    int64_t length = column->to_bp - column->from_bp;

    if (!is_rung(column))
        return cut_bp;
    if (cut_bp <= column->from_bp)
        return 0;
    return cut_bp < column->to_bp ? ((cut_bp - column->from_bp) * HZ_SHARE_ONE + length - 1) / length : HZ_SHARE_ONE;
}

int64_t hz_cut_at(const hz_column *column, int64_t bp, bool is_up)
{
    int64_t cut_bp = column->from_bp + (column->to_bp - column->from_bp) * bp / HZ_SHARE_ONE;

    if (!is_rung(column))
        return bp;
    return is_up && hz_place_of_cut(column, cut_bp) < bp ? cut_bp + 1 : cut_bp;
}

hz_state hz_column_state(const hz_column *column, uint16_t at_bp)
{
    if (column->mode == 0)
        return (hz_state){at_bp, 0};
    if (at_bp == 0)
        return (hz_state){column->from_bp, column->from_mode};
    return (hz_state){column->is_whole ? column->to_bp : (uint16_t)hz_cut_at(column, at_bp, false), column->mode};
}

void hz_order_take(hz_order *order, const hz_scenario *scenario, const hz_column *column, uint16_t at_bp)
{
    hz_state state = hz_column_state(column, at_bp);

    if (column->mode == 0)
        *order = hz_order_make(scenario, column->unit, (hz_level)column->level, at_bp);
    else if (at_bp > 0 && order->mode == 0)
        *order = hz_order_in_mode(scenario, column->unit, state.mode, state.cut_bp);
}
