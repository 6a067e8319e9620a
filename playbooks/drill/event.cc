// SPDX-License-Identifier: Apache-2.0
// Events of a drill as the ledger holds them.
#include "casefile/json.h"
#include "playbooks/drill.h"

#include <array>
#include <limits>

namespace firsthour::playbooks {
namespace {

using Kind = DrillEvent::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 14> kKinds{{
    {Kind::planned, "planned"},
    {Kind::notified, "notified"},
    {Kind::clock, "clock"},
    {Kind::delivered, "delivered"},
    {Kind::answered, "answered"},
    {Kind::observed, "observed"},
    {Kind::judged, "judged"},
    {Kind::met, "met"},
    {Kind::planted, "planted"},
    {Kind::removed, "removed"},
    {Kind::improvement, "improvement"},
    {Kind::stop_word, "stop-word"},
    {Kind::turned_real, "turned-real"},
    {Kind::ended, "ended"},
}};

constexpr std::array kChanges{ClockChange::Kind::start, ClockChange::Kind::pause, ClockChange::Kind::resume,
                              ClockChange::Kind::rate,  ClockChange::Kind::jump,  ClockChange::Kind::step,
                              ClockChange::Kind::stop};

constexpr std::array<std::pair<std::string_view, std::string DrillEvent::*>, 5> kTexts{{
    {"subject", &DrillEvent::subject},
    {"role", &DrillEvent::role},
    {"who", &DrillEvent::who},
    {"text", &DrillEvent::text},
    {"grade", &DrillEvent::grade},
}};

class FromJson {
 public:
  explicit FromJson(const Json& body) : body_{body} {}

  Result<DrillEvent> read() {
    const std::string kind = text(body_, "kind");
    const auto found = std::ranges::find(kKinds, kind, &std::pair<Kind, std::string_view>::second);
    if (found == kKinds.end()) return fail(Errc::malformed, "drill event: kind is unknown: " + kind);
    event_.kind = found->first;
    const auto wall = parse_rfc3339(text(body_, "wall"));
    if (!wall) return fail(Errc::malformed, "drill event: wall is no time");
    event_.wall = *wall;
    event_.at = whole(body_, "at", std::numeric_limits<std::int64_t>::max());
    for (const auto& [key, member] : kTexts) event_.*member = text(body_, key);
    if (body_.contains("score")) event_.score = static_cast<int>(whole(body_, "score", 1000));
    read_change();
    read_values();
    if (!wrong_.empty())
      return fail(Errc::malformed, "drill event: " + wrong_ + " has a value that it cannot have");
    return event_;
  }

 private:
  std::string text(const Json& of, std::string_view key) {
    const auto found = of.find(key);
    if (found == of.end()) return {};
    if (!found->is_string()) wrong_ = key;
    return found->is_string() ? found->get<std::string>() : std::string{};
  }

  std::int64_t whole(const Json& of, std::string_view key, std::int64_t most) {
    const auto found = of.find(key);
    if (found == of.end()) return 0;
    const bool fits = found->is_number_integer() &&
                      !(found->is_number_unsigned() && found->get<std::uint64_t>() > INT64_MAX);
    if (fits && found->get<std::int64_t>() >= 0 && found->get<std::int64_t>() <= most)
      return found->get<std::int64_t>();
    wrong_ = key;
    return 0;
  }

  void read_change() {
    if (event_.kind != Kind::clock) return;
    const auto change = body_.find("change");
    if (change == body_.end() || !change->is_object()) return void(wrong_ = "change");
    const std::string kind = text(*change, "kind");
    const auto found =
        std::ranges::find_if(kChanges, [&](ClockChange::Kind one) { return name_of(one) == kind; });
    if (found == kChanges.end()) return void(wrong_ = "change");
    event_.change = ClockChange{*found, event_.wall, 1000, 0};
    if (change->contains("rate")) event_.change->rate = whole(*change, "rate", DrillClock::kFastest);
    if (change->contains("to"))
      event_.change->to = whole(*change, "to", std::numeric_limits<std::int64_t>::max());
  }

  void read_values() {
    const auto values = body_.find("values");
    if (values == body_.end()) return;
    if (!values->is_object()) return void(wrong_ = "values");
    for (const auto& [key, value] : values->items()) {
      if (!value.is_string()) wrong_ = "values";
      event_.values[key] = value.is_string() ? value.get<std::string>() : std::string{};
    }
  }

  const Json& body_;
  DrillEvent event_;
  std::string wrong_;
};

}  // namespace

std::string_view name_of(DrillEvent::Kind kind) {
  for (const auto& [one, name] : kKinds)
    if (one == kind) return name;
  return "";
}

Json body_of(const DrillEvent& event) {
  Json body{{"exercise", true},
            {"kind", std::string{name_of(event.kind)}},
            {"wall", rfc3339(event.wall)},
            {"at", event.at}};
  for (const auto& [key, member] : kTexts)
    if (!(event.*member).empty()) body[std::string{key}] = event.*member;
  if (event.score) body["score"] = *event.score;
  if (event.change) {
    Json change{{"kind", std::string{name_of(event.change->kind)}}};
    if (event.change->kind == ClockChange::Kind::rate) change["rate"] = event.change->rate;
    if (event.change->kind == ClockChange::Kind::jump || event.change->kind == ClockChange::Kind::step)
      change["to"] = event.change->to;
    body["change"] = std::move(change);
  }
  if (!event.values.empty()) body["values"] = event.values;
  return body;
}

Result<DrillEvent> drill_event_from(const Json& body) {
  if (!body.is_object()) return fail(Errc::malformed, "drill event: no object");
  return FromJson{body}.read();
}

}  // namespace firsthour::playbooks
