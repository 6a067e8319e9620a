// SPDX-License-Identifier: Apache-2.0
#include "playbooks/report.h"

#include "casefile/digest.h"
#include "playbooks/records/closest_word.h"
#include "playbooks/reports/builders.h"
#include "playbooks/reports/incident_export.h"
#include "playbooks/reports/service_documents.h"
#include "playbooks/reports/template.h"
#include "playbooks/reports/template_values.h"
#include "playbooks/reports/unsigned_papers.h"
#include "playbooks/reports/writers.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace firsthour::playbooks {
namespace {

constexpr std::string_view kAnnexName = "附件-逐项清单.csv", kAnnexTitle = "附件：逐项清单";

FormInfo info_of(const FormPack& pack, Capacity capacity) {
  return {pack.name,    pack.title.zh, pack.title.en,   basis_text(pack, capacity),
          pack.version, pack.usual,    pack.capacities, pack.file};
}

bool has_capacity(const FormPack& pack, Capacity capacity) {
  return std::find(pack.capacities.begin(), pack.capacities.end(), capacity) != pack.capacities.end();
}

// A file name that any file system takes: the title is ours, or checked when its pack was read.
std::string file_name(const Document& document, Format format) {
  return document.title + "." + std::string{extension_of(format)};
}

// The tables of law lie beside the form packs.
std::string tables_folder(const ReportRequest& request) {
  if (request.data_folder.empty()) return {};
  return (std::filesystem::path{request.data_folder}.parent_path() / "tables").string();
}

bool is_incident_paper(const std::string& what) {
  const auto& names = incident_papers();
  return std::find(names.begin(), names.end(), what) != names.end();
}

// For programs of others: one JSON file, whatever formats were asked for.
Result<std::vector<OutputFile>> make_export(const CaseReader& from, const ReportRequest& request,
                                            const ReportInput& input) {
  const auto incident = gather_incident(from, input, tables_folder(request));
  if (!incident) return tl::unexpected{incident.error()};
  if (request.what == "stix")
    return std::vector{OutputFile{"incident.stix.json", "STIX 2.1", as_stix(*incident, from)}};
  auto veris = as_veris(*incident, tables_folder(request));
  if (!veris) return tl::unexpected{veris.error()};
  return std::vector{OutputFile{"incident.veris.json", "VERIS 1.4.1", std::move(*veris)}};
}

// "incident" is what there is to say about an incident: its record, and the report on what was found.
Result<std::vector<Document>> build(const CaseReader& from, const ReportRequest& request,
                                    const ReportInput& input, const std::vector<FormPack>& packs,
                                    const FormHistory& history) {
  std::vector<Document> documents;
  const std::string& what = request.what;
  const bool report = what == "incident" || what == "case-report";
  if (report) documents.push_back(build_case_report(input, gather_hosts(from, input.facts)));
  const std::string paper = what == "incident" ? "incident-record" : what;
  if (is_incident_paper(paper)) {
    const auto incident = gather_incident(from, input, tables_folder(request));
    if (!incident) return tl::unexpected{incident.error()};
    documents.push_back(*build_incident_paper(paper, *incident));
  }
  if (what == "custody") {
    auto custody = build_custody(input, from);
    if (!custody) return tl::unexpected{custody.error()};
    documents.push_back(std::move(*custody));
  }
  if (what == "unsigned") documents.push_back(build_unsigned(input, packs));
  for (const FormPack& pack : packs)
    if (pack.name == what)
      documents.push_back(build_form(input, pack, gather_hosts(from, input.facts), history));
  if (!documents.empty()) return documents;
  std::vector<std::string_view> known{"incident", "case-report", "custody", "annex", "veris",
                                      "stix",     "follow-up",   "patrol",  "watch", "unsigned"};
  known.insert(known.end(), incident_papers().begin(), incident_papers().end());
  for (const FormPack& pack : packs) known.push_back(pack.name);
  return fail(Errc::usage, "no report '" + what + "'" + suggestion(what, known));
}

Result<OutputFile> from_template(const ReportRequest& request, const ReportInput& input,
                                 const std::vector<Document>& documents) {
  if (documents.size() != 1)
    return fail(Errc::usage, "a template stands for one document, and '" + request.what +
                                 "' are several: ask for one of them");
  auto filled = fill_template(request.template_docx, template_values(input, documents.front()));
  if (!filled) return fail(request.template_name, filled.error());
  return OutputFile{file_name(documents.front(), Format::docx), documents.front().title, std::move(*filled)};
}

bool is_list(const FormPack& pack) {
  return std::any_of(pack.sections.begin(), pack.sections.end(),
                     [](const FormSection& section) { return section.kind == SectionKind::items; });
}

Result<FormHistory> history_of(const CaseReader& from, const FormPack& pack, const ReportRequest& request,
                               CaseFacts& facts) {
  FormHistory history;
  if (request.supplement) {
    if (!is_list(pack)) return fail(Errc::usage, "'" + pack.name + "' is no list that can be supplemented");
    auto supplement = supplement_of(from, pack, facts);
    if (!supplement) return tl::unexpected{supplement.error()};
    if (request.root_at) supplement->root = request.root_at(supplement->base.upto);
    history.supplement = std::move(*supplement);
  }
  auto before = printed_before(from, pack, form_title(pack, history.supplement), facts);
  if (!before) return tl::unexpected{before.error()};
  history.before = std::move(*before);
  auto items = listed_items(from, pack, facts.events, history.supplement);
  if (!items) return tl::unexpected{items.error()};
  history.items = std::move(*items);
  if (!history.supplement) return history;
  keep_only_new(facts, *history.supplement);
  facts.items = history.items.total;
  facts.item_bytes = history.items.bytes;
  return history;
}

}  // namespace

std::string_view extension_of(Format f) {
  switch (f) {
    case Format::docx:
      return "docx";
    case Format::html:
      return "html";
    case Format::markdown:
      return "md";
    case Format::json:
      return "json";
  }
  return "";
}

Result<std::vector<FormInfo>> forms_in(const std::vector<std::string>& folders) {
  const auto packs = load_packs(folders);
  if (!packs) return tl::unexpected{packs.error()};
  std::vector<FormInfo> forms;
  for (const FormPack& pack : *packs) forms.push_back(info_of(pack, Capacity::unstated));
  return forms;
}

std::vector<FormInfo> all_forms() { return forms_in({}).value_or(std::vector<FormInfo>{}); }

std::vector<FormInfo> forms_for(Capacity capacity) {
  std::vector<FormInfo> forms;
  if (const auto packs = load_packs({}))
    for (const FormPack& pack : *packs)
      if (pack.usual && has_capacity(pack, capacity)) forms.push_back(info_of(pack, capacity));
  return forms;
}

Result<std::vector<OutputFile>> make_report(const CaseReader& from, const ReportRequest& request,
                                            std::string_view checkpoint) {
  auto facts = gather_facts(from, request.upto);
  if (!facts) return tl::unexpected{facts.error()};
  const auto packs = load_packs(std::array{request.data_folder, request.own_forms});
  if (!packs) return tl::unexpected{packs.error()};
  const auto duties = DutyTable::load(tables_folder(request));
  if (!duties) return tl::unexpected{duties.error()};
  const auto pack =
      std::find_if(packs->begin(), packs->end(), [&](const FormPack& p) { return p.name == request.what; });
  const bool form = pack != packs->end();

  FormHistory history;
  if (form) {
    auto known = history_of(from, *pack, request, *facts);
    if (!known) return tl::unexpected{known.error()};
    history = std::move(*known);
  } else if (request.supplement) {
    return fail(Errc::usage, "'" + request.what + "' is no form that can be supplemented");
  }
  ReportInput input{*facts, request.language, checkpoint, "", "", &*duties};
  OutputFile annex{std::string{kAnnexName}, std::string{kAnnexTitle}, ""};
  if (form || request.what == "annex") {
    const Supplement* supplement = history.supplement ? &*history.supplement : nullptr;
    auto list = annex_csv(from, facts->events, supplement);
    if (!list) return tl::unexpected{list.error()};
    if (supplement) annex.name = "附件-" + form_title(*pack, history.supplement) + ".csv";
    annex.bytes = std::move(*list);
    input.annex_name = annex.name;
    input.annex_sha256 = sha256(annex.bytes).hex();
  }
  if (request.what == "annex") return std::vector{std::move(annex)};
  if (request.what == "veris" || request.what == "stix") return make_export(from, request, input);

  const auto documents = is_service_report(request.what)
                             ? build_service_report(input, from, request.what, request.period)
                             : build(from, request, input, *packs, history);
  if (!documents) return tl::unexpected{documents.error()};
  std::vector<OutputFile> files;
  if (!request.template_docx.empty()) {
    auto filled = from_template(request, input, *documents);
    if (!filled) return tl::unexpected{filled.error()};
    return std::vector{std::move(*filled)};
  }
  for (const Document& document : *documents)
    for (const Format format : request.formats)
      files.push_back({file_name(document, format), document.title, written(document, format)});
  // Every form prints the annex's digest; the lists bring it along, so that a set of forms has it once.
  if (form && pack->annex) files.push_back(std::move(annex));
  return files;
}

}  // namespace firsthour::playbooks
