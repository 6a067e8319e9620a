// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/executable.h"

#include "casefile/digest.h"
#include "collectors/process/descriptor_link.h"

#include <array>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kMountsLimit = 64 << 20;
constexpr std::size_t kPiece = 256 << 10;
constexpr std::uint64_t kLargestHashed = 1ull << 30;

std::string of_process(std::uint32_t pid, std::string_view file) {
  return "/proc/" + std::to_string(pid) + "/" + std::string{file};
}

enum class Answer { yes, no, unknown };

Answer is_file(const Host& host, const std::string& path, const FileFacts& facts) {
  const auto found = host.status(path, false);
  if (found)
    return found->facts.device == facts.device && found->facts.inode == facts.inode ? Answer::yes
                                                                                    : Answer::no;
  return found.error().code == Errc::not_found ? Answer::no : Answer::unknown;
}

// The link's text counts from our root when the process shares our mounts, and from the top of its own
// mounts when it does not. A chroot below either is cut off in the third way.
std::vector<std::string> ways_to(const Host& host, std::uint32_t pid, const std::string& name) {
  const std::string root = of_process(pid, "root");
  std::vector<std::string> ways{root + name, name};
  if (const auto target = host.read_link(root);
      target && target->size() > 1 && name.starts_with(*target + "/"))
    ways.push_back(root + name.substr(target->size()));
  return ways;
}

Answer name_leads_to(const Host& host, std::uint32_t pid, const std::string& name, const FileFacts& facts) {
  bool unknown = false;
  for (const auto& way : ways_to(host, pid, name)) {
    const Answer answer = is_file(host, way, facts);
    if (answer == Answer::yes) return Answer::yes;
    unknown = unknown || answer == Answer::unknown;
  }
  return unknown ? Answer::unknown : Answer::no;
}

// As the process sees it; our own view of the name counts only where there is no way into its own.
bool name_is_taken(const Host& host, std::uint32_t pid, const std::string& name) {
  if (const auto found = host.status(of_process(pid, "root") + name, false)) return true;
  return !host.status(of_process(pid, "root") + "/", true) && host.status(name, false).has_value();
}

}  // namespace

NamedFile resolve_name(const Host& host, std::uint32_t pid, std::string_view link,
                       const std::optional<FileFacts>& facts, const MountHazards& hazards) {
  const std::string_view stripped = without_deleted_mark(link);
  const bool marked = stripped.size() != link.size();
  NamedFile file;
  if (!facts) {
    file.deleted = marked;
  } else {
    const bool may_walk = link.starts_with('/') && !hazards.path_may_hang(link);
    const Answer answer = may_walk ? name_leads_to(host, pid, std::string{link}, *facts) : Answer::unknown;
    file.deleted = answer == Answer::no || (answer == Answer::unknown && facts->links == 0);
  }
  file.path = file.deleted ? stripped : link;
  file.memfd = file.deleted && file.path.starts_with("/memfd:");
  file.replaced = file.deleted && !file.memfd && file.path.starts_with('/') &&
                  !hazards.path_may_hang(file.path) && name_is_taken(host, pid, file.path);
  return file;
}

Result<Executable> read_executable(const Host& host, std::uint32_t pid, const MountHazards& hazards) {
  const std::string path = of_process(pid, "exe");
  const auto link = host.read_link(path);
  if (!link) return tl::unexpected{link.error()};
  Executable executable;
  if (const auto status = host.status(path, true)) executable.facts = status->facts;
  executable.name = resolve_name(host, pid, *link, executable.facts, hazards);
  return executable;
}

MountHazards read_hazards(const Host& host, std::uint32_t pid) {
  const auto text = host.read(of_process(pid, "mountinfo"), kMountsLimit);
  return text ? MountHazards{parse_mounts(text->bytes)} : MountHazards{};
}

namespace {

Result<std::string> hash_file(const Host& host, const std::string& path, std::span<std::byte> buffer,
                              const std::function<bool()>& stopping) {
  const auto file = host.open(path);
  if (!file) return tl::unexpected{file.error()};
  Hasher hasher{Algorithm::sha256};
  for (std::uint64_t offset = 0;;) {
    if (stopping()) return fail(Errc::interrupted, "stopped");
    const auto got = (*file)->read_at(offset, buffer);
    if (!got) return tl::unexpected{got.error()};
    if (*got == 0) return hasher.finish_hex();
    hasher.update(buffer.first(*got));
    offset += *got;
  }
}

}  // namespace

Result<std::string> ExecutableHashes::of(const Host& host, std::uint32_t pid, const Executable& executable,
                                         const MountHazards& hazards, const std::function<bool()>& stopping) {
  if (!executable.facts) return fail(Errc::not_found, "no file to read");
  const FileFacts& facts = *executable.facts;
  if (!executable.name.memfd && hazards.device_may_hang(facts.device))
    return fail(Errc::unsupported, "on a file system that may hang");
  if (facts.size > kLargestHashed) return fail(Errc::no_space, "larger than 1 GiB");
  const Key key{facts.device, facts.inode, facts.size, facts.modified.value_or(Instant{}).nanoseconds};
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  buffer_.resize(kPiece);
  auto digest = hash_file(host, of_process(pid, "exe"), buffer_, stopping);
  // A process that vanished says nothing about the next one that runs the same file.
  if (digest) known_.emplace(key, *digest);
  return digest;
}

}  // namespace firsthour::collectors
