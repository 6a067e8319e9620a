// SPDX-License-Identifier: Apache-2.0
// What a check of a case comes to, for the commands that make one: verify, transfer, pack, unpack.
#pragma once

#include "casefile/case_verify.h"
#include "cli/command.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::cli {

inline constexpr Option kTrustOption{
    "trust",
    "FILE",
    {"a verifier key (NAME.vkey) that you trust; else the keys of your own key folder",
     "您信任的验证密钥文件（NAME.vkey）；缺省为自己密钥文件夹中的密钥"},
    true};

// Those named with --trust, else the user's own.
[[nodiscard]] Try<std::vector<std::string>> trusted_keys(const Invocation& call);

struct Verdict {
  Exit exit;
  std::string_view word;  // "good", "evidence-altered", "unknown-key", …: as `transferred` records it
  const Text* text;
};

// The gravest problem decides: an altered ledger says nothing reliable about the evidence any more.
[[nodiscard]] Verdict verdict_on(const VerifyReport& report);
[[nodiscard]] std::string_view name_of(VerifyKind kind);

// Checks the case at the path, with progress; a stop ends it.
[[nodiscard]] Try<VerifyReport> check_case(const Invocation& call, const std::string& path,
                                           VerifyOptions options);

// The verdict first, then every problem with the file it is in, then what was checked and whose key it is.
void show_verdict(const Invocation& call, const VerifyReport& report, const Verdict& verdict);

}  // namespace firsthour::cli
