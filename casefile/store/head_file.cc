// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/head_file.h"

#include "casefile/bytes.h"

#include <sys/stat.h>

#include <charconv>
#include <optional>

namespace firsthour {
namespace {
constexpr std::uint64_t kLongestHead = 1 << 20;

std::string ledger_line(const FileDigest& ledger) {
  return std::string{kLedgerName} + " " + std::to_string(ledger.size) + " " + ledger.sha256.hex() + "\n";
}

// "case.sqlite SIZE SHA-256", in the one spelling that head_text gives.
std::optional<FileDigest> parse_ledger_line(std::string_view line) {
  const std::string whole{line}, prefix = std::string{kLedgerName} + " ";
  if (!line.starts_with(prefix)) return std::nullopt;
  line.remove_prefix(prefix.size());
  FileDigest ledger;
  const auto number = std::from_chars(line.data(), line.data() + line.size(), ledger.size);
  line.remove_prefix(static_cast<std::size_t>(number.ptr - line.data()));
  if (number.ec != std::errc{} || line.size() != 66 || line.front() != ' ') return std::nullopt;
  const auto digest = Sha256::from_hex(line.substr(1, 64));
  if (!digest) return std::nullopt;
  ledger.sha256 = *digest;
  if (ledger_line(ledger) != whole) return std::nullopt;
  return ledger;
}

}  // namespace

std::string head_text(const Head& head) {
  return head.note + "\n" + head.sm3_note + "\n" + ledger_line(head.ledger);
}

Result<Head> parse_head(std::string_view text) {
  const auto refuse = [] {
    return fail(Errc::malformed, "HEAD is not two notes and the line of case.sqlite");
  };
  Head head;
  // The text of a checkpoint has no blank line, so the second one ends its note.
  for (std::string* note : {&head.note, &head.sm3_note}) {
    const auto text_end = text.find("\n\n");
    const auto end = text_end == std::string_view::npos ? text_end : text.find("\n\n", text_end + 2);
    if (end == std::string_view::npos) return refuse();
    *note = text.substr(0, end + 1);
    text.remove_prefix(end + 2);
  }
  const auto ledger = parse_ledger_line(text);
  if (!ledger) return refuse();
  head.ledger = *ledger;
  const auto checkpoint = checkpoint_of(head.note), sm3 = checkpoint_of(head.sm3_note);
  if (!checkpoint || !sm3) return fail("HEAD", (checkpoint ? sm3 : checkpoint).error());
  if (sm3->size != checkpoint->size || sm3->origin != checkpoint->origin + std::string{kSm3Origin})
    return fail(Errc::malformed, "HEAD: the two checkpoints are not of one head");
  return head;
}

Result<Checkpoint> checkpoint_of(std::string_view note) {
  const auto parsed = parse_note(note);
  if (!parsed) return tl::unexpected{parsed.error()};
  return parse_checkpoint(parsed->text);
}

Result<std::string> read_head_text(const std::string& case_path) {
  const std::string file = case_path + "/" + kHeadName;
  struct stat status {};
  if (::lstat(file.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
    return fail(Errc::malformed, "not a regular file");  // opening a FIFO would wait for ever
  return read_file(file, kLongestHead);
}

Result<Head> read_head(const std::string& case_path) {
  const auto text = read_head_text(case_path);
  if (!text) return fail(kHeadName, text.error());
  return parse_head(*text);
}

}  // namespace firsthour
