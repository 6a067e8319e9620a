// SPDX-License-Identifier: Apache-2.0
// firsthour triage: looks for what is suspicious, in a case (and records it there) or in files.
#include "triage/triage.h"

#include "casefile/json.h"
#include "casefile/number.h"
#include "casefile/size_text.h"
#include "cli/case_door.h"
#include "cli/collect_child.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/derived_members.h"
#include "cli/findings.h"
#include "cli/messages.h"
#include "cli/quoting.h"
#include "cli/scan_progress.h"
#include "cli/state_folder.h"
#include "cli/stop.h"
#include "cli/taking_in.h"
#include "playbooks/triage_page.h"
#include "triage/known_good.h"

#include <array>
#include <filesystem>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    kRulesOption,
    Option{"sigma", "DIR", {"Sigma rules in addition to --rules", "另加 Sigma 规则"}, true},
    Option{"ioc",
           "FILE",
           {"indicators: a list, CSV, STIX 2.1 or MISP JSON, or a folder of them",
            "威胁指标：列表、CSV、STIX 2.1、MISP JSON 或其文件夹"},
           true},
    Option{"known-good",
           "FILE",
           {"digests of what need not be looked at: a set, or a list as sha256sum and hashdeep make it",
            "已知正常文件的摘要：集合文件，或 sha256sum、hashdeep 清单"},
           true},
    Option{"placeholders",
           "FILE",
           {"values for %names% in Sigma rules (YAML)", "Sigma 规则中 %名称% 的取值（YAML）"}},
    Option{"zone",
           "ZONE",
           {"of wall clocks in logs: +08:00 or Asia/Shanghai (else the host's as collected, else UTC)",
            "日志时间的时区：+08:00 或 Asia/Shanghai（缺省取采集到的主机时区，否则 UTC）"}},
    Option{"allow",
           "FILE",
           {"findings that are allowed, each with its reason (CSV: rule,path,sha256,reason,by,until)",
            "已许可的发现及理由（CSV：rule,path,sha256,reason,by,until）"},
           true},
    Option{"build-known-good",
           "OUT",
           {"only make such a set of the lists and NSRL databases named, and end",
            "仅用所列清单与 NSRL 数据库生成集合文件后结束"}},
    Option{
        "digest", "sha256|sha1|md5", {"of the set that is made (sha256)", "所生成集合的摘要算法（sha256）"}},
    Option{"processes",
           "",
           {"the memory and programs of all running processes, too", "同时检查所有进程的内存与程序"}},
    Option{"jobs", "N", {"this many workers; else as many as cores", "工作进程数；缺省为核数"}},
    Option{"timeout", "S", {"give up on one file after S seconds (60)", "单个文件的时限，秒（60）"}},
    Option{"largest", "SIZE", {"leave out larger files, and say so (512M)", "跳过更大的文件并注明（512M）"}},
    Option{"resume", "", {"go on with the same run where it was stopped", "从中断处继续同一次扫描"}},
    Option{"format", "text|json|sarif|html", {"how findings are written", "发现的输出格式"}},
    Option{"dry-run", "", {"write nothing into the case", "不写入案件"}},
    kFailOnOption,
    kKeyOption,
    kNationalKeyOption,
};

Try<unsigned> number_of(const Invocation& call, std::string_view option, unsigned fallback) {
  const auto said = call.said.value(option);
  if (!said) return fallback;
  if (const auto value = number_from<unsigned>(*said); value && *value > 0 && *value < 100'000) return *value;
  return give_up(Exit::usage, "--" + std::string{option} + " takes a number over 0, not `" + *said + "`");
}

Try<triage::TriageOptions> triage_options(const Invocation& call) {
  auto rules = rule_sources(call);
  if (!rules) return give_up(rules.error());
  for (const std::string& more : call.said.values("sigma")) rules->sigma.push_back(more);
  const auto jobs = number_of(call, "jobs", 0);
  if (!jobs) return give_up(jobs.error());
  const auto timeout = number_of(call, "timeout", 60);
  if (!timeout) return give_up(timeout.error());
  triage::TriageOptions options;
  options.yara = std::move(rules->yara);
  options.sigma = std::move(rules->sigma);
  options.sigma_mappings = std::move(rules->mappings);
  options.placeholders = call.said.value("placeholders").value_or("");
  options.indicators = call.said.values("ioc");
  options.allow = call.said.values("allow");
  options.known_good = call.said.values("known-good");
  options.zone = call.said.value("zone").value_or("");
  options.jobs = *jobs;
  options.item_timeout = std::chrono::seconds{*timeout};
  options.progress = scan_progress(call.terminal);
  const auto data = data_folder(call.environment, call.program);
  if (!data) return give_up(data.error());
  options.network = *data + "/network";
  options.resume = call.said.has("resume");
  options.journal_folder = state_folder(call.environment);
  if (const auto said = call.said.value("largest")) {
    const auto largest = parse_size(*said);
    if (!largest || *largest == 0)
      return give_up(Exit::usage, "--largest takes a size as 512M, not `" + *said + "`");
    options.largest_file = *largest;
  }
  return options;
}

// A case among paths is a mistake that would be expensive: its objects would be read as loose files.
Try<bool> is_case(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (!case_exists(case_path(word))) continue;
    if (words.size() == 1) return true;
    return give_up(Exit::usage, word + " is a case; cases are taken one at a time");
  }
  return false;
}

// What the collector reads of the processes that run now, and how much of it at most: all of it where nothing
// is written down.
std::vector<std::string> process_sources(const std::string& budget) {
  return {"--only",
          "process.memory,executable.deleted,library.deleted,open_file.deleted",
          "--process-memory",
          "all",
          "--budget",
          budget,
          "--out",
          "-",
          "--plain",
          std::string{kPlainReason}};
}

// Room is kept on the case's medium for what a response goes on to take.
std::string half_of_free(const std::string& path) {
  std::error_code error;
  const auto space = std::filesystem::space(path, error);
  return std::to_string(error ? 0 : space.available / 2);
}

// Matched as it comes through the pipe: nothing of it is written down.
Try<triage::TriageReport> look_at_processes(const Invocation& call, const triage::TriageOptions& options) {
  auto child = CollectChild::start(call.program, process_sources("1T"), {}, call.terminal.verbose());
  if (!child) return give_up(child.error());
  auto report = triage::triage_stream(child->stream(), options);
  const int code = child->wait();
  if (!report && stop_asked()) return give_up(report.error());
  if (!report)
    return give_up(Exit::failed, "collect ended with " + std::to_string(code) + ": " + report.error().what,
                   child->last_words());
  return std::move(*report);
}

// The memory comes into the case first, so that what a finding stands on is there to be shown.
Try<> collect_processes(const Invocation& call, CaseWriter& the_case) {
  const std::vector<std::string> arguments = process_sources(half_of_free(case_path(call.said.words[0])));
  const Json action{{"what", "collect"}, {"command", "collect " + joined_for_shell(arguments)}};
  if (const auto noted = the_case.append(event_type::action, action); !noted) return give_up(noted.error());
  auto child = CollectChild::start(call.program, arguments, {}, call.terminal.verbose());
  if (!child) return give_up(child.error());
  const auto result = take_in(call, the_case, child->stream(), live_collection());
  const int code = child->wait();
  if (!result)
    return give_up(result.error().exit, "collect ended with " + std::to_string(code), child->last_words());
  return {};
}

Try<triage::TriageReport> look_outside(const Invocation& call, const triage::TriageOptions& options) {
  triage::TriageReport report;
  if (call.said.has("processes")) {
    auto of_processes = look_at_processes(call, options);
    if (!of_processes) return of_processes;
    report = std::move(*of_processes);
  }
  if (call.said.words.empty()) return report;
  auto of_paths = triage::triage_paths(call.said.words, options);
  if (!of_paths) return give_up(of_paths.error());
  triage::add(std::move(*of_paths), report);
  return report;
}

Try<triage::TriageReport> look(const Invocation& call, const triage::TriageOptions& options) {
  if (call.said.words.empty() && !call.said.has("processes"))
    return give_up(Exit::usage, "nothing to look at", "name a case or files, or say --processes");
  const auto in_case = is_case(call.said.words);
  if (!in_case) return give_up(in_case.error());
  if (!*in_case) return look_outside(call, options);
  if (call.said.has("dry-run")) {
    if (call.said.has("processes"))
      return give_up(Exit::usage, "--processes writes into the case; --dry-run does not");
    auto opened = read_case(call);
    if (!opened) return give_up(opened.error());
    auto report = triage::triage_case(**opened, options);
    if (!report) return give_up(report.error());
    return std::move(*report);
  }
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  if (call.said.has("processes"))
    if (auto collected = collect_processes(call, **opened); !collected) return give_up(collected.error());
  auto report = triage::triage_case(**opened, options);
  if (!report) return give_up(report.error());
  if (auto derived = derive_members(**opened, options, *report); !derived) return give_up(derived.error());
  if (auto recorded = record_findings(**opened, report->findings); !recorded)
    return give_up(recorded.error());
  if (auto recorded = record_analysis(**opened, *report); !recorded) return give_up(recorded.error());
  if (auto closed = close_case(**opened, Exit::done); !closed) return give_up(closed.error());
  return std::move(*report);
}

std::string page_of(const Invocation& call, const triage::TriageReport& report) {
  playbooks::TriagePage page;
  page.of = call.said.words.empty() ? "--processes" : joined_for_shell(call.said.words);
  page.findings = report.findings;
  page.items = report.items;
  page.bytes = report.bytes;
  page.records = report.records;
  page.yara_rules = report.yara_rules;
  page.sigma_rules = report.sigma_rules;
  page.indicators = report.indicators;
  page.rules_digest = report.rules_digest;
  for (const auto& left : report.not_scanned) page.not_scanned.emplace_back(left.path, left.reason);
  for (const auto& [finding, reason] : report.allowed)
    page.allowed.emplace_back(finding.rule + ": " + finding.path, reason);
  page.unknown = report.unknown;
  for (const auto& problem : report.rule_problems)
    page.rule_problems.push_back(problem.file + ":" + std::to_string(problem.line) + ": " + problem.what);
  return playbooks::triage_page(
      page, call.terminal.language() == Language::zh ? playbooks::Language::zh : playbooks::Language::en);
}

void show(const Invocation& call, const triage::TriageReport& report) {
  Terminal& terminal = call.terminal;
  if (call.said.value("format") == "sarif") return terminal.print(triage::as_sarif(report, kVersion));
  if (call.said.value("format") == "html") return terminal.print(page_of(call, report));
  show_findings(terminal, report.findings, report.findings.size());
  tell_of_gaps(terminal, report);
  for (const Finding& finding : report.findings) terminal.emit(to_json(finding));
  for (const auto& [finding, reason] : report.allowed)
    terminal.emit(Json{{"type", "allowed"}, {"finding", to_json(finding)}, {"reason", reason}});
  for (const auto& target : report.scores) {
    terminal.emit(Json{{"type", "score"},
                       {"item", target.item},
                       {"path", target.path},
                       {"score", static_cast<int>(target.score + 0.5)}});
  }
  for (const auto& slow : report.slow_rules)
    terminal.emit(Json{{"type", "slow-rule"}, {"file", slow.file}, {"line", slow.line}, {"what", slow.what}});
  for (const auto& left : report.not_scanned) {
    terminal.emit(
        Json{{"type", "not-scanned"}, {"item", left.item}, {"path", left.path}, {"reason", left.reason}});
  }
  for (const std::string& unknown : report.unknown)
    terminal.emit(Json{{"type", "unknown"}, {"what", unknown}});
  for (const auto& problem : report.rule_problems) {
    terminal.emit(Json{
        {"type", "rule-problem"}, {"file", problem.file}, {"line", problem.line}, {"what", problem.what}});
  }
  terminal.emit(Json{{"type", "summary"},
                     {"items", report.items},
                     {"bytes", report.bytes},
                     {"records", report.records},
                     {"log_entries", report.log_entries},
                     {"findings", report.findings.size()},
                     {"allowed", report.allowed.size()},
                     {"not_scanned", report.not_scanned.size()},
                     {"unknown", report.unknown.size()},
                     {"rule_problems", report.rule_problems.size()},
                     {"indicators", report.indicators},
                     {"rules_digest", report.rules_digest}});
}

Try<Exit> build_set(const Invocation& call, const std::string& out) {
  if (call.said.words.empty())
    return give_up(Exit::usage, "no lists to make the set of",
                   "name files of sha256sum, hashdeep, or an NSRL database");
  const std::string algorithm = call.said.value("digest").value_or("sha256");
  const Algorithm wanted = algorithm == "md5"    ? Algorithm::md5
                           : algorithm == "sha1" ? Algorithm::sha1
                                                 : Algorithm::sha256;
  const auto built = triage::build_known_good(call.said.words, wanted, out, [&](std::uint64_t read) {
    call.terminal.progress(call.terminal.text(say::building_set, read));
    return !stop_asked();
  });
  call.terminal.end_progress();
  if (!built) return give_up(built.error());
  call.terminal.say(say::set_built, out, built->kept, built->read);
  call.terminal.emit(
      Json{{"type", "summary"}, {"file", out}, {"digests", built->kept}, {"read", built->read}});
  return Exit::done;
}

Try<Exit> run(const Invocation& call) {
  if (const auto out = call.said.value("build-known-good")) return build_set(call, *out);
  if (call.said.value("format") == "json") {
    Terminal::Settings settings = terminal_settings(call.said);
    settings.json = true;
    call.terminal.configure(settings);
  }
  const auto options = triage_options(call);
  if (!options) return give_up(options.error());
  const auto report = look(call, *options);
  call.terminal.end_progress();
  if (!report && stop_asked() && !options->journal_folder.empty()) call.terminal.say(say::gone_on_with);
  if (!report) return give_up(report.error());
  show(call, *report);
  if (stop_asked()) return Exit::interrupted;
  return over_limit(report->findings, call.said.value("fail-on")) ? Exit::findings : Exit::done;
}

}  // namespace

constinit const CommandBody triage_command{kOptions, run};

}  // namespace firsthour::cli
