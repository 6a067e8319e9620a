// SPDX-License-Identifier: Apache-2.0
#include "collectors/package/ndb_packages.h"

#include "collectors/package/byte_order.h"

#include <array>

namespace firsthour::collectors {
namespace {

constexpr std::uint32_t kFileMagic = 0x506d7052, kSlotMagic = 0x746f6c53,
                        kBlobMagic = 0x53626c42;  // "RpmP" "Slot" "BlbS"
constexpr std::size_t kPage = 4096, kSlot = 16, kBlock = 16, kHeader = 32;
constexpr std::uint32_t kMostSlotPages = 1 << 16;

// The blob that a slot names, without its head.
Result<std::vector<std::byte>> blob_of(PageFile& file, std::uint32_t package, std::uint32_t block,
                                       std::uint32_t blocks) {
  std::array<std::byte, 16> head;
  const std::uint64_t begin = std::uint64_t{block} * kBlock;
  if (auto read = file.read(begin, head); !read) return tl::unexpected<Error>{read.error()};
  const std::uint64_t length = *little_at<std::uint32_t>(head, 12);
  if (little_at<std::uint32_t>(head, 0) != kBlobMagic || little_at<std::uint32_t>(head, 4) != package ||
      length + head.size() > std::uint64_t{blocks} * kBlock)
    return fail(Errc::malformed, "no package at offset " + std::to_string(begin));
  if (length > kLargestPackageBlob) return fail(Errc::no_space, "a package of over 32 MiB");
  std::vector<std::byte> blob(static_cast<std::size_t>(length));
  if (auto read = file.read(begin + head.size(), blob); !read) return tl::unexpected<Error>{read.error()};
  return blob;
}

}  // namespace

Result<BlobReading> read_ndb_packages(OpenFile& open, const BlobVisitor& visit) {
  PageFile file{open};
  std::array<std::byte, kPage> page;
  if (auto read = file.read(0, page); !read) return fail("ndb database", read.error());
  const std::uint32_t pages = *little_at<std::uint32_t>(page, 12);
  if (little_at<std::uint32_t>(page, 0) != kFileMagic || pages == 0 || pages > kMostSlotPages)
    return fail(Errc::malformed, "no ndb database");
  BlobReading reading;
  for (std::uint32_t number = 0; number < pages; ++number) {
    if (auto read = file.read(std::uint64_t{number} * kPage, page); !read) {
      reading.problem = read.error().what;
      return reading;
    }
    for (std::size_t at = number == 0 ? kHeader : 0; at < kPage; at += kSlot) {
      if (little_at<std::uint32_t>(page, at) != kSlotMagic) continue;
      const std::uint32_t package = *little_at<std::uint32_t>(page, at + 4),
                          block = *little_at<std::uint32_t>(page, at + 8);
      if (block == 0) continue;  // free
      const auto blob = blob_of(file, package, block, *little_at<std::uint32_t>(page, at + 12));
      if (!blob) {
        reading.problem = blob.error().what;
        continue;
      }
      ++reading.blobs;
      if (!visit(*blob)) return reading;
    }
  }
  return reading;
}

}  // namespace firsthour::collectors
