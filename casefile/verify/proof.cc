// SPDX-License-Identifier: Apache-2.0
// A proof of one item: its event, the way from there to a signed head, and, where given, its bytes.
#include "casefile/verify/check.h"
#include "casefile/verify/digest.h"
#include "casefile/verify/file.h"
#include "casefile/verify/proof_text.h"

#include <fcntl.h>

#include <cerrno>

namespace firsthour::verify {
namespace {

class ProofCheck {
 public:
  ProofCheck(const ProofText& proof, Work work) : proof_{proof}, work_{work} {}

  void run() {
    const bool sm3 = proof_.head.origin.ends_with("/sm3");
    const std::string_view digest = sm3 ? "sm3" : "sha256";
    if (!inclusion_holds(digest, proof_.index, proof_.head.size, leaf_hash(digest, proof_.event_bytes),
                         proof_.path, proof_.head.root))
      problem(Kind::ledger_broken,
              say("its hashes do not lead from the event to the root", "其哈希不能从事件推出根"));
    check_signatures();
    if (!proof_.record_names_event)
      problem(Kind::evidence_altered,
              say("the record is not the one that the event names", "记录不是事件所指的记录"));
    check_bytes();
    tell();
  }

 private:
  void problem(Kind kind, Words what) {
    work_.report.problem(kind, {work_.wishes.path, proof_.event.item->id, proof_.event.seq, {}, {}},
                         std::move(what));
  }

  void check_signatures() {
    const std::vector<PublicKey>& keys = work_.wishes.trust.keys;
    const Signers signers = signers_of(proof_.note, keys);
    for (const PublicKey* key : signers.wrong)
      problem(Kind::signature_wrong,
              say("the signature of {} does not hold", "{} 的签名不成立", shown(key->name)));
    if (signers.good.empty() && signers.wrong.empty())
      problem(
          Kind::signature_wrong,
          say("no key that you trust signed its head (--trust FILE.vkey; a fingerprint is not enough here)",
              "没有您信任的密钥签署该检查点（--trust FILE.vkey；此处仅有指纹不够）"));
    for (const PublicKey* key : signers.good)
      work_.report.detail("signed_by", say("signed by", "签名"), key->name + " " + key->fingerprint());
    for (const NoteSignature& line : proof_.note.signatures)
      for (const PublicKey& key : keys)
        if (const auto time = cosigned_at(proof_.note.text, line, key))
          work_.report.detail("cosigned_by", say("cosigned by", "会签"),
                              key.name + " " + std::to_string(*time));
  }

  void check_bytes() {
    const ItemRecord& record = proof_.record;
    if (work_.wishes.item_file.empty()) {
      if (record.sha256)
        work_.report.left_out(say("its bytes were not given (--item-file)", "未提供其内容（--item-file）"));
      return;
    }
    const File file{::open(work_.wishes.item_file.c_str(), O_RDONLY | O_CLOEXEC)};
    Words why = system_words(errno);
    Digest digest{"sha256"};
    std::uint64_t size = 0;
    bool read = file.descriptor() >= 0;
    for (std::string block(1, ' '); read && !block.empty(); size += block.size()) {
      if (const auto done = file.read_at(size, 1 << 20, block); !done) {
        read = false;
        why = done.error();
        break;
      }
      digest.update(block);
    }
    Place place{work_.wishes.item_file, proof_.event.item->id, {}, {}, {}};
    if (!read) return work_.report.problem(Kind::unreadable, std::move(place), why);
    if (size != record.size || digest.finish() != record.sha256.value_or(sha256("")))
      work_.report.problem(Kind::evidence_altered, std::move(place),
                           say("these are not the bytes of the record", "这不是记录所述的内容"));
  }

  void tell() {
    Report& report = work_.report;
    report.fact("case", say("log", "日志"), proof_.head.origin);
    report.fact("item", say("item", "项目"), proof_.event.item->id);
    report.fact("event", say("event", "事件"), proof_.index);
    report.fact("events", say("events under its head", "检查点的事件数"), proof_.head.size);
    report.fact("time", say("time", "时间"), proof_.event.time);
    report.fact("size", say("bytes", "字节"), proof_.record.size);
    if (proof_.record.sha256) report.fact("sha256", worded("SHA-256"), hex(*proof_.record.sha256));
    report.fact("root", say("root", "根"), hex(proof_.head.root));
  }

  const ProofText& proof_;
  Work work_;
};

}  // namespace

tl::expected<void, Refusal> check_proof(const Work& work, std::string_view text) {
  const auto proof = read_proof(text);
  if (!proof)
    return give_up(1, say("{}: no proof of an item: {}", "{}：不是项目证明：{}", shown(work.wishes.path),
                          proof.error()));
  ProofCheck{*proof, work}.run();
  return {};
}

}  // namespace firsthour::verify
