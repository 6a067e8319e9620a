// SPDX-License-Identifier: Apache-2.0
// The fields of every kind of the service year, by what the work is about. One row a field: a new field is a
// row here, a row of SERVICE_YEAR.md, and nothing else.
#pragma once

#include "playbooks/service_year.h"

namespace firsthour::playbooks::service_fields {

// Work that comes by the day: kinds_duty.cc.
extern const std::span<const ServiceField> patrol, patrol_report, training, watch, shift, staff, support_call;
// Risks, and what is done about them: kinds_risk.cc.
extern const std::span<const ServiceField> test, discovery, hardening, assessment, follow_up;
// Papers, and what leaves or comes back: kinds_paper.cc.
extern const std::span<const ServiceField> plan, consent, hand_over, wipe, delivery, drill, summary;

}  // namespace firsthour::playbooks::service_fields
