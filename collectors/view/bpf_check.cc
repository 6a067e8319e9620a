// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/bpf_check.h"

#include <utility>

namespace firsthour::collectors {
namespace {

constexpr std::string_view kList = "bpf.list", kSymbols = "kallsyms";

std::set<std::string> known_tags(const BpfViews& views) {
  std::set<std::string> tags;
  for (const auto& [id, program] : views.programs) {
    tags.insert(program.tag);
    tags.insert(program.function_tags.begin(), program.function_tags.end());
  }
  return tags;
}

// Not knowing the functions of one program, no symbol can be said to belong to none.
bool all_functions_known(const BpfViews& views) {
  for (const auto& [id, program] : views.programs)
    if (program.opened && program.jited && program.function_tags.empty()) return false;
  return true;
}

void compare_symbols(const BpfViews& views, std::vector<Difference>& found) {
  if (views.closed.contains(std::string{kSymbols})) return;
  if (all_functions_known(views)) {
    const auto known = known_tags(views);
    for (const auto& [tag, name] : views.symbols)
      if (!known.contains(tag))
        found.push_back({"bpf_program",
                         name.empty() ? tag : tag + ' ' + name,
                         {std::string{kSymbols}},
                         {std::string{kList}},
                         "symbols of machine code against programs that are listed"});
  }
  for (const auto& [id, program] : views.programs)
    if (program.opened && program.jited && program.has_symbols && !views.symbols.contains(program.tag))
      found.push_back({"bpf_program",
                       std::to_string(id),
                       {program.views.begin(), program.views.end()},
                       {std::string{kSymbols}},
                       "programs with machine code against the symbols of programs"});
}

}  // namespace

std::vector<Difference> bpf_differences(const BpfViews& views) {
  std::vector<Difference> found;
  if (views.closed.contains(std::string{kList})) return found;
  for (const auto& [id, program] : views.programs) {
    if (program.views.contains(std::string{kList}) || program.views.empty()) continue;
    found.push_back({"bpf_program",
                     std::to_string(id),
                     {program.views.begin(), program.views.end()},
                     {std::string{kList}},
                     "programs by their numbers"});
  }
  compare_symbols(views, found);
  return found;
}

}  // namespace firsthour::collectors
