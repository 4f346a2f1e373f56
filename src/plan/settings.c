/* settings.c - everything that shapes a plan beside the scenario, to a file and back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/settings.h"

#include <string.h>

#include "base/calendar.h"
#include "base/xml.h"
#include "input/tag.h"

#define NAMESPACE "urn:hazeplan:settings"

/* The file is one element of a few attributes. */
enum { CAP = 65536 };

static const char *given(const char *text)
{
    return text[0] ? text : NULL;
}

static const hz_word BASES[] = {
    [HZ_LEVEL_ORDERED] = HZ_WORD("order", NULL),
    [HZ_LEVEL_FORECAST] = HZ_WORD("forecast", NULL),
    [HZ_LEVEL_OVERRIDDEN] = HZ_WORD("override", NULL),
};
static const struct hz_word_list basis_words = HZ_WORD_LIST(BASES);

const char *hz_level_basis_id(hz_level_basis basis)
{
    return BASES[basis].id;
}

bool hz_level_days_parse(int64_t milli_days[HZ_N_LEVELS], const char *text, size_t length, char separator)
{
    const char *end = text + length;
    unsigned seen = 0;

    for (bool is_last = false; !is_last; text++) {
        const char *stop = memchr(text, separator, (size_t)(end - text)), *sign;
        int level;

        is_last = !stop;
        stop = stop ? stop : end;
        if (!(sign = memchr(text, '=', (size_t)(stop - text))))
            return false;
        level = hz_word_index(&hz_level_words, text, (size_t)(sign - text));
        if (level < 0 || seen >> level & 1 || !hz_days_parse(&milli_days[level], sign + 1, (size_t)(stop - sign - 1)))
            return false;
        seen |= 1U << level;
        text = stop;
    }
    return true;
}

static void put_days(hz_sink *sink, const hz_settings *settings)
{
    bool is_first = true;

    for (int level = 0; level < HZ_N_LEVELS; level++) {
        if (settings->milli_days[level] == 0)
            continue;
        hz_puts(sink, is_first ? " days=\"" : " ");
        hz_puts(sink, hz_level_id((hz_level)level));
        hz_putc(sink, '=');
        hz_put_fixed(sink, settings->milli_days[level], 3, -1);
        is_first = false;
    }
    hz_puts(sink, is_first ? "" : "\"");
}

static const hz_word RULES_BASES[] = {
    [HZ_RULES_NONE] = HZ_WORD("", NULL),
    [HZ_RULES_IN_FORCE] = HZ_WORD("in-force", NULL),
    [HZ_RULES_SCENARIO] = HZ_WORD("scenario", NULL),
    [HZ_RULES_OPTION] = HZ_WORD("option", NULL),
    [HZ_RULES_FILE] = HZ_WORD("file", NULL),
};
static const struct hz_word_list rules_basis_words = HZ_WORD_LIST(RULES_BASES);

const char *hz_rules_basis_id(hz_rules_basis basis)
{
    return basis == HZ_RULES_NONE ? NULL : RULES_BASES[basis].id;
}

bool hz_rules_differ(const hz_rules_choice *choice)
{
    return choice->in_force[0] && strcmp(choice->in_force, choice->set) != 0;
}

const char *hz_in_force_level_id(const hz_rules_choice *choice)
{
    if (!choice->has_in_force_level)
        return NULL;
    return choice->in_force_level == HZ_NO_LEVEL ? "none" : hz_level_id((hz_level)choice->in_force_level);
}

/* The set in force goes without saying where it is the one that is gone by. */
static void put_rules(hz_sink *sink, const hz_rules_choice *choice)
{
    hz_put_attr(sink, "rules", given(choice->set));
    hz_put_attr(sink, "rules-by", hz_rules_basis_id(choice->by));
    if (choice->by != HZ_RULES_IN_FORCE)
        hz_put_attr(sink, "in-force", given(choice->in_force));
    hz_put_attr(sink, "in-force-level", hz_in_force_level_id(choice));
    hz_put_attr(sink, "index", given(choice->index));
    if (choice->with_unconfirmed)
        hz_put_attr(sink, "unconfirmed", "yes");
}

void hz_put_level_basis(hz_sink *sink, const hz_settings *settings)
{
    if (settings->extent == HZ_EXTENT_WITHIN)
        hz_put_attr(sink, "within", "all");
    put_days(sink, settings);
    if (settings->level_by != HZ_LEVEL_ORDERED)
        hz_put_attr(sink, "level-by", BASES[settings->level_by].id);
    hz_put_attr(sink, "reason", given(settings->reason));
    hz_put_attr(sink, "by", given(settings->by));
    put_rules(sink, &settings->rules);
}

/* None of it where it is as usual. */
void hz_put_search(hz_sink *sink, const hz_settings *settings)
{
    if (settings->duration_h > 0)
        hz_putf(sink, " duration-hours=\"%d\"", settings->duration_h);
    hz_put_attr(sink, "irreversible", given(settings->asked));
    if (settings->gap_ppm != HZ_GAP_PPM) {
        hz_puts(sink, " gap-percent=\"");
        hz_put_fixed(sink, settings->gap_ppm, 4, -1);
        hz_putc(sink, '"');
    }
    hz_put_attr(sink, "nodes", given(settings->nodes));
}

static void put_episode(hz_sink *sink, const hz_settings *settings)
{
    hz_put_attr(sink, "episode", given(settings->episode));
    hz_put_attr(sink, "now", given(settings->now));
    hz_put_attr(sink, "from", given(settings->from));
    hz_put_attr(sink, "failed", given(settings->failed));
    hz_put_attr(sink, "recovered", given(settings->recovered));
}

static const char *level_word(const hz_settings *settings)
{
    if (settings->extent == HZ_EXTENT_ALL)
        return "all";
    return settings->extent == HZ_EXTENT_EPISODE ? "episode" : hz_level_id(settings->level);
}

void hz_put_settings(hz_sink *sink, const hz_settings *settings)
{
    hz_put_attr(sink, "level", level_word(settings));
    hz_put_level_basis(sink, settings);
    hz_put_attr(sink, "lang", hz_lang_tag(settings->lang));
    hz_puts(sink, " step-percent=\"");
    hz_put_fixed(sink, settings->step_bp, 2, -1);
    hz_putc(sink, '"');
    hz_put_attr(sink, "start", given(settings->start));
    hz_put_attr(sink, "in-place", given(settings->in_place));
    hz_put_attr(sink, "until", given(settings->until));
    hz_put_search(sink, settings);
    put_episode(sink, settings);
}

void hz_write_settings(hz_sink *sink, const hz_settings *settings)
{
    hz_puts(sink, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<settings");
    hz_put_attr(sink, "xmlns", NAMESPACE);
    hz_put_attr(sink, "version", "1");
    hz_put_settings(sink, settings);
    hz_puts(sink, "/>\n");
}

static void read_step(const hz_attrs *attrs, uint16_t *out)
{
    int64_t step = 0;

    if (!hz_attrs_fixed(attrs, "step-percent", 2, &step))
        return;
    if (step < 1 || step > HZ_SHARE_ONE)
        hz_attrs_fault(attrs, "step-percent");
    else
        *out = (uint16_t)step;
}

static void read_time(const hz_attrs *attrs, const char *name, char out[HZ_TIME_TEXT])
{
    const hz_xml_attr *attr = hz_attrs_find(attrs, name);
    int64_t instant;

    out[0] = '\0';
    if (!attr)
        return;
    if (attr->length < HZ_TIME_TEXT) {
        memcpy(out, attr->value, attr->length);
        out[attr->length] = '\0';
    }
    if (!hz_instant_parse(&instant, out, strlen(out)))
        hz_attrs_fault(attrs, name);
}

/* An optional text; a fault when it does not fit. */
static void read_text(const hz_attrs *attrs, const char *name, char *out, size_t size)
{
    const hz_xml_attr *attr = hz_attrs_find(attrs, name);

    out[0] = '\0';
    if (!attr)
        return;
    if (attr->length >= size || !hz_tag_is_text(attr->value, attr->length)) {
        hz_attrs_fault(attrs, name);
        return;
    }
    memcpy(out, attr->value, attr->length);
    out[attr->length] = '\0';
}

static void read_id(const hz_attrs *attrs, const char *name, char out[HZ_MAX_ID + 1])
{
    read_text(attrs, name, out, HZ_MAX_ID + 1);
    if (out[0] && !hz_tag_is_id(out, strlen(out)))
        hz_attrs_fault(attrs, name);
}

static void read_in_force(const hz_attrs *attrs, hz_rules_choice *out)
{
    const hz_xml_attr *level = hz_attrs_find(attrs, "in-force-level");
    int word = HZ_NO_LEVEL;

    read_id(attrs, "in-force", out->in_force);
    if (out->by == HZ_RULES_IN_FORCE)
        memcpy(out->in_force, out->set, sizeof out->in_force);
    if (level && !hz_attr_is(level, "none"))
        hz_attrs_word(attrs, "in-force-level", &hz_level_words, &word);
    out->has_in_force_level = level != NULL;
    out->in_force_level = word;
    if (level && !hz_rules_differ(out))
        hz_attrs_fault(attrs, "in-force-level");
}

static void read_rules(const hz_attrs *attrs, hz_rules_choice *out)
{
    const hz_xml_attr *unconfirmed = hz_attrs_find(attrs, "unconfirmed");
    int basis = HZ_RULES_NONE;

    read_id(attrs, "rules", out->set);
    if (hz_attrs_find(attrs, "rules-by"))
        hz_attrs_word(attrs, "rules-by", &rules_basis_words, &basis);
    out->by = (hz_rules_basis)basis;
    if ((basis == HZ_RULES_NONE) != !out->set[0])
        hz_attrs_fault(attrs, basis == HZ_RULES_NONE ? "rules" : "rules-by");
    if (unconfirmed && !hz_attr_is(unconfirmed, "yes"))
        hz_attrs_fault(attrs, "unconfirmed");
    out->with_unconfirmed = unconfirmed != NULL;
    read_id(attrs, "index", out->index);
    read_in_force(attrs, out);
}

static void read_level_basis(const hz_attrs *attrs, hz_settings *out)
{
    int basis = HZ_LEVEL_ORDERED;

    if (hz_attrs_find(attrs, "level-by"))
        hz_attrs_word(attrs, "level-by", &basis_words, &basis);
    out->level_by = (hz_level_basis)basis;
    read_text(attrs, "reason", out->reason, sizeof out->reason);
    read_text(attrs, "by", out->by, sizeof out->by);
    read_rules(attrs, &out->rules);
    if ((basis == HZ_LEVEL_OVERRIDDEN) != (out->reason[0] && out->by[0]))
        hz_attrs_fault(attrs, "level-by");
}

static void read_extent(const hz_attrs *attrs, hz_settings *out)
{
    const hz_xml_attr *level = hz_attrs_find(attrs, "level"), *within = hz_attrs_find(attrs, "within");
    const hz_xml_attr *days = hz_attrs_find(attrs, "days");
    bool is_all = level && hz_attr_is(level, "all"), is_episode = level && hz_attr_is(level, "episode");
    int number = 0;

    if (!is_all && !is_episode)
        hz_attrs_word(attrs, "level", &hz_level_words, &number);
    out->level = (hz_level)number;
    out->extent = is_all ? HZ_EXTENT_ALL : is_episode ? HZ_EXTENT_EPISODE : within ? HZ_EXTENT_WITHIN : HZ_EXTENT_LEVEL;
    if (within && (is_all || is_episode || !hz_attr_is(within, "all")))
        hz_attrs_fault(attrs, "within");
    memset(out->milli_days, 0, sizeof out->milli_days);
    if (days &&
        (out->extent == HZ_EXTENT_LEVEL || is_episode || !hz_level_days_parse(out->milli_days, days->value, days->length, ' ')))
        hz_attrs_fault(attrs, "days");
}

/* Whole hours, a share, and texts whose meaning is looked at where they are used. */
static void read_search(const hz_attrs *attrs, hz_settings *out)
{
    int64_t hours = 0, gap = HZ_GAP_PPM;

    if (hz_attrs_find(attrs, "duration-hours") && hz_attrs_fixed(attrs, "duration-hours", 0, &hours) &&
        (hours < 1 || hours > HZ_MAX_HOURS))
        hz_attrs_fault(attrs, "duration-hours");
    if (hz_attrs_find(attrs, "gap-percent") && hz_attrs_fixed(attrs, "gap-percent", 4, &gap) && (gap < 0 || gap > HZ_RATIO_ONE))
        hz_attrs_fault(attrs, "gap-percent");
    out->duration_h = (uint16_t)hours;
    out->gap_ppm = (uint32_t)gap;
    read_text(attrs, "irreversible", out->asked, sizeof out->asked);
    read_text(attrs, "nodes", out->nodes, sizeof out->nodes);
    if (out->nodes[strspn(out->nodes, "0123456789,")] != '\0')
        hz_attrs_fault(attrs, "nodes");
}

static void read_episode(const hz_attrs *attrs, hz_settings *out)
{
    read_text(attrs, "episode", out->episode, sizeof out->episode);
    read_time(attrs, "now", out->now);
    read_text(attrs, "from", out->from, sizeof out->from);
    read_text(attrs, "failed", out->failed, sizeof out->failed);
    read_text(attrs, "recovered", out->recovered, sizeof out->recovered);
    if ((out->extent == HZ_EXTENT_EPISODE) != (out->episode[0] != '\0') ||
        (out->extent == HZ_EXTENT_EPISODE ? !out->now[0] : out->from[0] || out->failed[0] || out->recovered[0]))
        hz_attrs_fault(attrs, "level");
}

bool hz_settings_take(hz_settings *out, const hz_attrs *attrs)
{
    int lang = 0;

    read_extent(attrs, out);
    hz_attrs_word(attrs, "lang", &hz_lang_words, &lang);
    out->lang = (hz_lang)lang;
    read_level_basis(attrs, out);
    read_step(attrs, &out->step_bp);
    read_time(attrs, "start", out->start);
    read_time(attrs, "in-place", out->in_place);
    read_time(attrs, "until", out->until);
    read_search(attrs, out);
    read_episode(attrs, out);
    return attrs->err->status == HZ_OK;
}

typedef struct {
    hz_settings *settings;
    const char *path;
    hz_error *err;
    bool is_read;
} reader;

static void refuse_unknown(const hz_attrs *attrs)
{
    static const char *const known[] = {"version",     "level", "within",       "days",     "level-by",       "reason",
                                        "by",          "rules", "rules-by",     "in-force", "in-force-level", "index",
                                        "unconfirmed", "lang",  "step-percent", "start",    "in-place",       "until",
                                        "duration-hours", "irreversible", "gap-percent", "nodes",
                                        "episode", "now", "from", "failed", "recovered"};

    for (int i = 0; i < attrs->n_items; i++) {
        bool is_known = false;

        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            is_known |= !attrs->items[i].prefix && strcmp(attrs->items[i].name, known[k]) == 0;
        if (!is_known)
            hz_error_set(attrs->err, HZ_ERR_INPUT,
                         _("%1$s:%2$d: attribute '%3$s' of '%4$s' is not known; this hazeplan "
                           "reads version 1 of the settings"),
                         attrs->path, attrs->line, attrs->items[i].name, attrs->element);
    }
}

static bool start_element(void *self, const char *name, const char *uri, const hz_xml_attr *items, int n_items,
                          int line)
{
    reader *r = self;
    hz_attrs attrs = {r->path, name, line, items, n_items, r->err};
    const hz_xml_attr *version;

    if (r->is_read || strcmp(name, "settings") != 0 || !uri || strcmp(uri, NAMESPACE) != 0) {
        hz_error_set(r->err, HZ_ERR_INPUT,
                     _("%1$s:%2$d: element '%3$s' does not belong here; these are not settings of "
                       "hazeplan"),
                     r->path, line, name);
        return false;
    }
    r->is_read = true;
    version = hz_attrs_need(&attrs, "version");
    if (version && !hz_attr_is(version, "1"))
        hz_attrs_fault(&attrs, "version");
    refuse_unknown(&attrs);
    hz_settings_take(r->settings, &attrs);
    return r->err->status == HZ_OK;
}

static bool text_between(void *self, const char *bytes, size_t length, int line)
{
    reader *r = self;

    for (size_t i = 0; i < length; i++)
        if (!strchr(" \t\r\n", bytes[i])) {
            hz_error_set(r->err, HZ_ERR_INPUT,
                         _("%1$s:%2$d: text does not belong here; the file is not as hazeplan wrote it"), r->path,
                         line);
            return false;
        }
    return true;
}

static void form_problem(void *self, hz_xml_problem kind, const char *message, int line)
{
    reader *r = self;

    (void)kind; /* the message says it */
    hz_error_set(r->err, HZ_ERR_INPUT, _("%1$s:%2$d: not well-formed XML: %3$s"), r->path, line, message);
}

hz_status hz_read_settings(hz_settings *out, const char *path, hz_error *err)
{
    static const hz_xml_handler handler = {start_element, text_between, NULL, form_problem};
    hz_error own = HZ_ERROR_NONE;
    reader r = {out, path, &own, false};
    hz_status status;

    memset(out, 0, sizeof *out);
    status = hz_xml_parse(path, CAP, &handler, &r, &own);
    if (own.status == HZ_OK && status == HZ_OK && !r.is_read)
        hz_error_set(&own, HZ_ERR_INPUT,
                     _("%s: these are not settings of hazeplan; give a folder that 'plan -o' has made"), path);
    return own.status == HZ_OK ? status : hz_error_set(err, own.status, "%s", own.message);
}
