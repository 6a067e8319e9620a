// SPDX-License-Identifier: Apache-2.0
#include "collectors/output/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kBlock = 1 << 20;
constexpr std::size_t kMostParts = 999;

std::string part_name(const std::string& name, std::size_t number) {
  char suffix[16];
  std::snprintf(suffix, sizeof suffix, ".%03zu", number);
  return name + suffix;
}

// The name itself must be durable, too.
void sync_folder_of(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  const std::string folder =
      slash == std::string::npos ? "." : file.substr(0, std::max<std::size_t>(slash, 1));
  const Descriptor open{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (open) ::fsync(open.get());  // FAT and some network file systems cannot; the file's own fsync counts
}

}  // namespace

Output::Output(OutputOptions options)
    : options_{std::move(options)},
      sha256_{Algorithm::sha256, options_.split != 0},
      sm3_{Algorithm::sm3, options_.split != 0} {
  block_.reserve(kBlock);
}

Result<std::unique_ptr<Output>> Output::open(OutputOptions options) {
  std::unique_ptr<Output> output{new Output{std::move(options)}};
  if (auto opened = output->open_next(); !opened) return tl::unexpected<Error>{opened.error()};
  return output;
}

Result<> Output::open_next() {
  if (options_.name == "-") {
    if (::isatty(STDOUT_FILENO) == 1) {
      return fail(Errc::usage, "standard output is a terminal: redirect it, or name a file with --out");
    }
    file_name_ = "-";
    file_ = Descriptor{::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)};
    if (!file_) return fail_errno("cannot use standard output");
    remember_file();
    return {};
  }
  if (parts_.size() == kMostParts) return fail(Errc::no_space, "more than 999 parts: use a larger --split");
  file_name_ = options_.split == 0 ? options_.name : part_name(options_.name, parts_.size() + 1);
  file_ = Descriptor{::open(file_name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
  if (!file_) return fail_errno("cannot create " + file_name_);
  in_part_ = 0;
  remember_file();
  return {};
}

void Output::remember_file() {
  struct stat status {};
  if (::fstat(file_.get(), &status) != 0) return;
  const std::lock_guard lock{files_mutex_};
  files_.emplace(status.st_dev, status.st_ino);
}

bool Output::wrote(std::uint64_t device, std::uint64_t inode) const {
  const std::lock_guard lock{files_mutex_};
  return files_.contains({device, inode});
}

Result<> Output::write(std::span<const std::byte> data) {
  if (!failure_.empty()) return fail(Errc::io, failure_);
  while (!data.empty()) {
    if (options_.split != 0 && in_part_ == options_.split) {
      auto next = close_current();
      if (next) next = open_next();
      if (!next) {
        failure_ = next.error().what;
        return next;
      }
    }
    const std::uint64_t room = options_.split == 0 ? data.size() : options_.split - in_part_;
    const auto now = data.first(static_cast<std::size_t>(std::min<std::uint64_t>(room, data.size())));
    if (auto written = write_current(now); !written) {
      failure_ = written.error().what;
      return written;
    }
    data = data.subspan(now.size());
  }
  return {};
}

Result<> Output::write_current(std::span<const std::byte> data) {
  while (!data.empty()) {
    const ssize_t put = ::write(file_.get(), data.data(), data.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail_errno("cannot write " + file_name_);
    const auto now = data.first(static_cast<std::size_t>(put));
    hash(now);
    written_ += now.size();
    in_part_ += now.size();
    data = data.subspan(now.size());
  }
  return {};
}

void Output::hash(std::span<const std::byte> data) {
  block_.insert(block_.end(), data.begin(), data.end());
  if (block_.size() >= kBlock) pass_block_on();
}

void Output::pass_block_on() {
  const auto block = std::make_shared<const std::vector<std::byte>>(std::move(block_));
  sha256_.add(block);
  sm3_.add(block);
  block_ = {};
  block_.reserve(kBlock);
}

Result<> Output::close_current() {
  // Pipes and sockets cannot be synced; there the other end has the bytes.
  if (options_.name != "-" && ::fsync(file_.get()) != 0 && errno != EINVAL && errno != EROFS) {
    return fail_errno("cannot finish " + file_name_);
  }
  file_.reset();
  if (options_.name != "-") sync_folder_of(file_name_);
  if (options_.split != 0) {
    pass_block_on();
    sha256_.end_part();
    sm3_.end_part();
    parts_.push_back({file_name_, in_part_, {}, {}});
  }
  return {};
}

Result<Output::Closed> Output::finish() {
  if (!failure_.empty()) return fail(Errc::io, failure_);
  if (auto closed = close_current(); !closed) return tl::unexpected<Error>{closed.error()};
  pass_block_on();
  auto sha256 = sha256_.finish();
  auto sm3 = sm3_.finish();
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    parts_[i].sha256 = std::move(sha256.parts[i]);
    parts_[i].sm3 = std::move(sm3.parts[i]);
  }
  return Closed{{options_.name, written_, std::move(sha256.whole), std::move(sm3.whole)}, std::move(parts_)};
}

}  // namespace firsthour::collectors
