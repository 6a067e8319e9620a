// SPDX-License-Identifier: Apache-2.0
// Size and time of a proof of one item: a case of so many events is made, closed and proven from.
//
//   proofs_bench FOLDER EVENTS…
#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/keys.h"
#include "casefile/proof.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace firsthour;

constexpr std::size_t kBatch = 10'000;

template <class T>
T must(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "proofs_bench: %s\n", result.error().what.c_str());
    std::exit(1);
  }
  return std::move(*result);
}

struct Cost {
  double wall = 0, cpu = 0;  // milliseconds
  bool operator<(const Cost& other) const { return cpu < other.cpu; }
};

Cost cost_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  const std::clock_t busy = std::clock();
  work();
  return {std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count(),
          1000.0 * static_cast<double>(std::clock() - busy) / CLOCKS_PER_SEC};
}

// One item in the middle, and events as an action writes them.
std::string make_case(const std::string& path, std::size_t events, const std::shared_ptr<SigningKey>& key) {
  auto writer = must(create_case({path, "bench", true, nullptr}, {"root", "firsthour", "", "bench"}, key));
  std::string item;
  const Json body{
      {"what", "looked at a process"}, {"who", "examiner"}, {"step", 7}, {"result", std::string(200, 'x')}};
  while (writer->size() + 1 < events) {
    if (item.empty() && writer->size() >= events / 2) {
      MemorySource source{as_bytes("content")};
      Item record;
      record.kind = "file";
      record.path = "/etc/passwd";
      item = must(writer->attach(record, source)).id;
    }
    const std::size_t batch = std::min({kBatch, events - writer->size() - 1, events / 2});
    if (batch > 0) must(writer->append_all("action", std::vector<Json>(batch, body)));
  }
  if (!writer->close()) std::exit(1);
  return item;
}

void measure(const std::string& path, std::size_t events, const std::shared_ptr<SigningKey>& key) {
  const std::string item = make_case(path, events, key);
  std::string text;
  std::size_t hashes = 0;
  std::vector<Cost> first, next;
  for (int round = 0; round < 3; ++round) {
    auto prover = must(ItemProver::open(path, Algorithm::sha256, {}));
    const auto prove = [&] {
      const auto proof = must(prover.prove(item));
      hashes = proof.hashes.size();
      text = proof_text(proof);
    };
    first.push_back(cost_of(prove));
    next.push_back(cost_of(prove));
  }
  const std::vector<std::string> trusted{key->verifier_key()};
  const Cost check = cost_of([&] {
    const auto proof = must(parse_proof(text));
    const auto claim = must(read_claim(proof));
    if (!check_inclusion(proof) || !check_signers(proof.note, trusted)) std::exit(1);
  });
  const Cost least = *std::min_element(first.begin(), first.end());
  std::printf("%10zu %8zu %8zu %12.1f %12.1f %12.2f %12.2f\n", events, hashes, text.size(), least.wall,
              least.cpu, std::min_element(next.begin(), next.end())->cpu, check.cpu);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 2;
  const std::string folder = words[1];
  const auto key = must(make_key(folder + "/keys", "bench"));
  std::printf("%10s %8s %8s %12s %12s %12s %12s\n", "events", "hashes", "bytes", "first, ms", "of that CPU",
              "further, CPU", "check, CPU");
  for (int n = 2; n < count; ++n)
    measure(folder + "/" + words[n] + ".case", static_cast<std::size_t>(std::atoll(words[n])), key);
  return 0;
}
