/* cmd_explain.c - hazeplan explain: why a plan is what it is, or why there is none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cancel.h"
#include "base/lang.h"
#include "cli/again.h"
#include "cli/alert_options.h"
#include "cli/commands.h"
#include "cli/no_plan.h"
#include "cli/talk.h"
#include "export/as_reasons.h"
#include "export/json.h"
#include "export/page.h"
#include "export/show.h"
#include "pipeline.h"
#include "run_replace.h"

enum { EXIT_NO_PLAN = 4, USUAL_STEP_BP = 100, LINE_BYTES = HZ_PAGE_LINE };

typedef struct {
    hz_again again; /* where a plan folder was given; else its arena is NULL */
    hz_request request;
    const char *scenario;
    char rules_folder[PATH_MAX];
    bool is_json;
} job;

/* Units that were asked for by name: those of an enterprise, or one. */
typedef struct {
    const char *name; /* as given, of `length` bytes */
    size_t length;
    size_t first, n;
    hz_replacement without;
} named;

/* ---- what is asked for ---- */

static bool is_folder(const char *path)
{
    struct stat is;

    return stat(path, &is) == 0 && S_ISDIR(is.st_mode);
}

static hz_status from_folder(job *j, const hz_options *options, hz_error *err)
{
    char *scenario;
    hz_status status;

    if (options->values[HZ_OPTION_LEVEL].is_given)
        return hz_error_set(err, HZ_ERR_USAGE, "%s", _("a plan folder says for which level it is; leave --level out"));
    if ((status = hz_again_open(&j->again, options->operands[0], err)) || (status = hz_again_request(&j->request, &scenario, &j->again, err)))
        return status;
    j->scenario = scenario;
    return HZ_OK;
}

static hz_status from_scenario(job *j, const hz_options *options, hz_error *err)
{
    const hz_option_value *level = &options->values[HZ_OPTION_LEVEL];

    if (!level->is_given || level->number < 0)
        return hz_error_set(err, HZ_ERR_USAGE, "%s", _("say for which level: --level blue, yellow, orange or red"));
    j->scenario = options->operands[0];
    j->request = (hz_request){.alert = HZ_ALERT_REQUEST_NONE};
    j->request.settings.level = (hz_level)level->number;
    j->request.settings.step_bp = USUAL_STEP_BP;
    j->request.settings.gap_ppm = HZ_GAP_PPM;
    return HZ_OK;
}

static hz_status make_job(job *j, const hz_options *options, hz_error *err)
{
    hz_status status = is_folder(options->operands[0]) ? from_folder(j, options, err) : from_scenario(j, options, err);

    if (status)
        return status;
    if (j->request.settings.extent != HZ_EXTENT_LEVEL)
        return hz_error_set(err, HZ_ERR_USAGE, "%s",
                            _("the folder is of several levels or of an episode; explain a plan of one level: give the scenario and --level"));
    if (options->values[HZ_OPTION_LANG].is_given) {
        j->request.settings.lang = (hz_lang)options->values[HZ_OPTION_LANG].number;
        j->request.has_lang = true;
    }
    j->is_json = options->values[HZ_OPTION_JSON].is_given;
    return HZ_OK;
}

/* ---- units by name ---- */

/* "ENTERPRISE" or "ENTERPRISE/UNIT". */
static bool find_named(named *out, const hz_scenario *s)
{
    const char *slash = memchr(out->name, '/', out->length);
    size_t length = slash ? (size_t)(slash - out->name) : out->length;

    for (size_t e = 0; e < s->n_enterprises; e++) {
        const hz_enterprise *enterprise = &s->enterprises[e];

        if (strlen(enterprise->id) != length || memcmp(enterprise->id, out->name, length) != 0)
            continue;
        out->first = enterprise->first_unit;
        out->n = enterprise->n_units;
        if (!slash)
            return true;
        for (size_t u = out->first; u < out->first + out->n; u++)
            if (strlen(s->units[u].id) == out->length - length - 1 && memcmp(s->units[u].id, slash + 1, out->length - length - 1) == 0) {
                out->first = u;
                out->n = 1;
                return true;
            }
    }
    return false;
}

static hz_status name_units(named **list, size_t *n, const hz_run *run, const char *text, hz_error *err)
{
    size_t capacity = 0;

    while (text && *text) {
        named next = {.name = text, .length = strcspn(text, ",")};
        hz_status status;

        if (!find_named(&next, run->scenario))
            return hz_error_set(err, HZ_ERR_USAGE, _("'--unit' names '%.*s', and the scenario has no such enterprise or unit; give ENTERPRISE or ENTERPRISE/UNIT as it calls them, with commas between several"),
                                (int)next.length, next.name);
        if (run->plan && (status = hz_run_replace(&next.without, run, next.first, next.n, err)))
            return status;
        if (!hz_grow((void **)list, &capacity, *n + 1, sizeof **list))
            return hz_error_memory(err);
        (*list)[(*n)++] = next;
        text += next.length + (text[next.length] == ',');
    }
    return HZ_OK;
}

/* ---- in words ---- */

static void put_without(hz_sink *sink, const hz_plan *plan, const named *of)
{
    char line[LINE_BYTES], cost[HZ_FIXED_MAX], more[HZ_FIXED_MAX];

    if (!of->without.is_possible)
        snprintf(line, sizeof line, "%s", _("Without it no plan can meet the demands."));
    else
        snprintf(line, sizeof line, _("Without it no plan would cost less than %1$s %3$s: %2$s more than now."),
                 hz_page_money(cost, of->without.bound_fen_d), hz_page_money(more, of->without.bound_fen_d - plan->bound_fen_d),
                 hz_show_currency(plan->scenario->currency));
    hz_page_line(sink, line);
}

static void put_named(hz_sink *sink, const hz_plan *plan, const named *of)
{
    const hz_scenario *s = plan->scenario;
    char line[2 * LINE_BYTES], text[LINE_BYTES];

    snprintf(line, sizeof line, "%.*s  %s", (int)of->length, of->name, s->enterprises[s->units[of->first].enterprise].name);
    hz_page_section(sink, line);
    for (size_t u = of->first; u < of->first + of->n; u++) {
        snprintf(line, sizeof line, "[%s] %s: %s", s->units[u].id, s->units[u].name,
                 hz_show_order(text, sizeof text, s, u, &plan->orders[u]));
        hz_page_line(sink, line);
        snprintf(line, sizeof line, "    %s", hz_show_reason(text, sizeof text, plan, u));
        hz_page_line(sink, line);
    }
    put_without(sink, plan, of);
}

static void put_text(hz_sink *sink, const hz_run *run, const named *list, size_t n)
{
    if (n == 0)
        hz_text_reasons(sink, run->plan);
    else
        hz_page_stamp(sink, run->scenario->standing);
    for (size_t i = 0; i < n; i++)
        put_named(sink, run->plan, &list[i]);
}

static void put_json_unit(hz_sink *sink, const hz_plan *plan, size_t unit, bool is_first)
{
    const hz_scenario *s = plan->scenario;

    hz_puts(sink, is_first ? "\n{\"enterprise\":" : ",\n{\"enterprise\":");
    hz_put_json(sink, s->enterprises[s->units[unit].enterprise].id);
    hz_json_text(sink, "unit", s->units[unit].id);
    hz_putc(sink, ',');
    hz_json_reason(sink, plan, unit);
    hz_putc(sink, '}');
}

static void put_json(hz_sink *sink, const hz_run *run, const named *list, size_t n)
{
    const hz_plan *plan = run->plan;
    bool is_first = true;

    hz_puts(sink, "{\"outcome\":\"plan\",\"plan\":");
    hz_put_json(sink, plan->id);
    hz_json_money(sink, "bound_d", plan->bound_fen_d);
    hz_puts(sink, ",\n\"units\":[");
    for (size_t u = 0; n == 0 && u < plan->scenario->n_units; u++)
        put_json_unit(sink, plan, u, u == 0);
    for (size_t i = 0; i < n; i++)
        for (size_t u = list[i].first; u < list[i].first + list[i].n; u++, is_first = false)
            put_json_unit(sink, plan, u, is_first);
    hz_puts(sink, "],\n\"without\":[");
    for (size_t i = 0; i < n; i++) {
        hz_putf(sink, "%s{\"name\":\"%.*s\",\"is_possible\":%s", i == 0 ? "" : ",", (int)list[i].length, list[i].name,
                list[i].without.is_possible ? "true" : "false");
        if (list[i].without.is_possible)
            hz_json_money(sink, "bound_d", list[i].without.bound_fen_d);
        hz_putc(sink, '}');
    }
    hz_puts(sink, "]}\n");
}

static void put_refusal(hz_sink *sink, const hz_run *run, bool is_json)
{
    if (!is_json) {
        hz_no_plan_text(sink, run);
        return;
    }
    hz_puts(sink, "{\"outcome\":\"no-plan\",\"no_plan\":");
    hz_no_plan_json(sink, run);
    hz_puts(sink, "}\n");
}

/* ---- the command ---- */

/* In the language that the plan is in. */
static int answer(const hz_run *run, const job *j, const named *list, size_t n, hz_error *err)
{
    hz_lang talk = hz_lang_now();
    hz_sink *sink = hz_talk_open(err);

    if (!sink)
        return 0;
    hz_lang_use(j->request.has_lang ? run->settings.lang : run->scenario->lang, err);
    if (run->plan)
        (j->is_json ? put_json : put_text)(sink, run, list, n);
    else
        put_refusal(sink, run, j->is_json);
    hz_lang_use(talk, NULL);
    hz_talk_close(sink, err);
    return run->plan ? 0 : EXIT_NO_PLAN;
}

static int explain(const job *j, const char *units, hz_error *err)
{
    hz_run run = {0};
    named *list = NULL;
    size_t n = 0;
    int status = 0;

    if (!hz_run_plan(&run, j->scenario, &j->request, err) && !hz_again_check_findings(&run, err)) {
        if (run.is_not_due)
            hz_error_set(err, HZ_ERR_USAGE, "%s", _("the forecast calls for no response, so there is nothing to explain"));
        else if (!name_units(&list, &n, &run, units, err)) {
            hz_talk_progress(NULL);
            status = answer(&run, j, list, n, err);
        }
    }
    hz_talk_progress(NULL);
    free(list);
    hz_run_free(&run);
    return status;
}

int hz_cmd_explain(const hz_options *options, hz_error *err)
{
    job j = {0};
    int status = 0;

    hz_cancel_set_limit((long)options->values[HZ_OPTION_TIME_LIMIT].number);
    if (!make_job(&j, options, err)) {
        if (!j.again.arena) {
            hz_rules_folder(j.rules_folder);
            j.request.alert.folder = j.rules_folder;
        }
        hz_talk_progress(_("planning …"));
        status = explain(&j, options->values[HZ_OPTION_UNIT].text, err);
    }
    if (j.again.arena)
        hz_again_close(&j.again, err);
    return status;
}
