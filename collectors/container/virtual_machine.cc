// SPDX-License-Identifier: Apache-2.0
#include "collectors/container/virtual_machine.h"

#include "casefile/number.h"
#include "collectors/container/xml_reader.h"

#include <array>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kMostParts = 256;  // disks, networks

void add(std::vector<std::string>& list, std::string text) {
  if (!text.empty() && list.size() < kMostParts) list.push_back(std::move(text));
}

// libvirt counts in KiB unless told otherwise.
std::optional<std::uint64_t> bytes_of(const XmlElement& memory) {
  struct Unit {
    std::string_view word;
    std::uint64_t bytes;
  };
  static constexpr std::array kUnits{Unit{"b", 1},          Unit{"bytes", 1},     Unit{"KB", 1000},
                                     Unit{"", 1 << 10},     Unit{"k", 1 << 10},   Unit{"KiB", 1 << 10},
                                     Unit{"MB", 1'000'000}, Unit{"M", 1 << 20},   Unit{"MiB", 1 << 20},
                                     Unit{"G", 1 << 30},    Unit{"GiB", 1 << 30}, Unit{"GB", 1'000'000'000}};
  const auto number = number_from<std::uint32_t>(memory.text);
  const auto unit = memory.attribute("unit");
  for (const auto& each : kUnits)
    if (number && each.word == unit) return *number * each.bytes;
  return {};
}

std::string disk_of(const XmlElement& source) {
  for (const char* name : {"file", "dev", "dir", "volume"})
    if (auto value = source.attribute(name); !value.empty()) return value;
  const auto protocol = source.attribute("protocol");
  return protocol.empty() ? "" : protocol + ':' + source.attribute("name");
}

std::string network_of(const XmlElement& source) {
  for (const char* name : {"network", "bridge", "dev"})
    if (const auto value = source.attribute(name); !value.empty()) return std::string{name} + ':' + value;
  return {};
}

std::string display_of(const XmlElement& graphics) {
  const auto kind = graphics.attribute("type"), port = graphics.attribute("port");
  const auto listen = graphics.attribute("listen");
  return kind + (listen.empty() ? "" : ' ' + listen) + (port.empty() ? "" : ':' + port);
}

void take_device(VirtualMachine& machine, std::string_view part, const XmlElement& element,
                 std::string& mac) {
  if (part == "emulator") machine.emulator = element.text;
  if (part == "disk/source" || part == "filesystem/source") add(machine.disks, disk_of(element));
  if (part == "graphics") add(machine.displays, display_of(element));
  if (part == "interface") mac.clear();
  if (part == "interface/mac") mac = element.attribute("address");
  if (part == "interface/source") {
    const auto network = network_of(element);
    add(machine.networks, mac.empty() ? network : network + ' ' + mac);
  }
}

std::string without_braces(std::string text) {
  if (text.size() > 2 && text.front() == '{' && text.back() == '}') text = text.substr(1, text.size() - 2);
  return text;
}

}  // namespace

Result<VirtualMachine> parse_libvirt_domain(std::string_view document) {
  VirtualMachine machine;
  machine.manager = "libvirt";
  std::string mac;
  for (XmlReader reader{document}; const auto element = reader.next();) {
    if (element->ends) continue;
    std::string_view path = element->path;
    if (path == "domstatus") {
      machine.state = element->attribute("state");
      machine.pid = number_from<std::uint64_t>(element->attribute("pid"));
    }
    if (path.starts_with("domstatus/")) path.remove_prefix(10);
    if (path == "domain") machine.kind = element->attribute("type");
    if (path == "domain/name") machine.name = element->text;
    if (path == "domain/uuid") machine.id = element->text;
    if (path == "domain/memory") machine.memory = bytes_of(*element);
    if (path == "domain/vcpu") machine.processors = number_from<std::uint64_t>(element->text);
    if (path.starts_with("domain/devices/")) take_device(machine, path.substr(15), *element, mac);
  }
  if (machine.name.empty()) return fail(Errc::malformed, "no domain of libvirt");
  return machine;
}

Result<VirtualMachine> parse_virtualbox_machine(std::string_view document) {
  VirtualMachine machine;
  machine.manager = "virtualbox";
  std::string mac;
  bool enabled = false;
  for (XmlReader reader{document}; const auto element = reader.next();) {
    std::string_view path = element->path;
    constexpr std::string_view kMachine = "VirtualBox/Machine", kHardware = "VirtualBox/Machine/Hardware/";
    if (element->ends || !path.starts_with(kMachine)) continue;
    if (path == kMachine) {
      machine.name = element->attribute("name");
      machine.id = without_braces(element->attribute("uuid"));
      machine.kind = element->attribute("OSType");
    }
    if (path.ends_with("/HardDisk")) add(machine.disks, element->attribute("location"));
    if (!path.starts_with(kHardware)) continue;
    path.remove_prefix(kHardware.size());
    if (path == "CPU") machine.processors = number_from<std::uint64_t>(element->attribute("count"));
    if (path == "Memory")
      if (const auto size = number_from<std::uint32_t>(element->attribute("RAMSize")))
        machine.memory = std::uint64_t{*size} << 20;
    if (path == "Network/Adapter") {
      enabled = element->attribute("enabled") == "true";
      mac = element->attribute("MACAddress");
    }
    // The kind of network that is used stands right below; others are kept below DisabledModes.
    constexpr std::string_view kBelow = "Network/Adapter/";
    if (!enabled || !path.starts_with(kBelow) || path.find('/', kBelow.size()) != std::string_view::npos)
      continue;
    const auto name = element->attribute("name");
    if (path != "Network/Adapter/DisabledModes")
      add(machine.networks,
          std::string{path.substr(kBelow.size())} + (name.empty() ? "" : ':' + name) + ' ' + mac);
  }
  if (machine.name.empty()) return fail(Errc::malformed, "no machine of VirtualBox");
  return machine;
}

}  // namespace firsthour::collectors
