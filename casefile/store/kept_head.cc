// SPDX-License-Identifier: Apache-2.0
#include "casefile/case_verify.h"
#include "casefile/checkpoint.h"
#include "casefile/custody.h"
#include "casefile/store/head_file.h"

namespace firsthour {

Result<KeptHead> parse_kept_head(std::string_view text) {
  KeptHead kept;
  if (const auto typed = head_from_text(text)) {
    const auto root = Sha256::from_hex(typed->root);
    if (!root) return fail(Errc::malformed, "a root has 64 hex digits");
    kept.size = typed->size;
    kept.root = *root;
    return kept;
  }
  const auto head = parse_head(text);  // of a kept copy of HEAD the first note counts
  if (head) text = head->note;
  const auto note = parse_note(text);
  const auto checkpoint =
      note ? parse_checkpoint(note->text) : Result<Checkpoint>{tl::unexpected{note.error()}};
  if (!checkpoint) return fail("neither SIZE:ROOT nor a signed checkpoint", checkpoint.error());
  const bool sm3 = checkpoint->origin.ends_with(kSm3Origin);
  kept.note = text;
  kept.origin = checkpoint->origin.substr(0, checkpoint->origin.size() - (sm3 ? kSm3Origin.size() : 0));
  kept.size = checkpoint->size;
  kept.root = checkpoint->root;
  kept.tree = sm3 ? Algorithm::sm3 : Algorithm::sha256;
  return kept;
}

bool Subset::holds(const Sha256& digest) const {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | std::to_integer<std::uint64_t>(digest.bytes[i]);
  return number % parts == part - 1;
}

}  // namespace firsthour
