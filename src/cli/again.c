/* again.c - a plan folder that is made again, and held against what was written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/again.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cancel.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/lang.h"
#include "base/text.h"
#include "cli/alert_options.h"
#include "export/folder.h"
#include "export/show.h"
#include "plan/settings.h"
#include "run_course.h"

enum { NAME_BYTES = 4 * PATH_MAX };

/* ---- what it was made from ---- */

/* The first file to be read that is none, such as a pipe that would be waited at for ever; NULL: there is none. */
static const char *find_no_file(const hz_again *r)
{
    static const char *const names[] = {"input/settings.xml", "input/scenario.xml", "input/forecast.xml", "input/baseline.xml",
                                        "input/orders.xml", "actions.xml", "plan.json", HZ_PLAN_CERTIFICATE};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *path = hz_arena_path(r->arena, r->folder, names[i]);

        if (path && hz_file_exists(path) && !hz_file_is_regular(path))
            return names[i];
    }
    return NULL;
}

/* The one file of input/index, which the plan went by; NULL: there is none. */
static hz_status find_index(const char **path, const hz_again *r, hz_error *err)
{
    char *folder = hz_arena_path(r->arena, r->folder, "input/index");
    const char **names;
    size_t n_names;
    hz_status status;

    *path = NULL;
    if (!folder)
        return hz_error_memory(err);
    if (!hz_file_exists(folder))
        return HZ_OK;
    if ((status = hz_folder_list_flat(folder, &names, &n_names, r->arena, err)) || n_names == 0)
        return status;
    *path = hz_arena_path(r->arena, folder, names[0]);
    return *path ? HZ_OK : hz_error_memory(err);
}

/* The rules by which it was planned lie in the folder. */
static hz_status find_rules_file(const hz_again *r, const hz_settings *set, hz_error *err)
{
    char name[sizeof "input/rules/.xml" + HZ_MAX_ID];
    char *path;

    if (!set->rules.set[0])
        return HZ_OK;
    snprintf(name, sizeof name, "input/rules/%s.xml", set->rules.set);
    if (!(path = hz_arena_path(r->arena, r->folder, name)))
        return hz_error_memory(err);
    return hz_file_exists(path) ? HZ_OK
                                : hz_error_set(err, HZ_ERR_INPUT, _("%s is not there, by which it was planned"), name);
}

/* What the folder's own settings ask for. */
static hz_status take_settings(hz_request *request, const hz_again *r, const char *settings, hz_error *err)
{
    char *forecast = hz_arena_path(r->arena, r->folder, "input/forecast.xml");
    char *rules = hz_arena_path(r->arena, r->folder, "input/rules");
    hz_settings *set = &request->settings;
    hz_status status;

    if (!forecast || !rules)
        return hz_error_memory(err);
    if (!hz_file_exists(settings) && r->has_sums && r->sums.n_items > 0)
        return hz_error_set(err, HZ_ERR_INPUT, _("%s is not there, by which it was planned"), "input/settings.xml");
    if (!hz_file_exists(settings))
        return hz_error_set(err, HZ_ERR_IO,
                            _("%1$s is not a plan folder: %2$s is not there; give the folder that 'plan -o' has made"),
                            r->folder, settings);
    if ((status = hz_read_settings(set, settings, err)))
        return status;
    if ((status = find_rules_file(r, set, err)) || (status = find_index(&request->alert.index, r, err)))
        return status;
    request->alert.forecast = hz_file_exists(forecast) ? forecast : NULL;
    request->alert.folder = hz_file_exists(rules) ? rules : NULL;
    request->alert.rules_by = set->rules.by;
    if (set->rules.by == HZ_RULES_OPTION || set->rules.by == HZ_RULES_FILE)
        request->alert.rules = set->rules.set;
    request->alert.is_index_chosen = set->rules.index[0] != '\0';
    request->alert.with_unconfirmed = set->rules.with_unconfirmed;
    request->alert.is_override = set->level_by == HZ_LEVEL_OVERRIDDEN;
    if (set->start[0])
        hz_instant_parse(&request->alert.start, set->start, strlen(set->start));
    return HZ_OK;
}

hz_status hz_again_request(hz_request *request, char **scenario, hz_again *r, hz_error *err)
{
    char *settings = hz_arena_path(r->arena, r->folder, "input/settings.xml");
    char *earlier = hz_arena_path(r->arena, r->folder, "input/baseline.xml");
    char *issued = hz_arena_path(r->arena, r->folder, "input/orders.xml");
    const char *no_file = find_no_file(r);
    hz_status status;

    *request = (hz_request){.has_lang = true, .alert = HZ_ALERT_REQUEST_NONE};
    *scenario = hz_arena_path(r->arena, r->folder, "input/scenario.xml");
    if (!settings || !*scenario || !earlier || !issued)
        return hz_error_memory(err);
    if (no_file)
        return hz_error_set(err, HZ_ERR_INPUT, _("%s is not a regular file"), no_file);
    if ((status = take_settings(request, r, settings, err)))
        return status;
    if (hz_file_exists(earlier) && (status = hz_read_action_list(&r->earlier, earlier, 0, err)))
        return status;
    request->earlier = r->earlier;
    request->issued = hz_file_exists(issued) ? issued : NULL;
    return HZ_OK;
}

/* ---- what its input says now ---- */

static hz_findings *wrong_findings(const hz_run *run)
{
    if (hz_findings_count(run->findings, HZ_SEVERITY_ERROR) > 0)
        return run->findings;
    if (run->book && run->book->bad)
        return run->book->bad;
    if (hz_run_has_wrong_orders(run))
        return run->issued_findings;
    return run->forecast_findings && hz_findings_count(run->forecast_findings, HZ_SEVERITY_ERROR) > 0
               ? run->forecast_findings
               : NULL;
}

/* FILE:LINE: error: HZnnn: ... */
static bool is_error_line(const char *line)
{
    char mark[64];
    const char *at, *end = strchr(line, '\n');

    snprintf(mark, sizeof mark, ": %s: HZ", _("error"));
    at = strstr(line, mark);
    return at && (!end || at < end);
}

/* The input gives no plan any more: its first fault, without its line end. */
static hz_status first_fault(hz_findings *findings, hz_error *err)
{
    hz_sink *memory = hz_sink_to_memory();
    const char *text;
    hz_status status;

    if (!memory)
        return hz_error_memory(err);
    hz_findings_write(findings, memory);
    for (text = hz_sink_text(memory, NULL); text && !is_error_line(text) && strchr(text, '\n');)
        text = strchr(text, '\n') + 1;
    status = text ? hz_error_set(err, HZ_ERR_INPUT, "%.*s", (int)strcspn(text, "\n"), text) : hz_error_memory(err);
    hz_sink_close(memory, "memory", NULL);
    return status;
}

hz_status hz_again_check_findings(const hz_run *run, hz_error *err)
{
    hz_findings *findings = wrong_findings(run);

    return findings ? first_fault(findings, err) : HZ_OK;
}

bool hz_again_is_fault_of_folder(const hz_again *r, hz_status status)
{
    return status == HZ_ERR_INPUT || (status == HZ_ERR_IO && !r->temporary && r->has_sums && r->sums.n_items > 0);
}

hz_status hz_again_check_rules(hz_again *r, const hz_run *run, hz_error *err)
{
    char folder[PATH_MAX];

    hz_rules_folder(folder);
    return hz_rules_check_make(&r->rules, run->book, folder, r->arena, err);
}

/* ---- made again ---- */

static hz_status make_temporary(hz_again *r, hz_error *err)
{
    const char *given = getenv("TMPDIR"), *parent = given && given[0] ? given : "/tmp";
    char *path = hz_arena_path(r->arena, parent, "hazeplan-replay-XXXXXX");

    if (!path)
        return hz_error_memory(err);
    if (!mkdtemp(path))
        return hz_error_set(err, HZ_ERR_IO, _("cannot make a folder in %1$s: %2$s; name another place in TMPDIR"),
                            parent, strerror(errno));
    r->temporary = path;
    return HZ_OK;
}

hz_status hz_again_compare(hz_again *r, const hz_run *run, hz_error *err)
{
    hz_status status = make_temporary(r, err);
    char *copy;

    if (status)
        return status;
    if (!(copy = hz_arena_path(r->arena, r->temporary, "again")))
        return hz_error_memory(err);
    status = run->episode ? hz_export_episode(run->episode, copy, false, err)
             : run->plan  ? hz_export_folder(run->plan, copy, false, err)
                          : hz_export_levels(run->levels, copy, false, err);
    return status ? status : hz_folder_diff_make(&r->diff, r->folder, copy, r->arena, err);
}

/* ---- the folder's own word on itself ---- */

/* The list of the plan; of several levels, that of the first. */
static hz_status read_then(hz_again *r, hz_error *err)
{
    hz_status status = hz_read_plan(&r->then, r->folder, 0, err);

    for (int level = 0; level < HZ_N_LEVELS && status == HZ_ERR_IO; level++) {
        char *inside = hz_arena_path(r->arena, r->folder, hz_level_id((hz_level)level));
        hz_error own = HZ_ERROR_NONE;

        if (!inside)
            return hz_error_memory(err);
        if ((status = hz_read_plan(&r->then, inside, 0, &own)) != HZ_ERR_IO)
            *err = own;
    }
    return status;
}

static hz_status look(hz_again *r, hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;
    hz_status status = hz_folder_diff_sums(&r->sums, r->folder, HZ_PLAN_MANIFEST, r->arena, &own);

    if (status == HZ_ERR_INTERRUPTED || status == HZ_ERR_LIMIT || status == HZ_ERR_MEMORY)
        return hz_error_set(err, status, "%s", own.message);
    r->has_sums = !status;
    snprintf(r->sums_fault, sizeof r->sums_fault, "%s", own.message);
    if (find_no_file(r)) /* hz_again_request() says so */
        return HZ_OK;
    own = HZ_ERROR_NONE;
    status = read_then(r, &own);
    if (status == HZ_ERR_INTERRUPTED || status == HZ_ERR_LIMIT || status == HZ_ERR_MEMORY)
        return hz_error_set(err, status, "%s", own.message);
    return HZ_OK;
}

hz_status hz_again_open(hz_again *r, const char *folder, hz_error *err)
{
    *r = (hz_again){.folder = folder, .arena = hz_arena_new()};
    return r->arena ? look(r, err) : hz_error_memory(err);
}

void hz_again_close(hz_again *r, hz_error *err)
{
    if (r->temporary)
        hz_folder_remove(r->temporary, err);
    hz_old_plan_free(r->then);
    hz_old_plan_free(r->earlier);
    hz_arena_free(r->arena);
}

/* ---- in words ---- */

/* Anybody can give a file any name: one that is not plain text is shown with \\xHH for its bytes. */
static const char *shown(char buf[NAME_BYTES], const char *name)
{
    size_t used = 0;

    if (hz_text_is_clean(name, strlen(name)) && strcmp(hz_show_line(buf, NAME_BYTES, name), name) == 0)
        return buf;
    for (; *name && used + sizeof "\\xHH" <= NAME_BYTES; name++) {
        unsigned char c = (unsigned char)*name;

        used +=
            (size_t)snprintf(buf + used, NAME_BYTES - used, c >= ' ' && c < 0x7f && c != '\\' ? "%c" : "\\x%02x", c);
    }
    buf[used] = '\0';
    return buf;
}

static void put_diff(hz_sink *sink, const hz_file_diff *d)
{
    char name[NAME_BYTES];

    shown(name, d->name);
    switch (d->kind) {
    case HZ_DIFF_CONTENT:
        hz_putf(sink, _("%1$s: differs from line %2$ju on (byte %3$ju)\n"), name, (uintmax_t)d->line,
                (uintmax_t)d->byte);
        break;
    case HZ_DIFF_MISSING:
        hz_putf(sink, _("%s: is missing in the folder\n"), name);
        break;
    case HZ_DIFF_EXTRA:
        hz_putf(sink, _("%s: is extra in the folder; made again, it has no such file\n"), name);
        break;
    case HZ_DIFF_NOT_A_FILE:
        hz_putf(sink, _("%s: is not a regular file\n"), name);
        break;
    }
}

static void put_sum(hz_sink *sink, const hz_file_diff *d)
{
    char name[NAME_BYTES];

    shown(name, d->name);
    switch (d->kind) {
    case HZ_DIFF_CONTENT:
        hz_putf(sink, _("%1$s: was changed after it was written; its checksum (%2$s, line %3$ju) is another one\n"),
                name, HZ_PLAN_MANIFEST, (uintmax_t)d->line);
        break;
    case HZ_DIFF_MISSING:
        hz_putf(sink, _("%1$s: has been removed; %2$s lists it in line %3$ju\n"), name, HZ_PLAN_MANIFEST,
                (uintmax_t)d->line);
        break;
    case HZ_DIFF_EXTRA:
        hz_putf(sink, _("%1$s: has been added; %2$s does not list it\n"), name, HZ_PLAN_MANIFEST);
        break;
    case HZ_DIFF_NOT_A_FILE:
        hz_putf(sink, _("%s: has been replaced by something that is not a regular file\n"), name);
        break;
    }
}

void hz_again_put_changes(hz_sink *sink, const hz_again *r)
{
    if (!r->has_sums)
        hz_putf(sink, _("The checksums cannot be checked: %s\n"), r->sums_fault);
    for (size_t i = 0; r->has_sums && i < r->sums.n_items; i++)
        put_sum(sink, &r->sums.items[i]);
    for (size_t i = 0; i < r->diff.n_items; i++)
        put_diff(sink, &r->diff.items[i]);
}

static void put_json_diffs(hz_sink *sink, const char *key, const hz_folder_diff *diff)
{
    char name[NAME_BYTES];

    hz_putf(sink, ",\n\"%s\":[", key);
    for (size_t i = 0; i < diff->n_items; i++) {
        hz_puts(sink, i == 0 ? "{\"file\":" : ",{\"file\":");
        hz_put_json(sink, shown(name, diff->items[i].name));
        hz_putf(sink, ",\"difference\":\"%s\",\"line\":", hz_folder_diff_id(diff->items[i].kind));
        hz_put_int(sink, (int64_t)diff->items[i].line);
        hz_puts(sink, ",\"byte\":");
        hz_put_int(sink, (int64_t)diff->items[i].byte);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

void hz_again_json_changes(hz_sink *sink, const hz_again *r)
{
    put_json_diffs(sink, "differences", &r->diff);
    if (r->has_sums)
        put_json_diffs(sink, "changed_since", &r->sums);
    else
        hz_puts(sink, ",\n\"changed_since\":null");
}
