// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/drill_log.h"

#include <algorithm>

namespace firsthour::cli {
namespace {

using playbooks::ClockChange;
using playbooks::Drill;
using playbooks::DrillEvent;
using playbooks::Words;

Words role_name(const Drill& drill, const std::string& id) {
  const playbooks::DrillRole* role = drill.scenario().role(id);
  return role == nullptr ? Words{id, id} : role->name;
}

Words addressees(const Drill& drill, const playbooks::Inject& inject) {
  Words all;
  for (const std::string& id : inject.to) {
    const Words one = role_name(drill, id);
    all.zh += (all.zh.empty() ? "" : "、") + one.zh;
    all.en += (all.en.empty() ? "" : ", ") + one.en;
  }
  return all;
}

// "3": its row in the script.
std::string number_of(const Drill& drill, const std::string& id) {
  const auto& injects = drill.scenario().injects;
  const auto found = std::ranges::find(injects, id, &playbooks::Inject::id);
  return found == injects.end() ? id : std::to_string(found - injects.begin() + 1);
}

std::string rate_text(std::int64_t thousandths) {
  std::string text = std::to_string(thousandths / 1000);
  if (const auto rest = thousandths % 1000; rest != 0) {
    std::string digits = std::to_string(1000 + rest).substr(1);
    while (digits.ends_with('0')) digits.pop_back();
    text += "." + digits;
  }
  return "×" + text;
}

Words of_clock(const ClockChange& change) {
  const std::string to = playbooks::drill_time_text(change.to);
  switch (change.kind) {
    case ClockChange::Kind::start:
      return {"演练开始", "the drill starts"};
    case ClockChange::Kind::pause:
      return {"时钟暂停", "the clock is paused"};
    case ClockChange::Kind::resume:
      return {"时钟继续", "the clock goes on"};
    case ClockChange::Kind::rate:
      return {"倍速 " + rate_text(change.rate), "rate " + rate_text(change.rate)};
    case ClockChange::Kind::jump:
      return {"时钟跳转到 " + to, "the clock jumps to " + to};
    case ClockChange::Kind::step:
      return {"推进到 " + to + "，暂停", "stepped to " + to + ", paused"};
    case ClockChange::Kind::stop:
      return {"时钟停止", "the clock is stopped"};
  }
  return {};
}

Words of_delivery(const Drill& drill, const DrillEvent& event) {
  const std::string number = number_of(drill, event.subject);
  const playbooks::Inject* inject = drill.scenario().inject(event.subject);
  const Words to = inject == nullptr ? Words{} : addressees(drill, *inject);
  return {"第 " + number + " 项下达：" + to.zh, "no. " + number + " delivered to " + to.en};
}

Words of_answer(const Drill& drill, const DrillEvent& event) {
  const std::string number = number_of(drill, event.subject);
  const Words role = role_name(drill, event.role);
  return {role.zh + "应答第 " + number + " 项", role.en + " answered no. " + number};
}

Words with(const char* chinese, const char* english, const std::string& text) {
  return {text.empty() ? chinese : std::string{chinese} + "：" + text,
          text.empty() ? english : std::string{english} + ": " + text};
}

}  // namespace

DrillLogLine drill_log_line(const Drill& drill, const DrillEvent& event) {
  using Kind = DrillEvent::Kind;
  switch (event.kind) {
    case Kind::planned:
      return {{"演练方案已登记", "the scenario is recorded"}, true};
    case Kind::notified:
      return {with("已告知监控值班人员", "the monitoring staff was told", event.text), false};
    case Kind::clock:
      return {event.change ? of_clock(*event.change) : Words{}, true};
    case Kind::delivered:
      return {of_delivery(drill, event), true};
    case Kind::answered:
      return {of_answer(drill, event), true};
    case Kind::observed:
      return {with("观察记录", "observation", event.text), false};
    case Kind::judged: {
      const std::string what = event.subject + (event.score ? " = " + std::to_string(*event.score) : "") +
                               (event.grade.empty() ? "" : " " + event.grade);
      return {with("评定", "judged", what), false};
    }
    case Kind::met:
      return {with("预期达成", "expectation met", event.subject), false};
    case Kind::planted:
      return {with("已投放演练样本", "planted", event.text), false};
    case Kind::removed:
      return {with("演练样本已清除", "removed", event.text), false};
    case Kind::improvement:
      return {with("改进项", "improvement", event.text), false};
    case Kind::stop_word:
      return {with("终止口令：停止一切活动", "stop word: everything stops", event.text), true};
    case Kind::turned_real:
      return {with("转为真实事件", "turned real", event.text), true};
    case Kind::ended:
      return {{"演练结束", "the drill is over"}, true};
  }
  return {};
}

}  // namespace firsthour::cli
