/* options.c - the command line: getopt_long fed from options.def, every value checked by its kind
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/lang.h"
#include "base/quantity.h"
#include "plan/settings.h"
#include "scenario/scenario.h"

#define FOR(id) (1U << HZ_COMMAND_##id)
#define FOR_ALL (~0U)

const hz_command_def hz_command_defs[HZ_N_COMMANDS] = {
#define HZ_COMMAND(id, name, operands, least, most, kind, summary, description)                                        \
    {#name, operands, least, most, HZ_KIND_##kind, summary, description},
#include "cli/options.def"
#undef HZ_COMMAND
};

const hz_option_def hz_option_defs[HZ_N_OPTIONS] = {
#define HZ_OPTION(id, name, letter, kind, value, help, commands)                                                       \
    {name, letter, HZ_KIND_##kind, value, help, commands},
#include "cli/options.def"
#undef HZ_OPTION
};

/* ---- the nearest word ---- */

enum { WORD_MAX = 31 };

static int least_of(int a, int b, int c)
{
    int least = a < b ? a : b;

    return least < c ? least : c;
}

/* Optimal string alignment distance; words longer than WORD_MAX are far from everything. */
int hz_options_distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    int d[WORD_MAX + 1][WORD_MAX + 1];

    if (n > WORD_MAX || m > WORD_MAX)
        return WORD_MAX + 1;
    for (size_t i = 0; i <= n; i++)
        for (size_t j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = (int)(i + j);
                continue;
            }
            d[i][j] = least_of(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < d[i][j])
                d[i][j] = d[i - 2][j - 2] + 1;
        }
    return d[n][m];
}

/* The candidate to suggest, so far. */
typedef struct {
    const char *typed, *best;
    int distance;
} suggestion;

/* A word is worth suggesting when a third of it at most is wrong, or when it was only begun. */
static suggestion suggest(const char *typed)
{
    return (suggestion){typed, NULL, (int)strlen(typed) / 3 + 2};
}

static void consider(suggestion *s, const char *candidate)
{
    bool is_begun = s->typed[0] && strncmp(s->typed, candidate, strlen(s->typed)) == 0;
    int distance = is_begun ? 1 : hz_options_distance(s->typed, candidate);

    if (distance < s->distance) {
        s->best = candidate;
        s->distance = distance;
    }
}

static void unknown_command(const char *name, hz_error *err)
{
    suggestion s = suggest(name);

    for (int c = 0; c < HZ_N_COMMANDS; c++)
        consider(&s, hz_command_defs[c].name);
    if (s.best)
        hz_error_set(err, HZ_ERR_USAGE, _("'%1$s' is not a command; did you mean '%2$s'?"), name, s.best);
    else
        hz_error_set(err, HZ_ERR_USAGE, _("'%s' is not a command; 'hazeplan help' lists the commands"), name);
}

bool hz_options_command(hz_command_id *out, const char *name, hz_error *err)
{
    for (int c = 0; c < HZ_N_COMMANDS; c++)
        if (strcmp(hz_command_defs[c].name, name) == 0) {
            *out = (hz_command_id)c;
            return true;
        }
    unknown_command(name, err);
    return false;
}

/* ---- values ---- */

static hz_status bad_value(const hz_option_def *def, const char *text, const char *wanted, hz_error *err)
{
    return hz_error_set(err, HZ_ERR_USAGE, _("option '--%1$s' cannot be '%2$s'; give %3$s"), def->name, text, wanted);
}

static hz_status take_level(hz_option_value *value, const hz_option_def *def, hz_error *err)
{
    for (int l = 0; l < HZ_N_LEVELS; l++)
        if (strcmp(value->text, hz_level_id((hz_level)l)) == 0) {
            value->number = l;
            return HZ_OK;
        }
    if (strcmp(value->text, "auto") == 0) {
        value->number = HZ_LEVEL_AUTO;
        return HZ_OK;
    }
    if (strcmp(value->text, "all") == 0) {
        value->number = HZ_LEVEL_ALL;
        return HZ_OK;
    }
    return bad_value(def, value->text, _("blue, yellow, orange, red, auto or all"), err);
}

static hz_status take_weights(hz_option_value *value, const hz_option_def *def, hz_error *err)
{
    int64_t milli_days[HZ_N_LEVELS];

    if (hz_level_days_parse(milli_days, value->text, strlen(value->text), ','))
        return HZ_OK;
    return bad_value(def, value->text,
                     _("days above zero for levels, such as yellow=3,orange=2,red=0.5: at most 366, to 0.001"), err);
}

static hz_status take_lang(hz_option_value *value, const hz_option_def *def, hz_error *err)
{
    hz_lang lang;

    if (!hz_lang_parse(&lang, value->text))
        return bad_value(def, value->text, _("zh-CN or en"), err);
    value->number = lang;
    return HZ_OK;
}

/* "1%", "0.5 %", "5‰": a number and a unit of shares. 100 % must be a whole number of steps, so that a stop is one. */
static hz_status take_step(hz_option_value *value, const hz_option_def *def, hz_error *err)
{
    size_t length = strspn(value->text, "0123456789.");
    const char *symbol = value->text + length + strspn(value->text + length, " ");
    const hz_unit_def *unit = hz_unit_find(symbol, strlen(symbol));
    hz_decimal decimal;

    if (hz_decimal_parse(&decimal, value->text, length, false) == HZ_NUMBER_OK && unit &&
        unit->dimension == HZ_DIM_SHARE && strcmp(symbol, "1") != 0 &&
        hz_convert(&value->number, decimal, unit, 0) == HZ_CONVERT_OK && value->number > 0 &&
        value->number <= HZ_SHARE_ONE && HZ_SHARE_ONE % value->number == 0)
        return HZ_OK;
    return bad_value(def, value->text, _("a share that divides 100 %, with its unit, such as 1%, 0.5% or 5%"), err);
}

/* "0.01%", to ppm of the whole; 0% asks for the cheapest. */
static hz_status take_gap(hz_option_value *value, const hz_option_def *def, hz_error *err)
{
    size_t length = strspn(value->text, "0123456789.");
    const char *symbol = value->text + length + strspn(value->text + length, " ");
    hz_decimal decimal;

    if (strcmp(symbol, "%") == 0 && hz_decimal_parse(&decimal, value->text, length, false) == HZ_NUMBER_OK && decimal.scale <= 4 &&
        decimal.scale >= 0 && decimal.digits <= 1000000) {
        value->number = (int64_t)decimal.digits;
        for (int i = decimal.scale; i < 4; i++)
            value->number *= 10;
        if (value->number <= HZ_RATIO_ONE)
            return HZ_OK;
    }
    return bad_value(def, value->text, _("a percentage of at most four decimals, such as 0.01% or 1%"), err);
}

/* "72h", "3d". */
static hz_status take_hours(hz_option_value *value, const hz_option_def *def, hz_error *err)
{
    size_t length = strspn(value->text, "0123456789");
    const char *symbol = value->text + length + strspn(value->text + length, " ");
    bool is_days = strcmp(symbol, "d") == 0;
    uint64_t number;

    if ((is_days || strcmp(symbol, "h") == 0) && hz_parse_uint(&number, value->text, length, HZ_MAX_HOURS) && number > 0 &&
        number * (is_days ? 24 : 1) <= HZ_MAX_HOURS) {
        value->number = (int64_t)number * (is_days ? 24 : 1);
        return HZ_OK;
    }
    return bad_value(def, value->text, _("whole hours or days, such as 72h or 3d, at most a year"), err);
}

static hz_status take_time(hz_option_value *value, const hz_option_def *def, hz_error *err)
{
    if (hz_instant_parse(&value->number, value->text, strlen(value->text)))
        return HZ_OK;
    return bad_value(def, value->text, _("a day and time that exist, such as 2016-09-24T00:00"), err);
}

static hz_status take_date(hz_option_value *value, const hz_option_def *def, hz_error *err)
{
    int32_t day;

    if (!hz_date_parse(&day, value->text, strlen(value->text)))
        return bad_value(def, value->text, _("a day that exists, such as 2016-09-20"), err);
    value->number = day;
    return HZ_OK;
}

static hz_status take_place(hz_option_value *value, const hz_option_def *def, hz_error *err)
{
    if (strlen(value->text) == 6 && strspn(value->text, "0123456789") == 6)
        return HZ_OK;
    return bad_value(def, value->text, _("a division code of 6 digits, such as 410800"), err);
}

static hz_status take_cause(hz_option_value *value, const hz_option_def *def, hz_error *err)
{
    value->number = hz_word_index(&hz_cause_words, value->text, strlen(value->text));
    if (value->number >= 0)
        return HZ_OK;
    return bad_value(def, value->text, _("PM2.5, O3, dust, wildfire, straw, fireworks, transport or other"), err);
}

/* Seconds with decimals -> whole milliseconds, rounded up. A year is the most. */
static hz_status take_seconds(hz_option_value *value, const hz_option_def *def, hz_error *err)
{
    const int64_t most = INT64_C(366) * 86400 * 1000;
    hz_decimal decimal;
    __int128 milliseconds, divisor = 1;

    if (hz_decimal_parse(&decimal, value->text, strlen(value->text), false) != HZ_NUMBER_OK || decimal.is_negative ||
        decimal.digits == 0 || decimal.scale > 18)
        goto bad;
    milliseconds = (__int128)decimal.digits * 1000;
    for (int i = decimal.scale; i < 0 && milliseconds <= most; i++)
        milliseconds *= 10;
    for (int i = 0; i < decimal.scale; i++)
        divisor *= 10;
    if ((milliseconds + divisor - 1) / divisor > most)
        goto bad;
    value->number = hz_div_ceil(milliseconds, divisor);
    return HZ_OK;
bad:
    return bad_value(def, value->text, _("seconds above zero, such as 60 or 0.5"), err);
}

static hz_status take_bytes(hz_option_value *value, const hz_option_def *def, hz_error *err)
{
    uint64_t number;

    if (!hz_parse_uint(&number, value->text, strlen(value->text), INT64_MAX) || number == 0)
        return bad_value(def, value->text, _("a whole number of bytes above zero"), err);
    value->number = (int64_t)number;
    return HZ_OK;
}

static hz_status take_value(hz_option_value *value, const hz_option_def *def, hz_error *err)
{
    switch (def->kind) {
    case HZ_KIND_LEVEL:
        return take_level(value, def, err);
    case HZ_KIND_WEIGHTS:
        return take_weights(value, def, err);
    case HZ_KIND_LANG:
        return take_lang(value, def, err);
    case HZ_KIND_STEP:
        return take_step(value, def, err);
    case HZ_KIND_HOURS:
        return take_hours(value, def, err);
    case HZ_KIND_GAP:
        return take_gap(value, def, err);
    case HZ_KIND_TIME:
        return take_time(value, def, err);
    case HZ_KIND_DATE:
        return take_date(value, def, err);
    case HZ_KIND_PLACE:
        return take_place(value, def, err);
    case HZ_KIND_CAUSE:
        return take_cause(value, def, err);
    case HZ_KIND_SECONDS:
        return take_seconds(value, def, err);
    case HZ_KIND_BYTES:
        return take_bytes(value, def, err);
    case HZ_KIND_FILE:
    case HZ_KIND_FOLDER:
        return value->text[0] ? HZ_OK : bad_value(def, value->text, _("a path"), err);
    case HZ_KIND_TEXT:
        return value->text[0] ? HZ_OK : bad_value(def, value->text, _("a name"), err);
    case HZ_KIND_FLAG:
    case HZ_KIND_COMMAND:
        break;
    }
    return HZ_OK;
}

/* ---- getopt ---- */

enum { LONG_ONLY = 256 }; /* getopt's value of option i is LONG_ONLY + i */

typedef struct {
    struct option longs[HZ_N_OPTIONS + 1];
    char letters[2 * HZ_N_OPTIONS + 2];
} grammar;

/* The options of one command, as getopt_long wants them. The leading ':' keeps it silent and tells a missing value from an
 * unknown option. */
static void make_grammar(grammar *g, hz_command_id command)
{
    int n = 0;
    size_t n_letters = 0;

    *g = (grammar){0};
    g->letters[n_letters++] = ':';
    for (int o = 0; o < HZ_N_OPTIONS; o++) {
        const hz_option_def *def = &hz_option_defs[o];

        if (!(def->commands >> command & 1))
            continue;
        g->longs[n++] = (struct option){def->name, def->value ? required_argument : no_argument, NULL, LONG_ONLY + o};
        if (!def->letter)
            continue;
        g->letters[n_letters++] = def->letter;
        if (def->value)
            g->letters[n_letters++] = ':';
    }
}

/* The option that getopt's answer stands for; two commands may use one name for two options. */
static int option_of(int answer, hz_command_id command)
{
    if (answer >= LONG_ONLY)
        return answer - LONG_ONLY;
    for (int o = 0; o < HZ_N_OPTIONS; o++)
        if (hz_option_defs[o].letter && hz_option_defs[o].letter == answer && hz_option_defs[o].commands >> command & 1)
            return o;
    return -1;
}

/* "--levl=red" -> "levl" */
static void bare_name(char out[WORD_MAX + 1], const char *word)
{
    size_t length;

    word += strspn(word, "-");
    length = strcspn(word, "=");
    snprintf(out, WORD_MAX + 1, "%.*s", length > WORD_MAX ? WORD_MAX : (int)length, word);
}

/* Which other command takes an option of this name? */
static const char *elsewhere(const char *name)
{
    for (int o = 0; o < HZ_N_OPTIONS; o++)
        for (int c = 0; c < HZ_N_COMMANDS; c++)
            if (strcmp(hz_option_defs[o].name, name) == 0 && hz_option_defs[o].commands >> c & 1)
                return hz_command_defs[c].name;
    return NULL;
}

static hz_status unknown_option(const grammar *g, hz_command_id command, const char *word, hz_error *err)
{
    const char *name = hz_command_defs[command].name, *other;
    char bare[WORD_MAX + 1];
    suggestion s;

    bare_name(bare, word);
    s = suggest(bare);
    other = elsewhere(bare);
    if (other)
        return hz_error_set(err, HZ_ERR_USAGE, _("'%1$s' does not take the option '--%2$s'; '%3$s' does"), name, bare,
                            other);
    for (int i = 0; g->longs[i].name; i++)
        consider(&s, g->longs[i].name);
    if (s.best)
        return hz_error_set(err, HZ_ERR_USAGE, _("'%1$s' does not know the option '--%2$s'; did you mean '--%3$s'?"), name,
                            bare, s.best);
    return hz_error_set(err, HZ_ERR_USAGE,
                        _("'%1$s' does not know the option '--%2$s'; 'hazeplan help %1$s' lists its options"), name, bare);
}

static hz_status unknown_letter(hz_command_id command, int letter, hz_error *err)
{
    /* a letter outside ASCII comes byte by byte */
    const char text[2] = {letter > 0x20 && letter < 0x7f ? (char)letter : '?', '\0'};

    return hz_error_set(err, HZ_ERR_USAGE,
                        _("'%1$s' does not know the option '-%2$s'; 'hazeplan help %1$s' lists its options"),
                        hz_command_defs[command].name, text);
}

/* What getopt's '?' and ':' mean, in words. */
static hz_status explain(const grammar *g, hz_command_id command, int answer, char **argv, hz_error *err)
{
    int known = option_of(optopt, command);

    if (answer == ':')
        return hz_error_set(err, HZ_ERR_USAGE, _("option '--%1$s' needs a value: %2$s"), hz_option_defs[known].name,
                            _(hz_option_defs[known].value));
    if (optopt >= LONG_ONLY)
        return hz_error_set(err, HZ_ERR_USAGE, _("option '--%s' takes no value"), hz_option_defs[known].name);
    if (optopt != 0)
        return unknown_letter(command, optopt, err);
    return unknown_option(g, command, argv[optind - 1], err);
}

static hz_status take_option(hz_options *out, int option, hz_error *err)
{
    const hz_option_def *def = &hz_option_defs[option];
    hz_option_value *value = &out->values[option];

    if (value->is_given)
        return hz_error_set(err, HZ_ERR_USAGE, _("option '--%s' is given twice; give it once"), def->name);
    value->is_given = true;
    value->text = optarg;
    return take_value(value, def, err);
}

static hz_status take_operands(hz_options *out, int argc, char **argv, hz_error *err)
{
    const hz_command_def *def = &hz_command_defs[out->command];

    if (argc < def->least)
        return hz_error_set(err, HZ_ERR_USAGE, _("'%1$s' needs %2$s: hazeplan %1$s %2$s"), def->name, _(def->operands));
    if (argc > def->most)
        return hz_error_set(err, HZ_ERR_USAGE, _("'%1$s' takes %2$s and no more; '%3$s' is too much"), def->name,
                            _(def->operands), argv[def->most]);
    for (int i = 0; i < argc; i++) {
        if (!argv[i][0])
            return hz_error_set(err, HZ_ERR_USAGE, _("'%1$s' needs %2$s, not an empty text"), def->name,
                                _(def->operands));
        out->operands[out->n_operands++] = argv[i];
    }
    return HZ_OK;
}

static void turn_to_help(hz_options *out)
{
    const char *name = hz_command_defs[out->command].name;

    *out = (hz_options){.command = HZ_COMMAND_HELP, .operands = {name}, .n_operands = 1};
}

static hz_status parse_command(hz_options *out, int argc, char **argv, hz_error *err)
{
    grammar g;
    int answer;

    make_grammar(&g, out->command);
    opterr = 0;
    optind = 0; /* glibc: start anew */
    while ((answer = getopt_long(argc, argv, g.letters, g.longs, NULL)) != -1) {
        int option = answer == '?' || answer == ':' ? -1 : option_of(answer, out->command);

        if (option < 0)
            return explain(&g, out->command, answer, argv, err);
        if (option == HZ_OPTION_HELP) {
            turn_to_help(out);
            return HZ_OK;
        }
        if (take_option(out, option, err))
            return HZ_ERR_USAGE;
    }
    return take_operands(out, argc - optind, argv + optind, err);
}

hz_status hz_options_parse(hz_options *out, int argc, char **argv, hz_error *err)
{
    *out = (hz_options){.command = HZ_COMMAND_HELP};
    if (argc < 2)
        return hz_error_set(err, HZ_ERR_USAGE, "%s", _("no command is given; 'hazeplan help' lists the commands"));
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return HZ_OK;
    if (strcmp(argv[1], "--version") == 0) {
        out->wants_version = true;
        return HZ_OK;
    }
    if (argv[1][0] == '-')
        return hz_error_set(err, HZ_ERR_USAGE, _("'%s' stands where a command should; 'hazeplan help' lists the commands"),
                            argv[1]);
    if (!hz_options_command(&out->command, argv[1], err))
        return HZ_ERR_USAGE;
    return parse_command(out, argc - 1, argv + 1, err);
}
