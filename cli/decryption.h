// SPDX-License-Identifier: Apache-2.0
// What may open an encrypted stream: identities from files, a passphrase from a file or from the person.
#pragma once

#include "casefile/age.h"
#include "cli/command.h"

#include <string>

namespace firsthour::cli {

inline constexpr Option kIdentityOption{
    "identity",
    "FILE",
    {"open what is encrypted with this identity; else with those of the key folder",
     "用此身份密钥文件解密；缺省用密钥文件夹中的身份"},
    true};
inline constexpr Option kPassphraseFileOption{
    "passphrase-file",
    "FILE",
    {"the passphrase of what is encrypted; else asked on the terminal", "解密口令所在文件；缺省在终端询问"}};

// By --identity, else all of the key folder; the passphrase by --passphrase-file, else asked when it is
// needed and a terminal is there. One of the folder's that cannot be used is warned of. `call` must outlive
// the keys.
[[nodiscard]] Try<AgeKeys> keys_for_reading(const Invocation& call);

// The first line of the file.
[[nodiscard]] Result<std::string> passphrase_in(const std::string& file);

}  // namespace firsthour::cli
