// SPDX-License-Identifier: Apache-2.0
// Fields that follow from one record alone, so that rules need no arithmetic:
//   host.process         process.executable_file (name without folder)
//   host.file            file.name, file.executable, file.world_writable
//   host.authorized_key  key.age_days (whole days from file.mtime to the collection)
//   host.bpf_program     bpf.program.holder_count, .pin_count, .link_count, .attached_count (a list's length;
//                        absent where the list is: then nobody looked)
// Fields that need other records are in joins.h.
#pragma once

#include "casefile/instant.h"
#include "triage/sigma/event.h"

#include <optional>
#include <string_view>

namespace firsthour::triage {

void add_computed_fields(std::string_view service, std::optional<Instant> collected, sigma::Event& event);

}  // namespace firsthour::triage
