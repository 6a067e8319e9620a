// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"
#include "playbooks/deadlines.h"

#include <array>

namespace firsthour::playbooks {
namespace {

constexpr std::int64_t kMinute = 60, kHour = 3600, kDay = 86'400;

struct Unit {
  std::int64_t seconds;
  std::string_view zh, en;
};
constexpr std::array kUnits{Unit{kDay, " 天", " d"}, Unit{kHour, " 小时", " h"},
                            Unit{kMinute, " 分钟", " min"}, Unit{1, " 秒", " s"}};

Json both(const Words& words) { return {{"zh", words.zh}, {"en", words.en}}; }

}  // namespace

Words span_words(std::int64_t seconds) {
  Words words;
  int parts = 0;
  for (const Unit& unit : kUnits) {
    const std::int64_t count = seconds / unit.seconds;
    seconds %= unit.seconds;
    // Minutes are enough once there are hours: nobody acts on "3 h 0 min 12 s".
    if (parts == 0 && count == 0 && unit.seconds > 1) continue;
    if (parts > 0 && count == 0) break;
    words.zh += (parts > 0 ? " " : "") + std::to_string(count) + std::string{unit.zh};
    words.en += (parts > 0 ? " " : "") + std::to_string(count) + std::string{unit.en};
    if (++parts == 2) break;
  }
  return words;
}

Words margin_words(const Deadline& deadline) {
  const bool open = deadline.state == DeadlineState::running || deadline.state == DeadlineState::due_soon;
  if (!deadline.margin_seconds) return open ? Words{"尽快", "at once"} : Words{};
  const std::int64_t margin = *deadline.margin_seconds;
  const Words span = span_words(margin < 0 ? -margin : margin);
  if (open) return {"还剩 " + span.zh, span.en + " left"};
  switch (deadline.state) {
    case DeadlineState::overdue:
      return {"已超 " + span.zh, span.en + " over"};
    case DeadlineState::met:
      return {"提前 " + span.zh, span.en + " early"};
    case DeadlineState::missed:
      return {"迟 " + span.zh, span.en + " late"};
    default:
      return {};
  }
}

const Words& words_of(DeadlineState state) {
  static const std::array<Words, 7> kWords{
      Words{"未起算", "waiting"},        Words{"计时中", "running"}, Words{"即将到期", "due soon"},
      Words{"已超期", "overdue"},        Words{"按时", "met"},       Words{"未按时", "missed"},
      Words{"时间矛盾", "contradictory"}};
  return kWords.at(static_cast<std::size_t>(state));
}

Json to_json(const Deadline& deadline) {
  Json json{{"type", "clock"},
            {"key", deadline.key},
            {"title", both(deadline.title)},
            {"owed_by", both(deadline.owed_by)},
            {"owed_to", both(deadline.owed_to)},
            {"basis", both(deadline.basis)},
            {"ours", deadline.ours},
            {"watched", deadline.watched},
            {"from_moment", deadline.from_moment},
            {"done_moment", deadline.done_moment},
            {"state", name_of(deadline.state)},
            {"may_apply", deadline.may_apply},
            {"urgent", deadline.urgent()},
            {"checked", deadline.checked}};
  const auto time = [&json](const char* key, const std::optional<Instant>& at) {
    if (at) json[key] = rfc3339(*at);
  };
  time("from", deadline.from);
  time("warn", deadline.warn);
  time("due", deadline.due);
  time("done", deadline.done);
  if (deadline.margin_seconds) json["margin_seconds"] = *deadline.margin_seconds;
  if (!deadline.reason.empty()) json["reason"] = deadline.reason;
  if (!deadline.effective.empty()) json["effective"] = deadline.effective;
  if (!deadline.next.zh.empty()) json["next"] = both(deadline.next);
  if (deadline.may_apply) json["undecided"] = both(deadline.undecided);
  return json;
}

}  // namespace firsthour::playbooks
