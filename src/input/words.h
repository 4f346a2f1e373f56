/* words.h - closed lists of words, as a format writes them and as people read them; and texts in two languages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_INPUT_WORDS_H
#define HZ_INPUT_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* An index that is not given, and an amount that is not: not zero. */
#define HZ_NONE UINT32_MAX
#define HZ_NOT_REPORTED INT64_C(-1)

enum {
    HZ_MAX_ID = 64,    /* bytes of an id */
    HZ_MAX_TEXT = 2000 /* bytes of any other text */
};

typedef struct {
    const char *id;   /* as the format writes it */
    size_t length;    /* of id, bytes */
    const char *name; /* English msgid; NULL where only the format uses the word */
} hz_word;

/* A list whose i-th word is value i of an enumeration. */
typedef const struct hz_word_list {
    const hz_word *words;
    int n;
} *hz_words;

#define HZ_WORD(id, name) {id, sizeof(id) - 1, name}
#define HZ_WORD_LIST(array) {array, (int)(sizeof(array) / sizeof(array)[0])}

/* Shared by every format: how sure a source is, and the language tags of hz_lang_tag(). */
extern const struct hz_word_list hz_confidence_words, hz_lang_words;

/* The id of number `index`, NULL behind the last; and the number of `text`, -1 when it is none of them. */
const char *hz_word_at(hz_words words, int index);
int hz_word_index(hz_words words, const char *text, size_t length);
/* For people, in the current language. */
const char *hz_word_name(hz_words words, int index);

/* A text that may be given in both languages. */
typedef struct {
    const char *zh; /* NULL when not given; at least one of the two is there */
    const char *en;
} hz_bilingual;
/* In the current language if it is there, else the other. */
const char *hz_bilingual_text(hz_bilingual text);

/* How sure a fact is. What is only unconfirmed is off unless it is asked for. */
typedef enum {
    HZ_QUOTED,      /* read in a published page that quotes it */
    HZ_LAW,         /* read in the text of the law */
    HZ_CODE,        /* read in public source code */
    HZ_DERIVED,     /* follows from others */
    HZ_UNCONFIRMED, /* remembered or reported, and found nowhere */
    HZ_INVENTED     /* made up, for illustration */
} hz_confidence;

/* What a fact rests on. */
typedef struct {
    const char *id;
    const char *text; /* the citation */
    hz_confidence confidence;
    int line;
} hz_source;

#endif
