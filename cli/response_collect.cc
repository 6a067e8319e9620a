// SPDX-License-Identifier: Apache-2.0
// The part of respond that reads a host: the stream comes in, and what is suspicious is shown while it does.
#include "casefile/json.h"
#include "cli/collect_child.h"
#include "cli/decryption.h"
#include "cli/findings.h"
#include "cli/listening.h"
#include "cli/messages.h"
#include "cli/quoting.h"
#include "cli/response.h"
#include "cli/stop.h"
#include "cli/taking_in.h"

#include <fmt/format.h>

namespace firsthour::cli {
namespace {

constexpr std::size_t kFirstScreen = 10;
constexpr std::string_view kVolatileDone = "volatile-done";

}  // namespace

Try<> Response::collect() {
  if (live_) return collect_live();
  for (const CollectionFiles& collection : collections_) {
    if (stop_asked()) return {};
    if (auto done = collect_from(collection); !done) return done;
  }
  return {};
}

Try<> Response::collect_live() {
  const std::vector<std::string> arguments{"--out",  "-",       "--profile",
                                           profile_, "--plain", std::string{kPlainReason}};
  const Json action{{"what", "collect"},
                    {"command", "collect " + joined_for_shell(arguments)},
                    {"profile", profile_},
                    {"medium", medium_},
                    {"allow_local", allow_local_}};
  if (const auto noted = case_->append(event_type::action, action); !noted) return give_up(noted.error());
  call_->terminal.say(say::collecting, profile_);
  auto child = CollectChild::start(call_->program, arguments, canonical(playbooks::to_json(answers_)),
                                   call_->terminal.verbose());
  if (!child) return give_up(child.error());
  auto taken = take_in_stream(child->stream(), live_collection().source, {});
  const int code = child->wait();
  if (!taken) {
    if (stop_asked()) return {};  // the collector may have been stopped before its first byte
    if (code == 0) return taken;
    return give_up(taken.error().exit,
                   "collect ended with " + std::to_string(code) + ": " + taken.error().what,
                   child->last_words());
  }
  if (code == 0 || stop_asked()) return {};
  note_exit(Exit::partial);
  // 3: sources failed, which the collection itself says and take_in_stream() has told.
  if (code == static_cast<int>(Exit::partial)) return {};
  if (code > 128)
    call_->terminal.warn(say::collect_died, code - 128);
  else
    call_->terminal.warn(say::collect_ended_with, code);
  call_->terminal.talk(child->last_words());
  return {};
}

Try<> Response::collect_from(const CollectionFiles& collection) {
  const auto keys = keys_for_reading(*call_);
  if (!keys) return give_up(keys.error());
  call_->terminal.say(say::taking_from, collection.name);
  const auto source = open_collection_of(*call_, collection);
  if (!source) return give_up(source.error());
  return take_in_stream(**source, collection.name, *keys);
}

Try<> Response::take_in_stream(ByteSource& from, const std::string& name, const AgeKeys& keys) {
  IngestOptions options;
  options.keys = &keys;
  options.source = name;
  options.expect = call_->said.value("expect").value_or("");
  options.on_item = [this](const CaseItem& item) -> Result<> {
    take_item(item);
    return {};
  };
  options.on_mark = [this](std::string_view mark) -> Result<> {
    if (mark == kVolatileDone) show_first_findings();
    return {};
  };
  const auto result = take_in(*call_, *case_, from, std::move(options));
  if (!result) return give_up(result.error());
  if (!stop_asked()) show_first_findings();
  note_exit(tell_of(*call_, *result));
  return {};
}

// A check that fails costs the first screen its finding, not the case its evidence.
void Response::take_item(const CaseItem& item) {
  const auto taken = checks_->take(item, *case_);
  if (!taken && checks_failed_++ == 0) call_->terminal.warn(say::check_failed, item.id, taken.error().what);
}

void Response::show_first_findings() {
  if (first_screen_done_) return;
  first_screen_done_ = true;
  std::vector<Finding> findings = checks_->findings();
  triage::rank(findings);
  Terminal& terminal = call_->terminal;
  terminal.end_progress();
  terminal.print(terminal.bold(terminal.text(say::first_findings, seconds_since_start())));
  show_findings(terminal, findings, kFirstScreen);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (i < kFirstScreen || terminal.json()) shown_.insert(findings[i].id);
    terminal.emit(to_json(findings[i]));
  }
}

// After all checks: what was not on the first screen, again at most ten lines.
void Response::tell_findings(const std::vector<Finding>& findings) {
  Terminal& terminal = call_->terminal;
  std::vector<Finding> rest;
  for (const Finding& finding : findings) {
    if (shown_.insert(finding.id).second) rest.push_back(finding);
  }
  terminal.print(terminal.bold(terminal.text(say::all_findings, findings.size(), rest.size())));
  if (!rest.empty()) show_findings(terminal, rest, kFirstScreen);
  for (const Finding& finding : rest) terminal.emit(to_json(finding));
}

void Response::note_exit(Exit exit) { exit_ = weightier(exit_, exit); }

std::string Response::seconds_since_start() const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began_;
  return fmt::format("{:.1f}", passed.count());
}

}  // namespace firsthour::cli
