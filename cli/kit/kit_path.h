// SPDX-License-Identifier: Apache-2.0
// Names inside a kit. A stick is FAT32 or exFAT: what is called here is what the medium can call it.
#pragma once

#include "casefile/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace firsthour::cli {

// FAT32: a file has at most 2^32 - 1 bytes.
inline constexpr std::uint64_t kLargestKitFile = 0xffff'ffff;

// What a kit has at fixed places.
inline constexpr std::string_view kManifestName = "SHA256SUMS", kNoteName = "SHA256SUMS.note",
                                  kDescriptionName = "kit.json", kCollectionsName = "collections",
                                  kCasesName = "cases", kAnswersName = "answers.yaml",
                                  kPreparedAnswers = "prepared/answers.yaml",
                                  kPreparedJson = "prepared/answers.json", kRecipientsName = "recipients";

// `usage` with the reason when FAT or an old console cannot name it: relative, '/' between parts, printable
// ASCII without \ : * ? " < > |, no part that is empty, "." or "..", ends in a dot or blank, or is a device
// of DOS (CON, NUL, …); at most 200 bytes.
[[nodiscard]] Result<> check_kit_path(std::string_view path);
// The name as FAT compares names: two files of a kit have different ones.
[[nodiscard]] std::string folded_path(std::string_view path);
// What a kit gains in use, and what systems put onto media: by rule no part of the manifest. That is
// collections/, cases/, answers.yaml, "System Volume Information"/ and lost+found/, at the top of the kit.
[[nodiscard]] bool is_outside_manifest(std::string_view top_name);

}  // namespace firsthour::cli
