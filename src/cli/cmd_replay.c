/* cmd_replay.c - hazeplan replay: the same input again, byte by byte against what was written then
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "base/cancel.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "cli/again.h"
#include "cli/commands.h"
#include "cli/talk.h"
#include "export/folder.h"
#include "hazeplan.h"
#include "solve/master.h"

enum { EXIT_DIFFERENT = 5 };

/* ---- making it again ---- */

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
static hz_status plan_again(hz_run *run, hz_again *r, hz_error *err)
{
    hz_request request;
    hz_error own = HZ_ERROR_NONE;
    char *scenario;
    hz_status status = hz_again_request(&request, &scenario, r, err);

    if (status)
        return status;
    status = hz_run_plan(run, scenario, &request, &own);
    if (status == HZ_ERR_USAGE && request.settings.extent == HZ_EXTENT_LEVEL)
        return does_not_fit(run, &request, err);
    if (status)
        return hz_error_set(err, status == HZ_ERR_USAGE ? HZ_ERR_INPUT : status, "%s", own.message);
    if ((status = hz_again_check_findings(run, err)))
        return status;
    if (run->reached < HZ_STAGE_RECKONED)
        return hz_error_set(err, HZ_ERR_INPUT,
                            _("no plan can meet the demands of %s now; the folder was made otherwise"), scenario);
    return HZ_OK;
}

static hz_status compare(hz_again *r, hz_error *err)
{
    hz_run run = {0};
    hz_error own = HZ_ERROR_NONE;
    hz_status status = plan_again(&run, r, &own), checked = hz_again_check_rules(r, &run, err);

    if (checked) {
        status = checked;
    } else if (status && hz_again_is_fault_of_folder(r, status)) {
        snprintf(r->fault, sizeof r->fault, "%s", own.message);
        status = HZ_OK;
    } else {
        status = status ? hz_error_set(err, status, "%s", own.message) : hz_again_compare(r, &run, err);
    }
    hz_run_free(&run);
    return status;
}

/* As it was written, it says that there is no plan. What it says of the reasons names lines of a file that it does not hold, so it cannot be made
 * again from its input. */
static bool is_refusal(const hz_again *r)
{
    const char *list = hz_arena_path(r->arena, r->folder, "actions.xml"), *proof = hz_arena_path(r->arena, r->folder, HZ_PLAN_CERTIFICATE);

    return list && proof && r->has_sums && r->sums.n_items == 0 && !r->then && !hz_file_exists(list) && hz_file_exists(proof);
}

static hz_status replay(hz_again *r, hz_error *err)
{
    if (is_refusal(r))
        return hz_error_set(err, HZ_ERR_INPUT, _("%1$s says that there is no plan, and holds a proof of it: check that with 'hazeplan verify %1$s'"),
                            r->folder);
    return compare(r, err);
}

/* ---- the answer ---- */

static bool is_same_version(const hz_again *r)
{
    return r->then && strcmp(r->then->hazeplan, hz_version()) == 0 && strcmp(r->then->solver, hz_solver_name()) == 0;
}

/* Does the folder say that this version made it? plan.json says so, if it is what the replay makes; actions.xml may have been
 * given another version by whoever changed it. */
static bool claims_this_version(const hz_again *r)
{
    for (size_t i = 0; i < r->diff.n_items; i++)
        if (strcmp(r->diff.items[i].name, HZ_PLAN_MARKER) == 0)
            return is_same_version(r);
    return true;
}

static bool is_equal(const hz_again *r)
{
    return !r->fault[0] && r->diff.n_items == 0;
}

static bool is_unchanged(const hz_again *r)
{
    return r->has_sums && r->sums.n_items == 0;
}

/* Whoever changed a file could also renew the sums beside it: that they agree says nothing. Only what the folder says of its
 * version tells whether there can be an innocent reason. */
static void put_suspicion(hz_sink *sink, const hz_again *r)
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

static void put_conclusion(hz_sink *sink, const hz_again *r)
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

static void put_text(hz_sink *sink, const hz_again *r)
{
    if (r->then && !is_same_version(r))
        hz_putf(sink, _("Made by hazeplan %1$s with %2$s; replayed by hazeplan %3$s with %4$s.\n"), r->then->hazeplan,
                r->then->solver, hz_version(), hz_solver_name());
    hz_again_put_changes(sink, r);
    if (r->fault[0])
        hz_putf(sink, _("Its input gives no plan any more: %s\n"), r->fault);
    hz_rules_check_text(sink, &r->rules);
    put_conclusion(sink, r);
}

static void put_json(hz_sink *sink, const hz_again *r)
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
    hz_again_json_changes(sink, r);
    hz_puts(sink, ",\n\"rules\":");
    hz_rules_check_json(sink, &r->rules);
    hz_puts(sink, "}\n");
}

static int answer(const hz_again *r, bool is_json, hz_error *err)
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
    hz_again r;
    int status = 0;

    hz_cancel_set_limit((long)options->values[HZ_OPTION_TIME_LIMIT].number);
    hz_talk_progress(_("planning again …"));
    if (!hz_again_open(&r, options->operands[0], err)) {
        hz_status compared = replay(&r, err);

        hz_talk_progress(NULL);
        if (!compared)
            status = answer(&r, options->values[HZ_OPTION_JSON].is_given, err);
    }
    hz_again_close(&r, err);
    return status;
}
