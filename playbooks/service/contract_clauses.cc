// SPDX-License-Identifier: Apache-2.0
#include "playbooks/contract.h"

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

constexpr std::int64_t kPercent = 100, kMany = 10'000;

constexpr std::array kSupport{
    TargetKind{"hours_per_day", "每天小时数", "hours a day", 1, 24},
    TargetKind{"days_per_week", "每周天数", "days a week", 1, 7},
    TargetKind{"accept_minutes", "受理时限（分钟）", "minutes to accept", 1, kMany}};
constexpr std::array kOnSite{TargetKind{"minutes", "到场时限（分钟）", "minutes to the site", 1, kMany}};
constexpr std::array kScope{
    TargetKind{"recovery_minutes", "恢复时限（分钟）", "minutes to recovery", 1, 1'000'000}};
constexpr std::array kCause{TargetKind{"recorded_percent", "原因与来源记录率（%）",
                                       "share with cause and source recorded (%)", 0, kPercent}};
constexpr std::array kRecord{
    TargetKind{"recorded_percent", "事件记录率（%）", "records per incidents (%)", 0, kPercent},
    TargetKind{"days", "记录完成时限（天）", "days to the complete record", 1, 366}};
constexpr std::array kPlan{TargetKind{"revisions", "修订次数", "revisions", 0, kMany}};
constexpr std::array kDrill{TargetKind{"drills", "演练次数", "drills", 0, kMany}};
constexpr std::array kAnnual{
    TargetKind{"days_after_end", "期满后交付时限（天）", "days after the end", 0, 3660}};
constexpr std::array kRisk{TargetKind{"per_month", "每月次数", "times a month", 0, kMany}};
constexpr std::array kHardening{TargetKind{"with_rollback_percent", "有回退方案的比例（%）",
                                           "share with a rollback plan (%)", 0, kPercent}};
constexpr std::array kPatrol{TargetKind{"due_hour", "完成时间（时）", "due, hour", 0, 23},
                             TargetKind{"due_minute", "完成时间（分）", "due, minute", 0, 59},
                             TargetKind{"per_working_day", "每工作日次数", "times a working day", 0, 24},
                             TargetKind{"month_reports", "每月月报", "reports a month", 0, 31},
                             TargetKind{"half_reports", "每半年半年报", "reports a half-year", 0, 31}};
constexpr std::array kWatch{TargetKind{"days", "值守天数上限", "most days", 0, 366}};
constexpr std::array kRemediation{
    TargetKind{"in_time_percent", "按期整改率（%）", "share closed in time (%)", 0, kPercent}};
constexpr std::array kTraining{TargetKind{"per_quarter", "每季度次数", "times a quarter", 0, kMany},
                               TargetKind{"people", "每次人数", "people each", 0, 1'000'000}};
constexpr std::array kAssessment{TargetKind{"per_system", "每系统次数", "times a system", 0, kMany}};
constexpr std::array kSecrecy{
    TargetKind{"unrecorded_exits", "未经登记带出次数", "exits without a record", 0, 0}};
constexpr std::array kDelivery{
    TargetKind{"working_days", "补充资料时限（工作日）", "working days to complete documents", 0, 366}};

constexpr std::array kKinds{
    ClauseKind{"response.support", "7×24 小时技术支持", "support at all hours", kSupport},
    ClauseKind{"response.onsite", "到达现场", "on site", kOnSite},
    ClauseKind{"response.scope", "处置范围", "scope of handling", kScope},
    ClauseKind{"response.cause", "原因分析与来源追踪", "cause and source", kCause},
    ClauseKind{"response.record", "事件记录与报告", "record of each incident", kRecord},
    ClauseKind{"plan.update", "预案修订", "revision of the emergency plan", kPlan},
    ClauseKind{"drill.yearly", "应急演练", "drills", kDrill},
    ClauseKind{"report.annual", "年度汇总报告", "annual summary", kAnnual},
    ClauseKind{"risk.monthly", "每月风险检查", "monthly risk checks", kRisk},
    ClauseKind{"hardening", "加固与回退方案", "hardening with rollback plan", kHardening},
    ClauseKind{"patrol", "日常巡检与报告", "patrols and their reports", kPatrol},
    ClauseKind{"watch", "重要时期值守", "watch in important periods", kWatch},
    ClauseKind{"remediation", "漏洞整改跟踪", "follow-up of vulnerabilities", kRemediation},
    ClauseKind{"training", "培训", "trainings", kTraining},
    ClauseKind{"assessment", "等级保护测评", "assessment by protection level", kAssessment},
    ClauseKind{"secrecy", "保密与移交", "secrecy and hand-over", kSecrecy},
    ClauseKind{"delivery", "技术资料补充", "completion of documents", kDelivery},
};

}  // namespace

std::span<const ClauseKind> clause_kinds() { return kKinds; }

const ClauseKind* clause_kind(std::string_view key) {
  const auto* found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const ClauseKind& kind) { return kind.key == key; });
  return found == kKinds.end() ? nullptr : found;
}

}  // namespace firsthour::playbooks
