// SPDX-License-Identifier: Apache-2.0
// A drill's script in any bytes: entries with remarks in both languages, or `malformed`; what it says is done
// to a drill or refused with a sentence.
#include "playbooks/drill_script.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::playbooks;
  const auto reading = read_drill_script({reinterpret_cast<const char*>(data), size});
  if (!reading) return reading.error().what.empty() ? std::abort(), 0 : 0;
  for (const Remark& remark : reading->remarks)
    if (remark.what.zh.empty() || remark.what.en.empty() || !remark.pointer.starts_with('/')) std::abort();
  Scenario scenario;
  scenario.roles.resize(1);
  scenario.roles[0].id = "lead";
  scenario.injects.resize(1);
  scenario.injects[0].id = "i1";
  scenario.injects[0].to = {"lead"};
  Drill drill{scenario};
  firsthour::Instant wall{1'800'000'000'000'000'000};
  if (!drill.apply(*drill.change({ClockChange::Kind::start, wall, 1000, 0}, ""))) std::abort();
  for (const ScriptEntry& entry : reading->script.entries) {
    wall.nanoseconds += 1'000'000;
    const auto event = event_of(entry, drill, wall);
    if (event) (void)drill.apply(*event);
  }
  return 0;
}
