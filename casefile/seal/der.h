// SPDX-License-Identifier: Apache-2.0
// DER (X.690) read and written: what time stamp tokens need. Own code, since OpenSSL 3.0 reads neither the
// signed data of GB/T 35275 nor any that SM2 signed. Total: definite and shortest lengths, tags of one
// byte; everything else is a fault at an offset.
#pragma once

#include "casefile/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace firsthour {

namespace der {
inline constexpr unsigned char kBoolean = 0x01, kInteger = 0x02, kBitString = 0x03, kOctetString = 0x04,
                               kOid = 0x06, kUtf8String = 0x0c, kGeneralizedTime = 0x18, kSequence = 0x30,
                               kSet = 0x31;
// [number], constructed (0xa0) or primitive (0x80).
constexpr unsigned char context(unsigned char number, bool constructed = true) {
  return static_cast<unsigned char>((constructed ? 0xa0 : 0x80) | number);
}

// One element: tag, length, content.
[[nodiscard]] std::string element(unsigned char tag, std::string_view content);
// INTEGER of bytes that are an unsigned big-endian number.
[[nodiscard]] std::string unsigned_integer(std::string_view bytes);
// "1.2.840.113549" of an OID's content; "?" when it is none.
[[nodiscard]] std::string dotted(std::string_view oid);
}  // namespace der

// The first thing that was wrong in a document; every reader of it writes here.
class DerFault {
 public:
  explicit DerFault(std::string_view document) : begin_{document.data()} {}
  void set(const char* where, std::string_view what);
  [[nodiscard]] bool any() const { return !what_.empty(); }
  // `malformed` with the offset. REQUIRES: any().
  [[nodiscard]] tl::unexpected<Error> error(std::string_view document_name) const;

 private:
  const char* begin_;
  std::string what_;
};

struct DerElement {
  unsigned char tag = 0;
  std::string_view content, whole;
};

// Reads elements one after the other. After a fault everything it gives is empty, so that a parser may
// look once, at its end.
class DerReader {
 public:
  DerReader(std::string_view bytes, DerFault& fault) : rest_{bytes}, fault_{&fault} {}
  [[nodiscard]] bool empty() const { return rest_.empty() || fault_->any(); }
  [[nodiscard]] bool at(unsigned char tag) const {
    return !empty() && static_cast<unsigned char>(rest_[0]) == tag;
  }
  DerElement any();
  std::string_view content(unsigned char tag);
  DerReader inside(unsigned char tag) { return DerReader{content(tag), *fault_}; }
  std::string_view integer();  // two's complement, shortest form
  std::uint64_t number();      // an INTEGER that is a small one and not negative
  void skip_if(unsigned char tag);
  void end();  // a fault unless all was read

 private:
  std::string_view rest_;
  DerFault* fault_;
};

}  // namespace firsthour
