/* rules_check.c - the rule sets and indices that a plan folder holds, against those that are installed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A replay goes by the folder's own copies, whatever is installed today. Whoever changes such a copy, plans again and renews the
 * checksums has a folder that is what its input gives: only the copy that came with hazeplan tells. */
#include "cli/rules_check.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"

static hz_status check_set(hz_checked_rules *out, const hz_ruleset *set, const hz_rulebook *installed, hz_error *err)
{
    const hz_ruleset *other = hz_rulebook_find(installed, set->id);
    hz_status status = hz_digest_bytes(out->used, set->bytes, set->n_bytes, err);

    out->id = set->id;
    return status || !other ? status : hz_digest_bytes(out->installed, other->bytes, other->n_bytes, err);
}

static hz_status check_index(hz_checked_rules *out, const hz_index *index, const hz_rulebook *installed, hz_error *err)
{
    const hz_index *other = hz_rulebook_index(installed, index->id, 0);
    hz_status status = hz_digest_bytes(out->used, index->bytes, index->n_bytes, err);

    out->id = index->id;
    return status || !other ? status : hz_digest_bytes(out->installed, other->bytes, other->n_bytes, err);
}

static hz_status check_all(hz_rules_check *out, const hz_rulebook *used, const hz_rulebook *installed, hz_arena *arena,
                           hz_error *err)
{
    hz_status status = HZ_OK;

    out->items = hz_arena_array(arena, used->n_sets + used->n_indices + 1, sizeof *out->items);
    if (!out->items)
        return hz_error_memory(err);
    for (size_t i = 0; i < used->n_sets && !status; i++)
        status = check_set(&out->items[out->n_items++], used->sets[i], installed, err);
    for (size_t i = 0; i < used->n_indices && !status; i++)
        status = check_index(&out->items[out->n_items++], used->indices[i], installed, err);
    for (size_t i = 0; i < out->n_items && !status; i++) /* the ids outlive the rule book */
        if (!(out->items[i].id = hz_arena_copy(arena, out->items[i].id, strlen(out->items[i].id))))
            status = hz_error_memory(err);
    return status;
}

hz_status hz_rules_check_make(hz_rules_check *out, const hz_rulebook *used, const char *folder, hz_arena *arena, hz_error *err)
{
    hz_rulebook *installed = NULL;
    hz_error own = HZ_ERROR_NONE;
    hz_status status;

    *out = (hz_rules_check){.items = NULL};
    if (!used || used->n_sets + used->n_indices == 0)
        return HZ_OK;
    status = hz_rulebook_load(&installed, folder, NULL, NULL, &own);
    if (status == HZ_ERR_MEMORY || status == HZ_ERR_INTERRUPTED)
        hz_error_set(err, status, "%s", own.message);
    else if (status)
        snprintf(out->fault, sizeof out->fault, "%s", own.message);
    else if (installed->bad)
        snprintf(out->fault, sizeof out->fault, _("a rule set in %s has errors; 'hazeplan check' lists them"), folder);
    if (!status && !out->fault[0])
        status = check_all(out, used, installed, arena, err);
    else if (out->fault[0])
        status = HZ_OK;
    hz_rulebook_free(installed);
    return status;
}

/* ---- the answer ---- */

static bool is_same(const hz_checked_rules *rules)
{
    return strcmp(rules->used, rules->installed) == 0;
}

void hz_rules_check_text(hz_sink *sink, const hz_rules_check *check)
{
    if (check->fault[0])
        hz_putf(sink, _("Its rules could not be held against those that are installed: %s\n"), check->fault);
    for (size_t i = 0; i < check->n_items; i++) {
        const hz_checked_rules *rules = &check->items[i];

        if (is_same(rules))
            continue;
        if (rules->installed[0])
            hz_putf(sink,
                    _("Rules %1$s: the folder's copy is not what is installed under this id (SHA-256 %2$s here, %3$s installed). "
                      "The folder's copy was used. Either another version of hazeplan brought it, or one of the two was changed.\n"),
                    rules->id, rules->used, rules->installed);
        else
            hz_putf(sink,
                    _("Rules %1$s: nothing is installed under this id. The folder's copy was used (SHA-256 %2$s); hold it against "
                      "its source.\n"),
                    rules->id, rules->used);
    }
}

void hz_rules_check_json(hz_sink *sink, const hz_rules_check *check)
{
    if (check->fault[0]) {
        hz_puts(sink, "null");
        return;
    }
    hz_putc(sink, '[');
    for (size_t i = 0; i < check->n_items; i++) {
        hz_puts(sink, i == 0 ? "{\"id\":" : ",{\"id\":");
        hz_put_json(sink, check->items[i].id);
        hz_puts(sink, ",\"digest\":");
        hz_put_json(sink, check->items[i].used);
        hz_puts(sink, ",\"installed_digest\":");
        hz_put_json(sink, check->items[i].installed[0] ? check->items[i].installed : NULL);
        hz_putf(sink, ",\"is_installed\":%s}", is_same(&check->items[i]) ? "true" : "false");
    }
    hz_putc(sink, ']');
}
