/* test_files.c - files and folders whole or not at all, the XML door, CSV
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/outfile.h"
#include "base/outfolder.h"
#include "base/place.h"
#include "base/relay.h"
#include "base/xml.h"

/* ---- a folder of its own for each test ------------------------------------------------------------------------- */

enum { PATH_SIZE = 512 };

static char work[PATH_SIZE];
static hz_error err;
static hz_arena *arena;

static void set_up(void)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(work, sizeof work, "%s/test_files-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(work));
    ck_assert_int_eq(chmod(work, 0755), 0);
    err = HZ_ERROR_NONE;
    arena = hz_arena_new();
}

static void tear_down(void)
{
    hz_memory_fail_at(0);
    hz_arena_free(arena);
    err = HZ_ERROR_NONE;
    ck_assert_int_eq(hz_folder_remove(work, &err), HZ_OK);
}

/* The path of `name` in the folder; eight can be held at once. */
static const char *in_work(const char *name)
{
    static char paths[8][2 * PATH_SIZE];
    static int next;

    next = (next + 1) % 8;
    snprintf(paths[next], sizeof paths[next], "%s/%s", work, name);
    return paths[next];
}

static const char *put_bytes(const char *name, const char *bytes, size_t length)
{
    const char *path = in_work(name);
    FILE *f = fopen(path, "wb");

    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(bytes, 1, length, f), length);
    ck_assert_int_eq(fclose(f), 0);
    return path;
}

static const char *put_text(const char *name, const char *text)
{
    return put_bytes(name, text, strlen(text));
}

static void assert_holds(const char *path, const char *text)
{
    char *bytes;
    size_t length;
    hz_error e = HZ_ERROR_NONE;

    ck_assert_int_eq(hz_file_read(&bytes, &length, path, 1 << 20, &e), HZ_OK);
    ck_assert_str_eq(bytes, text);
    free(bytes);
}

/* How many files and empty folders are below, hidden ones too; `names` gets them, each with a blank behind. */
static size_t count_files(char names[PATH_SIZE])
{
    const char **list;
    size_t n;
    hz_error e = HZ_ERROR_NONE;

    ck_assert_int_eq(hz_folder_list(work, &list, &n, arena, &e), HZ_OK);
    names[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        strncat(names, list[i], PATH_SIZE - strlen(names) - 1);
        strncat(names, " ", PATH_SIZE - strlen(names) - 1);
    }
    return n;
}

static void assert_files(const char *expected)
{
    char names[PATH_SIZE];

    count_files(names);
    ck_assert_str_eq(names, expected);
}

static void assert_fails(hz_status got, hz_status want, const char *word)
{
    ck_assert_int_eq(got, want);
    ck_assert_int_eq(err.status, want);
    ck_assert_msg(strstr(err.message, word) != NULL, "'%s' is not in: %s", word, err.message);
    err = HZ_ERROR_NONE;
}

/* Text from UTF-8 into another encoding, as bytes. */
static size_t encode(char *out, size_t size, const char *encoding, const char *text)
{
    iconv_t cd = iconv_open(encoding, "UTF-8");
    char in[4096], *from = in, *to = out;
    size_t left = strlen(text), room = size;

    ck_assert(cd != (iconv_t)-1);
    ck_assert_uint_lt(left, sizeof in);
    memcpy(in, text, left);
    ck_assert(iconv(cd, &from, &left, &to, &room) != (size_t)-1);
    iconv_close(cd);
    return size - room;
}

/* Knuth's MMIX generator: the same numbers everywhere. */
static uint64_t random_state;

static unsigned next_random(unsigned below)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((random_state >> 33) % below);
}

/* Change, insert, delete or double a few bytes. */
static size_t mutate(char *out, size_t size, const char *good, size_t length)
{
    static const char spice[] = "<>&;\"'=/!?[]-\r\n\t ,\0\xFF\xFE\x80\xEF\xBB\xBF#x";
    size_t n = length;

    memcpy(out, good, n);
    for (unsigned i = 0, times = 1 + next_random(6); i < times && n > 2; i++) {
        size_t at = next_random((unsigned)n), span = 1 + next_random(8);

        if (span > n - at)
            span = n - at;
        switch (next_random(4)) {
        case 0:
            out[at] = spice[next_random(sizeof spice)];
            break;
        case 1:
            out[at] = (char)next_random(256);
            break;
        case 2:
            memmove(out + at, out + at + span, n - at - span);
            n -= span;
            break;
        default:
            if (n + span <= size) {
                memmove(out + at + span, out + at, n - at);
                n += span;
            }
        }
    }
    return n;
}

/* ---- faults: these stand before the C library's own ------------------------------------------------------------ */

static bool has_rename_flags = true; /* false: a file system that knows neither NOREPLACE nor EXCHANGE */
static void (*before_exchange)(void);
static bool after_exchange; /* one was made, and no other can be */
static bool has_working_sync = true;
static int n_good_syncs = -1; /* before it fails; below 0: until the flag says so */
static void (*after_stat)(void);

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags)
{
    if (flags == RENAME_EXCHANGE && after_exchange) {
        errno = EIO;
        return -1;
    }
    if (flags == RENAME_EXCHANGE && before_exchange) {
        before_exchange();
        before_exchange = NULL;
    }
    if (!has_rename_flags) {
        errno = EINVAL;
        return -1;
    }
    return (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
}

static int fail_sync(void)
{
    errno = EIO;
    return -1;
}

int fsync(int fd)
{
    if (n_good_syncs == 0)
        return fail_sync();
    n_good_syncs -= n_good_syncs > 0;
    return has_working_sync ? (int)syscall(SYS_fsync, fd) : fail_sync();
}

int syncfs(int fd)
{
    return has_working_sync ? (int)syscall(SYS_syncfs, fd) : fail_sync();
}

int stat(const char *path, struct stat *st)
{
    int result = fstatat(AT_FDCWD, path, st, 0);
    void (*now)(void) = after_stat;

    after_stat = NULL;
    if (now)
        now();
    return result;
}

/* ---- reading a file -------------------------------------------------------------------------------------------- */

START_TEST(read_whole_file)
{
    static char large[200000];
    char *bytes;
    size_t length;

    ck_assert_int_eq(hz_file_read(&bytes, &length, put_bytes("nul", "a\0b", 3), 100, &err), HZ_OK);
    ck_assert_uint_eq(length, 3);
    ck_assert_mem_eq(bytes, "a\0b", 4);
    free(bytes);
    ck_assert_int_eq(hz_file_read(&bytes, &length, put_text("empty", ""), 0, &err), HZ_OK);
    ck_assert_uint_eq(length, 0);
    ck_assert_str_eq(bytes, "");
    free(bytes);
    memset(large, 'x', sizeof large);
    put_bytes("large", large, sizeof large);
    ck_assert_int_eq(hz_file_read(&bytes, &length, in_work("large"), sizeof large, &err), HZ_OK);
    ck_assert_uint_eq(length, sizeof large);
    ck_assert_mem_eq(bytes, large, sizeof large);
    free(bytes);
}
END_TEST

START_TEST(read_refusals)
{
    char *bytes;
    size_t length;

    assert_fails(hz_file_read(&bytes, &length, put_text("five", "12345"), 4, &err), HZ_ERR_INPUT, "cap of 4 bytes");
    ck_assert_ptr_null(bytes);
    assert_fails(hz_file_read(&bytes, &length, in_work("none"), 4, &err), HZ_ERR_IO, "none");
    assert_fails(hz_file_read(&bytes, &length, work, 4, &err), HZ_ERR_IO, work);
    assert_fails(hz_file_read(&bytes, &length, "/dev/zero", 100000, &err), HZ_ERR_INPUT, "100000");
    hz_memory_fail_at(1);
    assert_fails(hz_file_read(&bytes, &length, in_work("five"), 5, &err), HZ_ERR_MEMORY, "");
}
END_TEST

START_TEST(what_is_there)
{
    const char *link = in_work("link");

    ck_assert(!hz_file_exists(link));
    ck_assert_int_eq(symlink("nowhere", link), 0);
    ck_assert(hz_file_exists(link));
    ck_assert(hz_file_exists(work));
}
END_TEST

/* ---- a file that appears whole or not at all ------------------------------------------------------------------- */

static hz_status write_file(const char *path, bool may_replace, const char *text)
{
    hz_outfile *file;
    hz_status s = hz_outfile_open(&file, path, may_replace, NULL, &err);

    if (s != HZ_OK) {
        ck_assert_ptr_null(file);
        return s;
    }
    hz_puts(hz_outfile_sink(file), text);
    return hz_outfile_commit(file, &err);
}

START_TEST(outfile_appears_whole)
{
    const char *path = in_work("out.csv");
    hz_digest *digest = hz_digest_new();
    char hex[HZ_DIGEST_HEX], names[PATH_SIZE];
    struct stat st;
    hz_outfile *file;

    umask(027);
    ck_assert_int_eq(hz_outfile_open(&file, path, false, digest, &err), HZ_OK);
    hz_puts(hz_outfile_sink(file), "abc");
    ck_assert(!hz_file_exists(path));
    ck_assert_uint_eq(count_files(names), 1);
    ck_assert_msg(!strncmp(names, ".out.csv.partial-", 17), "%s", names);
    ck_assert_int_eq(hz_outfile_commit(file, &err), HZ_OK);
    assert_files("out.csv ");
    assert_holds(path, "abc");
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0640);
    hz_digest_finish(digest, hex);
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
END_TEST

START_TEST(outfile_aborted_leaves_nothing)
{
    hz_outfile *file;

    ck_assert_int_eq(hz_outfile_open(&file, in_work("out"), false, NULL, &err), HZ_OK);
    hz_puts(hz_outfile_sink(file), "abc");
    hz_outfile_abort(file);
    hz_outfile_abort(NULL);
    assert_files("");
}
END_TEST

/* Whole, but not in its place: it can still be given up. */
START_TEST(outfile_finished_waits)
{
    const char *path = put_text("out", "old");
    hz_outfile *file;

    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(hz_outfile_open(&file, path, true, NULL, &err), HZ_OK);
        hz_puts(hz_outfile_sink(file), "new");
        ck_assert_int_eq(hz_outfile_finish(file, &err), HZ_OK);
        assert_holds(path, "old");
        if (i == 0)
            hz_outfile_abort(file);
        else
            ck_assert_int_eq(hz_outfile_commit(file, &err), HZ_OK);
        assert_holds(path, i == 0 ? "old" : "new");
        assert_files("out ");
    }
    ck_assert_int_eq(hz_outfile_open(&file, path, true, NULL, &err), HZ_OK);
    has_working_sync = false;
    assert_fails(hz_outfile_finish(file, &err), HZ_ERR_IO, "out");
    has_working_sync = true;
    hz_outfile_abort(file);
    assert_files("out ");
}
END_TEST

START_TEST(outfile_replaces_only_when_told)
{
    const char *path = put_text("out", "old");
    hz_outfile *file;

    assert_fails(write_file(path, false, "new"), HZ_ERR_IO, "--force");
    assert_holds(path, "old");
    ck_assert_int_eq(write_file(path, true, "new"), HZ_OK);
    assert_holds(path, "new");
    /* somebody else makes it while we write */
    path = in_work("late");
    ck_assert_int_eq(hz_outfile_open(&file, path, false, NULL, &err), HZ_OK);
    put_text("late", "theirs");
    assert_fails(hz_outfile_commit(file, &err), HZ_ERR_IO, "--force");
    assert_holds(path, "theirs");
    assert_files("late out ");
}
END_TEST

START_TEST(outfile_never_replaces_links_or_devices)
{
    struct stat st;

    put_text("target", "old");
    ck_assert_int_eq(symlink("target", in_work("link")), 0);
    ck_assert_int_eq(symlink("nowhere", in_work("dangling")), 0);
    assert_fails(write_file(in_work("link"), false, "new"), HZ_ERR_IO, "exists");
    ck_assert_int_eq(symlink("link", in_work("chain")), 0);
    ck_assert_int_eq(write_file(in_work("chain"), true, "newer"), HZ_OK);
    ck_assert(lstat(in_work("chain"), &st) == 0 && S_ISLNK(st.st_mode));
    ck_assert(lstat(in_work("link"), &st) == 0 && S_ISLNK(st.st_mode));
    assert_fails(write_file(in_work("dangling"), true, "new"), HZ_ERR_IO, "symbolic link");
    assert_holds(in_work("target"), "newer");
    ck_assert_int_eq(symlink("circle", in_work("circle")), 0);
    assert_fails(write_file(in_work("circle"), true, "new"), HZ_ERR_IO, "circle");
    ck_assert_int_eq(mkdir(in_work("folder"), 0755), 0);
    ck_assert_int_eq(symlink("folder", in_work("inside")), 0);
    assert_fails(write_file(in_work("inside"), true, "new"), HZ_ERR_IO, "inside");
    ck_assert_int_eq(symlink("/dev/full", in_work("full")), 0);
    assert_fails(write_file(in_work("full"), true, "new"), HZ_ERR_IO, "full");
    assert_fails(write_file("/dev/full", true, "new"), HZ_ERR_IO, "/dev/full");
    ck_assert_int_eq(stat("/dev/full", &st), 0);
    ck_assert(S_ISCHR(st.st_mode));
    ck_assert_int_eq(write_file("/dev/null", false, "new"), HZ_OK);
    assert_files("chain circle dangling folder/ full inside link target ");
}
END_TEST

/* Nobody shall lead us to a file of ours by a link in /tmp; the file behind the link is as it was. */
START_TEST(outfile_trusts_no_links_of_others)
{
    char to[2 * PATH_SIZE];

    if (geteuid() != 0)
        return; /* only root can make links of others */
    ck_assert_int_eq(mkdir(in_work("shared"), 0755), 0);
    ck_assert_int_eq(chmod(in_work("shared"), 01777), 0);
    snprintf(to, sizeof to, "%s", put_text("target", "old"));
    ck_assert_int_eq(symlink(to, in_work("shared/link")), 0);
    ck_assert_int_eq(lchown(in_work("shared/link"), 65534, 65534), 0);
    assert_fails(write_file(in_work("shared/link"), true, "new"), HZ_ERR_IO, "symbolic link");
    assert_holds(in_work("target"), "old");
    ck_assert_int_eq(lchown(in_work("shared/link"), 0, 0), 0);
    ck_assert_int_eq(write_file(in_work("shared/link"), true, "new"), HZ_OK);
    assert_holds(in_work("target"), "new");
}
END_TEST

/* What stands in a file that is open already stays, and what is written behind us too; --force is not asked for. */
START_TEST(outfile_goes_on_in_what_is_open)
{
    const char *path = put_text("out", "");
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    char open_file[64];
    struct stat st;

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, "before ", 7), 7);
    snprintf(open_file, sizeof open_file, "/dev/fd/%d", fd);
    ck_assert(hz_outfile_is_stream(open_file));
    ck_assert(!hz_outfile_is_stream(path));
    ck_assert_int_eq(write_file(open_file, false, "by number "), HZ_OK);
    snprintf(open_file, sizeof open_file, "/proc/self/fd/%d", fd);
    ck_assert_int_eq(symlink(open_file, in_work("link")), 0);
    ck_assert_int_eq(write_file(in_work("link"), true, "by link "), HZ_OK);
    ck_assert_int_eq(write(fd, "behind", 6), 6);
    ck_assert_int_eq(close(fd), 0);
    assert_holds(path, "before by number by link behind");
    ck_assert(lstat(in_work("link"), &st) == 0 && S_ISLNK(st.st_mode));
    assert_files("link out ");
}
END_TEST

/* What is no name that the system gives to an open file is none, though a number could be read from it. */
START_TEST(only_a_plain_number_is_an_open_file)
{
    static const char *const names[] = {"1x", " 1", "+1", "-1", "01", "4294967297", "9999999999999999999999"};
    char path[64];
    hz_place at;
    int fd;

    ck_assert_int_eq(hz_place_find(&at, "/proc/self/fd/1", false, NULL), HZ_OK);
    ck_assert_int_gt(fd = hz_place_descriptor(&at), 1);
    close(fd);
    hz_place_free(&at);
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        snprintf(path, sizeof path, "/proc/self/fd/%s", names[k]);
        ck_assert_int_eq(hz_place_find(&at, path, false, NULL), HZ_OK);
        ck_assert_msg(hz_place_descriptor(&at) == -1, "'%s'", names[k]);
        hz_place_free(&at);
    }
}
END_TEST

/* Somebody puts a pipe where a file was to be replaced: it is not. */
START_TEST(outfile_replaces_no_pipe_that_comes_late)
{
    const char *path = put_text("out", "old");
    hz_outfile *file;
    struct stat st;

    ck_assert_int_eq(hz_outfile_open(&file, path, true, NULL, &err), HZ_OK);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    assert_fails(hz_outfile_commit(file, &err), HZ_ERR_IO, "out");
    ck_assert(lstat(path, &st) == 0 && S_ISFIFO(st.st_mode));
    assert_files("out ");
}
END_TEST

static void lead_elsewhere(void)
{
    ck_assert_int_eq(unlink(in_work("link")), 0);
    ck_assert_int_eq(symlink("target", in_work("link")), 0);
}

/* The device that was there when we looked has become a file when we open it. */
START_TEST(outfile_writes_into_no_file_that_comes_late)
{
    put_text("target", "old");
    ck_assert_int_eq(symlink("/dev/null", in_work("link")), 0);
    after_stat = lead_elsewhere;
    assert_fails(write_file(in_work("link"), true, "new"), HZ_ERR_IO, "link");
    assert_holds(in_work("target"), "old");
}
END_TEST

START_TEST(outfile_places_that_cannot_be)
{
    char longest[256];

    assert_fails(write_file("", true, ""), HZ_ERR_IO, "name of a new file");
    assert_fails(write_file(".", true, ""), HZ_ERR_IO, "name of a new file");
    assert_fails(write_file(in_work(".."), true, ""), HZ_ERR_IO, "name of a new file");
    assert_fails(write_file(in_work("a/"), true, ""), HZ_ERR_IO, "a/");
    assert_fails(write_file(in_work("a/b"), true, ""), HZ_ERR_IO, "a/b");
    assert_fails(write_file(work, true, ""), HZ_ERR_IO, work);
    memset(longest, 'n', 255);
    longest[255] = '\0';
    ck_assert_int_eq(write_file(in_work(longest), false, "x"), HZ_OK);
    assert_holds(in_work(longest), "x");
}
END_TEST

/* Root may write anywhere, so become nobody for the time. */
START_TEST(read_only_folder)
{
    bool is_root = geteuid() == 0;
    hz_outfolder *folder;

    ck_assert_int_eq(mkdir(in_work("locked"), 0555), 0);
    if (is_root && seteuid(65534) != 0)
        return; /* a user name space without anybody else */
    assert_fails(write_file(in_work("locked/out"), false, "x"), HZ_ERR_IO, "locked/out");
    assert_fails(hz_outfolder_open(&folder, in_work("locked/plan"), false, "m", "s", &err), HZ_ERR_IO, "locked/plan");
    if (is_root)
        ck_assert_int_eq(seteuid(0), 0);
    assert_files("locked/ ");
}
END_TEST

/* Writing fails in the middle, as on a full disk. */
START_TEST(disk_full)
{
    struct rlimit old, small = {100000, RLIM_INFINITY};
    hz_outfile *file;
    hz_outfolder *folder;
    hz_sink *sink;

    getrlimit(RLIMIT_FSIZE, &old);
    small.rlim_max = old.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(hz_outfile_open(&file, in_work("out"), false, NULL, &err), HZ_OK);
    ck_assert_int_eq(hz_outfolder_open(&folder, in_work("plan"), false, "plan.json", "SHA256SUMS", &err), HZ_OK);
    sink = hz_outfolder_file(folder, "plan.json", &err);
    ck_assert_ptr_nonnull(sink);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    for (int i = 0; i < 50000; i++) {
        hz_puts(sink, "0123456789");
        hz_puts(hz_outfile_sink(file), "0123456789");
    }
    assert_fails(hz_outfile_commit(file, &err), HZ_ERR_IO, "out");
    assert_fails(hz_outfolder_commit(folder, &err), HZ_ERR_IO, "plan.json");
    setrlimit(RLIMIT_FSIZE, &old);
    assert_files("");
    ck_assert(!hz_file_exists(in_work("plan")));
}
END_TEST

/* ---- a folder that appears whole or not at all ----------------------------------------------------------------- */

static hz_outfolder *open_folder(const char *path, bool may_replace)
{
    hz_outfolder *folder;

    ck_assert_msg(hz_outfolder_open(&folder, path, may_replace, "plan.json", "SHA256SUMS", &err) == HZ_OK, "%s", err.message);
    return folder;
}

static void add_file(hz_outfolder *folder, const char *name, const char *text)
{
    hz_sink *sink = hz_outfolder_file(folder, name, &err);

    ck_assert_msg(sink != NULL, "%s", err.message);
    hz_puts(sink, text);
}

START_TEST(outfolder_appears_whole)
{
    char command[2 * PATH_SIZE];
    hz_outfolder *folder = open_folder(in_work("plan/"), false);

    add_file(folder, "plan.json", "{}\n");
    add_file(folder, "input/deep/scenario.xml", "abc");
    add_file(folder, "B-1.txt", "");
    add_file(folder, "input/settings.xml", "s");
    ck_assert_int_eq(hz_outfolder_manifest(folder, &err), HZ_OK);
    ck_assert(!hz_file_exists(in_work("plan")));
    ck_assert_int_eq(hz_outfolder_commit(folder, &err), HZ_OK);
    assert_files("plan/B-1.txt plan/SHA256SUMS plan/input/deep/scenario.xml plan/input/settings.xml plan/plan.json ");
    assert_holds(in_work("plan/SHA256SUMS"),
                 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  B-1.txt\n"
                 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  input/deep/scenario.xml\n"
                 "043a718774c572bd8a25adbeb1bfcd5c0256ae11cecf9f9c3f925d0e52beaf89  input/settings.xml\n"
                 "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356  plan.json\n");
    snprintf(command, sizeof command, "cd '%s' && sha256sum -c --quiet SHA256SUMS", in_work("plan"));
    ck_assert_int_eq(system(command), 0);
}
END_TEST

START_TEST(outfolder_aborted_leaves_nothing)
{
    hz_outfolder *folder = open_folder(in_work("plan"), false);
    char names[PATH_SIZE];

    add_file(folder, "a/b/c", "x");
    count_files(names);
    ck_assert_msg(!strncmp(names, ".plan.partial-", 14), "%s", names);
    hz_outfolder_abort(folder);
    hz_outfolder_abort(NULL);
    assert_files("");
    ck_assert_int_eq(rmdir(work), 0); /* not even an empty folder */
    ck_assert_int_eq(mkdir(work, 0755), 0);
}
END_TEST

/* A folder of two files with its manifest. */
static void write_folder(const char *text)
{
    hz_outfolder *folder = open_folder(in_work("plan"), true);

    add_file(folder, "plan.json", text);
    add_file(folder, "input/a.xml", text);
    ck_assert_int_eq(hz_outfolder_manifest(folder, &err), HZ_OK);
    ck_assert_msg(hz_outfolder_commit(folder, &err) == HZ_OK, "%s", err.message);
}

START_TEST(outfolder_replaces_its_own)
{
    const char *path = in_work("plan");
    hz_outfolder *folder;

    put_text("kept", "kept");
    ck_assert_int_eq(mkdir(path, 0755), 0);
    assert_fails(hz_outfolder_open(&folder, path, false, "plan.json", "SHA256SUMS", &err), HZ_ERR_IO, "--force");
    write_folder("1"); /* into an empty one */
    write_folder("2");
    ck_assert_int_eq(unlink(in_work("plan/input/a.xml")), 0); /* that something is gone harms nobody */
    ck_assert_int_eq(rmdir(in_work("plan/input")), 0);
    write_folder("3");
    assert_holds(in_work("plan/plan.json"), "3");
    assert_files("kept plan/SHA256SUMS plan/input/a.xml plan/plan.json ");
}
END_TEST

/* Neither at first nor at the end is the folder replaced, and all is as it was. */
static void assert_spared(const char *word, const char *files)
{
    hz_outfolder *folder;
    const char *path = in_work("plan");

    assert_fails(hz_outfolder_try(path, true, "plan.json", "SHA256SUMS", &err), HZ_ERR_IO, word);
    if (hz_outfolder_open(&folder, path, true, "plan.json", "SHA256SUMS", &err) == HZ_OK) {
        add_file(folder, "plan.json", "new");
        hz_outfolder_commit(folder, &err);
    }
    assert_fails(err.status, HZ_ERR_IO, word);
    assert_files(files);
}

START_TEST(outfolder_spares_what_was_put_there)
{
    write_folder("old");
    put_text("plan/letter.doc", "dear");
    ck_assert_int_eq(mkdir(in_work("plan/drafts"), 0755), 0);
    ck_assert_int_eq(symlink("plan.json", in_work("plan/input/link")), 0);
    ck_assert_int_eq(mkfifo(in_work("plan/fifo"), 0600), 0);
    assert_spared("drafts/, fifo, input/link and 1 more",
                  "plan/SHA256SUMS plan/drafts/ plan/fifo plan/input/a.xml plan/input/link plan/letter.doc plan/plan.json ");
    ck_assert_int_eq(unlink(in_work("plan/input/link")), 0);
    ck_assert_int_eq(unlink(in_work("plan/fifo")), 0);
    ck_assert_int_eq(unlink(in_work("plan/letter.doc")), 0);
    assert_spared("did not write there: drafts/;", "plan/SHA256SUMS plan/drafts/ plan/input/a.xml plan/plan.json ");
    ck_assert_int_eq(rmdir(in_work("plan/drafts")), 0);
    write_folder("new");
    assert_holds(in_work("plan/plan.json"), "new");
}
END_TEST

START_TEST(outfolder_spares_what_was_edited)
{
    write_folder("old");
    put_text("plan/input/a.xml", "edited");
    assert_spared("was changed after hazeplan wrote it: input/a.xml;",
                  "plan/SHA256SUMS plan/input/a.xml plan/plan.json ");
    assert_holds(in_work("plan/input/a.xml"), "edited");
    /* a link in its place leads to what would seem to be the same */
    put_text("elsewhere", "old");
    ck_assert_int_eq(unlink(in_work("plan/input/a.xml")), 0);
    ck_assert_int_eq(symlink("../../elsewhere", in_work("plan/input/a.xml")), 0);
    assert_spared("input/a.xml", "elsewhere plan/SHA256SUMS plan/input/a.xml plan/plan.json ");
}
END_TEST

START_TEST(outfolder_spares_what_has_no_manifest)
{
    write_folder("old");
    put_text("plan/SHA256SUMS", "of another kind\n");
    assert_spared("SHA256SUMS:1: this is not a line of sha256sum", "plan/SHA256SUMS plan/input/a.xml plan/plan.json ");
    ck_assert_int_eq(unlink(in_work("plan/SHA256SUMS")), 0);
    assert_spared("has no SHA256SUMS", "plan/input/a.xml plan/plan.json ");
    ck_assert_int_eq(mkfifo(in_work("plan/SHA256SUMS"), 0600), 0);
    assert_spared("has no SHA256SUMS", "plan/SHA256SUMS plan/input/a.xml plan/plan.json ");
}
END_TEST

START_TEST(outfolder_spares_what_is_not_its_own)
{
    const char *path = in_work("letters");
    hz_outfolder *folder;

    ck_assert_int_eq(mkdir(path, 0755), 0);
    put_text("letters/love.doc", "dear");
    assert_fails(hz_outfolder_open(&folder, path, true, "plan.json", "SHA256SUMS", &err), HZ_ERR_IO, "plan.json");
    ck_assert_int_eq(mkdir(in_work("letters/plan.json"), 0755), 0); /* a folder is no marker */
    assert_fails(hz_outfolder_open(&folder, path, true, "plan.json", "SHA256SUMS", &err), HZ_ERR_IO, "plan.json");
    assert_fails(hz_outfolder_open(&folder, in_work("letters/love.doc"), true, "m", "s", &err), HZ_ERR_IO, "not a folder");
    ck_assert_int_eq(symlink("letters", in_work("link")), 0);
    assert_fails(hz_outfolder_open(&folder, in_work("link"), true, "m", "s", &err), HZ_ERR_IO, "symbolic link");
    assert_fails(hz_outfolder_open(&folder, in_work("link/"), true, "m", "s", &err), HZ_ERR_IO, "symbolic link");
    assert_fails(hz_outfolder_open(&folder, ".", true, "m", "s", &err), HZ_ERR_IO, "name of a new");
    assert_fails(hz_outfolder_open(&folder, "/", true, "m", "s", &err), HZ_ERR_IO, "name of a new");
    assert_fails(hz_outfolder_open(&folder, in_work("none/plan"), true, "m", "s", &err), HZ_ERR_IO, "none/plan");
    assert_files("letters/love.doc letters/plan.json/ link ");
}
END_TEST

/* Somebody makes a folder of that name while we write ours. */
START_TEST(outfolder_spares_what_comes_late)
{
    const char *path = in_work("plan");

    for (int may_replace = 0; may_replace <= 1; may_replace++) {
        hz_outfolder *folder = open_folder(path, may_replace);

        add_file(folder, "plan.json", "ours");
        ck_assert_int_eq(mkdir(path, 0755), 0);
        put_text("plan/theirs", "theirs");
        assert_fails(hz_outfolder_commit(folder, &err), HZ_ERR_IO, may_replace ? "did not make it" : "--force");
        assert_files("plan/theirs ");
        ck_assert_int_eq(hz_folder_remove(path, &err), HZ_OK);
    }
}
END_TEST

static void take_marker_away(void)
{
    ck_assert_int_eq(unlink(in_work("plan/plan.json")), 0);
    put_text("plan/theirs", "theirs");
}

static void edit(void)
{
    put_text("plan/input/a.xml", "edited");
}

/* The folder that was ours when we looked is another one when we replace it: it comes back. */
START_TEST(outfolder_spares_what_was_exchanged)
{
    for (int i = 0; i < 4; i++) {
        hz_outfolder *folder;

        write_folder("old");
        folder = open_folder(in_work("plan"), true);
        add_file(folder, "plan.json", "new");
        has_rename_flags = i % 2;
        before_exchange = i < 2 ? take_marker_away : edit;
        assert_fails(hz_outfolder_commit(folder, &err), HZ_ERR_IO, i < 2 ? "did not make it" : "input/a.xml");
        has_rename_flags = true;
        assert_files(i < 2 ? "plan/SHA256SUMS plan/input/a.xml plan/theirs "
                           : "plan/SHA256SUMS plan/input/a.xml plan/plan.json ");
        ck_assert_int_eq(hz_folder_remove(in_work("plan"), &err), HZ_OK);
    }
}
END_TEST

START_TEST(file_system_without_rename_flags)
{
    hz_outfolder *folder;

    has_rename_flags = false;
    ck_assert_int_eq(write_file(in_work("out"), false, "1"), HZ_OK);
    assert_fails(write_file(in_work("out"), false, "2"), HZ_ERR_IO, "--force");
    ck_assert_int_eq(write_file(in_work("out"), true, "3"), HZ_OK);
    assert_holds(in_work("out"), "3");
    for (int i = 0; i < 2; i++) {
        folder = open_folder(in_work("plan"), i > 0);
        add_file(folder, i ? "plan.json" : "sub/plan.json", "x");
        add_file(folder, i ? "b" : "plan.json", "x");
        ck_assert_int_eq(hz_outfolder_manifest(folder, &err), HZ_OK);
        ck_assert_msg(hz_outfolder_commit(folder, &err) == HZ_OK, "%s", err.message);
    }
    has_rename_flags = true;
    assert_files("out plan/SHA256SUMS plan/b plan/plan.json ");
}
END_TEST

START_TEST(disk_that_does_not_keep)
{
    hz_outfolder *folder = open_folder(in_work("plan"), false);

    add_file(folder, "plan.json", "x");
    has_working_sync = false;
    assert_fails(hz_outfolder_commit(folder, &err), HZ_ERR_IO, "plan");
    assert_fails(write_file(in_work("out"), false, "x"), HZ_ERR_IO, "out");
    has_working_sync = true;
    assert_files("");
}
END_TEST

static void break_rename(void)
{
    after_exchange = true;
}

/* The disk does not confirm the exchange: what was there is there again, or, where it cannot come back, beside it. */
START_TEST(the_old_folder_outlives_a_disk_that_does_not_keep)
{
    char names[PATH_SIZE];

    for (int i = 0; i < 2; i++) {
        hz_outfolder *folder;

        write_folder("old");
        folder = open_folder(in_work("plan"), true);
        add_file(folder, "plan.json", "new");
        n_good_syncs = 0;
        if (i == 1)
            before_exchange = break_rename;
        assert_fails(hz_outfolder_commit(folder, &err), HZ_ERR_IO, i ? "is now .plan.partial-" : "plan");
        n_good_syncs = -1;
        after_exchange = false;
        count_files(names);
        if (i == 0)
            assert_holds(in_work("plan/plan.json"), "old");
        else
            ck_assert_ptr_nonnull(strstr(names, "input/a.xml"));
    }
}
END_TEST

START_TEST(outfolder_names)
{
    static const char *const bad[] = {"",        "/etc/x", "../x",  "a/../x", "a//b", "a/",
                                      ".hidden", "a/.b",   "a b",   "a\\b",   "=1",   "焦作.txt",
                                      "a\nb",    ".",      "a/./b", "C:x",    "a\tb", "-\x7F"};
    hz_outfolder *folder;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        folder = open_folder(in_work("plan"), false);
        ck_assert_msg(hz_outfolder_file(folder, bad[i], &err) == NULL, "%s", bad[i]);
        assert_fails(err.status, HZ_ERR_INTERNAL, "file name");
        /* and nothing is committed after a failure */
        assert_fails(hz_outfolder_commit(folder, &err), HZ_ERR_INTERNAL, "file name");
        assert_files("");
    }
    folder = open_folder(in_work("plan"), false);
    add_file(folder, "twice", "1");
    ck_assert_ptr_null(hz_outfolder_file(folder, "twice", &err));
    assert_fails(err.status, HZ_ERR_IO, "twice");
    ck_assert_ptr_null(hz_outfolder_file(folder, "other", &err));
    assert_fails(hz_outfolder_manifest(folder, &err), HZ_ERR_IO, "twice");
    hz_outfolder_abort(folder);
    assert_files("");
}
END_TEST

static hz_status make_folder(void)
{
    hz_outfolder *folder;
    hz_sink *sink;
    hz_status s = hz_outfolder_open(&folder, in_work("plan"), true, "plan.json", "SHA256SUMS", &err);

    if (s != HZ_OK)
        return s;
    if (!(sink = hz_outfolder_file(folder, "a/plan.json", &err)) ||
        (s = hz_outfolder_manifest(folder, &err))) {
        hz_outfolder_abort(folder);
        return err.status;
    }
    return hz_outfolder_commit(folder, &err);
}

START_TEST(out_of_memory_leaves_nothing)
{
    hz_status s = HZ_ERR_MEMORY;
    int n;

    for (n = 1; s != HZ_OK; n++) {
        hz_memory_fail_at(n);
        s = make_folder();
        hz_memory_fail_at(0);
        if (s != HZ_OK) {
            assert_fails(s, HZ_ERR_MEMORY, "");
            assert_files("");
        }
        ck_assert_int_lt(n, 50);
    }
    ck_assert_int_gt(n, 4);
    for (s = HZ_ERR_MEMORY, n = 1; s != HZ_OK; n++) {
        hz_memory_fail_at(n);
        s = write_file(in_work("out"), false, "x");
        hz_memory_fail_at(0);
        err = HZ_ERROR_NONE;
    }
    ck_assert_int_gt(n, 2);
}
END_TEST

START_TEST(listing_and_removing)
{
    const char **names;
    size_t n;

    ck_assert_int_eq(mkdir(in_work("f"), 0755), 0);
    ck_assert_int_eq(hz_folder_list(in_work("f"), &names, &n, arena, &err), HZ_OK);
    ck_assert_uint_eq(n, 0);
    ck_assert_int_eq(mkdir(in_work("f/b"), 0755), 0);
    put_text("f/b/1", "");
    put_text("f/b.txt", "");
    put_text("f/Z", "");
    put_text("outside", "kept");
    ck_assert_int_eq(symlink("..", in_work("f/up")), 0);
    ck_assert_int_eq(mkfifo(in_work("f/fifo"), 0600), 0);
    ck_assert_int_eq(mkdir(in_work("f/b/empty"), 0755), 0);
    assert_files("f/Z f/b.txt f/b/1 f/b/empty/ f/fifo f/up outside ");
    ck_assert_int_eq(hz_folder_remove(in_work("f"), &err), HZ_OK);
    assert_files("outside ");
    assert_fails(hz_folder_remove(in_work("f"), &err), HZ_ERR_IO, "/f");
    assert_fails(hz_folder_list(in_work("f"), &names, &n, arena, &err), HZ_ERR_IO, "/f");
    ck_assert_int_eq(symlink(".", in_work("self")), 0);
    assert_fails(hz_folder_remove(in_work("self"), &err), HZ_ERR_IO, "self");
    assert_files("outside self ");
}
END_TEST

/* ---- the XML door ---------------------------------------------------------------------------------------------- */

/* What the door says, as text: "<a@1 b=[c] {uri}" "'text'@1" ">a@2" "!kind@line message". */
typedef struct {
    char log[8192];
    size_t used;
    int stop_at; /* events until a callback returns false; 0: never */
    int n_events, n_problems;
    hz_xml_problem kind;
    int line;
    char message[512];
} recorder;

static bool note(recorder *r, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    if (r->used < sizeof r->log)
        r->used += (size_t)vsnprintf(r->log + r->used, sizeof r->log - r->used, format, args);
    va_end(args);
    return true;
}

static bool go_on(recorder *r)
{
    return ++r->n_events != r->stop_at;
}

static bool on_start(void *self, const char *name, const char *uri, const hz_xml_attr *attrs, int n_attrs, int line)
{
    note(self, "<%s@%d", name, line);
    if (uri)
        note(self, " {%s}", uri);
    for (int i = 0; i < n_attrs; i++)
        note(self, " %s%s%s=[%.*s]", attrs[i].prefix ? attrs[i].prefix : "", attrs[i].prefix ? ":" : "", attrs[i].name,
             (int)attrs[i].length, attrs[i].value);
    return go_on(self);
}

static bool on_text(void *self, const char *bytes, size_t length, int line)
{
    note(self, "'%.*s'@%d", (int)length, bytes, line);
    return go_on(self);
}

static bool on_end(void *self, const char *name, int line)
{
    note(self, ">%s@%d", name, line);
    return go_on(self);
}

static void on_problem(void *self, hz_xml_problem kind, const char *message, int line)
{
    recorder *r = self;

    r->n_problems++;
    r->kind = kind;
    r->line = line;
    snprintf(r->message, sizeof r->message, "%s", message);
    ck_assert_msg(*message && !strchr(message, '\n'), "'%s'", message);
    ck_assert_int_ge(line, 1);
}

static const hz_xml_handler recording = {on_start, on_text, on_end, on_problem};

static void parse_path(recorder *r, const char *path, uint64_t cap)
{
    *r = (recorder){.stop_at = r->stop_at};
    ck_assert_int_eq(hz_xml_parse(path, cap, &recording, r, &err), HZ_OK);
    ck_assert_int_le(r->n_problems, 1);
}

/* Parsed here, and by way of a second thread: the same events. */
static void parse_bytes(recorder *r, const char *bytes, size_t length)
{
    const char *path = put_bytes("x.xml", bytes, length);
    recorder *other = malloc(sizeof *other);

    *other = *r;
    other->used = 0;
    other->n_events = other->n_problems = 0;
    parse_path(r, path, 1 << 30);
    ck_assert_int_eq(hz_relay_parse(path, 1 << 30, &recording, other, &err), HZ_OK);
    ck_assert_uint_eq(r->used, other->used);
    ck_assert_mem_eq(r->log, other->log, r->used < sizeof r->log ? r->used : sizeof r->log);
    ck_assert_int_eq(r->n_problems, other->n_problems);
    if (r->n_problems > 0) {
        ck_assert_int_eq(r->line, other->line);
        ck_assert_str_eq(r->message, other->message);
    }
    free(other);
}

static void parse_text(recorder *r, const char *text)
{
    parse_bytes(r, text, strlen(text));
}

static void assert_log(const char *text, const char *log)
{
    recorder r = {.stop_at = 0};

    parse_text(&r, text);
    ck_assert_msg(r.n_problems == 0, "%s", r.message);
    ck_assert_str_eq(r.log, log);
}

static void assert_problem(const char *text, hz_xml_problem kind, int line)
{
    recorder r = {.stop_at = 0};

    parse_text(&r, text);
    ck_assert_msg(r.n_problems == 1 && r.kind == kind && r.line == line, "%s -> %d, kind %d, line %d: %s", text,
                  r.n_problems, (int)r.kind, r.line, r.message);
}

START_TEST(xml_events_and_lines)
{
    assert_log("<a/>", "<a@1>a@1");
    assert_log("<?xml version='1.0'?>\n<!-- c\n -->\n<a>\n<b\n  c='1'\n  d='2'/>\n</a\n>\n",
               "<a@4<b@5 c=[1] d=[2]>b@7>a@9");
    assert_log("<a>\n\n  text\n more\n</a>", "<a@1'\n\n  text\n more\n'@3>a@5");
    assert_log("<a><![CDATA[<x>]]></a>", "<a@1'<x>'@1>a@1");
    assert_log("<a><?php echo ?><!--\n--><b/></a>", "<a@1<b@2>b@2>a@2");
    assert_log("<a>\r\n<b/>\r\n</a>", "<a@1<b@2>b@2>a@3");
}
END_TEST

START_TEST(xml_values)
{
    assert_log("<a b='&lt;&amp;&gt;&quot;&apos;' c='plain' d='&amp;' e=''/>",
               "<a@1 b=[<&>\"'] c=[plain] d=[&] e=[]>a@1");
    assert_log("<a b='&amp;#38;&#38;amp;&amp;' c='&#x9555;镕&#10;x'/>", "<a@1 b=[&#38;&amp;&] c=[镕镕\nx]>a@1");
    assert_log("<a b='x\n\ty'/>", "<a@1 b=[x  y]>a@2");
    assert_log("<a b='AT&amp;T' c='焦作市&amp;博爱县'>&amp;&lt;</a>", "<a@1 b=[AT&T] c=[焦作市&博爱县]'&'@1'<'@1>a@1");
}
END_TEST

START_TEST(xml_namespaces)
{
    assert_log("<a xmlns='urn:x'><p:b xmlns:p='urn:y' p:c='1' d='2'/></a>",
               "<a@1 {urn:x}<b@1 {urn:y} p:c=[1] d=[2]>b@1>a@1");
    assert_problem("<a>\n<p:b/></a>", HZ_XML_MALFORMED, 2);
    assert_problem("<a p:c='1'/>", HZ_XML_MALFORMED, 1);
}
END_TEST

START_TEST(xml_malformed)
{
    static const struct {
        const char *text;
        int line;
    } bad[] = {{"", 1},
               {"   \n", 2},
               {"<", 1},
               {"plain text", 1},
               {"<a>", 1},
               {"<a>\n<b>\n</a>", 3},
               {"<a/>\n<b/>", 2},
               {"<a b=1/>", 1},
               {"<a b='1' b='2'/>", 1},
               {"<a\n\n b='<'/>", 3},
               {"<a>&nbsp;</a>", 1},
               {"<a b='&x;'/>", 1},
               {"<a>&</a>", 1},
               {"<a>\n\x01</a>", 2},
               {"<a>\xC3(</a>", 1},
               {"<a b='\xED\xA0\x80'/>", 1},
               {"<a>&#0;</a>", 1},
               {"<a>]]></a>", 1},
               {"<a><!-- -- --></a>", 1},
               {"<?xml version='1.0' encoding='klingon'?><a/>", 1},
               {"\n<?xml version='1.0'?><a/>", 2}};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_problem(bad[i].text, HZ_XML_MALFORMED, bad[i].line);
}
END_TEST

/* A message is cut between characters, and has no line ends of the file. */
START_TEST(xml_long_message)
{
    recorder r = {.stop_at = 0};
    char text[1024] = "<";

    for (int i = 0; i < 200; i++)
        strcat(text, "镕");
    strcat(text, ">\n</b>");
    parse_text(&r, text);
    ck_assert_msg(r.n_problems == 1 && r.line == 2, "%s", r.message);
    ck_assert_uint_ge(strlen(r.message), 250);
    ck_assert_int_eq((int)(strlen(strstr(r.message, "镕")) % 3), 0);
}
END_TEST

START_TEST(xml_nul_bytes)
{
    static const char *const good = "<a b='xy'><c>zz</c></a>";
    char text[64];
    size_t n = strlen(good);
    recorder r = {.stop_at = 0};

    for (size_t i = 0; i <= n; i++) {
        memcpy(text, good, i);
        text[i] = '\0';
        memcpy(text + i + 1, good + i, n - i);
        parse_bytes(&r, text, n + 1);
        ck_assert_msg(r.n_problems == 1 && r.kind == HZ_XML_MALFORMED, "NUL at %zu: %s", i, r.log);
    }
}
END_TEST

START_TEST(xml_truncated_anywhere)
{
    static const char good[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c --><a b='&amp;镕'>\n<c/>text\n"
                               "<d e=\"1\">镕<![CDATA[x]]></d>\n<?p i?></a>";
    recorder r = {.stop_at = 0};

    parse_bytes(&r, good, sizeof good - 1);
    ck_assert_int_eq(r.n_problems, 0);
    for (size_t n = 0; n < sizeof good - 1; n++) {
        parse_bytes(&r, good, n);
        ck_assert_msg(r.n_problems == 1 && r.kind == HZ_XML_MALFORMED, "%.*s", (int)n, good);
    }
}
END_TEST

START_TEST(xml_doctype_is_refused)
{
    char text[1024];
    recorder r = {.stop_at = 0};

    assert_problem("<!DOCTYPE a><a/>", HZ_XML_DOCTYPE, 1);
    assert_problem("<?xml version='1.0'?>\n\n<!DOCTYPE a SYSTEM\n 'a.dtd'>\n<a/>", HZ_XML_DOCTYPE, 3);
    assert_problem("<!DOCTYPE a [\n<!ENTITY l 'lol'><!ENTITY m '&l;&l;&l;&l;&l;&l;&l;&l;'>"
                   "<!ENTITY n '&m;&m;&m;&m;&m;&m;&m;&m;'>]>\n<a b='&n;'>&n;</a>",
                   HZ_XML_DOCTYPE, 1);
    assert_problem("<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p; ]><a/>", HZ_XML_DOCTYPE, 1);
    /* whoever opened the entity would wait for ever: nobody writes to that pipe */
    ck_assert_int_eq(mkfifo(in_work("secret"), 0600), 0);
    snprintf(text, sizeof text,
             "<!DOCTYPE a [<!ENTITY x SYSTEM 'file://%s'><!ATTLIST a z CDATA 'forged'>]><a b='1'>&x;</a>",
             in_work("secret"));
    parse_text(&r, text);
    ck_assert_int_eq(r.kind, HZ_XML_DOCTYPE);
    ck_assert_str_eq(r.log, "");
    /* an XInclude is an element like any other */
    snprintf(text, sizeof text, "<a xmlns:i='http://www.w3.org/2001/XInclude'><i:include href='file://%s'/></a>",
             in_work("secret"));
    parse_text(&r, text);
    ck_assert_int_eq(r.n_problems, 0);
    ck_assert_ptr_nonnull(strstr(r.log, "<include@1"));
}
END_TEST

/* 镕 stands in GBK and GB18030, not in GB2312; 㐀 and 𠀀 in GB18030 only. */
START_TEST(xml_encodings)
{
    static const struct {
        const char *label, *encoding, *text;
    } cases[] = {
        {"UTF-8", "UTF-8", "朱镕㐀𠀀"},   {"GB18030", "GB18030", "朱镕㐀𠀀"},   {"gb18030", "GB18030", "朱镕㐀𠀀"},
        {"GBK", "GB18030", "朱镕"},       {"GB2312", "GB18030", "朱镕"},        {"gb2312", "GB18030", "朱镕㐀"},
        {"UTF-16", "UTF-16", "朱镕㐀𠀀"}, {"UTF-16LE", "UTF-16LE", "朱镕㐀𠀀"}, {"UTF-16BE", "UTF-16BE", "朱镕𠀀"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512], bytes[2048], log[512];
        recorder r = {.stop_at = 0};
        size_t n;

        snprintf(text, sizeof text, "<?xml version='1.0' encoding='%s'?>\n<a b='%s&amp;'>%s</a>\n", cases[i].label,
                 cases[i].text, cases[i].text);
        snprintf(log, sizeof log, "<a@2 b=[%s&]'%s'@2>a@2", cases[i].text, cases[i].text);
        n = encode(bytes, sizeof bytes, cases[i].encoding, text);
        parse_bytes(&r, bytes, n);
        ck_assert_msg(!strcmp(r.log, log), "%s: %s %s", cases[i].label, r.log, r.message);
    }
}
END_TEST

START_TEST(xml_byte_order_marks)
{
    char bytes[256];
    recorder r = {.stop_at = 0};
    static const char *const encodings[] = {"UTF-8", "UTF-16LE", "UTF-16BE"};

    for (size_t i = 0; i < 3; i++) {
        size_t n = encode(bytes, sizeof bytes, encodings[i], "\xEF\xBB\xBF<a b='镕'/>");

        parse_bytes(&r, bytes, n);
        ck_assert_msg(!strcmp(r.log, "<a@1 b=[镕]>a@1"), "%s: %s %s", encodings[i], r.log, r.message);
    }
}
END_TEST

START_TEST(xml_caps)
{
    static char text[600000];
    recorder r = {.stop_at = 0};
    size_t n = 0;

    for (int depth = HZ_XML_DEPTH; depth <= HZ_XML_DEPTH + 1; depth++) {
        n = 0;
        for (int i = 0; i < depth; i++)
            n += (size_t)sprintf(text + n, "<a>");
        for (int i = 0; i < depth; i++)
            n += (size_t)sprintf(text + n, "</a>");
        parse_bytes(&r, text, n);
        ck_assert_int_eq(r.n_problems, depth > HZ_XML_DEPTH);
    }
    for (int count = HZ_XML_ATTRS; count <= HZ_XML_ATTRS + 1; count++) {
        n = (size_t)sprintf(text, "<a");
        for (int i = 0; i < count; i++)
            n += (size_t)sprintf(text + n, " b%d=''", i);
        n += (size_t)sprintf(text + n, "/>");
        parse_bytes(&r, text, n);
        ck_assert_int_eq(r.n_problems, count > HZ_XML_ATTRS);
    }
    memset(text, 'x', sizeof text);
    memcpy(text, "<a b='", 6);
    memcpy(text + sizeof text - 4, "'/>", 3);
    parse_bytes(&r, text, sizeof text - 1);
    ck_assert_msg(r.n_problems == 1 && r.kind == HZ_XML_MALFORMED, "a long value");
    memcpy(text, "<!-- ", 5);
    parse_bytes(&r, text, sizeof text);
    ck_assert_msg(r.n_problems == 1 && r.kind == HZ_XML_MALFORMED, "a long comment");
}
END_TEST

/* The last of several hundred thousand deep elements must not be reached by recursion. */
START_TEST(xml_deep)
{
    static char text[900000];
    recorder r = {.stop_at = 0};

    for (size_t i = 0; i < sizeof text; i += 3)
        memcpy(text + i, "<a>", 3);
    parse_bytes(&r, text, sizeof text);
    ck_assert_msg(r.n_problems == 1 && r.kind == HZ_XML_MALFORMED && r.n_events == HZ_XML_DEPTH, "%s", r.message);
}
END_TEST

/* Well-formed so far, and longer than a piece that is read at a time. */
enum { LONG_TEXT = 600000 };

static char *long_text(void)
{
    static const char head[] = "<?xml version='1.0' encoding='GB18030'?><a>";
    static char text[LONG_TEXT + 1];

    memset(text, '\n', LONG_TEXT);
    memcpy(text, head, sizeof head - 1);
    return text;
}

START_TEST(xml_size_cap)
{
    static const char text[] = "<a>12345</a>";
    recorder r = {.stop_at = 0};
    char path[64];
    int ends[2];

    put_text("x.xml", text);
    parse_path(&r, in_work("x.xml"), sizeof text - 1);
    ck_assert_int_eq(r.n_problems, 0);
    parse_path(&r, in_work("x.xml"), sizeof text - 2);
    ck_assert(r.n_problems == 1 && r.kind == HZ_XML_TOO_LARGE && r.n_events == 0);
    /* where the size is known, nothing of the file is believed */
    put_bytes("x.xml", long_text(), LONG_TEXT);
    parse_path(&r, in_work("x.xml"), LONG_TEXT - 1);
    ck_assert(r.n_problems == 1 && r.kind == HZ_XML_TOO_LARGE && r.n_events == 0);
    /* a pipe does not say its size */
    for (uint64_t cap = sizeof text - 2; cap <= sizeof text - 1; cap++) {
        ck_assert_int_eq(pipe(ends), 0);
        ck_assert_int_eq(write(ends[1], text, sizeof text - 1), sizeof text - 1);
        close(ends[1]);
        snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
        parse_path(&r, path, cap);
        close(ends[0]);
        if (cap == sizeof text - 1)
            ck_assert_str_eq(r.log, "<a@1'12345'@1>a@1");
        else
            ck_assert(r.n_problems == 1 && r.kind == HZ_XML_TOO_LARGE);
    }
}
END_TEST

START_TEST(xml_stops_quietly)
{
    static const char text[] = "<a><b/>text<c>&</c></a><!DOCTYPE a>";

    for (int stop_at = 1; stop_at <= 5; stop_at++) {
        recorder r = {.stop_at = stop_at};

        parse_bytes(&r, text, sizeof text - 1);
        ck_assert_int_eq(r.n_problems, 0);
        ck_assert_int_eq(r.n_events, stop_at);
    }
}
END_TEST

START_TEST(xml_without_callbacks)
{
    static const hz_xml_handler none = {NULL, NULL, NULL, NULL};

    ck_assert_int_eq(hz_xml_parse(put_text("g", "<a b='1'>x</a>"), 100, &none, NULL, &err), HZ_OK);
    ck_assert_int_eq(hz_xml_parse(put_text("b", "<a b='1'>x</"), 100, &none, NULL, &err), HZ_OK);
}
END_TEST

START_TEST(xml_machine_errors)
{
    recorder r = {.stop_at = 0};
    const char *path = put_text("x.xml", "<a b='&amp;'/>");

    assert_fails(hz_xml_parse(in_work("none"), 100, &recording, &r, &err), HZ_ERR_IO, "none");
    assert_fails(hz_xml_parse(work, 100, &recording, &r, &err), HZ_ERR_IO, work);
    for (int n = 1; n <= 3; n++) {
        hz_memory_fail_at(n);
        assert_fails(hz_xml_parse(path, 100, &recording, &r, &err), HZ_ERR_MEMORY, "");
    }
    hz_memory_fail_at(0);
    hz_cancel_request();
    assert_fails(hz_xml_parse(path, 100, &recording, &r, &err), HZ_ERR_INTERRUPTED, "");
    hz_cancel_install();
    ck_assert_int_eq(r.n_problems, 0);
    parse_path(&r, path, 100);
    ck_assert_str_eq(r.log, "<a@1 b=[&]>a@1");
}
END_TEST

/* Counts and checks instead of logging, for large files. */
typedef struct {
    long n, n_wrong;
    int last_line;
} counter;

static const char long_value[] = "焦作市第一&镕水泥厂";

static bool count_start(void *self, const char *name, const char *uri, const hz_xml_attr *attrs, int n_attrs, int line)
{
    counter *c = self;

    (void)uri;
    if (!strcmp(name, "b")) {
        c->n++;
        c->n_wrong += n_attrs != 1 || attrs[0].length != strlen(long_value) ||
                      memcmp(attrs[0].value, long_value, attrs[0].length) != 0;
        c->n_wrong += line != c->last_line + 1;
    }
    c->last_line = line;
    return true;
}

/* 80,000 lines, 3 MB: pieces end in the middle of characters, tags and entities; lines go beyond 65535. */
START_TEST(xml_large)
{
    static const char *const labels[] = {"UTF-8", "GB2312", "UTF-16"};
    static const char *const encodings[] = {"UTF-8", "GB18030", "UTF-16LE"};
    static const hz_xml_handler counting = {count_start, NULL, NULL, on_problem};

    for (int k = 0; k < 3; k++) {
        const char *path = in_work("large.xml");
        FILE *f = fopen(path, "wb");
        char head[256], row[256], tail[32];
        size_t n_head, n_row, n_tail;
        counter c = {0, 0, 0};

        snprintf(head, sizeof head, "%s<?xml version='1.0' encoding='%s'?><a>\n", k == 2 ? "\xEF\xBB\xBF" : "",
                 labels[k]);
        n_head = encode(head, sizeof head, encodings[k], head);
        n_row = encode(row, sizeof row, encodings[k], "<b c='焦作市第一&amp;镕水泥厂'/>\n");
        n_tail = encode(tail, sizeof tail, encodings[k], "</a>");
        fwrite(head, 1, n_head, f);
        for (int i = 0; i < 80000; i++)
            fwrite(row, 1, n_row, f);
        fwrite(tail, 1, n_tail, f);
        fclose(f);
        ck_assert_int_eq(hz_xml_parse(path, 1 << 30, &counting, &c, &err), HZ_OK);
        ck_assert_msg(c.n == 80000 && c.n_wrong == 0, "%s: %ld, %ld wrong", labels[k], c.n, c.n_wrong);
        ck_assert_int_eq(c.last_line, 80001);
    }
}
END_TEST

START_TEST(xml_says_nothing_on_stderr)
{
    static const char *const bad[] = {"<a>",
                                      "<?xml version='1.0' encoding='GB18030'?><a>\xFF\xFF\xFF</a>",
                                      "<a>\xFF</a>",
                                      "<?xml version='1.0' encoding='x-none'?><a/>",
                                      "<!DOCTYPE a SYSTEM 'x'><a/>",
                                      "<a xmlns='rel/ative' xml:lang='!' xml:space='odd'/>"};
    recorder r = {.stop_at = 0};
    int kept = dup(2), log = open(in_work("log"), O_WRONLY | O_CREAT, 0600);
    char *late = long_text();
    struct stat st;

    fflush(stderr);
    dup2(log, 2);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        parse_text(&r, bad[i]);
    memcpy(late + 500000, "\xFF\xFF\xFF", 3);
    parse_bytes(&r, late, LONG_TEXT);
    ck_assert_msg(r.n_problems == 1 && strstr(r.message, "0xFF"), "%s", r.message);
    fflush(stderr);
    dup2(kept, 2);
    close(kept);
    ck_assert_int_eq(fstat(log, &st), 0);
    close(log);
    ck_assert_int_eq(st.st_size, 0);
}
END_TEST

START_TEST(xml_mutated)
{
    static const char good[] =
        "<?xml version=\"1.0\" encoding=\"GB18030\"?>\n<!-- c --><scenario xmlns=\"urn:hazeplan:scenario\" id='x'>\n"
        " <unit id=\"k-1\" name='a&amp;b&#x30;'><cost value='35.2' unit=\"CNY/d\"/><![CDATA[ x "
        "]]></unit>\n</scenario>\n";
    char text[1024];
    recorder r = {.stop_at = 0};

    random_state = 20160923;
    for (int i = 0; i < 3000; i++)
        parse_bytes(&r, text, mutate(text, sizeof text, good, sizeof good - 1));
}
END_TEST

/* ---- CSV ------------------------------------------------------------------------------------------------------- */

/* Records as text: "line[cell|cell]". */
static const char *dump(const hz_csv *csv)
{
    static char text[8192];
    size_t n = 0;

    text[0] = '\0';
    for (size_t i = 0; i < csv->n_records && n < sizeof text; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%d[", csv->records[i].line);
        for (int k = 0; k < csv->records[i].n_cells && n < sizeof text; k++)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", k ? "|" : "", csv->records[i].cells[k]);
        if (n < sizeof text)
            n += (size_t)snprintf(text + n, sizeof text - n, "]");
    }
    return text;
}

static void assert_csv(const char *text, char separator, const char *expected)
{
    hz_csv csv;

    ck_assert_msg(hz_csv_read(&csv, put_text("t.csv", text), separator, NULL, arena, &err) == HZ_OK, "%s", err.message);
    ck_assert_str_eq(dump(&csv), expected);
    ck_assert_str_eq(csv.encoding, "UTF-8");
}

START_TEST(csv_reads)
{
    assert_csv("", ',', "");
    assert_csv("\n\r\n\n", ',', "");
    assert_csv("a,b\r\n1,2\r\n", ',', "1[a|b]2[1|2]");
    assert_csv("a,b\n\n1,2", ',', "1[a|b]3[1|2]");
    assert_csv("a\rb\r\rc", ',', "1[a]2[b]4[c]");
    assert_csv(",\na,,\n,b", ',', "1[|]2[a||]3[|b]");
    assert_csv("\"a\",\"\",\"\"\"\",\"b\"\"c\"\n", ',', "1[a||\"|b\"c]");
    assert_csv("\"x,\r\ny\rz\n\",1\nlast", ',', "1[x,\r\ny\rz\n|1]5[last]");
    assert_csv("a;b,c\n\"d;e\";f", ';', "1[a|b,c]2[d;e|f]");
    assert_csv("a\t b \n", '\t', "1[a| b ]");
    assert_csv("\xEF\xBB\xBF\"名\",镕\n", ',', "1[名|镕]");
    assert_csv("\"\"", ',', "1[]");
}
END_TEST

START_TEST(csv_ill_formed)
{
    static const struct {
        const char *text, *where;
    } bad[] = {{"a\n\"b\nc", ":2:"}, {"a\nb,\"c\nd\"e\n", ":3:"}, {"a\"b", ":1:"},      {"\n\na, \"b\"", ":3:"},
               {"\"", ":1:"},        {"\"\"\"", ":1:"},           {"a,\"b\" ,c", ":1:"}};
    char columns[5001];
    hz_csv csv;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fails(hz_csv_read(&csv, put_text("t.csv", bad[i].text), ',', NULL, arena, &err), HZ_ERR_INPUT,
                     bad[i].where);
    assert_fails(hz_csv_read(&csv, put_bytes("t.csv", "a\nb\0c", 5), ',', NULL, arena, &err), HZ_ERR_INPUT, ":2:");
    memset(columns, ',', sizeof columns - 1);
    columns[sizeof columns - 1] = '\0';
    assert_fails(hz_csv_read(&csv, put_text("t.csv", columns), ',', NULL, arena, &err), HZ_ERR_INPUT, "columns");
    assert_fails(hz_csv_read(&csv, in_work("none"), ',', NULL, arena, &err), HZ_ERR_IO, "none");
    assert_fails(hz_csv_read(&csv, put_text("t.csv", "a"), ',', "klingon", arena, &err), HZ_ERR_USAGE, "klingon");
}
END_TEST

START_TEST(csv_encodings)
{
    static const struct {
        const char *encoding, *given, *used;
    } cases[] = {{"UTF-8", NULL, "UTF-8"},
                 {"UTF-8", "utf-8", "utf-8"},
                 {"GB18030", NULL, "GB18030"},
                 {"GB18030", "GB2312", "GB2312"},
                 {"GBK", "GBK", "GBK"},
                 {"UTF-16", NULL, "UTF-16"},
                 {"UTF-16BE", "UTF-16BE", "UTF-16BE"}};
    char bytes[512];
    hz_csv csv;
    size_t n;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        n = encode(bytes, sizeof bytes, cases[i].encoding, "名,\"朱镕\"\n水泥,2\n");
        put_bytes("t.csv", bytes, n);
        ck_assert_msg(hz_csv_read(&csv, in_work("t.csv"), ',', cases[i].given, arena, &err) == HZ_OK, "%s",
                      err.message);
        ck_assert_str_eq(dump(&csv), "1[名|朱镕]2[水泥|2]");
        ck_assert_str_eq(csv.encoding, cases[i].used);
    }
    /* what is not strictly UTF-8 is not taken for it: a surrogate, an overlong form, beyond U+10FFFF */
    for (size_t i = 0; i < 3; i++) {
        static const char *const loose[] = {"x\xED\xA0\x80", "x\xC0\xAF", "x\xF4\x90\x80\x80"};

        put_text("t.csv", loose[i]);
        assert_fails(hz_csv_read(&csv, in_work("t.csv"), ',', "UTF-8", arena, &err), HZ_ERR_INPUT, ":1:");
    }
    /* no encoding at all, and not the one that was said */
    assert_fails(hz_csv_read(&csv, put_text("t.csv", "a\nb\n\xFF\xFF"), ',', NULL, arena, &err), HZ_ERR_INPUT, ":3:");
    n = encode(bytes, sizeof bytes, "GB18030", "a\n镕\n");
    put_bytes("t.csv", bytes, n);
    assert_fails(hz_csv_read(&csv, in_work("t.csv"), ',', "UTF-8", arena, &err), HZ_ERR_INPUT, ":2:");
    put_bytes("t.csv", bytes, 3); /* half a character */
    assert_fails(hz_csv_read(&csv, in_work("t.csv"), ',', NULL, arena, &err), HZ_ERR_INPUT, ":2:");
}
END_TEST

static void assert_field(const char *text, const char *expected)
{
    hz_sink *sink = hz_sink_to_memory();
    size_t length;

    hz_csv_put(sink, text, true);
    ck_assert_str_eq(hz_sink_text(sink, &length), expected);
    hz_sink_close(sink, "memory", NULL);
}

START_TEST(csv_writes)
{
    static const struct {
        const char *text, *field;
    } cases[] = {{"plain", "plain"},
                 {"", ""},
                 {NULL, ""},
                 {"a,b", "\"a,b\""},
                 {"say \"x\"", "\"say \"\"x\"\"\""},
                 {"a\nb", "\"a\nb\""},
                 {"a;=b", "\"a;=b\""},
                 {" a", "\" a\""},
                 {"=1+1", "'=1+1"},
                 {"=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""},
                 {"+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"},
                 {"-2+3", "'-2+3"},
                 {"@SUM(1)", "'@SUM(1)"},
                 {"\t=1", "\"'\t=1\""},
                 {"\r=1", "\"'\r=1\""},
                 {"＝1", "'＝1"},
                 {"-", "'-"},
                 {"-5", "-5"},
                 {"+0.25", "+0.25"},
                 {"-5.", "'-5."},
                 {"-.5", "'-.5"},
                 {"-1e5", "'-1e5"},
                 {"-5 kg", "'-5 kg"},
                 {"焦作", "焦作"},
                 {"a=b", "a=b"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_field(cases[i].text, cases[i].field);
}
END_TEST

START_TEST(csv_there_and_back)
{
    hz_outfile *file;
    hz_sink *sink;
    hz_csv csv;

    ck_assert_int_eq(hz_outfile_open(&file, in_work("t.csv"), false, NULL, &err), HZ_OK);
    sink = hz_outfile_sink(file);
    hz_puts(sink, "\xEF\xBB\xBF");
    hz_csv_put(sink, "a,\"b\"\r\nc", true);
    hz_csv_put(sink, "镕;", false);
    hz_csv_put_fixed(sink, -1234500, 3, -1, false);
    hz_csv_end(sink);
    hz_csv_put_fixed(sink, 7, 0, 2, true);
    hz_csv_put(sink, "", false);
    hz_csv_end(sink);
    ck_assert_int_eq(hz_outfile_commit(file, &err), HZ_OK);
    assert_holds(in_work("t.csv"), "\xEF\xBB\xBF\"a,\"\"b\"\"\r\nc\",\"镕;\",-1234.5\r\n7.00,\r\n");
    ck_assert_int_eq(hz_csv_read(&csv, in_work("t.csv"), ',', NULL, arena, &err), HZ_OK);
    ck_assert_str_eq(dump(&csv), "1[a,\"b\"\r\nc|镕;|-1234.5]3[7.00|]");
}
END_TEST

START_TEST(csv_out_of_memory)
{
    hz_status s = HZ_ERR_MEMORY;
    hz_csv csv;
    int n;

    put_text("t.csv", "\xB3\xA7,b\nc,d\n"); /* GB18030 */
    for (n = 1; s != HZ_OK; n++) {
        hz_memory_fail_at(n);
        s = hz_csv_read(&csv, in_work("t.csv"), ',', NULL, arena, &err);
        hz_memory_fail_at(0);
        if (s != HZ_OK)
            assert_fails(s, HZ_ERR_MEMORY, "");
        ck_assert_int_lt(n, 50);
    }
    ck_assert_int_gt(n, 4);
}
END_TEST

START_TEST(csv_mutated)
{
    static const char good[] = "\xEF\xBB\xBF名,value,\"unit\"\r\n\"a \"\"b\"\"\",1.5,kg/d\r\n\r\n镕,\"x\r\ny\",-2\n";
    char text[1024];

    random_state = 20160923;
    for (int i = 0; i < 3000; i++) {
        hz_arena *own = hz_arena_new();
        hz_error e = HZ_ERROR_NONE;
        hz_csv csv;
        hz_status s;

        put_bytes("t.csv", text, mutate(text, sizeof text, good, sizeof good - 1));
        s = hz_csv_read(&csv, in_work("t.csv"), ',', NULL, own, &e);
        ck_assert(s == HZ_OK || s == HZ_ERR_INPUT);
        if (s == HZ_OK)
            dump(&csv);
        hz_arena_free(own);
    }
}
END_TEST

/* ---- all of them ----------------------------------------------------------------------------------------------- */

static TCase *new_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 60);
    suite_add_tcase(suite, tcase);
    return tcase;
}

static void add_files(Suite *suite)
{
    TCase *tcase = new_case(suite, "file");

    tcase_add_test(tcase, read_whole_file);
    tcase_add_test(tcase, read_refusals);
    tcase_add_test(tcase, what_is_there);
    tcase_add_test(tcase, outfile_appears_whole);
    tcase_add_test(tcase, outfile_aborted_leaves_nothing);
    tcase_add_test(tcase, outfile_finished_waits);
    tcase_add_test(tcase, outfile_replaces_only_when_told);
    tcase_add_test(tcase, outfile_never_replaces_links_or_devices);
    tcase_add_test(tcase, outfile_trusts_no_links_of_others);
    tcase_add_test(tcase, outfile_goes_on_in_what_is_open);
    tcase_add_test(tcase, outfile_writes_into_no_file_that_comes_late);
    tcase_add_test(tcase, only_a_plain_number_is_an_open_file);
    tcase_add_test(tcase, outfile_replaces_no_pipe_that_comes_late);
    tcase_add_test(tcase, outfile_places_that_cannot_be);
    tcase_add_test(tcase, read_only_folder);
    tcase_add_test(tcase, disk_full);
}

static void add_folders(Suite *suite)
{
    TCase *tcase = new_case(suite, "folder");

    tcase_add_test(tcase, outfolder_appears_whole);
    tcase_add_test(tcase, outfolder_aborted_leaves_nothing);
    tcase_add_test(tcase, outfolder_replaces_its_own);
    tcase_add_test(tcase, outfolder_spares_what_is_not_its_own);
    tcase_add_test(tcase, outfolder_spares_what_was_put_there);
    tcase_add_test(tcase, outfolder_spares_what_was_edited);
    tcase_add_test(tcase, outfolder_spares_what_has_no_manifest);
    tcase_add_test(tcase, outfolder_spares_what_comes_late);
    tcase_add_test(tcase, outfolder_spares_what_was_exchanged);
    tcase_add_test(tcase, file_system_without_rename_flags);
    tcase_add_test(tcase, disk_that_does_not_keep);
    tcase_add_test(tcase, the_old_folder_outlives_a_disk_that_does_not_keep);
    tcase_add_test(tcase, outfolder_names);
    tcase_add_test(tcase, out_of_memory_leaves_nothing);
    tcase_add_test(tcase, listing_and_removing);
}

static void add_xml(Suite *suite)
{
    TCase *tcase = new_case(suite, "xml");

    tcase_add_test(tcase, xml_events_and_lines);
    tcase_add_test(tcase, xml_values);
    tcase_add_test(tcase, xml_namespaces);
    tcase_add_test(tcase, xml_malformed);
    tcase_add_test(tcase, xml_long_message);
    tcase_add_test(tcase, xml_nul_bytes);
    tcase_add_test(tcase, xml_truncated_anywhere);
    tcase_add_test(tcase, xml_doctype_is_refused);
    tcase_add_test(tcase, xml_encodings);
    tcase_add_test(tcase, xml_byte_order_marks);
    tcase_add_test(tcase, xml_caps);
    tcase_add_test(tcase, xml_deep);
    tcase_add_test(tcase, xml_size_cap);
    tcase_add_test(tcase, xml_stops_quietly);
    tcase_add_test(tcase, xml_without_callbacks);
    tcase_add_test(tcase, xml_machine_errors);
    tcase_add_test(tcase, xml_large);
    tcase_add_test(tcase, xml_says_nothing_on_stderr);
    tcase_add_test(tcase, xml_mutated);
}

static void add_csv(Suite *suite)
{
    TCase *tcase = new_case(suite, "csv");

    tcase_add_test(tcase, csv_reads);
    tcase_add_test(tcase, csv_ill_formed);
    tcase_add_test(tcase, csv_encodings);
    tcase_add_test(tcase, csv_writes);
    tcase_add_test(tcase, csv_there_and_back);
    tcase_add_test(tcase, csv_out_of_memory);
    tcase_add_test(tcase, csv_mutated);
}

int main(void)
{
    Suite *suite = suite_create("files");
    SRunner *runner = srunner_create(suite);
    int n_failed;

    add_files(suite);
    add_folders(suite);
    add_xml(suite);
    add_csv(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed != 0;
}
