// SPDX-License-Identifier: Apache-2.0
#include "collectors/account/passwd.h"

#include "collectors/host/kernel_text.h"

#include <algorithm>
#include <array>

namespace firsthour::collectors {
namespace {

constexpr std::string_view kBlanks = " \t\v\f\r";

// The fields of a line, the last of which takes the rest. `least` of them must be there: the C library takes
// "toor::0:0" for an account, and so must we. Empty for a comment, a NIS line or too few fields.
template <std::size_t N>
std::optional<std::array<std::string_view, N>> entry_from(std::string_view line, std::size_t least) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  if (line.empty() || line[0] == '#' || line[0] == '+' || line[0] == '-') return std::nullopt;
  std::array<std::string_view, N> fields;
  std::size_t found = 0;
  for (std::size_t colon = 0; found < N && colon != std::string_view::npos; ++found) {
    colon = found + 1 < N ? line.find(':') : std::string_view::npos;
    fields[found] = line.substr(0, colon);
    line.remove_prefix(std::min(fields[found].size() + 1, line.size()));
  }
  if (found < least) return std::nullopt;
  return fields;
}

// As strtoul(3) reads it there: " 0", "+0" and "-0" are all root.
std::optional<std::uint32_t> id_from(std::string_view field) {
  field.remove_prefix(std::min(field.find_first_not_of(kBlanks), field.size()));
  const bool minus = field.starts_with('-');
  if (minus || field.starts_with('+')) field.remove_prefix(1);
  const auto id = number_from<std::uint32_t>(field);
  return minus && id != 0u ? std::nullopt : id;
}

PasswordState state_of(std::string_view field) {
  if (field.empty()) return PasswordState::empty;
  if (field[0] == '!') return PasswordState::locked;
  // The shortest hash there ever was, of DES, has 13 characters.
  if (field[0] == '*' || (field[0] != '$' && field[0] != '_' && field.size() < 13))
    return PasswordState::none;
  return PasswordState::set;
}

}  // namespace

std::string_view name_of(PasswordState state) {
  switch (state) {
    case PasswordState::set:
      return "set";
    case PasswordState::locked:
      return "locked";
    case PasswordState::empty:
      return "empty";
    case PasswordState::none:
      break;
  }
  return "none";
}

std::vector<UserEntry> parse_passwd(std::string_view text) {
  std::vector<UserEntry> users;
  while (const auto line = next_line(text)) {
    const auto entry = entry_from<7>(*line, 4);
    if (!entry) continue;
    const auto& fields = *entry;
    const auto id = id_from(fields[2]), group = id_from(fields[3]);
    if (!id || !group) continue;
    UserEntry user{std::string{fields[0]},
                   std::string{fields[4]},
                   std::string{fields[5]},
                   std::string{fields[6]},
                   *id,
                   *group,
                   {}};
    if (fields[1] != "x") user.password = state_of(fields[1]);
    users.push_back(std::move(user));
  }
  return users;
}

std::vector<GroupEntry> parse_group(std::string_view text) {
  std::vector<GroupEntry> groups;
  while (const auto line = next_line(text)) {
    const auto entry = entry_from<4>(*line, 3);
    if (!entry) continue;
    const auto& fields = *entry;
    const auto id = id_from(fields[2]);
    if (!id) continue;
    GroupEntry group{std::string{fields[0]}, *id, {}};
    for (std::string_view members = fields[3]; !members.empty();) {
      const std::size_t comma = members.find(',');
      if (comma != 0) group.members.emplace_back(members.substr(0, comma));
      members.remove_prefix(comma == std::string_view::npos ? members.size() : comma + 1);
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

std::vector<ShadowEntry> parse_shadow(std::string_view text) {
  std::vector<ShadowEntry> entries;
  while (const auto line = next_line(text)) {
    const auto fields = entry_from<4>(*line, 4);
    if (!fields) continue;
    ShadowEntry entry{std::string{(*fields)[0]}, state_of((*fields)[1]),
                      number_from<std::int32_t>((*fields)[2])};
    if (entry.changed_day.value_or(0) <= 0) entry.changed_day.reset();
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace firsthour::collectors
