// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/interface_choice.h"

#include "collectors/host/kernel_text.h"

#include <net/if.h>

#include <algorithm>
#include <array>
#include <optional>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kMost = 8;
const std::string kFolder = "/sys/class/net/";

std::optional<std::uint32_t> flags_of(const Host& host, const std::string& name) {
  const auto text = host.read(kFolder + name + "/flags", 64);
  if (!text) return std::nullopt;
  const auto digits = trimmed(text->bytes);
  return digits.starts_with("0x") ? number_from<std::uint32_t>(digits.substr(2), 16) : std::nullopt;
}

}  // namespace

InterfaceChoice choose_interfaces(const Host& host) {
  std::vector<std::string> up, hardware;
  const auto entries = host.list("/sys/class/net");
  if (!entries) return {};
  for (const auto& entry : *entries) {
    const auto flags = flags_of(host, entry.name);
    if (!flags || !(*flags & IFF_UP) || (*flags & IFF_LOOPBACK) || !check_interface(host, entry.name))
      continue;
    up.push_back(entry.name);
    if (host.status(kFolder + entry.name + "/device", true)) hardware.push_back(entry.name);
  }
  InterfaceChoice choice{hardware.empty() ? up : hardware, {}};
  std::ranges::sort(choice.names);
  if (choice.names.size() > kMost) {
    choice.left_out.assign(choice.names.begin() + kMost, choice.names.end());
    choice.names.resize(kMost);
  }
  return choice;
}

Result<> check_interface(const Host& host, std::string_view name) {
  static constexpr std::array<std::string_view, 9> kOthers{
      "any", "bluetooth", "bt-monitor", "usbmon", "nflog", "nfqueue", "dbus-", "rdma", "dag"};
  const std::string text{name};
  if (name.empty() || name.size() >= IFNAMSIZ || name.find('/') != std::string_view::npos ||
      name.starts_with('.'))
    return fail(Errc::not_found, "no interface can be called \"" + text + "\"");
  if (std::ranges::any_of(kOthers, [&](std::string_view other) { return name.starts_with(other); }))
    return fail(Errc::denied, "interface " + text + ": the name stands for something else than an interface");
  if (!host.status(kFolder + text, false)) return fail(Errc::not_found, "no interface " + text);
  return {};
}

}  // namespace firsthour::collectors
