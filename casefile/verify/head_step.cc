// SPDX-License-Identifier: Apache-2.0
// Step 1: HEAD against the ledger.
#include "casefile/verify/case.h"
#include "casefile/verify/digest.h"

#include <charconv>

namespace firsthour::verify {
namespace {

constexpr std::size_t kMostHead = 262144;

Result<std::string> digest_of_file(const Folder& folder, const std::string& name, Progress& progress) {
  const auto file = folder.file(name);
  if (!file) return refuse(file.error().why);
  Digest digest{"sha256"};
  std::string block;
  for (std::uint64_t at = 0;; at += block.size()) {
    if (const auto done = file->read_at(at, 1 << 20, block); !done) return refuse(done.error());
    if (block.empty()) return hex(digest.finish());
    digest.update(block);
    progress.done(block.size());
  }
}

}  // namespace

Result<HeadFile> read_head_file(std::string_view text) {
  HeadFile head;
  for (std::string& note : head.notes) {
    // A note has one blank line inside, and one stands behind it.
    const std::size_t inside = text.find("\n\n");
    const std::size_t behind = inside == std::string_view::npos ? inside : text.find("\n\n", inside + 2);
    if (behind == std::string_view::npos) return refuse("it does not hold two notes", "其中没有两份签名文本");
    note = text.substr(0, behind + 1);
    text.remove_prefix(behind + 2);
    if (const auto read = read_note(note); !read) return refuse(read.error());
  }
  constexpr std::string_view kName = "case.sqlite ";
  const std::size_t blank = text.find(' ', kName.size());
  if (!text.starts_with(kName) || blank == std::string_view::npos || text.back() != '\n')
    return refuse("its last line is not about case.sqlite", "最后一行不是关于 case.sqlite 的");
  const std::string_view size = text.substr(kName.size(), blank - kName.size());
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), head.ledger_size);
  head.ledger_sha256 = text.substr(blank + 1, text.size() - blank - 2);
  if (error != std::errc{} || end != size.data() + size.size() || std::to_string(head.ledger_size) != size ||
      !from_hex(head.ledger_sha256, 32))
    return refuse("its last line is not about case.sqlite", "最后一行不是关于 case.sqlite 的");
  return head;
}

void CaseCheck::read_head() {
  const auto text = folder_.text("HEAD", kMostHead);
  if (!text) {
    work_.report.problem(text.error().wrong_there ? Kind::ledger_broken : Kind::unreadable,
                         {"HEAD", "", {}, {}, {}}, text.error().why);
    return;
  }
  auto head = read_head_file(*text);
  if (head) {
    head_ = std::move(*head);
  } else {
    work_.report.problem(Kind::ledger_broken, {"HEAD", "", {}, {}, {}}, head.error());
  }
}

// After all events and checkpoints were read.
void CaseCheck::compare_head() {
  if (!head_) return;
  const Place place{"HEAD", "", {}, {}, {}};
  if (head_met_[0] != head_met_[1] || !head_size_) {
    work_.report.problem(
        Kind::ledger_broken, place,
        say("its notes are no checkpoints of case.sqlite", "其中的签名文本不是 case.sqlite 的检查点"));
    return;
  }
  if (head_size_ != newest_ || *head_size_ != trees_[0].size()) {
    work_.report.problem(
        Kind::incomplete, place,
        say("the case was not closed cleanly: HEAD is of {} events, case.sqlite has {}",
            "案卷未正常关闭：HEAD 对应 {} 个事件，case.sqlite 有 {} 个", *head_size_, trees_[0].size()));
    return;
  }
  closed_ = !journal_;
  if (journal_) return;
  if (!ledger_is_as_head_says()) {
    // That line is not signed, so either file may be the altered one.
    work_.report.problem(
        Kind::ledger_broken, {"case.sqlite", "", {}, {}, {}},
        say("it is not the file of {} bytes and SHA-256 {} that HEAD names; one of the two was altered",
            "它不是 HEAD 所述大小为 {} 字节、SHA-256 为 {} 的文件；两者之一被改动", head_->ledger_size,
            head_->ledger_sha256));
  }
}

bool CaseCheck::ledger_is_as_head_says() {
  const auto file = folder_.file("case.sqlite");
  const auto digest = digest_of_file(folder_, "case.sqlite", work_.progress);
  if (!file || !digest) {
    work_.report.problem(Kind::unreadable, {"case.sqlite", "", {}, {}, {}},
                         file ? digest.error() : file.error().why);
    return true;  // said; nothing is known of its bytes
  }
  return file->size() == head_->ledger_size && *digest == head_->ledger_sha256;
}

}  // namespace firsthour::verify
