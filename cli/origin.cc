// SPDX-License-Identifier: Apache-2.0
// firsthour origin: from findings the chain back to where the intrusion came from. (Where a printed report
// comes from is the business of report_origin.cc.)
#include "triage/origin.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/commands.h"
#include "cli/origin_chains.h"
#include "cli/origin_command.h"
#include "cli/stop.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{
        "finding", "ID", {"only this finding: its id, or the beginning of it", "仅追踪此发现：编号或其开头"}},
    Option{"at-least",
           "info|low|medium|high|critical",
           {"findings of this level and over (medium)", "仅追踪此级别及以上的发现（medium）"}},
    Option{"zone",
           "ZONE",
           {"the zone of logs that state none (Asia/Shanghai, +08:00); else the host's own",
            "未写明时区的日志所用时区（Asia/Shanghai、+08:00）；缺省用主机自身时区"}},
    Option{"format", "text|json|dot", {"how chains are written", "链条的输出格式"}},
    Option{"dry-run", "", {"write nothing into the case", "不写入案件"}},
    kKeyOption,
    kNationalKeyOption,
};

constexpr Text kReading{"{0} items read", "已读 {0} 项"};
constexpr Text kNone{"no finding in the case has an origin that could be traced",
                     "案件中没有可追踪来源的发现"};
constexpr Text kTitle{"{0}: {1}", "{0}：{1}"};
constexpr Text kFrom{"  came from   {0} ({1})", "  来源        {0}（{1}）"};
constexpr Text kUnknown{"  came from   not determined", "  来源        未能确定"};
constexpr Text kSpan{"  seen        {0} to {1} (UTC+8)", "  出现时间    {0} 至 {1}（北京时间）"};
constexpr Text kProved{"proved", "已证实"};
constexpr Text kLikely{"likely", "推定"};
constexpr Text kGap{"  not known   {0}", "  未能查明    {0}"};
constexpr Text kNotRead{"not read: {0}: {1}", "未读：{0}：{1}"};
constexpr Text kBound{"a bound was met: {0}", "达到上限：{0}"};
constexpr Text kLeftOut{"{0} further findings were not traced: choose one with --finding",
                        "另有 {0} 处发现未追踪：请用 --finding 指定"};
constexpr Text kNotTraced{"{0} findings stand on nothing that has an origin (a setting, a whole host)",
                          "{0} 处发现所依据的对象无来源可追（如配置、整机状态）"};

enum class Format { text, json, dot };

Try<Format> format_of(const Invocation& call) {
  const std::string said = call.said.value("format").value_or(call.terminal.json() ? "json" : "text");
  if (call.terminal.json() && said != "json")
    return give_up(Exit::usage, "--json and --format " + said + " exclude each other");
  if (said == "text") return Format::text;
  if (said == "json") return Format::json;
  if (said == "dot") return Format::dot;
  return give_up(Exit::usage, "--format takes text, json or dot, not `" + said + "`");
}

Try<triage::OriginOptions> origin_options(const Invocation& call) {
  triage::OriginOptions options;
  options.finding = call.said.value("finding").value_or("");
  options.zone = call.said.value("zone").value_or("");
  if (const auto said = call.said.value("at-least")) {
    const auto level = severity_from(*said);
    if (!level) return give_up(Exit::usage, "--at-least takes a severity, not `" + *said + "`");
    options.at_least = *level;
  }
  if (const char* scratch = call.environment("TMPDIR"); scratch != nullptr && *scratch != '\0')
    options.scratch_folder = scratch;
  options.progress = [&call](std::uint64_t items, std::uint64_t) {
    if (items % 256 == 0) call.terminal.progress(call.terminal.text(kReading, items));
    return !stop_asked();
  };
  return options;
}

Try<triage::OriginReport> trace(const Invocation& call, const triage::OriginOptions& options) {
  if (call.said.has("dry-run")) {
    auto opened = read_case(call);
    if (!opened) return give_up(opened.error());
    auto report = triage::trace_origin(**opened, options);
    if (!report) return give_up(report.error());
    return std::move(*report);
  }
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  auto report = triage::trace_origin(**opened, options);
  if (!report) return give_up(report.error());
  if (auto recorded = record_chains(**opened, *report); !recorded) return give_up(recorded.error());
  if (auto closed = close_case(**opened, Exit::done); !closed) return give_up(closed.error());
  return std::move(*report);
}

const std::string& in(Language language, const triage::OriginText& text) {
  return language == Language::zh ? text.zh : text.en;
}

void show_chain(Terminal& terminal, const triage::OriginChain& chain) {
  const Language language = terminal.language();
  terminal.print(terminal.bold(terminal.text(
      kTitle, in(language, chain.title), chain.nodes.empty() ? std::string{} : chain.nodes.front().label)));
  if (chain.source) {
    const triage::OriginNode& from = chain.nodes[*chain.source];
    const bool proved = chain.strength == triage::OriginStrength::proved;
    terminal.print(terminal.text(kFrom, from.label, terminal.text(proved ? kProved : kLikely)));
    if (from.first && from.last)
      terminal.print(terminal.text(kSpan, beijing_time(*from.first), beijing_time(*from.last)));
  } else {
    terminal.print(terminal.text(kUnknown));
  }
  for (const triage::OriginEdge& edge : chain.edges) {
    const bool proved = edge.strength == triage::OriginStrength::proved;
    terminal.print("  " + std::string{edge.leads_back ? "◀ " : "  "} +
                   terminal.text(proved ? kProved : kLikely) + "  " + chain.nodes[edge.from].label + " → " +
                   chain.nodes[edge.to].label);
    terminal.print("      " + in(language, edge.why));
    if (!edge.place.item.empty())
      terminal.print("      [" + edge.place.item +
                     (edge.place.line > 0 ? ":" + std::to_string(edge.place.line) : "") + "] " +
                     terminal.name(edge.place.path));
  }
  for (const triage::OriginGap& gap : chain.gaps) terminal.print(terminal.text(kGap, in(language, gap.why)));
  terminal.print("");
  terminal.print(in(language, chain.paragraph));
  terminal.print("");
}

void tell(Terminal& terminal, const triage::OriginReport& report) {
  for (const std::string& zone : report.zones) terminal.talk(escape_for_terminal(zone));
  for (const triage::NotScanned& one : report.not_read)
    terminal.warn(kNotRead, escape_for_terminal(one.path), one.reason);
  for (const std::string& bound : report.unknown) terminal.warn(kBound, bound);
  if (report.left_out > 0) terminal.warn(kLeftOut, report.left_out);
  if (report.not_traced > 0) terminal.say(kNotTraced, report.not_traced);
}

Try<Exit> run(const Invocation& call) {
  const auto format = format_of(call);
  if (!format) return give_up(format.error());
  if (*format == Format::json) {
    Terminal::Settings settings = terminal_settings(call.said);
    settings.json = true;
    call.terminal.configure(settings);
  }
  const auto options = origin_options(call);
  if (!options) return give_up(options.error());
  const auto report = trace(call, *options);
  call.terminal.end_progress();
  if (!report) return give_up(report.error());
  if (*format == Format::text) {
    for (const triage::OriginChain& chain : report->chains) show_chain(call.terminal, chain);
    if (report->chains.empty()) call.terminal.print(call.terminal.text(kNone));
  } else if (*format == Format::dot) {
    call.terminal.print(triage::as_dot(*report));
  }
  Json not_read = Json::array();
  for (const triage::NotScanned& one : report->not_read)
    not_read.push_back({{"item", one.item}, {"path", one.path}, {"reason", one.reason}});
  for (const triage::OriginChain& chain : report->chains) {
    Json json = triage::to_json(chain);
    json["type"] = "origin";
    call.terminal.emit(json);
  }
  call.terminal.emit(Json{{"type", "summary"},
                          {"chains", report->chains.size()},
                          {"findings", report->findings},
                          {"not_traced", report->not_traced},
                          {"left_out", report->left_out},
                          {"zones", report->zones},
                          {"unknown", report->unknown},
                          {"not_read", not_read}});
  tell(call.terminal, *report);
  return report->not_read.empty() && report->unknown.empty() ? Exit::done : Exit::partial;
}

}  // namespace

constinit const CommandBody origin_command{kOptions, run};

}  // namespace firsthour::cli
