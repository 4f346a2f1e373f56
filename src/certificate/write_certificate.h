/* write_certificate.h - a proof as a file that other programs check: VIPR 1.0
 *
 * The format is that of Cheung, Gleixner and Steffy, Verifying Integer Programming Results, IPCO 2017: the linear program, what is claimed of
 * it, a point that reaches it, and a derivation that a checker follows with additions and multiplications of fractions alone. Variables
 * are shares of output, 0..1, and the objective is in fen/d, as in the files of model/write_model.h; names are those, too: columns C1..,
 * rows R1.., arcs A1.., and the bounds L1.. and U1... A row for those who may fail says of which guard it is and who fails in it:
 * R9:G1:E3,E17, counted from one in the order of the ids.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CERTIFICATE_WRITE_CERTIFICATE_H
#define HZ_CERTIFICATE_WRITE_CERTIFICATE_H

#include "base/sink.h"
#include "solve/multipliers.h"
#include "solve/solution.h"

/* A proof that stands, of `model`, whose multipliers these are and whose basis `solution` has. Lines of
 * remarks, each begun by "%", may stand in front of it. HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_write_certificate(hz_sink *sink, const hz_model *model, const hz_solution *solution, const hz_proof *proof,
                               const hz_multipliers *multipliers, hz_error *err);

#endif
