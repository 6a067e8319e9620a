// SPDX-License-Identifier: Apache-2.0
// The sections of a form, each a function from facts to blocks. form.cc puts them in the order of the pack.
#pragma once

#include "playbooks/reports/builders.h"
#include "playbooks/reports/custody_parts.h"
#include "playbooks/reports/form_history.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

inline constexpr std::size_t kLeastPeople = 2;  // investigators, by law

// The form under construction and what it is made of.
struct FormMaking {
  const ReportInput& input;
  const CaseFacts& facts;
  const FormPack& pack;
  const std::vector<HostFacts>& hosts;
  const FormHistory& history;
  Document document = {};

  void add(Block block) { document.blocks.push_back(std::move(block)); }
  // Chinese, with the gloss when it was asked for.
  [[nodiscard]] std::string label(const Words& words) const;
  [[nodiscard]] CustodyWords custody_words() const;
};

// What was taken: form_data.cc.
void add_fields(FormMaking& form, const FormSection& section);
void add_volumes(FormMaking& form, const FormSection& section);
void add_items(FormMaking& form, const FormSection& section);
void add_media(FormMaking& form, const FormSection& section);
void add_clearances(FormMaking& form, const FormSection& section);
void add_results(FormMaking& form);
void add_tools(FormMaking& form);
void add_integrity(FormMaking& form);
// Who did what and when: form_course.cc.
void add_clocks(FormMaking& form);
void add_people(FormMaking& form);
void add_process(FormMaking& form);
void add_signatures(FormMaking& form, const FormSection& section);
// That it was printed before, or supplements another list: form_again.cc.
void add_supplemented(FormMaking& form);
void add_printed_before(FormMaking& form);

}  // namespace firsthour::playbooks
