// SPDX-License-Identifier: Apache-2.0
// host.identity: which machine this is, and from where we look at it.
#include "collectors/host/kernel_text.h"
#include "collectors/output/record_file.h"
#include "collectors/process/descriptor_link.h"
#include "collectors/process/status.h"
#include "collectors/system/cloud_identity.h"
#include "collectors/system/in_container.h"
#include "collectors/system/os_release.h"
#include "collectors/system/system.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <optional>
#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLimit = 1 << 20;

// The trimmed text of a small file; empty when it is not there.
std::string text_of(const Host& host, std::string_view path) {
  const auto file = host.read(path, kLimit);
  return file ? std::string{trimmed(file->bytes)} : std::string{};
}

void put_text(RecordWriter& record, std::string_view key, const std::string& text) {
  if (!text.empty()) record.put_bytes(key, text);
}

// What follows "key:" or "key " in a file of such lines.
std::string value_of(std::string_view text, std::string_view key) {
  while (const auto line = next_line(text)) {
    if (!line->starts_with(key)) continue;
    const std::string_view rest = line->substr(key.size());
    const std::size_t begin = rest.find_first_not_of(" \t:");
    return begin == std::string_view::npos ? std::string{} : std::string{trimmed(rest.substr(begin))};
  }
  return {};
}

// e_machine of ELF, for an image whose kernel does not run.
std::string machine_of_programs(const Host& host) {
  for (const char* path : {"/bin/sh", "/sbin/init", "/usr/bin/env"}) {
    const auto file = host.read(path, 20);
    if (!file || file->bytes.size() < 20 ||
        !file->bytes.starts_with("\x7f"
                                 "ELF"))
      continue;
    const auto low = static_cast<unsigned char>(file->bytes[18]),
               high = static_cast<unsigned char>(file->bytes[19]);
    const bool little = file->bytes[5] == 1;
    switch (little ? low | high << 8 : high | low << 8) {
      case 62:
        return "x86_64";
      case 183:
        return "aarch64";
      case 3:
        return "i686";
      case 40:
        return "armv7l";
      case 243:
        return "riscv64";
      case 258:
        return "loongarch64";
      case 21:
        return little ? "ppc64le" : "ppc64";
      case 22:
        return "s390x";
      default:
        return {};
    }
  }
  return {};
}

void put_kernel(RecordWriter& record, const Host& host) {
  std::string name = text_of(host, "/proc/sys/kernel/hostname");
  if (name.empty()) name = text_of(host, "/etc/hostname");
  std::string machine;
  if (host.live()) {
    utsname kernel{};
    if (::uname(&kernel) == 0) machine = kernel.machine;
  } else {
    machine = machine_of_programs(host);
  }
  put_text(record, "host.name", name);
  put_text(record, "host.id", text_of(host, "/etc/machine-id"));
  put_text(record, "host.boot_id", text_of(host, "/proc/sys/kernel/random/boot_id"));
  put_text(record, "host.os.kernel", text_of(host, "/proc/sys/kernel/osrelease"));
  put_text(record, "host.os.version", text_of(host, "/proc/sys/kernel/version"));
  put_text(record, "host.architecture", machine);
  put_text(record, "host.command_line", text_of(host, "/proc/cmdline"));
}

void put_system(RecordWriter& record, const Host& host) {
  std::string text = text_of(host, "/etc/os-release");
  if (text.empty()) text = text_of(host, "/usr/lib/os-release");
  auto release = parse_os_release(text);
  put_text(record, "host.os.full", release["PRETTY_NAME"]);
  put_text(record, "host.os.platform", release["ID"]);
  put_text(record, "host.os.like", release["ID_LIKE"]);
}

void put_times(RecordWriter& record, const Host& host) {
  const std::string uptime = text_of(host, "/proc/uptime");
  record.put("host.uptime_seconds", number_from<std::uint64_t>(uptime.substr(0, uptime.find('.'))));
  const auto stat = host.read("/proc/stat", 16 << 20);
  if (const auto boot = stat ? number_from<std::uint32_t>(value_of(stat->bytes, "btime ")) : std::nullopt)
    record.put("host.boot_time", Instant::from_seconds(*boot));
  // The link ends in ".../zoneinfo/Asia/Shanghai".
  constexpr std::string_view kZones = "/zoneinfo/";
  const auto link = host.read_link("/etc/localtime");
  const std::size_t at = link ? link->find(kZones) : std::string::npos;
  put_text(record, "host.timezone",
           at != std::string::npos ? link->substr(at + kZones.size()) : text_of(host, "/etc/timezone"));
}

void put_machine(RecordWriter& record, const Host& host) {
  const auto stat = host.read("/proc/stat", 16 << 20);
  std::uint64_t processors = 0;
  for (std::string_view rest = stat ? std::string_view{stat->bytes} : std::string_view{};
       const auto line = next_line(rest);)
    processors += line->starts_with("cpu") && line->size() > 3 && line->at(3) != ' ' ? 1 : 0;
  if (processors != 0) record.put("host.cpu_count", processors);
  std::string memory = value_of(text_of(host, "/proc/meminfo"), "MemTotal");
  if (const auto kib = number_from<std::uint64_t>(std::string_view{memory}.substr(0, memory.find(' '))))
    record.put("host.memory_bytes", *kib * 1024);
  if (host.live()) record.put("host.page_size", ::sysconf(_SC_PAGESIZE));
  std::string platform = text_of(host, "/sys/class/dmi/id/sys_vendor");
  const std::string product = text_of(host, "/sys/class/dmi/id/product_name");
  if (!platform.empty() && !product.empty()) platform += ' ';
  platform += product;
  if (platform.empty()) platform = text_of(host, "/sys/hypervisor/type");
  const auto processor = host.read("/proc/cpuinfo", kLimit);
  const std::string flags = processor ? " " + value_of(processor->bytes, "flags") + " " : std::string{};
  if (platform.empty() && flags.find(" hypervisor ") != std::string::npos)
    platform = "hypervisor flag of the processor";
  put_text(record, "host.virtualization", platform);
}

void put_platform(RecordWriter& record, const Host& host) {
  const HostPlatform platform = read_platform(host);
  put_text(record, "host.hypervisor", platform.hypervisor);
  put_text(record, "host.vendor", platform.vendor);
  put_text(record, "host.product", platform.product);
  put_text(record, "host.bios_version", platform.bios_version);
  put_text(record, "host.serial", platform.serial);
  put_text(record, "host.uuid", platform.uuid);
  put_text(record, "cloud.provider", platform.cloud.provider);
  put_text(record, "cloud.platform", platform.cloud.platform);
  put_text(record, "cloud.instance.id", platform.cloud.instance_id);
  put_text(record, "cloud.instance.name", platform.cloud.instance_name);
  put_text(record, "cloud.machine.type", platform.cloud.machine_type);
  put_text(record, "cloud.region", platform.cloud.region);
  put_text(record, "cloud.availability_zone", platform.cloud.zone);
}

void put_ourselves(RecordWriter& record, const Host& host) {
  if (!host.live()) return;
  record.put("collector.uid", ::geteuid());
  const auto status = host.read("/proc/self/status", kLimit);
  if (status) put_text(record, "collector.capabilities", parse_process_status(status->bytes).effective);
  const auto link = host.read_link("/proc/self/ns/pid");
  const auto inode = link ? inode_of_link(*link, "pid") : std::nullopt;
  record.put("collector.pid_namespace", inode);
  record.put("collector.in_container", in_container(host));
}

}  // namespace

SourceOutcome collect_identity(Context& context) {
  SourceOutcome outcome;
  RecordFile records{context, "host.identity"};
  RecordWriter record{"host.identity"};
  put_kernel(record, context.host);
  put_system(record, context.host);
  put_times(record, context.host);
  put_machine(record, context.host);
  put_platform(record, context.host);
  put_ourselves(record, context.host);
  records.add(std::move(record));
  records.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
