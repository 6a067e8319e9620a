// SPDX-License-Identifier: Apache-2.0
#include "casefile/digest.h"
#include "casefile/number.h"
#include "playbooks/cacao/fields.h"
#include "playbooks/drill_script.h"
#include "playbooks/records/yaml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

using Do = ScriptEntry::Do;
using Severity = Remark::Severity;

constexpr std::size_t kMostEntries = 20'000;

constexpr std::array<std::pair<std::string_view, Do>, 14> kDeeds{{{"answer", Do::answer},
                                                                  {"observe", Do::observe},
                                                                  {"judge", Do::judge},
                                                                  {"pause", Do::pause},
                                                                  {"resume", Do::resume},
                                                                  {"rate", Do::rate},
                                                                  {"jump", Do::jump},
                                                                  {"step", Do::step},
                                                                  {"deliver", Do::deliver},
                                                                  {"notify", Do::notify},
                                                                  {"improve", Do::improve},
                                                                  {"stop-word", Do::stop_word},
                                                                  {"turn-real", Do::turn_real},
                                                                  {"end", Do::end}}};

class Reader {
 public:
  Reader(const Json& entry, std::string pointer, std::vector<Remark>& remarks)
      : fields_{entry, std::move(pointer), remarks} {}

  ScriptEntry read() {
    ScriptEntry entry;
    entry.at = time("at");
    deed(entry);
    entry.of = fields_.text("of");
    entry.role = fields_.text("role");
    entry.by = fields_.text("by");
    entry.text = fields_.text("text");
    entry.grade = fields_.text("grade");
    entry.score = static_cast<int>(number("score", 0, 1, 5));
    if (entry.what == Do::rate) entry.rate = rate();
    if (entry.what == Do::jump) entry.to = time("to");
    values(entry);
    fields_.refuse_others();
    return entry;
  }

 private:
  void wrong(std::string_view key, Words what) {
    fields_.remark(Severity::error, "bad-value", key, std::move(what));
  }

  DrillTime time(std::string_view key) {
    const std::string said = fields_.needed_text(key);
    const auto found = drill_time_from(said);
    if (!found && !said.empty())
      wrong(key, {said + " 不是演练时间（例：00:05、01:30:00、90s）",
                  said + " is no drill time (e.g. 00:05, 01:30:00, 90s)"});
    return found.value_or(0);
  }

  void deed(ScriptEntry& entry) {
    const std::string said = fields_.needed_text("do");
    std::string known;
    for (const auto& [word, deed] : kDeeds) {
      if (word == said) return void(entry.what = deed);
      known += (known.empty() ? "" : ", ") + std::string{word};
    }
    if (!said.empty()) wrong("do", {said + " 不在可选值内：" + known, said + " is none of " + known});
  }

  // YAML gives every scalar as text, JSON a number as a number.
  std::string scalar(std::string_view key) {
    const Json* json = fields_.any(key);
    return !json || json->is_null() ? "" : json->is_string() ? json->get<std::string>() : json->dump();
  }

  std::int64_t number(std::string_view key, std::int64_t absent, std::int64_t least, std::int64_t most) {
    const std::string said = scalar(key);
    if (said.empty()) return absent;
    const auto value = number_from<std::int64_t>(said);
    if (value && *value >= least && *value <= most) return *value;
    wrong(key, {fmt::format("应为 {} 至 {} 的整数", least, most),
                fmt::format("this must be a whole number from {} to {}", least, most)});
    return absent;
  }

  std::int64_t rate() {
    const auto value = number_from<double>(scalar("rate"));
    if (value && *value >= 0.001 && *value <= 1000) return static_cast<std::int64_t>(*value * 1000 + 0.5);
    wrong("rate", {"速度应在 0.001 至 1000 之间", "the rate must be from 0.001 to 1000"});
    return 1000;
  }

  void values(ScriptEntry& entry) {
    const Json* json = fields_.object("values");
    if (!json) return;
    for (const auto& [key, value] : json->items())
      entry.values[key] = value.is_string() ? value.get<std::string>() : value.dump();
  }

  Fields fields_;
};

DrillEvent event_with(const ScriptEntry& entry, DrillEvent::Kind kind, const Drill& drill, Instant wall) {
  DrillEvent event;
  event.kind = kind;
  event.wall = wall;
  event.at = drill.now(wall);
  event.who = entry.by;
  event.text = entry.text;
  event.values = entry.values;
  return event;
}

}  // namespace

Result<ScriptReading> read_drill_script(std::string_view text) {
  const auto json = parse_yaml_or_json(text);
  if (!json) return fail("script", json.error());
  if (!json->is_array()) return fail(Errc::malformed, "script: it must be a list of entries");
  if (json->size() > kMostEntries)
    return fail(Errc::malformed, fmt::format("script: there are more than {} entries", kMostEntries));
  ScriptReading reading;
  reading.script.digest = sha256(text).hex();
  std::optional<DrillTime> before;
  for (std::size_t i = 0; i < json->size(); ++i) {
    const std::string pointer = fmt::format("/{}", i);
    const ScriptEntry entry = Reader{(*json)[i], pointer, reading.remarks}.read();
    if (before && entry.at < *before)
      reading.remarks.push_back({Severity::error,
                                 "time-runs-back",
                                 pointer + "/at",
                                 {"早于上一条", "it is before the entry above"},
                                 0});
    // After a jump back times may begin again from there.
    before = entry.what == Do::jump ? std::min(entry.at, entry.to) : entry.at;
    reading.script.entries.push_back(entry);
  }
  return reading;
}

Result<DrillEvent> event_of(const ScriptEntry& entry, const Drill& drill, Instant wall) {
  using Change = ClockChange::Kind;
  const auto clock = [&](Change kind) { return drill.change({kind, wall, entry.rate, entry.to}, entry.by); };
  switch (entry.what) {
    case Do::answer:
      return drill.answer(entry.of, entry.role, entry.text, wall, entry.by);
    case Do::observe:
      return drill.observe(entry.of, entry.values, entry.text, wall, entry.by);
    case Do::judge:
      return drill.judge(entry.of, entry.score, entry.grade, entry.text, wall, entry.by);
    case Do::pause:
      return clock(Change::pause);
    case Do::resume:
      return clock(Change::resume);
    case Do::rate:
      return clock(Change::rate);
    case Do::jump:
      return clock(Change::jump);
    case Do::step:
      return drill.step(wall, entry.by);
    case Do::deliver:
      return drill.deliver_now(entry.of, wall, entry.by);
    case Do::notify:
      return event_with(entry, DrillEvent::Kind::notified, drill, wall);
    case Do::improve:
      return event_with(entry, DrillEvent::Kind::improvement, drill, wall);
    case Do::stop_word:
      return event_with(entry, DrillEvent::Kind::stop_word, drill, wall);
    case Do::turn_real:
      return event_with(entry, DrillEvent::Kind::turned_real, drill, wall);
    case Do::end:
      return event_with(entry, DrillEvent::Kind::ended, drill, wall);
  }
  return fail(Errc::usage, "nothing to do");
}

}  // namespace firsthour::playbooks
