// SPDX-License-Identifier: Apache-2.0
// firsthour report: forms and reports from a case.
#include "casefile/bytes.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/interview.h"
#include "cli/messages.h"
#include "cli/own_forms_option.h"
#include "cli/papers.h"

#include <algorithm>
#include <array>

namespace firsthour::cli {
namespace {

using playbooks::Format;

constexpr std::array kOptions{
    Option{"format",
           "docx|html|md|json|pdf",
           {"docx and html for forms, html for reports when not given; pdf needs LibreOffice",
            "缺省：文书为 docx 与 html，报告为 html；pdf 需要 LibreOffice"},
           true},
    Option{"out",
           "DIR",
           {"write there; else into NAME.reports beside the case", "输出文件夹；缺省为案件旁的 NAME.reports"},
           false,
           'o'},
    Option{"template",
           "FILE",
           {"fill in this Word file, whose placeholders firsthour-report(1) explains",
            "按此 Word 模板填写，占位符见 firsthour-report(1)"}},
    Option{"period",
           "PERIOD",
           {"of a patrol report: M03, H1 of the contract, or 2026-10, 2026-10-12; else its newest day",
            "巡检报告的时段：合同期 M03、H1，或 2026-10、2026-10-12；缺省为最近一日"}},
    Option{"supplement",
           "",
           {"of a list: only what was taken in after the newest one printed",
            "补充清单：仅列最近一次打印之后固定的对象"}},
    Option{"answers",
           "FILE",
           {"facts for the forms: recorded over the answers so far", "文书所需事实（与已登记的合并后登记）"}},
    kOwnFormsOption,
    kKeyOption,
    kNationalKeyOption,
};

// Everything that is no legal form; `incident` makes the record and the case report together.
constexpr std::array<std::string_view, 11> kReports{"incident", "incident-record", "case-report", "custody",
                                                    "annex",    "veris",           "stix",        "follow-up",
                                                    "patrol",   "watch",           "unsigned"};
// What is sent to others about an incident: as a document to be signed, in the language of the terminal.
constexpr std::array<std::string_view, 3> kLetters{"initial-report", "follow-up-report", "final-report"};
// A legal sheet is Chinese, like the forms.
constexpr std::string_view kSheet = "a7-sheet";

Format format_of(const std::string& word) {
  if (word == "docx") return Format::docx;
  if (word == "md") return Format::markdown;
  return word == "json" ? Format::json : Format::html;
}

Try<std::vector<PaperRequest>> requests_for(const Invocation& call, const CaseReader& from) {
  const std::string& what = call.said.words[0];
  std::vector<Format> formats;
  for (const std::string& word : call.said.values("format"))
    if (word != "pdf") formats.push_back(format_of(word));
  const bool report = std::find(kReports.begin(), kReports.end(), what) != kReports.end();
  if (call.said.values("format").empty())
    formats = report ? std::vector{Format::html} : std::vector{Format::docx, Format::html};
  const bool letter = std::find(kLetters.begin(), kLetters.end(), what) != kLetters.end();
  if ((report || letter) && call.said.has("supplement"))
    return give_up(Exit::usage, "`" + what + "` is no list that can be supplemented");
  if (report || letter) {
    const bool chinese = call.terminal.language() == Language::zh;
    PaperRequest request{what, formats, chinese ? playbooks::Language::zh : playbooks::Language::en};
    request.period = call.said.value("period").value_or("");
    return std::vector{std::move(request)};
  }
  // Legal forms are Chinese whatever the locale; the English gloss comes only when asked for.
  const auto language = call.said.value("lang") == "en" ? playbooks::Language::en : playbooks::Language::zh;
  const std::string own = call.said.value("forms").value_or("");
  const bool supplement = call.said.has("supplement");
  if (what == "forms" && supplement)
    return give_up(Exit::usage, "--supplement goes with one list",
                   "firsthour report fixed-list CASE --supplement");
  if (what == "forms") {
    const auto capacity = capacity_in(from);
    if (!capacity) return give_up(capacity.error());
    auto requests = forms_of(call, *capacity, formats, own);
    if (!requests) return requests;
    for (PaperRequest& request : *requests) request.language = language;
    return requests;
  }
  std::vector<std::string> known{"forms"};
  known.emplace_back(kSheet);
  known.insert(known.end(), kReports.begin(), kReports.end());
  known.insert(known.end(), kLetters.begin(), kLetters.end());
  const auto forms = known_forms(call, own);
  if (!forms) return give_up(forms.error());
  for (const auto& form : *forms) known.push_back(form.name);
  if (std::find(known.begin(), known.end(), what) != known.end()) {
    PaperRequest request{what, formats, language};
    request.supplement = supplement;
    request.own_forms = own;
    return std::vector<PaperRequest>{std::move(request)};
  }
  const auto meant = nearest(what, known);
  std::string list;
  for (const std::string& name : known) list += (list.empty() ? "" : ", ") + name;
  return give_up(Exit::usage, "no form or report is called `" + what + "`",
                 meant ? "did you mean `" + *meant + "`?" : "one of " + list);
}

// What the options say of all papers: PDF, and the customer's template.
Try<> dress(const Invocation& call, std::vector<PaperRequest>& requests) {
  constexpr std::uint64_t kLargestTemplate = 64U << 20;
  const auto formats = call.said.values("format");
  const bool pdf = std::find(formats.begin(), formats.end(), "pdf") != formats.end();
  for (PaperRequest& request : requests) request.pdf = pdf;
  const auto file = call.said.value("template");
  if (!file) return {};
  if (requests.size() != 1)
    return give_up(Exit::usage, "a template stands for one document, not for all forms", "name the form");
  if (std::any_of(formats.begin(), formats.end(), [](const auto& f) { return f != "docx" && f != "pdf"; }))
    return give_up(Exit::usage, "a template gives docx, or pdf", "leave --format out, or say docx or pdf");
  auto bytes = read_file(std::string{*file}, kLargestTemplate);
  if (!bytes) return give_up(bytes.error());
  if (bytes->empty()) return give_up(Exit::failed, std::string{*file} + " is empty");
  requests.front().template_docx = std::move(*bytes);
  requests.front().template_name = *file;
  if (formats.empty() || !pdf) requests.front().formats = {Format::docx};
  return {};
}

Try<Exit> run(const Invocation& call) {
  auto opened = write_case(call, call.said.words[1]);
  if (!opened) return give_up(opened.error());
  if (call.said.has("answers")) {
    const auto further = answers_for(call);
    if (!further) return give_up(further.error());
    if (auto recorded = record_further_answers(**opened, *further); !recorded)
      return give_up(recorded.error());
  }
  auto requests = requests_for(call, **opened);
  if (!requests) return give_up(requests.error());
  if (auto dressed = dress(call, *requests); !dressed) return give_up(dressed.error());
  const std::string folder = call.said.value("out").value_or(papers_folder((*opened)->path()));
  const auto paths = make_papers(call, **opened, *requests, folder);
  if (auto closed = close_case(**opened, Exit::done); !closed) return closed;
  if (!paths) return give_up(paths.error());
  for (const std::string& path : *paths) {
    call.terminal.print(path);
    call.terminal.emit(Json{{"type", "report"}, {"path", path}});
  }
  call.terminal.emit(Json{{"type", "summary"}, {"reports", paths->size()}, {"folder", folder}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody report_command{kOptions, run};

}  // namespace firsthour::cli
