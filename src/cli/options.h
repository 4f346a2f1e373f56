/* options.h - the command line as data: one command, its operands, its options with their values checked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CLI_OPTIONS_H
#define HZ_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* How the value of an option, or an operand, is checked and completed. */
typedef enum {
    HZ_KIND_FLAG,    /* no value */
    HZ_KIND_FILE,    /* a path; not empty */
    HZ_KIND_FOLDER,  /* a path; not empty */
    HZ_KIND_TEXT,    /* anything; not empty */
    HZ_KIND_COMMAND, /* the name of a command */
    HZ_KIND_LEVEL,   /* number: hz_level, HZ_LEVEL_AUTO or HZ_LEVEL_ALL */
    HZ_KIND_WEIGHTS, /* expected days of levels, plan/settings.h */
    HZ_KIND_LANG,    /* number: hz_lang */
    HZ_KIND_STEP,    /* number: bp; a share of which 100 % is a whole multiple */
    HZ_KIND_HOURS,   /* number: whole hours, at least 1 */
    HZ_KIND_GAP,     /* number: ppm; a share from 0 on */
    HZ_KIND_TIME,    /* number: minutes, base/calendar.h */
    HZ_KIND_DATE,    /* number: days, base/calendar.h */
    HZ_KIND_PLACE,   /* six digits */
    HZ_KIND_CAUSE,   /* number: hz_cause */
    HZ_KIND_SECONDS, /* number: milliseconds, at least 1 */
    HZ_KIND_BYTES    /* number: at least 1 */
} hz_option_kind;

typedef enum {
#define HZ_COMMAND(id, name, operands, least, most, kind, summary, description) HZ_COMMAND_##id,
#include "cli/options.def"
#undef HZ_COMMAND
    HZ_N_COMMANDS
} hz_command_id;

typedef enum {
#define HZ_OPTION(id, name, letter, kind, value, help, commands) HZ_OPTION_##id,
#include "cli/options.def"
#undef HZ_OPTION
    HZ_N_OPTIONS
} hz_option_id;

typedef struct {
    const char *name;
    const char *operands; /* English; _() it */
    int least, most;
    hz_option_kind kind;
    const char *summary, *description; /* English; _() them */
} hz_command_def;

typedef struct {
    const char *name;    /* without the dashes */
    char letter;         /* 0: none */
    hz_option_kind kind;
    const char *value;   /* English; _() it; NULL for a flag */
    const char *help;    /* English; _() it */
    unsigned commands;   /* bit of each command that takes it */
} hz_option_def;

extern const hz_command_def hz_command_defs[HZ_N_COMMANDS];
extern const hz_option_def hz_option_defs[HZ_N_OPTIONS];

typedef struct {
    bool is_given;
    const char *text; /* as given; NULL for a flag */
    int64_t number;   /* by kind */
} hz_option_value;

enum { HZ_MAX_OPERANDS = 9, HZ_LEVEL_AUTO = -1, HZ_LEVEL_ALL = -2 };

typedef struct {
    hz_command_id command;
    bool wants_version; /* --version in front: nothing else is set */
    const char *operands[HZ_MAX_OPERANDS];
    int n_operands;
    hz_option_value values[HZ_N_OPTIONS];
} hz_options;

/* Parse argv, which is borrowed and may be reordered. HZ_ERR_USAGE names the option or word and what it should be. `-h` and
 * `--help` give the command help with the command as its operand; other faults of that line are then not looked for. */
hz_status hz_options_parse(hz_options *out, int argc, char **argv, hz_error *err);

/* The command of that name; false when unknown, and err suggests the nearest. */
bool hz_options_command(hz_command_id *out, const char *name, hz_error *err);
/* Number of letters to insert, delete, change or exchange with their neighbour to get from one word to the other. */
int hz_options_distance(const char *a, const char *b);

#endif
