// SPDX-License-Identifier: Apache-2.0
// The text of /proc/modules: "name size references users state address (taint)".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct ModuleFacts {
  std::string name;
  std::optional<std::uint64_t> size, references;  // references is "-" on kernels without unloading
  std::vector<std::string> users;                 // modules that use it; "[permanent]" as the kernel has it
  std::string state;                              // "Live" "Loading" "Unloading"
  std::string taint;                              // "OE"; empty: the module taints nothing
};

struct ModuleList {
  std::vector<ModuleFacts> modules;
  std::uint64_t malformed = 0;  // lines that are no entry
};

[[nodiscard]] ModuleList parse_modules(std::string_view text);

}  // namespace firsthour::collectors
