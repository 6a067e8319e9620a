// SPDX-License-Identifier: Apache-2.0
// Steps 3 and 4: roots and signatures of the checkpoints, the keys, and the head kept from before.
#include "casefile/verify/case.h"
#include "casefile/verify/digest.h"

#include <algorithm>

namespace firsthour::verify {
namespace {

Words fingerprint_words(const PublicKey& key) {
  return say("{} ({})", "{}（{}）", shown(key.name), key.fingerprint());
}

}  // namespace

void CaseCheck::opened(const Event& event) {
  const Json& body = event.body;
  const std::string_view id = string_or_empty(body.find("case"));
  const Json* keys = body.find("keys");
  origin_ = "firsthour.case/" + std::string{id};
  work_.report.fact("case", say("case", "案卷"), std::string{id});
  work_.report.fact("name", say("name", "名称"), std::string{string_or_empty(body.find("name"))});
  if (is_true(body.find("exercise"))) work_.report.fact("exercise", say("exercise", "演练"), "yes");
  if (number_in(body.find("format")) != 1) broken(0, say("it is not of format 1", "格式版本不是 1"));
  if (id.empty() || !keys || keys->elements.empty() || keys->elements.size() > 2)
    return broken(0, say("no case, or no keys", "缺少案卷编号或密钥"));
  for (const Json& key : keys->elements) take_key(&key, 0);
}

void CaseCheck::take_key(const Json* key, std::uint64_t seq) {
  auto read = read_verifier_key(key ? string_or_empty(key->find("verifier_key")) : std::string_view{});
  if (!read) return broken(seq, say("its key: {}", "密钥：{}", read.error()));
  if (string_or_empty(key->find("name")) != read->name ||
      string_or_empty(key->find("fingerprint")) != read->fingerprint())
    return broken(seq, say("name or fingerprint is not that of the key", "名称或指纹与密钥不符"));
  known_.insert(known_.begin() + static_cast<std::ptrdiff_t>(by_case_++), std::move(*read));
}

// The checkpoints of as many events as were read by now.
void CaseCheck::heads_of_this_size() {
  const std::uint64_t size = trees_[0].size();
  std::size_t tree = 0;
  for (; head_row_; head_row_ = heads_->step()) {
    const auto of = heads_->integer(1);
    if (of && *of > static_cast<std::int64_t>(size)) break;
    if (of != static_cast<std::int64_t>(size) || tree >= kTrees.size() || heads_->text(0) != kTrees[tree]) {
      broken({}, say("a checkpoint without its pair, or of no tree that is known, at {} events",
                     "检查点不成对或所属的树未知（{} 个事件处）", size));
      continue;
    }
    check_head(tree++, *heads_);
  }
  if (tree == 0) return;
  if (tree == 1)
    broken({}, say("a checkpoint without its pair at {} events", "检查点不成对（{} 个事件处）", size));
  newest_ = size;
  if (!root_differs_[0] && !root_differs_[1]) good_until_ = size;
}

void CaseCheck::check_head(std::size_t tree, const Rows& row) {
  const std::uint64_t size = trees_[tree].size();
  const auto text = row.text(3);
  const std::string which = std::string{kTrees[tree]} + " " + std::to_string(size);
  if (head_ && text == head_->notes[tree]) {
    head_met_[tree] = true;
    head_size_ = size;
  } else {
    head_met_[tree] = head_met_[tree] && head_size_ != size;
  }
  const auto note = read_note(text.value_or(""));
  const auto head = note ? read_checkpoint(note->text) : Result<Checkpoint>{tl::unexpect, note.error()};
  if (!head) return broken({}, say("checkpoint {}: {}", "检查点 {}：{}", which, head.error()));
  if (head->origin != origin_ + (tree == 1 ? "/sm3" : "") || head->size != size)
    return broken({}, say("checkpoint {} is of another log or size", "检查点 {} 属于其他日志或大小", which));
  if (head->root != trees_[tree].root() || row.blob(2) != trees_[tree].edge()) {
    if (!root_differs_[tree])
      broken({}, say("events up to {} do not make the root of checkpoint {}; those up to {} do",
                     "至 {} 的事件与检查点 {} 的根不符；至 {} 的事件相符", size, which, good_until_));
    root_differs_[tree] = true;
  }
  const Signers signers = signers_of(*note, known_);
  const Place place{"case.sqlite", "", {}, {}, {}};
  for (const PublicKey* key : signers.wrong)
    work_.report.problem(Kind::signature_wrong, place,
                         say("checkpoint {}: the signature of {} does not hold", "检查点 {}：{} 的签名不成立",
                             which, fingerprint_words(*key)));
  if (signers.good.empty() && signers.wrong.empty())
    work_.report.problem(
        Kind::signature_wrong, place,
        say("checkpoint {} is signed by no key of the case", "检查点 {} 没有案卷密钥的签名", which));
  trusted_[tree] = std::any_of(signers.good.begin(), signers.good.end(),
                               [&](const PublicKey* key) { return work_.wishes.trust.includes(*key); });
  for (const PublicKey* key : signers.good) signer_names_.insert(key->name);
}

// A note that nobody known signed says nothing of this ledger.
bool CaseCheck::vouched_for(const Anchor& since) {
  if (!since.note) return true;  // typed off a form: the form is what vouches for it
  const Place place{"--since", "", {}, {}, {}};
  if (since.head.origin != origin_ && since.head.origin != origin_ + "/sm3") {
    work_.report.problem(Kind::signature_wrong, place,
                         say("it is a head of another case", "它是另一案卷的检查点"));
    return false;
  }
  const Signers signers = signers_of(*since.note, known_);
  if (!signers.good.empty() && signers.wrong.empty()) return true;
  work_.report.problem(Kind::signature_wrong, place, say("no known key signed it", "没有已知密钥的有效签名"));
  return false;
}

void CaseCheck::compare_since() {
  if (!work_.wishes.since || !vouched_for(*work_.wishes.since)) return;
  const Anchor& since = *work_.wishes.since;
  if (since.head.size > trees_[0].size())
    return work_.report.problem(
        Kind::ledger_broken, {"case.sqlite", "", {}, {}, {}},
        say("this is an older copy: it has {} events, the head from before has {}",
            "这是较旧的副本：有 {} 个事件，而以前的检查点有 {} 个", trees_[0].size(), since.head.size));
  std::array<Tree, 2> trees{Tree{"sha256"}, Tree{"sm3"}};
  Rows rows = database_->rows("SELECT bytes FROM event ORDER BY seq LIMIT ?1");
  rows.bind(1, static_cast<std::int64_t>(since.head.size));
  while (rows.step())
    for (std::size_t tree = 0; tree < kTrees.size(); ++tree)
      trees[tree].add(leaf_hash(kTrees[tree], rows.blob(0).value_or("")));
  bool same = false;
  for (std::size_t tree = 0; tree < kTrees.size(); ++tree) {
    const bool of_this = !since.note || since.head.origin.ends_with("/sm3") == (tree == 1);
    same = same || (of_this && trees[tree].root() == since.head.root);
  }
  if (!same)
    work_.report.problem(
        Kind::ledger_broken, {"case.sqlite", "", {}, {}, {}},
        say("another history: its first {} events do not make the root of the head from before",
            "历史不同：前 {} 个事件与以前检查点的根不符", since.head.size));
}

void CaseCheck::tell_keys() {
  const Trust& trust = work_.wishes.trust;
  for (std::size_t i = 0; i < by_case_; ++i) {
    const bool trusted = trust.includes(known_[i]);
    work_.report.detail("key",
                        trusted ? say("key, trusted", "密钥（已信任）")
                                : say("key, not known to you", "密钥（您未指定信任）"),
                        known_[i].name + " " + known_[i].fingerprint());
  }
  if (trusted_[0] && trusted_[1]) return;
  work_.report.problem(
      Kind::key_unknown, {"case.sqlite", "", {}, {}, {}},
      trust.empty()
          ? say("no key was given (--trust): compare the fingerprint with the one on the signed form",
                "未指定信任的密钥（--trust）：请将指纹与已签字表单上的核对")
          : say("none of the keys given signed the newest head", "所给密钥均未签署最新的检查点"));
}

}  // namespace firsthour::verify
