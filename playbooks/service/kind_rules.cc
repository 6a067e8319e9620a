// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service/problem_list.h"

#include <array>
#include <utility>

namespace firsthour::playbooks {
namespace {

void check_patrol(ProblemList& list) {
  if (list.is("result", "abnormal")) list.need({"findings"});
  if (list.said("findings")) list.need({"reported_at"});
  if (list.is("result", "normal") && list.said("findings"))
    list.contradiction("result", "有发现问题而结果为“正常”", "findings, but the result is `normal`");
}

// Every active step stands on a permission that was there before it. One that did not is kept as what it
// was, never as an ordinary test.
void check_test(ProblemList& list) {
  const auto permitted = list.record().time("permitted_at"), start = list.record().time("start");
  if (list.said("end")) list.need({"start"});
  if (!start || (permitted && *permitted <= *start)) {
    if (list.said("violation") && permitted)
      list.contradiction("violation", "授权在先，却说明为未经授权",
                         "permitted before it began, yet called a violation");
    return;
  }
  if (list.said("violation"))
    list.breach("start", "未经事先授权即开始测试", "begun before its permission");
  else
    list.contradiction("start", "授权时间之前不得开始测试；确已发生的，须填 violation（情况说明）",
                       "no test begins before its permission; one that did needs `violation`, its account");
}

void check_discovery(ProblemList& list) {
  if (list.record().truth("found") == true) list.need({"where"});
  if (list.record().truth("found") == false && (list.said("where") || list.said("repaired")))
    list.contradiction("found", "未发现问题，却有问题位置或修复日期",
                       "nothing found, yet a place or a repair");
}

void check_hardening(ProblemList& list) {
  const bool done = list.is("state", "done"), back = list.is("state", "rolled-back");
  if (done || back) list.need({"started"});
  if (done) list.need({"finished"});
  if (back) list.need({"rolled_back_at", "rollback_reason"});
  if ((done || back || list.said("started")) && !list.said("approved_at"))
    list.breach("approved_at", "未经批准即实施", "carried out without approval");
  if (list.is("state", "planned") && (list.said("finished") || list.said("rolled_back_at")))
    list.contradiction("state", "状态为待实施，却有完成或回退时间", "`planned`, yet finished or rolled back");
}

void check_plan(ProblemList& list) {
  if (list.is("cause", "incident") || list.is("cause", "drill")) list.need({"cause_ref"});
}

void check_staff(ProblemList& list) {
  if (!list.said("replaces")) return;
  const auto consent = list.record().time("consent_at");
  const auto from = list.record().day("from");
  if (!list.said("consent_by") || !consent)
    list.breach("consent_at", "更换人员未见甲方同意", "replaced without the customer's consent");
  else if (from && day_of(*consent) > *from)
    list.breach("consent_at", "甲方同意晚于到岗日期", "the consent came after the replacement began");
}

void check_wipe(ProblemList& list) {
  if (list.record().truth("verified") == true) list.need({"verified_by", "verification"});
  if (list.record().truth("verified") == false)
    list.breach("verified", "清除后未验证", "wiped, not verified");
}

void check_follow_up(ProblemList& list) {
  const std::string& state = list.record().text("state");
  const bool closed = state == "closed", approved = closed || state == "approved",
             reviewed = approved || state == "returned", answered = reviewed || state == "answered";
  if (answered) list.need({"answer", "answered_at", "answered_by"});
  if (reviewed) list.need({"reviewed_at", "reviewed_by"});
  if (state == "returned") list.need({"review"});
  if (approved) list.need({"approved_at", "approved_by"});
  if (closed) list.need({"closed_at", "closed_by"});
  if (list.said("reopened_at")) list.need({"reopened_reason"});
  for (const std::string_view field : {"reviewed_by", "approved_by"})
    if (list.said(field) && list.record().text(field) == list.record().text("answered_by"))
      list.breach(field, "反馈人自行" + std::string{field == "reviewed_by" ? "审核" : "审批"},
                  std::string{field == "reviewed_by" ? "reviewed" : "approved"} + " by the one who answered");
}

void check_watch(ProblemList& list) {
  const auto first = list.record().day("first"), last = list.record().day("last");
  const auto from = list.record().time("from"), until = list.record().time("until");
  if (from && first && day_of(*from) != *first)
    list.contradiction("from", "值守开始时间不在起始日期", "begins on another day than the first");
  if (until && last && day_of(Instant{until->nanoseconds - 1}) != *last)
    list.contradiction("until", "值守结束时间不在截止日期", "ends on another day than the last");
}

using Check = void (*)(ProblemList&);
constexpr std::array<std::pair<std::string_view, Check>, 9> kChecks{{{"patrol", check_patrol},
                                                                     {"test", check_test},
                                                                     {"discovery", check_discovery},
                                                                     {"hardening", check_hardening},
                                                                     {"plan", check_plan},
                                                                     {"staff", check_staff},
                                                                     {"wipe", check_wipe},
                                                                     {"follow-up", check_follow_up},
                                                                     {"watch", check_watch}}};

}  // namespace

void check_kind(ProblemList& list) {
  for (const auto& [kind, check] : kChecks)
    if (list.record().kind == kind) check(list);
}

}  // namespace firsthour::playbooks
