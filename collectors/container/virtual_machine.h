// SPDX-License-Identifier: Apache-2.0
// A virtual machine as the files of its manager describe it: libvirt's domains, VirtualBox's .vbox.
#pragma once

#include "casefile/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct VirtualMachine {
  std::string name, id, manager;  // manager: "libvirt" "virtualbox"
  std::string kind;               // of libvirt: "kvm" "qemu" "lxc" "xen"; of VirtualBox the guest's system
  std::string state, emulator;    // state: as libvirt wrote it, of what runs
  std::optional<std::uint64_t> memory, processors, pid;  // memory in bytes
  std::vector<std::string> disks;     // files and devices; network disks as "protocol:name"
  std::vector<std::string> networks;  // "network:default 52:54:00:…", "bridge:br0 …"
  std::vector<std::string> displays;  // "vnc 0.0.0.0:5900": never a password
  std::optional<bool> autostart;
};

// Total; `malformed` when no machine is named in it. The status files of what runs (/run/libvirt) are of
// the same kind.
[[nodiscard]] Result<VirtualMachine> parse_libvirt_domain(std::string_view document);
[[nodiscard]] Result<VirtualMachine> parse_virtualbox_machine(std::string_view document);

}  // namespace firsthour::collectors
