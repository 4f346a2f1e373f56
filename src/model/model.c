/* model.c - what can be asked of a model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/model.h"

#include <stdlib.h>

void hz_model_free(hz_model *model)
{
    if (!model)
        return;
    free(model->rows);
    free(model->columns);
    free(model->start);
    free(model->row);
    free(model->value);
    free(model);
}

__int128 hz_row_activity(const hz_model *model, size_t row, const uint16_t *cut_bp)
{
    __int128 sum = 0;

    for (size_t j = 0; j < model->n_columns; j++)
        for (uint64_t k = model->start[j]; k < model->start[j + 1]; k++)
            if (model->row[k] == row)
                sum += (__int128)model->value[k] * cut_bp[j];
    return sum;
}
