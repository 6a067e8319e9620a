// SPDX-License-Identifier: Apache-2.0
// Identities in files, in age's own form: comment lines with date and public key, then the secret. They lie
// in the key folder beside signing keys, as NAME.identity (0600), the public part in NAME.recipient.
#pragma once

#include "casefile/age.h"
#include "casefile/instant.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

inline constexpr std::string_view kIdentityEnd = ".identity", kRecipientEnd = ".recipient";

// Makes both files (the folder and its missing parents 0700); refuses to overwrite either.
[[nodiscard]] Result<AgeIdentity> make_identity_file(const std::string& folder, std::string_view name,
                                                     AgeKind kind, Instant now);
// Refuses a file that others can read (`denied`).
[[nodiscard]] Result<std::vector<AgeIdentity>> load_identities(const std::string& file);
[[nodiscard]] Result<std::vector<std::string>> list_identity_files(const std::string& folder);

}  // namespace firsthour
