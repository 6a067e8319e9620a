// SPDX-License-Identifier: Apache-2.0
#include "playbooks/summary/clause_targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace firsthour::playbooks {
namespace {

constexpr std::array kClauseKinds{
    ClauseKinds{"patrol", {"patrol", "patrol-report", ""}},
    ClauseKinds{"risk.monthly", {"test", "discovery", ""}},
    ClauseKinds{"training", {"training", "", ""}},
    ClauseKinds{"drill.yearly", {"drill", "", ""}},
    ClauseKinds{"watch", {"watch", "shift", ""}},
    ClauseKinds{"hardening", {"hardening", "", ""}},
    ClauseKinds{"remediation", {"follow-up", "", ""}},
    ClauseKinds{"plan.update", {"plan", "", ""}},
    ClauseKinds{"assessment", {"assessment", "", ""}},
    ClauseKinds{"secrecy", {"consent", "hand-over", "wipe"}},
    ClauseKinds{"delivery", {"delivery", "", ""}},
    ClauseKinds{"report.annual", {"summary", "", ""}},
    ClauseKinds{"response.support", {"support-call", "", ""}},
};

Words both(std::string zh, std::string en) { return {std::move(zh), std::move(en)}; }

}  // namespace

const ClauseKinds* kinds_of_clause(std::string_view key) {
  const auto* found = std::find_if(kClauseKinds.begin(), kClauseKinds.end(),
                                   [&](const ClauseKinds& row) { return row.clause == key; });
  return found == kClauseKinds.end() ? nullptr : &*found;
}

std::int64_t clause_target(const Clause& clause, const char* name, std::int64_t otherwise) {
  const auto found = clause.targets.find(name);
  return found == clause.targets.end() ? otherwise : found->second;
}

bool is_on_demand(std::string_view key) {
  return key == "watch" || key == "delivery" || key == "hardening" || key == "remediation" ||
         key == "response.support" || key == "secrecy";
}

Words target_words(const Clause& clause) {
  const auto n = [&](const char* name, std::int64_t otherwise) {
    return clause_target(clause, name, otherwise);
  };
  if (clause.key == "patrol")
    return both(
        fmt::format("每个工作日 {}:{:02} 前完成，日报、月报、半年报", n("due_hour", 16), n("due_minute", 0)),
        fmt::format("each working day by {}:{:02}; daily, monthly, half-year reports", n("due_hour", 16),
                    n("due_minute", 0)));
  if (clause.key == "risk.monthly")
    return both(fmt::format("每月授权测试与风险发现各 ≥ {} 次", n("per_month", 1)),
                fmt::format("≥ {} test and discovery each month", n("per_month", 1)));
  if (clause.key == "training")
    return both(
        fmt::format("每季度 ≥ {} 次，每次 ≥ {} 人，方案事先审核", n("per_quarter", 1), n("people", 30)),
        fmt::format("≥ {} a quarter, ≥ {} people each, plan approved before", n("per_quarter", 1),
                    n("people", 30)));
  if (clause.key == "drill.yearly")
    return both(fmt::format("≥ {} 次", n("drills", 1)), fmt::format("≥ {}", n("drills", 1)));
  if (clause.key == "watch")
    return both(fmt::format("总数 ≤ {} 天，班次无空档", n("days", 30)),
                fmt::format("≤ {} days, no gaps", n("days", 30)));
  if (clause.key == "hardening") return both("每次均有加固方案和回退方案", "plan and rollback plan of each");
  if (clause.key == "remediation")
    return both("按期整改，审核审批留痕", "closed in time, reviewed and approved");
  if (clause.key == "plan.update")
    return both("依据事件或演练修订，注明原因", "revised, each with its cause");
  if (clause.key == "delivery")
    return both(fmt::format("{} 个工作日内补充", n("working_days", 7)),
                fmt::format("within {} working days", n("working_days", 7)));
  if (clause.key == "response.support")
    return both("7×24 小时，每次受理有人有时间", "each call accepted, with person and time");
  if (clause.key == "secrecy")
    return both("未经同意不得带离；移交、清除有记录",
                "nothing leaves without consent; hand-over and wipes recorded");
  if (clause.key == "report.annual") return both("合同期满后提供", "delivered after the last day");
  return both("每个系统均完成", "each system");
}

}  // namespace firsthour::playbooks
