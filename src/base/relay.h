/* relay.h - an XML file parsed in one thread and handled in another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two thirds of the time that a large scenario takes to read are libxml2's, one third is ours: here they overlap. The
 * handler is called in the caller's thread, with the same events in the same order as by hz_xml_parse(). */
#ifndef HZ_BASE_RELAY_H
#define HZ_BASE_RELAY_H

#include "base/xml.h"

/* As hz_xml_parse(). Names stay valid until it returns. Where no second thread can be had, it is hz_xml_parse(). */
hz_status hz_relay_parse(const char *path, uint64_t cap, const hz_xml_handler *handler, void *self, hz_error *err);

#endif
