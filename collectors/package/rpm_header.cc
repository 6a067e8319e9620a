// SPDX-License-Identifier: Apache-2.0
#include "collectors/package/rpm_header.h"

#include "collectors/package/byte_order.h"

#include <algorithm>
#include <cstring>

namespace firsthour::collectors {
namespace {

constexpr std::uint32_t kMostEntries = 0x10000, kMostData = 256u << 20;  // rpm's own limits
constexpr std::size_t kMostFiles = 1'000'000, kLongestPath = 4096;       // PATH_MAX

enum Type : std::uint32_t { kInt16 = 3, kInt32 = 4, kInt64 = 5, kString = 6, kStrings = 8, kLocalized = 9 };
enum Tag : std::uint32_t {
  kName = 1000,
  kVersion = 1001,
  kRelease = 1002,
  kEpoch = 1003,
  kInstallTime = 1008,
  kVendor = 1011,
  kArch = 1022,
  kOldFileNames = 1027,
  kFileSizes = 1028,
  kFileStates = 1029,
  kFileModes = 1030,
  kFileDigests = 1035,
  kFileLinks = 1036,
  kFileFlags = 1037,
  kDirIndexes = 1116,
  kBaseNames = 1117,
  kDirNames = 1118,
  kLongFileSizes = 5008,
  kDigestAlgorithm = 5011,
};
enum FileFlag : std::uint32_t { kConfig = 1, kMissingOk = 8, kGhost = 64 };
enum FileState : std::uint8_t { kNormal = 0, kReplaced = 1, kNetShared = 3 };

// By the numbers of OpenPGP (RFC 4880, 9.4); absent: one that we cannot compute.
std::optional<Algorithm> algorithm_of(std::uint64_t number) {
  switch (number) {
    case 0:
    case 1:
      return Algorithm::md5;
    case 2:
      return Algorithm::sha1;
    case 8:
      return Algorithm::sha256;
    case 9:
      return Algorithm::sha384;
    case 10:
      return Algorithm::sha512;
    case 11:
      return Algorithm::sha224;
    default:
      return std::nullopt;
  }
}

class Header {
 public:
  static Result<Header> open(std::span<const std::byte> blob) {
    const auto entries = big_at<std::uint32_t>(blob, 0), data = big_at<std::uint32_t>(blob, 4);
    if (!entries || !data || *entries == 0 || *entries > kMostEntries || *data > kMostData)
      return fail(Errc::malformed, "rpm header: no counts of entries and data at offset 0");
    const std::uint64_t begin = 8 + 16ull * *entries;
    if (begin > blob.size() || blob.size() - begin < *data)
      return fail(Errc::malformed, "rpm header: " + std::to_string(*entries) + " entries and " +
                                       std::to_string(*data) + " bytes do not fit into " +
                                       std::to_string(blob.size()));
    return Header{blob.subspan(8, 16ull * *entries), blob.subspan(begin, *data)};
  }

  std::string text(Tag tag) const {
    auto all = texts(tag, 1);
    return all.empty() ? std::string{} : std::move(all.front());
  }
  // Strings, each ended by a NUL; what lacks its end is not taken.
  std::vector<std::string> texts(Tag tag, std::size_t most = kMostFiles) const {
    std::vector<std::string> all;
    const auto entry = find(tag);
    if (!entry || (entry->type != kString && entry->type != kStrings && entry->type != kLocalized))
      return all;
    std::string_view rest{reinterpret_cast<const char*>(data_.data()), data_.size()};
    rest.remove_prefix(std::min<std::size_t>(entry->offset, rest.size()));
    for (std::uint32_t i = 0; i < entry->count && all.size() < most; ++i) {
      const std::size_t end = rest.find('\0');
      if (end == std::string_view::npos) break;
      all.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
    return all;
  }
  std::optional<std::uint64_t> number(Tag tag) const { return number(find(tag), 0); }

  struct Entry {
    std::uint32_t type, offset, count;
  };
  // Looked up once a column: a header may have as many entries as it has files.
  std::optional<Entry> find(Tag tag) const {
    for (std::size_t at = 0; at < entries_.size(); at += 16) {
      if (big_at<std::uint32_t>(entries_, at) != tag) continue;
      return Entry{*big_at<std::uint32_t>(entries_, at + 4), *big_at<std::uint32_t>(entries_, at + 8),
                   *big_at<std::uint32_t>(entries_, at + 12)};
    }
    return std::nullopt;
  }
  std::optional<std::uint64_t> number(const std::optional<Entry>& entry, std::size_t index) const {
    if (!entry || index >= entry->count) return std::nullopt;
    if (entry->type == kInt16) return big_at<std::uint16_t>(data_, entry->offset + 2ull * index);
    if (entry->type == kInt32) return big_at<std::uint32_t>(data_, entry->offset + 4ull * index);
    if (entry->type == kInt64) return big_at<std::uint64_t>(data_, entry->offset + 8ull * index);
    return big_at<std::uint8_t>(data_, entry->offset + std::uint64_t{index});
  }

 private:
  Header(std::span<const std::byte> entries, std::span<const std::byte> data)
      : entries_{entries}, data_{data} {}

  std::span<const std::byte> entries_, data_;
};

// The paths: since rpm 4 in three columns, before in one.
Result<std::vector<std::string>> paths_of(const Header& header) {
  auto names = header.texts(kBaseNames);
  if (names.empty()) return header.texts(kOldFileNames);
  const auto folders = header.texts(kDirNames);
  const auto indexes = header.find(kDirIndexes);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto folder = header.number(indexes, i);
    if (!folder || *folder >= folders.size())
      return fail(Errc::malformed, "rpm header: file " + std::to_string(i) + " has no folder");
    if (names[i].size() + folders[static_cast<std::size_t>(*folder)].size() > kLongestPath)
      return fail(Errc::malformed, "rpm header: file " + std::to_string(i) + " has a path over 4096 bytes");
    names[i].insert(0, folders[static_cast<std::size_t>(*folder)]);
  }
  return names;
}

class FileColumns {
 public:
  explicit FileColumns(const Header& header) : header_{header} {}

  bool is_installed(std::size_t index) const {
    const std::uint64_t state = header_.number(states_, index).value_or(kNormal);
    return state == kNormal || state == kReplaced || state == kNetShared;
  }
  PackageFile at(std::size_t index) const {
    PackageFile file;
    file.size = header_.number(sizes_, index);
    if (!file.size) file.size = header_.number(long_sizes_, index);
    if (const auto mode = header_.number(modes_, index)) file.mode = static_cast<std::uint32_t>(*mode);
    const std::uint64_t flags = header_.number(flags_, index).value_or(0);
    file.configuration = (flags & kConfig) != 0;
    // A file that another package has overwritten is that one's to check.
    file.optional =
        (flags & (kMissingOk | kGhost)) != 0 || header_.number(states_, index).value_or(kNormal) != kNormal;
    return file;
  }

 private:
  const Header& header_;
  std::optional<Header::Entry> states_ = header_.find(kFileStates), sizes_ = header_.find(kFileSizes),
                               long_sizes_ = header_.find(kLongFileSizes), modes_ = header_.find(kFileModes),
                               flags_ = header_.find(kFileFlags);
};

Result<> add_files(const Header& header, Package& package) {
  auto paths = paths_of(header);
  if (!paths) return tl::unexpected<Error>{paths.error()};
  auto digests = header.texts(kFileDigests), targets = header.texts(kFileLinks);
  const auto algorithm = algorithm_of(header.number(kDigestAlgorithm).value_or(1));
  const FileColumns columns{header};
  package.files.reserve(paths->size());
  for (std::size_t i = 0; i < paths->size(); ++i) {
    if ((*paths)[i].empty() || (*paths)[i].front() != '/' || !columns.is_installed(i)) continue;
    PackageFile file = columns.at(i);
    file.path = std::move((*paths)[i]);
    if (i < targets.size()) file.target = std::move(targets[i]);
    if (i < digests.size() && algorithm) {
      file.digest = std::move(digests[i]);
      file.algorithm = *algorithm;
    }
    package.files.push_back(std::move(file));
  }
  return {};
}

}  // namespace

Result<Package> parse_rpm_header(std::span<const std::byte> blob) {
  const auto header = Header::open(blob);
  if (!header) return tl::unexpected<Error>{header.error()};
  Package package;
  package.type = "rpm";
  package.name = header->text(kName);
  if (package.name.empty()) return fail(Errc::malformed, "rpm header: no name");
  if (const auto epoch = header->number(kEpoch)) package.version = std::to_string(*epoch) + ":";
  package.version += header->text(kVersion);
  if (const auto release = header->text(kRelease); !release.empty()) package.version += "-" + release;
  package.architecture = header->text(kArch);
  package.maker = header->text(kVendor);
  if (const auto time = header->number(kInstallTime); time && *time <= UINT32_MAX)
    package.installed = Instant::from_seconds(static_cast<std::int64_t>(*time));
  if (auto added = add_files(*header, package); !added) return tl::unexpected<Error>{added.error()};
  return package;
}

}  // namespace firsthour::collectors
