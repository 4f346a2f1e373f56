/* cmd_replay.c - hazeplan replay: the same input again, byte by byte against what was written then
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cancel.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/folder_diff.h"
#include "base/lang.h"
#include "base/text.h"
#include "cli/alert_options.h"
#include "cli/commands.h"
#include "cli/rules_check.h"
#include "cli/talk.h"
#include "export/folder.h"
#include "export/show.h"
#include "hazeplan.h"
#include "plan/read_plan.h"
#include "plan/settings.h"
#include "run_course.h"
#include "solve/master.h"

enum { EXIT_DIFFERENT = 5, NAME_BYTES = 4 * PATH_MAX };

typedef struct {
    const char *folder;
    hz_arena *arena;
    char *temporary; /* our own folder for the second copy; NULL: not made */
    hz_folder_diff diff, sums;
    bool has_sums;
    char sums_fault[1024]; /* why the checksums could not be read */
    hz_old_plan *then;     /* NULL: the list could not be read */
    hz_old_plan *earlier;  /* that the plan was held against; NULL: none */
    char fault[1024];      /* why its input gives no plan any more; empty: it does */
    hz_rules_check rules;  /* its own, by which it was planned again, against those that are installed */
} replay;

/* ---- making it again ---- */

static hz_status make_temporary(replay *r, hz_error *err)
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

/* The one file of input/index, which the plan went by; NULL: there is none. */
static hz_status find_index(const char **path, const replay *r, hz_error *err)
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
static hz_status find_rules_file(const replay *r, const hz_settings *set, hz_error *err)
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
static hz_status make_request(hz_request *request, const replay *r, const char *settings, hz_error *err)
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
static hz_status has_faults(hz_findings *findings, hz_error *err)
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

/* Settings and forecast do not fit together: no advice for a planner, who made them fit. */
static hz_status does_not_fit(const hz_run *run, const hz_request *request, hz_error *err)
{
    int due = run->alert ? hz_alert_level(run->alert) : HZ_NO_LEVEL;
    const char *level = hz_level_name(request->settings.level);

    if (!run->alert)
        return hz_error_set(err, HZ_ERR_INPUT, _("its settings rest on a forecast, and it holds none"));
    if ((int)request->settings.level == due)
        return hz_error_set(err, HZ_ERR_INPUT,
                            _("its settings order %1$s against the forecast, which under %2$s calls for just that now"),
                            level, run->rules->id);
    return hz_error_set(err, HZ_ERR_INPUT,
                        _("its settings are for %1$s, but under %2$s its forecast calls for %3$s now"), level,
                        run->rules->id, due == HZ_NO_LEVEL ? _("no response") : hz_level_name((hz_level)due));
}

/* The plan of the folder's own input; anything but a plan is an error here. */
static hz_status plan_again(hz_run *run, replay *r, hz_error *err)
{
    char *settings = hz_arena_path(r->arena, r->folder, "input/settings.xml");
    char *scenario = hz_arena_path(r->arena, r->folder, "input/scenario.xml");
    char *earlier = hz_arena_path(r->arena, r->folder, "input/baseline.xml");
    char *issued = hz_arena_path(r->arena, r->folder, "input/orders.xml");
    hz_request request = {.has_lang = true, .alert = HZ_ALERT_REQUEST_NONE};
    hz_error own = HZ_ERROR_NONE;
    hz_status status;

    if (!settings || !scenario || !earlier || !issued)
        return hz_error_memory(err);
    if ((status = make_request(&request, r, settings, err)))
        return status;
    if (hz_file_exists(earlier) && (status = hz_read_action_list(&r->earlier, earlier, 0, err)))
        return status;
    request.earlier = r->earlier;
    request.issued = hz_file_exists(issued) ? issued : NULL;
    status = hz_run_plan(run, scenario, &request, &own);
    if (status == HZ_ERR_USAGE && request.settings.extent == HZ_EXTENT_LEVEL)
        return does_not_fit(run, &request, err);
    if (status)
        return hz_error_set(err, status == HZ_ERR_USAGE ? HZ_ERR_INPUT : status, "%s", own.message);
    if (wrong_findings(run))
        return has_faults(wrong_findings(run), err);
    if (run->reached < HZ_STAGE_RECKONED)
        return hz_error_set(err, HZ_ERR_INPUT,
                            _("no plan can meet the demands of %s now; the folder was made otherwise"), scenario);
    return HZ_OK;
}

/* Is it the folder that is at fault, and not the machine? A file that is not there is the folder's fault where its own list names
 * it. */
static bool is_fault_of_folder(const replay *r, hz_status status)
{
    return status == HZ_ERR_INPUT || (status == HZ_ERR_IO && !r->temporary && r->has_sums && r->sums.n_items > 0);
}

static hz_status check_rules(replay *r, const hz_run *run, hz_error *err)
{
    char folder[PATH_MAX];

    hz_rules_folder(folder);
    return hz_rules_check_make(&r->rules, run->book, folder, r->arena, err);
}

static hz_status compare(replay *r, hz_error *err)
{
    hz_run run = {0};
    hz_error own = HZ_ERROR_NONE;
    char *copy;
    hz_status status = plan_again(&run, r, &own), checked = check_rules(r, &run, err);

    if (checked) {
        status = checked;
        goto done;
    }
    if (status && is_fault_of_folder(r, status)) {
        snprintf(r->fault, sizeof r->fault, "%s", own.message);
        status = HZ_OK;
        goto done;
    }
    if (status)
        hz_error_set(err, status, "%s", own.message);
    if (status || (status = make_temporary(r, err)))
        goto done;
    if (!(copy = hz_arena_path(r->arena, r->temporary, "again"))) {
        status = hz_error_memory(err);
        goto done;
    }
    status = run.episode ? hz_export_episode(run.episode, copy, false, err)
             : run.plan  ? hz_export_folder(run.plan, copy, false, err)
                         : hz_export_levels(run.levels, copy, false, err);
    if (!status)
        status = hz_folder_diff_make(&r->diff, r->folder, copy, r->arena, err);
done:
    hz_run_free(&run);
    return status;
}

/* The list of the plan; of several levels, that of the first. */
static hz_status read_then(replay *r, hz_error *err)
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

/* The folder's own word on itself. That it cannot be read is part of the answer, not an error. */
static hz_status look(replay *r, hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;
    hz_status status = hz_folder_diff_sums(&r->sums, r->folder, HZ_PLAN_MANIFEST, r->arena, &own);

    if (status == HZ_ERR_INTERRUPTED || status == HZ_ERR_LIMIT || status == HZ_ERR_MEMORY)
        return hz_error_set(err, status, "%s", own.message);
    r->has_sums = !status;
    snprintf(r->sums_fault, sizeof r->sums_fault, "%s", own.message);
    own = HZ_ERROR_NONE;
    status = read_then(r, &own);
    if (status == HZ_ERR_INTERRUPTED || status == HZ_ERR_LIMIT || status == HZ_ERR_MEMORY)
        return hz_error_set(err, status, "%s", own.message);
    return HZ_OK;
}

/* ---- the answer ---- */

static bool is_same_version(const replay *r)
{
    return r->then && strcmp(r->then->hazeplan, hz_version()) == 0 && strcmp(r->then->solver, hz_solver_name()) == 0;
}

/* Does the folder say that this version made it? plan.json says so, if it is what the replay makes; actions.xml may have been
 * given another version by whoever changed it. */
static bool claims_this_version(const replay *r)
{
    for (size_t i = 0; i < r->diff.n_items; i++)
        if (strcmp(r->diff.items[i].name, HZ_PLAN_MARKER) == 0)
            return is_same_version(r);
    return true;
}

static bool is_equal(const replay *r)
{
    return !r->fault[0] && r->diff.n_items == 0;
}

static bool is_unchanged(const replay *r)
{
    return r->has_sums && r->sums.n_items == 0;
}

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
        hz_putf(sink, _("%s: is extra in the folder; a replay does not make it\n"), name);
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

/* Whoever changed a file could also renew the sums beside it: that they agree says nothing. Only what the folder says of its
 * version tells whether there can be an innocent reason. */
static void put_suspicion(hz_sink *sink, const replay *r)
{
    hz_putf(sink,
            _("Different, though every file agrees with %s. That proves nothing: the checksums stand in the same "
              "folder, and "
              "whoever changed a file could renew them.\n"),
            HZ_PLAN_MANIFEST);
    if (claims_this_version(r))
        hz_puts(sink, _("It says that this very version made it, so no other version is the reason: it was changed, or "
                        "hazeplan or one of its libraries is at fault. Do not rely on it before it is known which.\n"));
    else if (!r->then)
        hz_puts(sink, _("Nor can it be read which version made it. Do not rely on it.\n"));
    else
        hz_puts(sink,
                _("Either another version made it (see above), or it was changed. To know which, replay it with that "
                  "version.\n"));
}

static void put_conclusion(hz_sink *sink, const replay *r)
{
    char bytes[HZ_FIXED_MAX];

    if (is_equal(r)) {
        hz_format_grouped(bytes, (__int128)r->diff.n_bytes, 0, 0);
        hz_putf(sink, _("Equal: %1$zu files, %2$s bytes. The folder is what its input gives.\n"), r->diff.n_equal,
                bytes);
    } else if (!is_unchanged(r))
        hz_puts(sink, _("Different: the folder is not as it was written. Do not rely on it before it is known who "
                        "changed it.\n"));
    else
        put_suspicion(sink, r);
}

static void put_text(hz_sink *sink, const replay *r)
{
    if (r->then && !is_same_version(r))
        hz_putf(sink, _("Made by hazeplan %1$s with %2$s; replayed by hazeplan %3$s with %4$s.\n"), r->then->hazeplan,
                r->then->solver, hz_version(), hz_solver_name());
    /* what was changed first: it is the reason for the rest */
    if (!r->has_sums)
        hz_putf(sink, _("The checksums cannot be checked: %s\n"), r->sums_fault);
    for (size_t i = 0; r->has_sums && i < r->sums.n_items; i++)
        put_sum(sink, &r->sums.items[i]);
    for (size_t i = 0; i < r->diff.n_items; i++)
        put_diff(sink, &r->diff.items[i]);
    if (r->fault[0])
        hz_putf(sink, _("Its input gives no plan any more: %s\n"), r->fault);
    hz_rules_check_text(sink, &r->rules);
    put_conclusion(sink, r);
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

static void put_json(hz_sink *sink, const replay *r)
{
    hz_putf(sink, "{\"is_equal\":%s,\"files\":%zu,\"bytes\":%ju", is_equal(r) ? "true" : "false", r->diff.n_equal,
            (uintmax_t)r->diff.n_bytes);
    hz_puts(sink, ",\"made_by\":{\"hazeplan\":");
    hz_put_json(sink, r->then ? r->then->hazeplan : NULL);
    hz_puts(sink, ",\"solver\":");
    hz_put_json(sink, r->then ? r->then->solver : NULL);
    hz_puts(sink, "},\"replayed_by\":{\"hazeplan\":");
    hz_put_json(sink, hz_version());
    hz_puts(sink, ",\"solver\":");
    hz_put_json(sink, hz_solver_name());
    hz_putc(sink, '}');
    hz_puts(sink, ",\n\"fault\":");
    hz_put_json(sink, r->fault[0] ? r->fault : NULL);
    put_json_diffs(sink, "differences", &r->diff);
    if (r->has_sums)
        put_json_diffs(sink, "changed_since", &r->sums);
    else
        hz_puts(sink, ",\n\"changed_since\":null");
    hz_puts(sink, ",\n\"rules\":");
    hz_rules_check_json(sink, &r->rules);
    hz_puts(sink, "}\n");
}

static int answer(const replay *r, bool is_json, hz_error *err)
{
    hz_sink *sink = hz_talk_open(err);

    if (!sink)
        return 0;
    (is_json ? put_json : put_text)(sink, r);
    hz_talk_close(sink, err);
    return is_equal(r) ? 0 : EXIT_DIFFERENT;
}

int hz_cmd_replay(const hz_options *options, hz_error *err)
{
    replay r = {.folder = options->operands[0], .arena = hz_arena_new()};
    int status = 0;

    if (!r.arena) {
        hz_error_memory(err);
        return 0;
    }
    hz_cancel_set_limit((long)options->values[HZ_OPTION_TIME_LIMIT].number);
    hz_talk_progress(_("planning again …"));
    if (!look(&r, err)) {
        hz_status compared = compare(&r, err);

        hz_talk_progress(NULL);
        if (!compared)
            status = answer(&r, options->values[HZ_OPTION_JSON].is_given, err);
    }
    if (r.temporary)
        hz_folder_remove(r.temporary, err);
    hz_old_plan_free(r.then);
    hz_old_plan_free(r.earlier);
    hz_arena_free(r.arena);
    return status;
}
