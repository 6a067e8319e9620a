// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/cloud_identity.h"

#include "casefile/json.h"
#include "collectors/host/kernel_text.h"

#include <array>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kSmall = 4096, kInstanceData = 8 << 20;

struct Mark {
  std::string_view text, name;
};
// Found in any of vendor, product, asset tag and BIOS vendor.
constexpr std::array kProviders{
    Mark{"Amazon EC2", "aws"},
    Mark{"7783-7084-3265-9085-8269-3286-77", "azure"},  // the asset tag of Azure
    Mark{"Google Compute Engine", "gcp"},
    Mark{"Google", "gcp"},
    Mark{"Alibaba Cloud", "aliyun"},
    Mark{"Tencent Cloud", "tencent"},
    Mark{"HUAWEICLOUD", "huawei"},
    Mark{"Huawei Cloud", "huawei"},
    Mark{"Volcengine", "volcengine"},
    Mark{"JDCloud", "jdcloud"},
    Mark{"Baidu", "baidu"},
    Mark{"UCloud", "ucloud"},
    Mark{"CTyun", "ctyun"},
    Mark{"OracleCloud.com", "oracle"},
    Mark{"DigitalOcean", "digitalocean"},
    Mark{"Hetzner", "hetzner"},
    Mark{"Vultr", "vultr"},
    Mark{"Akamai", "linode"},
    Mark{"Linode", "linode"},
    Mark{"Scaleway", "scaleway"},
    Mark{"OpenStack", "openstack"},
};
constexpr std::array kHypervisors{
    Mark{"VMware", "vmware"},
    Mark{"VirtualBox", "virtualbox"},
    Mark{"innotek", "virtualbox"},
    Mark{"Parallels", "parallels"},
    Mark{"BHYVE", "bhyve"},
    Mark{"Xen", "xen"},
    Mark{"KVM", "kvm"},
    Mark{"QEMU", "qemu"},
    Mark{"Amazon EC2", "kvm"},
    Mark{"Google Compute Engine", "kvm"},
    Mark{"Virtual Machine", "hyperv"},  // of Microsoft Corporation; checked last, the words are common
};

template <std::size_t N>
std::string first_mark(const std::array<Mark, N>& marks, const DmiTexts& dmi) {
  for (const Mark& mark : marks) {
    for (const std::string* text : {&dmi.vendor, &dmi.product, &dmi.chassis_tag, &dmi.bios_vendor})
      if (text->find(mark.text) != std::string::npos) return std::string{mark.name};
  }
  return {};
}

std::string text_of(const Host& host, const char* path) {
  const auto file = host.read(path, kSmall);
  return file ? std::string{trimmed(file->bytes)} : std::string{};
}

}  // namespace

std::string provider_of(const DmiTexts& dmi) { return first_mark(kProviders, dmi); }

std::string hypervisor_of(const DmiTexts& dmi, std::string_view xen_type) {
  if (!xen_type.empty()) return std::string{xen_type};
  return first_mark(kHypervisors, dmi);
}

void add_instance_data(std::string_view text, CloudIdentity& into) {
  const auto json = parse_json(text);
  if (!json || !json->is_object()) return;
  const auto data = json->find("v1");
  if (data == json->end() || !data->is_object()) return;
  const auto take = [&](const char* key, std::string& field) {
    const auto value = data->find(key);
    if (value != data->end() && value->is_string() && !value->template get_ref<const std::string&>().empty())
      field = value->template get<std::string>();
  };
  take("cloud_name", into.provider);
  take("instance_id", into.instance_id);
  take("local_hostname", into.instance_name);
  take("region", into.region);
  take("availability_zone", into.zone);
  take("platform", into.platform);
}

HostPlatform read_platform(const Host& host) {
  DmiTexts dmi;
  dmi.vendor = text_of(host, "/sys/class/dmi/id/sys_vendor");
  dmi.product = text_of(host, "/sys/class/dmi/id/product_name");
  dmi.chassis_tag = text_of(host, "/sys/class/dmi/id/chassis_asset_tag");
  dmi.bios_vendor = text_of(host, "/sys/class/dmi/id/bios_vendor");
  HostPlatform platform;
  platform.vendor = dmi.vendor;
  platform.product = dmi.product;
  platform.bios_version = text_of(host, "/sys/class/dmi/id/bios_version");
  platform.serial = text_of(host, "/sys/class/dmi/id/product_serial");
  platform.uuid = text_of(host, "/sys/class/dmi/id/product_uuid");
  // Xen's own virtual machines have no DMI; theirs is here.
  if (platform.uuid.empty()) platform.uuid = text_of(host, "/sys/hypervisor/uuid");
  platform.hypervisor = hypervisor_of(dmi, text_of(host, "/sys/hypervisor/type"));
  platform.cloud.provider = provider_of(dmi);
  if (const auto data = host.read("/run/cloud-init/instance-data.json", kInstanceData))
    add_instance_data(data->bytes, platform.cloud);
  // On an image /run is empty; what cloud-init keeps beyond a boot is not.
  if (platform.cloud.instance_id.empty())
    platform.cloud.instance_id = text_of(host, "/var/lib/cloud/data/instance-id");
  // On EC2 the board's tag is the instance, and Alibaba and Tencent put it into the serial number.
  const std::string tag = text_of(host, "/sys/class/dmi/id/board_asset_tag");
  if (platform.cloud.instance_id.empty() && tag.starts_with("i-")) platform.cloud.instance_id = tag;
  if (platform.cloud.machine_type.empty() && platform.cloud.provider == "aws")
    platform.cloud.machine_type = dmi.product;
  return platform;
}

}  // namespace firsthour::collectors
