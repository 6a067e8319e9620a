// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/note.h"

#include "casefile/verify/digest.h"
#include "casefile/verify/utf8.h"

#include <algorithm>
#include <charconv>

namespace firsthour::verify {
namespace {

constexpr std::string_view kDash = "\xE2\x80\x94 ";
constexpr std::size_t kMostBytes = 65536;

std::optional<std::string_view> took_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

}  // namespace

Result<NoteSignature> read_signature_line(std::string_view line) {
  if (!line.starts_with(kDash)) return refuse("a signature line without its dash", "签名行缺少破折号");
  line.remove_prefix(kDash.size());
  const std::size_t blank = line.find(' ');
  if (blank == 0 || blank == std::string_view::npos ||
      line.substr(0, blank).find('+') != std::string_view::npos)
    return refuse("a signature line without a name", "签名行缺少名称");
  const auto bytes = from_base64(line.substr(blank + 1));
  if (!bytes || bytes->size() < 5) return refuse("a signature that is not base64", "签名不是 base64");
  return NoteSignature{std::string{line.substr(0, blank)}, bytes->substr(0, 4), bytes->substr(4)};
}

Result<Note> read_note(std::string_view bytes) {
  if (bytes.size() > kMostBytes) return refuse("a note of more than 64 KiB", "签名文本超过 64 KiB");
  if (!is_utf8(bytes)) return refuse("a note that is not UTF-8", "签名文本不是 UTF-8");
  for (const char c : bytes)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F)
      return refuse("a note with a control character", "签名文本含控制字符");
  const std::size_t blank = bytes.rfind("\n\n");
  if (blank == std::string_view::npos || blank == 0)
    return refuse("a note without a blank line before its signatures", "签名文本在签名前没有空行");
  Note note{std::string{bytes.substr(0, blank + 1)}, {}};
  std::string_view rest = bytes.substr(blank + 2);
  while (const auto line = took_line(rest)) {
    auto signature = read_signature_line(*line);
    if (!signature) return refuse(signature.error());
    note.signatures.push_back(std::move(*signature));
  }
  if (!rest.empty() || note.signatures.empty())
    return refuse("a note that does not end in signature lines", "签名文本末尾不是签名行");
  return note;
}

Result<Checkpoint> read_checkpoint(std::string_view text) {
  Checkpoint checkpoint;
  const auto origin = took_line(text), size = took_line(text), root = took_line(text);
  if (!root || !text.empty() || origin->empty())
    return refuse("a checkpoint that is not of three lines", "检查点不是三行");
  checkpoint.origin = *origin;
  const auto [end, error] = std::from_chars(size->data(), size->data() + size->size(), checkpoint.size);
  if (error != std::errc{} || end != size->data() + size->size() ||
      (size->size() > 1 && size->front() == '0'))
    return refuse("a checkpoint whose second line is no size", "检查点第二行不是大小");
  auto bytes = from_base64(*root);
  if (!bytes || bytes->size() != 32)
    return refuse("a checkpoint whose third line is no root", "检查点第三行不是根");
  checkpoint.root = std::move(*bytes);
  return checkpoint;
}

Signers signers_of(const Note& note, const std::vector<PublicKey>& keys) {
  Signers signers;
  for (const NoteSignature& signature : note.signatures) {
    for (const PublicKey& key : keys) {
      if (signature.name != key.name || signature.id != key.id(Use::signature)) continue;
      auto& list = key.signed_this(note.text, signature.bytes) ? signers.good : signers.wrong;
      if (std::find(list.begin(), list.end(), &key) == list.end()) list.push_back(&key);
    }
  }
  return signers;
}

std::optional<std::uint64_t> cosigned_at(std::string_view text, const NoteSignature& signature,
                                         const PublicKey& key) {
  if (signature.name != key.name || signature.id != key.id(Use::cosignature) ||
      signature.bytes.size() != 8 + 64)
    return std::nullopt;
  std::uint64_t time = 0;
  for (int i = 0; i < 8; ++i) time = time << 8 | static_cast<unsigned char>(signature.bytes[i]);
  const std::string message = "cosignature/v1\ntime " + std::to_string(time) + "\n" + std::string{text};
  if (!key.signed_this(message, std::string_view{signature.bytes}.substr(8))) return std::nullopt;
  return time;
}

}  // namespace firsthour::verify
