// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_documents.h"

#include "casefile/bytes.h"
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/json.h"

#include <sys/resource.h>
#include <unistd.h>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kUnlimited = UINT64_MAX;
constexpr std::uint64_t kLargestExact = 1ull << 53;  // an integer that every JSON reader has exactly

Json texts(const std::vector<std::string>& bytes) {
  Json list = Json::array();
  for (const std::string& each : bytes) list.push_back(display_utf8(each));
  return list;
}

std::uint64_t milliseconds(const timeval& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1000 + static_cast<std::uint64_t>(time.tv_usec) / 1000;
}

Json usage() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return {{"cpu_user_ms", milliseconds(used.ru_utime)},
          {"cpu_system_ms", milliseconds(used.ru_stime)},
          {"peak_memory_kib", used.ru_maxrss},
          {"blocks_read", used.ru_inblock},
          {"blocks_written", used.ru_oublock}};
}

}  // namespace

Result<std::string> outline_json(const OutlineFacts& facts, const Options& options) {
  Json outline;
  outline["time"] = rfc3339(facts.started);
  outline["host"] = display_utf8(facts.host_name);
  outline["tool"] = {{"name", facts.program}, {"version", FIRSTHOUR_VERSION}, {"sha256", program_digest()}};
  outline["command_line"] = texts(facts.command_line);
  outline["uid"] = ::getuid();
  outline["profile"] = name_of(facts.profile);
  outline["root"] = display_utf8(options.root);
  outline["sources"] = texts(facts.sources);
  outline["plan"] = {{"sha256", facts.plan->digest}, {"entries", facts.plan->entries.size()}};
  if (!facts.plan->left_out.empty()) outline["plan"]["left_out"] = texts(facts.plan->left_out);
  if (facts.budget < kLargestExact) outline["budget"] = facts.budget;
  outline["medium"] = display_utf8(facts.medium);
  if (options.allow_local_given) outline["allow_local"] = display_utf8(options.allow_local);
  if (!facts.encrypted_to.empty()) outline["encrypted_to"] = texts(facts.encrypted_to);
  if (options.plain_given) outline["plain"] = display_utf8(options.plain);
  if (!facts.answers.empty()) {
    auto answers = parse_json(facts.answers);
    if (!answers) return fail("answers", answers.error());
    if (!answers->is_object()) return fail(Errc::malformed, "answers: not a JSON object");
    outline["answers"] = std::move(*answers);
  }
  return canonical(outline) + "\n";
}

std::string outcome_json(const OutcomeFacts& facts) {
  Json outcome;
  outcome["time"] = rfc3339(facts.ended);
  outcome["end"] = facts.interrupted ? "interrupted" : facts.past_deadline ? "deadline" : "done";
  Json sources = Json::array();
  for (const SourceRun& run : facts.sources) {
    Json source{{"name", run.name},
                {"outcome", name_of(run.outcome.outcome)},
                {"records", run.outcome.records},
                {"items", run.outcome.items},
                {"bytes", run.outcome.bytes},
                {"milliseconds", run.milliseconds}};
    if (!run.outcome.reason.empty()) source["reason"] = display_utf8(run.outcome.reason);
    sources.push_back(std::move(source));
  }
  outcome["sources"] = std::move(sources);
  outcome["not_run"] = texts(facts.not_run);
  if (facts.budget < kLargestExact && facts.budget != kUnlimited) {
    outcome["budget"] = {{"bytes", facts.budget}, {"left", facts.budget_left}};
  }
  outcome["usage"] = usage();
  return canonical(outcome);
}

std::string program_digest() {
  const auto program = open_source("/proc/self/exe");
  if (!program) return {};
  Hasher hasher{Algorithm::sha256};
  std::vector<std::byte> buffer(1 << 18);
  for (;;) {
    const auto got = (*program)->read(buffer);
    if (!got) return {};
    if (*got == 0) return hasher.finish_hex();
    hasher.update(std::span{buffer}.first(*got));
  }
}

}  // namespace firsthour::collectors
