// SPDX-License-Identifier: Apache-2.0
#include "cli/report_origin.h"

#include "casefile/custody_state.h"
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "cli/case_door.h"
#include "cli/summary_messages.h"
#include "cli/verdict.h"
#include "playbooks/printed_checkpoint.h"

#include <algorithm>
#include <filesystem>
#include <vector>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

Try<std::vector<std::string>> cases_in(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> paths;
  for (auto entry = fs::recursive_directory_iterator{folder, error};
       !error && entry != fs::recursive_directory_iterator{}; entry.increment(error)) {
    if (entry->path().extension() != ".case") continue;
    paths.push_back(entry->path().string());
    entry.disable_recursion_pending();
  }
  if (error) return give_up(fail_errno("cannot read " + folder, error.value()).value());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::uint64_t number_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

// Of one ledger; an event without the digest or the name in its bytes is not even parsed.
Result<> look_through(const CaseReader& from, const std::string& name, const std::string& digest,
                      ReportOrigin& into) {
  const auto overview = from.overview();
  if (!overview) return tl::unexpected{overview.error()};
  const auto keep = [&](const Event& event, const Json& body, std::optional<ReportedFile>& place) {
    place = ReportedFile{from.path(), overview->id, event.sequence, event.time, body};
  };
  return from.each_event(0, from.size(), [&](const Event& event) -> Result<> {
    if (event.type != event_type::reported) return {};
    const auto json = parse_json(event.bytes);
    if (!json || !json->is_object() || !json->contains("body")) return {};
    const Json& body = json->at("body");
    if (text_at(body, "sha256") == digest)
      keep(event, body, into.same);
    else if (text_at(body, "name") == name)
      keep(event, body, into.namesake);
    return {};
  });
}

struct CaseOfHead {
  std::string path;
  bool held = false;
};

Try<std::optional<CaseOfHead>> case_of_head(const std::string& folder, const Checkpoint& checkpoint) {
  const auto paths = cases_in(folder);
  if (!paths) return give_up(paths.error());
  for (const std::string& path : *paths) {
    const auto opened = open_case(path);
    const auto overview = opened ? (*opened)->overview() : Result<CaseOverview>{fail(Errc::not_found, "")};
    if (!overview || std::string{kCaseOrigin} + overview->id != checkpoint.origin) continue;
    const auto head = head_at(**opened, checkpoint.size);
    return std::optional{CaseOfHead{path, head && head->root == checkpoint.root.hex()}};
  }
  return std::optional<CaseOfHead>{};
}

void tell_of_namesake(const Invocation& call, const ReportedFile& namesake, std::string_view bytes) {
  Terminal& terminal = call.terminal;
  const Json& body = namesake.body;
  const std::string digest = sha256(bytes).hex();
  terminal.print(terminal.text(say::check_namesake, beijing_time(namesake.time), text_at(body, "what"),
                               terminal.name(text_at(body, "title")), number_at(body, "upto"),
                               namesake.case_path, namesake.event));
  terminal.print(terminal.text(say::check_recorded_as, number_at(body, "size"), text_at(body, "sha256")));
  terminal.print(terminal.text(say::check_is_now, bytes.size(), digest));
  terminal.emit(Json{{"type", "origin"},
                     {"by", "name"},
                     {"case", namesake.case_path},
                     {"event", namesake.event},
                     {"what", text_at(body, "what")},
                     {"made", rfc3339(namesake.time)},
                     {"upto", number_at(body, "upto")},
                     {"recorded_sha256", text_at(body, "sha256")},
                     {"sha256", digest}});
}

}  // namespace

std::string text_at(const Json& json, const char* key) {
  if (!json.is_object()) return {};
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

Try<ReportOrigin> origin_of(const std::string& folder, const std::string& name, const std::string& digest) {
  const auto paths = cases_in(folder);
  if (!paths) return give_up(paths.error());
  ReportOrigin origin;
  for (const std::string& path : *paths) {
    const auto opened = open_case(path);
    if (!opened) continue;
    if (const auto looked = look_through(**opened, name, digest, origin); !looked) continue;
    if (origin.same) break;
  }
  return origin;
}

Try<> tell_origin(const Invocation& call, const std::string& folder, std::string_view bytes,
                  const ReportOrigin& origin) {
  if (origin.namesake) tell_of_namesake(call, *origin.namesake, bytes);
  const auto checkpoint = playbooks::printed_checkpoint(bytes);
  if (!checkpoint) return {};
  const auto found = case_of_head(folder, *checkpoint);
  if (!found) return give_up(found.error());
  Terminal& terminal = call.terminal;
  const std::string id = checkpoint->origin.substr(std::min(checkpoint->origin.size(), kCaseOrigin.size()));
  if (!*found)
    terminal.print(terminal.text(say::check_head_elsewhere, checkpoint->size, terminal.name(id)));
  else
    terminal.print(terminal.text((*found)->held ? say::check_head_held : say::check_head_never,
                                 checkpoint->size, (*found)->path));
  terminal.emit(Json{{"type", "origin"},
                     {"by", "checkpoint"},
                     {"case_id", id},
                     {"upto", checkpoint->size},
                     {"case", *found ? Json((*found)->path) : Json{}},
                     {"held", *found && (*found)->held}});
  return {};
}

Try<Exit> confirm_paper(const Invocation& call, const std::string& file, const ReportedFile& recorded) {
  VerifyOptions options;
  options.ledger_only = true;
  const auto report = check_case(call, recorded.case_path, std::move(options));
  if (!report) return give_up(report.error());
  if (!report->problems.empty()) {
    const Verdict verdict = verdict_on(*report);
    show_verdict(call, *report, verdict);
    return verdict.exit;
  }
  Terminal& terminal = call.terminal;
  terminal.say(say::check_paper_same, file, terminal.name(text_at(recorded.body, "title")), recorded.event,
               recorded.case_path, number_at(recorded.body, "upto"));
  terminal.say(say::check_paper_key, report->key_fingerprint);
  terminal.emit(Json{{"type", "summary"},
                     {"same", true},
                     {"differences", 0},
                     {"cases", 1},
                     {"case", recorded.case_path},
                     {"event", recorded.event},
                     {"upto", number_at(recorded.body, "upto")}});
  return Exit::done;
}

}  // namespace firsthour::cli
