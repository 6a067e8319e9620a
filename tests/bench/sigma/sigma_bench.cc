// SPDX-License-Identifier: Apache-2.0
// How fast rules run over the entries of logs, and what they find:
//   sigma_bench MAPPINGS RULES ROUNDS LOG…
// The first round is also told what it found (rule, log, line); the table is of all rounds.
#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "triage/logs/read_log.h"
#include "triage/sigma/sigma_run.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

namespace {

using namespace firsthour;
using namespace firsthour::triage;

// Of this program's own time on a processor: others may be at work too.
double now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

struct Totals {
  std::uint64_t events = 0, bytes = 0;
  double matching = 0, reading = 0;
};

void run_over(sigma::SigmaRun& run, const std::string& file, const std::string& text, Totals& totals) {
  logs::LogHints hints;
  const auto start = now();
  double matching = 0;
  const auto visit = [&](const logs::LogRecord& record) {
    const auto before = now();
    const sigma::EventSource source{record.origin.product, record.origin.category, record.origin.service,
                                    record.origin.wider};
    const auto time = record.basis == logs::TimeBasis::none ? std::nullopt : std::optional{record.time};
    run.take(*record.event, source, time,
             {file, record.host, file, record.offset, record.length, record.line});
    matching += (now() - before);
    ++totals.events;
    return true;
  };
  (void)logs::read_log(as_bytes(text), file, hints, visit);
  totals.matching += matching;
  totals.reading += (now() - start) - matching;
  totals.bytes += text.size();
}

int run_bench(int count, char** words) {
  const auto start = now();
  auto rules = sigma::SigmaRules::load({{words[2]}, {words[1]}, ""}, nullptr);
  if (!rules) return std::fprintf(stderr, "%s\n", rules.error().what.c_str()), 1;
  const double loading = (now() - start);
  const int rounds = std::max(1, std::atoi(words[3]));
  Totals totals;
  std::uint64_t findings = 0;
  for (int round = 0; round < rounds; ++round) {
    sigma::SigmaRun run{**rules};
    for (int i = 4; i < count; ++i) {
      const auto text = read_file(words[i], 1ULL << 32U);
      if (!text) return std::fprintf(stderr, "%s\n", text.error().what.c_str()), 1;
      run_over(run, words[i], *text, totals);
    }
    const sigma::SigmaOutcome outcome = run.finish();
    findings = outcome.findings.size();
    if (round > 0) continue;
    for (const Finding& f : outcome.findings)
      std::printf("%s\t%s\t%s\n", f.rule.c_str(), f.path.c_str(), f.why.c_str());
    for (const std::string& one : outcome.unknown) std::printf("unknown\t%s\n", one.c_str());
    for (const RuleProblem& p : (*rules)->problems())
      std::printf("problem\t%s:%d: %s\n", p.file.c_str(), p.line, p.what.c_str());
  }
  std::size_t always = 0, indexed = 0;
  for (std::uint32_t s = 0; s < (*rules)->mapping().streams().size(); ++s) {
    if (!(*rules)->index(s)) continue;
    always += (*rules)->index(s)->always();
    indexed += (*rules)->index(s)->rules().size();
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::fprintf(stderr,
               "| rules | problems | load s | events | MB | findings a round | events/s matching | events/s "
               "with reading | rules tried always / in indexes | MiB |\n");
  std::fprintf(stderr, "| %zu | %zu | %.2f | %lu | %.1f | %lu | %.0f | %.0f | %zu / %zu | %ld |\n",
               (*rules)->rules().size(), (*rules)->problems().size(), loading, totals.events,
               static_cast<double>(totals.bytes) / 1e6, findings,
               static_cast<double>(totals.events) / totals.matching,
               static_cast<double>(totals.events) / (totals.matching + totals.reading), always, indexed,
               usage.ru_maxrss / 1024);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count < 5) return std::fprintf(stderr, "sigma_bench MAPPINGS RULES ROUNDS LOG...\n"), 2;
  return run_bench(count, words);
}
