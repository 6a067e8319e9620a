// SPDX-License-Identifier: Apache-2.0
#include "cli/digest_option.h"

#include <algorithm>
#include <array>
#include <string>

namespace firsthour::cli {
namespace {

constexpr std::array kAll{Algorithm::sha256, Algorithm::sm3, Algorithm::sha512, Algorithm::sha1,
                          Algorithm::md5};

}  // namespace

Try<std::vector<Algorithm>> asked_digests(const Invocation& call) {
  std::vector<Algorithm> asked;
  for (const std::string& list : call.said.values("digest")) {
    for (std::size_t at = 0; at <= list.size();) {
      const std::size_t end = std::min(list.find(',', at), list.size());
      const std::string name = list.substr(at, end - at);
      at = end + 1;
      const auto known = std::find_if(kAll.begin(), kAll.end(),
                                      [&](Algorithm algorithm) { return name_of(algorithm) == name; });
      if (known == kAll.end())
        return give_up(Exit::usage, "--digest: no digest is called \"" + name + "\"",
                       "sm3, sha512, sha1 and md5 are");
      if (*known != Algorithm::sha256 && std::find(asked.begin(), asked.end(), *known) == asked.end())
        asked.push_back(*known);
    }
  }
  return asked;
}

}  // namespace firsthour::cli
