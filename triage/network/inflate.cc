// SPDX-License-Identifier: Apache-2.0
#include "triage/network/inflate.h"

#include <zlib.h>

#include <array>
#include <new>

namespace firsthour::triage::network {

struct Inflater::State {
  explicit State(Form form) {
    if (inflateInit2(&stream, form == Form::bare ? -15 : 15 + 32) != Z_OK) throw std::bad_alloc{};
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { inflateEnd(&stream); }
  z_stream stream{};
  std::array<std::byte, 32 * 1024> out;
  bool broken = false, complete = false;
};

Inflater::Inflater(Form form) : state_{std::make_unique<State>(form)} {}
Inflater::Inflater(Inflater&&) noexcept = default;
Inflater& Inflater::operator=(Inflater&&) noexcept = default;
Inflater::~Inflater() = default;

bool Inflater::complete() const { return state_->complete && !state_->broken; }

bool Inflater::feed(Bytes in, const std::function<bool(Bytes)>& out) {
  State& s = *state_;
  if (s.broken) return false;
  // zlib's interface predates const; it does not write there.
  s.stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(in.data()));
  s.stream.avail_in = static_cast<uInt>(in.size());
  bool more = false;
  while (s.stream.avail_in > 0 || more) {
    if (s.complete) {
      if (inflateReset(&s.stream) != Z_OK) return false;
      s.complete = false;
    }
    s.stream.next_out = reinterpret_cast<Bytef*>(s.out.data());
    s.stream.avail_out = static_cast<uInt>(s.out.size());
    const int state = inflate(&s.stream, Z_NO_FLUSH);
    const std::size_t made = s.out.size() - s.stream.avail_out;
    if (made > 0 && !out(Bytes{s.out}.first(made))) s.broken = true;
    if (state == Z_STREAM_END) s.complete = true;
    if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) s.broken = true;
    if (s.broken) return false;
    more = s.stream.avail_out == 0;
    if (state == Z_BUF_ERROR && made == 0) break;
    if (s.complete && s.stream.avail_in == 0) break;
  }
  return true;
}

}  // namespace firsthour::triage::network
