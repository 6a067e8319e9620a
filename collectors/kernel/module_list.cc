// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/module_list.h"

#include "collectors/host/kernel_text.h"

#include <algorithm>

namespace firsthour::collectors {
namespace {

// "usb_storage,uas,": every name is followed by a comma; "-" stands for none.
std::vector<std::string> users_in(std::string_view text) {
  std::vector<std::string> users;
  if (text == "-") return users;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    if (end != 0) users.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return users;
}

}  // namespace

ModuleList parse_modules(std::string_view text) {
  ModuleList list;
  while (auto line = next_line(text)) {
    ModuleFacts module;
    module.name = next_field(*line);
    module.size = number_from<std::uint64_t>(next_field(*line));
    module.references = number_from<std::uint64_t>(next_field(*line));
    module.users = users_in(next_field(*line));
    module.state = next_field(*line);
    (void)next_field(*line);  // the address, zero for ordinary users
    auto taint = next_field(*line);
    if (taint.starts_with('(') && taint.ends_with(')')) module.taint = taint.substr(1, taint.size() - 2);
    if (module.size && !module.state.empty())
      list.modules.push_back(std::move(module));
    else
      ++list.malformed;
  }
  return list;
}

}  // namespace firsthour::collectors
