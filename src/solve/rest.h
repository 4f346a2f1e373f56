/* rest.h - what the links of a block rest on while it does not move
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_REST_H
#define HZ_SOLVE_REST_H

#include "solve/links.h"

/* Place every piece where it is best at the present prices and links, and let each link rest on something. s->score of pieces: how near
 * they are to moving; of links, too, 0 where none of this would hold it. */
void hz_rest_links(hz_sifting *s, hz_link_work *work);
/* Where the link of a column meets others first when it moves from where it stands: those that would let go of it, or stop it. Its
 * reach becomes wide enough for that, and the pieces that are not in the core go to the end of the list. HZ_ERR_MEMORY. */
hz_status hz_meet_pieces(hz_piece_list *met, hz_sifting *s, uint32_t column, hz_error *err);
/* What each resting link puts on what it rests on, at the present prices. */
void hz_weigh_links(hz_sifting *s);
/* What would be saved by moving a resting link a little, fen; 0: it rests. For links in the core 0. */
double hz_push_on_link(const hz_sifting *s, uint32_t column);

#endif
