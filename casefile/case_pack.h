// SPDX-License-Identifier: Apache-2.0
// A whole case as one stream, and back (FORMAT.md, "Packed case"). Streaming, in bounded memory: 40 bytes
// for each object's name and size.
#pragma once

#include "casefile/age.h"
#include "casefile/case.h"
#include "casefile/case_verify.h"

#include <cstdint>
#include <string>

namespace firsthour {

// What a packed case holds beside HEAD and the ledger.
struct CaseContents {
  std::uint64_t objects = 0, bytes = 0;
  // SHA-256 of the lines `HEX  objects/27/7089…` of all objects in the order of their names.
  std::string list_digest;
};
[[nodiscard]] Result<CaseContents> contents_of(const CaseReader& the_case);

// Holds the writer's lock meanwhile (works on read-only media). The case has to be closed cleanly: `usage`
// says why it is not. Every object is hashed while it is read and every byte of the ledger is held against
// HEAD: `tampered` names the object that does not hold, `malformed` says what is wrong with the ledger, and
// the stream has no end mark then.
[[nodiscard]] Result<CaseContents> pack_case(const std::string& path, ByteSink& into,
                                             const Progress& progress);

struct UnpackOptions {
  VerifyOptions verify;
  AgeKeys keys;  // what may open an encrypted one
  // What is not taken stays in a folder NAME.rejected instead of being removed.
  bool keep_rejected = false;
  // The digest from paper, SHA-256 or SM3 in hex, blanks and case ignored; "" when none. Another one is
  // refused.
  std::string expect;
  Progress progress;  // while the stream comes
};

struct Unpacked {
  bool placed = false;   // the case verified and stands at its target
  std::string rejected;  // where the rejected folder was kept; "" when removed
  std::uint64_t bytes = 0;
  std::string opened_by;    // the recipient whose identity opened it; "" when it was not encrypted
  std::string sha256, sm3;  // of the stream as it came: the digests on paper
  VerifyReport report;
};

// Writes beside the target, verifies there, and puts the case in its place only when nothing is wrong with
// it. That its key is not trusted is no problem in the report and the caller's to say. Fails with usage when
// the target exists, `malformed` when the stream is no packed case or is cut, `tampered` when it was changed,
// `not_found` when it is encrypted and nothing of `keys` opens it.
[[nodiscard]] Result<Unpacked> unpack_case(ByteSource& from, const std::string& target,
                                           const UnpackOptions& options);

}  // namespace firsthour
