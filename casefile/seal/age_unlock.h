// SPDX-License-Identifier: Apache-2.0
// Which of the keys at hand opens a header.
#pragma once

#include "casefile/age.h"
#include "casefile/seal/age_header.h"
#include "casefile/seal/age_primitives.h"

#include <string>

namespace firsthour::age {

struct Unlocked {
  FileKey file_key;
  std::string by;  // the recipient, or "passphrase"
};

// Errors as AgeReader::open().
[[nodiscard]] Result<Unlocked> unlock(const Header& header, const AgeKeys& keys);

}  // namespace firsthour::age
