// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/process_facts.h"

#include "collectors/host/kernel_text.h"
#include "collectors/process/memory_map.h"

#include <algorithm>
#include <array>

namespace firsthour::collectors {
namespace {

// As much of one file as is kept; a longer one is marked as cut.
constexpr std::uint64_t kFileLimit = 16 << 20;
// Reading the memory of a process takes its lock, and one that hangs in a page fault on a dead share keeps
// it for ever ("ps hangs"). Only a process in uninterruptible sleep can.
constexpr std::chrono::milliseconds kPatience{500};
// A library that is gone matters as much as ten thousand; each costs a look-up.
constexpr std::size_t kMostMappedNames = 256;

class Reader {
 public:
  Reader(const Host& host, Pid pid) : host_{host}, folder_{"/proc/" + std::to_string(pid) + "/"} {}

  void expect_to_hang() { patient_ = true; }

  // The bytes, empty when they could not be read; what happened is kept in `into`.
  std::string_view take(std::string_view name, std::vector<KernelFile>& into) {
    const Instant started = host_.now();
    auto content = read(folder_ + std::string{name});
    hangs_ = hangs_ || (!content && content.error().code == Errc::timed_out);
    if (!content && content.error().code == Errc::not_found) return {};
    into.push_back({name, started, host_.now(), std::move(content)});
    return into.back().content ? std::string_view{into.back().content->bytes} : std::string_view{};
  }
  [[nodiscard]] std::optional<std::string> link(std::string_view name) const {
    auto target = host_.read_link(folder_ + std::string{name});
    return target ? std::optional{std::move(*target)} : std::nullopt;
  }
  // 4294967295 says "not set".
  [[nodiscard]] std::optional<std::uint32_t> id(std::string_view name) const {
    const auto text = host_.read(folder_ + std::string{name}, 64);
    const auto value = text ? number_from<std::uint32_t>(trimmed(text->bytes)) : std::nullopt;
    return value == 0xffffffffu ? std::nullopt : value;
  }

 private:
  [[nodiscard]] Result<FileBytes> read(const std::string& path) const {
    if (!patient_) return host_.read(path, kFileLimit);
    // What hung once is not asked again.
    if (hangs_) return fail(Errc::timed_out, path + ": the process hangs");
    return host_.read_patiently(path, kFileLimit, kPatience);
  }

  const Host& host_;
  std::string folder_;
  bool patient_ = false, hangs_ = false;
};

FileFacts facts_of(const MemoryRegion& region) {
  FileFacts facts;
  facts.device = region.device;
  facts.inode = region.inode;
  facts.links = 1;  // unknown; the name decides
  return facts;
}

void judge_regions(const Host& host, Pid pid, std::string_view maps, const MountHazards& hazards,
                   ProcessFacts& facts) {
  std::uint64_t anonymous = 0;
  for (const auto& region : executable_regions(maps)) {
    if (region.inode == 0) {
      ++anonymous;
      continue;
    }
    if (!region.path.ends_with(" (deleted)") || facts.mapped_deleted.size() >= kMostMappedNames) continue;
    if (!facts.mapped_deleted.empty() && region.path.starts_with(facts.mapped_deleted.back())) continue;
    NamedFile name = resolve_name(host, pid, region.path, facts_of(region), hazards);
    const bool known = std::find(facts.mapped_deleted.begin(), facts.mapped_deleted.end(), name.path) !=
                       facts.mapped_deleted.end();
    if (name.deleted && !known) facts.mapped_deleted.push_back(std::move(name.path));
  }
  facts.anonymous_executable = anonymous;
}

}  // namespace

Result<ProcessFacts> read_process(const Host& host, const ProcessEntry& entry, const MountHazards& hazards) {
  Reader reader{host, entry.pid};
  ProcessFacts facts;
  facts.files.reserve(10);  // the views handed out by take() stay good
  const auto stat = parse_process_stat(reader.take("stat", facts.files));
  if (!stat || stat->start_ticks != entry.start_ticks) return fail(Errc::not_found, "the process has gone");
  facts.stat = *stat;
  if (stat->state == 'D') reader.expect_to_hang();
  facts.status = parse_process_status(reader.take("status", facts.files));
  facts.command = parse_command_line(reader.take("cmdline", facts.files));
  reader.take("cgroup", facts.files);
  facts.working_directory = reader.link("cwd");
  facts.root = reader.link("root");
  facts.login_user = reader.id("loginuid");
  facts.audit_session = reader.id("sessionid");
  if (stat->kernel_thread()) return facts;

  facts.preload = preload_variables(reader.take("environ", facts.files));
  const auto maps = reader.take("maps", facts.files);
  if (!maps.empty()) judge_regions(host, entry.pid, maps, hazards, facts);
  reader.take("limits", facts.files);
  const auto auxv = reader.take("auxv", facts.files);
  if (auto executable = read_executable(host, entry.pid, hazards)) facts.executable = std::move(*executable);
  if (stat->state != 'D') facts.image = read_image(host, entry.pid, auxv, maps, facts.executable);
  for (std::size_t fd = 0; fd < facts.standard.size(); ++fd)
    facts.standard[fd] = reader.link("fd/" + std::to_string(fd));
  return facts;
}

}  // namespace firsthour::collectors
