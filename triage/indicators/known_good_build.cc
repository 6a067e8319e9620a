// SPDX-License-Identifier: Apache-2.0
// Digests are spread over 256 files by their first byte, then each is sorted in memory: a set of 10^9 needs
// some 130 MB at a time and its own size on the disk twice.
#include "casefile/descriptor.h"
#include "casefile/encoding.h"
#include "triage/indicators/digest_lists.h"
#include "triage/indicators/known_good_format.h"
#include "triage/known_good.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace firsthour::triage {
namespace {

using namespace known_good;
namespace fs = std::filesystem;

constexpr std::size_t kBuckets = 256, kBuffered = 256U << 10U;

Result<> write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(to, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_errno("cannot write the set");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

// Files that have no name: nothing is left behind, however the run ends.
Result<Descriptor> nameless_file(const std::string& folder) {
  Descriptor file{::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
  if (file) return file;
  std::string name = folder + "/known-good-XXXXXX";
  file = Descriptor{::mkostemp(name.data(), O_CLOEXEC)};
  if (!file) return fail_errno("no room for sorting in " + folder);
  ::unlink(name.c_str());
  return file;
}

class Builder {
 public:
  Builder(Algorithm algorithm, std::string out) : width_{width_of(algorithm)}, out_{std::move(out)} {}

  Result<> start() {
    const std::string folder = fs::path{out_}.has_parent_path() ? fs::path{out_}.parent_path().native() : ".";
    for (Bucket& bucket : buckets_) {
      auto file = nameless_file(folder);
      if (!file) return tl::unexpected{file.error()};
      bucket.file = std::move(*file);
    }
    return {};
  }

  Result<> take(std::string_view hex) {
    if (hex.size() != width_ * 2) return {};
    const auto bytes = from_hex(hex);
    if (!bytes) return {};
    ++built_.read;
    Bucket& bucket = buckets_[static_cast<std::size_t>((*bytes)[0])];
    bucket.held.append(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    return bucket.held.size() < kBuffered ? Result<>{} : spill(bucket);
  }

  [[nodiscard]] const KnownGoodBuilt& built() const { return built_; }

  Result<> finish() {
    const std::string part = out_ + ".part";
    const Descriptor file{::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
    if (!file) return fail_errno("cannot write " + part);
    if (::lseek(file.get(), static_cast<off_t>(kDigestsAt), SEEK_SET) < 0)
      return fail_errno("cannot write " + part);
    for (Bucket& bucket : buckets_)
      if (auto sorted = write_sorted(bucket, file.get()); !sorted) return sorted;
    if (auto written = write_head(file.get()); !written) return written;
    if (::fsync(file.get()) != 0 || ::rename(part.c_str(), out_.c_str()) != 0)
      return fail_errno("cannot write " + out_);
    return {};
  }

 private:
  struct Bucket {
    Descriptor file;
    std::string held;
  };

  static Result<> spill(Bucket& bucket) {
    auto written = write_all(bucket.file.get(), bucket.held);
    bucket.held.clear();
    return written;
  }

  Result<> write_sorted(Bucket& bucket, int to) {
    if (auto spilt = spill(bucket); !spilt) return spilt;
    const off_t size = ::lseek(bucket.file.get(), 0, SEEK_END);
    std::string all(static_cast<std::size_t>(std::max<off_t>(size, 0)), '\0');
    for (std::size_t got = 0; got < all.size();) {
      const ssize_t read =
          ::pread(bucket.file.get(), all.data() + got, all.size() - got, static_cast<off_t>(got));
      if (read < 0 && errno == EINTR) continue;
      if (read <= 0) return fail_errno("cannot read back what was sorted");
      got += static_cast<std::size_t>(read);
    }
    bucket.file.reset();
    return write_all(to, without_doubles(all));
  }

  std::string without_doubles(const std::string& all) {
    std::vector<std::string_view> digests;
    digests.reserve(all.size() / width_);
    for (std::size_t at = 0; at + width_ <= all.size(); at += width_)
      digests.push_back(std::string_view{all}.substr(at, width_));
    std::ranges::sort(digests, [](std::string_view a, std::string_view b) {
      return std::memcmp(a.data(), b.data(), a.size()) < 0;
    });
    const auto doubles = std::ranges::unique(digests);
    digests.erase(doubles.begin(), doubles.end());
    std::string sorted;
    sorted.reserve(digests.size() * width_);
    for (const std::string_view digest : digests) {
      ++counts_[std::size_t{static_cast<unsigned char>(digest[0])} << 8U |
                static_cast<unsigned char>(digest[1])];
      sorted += digest;
    }
    built_.kept += digests.size();
    body_.update(sorted);
    return sorted;
  }

  Result<> write_head(int to) {
    std::string table;
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < kTableEntries; ++i) {
      table.append(reinterpret_cast<const char*>(&before), sizeof before);
      if (i < counts_.size()) before += counts_[i];
    }
    // The table stands before the digests, and is known after them: the digest is over both, each by its own.
    Hasher whole{Algorithm::sha256};
    whole.update(table);
    whole.update(body_.finish_hex());
    const Sha256 digest = whole.finish();
    const auto width = static_cast<std::uint32_t>(width_);
    std::string head{kMagic};
    head.append(reinterpret_cast<const char*>(&kVersion), sizeof kVersion);
    head.append(reinterpret_cast<const char*>(&width), sizeof width);
    head.append(reinterpret_cast<const char*>(&built_.kept), sizeof built_.kept);
    head.append(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
    if (::lseek(to, 0, SEEK_SET) < 0) return fail_errno("cannot write the set");
    return write_all(to, head + table);
  }

  std::size_t width_;
  std::string out_;
  std::array<Bucket, kBuckets> buckets_;
  std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(65'536);
  Hasher body_{Algorithm::sha256};
  KnownGoodBuilt built_;
};

}  // namespace

Result<KnownGoodBuilt> build_known_good(const std::vector<std::string>& inputs, Algorithm algorithm,
                                        const std::string& out,
                                        const std::function<bool(std::uint64_t)>& progress) {
  Builder builder{algorithm, out};
  if (auto started = builder.start(); !started) return tl::unexpected{started.error()};
  Result<> failure;
  bool stopped = false;
  const TakeDigest take = [&](std::string_view hex) {
    failure = builder.take(hex);
    if (builder.built().read % 65'536 == 0 && progress && !progress(builder.built().read)) stopped = true;
    return failure.has_value() && !stopped;
  };
  std::vector<RuleProblem> unread;
  for (const std::string& input : inputs) {
    const auto read = is_sqlite_file(input) ? each_database_digest(input, algorithm, take)
                                            : each_listed_digest(input, unread, take);
    if (!read) return tl::unexpected{read.error()};
    if (!failure) return tl::unexpected{failure.error()};
    if (stopped) return fail(Errc::interrupted, "the set was not finished");
  }
  if (builder.built().read == 0)
    return fail(Errc::malformed, "no " + std::string{name_of(algorithm)} + " digests in the input");
  if (auto finished = builder.finish(); !finished) return tl::unexpected{finished.error()};
  return builder.built();
}

}  // namespace firsthour::triage
