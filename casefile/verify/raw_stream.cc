// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

namespace firsthour::verify {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20, kTail = 40;

// "x.tar.001" → "x.tar.", when that is what the path ends in.
std::optional<std::string> stem_of_parts(const std::string& path) {
  if (!path.ends_with(".001")) return std::nullopt;
  return path.substr(0, path.size() - 3);
}

std::string part_name(const std::string& stem, unsigned number) {
  std::array<char, 16> digits{};
  std::snprintf(digits.data(), digits.size(), "%03u", number);
  return stem + digits.data();
}

}  // namespace

Result<RawStream> RawStream::open(const std::string& path, Progress& progress) {
  RawStream stream{progress};
  if (path == "-") {
    stream.files_.emplace_back(::dup(STDIN_FILENO));
    return stream;
  }
  const auto stem = stem_of_parts(path);
  std::uint64_t total = 0;
  for (unsigned number = 1;; ++number) {
    const std::string name = stem ? part_name(*stem, number) : path;
    File file{::open(name.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.descriptor() < 0 && errno == ENOENT && number > 1) break;
    if (file.descriptor() < 0) return refuse("{}: {}", "{}：{}", shown(name), system_words(errno));
    total += file.size();
    stream.files_.push_back(std::move(file));
    if (!stem) break;
  }
  progress.expect(total);
  return stream;
}

Read<std::string_view> RawStream::next() {
  if (sm3_done_.valid()) sm3_done_.get();  // it still reads the block before
  block_->resize(kBlock);
  std::size_t have = 0;
  while (have < kBlock && file_ < files_.size()) {
    const ssize_t got = ::read(files_[file_].descriptor(), block_->data() + have, kBlock - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return tl::unexpected<Stop>{
          {false, true,
           say("cannot read at offset {}: {}", "无法读取偏移 {} 处：{}", size_ + have, system_words(errno))}};
    if (got == 0) ++file_;
    have += static_cast<std::size_t>(got);
  }
  block_->resize(have);
  size_ += have;
  progress_->done(have);
  const std::string_view block{*block_};
  if (!block.empty())
    sm3_done_ = std::async(std::launch::async, [digest = sm3_.get(), block] { digest->update(block); });
  sha256_.update(block);
  tail_ += block.substr(block.size() - std::min(block.size(), kTail));
  tail_.erase(0, tail_.size() - std::min(tail_.size(), kTail));
  return block;
}

std::string RawStream::sha256_hex() { return hex(sha256_.finish()); }

std::string RawStream::sm3_hex() {
  if (sm3_done_.valid()) sm3_done_.get();
  return hex(sm3_->finish());
}

}  // namespace firsthour::verify
