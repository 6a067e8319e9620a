// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/ingest_end.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/pack/stream_digest.h"

namespace firsthour {
namespace {

constexpr std::size_t kLongestProblemsInEvent = 16 << 10;

void describe_reading(const IngestOptions& options, const CollectionReading& reading, IngestResult& result,
                      Json& body) {
  result.whole = reading.end == CollectionEnd::whole && !result.tampered;
  result.tampered |= reading.end == CollectionEnd::tampered;
  result.sha256 = reading.stream_sha256.hex();
  result.sm3 = reading.stream_sm3;
  result.problems.insert(result.problems.begin(), reading.problems.begin(), reading.problems.end());
  body["end"] = result.tampered ? "tampered" : result.whole ? "whole" : "cut";
  body["stream"] = {
      {"size", exact_integer(reading.stream_bytes)}, {"sha256", result.sha256}, {"sm3", result.sm3}};
  if (!reading.encrypted_to.empty()) body["encrypted_to"] = reading.encrypted_to;
  result.encrypted_to = reading.encrypted_to;
  body["compared"] = !options.expect.empty();
  if (options.expect.empty()) return;
  const std::string expected = pack::normal_digest(options.expect);
  result.as_expected = expected == result.sha256 || expected == result.sm3;
  body["expected"] = {{"digest", display_utf8(expected)}, {"matches", *result.as_expected}};
}

Result<> keep_documents(CaseOnDisk& into, const IngestResult& result, EventDraft& draft, Json& body) {
  if (auto kept = keep_document(into, "outcome", result.outcome, draft, body); !kept) return kept;
  Json problems = Json::array();
  for (const std::string& text : result.problems) problems.push_back(display_utf8(text));
  const std::string list = canonical(problems);
  body["problems"] = result.problems.size();
  if (list.size() <= kLongestProblemsInEvent) {
    body["problem_list"] = problems;
    return {};
  }
  if (auto kept = into.keep_bytes(list, draft); !kept) return tl::unexpected{kept.error()};
  body["problem_object"] = {{"object", sha256(list).hex()}, {"size", list.size()}};
  return {};
}

}  // namespace

Result<> keep_document(CaseOnDisk& into, const char* name, const std::string& text, EventDraft& draft,
                       Json& body) {
  if (text.empty()) return {};
  if (auto kept = into.keep_bytes(text, draft); !kept) return tl::unexpected{kept.error()};
  body[name] = {{"object", sha256(text).hex()}, {"size", text.size()}};
  return {};
}

Result<EventDraft> ingested_event(CaseOnDisk& into, const IngestOptions& options,
                                  const CollectionReading* reading, std::string_view why,
                                  IngestResult& result) {
  EventDraft draft{std::string{event_type::ingested}, {}, {}, {}};
  Json body{{"collection", result.collection},
            {"items", result.items},
            {"bytes", exact_integer(result.bytes)},
            {"known", result.known}};
  if (reading)
    describe_reading(options, *reading, result, body);
  else
    body["end"] = "stopped", body["reason"] = display_utf8(why);
  if (auto kept = keep_documents(into, result, draft, body); !kept) return tl::unexpected{kept.error()};
  draft.body = canonical(body);
  return draft;
}

}  // namespace firsthour
