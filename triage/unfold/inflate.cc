// SPDX-License-Identifier: Apache-2.0
#include "triage/unfold/inflate.h"

#include <zlib.h>

#include <algorithm>

namespace firsthour::triage {
namespace {

constexpr int kBare = -15, kZlibOrGzip = 15 + 32;
constexpr std::size_t kShortest = 8;  // a few bytes of anything can be a bare stream of nothing

class Stream {
 public:
  explicit Stream(int window) : ready_{inflateInit2(&stream_, window) == Z_OK} {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() {
    if (ready_) inflateEnd(&stream_);
  }

  std::optional<std::string> all(std::span<const std::byte> bytes, std::uint64_t most) {
    if (!ready_ || bytes.size() > UINT32_MAX) return std::nullopt;
    // zlib does not write through it; its interface is older than const.
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    int result = Z_OK;
    while (result == Z_OK && out.size() < most) {
      const std::size_t before = out.size();
      out.resize(std::min<std::uint64_t>(std::max<std::size_t>(before * 2, 4096), most));
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
      stream_.avail_out = static_cast<uInt>(out.size() - before);
      result = ::inflate(&stream_, Z_NO_FLUSH);
      out.resize(out.size() - stream_.avail_out);
      if (result == Z_OK && out.size() == before) break;  // it wants more bytes than there are
    }
    if (result != Z_STREAM_END || out.size() < kShortest) return std::nullopt;
    return out;
  }

 private:
  z_stream stream_{};
  bool ready_;
};

}  // namespace

std::optional<std::string> inflated(std::span<const std::byte> bytes, std::uint64_t most) {
  if (auto found = Stream{kZlibOrGzip}.all(bytes, most)) return found;
  return Stream{kBare}.all(bytes, most);
}

std::uint32_t crc32_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace firsthour::triage
