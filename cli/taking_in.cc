// SPDX-License-Identifier: Apache-2.0
#include "cli/taking_in.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/messages.h"
#include "cli/sizes.h"

namespace firsthour::cli {

namespace {

// The sources that gave nothing at all, by the collection's own outcome.json.
std::vector<std::string> failed_sources(const std::string& outcome) {
  std::vector<std::string> names;
  const auto json = parse_json(outcome);
  const Json none = Json::array();
  const Json& sources = json && json->is_object() && json->contains("sources") ? json->at("sources") : none;
  for (const Json& source : sources) {
    if (!source.is_object()) continue;
    const auto text = [&](const char* key) {
      const auto found = source.find(key);
      return found != source.end() && found->is_string() ? found->get<std::string>() : std::string{};
    };
    const auto ended = outcome_from(text("outcome"));
    if (ended == Outcome::failed || ended == Outcome::denied || ended == Outcome::timed_out) {
      names.push_back(text("name") + ": " + text("reason"));
    }
  }
  return names;
}

}  // namespace

IngestOptions live_collection() {
  IngestOptions options;
  options.source = "collect";
  return options;
}

Try<IngestResult> take_in(const Invocation& call, CaseWriter& the_case, ByteSource& from,
                          IngestOptions options) {
  // A stop ends the source, not the ingest: what came is made durable and recorded.
  options.progress = [&](std::uint64_t items, std::uint64_t bytes) {
    call.terminal.progress(call.terminal.text(say::ingesting, items, human_size(bytes)));
    return true;
  };
  auto result = the_case.ingest(from, options);
  call.terminal.end_progress();
  if (!result) {
    Failure failure{result.error()};
    if (result.error().code == Errc::not_found)
      failure.hint = "name the identity or passphrase with --identity FILE or --passphrase-file FILE";
    if (result.error().code == Errc::malformed && result.error().what.starts_with("this is no collection"))
      failure.hint = "captures, logs and other single files come in with: firsthour case add CASE FILE";
    return give_up(std::move(failure));
  }
  return std::move(*result);
}

Exit tell_of(const Invocation& call, const IngestResult& result) {
  Terminal& terminal = call.terminal;
  if (result.goes_on) terminal.say(say::ingest_goes_on, result.collection, result.known);
  terminal.say(say::ingested, result.collection, result.items, human_size(result.bytes));
  terminal.say(say::ingest_digest, in_groups(result.sha256));
  if (!result.sm3.empty()) terminal.say(say::ingest_sm3, in_groups(result.sm3));
  if (!result.encrypted_to.empty()) terminal.say(say::was_encrypted, result.encrypted_to);
  if (result.as_expected) {
    if (*result.as_expected)
      terminal.say(say::as_on_paper);
    else
      terminal.warn(say::not_as_on_paper);
  } else {
    terminal.detail(terminal.text(say::not_compared));
  }
  if (!result.whole) terminal.warn(say::stream_cut);
  for (const std::string& problem : result.problems) terminal.warn(say::stream_tampered, problem);
  const auto failed = failed_sources(result.outcome);
  for (const std::string& source : failed) terminal.warn(say::source_failed, source);
  Json document{{"type", "ingested"},      {"failed_sources", failed}, {"collection", result.collection},
                {"items", result.items},   {"known", result.known},    {"goes_on", result.goes_on},
                {"bytes", result.bytes},   {"whole", result.whole},    {"tampered", result.tampered},
                {"sha256", result.sha256}, {"sm3", result.sm3},        {"problems", result.problems}};
  if (!result.encrypted_to.empty()) document["encrypted_to"] = result.encrypted_to;
  if (result.as_expected) document["as_expected"] = *result.as_expected;
  terminal.emit(document);
  if (result.tampered || (result.as_expected && !*result.as_expected)) return Exit::evidence_altered;
  return result.whole && failed.empty() ? Exit::done : Exit::partial;
}

}  // namespace firsthour::cli
