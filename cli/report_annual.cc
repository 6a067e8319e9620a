// SPDX-License-Identifier: Apache-2.0
// firsthour report annual, report periodic: the summary of a folder of cases.
#include "casefile/descriptor.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/papers.h"
#include "cli/summary_messages.h"
#include "cli/summary_report.h"
#include "cli/verdict.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;
using playbooks::Format;

constexpr std::uint64_t kLargestText = 64u << 20;

constexpr Option kFormat{
    "format",
    "docx|html|md|json",
    {"docx and html when not given; figures.json always", "缺省为 docx 与 html；figures.json 总会生成"},
    true};
constexpr Option kOut{"out",
                      "DIR",
                      {"write there; else into NAME.reports beside the folder",
                       "输出文件夹；缺省为案件文件夹旁的 NAME.reports"},
                      false,
                      'o'};
constexpr Option kContract{"contract",
                           "FILE",
                           {"the contract file; else the one that the service-year case keeps",
                            "合同文件；缺省用服务年度案件中保存的合同"}};
constexpr Option kPrevious{
    "previous",
    "FILE",
    {"figures.json of the report before, to compare with", "上一报告的 figures.json，用于对比"}};
constexpr Option kTemplate{"template",
                           "FILE",
                           {"fill in this Word file for the docx; firsthour-report(1) explains placeholders",
                            "docx 按此 Word 模板填写，占位符见 firsthour-report(1)"}};
constexpr Option kWithout{
    "without",
    "CASE=REASON",
    {"leave this case out; the report says so on its first pages", "不计入该案件；报告开头会写明理由"},
    true};
constexpr Option kFull{"full", "", {"compute every digest of the evidence again", "重新计算全部证据的摘要"}};

constexpr std::array kAnnualOptions{kFormat,  kOut,  kContract,    kPrevious,  kTemplate,
                                    kWithout, kFull, kTrustOption, kKeyOption, kNationalKeyOption};
constexpr std::array kPeriodicOptions{
    Option{"period",
           "PERIOD",
           {"M01…M12, Q1…Q4, H1, H2 of the contract; 2026-10; 2026-01-01..2026-03-31",
            "合同的 M01…M12、Q1…Q4、H1、H2；2026-10；2026-01-01..2026-03-31"}},
    kFormat,
    kOut,
    kContract,
    kPrevious,
    kTemplate,
    kWithout,
    kFull,
    kTrustOption,
    kKeyOption,
    kNationalKeyOption};

std::vector<Format> formats_of(const Invocation& call) {
  std::vector<Format> formats;
  for (const std::string& word : call.said.values("format"))
    formats.push_back(word == "docx"   ? Format::docx
                      : word == "md"   ? Format::markdown
                      : word == "json" ? Format::json
                                       : Format::html);
  // A template is of the docx, which is made then whatever else is.
  const bool docx = std::find(formats.begin(), formats.end(), Format::docx) != formats.end();
  if (formats.empty() && call.said.has("template")) return {Format::docx};
  if (formats.empty()) return {Format::docx, Format::html};
  if (!docx && call.said.has("template")) formats.insert(formats.begin(), Format::docx);
  return formats;
}

Try<std::vector<playbooks::Left>> left_out(const Invocation& call) {
  std::vector<playbooks::Left> without;
  for (const std::string& word : call.said.values("without")) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == word.size())
      return give_up(Exit::usage, "--without needs a case and the reason: " + word,
                     "e.g. --without web07=移交检察机关");
    without.push_back({word.substr(0, equals), word.substr(equals + 1)});
  }
  return without;
}

Try<std::string> text_of(const Invocation& call, const char* option) {
  const auto path = call.said.value(option);
  if (!path) return std::string{};
  auto text = read_file(*path, kLargestText);
  if (!text) return give_up(fail(*path, text.error()).value());
  if (text->empty()) return give_up(Exit::failed, *path + " is empty");
  return std::move(*text);
}

Try<playbooks::SummaryRequest> request_for(const Invocation& call, const SummaryOrder& order) {
  playbooks::SummaryRequest request;
  request.folder = call.said.words[0];
  request.period = call.said.value("period").value_or("");
  request.full = call.said.has("full");
  request.previous = order.previous;
  auto without = left_out(call);
  if (!without) return give_up(without.error());
  request.without = std::move(*without);
  if (call.said.has("trust")) {
    auto keys = trusted_keys(call);
    if (!keys) return give_up(keys.error());
    request.trusted_keys = std::move(*keys);
  }
  if (order.contract.empty()) return request;
  auto contract = playbooks::parse_contract(order.contract);
  if (!contract) return give_up(fail(*call.said.value("contract"), contract.error()).value());
  request.contract = std::move(*contract);
  return request;
}

void tell(const Invocation& call, const playbooks::Summary& summary) {
  constexpr std::string_view kStates[] = {"met", "missed", "unknown", "running"};
  const bool chinese = call.terminal.language() == Language::zh;
  for (const playbooks::ClauseResult& clause : summary.clauses) {
    Json json{
        {"type", "clause"}, {"key", clause.key}, {"state", kStates[static_cast<std::size_t>(clause.state)]}};
    json["actual"] = chinese ? clause.actual.zh : clause.actual.en;
    call.terminal.emit(json);
  }
  call.terminal.say(say::summary_made, summary.incidents.size(),
                    static_cast<std::size_t>(summary.figures.at("drills").value.value_or(0)),
                    summary.sources.size());
  if (!summary.missing.empty()) call.terminal.warn(say::summary_missing, summary.missing.size());
}

// The ledger of the year's case is read to its end before it is written to: what this run records is not part
// of what the report stands on.
Try<> put_on_record(const Invocation& call, const playbooks::SummaryRequest& request,
                    const playbooks::Summary& summary, const SummaryOrder& order,
                    const std::vector<playbooks::OutputFile>& files, playbooks::Language language,
                    const std::string& folder) {
  const std::string path = year_case_path(request, summary);
  if (path.empty() || !can_be_written(path)) {
    call.terminal.warn(say::summary_not_recorded);
    return {};
  }
  auto year = write_case(call, path);
  if (!year) return give_up(year.error());
  if (auto recorded = record_summary(**year, summary, order, files, language, folder); !recorded)
    return give_up(recorded.error());
  if (auto closed = close_case(**year, Exit::done); !closed) return give_up(closed.error());
  return {};
}

Try<Exit> run(const Invocation& call) {
  auto contract = text_of(call, "contract");
  if (!contract) return give_up(contract.error());
  auto previous = text_of(call, "previous");
  if (!previous) return give_up(previous.error());
  auto form = text_of(call, "template");
  if (!form) return give_up(form.error());
  if (form->empty() && call.said.has("template"))
    return give_up(Exit::failed, *call.said.value("template") + " is empty");
  const SummaryOrder order{std::move(*contract),
                           std::move(*previous),
                           {std::move(*form), call.said.value("template").value_or("")}};
  const auto request = request_for(call, order);
  if (!request) return give_up(request.error());
  const auto summary = read_summary(call, *request);
  if (!summary) return give_up(summary.error());
  const auto language =
      call.terminal.language() == Language::zh ? playbooks::Language::zh : playbooks::Language::en;
  const auto files = playbooks::make_summary_report(*summary, formats_of(call), language, order.form);
  if (!files) return give_up(files.error());
  // "." has a name only when it is said in full.
  std::string beside = fs::absolute(request->folder).lexically_normal().string();
  while (beside.size() > 1 && beside.ends_with('/')) beside.pop_back();
  const std::string folder = call.said.value("out").value_or(beside + ".reports");
  tell(call, *summary);
  auto paths = write_papers(*files, folder);
  if (!paths) return give_up(paths.error());
  if (auto recorded =
          put_on_record(call, *request, *summary, order, *files, language, fs::absolute(folder).string());
      !recorded)
    return give_up(recorded.error());
  for (const std::string& path : *paths) {
    call.terminal.print(path);
    call.terminal.emit(Json{{"type", "report"}, {"path", path}});
  }
  call.terminal.emit(Json{{"type", "summary"},
                          {"reports", paths->size()},
                          {"folder", folder},
                          {"cases", summary->sources.size()},
                          {"incidents", summary->incidents.size()},
                          {"missing", summary->missing.size()}});
  return Exit::done;
}

Try<Exit> run_periodic(const Invocation& call) {
  if (!call.said.value("period"))
    return give_up(Exit::usage, "--period says what is reported",
                   "M01…M12, Q1…Q4, H1, H2; 2026-10; 2026-01-01..2026-03-31");
  return run(call);
}

}  // namespace

constinit const CommandBody report_annual_command{kAnnualOptions, run};
constinit const CommandBody report_periodic_command{kPeriodicOptions, run_periodic};

}  // namespace firsthour::cli
