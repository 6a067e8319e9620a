// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/ring_files.h"

#include "casefile/encoding.h"
#include "casefile/json.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace firsthour::collectors {
namespace {

constexpr const char* kReserve = ".reserve";  // room for the last counters and lines
constexpr std::size_t kReserveBytes = 256 << 10;
constexpr int kNew = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;

Result<Descriptor> make_file(int folder, const std::string& name) {
  Descriptor file{::openat(folder, name.c_str(), kNew, 0600)};
  if (!file) return fail_errno("cannot make " + name);
  return file;
}

Result<> write_whole(int to, std::span<const std::byte> data, const std::string& name) {
  while (!data.empty()) {
    const ssize_t done = ::write(to, data.data(), data.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return fail_errno("cannot write " + name);
    data = data.subspan(static_cast<std::size_t>(done));
  }
  return {};
}

}  // namespace

Result<RingFiles> RingFiles::begin(const Descriptor& folder, RingLimits limits, Json facts) {
  RingFiles ring{folder.get(), std::move(limits)};
  auto manifest = make_file(ring.folder_, std::string{kCaptureManifestName});
  if (!manifest) return tl::unexpected{manifest.error()};
  ring.manifest_ = std::move(*manifest);
  if (auto held = ring.hold_reserve(); !held) return tl::unexpected{held.error()};
  if (auto begun = ring.append_line(ring.lines_.opening(std::move(facts))); !begun)
    return tl::unexpected{begun.error()};
  ring.hashers_.emplace_back(Algorithm::sha256);
  for (const Algorithm more : ring.limits_.digests) ring.hashers_.emplace_back(more);
  return ring;
}

Result<> RingFiles::hold_reserve() {
  auto reserve = make_file(folder_, kReserve);
  if (!reserve) return tl::unexpected{reserve.error()};
  reserved_ = true;
  const std::string nothing(kReserveBytes, '\0');
  return write_whole(reserve->get(), as_bytes(nothing), kReserve);
}

void RingFiles::release_reserve() {
  if (reserved_) ::unlinkat(folder_, kReserve, 0);
  reserved_ = false;
}

Result<> RingFiles::append_line(const std::string& line) {
  if (auto written = write_whole(manifest_.get(), as_bytes(line), std::string{kCaptureManifestName});
      !written)
    return written;
  manifest_hasher_.update(line);
  if (::fdatasync(manifest_.get()) != 0) return fail_errno("cannot sync the manifest");
  return {};
}

Result<> RingFiles::open_next(Instant start) {
  const std::string number = std::to_string(closed_.size() + 1);
  std::string name = std::string(number.size() < 6 ? 6 - number.size() : 0, '0') + number + "-" +
                     compact_utc(start) + ".pcapng";
  auto file = RingFile::make(folder_, std::move(name));
  if (!file) return tl::unexpected{file.error()};
  file_ = std::move(*file);
  digested_ = 0;
  begun_.clear();
  return {};
}

Result<> RingFiles::write(std::span<const std::byte> piece, std::size_t whole, bool hurry) {
  if (auto written = file_.write(piece, hurry); !written) {
    // Else its end would be a piece of a block, and not what was digested.
    begun_.clear();
    if (auto cut = file_.cut_to(digested_); !cut) return cut;
    return written;
  }
  if (whole > 0) {
    for (Hasher& hasher : hashers_) {
      hasher.update(begun_);
      hasher.update(piece.first(whole));
    }
    digested_ += begun_.size() + whole;
    begun_.clear();
  }
  const auto rest = piece.subspan(whole);
  begun_.insert(begun_.end(), rest.begin(), rest.end());
  return {};
}

// REQUIRES: no block is begun.
Result<> RingFiles::close_file(CapturedFile file) {
  file.name = file_.name();
  file.bytes = file_.bytes();
  if (auto closed = file_.close(); !closed) return closed;
  file.number = closed_.size() + 1;
  file.sha256 = hashers_.front().finish_hex();
  for (std::size_t i = 0; i < limits_.digests.size(); ++i)
    file.digests[std::string{name_of(limits_.digests[i])}] = hashers_[i + 1].finish_hex();
  if (auto told = append_line(lines_.closed(file)); !told) return told;
  closed_.push_back(std::move(file));
  if (limits_.files != 0 && closed_.size() - oldest_ > limits_.files) return delete_oldest();
  return {};
}

// The line first: a file that is gone without one would look like one that somebody took away.
Result<> RingFiles::delete_oldest() {
  CapturedFile& oldest = closed_[oldest_];
  if (auto told = append_line(lines_.deleted(oldest)); !told) return told;
  if (::unlinkat(folder_, oldest.name.c_str(), 0) != 0) return fail_errno("cannot remove " + oldest.name);
  oldest.deleted = true;
  ++oldest_;
  return {};
}

Result<> RingFiles::end(std::string_view because, Instant at, std::uint64_t not_written,
                        const std::vector<InterfaceCount>& totals) {
  release_reserve();
  return append_line(lines_.ending(because, at, not_written, totals));
}

}  // namespace firsthour::collectors
