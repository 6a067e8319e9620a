// SPDX-License-Identifier: Apache-2.0
// The tables of custody that the custody report and the legal forms share: hand-overs, approvals, witnesses,
// signed papers, accesses. Where nothing is recorded they are blank to be filled in by hand.
#pragma once

#include "playbooks/reports/builders.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// The two languages of one label as a document prints it: a report in its own, a form Chinese with a gloss.
using Labels = std::function<std::string(std::string_view zh, std::string_view en)>;
// Words of the content: a form's are always Chinese.
struct CustodyWords {
  Labels label;
  Say say;
};

// One table a hand-over, release and receipt side by side; one of blanks when there was none.
[[nodiscard]] std::vector<Block> hand_over_tables(const CaseFacts& facts, const CustodyWords& words);
// Also what is owed, until when, and how late it was made good; judged at the time of the last event read.
[[nodiscard]] Table approval_table(const CaseFacts& facts, const CustodyWords& words);
[[nodiscard]] Table witness_table(const CaseFacts& facts, const CustodyWords& words);
[[nodiscard]] Table signed_paper_table(const CaseFacts& facts, const CustodyWords& words);
[[nodiscard]] Table access_table(const CaseFacts& facts, const CustodyWords& words);

// Of the last release: "韩梅梅（科信处）".
[[nodiscard]] std::string party_words(const Party& party);
[[nodiscard]] const Recorded<Transfer>* last_release(const CaseFacts& facts);
// The witness of the newest `witnessed` event, else of the answers.
[[nodiscard]] Witnessing witnessing_of(const CaseFacts& facts);

}  // namespace firsthour::playbooks
