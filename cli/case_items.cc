// SPDX-License-Identifier: Apache-2.0
// firsthour case items: the evidence of a case, one item a line.
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/display_width.h"
#include "cli/sizes.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"kind",
           "KIND",
           {"only items of this kind: file, records, kernel-file, executable, capture …",
            "只列此类：file、records、kernel-file、executable、capture …"}},
    Option{"outcome",
           "complete|partial|gap|denied|timed-out|changed|skipped|failed",
           {"only items that ended so", "只列此结果的项"}},
};

Json document(const CaseItem& it) {
  Json json = to_json(it.item);
  json["type"] = "item";
  json["id"] = it.id;
  json["event"] = it.event;
  if (!it.parent.empty()) json["parent"] = it.parent;
  return json;
}

std::string line(const Terminal& terminal, const CaseItem& it) {
  std::string text = column(it.id, 14) + "  " + column(terminal.name(it.item.kind), 12) + "  " +
                     column(name_of(it.item.outcome), 9) + "  " + column(human_size(it.item.size), 10) +
                     "  " + terminal.name(it.item.path);
  if (!it.item.reason.empty()) text += "  (" + terminal.name(it.item.reason) + ")";
  return text;
}

Try<Exit> run(const Invocation& call) {
  auto opened = read_case(call);
  if (!opened) return give_up(opened.error());
  const auto kind = call.said.value("kind");
  const auto outcome = call.said.value("outcome");
  std::uint64_t items = 0, bytes = 0;
  const auto read = (*opened)->each_item([&](const CaseItem& it) -> Result<> {
    if (kind && it.item.kind != *kind) return {};
    if (outcome && name_of(it.item.outcome) != *outcome) return {};
    ++items;
    bytes += it.item.size;
    if (call.terminal.json())
      call.terminal.emit(document(it));
    else
      call.terminal.print(line(call.terminal, it));
    return {};
  });
  if (!read) return give_up(case_failure(read.error()));
  call.terminal.emit(Json{{"type", "summary"}, {"items", items}, {"bytes", bytes}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody case_items_command{kOptions, run};

}  // namespace firsthour::cli
