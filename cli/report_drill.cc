// SPDX-License-Identifier: Apache-2.0
// firsthour report drill: the papers of a drill, before it from its scenario, after it from its case.
#include "cli/report_drill.h"

#include "casefile/bytes.h"
#include "casefile/custody_state.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/data_folder.h"
#include "cli/drill_paper_messages.h"
#include "cli/papers.h"
#include "playbooks/drill_papers.h"
#include "playbooks/playbook.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;
using playbooks::DrillPaperRequest;
using playbooks::Format;
using playbooks::Scenario;

constexpr std::uint64_t kLargestScenario = 16u << 20;

constexpr std::array kOptions{
    Option{
        "only",
        "FORM",
        {"this paper: A.1 to A.4, A.6 to A.10, score (repeatable, or with commas between); else all that can "
         "be made",
         "只生成该表：A.1 至 A.4、A.6 至 A.10、score（可重复，或以逗号分隔）；缺省生成现有资料可生成的全部"},
        true},
    Option{"year",
           "CASE",
           {"the service year's case: contract, drills held, what they left open",
            "服务年度案件：合同、已开展的演练及未关闭的改进项"}},
    Option{
        "format",
        "docx|html|md|json|pdf",
        {"docx and html when not given; pdf needs LibreOffice", "缺省为 docx 与 html；pdf 需要 LibreOffice"},
        true},
    Option{"out",
           "DIR",
           {"write there; else into NAME.reports beside the case or the scenario",
            "输出文件夹；缺省为案件或场景文件旁的 NAME.reports"},
           false,
           'o'},
    kKeyOption,
    kNationalKeyOption,
};

struct ScenarioFile {
  std::string path, sha256;
  playbooks::Playbook playbook;
};

Try<ScenarioFile> read_scenario(const Invocation& call, const std::string& path) {
  auto text = read_file(path, kLargestScenario);
  if (!text) {
    if (text.error().code == Errc::not_found)
      return give_up(Exit::no_such_case, "no case and no scenario at " + path,
                     "firsthour drill plan makes a case");
    return give_up(fail(path, text.error()).value());
  }
  auto reading = playbooks::read_playbook(*text);
  if (!reading) return give_up(fail(path, reading.error()).value());
  const auto scenario = playbooks::scenario_of(reading->playbook);
  if (!scenario) return give_up(Exit::usage, path + " holds no scenario of a drill");
  const bool chinese = call.terminal.language() == Language::zh;
  for (const playbooks::Remark& remark : scenario->remarks) {
    const std::string what = remark.pointer + ": " + (chinese ? remark.what.zh : remark.what.en);
    if (remark.severity == playbooks::Remark::Severity::error)
      return give_up(Exit::failed, path + ": " + what, "firsthour playbook validate names everything");
    if (remark.severity == playbooks::Remark::Severity::warning)
      call.terminal.warn(say::scenario_remark, path, call.terminal.name(what));
  }
  return ScenarioFile{path, sha256(*text).hex(), std::move(reading->playbook)};
}

Try<playbooks::DrillYear> read_year(const std::string& word) {
  const std::string path = case_path(word);
  const auto opened = open_case(path);
  if (!opened) return give_up(case_failure(opened.error()));
  const auto overview = (*opened)->overview();
  if (!overview) return give_up(case_failure(overview.error()));
  const std::uint64_t events = (*opened)->size();
  auto year = playbooks::read_service_year(**opened, events);
  if (!year) return give_up(year.error());
  const auto head = head_at(**opened, events);
  if (!head) return give_up(head.error());
  return playbooks::DrillYear{overview->name, std::move(*year), head->root};
}

std::vector<std::string> only_of(const Invocation& call) {
  std::vector<std::string> only;
  for (const std::string& said : call.said.values("only"))
    for (std::size_t at = 0; at <= said.size();) {
      const std::size_t end = std::min(said.find(',', at), said.size());
      if (end > at) only.push_back(said.substr(at, end - at));
      at = end + 1;
    }
  return only;
}

struct Order {
  DrillPaperRequest request;
  bool pdf = false, docx = false;
};

Try<Order> order_of(const Invocation& call) {
  Order order;
  const auto data = data_folder(call.environment, call.program);
  if (!data) return give_up(data.error());
  order.request.tables = *data + "/tables";
  order.request.only = only_of(call);
  order.request.language =
      call.terminal.language() == Language::zh ? playbooks::Language::zh : playbooks::Language::en;
  for (const std::string& word : call.said.values("format")) {
    order.pdf = order.pdf || word == "pdf";
    order.docx = order.docx || word == "docx";
    if (word == "pdf") continue;
    order.request.formats.push_back(word == "docx"   ? Format::docx
                                    : word == "md"   ? Format::markdown
                                    : word == "json" ? Format::json
                                                     : Format::html);
  }
  if (call.said.values("format").empty()) order.request.formats = {Format::docx, Format::html};
  if (order.pdf && !order.docx) order.request.formats.push_back(Format::docx);
  if (const auto year = call.said.value("year")) {
    auto read = read_year(*year);
    if (!read) return give_up(read.error());
    order.request.year = std::move(*read);
  }
  for (std::size_t i = 1; i < call.said.words.size(); ++i) {
    const auto file = read_scenario(call, call.said.words[i]);
    if (!file) return give_up(file.error());
    order.request.further.push_back(playbooks::scenario_of(file->playbook)->scenario);
  }
  return order;
}

Try<std::vector<MadeFile>> dressed(const Invocation& call, const Order& order,
                                   std::vector<playbooks::OutputFile> files) {
  if (order.pdf) return with_pdf(call, std::move(files), order.docx);
  std::vector<MadeFile> made;
  for (playbooks::OutputFile& file : files) made.push_back({std::move(file), ""});
  return made;
}

Try<std::vector<std::string>> put_down(const std::vector<MadeFile>& made, const std::string& folder) {
  std::vector<playbooks::OutputFile> files;
  for (const MadeFile& one : made) files.push_back(one.file);
  return write_papers(files, folder);
}

Try<std::vector<std::string>> of_scenario(const Invocation& call, const Order& order,
                                          const std::string& folder) {
  const auto file = read_scenario(call, call.said.words[0]);
  if (!file) return give_up(file.error());
  auto files = playbooks::make_scenario_papers(file->playbook, file->sha256, order.request);
  if (!files) return give_up(files.error());
  const auto made = dressed(call, order, std::move(*files));
  if (!made) return give_up(made.error());
  return put_down(*made, folder);
}

Try<std::vector<std::string>> of_case(const Invocation& call, const Order& order, CaseWriter& the_case,
                                      const std::string& folder) {
  // All papers of one run stand on the same events and the same signed head.
  const auto checkpoint = the_case.sign_head();
  if (!checkpoint) return give_up(checkpoint.error());
  DrillPaperRequest request = order.request;
  request.upto = the_case.size();
  auto files = playbooks::make_drill_papers(the_case, request, *checkpoint);
  if (!files) return give_up(files.error());
  const auto made = dressed(call, order, std::move(*files));
  if (!made) return give_up(made.error());
  auto paths = put_down(*made, folder);
  if (!paths) return paths;
  Json body{{"what", "drill"},
            {"language", request.language == playbooks::Language::zh ? "zh" : "en"},
            {"form", false}};
  if (request.year)
    body["year"] = {
        {"case", request.year->name}, {"events", request.year->year.events}, {"root", request.year->root}};
  for (std::size_t i = 0; i < paths->size(); ++i)
    if (auto recorded = record_paper(the_case, (*paths)[i], (*made)[i], request.upto, body); !recorded)
      return give_up(recorded.error());
  return paths;
}

std::string folder_beside(const std::string& path) {
  const fs::path file{path};
  return (file.parent_path() / file.stem()).string() + ".reports";
}

Try<Exit> run(const Invocation& call) {
  const auto order = order_of(call);
  if (!order) return give_up(order.error());
  const std::string& word = call.said.words[0];
  Try<std::vector<std::string>> paths;
  std::string folder = call.said.value("out").value_or("");
  if (case_exists(case_path(word))) {
    auto opened = write_case(call, word);
    if (!opened) return give_up(opened.error());
    if (folder.empty()) folder = papers_folder((*opened)->path());
    paths = of_case(call, *order, **opened, folder);
    if (auto closed = close_case(**opened, Exit::done); !closed) return closed;
  } else {
    if (folder.empty()) folder = folder_beside(word);
    paths = of_scenario(call, *order, folder);
  }
  if (!paths) return give_up(paths.error());
  for (const std::string& path : *paths) {
    call.terminal.print(path);
    call.terminal.emit(Json{{"type", "report"}, {"path", path}});
  }
  call.terminal.emit(Json{{"type", "summary"}, {"reports", paths->size()}, {"folder", folder}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody report_drill_command{kOptions, run};

}  // namespace firsthour::cli
