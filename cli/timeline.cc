// SPDX-License-Identifier: Apache-2.0
// firsthour timeline: everything in a case that has a time, in one order.
#include "triage/timeline.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/stop.h"
#include "cli/timeline_command.h"
#include "cli/timeline_page.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"format",
           "jsonl|bodyfile|html",
           {"Timesketch's JSON Lines (as without it), a body file, or a page with a filter",
            "Timesketch 的 JSON Lines（缺省）、bodyfile，或可筛选的网页"}},
    Option{"from",
           "TIME",
           {"only from this time on (2026-11-22T13:00+08:00)", "只列此时起（2026-11-22T13:00+08:00）"}},
    Option{"to", "TIME", {"only before this time", "只列此时之前"}},
    Option{"zone",
           "ZONE",
           {"the zone of logs that state none (Asia/Shanghai, +08:00); else the host's own",
            "未写明时区的日志所用时区（Asia/Shanghai、+08:00）；缺省用主机自身时区"}},
};

constexpr Text kReading{"{0} items read", "已读 {0} 项"};
constexpr Text kOnePart{"{0} entries; {1} without a time are not among them",
                        "{0} 条；另有 {1} 条无时间，未列入"};
constexpr Text kZone{"{0}: {1}", "{0}：{1}"};
constexpr Text kLosses{"{0}: {1} places could not be read", "{0}：{1} 处未能读出"};
constexpr Text kBackwards{"{0}: {1} steps back in time", "{0}：时间倒退 {1} 处"};
constexpr Text kNotRead{"not read: {0}: {1}", "未读：{0}：{1}"};
constexpr Text kLeftOut{"{0} later entries are not on the page: choose a part with --from and --to",
                        "{0} 条更晚的记录未列入网页：请用 --from 与 --to 选定时段"};

enum class Format { jsonl, bodyfile, html };

Try<Format> format_of(const Invocation& call) {
  const std::string said = call.said.value("format").value_or("jsonl");
  if (call.terminal.json() && said != "jsonl")
    return give_up(Exit::usage, "--json and --format " + said + " exclude each other");
  if (said == "jsonl") return Format::jsonl;
  if (said == "bodyfile") return Format::bodyfile;
  if (said == "html") return Format::html;
  return give_up(Exit::usage, "--format takes jsonl, bodyfile or html, not `" + said + "`");
}

Try<std::optional<Instant>> time_of(const Invocation& call, std::string_view option) {
  const auto said = call.said.value(option);
  if (!said) return std::optional<Instant>{};
  const auto time = parse_rfc3339(*said);
  if (!time) {
    return give_up(Exit::usage,
                   "--" + std::string{option} + " takes a time with its zone, not `" + *said + "`",
                   "for example 2026-11-22T13:00+08:00");
  }
  return std::optional<Instant>{time};
}

Try<triage::TimelineOptions> timeline_options(const Invocation& call) {
  triage::TimelineOptions options;
  const auto from = time_of(call, "from"), to = time_of(call, "to");
  if (!from) return give_up(from.error());
  if (!to) return give_up(to.error());
  options.from = *from;
  options.to = *to;
  options.zone = call.said.value("zone").value_or("");
  if (const char* scratch = call.environment("TMPDIR"); scratch != nullptr && *scratch != '\0') {
    options.scratch_folder = scratch;
  }
  options.progress = [&call](std::uint64_t items, std::uint64_t) {
    if (items % 256 == 0) call.terminal.progress(call.terminal.text(kReading, items));
    return !stop_asked();
  };
  return options;
}

// Writes in blocks: a timeline has millions of lines.
class Writer {
 public:
  explicit Writer(Terminal& terminal) : terminal_{terminal} {}
  bool put(std::string_view text) {
    held_ += text;
    return held_.size() < (1U << 16) || flush();
  }
  bool flush() {
    result_ = terminal_.write(as_bytes(held_));
    held_.clear();
    return result_.has_value();
  }
  [[nodiscard]] const Result<>& result() const { return result_; }

 private:
  Terminal& terminal_;
  std::string held_;
  Result<> result_;
};

// What a person must know of how the times came about.
bool tell(const Invocation& call, const triage::TimelineReport& report) {
  Terminal& terminal = call.terminal;
  bool whole = true;
  for (const triage::TimelineLog& log : report.logs) {
    const std::string path = escape_for_terminal(log.path);
    if (!log.zone.empty()) terminal.say(kZone, path, log.zone);
    if (log.backwards > 0) terminal.warn(kBackwards, path, log.backwards);
    if (log.losses > 0) terminal.say(kLosses, path, log.losses);
  }
  for (const triage::NotScanned& one : report.not_read) {
    whole = false;
    terminal.warn(kNotRead, escape_for_terminal(one.path), one.reason);
  }
  terminal.say(kOnePart, report.entries, report.without_time);
  return whole;
}

Json summary_of(const triage::TimelineReport& report) {
  Json logs = Json::array();
  for (const triage::TimelineLog& log : report.logs) {
    logs.push_back({{"item", log.item},
                    {"path", log.path},
                    {"kind", log.kind},
                    {"zone", log.zone},
                    {"encoding", log.encoding},
                    {"entries", log.entries},
                    {"without_time", log.without_time},
                    {"losses", log.losses},
                    {"backwards", log.backwards}});
  }
  Json not_read = Json::array();
  for (const triage::NotScanned& one : report.not_read) {
    not_read.push_back({{"item", one.item}, {"path", one.path}, {"reason", one.reason}});
  }
  return {{"type", "summary"},
          {"entries", report.entries},
          {"without_time", report.without_time},
          {"outside", report.outside},
          {"logs", logs},
          {"not_read", not_read}};
}

Try<Exit> run(const Invocation& call) {
  const auto format = format_of(call);
  if (!format) return give_up(format.error());
  auto options = timeline_options(call);
  if (!options) return give_up(options.error());
  options->files_once = *format == Format::bodyfile;
  auto opened = read_case(call);
  if (!opened) return give_up(opened.error());
  const auto overview = (*opened)->overview();
  if (!overview) return give_up(case_failure(overview.error()));

  Writer out{call.terminal};
  std::uint64_t rows = 0;
  const Language language = call.terminal.language();
  if (*format == Format::html) (void)out.put(timeline_page_head(language, overview->name));
  const auto report = triage::make_timeline(**opened, *options, [&](const triage::TimelineEntry& entry) {
    if (call.terminal.json())
      return out.put("{\"type\":\"entry\"," + triage::timeline_json_line(entry).substr(1));
    if (*format == Format::jsonl) return out.put(triage::timeline_json_line(entry));
    if (*format == Format::bodyfile) return out.put(triage::timeline_body_line(entry));
    return ++rows > kMostTimelineRows || out.put(timeline_page_row(entry));
  });
  call.terminal.end_progress();
  if (!report) return give_up(case_failure(report.error()));
  const std::uint64_t left_out = rows > kMostTimelineRows ? rows - kMostTimelineRows : 0;
  if (*format == Format::html) (void)out.put(timeline_page_end(language, *report, left_out));
  if (!out.result() || !out.flush()) return give_up(out.result().error());
  const bool whole = tell(call, *report);
  if (left_out > 0) call.terminal.warn(kLeftOut, left_out);
  call.terminal.emit(summary_of(*report));
  return whole && left_out == 0 ? Exit::done : Exit::partial;
}

}  // namespace

constinit const CommandBody timeline_command{kOptions, run};

}  // namespace firsthour::cli
