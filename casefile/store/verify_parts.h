// SPDX-License-Identifier: Apache-2.0
// The parts of verify_case and what passes between them.
#pragma once

#include "casefile/case_verify.h"
#include "casefile/cosignature.h"
#include "casefile/store/ledger.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace firsthour {

// Where the parts put what they find. Thread-safe.
class Problems {
 public:
  explicit Problems(VerifyReport& report) : report_{report} {}
  void add(VerifyKind kind, std::string where, std::string what) {
    const std::lock_guard lock{mutex_};
    // A hostile ledger may hold millions of broken rows; a person reads the first few of each kind.
    const std::size_t number = ++count_[kind];
    if (number > kMostOfAKind) return;
    if (number == kMostOfAKind) where = "", what = "more of this kind follow; they are not listed";
    report_.problems.push_back({kind, std::move(where), std::move(what)});
  }

 private:
  static constexpr std::size_t kMostOfAKind = 1000;
  VerifyReport& report_;
  std::map<VerifyKind, std::size_t> count_;
  std::mutex mutex_;
};

struct ExpectedObject {
  std::uint64_t size = 0;
  std::string used_by;  // the first item that stands on it: id and name
  std::optional<ChunkTree> chunks = {};
};

// An item whose digest does not follow from that of one object.
struct ItemToHash {
  std::string id;
  Sha256 sha256;
  std::vector<Slice> content;
};

// What the events say the rest must be.
struct Expectations {
  std::string origin;             // of the checkpoints
  std::vector<std::string> keys;  // verifier keys that the ledger names
  std::map<Sha256, ExpectedObject> objects;
  std::vector<ItemToHash> items;
};

// Checks everything inside case.sqlite. REQUIRES: a read transaction.
class LedgerCheck {
 public:
  LedgerCheck(const Ledger& ledger, int objects, VerifyReport& report, Problems& problems)
      : ledger_{ledger}, objects_{objects}, report_{report}, problems_{problems} {}
  // Heads whose sizes need not be those of checkpoints; to be called before run().
  void want(const std::vector<KeptHead>& since) {
    for (const KeptHead& kept : since) trees_[kept.size] = {};
  }
  [[nodiscard]] Expectations run();
  // After run(): the ledger held against a head kept outside. `keys` may have signed it.
  [[nodiscard]] KeptHeadFate fate_of(const KeptHead& kept, const std::vector<std::string>& keys,
                                     const std::string& origin) const;

 private:
  struct TreeState {
    TreeHash root;
    std::string edge;
  };
  struct TreeStates {
    TreeState sha256, sm3;
  };
  void check_structure();
  void check_events();
  [[nodiscard]] Result<> check_event(const EventRow& row);
  void check_order(const ReadEvent& event, const Json& body);
  void take_stores(const ReadEvent& event);
  void check_chunk_tree(const StoredObject& stored, const std::string& where);
  void take_item(const ReadEvent& event, const Json& body);
  void take_keys(const Json& body);
  void check_item_table();
  void check_object_table();
  void check_head(const StoredHead& head);
  void check_checkpoint(Algorithm algorithm, std::uint64_t size, const StoredCheckpoint& kept,
                        const TreeState& tree);
  void check_signatures(const std::string& where, const std::string& note);
  void check_cosignatures(const std::vector<StoredHead>& heads);
  void broken(std::string where, std::string what);

  const Ledger& ledger_;
  int objects_;
  VerifyReport& report_;
  Problems& problems_;
  Expectations expected_;
  std::vector<std::pair<std::uint64_t, std::string>> items_;  // event, id
  std::optional<Instant> before_;                             // time of the event before
  bool sealed_ = false;
  std::map<std::uint64_t, TreeStates> trees_;                            // at the sizes of heads
  std::vector<std::pair<std::uint64_t, Result<Cosignature>>> cosigned_;  // by event
};

// Every `timestamped` event: its token against the note it names, and, with certificates of authorities, its
// chain to one of them.
void check_timestamps(const Ledger& ledger, std::string_view authorities, VerifyReport& report,
                      Problems& problems);

// Hashes every object and the items made of slices, and names what does not belong into the folder.
class FolderCheck {
 public:
  // `ledger_known` is false when the ledger could not be read: then objects are held against their names.
  FolderCheck(int folder, int objects, const Expectations& expected, bool ledger_known, VerifyReport& report,
              Problems& problems, const Progress& progress)
      : folder_{folder},
        objects_{objects},
        expected_{expected},
        ledger_known_{ledger_known},
        report_{report},
        problems_{problems},
        progress_{progress} {}
  // Only these objects and items are hashed.
  void only(const Subset& subset) { subset_ = subset; }
  // `clean`: the case was closed, so that nothing may be left over. Fails only with `interrupted`.
  [[nodiscard]] Result<> run(bool clean);

 private:
  struct Work;
  void name_strangers(bool clean);
  void name_strangers_among_objects(bool clean);
  void check_object(const Sha256& digest, const ExpectedObject& object, Work& work);
  void check_item(const ItemToHash& item, Work& work);
  [[nodiscard]] Result<Sha256> hash(ByteSource& from, Work& work);
  // The same for an object with a chunk tree: `leaves` are those of its bytes as they are now.
  [[nodiscard]] Result<Sha256> hash_chunks(ByteSource& from, Work& work, std::string& leaves);
  void check_chunked(const Sha256& digest, const ExpectedObject& object, ByteSource& from, Work& work);
  [[nodiscard]] Result<std::string> kept_leaves(const ExpectedObject& object) const;
  [[nodiscard]] bool count(std::size_t bytes, Work& work);
  void stranger(std::string where);

  int folder_, objects_;
  const Expectations& expected_;
  bool ledger_known_;
  VerifyReport& report_;
  Problems& problems_;
  const Progress& progress_;
  std::optional<Subset> subset_;
  std::map<Sha256, ExpectedObject> found_;  // when the ledger is not known
};

}  // namespace firsthour
