/* rulebook.c - all the rule sets and indices that are known, and which of them hold for a place and a day
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/rulebook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/folder.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/xml.h"
#include "input/document.h"
#include "rules/read_index.h"
#include "rules/read_ruleset.h"

/* ---- keeping ---- */

/* Of two files of the folder one would be passed over, and nobody would know which. */
static hz_status given_twice(const char *path, const char *other, const char *id, hz_error *err)
{
    return hz_error_set(err, HZ_ERR_INPUT, _("%1$s and %2$s both have the id '%3$s'; remove one"), other, path, id);
}

static bool is_same(const char *bytes, size_t n_bytes, const char *other, size_t n_other)
{
    return n_bytes == n_other && memcmp(bytes, other, n_bytes) == 0;
}

/* The user's file has the id of one of the folder that says something else, or one that differs from it by case only: nobody could
 * tell from the id which of them is meant. */
static hz_status takes_id(hz_rulebook *book, const char *path, const char *id, hz_error *err)
{
    if (!(book->bad = hz_findings_new(path, 0)))
        return hz_error_memory(err);
    hz_findings_add(book->bad, HZ_620, 0, id, NULL);
    return HZ_OK;
}

static hz_status keep_set(hz_rulebook *book, hz_ruleset *set, hz_error *err)
{
    const hz_ruleset *own = book->own_set;
    const hz_ruleset *twin = own && strcasecmp(own->id, set->id) == 0 ? own : hz_rulebook_find(book, set->id);
    hz_status status = HZ_OK;

    if (twin && twin != own) {
        status = given_twice(set->path, twin->path, set->id, err);
    } else if (twin) {
        book->is_own_set_shipped = is_same(twin->bytes, twin->n_bytes, set->bytes, set->n_bytes);
        status = book->is_own_set_shipped ? HZ_OK : takes_id(book, twin->path, twin->id, err);
    } else if (!hz_grow((void **)&book->sets, &book->set_capacity, book->n_sets + 1, sizeof *book->sets)) {
        status = hz_error_memory(err);
    }
    if (status || twin)
        hz_ruleset_free(set);
    else
        book->sets[book->n_sets++] = set;
    return status;
}

static hz_status keep_index(hz_rulebook *book, hz_index *index, hz_error *err)
{
    const hz_index *own = book->own_index;
    const hz_index *twin = own && strcasecmp(own->id, index->id) == 0 ? own : hz_rulebook_index(book, index->id, 0);
    hz_status status = HZ_OK;

    if (twin && twin != own)
        status = given_twice(index->path, twin->path, index->id, err);
    else if (twin && !is_same(twin->bytes, twin->n_bytes, index->bytes, index->n_bytes))
        status = takes_id(book, twin->path, twin->id, err);
    else if (!twin &&
             !hz_grow((void **)&book->indices, &book->index_capacity, book->n_indices + 1, sizeof *book->indices))
        status = hz_error_memory(err);
    if (status || twin)
        hz_index_free(index);
    else
        book->indices[book->n_indices++] = index;
    return status;
}

/* ---- loading ---- */

/* What a file is to be. */
typedef enum { RULES, INDEX, EITHER /* as its root element says */ } kind;

typedef struct {
    const char *path;
    char *bytes; /* NULL: too many */
    size_t n_bytes;
    kind kind;
} rule_file;

static hz_status load_parsed(hz_rulebook *book, hz_findings *findings, const rule_file *file, hz_error *err)
{
    bool is_index = file->kind == INDEX;
    hz_ruleset *set = NULL;
    hz_index *index = NULL;
    hz_status status = is_index ? hz_parse_index(&index, findings, file->path, file->bytes, file->n_bytes, err)
                                : hz_parse_ruleset(&set, findings, file->path, file->bytes, file->n_bytes, err);

    if (status)
        return status;
    if (hz_findings_count(findings, HZ_SEVERITY_ERROR) > 0) {
        hz_ruleset_free(set);
        hz_index_free(index);
        return HZ_OK;
    }
    return is_index ? keep_index(book, index, err) : keep_set(book, set, err);
}

static hz_status see_kind(rule_file *file, hz_error *err)
{
    hz_xml_root root = {{0}, {0}};
    hz_status status = file->bytes ? hz_xml_see_root_of_bytes(&root, file->bytes, file->n_bytes, err) : HZ_OK;

    file->kind = strcmp(root.uri, "urn:hazeplan:index") == 0 ? INDEX : RULES;
    return status;
}

static hz_status load_file(hz_rulebook *book, const char *path, kind expected, hz_error *err)
{
    rule_file file = {.path = path, .kind = expected};
    hz_findings *findings;
    hz_status status;

    if (!path || book->bad)
        return HZ_OK;
    if (!(findings = hz_findings_new(path, 0)))
        return hz_error_memory(err);
    status = hz_document_load(&file.bytes, &file.n_bytes, findings, path, err);
    if (!status && expected == EITHER)
        status = see_kind(&file, err);
    if (!status)
        status = load_parsed(book, findings, &file, err);
    free(file.bytes);
    if (!status && hz_findings_count(findings, HZ_SEVERITY_ERROR) > 0)
        book->bad = findings;
    else
        hz_findings_free(findings);
    return status;
}

static hz_status load_own(hz_rulebook *book, const char *rules, const char *index, hz_error *err)
{
    hz_status status;

    if ((status = load_file(book, rules, RULES, err)) || (status = load_file(book, index, INDEX, err)))
        return status;
    book->own_set = book->n_sets > 0 ? book->sets[0] : NULL;
    book->own_index = book->n_indices > 0 ? book->indices[0] : NULL;
    return HZ_OK;
}

static bool is_xml(const char *name)
{
    return hz_text_ends_with(name, ".xml");
}

static hz_status no_folder(const char *folder, hz_error *err)
{
    return hz_error_set(err, HZ_ERR_IO,
                        _("there are no rule sets at %s; install hazeplan, or set HAZEPLAN_DATADIR to where its folder "
                          "scenarios/rules is"),
                        folder);
}

static hz_status load_folder(hz_rulebook *book, const char *folder, hz_error *err)
{
    hz_arena *arena = hz_arena_new();
    const char **names = NULL;
    size_t n_names = 0;
    hz_status status = !arena                    ? hz_error_memory(err)
                       : !hz_file_exists(folder) ? no_folder(folder, err)
                                                 : hz_folder_list_flat(folder, &names, &n_names, arena, err);

    for (size_t i = 0; i < n_names && !status; i++) {
        char *path;

        if (!is_xml(names[i]))
            continue;
        path = hz_arena_path(arena, folder, names[i]);
        status = path ? load_file(book, path, EITHER, err) : hz_error_memory(err);
    }
    hz_arena_free(arena);
    return status;
}

static int by_set_id(const void *a, const void *b)
{
    return strcmp((*(hz_ruleset *const *)a)->id, (*(hz_ruleset *const *)b)->id);
}

static int by_index_id(const void *a, const void *b)
{
    return strcmp((*(hz_index *const *)a)->id, (*(hz_index *const *)b)->id);
}

hz_status hz_rulebook_load(hz_rulebook **out, const char *folder, const char *rules, const char *index, hz_error *err)
{
    hz_rulebook *book = hz_calloc(1, sizeof *book);
    hz_status status;

    *out = NULL;
    if (!book)
        return hz_error_memory(err);
    if ((status = load_own(book, rules, index, err)) || (folder && (status = load_folder(book, folder, err)))) {
        hz_rulebook_free(book);
        return status;
    }
    if (book->n_sets > 1)
        qsort(book->sets, book->n_sets, sizeof *book->sets, by_set_id);
    if (book->n_indices > 1)
        qsort(book->indices, book->n_indices, sizeof *book->indices, by_index_id);
    *out = book;
    return HZ_OK;
}

void hz_rulebook_free(hz_rulebook *book)
{
    if (!book)
        return;
    for (size_t i = 0; i < book->n_sets; i++)
        hz_ruleset_free(book->sets[i]);
    for (size_t i = 0; i < book->n_indices; i++)
        hz_index_free(book->indices[i]);
    free(book->sets);
    free(book->indices);
    hz_findings_free(book->bad);
    free(book);
}

/* ---- choosing ---- */

const hz_ruleset *hz_rulebook_find(const hz_rulebook *book, const char *id)
{
    for (size_t i = 0; i < book->n_sets; i++)
        if (strcmp(book->sets[i]->id, id) == 0)
            return book->sets[i];
    return NULL;
}

/* The first day on which the rules are in force there, of those spans that hold the day. */
static int32_t since(const hz_ruleset *set, const char *place, int32_t day)
{
    int32_t latest = HZ_DAY_NEVER;

    for (size_t i = 0; i < set->n_in_force; i++) {
        const hz_in_force *f = &set->in_force[i];

        if (day >= f->from_day && day <= f->to_day && strncmp(place, f->place, strlen(f->place)) == 0 &&
            f->from_day > latest)
            latest = f->from_day;
    }
    return latest;
}

/* What the user's own file says of its place and time puts no other out of force. */
static bool is_stranger(const hz_rulebook *book, const hz_ruleset *set)
{
    return set == book->own_set && !book->is_own_set_shipped;
}

const hz_ruleset *hz_rulebook_in_force(const hz_rulebook *book, const char *place, int32_t day)
{
    const hz_ruleset *best = NULL;
    int best_fit = -1;

    for (size_t i = 0; i < book->n_sets; i++) {
        int fit = is_stranger(book, book->sets[i]) ? -1 : hz_ruleset_fits(book->sets[i], place, day);

        if (fit > best_fit || (fit == best_fit && best && since(book->sets[i], place, day) > since(best, place, day))) {
            best = book->sets[i];
            best_fit = fit;
        }
    }
    return best;
}

const hz_index *hz_rulebook_index(const hz_rulebook *book, const char *id, int32_t day)
{
    for (size_t i = 0; i < book->n_indices; i++) {
        const hz_index *index = book->indices[i];

        if (id ? strcmp(index->id, id) == 0 : day >= index->from_day && day <= index->to_day)
            return index;
    }
    return NULL;
}

static size_t append_id(char *out, size_t size, size_t used, const char *id)
{
    return used < size ? used + (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "", id) : used;
}

void hz_rulebook_ids(const hz_rulebook *book, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < book->n_sets; i++)
        used = append_id(out, size, used, book->sets[i]->id);
}

void hz_rulebook_index_ids(const hz_rulebook *book, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < book->n_indices; i++)
        used = append_id(out, size, used, book->indices[i]->id);
}
