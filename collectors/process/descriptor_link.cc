// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/descriptor_link.h"

#include "collectors/host/kernel_text.h"

namespace firsthour::collectors {

std::optional<std::uint64_t> inode_of_link(std::string_view link, std::string_view kind) {
  if (!link.starts_with(kind)) return std::nullopt;
  link.remove_prefix(kind.size());
  if (!link.starts_with(":[") || !link.ends_with(']')) return std::nullopt;
  return number_from<std::uint64_t>(link.substr(2, link.size() - 3));
}

std::string_view without_deleted_mark(std::string_view link) {
  constexpr std::string_view kMark = " (deleted)";
  if (link.ends_with(kMark)) link.remove_suffix(kMark.size());
  return link;
}

DescriptorInfo parse_descriptor_info(std::string_view text) {
  DescriptorInfo info;
  while (const auto line = next_line(text)) {
    const std::size_t colon = line->find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = line->substr(0, colon);
    const std::string_view value = trimmed(line->substr(colon + 1));
    if (key == "flags" && number_from<std::uint64_t>(value, 8))
      info.flags = value;
    else if (key == "pos")
      info.offset = number_from<std::uint64_t>(value);
    else if (key == "prog_id")
      info.bpf_program = number_from<std::uint64_t>(value);
    else if (key == "map_id")
      info.bpf_map = number_from<std::uint64_t>(value);
    else if (key == "link_id")
      info.bpf_link = number_from<std::uint64_t>(value);
  }
  return info;
}

}  // namespace firsthour::collectors
