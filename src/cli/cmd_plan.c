/* cmd_plan.c - hazeplan plan: the cheapest proved cuts for a level, as a folder of lists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cancel.h"
#include "base/lang.h"
#include "base/outfile.h"
#include "base/outfolder.h"
#include "cli/alert_options.h"
#include "cli/commands.h"
#include "cli/episode_options.h"
#include "cli/no_plan.h"
#include "cli/paths.h"
#include "cli/plan_folder.h"
#include "cli/talk.h"
#include "export/as_alert.h"
#include "export/as_alert_json.h"
#include "export/as_episode.h"
#include "export/as_episode_json.h"
#include "export/as_json.h"
#include "export/as_levels.h"
#include "export/as_levels_json.h"
#include "export/as_text.h"
#include "export/folder.h"
#include "export/page.h"
#include "input/tag.h"
#include "pipeline.h"
#include "run_course.h"
#include "run_models.h"

enum { EXIT_NO_PLAN = 4, EXIT_NO_ANSWER = 5, DEFAULT_STEP_BP = 100 };

/* What was asked for, beside the request to the pipeline. */
typedef struct {
    const char *scenario, *forecast, *rules, *index, *baseline; /* read */
    char *issued;                         /* orders of an earlier plan that stay; NULL: none */
    const char *folder, *list, *mps, *lp; /* NULL: not asked for */
    char *mps_map, *lp_map;               /* NULL: none */
    bool may_replace, is_json, has_timings, has_lang;
    char rules_folder[PATH_MAX];
} job;

/* ---- the command line ---- */

static hz_status take_time(char out[HZ_TIME_TEXT], const hz_options *options, hz_option_id earlier, hz_option_id option,
                           hz_error *err)
{
    const hz_option_value *value = &options->values[option], *before = &options->values[earlier];

    if (!value->is_given)
        return HZ_OK;
    /* YYYY-MM-DDThh:mm: the order of the texts is that of the times */
    if (before->is_given && strcmp(value->text, before->text) < 0)
        return hz_error_set(err, HZ_ERR_USAGE, _("'--%1$s %2$s' is before '--%3$s %4$s'; exchange or correct them"),
                            hz_option_defs[option].name, value->text, hz_option_defs[earlier].name, before->text);
    snprintf(out, HZ_TIME_TEXT, "%s", value->text);
    return HZ_OK;
}

static hz_status take_text(char *out, size_t size, const hz_options *options, hz_option_id option, hz_error *err)
{
    const char *text = options->values[option].text;

    if (strlen(text) >= size || !hz_tag_is_text(text, strlen(text)))
        return hz_error_set(err, HZ_ERR_USAGE,
                            _("'--%1$s' must be one line of at most %2$zu bytes that can be read: not blank, no control characters, "
                              "none that turn the direction of writing"),
                            hz_option_defs[option].name, size - 1);
    snprintf(out, size, "%s", text);
    return HZ_OK;
}

/* Of an episode it is there already. */
static hz_status take_now(hz_settings *settings, const hz_option_value *values, hz_error *err)
{
    if (!values[HZ_OPTION_NOW].is_given)
        return HZ_OK;
    if (settings->extent != HZ_EXTENT_EPISODE && !settings->start[0] && !settings->in_place[0])
        return hz_error_set(err, HZ_ERR_USAGE, "%s",
                            _("--now says how long there is until orders must be in place; say when that is, with --start or --in-place"));
    snprintf(settings->now, sizeof settings->now, "%s", values[HZ_OPTION_NOW].text);
    return HZ_OK;
}

/* --override-level, --reason and --by come together. */
static hz_status take_override(hz_request *request, const hz_options *options, hz_error *err)
{
    const hz_option_value *values = options->values;
    int n_given = values[HZ_OPTION_OVERRIDE].is_given + values[HZ_OPTION_REASON].is_given + values[HZ_OPTION_BY].is_given;
    hz_status status;

    if (n_given == 0)
        return HZ_OK;
    if (n_given < 3 || request->is_auto || request->settings.extent == HZ_EXTENT_ALL)
        return hz_error_set(err, HZ_ERR_USAGE, "%s",
                            _("--override-level, --reason and --by go together, with a --level that is neither auto nor all; give all "
                              "three"));
    if ((status = take_text(request->settings.reason, sizeof request->settings.reason, options, HZ_OPTION_REASON, err)))
        return status;
    return take_text(request->settings.by, sizeof request->settings.by, options, HZ_OPTION_BY, err);
}

static hz_status take_days(hz_settings *settings, const hz_options *options, hz_error *err)
{
    const hz_option_value *value = &options->values[HZ_OPTION_DAYS];

    if (!value->is_given)
        return HZ_OK;
    if (settings->extent != HZ_EXTENT_ALL)
        return hz_error_set(err, HZ_ERR_USAGE, "%s",
                            _("--days weighs levels against each other, and only one is planned; leave it out, or give --level all"));
    hz_level_days_parse(settings->milli_days, value->text, strlen(value->text), ',');
    return HZ_OK;
}

/* One level or all. */
static hz_status take_level(hz_request *request, const hz_options *options, hz_error *err)
{
    const hz_option_value *values = options->values;
    hz_settings *settings = &request->settings;
    hz_status status;

    if (!values[HZ_OPTION_LEVEL].is_given)
        return hz_error_set(err, HZ_ERR_USAGE, "%s",
                            _("the warning level is not given; add --level blue, yellow, orange, red, auto or all"));
    request->is_auto = values[HZ_OPTION_LEVEL].number == HZ_LEVEL_AUTO;
    settings->extent = values[HZ_OPTION_LEVEL].number == HZ_LEVEL_ALL ? HZ_EXTENT_ALL : HZ_EXTENT_LEVEL;
    settings->level = values[HZ_OPTION_LEVEL].number < 0 ? HZ_BLUE : (hz_level)values[HZ_OPTION_LEVEL].number;
    if ((status = hz_episode_refuse(options, err)) || (status = take_override(request, options, err)))
        return status;
    return take_days(settings, options, err);
}

static hz_status make_request(hz_request *request, const hz_options *options, hz_error *err)
{
    const hz_option_value *values = options->values;
    hz_settings *settings = &request->settings;

    if ((hz_episode_is_asked(options) ? hz_episode_options(settings, options, err) : take_level(request, options, err)) ||
        (values[HZ_OPTION_IRREVERSIBLE].is_given &&
         take_text(settings->asked, sizeof settings->asked, options, HZ_OPTION_IRREVERSIBLE, err)))
        return err->status;
    settings->lang = (hz_lang)values[HZ_OPTION_LANG].number;
    settings->step_bp = values[HZ_OPTION_STEP].is_given ? (uint16_t)values[HZ_OPTION_STEP].number : DEFAULT_STEP_BP;
    settings->duration_h = (uint16_t)values[HZ_OPTION_DURATION].number;
    settings->gap_ppm = values[HZ_OPTION_GAP].is_given ? (uint32_t)values[HZ_OPTION_GAP].number : HZ_GAP_PPM;
    request->has_lang = values[HZ_OPTION_LANG].is_given;
    request->cap = (uint64_t)values[HZ_OPTION_MAX_BYTES].number;
    request->may_replace = values[HZ_OPTION_FORCE].is_given;
    if (take_time(settings->start, options, HZ_OPTION_START, HZ_OPTION_START, err) ||
        take_time(settings->in_place, options, HZ_OPTION_START, HZ_OPTION_IN_PLACE, err) ||
        take_time(settings->until, options, HZ_OPTION_START, HZ_OPTION_UNTIL, err) ||
        take_time(settings->until, options, HZ_OPTION_IN_PLACE, HZ_OPTION_UNTIL, err))
        return HZ_ERR_USAGE;
    if (take_now(settings, values, err))
        return HZ_ERR_USAGE;
    if (values[HZ_OPTION_DURATION].is_given && settings->start[0] && settings->until[0])
        return hz_error_set(err, HZ_ERR_USAGE, "%s",
                            _("--start and --until say how long the response lasts, and so does --duration; leave one of the three out"));
    return HZ_OK;
}

/* The reader of a named pipe would take a trial for the whole. */
static bool is_pipe(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISFIFO(status.st_mode);
}

/* That something cannot be written is said at once and not after a long run: it is begun, and given up. Whether it can
 * still be written is seen again when it is. */
static hz_status try_file(const char *path, bool may_replace, hz_error *err)
{
    hz_outfile *file = NULL;
    hz_status status = path && !is_pipe(path) ? hz_outfile_open(&file, path, may_replace, NULL, err) : HZ_OK;

    hz_outfile_abort(file);
    return status;
}

/* "m.mps" -> "m.mps.map.csv"; none for a device, pipe or standard output, which is the file alone. */
static hz_status name_map(char **out, const char *path, hz_error *err)
{
    *out = NULL;
    if (path && !hz_outfile_is_stream(path) && asprintf(out, "%s.map.csv", path) < 0)
        return hz_error_memory(err);
    return HZ_OK;
}

/* Everything that the command reads and writes: no two are the same, and all can be written. */
static hz_status check_paths(const job *j, hz_error *err)
{
    const hz_path paths[] = {{j->scenario, _("SCENARIO"), HZ_PATH_READ},
                             {j->forecast, "--forecast", HZ_PATH_READ},
                             {j->rules, "--rules", HZ_PATH_READ},
                             {j->index, "--index", HZ_PATH_READ},
                             {j->baseline, "--baseline", HZ_PATH_READ},
                             {j->issued, "--from-plan", HZ_PATH_READ},
                             {j->folder, "-o", HZ_PATH_FOLDER},
                             {j->list, "--list", HZ_PATH_FILE},
                             {j->mps, "--write-mps", HZ_PATH_FILE},
                             {j->lp, "--write-lp", HZ_PATH_FILE},
                             {j->mps_map, _("the map of --write-mps"), HZ_PATH_FILE},
                             {j->lp_map, _("the map of --write-lp"), HZ_PATH_FILE}};
    size_t n_paths = sizeof paths / sizeof *paths;
    hz_status status = hz_paths_check(paths, n_paths, err);

    if (!status && j->folder)
        status = hz_outfolder_try(j->folder, j->may_replace, HZ_PLAN_MARKER, HZ_PLAN_MANIFEST, err);
    for (size_t i = 0; i < n_paths && !status; i++)
        if (paths[i].use == HZ_PATH_FILE)
            status = try_file(paths[i].path, j->may_replace, err);
    return status;
}

/* The earlier plan must be as it was written. */
static hz_status name_issued(char **out, const char *folder, hz_error *err)
{
    hz_status status = folder ? hz_plan_folder_check(folder, err) : HZ_OK;

    *out = NULL;
    if (status || (folder && (status = hz_plan_folder_need_episode(folder, err))))
        return status;
    if (folder && asprintf(out, "%s/" HZ_EPISODE_ORDERS, folder) < 0)
        return hz_error_memory(err);
    return HZ_OK;
}

static hz_status make_job(job *j, const hz_options *options, hz_error *err)
{
    const hz_option_value *values = options->values;
    hz_status status;

    *j = (job){.scenario = options->operands[0],
               .forecast = values[HZ_OPTION_FORECAST].text,
               .rules = hz_alert_rules_path(values[HZ_OPTION_RULES].text),
               .index = values[HZ_OPTION_INDEX].text,
               .baseline = values[HZ_OPTION_BASELINE].text,
               .folder = values[HZ_OPTION_OUTPUT].text,
               .list = values[HZ_OPTION_LIST].text,
               .mps = values[HZ_OPTION_WRITE_MPS].text,
               .lp = values[HZ_OPTION_WRITE_LP].text,
               .may_replace = values[HZ_OPTION_FORCE].is_given,
               .is_json = values[HZ_OPTION_JSON].is_given,
               .has_timings = values[HZ_OPTION_TIMINGS].is_given,
               .has_lang = values[HZ_OPTION_LANG].is_given};
    if (!j->folder && !j->list)
        return hz_error_set(err, HZ_ERR_USAGE, "%s",
                            _("nowhere to write the plan; add -o FOLDER for all lists, or --list FILE for one table"));
    if ((status = name_issued(&j->issued, values[HZ_OPTION_FROM_PLAN].text, err)) || (status = name_map(&j->mps_map, j->mps, err)) || (status = name_map(&j->lp_map, j->lp, err)))
        return status;
    return check_paths(j, err);
}

/* ---- writing ---- */

/* The table waits, written but not in its place, until the folder is there: both or none. */
static hz_status start_list(hz_outfile **out, const hz_run *run, const job *j, hz_error *err)
{
    const hz_plan *plans[HZ_N_LEVELS] = {run->plan};
    size_t n_plans = run->levels ? run->levels->n_levels : 1;
    hz_status status;

    for (size_t k = 0; run->levels && k < n_plans; k++)
        plans[k] = run->levels->levels[k].plan;

    *out = NULL;
    if (!j->list)
        return HZ_OK;
    if ((status = hz_outfile_open(out, j->list, j->may_replace, NULL, err)))
        return status;
    return hz_export_list(hz_outfile_sink(*out), plans, n_plans, err);
}

static hz_status write_files(const hz_run *run, const job *j, hz_error *err)
{
    hz_outfile *list;
    hz_status status = start_list(&list, run, j, err);

    if (!status && j->folder)
        status = run->levels    ? hz_export_levels(run->levels, j->folder, j->may_replace, err)
                 : run->episode ? hz_export_episode(run->episode, j->folder, j->may_replace, err)
                                : hz_export_folder(run->plan, j->folder, j->may_replace, err);
    if (status) {
        hz_outfile_abort(list);
        return status;
    }
    return list ? hz_outfile_commit(list, err) : HZ_OK;
}

static void put_json_head(hz_sink *sink, const hz_run *run, const char *outcome)
{
    hz_putf(sink, "{\"outcome\":\"%s\",\n\"findings\":", outcome);
    hz_findings_write_json(run->findings, sink);
}

static void put_json_plan(hz_sink *sink, hz_run *run, const job *j)
{
    put_json_head(sink, run, "plan");
    hz_puts(sink, ",\n\"folder\":");
    hz_put_json(sink, j->folder);
    hz_puts(sink, ",\"list\":");
    hz_put_json(sink, j->list);
    hz_puts(sink, ",\n\"plan\":");
    if (run->levels)
        hz_json_levels(sink, run->levels);
    else if (run->episode)
        hz_json_episode(sink, run->episode);
    else
        hz_json_plan_head(sink, run->plan);
    hz_puts(sink, "}\n");
}

static void note_stage(hz_run *run, const char *name, double since)
{
    if (run->n_timings < (int)(sizeof run->timings / sizeof *run->timings))
        run->timings[run->n_timings++] = (hz_timing){name, hz_talk_clock() - since};
}

static hz_lang lang_of(const hz_run *run)
{
    if (run->episode)
        return run->episode->settings.lang;
    return run->levels ? run->levels->settings.lang : run->plan->settings.lang;
}

/* Lists and summary are in the language of the plan; what goes wrong is told in the user's. */
static void publish(hz_run *run, const job *j, hz_error *err)
{
    hz_lang lang = hz_lang_now();
    double since = hz_talk_clock();
    hz_sink *sink;

    hz_talk_progress(_("writing …"));
    if (write_files(run, j, err))
        return;
    note_stage(run, "write", since);
    hz_talk_progress(NULL);
    if (!(sink = hz_talk_open(err)))
        return;
    hz_lang_use(lang_of(run), err);
    if (j->is_json)
        put_json_plan(sink, run, j);
    else if (run->levels)
        hz_text_levels(sink, run->levels);
    else if (run->episode)
        hz_text_episode(sink, run->episode);
    else
        hz_text_summary(sink, run->plan);
    hz_lang_use(lang, NULL);
    hz_talk_close(sink, err);
}

/* ---- the other answers ---- */

static int refuse_input(hz_run *run, const job *j, hz_error *err)
{
    hz_sink *sink = hz_talk_open(err);

    if (sink && j->is_json) {
        put_json_head(sink, run, "input-errors");
        hz_puts(sink, "}\n");
    } else if (sink)
        hz_findings_write(run->findings, sink);
    hz_talk_close(sink, err);
    hz_error_set(err, HZ_ERR_INPUT, _("%1$s has errors: %2$zu; no plan is made before they are mended"), j->scenario,
                 hz_findings_count(run->findings, HZ_SEVERITY_ERROR));
    return hz_error_exit_code(HZ_ERR_INPUT);
}

static int refuse_issued(hz_run *run, const job *j, hz_error *err)
{
    hz_sink *sink = hz_talk_open(err);

    if (sink && j->is_json) {
        hz_puts(sink, "{\"outcome\":\"input-errors\",\n\"findings\":");
        hz_findings_write_json(run->issued_findings, sink);
        hz_puts(sink, "}\n");
    } else if (sink)
        hz_findings_write(run->issued_findings, sink);
    hz_talk_close(sink, err);
    hz_error_set(err, HZ_ERR_INPUT, _("the orders of --from-plan have errors: %zu; no plan is made before they are mended"),
                 hz_findings_count(run->issued_findings, HZ_SEVERITY_ERROR));
    return hz_error_exit_code(HZ_ERR_INPUT);
}

static hz_clashes clashes_of(const hz_run *run)
{
    return (hz_clashes){run->scenario, &run->course, run->clashes, run->n_clashes};
}

static void put_json_no_plan(hz_sink *sink, const hz_run *run)
{
    hz_clashes clashes = clashes_of(run);

    if (run->clashes)
        hz_json_no_episode(sink, &clashes);
    else
        hz_no_plan_json(sink, run);
}

static void put_text_no_plan(hz_sink *sink, const hz_run *run)
{
    hz_clashes clashes = clashes_of(run);

    if (run->clashes)
        hz_text_no_episode(sink, &clashes);
    else
        hz_no_plan_text(sink, run);
}

static void put_json_refusal(hz_sink *sink, const void *context)
{
    const hz_run *run = context;

    put_json_head(sink, run, "no-plan");
    hz_puts(sink, ",\n\"no_plan\":");
    put_json_no_plan(sink, run);
    hz_puts(sink, "}\n");
}

/* No orders were found, and it is not proved that there are none. */
static void put_undecided(const hz_run *run, const job *j, hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;
    hz_sink *sink;

    if (!j->is_json || err->status != HZ_ERR_SOLVER || run->no_orders.why == HZ_NO_ORDERS_NONE || !(sink = hz_talk_open(&own)))
        return;
    put_json_head(sink, run, "undecided");
    hz_puts(sink, ",\n\"no_plan\":");
    hz_no_orders_json(sink, run, err->message);
    hz_puts(sink, "}\n");
    hz_talk_close(sink, &own);
}

static void put_text_refusal(hz_sink *sink, const void *context)
{
    put_text_no_plan(sink, context);
}

/* The proof is kept, too. */
static void keep_refusal(const hz_run *run, const job *j, hz_error *err)
{
    if (!j->folder || !run->none)
        return;
    if (!hz_export_refusal(run->none, put_text_refusal, put_json_refusal, run, j->folder, j->may_replace, err))
        hz_talk_note(_("the answer that there is no plan, and its proof, are in %s"), j->folder);
}

/* In the language that the plan would have been in. */
static int explain_no_plan(hz_run *run, const job *j, hz_error *err)
{
    hz_lang lang = hz_lang_now();
    hz_sink *sink = hz_talk_open(err);

    if (sink)
        hz_lang_use(j->has_lang ? run->settings.lang : run->scenario->lang, err);
    if (sink)
        (j->is_json ? put_json_refusal : put_text_refusal)(sink, run);
    hz_lang_use(lang, NULL);
    hz_talk_close(sink, err);
    keep_refusal(run, j, err);
    return EXIT_NO_PLAN;
}

/* The forecast calls for nothing: that is the answer. */
static int explain_not_due(hz_run *run, const job *j, hz_error *err)
{
    hz_sink *sink = hz_talk_open(err);

    if (sink && j->is_json) {
        put_json_head(sink, run, "not-due");
        hz_puts(sink, ",\n\"alert\":");
        hz_json_alert(sink, run->alert, run->index, &run->choice);
        hz_puts(sink, "}\n");
    } else if (sink) {
        hz_page_stamp(sink, run->scenario->standing);
        hz_text_alert(sink, run->alert, run->index, &run->choice);
    }
    hz_talk_close(sink, err);
    hz_talk_note("%s", _("no response is due, so no plan is made"));
    return EXIT_NO_PLAN;
}

/* ---- the command ---- */

static void note_warnings(const hz_run *run, const job *j)
{
    size_t n = hz_findings_count(run->findings, HZ_SEVERITY_WARNING);

    if (n > 0)
        hz_talk_note(_("warnings about %1$s: %2$zu; 'hazeplan check' lists them"), j->scenario, n);
}

static int answer(hz_run *run, const job *j, hz_error *err)
{
    hz_talk_progress(NULL);
    if (hz_findings_count(run->findings, HZ_SEVERITY_ERROR) > 0)
        return refuse_input(run, j, err);
    if (hz_alert_refused(run, j->is_json, err))
        return hz_error_exit_code(HZ_ERR_INPUT);
    note_warnings(run, j);
    if (hz_run_has_wrong_orders(run))
        return refuse_issued(run, j, err);
    if (run->is_not_due)
        return explain_not_due(run, j, err);
    if (run->reached < HZ_STAGE_RECKONED)
        return explain_no_plan(run, j, err);
    publish(run, j, err);
    if (err->status == HZ_OK && j->folder)
        hz_talk_note(_("the lists are in %s"), j->folder);
    return 0;
}

/* The files of the model stay where there is an answer, and where none was found: there they tell why. After an interruption
 * or a failure to write nothing stays. */
static void keep_models(hz_run *run, const job *j, hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;
    int status = hz_error_exit_code(err->status);
    bool has_model = run->model_files[HZ_MODEL_MPS] || run->model_files[HZ_MODEL_LP];

    if (status != 0 && status != EXIT_NO_ANSWER)
        return;
    if (hz_run_keep_models(run, &own))
        hz_error_set(err, own.status, "%s", own.message);
    else if (status == EXIT_NO_ANSWER && has_model)
        hz_talk_note(_("the linear program is in %s, for a report of what went wrong"), j->mps ? j->mps : j->lp);
}

static int run(const hz_options *options, job *j, hz_request *request, hz_error *err)
{
    hz_run run = {0};
    int status = 0;

    request->write_mps = j->mps;
    request->write_mps_map = j->mps_map;
    request->write_lp = j->lp;
    request->write_lp_map = j->lp_map;
    hz_alert_options(&request->alert, j->rules_folder, options);
    if (request->settings.start[0])
        hz_instant_parse(&request->alert.start, request->settings.start, strlen(request->settings.start));
    hz_cancel_set_limit((long)options->values[HZ_OPTION_TIME_LIMIT].number);
    hz_talk_progress(_("planning …"));
    if (!hz_run_plan(&run, j->scenario, request, err))
        status = answer(&run, j, err);
    else
        put_undecided(&run, j, err);
    hz_talk_progress(NULL);
    keep_models(&run, j, err);
    if (j->has_timings)
        hz_talk_timings(run.timings, run.n_timings);
    hz_run_free(&run);
    return status;
}

int hz_cmd_plan(const hz_options *options, hz_error *err)
{
    hz_request request = {0};
    hz_old_plan *earlier = NULL;
    job j = {0};
    int status = 0;

    if (!make_request(&request, options, err) && !make_job(&j, options, err) &&
        (!j.baseline || !hz_plan_folder_read(&earlier, j.baseline, err))) {
        request.earlier = earlier;
        request.issued = j.issued;
        status = run(options, &j, &request, err);
    }
    hz_old_plan_free(earlier);
    free(j.issued);
    free(j.mps_map);
    free(j.lp_map);
    return status;
}
