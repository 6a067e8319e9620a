// SPDX-License-Identifier: Apache-2.0
// The fields of an incident as one table: JSON form, set_field, the printed record and the checks of
// order all go by it, so that a new field is one line.
#pragma once

#include "playbooks/incident.h"
#include "playbooks/records/incident_choices.h"
#include "playbooks/words.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::playbooks {

// The groups of the printed record, in its order.
enum class FieldGroup {
  identity,
  report,
  acceptance,
  on_site,
  place,
  classification,
  grading,
  discovery,
  process,
  impact,
  cause,
  source_tracing,
  ransom,
  handling,
  evidence,
  recovery,
  lessons,
  sign_off
};

// What is accepted when a field is set. What a ledger holds is taken as it is.
enum class ValueKind {
  text,
  number,      // digits; "120万" is written out
  choice,      // one of a few words in either language, kept under its name
  day,         // "2026-11-22"
  techniques,  // ATT&CK, blanks between
  code,        // of a class: two digits or five
  indicators,  // "leaked_persons=1200000 loss_cny=30000000"
};

struct TextField {
  std::string_view name;
  std::string Incident::*member;
  FieldGroup group;
  std::string_view zh, en;  // what people call it
  ValueKind kind = ValueKind::text;
  std::span<const Choice> choices = {};
};

struct GroupWords {
  FieldGroup group;
  std::string_view zh, en;
};
inline constexpr std::array kGroups{GroupWords{FieldGroup::identity, "标识", "Identity"},
                                    GroupWords{FieldGroup::report, "报告", "Report"},
                                    GroupWords{FieldGroup::acceptance, "受理", "Acceptance"},
                                    GroupWords{FieldGroup::on_site, "到达现场", "On site"},
                                    GroupWords{FieldGroup::place, "单位与系统", "Place and system"},
                                    GroupWords{FieldGroup::classification, "分类", "Class"},
                                    GroupWords{FieldGroup::grading, "分级", "Grade"},
                                    GroupWords{FieldGroup::discovery, "发现", "Discovery"},
                                    GroupWords{FieldGroup::process, "经过", "Course"},
                                    GroupWords{FieldGroup::impact, "影响", "Impact"},
                                    GroupWords{FieldGroup::cause, "原因与性质", "Cause and nature"},
                                    GroupWords{FieldGroup::source_tracing, "溯源", "Source tracing"},
                                    GroupWords{FieldGroup::ransom, "勒索", "Ransom"},
                                    GroupWords{FieldGroup::handling, "处置与态势", "Handling and trend"},
                                    GroupWords{FieldGroup::evidence, "证据", "Evidence"},
                                    GroupWords{FieldGroup::recovery, "恢复", "Recovery"},
                                    GroupWords{FieldGroup::lessons, "根因与教训", "Lessons"},
                                    GroupWords{FieldGroup::sign_off, "签署", "Sign-off"}};

struct TimeField {
  std::string_view name;
  std::optional<Instant> Incident::*member;
  std::string_view zh, en;
};

inline constexpr std::array kTextFields{
    TextField{"id", &Incident::id, FieldGroup::identity, "事件编号", "incident id"},
    TextField{"name", &Incident::name, FieldGroup::identity, "事件名称", "name"},
    TextField{"related", &Incident::related, FieldGroup::identity, "关联事件", "related incidents"},
    TextField{"marking", &Incident::marking, FieldGroup::identity, "密级与 TLP", "marking"},
    TextField{"reporter", &Incident::reporter, FieldGroup::report, "报告人", "reporter"},
    TextField{"reporter_unit", &Incident::reporter_unit, FieldGroup::report, "报告机构名称",
              "reporting organisation"},
    TextField{"reporter_phone", &Incident::reporter_phone, FieldGroup::report, "联系电话", "phone"},
    TextField{"reporter_fax", &Incident::reporter_fax, FieldGroup::report, "传真", "fax"},
    TextField{"reporter_email", &Incident::reporter_email, FieldGroup::report, "电子邮件", "e-mail"},
    TextField{"issuer", &Incident::issuer, FieldGroup::report, "签发人", "issued by"},
    TextField{"issuer_contact", &Incident::issuer_contact, FieldGroup::report, "签发人联系方式",
              "contact of the issuer"},
    TextField{"channel", &Incident::channel, FieldGroup::acceptance, "受理渠道", "channel"},
    TextField{"taken_by", &Incident::taken_by, FieldGroup::acceptance, "受理人", "taken by"},
    TextField{"crew", &Incident::crew, FieldGroup::acceptance, "派出人员", "crew"},
    TextField{"arrival_proof", &Incident::arrival_proof, FieldGroup::on_site, "到达现场凭据",
              "proof of arrival"},
    TextField{"arrival_way", &Incident::arrival_way, FieldGroup::on_site, "到达方式", "way of travel"},
    TextField{"late_reason", &Incident::late_reason, FieldGroup::on_site, "未达标原因", "reason when late"},
    TextField{"place", &Incident::place, FieldGroup::place, "地点", "place"},
    TextField{"unit", &Incident::unit, FieldGroup::place, "单位", "unit"},
    TextField{"department", &Incident::department, FieldGroup::place, "部门", "department"},
    TextField{"system", &Incident::system, FieldGroup::place, "系统", "system"},
    TextField{"system_kind", &Incident::system_kind, FieldGroup::place, "系统/设施/平台基本情况",
              "about the system"},
    TextField{"operator_kind", &Incident::operator_kind, FieldGroup::place, "运营者类别", "kind of operator",
              ValueKind::choice, kOperatorKinds},
    TextField{"critical_infrastructure", &Incident::critical_infrastructure, FieldGroup::place,
              "是否关键信息基础设施", "critical infrastructure", ValueKind::choice, kYesNo},
    TextField{"protection_level", &Incident::protection_level, FieldGroup::place, "等级保护级别",
              "protection level", ValueKind::choice, kProtectionLevels},
    TextField{"filing_number", &Incident::filing_number, FieldGroup::place, "等保备案号", "filing number"},
    TextField{"class_code", &Incident::class_code, FieldGroup::classification, "类别代码", "class code",
              ValueKind::code},
    TextField{"class_basis", &Incident::class_basis, FieldGroup::classification, "分类依据",
              "basis of the class"},
    TextField{"class_tables", &Incident::class_tables, FieldGroup::classification, "所依据的表及版本",
              "tables it was decided by"},
    TextField{"attack", &Incident::attack, FieldGroup::classification, "ATT&CK 技术", "ATT&CK techniques",
              ValueKind::techniques},
    TextField{"impact_object", &Incident::impact_object, FieldGroup::grading, "影响对象重要程度",
              "importance of the object", ValueKind::choice, kImpactObjects},
    TextField{"business_loss", &Incident::business_loss, FieldGroup::grading, "业务损失", "business loss",
              ValueKind::choice, kBusinessLosses},
    TextField{"social_harm", &Incident::social_harm, FieldGroup::grading, "社会危害", "social harm",
              ValueKind::choice, kGrades},
    TextField{"grade", &Incident::grade, FieldGroup::grading, "事件级别", "grade", ValueKind::choice,
              kGrades},
    TextField{"graded_by", &Incident::graded_by, FieldGroup::grading, "定级人", "graded by"},
    TextField{"grade_reason", &Incident::grade_reason, FieldGroup::grading, "定级或调整理由",
              "reason of grade or change"},
    TextField{"report_indicators", &Incident::report_indicators, FieldGroup::grading, "报告办法分级指标",
              "indicators of the reporting guide", ValueKind::indicators},
    TextField{"report_grade", &Incident::report_grade, FieldGroup::grading, "报告办法级别",
              "grade for reporting", ValueKind::choice, kGrades},
    TextField{"report_graded_by", &Incident::report_graded_by, FieldGroup::grading, "报告级别判定人",
              "reporting grade by"},
    TextField{"suspected_crime", &Incident::suspected_crime, FieldGroup::grading, "是否涉嫌犯罪",
              "crime suspected", ValueKind::choice, kYesNo},
    TextField{"discovery_method", &Incident::discovery_method, FieldGroup::discovery, "发现方式",
              "discovery method", ValueKind::choice, kDiscoveryMethods},
    TextField{"discovered_by", &Incident::discovered_by, FieldGroup::discovery, "发现人", "discovered by"},
    TextField{"alarm_source", &Incident::alarm_source, FieldGroup::discovery, "告警来源",
              "source of the alarm"},
    TextField{"summary", &Incident::summary, FieldGroup::process, "事件简要经过", "course of events"},
    TextField{"impact", &Incident::impact, FieldGroup::impact, "影响范围", "scope"},
    TextField{"impact_extent", &Incident::impact_extent, FieldGroup::impact, "影响程度", "extent"},
    TextField{"people_affected", &Incident::people_affected, FieldGroup::impact, "受影响人数",
              "people affected", ValueKind::number},
    TextField{"loss_cny", &Incident::loss_cny, FieldGroup::impact, "直接经济损失（元）", "direct loss (CNY)",
              ValueKind::number},
    TextField{"loss_avoided", &Incident::loss_avoided, FieldGroup::impact, "避免或挽回的损失",
              "loss avoided"},
    TextField{"data_kinds", &Incident::data_kinds, FieldGroup::impact, "涉及数据种类", "kinds of data"},
    TextField{"data_amount", &Incident::data_amount, FieldGroup::impact, "涉及数据数量", "amount of data"},
    TextField{"outage_minutes", &Incident::outage_minutes, FieldGroup::impact, "中断时长（分钟）",
              "outage (minutes)", ValueKind::number},
    TextField{"confidentiality", &Incident::confidentiality, FieldGroup::impact, "保密性影响",
              "confidentiality", ValueKind::choice, kExtents},
    TextField{"integrity", &Incident::integrity, FieldGroup::impact, "完整性影响", "integrity",
              ValueKind::choice, kExtents},
    TextField{"availability", &Incident::availability, FieldGroup::impact, "可用性影响", "availability",
              ValueKind::choice, kExtents},
    TextField{"consequences", &Incident::consequences, FieldGroup::cause, "后果", "consequences"},
    TextField{"cause", &Incident::cause, FieldGroup::cause, "原因分析", "cause"},
    TextField{"nature", &Incident::nature, FieldGroup::cause, "事件性质判断", "nature"},
    TextField{"source", &Incident::source, FieldGroup::source_tracing, "来源分析", "source"},
    TextField{"actor", &Incident::actor, FieldGroup::source_tracing, "攻击者信息", "actor"},
    TextField{"attack_path", &Incident::attack_path, FieldGroup::source_tracing, "攻击路径", "attack path"},
    TextField{"vulnerabilities", &Incident::vulnerabilities, FieldGroup::source_tracing, "利用的漏洞",
              "vulnerabilities used"},
    TextField{"relays", &Incident::relays, FieldGroup::source_tracing, "源地址与跳板",
              "source addresses and relays"},
    TextField{"leads", &Incident::leads, FieldGroup::source_tracing, "线索", "leads"},
    TextField{"confidence", &Incident::confidence, FieldGroup::source_tracing, "把握程度", "confidence",
              ValueKind::choice, kConfidences},
    TextField{"ransom_amount", &Incident::ransom_amount, FieldGroup::ransom, "赎金金额", "ransom amount"},
    TextField{"ransom_way", &Incident::ransom_way, FieldGroup::ransom, "支付方式", "way of payment"},
    TextField{"ransom_date", &Incident::ransom_date, FieldGroup::ransom, "要求或支付日期", "date",
              ValueKind::day},
    TextField{"handling_kind", &Incident::handling_kind, FieldGroup::handling, "处置类别",
              "kind of handling"},
    TextField{"measures", &Incident::measures, FieldGroup::handling, "已采取措施及效果",
              "measures and effect"},
    TextField{"scene_protection", &Incident::scene_protection, FieldGroup::evidence, "现场保护情况",
              "protection of the scene"},
    TextField{"trend", &Incident::trend, FieldGroup::handling, "事态发展趋势", "trend"},
    TextField{"further_harm", &Incident::further_harm, FieldGroup::handling, "可能的进一步影响",
              "further harm"},
    TextField{"next_steps", &Incident::next_steps, FieldGroup::handling, "拟采取措施", "planned measures"},
    TextField{"support_needed", &Incident::support_needed, FieldGroup::handling, "请求支援与协助事项",
              "support needed"},
    TextField{"evidence_storage", &Incident::evidence_storage, FieldGroup::evidence, "证据存放",
              "where the evidence is kept"},
    TextField{"recovery_scope", &Incident::recovery_scope, FieldGroup::recovery, "恢复范围",
              "scope of recovery"},
    TextField{"recovery_check", &Incident::recovery_check, FieldGroup::recovery, "验证方法",
              "way of checking"},
    TextField{"recovery_checked_by", &Incident::recovery_checked_by, FieldGroup::recovery, "验证人",
              "checked by"},
    TextField{"residual_risk", &Incident::residual_risk, FieldGroup::recovery, "残余风险", "residual risk"},
    TextField{"root_cause", &Incident::root_cause, FieldGroup::lessons, "根因", "root cause"},
    TextField{"accountability", &Incident::accountability, FieldGroup::lessons, "责任认定与处理",
              "accountability"},
    TextField{"lessons", &Incident::lessons, FieldGroup::lessons, "教训", "lessons"},
    TextField{"plan_changes", &Incident::plan_changes, FieldGroup::lessons, "预案修订建议",
              "changes proposed to the plan"},
    TextField{"handler", &Incident::handler, FieldGroup::sign_off, "处置人", "handler"},
    TextField{"reviewer", &Incident::reviewer, FieldGroup::sign_off, "审核人", "reviewer"},
    TextField{"customer_confirmed_by", &Incident::customer_confirmed_by, FieldGroup::sign_off, "用户方确认人",
              "confirmed for the customer"},
};

// In the order in which they normally happen.
inline constexpr std::array kTimeFields{
    TimeField{"compromised", &Incident::compromised, "最早入侵", "first compromise"},
    TimeField{"occurred", &Incident::occurred, "发生", "occurred"},
    TimeField{"discovered", &Incident::discovered, "发现", "discovered"},
    TimeField{"reported", &Incident::reported, "报告", "reported"},
    TimeField{"escalated", &Incident::escalated, "升级", "escalated"},
    TimeField{"accepted", &Incident::accepted, "受理", "accepted"},
    TimeField{"remote_from", &Incident::remote_from, "远程支持开始", "remote support from"},
    TimeField{"dispatched", &Incident::dispatched, "派出", "dispatched"},
    TimeField{"arrived", &Incident::arrived, "到达现场", "arrived"},
    TimeField{"remote_until", &Incident::remote_until, "远程支持结束", "remote support until"},
    TimeField{"contained", &Incident::contained, "遏制", "contained"},
    TimeField{"eradicated", &Incident::eradicated, "根除", "eradicated"},
    TimeField{"recovered", &Incident::recovered, "恢复", "recovered"},
    TimeField{"graded_at", &Incident::graded_at, "定级", "graded"},
    TimeField{"closed", &Incident::closed, "关闭", "closed"},
};

[[nodiscard]] const TimeField* time_field(std::string_view name);
[[nodiscard]] const TextField* text_field(std::string_view name);
// What people say for the value of a field: the word of a choice, else the value itself.
[[nodiscard]] Words shown_value(const TextField& field, const std::string& value);
[[nodiscard]] Words shown_value(const Incident& incident, std::string Incident::*member);

// The kinds of notices in their order, and what each is called.
struct NoticeKind {
  std::string_view name, zh, en;
};
inline constexpr std::array kNoticeKinds{NoticeKind{"told-operator", "告知运营者", "operator told"},
                                         NoticeKind{"initial", "初报", "first report"},
                                         NoticeKind{"follow-up", "续报", "follow-up"},
                                         NoticeKind{"final", "终报", "final report"},
                                         NoticeKind{"closing-summary", "总结报告", "closing summary"},
                                         NoticeKind{"police", "向公安机关报告", "report to the police"},
                                         NoticeKind{"upstream", "上级转报", "reported on upwards"}};

// `later` must not come before `earlier`, and did.
struct WrongOrder {
  const TimeField *later, *earlier;
};
[[nodiscard]] std::vector<WrongOrder> wrong_orders(const Incident& incident);

// One field by its name, as a ledger has it: lengths and UTF-8 are checked, kinds are not. An unknown name is
// left alone: a newer version may have written it. "" takes the value away.
[[nodiscard]] Result<> read_field(Incident& incident, std::string_view name, std::string_view value);

// A version as a ledger has it.
[[nodiscard]] std::optional<int> version_number(const Json& value);

// What can be read of a JSON incident; what cannot is named in `problems` and left empty. Unknown keys
// are left alone: a newer version may have written them.
[[nodiscard]] Incident read_incident(const Json& json, std::vector<std::string>& problems);

}  // namespace firsthour::playbooks
