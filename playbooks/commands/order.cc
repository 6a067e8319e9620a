// SPDX-License-Identifier: Apache-2.0
// From what is due to what is run.
#include "casefile/json.h"
#include "playbooks/commands.h"
#include "playbooks/commands/filled.h"

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

// The first address that a program can be pointed at.
std::string host_of(const Party& party) {
  for (const char* kind : {"dname", "ipv4", "ipv6"})
    if (const auto found = party.address.find(kind); found != party.address.end() && !found->second.empty())
      return found->second.front();
  return {};
}

bool here(const std::string& host) {
  return host.empty() || host == "localhost" || host == "::1" || host.starts_with("127.");
}

// The first of agent and target that is of this type: authors put the machine in either.
const Party* party_of(const Due& due, std::string_view type) {
  for (const Party* party : {due.on, due.agent})
    if (party && party->type == type) return party;
  return nullptr;
}

Result<> take_login(const Due& due, const Party& party, CommandOrder& order) {
  if (party.authentication.empty()) return {};
  const Json& document = *due.playbook->document;
  const auto all = document.find("authentication_info_definitions");
  if (all == document.end() || !all->is_object() || !all->contains(party.authentication))
    return fail(Errc::unsupported, "the login " + party.authentication + " is not defined");
  const Json& login = (*all)[party.authentication];
  const auto text = [&](const char* key) {
    const auto found = login.find(key);
    return found != login.end() && found->is_string() ? found->get<std::string>() : std::string{};
  };
  if (!text("password").empty() || !text("token").empty() || !text("oauth_header").empty())
    return fail(Errc::unsupported,
                "a password stands in the playbook: logins are by key or by the agent of ssh");
  order.user = text("username");
  order.identity_file = text("kms_key_identifier");
  return {};
}

Result<CommandOrder> over_ssh(const Due& due, const Party& party, CommandOrder order) {
  order.how = CommandOrder::How::ssh;
  order.host = host_of(party);
  order.port = party.port;
  if (order.host.empty()) return fail(Errc::unsupported, "no address of " + party.name + " is given");
  // It must not be read as an option.
  if (order.host.starts_with('-')) return fail(Errc::unsupported, "an address cannot begin with a dash");
  if (auto login = take_login(due, party, order); !login) return tl::unexpected{login.error()};
  if (order.user.starts_with('-')) return fail(Errc::unsupported, "a name cannot begin with a dash");
  return order;
}

Result<CommandOrder> over_http(const Due& due, const Variables& variables, CommandOrder order) {
  const Party* party = party_of(due, "http-api");
  if (!party) return fail(Errc::unsupported, "neither the agent nor the target is an http-api");
  const auto url = party->address.find("url");
  const std::string host = host_of(*party);
  order.base_url = url != party->address.end() && !url->second.empty() ? url->second.front()
                   : host.empty()                                      ? ""
                                  : "https://" + host + (party->port.empty() ? "" : ":" + party->port);
  if (!order.base_url.starts_with("http://") && !order.base_url.starts_with("https://"))
    return fail(Errc::unsupported, "no http or https address of " + party->name + " is given");
  if (auto login = take_login(due, *party, order); !login) return tl::unexpected{login.error()};
  if (!order.user.empty()) return fail(Errc::unsupported, "logins of http-api are not known here");
  auto content = filled_content(*due.what, variables);
  if (!content) return tl::unexpected{content.error()};
  auto headers = filled_headers(*due.what, variables);
  if (!headers) return tl::unexpected{headers.error()};
  order.how = CommandOrder::How::http;
  order.content = std::move(*content);
  order.headers = std::move(*headers);
  return order;
}

}  // namespace

Result<CommandOrder> order_for(const Due& due, const Variables& variables) {
  if (!due.what) return fail(Errc::unsupported, "there is no command");
  CommandOrder order;
  auto text = filled(*due.what, variables);
  if (!text) return fail(Errc::unsupported, text.error().what);
  order.text = std::move(*text);
  if (due.what->type == "http-api") return over_http(due, variables, std::move(order));
  const Party* remote = party_of(due, "ssh");
  if (due.what->type == "ssh" && !remote)
    return fail(Errc::unsupported, "neither the agent nor the target is reached by ssh");
  if (remote && (due.what->type == "ssh" || due.what->type == "bash"))
    return over_ssh(due, *remote, std::move(order));
  if (due.what->type != "bash") return fail(Errc::unsupported, "no agent here runs " + due.what->type);
  auto words = filled_words(*due.what, variables);
  if (!words) return fail(Errc::unsupported, words.error().what);
  order.words = std::move(*words);
  if (!order.words.empty()) {
    order.how = CommandOrder::How::words;
    return order;
  }
  // A shell command belongs to the machine that its author meant, not to whichever runs the playbook.
  if (due.agent && due.agent->type != "linux")
    return fail(Errc::unsupported, "its agent is " + due.agent->name + ", not this machine (type linux)");
  for (const Party* party : {due.agent, due.on})
    if (party && !here(host_of(*party)))
      return fail(Errc::unsupported, "it is for " + host_of(*party) + ", which is not this machine");
  return order;
}

std::map<std::string, std::optional<std::string>> values_from(const Step& step, std::string_view output) {
  std::map<std::string, std::optional<std::string>> values;
  if (step.out_args.empty()) return values;
  bool named = false;
  for (std::size_t at = 0; at < output.size();) {
    const std::size_t end = std::min(output.find('\n', at), output.size());
    const std::string_view line = output.substr(at, end - at);
    at = end + 1;
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string key{line.substr(0, equals)};
    if (std::ranges::find(step.out_args, key) == step.out_args.end()) continue;
    values[key] = std::string{line.substr(equals + 1)};
    named = true;
  }
  if (named || step.out_args.size() != 1) return values;
  while (output.ends_with('\n') || output.ends_with('\r')) output.remove_suffix(1);
  values[step.out_args.front()] = std::string{output};
  return values;
}

}  // namespace firsthour::playbooks
