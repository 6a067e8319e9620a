// SPDX-License-Identifier: Apache-2.0
// Looks digests up in a set of known-good ones:
//
//   known_good_lookups SET DIGESTS     hexadecimal SHA-256, one a line
//
// Prints lookups a second, the first time (the set's pages come from the medium or the cache) and again.
#include "triage/known_good.h"

#include <chrono>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

int main(int count, char** words) {
  using namespace firsthour;
  if (count != 3) {
    std::cerr << "usage: known_good_lookups SET DIGESTS\n";
    return 2;
  }
  std::vector<triage::RuleProblem> problems;
  const auto set = triage::KnownGood::open({words[1]}, problems);
  if (!set) {
    std::cerr << set.error().what << "\n";
    return 1;
  }
  std::vector<std::string> digests;
  std::ifstream in{words[2]};
  for (std::string line; std::getline(in, line);) digests.push_back(line);
  for (const char* which : {"first", "again"}) {
    std::uint64_t known = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (const std::string& digest : digests) known += (*set)->contains(Algorithm::sha256, digest);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::cout << which << ": " << digests.size() << " looked up among " << (*set)->count() << ", " << known
              << " known, " << static_cast<std::uint64_t>(static_cast<double>(digests.size()) / took.count())
              << " a second\n";
  }
  return 0;
}
