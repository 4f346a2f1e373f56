/* folder_diff.c - a plan folder held against its replay and against its own checksums
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/folder_diff.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cancel.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/lang.h"
#include "base/text.h"

enum { CHUNK = 1 << 16, MANIFEST_CAP = 1 << 30 };

const char *hz_folder_diff_id(hz_diff_kind kind)
{
    static const char *const ids[] = {[HZ_DIFF_CONTENT] = "content",
                                      [HZ_DIFF_MISSING] = "missing",
                                      [HZ_DIFF_EXTRA] = "extra",
                                      [HZ_DIFF_NOT_A_FILE] = "not-a-file"};

    return ids[kind];
}

/* ---- files in folders ---- */

/* Open a regular file of an open folder; *out is NULL without an error when something else stands there. */
static hz_status open_file(FILE **out, int folder, const char *path, const char *name, hz_error *err)
{
    int fd = hz_file_open_in(folder, name);

    *out = NULL;
    if (fd < 0 && errno == ELOOP)
        return HZ_OK;
    if (fd < 0 || !(*out = fdopen(fd, "rb"))) {
        hz_error_set(err, HZ_ERR_IO, _("cannot read %1$s/%2$s: %3$s; see to the rights there, and run it again"), path,
                     name, strerror(errno));
        if (fd >= 0)
            close(fd);
        return HZ_ERR_IO;
    }
    return HZ_OK;
}

static hz_status see_whether_read(FILE *file, const char *path, const char *name, hz_error *err)
{
    if (!ferror(file))
        return HZ_OK;
    return hz_error_set(err, HZ_ERR_IO, _("cannot read %1$s/%2$s: %3$s; see to the rights there, and run it again"),
                        path, name, strerror(errno));
}

/* ---- collecting ---- */

static void add(hz_folder_diff *diff, const char *name, hz_diff_kind kind, uint64_t line, uint64_t byte)
{
    diff->items[diff->n_items++] = (hz_file_diff){name, kind, line, byte};
}

static void add_equal(hz_folder_diff *diff, uint64_t n_bytes)
{
    diff->n_equal++;
    diff->n_bytes += n_bytes;
}

static hz_status make_room(hz_folder_diff *diff, size_t n, hz_arena *arena, hz_error *err)
{
    *diff = (hz_folder_diff){.items = hz_arena_array(arena, n + 1, sizeof *diff->items)};
    return diff->items ? HZ_OK : hz_error_memory(err);
}

/* ---- against the replay ---- */

typedef struct {
    FILE *file;
    int folder; /* open; -1: not */
    const char *path;
    unsigned char bytes[CHUNK];
    size_t n;
} stream;

static hz_status fill(stream *s, const char *name, hz_error *err)
{
    s->n = fread(s->bytes, 1, CHUNK, s->file);
    return see_whether_read(s->file, s->path, name, err);
}

static hz_status compare_streams(hz_folder_diff *diff, const char *name, stream *a, stream *b, hz_error *err)
{
    uint64_t line = 1, byte = 0;
    hz_status status;

    do {
        size_t both, i = 0;

        if ((status = fill(a, name, err)) || (status = fill(b, name, err)) || (status = hz_cancel_check(err)))
            return status;
        both = a->n < b->n ? a->n : b->n;
        for (; i < both && a->bytes[i] == b->bytes[i]; i++)
            line += a->bytes[i] == '\n';
        byte += i;
        if (i < a->n || i < b->n) {
            add(diff, name, HZ_DIFF_CONTENT, line, byte + 1);
            return HZ_OK;
        }
    } while (a->n > 0);
    add_equal(diff, byte);
    return HZ_OK;
}

static hz_status compare_files(hz_folder_diff *diff, const char *name, stream streams[2], hz_error *err)
{
    hz_status status = HZ_OK;

    for (int i = 0; i < 2; i++)
        streams[i].file = NULL;
    for (int i = 0; i < 2 && !status; i++)
        status = open_file(&streams[i].file, streams[i].folder, streams[i].path, name, err);
    if (!status && streams[0].file && streams[1].file)
        status = compare_streams(diff, name, &streams[0], &streams[1], err);
    else if (!status)
        add(diff, name, HZ_DIFF_NOT_A_FILE, 0, 0);
    for (int i = 0; i < 2; i++)
        if (streams[i].file)
            fclose(streams[i].file);
    return status;
}

static bool is_folder_name(const char *name)
{
    return name[strlen(name) - 1] == '/';
}

static hz_status compare_folders(hz_folder_diff *out, stream streams[2], hz_arena *arena, hz_error *err)
{
    const char **a, **b;
    size_t n_a, n_b, i = 0, k = 0;
    hz_status status;

    if ((status = hz_folder_list_open(streams[0].folder, streams[0].path, &a, &n_a, arena, err)) ||
        (status = hz_folder_list_open(streams[1].folder, streams[1].path, &b, &n_b, arena, err)) ||
        (status = make_room(out, n_a + n_b, arena, err)))
        return status;
    while (i < n_a || k < n_b) {
        int order = i == n_a ? 1 : k == n_b ? -1 : strcmp(a[i], b[k]);

        if (order < 0)
            add(out, a[i++], HZ_DIFF_EXTRA, 0, 0);
        else if (order > 0)
            add(out, b[k++], HZ_DIFF_MISSING, 0, 0);
        else if (!is_folder_name(a[i]) && (status = compare_files(out, a[i], streams, err)))
            return status;
        else
            i++, k++;
    }
    return HZ_OK;
}

/* -1: err is set. */
static int open_folder(const char *path, hz_error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        hz_error_cannot_read(err, path, errno);
    return fd;
}

hz_status hz_folder_diff_make(hz_folder_diff *out, const char *folder, const char *replay, hz_arena *arena,
                              hz_error *err)
{
    stream *streams = hz_arena_array(arena, 2, sizeof *streams);
    hz_error own = HZ_ERROR_NONE;

    if (!streams)
        return hz_error_memory(err);
    streams[0].path = folder;
    streams[1].path = replay;
    for (int i = 0; i < 2; i++)
        streams[i].folder = open_folder(streams[i].path, &own);
    if (own.status == HZ_OK)
        compare_folders(out, streams, arena, &own);
    for (int i = 0; i < 2; i++)
        if (streams[i].folder >= 0)
            close(streams[i].folder);
    return own.status ? hz_error_set(err, own.status, "%s", own.message) : HZ_OK;
}

/* ---- against the checksums ---- */

typedef struct {
    const char *hex, *name;
    uint64_t line;
} sum;

/* "hex  name" or "hex *name": cut the line in two. A line of another form has no name. */
static sum parse_sum(char *text, uint64_t line)
{
    size_t length = strspn(text, "0123456789abcdef");

    if (length != HZ_DIGEST_HEX - 1 || text[length] != ' ' || !strchr(" *", text[length + 1]) || !text[length + 1])
        return (sum){text, NULL, line};
    text[length] = '\0';
    return (sum){text, text + length + 2, line};
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const sum *)a)->name, ((const sum *)b)->name);
}

static hz_status parse_sums(sum **out, size_t *n_sums, char *text, const char *path, hz_arena *arena, hz_error *err)
{
    size_t n_lines = 1;
    uint64_t line = 1;

    for (const char *c = text; *c; c++)
        n_lines += *c == '\n';
    if (!(*out = hz_arena_array(arena, n_lines, sizeof **out)))
        return hz_error_memory(err);
    *n_sums = 0;
    for (char *next; *text; text = next, line++) {
        size_t length = strcspn(text, "\n");
        sum one;

        next = text + length + (text[length] == '\n');
        text[length] = '\0';
        one = parse_sum(text, line);
        if (!one.name)
            return hz_error_set(err, HZ_ERR_INPUT,
                                _("%1$s:%2$ju: this is not a line of sha256sum; the file was changed"), path,
                                (uintmax_t)line);
        (*out)[(*n_sums)++] = one;
    }
    qsort(*out, *n_sums, sizeof **out, by_name);
    return HZ_OK;
}

static hz_status digest_stream(char hex[HZ_DIGEST_HEX], uint64_t *n_bytes, FILE *file, hz_error *err)
{
    unsigned char bytes[CHUNK];
    hz_digest *digest = hz_digest_new();
    hz_status status = digest ? HZ_OK : hz_error_memory(err);
    size_t n;

    *n_bytes = 0;
    while (!status && (n = fread(bytes, 1, sizeof bytes, file)) > 0) {
        hz_digest_add(digest, bytes, n);
        *n_bytes += n;
        status = hz_cancel_check(err);
    }
    hz_digest_finish(digest, hex);
    return status;
}

/* A folder that is held against a list of sums. */
typedef struct {
    int folder;       /* open */
    const char *path; /* for messages */
    const char *manifest;
    bool with_content; /* false: only the names */
    sum *sums;
    size_t n_sums;
} checking;

static hz_status check_sum(hz_folder_diff *diff, const checking *c, const sum *wanted, hz_error *err)
{
    char hex[HZ_DIGEST_HEX];
    uint64_t n_bytes;
    FILE *file;
    hz_status status = open_file(&file, c->folder, c->path, wanted->name, err);

    if (status)
        return status;
    if (!file) {
        add(diff, wanted->name, HZ_DIFF_NOT_A_FILE, wanted->line, 0);
        return HZ_OK;
    }
    if (!(status = digest_stream(hex, &n_bytes, file, err)) &&
        !(status = see_whether_read(file, c->path, wanted->name, err))) {
        if (strcmp(hex, wanted->hex) != 0)
            add(diff, wanted->name, HZ_DIFF_CONTENT, wanted->line, 0);
        else
            add_equal(diff, n_bytes);
    }
    fclose(file);
    return status;
}

static hz_status check_sums(hz_folder_diff *out, const checking *c, hz_arena *arena, hz_error *err)
{
    const char **names;
    size_t n_names, i = 0, k = 0;
    hz_status status;

    if ((status = hz_folder_list_open(c->folder, c->path, &names, &n_names, arena, err)) ||
        (status = make_room(out, n_names + c->n_sums, arena, err)))
        return status;
    while (i < n_names || k < c->n_sums) {
        int order = i == n_names ? 1 : k == c->n_sums ? -1 : strcmp(names[i], c->sums[k].name);

        if (order < 0) {
            if (strcmp(names[i], c->manifest) != 0)
                add(out, names[i], HZ_DIFF_EXTRA, 0, 0);
            i++;
        } else if (order > 0) {
            add(out, c->sums[k].name, HZ_DIFF_MISSING, c->sums[k].line, 0);
            k++;
        } else if (c->with_content && (status = check_sum(out, c, &c->sums[k], err)))
            return status;
        else
            i++, k++;
    }
    return HZ_OK;
}

static hz_status read_sums(checking *c, hz_arena *arena, hz_error *err)
{
    char *path = hz_arena_path(arena, c->path, c->manifest), *bytes = NULL, *text;
    size_t length;
    hz_status status;

    if (!path)
        return hz_error_memory(err);
    if ((status = hz_file_read_in(&bytes, &length, c->folder, c->manifest, path, MANIFEST_CAP, err)))
        return status;
    text = hz_arena_copy(arena, bytes, length);
    free(bytes);
    return text ? parse_sums(&c->sums, &c->n_sums, text, path, arena, err) : hz_error_memory(err);
}

hz_status hz_folder_diff_sums_open(hz_folder_diff *out, int folder, const char *path, const char *manifest,
                                   bool with_content, hz_arena *arena, hz_error *err)
{
    checking c = {.folder = folder, .path = path, .manifest = manifest, .with_content = with_content};
    hz_status status = read_sums(&c, arena, err);

    return status ? status : check_sums(out, &c, arena, err);
}

hz_status hz_folder_diff_sums(hz_folder_diff *out, const char *path, const char *manifest, hz_arena *arena,
                              hz_error *err)
{
    int folder = open_folder(path, err);
    hz_status status;

    if (folder < 0)
        return HZ_ERR_IO;
    status = hz_folder_diff_sums_open(out, folder, path, manifest, true, arena, err);
    close(folder);
    return status;
}

/* ---- in a sentence ---- */

enum { N_NAMED = 3, NAME_SHOWN = 120 /* bytes */ };

size_t hz_folder_diff_some(char *out, size_t size, const hz_folder_diff *diff, unsigned kinds)
{
    char name[NAME_SHOWN + 1];
    size_t used = 0, n = 0;

    out[0] = '\0';
    for (size_t i = 0; i < diff->n_items; i++) {
        if (!(kinds >> diff->items[i].kind & 1) || n++ >= N_NAMED || used >= size)
            continue;
        if (snprintf(name, sizeof name, "%s", diff->items[i].name) > NAME_SHOWN)
            hz_text_mend_cut(name);
        used += (size_t)snprintf(out + used, size - used, "%s%s", n > 1 ? _(", ") : "", name);
    }
    if (n > N_NAMED && used < size)
        used += (size_t)snprintf(out + used, size - used, _(" and %zu more"), n - N_NAMED);
    if (used >= size)
        hz_text_mend_cut(out);
    return n;
}
