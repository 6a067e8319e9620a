// SPDX-License-Identifier: Apache-2.0
#include "playbooks/drill/scenario_check.h"

#include "casefile/number.h"
#include "playbooks/cacao/fields.h"

#include <algorithm>
#include <set>

namespace firsthour::playbooks {
namespace {

using Severity = Remark::Severity;

class Check {
 public:
  Check(const Playbook& playbook, const Scenario& scenario, std::string pointer, std::vector<Remark>& remarks)
      : playbook_{playbook}, scenario_{scenario}, pointer_{std::move(pointer)}, remarks_{remarks} {}

  void all() {
    ids("roles", scenario_.roles);
    ids("stages", scenario_.stages);
    ids("injects", scenario_.injects);
    ids("expectations", scenario_.expectations);
    ids("artefacts", scenario_.artefacts);
    for (std::size_t i = 0; i < scenario_.injects.size(); ++i) inject(i);
    for (std::size_t i = 0; i < scenario_.expectations.size(); ++i) expectation(i);
    for (std::size_t i = 0; i < scenario_.artefacts.size(); ++i) artefact(i);
    for (std::size_t i = 0; i < scenario_.allowed.size(); ++i)
      if (!scenario_.allowed[i].starts_with('/') || scenario_.allowed[i].find("/..") != std::string::npos ||
          scenario_.allowed[i] == "/")
        remark(Severity::error, "not-allowed", place("allowed", i),
               {"应为绝对路径，且不能为根目录", "this must be an absolute path, and not the root"});
    if (scenario_.roles.empty())
      remark(Severity::error, "no-roles", pointer_, {"没有角色", "there are no roles"});
    if (scenario_.stop_word.empty())
      remark(Severity::warning, "no-stop-word", pointer_, {"没有约定终止口令", "no stop word is agreed on"});
  }

 private:
  [[nodiscard]] std::string place(std::string_view list, std::size_t i, std::string_view key = "") const {
    std::string at = pointer_to(pointer_to(pointer_, list), std::to_string(i));
    return key.empty() ? at : pointer_to(at, key);
  }

  void remark(Severity severity, std::string rule, std::string pointer, Words what) {
    remarks_.push_back({severity, std::move(rule), std::move(pointer), std::move(what), 0});
  }

  void unknown(std::string pointer, const std::string& id) {
    remark(Severity::error, "dangling-id", std::move(pointer),
           {"没有名为 " + id + " 的对象", "nothing is called " + id});
  }

  template <class Value>
  void ids(std::string_view list, const std::vector<Value>& values) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!values[i].id.empty() && !seen.insert(values[i].id).second)
        remark(Severity::error, "double-id", place(list, i, "id"),
               {values[i].id + " 重复", values[i].id + " is used twice"});
  }

  template <class Value>
  [[nodiscard]] static bool has(const std::vector<Value>& values, const std::string& id) {
    return std::ranges::find(values, id, &Value::id) != values.end();
  }

  void inject(std::size_t i) {
    const Inject& inject = scenario_.injects[i];
    if (inject.to.empty())
      remark(Severity::error, "nobody", place("injects", i), {"没有接收角色", "it goes to nobody"});
    for (std::size_t to = 0; to < inject.to.size(); ++to)
      if (!scenario_.role(inject.to[to]))
        unknown(place("injects", i, "to") + "/" + std::to_string(to), inject.to[to]);
    if (!inject.stage.empty() && !has(scenario_.stages, inject.stage))
      unknown(place("injects", i, "stage"), inject.stage);
    if (!inject.artefact.empty() && !has(scenario_.artefacts, inject.artefact))
      unknown(place("injects", i, "artefact"), inject.artefact);
    if (inject.text.zh.empty() && inject.text.en.empty())
      remark(Severity::warning, "no-text", place("injects", i), {"没有内容", "it says nothing"});
  }

  void expectation(std::size_t i) {
    const Expectation& expectation = scenario_.expectations[i];
    using Kind = Expectation::Kind;
    const bool known = expectation.kind == Kind::answer    ? scenario_.inject(expectation.of) != nullptr
                       : expectation.kind == Kind::finding ? has(scenario_.artefacts, expectation.of)
                       : expectation.kind == Kind::step    ? playbook_.step(expectation.of) != nullptr
                                                           : true;
    if (!known) unknown(place("expectations", i, "of"), expectation.of);
    if (!expectation.role.empty() && !scenario_.role(expectation.role))
      unknown(place("expectations", i, "role"), expectation.role);
    if (expectation.kind == Kind::record && expectation.of.empty())
      remark(Severity::error, "missing-property", place("expectations", i),
             {"缺少必填项 of", "of is required"});
  }

  void artefact(std::size_t i) {
    const Artefact& artefact = scenario_.artefacts[i];
    const bool packets = artefact.kind == Artefact::Kind::feiq;
    const bool network = packets || artefact.kind == Artefact::Kind::beacon;
    if (network && !on_loopback(artefact.address))
      remark(Severity::error, "not-allowed", place("artefacts", i, "address"),
             {"只允许本机回环地址，如 127.0.0.1:4444",
              "only an address on loopback is allowed, like 127.0.0.1:4444"});
    if (network && artefact.path.empty()) return;
    if (std::ranges::none_of(scenario_.allowed,
                             [&](const std::string& folder) { return lies_in(artefact.path, folder); }))
      remark(Severity::error, "not-allowed", place("artefacts", i, "path"),
             {artefact.path + " 不在允许的目录内", artefact.path + " lies in none of the allowed folders"});
  }

  const Playbook& playbook_;
  const Scenario& scenario_;
  std::string pointer_;
  std::vector<Remark>& remarks_;
};

}  // namespace

void check_scenario(const Playbook& playbook, const Scenario& scenario, const std::string& pointer,
                    std::vector<Remark>& remarks) {
  Check{playbook, scenario, pointer, remarks}.all();
}

bool lies_in(std::string_view path, std::string_view folder) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  if (!path.starts_with('/') || folder.empty() || path.size() <= folder.size() + 1 ||
      !path.starts_with(folder) || path[folder.size()] != '/' || path.ends_with('/'))
    return false;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    if (part == "." || part == ".." || (part.empty() && at != 0)) return false;
    at = end + 1;
  }
  return path.find('\0') == std::string_view::npos;
}

bool on_loopback(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return false;
  const auto port = number_from<unsigned>(address.substr(colon + 1));
  const std::string_view host = address.substr(0, colon);
  return port && *port > 0 && *port < 65536 && (host == "127.0.0.1" || host == "[::1]");
}

}  // namespace firsthour::playbooks
