/* run_models.c - the model as files, beside a run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_models.h"

#include "base/outfile.h"
#include "model/flatten.h"
#include "model/write_model.h"

/* `model` is without arcs; the map is of the model itself, with the arcs behind the rows as flattening puts them. */
typedef void model_writer(hz_sink *sink, const hz_model *model, const hz_run *run);

static void write_map(hz_sink *sink, const hz_model *model, const hz_run *run)
{
    (void)model;
    hz_write_model_map(sink, run->model, run->scenario);
}

static void write_mps(hz_sink *sink, const hz_model *model, const hz_run *run)
{
    (void)run;
    hz_write_mps(sink, model);
}

static void write_lp(hz_sink *sink, const hz_model *model, const hz_run *run)
{
    (void)run;
    hz_write_lp(sink, model);
}

static hz_status write_model(hz_run *run, const hz_model *model, int i, model_writer *writer, const char *path,
                             bool may_replace, hz_error *err)
{
    hz_status status;

    if (!path)
        return HZ_OK;
    if ((status = hz_outfile_open(&run->model_files[i], path, may_replace, NULL, err)))
        return status;
    writer(hz_outfile_sink(run->model_files[i]), model, run);
    return hz_outfile_finish(run->model_files[i], err);
}

static hz_status write_all(hz_run *run, const hz_model *model, const hz_request *request, hz_error *err)
{
    bool force = request->may_replace;
    hz_status status;

    if ((status = write_model(run, model, HZ_MODEL_MPS, write_mps, request->write_mps, force, err)) ||
        (status = write_model(run, model, HZ_MODEL_MPS_MAP, write_map, request->write_mps_map, force, err)) ||
        (status = write_model(run, model, HZ_MODEL_LP, write_lp, request->write_lp, force, err)))
        return status;
    return write_model(run, model, HZ_MODEL_LP_MAP, write_map, request->write_lp_map, force, err);
}

hz_status hz_run_write_models(hz_run *run, const hz_request *request, hz_error *err)
{
    hz_model *flat = NULL;
    hz_status status = HZ_OK;

    if (!request->write_mps && !request->write_lp)
        return HZ_OK;
    if (run->model->n_arcs > 0 && (status = hz_model_flatten(&flat, run->model, err)))
        return status;
    status = write_all(run, flat ? flat : run->model, request, err);
    hz_model_free(flat);
    return status;
}

hz_status hz_run_keep_models(hz_run *run, hz_error *err)
{
    hz_status status = HZ_OK;

    for (int i = 0; i < HZ_N_MODEL_FILES && !status; i++) {
        if (run->model_files[i])
            status = hz_outfile_commit(run->model_files[i], err);
        run->model_files[i] = NULL;
    }
    return status;
}
