// SPDX-License-Identifier: Apache-2.0
// What stands between the report and the signatures below it.
#include "playbooks/classification.h"
#include "playbooks/records/incident_fields.h"
#include "playbooks/service_year.h"
#include "playbooks/summary/counting.h"

#include <map>

namespace firsthour::playbooks {
namespace {

class Missing {
 public:
  explicit Missing(Summary& summary) : summary_{summary} {}

  void run() {
    for (const Left& left : summary_.left_out)
      add("未计入案件 " + left.file + "：" + left.reason, "case left out: " + left.file + ": " + left.reason);
    for (const std::string& file : summary_.not_closed)
      add("案件 " + file + " 未正常关闭", "case not closed cleanly: " + file);
    for (const std::string& text : summary_.unread) add("无法读懂的记录：" + text, "not understood: " + text);
    if (!summary_.year)
      add("文件夹中没有服务年度案件：巡检、培训、值守等无从计数",
          "no service-year case in the folder: patrols, trainings and watches cannot be counted");
    same_ids();
    for (const CaseExtract& one : summary_.incidents) incident(*one.incident);
    records();
  }

 private:
  void add(std::string zh, std::string en) { summary_.missing.push_back({std::move(zh), std::move(en)}); }

  void same_ids() {
    std::map<std::string, std::string> files;
    for (const auto* cases : {&summary_.incidents, &summary_.drills})
      for (const CaseExtract& one : *cases) {
        if (!one.incident) continue;
        const auto [place, is_new] = files.try_emplace(one.incident->id, one.source.file);
        if (!is_new)
          add("两个案件使用同一事件编号 " + one.incident->id + "：" + place->second + "、" + one.source.file,
              "two cases with the incident id " + one.incident->id + ": " + place->second + ", " +
                  one.source.file);
      }
  }

  void incident(const Incident& it) {
    for (const WrongOrder& wrong : wrong_orders(it))
      add(it.id + "：“" + std::string{wrong.later->zh} + "”早于“" + std::string{wrong.earlier->zh} + "”",
          it.id + ": " + std::string{wrong.later->en} + " before " + std::string{wrong.earlier->en});
    if (!moment_of(it))
      add(it.id + "：没有任何时间，已计入本期", it.id + ": has no time at all; counted here");
    for (const auto& [value, zh, en] : {std::tuple{&it.class_code, "分类", "class"},
                                        {&it.grade, "级别", "grade"},
                                        {&it.summary, "事件经过", "course of events"},
                                        {&it.cause, "原因", "cause"},
                                        {&it.source, "来源", "source"},
                                        {&it.measures, "措施", "measures"}})
      if (value->empty()) add(it.id + "：缺" + zh, it.id + ": no " + en);
    if (!it.arrived) add(it.id + "：缺到达现场时间", it.id + ": no time of arrival");
    if (it.state != IncidentState::closed) add(it.id + "：尚未结束", it.id + ": not closed");
    unknown_class(it);
  }

  void unknown_class(const Incident& it) {
    if (it.class_code.empty()) return;
    static const auto kTables = Classification::load("");
    if (kTables && kTables->class_name(it.class_code).zh.empty())
      add(it.id + "：分类代码 " + it.class_code + " 不在分类表中",
          it.id + ": class " + it.class_code + " is in no table");
  }

  void records() {
    if (!summary_.year) return;
    for (const ServiceRecord& record : summary_.year->records)
      for (const ServiceProblem& problem : problems_in(*summary_.year, record))
        if (problem.kind != ProblemKind::breach)
          add(record.id + "：" + problem.what.zh, record.id + ": " + problem.what.en);
  }

  Summary& summary_;
};

}  // namespace

void list_missing(SummaryCount& count) { Missing{count.summary()}.run(); }

}  // namespace firsthour::playbooks
