// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/head_file.h"

#include "casefile/bytes.h"

#include <sys/stat.h>

#include <charconv>

namespace firsthour {
namespace {
constexpr std::uint64_t kLongestHead = 1 << 20;
}

std::string head_text(const Head& head) {
  return head.note + "\n" + kLedgerName + " " + std::to_string(head.ledger.size) + " " +
         head.ledger.sha256.hex() + "\n";
}

Result<Head> parse_head(std::string_view text) {
  const auto refuse = [] { return fail(Errc::malformed, "HEAD is not a note and the line of case.sqlite"); };
  const auto split = text.rfind("\n\n");
  if (split == std::string_view::npos) return refuse();
  Head head;
  head.note = text.substr(0, split + 1);
  std::string_view line = text.substr(split + 2);
  const std::string prefix = std::string{kLedgerName} + " ";
  if (!line.starts_with(prefix)) return refuse();
  line.remove_prefix(prefix.size());
  const auto number = std::from_chars(line.data(), line.data() + line.size(), head.ledger.size);
  line.remove_prefix(static_cast<std::size_t>(number.ptr - line.data()));
  if (number.ec != std::errc{} || line.size() != 66 || line.front() != ' ' || line.back() != '\n')
    return refuse();
  const auto digest = Sha256::from_hex(line.substr(1, 64));
  if (!digest) return refuse();
  head.ledger.sha256 = *digest;
  if (head_text(head) != text) return refuse();  // other spellings of the same numbers
  if (const auto checkpoint = checkpoint_of(head.note); !checkpoint) return fail("HEAD", checkpoint.error());
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
