// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/signed_memory.h"

#include "casefile/bytes.h"
#include "casefile/descriptor.h"
#include "casefile/encoding.h"
#include "casefile/seal/key_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <map>

namespace firsthour {
namespace {

constexpr std::uint64_t kLongestMemory = 64 << 20;

using Memory = std::map<std::string, Checkpoint, std::less<>>;

Result<Memory> parse(std::string_view text, const std::string& file) {
  Memory memory;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string line{text.substr(0, end)};
    std::replace(line.begin(), line.end(), ' ', '\n');
    const auto checkpoint = parse_checkpoint(line + "\n");
    if (end == std::string_view::npos || !checkpoint)
      return fail(Errc::malformed, file + " holds a line that is no origin, size and root");
    memory[checkpoint->origin] = *checkpoint;
    text.remove_prefix(end + 1);
  }
  return memory;
}

std::string text_of(const Memory& memory) {
  std::string text;
  for (const auto& [origin, checkpoint] : memory)
    text += origin + " " + std::to_string(checkpoint.size) + " " + to_base64(checkpoint.root.bytes) + "\n";
  return text;
}

Result<Memory> read(const std::string& file) {
  const auto text = read_file(file, kLongestMemory);
  if (!text && text.error().code == Errc::not_found) return Memory{};
  if (!text) return fail("what the key signed before", text.error());
  return parse(*text, file);
}

Result<> replace(const std::string& file, std::string_view text) {
  const std::string made = file + ".new";
  ::unlink(made.c_str());  // left by a writer that was killed
  if (auto written = write_new_file(made, text, 0600); !written) return written;
  if (::rename(made.c_str(), file.c_str()) != 0) return fail_errno("cannot write " + file);
  const std::string folder = std::filesystem::path{file}.parent_path().string();
  const Descriptor entries{::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!entries || ::fsync(entries.get()) != 0) return fail_errno("cannot write " + file);
  return {};
}

}  // namespace

Result<std::optional<Checkpoint>> SignedMemory::last(std::string_view origin) const {
  const auto memory = read(file_);
  if (!memory) return tl::unexpected{memory.error()};
  const auto found = memory->find(origin);
  return found == memory->end() ? std::optional<Checkpoint>{} : std::optional{found->second};
}

Result<> SignedMemory::remember(std::span<const Checkpoint> checkpoints) const {
  const std::string folder = std::filesystem::path{file_}.parent_path().string();
  // The folder is what is locked: the file itself is replaced.
  const Descriptor lock{::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!lock || ::flock(lock.get(), LOCK_EX) != 0) return fail_errno("cannot lock " + folder);
  auto memory = read(file_);
  if (!memory) return tl::unexpected{memory.error()};
  for (const Checkpoint& checkpoint : checkpoints) (*memory)[checkpoint.origin] = checkpoint;
  return replace(file_, text_of(*memory));
}

}  // namespace firsthour
