// SPDX-License-Identifier: Apache-2.0
// Addresses, host names, URLs and e-mail addresses that stand in any bytes, by one pass.
#pragma once

#include "triage/indicators/indicator_set.h"

#include <cstdint>
#include <functional>
#include <string_view>

namespace firsthour::triage {

// `text` points into the bytes. A URL is given, and its host also; of an e-mail address its domain also.
using Candidate = std::function<void(IndicatorKind kind, std::uint64_t offset, std::string_view text)>;

void each_candidate(std::string_view bytes, const Candidate& visit);

}  // namespace firsthour::triage
