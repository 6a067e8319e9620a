// SPDX-License-Identifier: Apache-2.0
// firsthour incident classify: class and grade by the tables. Findings suggest, people decide.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/changing_incident.h"
#include "cli/incident_messages.h"
#include "cli/incident_record.h"
#include "playbooks/case_known.h"

#include <array>
#include <map>

namespace firsthour::cli {
namespace {

using playbooks::Classification;
using playbooks::Graded;
using playbooks::Incident;

constexpr std::array kOptions{
    Option{"class", "CLASS", {"class or subclass, by code or by name", "类别或子类，代码或名称均可"}},
    Option{"basis", "TEXT", {"why this class", "分类依据"}},
    Option{"object",
           "WORD",
           {"importance of the object: especially-important, important, ordinary",
            "影响对象重要程度：特别重要、重要、一般"}},
    Option{"loss",
           "WORD",
           {"loss of business: especially-severe, severe, considerable, minor",
            "业务损失：特别严重、严重、较大、较小"}},
    Option{"harm",
           "WORD",
           {"harm to society: especially-major, major, considerable, ordinary",
            "社会危害：特别重大、重大、较大、一般"}},
    Option{"indicator",
           "NAME=VALUE",
           {"an indicator of the guide for reporting, e.g. leaked_persons=120万",
            "报告办法分级指标，如 leaked_persons=120万"},
           true},
    Option{"by", "NAME", {"who decides", "判定人"}},
    kReasonOption,
    Option{"list",
           "",
           {"print classes, factors and indicators, and the tables they are of",
            "列出类别、定级因素、指标及所依据的表"}},
    kKeyOption,
    kNationalKeyOption,
};

std::string in(const Terminal& terminal, const playbooks::Words& words) {
  return terminal.language() == Language::zh ? words.zh : words.en;
}

Exit list_tables(Terminal& terminal, const Classification& tables) {
  for (const playbooks::IncidentClass& one : tables.classes().classes) {
    terminal.print(one.code + "     " + in(terminal, one.name));
    terminal.emit(Json{{"type", "class"},
                       {"code", one.code},
                       {"zh", one.name.zh},
                       {"en", one.name.en},
                       {"checked", one.checked}});
    for (const playbooks::IncidentSubclass& sub : one.subclasses) {
      terminal.print("  " + sub.code + "  " + in(terminal, sub.name));
      terminal.emit(Json{{"type", "class"},
                         {"code", sub.code},
                         {"zh", sub.name.zh},
                         {"en", sub.name.en},
                         {"checked", sub.checked}});
    }
  }
  const auto list = [&](std::string_view kind, const std::vector<playbooks::NamedWords>& values) {
    for (const playbooks::NamedWords& value : values) {
      terminal.print("--" + std::string{kind} + " " + value.name + "  " + in(terminal, value.words));
      terminal.emit(
          Json{{"type", kind}, {"name", value.name}, {"zh", value.words.zh}, {"en", value.words.en}});
    }
  };
  for (const std::string_view factor : {"object", "loss", "harm"}) list(factor, tables.factor(factor));
  list("indicator", tables.indicators());
  for (const playbooks::TableOrigin& origin : tables.origins()) {
    terminal.print(terminal.text(say::table_line, origin.standard, origin.version, origin.effective));
    terminal.emit(Json{{"type", "table"},
                       {"standard", origin.standard},
                       {"version", origin.version},
                       {"effective", origin.effective},
                       {"source", origin.source}});
  }
  terminal.emit(Json{{"type", "summary"}, {"classes", tables.classes().classes.size()}});
  return Exit::done;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

Try<Exit> suggest(const Invocation& call, const Classification& tables) {
  auto opened = read_case(call);
  if (!opened) return give_up(opened.error());
  const auto techniques = playbooks::found_techniques(**opened, 0);
  if (!techniques) return give_up(case_failure(techniques.error()));
  const auto suggestions = tables.suggest(*techniques);
  if (suggestions.empty()) call.terminal.say(say::nothing_suggested);
  for (const playbooks::ClassSuggestion& one : suggestions) {
    std::string found;
    for (const std::string& technique : one.techniques) found += (found.empty() ? "" : " ") + technique;
    call.terminal.print(call.terminal.text(say::class_suggested,
                                           one.code + " " + in(call.terminal, tables.class_path(one.code)),
                                           found, one.techniques.size()));
    call.terminal.emit(Json{{"type", "suggestion"}, {"code", one.code}, {"techniques", one.techniques}});
  }
  if (!suggestions.empty()) call.terminal.say(say::only_suggested);
  call.terminal.emit(Json{{"type", "summary"}, {"suggestions", suggestions.size()}});
  return Exit::done;
}

std::map<std::string, std::string> indicators_in(const std::string& text) {
  std::map<std::string, std::string> indicators;
  for (const std::string& word : words_of(text))
    if (const auto equals = word.find('='); equals != std::string::npos)
      indicators[word.substr(0, equals)] = word.substr(equals + 1);
  return indicators;
}

// What the options say, over what the record said before.
Try<> take_options(const Invocation& call, Incident& incident, const Classification& tables) {
  if (const auto word = call.said.value("class")) {
    const auto code = tables.code_of(*word);
    if (!code) return give_up(Failure{Exit::usage, code.error().what, "firsthour incident classify --list"});
    incident.class_code = *code;
  }
  if (const auto basis = call.said.value("basis")) incident.class_basis = *basis;
  for (const auto& [option, member] :
       {std::pair{"object", &Incident::impact_object}, std::pair{"loss", &Incident::business_loss},
        std::pair{"harm", &Incident::social_harm}}) {
    const auto word = call.said.value(option);
    if (!word) continue;
    auto value = tables.factor_value(option, *word);
    if (!value) return give_up(value.error());
    incident.*member = std::move(*value);
  }
  auto indicators = indicators_in(incident.report_indicators);
  for (const std::string& said : call.said.values("indicator")) {
    const auto equals = said.find('=');
    if (equals == std::string::npos || said.find(' ') != std::string::npos)
      return give_up(Exit::usage, "`" + said + "` is not NAME=VALUE", "e.g. leaked_persons=120万");
    indicators[said.substr(0, equals)] = said.substr(equals + 1);
  }
  std::string text;
  for (const auto& [name, value] : indicators) text += (text.empty() ? "" : " ") + name + "=" + value;
  incident.report_indicators = text;
  return {};
}

void show_graded(Terminal& terminal, const Text& title, std::string_view type, const Graded& graded) {
  terminal.print(graded.grade == playbooks::Grade::unstated
                     ? terminal.text(say::grade_open)
                     : terminal.text(title, in(terminal, playbooks::words_of(graded.grade))));
  Json because = Json::array();
  for (const playbooks::Words& reason : graded.because) {
    terminal.print(terminal.text(say::because_line, in(terminal, reason)));
    because.push_back(reason.en);
  }
  if (!graded.checked) terminal.warn(say::grade_not_checked);
  terminal.emit(Json{{"type", type},
                     {"grade", playbooks::name_of(graded.grade)},
                     {"checked", graded.checked},
                     {"because", because}});
}

// The grade that the record had is changed only with a reason.
Try<> check_reason(const Invocation& call, const Incident& before, const Incident& after) {
  const bool changed = (!before.grade.empty() && before.grade != after.grade) ||
                       (!before.report_grade.empty() && before.report_grade != after.report_grade) ||
                       (!before.class_code.empty() && before.class_code != after.class_code);
  if (!changed || !call.said.value("reason").value_or("").empty()) return {};
  return give_up(Exit::usage, "the record has a class or grade already; changing it needs a reason",
                 "--reason TEXT");
}

Try<> decide(const Invocation& call, Incident& incident, const Classification& tables) {
  const Incident before = incident;
  if (auto taken = take_options(call, incident, tables); !taken) return taken;
  const auto grade = tables.grade(incident.impact_object, incident.business_loss, incident.social_harm);
  if (!grade) return give_up(grade.error());
  const auto report = tables.report_grade(indicators_in(incident.report_indicators));
  if (!report) return give_up(report.error());
  const std::string by = call.said.value("by").value_or("");
  const std::string reason = call.said.value("reason").value_or("");
  if (grade->grade != playbooks::Grade::unstated) {
    incident.grade = playbooks::name_of(grade->grade);
    incident.graded_by = by;
    incident.graded_at = call.clock.now();
    if (!reason.empty()) incident.grade_reason = reason;
  }
  if (report->grade != playbooks::Grade::unstated) {
    incident.report_grade = playbooks::name_of(report->grade);
    incident.report_graded_by = by;
  }
  incident.class_tables = tables.version_text();
  if (auto good = check_reason(call, before, incident); !good) return good;
  Terminal& terminal = call.terminal;
  if (!incident.class_code.empty()) {
    terminal.print(terminal.text(
        say::class_is, incident.class_code + " " + in(terminal, tables.class_path(incident.class_code))));
    if (!tables.class_checked(incident.class_code)) terminal.warn(say::class_not_checked);
  }
  show_graded(terminal, say::grade_is, "grade", *grade);
  if (!incident.report_indicators.empty())
    show_graded(terminal, say::report_grade_is, "report-grade", *report);
  return {};
}

Try<Exit> run(const Invocation& call) {
  const auto tables = classification_for(call);
  if (!tables) return give_up(tables.error());
  if (call.said.has("list")) return list_tables(call.terminal, *tables);
  if (call.said.words.empty())
    return give_up(Exit::usage, "no case given", "firsthour incident classify CASE");
  bool decides = false;
  for (const char* option : {"class", "basis", "object", "loss", "harm", "indicator"})
    decides = decides || call.said.has(option);
  if (!decides) return suggest(call, *tables);
  if (call.said.value("by").value_or("").empty())
    return give_up(Exit::usage, "who decides is not said", "--by NAME");
  return change_incident(call, [&](Incident& incident) { return decide(call, incident, *tables); });
}

}  // namespace

constinit const CommandBody incident_classify_command{kOptions, run};

}  // namespace firsthour::cli
