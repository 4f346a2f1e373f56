/* as_xml.h - the action list as XML, namespace urn:hazeplan:actions; schema: scenarios/schema/hazeplan-actions.rnc
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_XML_H
#define HZ_EXPORT_AS_XML_H

#include "base/sink.h"
#include "plan/plan.h"

void hz_xml_actions(hz_sink *sink, const hz_plan *plan);

#endif
