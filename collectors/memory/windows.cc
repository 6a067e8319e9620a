// SPDX-License-Identifier: Apache-2.0
#include "collectors/memory/windows.h"

#include "collectors/host/kernel_text.h"
#include "collectors/memory/direct_map.h"
#include "collectors/memory/known_page.h"

#include <elf.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kLargestRead = 1 << 20, kMostNotes = 1 << 20;
constexpr std::uint64_t kFirstMiB = 1 << 20;
constexpr unsigned kSysRawIo = 17;  // CAP_SYS_RAWIO

class KcoreWindow final : public MemoryWindow {
 public:
  KcoreWindow(std::unique_ptr<OpenFile> file, DirectMap map)
      : file_{std::move(file)}, map_{std::move(map)}, covers_{map_.covers()} {}
  [[nodiscard]] std::string_view name() const override { return "/proc/kcore"; }
  [[nodiscard]] const PhysicalRanges& covers() const override { return covers_; }
  [[nodiscard]] std::size_t largest_read() const override { return kLargestRead; }
  [[nodiscard]] Result<std::size_t> read(std::uint64_t physical, std::span<std::byte> into) override {
    const auto starts = [](const MappedPiece& piece) { return piece.range.begin; };
    const auto after = std::ranges::upper_bound(map_.pieces, physical, {}, starts);
    if (after == map_.pieces.begin()) return fail(Errc::not_found, "not in it");
    const MappedPiece& piece = *std::prev(after);
    if (physical >= piece.range.end) return fail(Errc::not_found, "not in it");
    const auto size = std::min<std::uint64_t>(into.size(), piece.range.end - physical);
    return file_->read_at(piece.offset + (physical - piece.range.begin),
                          into.first(static_cast<std::size_t>(size)));
  }

 private:
  std::unique_ptr<OpenFile> file_;
  DirectMap map_;
  PhysicalRanges covers_;
};

// /dev/crash and /dev/mem: the offset is the physical address.
class DeviceWindow final : public MemoryWindow {
 public:
  DeviceWindow(std::string_view name, std::unique_ptr<OpenFile> file, PhysicalRanges ram, std::size_t largest)
      : name_{name}, file_{std::move(file)}, ram_{std::move(ram)}, largest_{largest} {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] const PhysicalRanges& covers() const override { return ram_; }
  [[nodiscard]] std::size_t largest_read() const override { return largest_; }
  [[nodiscard]] Result<std::size_t> read(std::uint64_t physical, std::span<std::byte> into) override {
    return file_->read_at(physical, into);
  }

 private:
  std::string name_;
  std::unique_ptr<OpenFile> file_;
  PhysicalRanges ram_;
  std::size_t largest_;
};

bool has_capability(const Host& host, unsigned number) {
  const auto status = host.read("/proc/self/status", 64 << 10);
  std::string_view rest = status ? std::string_view{status->bytes} : std::string_view{};
  while (const auto line = next_line(rest)) {
    if (!line->starts_with("CapEff:")) continue;
    const auto mask = number_from<std::uint64_t>(trimmed(line->substr(7)), 16);
    return mask && (*mask >> number & 1) != 0;
  }
  return true;
}

// Why a window that is there refuses.
std::string why_closed(const Host& host, std::string_view path, const Error& error) {
  if (error.code == Errc::not_found) {
    return path == "/proc/kcore" ? "not there: this kernel was built without it, or /proc is not the kernel's"
                                 : "not there";
  }
  if (error.code != Errc::denied) return error.what;
  const auto lockdown = host.read("/sys/kernel/security/lockdown", 256);
  if (lockdown && lockdown->bytes.find("[confidentiality]") != std::string::npos)
    return "refused by kernel lockdown (confidentiality)";
  if (lockdown && path != "/proc/kcore" && lockdown->bytes.find("[integrity]") != std::string::npos)
    return "refused by kernel lockdown (integrity)";
  if (host.live() && !has_capability(host, kSysRawIo)) return "refused: no CAP_SYS_RAWIO";
  if (error.what.find("put over it") != std::string::npos)
    return "something else was put over it, as containers do";
  return error.what;
}

Result<std::string> read_range(OpenFile& file, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const auto into = std::as_writable_bytes(std::span{bytes}).subspan(done);
    const auto got = file.read_at(offset + done, into);
    if (!got) return tl::unexpected{got.error()};
    if (*got == 0) return fail(Errc::malformed, "ends at byte " + std::to_string(offset + done));
    done += *got;
  }
  return bytes;
}

Result<CoreHead> read_head(OpenFile& file) {
  const auto start = read_range(file, 0, kCoreIdentity);
  if (!start) return tl::unexpected{start.error()};
  const auto size = core_head_size(std::as_bytes(std::span{*start}));
  if (!size) return tl::unexpected{size.error()};
  const auto head = read_range(file, 0, *size);
  if (!head) return tl::unexpected{head.error()};
  return parse_core_head(std::as_bytes(std::span{*head}));
}

void learn(OpenFile& file, const CoreHead& head, MemoryFacts& facts) {
  facts.machine = head.machine;
  if (!head.notes || head.notes->length == 0 || head.notes->length > kMostNotes) return;
  const auto notes = read_range(file, head.notes->offset, static_cast<std::size_t>(head.notes->length));
  if (!notes) return;
  const auto text = vmcoreinfo_of(std::as_bytes(std::span{*notes}));
  if (!text) return;
  facts.vmcoreinfo = *text;
  const auto size = number_from<std::uint64_t>(vmcoreinfo_value(*text, "PAGESIZE").value_or(""));
  if (size && *size >= 4096 && *size <= kLargestRead && (*size & (*size - 1)) == 0) facts.page_size = *size;
}

Result<> open_kcore(const Host& host, MemoryFacts& facts, WindowFound& found) {
  auto file = host.open_memory_device(found.name);
  if (!file) return tl::unexpected{file.error()};
  const auto head = read_head(**file);
  if (!head) return tl::unexpected{head.error()};
  learn(**file, *head, facts);
  auto map = direct_map_of(*head, facts.iomem.ram, facts.page_size);
  if (!map) return tl::unexpected{map.error()};
  found.basis = map->basis;
  found.aliases = map->aliases;
  const std::uint64_t virtual_offset = map->virtual_offset;
  auto window = std::make_unique<KcoreWindow>(std::move(*file), std::move(*map));
  const KnownPage known = look_at_known_page(host, facts.iomem, *window);
  found.confirmed_by = known.confirmed_by;
  if (known.contradicted) {
    return fail(Errc::malformed, "physical addresses (" + found.basis +
                                     ") are wrong: a page that is known is not where it should be");
  }
  facts.virtual_offset = virtual_offset;
  found.window = std::move(window);
  return {};
}

// A page of RAM above the first MiB, in the middle of the largest range.
std::optional<std::uint64_t> page_to_try(const MemoryFacts& facts) {
  const auto& ram = facts.iomem.ram;
  const auto largest = std::ranges::max_element(ram, {}, &PhysicalRange::size);
  if (largest == ram.end() || largest->end <= kFirstMiB + facts.page_size) return std::nullopt;
  const std::uint64_t middle = largest->begin + largest->size() / 2;
  return middle - middle % facts.page_size;
}

Result<> open_device(const Host& host, MemoryFacts& facts, WindowFound& found) {
  auto file = host.open_memory_device(found.name);
  if (!file) return tl::unexpected{file.error()};
  if (facts.iomem.ram.empty()) return fail(Errc::unsupported, "useless without the ranges of /proc/iomem");
  const std::size_t largest =
      found.name == "/dev/crash" ? static_cast<std::size_t>(facts.page_size) : kLargestRead;
  auto window = std::make_unique<DeviceWindow>(found.name, std::move(*file), facts.iomem.ram, largest);
  std::vector<std::byte> page(static_cast<std::size_t>(facts.page_size));
  const auto address = page_to_try(facts);
  const auto got = window->read(address.value_or(0), page);
  if (!got && found.name == "/dev/mem" && got.error().code == Errc::denied)
    return fail(Errc::unsupported, "STRICT_DEVMEM: refuses RAM above the first MiB, and shows zeros below");
  if (!got) return tl::unexpected{got.error()};
  if (*got == 0) return fail(Errc::malformed, "ends before RAM does");
  const KnownPage known = look_at_known_page(host, facts.iomem, *window);
  if (known.contradicted) return fail(Errc::malformed, "a page that is known is not where it should be");
  found.confirmed_by = known.confirmed_by;
  found.window = std::move(window);
  return {};
}

constexpr std::uint16_t native_machine() {
#if defined(__x86_64__)
  return EM_X86_64;
#elif defined(__aarch64__)
  return EM_AARCH64;
#else
  return EM_NONE;
#endif
}

}  // namespace

MemoryFacts memory_facts(const Host& host) {
  MemoryFacts facts;
  if (host.live()) {
    facts.page_size = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    facts.machine = native_machine();
  }
  const auto text = host.read("/proc/iomem", 16 << 20);
  if (!text)
    facts.iomem_failure = text.error().what;
  else
    facts.iomem = parse_iomem(text->bytes);
  if (facts.iomem.addresses_hidden) facts.iomem_failure = "/proc/iomem shows no addresses: no CAP_SYS_ADMIN";
  return facts;
}

std::vector<WindowFound> open_windows(const Host& host, MemoryFacts& facts) {
  std::vector<WindowFound> all;
  for (const char* path : {"/proc/kcore", "/dev/crash", "/dev/mem"}) {
    WindowFound& found = all.emplace_back();
    found.name = path;
    const auto opened =
        found.name == "/proc/kcore" ? open_kcore(host, facts, found) : open_device(host, facts, found);
    if (opened) continue;
    found.absent = opened.error().code == Errc::not_found;
    found.closed = why_closed(host, path, opened.error());
  }
  return all;
}

}  // namespace firsthour::collectors
