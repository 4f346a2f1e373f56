/* folder.c - a whole plan folder: it appears complete, with its checksums, or not at all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folder of several levels holds a whole plan folder for each: the one that is handed on can be read, checked and replayed
 * without the others. */
#include "export/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/outfolder.h"
#include "certificate/write_certificate.h"
#include "export/as_changes.h"
#include "export/as_csv.h"
#include "export/as_episode.h"
#include "export/as_episode_csv.h"
#include "export/as_episode_json.h"
#include "export/as_episode_sheet.h"
#include "export/as_json.h"
#include "export/as_levels.h"
#include "export/as_levels_json.h"
#include "export/as_reasons.h"
#include "export/as_sheet.h"
#include "export/as_text.h"
#include "export/as_xml.h"
#include "plan/read_plan.h"
#include "scenario/canonical.h"
#include "solve/multipliers.h"

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
    const char *inside; /* in front of every name: "" or "orange/" */
    const hz_plan *plan;
    hz_lang lang, talk;
} writer;

static void speak(hz_lang lang)
{
    if (hz_lang_now() != lang)
        hz_lang_use(lang, NULL); /* it has been tried */
}

/* The next file, in nobody's language; NULL: err is set. */
static hz_sink *plain(const writer *w, const char *name, hz_error *err)
{
    char whole[NAME_BYTES + 16];

    snprintf(whole, sizeof whole, "%s%s", w->inside, name);
    return hz_cancel_check(err) ? NULL : hz_outfolder_file(w->folder, whole, err);
}

static hz_sink *begin(const writer *w, const char *name, hz_error *err)
{
    hz_sink *sink = plain(w, name, err);

    if (sink)
        speak(w->lang);
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

static hz_status write_reasons(const writer *w, hz_error *err)
{
    hz_sink *sink;

    if (!w->plan->reasons)
        return HZ_OK;
    if (!(sink = begin(w, "reasons.txt", err)))
        return err->status;
    hz_text_reasons(sink, w->plan);
    end(w);
    if (!(sink = begin(w, "reasons.csv", err)))
        return err->status;
    hz_csv_reasons(sink, w->plan);
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
    if (!(sink = plain(w, name, err)))
        return err->status;
    hz_put(sink, bytes, n_bytes);
    return HZ_OK;
}

/* What is needed to make a plan again: of one level, or of all. */
typedef struct {
    const hz_scenario *scenario;
    const hz_settings *settings;
    const hz_forecast *forecast; /* NULL: none of its own */
    const hz_ruleset *rules, *in_force;
    const hz_index *index;
    const struct hz_old_plan *earlier;
    const hz_issued *issued; /* orders that stay, of an episode */
} input;

/* The forecast, and the rules as they were; those in force, too, where others were chosen. */
static hz_status write_alert(const writer *w, const input *in, hz_error *err)
{
    hz_status status = HZ_OK;
    hz_sink *sink;

    if (in->forecast) {
        if (!(sink = plain(w, "input/forecast.xml", err)))
            return err->status;
        hz_write_forecast(sink, in->forecast);
    }
    if (in->rules)
        status = write_bytes(w, "rules", in->rules->id, in->rules->bytes, in->rules->n_bytes, err);
    if (!status && in->in_force && in->in_force != in->rules)
        status = write_bytes(w, "rules", in->in_force->id, in->in_force->bytes, in->in_force->n_bytes, err);
    if (!status && in->index)
        status = write_bytes(w, "index", in->index->id, in->index->bytes, in->index->n_bytes, err);
    return status;
}

static hz_status write_input(const writer *w, const input *in, hz_error *err)
{
    hz_sink *sink;

    if (!(sink = plain(w, "input/scenario.xml", err)))
        return err->status;
    hz_write_canonical(sink, in->scenario);
    if (!(sink = plain(w, "input/settings.xml", err)))
        return err->status;
    hz_write_settings(sink, in->settings);
    if (in->earlier) {
        if (!(sink = plain(w, "input/baseline.xml", err)))
            return err->status;
        hz_write_old_plan(sink, in->earlier);
    }
    if (in->issued && in->issued->schedules) {
        if (!(sink = plain(w, "input/orders.xml", err)))
            return err->status;
        hz_write_issued(sink, in->issued, in->scenario);
    }
    return write_alert(w, in, err);
}

/* ---- the proof, for other checkers ---- */

static void put_remarks(hz_sink *sink, const hz_plan *plan)
{
    hz_putf(sink,
            plan->proved.proof && plan->proved.proof->outcome == HZ_OUTCOME_INFEASIBLE
                ? "%% hazeplan %s: the linear program of %s, and a proof that no plan can meet it\n"
                : "%% hazeplan %s: the linear program of plan %s, and a proof of its optimum\n",
            PACKAGE_VERSION, plan->id);
    hz_putf(sink, "%% scenario %s, SHA-256 %s\n", plan->scenario->id, plan->scenario_digest);
    if (plan->scenario->standing != HZ_STANDING_OFFICIAL)
        hz_putf(sink, "%% %s\n", hz_standing_name(plan->scenario->standing));
    hz_puts(sink, "% variables: shares of output, or of the way to a state; objective: fen a day; 'hazeplan verify' holds it against input/\n");
}

/* Behind the lines of remarks in front. */
static const char *skip_remarks(const char *text)
{
    while (*text == '%')
        text += strcspn(text, "\n") + (strchr(text, '\n') != NULL);
    return text;
}

/* One that has been checked is as good as it is. Its remarks nobody checks: they are put anew. */
static hz_status copy_certificate(const writer *w, hz_error *err)
{
    const char *proof;
    size_t length;
    char *bytes;
    hz_sink *sink;
    hz_status status;

    if ((status = hz_file_read(&bytes, &length, w->plan->certificate, SIZE_MAX / 2, err)))
        return status;
    if ((sink = begin(w, HZ_PLAN_CERTIFICATE, err))) {
        put_remarks(sink, w->plan);
        end(w);
        proof = skip_remarks(bytes);
        hz_put(sink, proof, length - (size_t)(proof - bytes));
    } else {
        status = err->status;
    }
    free(bytes);
    return status;
}

static hz_status write_certificate(const writer *w, hz_error *err)
{
    const hz_proved *proved = &w->plan->proved;
    hz_multipliers *multipliers;
    hz_sink *sink;
    hz_status status;

    if (!proved->model)
        return w->plan->certificate ? copy_certificate(w, err) : HZ_OK;
    if ((status = hz_find_multipliers(&multipliers, proved->model, proved->solution, proved->proof, err)))
        return status;
    if ((sink = begin(w, HZ_PLAN_CERTIFICATE, err))) {
        put_remarks(sink, w->plan);
        end(w);
        status = hz_write_certificate(sink, proved->model, proved->solution, proved->proof, multipliers, err);
    } else {
        status = err->status;
    }
    hz_multipliers_free(multipliers);
    return status;
}

/* ---- one level ---- */

static hz_status write_input_of(const writer *w, const hz_plan *plan, hz_error *err)
{
    const input in = {plan->scenario, &plan->settings, plan->has_own_forecast ? plan->alert->forecast : NULL,
                      plan->rules, plan->in_force, plan->index, plan->earlier, NULL};

    return write_input(w, &in, err);
}

static hz_status write_plan(const writer *w, hz_error *err)
{
    hz_status status;

    if ((status = write_lists(w, err)) || (status = write_reasons(w, err)) || (status = write_enterprises(w, err)) || (status = write_districts(w, err)) ||
        (status = write_certificate(w, err)))
        return status;
    return write_input_of(w, w->plan, err);
}

/* ---- no plan ---- */

/* What is said of it is not this room's. */
typedef struct {
    const hz_plan *none;
    hz_put_refusal *text, *json;
    const void *context;
} refusal;

static hz_status write_refusal(const writer *w, const refusal *r, hz_error *err)
{
    const struct {
        const char *name;
        hz_put_refusal *put;
    } files[] = {{"summary.txt", r->text}, {HZ_PLAN_MARKER, r->json}};
    hz_status status;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        hz_sink *sink = begin(w, files[i].name, err);

        if (!sink)
            return err->status;
        files[i].put(sink, r->context);
        end(w);
    }
    return (status = write_certificate(w, err)) ? status : write_input_of(w, r->none, err);
}

/* ---- all levels ---- */

static hz_status write_overview(const writer *w, const hz_levels *levels, hz_error *err)
{
    hz_sink *sink;

    if (!(sink = begin(w, "summary.txt", err)))
        return err->status;
    hz_text_levels(sink, levels);
    end(w);
    if (!(sink = begin(w, HZ_PLAN_MARKER, err)))
        return err->status;
    hz_json_levels(sink, levels);
    end(w);
    return HZ_OK;
}

static hz_status write_step(const writer *w, const hz_levels *levels, hz_step step, const members *m, hz_error *err)
{
    const hz_scenario *s = levels->scenario;
    char name[NAME_BYTES], changes[HZ_STEP_NAME];
    hz_sink *sink;

    snprintf(name, sizeof name, "%s.csv", hz_levels_step_name(changes, levels, step));
    if (!(sink = begin(w, name, err)))
        return err->status;
    hz_csv_changes(sink, levels, step);
    end(w);
    for (size_t d = 0; d < s->n_districts; d++) {
        snprintf(name, sizeof name, "%s/%s.txt", changes, s->districts[d].id);
        if (!(sink = begin(w, name, err)))
            return err->status;
        hz_text_changes(sink, levels, step, d, m->list + m->start[d], m->start[d + 1] - m->start[d]);
        end(w);
    }
    return HZ_OK;
}

static hz_status write_steps(const writer *w, const hz_levels *levels, hz_error *err)
{
    members m = {NULL, NULL};
    hz_step steps[HZ_MAX_STEPS];
    size_t n = hz_levels_steps(levels, steps);
    hz_status status = find_members(&m, levels->scenario, err);

    for (size_t i = 0; i < n && status == HZ_OK; i++)
        status = write_step(w, levels, steps[i], &m, err);
    free(m.list);
    free(m.start);
    return status;
}

static hz_status write_level(const writer *whole, const hz_plan *plan, hz_error *err)
{
    char inside[16];
    writer w = *whole;
    hz_status status;

    snprintf(inside, sizeof inside, "%s/", hz_level_id(plan->settings.level));
    w.inside = inside;
    w.plan = plan;
    status = write_plan(&w, err);
    return status ? status : hz_outfolder_manifest_of(w.folder, inside, err);
}

/* That of all levels together, over the expected days. */
static hz_status write_joint_certificate(const writer *whole, const hz_levels *levels, hz_error *err)
{
    hz_plan joint = {.scenario = levels->scenario, .proved = levels->proved};
    writer w = *whole;

    memcpy(joint.scenario_digest, levels->scenario_digest, sizeof joint.scenario_digest);
    memcpy(joint.id, levels->id, sizeof joint.id);
    w.plan = &joint;
    return write_certificate(&w, err);
}

static hz_status write_levels(const writer *w, const hz_levels *levels, hz_error *err)
{
    const input in = {levels->scenario, &levels->settings, levels->has_own_forecast ? levels->alert->forecast : NULL,
                      levels->rules, levels->in_force, levels->index, levels->earlier, NULL};
    hz_status status;

    if ((status = write_overview(w, levels, err)) || (status = write_joint_certificate(w, levels, err)) ||
        (status = write_steps(w, levels, err)))
        return status;
    for (size_t k = 0; k < levels->n_levels; k++)
        if ((status = write_level(w, levels->levels[k].plan, err)))
            return status;
    return write_input(w, &in, err);
}

/* ---- an episode ---- */

static hz_status write_tables(const writer *w, const hz_episode_plan *episode, hz_error *err)
{
    static const struct {
        const char *name;
        void (*put)(hz_sink *sink, const hz_episode_plan *episode);
    } files[] = {{"summary.txt", hz_text_episode}, {"schedule.csv", hz_csv_schedule}, {HZ_PLAN_MARKER, hz_json_episode}};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        hz_sink *sink = begin(w, files[i].name, err);

        if (!sink)
            return err->status;
        files[i].put(sink, episode);
        end(w);
    }
    return HZ_OK;
}

static hz_status write_notices(const writer *w, const hz_episode_plan *episode, hz_error *err)
{
    hz_sink *sink = begin(w, "orders.csv", err);
    hz_status status;

    if (!sink)
        return err->status;
    status = hz_csv_orders(sink, episode, NULL);
    end(w);
    return tell(status, err);
}

static hz_status write_episode_enterprises(const writer *w, const hz_episode_plan *episode, hz_error *err)
{
    for (size_t e = 0; e < episode->scenario->n_enterprises; e++) {
        char name[NAME_BYTES];
        hz_sink *sink;

        snprintf(name, sizeof name, "enterprises/%s.txt", episode->scenario->enterprises[e].id);
        if (!(sink = begin(w, name, err)))
            return err->status;
        hz_sheet_episode_enterprise(sink, episode, e);
        end(w);
    }
    return HZ_OK;
}

static hz_status write_episode_district(const writer *w, const hz_episode_plan *episode, size_t district, const members *m, hz_error *err)
{
    const uint32_t *list = m->list + m->start[district];
    size_t n = m->start[district + 1] - m->start[district];
    const char *id = episode->scenario->districts[district].id;
    char name[NAME_BYTES];
    hz_sink *sink;
    hz_status status;

    snprintf(name, sizeof name, "districts/%s.txt", id);
    if (!(sink = begin(w, name, err)))
        return err->status;
    hz_sheet_episode_district(sink, episode, district, list, n);
    end(w);
    snprintf(name, sizeof name, "districts/%s.csv", id);
    if (!(sink = begin(w, name, err)))
        return err->status;
    status = hz_csv_orders_of(sink, episode, list, n, NULL);
    end(w);
    return tell(status, err);
}

static hz_status write_episode_districts(const writer *w, const hz_episode_plan *episode, hz_error *err)
{
    members m = {NULL, NULL};
    hz_status status = find_members(&m, episode->scenario, err);

    for (size_t d = 0; d < episode->scenario->n_districts && !status; d++)
        status = write_episode_district(w, episode, d, &m, err);
    free(m.list);
    free(m.start);
    return status;
}

static hz_status write_episode(const writer *w, const hz_episode_plan *episode, hz_error *err)
{
    const input in = {episode->scenario, &episode->settings, episode->has_own_forecast ? episode->alert->forecast : NULL,
                      episode->rules, episode->in_force, episode->index, NULL, &episode->earlier};
    hz_issued issued = {.course = episode->course, .schedules = episode->schedules, .failures = episode->failures};
    hz_sink *sink;
    hz_status status;

    if ((status = write_tables(w, episode, err)) || (status = write_notices(w, episode, err)) ||
        (status = write_episode_enterprises(w, episode, err)) || (status = write_episode_districts(w, episode, err)))
        return status;
    if (!(sink = plain(w, HZ_EPISODE_ORDERS, err)))
        return err->status;
    snprintf(issued.id, sizeof issued.id, "%s", episode->id);
    hz_write_issued(sink, &issued, episode->scenario);
    return write_input(w, &in, err);
}

/* ---- the verbs ---- */

/* Is the language there? The current one is again what it was. */
static hz_status try_language(hz_lang lang, hz_error *err)
{
    hz_lang talk = hz_lang_now();
    hz_status status = hz_lang_use(lang, err);

    speak(talk);
    return status;
}

/* A plan, those of all levels, that of an episode, or that there is none: the others are NULL. */
typedef struct {
    const hz_plan *plan;
    const hz_levels *levels;
    const hz_episode_plan *episode;
    const refusal *refusal;
} exported;

static hz_status write(const writer *w, const exported *what, hz_error *err)
{
    if (what->refusal)
        return write_refusal(w, what->refusal, err);
    if (what->plan)
        return write_plan(w, err);
    return what->levels ? write_levels(w, what->levels, err) : write_episode(w, what->episode, err);
}

static const hz_settings *settings_of(const exported *what)
{
    if (what->refusal)
        return &what->refusal->none->settings;
    if (what->plan)
        return &what->plan->settings;
    return what->levels ? &what->levels->settings : &what->episode->settings;
}

static hz_status export(const exported *what, const char *path, bool may_replace, hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;
    writer w = {NULL, "", what->refusal ? what->refusal->none : what->plan, settings_of(what)->lang, hz_lang_now()};
    hz_status status;

    if ((status = try_language(w.lang, &own)) ||
        (status = hz_outfolder_open(&w.folder, path, may_replace, HZ_PLAN_MARKER, HZ_PLAN_MANIFEST, &own)) ||
        (status = write(&w, what, &own)) ||
        (status = hz_outfolder_manifest(w.folder, &own))) {
        hz_outfolder_abort(w.folder);
        return hz_error_set(err, status, "%s", own.message);
    }
    status = hz_outfolder_commit(w.folder, &own);
    return status == HZ_OK ? HZ_OK : hz_error_set(err, status, "%s", own.message);
}

hz_status hz_export_folder(const hz_plan *plan, const char *path, bool may_replace, hz_error *err)
{
    return export(&(exported){.plan = plan}, path, may_replace, err);
}

hz_status hz_export_refusal(const hz_plan *none, hz_put_refusal *text, hz_put_refusal *json, const void *context, const char *path,
                            bool may_replace, hz_error *err)
{
    return export(&(exported){.refusal = &(refusal){none, text, json, context}}, path, may_replace, err);
}

hz_status hz_export_levels(const hz_levels *levels, const char *path, bool may_replace, hz_error *err)
{
    return export(&(exported){.levels = levels}, path, may_replace, err);
}

hz_status hz_export_episode(const hz_episode_plan *episode, const char *path, bool may_replace, hz_error *err)
{
    return export(&(exported){.episode = episode}, path, may_replace, err);
}

hz_status hz_export_list(hz_sink *sink, const hz_plan *const *plans, size_t n_plans, hz_error *err)
{
    hz_lang talk = hz_lang_now();
    hz_status status = hz_lang_use(plans[0]->settings.lang, err);

    if (status)
        return status;
    status = hz_csv_plans(sink, plans, n_plans, NULL);
    speak(talk);
    return tell(status, err);
}
