// SPDX-License-Identifier: Apache-2.0
// Which cloud or hypervisor a machine runs on, from what firmware and cloud-init left on it. No request is
// made.
#pragma once

#include "collectors/host.h"

#include <string>
#include <string_view>

namespace firsthour::collectors {

// Empty where nothing says so. Names of providers as ECS has them ("aws" "azure" "gcp"), others in the same
// form.
struct CloudIdentity {
  std::string provider, instance_id, instance_name, region, zone, machine_type, platform;
};

// Texts of /sys/class/dmi/id.
struct DmiTexts {
  std::string vendor, product, chassis_tag, bios_vendor, serial, uuid;
};

// The provider that firmware names; empty: none that we know.
[[nodiscard]] std::string provider_of(const DmiTexts& dmi);
// "kvm" "xen" "hyperv" "vmware" "virtualbox" "qemu" "parallels" "bhyve"; `xen_type` is /sys/hypervisor/type.
[[nodiscard]] std::string hypervisor_of(const DmiTexts& dmi, std::string_view xen_type);
// cloud-init's /run/cloud-init/instance-data.json: the standardised part, "v1". Total; bytes that are no such
// document leave `into` as it is.
void add_instance_data(std::string_view json, CloudIdentity& into);

struct HostPlatform {
  CloudIdentity cloud;
  std::string hypervisor, serial, uuid, vendor, product, bios_version;
};
[[nodiscard]] HostPlatform read_platform(const Host& host);

}  // namespace firsthour::collectors
