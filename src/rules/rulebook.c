/* rulebook.c - all the rule sets and indices that are known, and which of them hold for a place and a day
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/rulebook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/folder.h"
#include "base/lang.h"
#include "base/xml.h"
#include "rules/read_index.h"
#include "rules/read_ruleset.h"

/* ---- keeping ---- */

/* A place for one more behind the others; false: out of memory. */
static bool grow(void *list, size_t n)
{
    void *items, *larger;

    memcpy(&items, list, sizeof items);
    if (!(larger = realloc(items, (n + 1) * sizeof(void *))))
        return false;
    memcpy(list, &larger, sizeof larger);
    return true;
}

/* A file whose id another one has: nothing, if it is the same file; else nobody could tell from the id which of them is meant. */
static hz_status meet_twin(hz_rulebook *book, const char *path, const char *id, bool is_same, hz_error *err)
{
    if (is_same)
        return HZ_OK;
    if (!(book->bad = hz_findings_new(path, 0)))
        return hz_error_memory(err);
    hz_findings_add(book->bad, HZ_620, 0, id, NULL);
    return HZ_OK;
}

static hz_status keep_set(hz_rulebook *book, hz_ruleset *set, hz_error *err)
{
    const hz_ruleset *twin = hz_rulebook_find(book, set->id);

    if (twin) {
        bool is_same = twin->n_bytes == set->n_bytes && memcmp(twin->bytes, set->bytes, set->n_bytes) == 0;

        hz_ruleset_free(set);
        if (is_same && twin == book->own)
            book->own = NULL;
        return meet_twin(book, twin->path, twin->id, is_same, err);
    }
    if (!grow(&book->sets, book->n_sets)) {
        hz_ruleset_free(set);
        return hz_error_memory(err);
    }
    book->sets[book->n_sets++] = set;
    return HZ_OK;
}

static hz_status keep_index(hz_rulebook *book, hz_index *index, hz_error *err)
{
    const hz_index *twin = hz_rulebook_index(book, index->id, 0);

    if (twin) {
        bool is_same = twin->n_bytes == index->n_bytes && memcmp(twin->bytes, index->bytes, index->n_bytes) == 0;

        hz_index_free(index);
        return meet_twin(book, twin->path, twin->id, is_same, err);
    }
    if (!grow(&book->indices, book->n_indices)) {
        hz_index_free(index);
        return hz_error_memory(err);
    }
    book->indices[book->n_indices++] = index;
    return HZ_OK;
}

/* ---- loading ---- */

static hz_status load_parsed(hz_rulebook *book, hz_findings *findings, const char *path, bool is_index, hz_error *err)
{
    hz_ruleset *set = NULL;
    hz_index *index = NULL;
    hz_status status = is_index ? hz_read_index(&index, findings, path, err) : hz_read_ruleset(&set, findings, path, err);

    if (status)
        return status;
    if (hz_findings_count(findings, HZ_SEVERITY_ERROR) > 0) {
        hz_ruleset_free(set);
        hz_index_free(index);
        return HZ_OK;
    }
    return is_index ? keep_index(book, index, err) : keep_set(book, set, err);
}

static hz_status load_file(hz_rulebook *book, const char *path, hz_error *err)
{
    hz_xml_root root;
    hz_findings *findings;
    hz_status status;

    if (!path || book->bad)
        return HZ_OK;
    if (!(findings = hz_findings_new(path, 0)))
        return hz_error_memory(err);
    if (!(status = hz_xml_see_root(&root, path, err)))
        status = load_parsed(book, findings, path, strcmp(root.uri, "urn:hazeplan:index") == 0, err);
    if (!status && hz_findings_count(findings, HZ_SEVERITY_ERROR) > 0)
        book->bad = findings;
    else
        hz_findings_free(findings);
    return status;
}

static bool is_xml(const char *name)
{
    size_t length = strlen(name);

    return length > 4 && strcmp(name + length - 4, ".xml") == 0 && !strchr(name, '/');
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
                                                 : hz_folder_list(folder, &names, &n_names, arena, err);

    for (size_t i = 0; i < n_names && !status; i++) {
        char *path = NULL;

        if (!is_xml(names[i]))
            continue;
        if (asprintf(&path, "%s/%s", folder, names[i]) < 0)
            status = hz_error_memory(err);
        else
            status = load_file(book, path, err);
        free(path);
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
    if (!(status = load_file(book, rules, err)) && book->n_sets > 0)
        book->own = book->sets[0];
    if (status || (status = load_file(book, index, err)) || (folder && (status = load_folder(book, folder, err)))) {
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

const hz_ruleset *hz_rulebook_in_force(const hz_rulebook *book, const char *place, int32_t day)
{
    const hz_ruleset *best = NULL;
    int best_fit = -1;

    for (size_t i = 0; i < book->n_sets; i++) {
        int fit = book->sets[i] == book->own ? -1 : hz_ruleset_fits(book->sets[i], place, day);

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

void hz_rulebook_ids(const hz_rulebook *book, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < book->n_sets && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "", book->sets[i]->id);
}
