/* xml.c - the door to libxml2: a stream of elements from a file, under caps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The SAX2 push parser is used: it hands out attribute values as slices of its own buffer, so nothing is copied, and
 * the file is never in memory as a whole. What makes it safe for a file from a stranger:
 *   - no DOCTYPE: the internalSubset callback stops the parser before the first declaration is read, and there are no
 *     callbacks that could declare or load an entity. XML_PARSE_NOENT is not set: in libxml2 it ENABLES external ones;
 *   - XML_PARSE_HUGE is not set either: libxml2's limits on names and dictionaries stay in force behind our own. */
#include "base/xml.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libxml/encoding.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"
#include "base/text.h"

enum { CHUNK = 64 * 1024, MESSAGE_MAX = 256 };

/* Where the bytes come from. */
typedef struct {
    int fd;            /* -1: from memory */
    const char *path;  /* of the fd, for messages */
    const char *bytes; /* what is left of them in memory */
    size_t left;
} source;

/* One parse. */
typedef struct {
    const hz_xml_handler *handler;
    void *self;
    xmlParserCtxtPtr ctxt;
    char *scratch; /* values with an ampersand, resolved; for one element */
    size_t scratch_capacity;
    int depth;
    bool has_root;
    int line_before; /* of the last event, to see whether a tag runs over several lines */
    bool is_stopped; /* no more callbacks */
    bool is_out_of_memory;
    hz_xml_attr attrs[HZ_XML_ATTRS];
} door;

/* ---- problems ------------------------------------------------------------------------------------------------ */

static int line_now(const door *d)
{
    const xmlParserInput *input = d->ctxt ? d->ctxt->input : NULL;

    if (!input || input->line < 1)
        return 1;
    return input->line;
}

/* One line of clean text: libxml2 ends its messages with line ends and quotes bytes of the file as they are. */
static void clean_message(char out[MESSAGE_MAX], const char *message)
{
    size_t n = strnlen(message, MESSAGE_MAX - 1);
    bool is_cut = message[n] != '\0';

    memcpy(out, message, n);
    while (is_cut && n > 0 && ((unsigned char)message[n] & 0xC0) == 0x80)
        n--;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)out[i] < 0x20 || out[i] == 0x7F)
            out[i] = ' ';
    while (n > 0 && out[n - 1] == ' ')
        n--;
    out[n] = '\0';
    if (hz_text_is_clean(out, n))
        return;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)out[i] >= 0x80)
            out[i] = '?';
}

/* Report the one problem of this parse. */
static void report(door *d, hz_xml_problem kind, const char *message, int line)
{
    char clean[MESSAGE_MAX];

    if (d->is_stopped)
        return;
    d->is_stopped = true;
    clean_message(clean, message);
    if (d->handler->problem)
        d->handler->problem(d->self, kind, clean, line);
}

/* libxml2 says "extra content" of every file that ends too early; say which it is. */
static const char *words_of(const door *d, const xmlError *error)
{
    if (error->code == XML_ERR_DOCUMENT_END && !d->has_root)
        return _("the file holds no element");
    if (error->code == XML_ERR_DOCUMENT_END && d->depth > 0)
        return _("the file ends before its elements do");
    return error->message ? error->message : _("not well-formed");
}

/* Every error of libxml2 ends here, also those that it raises without a context (conversion of character sets). The
 * parser is not stopped from inside: that frees the buffer which the failing function may still look at. */
static void on_error(void *user, xmlErrorPtr error)
{
    door *d = user;

    if (!error || error->level < XML_ERR_ERROR)
        return;
    if (error->code == XML_ERR_NO_MEMORY) {
        d->is_out_of_memory = true;
        d->is_stopped = true;
        return;
    }
    report(d, HZ_XML_MALFORMED, words_of(d, error), error->line > 0 ? error->line : line_now(d));
}

/* libxml2 would print these to stderr; each is preceded or followed by a structured error or a failing return. */
static void on_generic_error(void *user, const char *format, ...)
{
    (void)user;
    (void)format;
}

/* ---- events -------------------------------------------------------------------------------------------------- */

static void stop(door *d)
{
    d->is_stopped = true;
    xmlStopParser(d->ctxt);
}

/* The line where the tag begins. libxml2 stands at its end; only where the line moved since the last event is the tag
 * searched for line ends. A '<' can stand nowhere inside a tag. */
static int line_of_tag(const door *d)
{
    const xmlParserInput *input = d->ctxt->input;
    int line = line_now(d);
    const xmlChar *p;

    if (line == d->line_before)
        return line;
    p = memrchr(input->base, '<', (size_t)(input->cur - input->base));
    while (p && (p = memchr(p, '\n', (size_t)(input->cur - p))) != NULL) {
        line--;
        p++;
    }
    return line;
}

/* As long as entities are not replaced, libxml2 writes an ampersand in a value as "&#38;". */
static size_t resolve(char *out, const char *value, size_t length)
{
    static const char reference[] = "&#38;";
    size_t n = 0;

    for (size_t i = 0; i < length;) {
        bool is_reference = length - i >= sizeof reference - 1 && !memcmp(value + i, reference, sizeof reference - 1);

        out[n++] = value[i];
        i += is_reference ? sizeof reference - 1 : 1;
    }
    return n;
}

/* Values that libxml2 had to copy may hold ampersands: resolve those. */
static bool resolve_all(door *d, int n_attrs, size_t need)
{
    size_t used = 0;

    if (!hz_grow((void **)&d->scratch, &d->scratch_capacity, need, 1))
        return false;
    for (int i = 0; i < n_attrs; i++) {
        hz_xml_attr *a = &d->attrs[i];

        if (!memchr(a->value, '&', a->length))
            continue;
        a->length = resolve(d->scratch + used, a->value, a->length);
        a->value = d->scratch + used;
        used += a->length;
    }
    return true;
}

/* `five`: local name, prefix, namespace, value, end of value; for each attribute. What libxml2 did not copy stands in its
 * input buffer as it is in the file, without any reference. False when out of memory. */
static bool take_attributes(door *d, const xmlChar **five, int n_attrs)
{
    const xmlParserInput *input = d->ctxt->input;
    uintptr_t base = (uintptr_t)input->base, size = (uintptr_t)input->end - base;
    size_t n_copied = 0;

    for (int i = 0; i < n_attrs; i++, five += 5) {
        size_t length = (size_t)(five[4] - five[3]);

        d->attrs[i] = (hz_xml_attr){.name = (const char *)five[0],
                                    .prefix = (const char *)five[1],
                                    .value = (const char *)five[3],
                                    .length = length};
        if ((uintptr_t)five[3] - base > size)
            n_copied += length;
    }
    return n_copied == 0 || resolve_all(d, n_attrs, n_copied);
}

/* libxml2 stands behind the last attribute. It reports a tag that breaks off there, and the error only afterwards. */
static bool is_whole_tag(const door *d)
{
    return *d->ctxt->input->cur == '>' || *d->ctxt->input->cur == '/';
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
                     const xmlChar **namespaces, int n_attrs, int n_defaulted, const xmlChar **attrs)
{
    door *d = user;
    int line;

    (void)prefix, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
    if (d->is_stopped || !is_whole_tag(d))
        return;
    line = line_of_tag(d);
    d->line_before = line_now(d);
    d->has_root = true;
    if (++d->depth > HZ_XML_DEPTH) {
        report(d, HZ_XML_MALFORMED, _("elements are nested too deeply"), line);
        stop(d);
        return;
    }
    if (n_attrs > HZ_XML_ATTRS) {
        report(d, HZ_XML_MALFORMED, _("an element has too many attributes"), line);
        stop(d);
        return;
    }
    if (!take_attributes(d, attrs, n_attrs)) {
        d->is_out_of_memory = true;
        stop(d);
        return;
    }
    if (d->handler->start &&
        !d->handler->start(d->self, (const char *)name, (const char *)uri, d->attrs, n_attrs, line))
        stop(d);
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    door *d = user;

    (void)prefix, (void)uri;
    if (d->is_stopped)
        return;
    d->depth--;
    d->line_before = line_now(d);
    if (d->handler->end && !d->handler->end(d->self, (const char *)name, d->line_before))
        stop(d);
}

static void on_text(void *user, const xmlChar *text, int length)
{
    door *d = user;
    const char *p = (const char *)text, *end = p + length;
    int line;

    if (d->is_stopped)
        return;
    line = d->line_before = line_now(d);
    if (!d->handler->text)
        return;
    /* no character of XML but its four blanks lies in 1 .. 0x20 */
    while (p < end && (unsigned char)*p <= ' ')
        p++;
    if (p == end)
        return;
    while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        line--;
        p++;
    }
    if (!d->handler->text(d->self, (const char *)text, (size_t)length, line))
        stop(d);
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    door *d = user;

    (void)name, (void)public_id, (void)system_id;
    report(d, HZ_XML_DOCTYPE, _("document type declaration"), line_of_tag(d));
    stop(d);
}

/* ---- the parse ----------------------------------------------------------------------------------------------- */

/* Chinese programs label GBK and GB18030 text "GB2312", which lacks thousands of characters that occur in names (镕).
 * GB18030 holds both. libxml2 keeps aliases for the process, hence once. */
static void prepare_library(void)
{
    xmlInitParser();
    xmlAddEncodingAlias("GB18030", "GB2312");
    xmlAddEncodingAlias("GB18030", "GBK");
    xmlAddEncodingAlias("GB18030", "EUC-CN");
}

static xmlParserCtxtPtr new_parser(door *d, const char *head, int length)
{
    xmlSAXHandler sax;
    xmlParserCtxtPtr ctxt;

    memset(&sax, 0, sizeof sax);
    sax.initialized = XML_SAX2_MAGIC;
    sax.startElementNs = on_start;
    sax.endElementNs = on_end;
    sax.characters = on_text;
    sax.ignorableWhitespace = on_text;
    sax.cdataBlock = on_text;
    sax.internalSubset = on_doctype;
    sax.serror = on_error;
    ctxt = xmlCreatePushParserCtxt(&sax, d, head, length, NULL);
    if (ctxt)
        xmlCtxtUseOptions(ctxt, XML_PARSE_NONET);
    return ctxt;
}

static void copy_piece(size_t *got, source *from, char *piece, size_t size)
{
    *got = from->left < size ? from->left : size;
    memcpy(piece, from->bytes, *got);
    from->bytes += *got;
    from->left -= *got;
}

/* read() until `size` bytes or the end; short only at the end. */
static hz_status read_piece(size_t *got, source *from, char *piece, size_t size, hz_error *err)
{
    hz_status s;

    *got = 0;
    if (from->fd < 0)
        copy_piece(got, from, piece, size);
    while (from->fd >= 0 && *got < size) {
        ssize_t n = read(from->fd, piece + *got, size - *got);

        if (n == 0)
            break;
        if (n > 0)
            *got += (size_t)n;
        else if (errno != EINTR)
            return hz_error_set(err, HZ_ERR_IO, _("cannot read %1$s: %2$s"), from->path, strerror(errno));
        else if ((s = hz_cancel_check(err)) != HZ_OK)
            return s;
    }
    return HZ_OK;
}

/* What the parser leaves unread is a piece of markup without its end. The length is capped: it would all be kept, and
 * libxml2 compares the attributes of a tag each with each. */
static void check_markup(door *d)
{
    const xmlParserInput *input = d->ctxt->input;

    if (input && input->end - input->cur > HZ_XML_MARKUP)
        report(d, HZ_XML_MALFORMED, _("a tag, comment or section is too long"), line_now(d));
}

static void finish(door *d)
{
    int code = xmlParseChunk(d->ctxt, NULL, 0, 1);

    if (code != XML_ERR_OK || !d->ctxt->wellFormed)
        report(d, HZ_XML_MALFORMED, _("not well-formed"), line_now(d));
}

static hz_status feed(door *d, source *from, char *piece, uint64_t cap, hz_error *err)
{
    uint64_t total = 0;
    size_t got;
    hz_status s;

    for (;;) {
        if ((s = hz_cancel_check(err)) || (s = read_piece(&got, from, piece, CHUNK, err)))
            return s;
        total += got;
        if (total > cap)
            report(d, HZ_XML_TOO_LARGE, _("larger than the size cap"), d->ctxt ? line_now(d) : 1);
        if (d->is_stopped)
            break;
        /* The first four bytes go in alone: from them the encoding is told. */
        if (!d->ctxt) {
            int head = got < 4 ? (int)got : 4;

            if (!(d->ctxt = new_parser(d, piece, head)))
                return hz_error_memory(err);
            xmlParseChunk(d->ctxt, piece + head, (int)got - head, 0);
        } else if (got > 0) {
            xmlParseChunk(d->ctxt, piece, (int)got, 0);
        }
        check_markup(d);
        if (got < CHUNK)
            break;
    }
    if (!d->is_stopped)
        finish(d);
    return d->is_out_of_memory ? hz_error_memory(err) : HZ_OK;
}

/* Parse with libxml2's two channels to stderr, which belong to the thread, turned to us for the time. */
static hz_status feed_quietly(door *d, source *from, char *piece, uint64_t cap, hz_error *err)
{
    xmlGenericErrorFunc generic = xmlGenericError;
    void *generic_context = xmlGenericErrorContext;
    xmlStructuredErrorFunc structured = xmlStructuredError;
    void *structured_context = xmlStructuredErrorContext;
    hz_status s;

    xmlSetGenericErrorFunc(NULL, on_generic_error);
    xmlSetStructuredErrorFunc(d, on_error);
    s = feed(d, from, piece, cap, err);
    if (d->ctxt)
        xmlFreeParserCtxt(d->ctxt);
    xmlSetGenericErrorFunc(generic_context, generic);
    xmlSetStructuredErrorFunc(structured_context, structured);
    return s;
}

static int open_file(const char *path, uint64_t *size, hz_error *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    int fault = fd < 0 || fstat(fd, &st) != 0 ? errno : S_ISDIR(st.st_mode) ? EISDIR : 0;

    if (fault == 0) {
        *size = S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
        return fd;
    }
    hz_error_set(err, HZ_ERR_IO, _("cannot read %1$s: %2$s"), path, strerror(fault));
    if (fd >= 0)
        close(fd);
    return -1;
}

/* `size`: of the whole, 0 when not known. */
static hz_status parse(source *from, uint64_t size, uint64_t cap, const hz_xml_handler *handler, void *self,
                       hz_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    door *d = hz_calloc(1, sizeof *d);
    char *piece = hz_calloc(1, CHUNK);
    hz_status s = HZ_OK;

    pthread_once(&once, prepare_library);
    if (!d || !piece) {
        s = hz_error_memory(err);
        goto done;
    }
    d->handler = handler;
    d->self = self;
    if (size > cap) /* said at once where the size is known, before any of it is believed */
        report(d, HZ_XML_TOO_LARGE, _("larger than the size cap"), 1);
    else
        s = feed_quietly(d, from, piece, cap, err);
done:
    if (d)
        free(d->scratch);
    free(d);
    free(piece);
    return s;
}

hz_status hz_xml_parse(const char *path, uint64_t cap, const hz_xml_handler *handler, void *self, hz_error *err)
{
    uint64_t size;
    source from = {.fd = open_file(path, &size, err), .path = path};
    hz_status s;

    if (from.fd < 0)
        return HZ_ERR_IO;
    s = parse(&from, size, cap, handler, self, err);
    close(from.fd);
    return s;
}

hz_status hz_xml_parse_bytes(const char *bytes, size_t n_bytes, const hz_xml_handler *handler, void *self,
                             hz_error *err)
{
    source from = {.fd = -1, .bytes = bytes, .left = n_bytes};

    return parse(&from, n_bytes, UINT64_MAX, handler, self, err);
}

/* ---- the root alone ---- */

static bool see_root(void *self, const char *name, const char *uri, const hz_xml_attr *attrs, int n_attrs, int line)
{
    hz_xml_root *root = self;

    (void)attrs, (void)n_attrs, (void)line;
    snprintf(root->name, sizeof root->name, "%s", name);
    snprintf(root->uri, sizeof root->uri, "%s", uri ? uri : "");
    return false;
}

static const hz_xml_handler root_handler = {.start = see_root};

hz_status hz_xml_see_root(hz_xml_root *out, const char *path, hz_error *err)
{
    *out = (hz_xml_root){{0}, {0}};
    return hz_xml_parse(path, UINT64_MAX, &root_handler, out, err);
}

hz_status hz_xml_see_root_of_bytes(hz_xml_root *out, const char *bytes, size_t n_bytes, hz_error *err)
{
    *out = (hz_xml_root){{0}, {0}};
    return hz_xml_parse_bytes(bytes, n_bytes, &root_handler, out, err);
}
