// SPDX-License-Identifier: Apache-2.0
#include "triage/known_good.h"

#include "casefile/bytes.h"
#include "casefile/descriptor.h"
#include "casefile/encoding.h"
#include "triage/indicators/digest_lists.h"
#include "triage/indicators/known_good_format.h"
#include "triage/indicators/recognise.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <set>

namespace firsthour::triage {
namespace {

using namespace known_good;

std::uint64_t number_at(const unsigned char* at) {
  std::uint64_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return value;
}

// A set, mapped.
class SetFile {
 public:
  SetFile(const unsigned char* bytes, std::size_t size) : bytes_{bytes}, size_{size} {}
  SetFile(SetFile&& other) noexcept
      : bytes_{std::exchange(other.bytes_, nullptr)},
        size_{other.size_},
        width_{other.width_},
        count_{other.count_} {}
  SetFile& operator=(SetFile&&) = delete;
  ~SetFile() {
    if (bytes_) ::munmap(const_cast<unsigned char*>(bytes_), size_);
  }

  Result<> check(const std::string& file) {
    std::uint32_t version = 0, width = 0;
    if (size_ >= kDigestsAt) {
      std::memcpy(&version, bytes_ + 16, sizeof version);
      std::memcpy(&width, bytes_ + 20, sizeof width);
      count_ = number_at(bytes_ + 24);
    }
    width_ = width;
    if (size_ < kDigestsAt || version != kVersion || !algorithm_of_width(width_) ||
        count_ > (size_ - kDigestsAt) / width_ || size_ != kDigestsAt + count_ * width_)
      return fail(Errc::malformed, file + ": the set is cut, or of another version");
    for (std::size_t i = 0; i + 1 < kTableEntries; ++i)
      if (before(i) > before(i + 1)) return fail(Errc::malformed, file + ": the set's table is altered");
    if (before(kTableEntries - 1) != count_)
      return fail(Errc::malformed, file + ": the set's table is altered");
    return {};
  }

  [[nodiscard]] Algorithm algorithm() const { return *algorithm_of_width(width_); }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::string own_digest() const {
    return to_hex(std::as_bytes(std::span{bytes_ + kDigestAt, 32}));
  }

  // Interpolation between the bounds that the table gives, by the four bytes behind the first two.
  [[nodiscard]] bool contains(std::span<const unsigned char> digest) const {
    const std::size_t bucket = std::size_t{digest[0]} << 8U | digest[1];
    std::uint64_t low = before(bucket), high = before(bucket + 1);
    double from = 0, to = 4294967296.0;
    const double wanted = key(digest.data());
    for (int round = 0; low < high; ++round) {
      const double share = round < 4 ? std::clamp((wanted - from) / (to - from), 0.0, 1.0) : 0.5;
      const std::uint64_t middle =
          std::min(low + static_cast<std::uint64_t>(share * static_cast<double>(high - low)), high - 1);
      const unsigned char* const at = bytes_ + kDigestsAt + middle * width_;
      const int order = std::memcmp(at, digest.data(), width_);
      if (order == 0) return true;
      if (order < 0)
        low = middle + 1, from = key(at);
      else
        high = middle, to = key(at) + 1;
    }
    return false;
  }

 private:
  [[nodiscard]] std::uint64_t before(std::size_t bucket) const {
    return number_at(bytes_ + kTableAt + bucket * sizeof(std::uint64_t));
  }
  static double key(const unsigned char* digest) {
    return static_cast<double>(std::uint32_t{digest[2]} << 24U | std::uint32_t{digest[3]} << 16U |
                               std::uint32_t{digest[4]} << 8U | digest[5]);
  }

  const unsigned char* bytes_;
  std::size_t size_;
  std::size_t width_ = 0;
  std::uint64_t count_ = 0;
};

Result<SetFile> map_set(const std::string& file, int fd, std::size_t size) {
  void* const memory = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) return fail_errno("cannot map " + file);
  ::madvise(memory, size, MADV_RANDOM);
  SetFile set{static_cast<const unsigned char*>(memory), size};
  if (auto good = set.check(file); !good) return tl::unexpected{good.error()};
  return set;
}

class OpenSets final : public KnownGood {
 public:
  Result<> add(const std::string& file, std::vector<RuleProblem>& problems, Hasher& digest) {
    const Descriptor opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    struct stat facts {};
    if (!opened || ::fstat(opened.get(), &facts) != 0) {
      if (errno == ENOENT) return fail(Errc::not_found, "no such file: " + file);
      return fail_errno("cannot open " + file);
    }
    char head[16] = {};
    if (::pread(opened.get(), head, sizeof head, 0) == sizeof head &&
        std::string_view{head, sizeof head} == kMagic) {
      auto set = map_set(file, opened.get(), static_cast<std::size_t>(facts.st_size));
      if (!set) return tl::unexpected{set.error()};
      digest.update(set->own_digest());
      note(set->algorithm());
      sets_.push_back(std::move(*set));
      return {};
    }
    if (is_sqlite_file(file))
      return fail(Errc::unsupported, file + ": a database is made into a set first (--build-known-good)");
    return each_listed_digest(file, problems, [&](std::string_view hex) {
      digest.update(hex);
      take(hex);
      return true;
    });
  }

  void seal(std::string digest) {
    digest_ = std::move(digest);
    std::ranges::sort(algorithms_, {}, [](Algorithm one) {
      return one == Algorithm::sha256 ? 0 : one == Algorithm::sha1 ? 1 : 2;
    });
  }

  [[nodiscard]] std::uint64_t count() const override {
    std::uint64_t all = listed_.size();
    for (const SetFile& set : sets_) all += set.count();
    return all;
  }
  [[nodiscard]] const std::vector<Algorithm>& algorithms() const override { return algorithms_; }
  [[nodiscard]] const std::string& digest() const override { return digest_; }

  [[nodiscard]] bool contains(Algorithm algorithm, std::string_view hex) const override {
    const auto bytes = from_hex(hex);
    if (!bytes || bytes->size() != width_of(algorithm)) return false;
    const std::string key{reinterpret_cast<const char*>(bytes->data()), bytes->size()};
    if (listed_.contains(key)) return true;
    const std::span digest{reinterpret_cast<const unsigned char*>(key.data()), key.size()};
    return std::ranges::any_of(
        sets_, [&](const SetFile& set) { return set.algorithm() == algorithm && set.contains(digest); });
  }

 private:
  void take(std::string_view hex) {
    const auto bytes = from_hex(hex);
    if (!bytes) return;
    note(*algorithm_of_width(bytes->size()));
    listed_.emplace(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  }
  void note(Algorithm algorithm) {
    if (std::ranges::find(algorithms_, algorithm) == algorithms_.end()) algorithms_.push_back(algorithm);
  }

  std::vector<SetFile> sets_;
  std::set<std::string> listed_;  // bytes
  std::vector<Algorithm> algorithms_;
  std::string digest_;
};

}  // namespace

Result<std::shared_ptr<const KnownGood>> KnownGood::open(const std::vector<std::string>& files,
                                                         std::vector<RuleProblem>& problems) {
  auto known = std::make_shared<OpenSets>();
  Hasher digest{Algorithm::sha256};
  for (const std::string& file : files)
    if (auto added = known->add(file, problems, digest); !added) return tl::unexpected{added.error()};
  known->seal(digest.finish_hex());
  return std::shared_ptr<const KnownGood>{std::move(known)};
}

}  // namespace firsthour::triage
