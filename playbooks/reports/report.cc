// SPDX-License-Identifier: Apache-2.0
#include "playbooks/report.h"

#include "casefile/digest.h"
#include "playbooks/records/closest_word.h"
#include "playbooks/reports/builders.h"
#include "playbooks/reports/writers.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::string_view kAnnexName = "附件-逐项清单.csv", kAnnexTitle = "附件：逐项清单";

FormInfo info_of(const FormPack& pack, Capacity capacity) {
  return {pack.name, pack.title.zh, pack.title.en, basis_text(pack, capacity)};
}

bool has_capacity(const FormPack& pack, Capacity capacity) {
  return std::find(pack.capacities.begin(), pack.capacities.end(), capacity) != pack.capacities.end();
}

std::string written(const Document& document, Format format) {
  switch (format) {
    case Format::docx:
      return as_docx(document);
    case Format::html:
      return as_html(document);
    case Format::markdown:
      return as_markdown(document);
    case Format::json:
      return as_json_text(document);
  }
  return {};
}

// A file name that any file system takes: the title is ours, or checked when its pack was read.
std::string file_name(const Document& document, Format format) {
  return document.title + "." + std::string{extension_of(format)};
}

Result<Document> build(const CaseReader& from, const ReportRequest& request, const ReportInput& input,
                       const std::vector<FormPack>& packs) {
  if (request.what == "incident") return build_incident_record(input);
  if (request.what == "custody") return build_custody(input, from);
  if (request.what == "case-report") return build_case_report(input, gather_hosts(from, input.facts));
  for (const FormPack& pack : packs)
    if (pack.name == request.what) return build_form(input, pack, gather_hosts(from, input.facts));
  std::vector<std::string_view> known{"incident", "case-report", "custody", "annex"};
  for (const FormPack& pack : packs) known.push_back(pack.name);
  return fail(Errc::usage, "no report '" + request.what + "'" + suggestion(request.what, known));
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

std::vector<FormInfo> all_forms() {
  std::vector<FormInfo> forms;
  if (const auto packs = load_packs(""))
    for (const FormPack& pack : *packs) forms.push_back(info_of(pack, Capacity::unstated));
  return forms;
}

std::vector<FormInfo> forms_for(Capacity capacity) {
  std::vector<FormInfo> forms;
  if (const auto packs = load_packs(""))
    for (const FormPack& pack : *packs)
      if (has_capacity(pack, capacity)) forms.push_back(info_of(pack, capacity));
  return forms;
}

Result<std::vector<OutputFile>> make_report(const CaseReader& from, const ReportRequest& request,
                                            std::string_view checkpoint) {
  const auto facts = gather_facts(from, request.upto);
  if (!facts) return tl::unexpected{facts.error()};
  const auto packs = load_packs(request.data_folder);
  if (!packs) return tl::unexpected{packs.error()};
  const auto overview = from.overview();
  if (!overview) return tl::unexpected{overview.error()};

  ReportInput input{*facts, request.language, checkpoint, overview->key_name, overview->key_fingerprint, "",
                    ""};
  std::vector<OutputFile> files;
  const bool is_form = std::any_of(packs->begin(), packs->end(),
                                   [&](const FormPack& pack) { return pack.name == request.what; });
  if (is_form || request.what == "annex") {
    auto annex = annex_csv(from, facts->events);
    if (!annex) return tl::unexpected{annex.error()};
    input.annex_name = kAnnexName;
    input.annex_sha256 = sha256(*annex).hex();
    files.push_back({std::string{kAnnexName}, std::string{kAnnexTitle}, std::move(*annex)});
    if (request.what == "annex") return files;
  }
  const auto document = build(from, request, input, *packs);
  if (!document) return tl::unexpected{document.error()};
  for (const Format format : request.formats)
    files.insert(files.end() - (is_form ? 1 : 0),
                 {file_name(*document, format), document->title, written(*document, format)});
  return files;
}

}  // namespace firsthour::playbooks
