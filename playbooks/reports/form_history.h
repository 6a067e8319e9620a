// SPDX-License-Identifier: Apache-2.0
// What the ledger knows of a form's earlier printings, and which items a form lists. Pure functions of the
// first n events.
#pragma once

#include "playbooks/reports/case_facts.h"
#include "playbooks/reports/form_pack.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::playbooks {

// The same form under the same title, printed before.
struct PrintedBefore {
  std::size_t times = 0;
  Printing last;
  std::uint64_t events = 0;                    // written since
  std::map<std::string, std::uint64_t> types;  // of them
  std::uint64_t items = 0;                     // taken in since
  std::vector<std::string> collections;
};

// A list of what was taken in after a list was printed.
struct Supplement {
  int ordinal = 1;
  Printing base;     // the list that this one goes on from
  std::string root;  // of the head printed on it, "" when unknown
  std::uint64_t volumes_before = 0, items_before = 0;
};

struct ItemList {
  std::uint64_t total = 0, alone_total = 0, bytes = 0, first_number = 1;
  std::vector<CaseItem> alone;      // came as a file of its own: no collection's digest covers them
  std::vector<CaseItem> collected;  // the rest; empty when there are too many
  std::map<std::string, SourceCount> sources;
};

struct FormHistory {
  std::optional<PrintedBefore> before;
  std::optional<Supplement> supplement;
  ItemList items;
};

// "电子数据固定清单（补充一）"
[[nodiscard]] std::string form_title(const FormPack& pack, const std::optional<Supplement>& supplement);

// `usage` when no such list was printed yet, or nothing was taken in since.
[[nodiscard]] Result<Supplement> supplement_of(const CaseReader& from, const FormPack& pack,
                                               const CaseFacts& facts);
// Leaves of the facts what came after the list that is supplemented.
void keep_only_new(CaseFacts& facts, const Supplement& supplement);

[[nodiscard]] Result<std::optional<PrintedBefore>> printed_before(const CaseReader& from,
                                                                  const FormPack& pack,
                                                                  const std::string& title,
                                                                  const CaseFacts& facts);
// Of the first `events`, those after the supplemented list; one by one up to the rows of the pack.
[[nodiscard]] Result<ItemList> listed_items(const CaseReader& from, const FormPack& pack,
                                            std::uint64_t events,
                                            const std::optional<Supplement>& supplement);

}  // namespace firsthour::playbooks
