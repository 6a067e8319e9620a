// SPDX-License-Identifier: Apache-2.0
// Signed notes, checkpoints, verifier keys, HEAD.
#include "casefile/verify/case.h"
#include "casefile/verify/note.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::verify;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto note = read_note(text)) {
    if (note->signatures.empty() || !note->text.ends_with(0x0A)) std::abort();
    static_cast<void>(read_checkpoint(note->text));
  }
  static_cast<void>(read_checkpoint(text));
  static_cast<void>(read_verifier_key(text));
  static_cast<void>(read_head_file(text));
  return 0;
}
