// SPDX-License-Identifier: Apache-2.0
// Which signing key is used, and which keys the user trusts.
#pragma once

#include "casefile/keys.h"
#include "cli/command.h"

#include <memory>
#include <string>
#include <vector>

namespace firsthour::cli {

inline constexpr std::string_view kDefaultKeyName = "firsthour";

// $FIRSTHOUR_KEYS, else $XDG_CONFIG_HOME/firsthour/keys, else ~/.config/firsthour/keys.
[[nodiscard]] Try<std::string> key_folder(const Environment& environment);

// --key FILE, else the key `firsthour` of the folder, else the only one there; when there is none makes
// one and says so. Refuses a key that lies beside or inside the case.
[[nodiscard]] Try<std::shared_ptr<SigningKey>> signing_key(const Invocation& call,
                                                           const std::string& case_path);

// The verifier keys of the user's own folder.
[[nodiscard]] std::vector<std::string> own_verifier_keys(const Environment& environment);

}  // namespace firsthour::cli
