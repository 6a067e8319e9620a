// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/der.h"

namespace firsthour {
namespace der {

std::string element(unsigned char tag, std::string_view content) {
  std::string length;
  for (std::size_t rest = content.size(); rest > 0; rest >>= 8)
    length.insert(length.begin(), static_cast<char>(rest & 0xff));
  std::string bytes(1, static_cast<char>(tag));
  if (content.size() < 0x80)
    bytes += static_cast<char>(content.size());
  else
    bytes += static_cast<char>(0x80 | length.size()) + length;
  return bytes + std::string{content};
}

std::string unsigned_integer(std::string_view bytes) {
  while (bytes.size() > 1 && bytes[0] == 0) bytes.remove_prefix(1);
  std::string content{bytes};
  if (content.empty() || (content[0] & 0x80)) content.insert(content.begin(), '\0');
  return element(kInteger, content);
}

std::string dotted(std::string_view oid) {
  std::string text;
  std::uint64_t arc = 0;
  bool within = true;
  for (const unsigned char byte : oid) {
    if (arc > (~std::uint64_t{0} >> 8)) return "?";
    arc = arc << 7 | (byte & 0x7f);
    within = byte & 0x80;
    if (within) continue;
    if (text.empty()) {
      const std::uint64_t first = arc < 80 ? arc / 40 : 2;
      text = std::to_string(first) + "." + std::to_string(arc - first * 40);
    } else {
      text += "." + std::to_string(arc);
    }
    arc = 0;
  }
  return within ? "?" : text;
}

}  // namespace der

void DerFault::set(const char* where, std::string_view what) {
  if (any()) return;
  const auto offset = where >= begin_ ? where - begin_ : 0;
  what_ = "offset " + std::to_string(offset) + ": " + std::string{what};
}

tl::unexpected<Error> DerFault::error(std::string_view document_name) const {
  return fail(Errc::malformed, std::string{document_name} + ", " + what_);
}

DerElement DerReader::any() {
  const auto refuse = [&](std::string_view why) {
    fault_->set(rest_.data(), why);
    return DerElement{};
  };
  if (fault_->any()) return {};
  if (rest_.size() < 2) return refuse("ends within an element");
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(rest_[at]); };
  if ((byte(0) & 0x1f) == 0x1f) return refuse("tag of more than one byte");
  std::size_t length = byte(1), head = 2;
  if (length == 0x80) return refuse("indefinite length: BER, not DER");
  if (length > 0x80) {
    const std::size_t count = length - 0x80;
    if (count > 4 || rest_.size() < head + count) return refuse("length that cannot be");
    length = 0;
    for (std::size_t n = 0; n < count; ++n) length = length << 8 | byte(head + n);
    if (length < 0x80 || length >> (8 * (count - 1)) == 0) return refuse("length not in its shortest form");
    head += count;
  }
  if (rest_.size() - head < length) return refuse("element longer than what holds it");
  const DerElement element{byte(0), rest_.substr(head, length), rest_.substr(0, head + length)};
  rest_.remove_prefix(head + length);
  return element;
}

std::string_view DerReader::content(unsigned char tag) {
  if (!at(tag)) {
    fault_->set(rest_.data(), rest_.empty() ? "ends too early" : "another element than expected");
    return {};
  }
  return any().content;
}

std::string_view DerReader::integer() {
  const auto bytes = content(der::kInteger);
  if (fault_->any()) return {};
  const bool padded = bytes.size() > 1 &&
                      ((bytes[0] == 0 && !(bytes[1] & 0x80)) || (bytes[0] == '\xff' && (bytes[1] & 0x80)));
  if (bytes.empty() || padded) {
    fault_->set(bytes.data(), "integer not in its shortest form");
    return {};
  }
  return bytes;
}

std::uint64_t DerReader::number() {
  const auto bytes = integer();
  if (bytes.size() > 8 || (!bytes.empty() && (bytes[0] & 0x80))) {
    fault_->set(bytes.data(), "number out of range");
    return 0;
  }
  std::uint64_t value = 0;
  for (const unsigned char byte : bytes) value = value << 8 | byte;
  return value;
}

void DerReader::skip_if(unsigned char tag) {
  if (at(tag)) any();
}

void DerReader::end() {
  if (!empty()) fault_->set(rest_.data(), "more than there should be");
}

}  // namespace firsthour
