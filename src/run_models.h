/* run_models.h - the model as files, beside a run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_MODELS_H
#define HZ_RUN_MODELS_H

#include "run.h"

/* run->model as files. Before the solver begins: where it fails, they are wanted most. */
hz_status hz_run_write_models(hz_run *run, const hz_request *request, hz_error *err);
/* Put the files of the model into their places; without this hz_run_free() takes them away. For a run that ends with an answer,
 * or for which the model is what one needs to find out why it does not: they are whole since before the solver began. */
hz_status hz_run_keep_models(hz_run *run, hz_error *err);

#endif
