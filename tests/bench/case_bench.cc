// SPDX-License-Identifier: Apache-2.0
// For tests/bench/case: appends events to a new case, in batches of 1,000 and singly, and prints one JSON
// object.
//   case_bench FOLDER EVENTS
#include "casefile/case.h"
#include "casefile/json.h"
#include "casefile/keys.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace {

using firsthour::Json;

constexpr std::uint64_t kBatch = 1'000, kSingly = 1'000;

template <class T>
T required(firsthour::Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "case_bench: %s\n", result.error().what.c_str());
  std::exit(1);
}

Json event_body(std::uint64_t number) {
  return {{"what", "an action of the length that such entries have, with its number at the end"},
          {"command", "systemctl status sshd --no-pager"},
          {"result", std::string(60, 'r')},
          {"number", number}};
}

Json timed(std::uint64_t events, const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return {{"events", events}, {"seconds", took.count()}};
}

}  // namespace

int main(int argc, char** argv) {
  firsthour::harden_process();
  if (argc != 3) return 2;
  const std::string folder = argv[1];
  const std::uint64_t events = std::strtoull(argv[2], nullptr, 10);
  std::filesystem::create_directories(folder);
  const auto key = required(firsthour::make_key(folder + "/keys", "bench"));
  const auto writer = required(firsthour::create_case({folder + "/bench.case", "bench", false, nullptr},
                                                      {"bench", "case_bench", "", ""}, key));
  Json report;
  report["batches"] = timed(events, [&] {
    for (std::uint64_t first = 0; first < events; first += kBatch) {
      std::vector<Json> bodies;
      for (std::uint64_t i = first; i < std::min(events, first + kBatch); ++i)
        bodies.push_back(event_body(i));
      static_cast<void>(required(writer->append_all("action", bodies)));
    }
  });
  const std::uint64_t singly = std::min(events, kSingly);
  report["singly"] = timed(singly, [&] {
    for (std::uint64_t i = 0; i < singly; ++i)
      static_cast<void>(required(writer->append("action", event_body(i))));
  });
  const auto closing = timed(1, [&] {
    if (const auto closed = writer->close(); !closed) std::exit(1);
  });
  report["close_seconds"] = closing["seconds"];
  report["bytes"] = firsthour::canonical(event_body(0)).size();
  std::puts(report.dump().c_str());
}
