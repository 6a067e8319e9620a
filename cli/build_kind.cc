// SPDX-License-Identifier: Apache-2.0
#include "cli/build_kind.h"

#include <elf.h>
#include <link.h>
#include <sys/auxv.h>

#include <algorithm>
#include <span>

namespace firsthour::cli {

bool is_field_build() {
  const auto* first = reinterpret_cast<const ElfW(Phdr)*>(::getauxval(AT_PHDR));
  if (first == nullptr) return false;
  const std::span headers{first, static_cast<std::size_t>(::getauxval(AT_PHNUM))};
  return std::ranges::none_of(headers, [](const ElfW(Phdr) & each) { return each.p_type == PT_INTERP; });
}

}  // namespace firsthour::cli
