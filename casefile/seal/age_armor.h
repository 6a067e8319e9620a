// SPDX-License-Identifier: Apache-2.0
// ASCII armor (strict PEM, RFC 7468): lines of 64 columns, canonical base64, up to 1 KiB of blanks before and
// after. Only read; what we write is binary.
#pragma once

#include "casefile/seal/age_ahead.h"

namespace firsthour::age {

inline constexpr std::string_view kArmorStart = "-----BEGIN AGE ENCRYPTED FILE-----";
inline constexpr std::string_view kArmorEnd = "-----END AGE ENCRYPTED FILE-----";

// Whether what comes next is armor, behind blanks.
[[nodiscard]] bool begins_as_armor(std::string_view text);

class ArmorSource final : public ByteSource {
 public:
  explicit ArmorSource(Ahead& from) : from_{from} {}
  // `tampered` when this is no armor, `io` when it ends before its last line.
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override;

 private:
  Result<std::string> line();
  Result<> begin();
  Result<> next();
  Result<> end();

  Ahead& from_;
  std::vector<std::byte> ready_;
  std::size_t taken_ = 0;
  bool begun_ = false, ended_ = false;
  std::optional<Error> fault_;
};

}  // namespace firsthour::age
