// SPDX-License-Identifier: Apache-2.0
#include "collectors/package/berkeley_hash.h"

#include "collectors/package/byte_order.h"

#include <algorithm>
#include <array>
#include <utility>

namespace firsthour::collectors {
namespace {

constexpr std::uint32_t kHashMagic = 0x061561;
constexpr std::size_t kPageHeader = 26;
enum PageType : std::uint8_t { kHashUnsorted = 2, kOverflow = 7, kHash = 13 };
enum ItemType : std::uint8_t { kKeyData = 1, kOffPage = 3 };

class HashFile {
 public:
  explicit HashFile(OpenFile& file) : file_{file} {}

  Result<> open() {
    std::array<std::byte, 72> head;
    if (auto read = file_.read(0, head); !read) return fail("Berkeley database", read.error());
    big_ = big_at<std::uint32_t>(head, 12) == kHashMagic;
    if (number<std::uint32_t>(head, 12) != kHashMagic)
      return fail(Errc::malformed, "no hash database of Berkeley DB");
    const std::uint32_t page = *number<std::uint32_t>(head, 20);
    if (page < 512 || page > 65536 || (page & (page - 1)) != 0)
      return fail(Errc::malformed, "Berkeley database: pages of " + std::to_string(page) + " bytes");
    if (std::to_integer<int>(head[24]) != 0)
      return fail(Errc::unsupported, "Berkeley database: it is encrypted");
    page_.resize(page);
    overflow_.resize(page);
    // What the header says of the last page may be behind; what lies behind the end is not there.
    pages_ = file_.size() / page;
    return {};
  }

  BlobReading read(const BlobVisitor& visit) {
    BlobReading reading;
    for (std::uint64_t at = 1; at < pages_; ++at) {
      if (auto read = file_.read(at * page_.size(), page_); !read) {
        reading.problem = read.error().what;
        return reading;
      }
      const auto type = std::to_integer<std::uint8_t>(page_[25]);
      if (type != kHash && type != kHashUnsorted) continue;
      if (!read_page(reading, visit)) return reading;
    }
    return reading;
  }

 private:
  template <class N>
  std::optional<N> number(std::span<const std::byte> bytes, std::uint64_t offset) const {
    return number_at<N>(bytes, offset, big_);
  }

  // False: the visitor has had enough.
  bool read_page(BlobReading& reading, const BlobVisitor& visit) {
    const std::size_t entries = *number<std::uint16_t>(page_, 20);
    // Keys and values take turns; items grow down from the end of the page.
    std::size_t end = page_.size();
    for (std::size_t i = 0; i < entries; ++i) {
      const auto begin = number<std::uint16_t>(page_, kPageHeader + 2 * i);
      if (!begin || *begin < kPageHeader || *begin >= page_.size()) {
        reading.problem = "an item that lies beside its page";
        return true;
      }
      const std::size_t last = std::exchange(end, *begin);
      if (i % 2 == 0 || *begin >= last) continue;
      const auto item = std::span<const std::byte>{page_}.subspan(*begin, last - *begin);
      auto value = value_of(item);
      if (!value) {
        reading.problem = value.error().what;
        continue;
      }
      if (value->size() < 8) continue;
      ++reading.blobs;
      if (!visit(*value)) return false;
    }
    return true;
  }

  Result<std::vector<std::byte>> value_of(std::span<const std::byte> item) {
    const auto type = std::to_integer<std::uint8_t>(item[0]);
    if (type == kKeyData) return std::vector<std::byte>(item.begin() + 1, item.end());
    const auto first = number<std::uint32_t>(item, 4), length = number<std::uint32_t>(item, 8);
    if (type != kOffPage || !first || !length)
      return fail(Errc::malformed, "an item of type " + std::to_string(type));
    if (*length > kLargestPackageBlob) return fail(Errc::no_space, "a package of over 32 MiB");
    return chain(*first, *length);
  }

  Result<std::vector<std::byte>> chain(std::uint32_t page, std::uint32_t length) {
    std::vector<std::byte> value;
    value.reserve(length);
    while (value.size() < length) {
      if (page == 0 || page >= pages_)
        return fail(Errc::malformed, "a package that is cut off after " + std::to_string(value.size()) +
                                         " of " + std::to_string(length) + " bytes");
      if (auto read = file_.read(std::uint64_t{page} * overflow_.size(), overflow_); !read)
        return tl::unexpected<Error>{read.error()};
      const std::size_t here = *number<std::uint16_t>(overflow_, 22);
      // Without bytes a chain could be a circle.
      if (std::to_integer<std::uint8_t>(overflow_[25]) != kOverflow || here == 0 ||
          here > overflow_.size() - kPageHeader)
        return fail(Errc::malformed, "page " + std::to_string(page) + " is no overflow page");
      const auto bytes = std::span{overflow_}.subspan(kPageHeader, std::min(here, length - value.size()));
      value.insert(value.end(), bytes.begin(), bytes.end());
      page = *number<std::uint32_t>(overflow_, 16);
    }
    return value;
  }

  PageFile file_;
  bool big_ = false;
  std::uint64_t pages_ = 0;
  std::vector<std::byte> page_, overflow_;
};

}  // namespace

Result<BlobReading> read_berkeley_hash(OpenFile& file, const BlobVisitor& visit) {
  HashFile database{file};
  if (auto opened = database.open(); !opened) return tl::unexpected<Error>{opened.error()};
  return database.read(visit);
}

}  // namespace firsthour::collectors
