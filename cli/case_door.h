// SPDX-License-Identifier: Apache-2.0
// Opening cases for commands: which folder is meant, who writes, and the exit codes of a refusal.
#pragma once

#include "casefile/case.h"
#include "cli/command.h"

#include <memory>
#include <string>

namespace firsthour::cli {

// The folder that the word means: itself when it is a case, else with ".case" added.
[[nodiscard]] std::string case_path(const std::string& word);
// True when there is a case folder at the path (whether it is sound or not).
[[nodiscard]] bool case_exists(const std::string& path);

// False on a read-only medium, or where the permissions do not allow it.
[[nodiscard]] bool can_be_written(const std::string& path);

// Who we are: the account (under sudo the person behind it), this program and its digest, the command line.
[[nodiscard]] Author author_of(const Invocation& call, const std::string& person = {});

// The case is the command's first word, unless another is named.
[[nodiscard]] Try<std::unique_ptr<CaseReader>> read_case(const Invocation& call);
[[nodiscard]] Try<std::unique_ptr<CaseWriter>> write_case(const Invocation& call);
[[nodiscard]] Try<std::unique_ptr<CaseWriter>> write_case(const Invocation& call, const std::string& word,
                                                          const std::string& person = {});
[[nodiscard]] Try<std::unique_ptr<CaseWriter>> new_case(const Invocation& call, const std::string& word,
                                                        bool exercise, const std::string& person = {});
// Opens the case with these keys.
[[nodiscard]] Try<std::unique_ptr<CaseWriter>> write_case_with(const Invocation& call,
                                                               const std::string& path,
                                                               const std::string& person, SigningKeys keys);
// Signs the head; the command's last step.
[[nodiscard]] Try<Exit> close_case(CaseWriter& writer, Exit exit);

// The option every writing command takes.
inline constexpr Option kKeyOption{
    "key",
    "FILE",
    {"sign with this key; else the one in the key folder", "用此密钥签名；缺省用密钥文件夹中的密钥"}};
// Beside it in every table of options.
inline constexpr Option kNationalKeyOption{
    "national-key",
    "FILE",
    {"sign with this SM2 key too; else the key `national` beside the first, if any",
     "另用此 SM2 密钥签名；缺省用与首个密钥同一文件夹中名为 national 的密钥（如有）"}};

}  // namespace firsthour::cli
