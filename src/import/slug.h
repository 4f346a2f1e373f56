/* slug.h - a safe id from a name as people write it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_IMPORT_SLUG_H
#define HZ_IMPORT_SLUG_H

#include "scenario/scenario.h"

enum { HZ_SLUG_MAX = 56 }; /* bytes: room is left in an id for "-2" and on behind one that is taken */

/* Small letters and digits stay, capital letters become small, other characters of ASCII become '-', all others 'u'
 * and their code point in hexadecimal: "La Salle" -> "la-salle", "博爱" -> "u535a-u7231". What is too long ends in the
 * beginning of its SHA-256. The text is well-formed UTF-8. False when out of memory. */
bool hz_slug(char out[HZ_SLUG_MAX + 1], const char *text);

#endif
