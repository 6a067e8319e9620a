// SPDX-License-Identifier: Apache-2.0
// firsthour report check: a finished document against the cases it was made from. What the ledger of the
// service year recorded about a summary says what to make again: from the same first events of the same cases
// the same bytes must come. A figures.json is compared figure by figure, also where no ledger knows it. A
// paper of one case must be the one that its ledger recorded.
#include "casefile/digest.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/report_origin.h"
#include "cli/summary_messages.h"
#include "cli/summary_report.h"

#include <algorithm>
#include <filesystem>
#include <map>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestReport = 512u << 20;
constexpr std::size_t kMostDifferences = 50;

// What a ledger recorded about a report.
struct Recorded {
  std::string year_id, name, language, period;
  std::string figures, contract, previous;  // texts
  playbooks::SummaryTemplate form;          // the customer's Word file
};

Try<std::string> document(const CaseReader& from, const std::string& id) {
  if (id.empty()) return std::string{};
  const auto item = from.item(id);
  if (!item) return give_up(fail("document " + id, item.error()).value());
  const auto source = from.content(*item);
  if (!source) return give_up(fail("document " + id, source.error()).value());
  auto text = read_all(**source, kLargestReport);
  if (!text) return give_up(fail("document " + id, text.error()).value());
  if (!item->item.sha256 || sha256(*text) != *item->item.sha256)
    return give_up(Exit::evidence_altered,
                   "document " + id + " of " + from.path() + " is not what was recorded");
  return std::move(*text);
}

// A summary that a ledger recorded as it is, with what it was made from.
Try<Recorded> recorded_by(const ReportedFile& reported) {
  const auto opened = open_case(reported.case_path);
  if (!opened) return give_up(fail(reported.case_path, opened.error()).value());
  const Json& from = reported.body.at("made_from");
  Recorded recorded{reported.case_id,
                    text_at(reported.body, "name"),
                    text_at(reported.body, "language"),
                    text_at(from, "period"),
                    {},
                    {},
                    {},
                    {}};
  for (const auto& [key, into] : {std::pair{"figures", &recorded.figures},
                                  {"contract", &recorded.contract},
                                  {"previous", &recorded.previous},
                                  {"template", &recorded.form.docx}}) {
    auto text = document(**opened, text_at(from, key));
    if (!text) return give_up(text.error());
    *into = std::move(*text);
  }
  recorded.form.name = "template.docx";
  return recorded;
}

// The cases, sizes and choices that the figures name.
Try<playbooks::SummaryRequest> request_from(const Json& figures, const std::string& folder) {
  playbooks::SummaryRequest request;
  request.folder = folder;
  request.only_named = true;  // cases that came later are not part of it
  request.full = figures.value("full", Json{false}) == Json(true);
  for (const Json& left : figures.value("left_out", Json::array()))
    request.without.push_back({text_at(left, "file"), text_at(left, "reason")});
  for (const Json& source : figures.value("sources", Json::array())) {
    const std::string id = text_at(source, "case");
    const auto events = source.is_object() ? source.find("events") : source.end();
    if (id.empty() || events == source.end() || !events->is_number_unsigned())
      return give_up(Exit::failed, "the figures name a case without its id or size");
    request.sizes[id] = events->get<std::uint64_t>();
  }
  return request;
}

std::map<std::string, std::string> flat(const Json& figures) {
  std::map<std::string, std::string> all;
  if (const auto found = figures.find("figures"); found != figures.end() && found->is_object())
    for (const auto& [name, figure] : found->items())
      all[name] = figure.contains("value")
                      ? figure["value"].dump() + (figure.contains("of") ? "/" + figure["of"].dump() : "")
                      : "?";
  if (const auto found = figures.find("sources"); found != figures.end() && found->is_array())
    for (const Json& source : *found)
      all["case " + text_at(source, "file")] =
          source.value("events", Json{}).dump() + ":" + text_at(source, "root");
  if (const auto found = figures.find("clauses"); found != figures.end() && found->is_array())
    for (const Json& clause : *found) all["clause " + text_at(clause, "key")] = text_at(clause, "state");
  return all;
}

std::size_t show_differences(const Invocation& call, const Json& report, const Json& cases) {
  const auto said = flat(report), true_ones = flat(cases);
  std::size_t differences = 0;
  const auto differ = [&](const std::string& name, const std::string& a, const std::string& b) {
    if (++differences > kMostDifferences) return;
    call.terminal.print(call.terminal.text(say::check_differs, name, a, b));
    call.terminal.emit(Json{{"type", "difference"}, {"figure", name}, {"report", a}, {"cases", b}});
  };
  for (const auto& [name, value] : said)
    if (const auto found = true_ones.find(name); found == true_ones.end())
      differ(name, value, "-");
    else if (found->second != value)
      differ(name, value, found->second);
  for (const auto& [name, value] : true_ones)
    if (!said.contains(name)) differ(name, "-", value);
  return differences;
}

Try<Exit> conclude(const Invocation& call, Exit exit, std::size_t differences, std::size_t cases) {
  call.terminal.emit(Json{
      {"type", "summary"}, {"same", exit == Exit::done}, {"differences", differences}, {"cases", cases}});
  return exit;
}

Try<Exit> compare_figures(const Invocation& call, const std::string& file, const std::string& report,
                          const playbooks::Summary& summary, bool known) {
  const std::string again = playbooks::figures_json(summary);
  const auto said = parse_json(report), true_ones = parse_json(again);
  if (!said || !true_ones) return give_up(Exit::failed, file + " is no figures.json");
  const std::size_t differences = report == again ? 0 : show_differences(call, *said, *true_ones);
  if (differences > 0) return conclude(call, Exit::evidence_altered, differences, summary.sources.size());
  if (report != again)
    return give_up(Exit::evidence_altered, file + ": the figures hold, but the rest of the file was changed");
  // Whoever writes a file can name fewer cases in it: only a ledger says that it was these.
  if (!known) {
    call.terminal.warn(say::check_unknown, file, summary.sources.size());
    return conclude(call, Exit::signature, 0, summary.sources.size());
  }
  call.terminal.say(say::check_figures_same, file, summary.figures.size(), summary.sources.size());
  return conclude(call, Exit::done, 0, summary.sources.size());
}

Try<Exit> compare_bytes(const Invocation& call, const std::string& file, const std::string& report,
                        const Recorded& recorded, const playbooks::Summary& summary) {
  const std::vector formats{playbooks::Format::docx, playbooks::Format::html, playbooks::Format::markdown,
                            playbooks::Format::json};
  const auto files = playbooks::make_summary_report(
      summary, formats, recorded.language == "en" ? playbooks::Language::en : playbooks::Language::zh,
      recorded.form);
  if (!files) return give_up(files.error());
  for (const playbooks::OutputFile& again : *files) {
    if (again.name != recorded.name) continue;
    if (again.bytes == report) {
      call.terminal.say(say::check_same, file, summary.sources.size());
      return conclude(call, Exit::done, 0, summary.sources.size());
    }
    const auto figures = parse_json(recorded.figures), now = parse_json(playbooks::figures_json(summary));
    const std::size_t differences = figures && now ? show_differences(call, *figures, *now) : 0;
    if (differences > 0) return conclude(call, Exit::evidence_altered, differences, summary.sources.size());
    return give_up(Exit::partial,
                   file + ": recorded as it is, and its figures hold, but this release draws it differently",
                   "check its figures.json, or use the release that made it");
  }
  return give_up(Exit::failed,
                 "the ledger knows the report as " + recorded.name + ", which this release does not make");
}

bool is_summary(const ReportedFile& reported) {
  const auto found = reported.body.find("made_from");
  return found != reported.body.end() && found->is_object();
}

Try<Exit> run(const Invocation& call) {
  const std::string& file = call.said.words[0];
  const std::string folder = call.said.words.size() > 1 ? call.said.words[1] : ".";
  const auto report = read_file(file, kLargestReport);
  if (!report) return give_up(fail(file, report.error()).value());
  auto origin = origin_of(folder, fs::path{file}.filename().string(), sha256(*report).hex());
  if (!origin) return give_up(origin.error());
  std::optional<Recorded> recorded;
  if (origin->same && !is_summary(*origin->same)) return confirm_paper(call, file, *origin->same);
  if (origin->same) {
    auto known = recorded_by(*origin->same);
    if (!known) return give_up(known.error());
    recorded = std::move(*known);
  }
  const auto parsed = parse_json(recorded ? recorded->figures : *report);
  if (!parsed || text_at(*parsed, "type") != "summary-figures") {
    if (auto told = tell_origin(call, folder, *report, *origin); !told) return give_up(told.error());
    return give_up(Exit::evidence_altered, file + ": no ledger in " + folder + " knows this file",
                   "it was altered since, or made of other cases; its figures.json can be checked by itself");
  }
  auto request = request_from(*parsed, folder);
  if (!request) return give_up(request.error());
  if (recorded) {
    // Its own ledger has to hold like those of the others.
    if (!request->sizes.contains(recorded->year_id))
      return give_up(Exit::evidence_altered,
                     "the case that recorded " + file + " is none of those it was made from");
    request->previous = recorded->previous;
    request->period = recorded->period;
    if (!recorded->contract.empty()) {
      auto contract = playbooks::parse_contract(recorded->contract);
      if (!contract) return give_up(contract.error());
      request->contract = std::move(*contract);
    }
  } else if (const Json period = parsed->value("period", Json::object()); text_at(period, "name") != "Y") {
    request->period = text_at(period, "name");
  }
  const auto summary = read_summary(call, *request);
  if (!summary) return give_up(summary.error());
  if (!recorded || recorded->name == "figures.json")
    return compare_figures(call, file, *report, *summary, recorded.has_value());
  return compare_bytes(call, file, *report, *recorded, *summary);
}

}  // namespace

constinit const CommandBody report_check_command{{}, run};

}  // namespace firsthour::cli
