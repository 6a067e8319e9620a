// SPDX-License-Identifier: Apache-2.0
// A case, checked in the order that FORMAT.md's "Verifying, in order" gives. One object for one check; each
// step has a source file of its own.
#pragma once

#include "casefile/verify/check.h"
#include "casefile/verify/database.h"
#include "casefile/verify/event.h"
#include "casefile/verify/file.h"
#include "casefile/verify/keys.h"
#include "casefile/verify/merkle.h"
#include "casefile/verify/note.h"
#include "casefile/verify/work.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace firsthour::verify {

// HEAD's three parts.
struct HeadFile {
  std::array<std::string, 2> notes;  // of the SHA-256 tree, of the SM3 tree
  std::uint64_t ledger_size = 0;
  std::string ledger_sha256;  // hex
};
[[nodiscard]] Result<HeadFile> read_head_file(std::string_view text);

// "objects/27/7089…" of 32 raw bytes.
[[nodiscard]] std::string object_path(std::string_view sha256);

class CaseCheck {
 public:
  CaseCheck(Folder folder, Work work) : folder_{std::move(folder)}, work_{work} {}
  tl::expected<void, Refusal> run();

 private:
  using Name = std::array<char, 32>;
  struct NameHash {
    std::size_t operator()(const Name& name) const {
      std::size_t first = 0;
      std::memcpy(&first, name.data(), sizeof first);
      return first;
    }
  };
  struct Object {
    std::uint64_t size = 0, event = 0;
    bool wanted = true, bad = false;
  };
  struct Prepared {  // an event, with all that can be worked out without the others
    std::int64_t row = 0;
    std::string type, bytes;
    std::array<std::string, 2> leaves;
    Result<Event> event;
  };

  // head_step.cc
  void read_head();
  void compare_head();
  [[nodiscard]] bool ledger_is_as_head_says();
  // ledger_step.cc
  void read_events();
  void take_event(const Prepared& prepared);
  void take_item(const Event& event);
  void take_stores(const Event& event);
  void check_documents(const Event& event);
  void compare_objects();
  // heads_step.cc
  void opened(const Event& event);
  void take_key(const Json* key, std::uint64_t seq);
  void heads_of_this_size();
  void check_head(std::size_t tree, const Rows& row);
  [[nodiscard]] bool vouched_for(const Anchor& since);
  void compare_since();
  void tell_keys();
  // other_signatures_step.cc
  void cosigned(const Event& event);
  void timestamped(const Event& event);
  std::optional<std::string> note_named(const Event& event);
  // objects_step.cc
  void check_objects();
  void check_object(const Name& name, Object& object);
  void check_leaves(const Name& name, const ChunkTree& tree, bool locate);
  // items_step.cc
  void choose_item();
  void check_items();
  void check_item(const Event& event);
  Result<ItemRecord> record_of(const ItemInEvent& item) const;
  // Hands out the bytes of the slices; the sentence says which cannot be had.
  Result<> bytes_of(const std::vector<Slice>& slices,
                    const std::function<void(std::string_view)>& each) const;
  Result<> slices_fit(const std::vector<Slice>& slices, std::uint64_t seq) const;
  // folder_step.cc
  void find_strangers();

  void broken(std::optional<std::uint64_t> event, Words what);
  void evidence(Place place, Words what);
  [[nodiscard]] static Name name_of(std::string_view bytes);
  [[nodiscard]] bool in_subset(const Name& name) const;

  static constexpr std::array<std::string_view, 2> kTrees{"sha256", "sm3"};

  Folder folder_;
  Work work_;
  std::optional<Database> database_;
  bool journal_ = false, closed_ = false;

  std::optional<HeadFile> head_;
  std::optional<std::uint64_t> head_size_;  // of the ledger's pair of notes that HEAD has
  std::array<bool, 2> head_met_{};
  std::optional<std::uint64_t> newest_;  // size of the last pair

  std::array<Tree, 2> trees_{Tree{"sha256"}, Tree{"sm3"}};
  std::array<bool, 2> root_differs_{};
  std::uint64_t good_until_ = 0;  // all events below are under a root that holds
  std::optional<Rows> heads_, items_;
  bool head_row_ = false, item_row_ = false;

  std::string origin_, last_time_;
  bool sealed_ = false;
  std::vector<PublicKey> known_;  // by the case, then by the caller
  std::size_t by_case_ = 0;
  std::array<bool, 2> trusted_{};
  std::set<std::string> signer_names_;
  bool since_met_ = false;
  std::uint64_t cosignatures_ = 0, time_stamps_ = 0;

  std::unordered_map<Name, Object, NameHash> objects_;
  std::unordered_map<Name, ChunkTree, NameHash> chunk_trees_;
  std::set<std::string> chosen_items_;  // --item and what it stands on
  std::atomic<std::uint64_t> bytes_{0}, checked_items_{0}, checked_objects_{0};
  std::uint64_t item_count_ = 0;
};

}  // namespace firsthour::verify
