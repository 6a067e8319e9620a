// SPDX-License-Identifier: Apache-2.0
// Signed notes and checkpoints: reading them.
#include "casefile/checkpoint.h"
#include "casefile/encoding.h"
#include "casefile/seal/note_key.h"

#include <algorithm>
#include <charconv>

namespace firsthour {
namespace {

constexpr std::size_t kLongestNote = 1 << 20, kMostSignatures = 100, kKeyIdLength = 4;
constexpr std::string_view kSignatureMark = "\xe2\x80\x94 ";  // em dash, blank

std::string_view bytes_as_text(const std::vector<std::byte>& bytes) { return as_text(bytes); }

Result<NoteSignature> parse_signature_line(std::string_view line) {
  if (!line.starts_with(kSignatureMark)) return fail(Errc::malformed, "no signature line");
  line.remove_prefix(kSignatureMark.size());
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos || !is_key_name(line.substr(0, blank)))
    return fail(Errc::malformed, "signature line without a key name");
  const auto bytes = from_base64(line.substr(blank + 1));
  // The encoding must be the one that to_base64 gives, else two texts would mean the same signature.
  if (!bytes || bytes->size() <= kKeyIdLength || to_base64(*bytes) != line.substr(blank + 1))
    return fail(Errc::malformed, "signature is not base64");
  const auto text = bytes_as_text(*bytes);
  return NoteSignature{std::string{line.substr(0, blank)}, std::string{text.substr(0, kKeyIdLength)},
                       std::string{text.substr(kKeyIdLength)}};
}

Error at(std::size_t offset, const Error& inner) {
  return {inner.code, "offset " + std::to_string(offset) + ": " + inner.what};
}

}  // namespace

std::string signature_line(const NoteSignature& signature) {
  return std::string{kSignatureMark} + signature.key_name + " " +
         to_base64(as_bytes(signature.key_id + signature.signature)) + "\n";
}

Result<Note> parse_note(std::string_view bytes) {
  if (bytes.size() > kLongestNote) return fail(Errc::malformed, "note longer than 1 MiB");
  if (!is_utf8(bytes)) return fail(Errc::malformed, "note is not UTF-8");
  const auto control = std::find_if(bytes.begin(), bytes.end(),
                                    [](unsigned char c) { return (c < 0x20 && c != '\n') || c == 0x7f; });
  if (control != bytes.end())
    return fail(Errc::malformed, "offset " + std::to_string(control - bytes.begin()) + ": control character");
  // The text may hold blank lines of its own: the last one parts text and signatures.
  const auto split = bytes.rfind("\n\n");
  if (split == std::string_view::npos) return fail(Errc::malformed, "note without a blank line");
  Note note{std::string{bytes.substr(0, split + 1)}, {}};
  std::size_t offset = split + 2;
  if (offset == bytes.size()) return fail(Errc::malformed, "note without a signature");
  while (offset < bytes.size()) {
    const auto end = bytes.find('\n', offset);
    if (end == std::string_view::npos)
      return fail(Errc::malformed, "offset " + std::to_string(bytes.size()) + ": last line has no newline");
    auto signature = parse_signature_line(bytes.substr(offset, end - offset));
    if (!signature) return tl::unexpected{at(offset, signature.error())};
    if (note.signatures.size() == kMostSignatures) return fail(Errc::malformed, "more than 100 signatures");
    note.signatures.push_back(std::move(*signature));
    offset = end + 1;
  }
  return note;
}

std::string checkpoint_text(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
         to_base64(checkpoint.root.bytes) + "\n";
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  const auto refuse = [] { return fail(Errc::malformed, "checkpoint is not origin, size, root"); };
  const auto first = text.find('\n');
  const auto second = first == std::string_view::npos ? first : text.find('\n', first + 1);
  if (second == std::string_view::npos || text.back() != '\n') return refuse();
  Checkpoint parsed;
  parsed.origin = text.substr(0, first);
  const auto number = text.substr(first + 1, second - first - 1);
  const auto end = std::from_chars(number.data(), number.data() + number.size(), parsed.size);
  const auto root = from_base64(text.substr(second + 1, text.size() - second - 2));
  if (end.ec != std::errc{} || !root || root->size() != parsed.root.bytes.size()) return refuse();
  std::copy(root->begin(), root->end(), parsed.root.bytes.begin());
  // One text for one checkpoint: leading zeros, other base64 and further lines are refused here.
  if (parsed.origin.empty() || checkpoint_text(parsed) != text) return refuse();
  return parsed;
}

}  // namespace firsthour
