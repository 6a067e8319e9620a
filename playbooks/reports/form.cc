// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/form_sections.h"
#include "playbooks/reports/form_values.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

bool contains(const std::vector<Capacity>& capacities, Capacity capacity) {
  return std::find(capacities.begin(), capacities.end(), capacity) != capacities.end();
}

std::string joined_basis(const FormPack& pack, Capacity capacity) {
  std::string text;
  for (const Basis& basis : pack.basis) {
    const bool limited = capacity != Capacity::unstated && !basis.capacities.empty();
    if (limited && !contains(basis.capacities, capacity)) continue;
    if (!text.empty()) text += "；";
    text += basis.text.zh;
    if (!basis.effective.empty()) text += "（" + basis.effective + " 起施行）";
    if (!basis.checked) text += "（条款与措辞未与正式文本核对）";
  }
  return text;
}

void add_head(FormMaking& form) {
  form.add({Paragraph{{Run{"依据：" + basis_text(form.pack, form.facts.answers.capacity), Mark::quiet}}}});
  form.add({Paragraph{
      {Run{"本文件所列时间除注明外均为北京时间（UTC+8）。“________”为系统未掌握的事项，由人员手写填写。",
           Mark::quiet}}}});
  const Capacity capacity = form.facts.answers.capacity;
  if (capacity != Capacity::unstated && !contains(form.pack.capacities, capacity))
    form.add(Note{NoteKind::warning,
                  {Run{"本案登记的身份为“" + form_value("capacity", form.facts) + "”，与本文书不符。"}}});
  add_supplemented(form);
  add_printed_before(form);
}

void add_section(FormMaking& form, const FormSection& section) {
  if (!section.title.zh.empty()) form.add(Heading{1, form.label(section.title)});
  switch (section.kind) {
    case SectionKind::fields:
      return add_fields(form, section);
    case SectionKind::volumes:
      return add_volumes(form, section);
    case SectionKind::items:
      return add_items(form, section);
    case SectionKind::media:
      return add_media(form, section);
    case SectionKind::clearances:
      return add_clearances(form, section);
    case SectionKind::clocks:
      return add_clocks(form);
    case SectionKind::people:
      return add_people(form);
    case SectionKind::process:
      return add_process(form);
    case SectionKind::results:
      return add_results(form);
    case SectionKind::transfers:
      for (Block& block : hand_over_tables(form.facts, form.custody_words())) form.add(std::move(block));
      return;
    case SectionKind::accesses:
      return form.add(access_table(form.facts, form.custody_words()));
    case SectionKind::approvals:
      return form.add(approval_table(form.facts, form.custody_words()));
    case SectionKind::witnesses:
      return form.add(witness_table(form.facts, form.custody_words()));
    case SectionKind::tools:
      return add_tools(form);
    case SectionKind::integrity:
      return add_integrity(form);
    case SectionKind::signatures:
      return add_signatures(form, section);
    case SectionKind::text:
      break;
  }
  for (const Words& line : section.lines) form.add(Paragraph{{Run{form.label(line)}}});
}

}  // namespace

std::string FormMaking::label(const Words& words) const {
  return input.language == Language::en && !words.en.empty() ? words.zh + " (" + words.en + ")" : words.zh;
}

CustodyWords FormMaking::custody_words() const {
  return {[this](std::string_view zh, std::string_view en) {
            return label({std::string{zh}, std::string{en}});
          },
          Say{Language::zh}};
}

Document build_form(const ReportInput& input, const FormPack& pack, const std::vector<HostFacts>& hosts,
                    const FormHistory& history) {
  FormMaking form{input, input.facts, pack, hosts, history};
  form.document = start_document(input, pack.name, form_title(pack, history.supplement));
  form.document.form = true;
  form.document.landscape = pack.landscape;
  form.document.subtitle = input.language == Language::en ? pack.title.en : "";
  add_head(form);
  for (const FormSection& section : pack.sections) add_section(form, section);
  return std::move(form.document);
}

// A form of another capacity keeps its own basis.
std::string basis_text(const FormPack& pack, Capacity capacity) {
  std::string text = joined_basis(pack, capacity);
  return text.empty() ? joined_basis(pack, Capacity::unstated) : text;
}

}  // namespace firsthour::playbooks
