// SPDX-License-Identifier: Apache-2.0
// A drill's scenario in any playbook: its remarks point into the document and are said in both languages, and
// one without errors plants nothing outside of what it allows.
#include "playbooks/drill.h"
#include "playbooks/scenario.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::playbooks;
  const auto reading = read_playbook({reinterpret_cast<const char*>(data), size});
  if (!reading) return 0;
  auto found = scenario_of(reading->playbook);
  if (!found) return 0;
  bool sound = true;
  for (const Remark& remark : found->remarks) {
    if (remark.what.zh.empty() || remark.what.en.empty() || remark.pointer.empty()) std::abort();
    sound = sound && remark.severity != Remark::Severity::error;
  }
  for (const Artefact& artefact : found->scenario.artefacts)
    if (sound && artefact.path.find("/../") != std::string::npos) std::abort();
  const Drill drill{std::move(found->scenario)};
  if (drill.injects({}).size() != drill.scenario().injects.size()) std::abort();
  (void)drill.expectations({});
  return 0;
}
