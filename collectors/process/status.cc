// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/status.h"

#include "collectors/host/kernel_text.h"

namespace firsthour::collectors {
namespace {

std::optional<std::array<std::uint32_t, 4>> four_ids(std::string_view value) {
  std::array<std::uint32_t, 4> ids{};
  for (auto& id : ids) {
    const auto number = number_from<std::uint32_t>(next_field(value));
    if (!number) return std::nullopt;
    id = *number;
  }
  return ids;
}

std::string hex_mask(std::string_view value) {
  return number_from<std::uint64_t>(value, 16) ? std::string{value} : std::string{};
}

}  // namespace

ProcessStatus parse_process_status(std::string_view text) {
  ProcessStatus status;
  while (const auto line = next_line(text)) {
    const std::size_t colon = line->find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = line->substr(0, colon);
    std::string_view value = trimmed(line->substr(colon + 1));
    if (key == "TracerPid")
      status.tracer = number_from<std::uint32_t>(value);
    else if (key == "Uid")
      status.users = four_ids(value);
    else if (key == "Gid")
      status.groups = four_ids(value);
    else if (key == "CapPrm")
      status.permitted = hex_mask(value);
    else if (key == "CapEff")
      status.effective = hex_mask(value);
    else if (key == "CapBnd")
      status.bounding = hex_mask(value);
    else if (key == "NoNewPrivs")
      status.no_new_privileges = number_from<std::uint32_t>(value);
    else if (key == "Seccomp")
      status.seccomp = number_from<std::uint32_t>(value);
    else if (key == "NSpid")
      while (const auto pid = number_from<std::uint64_t>(next_field(value)))
        status.namespace_pids.push_back(*pid);
  }
  return status;
}

}  // namespace firsthour::collectors
