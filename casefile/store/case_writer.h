// SPDX-License-Identifier: Apache-2.0
// Writing a case: brings objects and events together in the order that a crash cannot spoil.
#pragma once

#include "casefile/case.h"
#include "casefile/instant.h"
#include "casefile/json_fwd.h"
#include "casefile/store/case_view.h"
#include "casefile/store/copying.h"
#include "casefile/store/objects.h"
#include "casefile/store/stopped_copy.h"

#include <memory>
#include <set>
#include <span>
#include <vector>

namespace firsthour {

class CaseOnDisk final : public ReadsCase<CaseWriter> {
 public:
  // REQUIRES: `lock` is the writer's lock on the folder; `clock` outlives the writer.
  // open() holds the ledger against HEAD and cleans up after a crash; create() is for a case without HEAD.
  [[nodiscard]] static Result<std::unique_ptr<CaseOnDisk>> create(const std::string& path, Descriptor lock,
                                                                  const Author& author, SigningKeys keys,
                                                                  const Clock& clock);
  [[nodiscard]] static Result<std::unique_ptr<CaseOnDisk>> open(const std::string& path, Descriptor lock,
                                                                const Author& author, SigningKeys keys,
                                                                const Clock& clock);

  [[nodiscard]] Result<std::uint64_t> append(std::string_view type, const Json& body) override;
  [[nodiscard]] Result<std::uint64_t> append_all(std::string_view type,
                                                 const std::vector<Json>& bodies) override;
  [[nodiscard]] Result<IngestResult> ingest(ByteSource& from, const IngestOptions& options) override;
  [[nodiscard]] Result<CaseItem> derive(Item item, std::string_view parent, ByteSource& from) override;
  [[nodiscard]] Result<CaseItem> attach(Item item, ByteSource& from) override;
  [[nodiscard]] Result<CaseItem> attach_signed(Item item, ByteSource& from, const SignedCopy& copy) override;
  [[nodiscard]] Result<BroughtFile> attach_file(Item item, const Descriptor& file,
                                                const BringOptions& options) override;
  [[nodiscard]] Result<std::vector<StoppedCopy>> discard_stopped_copies() override;
  [[nodiscard]] Result<std::uint64_t> cosign(std::span<const Cosignature> cosignatures) override;
  [[nodiscard]] Result<> seal(std::string_view reason) override;
  [[nodiscard]] Result<> close() override;
  [[nodiscard]] Result<std::string> sign_head() override;

  // For ingest and creation.
  // Objects of the batch, then the events, all durable; on failure neither stays. Returns the first
  // event's number.
  [[nodiscard]] Result<std::uint64_t> commit(std::span<const EventDraft> drafts);
  // Takes a spool into the batch and, when the ledger does not know the object yet, into `stores`.
  // `leaves` are those of its chunk tree, "" when the caller does not have them.
  [[nodiscard]] Result<> keep(Spool spool, const Sha256& digest, EventDraft& draft, std::string leaves = {});
  // The same for bytes in memory; gives the slice that is all of them, none for no bytes.
  [[nodiscard]] Result<std::vector<Slice>> keep_bytes(std::string_view bytes, EventDraft& draft);
  // Makes the event that brings an item. `body` holds its further members. A record that is too long
  // for an event becomes an object of its own.
  [[nodiscard]] Result<> describe(const CaseItem& item, Json body, EventDraft& draft);
  [[nodiscard]] Result<Spool> spool() { return objects_.spool(); }
  [[nodiscard]] Result<> refuse_evidence_when_sealed() const;
  [[nodiscard]] const Ledger& ledger() const { return view_.ledger(); }
  [[nodiscard]] Result<> append_opened(const NewCase& what, std::string_view uuid);

 private:
  CaseOnDisk(CaseView view, Descriptor lock, const Author& author, SigningKeys keys, const Clock& clock,
             ObjectWriter objects);
  [[nodiscard]] Result<> recover(bool journal);
  // Bytes that are to become an item.
  struct NewObject {
    Spool spool;
    Copied copied;
    std::vector<std::uint64_t> resumed;  // offsets at which copying went on
    std::string stopped_copy;            // the folder that is to go once the event is there, "" when none
  };
  [[nodiscard]] Result<NewObject> copy_small(int file, const CopyPlan& plan);
  [[nodiscard]] Result<NewObject> copy_large(int file, const CopySource& source, const CopyPlan& plan,
                                             BroughtFile& brought);
  // `body` holds the event's further members.
  [[nodiscard]] Result<CaseItem> bring_copied(std::string_view type, char letter, Item item,
                                              std::string_view parent, NewObject object, Json body);
  [[nodiscard]] Result<CaseItem> bring(std::string_view type, char letter, Item item, std::string_view parent,
                                       ByteSource& from, Json body);
  [[nodiscard]] Result<std::uint64_t> append_own(std::string_view type, const Json& body);
  [[nodiscard]] Result<> keep_chunks(const Spool& spool, std::string leaves, StoredObject& object,
                                     EventDraft& draft);
  [[nodiscard]] Result<> introduce_keys();
  [[nodiscard]] Result<std::string> signed_note(const Checkpoint& checkpoint) const;
  [[nodiscard]] Result<std::string> origin() const;
  // Fails with `denied` when a key signed a head before that is none of this ledger: a copy was put back.
  [[nodiscard]] Result<> hold_against_keys() const;
  [[nodiscard]] Result<> hold_against_key(const SigningKey& key, const std::string& origin) const;
  // The head of all events, signed now unless it was before.
  [[nodiscard]] Result<StoredHead> current_head();
  [[nodiscard]] Result<> refuse_when_closed() const;

  Descriptor lock_;
  ObjectWriter objects_;
  EventStamp stamp_;
  SigningKeys keys_;
  const Clock& clock_;
  std::set<Sha256> promised_;  // in `stores` of a draft not yet committed
  bool closed_ = false;
};

// As create_case and open_case_for_writing, with the clock given.
[[nodiscard]] Result<std::unique_ptr<CaseWriter>> create_case_at(const NewCase& what, const Author& author,
                                                                 SigningKeys keys, const Clock& clock);
[[nodiscard]] Result<std::unique_ptr<CaseWriter>> open_case_for_writing_at(const std::string& path,
                                                                           const Author& author,
                                                                           SigningKeys keys,
                                                                           const Clock& clock);

}  // namespace firsthour
