// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/message_stream.h"
#include "triage/network/dissect/text.h"

namespace firsthour::triage::network {

namespace {
constexpr std::size_t kKeptOfPages = 256 * 1024, kKeptOfOthers = 64 * 1024, kTail = 64;
// A page that unpacks to more is an attack on its readers, or no page.
constexpr std::uint64_t kMostDecoded = std::uint64_t{256} << 20;
}  // namespace

void BodyTaker::begin(const HttpMessage& message) {
  const std::string type = lower(message.header("content-type"));
  kept_ = type.find("html") != std::string::npos ? kKeptOfPages : kKeptOfOthers;
  const std::string coding = lower(trimmed(message.header("content-encoding")));
  if (coding == "gzip" || coding == "x-gzip" || coding == "deflate") {
    body_.encoding = coding == "deflate" ? "deflate" : "gzip";
    inflater_.emplace();
  }
}

void BodyTaker::keep(Bytes decoded) {
  const std::string_view text = text_of(decoded);
  content_.append(decoded);
  if (body_.head.size() < kept_)
    body_.head.append(text.substr(0, share_.take(std::min(text.size(), kept_ - body_.head.size()))));
  body_.tail.append(text.substr(text.size() > kTail ? text.size() - kTail : 0));
  if (body_.tail.size() > kTail) body_.tail.erase(0, body_.tail.size() - kTail);
}

void BodyTaker::take(Bytes bytes) {
  if (bytes.empty()) return;
  if (!raw_) raw_.emplace(Algorithm::sha256);
  raw_->update(bytes);
  body_.length += bytes.size();
  if (!inflater_) return keep(bytes);
  if (broken_) {
    if (not_coded_) content_.append(bytes);
    return;
  }
  const auto out = [this](Bytes made) {
    if (!decoded_) decoded_.emplace(Algorithm::sha256);
    decoded_->update(made);
    body_.decoded_length += made.size();
    keep(made);
    return body_.decoded_length < kMostDecoded;
  };
  if (inflater_->feed(bytes, out)) return;
  // "deflate" is zlib's format by the standard, and bare deflate with many senders.
  if (body_.encoding == "deflate" && !plain_deflate_tried_ && body_.decoded_length == 0 &&
      body_.length == bytes.size()) {
    plain_deflate_tried_ = true;
    inflater_.emplace(Inflater::Form::bare);
    if (inflater_->feed(bytes, out)) return;
  }
  broken_ = true;
  // Said to be coded, and is not.
  not_coded_ = body_.decoded_length == 0 && body_.length == bytes.size();
  if (not_coded_) content_.append(bytes);
}

HttpBody BodyTaker::finish(bool complete) {
  body_.complete = complete && body_.missing == 0;
  if (raw_) body_.sha256 = raw_->finish_hex();
  if (decoded_) body_.decoded_sha256 = decoded_->finish_hex();
  const std::uint64_t all = inflater_ ? body_.decoded_length : body_.length;
  body_.cut = all > body_.head.size();
  body_.content = content_.finish();
  return std::move(body_);
}

}  // namespace firsthour::triage::network
