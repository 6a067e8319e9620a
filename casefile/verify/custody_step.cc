// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/custody_step.h"

#include "casefile/verify/digest.h"
#include "casefile/verify/event.h"
#include "casefile/verify/file.h"
#include "casefile/verify/merkle.h"
#include "casefile/verify/proof_text.h"

#include <algorithm>
#include <array>
#include <map>

namespace firsthour::verify {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20, kMostLine = 65536, kMostProof = std::size_t{8} << 20;
constexpr std::array<std::string_view, 2> kTrees{"sha256", "sm3"};
constexpr std::array<const char*, 2> kHeads{"custody/checkpoint", "custody/checkpoint-sm3"};

class CustodyCheck {
 public:
  CustodyCheck(Folder folder, Work work)
      : folder_{std::move(folder)}, work_{work}, keys_{work.wishes.trust.keys} {}

  void run() {
    for (std::size_t tree = 0; tree < kTrees.size(); ++tree) read_head(tree);
    if (!read_ledger()) return;
    bool trusted = true;
    for (std::size_t tree = 0; tree < kTrees.size(); ++tree) trusted = check_head(tree) && trusted;
    check_proofs();
    const auto walked = folder_.walk([&](const std::string& name, char kind) {
      if (kind == 'f' && name.starts_with("data/") && !items_.contains(name.substr(5)))
        problem(Kind::evidence_altered, name, {}, say("no event brought such an item", "没有事件带来该项目"));
      return name == "data" || name.starts_with("data/");
    });
    if (!walked) problem(Kind::unreadable, "data", {}, walked.error());
    std::uint64_t index = 0;
    for (const auto& [id, digest] : items_)
      if (index++ % work_.wishes.parts + 1 == work_.wishes.part) check_item(id, digest);
    work_.report.fact("events", say("events", "事件"), trees_[0].size());
    work_.report.fact("root", say("root", "根"), hex(trees_[0].root()));
    if (!trusted)
      problem(Kind::key_unknown, kHeads[0], {},
              say("no key that you trust signed it (--trust)", "没有您信任的密钥签署（--trust）"));
  }

 private:
  void problem(Kind kind, const std::string& file, std::optional<std::uint64_t> event, Words what) {
    work_.report.problem(kind, {file, "", event, {}, {}}, std::move(what));
  }

  bool read_ledger() {
    constexpr const char* kName = "custody/ledger.jsonl";
    const auto file = folder_.file(kName);
    if (!file) {
      problem(file.error().wrong_there ? Kind::ledger_broken : Kind::unreadable, kName, {}, file.error().why);
      return false;
    }
    std::string rest, block;
    for (std::uint64_t at = 0;; at += block.size()) {
      if (const auto done = file->read_at(at, kBlock, block); !done) {
        problem(Kind::unreadable, kName, {}, done.error());
        return false;
      }
      if (block.empty()) break;
      rest += block;
      std::size_t from = 0;
      for (std::size_t end = 0; (end = rest.find('\n', from)) != std::string::npos; from = end + 1)
        take_event(kName, std::string_view{rest}.substr(from, end - from));
      rest.erase(0, from);
      if (rest.size() > kMostLine) break;
    }
    if (!rest.empty())
      problem(Kind::ledger_broken, kName, {}, say("its last line is no event", "最后一行不是事件"));
    return true;
  }

  void take_event(const char* file, std::string_view bytes) {
    const std::uint64_t number = trees_[0].size();
    for (std::size_t tree = 0; tree < kTrees.size(); ++tree) {
      trees_[tree].add(leaf_hash(kTrees[tree], bytes));
      if (heads_[tree] && heads_[tree]->head.size == trees_[tree].size()) roots_[tree] = trees_[tree].root();
    }
    const auto event = read_event(bytes);
    if (!event || event->seq != number)
      return problem(Kind::ledger_broken, file, number,
                     event ? say("it is out of order", "顺序错误") : event.error());
    if (event->item && event->item->record) items_[event->item->id] = event->item->record->sha256;
    if (event->item && !event->item->record) items_[event->item->id] = std::nullopt;
    std::vector<const Json*> keys{event->type == "key" ? event->body.find("key") : nullptr};
    if (const Json* list = event->body.find("keys"); list && event->type == "opened")
      for (const Json& key : list->elements) keys.push_back(&key);
    for (const Json* key : keys)
      if (auto read = read_verifier_key(key ? string_or_empty(key->find("verifier_key")) : ""); read)
        keys_.push_back(*read);
  }

  void read_head(std::size_t tree) {
    const auto text = folder_.text(kHeads[tree], kMostLine);
    if (!text)
      return problem(text.error().wrong_there ? Kind::ledger_broken : Kind::unreadable, kHeads[tree], {},
                     text.error().why);
    auto note = read_note(*text);
    auto head = note ? read_checkpoint(note->text) : Result<Checkpoint>{tl::unexpect, note.error()};
    if (!head) return problem(Kind::ledger_broken, kHeads[tree], {}, head.error());
    heads_[tree] = Anchor{std::move(*note), std::move(*head)};
  }

  // Whether a trusted key signed it.
  bool check_head(std::size_t tree) {
    if (!heads_[tree]) return false;
    const auto& [note, head] = *heads_[tree];
    if (head.origin.ends_with("/sm3") != (tree == 1) || head.root != roots_[tree])
      problem(Kind::ledger_broken, kHeads[tree], {},
              say("custody/ledger.jsonl does not make its root", "custody/ledger.jsonl 与其根不符"));
    if (head.size < trees_[tree].size())
      problem(Kind::incomplete, kHeads[tree], {},
              say("the ledger has {} events, it is of {}", "台账有 {} 个事件，它对应 {} 个",
                  trees_[tree].size(), head.size));
    const Signers signers = signers_of(*note, keys_);
    if (!signers.wrong.empty() || signers.good.empty())
      problem(Kind::signature_wrong, kHeads[tree], {},
              say("no key of the case signed it, or a signature does not hold",
                  "没有案卷密钥签署，或签名不成立"));
    return std::any_of(signers.good.begin(), signers.good.end(),
                       [&](const PublicKey* key) { return work_.wishes.trust.includes(*key); });
  }

  // Each shows its event in the ledger; and where an event only points at its record, the proof has it.
  void check_proofs() {
    const auto walked = folder_.walk([&](const std::string& name, char kind) {
      if (kind != 'f' || !name.starts_with("custody/proofs/"))
        return name == "custody" || name.starts_with("custody/proofs");
      const auto text = folder_.text(name, kMostProof);
      const auto proof = text ? read_proof(*text) : Result<ProofText>{tl::unexpect, text.error().why};
      const std::string_view digest = proof && proof->head.origin.ends_with("/sm3") ? "sm3" : "sha256";
      if (!proof || !proof->record_names_event || signers_of(proof->note, keys_).good.empty() ||
          !inclusion_holds(digest, proof->index, proof->head.size, leaf_hash(digest, proof->event_bytes),
                           proof->path, proof->head.root)) {
        problem(Kind::ledger_broken, name, {}, proof ? say("it does not hold", "证明不成立") : proof.error());
      } else if (const auto item = items_.find(proof->event.item->id); item != items_.end()) {
        item->second = proof->record.sha256;
      }
      return false;
    });
    if (!walked) problem(Kind::unreadable, "custody/proofs", {}, walked.error());
  }

  // The bag may hold only some of the items.
  void check_item(const std::string& id, const std::optional<std::string>& sha) {
    const std::string name = "data/" + id;
    const auto file = folder_.file(name);
    if (!file || !sha) return;
    Digest digest{"sha256"};
    std::string block(1, ' ');
    for (std::uint64_t at = 0; !block.empty(); at += block.size()) {
      if (const auto done = file->read_at(at, kBlock, block); !done)
        return problem(Kind::unreadable, name, {}, done.error());
      digest.update(block);
    }
    if (digest.finish() != *sha)
      work_.report.problem(Kind::evidence_altered, {name, id, {}, {}, {}},
                           say("its bytes are not those of the event", "内容与事件不符"));
  }

  Folder folder_;
  Work work_;
  std::array<Tree, 2> trees_{Tree{"sha256"}, Tree{"sm3"}};
  std::array<std::optional<Anchor>, 2> heads_;
  std::array<std::string, 2> roots_;  // at the heads' sizes
  std::vector<PublicKey> keys_;
  std::map<std::string, std::optional<std::string>> items_;  // id → SHA-256
};

}  // namespace

void check_custody(const Work& work) {
  auto folder = Folder::open(work.wishes.path);
  if (folder) CustodyCheck{std::move(*folder), work}.run();
}

}  // namespace firsthour::verify
