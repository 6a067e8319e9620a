// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/anonymous_inode.h"

#include "collectors/host/kernel_text.h"

#include <sys/sysmacros.h>

#include <array>
#include <charconv>

namespace firsthour::collectors {
namespace {

std::string type_of(std::string_view link) {
  constexpr std::string_view kPrefix = "anon_inode:";
  if (link.starts_with(kPrefix)) link.remove_prefix(kPrefix.size());
  if (link.starts_with('[') && link.ends_with(']') && link.size() > 1) link = link.substr(1, link.size() - 2);
  return std::string{link};
}

// The kernel's own dev_t: twelve bits of major above twenty of minor.
std::optional<std::uint64_t> device_from(std::string_view hex) {
  const auto number = number_from<std::uint32_t>(hex, 16);
  if (!number) return std::nullopt;
  return ::gnu_dev_makedev(*number >> 20, *number & 0xfffffu);
}

// "inotify wd:1 ino:13 sdev:fe00000 mask:3c0 …", "fanotify mnt_id:1b mflags:0 mask:20 …"; numbers are hex.
std::optional<WatchedInode> watch_from(std::string_view line) {
  WatchedInode watch;
  bool has_target = false;
  for (auto field = next_field(line); !field.empty(); field = next_field(line)) {
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos) continue;
    const auto key = field.substr(0, colon), value = field.substr(colon + 1);
    if (key == "ino") watch.inode = number_from<std::uint64_t>(value, 16);
    if (key == "sdev") watch.device = device_from(value);
    if (key == "mnt_id") watch.mount = number_from<std::uint64_t>(value, 16);
    if (key == "mask") watch.mask = number_from<std::uint64_t>(value, 16).value_or(0);
    has_target = watch.inode || watch.device || watch.mount;
  }
  if (!has_target) return std::nullopt;  // fanotify's own flags
  return watch;
}

std::string hex(std::uint64_t value) {
  std::array<char, 20> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, 16).ptr;
  return "0x" + std::string{text.data(), end};
}

class Parser {
 public:
  explicit Parser(AnonymousInode& into) : into_{into} {}

  void take(std::string_view line) {
    std::string_view rest = line;
    const std::string_view first = next_field(rest);
    if (first == "inotify" || first == "fanotify") return take_watch(rest);
    if (first == "tfd:") return take_polled(next_field(rest));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    take_value(line.substr(0, colon), trimmed(line.substr(colon + 1)));
  }

 private:
  void take_watch(std::string_view rest) {
    const auto watch = watch_from(rest);
    if (!watch) return;
    ++into_.watched_count;
    if (into_.watched.size() < AnonymousInode::kMost) into_.watched.push_back(*watch);
  }
  void take_polled(std::string_view number) {
    const auto fd = number_from<std::uint64_t>(number);
    if (!fd) return;
    ++into_.polled_count;
    if (into_.polled.size() < AnonymousInode::kMost) into_.polled.push_back(*fd);
  }
  void take_value(std::string_view key, std::string_view value) {
    // Below "UserFiles: 2" stand "    0: /etc/passwd", one a line.
    if (in_files_ && number_from<std::uint32_t>(trimmed(key))) {
      if (into_.ring_paths.size() < AnonymousInode::kMost) into_.ring_paths.emplace_back(value);
      return;
    }
    in_files_ = key == "UserFiles";
    const auto number = number_from<std::uint64_t>(value);
    if (key == "UserFiles") into_.ring_files = number;
    if (key == "UserBufs") into_.ring_buffers = number;
    if (key == "SqThread") into_.ring_thread = number;
    if (key == "Pid") into_.process = number;
    if (key == "clockid") into_.clock = number;
    if (key == "sigmask" && number_from<std::uint64_t>(value, 16)) into_.signals = value;
  }

  AnonymousInode& into_;
  bool in_files_ = false;
};

}  // namespace

AnonymousInode parse_anonymous_inode(std::string_view link, std::string_view text) {
  AnonymousInode inode;
  inode.type = type_of(link);
  Parser parser{inode};
  while (const auto line = next_line(text)) parser.take(*line);
  return inode;
}

std::string describe(const WatchedInode& watched) {
  std::string text;
  if (watched.inode) text += "inode=" + std::to_string(*watched.inode) + " ";
  if (watched.device) text += "device=" + std::to_string(*watched.device) + " ";
  if (watched.mount) text += "mount=" + std::to_string(*watched.mount) + " ";
  return text + "mask=" + hex(watched.mask);
}

}  // namespace firsthour::collectors
