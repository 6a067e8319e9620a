// SPDX-License-Identifier: Apache-2.0
// Folders that web servers serve, as their configurations name them: a literal scan for the directives `root`
// (nginx) and `DocumentRoot` (Apache), without includes, variables or macros.
#pragma once

#include "collectors/host.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

class MountGuard;

// Absolute paths named by a directive in one configuration text, in order of appearance. Total.
[[nodiscard]] std::vector<std::string> document_roots(std::string_view configuration);

// Over all configurations in the usual places. Folders of the system itself ("/", "/etc", "/usr") are not web
// roots.
[[nodiscard]] std::vector<std::string> find_web_roots(const Host& host, const MountGuard& guard);

}  // namespace firsthour::collectors
