// SPDX-License-Identifier: Apache-2.0
// To whom a collection is encrypted: those of --encrypt-to, else those of the file `recipients` beside the
// program, else nobody.
#pragma once

#include "casefile/age.h"
#include "collectors/main_options.h"

#include <string>
#include <vector>

namespace firsthour::collectors {

// Empty: plaintext, because --plain says so or nobody is named. A file of recipients that is there and cannot
// be used is a failure, so that nothing leaves in the clear by accident; so is it when the machine cannot
// encrypt (no randomness), before anything was written.
[[nodiscard]] Result<std::vector<AgeRecipient>> recipients_for(const Options& options,
                                                               const std::string& folder_of_program);

// `out` with ".age" behind it when there are recipients. Errc::usage when it says .age and there are none,
// and when it would be sent in the clear (tcp://) without a reason.
[[nodiscard]] Result<std::string> name_for(std::string out, const std::vector<AgeRecipient>& recipients,
                                           bool plain_given);
// Whether a collection of this name is compressed: NAME.zst or NAME.zst.age, and always over a network.
[[nodiscard]] bool is_compressed_name(std::string_view name);

}  // namespace firsthour::collectors
