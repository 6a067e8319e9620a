// SPDX-License-Identifier: Apache-2.0
// Takes deflate streams apart as they come: gzip, zlib and bare deflate, told by their first bytes. Owner of
// zlib in this part.
#pragma once

#include "triage/network/field.h"

#include <functional>
#include <memory>

namespace firsthour::triage::network {

class Inflater {
 public:
  enum class Form { gzip_or_zlib, bare };
  explicit Inflater(Form form = Form::gzip_or_zlib);
  Inflater(Inflater&&) noexcept;
  Inflater& operator=(Inflater&&) noexcept;
  ~Inflater();
  // Hands what comes out to `out`, in pieces; `out` returns false to stop. False when the stream is damaged
  // or was stopped; nothing is taken from then on. Members of gzip that follow one another are one stream.
  bool feed(Bytes in, const std::function<bool(Bytes)>& out);
  // The stream came to its end and its checksum holds.
  [[nodiscard]] bool complete() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace firsthour::triage::network
