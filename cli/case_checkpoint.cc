// SPDX-License-Identifier: Apache-2.0
// firsthour case checkpoint: the signed head of the ledger, to be put on paper.
#include "casefile/json.h"
#include "casefile/number.h"
#include "casefile/qr_code.h"
#include "cli/case_door.h"
#include "cli/paper.h"

#include <array>
#include <optional>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"size",
           "N",
           {"the head of exactly N events; else the newest", "恰为 N 个事件时的检查点；缺省为最新"}},
    Option{"sm3", "", {"that of the SM3 tree", "输出 SM3 树的检查点"}},
};

Try<Exit> run(const Invocation& call) {
  std::optional<std::uint64_t> size;
  if (const auto given = call.said.value("size")) {
    size = number_from<std::uint64_t>(*given);
    if (!size || *size == 0) return give_up(Exit::usage, "--size takes a number of events");
  }
  auto opened = read_case(call);
  if (!opened) return give_up(opened.error());
  auto head = size ? (*opened)->head_covering(*size - 1) : (*opened)->head();
  if (head && size && head->size != *size)
    head = fail(Errc::not_found, "no head of " + std::to_string(*size) + " events was signed");
  if (!head && head.error().code == Errc::not_found)
    return give_up(Exit::signature, head.error().what, "a head is signed when a writing command ends");
  if (!head) return give_up(case_failure(head.error()));
  const std::string note = head->shown(call.said.has("sm3") ? Algorithm::sm3 : Algorithm::sha256);
  call.terminal.print(note);
  show_qr(call.terminal, note);
  call.terminal.emit(Json{{"type", "checkpoint"}, {"size", head->size}, {"note", note}});
  call.terminal.emit(Json{{"type", "summary"}, {"events", (*opened)->size()}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody case_checkpoint_command{kOptions, run};

}  // namespace firsthour::cli
