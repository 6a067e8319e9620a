// SPDX-License-Identifier: Apache-2.0
// The way in. The stream is hostile: names come from a fixed set, in a fixed order, and every file is made
// new below a folder of our own.
#include "casefile/case_pack.h"
#include "casefile/encoding.h"
#include "casefile/pack/case_pack_form.h"
#include "casefile/pack/stream_digest.h"
#include "casefile/store/durable_file.h"
#include "casefile/store/half_made_folder.h"
#include "casefile/store/head_file.h"
#include "casefile/store/objects.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>

namespace firsthour {
namespace {

constexpr std::uint64_t kLongestHead = 1 << 20;

// The stream as it is, or what is inside the age file that it is; remembers why it failed, since a tar reader
// only sees it end.
class Opened final : public ByteSource {
 public:
  explicit Opened(ByteSource& from) : from_{from} {}
  [[nodiscard]] Result<> open(const AgeKeys& keys) {
    first_.resize(kAgeStart);
    std::size_t size = 0;
    while (size < first_.size()) {
      const auto got = from_.read(std::span{first_}.subspan(size));
      if (!got) return tl::unexpected{got.error()};
      if (*got == 0) break;
      size += *got;
    }
    first_.resize(size);
    if (!begins_as_age(first_)) return {};
    auto reader = AgeReader::open(whole_, keys);
    if (!reader) return tl::unexpected{reader.error()};
    decrypted_ = std::move(*reader);
    return {};
  }
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override {
    auto got = decrypted_ ? decrypted_->read(into) : whole_.read(into);
    if (!got) failure_ = got.error();
    return got;
  }
  [[nodiscard]] std::string opened_by() const { return decrypted_ ? decrypted_->opened_by() : ""; }
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  // What was looked at, then the rest.
  class Whole final : public ByteSource {
   public:
    explicit Whole(Opened& of) : of_{of} {}
    [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override {
      if (given_ == of_.first_.size()) return of_.from_.read(into);
      const auto size = std::min(into.size(), of_.first_.size() - given_);
      std::copy_n(of_.first_.begin() + static_cast<std::ptrdiff_t>(given_), size, into.begin());
      given_ += size;
      return size;
    }

   private:
    Opened& of_;
    std::size_t given_ = 0;
  };

  ByteSource& from_;
  std::vector<std::byte> first_;
  Whole whole_{*this};
  std::unique_ptr<AgeReader> decrypted_;
  std::optional<Error> failure_;
};

class Unpacking {
 public:
  Unpacking(Opened& from, const UnpackOptions& options)
      : from_{from}, reader_{from, pack::kPackedCaseForm}, options_{options} {}

  Result<> into(const std::string& path) {
    auto folder = open_folder(path);
    if (!folder) return tl::unexpected{folder.error()};
    folder_ = std::move(*folder);
    if (::mkdirat(folder_.get(), kObjectsName, 0755) != 0) return fail_errno("cannot make objects");
    auto objects = open_folder_at(folder_.get(), kObjectsName);
    if (!objects) return tl::unexpected{objects.error()};
    objects_ = std::move(*objects);
    while (reader_.next()) {
      if (reader_.compressed())
        return fail(Errc::malformed, "a packed case is not compressed: zstd -d gives the one inside");
      if (auto taken = take(reader_.file()); !taken) return taken;
    }
    if (auto ended = how_it_ended(); !ended) return ended;
    if (files_ < 2) return fail(Errc::tampered, "no ledger in the packed case");
    return {};
  }

  // Only of what is good: all of the file system has to wait for it.
  [[nodiscard]] Result<> make_durable() const {
    if (::syncfs(folder_.get()) != 0) return fail_errno("cannot make the case durable");
    return {};
  }

 private:
  Result<> how_it_ended() const {
    const auto& failed = from_.failure();
    if (failed && failed->code == Errc::tampered) return tl::unexpected{*failed};
    const std::string why = failed                      ? ": " + failed->what
                            : reader_.problem().empty() ? ""
                                                        : ": " + reader_.problem();
    switch (reader_.state()) {
      case pack::TarReader::State::ended:
        return {};
      case pack::TarReader::State::cut:
        return fail(Errc::malformed, "the packed case ends before its end" + why);
      case pack::TarReader::State::foreign:
        return fail(Errc::malformed, "this is no packed case" + why);
      default:
        return fail(Errc::tampered, "the packed case was changed" + why);
    }
  }

  Result<> take(const pack::TarFile& file) {
    const std::size_t number = files_++;
    if (number == 0) {
      if (file.size > kLongestHead) return fail(Errc::tampered, "HEAD is too long");
      return write_file(folder_.get(), kHeadName, 0644, {});
    }
    if (number == 1) {
      if (file.name != kLedgerName) return unexpected_name(file.name);
      return write_file(folder_.get(), kLedgerName, 0644, {});
    }
    const auto digest = pack::parse_object_entry(file.name);
    // Ascending: so that none comes twice.
    if (!digest || (last_ && *digest <= *last_)) return unexpected_name(file.name);
    last_ = digest;
    const std::string name = object_name(*digest);
    if (::mkdirat(objects_.get(), name.substr(0, 2).c_str(), 0755) != 0 && errno != EEXIST)
      return fail_errno("cannot make a folder of objects");
    return write_file(objects_.get(), name, 0444, digest);
  }

  static tl::unexpected<Error> unexpected_name(const std::string& name) {
    return fail(Errc::tampered,
                "not the file that comes next in a packed case: " + escape_for_terminal(name));
  }

  Result<> write_file(int folder, const std::string& name, mode_t mode, const std::optional<Sha256>& digest) {
    const Descriptor file{
        ::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644)};
    if (!file) return fail_errno("cannot create " + name);
    const std::uint64_t size = reader_.file().size;
    std::uint64_t came = 0;
    Hasher hasher{Algorithm::sha256};
    for (auto bytes = reader_.read(); !bytes.empty(); bytes = reader_.read()) {
      if (digest) hasher.update(bytes);
      if (auto written = write_all(file.get(), as_text(bytes), name); !written) return written;
      came += bytes.size();
      done_ += bytes.size();
      if (options_.progress && !options_.progress(files_, done_))
        return fail(Errc::interrupted, "unpacking was stopped");
    }
    if (came != size) return {};  // the reader's state says why
    if (digest && hasher.finish() != *digest)
      return fail(Errc::tampered, "objects/" + name + ": its bytes are not those its name says");
    if (::fchmod(file.get(), mode) != 0 && errno != EPERM && errno != EOPNOTSUPP)
      return fail_errno("cannot set the mode of " + name);
    return {};
  }

  Opened& from_;
  pack::TarReader reader_;
  const UnpackOptions& options_;
  Descriptor folder_, objects_;
  std::size_t files_ = 0;
  std::uint64_t done_ = 0;
  std::optional<Sha256> last_;
};

// The digests of the whole stream, held against the one on paper.
Result<> compare(pack::StreamDigest& stream, std::string_view expect, Unpacked& unpacked) {
  if (auto drained = stream.drain(); !drained) return drained;
  unpacked.bytes = stream.size();
  unpacked.sha256 = stream.finish_sha256().hex();
  unpacked.sm3 = stream.finish_sm3();
  const std::string expected = pack::normal_digest(expect);
  if (expected.empty() || expected == unpacked.sha256 || expected == unpacked.sm3) return {};
  return fail(Errc::tampered, "the digest is not the one on paper: SHA-256 " + in_groups(unpacked.sha256));
}

// Puts what was rejected under the first free name; "" when that fails.
std::string keep(HalfMadeFolder& folder, const std::string& target) {
  for (int number = 1; number <= 99; ++number) {
    const std::string place = target + ".rejected" + (number == 1 ? "" : "." + std::to_string(number));
    struct stat there {};
    if (::lstat(place.c_str(), &there) == 0) continue;
    if (folder.put_in_place(place)) return place;
  }
  return {};
}

}  // namespace

Result<Unpacked> unpack_case(ByteSource& from, const std::string& target, const UnpackOptions& options) {
  auto folder = HalfMadeFolder::make(target);
  if (!folder) return fail("cannot unpack", folder.error());
  const auto reject = [&](const Error& error) -> Result<Unpacked> {
    if (!options.keep_rejected) return tl::unexpected{error};
    const std::string kept = keep(*folder, target);
    return fail(error.code, error.what + (kept.empty() ? "" : "; kept as " + kept));
  };
  Unpacked unpacked;
  pack::StreamDigest stream{from};
  Opened opened{stream};
  if (auto begun = opened.open(options.keys); !begun) return fail("cannot unpack", begun.error());
  unpacked.opened_by = opened.opened_by();
  Unpacking unpacking{opened, options};
  auto taken = unpacking.into(folder->path());
  if (taken) taken = compare(stream, options.expect, unpacked);
  if (!taken) return reject(taken.error());
  auto report = verify_case(folder->path(), options.verify);
  if (!report) return reject(report.error());
  unpacked.report = std::move(*report);
  if (!unpacked.report.problems.empty()) {
    if (options.keep_rejected) unpacked.rejected = keep(*folder, target);
    return unpacked;
  }
  if (auto durable = unpacking.make_durable(); !durable) return tl::unexpected{durable.error()};
  if (auto placed = folder->put_in_place(target); !placed) return fail("cannot unpack", placed.error());
  unpacked.placed = true;
  return unpacked;
}

}  // namespace firsthour
