// SPDX-License-Identifier: Apache-2.0
// host.user and host.group, from the host's own files.
#include "collectors/account/account.h"
#include "collectors/account/passwd.h"
#include "collectors/output/record_file.h"

#include <map>
#include <string>

namespace firsthour::collectors {
namespace {

// Empty when the file is not there; what else went wrong is said.
std::string read_text(Context& context, std::string_view path, SourceOutcome& outcome) {
  auto file = context.host.read(path, kPasswdLimit);
  if (file && file->cut)
    add_problem(
        outcome, Outcome::partial,
        std::string{path} + ": only the first " + std::to_string(kPasswdLimit) + " bytes were parsed");
  if (file) return std::move(file->bytes);
  if (file.error().code != Errc::not_found) add_problem(outcome, Outcome::partial, file.error().what);
  return {};
}

RecordWriter record_of(const UserEntry& user, const ShadowEntry* shadow) {
  RecordWriter record{"host.user"};
  record.put_bytes("user.name", user.name);
  record.put("user.id", std::to_string(user.id));
  record.put("group.id", std::to_string(user.group));
  if (!user.home.empty()) record.put_bytes("user.home", user.home);
  if (!user.shell.empty()) record.put_bytes("user.shell", user.shell);
  if (!user.full_name.empty()) record.put_bytes("user.full_name", user.full_name);
  if (user.password)
    record.put("user.password_state", name_of(*user.password));
  else if (shadow != nullptr)
    record.put("user.password_state", name_of(shadow->password));
  constexpr std::int64_t kSecondsADay = 86'400, kFarthestDay = 100'000;
  if (shadow != nullptr && shadow->changed_day && *shadow->changed_day < kFarthestDay)
    record.put("user.password_changed", Instant::from_seconds(*shadow->changed_day * kSecondsADay));
  return record;
}

}  // namespace

SourceOutcome collect_users(Context& context) {
  SourceOutcome outcome;
  const auto users = parse_passwd(read_text(context, "/etc/passwd", outcome));
  const auto groups = parse_group(read_text(context, "/etc/group", outcome));
  std::map<std::string, ShadowEntry> shadow;
  for (auto& entry : parse_shadow(read_text(context, "/etc/shadow", outcome)))
    shadow.try_emplace(entry.name, entry);

  RecordFile user_records{context, "host.user"};
  for (const auto& user : users) {
    const auto found = shadow.find(user.name);
    user_records.add(record_of(user, found == shadow.end() ? nullptr : &found->second));
  }
  user_records.finish(outcome);
  RecordFile group_records{context, "host.group"};
  for (const auto& group : groups) {
    RecordWriter record{"host.group"};
    record.put_bytes("group.name", group.name);
    record.put("group.id", std::to_string(group.id));
    record.put_list("group.members", group.members);
    group_records.add(std::move(record));
  }
  group_records.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
