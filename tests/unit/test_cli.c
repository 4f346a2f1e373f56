/* test_cli.c - the command line: what is taken, what is refused and in which words, and what is made from the table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/folder.h"
#include "base/folder_diff.h"
#include "base/lang.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/paths.h"
#include "scenario/scenario.h"

/* ---- a command line, written as one text with blanks between the words ---- */

enum { MAX_WORDS = 32 };

static char words[1024];
static hz_options options;
static hz_error err;

static hz_status parse(const char *line)
{
    char *argv[MAX_WORDS + 1] = {0};
    int argc = 0;

    snprintf(words, sizeof words, "%s", line);
    for (char *word = strtok(words, " "); word && argc < MAX_WORDS; word = strtok(NULL, " "))
        argv[argc++] = word;
    err = HZ_ERROR_NONE;
    return hz_options_parse(&options, argc, argv, &err);
}

static void ck_taken(const char *line)
{
    ck_assert_msg(parse(line) == HZ_OK, "'%s' was refused: %s", line, err.message);
}

/* Refused as a matter of usage, in words that hold `words_of_it`. */
static void ck_refused(const char *line, const char *words_of_it)
{
    ck_assert_msg(parse(line) == HZ_ERR_USAGE, "'%s' was taken", line);
    ck_assert_msg(strstr(err.message, words_of_it) != NULL, "'%s' gave '%s', which does not hold '%s'", line, err.message,
                  words_of_it);
}

/* ---- what is taken ---- */

START_TEST(commands_and_operands_are_taken)
{
    ck_taken("hazeplan check a.xml");
    ck_assert_int_eq(options.command, HZ_COMMAND_CHECK);
    ck_assert_int_eq(options.n_operands, 1);
    ck_assert_str_eq(options.operands[0], "a.xml");
    ck_taken("hazeplan compare a b");
    ck_assert_int_eq(options.command, HZ_COMMAND_COMPARE);
    ck_assert_str_eq(options.operands[1], "b");
    ck_taken("hazeplan help");
    ck_assert_int_eq(options.n_operands, 0);
    ck_taken("hazeplan check -- --a.xml");
    ck_assert_str_eq(options.operands[0], "--a.xml");
}
END_TEST

START_TEST(options_stand_anywhere_behind_the_command)
{
    static const char *const lines[] = {
        "hazeplan plan s.xml --level red -o out --force",   "hazeplan plan --level=red -oout -f s.xml",
        "hazeplan plan -l red s.xml --output=out --force",  "hazeplan plan -f -l red -o out s.xml",
    };

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        ck_taken(lines[i]);
        ck_assert_str_eq(options.operands[0], "s.xml");
        ck_assert_int_eq(options.values[HZ_OPTION_LEVEL].number, HZ_RED);
        ck_assert_str_eq(options.values[HZ_OPTION_OUTPUT].text, "out");
        ck_assert(options.values[HZ_OPTION_FORCE].is_given);
        ck_assert(!options.values[HZ_OPTION_JSON].is_given);
    }
}
END_TEST

START_TEST(help_and_version_come_first)
{
    ck_taken("hazeplan --help");
    ck_assert_int_eq(options.command, HZ_COMMAND_HELP);
    ck_assert_int_eq(options.n_operands, 0);
    ck_taken("hazeplan plan --level red --help");
    ck_assert_int_eq(options.command, HZ_COMMAND_HELP);
    ck_assert_str_eq(options.operands[0], "plan");
    ck_assert(!options.values[HZ_OPTION_LEVEL].is_given);
    ck_taken("hazeplan compare -h");
    ck_assert_str_eq(options.operands[0], "compare");
    ck_taken("hazeplan --version");
    ck_assert(options.wants_version);
}
END_TEST

static const struct {
    const char *text;
    int64_t number;
} steps[] = {{"1%", 100}, {"0.5%", 50}, {"5%", 500}, {"0.01%", 1}, {"100%", 10000}, {"2.50%", 250}, {"10‰", 100}};

START_TEST(steps_are_shares_with_a_unit)
{
    char line[64];

    snprintf(line, sizeof line, "hazeplan plan s --step %s", steps[_i].text);
    ck_taken(line);
    ck_assert_int_eq(options.values[HZ_OPTION_STEP].number, steps[_i].number);
}
END_TEST

START_TEST(a_step_may_have_a_blank_before_its_unit)
{
    char *argv[] = {"hazeplan", "plan", "s", "--step", "5 %", NULL};

    err = HZ_ERROR_NONE;
    ck_assert_int_eq(hz_options_parse(&options, 5, argv, &err), HZ_OK);
    ck_assert_int_eq(options.values[HZ_OPTION_STEP].number, 500);
}
END_TEST

START_TEST(seconds_become_milliseconds)
{
    ck_taken("hazeplan plan s --time-limit 60");
    ck_assert_int_eq(options.values[HZ_OPTION_TIME_LIMIT].number, 60000);
    ck_taken("hazeplan plan s --time-limit 0.25");
    ck_assert_int_eq(options.values[HZ_OPTION_TIME_LIMIT].number, 250);
    ck_taken("hazeplan plan s --time-limit 0.0001");
    ck_assert_int_eq(options.values[HZ_OPTION_TIME_LIMIT].number, 1);
    ck_taken("hazeplan replay f --time-limit 1000");
    ck_assert_int_eq(options.values[HZ_OPTION_TIME_LIMIT].number, 1000000);
}
END_TEST

START_TEST(levels_languages_times_and_sizes_are_read)
{
    ck_taken("hazeplan plan s --level blue --lang en --start 2016-09-24T00:00 --max-bytes 9223372036854775807");
    ck_assert_int_eq(options.values[HZ_OPTION_LEVEL].number, HZ_BLUE);
    ck_assert_int_eq(options.values[HZ_OPTION_LANG].number, HZ_LANG_EN);
    ck_assert_str_eq(options.values[HZ_OPTION_START].text, "2016-09-24T00:00");
    ck_assert_int_eq(options.values[HZ_OPTION_MAX_BYTES].number, INT64_MAX);
    ck_taken("hazeplan plan s --level orange --lang zh-CN");
    ck_assert_int_eq(options.values[HZ_OPTION_LEVEL].number, HZ_ORANGE);
    ck_assert_int_eq(options.values[HZ_OPTION_LANG].number, HZ_LANG_ZH);
}
END_TEST

/* ---- what is refused ---- */

static const struct {
    const char *line, *words;
} refusals[] = {
    {"hazeplan", "no command"},
    {"hazeplan chekc s", "did you mean 'check'?"},
    {"hazeplan pla s", "did you mean 'plan'?"},
    {"hazeplan frobnicate", "'hazeplan help' lists"},
    {"hazeplan --level red plan s", "stands where a command should"},
    {"hazeplan check", "needs SCENARIO"},
    {"hazeplan check a b", "'b' is too much"},
    {"hazeplan compare a", "needs FOLDER FOLDER"},
    {"hazeplan check s --level red", "'check' does not take the option '--level'; 'plan' does"},
    {"hazeplan plan s --levle red", "did you mean '--level'?"},
    {"hazeplan plan s --untill x", "did you mean '--until'?"},
    {"hazeplan plan s --write x", "did you mean '--write-"},
    {"hazeplan plan s --xyzzy", "'hazeplan help plan' lists"},
    {"hazeplan plan s -q", "'-q'"},
    {"hazeplan plan s -é", "'-?'"},
    {"hazeplan plan s --level", "needs a value: LEVEL"},
    {"hazeplan plan s -o", "'--output' needs a value: FOLDER"},
    {"hazeplan plan s --json=yes", "takes no value"},
    {"hazeplan plan s --level red --level red", "given twice"},
    {"hazeplan plan s -l red --level blue", "given twice"},
    {"hazeplan plan s --level Red", "'--level' cannot be 'Red'"},
    {"hazeplan plan s --lang zh", "zh-CN or en"},
    {"hazeplan plan s --output=", "a path"},
    {"hazeplan plan s --step 1", "'--step' cannot be '1'"},
    {"hazeplan plan s --step 0%", "such as 1%"},
    {"hazeplan plan s --step 3%", "divides 100 %"},
    {"hazeplan plan s --step 200%", "divides 100 %"},
    {"hazeplan plan s --step 0.001%", "divides 100 %"},
    {"hazeplan plan s --step -1%", "divides 100 %"},
    {"hazeplan plan s --step 1kg/d", "divides 100 %"},
    {"hazeplan plan s --step %", "divides 100 %"},
    {"hazeplan plan s --start 2016-09-24", "such as 2016-09-24T00:00"},
    {"hazeplan plan s --start 2015-02-29T00:00", "that exist"},
    {"hazeplan plan s --until 2016-09-24T24:00", "'--until'"},
    {"hazeplan plan s --time-limit 0", "above zero"},
    {"hazeplan plan s --time-limit -1", "above zero"},
    {"hazeplan plan s --time-limit 1e3", "above zero"},
    {"hazeplan plan s --time-limit 1,5", "above zero"},
    {"hazeplan plan s --time-limit 99999999999999999", "above zero"},
    {"hazeplan plan s --max-bytes 0", "whole number"},
    {"hazeplan plan s --max-bytes 1k", "whole number"},
    {"hazeplan plan s --max-bytes 99999999999999999999", "whole number"},
};

START_TEST(faults_are_named)
{
    ck_refused(refusals[_i].line, refusals[_i].words);
}
END_TEST

START_TEST(an_empty_operand_is_none)
{
    char *argv[] = {"hazeplan", "check", "", NULL};

    err = HZ_ERROR_NONE;
    ck_assert_int_eq(hz_options_parse(&options, 3, argv, &err), HZ_ERR_USAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "empty"));
}
END_TEST

START_TEST(distances_count_slips_of_the_hand)
{
    ck_assert_int_eq(hz_options_distance("level", "level"), 0);
    ck_assert_int_eq(hz_options_distance("levle", "level"), 1);
    ck_assert_int_eq(hz_options_distance("evel", "level"), 1);
    ck_assert_int_eq(hz_options_distance("leevel", "level"), 1);
    ck_assert_int_eq(hz_options_distance("", "abc"), 3);
    ck_assert_int_eq(hz_options_distance("ca", "abc"), 3);
    ck_assert_int_gt(hz_options_distance("a-word-that-is-far-too-long-to-be-an-option", "level"), 30);
}
END_TEST

/* ---- the table ---- */

START_TEST(names_and_letters_are_unique_in_a_command)
{
    for (int a = 0; a < HZ_N_OPTIONS; a++) {
        ck_assert_int_ne((int)hz_option_defs[a].commands, 0);
        ck_assert((hz_option_defs[a].kind == HZ_KIND_FLAG) == (hz_option_defs[a].value == NULL));
        for (int b = 0; b < a; b++) {
            if (!(hz_option_defs[a].commands & hz_option_defs[b].commands))
                continue;
            ck_assert_str_ne(hz_option_defs[a].name, hz_option_defs[b].name);
            ck_assert(!hz_option_defs[a].letter || hz_option_defs[a].letter != hz_option_defs[b].letter);
        }
    }
    for (int c = 0; c < HZ_N_COMMANDS; c++)
        ck_assert_int_le(hz_command_defs[c].most, HZ_MAX_OPERANDS);
}
END_TEST

/* ---- what is made from the table ---- */

typedef void maker(hz_sink *sink);

static void ck_same_as_file(maker *make, const char *name, const char *how)
{
    const char *source = getenv("srcdir");
    char path[4096], *bytes;
    size_t length;
    hz_sink *sink = hz_sink_to_memory();

    make(sink);
    snprintf(path, sizeof path, "%s/%s", source ? source : ".", name);
    ck_assert_msg(hz_file_read(&bytes, &length, path, 1 << 20, &err) == HZ_OK, "%s", err.message);
    ck_assert_msg(strcmp(bytes, hz_sink_text(sink, NULL)) == 0, "%s is not what 'hazeplan help %s' prints: write it anew",
                  name, how);
    free(bytes);
    hz_sink_close(sink, "memory", NULL);
}

START_TEST(the_manual_page_is_up_to_date)
{
    ck_same_as_file(hz_help_man, "docs/hazeplan.1", "--man");
}
END_TEST

START_TEST(the_completion_is_up_to_date)
{
    ck_same_as_file(hz_help_completion, "docs/hazeplan.bash-completion", "--completion");
}
END_TEST

/* Does the help of a command hold this option, as a word of its own? */
static bool help_names(const char *help, const char *name)
{
    char label[64];
    const char *at;

    snprintf(label, sizeof label, "--%s", name);
    at = strstr(help, label);
    while (at && !strchr(" \n", at[strlen(label)]))
        at = strstr(at + 1, label);
    return at != NULL;
}

/* Does the command take an option of this name? */
static bool is_taken(int command, const char *name)
{
    for (int o = 0; o < HZ_N_OPTIONS; o++)
        if (hz_option_defs[o].commands >> command & 1 && strcmp(hz_option_defs[o].name, name) == 0)
            return true;
    return false;
}

START_TEST(help_names_every_option_and_no_other)
{
    hz_sink *sink = hz_sink_to_memory();
    const char *help;

    hz_help_command(sink, (hz_command_id)_i);
    help = hz_sink_text(sink, NULL);
    for (int o = 0; o < HZ_N_OPTIONS; o++)
        ck_assert_msg(help_names(help, hz_option_defs[o].name) == is_taken(_i, hz_option_defs[o].name),
                      "help of '%s' and option '--%s'", hz_command_defs[_i].name, hz_option_defs[o].name);
    hz_sink_close(sink, "memory", NULL);
}
END_TEST

/* Lines are folded at 80 columns; only words without a blank, and examples, may be longer. */
START_TEST(help_is_folded)
{
    hz_sink *sink = hz_sink_to_memory();

    hz_help_command(sink, (hz_command_id)_i);
    for (const char *line = hz_sink_text(sink, NULL); *line; line += strcspn(line, "\n") + 1)
        ck_assert_msg(strcspn(line, "\n") <= 80, "%.*s", (int)strcspn(line, "\n"), line);
    hz_sink_close(sink, "memory", NULL);
}
END_TEST

/* ---- folders held against each other ---- */

static char scratch[64];

static void write_file(const char *name, const char *text)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", scratch, name);
    file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void make_folder(const char *name)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", scratch, name);
    ck_assert_int_eq(mkdir(path, 0777), 0);
}

static void make_scratch(void)
{
    snprintf(scratch, sizeof scratch, "test-cli-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(scratch));
    make_folder("a");
    make_folder("b");
}

static void drop_scratch(void)
{
    hz_folder_remove(scratch, NULL);
}

static void ck_diff(const hz_file_diff *d, const char *name, hz_diff_kind kind, uint64_t line, uint64_t byte)
{
    ck_assert_str_eq(d->name, name);
    ck_assert_str_eq(hz_folder_diff_id(d->kind), hz_folder_diff_id(kind));
    ck_assert_uint_eq(d->line, line);
    ck_assert_uint_eq(d->byte, byte);
}

static hz_folder_diff compare_scratch(hz_arena *arena)
{
    char a[128], b[128];
    hz_folder_diff diff;

    snprintf(a, sizeof a, "%s/a", scratch);
    snprintf(b, sizeof b, "%s/b", scratch);
    err = HZ_ERROR_NONE;
    ck_assert_msg(hz_folder_diff_make(&diff, a, b, arena, &err) == HZ_OK, "%s", err.message);
    return diff;
}

START_TEST(every_difference_is_found)
{
    hz_arena *arena = hz_arena_new();
    hz_folder_diff diff;
    char path[256];

    write_file("a/changed", "one\ntwo\nthree\n");
    write_file("b/changed", "one\ntwo\nthrxe\n");
    write_file("a/cut", "one\n");
    write_file("b/cut", "one\ntwo\n");
    write_file("a/extra", "");
    snprintf(path, sizeof path, "%s/a/link", scratch);
    ck_assert_int_eq(symlink("same", path), 0);
    write_file("b/link", "same\n");
    write_file("a/same", "same\n");
    write_file("b/same", "same\n");
    make_folder("b/sub");
    write_file("b/sub/missing", "");
    make_folder("a/void");
    make_folder("a/zero");
    make_folder("b/zero");
    diff = compare_scratch(arena);
    ck_assert_uint_eq(diff.n_items, 6);
    ck_diff(&diff.items[0], "changed", HZ_DIFF_CONTENT, 3, 12);
    ck_diff(&diff.items[1], "cut", HZ_DIFF_CONTENT, 2, 5);
    ck_diff(&diff.items[2], "extra", HZ_DIFF_EXTRA, 0, 0);
    ck_diff(&diff.items[3], "link", HZ_DIFF_NOT_A_FILE, 0, 0);
    ck_diff(&diff.items[4], "sub/missing", HZ_DIFF_MISSING, 0, 0);
    ck_diff(&diff.items[5], "void/", HZ_DIFF_EXTRA, 0, 0);
    ck_assert_uint_eq(diff.n_equal, 1);
    ck_assert_uint_eq(diff.n_bytes, 5);
    hz_arena_free(arena);
}
END_TEST

/* A difference behind the first buffer, and one at its border. */
START_TEST(long_files_are_compared_whole)
{
    enum { N = 200000, BORDER = 65536 };
    hz_arena *arena = hz_arena_new();
    char *text = calloc(N + 1, 1);

    for (int i = 0; i < N; i++)
        text[i] = i % 100 == 99 ? '\n' : 'x';
    write_file("a/long", text);
    write_file("b/long", text);
    ck_assert_uint_eq(compare_scratch(arena).n_items, 0);
    text[150050] = 'y';
    write_file("b/long", text);
    ck_diff(&compare_scratch(arena).items[0], "long", HZ_DIFF_CONTENT, 1501, 150051);
    text[BORDER] = '\0';
    write_file("b/long", text);
    ck_diff(&compare_scratch(arena).items[0], "long", HZ_DIFF_CONTENT, 656, BORDER + 1);
    free(text);
    hz_arena_free(arena);
}
END_TEST

static hz_status check_sums(hz_folder_diff *diff, const char *sums, hz_arena *arena)
{
    char a[128];

    write_file("a/SUMS", sums);
    snprintf(a, sizeof a, "%s/a", scratch);
    err = HZ_ERROR_NONE;
    return hz_folder_diff_sums(diff, a, "SUMS", arena, &err);
}

/* SHA-256 of nothing and of "abc": FIPS 180-4, examples */
#define OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define OF_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

START_TEST(checksums_are_held_against_the_files)
{
    hz_arena *arena = hz_arena_new();
    hz_folder_diff diff;

    write_file("a/abc", "abc");
    write_file("a/nothing", "");
    ck_assert_int_eq(check_sums(&diff, OF_ABC "  abc\n" OF_NOTHING " *nothing\n", arena), HZ_OK);
    ck_assert_uint_eq(diff.n_items, 0);
    ck_assert_uint_eq(diff.n_equal, 2);
    ck_assert_int_eq(check_sums(&diff, OF_NOTHING "  gone\n" OF_NOTHING "  abc", arena), HZ_OK);
    ck_assert_uint_eq(diff.n_items, 3);
    ck_diff(&diff.items[0], "abc", HZ_DIFF_CONTENT, 2, 0);
    ck_diff(&diff.items[1], "gone", HZ_DIFF_MISSING, 1, 0);
    ck_diff(&diff.items[2], "nothing", HZ_DIFF_EXTRA, 0, 0);
    make_folder("a/void");
    ck_assert_int_eq(check_sums(&diff, OF_ABC "  abc\n" OF_NOTHING "  nothing\n", arena), HZ_OK);
    ck_assert_uint_eq(diff.n_items, 1);
    ck_diff(&diff.items[0], "void/", HZ_DIFF_EXTRA, 0, 0);
    ck_assert_int_eq(check_sums(&diff, OF_ABC "  abc\nhello\n", arena), HZ_ERR_INPUT);
    ck_assert_ptr_nonnull(strstr(err.message, "SUMS:2:"));
    ck_assert_int_eq(check_sums(&diff, OF_ABC, arena), HZ_ERR_INPUT);
    hz_arena_free(arena);
}
END_TEST

START_TEST(some_differences_stand_in_a_sentence)
{
    hz_file_diff items[] = {{"a", HZ_DIFF_EXTRA, 0, 0},
                            {"b", HZ_DIFF_CONTENT, 1, 0},
                            {"c", HZ_DIFF_EXTRA, 0, 0},
                            {"d", HZ_DIFF_EXTRA, 0, 0},
                            {"e", HZ_DIFF_EXTRA, 0, 0},
                            {"f", HZ_DIFF_EXTRA, 0, 0}};
    hz_folder_diff diff = {.items = items, .n_items = 6};
    char text[64], small[5];

    ck_assert_uint_eq(hz_folder_diff_some(text, sizeof text, &diff, 1U << HZ_DIFF_EXTRA), 5);
    ck_assert_str_eq(text, "a, c, d and 2 more");
    ck_assert_uint_eq(hz_folder_diff_some(text, sizeof text, &diff, 1U << HZ_DIFF_CONTENT), 1);
    ck_assert_str_eq(text, "b");
    ck_assert_uint_eq(hz_folder_diff_some(text, sizeof text, &diff, 1U << HZ_DIFF_MISSING), 0);
    ck_assert_str_eq(text, "");
    items[0].name = "焦作";
    ck_assert_uint_eq(hz_folder_diff_some(small, sizeof small, &diff, 1U << HZ_DIFF_EXTRA), 5);
    ck_assert_str_eq(small, "焦");
}
END_TEST

/* ---- what is read and what is written ---- */

static const struct {
    const char *first, *second; /* in the scratch folder, or absolute */
    hz_path_use first_use, second_use;
    const char *said; /* NULL: they may both be */
} pairs[] = {
    {"file", "file", HZ_PATH_READ, HZ_PATH_FILE, "written over"},
    {"file", "./a/../file", HZ_PATH_READ, HZ_PATH_FILE, "written over"},
    {"file", "hard", HZ_PATH_READ, HZ_PATH_FILE, "written over"},
    {"soft", "file", HZ_PATH_READ, HZ_PATH_FILE, "written over"},
    {"file", "file", HZ_PATH_READ, HZ_PATH_READ, NULL},
    {"file", "new", HZ_PATH_READ, HZ_PATH_FILE, NULL},
    {"new", "new", HZ_PATH_FILE, HZ_PATH_FILE, "the same place"},
    {"new", "./b/..//new", HZ_PATH_FILE, HZ_PATH_FILE, "the same place"},
    {"new", "up/new", HZ_PATH_FILE, HZ_PATH_FILE, "the same place"},
    {"new", "a/new", HZ_PATH_FILE, HZ_PATH_FILE, NULL},
    {"new", "news", HZ_PATH_FOLDER, HZ_PATH_FILE, NULL},
    {"new/", "new", HZ_PATH_FOLDER, HZ_PATH_FILE, "the same place"},
    {"new/", "new/list", HZ_PATH_FOLDER, HZ_PATH_FILE, "nothing else"},
    {"new/x/y", "new", HZ_PATH_FILE, HZ_PATH_FOLDER, "nothing else"},
    {"a/deep/in", "a", HZ_PATH_READ, HZ_PATH_FOLDER, "would replace"},
    {"within", "a", HZ_PATH_READ, HZ_PATH_FOLDER, "would replace"},
    {"a/deep/in", "up/a/", HZ_PATH_READ, HZ_PATH_FOLDER, "would replace"},
    {"a/deep/in", "b", HZ_PATH_READ, HZ_PATH_FOLDER, NULL},
    {"file", "a", HZ_PATH_READ, HZ_PATH_FOLDER, NULL},
    {"/dev/null", "/dev/null", HZ_PATH_READ, HZ_PATH_FILE, NULL},
    {"/dev/null", "/dev/null", HZ_PATH_FILE, HZ_PATH_FILE, NULL},
    {"fifo", "fifo", HZ_PATH_FILE, HZ_PATH_FILE, NULL},
    {"nowhere/x", "/", HZ_PATH_FILE, HZ_PATH_FOLDER, "nothing else"},
    {"file", "", HZ_PATH_READ, HZ_PATH_FILE, NULL},
};

static void link_to(const char *target, const char *name)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", scratch, name);
    ck_assert_int_eq(symlink(target, path), 0);
}

static void fill_scratch(void)
{
    char from[256], to[256];

    write_file("file", "");
    snprintf(from, sizeof from, "%s/file", scratch);
    snprintf(to, sizeof to, "%s/hard", scratch);
    ck_assert_int_eq(link(from, to), 0);
    snprintf(to, sizeof to, "%s/fifo", scratch);
    ck_assert_int_eq(mkfifo(to, 0600), 0);
    make_folder("a/deep");
    write_file("a/deep/in", "");
    link_to("file", "soft");
    link_to("a/deep/in", "within");
    link_to(".", "up");
}

START_TEST(what_is_read_is_never_written_over)
{
    const char *given[] = {pairs[_i].first, pairs[_i].second};
    char text[2][256];
    hz_path paths[4] = {{text[0], "--first", pairs[_i].first_use},
                        {NULL, "--none", HZ_PATH_FILE},
                        {NULL, "--none", HZ_PATH_FOLDER},
                        {text[1], "--second", pairs[_i].second_use}};

    fill_scratch();
    for (int i = 0; i < 2; i++)
        snprintf(text[i], sizeof text[i], given[i][0] == '/' || !given[i][0] ? "%.0s%s" : "%s/%s", scratch, given[i]);
    err = HZ_ERROR_NONE;
    ck_assert_msg(hz_paths_check(paths, 4, &err) == (pairs[_i].said ? HZ_ERR_USAGE : HZ_OK), "%s", err.message);
    if (pairs[_i].said)
        ck_assert_msg(strstr(err.message, pairs[_i].said) && strstr(err.message, "--second") &&
                          strstr(err.message, "--first"),
                      "%s", err.message);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cli");
    TCase *taken = tcase_create("taken"), *refused = tcase_create("refused"), *made = tcase_create("made"),
          *folders = tcase_create("folders");

    tcase_add_test(taken, commands_and_operands_are_taken);
    tcase_add_test(taken, options_stand_anywhere_behind_the_command);
    tcase_add_test(taken, help_and_version_come_first);
    tcase_add_loop_test(taken, steps_are_shares_with_a_unit, 0, (int)(sizeof steps / sizeof *steps));
    tcase_add_test(taken, a_step_may_have_a_blank_before_its_unit);
    tcase_add_test(taken, seconds_become_milliseconds);
    tcase_add_test(taken, levels_languages_times_and_sizes_are_read);
    tcase_add_loop_test(refused, faults_are_named, 0, (int)(sizeof refusals / sizeof *refusals));
    tcase_add_test(refused, an_empty_operand_is_none);
    tcase_add_test(refused, distances_count_slips_of_the_hand);
    tcase_add_test(made, names_and_letters_are_unique_in_a_command);
    tcase_add_test(made, the_manual_page_is_up_to_date);
    tcase_add_test(made, the_completion_is_up_to_date);
    tcase_add_loop_test(made, help_names_every_option_and_no_other, 0, HZ_N_COMMANDS);
    tcase_add_loop_test(made, help_is_folded, 0, HZ_N_COMMANDS);
    tcase_add_checked_fixture(folders, make_scratch, drop_scratch);
    tcase_add_test(folders, every_difference_is_found);
    tcase_add_test(folders, long_files_are_compared_whole);
    tcase_add_test(folders, checksums_are_held_against_the_files);
    tcase_add_loop_test(folders, what_is_read_is_never_written_over, 0, (int)(sizeof pairs / sizeof *pairs));
    tcase_add_test(folders, some_differences_stand_in_a_sentence);
    suite_add_tcase(s, taken);
    suite_add_tcase(s, refused);
    suite_add_tcase(s, made);
    suite_add_tcase(s, folders);
    return s;
}

int main(void)
{
    SRunner *runner = srunner_create(suite());
    int n_failed;

    hz_lang_init();
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed > 0;
}
