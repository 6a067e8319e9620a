// SPDX-License-Identifier: Apache-2.0
#include "collectors/container/bolt_file.h"

#include "collectors/package/byte_order.h"
#include "collectors/package/page_file.h"

#include <algorithm>
#include <array>
#include <optional>

namespace firsthour::collectors {
namespace {

constexpr std::uint32_t kMagic = 0xED0CDAED;
constexpr std::size_t kPageHeader = 16, kElement = 16, kBucketHeader = 16, kMeta = 64;
constexpr std::uint64_t kMostValues = 1'000'000, kLargestPage = 1 << 20;
constexpr int kDeepest = 40;  // of pages and buckets together
enum PageFlag : std::uint16_t { kBranch = 1, kLeaf = 2, kMetaPage = 4 };

// The checksum of a meta page.
std::uint64_t fnv1a(std::span<const std::byte> bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::byte byte : bytes) hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3;
  return hash;
}

class BoltFile {
 public:
  BoltFile(OpenFile& file, const BoltVisitor& visit) : file_{file}, visit_{visit} {}

  Result<std::string> read() {
    std::optional<std::uint64_t> root, newest;
    // The second meta page stands one page further, whose size only the first tells; one of them may be torn.
    std::vector<std::uint64_t> places{0};
    for (std::uint64_t size = 512; size <= 65536; size *= 2) places.push_back(size);
    for (const std::uint64_t place : places) {
      std::array<std::byte, kPageHeader + kMeta> page;
      if (!file_.read(place, page)) break;
      const auto meta = std::span<const std::byte>{page}.subspan(kPageHeader);
      const std::uint32_t size = *little_at<std::uint32_t>(meta, 8);
      if (little_at<std::uint32_t>(meta, 0) != kMagic || (place != 0 && place != size) || size < 512 ||
          size > 65536 || fnv1a(meta.first(56)) != *little_at<std::uint64_t>(meta, 56))
        continue;
      const std::uint64_t transaction = *little_at<std::uint64_t>(meta, 48);
      if (newest && transaction <= *newest) continue;
      newest = transaction;
      root = *little_at<std::uint64_t>(meta, 16);
      page_size_ = size;
    }
    if (!root) return fail(Errc::malformed, "no bolt database");
    pages_left_ = file_.size() / page_size_ + 1;
    page(*root, 0);
    return std::move(problem_);
  }

 private:
  // False: the visitor has had enough.
  bool page(std::uint64_t number, int depth) {
    if (depth > kDeepest || pages_left_ == 0) return wrong("a tree that has no end");
    --pages_left_;
    std::array<std::byte, kPageHeader> head;
    if (number > file_.size() / page_size_ || !file_.read(number * page_size_, head))
      return wrong("page " + std::to_string(number) + " is not there");
    const std::uint64_t size = (std::uint64_t{*little_at<std::uint32_t>(head, 12)} + 1) * page_size_;
    if (size > kLargestPage || size > file_.size())
      return wrong("page " + std::to_string(number) + " is too long");
    std::vector<std::byte> bytes(static_cast<std::size_t>(size));
    if (!file_.read(number * page_size_, bytes))
      return wrong("page " + std::to_string(number) + " is cut off");
    return elements(bytes, depth);
  }

  bool elements(std::span<const std::byte> page, int depth) {
    const auto flags = little_at<std::uint16_t>(page, 8), count = little_at<std::uint16_t>(page, 10);
    if (!flags || !count || (*flags != kBranch && *flags != kLeaf)) return wrong("a page of no tree");
    for (std::size_t i = 0; i < *count; ++i) {
      const std::size_t at = kPageHeader + i * kElement;
      if (page.size() < at + kElement) return wrong("a page that is cut off");
      const bool go_on = *flags == kBranch ? this->page(*little_at<std::uint64_t>(page, at + 8), depth + 1)
                                           : leaf(page, at, depth);
      if (!go_on) return false;
    }
    return true;
  }

  bool leaf(std::span<const std::byte> page, std::size_t at, int depth) {
    const std::uint64_t begin = at + std::uint64_t{*little_at<std::uint32_t>(page, at + 4)};
    const std::uint64_t key_size = *little_at<std::uint32_t>(page, at + 8),
                        value_size = *little_at<std::uint32_t>(page, at + 12);
    if (begin + key_size + value_size > page.size()) return wrong("a value beside its page");
    const std::string_view all{reinterpret_cast<const char*>(page.data()), page.size()};
    const auto key = all.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(key_size));
    const auto value =
        page.subspan(static_cast<std::size_t>(begin + key_size), static_cast<std::size_t>(value_size));
    if ((*little_at<std::uint32_t>(page, at) & 1) == 0) {
      if (++values_ > kMostValues) {
        wrong("more than a million values");
        return false;
      }
      return visit_(buckets_, key, {reinterpret_cast<const char*>(value.data()), value.size()});
    }
    const auto root = little_at<std::uint64_t>(value, 0);
    if (!root || value.size() < kBucketHeader) return wrong("a bucket without a root");
    if (depth >= kDeepest) return wrong("a tree that has no end");
    buckets_.emplace_back(key);
    // A small bucket has its only page behind its header.
    const bool go_on =
        *root == 0 ? elements(value.subspan(kBucketHeader), depth + 1) : this->page(*root, depth + 1);
    buckets_.pop_back();
    return go_on;
  }

  // What else can be read is read.
  bool wrong(std::string why) {
    problem_ = std::move(why);
    return true;
  }

  PageFile file_;
  const BoltVisitor& visit_;
  std::uint32_t page_size_ = 0;
  std::uint64_t pages_left_ = 0, values_ = 0;
  std::vector<std::string> buckets_;
  std::string problem_;
};

}  // namespace

Result<std::string> read_bolt_file(OpenFile& file, const BoltVisitor& visit) {
  return BoltFile{file, visit}.read();
}

}  // namespace firsthour::collectors
