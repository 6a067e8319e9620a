// SPDX-License-Identifier: Apache-2.0
// firsthour case prove: one item shown to be in a case, in a small file that needs no case to be checked.
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/proof.h"
#include "cli/case_door.h"
#include "cli/messages.h"
#include "cli/new_file.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"out",
           "FILE",
           {"write there; - is standard output; else ITEM.tlog-proof",
            "写入该文件；- 为标准输出；缺省为 ITEM.tlog-proof"},
           false,
           'o'},
    Option{"head",
           "SIZE",
           {"against the head of that many events, e.g. one printed on a form; else the newest",
            "针对该事件数的检查点（如文书上所印）；缺省为最新"}},
    Option{"sm3", "", {"against the head of the SM3 tree", "针对 SM3 树的检查点"}},
};

Try<std::optional<std::uint64_t>> wanted_head(const Parsed& said) {
  const auto text = said.value("head");
  if (!text) return std::optional<std::uint64_t>{};
  std::uint64_t size = 0;
  const auto end = std::from_chars(text->data(), text->data() + text->size(), size);
  if (end.ec != std::errc{} || end.ptr != text->data() + text->size())
    return give_up(Exit::usage, "--head takes a number of events", "it is the second line of a printed head");
  return std::optional{size};
}

Failure prove_failure(const Error& error) {
  if (error.code == Errc::denied)
    return {Exit::signature, error.what,
            "a command that writes signs the newest head when it ends; then there is a proof"};
  if (error.code == Errc::tampered)
    return {Exit::ledger_broken, error.what, "firsthour case verify says more"};
  return {Exit::failed, error.what, "firsthour case items lists them"};
}

// "c1/000123.4" as a file name.
std::string file_name(std::string item) {
  std::replace(item.begin(), item.end(), '/', '-');
  return item + ".tlog-proof";
}

Try<Exit> run(const Invocation& call) {
  const auto size = wanted_head(call.said);
  if (!size) return give_up(size.error());
  const Algorithm tree = call.said.has("sm3") ? Algorithm::sm3 : Algorithm::sha256;
  const std::string path = case_path(call.said.words[0]), &id = call.said.words[1];
  if (!case_exists(path)) return give_up(case_failure({Errc::not_found, "no case in " + path}));
  auto prover = ItemProver::open(path, tree, *size);
  if (!prover && prover.error().code == Errc::not_found)
    return give_up(Exit::signature, prover.error().what, "firsthour case checkpoint shows the newest head");
  if (!prover) return give_up(case_failure(prover.error()));
  const auto proof = prover->prove(id);
  if (!proof) return give_up(prove_failure(proof.error()));

  const std::string text = proof_text(*proof), file = call.said.value("out").value_or(file_name(id));
  const auto claim = read_claim(*proof);
  if (!claim) return give_up(claim.error());
  if (file == "-") {
    if (call.terminal.json())
      return give_up(Exit::usage, "a proof on standard output is no JSON", "--out FILE");
    if (auto written = call.terminal.write(as_bytes(text)); !written) return give_up(written.error());
  } else {
    if (auto written = write_new_file(file, text); !written) return give_up(written.error());
    call.terminal.print(
        call.terminal.text(say::proof_written, file, id, claim->event.sequence, claim->head.size));
  }
  call.terminal.emit(Json{{"type", "summary"},
                          {"file", file},
                          {"item", id},
                          {"event", claim->event.sequence},
                          {"tree", name_of(tree)},
                          {"events", claim->head.size},
                          {"hashes", proof->hashes.size()},
                          {"bytes", text.size()}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody case_prove_command{kOptions, run};

}  // namespace firsthour::cli
