/* links.h - where the links of a model would stand by themselves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_LINKS_H
#define HZ_SOLVE_LINKS_H

#include "solve/sifting.h"

/* Each link where it is best at the present prices for the columns that it holds, as if there were no others: something to begin from. */
hz_status hz_guess_links(hz_sifting *s, hz_error *err);

#endif
