// SPDX-License-Identifier: Apache-2.0
// Fills the facts of an event into a rule's sentence.
#pragma once

#include "triage/sigma/event.h"

#include <string>
#include <string_view>

namespace firsthour::triage {

// `{field}` becomes the field's value: on one line, safe on a terminal, secrets masked, long values cut.
// Lists are joined with commas. A field that is absent becomes `absent` ("unknown", "未知").
[[nodiscard]] std::string fill_in(std::string_view sentence, const sigma::Event& event,
                                  std::string_view absent);

}  // namespace firsthour::triage
