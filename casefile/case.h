// SPDX-License-Identifier: Apache-2.0
// A case: one incident or one drill, kept in a folder NAME.case with `case.sqlite` (the ledger),
// `objects/` (content by SHA-256, write-once) and `HEAD` (the signed checkpoint and the digest of
// the ledger, written at every close). Format and guarantees: FORMAT.md, ASSURANCE.md.
//
// Things are added, never changed. Every addition is an event that is durable when the call returns.
// One writer at a time (Errc::busy names the holder); readers need no lock and see a prefix of the
// ledger. Not thread-safe.
#pragma once

#include "casefile/bytes.h"
#include "casefile/descriptor.h"
#include "casefile/event.h"
#include "casefile/finding.h"
#include "casefile/item.h"
#include "casefile/json_fwd.h"
#include "casefile/result.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

struct AgeKeys;      // age.h
struct Cosignature;  // cosignature.h
class SigningKey;    // keys.h
struct SignedCopy;   // custody.h

// Who signs the heads of a case: an Ed25519 key and, where one is configured, an SM2 key.
struct SigningKeys {
  SigningKeys(std::shared_ptr<SigningKey> first, std::shared_ptr<SigningKey> second = nullptr)
      : key{std::move(first)}, national{std::move(second)} {}
  std::shared_ptr<SigningKey> key, national;  // `national` may be null
};

// A key as the ledger names it.
struct CaseKey {
  std::string name, verifier_key, fingerprint;
};

// What a case was at a size: the signed notes of both trees, as the ledger holds them.
struct CaseHead {
  std::uint64_t size = 0;
  std::string note, sm3_note;
  std::string cosignatures, sm3_cosignatures;  // further lines of those who signed beside

  // As it is shown to others.
  [[nodiscard]] std::string shown(Algorithm tree) const {
    return tree == Algorithm::sm3 ? sm3_note + sm3_cosignatures : note + cosignatures;
  }
};

// A range of an object.
struct Slice {
  Sha256 object;
  std::uint64_t offset = 0, length = 0;
};

// An item as the case holds it.
struct CaseItem {
  std::string id;  // "c1/000123.4": collection, item; "d57": derived by event 57; "a58": attached
  Item item;
  std::vector<Slice> content;                  // in order; empty when there are no bytes
  std::uint64_t event = 0;                     // the event that brought it
  std::string parent;                          // for derived items: the item they came from
  std::map<std::string, std::string> digests;  // made at ingest, beside the record's own: name to hex

  // The further digest of that name, wherever it was made; "" when there is none.
  [[nodiscard]] std::string digest(const std::string& name) const {
    const auto own = item.digests.find(name), ours = digests.find(name);
    if (own != item.digests.end()) return own->second;
    return ours != digests.end() ? ours->second : std::string{};
  }
};

// What one appender says of itself; goes into every event.
struct Author {
  std::string actor;        // "root (李雷)"
  std::string tool;         // "firsthour 0.1.0"
  std::string tool_sha256;  // of the running program's file, "" when it could not be read
  std::string command;      // the command line without secrets
};

// A copy of a large file that was stopped and can be gone on with: no evidence yet.
struct StoppedCopy {
  std::string folder;  // its name in objects/incoming
  std::string path;    // of the file, bytes
  std::uint64_t size = 0, copied = 0;
};

struct CaseOverview {
  std::string name, id;  // id: UUID, the log's origin is "firsthour.case/" + id
  bool exercise = false, sealed = false;
  bool record_access = false;  // each reading of evidence is to be a `read` event
  Instant created;
  std::uint64_t events = 0, items = 0, findings = 0, objects = 0, object_bytes = 0;
  std::vector<CaseKey> keys;  // all that sign, in the order in which the ledger names them
  std::vector<StoppedCopy> stopped_copies;
};

// The narrow door for reading. All stages take this.
class CaseReader {
 public:
  virtual ~CaseReader() = default;
  [[nodiscard]] virtual const std::string& path() const = 0;
  [[nodiscard]] virtual Result<CaseOverview> overview() const = 0;
  [[nodiscard]] virtual std::uint64_t size() const = 0;  // number of events
  // Events [from, to) in order; stops at the first failure of `visit`.
  [[nodiscard]] virtual Result<> each_event(std::uint64_t from, std::uint64_t to,
                                            const std::function<Result<>(const Event&)>& visit) const = 0;
  [[nodiscard]] virtual Result<> each_item(const std::function<Result<>(const CaseItem&)>& visit) const = 0;
  [[nodiscard]] virtual Result<CaseItem> item(std::string_view id) const = 0;
  // The item's bytes. Not verified while read; `tampered` when an object is missing or short.
  [[nodiscard]] virtual Result<std::unique_ptr<ByteSource>> content(const CaseItem& item) const = 0;
  // The newest head; not_found before the first close.
  [[nodiscard]] virtual Result<CaseHead> head() const = 0;
  // The oldest head that covers the event; not_found when none does yet.
  [[nodiscard]] virtual Result<CaseHead> head_covering(std::uint64_t event) const = 0;
  // The note of the newest head's SHA-256 tree.
  [[nodiscard]] Result<std::string> checkpoint() const {
    auto newest = head();
    if (!newest) return tl::unexpected{newest.error()};
    return std::move(newest->note);
  }
};

// Progress of something long. Return false to stop (Errc::interrupted).
using Progress = std::function<bool(std::uint64_t items, std::uint64_t bytes)>;

struct IngestOptions {
  std::string source;              // the name that the user gave, bytes
  std::vector<Algorithm> digests;  // of every item, beside SHA-256
  std::string expect;  // the digest from paper (SHA-256 or SM3 hex, blanks and case ignored), "" when none
  const AgeKeys* keys = nullptr;  // the caller's; one of them opens a collection that is encrypted
  // Called for each item once it is durable in the case, with a way to read it: first findings are shown
  // while the collection still comes.
  std::function<Result<>(const CaseItem&)> on_item;
  std::function<Result<>(std::string_view mark)> on_mark;
  Progress progress;
};

struct IngestResult {
  std::string collection;  // "c1"
  bool goes_on = false;    // with a collection that an ingest before did not end
  std::uint64_t items = 0, bytes = 0;
  std::uint64_t known = 0;          // of these items, those that were there already
  bool whole = false;               // false: the stream was cut (exit 3)
  bool tampered = false;            // something did not verify (exit 4)
  std::optional<bool> as_expected;  // absent when no digest was given
  std::string sha256, sm3;          // of the stream as read
  std::string encrypted_to;         // the recipient whose identity opened it, or "passphrase"; "" when plain
  std::vector<std::string> problems;
  std::string outline, outcome;  // JSON texts, "" when they did not come
};

// How a file comes in.
struct BringOptions {
  std::vector<Algorithm> digests;  // into the record, beside SHA-256; all made in the one read
  // Told the bytes so far; false stops with `interrupted`.
  std::function<bool(std::uint64_t bytes)> progress;
};

struct BroughtFile {
  CaseItem item;
  std::uint64_t resumed_at = 0;  // bytes that were there from a copy that was stopped, checked
  bool began_anew = false;       // a copy was there, but of another state of the file, or damaged
};

class CaseWriter : public CaseReader {
 public:
  // Appends one event with this body; returns its sequence number once durable.
  [[nodiscard]] virtual Result<std::uint64_t> append(std::string_view type, const Json& body) = 0;
  // The same for many, in one transaction.
  [[nodiscard]] virtual Result<std::uint64_t> append_all(std::string_view type,
                                                         const std::vector<Json>& bodies) = 0;
  // A collection from a stream: every byte verified, an `ingesting` event, one `collected` event an item, one
  // `ingested` event. One that was begun before and did not come whole is gone on with: what is there is
  // compared and not stored again.
  [[nodiscard]] virtual Result<IngestResult> ingest(ByteSource& from, const IngestOptions& options) = 0;
  // Something made from an item by us (a member, a decoded layer, a report); names its parent.
  [[nodiscard]] virtual Result<CaseItem> derive(Item item, std::string_view parent, ByteSource& from) = 0;
  // A scan, photo, document from outside.
  [[nodiscard]] virtual Result<CaseItem> attach(Item item, ByteSource& from) = 0;
  // The signed copy of a form that was printed from this case; taken by a sealed case too.
  [[nodiscard]] virtual Result<CaseItem> attach_signed(Item item, ByteSource& from,
                                                       const SignedCopy& copy) = 0;
  // The same for a regular file. A copy of over 64 MiB that is stopped (killed, interrupted, a full disk)
  // stays beside the case's objects; the next one of the same file in the same state goes on with it.
  [[nodiscard]] virtual Result<BroughtFile> attach_file(Item item, const Descriptor& file,
                                                        const BringOptions& options) = 0;
  // Removes the copies that could be gone on with; returns which.
  [[nodiscard]] virtual Result<std::vector<StoppedCopy>> discard_stopped_copies() = 0;
  // Records that a further person signed heads of this ledger, all in one transaction. `not_found` when one
  // is of no head of it, `tampered` when a signature does not hold. Returns the first event's number.
  [[nodiscard]] virtual Result<std::uint64_t> cosign(std::span<const Cosignature> cosignatures) = 0;
  // Freezes the set of evidence: later ingest, derive and attach of evidence are refused; the ledger goes on.
  // Refused while there are stopped copies, which could not be gone on with any more.
  [[nodiscard]] virtual Result<> seal(std::string_view reason) = 0;
  // Signs the head and writes HEAD; then the case is closed cleanly. The destructor does not sign.
  [[nodiscard]] virtual Result<> close() = 0;
  // Signs the head now, without closing (before a form is printed); returns the SHA-256 tree's note.
  [[nodiscard]] virtual Result<std::string> sign_head() = 0;
};

struct NewCase {
  std::string path;  // "…/NAME.case"; must not exist
  std::string name;
  bool exercise = false;       // practice: marked so on everything
  Json* profile = nullptr;     // further facts for the `opened` event, may be null
  bool record_access = false;  // each reading of evidence needs a reason and is recorded
};

// Creates the folder, the ledger and its first event.
[[nodiscard]] Result<std::unique_ptr<CaseWriter>> create_case(const NewCase& what, const Author& author,
                                                              SigningKeys keys);
[[nodiscard]] Result<std::unique_ptr<CaseWriter>> open_case_for_writing(const std::string& path,
                                                                        const Author& author,
                                                                        SigningKeys keys);
// Works on read-only media.
[[nodiscard]] Result<std::unique_ptr<CaseReader>> open_case(const std::string& path);

}  // namespace firsthour
