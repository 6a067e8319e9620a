// SPDX-License-Identifier: Apache-2.0
// Form packs of others: refused, or a form that can be printed of an empty case.
#include "playbooks/reports/builders.h"
#include "playbooks/reports/writers.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::playbooks;
  const auto pack = parse_form_pack({reinterpret_cast<const char*>(data), size});
  if (!pack) return 0;
  const CaseFacts facts;
  const ReportInput input{facts, Language::en, "", "", ""};
  const Document form = build_form(input, *pack, {}, {});
  (void)as_html(form);
  (void)as_docx(form);
  return 0;
}
