// SPDX-License-Identifier: Apache-2.0
// firsthour service open: the case of a contract, with its file; or a renewed file into the case that is
// there.
#include "casefile/json.h"
#include "cli/adding.h"
#include "cli/case_door.h"
#include "cli/service_messages.h"
#include "cli/service_records.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::uint64_t kLargestContract = 1 << 20;

constexpr std::array kOptions{
    Option{"contract",
           "FILE",
           {"the contract as data: clauses, targets, systems, days (YAML or JSON)",
            "合同数据文件：条款、指标、系统、日期（YAML 或 JSON）"}},
    Option{"exercise",
           "",
           {"practice: mark the case and all that is made from it", "演练：案件及其全部产出均作标记"}},
    kKeyOption,
    kNationalKeyOption,
};

Try<playbooks::ServiceContract> contract_in(const std::string& file) {
  const auto source = open_source(file);
  if (!source) return give_up(fail(file, source.error()).value());
  const auto text = read_all(**source, kLargestContract);
  if (!text) return give_up(fail(file, text.error()).value());
  auto contract = playbooks::parse_contract(*text);
  if (!contract) return give_up(fail(file, contract.error()).value());
  return std::move(*contract);
}

Try<std::unique_ptr<CaseWriter>> case_for(const Invocation& call, bool& renewed) {
  const std::string& word = call.said.words[0];
  renewed = case_exists(case_path(word));
  if (!renewed) return new_case(call, word, call.said.has("exercise"));
  auto opened = write_case(call);
  if (!opened) return opened;
  if (auto alone = no_incident_in(**opened); !alone) return give_up(alone.error());
  return opened;
}

// The file as it stands becomes an object of the case; the event names it by its digest.
Try<> keep_contract(const Invocation& call, CaseWriter& the_case, const std::string& file) {
  const Adding adding{"document", "service.open", {{"title", "contract"}}, {}};
  const auto brought = add_file(call, the_case, file, adding, {});
  if (!brought) return give_up(brought.error());
  const Item& item = brought->item.item;
  const auto appended = the_case.append(
      event_type::service, playbooks::contract_body(item.sha256 ? item.sha256->hex() : "", item.size));
  if (!appended) return give_up(appended.error());
  return {};
}

Try<Exit> run(const Invocation& call) {
  const auto file = call.said.value("contract");
  if (!file)
    return give_up(Exit::usage, "--contract is missing", "service open CASE --contract FILE (YAML or JSON)");
  const auto contract = contract_in(*file);
  if (!contract) return give_up(contract.error());
  bool renewed = false;
  auto opened = case_for(call, renewed);
  if (!opened) return give_up(opened.error());
  const auto kept = keep_contract(call, **opened, *file);
  if (auto closed = close_case(**opened, Exit::done); !closed) return closed;
  if (!kept) return give_up(kept.error());
  call.terminal.say(renewed ? say::contract_renewed : say::service_opened, (*opened)->path(), contract->id,
                    playbooks::day_text(contract->first_day), playbooks::day_text(contract->last_day));
  call.terminal.emit(Json{{"type", "summary"},
                          {"case", (*opened)->path()},
                          {"contract", contract->id},
                          {"first_day", playbooks::day_text(contract->first_day)},
                          {"last_day", playbooks::day_text(contract->last_day)},
                          {"renewed", renewed}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody service_open_command{kOptions, run};

}  // namespace firsthour::cli
