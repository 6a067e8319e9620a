// SPDX-License-Identifier: Apache-2.0
#include "collectors/account/passwd.h"

#include "collectors/host/kernel_text.h"

#include <array>

namespace firsthour::collectors {
namespace {

// The fields of a line; false when there are fewer than `N`. The last one takes the rest.
template <std::size_t N>
bool split(std::string_view line, std::array<std::string_view, N>& fields) {
  for (std::size_t i = 0; i + 1 < N; ++i) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    fields[i] = line.substr(0, colon);
    line.remove_prefix(colon + 1);
  }
  fields[N - 1] = line;
  return true;
}

bool is_entry(std::string_view line) {
  return !line.empty() && line[0] != '#' && line[0] != '+' && line[0] != '-';
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
    std::array<std::string_view, 7> fields;
    if (!is_entry(*line) || !split(*line, fields)) continue;
    const auto id = number_from<std::uint32_t>(fields[2]);
    const auto group = number_from<std::uint32_t>(fields[3]);
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
    std::array<std::string_view, 4> fields;
    if (!is_entry(*line) || !split(*line, fields)) continue;
    const auto id = number_from<std::uint32_t>(fields[2]);
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
    std::array<std::string_view, 4> fields;
    if (!is_entry(*line) || !split(*line, fields)) continue;
    ShadowEntry entry{std::string{fields[0]}, state_of(fields[1]), number_from<std::int32_t>(fields[2])};
    if (entry.changed_day.value_or(0) <= 0) entry.changed_day.reset();
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace firsthour::collectors
