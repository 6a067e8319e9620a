// SPDX-License-Identifier: Apache-2.0
// Whether all routes gave the same bytes of a file. A function of values only.
#pragma once

#include "collectors/host/read_routes.h"
#include "collectors/view/cross_check.h"

#include <optional>
#include <span>
#include <string>

namespace firsthour::collectors {

// The route that was taken first and again last tells whether the file stood still: if its two reads differ,
// nothing is said. Else the routes whose bytes differ from it form the other view; which of the two has more
// lines is the one that sees.
[[nodiscard]] std::optional<Difference> read_difference(const std::string& path,
                                                        std::span<const RoutedRead> reads);

}  // namespace firsthour::collectors
