// SPDX-License-Identifier: Apache-2.0
// Lines of the kernel's tables of its own code: /proc/kallsyms ("address type name [module]"), ftrace's lists
// of functions ("name [module] (calls) FLAGS …") and /proc/vmallocinfo ("from-to size caller …"). All total.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace firsthour::collectors {

// Views into the line.
struct SymbolLine {
  std::uint64_t address = 0;  // 0 where the kernel hides it
  char type = '?';
  std::string_view name, module;  // module: "" for the kernel proper, "bpf" for programs
};
[[nodiscard]] std::optional<SymbolLine> parse_symbol(std::string_view line);

// The module in brackets behind a function's name; empty for the kernel's own. Ftrace and kprobes write it
// so.
[[nodiscard]] std::string_view module_in_brackets(std::string_view line);

// The tag (16 hex digits) of a symbol "bpf_prog_TAG_NAME"; absent for every other.
[[nodiscard]] std::optional<std::string_view> bpf_tag_of(std::string_view symbol);

struct VmallocLine {
  std::string_view range;   // "0x…-0x…", hashed by the kernel
  std::uint64_t size = 0;   // bytes, with the guard page
  std::string_view caller;  // "load_module"; empty when the kernel names none
};
[[nodiscard]] std::optional<VmallocLine> parse_vmalloc(std::string_view line);

}  // namespace firsthour::collectors
