// SPDX-License-Identifier: Apache-2.0
#include "casefile/proof.h"

#include "casefile/cosignature.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/keys.h"
#include "casefile/store/case_view.h"

#include <algorithm>
#include <charconv>

namespace firsthour {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1", kExtra = "extra ", kIndex = "index ";
constexpr std::size_t kMostHashes = 64, kHashLength = 32, kUuidLength = 36;

// Hands out lines and knows the number of the last one.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_{text} {}
  // nullopt when no whole line is left.
  std::optional<std::string_view> next() {
    const auto end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    ++number_;
    return line;
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] tl::unexpected<Error> refuse(std::string_view why) const {
    return fail(Errc::malformed, "proof, line " + std::to_string(number_) + ": " + std::string{why});
  }

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

// Only the one spelling that to_base64 gives.
std::optional<std::string> exact_base64(std::string_view text) {
  const auto bytes = from_base64(text);
  if (!bytes || to_base64(*bytes) != text) return std::nullopt;
  return std::string{as_text(*bytes)};
}

std::optional<std::uint64_t> exact_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc{} || std::to_string(number) != text) return std::nullopt;
  return number;
}

// The head that the note is, and the tree and the case that its origin names.
Result<ProofClaim> read_head(std::string_view text) {
  const auto note = parse_note(text);
  if (!note) return tl::unexpected{note.error()};
  auto head = parse_checkpoint(note->text);
  if (!head) return tl::unexpected{head.error()};
  ProofClaim claim;
  claim.head = std::move(*head);
  std::string_view origin = claim.head.origin;
  if (origin.ends_with(kSm3Origin)) {
    claim.tree = Algorithm::sm3;
    origin.remove_suffix(kSm3Origin.size());
  }
  if (!origin.starts_with(kCaseOrigin) || origin.size() != kCaseOrigin.size() + kUuidLength)
    return fail(Errc::malformed, "the note is not the head of a case");
  claim.case_id = origin.substr(kCaseOrigin.size());
  return claim;
}

// The record beside the event is the one whole object that the event names.
Result<> take_record(const std::string& record, Json& body) {
  const auto named = body.find("record_content");
  if (named == body.end()) {
    if (!record.empty()) return fail(Errc::malformed, "a record stands beside an event that holds its own");
    return {};
  }
  const Json whole =
      Json::array({{{"object", sha256(record).hex()}, {"offset", 0}, {"length", record.size()}}});
  if (*named != whole) return fail(Errc::tampered, "the record is not the one that the event names");
  auto parsed = parse_json(record);
  if (!parsed) return fail("record", parsed.error());
  body.erase("record_content");
  body["record"] = std::move(*parsed);
  return {};
}

bool brings_item(std::string_view type) {
  return type == event_type::collected || type == event_type::derived || type == event_type::attached;
}

}  // namespace

std::string proof_text(const ItemProof& proof) {
  std::string evidence = proof.event;
  if (!proof.record.empty()) evidence += "\n" + proof.record;
  std::string text = std::string{kFirstLine} + "\n" + std::string{kExtra} + to_base64(as_bytes(evidence)) +
                     "\n" + std::string{kIndex} + std::to_string(proof.index) + "\n";
  for (const std::string& hash : proof.hashes) text += to_base64(as_bytes(hash)) + "\n";
  return text + "\n" + proof.note;
}

Result<ItemProof> parse_proof(std::string_view text) {
  if (text.size() > kLongestProof) return fail(Errc::malformed, "proof longer than 96 MiB");
  Lines lines{text};
  if (lines.next() != kFirstLine) return lines.refuse("is not " + std::string{kFirstLine});
  const auto extra = lines.next();
  if (!extra || !extra->starts_with(kExtra)) return lines.refuse("no event in it: it proves no item");
  const auto evidence = exact_base64(extra->substr(kExtra.size()));
  if (!evidence) return lines.refuse("not base64");
  const auto index_line = lines.next();
  if (!index_line || !index_line->starts_with(kIndex)) return lines.refuse("no index");
  const auto index = exact_number(index_line->substr(kIndex.size()));
  if (!index) return lines.refuse("index is no number");

  ItemProof proof;
  proof.index = *index;
  // An event is JSON without line ends between its members.
  const auto split = evidence->find('\n');
  proof.event = evidence->substr(0, split);
  if (split != std::string::npos) proof.record = evidence->substr(split + 1);
  if (split != std::string::npos && proof.record.empty()) return lines.refuse("an empty record");
  for (;;) {
    const auto line = lines.next();
    if (!line) return lines.refuse("no empty line behind the hashes");
    if (line->empty()) break;
    auto hash = exact_base64(*line);
    if (!hash || hash->size() != kHashLength) return lines.refuse("is no hash");
    if (proof.hashes.size() == kMostHashes) return lines.refuse("more than 64 hashes");
    proof.hashes.push_back(std::move(*hash));
  }
  proof.note = lines.rest();
  if (const auto note = parse_note(proof.note); !note) return fail("proof", note.error());
  return proof;
}

Result<ProofClaim> read_claim(const ItemProof& proof) {
  auto claim = read_head(proof.note);
  if (!claim) return claim;
  Json body;
  auto event = read_event(proof.event, &body);
  if (!event) return tl::unexpected{event.error()};
  if (event->event.sequence != proof.index)
    return fail(Errc::malformed, "the event says to be " + std::to_string(event->event.sequence) + ", not " +
                                     std::to_string(proof.index));
  if (!brings_item(event->event.type)) return fail(Errc::malformed, "the event brings no item");
  if (auto taken = take_record(proof.record, body); !taken) return tl::unexpected{taken.error()};
  auto item = item_of_event(-1, *event, body);
  if (!item) return tl::unexpected{item.error()};
  claim->item = std::move(*item);
  claim->event = std::move(event->event);
  return claim;
}

Result<> check_inclusion(const ItemProof& proof) {
  const auto claim = read_head(proof.note);
  if (!claim) return tl::unexpected{claim.error()};
  Hasher hasher{claim->tree};
  hasher.update(std::string_view{"\0", 1});
  hasher.update(proof.event);
  const TreeHash leaf = hasher.finish();
  if (!inclusion_holds(claim->tree, proof.index, claim->head.size, as_text(leaf.bytes), proof.hashes,
                       as_text(claim->head.root.bytes)))
    return fail(Errc::tampered, "the event is not the one at " + std::to_string(proof.index) +
                                    " of the head's " + std::to_string(claim->head.size));
  return {};
}

Result<std::vector<NoteSigner>> check_signers(std::string_view note, std::span<const std::string> trusted) {
  const auto parsed = parse_note(note);
  if (!parsed) return fail("note", parsed.error());
  std::vector<NoteSigner> signers;
  for (const std::string& text : trusted) {
    const auto key = parse_verifier_key(text);
    if (!key) return tl::unexpected{key.error()};
    const auto noted = check_note(*parsed, with_use(*key, KeyUse::note));
    if (noted) signers.push_back({key->name, fingerprint_of(*key), {}});
    if (!noted && noted.error().code != Errc::not_found) return tl::unexpected{noted.error()};
    const auto cosignature = cosignature_in(note, *key);
    if (cosignature) signers.push_back({key->name, cosignature->key.fingerprint, cosignature->time});
    if (!cosignature && cosignature.error().code != Errc::not_found)
      return tl::unexpected{cosignature.error()};
  }
  if (signers.empty()) return fail(Errc::not_found, "signed by none of the trusted keys");
  return signers;
}

Result<> check_content(const Item& record, ByteSource& content) {
  Hasher hasher{Algorithm::sha256};
  std::vector<std::byte> buffer(1 << 20);
  std::uint64_t size = 0;
  for (;;) {
    const auto got = content.read(buffer);
    if (!got) return tl::unexpected{got.error()};
    if (*got == 0) break;
    size += *got;
    hasher.update(std::span{buffer}.first(*got));
  }
  const auto sizes = std::to_string(size) + " bytes, the item has " + std::to_string(record.size);
  if (size != record.size) return fail(Errc::tampered, "the file has " + sizes);
  if (record.sha256 && hasher.finish() != *record.sha256)
    return fail(Errc::tampered, "the file's SHA-256 is not that of the item");
  return {};
}

}  // namespace firsthour
