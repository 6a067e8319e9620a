// SPDX-License-Identifier: Apache-2.0
// What the sections of the summary report share. Every number is printed through here and leads to the row of
// the annex that says what it was counted from; from there to the records.
#pragma once

#include "playbooks/reports/builders.h"
#include "playbooks/reports/document.h"
#include "playbooks/summary.h"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::playbooks {

class SummaryPart {
 public:
  SummaryPart(const Summary& summary, Language language, Document& document)
      : summary_{summary}, say_{language}, document_{document} {}

 protected:
  void add(Block block) { document_.blocks.push_back(std::move(block)); }
  void heading(std::string_view zh, std::string_view en) { add(Heading{1, say_(zh, en)}); }
  void sub_heading(std::string_view zh, std::string_view en) { add(Heading{2, say_(zh, en)}); }
  void paragraph(const std::string& zh, const std::string& en) { add(Paragraph{{Run{say_(zh, en)}}}); }
  void quiet(const std::string& zh, const std::string& en) {
    add(Paragraph{{Run{say_(zh, en), Mark::quiet}}});
  }
  [[nodiscard]] std::string word(const Words& words) const { return say_(words.zh, words.en); }

  [[nodiscard]] const Figure* figure(const std::string& name) const;
  [[nodiscard]] std::uint64_t count(const std::string& name) const;  // 0 when it was not counted
  [[nodiscard]] std::optional<double> value(const std::string& name) const;
  // "12", "11/12，91.7 %", "不详"; leads to its row of the annex.
  [[nodiscard]] Run number(const std::string& name) const;
  [[nodiscard]] Chart::Value charted(const std::string& name) const;
  // The anchor of a figure's row, and of a record's.
  [[nodiscard]] std::string anchor_of(const std::string& name) const;
  [[nodiscard]] static std::string anchor_of(std::size_t reference) {
    return fmt::format("r-{}", reference + 1);
  }
  // Records by their ids, a run of numbered ones as "patrol-0001 – patrol-0250"; each leads to its row.
  [[nodiscard]] Line records(const std::vector<std::size_t>& references, std::size_t most = 24) const;
  // A field of a record as people say it: the word of a choice, a time in Beijing.
  [[nodiscard]] std::string shown(const ServiceRecord& record, std::string_view field) const;
  [[nodiscard]] std::string state_word(ClauseState state) const;
  // From the moment of the contract to the arrival, with one decimal; late ones say so.
  [[nodiscard]] std::string minutes_to_site(const CaseExtract& one) const;
  // Names of figures that begin so, with the rest of their name, largest first.
  [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> counted_by(
      const std::string& prefix) const;
  [[nodiscard]] std::string how_many(std::uint64_t n) const {
    return say_(fmt::format("n = {}。", n), fmt::format("n = {}. ", n));
  }

  const Summary& summary_;
  Say say_;
  Document& document_;
};

// Annexes B and C are in this order: figures by name, references by number.
void add_summary_front(const Summary& summary, Language language, Document& document);
void add_summary_incidents(const Summary& summary, Language language, Document& document);
void add_summary_times(const Summary& summary, Language language, Document& document);
void add_summary_work(const Summary& summary, Language language, Document& document);
void add_summary_end(const Summary& summary, Language language, Document& document);

}  // namespace firsthour::playbooks
