// SPDX-License-Identifier: Apache-2.0
// How a playbook flows, as rows to be drawn: each step once, what it leads to below it, branches set in.
#pragma once

#include "playbooks/playbook.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

struct FlowRow {
  const Step* step = nullptr;  // null: an id that leads nowhere
  std::string id;
  int number = 0;  // of the step, from 1, in the order of the rows
  int depth = 0;
  std::string by;  // how one comes here: "" next, "failure", "yes", "no", "round", a case's value, "1"
  std::optional<std::size_t> from;  // the row that leads here
  bool again = false;               // the step has its row elsewhere
};
// From workflow_start, then workflow_exception. Total: cycles end in a row that says where they lead.
[[nodiscard]] std::vector<FlowRow> flow_of(const Playbook& playbook);

// One SVG, no script, no font but the reader's own; texts escaped.
[[nodiscard]] std::string flow_svg(const Playbook& playbook, std::string_view language);

}  // namespace firsthour::playbooks
