/* cmd_verify.c - hazeplan verify: a plan folder or a certificate, checked without a solver
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing that this file includes may lead to the solver: tests/unit/verify_alone.c is linked without it. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cancel.h"
#include "base/file.h"
#include "base/lang.h"
#include "certificate/read_certificate.h"
#include "cli/again.h"
#include "cli/commands.h"
#include "cli/talk.h"
#include "export/folder.h"
#include "run_verify.h"

enum { EXIT_REFUTED = 5 };

typedef struct verification verification;
struct verification {
    hz_again again;
    hz_run run;
    hz_verification checks;
    bool is_compared; /* the folder was made again */
    bool is_other_version;
    bool is_part;         /* one of several levels: it is not made again, since what it says of the others is not in it */
    verification *levels; /* [n_levels] of a folder of several */
    size_t n_levels;
};

/* ---- a folder ---- */

static hz_status check_plan(verification *v, const hz_request *request, const char *scenario, hz_error *err)
{
    char *certificate = hz_arena_path(v->again.arena, v->again.folder, HZ_PLAN_CERTIFICATE);
    char *list = hz_arena_path(v->again.arena, v->again.folder, "actions.xml");
    hz_status status;

    if (!certificate || !list)
        return hz_error_memory(err);
    if (!v->again.then && hz_file_exists(list))
        return hz_error_set(err, HZ_ERR_INPUT, "%s", _("its actions.xml cannot be read"));
    status = hz_run_verify(&v->checks, &v->run, scenario, request, v->again.then, certificate, err);
    return status ? status : hz_again_check_findings(&v->run, err);
}

static bool has_held(const hz_verification *checks)
{
    for (int i = 0; i < HZ_N_VERIFY_CHECKS; i++)
        if (hz_verify_check_is_due(checks, (hz_verify_check)i) && checks->verdicts[i] != HZ_HOLDS)
            return false;
    return true;
}

/* Other words, other bytes: another version is asked for no more than its numbers. */
static hz_status compare(verification *v, hz_error *err)
{
    if (v->checks.is_refusal || v->is_part || v->checks.is_joint)
        return HZ_OK;
    v->is_other_version = strcmp(v->again.then->hazeplan, PACKAGE_VERSION) != 0;
    v->is_compared = !v->is_other_version && has_held(&v->checks);
    return v->is_compared ? hz_again_compare(&v->again, &v->run, err) : HZ_OK;
}

static bool is_verified(const verification *v)
{
    bool are_parts = true;

    for (size_t k = 0; k < v->n_levels; k++)
        are_parts &= is_verified(&v->levels[k]);
    return are_parts && !v->again.fault[0] && has_held(&v->checks) && v->again.has_sums && v->again.sums.n_items == 0 &&
           v->again.diff.n_items == 0;
}

static hz_status check_folder(verification *v, hz_error *err);

/* Each level that has a folder; then all of them together, if each holds. */
static hz_status check_levels(verification *v, const hz_request *request, const char *scenario, hz_error *err)
{
    hz_run *runs = hz_arena_array(v->again.arena, HZ_N_LEVELS, sizeof *runs);
    char *certificate = hz_arena_path(v->again.arena, v->again.folder, HZ_PLAN_CERTIFICATE);
    hz_status status = HZ_OK;
    bool hold = true;

    v->checks.is_joint = true;
    v->levels = hz_arena_array(v->again.arena, HZ_N_LEVELS, sizeof *v->levels);
    if (!runs || !certificate || !v->levels)
        return hz_error_memory(err);
    for (int level = 0; level < HZ_N_LEVELS && !status; level++) {
        char *folder = hz_arena_path(v->again.arena, v->again.folder, hz_level_id((hz_level)level));
        verification *part = &v->levels[v->n_levels];

        if (!folder)
            return hz_error_memory(err);
        if (!hz_file_exists(folder))
            continue;
        v->n_levels++;
        if (!(status = hz_again_open(&part->again, folder, err)) && !(status = check_folder(part, err)))
            hold &= is_verified(part);
        runs[v->n_levels - 1] = part->run; /* which is still the part's */
    }
    if (status || !hold)
        return status;
    status = hz_run_verify_joint(&v->checks, &v->run, scenario, request, runs, v->n_levels, certificate, err);
    return status ? status : hz_again_check_findings(&v->run, err);
}

static hz_status check(verification *v, hz_error *err)
{
    hz_request request;
    char *scenario;
    hz_status status = hz_again_request(&request, &scenario, &v->again, err);

    if (status)
        return status;
    if (request.settings.extent == HZ_EXTENT_EPISODE)
        return hz_error_set(err, HZ_ERR_INPUT, "%s", _("the bound of an episode is over all schedules, and has no certificate; 'hazeplan replay' checks it"));
    if (request.settings.extent == HZ_EXTENT_ALL)
        return check_levels(v, &request, scenario, err);
    v->is_part = request.settings.extent == HZ_EXTENT_WITHIN;
    return check_plan(v, &request, scenario, err);
}

static hz_status check_folder(verification *v, hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;
    hz_status status = check(v, &own);

    if (status && hz_again_is_fault_of_folder(&v->again, status)) {
        snprintf(v->again.fault, sizeof v->again.fault, "%s", own.message);
        return HZ_OK;
    }
    return status ? hz_error_set(err, status, "%s", own.message) : compare(v, err);
}

static void close_all(verification *v, hz_error *err)
{
    for (size_t k = 0; k < v->n_levels; k++)
        close_all(&v->levels[k], err);
    hz_run_free(&v->run);
    hz_again_close(&v->again, err);
}

/* ---- what is said of it ---- */

static void put_check(hz_sink *sink, const verification *v, hz_verify_check check)
{
    const hz_fault *fault = &v->checks.faults[check];

    switch (v->checks.verdicts[check]) {
    case HZ_HOLDS:
        hz_putf(sink, _("holds   %s\n"), hz_verify_check_name(&v->checks, check));
        break;
    case HZ_FAILS:
        hz_putf(sink, _("FAILS   %s\n"), hz_verify_check_name(&v->checks, check));
        if (fault->line > 0)
            hz_putf(sink, "        %s:%d: %s\n", HZ_PLAN_CERTIFICATE, fault->line, fault->text);
        else
            hz_putf(sink, "        %s\n", fault->text);
        break;
    case HZ_NOT_LOOKED_AT:
        hz_putf(sink, _("open    %s\n"), hz_verify_check_name(&v->checks, check));
        break;
    }
}

static void put_files(hz_sink *sink, const verification *v)
{
    if (v->again.has_sums && v->again.sums.n_items == 0)
        hz_putf(sink, _("holds   every file agrees with %s\n"), HZ_PLAN_MANIFEST);
    else
        hz_putf(sink, _("FAILS   every file agrees with %s\n"), HZ_PLAN_MANIFEST);
    if (v->checks.is_refusal || v->checks.is_joint)
        return;
    if (v->is_compared && v->again.diff.n_items == 0)
        hz_putf(sink, _("holds   every file is what orders and certificate give, byte by byte (files: %zu)\n"), v->again.diff.n_equal);
    else if (v->is_compared)
        hz_puts(sink, _("FAILS   every file is what orders and certificate give, byte by byte\n"));
    else
        hz_puts(sink, _("open    every file is what orders and certificate give, byte by byte\n"));
}

/* What the folder says of itself, and nothing in it proves. */
typedef enum { STATED_OTHERS, STATED_SEARCH, STATED_SAFETY, STATED_FAIRNESS, STATED_RANGES, N_STATED } statement;

static bool is_stated(const hz_stated *stated, statement what)
{
    switch (what) {
    case STATED_OTHERS:
        return stated->others != HZ_OTHERS_UNKNOWN;
    case STATED_SEARCH:
        return stated->search.end != HZ_SEARCH_NONE;
    case STATED_SAFETY:
        return stated->without[HZ_WITHOUT_SAFETY].is_known;
    case STATED_FAIRNESS:
        return stated->without[HZ_WITHOUT_FAIRNESS].is_known;
    default:
        for (size_t i = 0; i < stated->n_ranges; i++)
            if (stated->ranges[i].tighter >= 0)
                return true;
        return false;
    }
}

static bool is_anything_stated(const hz_stated *stated)
{
    for (int i = 0; i < N_STATED; i++)
        if (is_stated(stated, (statement)i))
            return true;
    return false;
}

static void put_stated(hz_sink *sink, const hz_stated *stated)
{
    static const char *const lines[N_STATED] = {
        [STATED_OTHERS] = N_("stated  whether other cuts cost as little\n"),
        [STATED_SEARCH] = N_("stated  what orders in whole modes cost at least, and how the search for them ended\n"),
        [STATED_SAFETY] = N_("stated  what cuts would cost at least without the demands of safety\n"),
        [STATED_FAIRNESS] = N_("stated  what cuts would cost at least without the demands of fairness\n"),
        [STATED_RANGES] = N_("stated  how far each price holds\n"),
    };

    for (int i = 0; i < N_STATED; i++)
        if (is_stated(stated, (statement)i))
            hz_puts(sink, _(lines[i]));
}

static void put_json_stated(hz_sink *sink, const hz_stated *stated)
{
    static const char *const ids[N_STATED] = {"other-optima", "search", "bound-without-safety", "bound-without-fairness", "price-ranges"};
    size_t n = 0;

    hz_puts(sink, ",\n\"stated\":[");
    for (int i = 0; i < N_STATED && stated; i++)
        if (is_stated(stated, (statement)i))
            hz_putf(sink, "%s\"%s\"", n++ == 0 ? "" : ",", ids[i]);
    hz_putc(sink, ']');
}

static void put_conclusion(hz_sink *sink, const verification *v)
{
    if (v->again.fault[0])
        hz_putf(sink, _("Not verified: %s.\n"), v->again.fault);
    else if (!is_verified(v))
        hz_puts(sink, _("Not verified. Do not rely on this folder before it is known what was changed.\n"));
    else if (v->is_other_version)
        hz_putf(sink, _("Verified, without a solver, but only the actions, cuts and cost in actions.xml. Version %s made it, so nothing else that it says was compared.\n"), v->again.then->hazeplan);
    else if (v->checks.is_refusal)
        hz_puts(sink, _("Verified, without a solver: no plan can meet the demands. What summary.txt and plan.json say of the reasons is not proved here; 'hazeplan plan' finds it again.\n"));
    else if (v->is_part || v->checks.is_joint)
        hz_puts(sink, _("Verified, without a solver, but only the actions, cuts and costs in actions.xml. What else the files of several levels say was not compared; 'hazeplan replay' of the folder of all levels compares it byte by byte.\n"));
    else
        hz_puts(sink, _("Verified, without a solver.\n"));
    if (is_verified(v) && v->again.then && !v->checks.is_joint && is_anything_stated(&v->again.then->stated))
        hz_puts(sink, _("What is marked 'stated' the folder says of itself, and nothing in it proves; 'hazeplan replay' finds it again.\n"));
}

static void put_text(hz_sink *sink, const verification *v)
{
    for (size_t k = 0; k < v->n_levels; k++) {
        put_text(sink, &v->levels[k]);
        hz_putc(sink, '\n');
    }
    if (v->checks.is_joint)
        hz_puts(sink, _("All levels together\n"));
    else if (v->again.then)
        hz_putf(sink, _("Plan %1$s, made by hazeplan %2$s with %3$s\n"), v->again.then->id, v->again.then->hazeplan, v->again.then->solver);
    for (int i = 0; i < HZ_N_VERIFY_CHECKS; i++)
        if (hz_verify_check_is_due(&v->checks, (hz_verify_check)i))
            put_check(sink, v, (hz_verify_check)i);
    put_files(sink, v);
    if (v->again.then && !v->checks.is_joint)
        put_stated(sink, &v->again.then->stated);
    hz_again_put_changes(sink, &v->again);
    put_conclusion(sink, v);
}

static void put_json(hz_sink *sink, const verification *v)
{
    static const char *const ids[HZ_N_VERIFY_CHECKS] = {"program", "optimum", "bound", "orders", "demands", "cost", "nested"};
    static const char *const verdicts[] = {[HZ_NOT_LOOKED_AT] = "open", [HZ_HOLDS] = "holds", [HZ_FAILS] = "fails"};

    hz_putf(sink, "{\"is_verified\":%s,\"plan\":", is_verified(v) ? "true" : "false");
    hz_put_json(sink, v->again.then && !v->checks.is_joint ? v->again.then->id : NULL);
    hz_puts(sink, ",\"fault\":");
    hz_put_json(sink, v->again.fault[0] ? v->again.fault : NULL);
    hz_putf(sink, ",\n\"is_refusal\":%s,\"checks\":[", v->checks.is_refusal ? "true" : "false");
    for (int i = 0; i < HZ_N_VERIFY_CHECKS; i++) {
        if (!hz_verify_check_is_due(&v->checks, (hz_verify_check)i))
            continue;
        hz_putf(sink, "%s{\"check\":\"%s\",\"verdict\":\"%s\",\"line\":%d,\"fault\":", i == 0 ? "" : ",\n", ids[i],
                verdicts[v->checks.verdicts[i]], v->checks.faults[i].line);
        hz_put_json(sink, v->checks.faults[i].text[0] ? v->checks.faults[i].text : NULL);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
    put_json_stated(sink, v->again.then && !v->checks.is_joint ? &v->again.then->stated : NULL);
    hz_putf(sink, ",\n\"is_compared\":%s,\"files\":%zu", v->is_compared ? "true" : "false", v->again.diff.n_equal);
    hz_again_json_changes(sink, &v->again);
    hz_puts(sink, ",\n\"levels\":[");
    for (size_t k = 0; k < v->n_levels; k++) {
        hz_puts(sink, k == 0 ? "\n" : ",\n");
        put_json(sink, &v->levels[k]);
    }
    hz_puts(sink, "]}\n");
}

static int verify_folder(const char *folder, bool is_json, hz_error *err)
{
    verification v = {0};
    hz_sink *sink = NULL;
    bool is_done = !hz_again_open(&v.again, folder, err) && !check_folder(&v, err);

    hz_talk_progress(NULL);
    if (is_done && (sink = hz_talk_open(err)))
        (is_json ? put_json : put_text)(sink, &v);
    if (sink)
        hz_talk_close(sink, err);
    is_done = !is_done || is_verified(&v);
    close_all(&v, err);
    return is_done ? 0 : EXIT_REFUTED;
}

/* ---- a certificate by itself ---- */

static void put_certificate(hz_sink *sink, const hz_certificate *c, const hz_fault *fault, const char *path, bool is_json)
{
    if (is_json) {
        hz_putf(sink, "{\"is_verified\":%s,\"variables\":%zu,\"constraints\":%zu,\"derivations\":%zu,\"claim\":\"%s\",\"line\":%d,\"fault\":",
                fault->text[0] ? "false" : "true", c->n_variables, c->n_given, c->n_derived, c->is_infeasible ? "infeasible" : "range", fault->line);
        hz_put_json(sink, fault->text[0] ? fault->text : NULL);
        hz_puts(sink, "}\n");
    } else if (fault->text[0]) {
        hz_putf(sink, "%s:%d: %s\n", path, fault->line, fault->text);
        hz_puts(sink, _("Not verified.\n"));
    } else {
        hz_putf(sink, _("Verified, without a solver (variables: %1$zu, constraints: %2$zu, derivations: %3$zu, points: %4$zu). "), c->n_variables,
                c->n_given, c->n_derived, c->n_points);
        hz_puts(sink, c->is_infeasible ? _("No point satisfies the program.\n") : _("The optimum lies where it is claimed.\n"));
    }
}

static int verify_certificate(const char *path, bool is_json, hz_error *err)
{
    hz_certificate *c;
    hz_fault fault;
    hz_sink *sink = NULL;
    hz_status status = hz_read_certificate(&c, path, 0, err);

    if (!status && !(status = hz_check_points(&fault, c, err)) && !fault.text[0])
        status = hz_check_derivations(&fault, c, err);
    hz_talk_progress(NULL);
    if (!status && (sink = hz_talk_open(err)))
        put_certificate(sink, c, &fault, path, is_json);
    if (sink)
        hz_talk_close(sink, err);
    hz_certificate_free(c);
    return status || !fault.text[0] ? 0 : EXIT_REFUTED;
}

int hz_cmd_verify(const hz_options *options, hz_error *err)
{
    const char *path = options->operands[0];
    bool is_json = options->values[HZ_OPTION_JSON].is_given;
    struct stat is;

    hz_cancel_set_limit((long)options->values[HZ_OPTION_TIME_LIMIT].number);
    hz_talk_progress(_("checking …"));
    return stat(path, &is) == 0 && S_ISREG(is.st_mode) ? verify_certificate(path, is_json, err) : verify_folder(path, is_json, err);
}
