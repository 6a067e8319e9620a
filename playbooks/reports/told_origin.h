// SPDX-License-Identifier: Apache-2.0
// Where findings came from, as an event of the ledger tells it (triage/origin/ORIGIN.md, "JSON").
#pragma once

#include "casefile/finding.h"
#include "casefile/instant.h"
#include "casefile/json_fwd.h"
#include "playbooks/words.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::playbooks {

struct ToldOrigin {
  struct Node {
    std::string kind, label, time_basis;
    std::optional<Instant> first, last;
  };
  struct Edge {
    std::size_t from = 0, to = 0;  // nodes that are there
    bool proved = false, leads_back = true;
    Words why;
    std::optional<Instant> time;
    std::string place;  // "c1/000066.0:43 /var/log/nginx/access.log"
  };
  std::vector<std::string> findings;
  Words title, paragraph;
  Severity severity = Severity::info;
  std::vector<Node> nodes;
  std::vector<Edge> edges;
  std::vector<Words> gaps;
  std::optional<std::size_t> source;
  bool proved = false;
};

// Adds what the JSON tells, in the place of what was told of the same finding before; nothing when it tells
// no chain. Total.
void add_told_origin(const Json& chain, std::vector<ToldOrigin>& to);

}  // namespace firsthour::playbooks
