// SPDX-License-Identifier: Apache-2.0
// Any event against rules of every kind: the index leaves out no rule that matches, correlations end, and
// what a worker tells can be heard; and any bytes may be heard.
#include "tests/fuzz/sigma_match_rules.h"
#include "triage/host/record_reader.h"
#include "triage/sigma/sigma_run.h"

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace {

using namespace firsthour;
using namespace firsthour::triage;

const sigma::SigmaRules& rules() {
  static const auto kRules = [] {
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / ("firsthour-match-" + std::to_string(::getpid()));
    fs::create_directories(folder);
    std::ofstream{folder / "rules.yml"} << kMatchRules;
    std::ofstream{folder / "mapping.yaml"} << kMatchMapping;
    auto loaded = sigma::SigmaRules::load(
        {{(folder / "rules.yml").string()}, {(folder / "mapping.yaml").string()}, ""}, {});
    fs::remove_all(folder);
    if (!loaded || !(*loaded)->problems().empty()) __builtin_trap();
    return std::move(*loaded);
  }();
  return *kRules;
}

void check_index(const sigma::Event& event) {
  const sigma::RuleIndex& index = *rules().index(0);
  sigma::RuleIndex::State state;
  std::vector<bool> named(index.rules().size(), false);
  for (const std::uint32_t candidate : index.candidates(event, state)) named[candidate] = true;
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (!named[i] && sigma::matches(*index.rules()[i], event)) __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text{reinterpret_cast<const char*>(data), size};
  sigma::SigmaRun whole{rules()}, worker{rules()};
  (void)sigma::SigmaRun{rules()}.hear(text);
  sigma::Event event;
  for (std::int64_t line = 0; !text.empty() && line < 64; ++line) {
    const std::string_view one = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    if (!read_record(one, event)) continue;
    check_index(event);
    const sigma::EventPlace place{"i", "h", "p", 0, one.size(), static_cast<std::uint64_t>(line)};
    const Instant time = Instant::from_seconds(line / 2);
    whole.take(event, {"x", "", "", ""}, time, place);
    worker.take(event, {"x", "", "", ""}, time, place);
  }
  sigma::SigmaRun sum{rules()};
  if (!sum.hear(worker.tell())) __builtin_trap();
  if (sum.finish().findings.size() != whole.finish().findings.size()) __builtin_trap();
  return 0;
}
