// SPDX-License-Identifier: Apache-2.0
// Which signing key is used, and which keys the user trusts.
#pragma once

#include "casefile/case.h"
#include "casefile/json_fwd.h"
#include "casefile/keys.h"
#include "cli/command.h"

#include <memory>
#include <string>
#include <vector>

namespace firsthour::cli {

inline constexpr std::string_view kDefaultKeyName = "firsthour", kNationalKeyName = "national";

// $FIRSTHOUR_KEYS, else $XDG_CONFIG_HOME/firsthour/keys, else ~/.config/firsthour/keys.
[[nodiscard]] Try<std::string> key_folder(const Environment& environment);

// Who signs a case: the Ed25519 key, and beside it the SM2 key, when there is one. Refuses keys that lie
// beside or inside the case.
//   first    --key FILE, else the key `firsthour` of the folder, else the only Ed25519 key there; when there
//   is
//            none makes one and says so
//   national --national-key FILE, else the key `national` beside the first, when it is there
[[nodiscard]] Try<SigningKeys> signing_keys(const Invocation& call, const std::string& case_path);
// The same without --key, which names somebody else's there.
[[nodiscard]] Try<SigningKeys> usual_signing_keys(const Invocation& call, const std::string& case_path);

// The key's text where it cosigns.
[[nodiscard]] std::string cosigner_key(const SigningKey& key);
[[nodiscard]] Json json_of_key(const SigningKey& key);  // what --json says of it

// The verifier keys of the user's own folder.
[[nodiscard]] std::vector<std::string> own_verifier_keys(const Environment& environment);

}  // namespace firsthour::cli
