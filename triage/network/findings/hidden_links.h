// SPDX-License-Identifier: Apache-2.0
// Links in parts of a page that nobody sees. Total and linear in the page.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::network {

struct HiddenBlock {
  std::string how;                // "display:none"
  std::set<std::string> domains;  // that links in it lead to, other than the page's own
};

// `page` in lower case; `host` of the page.
[[nodiscard]] std::vector<HiddenBlock> hidden_blocks(std::string_view page, std::string_view host);
// All domains that links of the page lead to, other than its own.
[[nodiscard]] std::set<std::string> outside_domains(std::string_view page, std::string_view host);

}  // namespace firsthour::triage::network
