/* help.c - options.def as help, as a manual page and as shell completion
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "hazeplan.h"

static const struct {
    const char *line, *meaning;
} examples[] = {
#define HZ_EXAMPLE(line, meaning) {line, meaning},
#include "cli/options.def"
#undef HZ_EXAMPLE
};

static const struct {
    int status;
    const char *meaning;
} exits[] = {
#define HZ_EXIT(status, meaning) {status, meaning},
#include "cli/options.def"
#undef HZ_EXIT
};

static const struct {
    const char *name, *meaning;
} variables[] = {
#define HZ_ENVIRONMENT(name, meaning) {name, meaning},
#include "cli/options.def"
#undef HZ_ENVIRONMENT
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { LINE_COLUMNS = 80, LEFT_COLUMNS = 28, CELL = 128 };

static const char *what_it_is(void)
{
    return _("plans the emergency response to heavy air pollution: the production cuts that meet a warning level's reduction "
             "targets at the least cost, proved, as action lists that an inspector can check");
}

/* ---- wrapping ---- */

/* Bytes and columns of the character at `text`. Our own texts hold Latin letters and Chinese, full-width from U+2E80. */
static size_t measure(const char *text, int *columns)
{
    unsigned char c = (unsigned char)text[0];
    size_t length = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

    *columns = c >= 0xe3 || (c == 0xe2 && (unsigned char)text[1] >= 0xba) ? 2 : 1;
    return length;
}

/* Is the character of `step` bytes at `text` one of `list`? */
static bool is_among(const char *list, const char *text, size_t step)
{
    char character[5] = {0};

    memcpy(character, text, step);
    return strstr(list, character) != NULL;
}

/* The next piece that may not be broken, with the blanks before it: a word, or one Chinese character, together with the
 * marks that may not begin or end a line. */
static size_t next_piece(const char *text, int *columns)
{
    static const char *const closing = "，。、；：）”？！", *const opening = "（“";
    size_t blanks = strspn(text, " "), length = blanks;
    bool was_wide = false, was_opening = false;

    *columns = (int)blanks;
    while (text[length] && text[length] != ' ') {
        int width;
        size_t step = measure(text + length, &width);

        if (length > blanks && (width == 2 || was_wide) && !was_opening && !is_among(closing, text + length, step))
            break;
        was_wide = width == 2;
        was_opening = is_among(opening, text + length, step);
        *columns += width;
        length += step;
    }
    return length;
}

/* Text from the current column on, broken to lines that begin at `indent`. A newline ends it. */
static void put_wrapped(hz_sink *sink, const char *text, int indent, int column)
{
    while (*text) {
        int columns;
        size_t length = next_piece(text, &columns), blanks = strspn(text, " ");

        if (column > indent && column + columns > LINE_COLUMNS) {
            hz_putc(sink, '\n');
            hz_put_padded(sink, "", indent);
            column = indent;
        }
        if (column == indent) {
            text += blanks;
            length -= blanks;
            columns -= (int)blanks;
        }
        hz_put(sink, text, length);
        column += columns;
        text += length;
    }
    hz_putc(sink, '\n');
}

static int columns_of(const char *text)
{
    int columns, sum = 0;

    for (; *text; sum += columns)
        text += measure(text, &columns);
    return sum;
}

/* "  left            right, wrapped" */
static void put_entry(hz_sink *sink, const char *left, const char *right)
{
    hz_puts(sink, "  ");
    if (columns_of(left) + 4 > LEFT_COLUMNS) {
        hz_puts(sink, left);
        hz_putc(sink, '\n');
        hz_put_padded(sink, "", LEFT_COLUMNS);
    } else
        hz_put_padded(sink, left, LEFT_COLUMNS - 2);
    put_wrapped(sink, right, LEFT_COLUMNS, LEFT_COLUMNS);
}

/* ---- help ---- */

static void option_label(char label[CELL], const hz_option_def *def)
{
    char letter[8] = "    ";

    if (def->letter)
        snprintf(letter, sizeof letter, "-%c, ", def->letter);
    snprintf(label, CELL, "%s--%s%s%s", letter, def->name, def->value ? " " : "", def->value ? _(def->value) : "");
}

static void put_exits(hz_sink *sink)
{
    for (size_t i = 0; i < COUNT(exits); i++) {
        char status[16];

        snprintf(status, sizeof status, "%d", exits[i].status);
        put_entry(sink, status, _(exits[i].meaning));
    }
}

void hz_help_overview(hz_sink *sink)
{
    char line[1024];

    snprintf(line, sizeof line, _("hazeplan %s"), what_it_is());
    put_wrapped(sink, line, 0, 0);
    hz_putf(sink, "\n%s\n  hazeplan %s\n", _("Usage:"), _("COMMAND [OPTIONS] OPERANDS"));
    hz_putf(sink, "  hazeplan help %s\n  hazeplan --version\n", _(hz_command_defs[HZ_COMMAND_HELP].operands));
    hz_putf(sink, "\n%s\n", _("Commands:"));
    for (int c = 0; c < HZ_N_COMMANDS; c++) {
        snprintf(line, sizeof line, "%s %s", hz_command_defs[c].name, _(hz_command_defs[c].operands));
        put_entry(sink, line, _(hz_command_defs[c].summary));
    }
    hz_putf(sink, "\n%s\n", _("Examples:"));
    for (size_t i = 0; i < COUNT(examples); i++) {
        hz_putf(sink, "  %s\n      ", examples[i].line);
        put_wrapped(sink, _(examples[i].meaning), 6, 6);
    }
    hz_putf(sink, "\n%s\n", _("Exit status:"));
    put_exits(sink);
    hz_putf(sink, "\n%s\n", _("Environment:"));
    for (size_t i = 0; i < COUNT(variables); i++)
        put_entry(sink, variables[i].name, _(variables[i].meaning));
}

void hz_help_command(hz_sink *sink, hz_command_id command)
{
    const hz_command_def *def = &hz_command_defs[command];

    hz_putf(sink, "%s\n  hazeplan %s %s %s\n\n", _("Usage:"), def->name, _("[OPTIONS]"), _(def->operands));
    put_wrapped(sink, _(def->description), 0, 0);
    hz_putf(sink, "\n%s\n", _("Options:"));
    for (int o = 0; o < HZ_N_OPTIONS; o++) {
        char label[CELL];

        if (!(hz_option_defs[o].commands >> command & 1))
            continue;
        option_label(label, &hz_option_defs[o]);
        put_entry(sink, label, _(hz_option_defs[o].help));
    }
}

/* ---- manual page ---- */

/* Text for troff: backslashes and hyphens escaped, no line taken for a request. */
static void put_troff(hz_sink *sink, const char *text)
{
    if (text[0] == '.' || text[0] == '\'')
        hz_puts(sink, "\\&");
    for (; *text; text++) {
        if (*text == '\\')
            hz_puts(sink, "\\e");
        else if (*text == '-')
            hz_puts(sink, "\\-");
        else if (*text == '"')
            hz_puts(sink, "\\(dq");
        else
            hz_putc(sink, *text);
    }
}

static void put_section(hz_sink *sink, const char *title)
{
    hz_puts(sink, ".SH \"");
    put_troff(sink, title);
    hz_puts(sink, "\"\n");
}

static void put_line(hz_sink *sink, const char *text)
{
    put_troff(sink, text);
    hz_putc(sink, '\n');
}

/* .TP: a bold tag, then the text. */
static void put_tagged(hz_sink *sink, const char *tag, const char *value, const char *text)
{
    hz_puts(sink, ".TP\n\\fB");
    put_troff(sink, tag);
    hz_puts(sink, "\\fR");
    if (value) {
        hz_puts(sink, " \\fI");
        put_troff(sink, value);
        hz_puts(sink, "\\fR");
    }
    hz_putc(sink, '\n');
    put_line(sink, text);
}

static void put_man_command(hz_sink *sink, int command)
{
    const hz_command_def *def = &hz_command_defs[command];

    hz_puts(sink, ".SS \"hazeplan ");
    put_troff(sink, def->name);
    hz_putf(sink, " %s ", _("[OPTIONS]"));
    put_troff(sink, _(def->operands));
    hz_puts(sink, "\"\n");
    put_line(sink, _(def->description));
    for (int o = 0; o < HZ_N_OPTIONS; o++) {
        const hz_option_def *option = &hz_option_defs[o];
        char tag[CELL];

        if (!(option->commands >> command & 1) || option->commands == ~0U)
            continue;
        if (option->letter)
            snprintf(tag, sizeof tag, "-%c, --%s", option->letter, option->name);
        else
            snprintf(tag, sizeof tag, "--%s", option->name);
        put_tagged(sink, tag, option->value ? _(option->value) : NULL, _(option->help));
    }
}

static void put_man_head(hz_sink *sink)
{
    hz_puts(sink, ".\\\" made by \"hazeplan help --man\"; change src/cli/options.def instead\n");
    hz_putf(sink, ".TH HAZEPLAN 1 \"\" \"hazeplan %s\" \"%s\"\n", hz_version(), _("User Commands"));
    put_section(sink, _("NAME"));
    hz_puts(sink, "hazeplan \\- ");
    put_line(sink, _("least-cost emergency response to heavy air pollution"));
    put_section(sink, _("SYNOPSIS"));
    for (int c = 0; c < HZ_N_COMMANDS; c++) {
        hz_putf(sink, "%s\\fBhazeplan %s\\fR %s ", c == 0 ? "" : ".br\n", hz_command_defs[c].name, _("[OPTIONS]"));
        put_line(sink, _(hz_command_defs[c].operands));
    }
    hz_puts(sink, ".br\n\\fBhazeplan \\-\\-version\\fR\n");
    put_section(sink, _("DESCRIPTION"));
    hz_puts(sink, "\\fBhazeplan\\fR\n");
    put_line(sink, what_it_is());
    hz_puts(sink, ".PP\n");
    put_line(sink, _("Results go to standard output, messages to standard error. Files appear whole or not at all, and nothing "
                     "is overwritten unless --force is given. The same input gives the same bytes."));
}

void hz_help_man(hz_sink *sink)
{
    put_man_head(sink);
    put_section(sink, _("COMMANDS"));
    put_line(sink, _("Every command also takes -h or --help."));
    for (int c = 0; c < HZ_N_COMMANDS; c++)
        put_man_command(sink, c);
    put_section(sink, _("EXIT STATUS"));
    for (size_t i = 0; i < COUNT(exits); i++) {
        char status[16];

        snprintf(status, sizeof status, "%d", exits[i].status);
        put_tagged(sink, status, NULL, _(exits[i].meaning));
    }
    put_section(sink, _("ENVIRONMENT"));
    for (size_t i = 0; i < COUNT(variables); i++)
        put_tagged(sink, variables[i].name, NULL, _(variables[i].meaning));
    put_section(sink, _("EXAMPLES"));
    for (size_t i = 0; i < COUNT(examples); i++)
        put_tagged(sink, examples[i].line, NULL, _(examples[i].meaning));
}

/* ---- completion ---- */

/* The branch of the options of one kind: the arguments of compgen that complete their value, or nothing. */
static void put_branch(hz_sink *sink, hz_option_kind kind, const char *compgen)
{
    bool is_first = true;

    for (int o = 0; o < HZ_N_OPTIONS; o++) {
        const hz_option_def *def = &hz_option_defs[o];

        if (def->kind != kind)
            continue;
        hz_putf(sink, "%s--%s", is_first ? "    " : "|", def->name);
        if (def->letter)
            hz_putf(sink, "|-%c", def->letter);
        is_first = false;
    }
    if (!is_first)
        hz_putf(sink, ")\n        choices=(%s) ;;\n", compgen);
}

static void put_value_branches(hz_sink *sink)
{
    char words[CELL];

    snprintf(words, sizeof words, "-W 'all auto %s %s %s %s'", hz_level_id(HZ_BLUE), hz_level_id(HZ_YELLOW),
             hz_level_id(HZ_ORANGE), hz_level_id(HZ_RED));
    put_branch(sink, HZ_KIND_LEVEL, words);
    snprintf(words, sizeof words, "-W '%s %s'", hz_lang_tag(HZ_LANG_ZH), hz_lang_tag(HZ_LANG_EN));
    put_branch(sink, HZ_KIND_LANG, words);
    put_branch(sink, HZ_KIND_STEP, "-W '1% 5% 10%'");
    put_branch(sink, HZ_KIND_FILE, "-f");
    put_branch(sink, HZ_KIND_FOLDER, "-d");
    put_branch(sink, HZ_KIND_WEIGHTS, "-W ''");
    put_branch(sink, HZ_KIND_HOURS, "-W '24h 48h 72h'");
    put_branch(sink, HZ_KIND_GAP, "-W '0% 0.01% 0.1% 1%'");
    put_branch(sink, HZ_KIND_TIME, "-W ''");
    put_branch(sink, HZ_KIND_DATE, "-W ''");
    put_branch(sink, HZ_KIND_PLACE, "-W ''");
    put_branch(sink, HZ_KIND_CAUSE, "-W 'PM2.5 O3 dust wildfire straw fireworks transport other'");
    put_branch(sink, HZ_KIND_SECONDS, "-W ''");
    put_branch(sink, HZ_KIND_BYTES, "-W ''");
    put_branch(sink, HZ_KIND_TEXT, "-W ''");
}

static void put_commands(hz_sink *sink)
{
    for (int c = 0; c < HZ_N_COMMANDS; c++)
        hz_putf(sink, "%s%s", c ? " " : "", hz_command_defs[c].name);
}

/* The branch of a command: its options, or its operands. */
static void put_command_branch(hz_sink *sink, int command)
{
    const hz_command_def *def = &hz_command_defs[command];

    hz_putf(sink, "    %s:-*)\n        choices=(-W '", def->name);
    for (int o = 0, n = 0; o < HZ_N_OPTIONS; o++)
        if (hz_option_defs[o].commands >> command & 1)
            hz_putf(sink, "%s--%s", n++ ? " " : "", hz_option_defs[o].name);
    hz_putf(sink, "') ;;\n    %s:*)\n        choices=(", def->name);
    if (def->kind == HZ_KIND_COMMAND) {
        hz_puts(sink, "-W '");
        put_commands(sink);
        hz_puts(sink, "'");
    } else
        hz_puts(sink, def->kind == HZ_KIND_FOLDER ? "-d" : "-f");
    hz_puts(sink, ") ;;\n");
}

void hz_help_completion(hz_sink *sink)
{
    hz_puts(sink, "# bash completion for hazeplan\n# made by \"hazeplan help --completion\"; change src/cli/options.def instead\n\n"
                  "_hazeplan()\n{\n    local word=${COMP_WORDS[COMP_CWORD]} choices=()\n\n"
                  "    case ${COMP_WORDS[COMP_CWORD-1]} in\n");
    put_value_branches(sink);
    hz_puts(sink, "    *)\n        if ((COMP_CWORD == 1)); then\n            choices=(-W '");
    put_commands(sink);
    hz_puts(sink, " --help --version')\n        fi ;;\n    esac\n"
                  "    ((${#choices[@]})) || case ${COMP_WORDS[1]}:$word in\n");
    for (int c = 0; c < HZ_N_COMMANDS; c++)
        put_command_branch(sink, c);
    hz_puts(sink, "    *)\n        return ;;\n    esac\n"
                  "    mapfile -t COMPREPLY < <(compgen \"${choices[@]}\" -- \"$word\")\n}\n\n"
                  "complete -o filenames -F _hazeplan hazeplan\n");
}
