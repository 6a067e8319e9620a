// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/kernel_text.h"
#include "collectors/kernel/bpf_calls.h"
#include "collectors/kernel/symbol_facts.h"
#include "collectors/kernel/symbol_line.h"
#include "collectors/view/taint_check.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  const std::string_view whole{reinterpret_cast<const char*>(data), size};
  if (helper_calls(whole).size() > size / 8) std::abort();
  if ((taint_in_log(whole) >> 20) != 0) std::abort();
  SymbolFacts facts;
  std::string_view text = whole;
  while (const auto line = next_line(text)) {
    if (const auto symbol = parse_symbol(*line)) {
      if (symbol->name.empty()) std::abort();
      if (const auto tag = bpf_tag_of(symbol->name); tag && tag->size() != 16) std::abort();
    }
    if (module_in_brackets(*line).size() > line->size()) std::abort();
    (void)parse_vmalloc(*line);
    facts.take(*line);
  }
  if (facts.services.size() > SymbolFacts::kMostServices) std::abort();
  return 0;
}
