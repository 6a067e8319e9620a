// SPDX-License-Identifier: Apache-2.0
#include "cli/summary_report.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/stop.h"
#include "cli/summary_messages.h"
#include "cli/verdict.h"

#include <algorithm>
#include <filesystem>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

Exit exit_of(const playbooks::BadCase& bad) {
  if (!bad.kind) return Exit::failed;
  switch (*bad.kind) {
    case VerifyKind::evidence_altered:
      return Exit::evidence_altered;
    case VerifyKind::ledger_broken:
      return Exit::ledger_broken;
    case VerifyKind::signature_problem:
      return Exit::signature;
    case VerifyKind::not_closed_cleanly:
      return Exit::partial;
  }
  return Exit::failed;
}

Failure refusal(const Invocation& call, const playbooks::CaseFolder& folder) {
  Exit exit = Exit::failed;
  for (const playbooks::BadCase& bad : folder.bad) {
    call.terminal.error(Failure{exit_of(bad), bad.file + ": " + bad.what});
    exit = exit == Exit::failed ? exit_of(bad) : weightier(exit, exit_of(bad));
  }
  return Failure{
      exit,
      "no summary is made of a folder with " + std::to_string(folder.bad.size()) +
          " case(s) that do not hold",
      "firsthour case verify CASE says more; --without CASE=REASON leaves one out, and the report says so"};
}

// A document of the service-year case.
Try<std::string> keep(CaseWriter& year, const std::string& path, const std::string& bytes) {
  Item item;
  item.kind = "document";
  item.source = "report.summary";
  item.path = path;
  MemorySource source{as_bytes(bytes)};
  auto kept = year.attach(item, source);
  if (!kept) return give_up(fail("cannot keep " + path, kept.error()).value());
  return kept->id;
}

}  // namespace

Try<playbooks::Summary> read_summary(const Invocation& call, playbooks::SummaryRequest request) {
  request.progress = [&](std::uint64_t done, std::uint64_t all) {
    call.terminal.progress(call.terminal.text(say::reading_cases, done, all));
    return !stop_asked();
  };
  auto folder = playbooks::read_case_folder(request);
  call.terminal.end_progress();
  if (!folder) return give_up(folder.error());
  if (!folder->bad.empty()) return give_up(refusal(call, *folder));
  if (folder->cases.empty()) return give_up(Exit::no_such_case, "no case in " + request.folder);
  auto summary = playbooks::summarise(std::move(*folder), request);
  if (!summary) return give_up(summary.error());
  return std::move(*summary);
}

std::string year_case_path(const playbooks::SummaryRequest& request, const playbooks::Summary& summary) {
  if (summary.year_file.empty()) return "";
  std::error_code ignored;
  const fs::path direct = fs::path{request.folder} / summary.year_file;
  if (fs::exists(direct, ignored)) return direct.string();
  for (fs::directory_iterator entry{request.folder, ignored}; !ignored && entry != fs::directory_iterator{};
       entry.increment(ignored)) {
    std::error_code none;
    if (fs::exists(entry->path() / summary.year_file, none))
      return (entry->path() / summary.year_file).string();
  }
  return "";
}

Try<> record_summary(CaseWriter& year, const playbooks::Summary& summary, const SummaryOrder& order,
                     const std::vector<playbooks::OutputFile>& files, playbooks::Language language,
                     const std::string& folder) {
  std::uint64_t upto = 0;
  for (const playbooks::CaseSource& source : summary.sources)
    if (source.file == summary.year_file) upto = source.events;
  Json made_from{{"period", summary.whole_year ? "" : summary.period.name}};
  const auto figures =
      std::find_if(files.begin(), files.end(), [](const auto& file) { return file.name == "figures.json"; });
  for (const auto& [key, path, bytes] :
       {std::tuple{"figures", "figures.json", figures == files.end() ? std::string{} : figures->bytes},
        {"contract", "contract.yaml", order.contract},
        {"previous", "previous.json", order.previous},
        {"template", "template.docx", order.form.docx}}) {
    if (bytes.empty()) continue;
    auto item = keep(year, path, bytes);
    if (!item) return give_up(item.error());
    made_from[key] = *item;
  }
  std::vector<Json> bodies;
  for (const playbooks::OutputFile& file : files)
    bodies.push_back(Json{{"what", summary.whole_year ? "annual" : "periodic"},
                          {"title", file.title},
                          {"name", file.name},
                          {"language", language == playbooks::Language::zh ? "zh" : "en"},
                          {"folder", folder},
                          {"form", false},
                          {"size", file.bytes.size()},
                          {"sha256", sha256(file.bytes).hex()},
                          {"upto", upto},
                          {"made_from", made_from}});
  if (auto recorded = year.append_all(event_type::reported, bodies); !recorded)
    return give_up(recorded.error());
  return {};
}

}  // namespace firsthour::cli
