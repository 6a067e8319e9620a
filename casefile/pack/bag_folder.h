// SPDX-License-Identifier: Apache-2.0
// Writes a BagIt 1.0 bag into a folder of ours, with SHA-256 and SHA-512 manifests. Names are ours, too: they
// need no encoding. The manifests are written as files come, so that memory does not grow with them.
#pragma once

#include "casefile/bytes.h"
#include "casefile/descriptor.h"
#include "casefile/digest.h"
#include "casefile/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::pack {

// A file of text that is being written: both digests are made on the way.
class BagText {
 public:
  [[nodiscard]] static Result<BagText> create(int folder, std::string name);
  [[nodiscard]] Result<> append(std::string_view text);
  [[nodiscard]] Result<> append(std::span<const std::byte> bytes);
  [[nodiscard]] Result<> finish();
  // REQUIRES: finished.
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& sha256() const { return sha256_; }
  [[nodiscard]] const std::string& sha512() const { return sha512_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  BagText(Descriptor file, std::string name) : file_{std::move(file)}, name_{std::move(name)} {}
  [[nodiscard]] Result<> flush();
  Descriptor file_;
  std::string name_, buffer_;
  Hasher hash256_{Algorithm::sha256}, hash512_{Algorithm::sha512};
  std::string sha256_, sha512_;
  std::uint64_t size_ = 0;
};

class BagFolder {
 public:
  // `folder` is empty and stays open longer than this.
  [[nodiscard]] static Result<BagFolder> create(int folder);

  // A payload file from a source; `tick` may stop it by failing. Gives its size and SHA-256.
  struct Copied {
    std::uint64_t size = 0;
    std::string sha256;
  };
  [[nodiscard]] Result<Copied> payload(const std::string& name, ByteSource& from,
                                       const std::function<Result<>(std::size_t)>& tick);
  // A tag file at once, or in pieces between open and close.
  [[nodiscard]] Result<> tag(const std::string& name, std::string_view text);
  [[nodiscard]] Result<BagText> open_tag(const std::string& name);
  [[nodiscard]] Result<> close_tag(BagText& text);
  // bag-info.txt (these lines and Payload-Oxum), bagit.txt, the manifests. Everything is on the medium then.
  // Gives the SHA-256 of manifest-sha256.txt.
  [[nodiscard]] Result<std::string> finish(const std::vector<std::pair<std::string, std::string>>& info);

  [[nodiscard]] std::uint64_t files() const { return files_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  BagFolder(int folder, BagText m256, BagText m512, BagText t256, BagText t512);
  [[nodiscard]] Result<BagText> create_below(const std::string& name);
  [[nodiscard]] Result<> list(BagText& in256, BagText& in512, const BagText& file);
  int folder_;
  BagText manifest256_, manifest512_, tags256_, tags512_;
  std::vector<std::byte> block_;
  std::string made_;  // the folder made last
  std::uint64_t files_ = 0, bytes_ = 0;
};

}  // namespace firsthour::pack
