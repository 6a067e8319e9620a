// SPDX-License-Identifier: Apache-2.0
#include "playbooks/drill_papers.h"

#include "casefile/digest.h"
#include "casefile/event.h"
#include "casefile/json.h"
#include "playbooks/records/closest_word.h"
#include "playbooks/records/event_body.h"
#include "playbooks/reports/drill_paper.h"
#include "playbooks/reports/incident_input.h"
#include "playbooks/reports/writers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

// Which builder makes a form of the table, and when it can.
struct Builder {
  std::string_view name;
  Document (*build)(const DrillInput&);
  bool before;  // of a scenario alone; the others are then empty sheets, or nothing
  bool sheet;   // can be printed empty, to be filled in by hand
};
constexpr std::array kBuilders{Builder{"a1-plan", build_drill_year_plan, true, true},
                               Builder{"a2-work-plan", build_drill_work_plan, true, true},
                               Builder{"a3-support-plan", build_drill_support_plan, true, true},
                               Builder{"a4-evaluation-plan", build_drill_evaluation_plan, true, true},
                               Builder{"a6-script", build_drill_script, true, true},
                               Builder{"a8-record", build_drill_record, false, true},
                               Builder{"a9-evaluation", build_drill_evaluation, false, true},
                               Builder{"a10-summary", build_drill_summary, false, false},
                               Builder{"score", build_drill_scores, false, false}};
constexpr std::string_view kSheetForm = "A.7", kSheetName = "a7-sheet", kScoreForm = "score";

const Builder* builder_of(std::string_view name) {
  for (const Builder& one : kBuilders)
    if (one.name == name) return &one;
  return nullptr;
}

std::vector<DrillPaperInfo> papers_of(const DrillForms& forms) {
  std::vector<DrillPaperInfo> papers;
  for (const DrillForms::Form& form : forms.forms) {
    const Builder* builder = builder_of(form.name);
    if (!builder) continue;
    if (form.name == "a8-record")
      papers.push_back({std::string{kSheetForm},
                        std::string{kSheetName},
                        {"网络安全事件报告单（模拟事件）", "Report sheet of the simulated incident"},
                        false});
    papers.push_back({form.form, form.name, form.title, builder->before});
  }
  papers.push_back(
      {std::string{kScoreForm}, std::string{kScoreForm}, {"时限得分单", "Scores by time"}, false});
  return papers;
}

// The names asked for, in the order of the forms; all that `fits` when none was asked for.
template <class Fits>
Result<std::vector<std::string>> chosen(const DrillForms& forms, const std::vector<std::string>& only,
                                        const Fits& fits) {
  const auto papers = papers_of(forms);
  std::vector<std::string> names;
  for (const std::string& word : only) {
    const bool known = std::any_of(papers.begin(), papers.end(),
                                   [&](const DrillPaperInfo& p) { return p.form == word || p.name == word; });
    if (known) continue;
    std::vector<std::string_view> words;
    std::string list;
    for (const DrillPaperInfo& paper : papers) {
      words.insert(words.end(), {paper.form, paper.name});
      list += (list.empty() ? "" : ", ") + paper.form;
    }
    return fail(Errc::usage,
                "no paper '" + word + "' of a drill" + suggestion(word, words) + "; there are " + list);
  }
  for (const DrillPaperInfo& paper : papers) {
    const bool named = std::any_of(only.begin(), only.end(), [&](const std::string& word) {
      return word == paper.form || word == paper.name;
    });
    if (only.empty() ? fits(paper) : named) names.push_back(paper.name);
  }
  return names;
}

void write_out(const Document& document, const DrillForms& forms, const std::vector<Format>& formats,
               std::vector<OutputFile>& files) {
  const DrillForms::Form* form = forms.form(document.name);
  const std::string number = form ? form->form + " " : document.name == kSheetName ? "A.7 " : "";
  for (const Format format : formats)
    files.push_back({number + document.title + "." + std::string{extension_of(format)}, document.title,
                     written(document, format)});
}

std::string year_source(const DrillPaperRequest& request, const Say& say) {
  if (!request.year) return "";
  const DrillYear& year = *request.year;
  return say(fmt::format("服务年度案件“{}”的前 {} 条记录（账本根 {}…）一并读入。", year.name,
                         year.year.events, year.root.substr(0, 16)),
             fmt::format(" With the first {} events of the service year's case '{}' (root {}…).",
                         year.year.events, year.name, year.root.substr(0, 16)));
}

DrillInput input_for(const Drill& drill, const DrillForms& forms, const DrillPaperRequest& request) {
  DrillInput input{.drill = drill, .forms = forms, .language = request.language, .at = {}};
  input.year = request.year ? &*request.year : nullptr;
  for (const Scenario& one : request.further) input.further.push_back(&one);
  return input;
}

// The sheet is that of any incident; here it says whose.
Result<Document> simulated_sheet(const CaseReader& from, const ReportInput& report,
                                 const std::string& tables) {
  const auto incident = gather_incident(from, report, tables);
  if (!incident) return tl::unexpected{incident.error()};
  Document sheet = build_a7_sheet(*incident);
  const Say say{report.language};
  sheet.exercise = say("演练", "EXERCISE 演练");
  sheet.subtitle += say("　模拟事件", " · simulated incident");
  return sheet;
}

}  // namespace

Result<std::vector<DrillPaperInfo>> drill_papers(const std::string& tables) {
  const auto forms = DrillForms::load(tables);
  if (!forms) return tl::unexpected{forms.error()};
  return papers_of(*forms);
}

Result<std::vector<OutputFile>> make_scenario_papers(const Playbook& playbook, const std::string& digest,
                                                     const DrillPaperRequest& request) {
  const auto forms = DrillForms::load(request.tables);
  if (!forms) return tl::unexpected{forms.error()};
  auto reading = scenario_of(playbook);
  if (!reading) return fail(Errc::usage, "the playbook holds no scenario of a drill");
  const auto names = chosen(*forms, request.only, [](const DrillPaperInfo& paper) { return paper.before; });
  if (!names) return tl::unexpected{names.error()};
  const Drill drill{std::move(reading->scenario)};
  const Say say{request.language};
  DrillInput input = input_for(drill, *forms, request);
  input.running = say("演练 ", "Drill ") + say(drill.scenario().title.zh, drill.scenario().title.en);
  input.source = say("由演练场景文件生成（SHA-256 " + digest + "）；同样的文件再次生成，内容逐字节相同。",
                     "Made from the scenario's file (SHA-256 " + digest +
                         "). The same file gives the same bytes again.") +
                 year_source(request, say);
  input.made = playbook.modified.value_or(playbook.created.value_or(Instant{}));
  std::vector<OutputFile> files;
  for (const std::string& name : *names) {
    const Builder* builder = builder_of(name);
    if (!builder || !builder->sheet)
      return fail(Errc::usage, name + " needs the case of a drill that was held, not a scenario alone");
    write_out(builder->build(input), *forms, request.formats, files);
  }
  return files;
}

Result<std::vector<OutputFile>> make_drill_papers(const CaseReader& from, const DrillPaperRequest& request,
                                                  std::string_view checkpoint) {
  const auto forms = DrillForms::load(request.tables);
  if (!forms) return tl::unexpected{forms.error()};
  auto held = drill_in(from, request.upto);
  if (!held) return tl::unexpected{held.error()};
  if (!*held) return fail(Errc::usage, "the case holds no drill");
  auto facts = gather_facts(from, request.upto);
  if (!facts) return tl::unexpected{facts.error()};
  facts->exercise = true;
  const ReportInput report{*facts, request.language, checkpoint, "", ""};
  const bool begun = began((*held)->drill).has_value();
  const auto names = chosen(*forms, request.only, [&](const DrillPaperInfo& paper) {
    return paper.name == kSheetName ? begun && facts->has_incident : paper.before || begun;
  });
  if (!names) return tl::unexpected{names.error()};
  const Document head = start_document(report, "", "");
  const Say say{request.language};
  DrillInput input = input_for((*held)->drill, *forms, request);
  input.at = (*held)->last;
  input.planned = false;
  input.case_ = &report;
  input.running = head.running;
  input.source = head.made_from + year_source(request, say);
  input.made = head.made;
  std::vector<OutputFile> files;
  for (const std::string& name : *names) {
    if (name == kSheetName) {
      const auto sheet = simulated_sheet(from, report, request.tables);
      if (!sheet) return tl::unexpected{sheet.error()};
      write_out(*sheet, *forms, request.formats, files);
    } else {
      write_out(builder_of(name)->build(input), *forms, request.formats, files);
    }
  }
  return files;
}

}  // namespace firsthour::playbooks
