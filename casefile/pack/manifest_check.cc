// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/manifest_check.h"

#include "casefile/pack/manifest.h"

namespace firsthour::pack {
namespace {

constexpr std::size_t kMostLine = 64 + 2 + 64 + 1;  // our names are far shorter than 64 characters
constexpr std::size_t kDigestAndBlanks = 66;

}  // namespace

ManifestCheck::ManifestCheck(std::string manifest, std::size_t count, Expected expected, Problems& problems)
    : manifest_{std::move(manifest)}, count_{count}, expected_{std::move(expected)}, problems_{problems} {}

void ManifestCheck::update(std::string_view bytes) {
  while (!bytes.empty() && !lost_) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
    if (carry_.size() + piece.size() > kMostLine) {
      lost_ = true;
      problems_.add(manifest_, "line " + std::to_string(at_ + 1) + " is too long");
      return;
    }
    carry_ += piece;
    bytes.remove_prefix(piece.size());
    if (end == std::string_view::npos) return;
    line(carry_);
    carry_.clear();
  }
}

void ManifestCheck::line(std::string_view text) {
  if (at_ == count_) {
    lost_ = true;
    problems_.add(manifest_, "names more files than there are");
    return;
  }
  const auto [name, digest] = expected_(at_);
  ++at_;
  if (text == manifest_line(digest, name)) return;
  if (text.size() > kDigestAndBlanks && text.substr(kDigestAndBlanks) == name + "\n") {
    problems_.add(name, "SHA-256 differs from " + manifest_);
  } else {
    lost_ = true;
    problems_.add(manifest_, "line " + std::to_string(at_) + " is not that of " + name);
  }
}

void ManifestCheck::finish() {
  if (lost_) return;
  if (!carry_.empty())
    problems_.add(manifest_, "its last line has no end");
  else if (at_ < count_)
    problems_.add(manifest_, "does not name " + expected_(at_).first);
}

}  // namespace firsthour::pack
