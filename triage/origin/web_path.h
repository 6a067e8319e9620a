// SPDX-License-Identifier: Apache-2.0
// Which file a request asks for.
#pragma once

#include "triage/origin/facts.h"

#include <optional>
#include <string>
#include <string_view>

namespace firsthour::triage::origin {

// Requests that wrote into a file are looked for from so long before it was made (a server may stamp a
// request when it begins) until so long after (or when it ends).
inline constexpr std::int64_t kUploadBefore = 120'000'000'000, kUploadAfter = 30'000'000'000;

// The path that a request names: percent escapes undone, without query, with single slashes.
[[nodiscard]] std::string asked_path(std::string_view uri);

struct WebRoot {
  std::string path;
  bool stated = false;  // by the server's own settings
};
// The root below which the file's path is what was asked for: of those that the settings state; where none of
// them holds the file, of the usual ones. nullopt: none.
[[nodiscard]] std::optional<WebRoot> root_between(const HostFacts& host, std::string_view file,
                                                  std::string_view asked);
// Whether the file lies where a server would give it out.
[[nodiscard]] bool is_below_web_root(const HostFacts& host, std::string_view file);

}  // namespace firsthour::triage::origin
