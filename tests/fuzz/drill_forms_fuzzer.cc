// SPDX-License-Identifier: Apache-2.0
// A table of the forms of drills in any bytes: forms, or `malformed`.
#include "playbooks/drill_forms.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  const auto forms = playbooks::DrillForms::parse({reinterpret_cast<const char*>(data), size});
  if (!forms) return 0;
  for (const auto& form : forms->forms) (void)forms->form(form.name)->title;
  for (const auto& stage : forms->stages) (void)forms->stage(stage.id)->ticks.size();
  return 0;
}
