// SPDX-License-Identifier: Apache-2.0
// firsthour traffic: what captures hold; from a case, findings are recorded there.
#include "triage/traffic.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/carried_files.h"
#include "cli/case_door.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/exported_file.h"
#include "cli/findings.h"
#include "cli/sizes.h"
#include "cli/stop.h"
#include "cli/traffic_command.h"
#include "cli/traffic_messages.h"
#include "cli/traffic_summary.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"filter",
           "EXPRESSION",
           {"only these packets: host A, net A/N, port N, tcp, udp, icmp, vlan N; and, or, not, ( )",
            "仅限这些报文：host A、net A/N、port N、tcp、udp、icmp、vlan N；and、or、not、( )"}},
    Option{"ioc",
           "FILE",
           {"indicators to look for: a list, CSV, STIX 2.1 or MISP JSON, or a folder of them",
            "威胁指标：列表、CSV、STIX 2.1、MISP JSON 或其文件夹"},
           true},
    Option{"baseline",
           "PATH",
           {"what pages have to be: a copy of the site, a sha256sum list of it, or a capture of a good day",
            "网页基线：站点副本文件夹、sha256sum 清单或正常时期的流量文件"},
           true},
    Option{"export", "FILE", {"write these packets as a pcapng file", "将这些报文另存为 pcapng 文件"}},
    Option{"files",
           "DIR",
           {"take the files that HTTP and FTP carried out into this new folder",
            "将 HTTP、FTP 传输的文件提取到此新文件夹"}},
    Option{
        "no-files",
        "",
        {"of a case: do not take the files that were carried into it", "对案件：不把所传输的文件提取入案"}},
    Option{"show-passwords", "", {"write passwords as they were seen", "显示所见口令原文"}},
    Option{"dry-run", "", {"write nothing into the case", "不写入案件"}},
    kFailOnOption,
    kKeyOption,
    kNationalKeyOption,
};

std::vector<triage::TrafficInput> files(const std::vector<std::string>& words) {
  std::vector<triage::TrafficInput> inputs;
  for (const std::string& word : words)
    inputs.push_back({word, "", "", [word] { return open_source(word); }});
  return inputs;
}

triage::TrafficOptions traffic_options(const Invocation& call) {
  triage::TrafficOptions options;
  options.show_passwords = call.said.has("show-passwords");
  options.filter = call.said.value("filter").value_or("");
  Terminal& terminal = call.terminal;
  if (terminal.json()) {
    options.record = [&terminal](const std::string& line) { return terminal.write(as_bytes(line)); };
  }
  options.progress = [&terminal](std::uint64_t packets, std::uint64_t bytes) {
    terminal.progress(terminal.text(say::traffic_progress, packets, human_size(bytes)));
    return !stop_asked();
  };
  return options;
}

// Where carried files go: into a folder, into the case, or both.
struct Takers {
  std::unique_ptr<CarriedTaker> folder, the_case;

  static Try<Takers> of(const Invocation& call, const std::vector<triage::TrafficInput>& inputs,
                        CaseWriter* writer) {
    Takers takers;
    if (const auto place = call.said.value("files")) {
      auto made = into_folder(*place, inputs);
      if (!made) return give_up(made.error());
      takers.folder = std::move(*made);
    }
    if (writer && !call.said.has("no-files")) {
      auto made = into_case(*writer, inputs);
      if (!made) return give_up(made.error());
      takers.the_case = std::move(*made);
    }
    return takers;
  }

  Result<> take(const triage::CarriedFile& file) const {
    for (CarriedTaker* taker : {folder.get(), the_case.get()})
      if (taker)
        if (auto taken = taker->take(file); !taken) return taken;
    return {};
  }

  Try<> finish(const Invocation& call) const {
    for (CarriedTaker* taker : {folder.get(), the_case.get()}) {
      if (!taker) continue;
      if (auto finished = taker->finish(); !finished) return give_up(finished.error());
      const CarriedCounts& n = taker->counts();
      const std::string to = taker == folder.get() ? *call.said.value("files") : call.said.words[0];
      if (n.taken + n.known > 0)
        call.terminal.say(say::traffic_files, to, n.taken, human_size(n.bytes), n.known);
      if (n.left > 0) call.terminal.warn(say::traffic_files_left, n.left, n.why);
      call.terminal.emit(Json{{"type", "files"},
                              {"to", display_utf8(to)},
                              {"taken", n.taken},
                              {"bytes", n.bytes},
                              {"known", n.known},
                              {"left", n.left}});
    }
    return {};
  }
};

Try<triage::TrafficReport> look(const Invocation& call, const std::vector<triage::TrafficInput>& inputs,
                                triage::TrafficOptions& options, std::string& exported_digest,
                                CaseWriter* writer = nullptr) {
  std::unique_ptr<ExportedFile> exported;
  const auto place = call.said.value("export");
  if (place) {
    auto made = ExportedFile::make(*place);
    if (!made) return give_up(made.error());
    exported = std::move(*made);
    options.subset = exported.get();
  }
  const auto takers = Takers::of(call, inputs, writer);
  if (!takers) return give_up(takers.error());
  if (takers->folder || takers->the_case)
    options.carried = [&](const triage::CarriedFile& file) { return takers->take(file); };
  auto report = triage::read_traffic(inputs, options);
  call.terminal.end_progress();
  if (!report) return give_up(report.error());
  if (auto finished = takers->finish(call); !finished) return give_up(finished.error());
  if (exported) {
    const auto digest = exported->commit();
    if (!digest) return give_up(digest.error());
    exported_digest = *digest;
    call.terminal.say(say::traffic_exported, *place, report->totals["packets_exported"], *digest);
    call.terminal.emit(Json{{"type", "exported"},
                            {"path", display_utf8(*place)},
                            {"packets", report->totals["packets_exported"]},
                            {"sha256", *digest}});
  }
  return std::move(*report);
}

// Packets that leave the case leave an entry of custody.
Try<> note_export(const Invocation& call, CaseWriter& the_case,
                  const std::vector<triage::TrafficInput>& inputs, const std::string& filter,
                  std::uint64_t packets, const std::string& digest) {
  const auto place = call.said.value("export");
  if (!place) return {};
  Json items = Json::array();
  for (const auto& input : inputs) items.push_back(input.item);
  const Json body{
      {"format", "pcapng"}, {"items", inputs.size()}, {"of", items},     {"to", display_utf8(*place)},
      {"filter", filter},   {"packets", packets},     {"digest", digest}};
  if (const auto noted = the_case.append(event_type::exported, body); !noted) return give_up(noted.error());
  return {};
}

Try<triage::TrafficReport> look_into_case(const Invocation& call, triage::TrafficOptions& options) {
  const bool only_look = call.said.has("dry-run");
  Try<std::unique_ptr<CaseReader>> reader{nullptr};
  std::unique_ptr<CaseWriter> writer;
  if (only_look) {
    reader = read_case(call);
    if (!reader) return give_up(reader.error());
  } else {
    auto opened = write_case(call);
    if (!opened) return give_up(opened.error());
    writer = std::move(*opened);
  }
  const CaseReader& from = only_look ? **reader : *writer;
  const auto inputs = triage::captures_of(from);
  if (!inputs) return give_up(case_failure(inputs.error()));
  if (inputs->empty()) return give_up(Exit::failed, call.said.words[0] + " holds no captures");
  std::string exported_digest;
  auto report = look(call, *inputs, options, exported_digest, writer.get());
  if (!report || only_look) return report;
  std::vector<Finding> findings;
  for (const auto& found : report->findings) findings.push_back(found.finding);
  if (auto recorded = record_findings(*writer, findings); !recorded) return give_up(recorded.error());
  Json body{{"what", "traffic"},
            {"captures", report->captures.size()},
            {"findings", findings.size()},
            {"packets", report->totals["packets"]},
            {"losses", report->totals["losses"]},
            {"lost_bytes", report->totals["lost_bytes"]},
            {"stream_gaps", report->totals["stream_gaps"]},
            {"filter", options.filter}};
  if (auto appended = writer->append(event_type::analysed, body); !appended) return give_up(appended.error());
  if (auto told = note_export(call, *writer, *inputs, options.filter, report->totals["packets_exported"],
                              exported_digest);
      !told)
    return give_up(told.error());
  if (auto closed = close_case(*writer, Exit::done); !closed) return give_up(closed.error());
  return report;
}

Try<Exit> run(const Invocation& call) {
  triage::TrafficOptions options = traffic_options(call);
  const auto data = data_folder(call.environment, call.program);
  if (!data) return give_up(data.error());
  options.data = *data + "/network";
  std::vector<std::string> problems;
  if (const auto lists = call.said.values("ioc"); !lists.empty()) {
    auto indicators = triage::load_indicators(lists, problems);
    if (!indicators) return give_up(indicators.error());
    options.indicators = std::move(*indicators);
  }
  if (const auto good = call.said.values("baseline"); !good.empty()) {
    auto pages = triage::load_page_baseline(good, problems);
    if (!pages) return give_up(pages.error());
    options.baseline = std::move(*pages);
  }
  std::size_t cases = 0;
  for (const std::string& word : call.said.words) cases += case_exists(case_path(word));
  if (cases > 0 && call.said.words.size() > 1)
    return give_up(Exit::usage, "cases are taken one at a time, and not together with files");
  std::string exported_digest;
  const auto report =
      cases ? look_into_case(call, options) : look(call, files(call.said.words), options, exported_digest);
  if (!report) return give_up(report.error());
  for (const std::string& problem : problems) call.terminal.talk(problem);
  for (const std::string& problem : problems)
    call.terminal.emit(Json{{"type", "unknown"}, {"what", display_utf8(problem)}});
  show_traffic(call.terminal, *report, call.clock.now());
  emit_traffic(call.terminal, *report, call.clock.now());
  std::vector<Finding> findings;
  for (const auto& found : report->findings) findings.push_back(found.finding);
  if (over_limit(findings, call.said.value("fail-on"))) return Exit::findings;
  return report->failed.empty() ? Exit::done : Exit::partial;
}

}  // namespace

constinit const CommandBody traffic_command{kOptions, run};

}  // namespace firsthour::cli
