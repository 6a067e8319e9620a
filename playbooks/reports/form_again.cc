// SPDX-License-Identifier: Apache-2.0
// That a form was printed before and what has changed since; that a list supplements another one.
#include "casefile/encoding.h"
#include "playbooks/reports/form_sections.h"
#include "playbooks/reports/form_values.h"
#include "playbooks/reports/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

struct TypeWords {
  std::string_view type, zh;
};
// What a form's content can have changed by; other events leave it as it was.
constexpr std::array kTold{TypeWords{event_type::finding, "可疑事项记录 {} 条"},
                           TypeWords{event_type::analysed, "筛查 {} 次"},
                           TypeWords{event_type::incident, "事件记录更新 {} 次"},
                           TypeWords{event_type::authorised, "授权、人员与现场信息更新 {} 次"},
                           TypeWords{event_type::approved, "批准记录 {} 条"},
                           TypeWords{event_type::witnessed, "见证记录 {} 条"},
                           TypeWords{event_type::transferred, "移交、接收记录 {} 条"},
                           TypeWords{event_type::action, "操作记录 {} 条"},
                           TypeWords{event_type::decision, "决定记录 {} 条"}};

std::string changes_text(const PrintedBefore& before) {
  std::vector<std::string> parts;
  if (!before.collections.empty())
    parts.push_back(
        fmt::format("采集包 {} 个（{}）", before.collections.size(), fmt::join(before.collections, "、")));
  if (before.items > 0) parts.push_back(fmt::format("对象 {} 项", grouped(before.items)));
  for (const TypeWords& told : kTold)
    if (const auto found = before.types.find(std::string{told.type}); found != before.types.end())
      parts.push_back(fmt::format(fmt::runtime(told.zh), grouped(found->second)));
  if (parts.empty())
    return fmt::format("其后账本新增 {} 条记录，均为打印、附件与查阅等，本文书内容所依据的记录没有变化。",
                       grouped(before.events));
  return fmt::format("其后账本新增 {} 条记录，其中：{}。", grouped(before.events), fmt::join(parts, "、"));
}

void add_files(Line& line, const Printing& printing) {
  for (const PrintedFile& file : printing.files) {
    line.push_back(Run{"\n" + evidence_text(file.name, 120) + " SHA-256 "});
    line.push_back(Run{in_groups(file.sha256, 16), Mark::code});
  }
}

}  // namespace

void add_supplemented(FormMaking& form) {
  if (!form.history.supplement) return;
  const Supplement& supplement = *form.history.supplement;
  Line line{
      Run{fmt::format("本清单为补充清单，接续 {} 打印的《{}》（账本检查点 {} 条，SHA-256 根 ",
                      beijing_time(supplement.base.time), evidence_text(supplement.base.title, 200),
                      grouped(supplement.base.upto))},
      Run{supplement.root.empty() ? "________" : in_groups(supplement.root, 16), Mark::code},
      Run{fmt::format("），仅列该检查点之后固定的对象，序号接续：采集包自 {} 起，对象自 {} 起。该清单文件：",
                      supplement.volumes_before + 1, grouped(supplement.items_before + 1))}};
  add_files(line, supplement.base);
  form.add(Note{NoteKind::information, std::move(line)});
}

void add_printed_before(FormMaking& form) {
  if (!form.history.before) return;
  const PrintedBefore& before = *form.history.before;
  Line line;
  line.push_back(
      Run{fmt::format("第 {} 次打印，前次打印于 {}（账本 {} 条，{}）。{}前次文件：", before.times + 1,
                      beijing_time(before.last.time), grouped(before.last.upto),
                      before.last.copies.empty() ? "未见签字件" : "已有签字件", changes_text(before))});
  add_files(line, before.last);
  form.add(Note{NoteKind::information, std::move(line)});
}

}  // namespace firsthour::playbooks
