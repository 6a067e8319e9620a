// SPDX-License-Identifier: Apache-2.0
// What the official schemas let through, one concern a file. Each adds its remarks; none stops at the first.
#pragma once

#include "playbooks/cacao/fields.h"

#include <set>

namespace firsthour::playbooks {

// What the checks share.
class Checks {
 public:
  Checks(const Playbook& playbook, std::vector<Remark>& remarks) : playbook_{playbook}, remarks_{remarks} {}

  void head();        // ids, times, versions, types and activities, validity
  void steps();       // each step by itself: what its kind asks and forbids
  void references();  // every id leads to something of the right kind
  void flow();        // what can be reached, cycles, branches that meet or never end
  void variables();   // names, values, what is used without being defined
  void content();     // processing summary, markings, agents and targets, commands, our extension

 private:
  using Severity = Remark::Severity;
  void error(std::string rule, std::string pointer, std::string zh, std::string en);
  void warning(std::string rule, std::string pointer, std::string zh, std::string en);
  void note(std::string rule, std::string pointer, std::string zh, std::string en);

  void identifier(const std::string& id, std::string_view type, const std::string& pointer,
                  bool version_four);
  void exact_time(std::string_view key);
  void vocabulary();
  void step(const Step& step);
  void successors(const Step& step);
  void commands(const Step& step);
  void command(const StepCommand& command, const std::string& pointer);
  void leads_to_step(const std::string& id, const std::string& pointer);
  void reachable();
  void cycles();
  void branches();
  [[nodiscard]] std::set<std::string> line_from(const std::string& first, bool& ends) const;
  void values(const Variables& variables, const std::string& pointer, bool of_playbook);
  void used(const Step& step);
  void summary();
  void parties();
  void activities();
  void handling(const Step& step);

  const Playbook& playbook_;
  std::vector<Remark>& remarks_;
};

// "/workflow/ID".
[[nodiscard]] std::string pointer_of(const Step& step);
// The steps that one leads to by its own keys: key and id, in the order of the standard.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> leads_to(const Step& step);
// Those of them that open branches.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> opens(const Step& step);

}  // namespace firsthour::playbooks
