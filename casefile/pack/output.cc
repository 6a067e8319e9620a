// SPDX-License-Identifier: Apache-2.0
#include "casefile/output.h"

#include "casefile/pack/digest_thread.h"
#include "casefile/store/durable_file.h"
#include "casefile/wire.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace firsthour {
namespace {

constexpr std::size_t kBlock = 1 << 20;
constexpr std::size_t kMostParts = 999;
constexpr const char* kUnfinished = ".unfinished";

std::string part_name(const std::string& name, std::size_t number) {
  char suffix[16];
  std::snprintf(suffix, sizeof suffix, ".%03zu", number);
  return name + suffix;
}

}  // namespace

Output::Output(OutputOptions options)
    : options_{std::move(options)},
      sha256_{std::make_unique<pack::DigestThread>(Algorithm::sha256, options_.split != 0)},
      sm3_{std::make_unique<pack::DigestThread>(Algorithm::sm3, options_.split != 0)} {
  block_.reserve(kBlock);
}

Output::~Output() {
  for (const std::string& name : unfinished_) ::unlink((name + kUnfinished).c_str());
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
  const auto wire = parse_wire_address(options_.name);
  if (!wire) return tl::unexpected<Error>{wire.error()};
  if (*wire) {
    auto connected = WireSink::connect(**wire, options_.code);
    if (!connected) return tl::unexpected<Error>{connected.error()};
    wire_ = std::move(*connected);
    file_name_ = options_.name;
    return {};
  }
  if (parts_.size() == kMostParts) return fail(Errc::no_space, "more than 999 parts: use a larger --split");
  file_name_ = options_.split == 0 ? options_.name : part_name(options_.name, parts_.size() + 1);
  struct stat there {};
  if (options_.whole_or_none && ::lstat(file_name_.c_str(), &there) == 0)
    return fail_errno("cannot create " + file_name_, EEXIST);
  const std::string name = options_.whole_or_none ? file_name_ + kUnfinished : file_name_;
  file_ = Descriptor{::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
  if (!file_) return fail_errno("cannot create " + name);
  if (options_.whole_or_none) unfinished_.push_back(file_name_);
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
  if (wire_) {
    if (auto sent = wire_->write(data); !sent) return fail(file_name_, sent.error());
    hash(data);
    written_ += data.size();
    return {};
  }
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
  sha256_->add(block);
  sm3_->add(block);
  block_ = {};
  block_.reserve(kBlock);
}

Result<> Output::close_current() {
  if (wire_) return {};
  // Pipes and sockets cannot be synced; there the other end has the bytes.
  if (options_.name != "-" && ::fsync(file_.get()) != 0 && errno != EINVAL && errno != EROFS) {
    return fail_errno("cannot finish " + file_name_);
  }
  file_.reset();
  // The name itself must be durable, too; what cannot sync a folder has the file's own fsync.
  if (options_.name != "-") static_cast<void>(sync_folder_of(file_name_));
  if (options_.split != 0) {
    pass_block_on();
    sha256_->end_part();
    sm3_->end_part();
    parts_.push_back({file_name_, in_part_, {}, {}});
  }
  return {};
}

// The last part first: what is cut here by a crash has no beginning, so nothing takes it for whole.
Result<> Output::give_names() {
  for (; !unfinished_.empty(); unfinished_.pop_back()) {
    const std::string& name = unfinished_.back();
    const std::string from = name + kUnfinished;
    if (auto renamed = rename_to_new(from, name); !renamed) return renamed;
    static_cast<void>(sync_folder_of(name));
  }
  return {};
}

Result<Output::Closed> Output::finish() {
  if (!failure_.empty()) return fail(Errc::io, failure_);
  if (auto closed = close_current(); !closed) return tl::unexpected<Error>{closed.error()};
  if (auto renamed = give_names(); !renamed) return tl::unexpected<Error>{renamed.error()};
  pass_block_on();
  std::optional<bool> received;
  const auto answer = wire_ ? wire_->finish() : Result<std::string>{};
  if (!answer) return tl::unexpected<Error>{answer.error()};
  auto sha256 = sha256_->finish();
  if (!answer->empty()) received = *answer == sha256.whole;
  auto sm3 = sm3_->finish();
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    parts_[i].sha256 = std::move(sha256.parts[i]);
    parts_[i].sm3 = std::move(sm3.parts[i]);
  }
  return Closed{
      {options_.name, written_, std::move(sha256.whole), std::move(sm3.whole)}, std::move(parts_), received};
}

}  // namespace firsthour
