// SPDX-License-Identifier: Apache-2.0
#include "playbooks/records/incident_fields.h"
#include "playbooks/reports/report_part.h"

#include <map>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostPoints = 400;
constexpr std::int64_t kDay = 86'400'000'000'000;
constexpr int kTimeLineDays = 7;

class TimeLinePart : public ReportPart {
 public:
  using ReportPart::ReportPart;

  void time_line() {
    heading("四、近期时间线", "4 Time line of the last days");
    std::vector<HostEvent> events = recent();
    if (events.empty()) {
      quiet("没有可列出的带时间的记录。", "There is no dated record to show.");
      return;
    }
    std::stable_sort(events.begin(), events.end(), [](const HostEvent& a, const HostEvent& b) {
      if (a.severity != b.severity) return a.severity > b.severity;
      if ((a.lane == 3) != (b.lane == 3)) return a.lane == 3;
      return a.at > b.at;
    });
    draw(events);
    const std::size_t total = events.size();
    if (events.size() > kMostRows) events.resize(kMostRows);
    std::stable_sort(events.begin(), events.end(),
                     [](const HostEvent& a, const HostEvent& b) { return a.at < b.at; });
    Table table;
    table.columns = {{say_("时间（北京时间）", "Time (Beijing time)"), 5},
                     {say_("种类", "Kind"), 3},
                     {say_("内容", "What"), 9},
                     {say_("主体", "Who"), 3},
                     {say_("关联发现", "Finding"), 3}};
    for (const HostEvent& e : events)
      table.rows.push_back(
          {{Run{beijing_time(e.at)}},
           {Run{lane_word(e.lane)}},
           {Run{evidence_text(mask_secrets(e.what), 140), e.lane == 3 ? Mark::strong : Mark::code}},
           {Run{evidence_text(e.who, 60)}},
           {Run{e.severity == Severity::info ? "" : severity_word(e.severity, input_.language),
                Mark::strong}}});
    add(std::move(table));
    more(total, kMostRows);
    quiet("文件时间取自文件系统，可能被伪造；“文件”为启动项、临时目录、网站目录中文件的修改时间。",
          "File times are what the file system says and can be forged; files are those of persistence, "
          "temporary and web folders.");
  }

 private:
  // Entries of the last days before the last thing collected, those that findings stand on first.
  std::vector<HostEvent> recent() const {
    std::vector<HostEvent> events;
    for (const HostFacts& host : hosts_)
      for (const HostEvent& event : host.events) events.emplace_back(event).host = host.name;
    for (const CaseItem& file : facts_.dated_files)
      events.push_back({*file.item.file->modified, 2, file.item.path,
                        "uid " + std::to_string(file.item.file->uid), file.id, Severity::info});
    for (const TimeField& field : kTimeFields)
      if (const auto& time = facts_.incident.*field.member)
        events.push_back({*time, 3, say_(field.zh, field.en), "", "", Severity::info});
    mark_findings(events);
    const Instant end = window_end();
    std::erase_if(events, [&](const HostEvent& e) {
      return e.at > end || e.at.nanoseconds < end.nanoseconds - kTimeLineDays * kDay;
    });
    return events;
  }
  [[nodiscard]] Instant window_end() const {
    Instant end{};
    for (const Volume& volume : facts_.volumes)
      end = std::max({end, volume.received, volume.finished.value_or(end)});
    return end.nanoseconds == 0 ? facts_.last : end;
  }
  // What a finding stands on: an item, or a process of which its record tells.
  void mark_findings(std::vector<HostEvent>& events) const {
    std::map<std::string, Severity> items, pids;
    const auto raise = [](std::map<std::string, Severity>& of, std::string key, Severity severity) {
      Severity& known = of.try_emplace(std::move(key), severity).first->second;
      known = std::max(known, severity);
    };
    for (const Finding& f : facts_.findings) {
      if (!f.item.empty()) raise(items, f.item, f.severity);
      if (std::string pid = pid_in(f.record); !pid.empty()) raise(pids, f.host + "/" + pid, f.severity);
    }
    for (HostEvent& event : events) {
      const auto& known = event.lane == 1 ? pids : items;
      const auto found = known.find(event.lane == 1 ? event.host + "/" + pid_of(event) : event.item);
      if (found != known.end() && (event.lane == 1 || event.lane == 2)) event.severity = found->second;
    }
  }
  static std::string digits_from(std::string_view text, std::size_t at) {
    return std::string{text.substr(at, std::min(text.find_first_not_of("0123456789", at), text.size()) - at)};
  }
  static std::string pid_in(const std::string& record) {
    static constexpr std::string_view kKey = "\"process.pid\":";
    const std::size_t at = record.find(kKey);
    return at == std::string::npos ? std::string{} : digits_from(record, at + kKey.size());
  }
  static std::string pid_of(const HostEvent& event) {
    return event.what.starts_with("pid ") ? digits_from(event.what, 4) : std::string{};
  }
  void draw(const std::vector<HostEvent>& events) {
    TimeLine line;
    for (int lane = 0; lane < 4; ++lane) line.lanes.push_back(lane_word(lane));
    for (const HostEvent& e : events)
      if (line.points.size() < kMostPoints)
        line.points.push_back({e.at, mask_secrets(e.what), e.lane, e.severity});
    // The severe ones on top.
    std::stable_sort(line.points.begin(), line.points.end(),
                     [](const auto& a, const auto& b) { return a.severity < b.severity; });
    line.caption = say_("最近 7 天；深色大圆点为与发现有关的记录。时间为北京时间。",
                        "The last 7 days; large dark dots belong to findings. Beijing time.");
    add(std::move(line));
  }
  [[nodiscard]] std::string lane_word(int lane) const {
    switch (lane) {
      case 0:
        return say_("登录", "Logins");
      case 1:
        return say_("进程启动", "Process starts");
      case 2:
        return say_("文件修改", "File changes");
      default:
        return say_("事件处置", "Incident");
    }
  }
};

}  // namespace

void add_time_line(const ReportInput& input, const std::vector<HostFacts>& hosts, Document& document) {
  TimeLinePart{input, hosts, document}.time_line();
}

}  // namespace firsthour::playbooks
