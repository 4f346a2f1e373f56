/* folder.c - a whole plan folder: it appears complete, with its checksums, or not at all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/folder.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/file.h"
#include "export/as_csv.h"
#include "export/as_json.h"
#include "export/as_sheet.h"
#include "export/as_text.h"
#include "export/as_xml.h"
#include "scenario/canonical.h"

/* Ids are at most 64 letters, digits, '.', '_', '-', so a name made of one is a safe name of a file. */
enum { NAME_BYTES = 128 };

/* The enterprises of each district: those of d are list[start[d]] .. list[start[d + 1] - 1], by id. */
typedef struct {
    uint32_t *list;
    size_t *start; /* [n_districts + 1] */
} members;

static hz_status find_members(members *out, const hz_scenario *s, hz_error *err)
{
    size_t *next = hz_calloc(s->n_districts + 1, sizeof *next);

    out->list = hz_calloc(s->n_enterprises + 1, sizeof *out->list);
    out->start = hz_calloc(s->n_districts + 1, sizeof *out->start);
    if (!next || !out->list || !out->start) {
        free(next);
        return hz_error_memory(err);
    }
    for (size_t e = 0; e < s->n_enterprises; e++)
        out->start[s->enterprises[e].district + 1]++;
    for (size_t d = 0; d < s->n_districts; d++)
        next[d + 1] = out->start[d + 1] += out->start[d];
    for (size_t e = 0; e < s->n_enterprises; e++)
        out->list[next[s->enterprises[e].district]++] = (uint32_t)e;
    free(next);
    return HZ_OK;
}

static hz_status write_lists(hz_outfolder *folder, const hz_plan *plan, hz_error *err)
{
    hz_sink *sink;
    hz_status status;

    if (!(sink = hz_outfolder_file(folder, "summary.txt", err)))
        return err->status;
    hz_text_summary(sink, plan);
    if (!(sink = hz_outfolder_file(folder, "actions.csv", err)))
        return err->status;
    if ((status = hz_csv_actions(sink, plan, err)))
        return status;
    if (!(sink = hz_outfolder_file(folder, "actions.xml", err)))
        return err->status;
    hz_xml_actions(sink, plan);
    if (!(sink = hz_outfolder_file(folder, HZ_PLAN_MARKER, err)))
        return err->status;
    hz_json_plan(sink, plan);
    return HZ_OK;
}

static hz_status write_enterprises(hz_outfolder *folder, const hz_plan *plan, hz_error *err)
{
    for (size_t e = 0; e < plan->scenario->n_enterprises; e++) {
        char name[NAME_BYTES];
        hz_sink *sink;
        hz_status status = hz_cancel_check(err);

        if (status != HZ_OK)
            return status;
        snprintf(name, sizeof name, "enterprises/%s.txt", plan->scenario->enterprises[e].id);
        if (!(sink = hz_outfolder_file(folder, name, err)))
            return err->status;
        hz_sheet_enterprise(sink, plan, e);
    }
    return HZ_OK;
}

static hz_status write_district(hz_outfolder *folder, const hz_plan *plan, size_t district, const members *m,
                                hz_error *err)
{
    const uint32_t *list = m->list + m->start[district];
    size_t n = m->start[district + 1] - m->start[district];
    char name[NAME_BYTES];
    hz_sink *sink;

    snprintf(name, sizeof name, "districts/%s.txt", plan->scenario->districts[district].id);
    if (!(sink = hz_outfolder_file(folder, name, err)))
        return err->status;
    hz_sheet_district(sink, plan, district, list, n);
    snprintf(name, sizeof name, "districts/%s.csv", plan->scenario->districts[district].id);
    if (!(sink = hz_outfolder_file(folder, name, err)))
        return err->status;
    return hz_csv_enterprises(sink, plan, list, n, err);
}

static hz_status write_districts(hz_outfolder *folder, const hz_plan *plan, hz_error *err)
{
    members m = {NULL, NULL};
    hz_status status = find_members(&m, plan->scenario, err);

    for (size_t d = 0; d < plan->scenario->n_districts && status == HZ_OK; d++)
        if ((status = hz_cancel_check(err)) == HZ_OK)
            status = write_district(folder, plan, d, &m, err);
    free(m.list);
    free(m.start);
    return status;
}

/* All that is needed to make the plan again. */
static hz_status write_input(hz_outfolder *folder, const hz_plan *plan, hz_error *err)
{
    hz_sink *sink;

    if (!(sink = hz_outfolder_file(folder, "input/scenario.xml", err)))
        return err->status;
    hz_write_canonical(sink, plan->scenario);
    if (!(sink = hz_outfolder_file(folder, "input/settings.xml", err)))
        return err->status;
    hz_write_settings(sink, &plan->settings);
    return HZ_OK;
}

hz_status hz_export_folder(const hz_plan *plan, const char *path, bool may_replace, hz_error *err)
{
    hz_outfolder *folder = NULL;
    hz_error own = HZ_ERROR_NONE;
    hz_status status;

    if ((status = hz_outfolder_open(&folder, path, may_replace, HZ_PLAN_MARKER, &own)) ||
        (status = write_lists(folder, plan, &own)) || (status = write_enterprises(folder, plan, &own)) ||
        (status = write_districts(folder, plan, &own)) || (status = write_input(folder, plan, &own)) ||
        (status = hz_outfolder_manifest(folder, "SHA256SUMS", &own))) {
        hz_outfolder_abort(folder);
        return hz_error_set(err, status, "%s", own.message);
    }
    status = hz_outfolder_commit(folder, &own);
    return status == HZ_OK ? HZ_OK : hz_error_set(err, status, "%s", own.message);
}
