// SPDX-License-Identifier: Apache-2.0
// Which capture filters (pcap-filter(7)) may be compiled on an examined host: those without names. A host,
// port or protocol by name makes the C library open the host's nsswitch, services and resolver, and in a
// static program load the host's own libraries.
#pragma once

#include "casefile/result.h"

#include <string_view>

namespace firsthour::collectors {

// `usage`, with the word, when the filter has one that is neither of the filter language nor a number or a
// numeric address. An empty filter is fine. Says nothing about the grammar.
[[nodiscard]] Result<> check_numeric_filter(std::string_view filter);

}  // namespace firsthour::collectors
