/* match_model.h - is the program that a certificate is of the one that a scenario gives?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CERTIFICATE_MATCH_MODEL_H
#define HZ_CERTIFICATE_MATCH_MODEL_H

#include "certificate/check_certificate.h"
#include "model/model.h"

/* Every variable, cost, bound, row and arc of the certificate is held against the model, as write_certificate.h writes it; rows for those
 * who may fail are first added to the model, for whom the certificate names in theirs. The fault says where they differ first.
 * HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_match_model(hz_fault *fault, const hz_certificate *certificate, hz_model *model, hz_error *err);

#endif
