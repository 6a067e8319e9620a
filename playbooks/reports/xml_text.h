// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace firsthour::playbooks {

// & < > " ' as entities: safe in HTML and XML text and in quoted attributes.
[[nodiscard]] std::string xml_escaped(std::string_view text);

}  // namespace firsthour::playbooks
