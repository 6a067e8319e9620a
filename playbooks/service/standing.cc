// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service_due.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

Words both(std::string zh, std::string en) { return {std::move(zh), std::move(en)}; }

class Standings {
 public:
  Standings(const ServiceYear& year, const WorkingDays& calendar, Instant now)
      : year_{year}, dues_{service_dues(year, calendar, now)} {}

  std::vector<ClauseStanding> all() {
    counted("patrol", "每日巡检与报告", "daily patrols and reports", {"patrol", "patrol-report"});
    counted("risk.monthly", "每月授权测试与风险发现", "monthly tests and discovery", {"test", "discovery"});
    counted("training", "每季度培训", "quarterly training", {"training"});
    counted("drill.yearly", "应急演练", "drills", {"drill"});
    watches();
    hardenings();
    counted("remediation", "整改跟踪", "follow-ups", {"follow-up"});
    present("response.support", "7×24 小时技术支持", "support around the clock", {"support-call"});
    present("plan.update", "应急预案修订", "revisions of the emergency plan", {"plan"});
    present("assessment", "等级保护测评", "assessments", {"assessment"});
    present("secrecy", "保密：带离、移交、清除", "secrecy: consents, hand-over, wipes",
            {"consent", "hand-over", "wipe"});
    counted("delivery", "资料补充", "completion of documents", {"delivery"});
    counted("report.annual", "年度汇总报告", "annual report", {"summary"});
    return std::move(standings_);
  }

 private:
  ClauseStanding start(std::string_view clause, std::string_view zh, std::string_view en,
                       std::initializer_list<std::string_view> kinds) const {
    ClauseStanding standing;
    standing.clause = clause;
    standing.title = both(std::string{zh}, std::string{en});
    if (year_.has_contract && !year_.contract.clauses.empty() && !year_.contract.clause(clause))
      standing.standing = ClauseProgress::unstated;
    for (const ServiceRecord& record : year_.records) {
      if (std::find(kinds.begin(), kinds.end(), record.kind) == kinds.end()) continue;
      standing.records.push_back(record.id);
      for (const ServiceProblem& problem : problems_in(year_, record))
        if (problem.kind != ProblemKind::missing) {
          standing.breaches.push_back(record.id);
          break;
        }
    }
    return standing;
  }

  // By what was due so far.
  void counted(std::string_view clause, std::string_view zh, std::string_view en,
               std::initializer_list<std::string_view> kinds) {
    ClauseStanding standing = start(clause, zh, en, kinds);
    std::size_t total = 0, done = 0, late = 0, overdue = 0;
    for (const ServiceDue& due : dues_) {
      if (due.clause != clause) continue;
      ++total;
      done += due.state == DueState::done;
      late += due.state == DueState::late;
      overdue += due.state == DueState::overdue;
    }
    const std::size_t past = done + late + overdue;
    standing.target = both(fmt::format("全年 {} 项，已到期 {} 项", total, past),
                           fmt::format("{} in the year, {} so far", total, past));
    standing.actual = both(fmt::format("按时 {}，迟延 {}，逾期未完成 {}", done, late, overdue),
                           fmt::format("{} in time, {} late, {} overdue", done, late, overdue));
    settle(standing, late + overdue > 0, total > 0 && past == total);
    standings_.push_back(std::move(standing));
  }

  void watches() {
    ClauseStanding standing = start("watch", "重要活动值守", "watches", {"watch", "shift"});
    const std::int64_t most = target_of(year_.contract, "watch", "days", 30);
    const int used = watch_days(year_);
    std::size_t gaps = 0, overlaps = 0;
    for (const ServiceRecord* watch : year_.of("watch")) {
      const WatchCover cover = watch_cover(year_, *watch);
      gaps += cover.gaps.size();
      overlaps += cover.overlaps.size();
    }
    standing.target =
        both(fmt::format("不超过 {} 天，班次无空档", most), fmt::format("at most {} days, no gaps", most));
    standing.actual = both(fmt::format("已用 {} 天，空档 {}，重叠 {}", used, gaps, overlaps),
                           fmt::format("{} days, {} gaps, {} overlaps", used, gaps, overlaps));
    settle(standing, used > most || gaps > 0, false);
    standings_.push_back(std::move(standing));
  }

  void hardenings() {
    ClauseStanding standing =
        start("hardening", "安全加固与回退方案", "hardening with rollback plans", {"hardening"});
    const auto records = year_.of("hardening");
    const auto planned = std::count_if(records.begin(), records.end(), [](const ServiceRecord* record) {
      return !record->text("plan").empty() && !record->text("rollback_plan").empty();
    });
    standing.target = both("每次加固有方案和回退方案", "plan and rollback plan for each");
    standing.actual = both(fmt::format("{} 次加固，{} 次两案齐全", records.size(), planned),
                           fmt::format("{}, {} of them with both plans", records.size(), planned));
    settle(standing, static_cast<std::size_t>(planned) < records.size(), false);
    standings_.push_back(std::move(standing));
  }

  // Clauses that set no number: what was recorded, and what is against them.
  void present(std::string_view clause, std::string_view zh, std::string_view en,
               std::initializer_list<std::string_view> kinds) {
    ClauseStanding standing = start(clause, zh, en, kinds);
    std::size_t overdue = 0;
    for (const ServiceDue& due : dues_) overdue += due.clause == clause && due.state == DueState::overdue;
    standing.target = both("按需记录", "each one recorded");
    standing.actual = both(fmt::format("{} 条记录", standing.records.size()),
                           fmt::format("{} recorded", standing.records.size()));
    settle(standing, overdue > 0, false);
    standings_.push_back(std::move(standing));
  }

  static void settle(ClauseStanding& standing, bool behind, bool complete) {
    if (standing.standing == ClauseProgress::unstated) return;
    if (behind || !standing.breaches.empty())
      standing.standing = ClauseProgress::behind;
    else
      standing.standing = complete ? ClauseProgress::met : ClauseProgress::open;
  }

  const ServiceYear& year_;
  std::vector<ServiceDue> dues_;
  std::vector<ClauseStanding> standings_;
};

}  // namespace

std::string_view name_of(ClauseProgress standing) {
  constexpr std::string_view kNames[] = {"met", "behind", "open", "unstated"};
  return kNames[static_cast<std::size_t>(standing)];
}

const Words& words_of(ClauseProgress standing) {
  static const Words kWords[] = {
      {"达成", "met"}, {"有偏差", "behind"}, {"进行中", "on course"}, {"合同未列", "not in the contract"}};
  return kWords[static_cast<std::size_t>(standing)];
}

std::vector<ClauseStanding> clause_standings(const ServiceYear& year, const WorkingDays& calendar,
                                             Instant now) {
  return Standings{year, calendar, now}.all();
}

}  // namespace firsthour::playbooks
