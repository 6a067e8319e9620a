// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service/order_rules.h"
#include "playbooks/service/problem_list.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {

Words ProblemList::words(std::string_view field) const {
  const ServiceField* found = kind_ ? service_field(*kind_, field) : nullptr;
  if (!found) return {std::string{field}, std::string{field}};
  return {std::string{found->zh}, std::string{found->en}};
}

void ProblemList::missing(std::string_view field) {
  const Words name = words(field);
  problems_.push_back(
      {ProblemKind::missing, std::string{field}, {"缺少“" + name.zh + "”", name.en + " is missing"}});
}

void ProblemList::need(std::initializer_list<std::string_view> fields) {
  for (const std::string_view field : fields)
    if (!said(field)) missing(field);
}

void ProblemList::contradiction(std::string_view field, std::string zh, std::string en) {
  problems_.push_back({ProblemKind::contradiction, std::string{field}, {std::move(zh), std::move(en)}});
}

void ProblemList::breach(std::string_view field, std::string zh, std::string en) {
  problems_.push_back({ProblemKind::breach, std::string{field}, {std::move(zh), std::move(en)}});
}

namespace {

// A test that ran without permission has no permission to tell of.
bool excused(const ProblemList& list, std::string_view field) {
  return list.record().kind == "test" && list.said("violation") &&
         (field == "permission" || field == "permitted_by" || field == "permitted_at" || field == "scope");
}

void check_fields(ProblemList& list) {
  for (const ServiceField& field : list.kind()->fields)
    if (field.required && !list.said(field.name) && !excused(list, field.name)) list.missing(field.name);
  ServiceRecord trial{list.record().kind, "", 1, {}, 0, {}, {}};
  for (const auto& [name, value] : list.record().fields)
    if (const auto set = set_field(trial, name, value); !set)
      list.contradiction(name, "“" + list.words(name).zh + "”的值无效", set.error().what);
}

// A day holds all its moments, so a day and a time are compared as days.
std::optional<bool> in_order(const ServiceRecord& record, const OrderRule& rule) {
  const auto early = record.time(rule.earlier), late = record.time(rule.later);
  if (early && late) return *early <= *late;
  const auto day = [&](std::string_view field) {
    const auto time = record.time(field);
    return time ? std::optional{day_of(*time)} : record.day(field);
  };
  const auto first = day(rule.earlier), last = day(rule.later);
  if (!first || !last) return std::nullopt;
  return *first <= *last;
}

void check_order(ProblemList& list) {
  for (const OrderRule& rule : kOrderRules) {
    if (rule.kind != list.record().kind || in_order(list.record(), rule).value_or(true)) continue;
    const Words early = list.words(rule.earlier), late = list.words(rule.later);
    std::string zh = "“" + late.zh + "”早于“" + early.zh + "”", en = late.en + " before " + early.en;
    if (rule.otherwise == ProblemKind::breach)
      list.breach(rule.later, std::move(zh), std::move(en));
    else
      list.contradiction(rule.later, std::move(zh), std::move(en));
  }
}

void check_reference(ProblemList& list, const ServiceYear& year, std::string_view field,
                     std::string_view kind) {
  if (!list.said(field)) return;
  const ServiceRecord* meant = year.find(list.record().text(field));
  if (!meant || meant->kind != kind)
    list.contradiction(field, "“" + list.words(field).zh + "”所指的记录不存在",
                       list.words(field).en + " names no " + std::string{kind} + " of this year");
}

constexpr std::array<std::array<std::string_view, 3>, 7> kReferences{
    {{"shift", "watch", "watch"},
     {"discovery", "test", "test"},
     {"discovery", "follow_up", "follow-up"},
     {"hardening", "follow_up", "follow-up"},
     {"wipe", "hand_over", "hand-over"},
     {"drill", "plan", "plan"},
     {"follow-up", "recurrence_of", "follow-up"}}};

void check_shift(ProblemList& list, const ServiceYear& year) {
  const ServiceRecord* watch = year.find(list.record().text("watch"));
  const auto from = list.record().time("from"), until = list.record().time("until");
  if (!watch || watch->kind != "watch" || !from || !until) return;
  const auto first = watch->day("first"), last = watch->day("last");
  if (first && last &&
      (day_of(*from) < *first || day_of(Instant{until->nanoseconds - 1}) > plus_days(*last, 1)))
    list.contradiction("from", "班次不在值守期间内", "the shift is outside of the days of its watch");
}

void check_contract(ProblemList& list, const ServiceYear& year) {
  const ServiceRecord& record = list.record();
  if (!year.has_contract) return;
  if (record.kind == "training") {
    const std::int64_t people = target_of(year.contract, "training", "people", 30);
    if (const auto came = record.number("people"); came && *came < people)
      list.breach("people", fmt::format("参训人数 {} 少于约定的 {}", *came, people),
                  fmt::format("{} people came, {} are owed", *came, people));
  }
  if (record.kind == "patrol") {
    const auto day = record.day("day");
    const auto finished = record.time("finished");
    const auto hour = static_cast<int>(target_of(year.contract, "patrol", "due_hour", 16) % 24);
    const auto minute = static_cast<int>(target_of(year.contract, "patrol", "due_minute", 0) % 60);
    if (day && finished && *finished > at(*day, hour, minute))
      list.breach("finished", fmt::format("晚于当日 {}:{:02} 完成", hour, minute),
                  fmt::format("finished after {}:{:02} of its day", hour, minute));
  }
  for (const std::string_view field : {"day", "first", "requested"}) {
    const auto day = record.day(field);
    if (day && record.kind != "plan" && record.kind != "staff" &&
        (*day < year.contract.first_day || *day > plus_days(year.contract.last_day, 60)))
      list.breach(field, "日期不在服务期内", "outside of the service period");
  }
}

}  // namespace

std::int64_t target_of(const ServiceContract& contract, std::string_view clause, const std::string& target,
                       std::int64_t otherwise) {
  const Clause* found = contract.clause(clause);
  if (!found) return otherwise;
  const auto value = found->targets.find(target);
  return value == found->targets.end() ? otherwise : value->second;
}

std::vector<ServiceProblem> problems_in(const ServiceRecord& record) {
  ProblemList list{record};
  if (!list.kind())
    return {{ProblemKind::contradiction, "kind", {"未知的记录种类", "unknown kind of record"}}};
  check_fields(list);
  check_order(list);
  check_kind(list);
  return list.take();
}

std::vector<ServiceProblem> problems_in(const ServiceYear& year, const ServiceRecord& record) {
  std::vector<ServiceProblem> problems = problems_in(record);
  ProblemList list{record};
  for (const auto& [kind, field, target] : kReferences)
    if (record.kind == kind) check_reference(list, year, field, target);
  if (record.kind == "shift") check_shift(list, year);
  check_contract(list, year);
  for (ServiceProblem& problem : list.take()) problems.push_back(std::move(problem));
  return problems;
}

std::vector<std::string> missing_in(const ServiceRecord& record) {
  std::vector<std::string> missing;
  for (const ServiceProblem& problem : problems_in(record))
    if (problem.kind == ProblemKind::missing)
      missing.push_back(problem.field);
    else if (problem.kind == ProblemKind::contradiction)
      missing.push_back(problem.field + ": " + problem.what.en);
  return missing;
}

Result<> may_follow(const ServiceRecord& before, const ServiceRecord& after) {
  static constexpr std::array<std::array<std::string_view, 2>, 9> kMoves{{{"issued", "answered"},
                                                                          {"answered", "approved"},
                                                                          {"answered", "returned"},
                                                                          {"returned", "answered"},
                                                                          {"approved", "closed"},
                                                                          {"approved", "returned"},
                                                                          {"closed", "issued"},
                                                                          {"closed", "answered"},
                                                                          {"returned", "issued"}}};
  if (before.kind != "follow-up") return {};
  const std::string &from = before.text("state"), &to = after.text("state");
  if (from == to) return {};
  std::string allowed;
  for (const auto& [one, other] : kMoves) {
    if (one != from) continue;
    if (other == to) {
      if (from == "closed" && after.text("reopened_reason") == before.text("reopened_reason") &&
          after.text("reopened_at") == before.text("reopened_at"))
        return fail(Errc::usage,
                    before.id + " is closed: it is opened again with reopened_at and reopened_reason");
      return {};
    }
    allowed += (allowed.empty() ? "" : " or ") + std::string{other};
  }
  return fail(Errc::usage, before.id + " is `" + from + "` and may become " + allowed + ", not `" + to + "`");
}

void forget_later_stages(const ServiceRecord& before, ServiceRecord& after) {
  static constexpr std::array<std::string_view, 4> kAnswer{"answer", "answered_at", "answered_by",
                                                           "answer_items"};
  static constexpr std::array<std::string_view, 7> kReview{
      "review", "reviewed_at", "reviewed_by", "approved_at", "approved_by", "closed_at", "closed_by"};
  if (before.kind != "follow-up" || before.text("state") == after.text("state")) return;
  const auto forget = [&](std::span<const std::string_view> fields) {
    for (const std::string_view field : fields)
      if (before.text(field) == after.text(field)) after.fields.erase(std::string{field});
  };
  const std::string& state = after.text("state");
  if (state == "issued" || state == "answered") forget(kReview);
  if (state == "issued") forget(kAnswer);
}

}  // namespace firsthour::playbooks
