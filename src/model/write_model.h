/* write_model.h - the model as a file for other solvers, with a map from short names to reasons
 *
 * Columns are named C1.., rows R1.. (names that every reader of MPS and LP formats takes); the map, written beside the
 * file as FILE.map.csv, says which enterprise, unit and demand each is. Numbers are exact decimals. Variables are shares of output,
 * 0..1; the objective is in fen/d, rows are in their base unit (g/d, or that of the product).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_WRITE_MODEL_H
#define HZ_MODEL_WRITE_MODEL_H

#include "model/model.h"

/* Both write the rows alone: arcs are rows once the model has been flattened. Free MPS, minimising; FREE on the NAME card, without which clp takes bounds for fixed fields. */
void hz_write_mps(hz_sink *sink, const hz_model *model);
/* CPLEX LP. */
void hz_write_lp(hz_sink *sink, const hz_model *model);
/* Of a model with its arcs: as rows behind the others, with the unit and the lower level that each is for. */
void hz_write_model_map(hz_sink *sink, const hz_model *model, const hz_scenario *scenario);

#endif
