/* cmd_import.c - hazeplan import: a scenario from a table, by a mapping file; and what became of each row
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/lang.h"
#include "base/outfile.h"
#include "cli/commands.h"
#include "cli/paths.h"
#include "cli/talk.h"
#include "import/write_import.h"
#include "pipeline.h"

typedef struct {
    const char *map, *table, *scenario, *report, *encoding;
    bool may_replace;
    hz_import_source *sources;
    size_t n_sources;
    char *names; /* what the names of `sources` point into */
} job;

/* ---- the request ---- */

/* "intensity=sectors.csv" */
static hz_status take_source(job *j, const char *operand, char **room, hz_error *err)
{
    const char *equals = strchr(operand, '=');
    size_t length = equals ? (size_t)(equals - operand) : 0;

    if (length == 0 || !equals[1])
        return hz_error_set(
            err, HZ_ERR_USAGE,
            _("'%s' cannot be used; behind the first table stands NAME=FILE.csv for each one that is joined"), operand);
    j->sources[j->n_sources++] = (hz_import_source){*room, equals + 1};
    memcpy(*room, operand, length);
    (*room)[length] = '\0';
    *room += length + 1;
    return HZ_OK;
}

static hz_status take_sources(job *j, const hz_options *options, hz_error *err)
{
    size_t bytes = 1;
    char *room;
    hz_status status = HZ_OK;

    for (int i = 1; i < options->n_operands; i++)
        bytes += strlen(options->operands[i]) + 1;
    j->sources = hz_calloc((size_t)options->n_operands, sizeof *j->sources);
    j->names = room = hz_calloc(bytes, 1);
    if (!j->sources || !j->names)
        return hz_error_memory(err);
    for (int i = 1; !status && i < options->n_operands; i++)
        status = take_source(j, options->operands[i], &room, err);
    return status;
}

static bool is_file(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* A device, a pipe and standard output are written to as they stand; that a folder is in the way is found when it is written. */
static hz_status refuse_existing(const char *path, bool may_replace, hz_error *err)
{
    if (path && !may_replace && is_file(path) && !hz_outfile_is_stream(path))
        return hz_error_set(err, HZ_ERR_IO, _("%s exists; give --force to replace it"), path);
    return HZ_OK;
}

/* Everything that the command reads and writes: no two are the same. */
static hz_status check_paths(const job *j, hz_error *err)
{
    size_t n = 0;
    hz_path *paths = hz_calloc(j->n_sources + 4, sizeof *paths);
    hz_status status;

    if (!paths)
        return hz_error_memory(err);
    paths[n++] = (hz_path){j->table, _("TABLE.csv"), HZ_PATH_READ};
    paths[n++] = (hz_path){j->map, "--map", HZ_PATH_READ};
    for (size_t i = 0; i < j->n_sources; i++)
        paths[n++] = (hz_path){j->sources[i].path, j->sources[i].name, HZ_PATH_READ};
    paths[n++] = (hz_path){j->scenario, "-o", HZ_PATH_FILE};
    paths[n++] = (hz_path){j->report, "--report", HZ_PATH_FILE};
    status = hz_paths_check(paths, n, err);
    free(paths);
    return status;
}

static hz_status make_job(job *j, const hz_options *options, hz_error *err)
{
    const hz_option_value *values = options->values;
    hz_status status;

    *j = (job){.table = options->operands[0],
               .map = values[HZ_OPTION_MAP].text,
               .scenario = values[HZ_OPTION_SCENARIO].text,
               .report = values[HZ_OPTION_REPORT].text,
               .encoding = values[HZ_OPTION_ENCODING].text,
               .may_replace = values[HZ_OPTION_FORCE].is_given};
    if (!j->map)
        return hz_error_set(err, HZ_ERR_USAGE, "%s", _("no mapping is given; add --map MAP.xml"));
    if (!j->scenario)
        return hz_error_set(err, HZ_ERR_USAGE, "%s", _("nowhere to write the scenario; add -o SCENARIO.xml"));
    if ((status = take_sources(j, options, err)) || (status = check_paths(j, err)) ||
        (status = refuse_existing(j->scenario, j->may_replace, err)))
        return status;
    return refuse_existing(j->report, j->may_replace, err);
}

/* ---- writing ---- */

typedef void writer(hz_sink *sink, const hz_mapping *mapping, const hz_import *import);

static hz_status write_file(const char *path, writer *write, const job *j, const hz_mapping *mapping,
                            const hz_import *import, hz_error *err)
{
    hz_outfile *file;
    hz_status status = hz_outfile_open(&file, path, j->may_replace, NULL, err);

    if (status)
        return status;
    write(hz_outfile_sink(file), mapping, import);
    return hz_outfile_commit(file, err);
}

/* ---- telling ---- */

static const hz_import_row *first_with(const hz_import *import, hz_import_reason reason)
{
    size_t i = 0;

    while (import->rows[i].reason != reason)
        i++;
    return &import->rows[i];
}

static void tell(const hz_import *import, const job *j)
{
    size_t n_shortened = 0, n_to_zero = 0, n_not_reported = 0;

    for (size_t i = 0; i < import->n_kept; i++) {
        n_shortened += (size_t)import->kept[i]->n_shortened;
        n_to_zero += (size_t)import->kept[i]->n_to_zero;
        n_not_reported += (size_t)import->kept[i]->n_not_reported;
    }
    hz_talk_note(_("%1$s (%2$s): rows: %3$zu; kept: %4$zu; rejected: %5$zu"), j->table, import->encoding,
                 import->n_rows, import->n_kept, import->n_rows - import->n_kept);
    for (int r = HZ_REASON_KEPT + 1; r < HZ_N_REASONS; r++)
        if (import->n_by_reason[r] > 0) {
            const hz_import_row *row = first_with(import, (hz_import_reason)r);

            hz_talk_note(_("rejected (%1$s): %2$zu, the first in line %3$d: %4$s"),
                         hz_import_row_reason((hz_import_reason)r), import->n_by_reason[r], row->line, row->why);
        }
    hz_talk_note(_("enterprises: %1$zu; units: %2$zu; emissions not reported, which stay missing: %3$zu"),
                 import->n_enterprises, import->n_kept, n_not_reported);
    if (n_shortened > 0)
        hz_talk_note(_("numbers of more than 18 digits, rounded to 18: %zu"), n_shortened);
    if (n_to_zero > 0)
        hz_talk_note(_("amounts too small to count, taken as zero: %zu"), n_to_zero);
}

/* What `hazeplan check` says of the new scenario: its errors here, its warnings only counted. */
static void check(const job *j, hz_error *err)
{
    hz_run run = {0};

    if (!hz_run_check(&run, j->scenario, 0, err)) {
        size_t n_errors = hz_findings_count(run.findings, HZ_SEVERITY_ERROR);
        size_t n_warnings = hz_findings_count(run.findings, HZ_SEVERITY_WARNING);
        hz_sink *sink = n_errors > 0 ? hz_talk_open(err) : NULL;

        hz_talk_progress(NULL);
        if (sink)
            hz_findings_write(run.findings, sink);
        hz_talk_close(sink, err);
        hz_talk_note(_("%1$s: errors: %2$zu; warnings: %3$zu; 'hazeplan check' lists them"), j->scenario, n_errors,
                     n_warnings);
        if (n_errors > 0)
            hz_error_set(err, HZ_ERR_INPUT,
                         _("the scenario is written but has errors; correct %1$s or %2$s, and import again"), j->map,
                         j->table);
    }
    hz_run_free(&run);
}

/* ---- the command ---- */

static void finish(const job *j, const hz_mapping *mapping, const hz_import *import, hz_error *err)
{
    hz_talk_progress(NULL);
    tell(import, j);
    if (j->report && write_file(j->report, hz_write_import_report, j, mapping, import, err))
        return;
    if (import->n_kept == 0) {
        hz_error_set(err, HZ_ERR_INPUT, _("%1$s: no row can be kept, so no scenario is written; correct it, or the mapping %2$s"),
                     j->table, j->map);
        return;
    }
    if (write_file(j->scenario, hz_write_import, j, mapping, import, err))
        return;
    hz_talk_progress(_("checking …"));
    if (is_file(j->scenario)) /* what went into a pipe cannot be read again */
        check(j, err);
    hz_talk_progress(NULL);
}

int hz_cmd_import(const hz_options *options, hz_error *err)
{
    hz_mapping *mapping = NULL;
    hz_import *import = NULL;
    job j;

    hz_talk_progress(_("reading …"));
    if (!make_job(&j, options, err) && !hz_read_mapping(&mapping, j.map, err) &&
        !hz_import_table(&import, mapping, j.table, j.encoding, j.sources, j.n_sources, err))
        finish(&j, mapping, import, err);
    hz_import_free(import);
    hz_mapping_free(mapping);
    free(j.sources);
    free(j.names);
    return 0;
}
