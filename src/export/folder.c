/* folder.c - a whole plan folder: it appears complete, with its checksums, or not at all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/folder.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"
#include "base/outfolder.h"
#include "export/as_csv.h"
#include "export/as_json.h"
#include "export/as_sheet.h"
#include "export/as_text.h"
#include "export/as_xml.h"
#include "plan/read_plan.h"
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

/* ---- two languages ---- */

/* The lists speak the language of the plan, and what goes wrong with them is told in the caller's: so the plan's language
 * holds only while a text is being written, from begin() to end(). */
typedef struct {
    hz_outfolder *folder;
    const hz_plan *plan;
    hz_lang talk;
} writer;

static void speak(hz_lang lang)
{
    if (hz_lang_now() != lang)
        hz_lang_use(lang, NULL); /* it has been tried */
}

/* The next file; NULL: err is set. */
static hz_sink *begin(const writer *w, const char *name, hz_error *err)
{
    hz_sink *sink = hz_cancel_check(err) ? NULL : hz_outfolder_file(w->folder, name, err);

    if (sink)
        speak(w->plan->settings.lang);
    return sink;
}

static void end(const writer *w)
{
    speak(w->talk);
}

/* What a table can fail by, in the present language. */
static hz_status tell(hz_status status, hz_error *err)
{
    return status == HZ_ERR_MEMORY ? hz_error_memory(err) : status ? hz_cancel_check(err) : HZ_OK;
}

/* ---- the files ---- */

static hz_status write_lists(const writer *w, hz_error *err)
{
    hz_sink *sink;
    hz_status status;

    if (!(sink = begin(w, "summary.txt", err)))
        return err->status;
    hz_text_summary(sink, w->plan);
    end(w);
    if (!(sink = begin(w, "actions.csv", err)))
        return err->status;
    status = hz_csv_actions(sink, w->plan, NULL);
    end(w);
    if (status)
        return tell(status, err);
    if (!(sink = begin(w, "actions.xml", err)))
        return err->status;
    hz_xml_actions(sink, w->plan);
    end(w);
    if (!(sink = begin(w, HZ_PLAN_MARKER, err)))
        return err->status;
    hz_json_plan(sink, w->plan);
    end(w);
    return HZ_OK;
}

static hz_status write_enterprises(const writer *w, hz_error *err)
{
    for (size_t e = 0; e < w->plan->scenario->n_enterprises; e++) {
        char name[NAME_BYTES];
        hz_sink *sink;

        snprintf(name, sizeof name, "enterprises/%s.txt", w->plan->scenario->enterprises[e].id);
        if (!(sink = begin(w, name, err)))
            return err->status;
        hz_sheet_enterprise(sink, w->plan, e);
        end(w);
    }
    return HZ_OK;
}

static hz_status write_district(const writer *w, size_t district, const members *m, hz_error *err)
{
    const uint32_t *list = m->list + m->start[district];
    size_t n = m->start[district + 1] - m->start[district];
    char name[NAME_BYTES];
    hz_sink *sink;
    hz_status status;

    snprintf(name, sizeof name, "districts/%s.txt", w->plan->scenario->districts[district].id);
    if (!(sink = begin(w, name, err)))
        return err->status;
    hz_sheet_district(sink, w->plan, district, list, n);
    end(w);
    snprintf(name, sizeof name, "districts/%s.csv", w->plan->scenario->districts[district].id);
    if (!(sink = begin(w, name, err)))
        return err->status;
    status = hz_csv_enterprises(sink, w->plan, list, n, NULL);
    end(w);
    return tell(status, err);
}

static hz_status write_districts(const writer *w, hz_error *err)
{
    members m = {NULL, NULL};
    hz_status status = find_members(&m, w->plan->scenario, err);

    for (size_t d = 0; d < w->plan->scenario->n_districts && status == HZ_OK; d++)
        status = write_district(w, d, &m, err);
    free(m.list);
    free(m.start);
    return status;
}

static hz_status write_bytes(const writer *w, const char *folder, const char *id, const char *bytes, size_t n_bytes, hz_error *err)
{
    char name[NAME_BYTES];
    hz_sink *sink;

    snprintf(name, sizeof name, "input/%s/%s.xml", folder, id);
    if (!(sink = hz_outfolder_file(w->folder, name, err)))
        return err->status;
    hz_put(sink, bytes, n_bytes);
    return HZ_OK;
}

/* The forecast, and the rules as they were. */
static hz_status write_alert(const writer *w, hz_error *err)
{
    const hz_plan *plan = w->plan;
    hz_status status = HZ_OK;
    hz_sink *sink;

    if (plan->has_own_forecast) {
        if (!(sink = hz_outfolder_file(w->folder, "input/forecast.xml", err)))
            return err->status;
        hz_write_forecast(sink, plan->alert->forecast);
    }
    if (plan->rules)
        status = write_bytes(w, "rules", plan->rules->id, plan->rules->bytes, plan->rules->n_bytes, err);
    if (!status && plan->index)
        status = write_bytes(w, "index", plan->index->id, plan->index->bytes, plan->index->n_bytes, err);
    return status;
}

/* The plan that it is held against. */
static hz_status write_earlier(const writer *w, hz_error *err)
{
    hz_sink *sink;

    if (!w->plan->earlier)
        return HZ_OK;
    if (!(sink = hz_outfolder_file(w->folder, "input/baseline.xml", err)))
        return err->status;
    hz_write_old_plan(sink, w->plan->earlier);
    return HZ_OK;
}

/* All that is needed to make the plan again. */
static hz_status write_input(const writer *w, hz_error *err)
{
    hz_sink *sink;

    if (!(sink = hz_outfolder_file(w->folder, "input/scenario.xml", err)))
        return err->status;
    hz_write_canonical(sink, w->plan->scenario);
    if (!(sink = hz_outfolder_file(w->folder, "input/settings.xml", err)))
        return err->status;
    hz_write_settings(sink, &w->plan->settings);
    return write_earlier(w, err) ? err->status : write_alert(w, err);
}

/* ---- the verbs ---- */

/* Is the plan's language there? The current one is again what it was. */
static hz_status try_language(const hz_plan *plan, hz_error *err)
{
    hz_lang talk = hz_lang_now();
    hz_status status = hz_lang_use(plan->settings.lang, err);

    speak(talk);
    return status;
}

hz_status hz_export_folder(const hz_plan *plan, const char *path, bool may_replace, hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;
    writer w = {NULL, plan, hz_lang_now()};
    hz_status status;

    if ((status = try_language(plan, &own)) ||
        (status = hz_outfolder_open(&w.folder, path, may_replace, HZ_PLAN_MARKER, HZ_PLAN_MANIFEST, &own)) ||
        (status = write_lists(&w, &own)) || (status = write_enterprises(&w, &own)) ||
        (status = write_districts(&w, &own)) || (status = write_input(&w, &own)) ||
        (status = hz_outfolder_manifest(w.folder, &own))) {
        hz_outfolder_abort(w.folder);
        return hz_error_set(err, status, "%s", own.message);
    }
    status = hz_outfolder_commit(w.folder, &own);
    return status == HZ_OK ? HZ_OK : hz_error_set(err, status, "%s", own.message);
}

hz_status hz_export_list(hz_sink *sink, const hz_plan *plan, hz_error *err)
{
    hz_lang talk = hz_lang_now();
    hz_status status = hz_lang_use(plan->settings.lang, err);

    if (status)
        return status;
    status = hz_csv_actions(sink, plan, NULL);
    speak(talk);
    return tell(status, err);
}
