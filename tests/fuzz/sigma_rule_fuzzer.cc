// SPDX-License-Identifier: Apache-2.0
// Any bytes as a rule file: rules or problems, and what loads can be matched.
#include "triage/host/field_catalogue.h"
#include "triage/host/record_reader.h"
#include "triage/sigma/load_rule.h"

#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::triage;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const sigma::LoadedRules loaded = sigma::load_rules(text, "fuzz.yml", HostFieldCatalogue{});
  const bool nothing_said = loaded.rules.empty() && loaded.correlations.empty() && loaded.filters.empty() &&
                            loaded.problems.empty() && loaded.elsewhere_count == 0;
  if (nothing_said) __builtin_trap();
  sigma::Event event;
  if (!read_record(
          R"({"process.pid":812,"process.name":"bash","process.executable":"/tmp/x","process.args":["a","b"]})",
          event)) {
    __builtin_trap();
  }
  for (const sigma::Rule& rule : loaded.rules) {
    if (sigma::matches(rule, event)) (void)sigma::matched_fields(rule, event);
  }
  return 0;
}
