// SPDX-License-Identifier: Apache-2.0
// host.device: what is plugged in, as the buses list it.
#include "collectors/kernel/kernel_value.h"
#include "collectors/output/record_file.h"
#include "collectors/system/system.h"

#include <array>
#include <string>
#include <utility>

namespace firsthour::collectors {
namespace {

// More devices than this on one bus are counted, not listed.
constexpr std::size_t kDeviceLimit = 65536;

struct Attribute {
  const char *file, *key;
};
// Files are of the bus: what one has and another has not is simply absent.
constexpr std::array kAttributes{
    Attribute{"vendor", "device.vendor_id"},
    Attribute{"idVendor", "device.vendor_id"},
    Attribute{"device", "device.product_id"},
    Attribute{"idProduct", "device.product_id"},
    Attribute{"class", "device.class"},
    Attribute{"bDeviceClass", "device.class"},
    Attribute{"bInterfaceClass", "device.class"},
    Attribute{"manufacturer", "device.manufacturer"},
    Attribute{"product", "device.product"},
    Attribute{"model", "device.product"},
    Attribute{"serial", "device.serial"},
    Attribute{"name", "device.product"},
    Attribute{"subsystem_vendor", "device.subsystem_vendor_id"},
    Attribute{"subsystem_device", "device.subsystem_id"},
};

std::string last_name(std::string_view path) { return std::string{path.substr(path.rfind('/') + 1)}; }

void write(RecordFile& file, const Host& host, std::string_view bus, const std::string& name) {
  const auto folder = "/sys/bus/" + std::string{bus} + "/devices/" + name;
  RecordWriter record{"host.device"};
  record.put("device.bus", bus);
  record.put_bytes("device.name", name);
  std::string_view written;
  for (const auto& [path, key] : kAttributes) {
    if (written == key) continue;
    const auto value = known_value(host, folder + '/' + path);
    if (!value || value->empty()) continue;
    const auto end = value->find_last_not_of(' ');  // SCSI pads with blanks
    if (end == std::string::npos) continue;
    record.put_bytes(key, std::string_view{*value}.substr(0, end + 1));
    written = key;
  }
  if (const auto driver = host.read_link(folder + "/driver"))
    record.put_bytes("device.driver", last_name(*driver));
  file.add(std::move(record));
}

}  // namespace

SourceOutcome collect_devices(Context& context) {
  SourceOutcome outcome;
  if (!context.host.status("/sys/bus", true)) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = context.host.live() ? "sysfs is not mounted" : "an image has no devices";
    return outcome;
  }
  RecordFile file{context, "host.device"};
  for (const std::string_view bus :
       {"pci", "usb", "scsi", "virtio", "nvme", "hid", "thunderbolt", "mmc", "vmbus"}) {
    const auto devices = context.host.list("/sys/bus/" + std::string{bus} + "/devices");
    if (!devices) continue;  // kernels differ in their buses
    std::size_t count = 0;
    for (const auto& device : *devices) {
      if (context.stopping()) break;
      if (++count <= kDeviceLimit) write(file, context.host, bus, device.name);
    }
    if (count > kDeviceLimit)
      add_problem(outcome, Outcome::partial, std::string{bus} + ": " + std::to_string(count) + " devices");
  }
  file.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
