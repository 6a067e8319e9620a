// SPDX-License-Identifier: Apache-2.0
#include "tests/support/year_generator.h"

#include "casefile/case.h"
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/finding.h"
#include "casefile/json.h"
#include "casefile/keys.h"
#include "playbooks/incident.h"
#include "playbooks/service_year.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace firsthour::made_year {
namespace {

using playbooks::Incident;
using playbooks::ServiceRecord;

constexpr std::int64_t kMinute = 60, kHour = 3600, kDay = 86400;
// 2025-03-17 00:00 in Beijing.
constexpr std::int64_t kFirstDay = 1742140800;
constexpr int kDays = 365;
constexpr std::array kClasses{"01007", "02009", "02005", "03003", "01008"};
constexpr std::array kSystems{"110 接处警系统", "视频监控联网平台", "门户网站群"};
constexpr std::array kCauses{"弱口令", "未修补漏洞", "误操作", "供应链组件"};

[[noreturn]] void stop(const std::string& what) {
  std::fprintf(stderr, "year generator: %s\n", what.c_str());
  std::abort();
}
template <class T>
T good(Result<T> result) {
  if (!result) stop(result.error().what);
  return std::move(*result);
}
void good(Result<> result) {
  if (!result) stop(result.error().what);
}

std::string two(std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); }
// Without the program's calendar: days are counted down from the first one.
std::string day_after(std::int64_t days) {
  constexpr std::array kLengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int year = 2025, month = 3;
  std::int64_t day = 17 + days;
  while (day > kLengths[static_cast<std::size_t>(month - 1)]) {
    day -= kLengths[static_cast<std::size_t>(month - 1)];
    if (++month == 13) month = 1, ++year;
  }
  return std::to_string(year) + "-" + two(month) + "-" + two(day);
}
// The month of service that the day lies in: they begin on the 17th.
std::string month_after(std::int64_t days) {
  const std::string day = day_after(days);
  int month = std::atoi(day.substr(5, 2).c_str()) - 3 + (day[3] == '6' ? 12 : 0);
  if (std::atoi(day.substr(8, 2).c_str()) < 17) --month;
  return "M" + two(month + 1);
}
std::string moment(std::int64_t days, int hour, int minute) {
  return day_after(days) + "T" + two(hour) + ":" + two(minute) + ":00+08:00";
}

class Year {
 public:
  Year(std::string folder, const Size& size)
      : folder_{std::move(folder)}, size_{size}, key_{good(make_key(folder_ + "/keys", "examiner"))} {}

  Truth run() {
    for (int i = 0; i < size_.incidents; ++i) incident(i);
    for (int i = 0; i < size_.drills; ++i) drill(i);
    service();
    spans();
    return std::move(truth_);
  }

 private:
  void count(const std::string& name, double by = 1) { truth_.figures[name] += by; }

  std::unique_ptr<CaseWriter> open(const std::string& name, bool exercise) {
    return good(create_case({folder_ + "/" + name + ".case", name, exercise},
                            {"root (李雷)", "firsthour", "", "made"}, key_));
  }

  void incident(int i) {
    char name[32];
    std::snprintf(name, sizeof name, "incident-%04d", i + 1);
    Incident it;
    it.id = "IR-" + std::string{name}.substr(9);
    it.name = "事件 " + std::to_string(i + 1);
    it.system = kSystems[static_cast<std::size_t>(i) % 3];
    it.class_code = kClasses[static_cast<std::size_t>(i) % 5];
    it.grade = i % 30 == 29 ? "major" : i % 10 == 9 ? "considerable" : "ordinary";
    it.root_cause = kCauses[static_cast<std::size_t>(i * 7 % 4)];
    it.cause = "外网应用存在可利用的弱点";
    it.source = i % 6 == 5 ? "" : "境外地址经跳板进入";
    it.summary = "值班人员发现异常后上报，乙方到场处置。";
    it.measures = "隔离主机、固定证据、清除后门、恢复业务。";
    it.discovery_method = i % 2 == 0 ? "internal" : "external";
    const std::int64_t day =
        size_.incidents > kDays ? i % kDays : i * (kDays - 5) / std::max(size_.incidents, 1);
    const std::int64_t reported = kFirstDay + day * kDay + 10 * kHour + (i % 50) * kMinute;
    times(it, i, reported);
    tally(it, day);
    write(name, it, i);
  }

  void times(Incident& it, int i, std::int64_t reported) {
    const auto at = [](std::int64_t seconds) { return Instant::from_seconds(seconds); };
    it.occurred = at(reported - (1 + i % 9) * kHour);
    it.discovered = at(reported - 5 * kMinute);
    it.reported = at(reported);
    it.accepted = at(reported + (2 + i % 7) * kMinute);
    it.dispatched = at(reported + 10 * kMinute);
    const bool late = size_.gaps && i % 12 == 11, unknown = size_.gaps && i % 20 == 19;
    const std::int64_t way = late ? 75 + i % 10 : 20 + i * 7 % 40;
    if (!unknown) it.arrived = at(reported + way * kMinute);
    if (late) it.late_reason = "高速公路封闭";
    it.contained = at(reported + (100 + i % 30) * kMinute);
    it.recovered = at(reported + (200 + i * 11 % 90) * kMinute);
    if (!(size_.gaps && i % 15 == 14)) {
      it.closed = at(reported + 2 * kDay);
      it.state = playbooks::IncidentState::closed;
    }
    dwell_.push_back(static_cast<double>((1 + i % 9) * 60 - 5));
    accept_.push_back(2 + i % 7);
    if (!unknown) on_site_.push_back(static_cast<double>(way));
    contain_.push_back(105 + i % 30);
    recover_.push_back(205 + i * 11 % 90);
    count(unknown ? "on_site.unknown" : late ? "on_site.missed" : "on_site.met");
    if (it.state == playbooks::IncidentState::closed) count("closed");
  }

  void tally(const Incident& it, std::int64_t day) {
    count("incidents");
    count("incidents.grade." + it.grade);
    count("incidents.class." + it.class_code.substr(0, 2));
    count("incidents.subclass." + it.class_code);
    count("incidents.system." + it.system);
    count("incidents.cause." + it.root_cause);
    count("incidents.discovery." + it.discovery_method);
    count("incidents.month." + month_after(day));
    count("incidents.month." + month_after(day) + "." + it.grade);
    count("cause.recorded");
    if (!it.source.empty()) count("source.recorded");
  }

  void write(const std::string& name, const Incident& it, int i) {
    const auto writer = open(name, false);
    good(writer->append(event_type::incident, playbooks::to_json(it)));
    Item evidence;
    evidence.kind = "file";
    evidence.path = "/var/log/auth.log";
    const std::string text = "made log of " + name + "\n";
    MemorySource source{as_bytes(text)};
    good(writer->attach(evidence, source));
    count("evidence.items");
    if (i % 2 == 0) {
      Finding finding;
      finding.id = "f1";
      finding.severity = Severity::high;
      good(writer->append(event_type::finding, to_json(finding)));
      count("evidence.findings");
      count("findings.high");
    }
    good(writer->close());
    truth_.events += writer->size();
  }

  void drill(int i) {
    const auto writer = open("drill-" + std::to_string(i + 1), true);
    Incident it;
    it.id = "EX-" + std::to_string(i + 1);
    it.exercise = true;
    it.reported = Instant::from_seconds(kFirstDay + (90 + i * 120) * kDay + 9 * kHour);
    good(writer->append(event_type::incident, playbooks::to_json(it)));
    good(writer->close());
    truth_.events += writer->size();
    count("drills");
  }

  void put(const std::string& kind, std::initializer_list<std::pair<const char*, std::string>> fields) {
    ServiceRecord record;
    record.kind = kind;
    char number[16];
    std::snprintf(number, sizeof number, "-%04d", ++numbers_[kind]);
    record.id = kind + number;
    for (const auto& [name, value] : fields) good(playbooks::set_field(record, name, value));
    records_.push_back(playbooks::to_json(record));
    count("service." + kind);
  }

  void service() {
    const auto writer = open("service", false);
    Item contract;
    contract.kind = "document";
    contract.path = "contract.yaml";
    const std::string text = contract_text();
    MemorySource source{as_bytes(text)};
    good(writer->attach(contract, source));
    good(writer->append(event_type::service,
                        Json{{"kind", "contract"}, {"object", sha256(text).hex()}, {"size", text.size()}}));
    patrols();
    trainings();
    monthly();
    rest();
    good(writer->append_all(event_type::service, records_));
    good(writer->close());
    truth_.events += writer->size();
  }

  // 250 patrols: on Mondays to Fridays that are no holiday, as far as they go.
  void patrols() {
    int made = 0;
    for (std::int64_t day = 0; day < kDays && made < 250; ++day) {
      if (!worked(day)) continue;
      ++made;
      if (size_.gaps && made % 50 == 0) {
        count("due.patrol.patrol.overdue");
        continue;
      }
      const bool late = size_.gaps && made % 25 == 7;
      put("patrol", {{"day", day_after(day)},
                     {"finished", moment(day, late ? 16 : 15, late ? 30 : 20)},
                     {"by", "李雷"},
                     {"systems", "全部系统"},
                     {"result", "normal"}});
      count(late ? "due.patrol.patrol.late" : "due.patrol.patrol.done");
    }
  }
  // By hand from the notices of 2025 and 2026: days on which nobody worked, and weekends on which people did.
  static bool worked(std::int64_t day) {
    static const std::vector<std::string> kFree{
        "2025-04-04", "2025-05-01", "2025-05-02", "2025-05-05", "2025-06-02", "2025-10-01", "2025-10-02",
        "2025-10-03", "2025-10-06", "2025-10-07", "2025-10-08", "2026-01-01", "2026-01-02", "2026-02-16",
        "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-23"};
    static const std::vector<std::string> kMadeUp{"2025-04-27", "2025-09-28", "2025-10-11",
                                                  "2026-01-04", "2026-02-14", "2026-02-28"};
    const std::string text = day_after(day);
    if (std::find(kMadeUp.begin(), kMadeUp.end(), text) != kMadeUp.end()) return true;
    if (std::find(kFree.begin(), kFree.end(), text) != kFree.end()) return false;
    return day % 7 < 5;  // the first day is a Monday
  }

  void trainings() {
    for (int quarter = 0; quarter < 4; ++quarter) {
      const std::int64_t day = quarter * 91 + 40;
      const std::string people = std::to_string(quarter == 3 && size_.gaps ? 24 : 31 + quarter);
      put("training", {{"time", moment(day, 14, 0)},
                       {"topic", "钓鱼邮件识别"},
                       {"people", people},
                       {"trainer", "韩梅梅"},
                       {"plan_approved_by", "王芳"},
                       {"plan_approved_at", moment(day - 5, 9, 0)}});
      count("service.training.people", std::atoi(people.c_str()));
      count("due.training.training.done");
    }
  }

  void monthly() {
    for (int month = 0; month < 12; ++month) {
      const std::int64_t day = month * 30 + 12 + month / 2;
      put("discovery", {{"day", day_after(day)},
                        {"category", "anonymous-ftp"},
                        {"by", "李雷"},
                        {"found", month % 4 == 0 ? "yes" : "no"},
                        {"where", month % 4 == 0 ? "10.0.0.9" : ""},
                        {"what", month % 4 == 0 ? "匿名登录可写" : ""},
                        {"repaired", month % 4 == 0 && month < 8 ? day_after(day + 3) : ""}});
      if (month % 4 == 0) count("service.discovery.found"), count("service.discovery.found.anonymous-ftp");
      if (month % 4 == 0 && month < 8) count("service.discovery.repaired");
      if (size_.gaps && month == 7) continue;  // a month without a test
      put("test", {{"method", "penetration"},
                   {"target", "门户网站群"},
                   {"permission", "SQ-" + std::to_string(month + 1)},
                   {"permitted_by", "王芳"},
                   {"permitted_at", moment(day - 2, 9, 0)},
                   {"scope", "外网"},
                   {"start", moment(day, 9, 0)},
                   {"end", moment(day, 17, 0)}});
      count("service.test.penetration");
    }
    count("due.risk.monthly.discovery.done", 12);
    count("due.risk.monthly.test.done", size_.gaps ? 11 : 12);
    if (size_.gaps) count("due.risk.monthly.test.overdue");
  }

  void rest() {
    for (int watch = 0; watch < 3; ++watch) {
      const std::int64_t day = 60 + watch * 100;
      put("watch", {{"reason", "重要活动"},
                    {"first", day_after(day)},
                    {"last", day_after(day + 3)},
                    {"around_the_clock", "no"}});
      count("service.watch.days", 4);
    }
    for (int i = 0; i < 10; ++i) {
      const bool closed = i % 2 == 0;
      put("follow-up", {{"title", "弱口令 " + std::to_string(i)},
                        {"severity", "high"},
                        {"source", "scan"},
                        {"requirement", "修改口令"},
                        {"unit", "信息中心"},
                        {"due", day_after(100 + i)},
                        {"state", closed ? "closed" : "issued"},
                        {"issued_at", moment(80 + i, 9, 0)},
                        {"issued_by", "李雷"},
                        {"answer", closed ? "已修改" : ""},
                        {"answered_at", closed ? moment(90 + i, 9, 0) : ""},
                        {"answered_by", closed ? "赵敏" : ""},
                        {"reviewed_at", closed ? moment(91 + i, 9, 0) : ""},
                        {"reviewed_by", closed ? "王芳" : ""},
                        {"approved_at", closed ? moment(91 + i, 10, 0) : ""},
                        {"approved_by", closed ? "王芳" : ""},
                        {"closed_at", closed ? moment(92 + i, 9, 0) : ""},
                        {"closed_by", closed ? "王芳" : ""}});
      count(closed ? "service.follow-up.closed" : "service.follow-up.open");
      count(closed ? "due.remediation.follow-up.done" : "due.remediation.follow-up.overdue");
    }
    for (int i = 0; i < size_.drills; ++i)
      put("drill", {{"case", "drill-" + std::to_string(i + 1)},
                    {"day", day_after(90 + i * 120)},
                    {"scenario", "勒索软件"},
                    {"a9_1", "5"},
                    {"a9_2", "3"},
                    {"a9_9", "1"},
                    {"conclusion", "3"}});
    put("plan", {{"edition", "2.1"},
                 {"day", day_after(120)},
                 {"changes", "增加值班电话"},
                 {"cause", "incident"},
                 {"cause_ref", "IR-0009"}});
    count("service.plan.incident");
    put("hardening", {{"object_kind", "host"},
                      {"object", "web01"},
                      {"plan", "关闭口令登录"},
                      {"rollback_plan", "恢复原配置"},
                      {"state", "done"},
                      {"approved_by", "王芳"},
                      {"approved_at", moment(128, 9, 0)},
                      {"started", moment(130, 14, 0)},
                      {"finished", moment(130, 18, 0)},
                      {"by", "李雷"},
                      {"checked_by", "赵敏"},
                      {"check", "登录正常"}});
  }

  static double middle(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                     values.end());
    const double upper = values[values.size() / 2];
    if (values.size() % 2 == 1) return upper;
    return (upper + *std::max_element(values.begin(),
                                      values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2))) /
           2;
  }
  void spans() {
    for (const auto& [name, values] : {std::pair{"times.dwell", &dwell_},
                                       {"times.accept", &accept_},
                                       {"times.on_site", &on_site_},
                                       {"times.contain", &contain_},
                                       {"times.recover", &recover_}}) {
      if (values->empty()) continue;
      truth_.figures[std::string{name} + ".n"] = static_cast<double>(values->size());
      truth_.figures[std::string{name} + ".median"] = middle(*values);
      truth_.figures[std::string{name} + ".max"] = *std::max_element(values->begin(), values->end());
    }
  }

  std::string folder_;
  Size size_;
  std::shared_ptr<SigningKey> key_;
  Truth truth_;
  std::vector<double> dwell_, accept_, on_site_, contain_, recover_;
  std::map<std::string, int> numbers_;
  std::vector<Json> records_;
};

}  // namespace

std::string contract_text() {
  return "id: HT-TEST\nname: 网络安全服务合同\ncustomer: 某市公安局\nprovider: 某公司\nsigned_on: "
         "2025-03-17\n"
         "operator: other\nsystems:\n  - {name: 110 接处警系统, protection_level: 三级}\n"
         "clauses:\n  - {key: response.onsite, text: 1 小时内到达现场, targets: {minutes: 60}}\n"
         "  - {key: response.cause, text: 协助分析事故原因}\n  - {key: response.record, text: 均要有记录}\n"
         "  - {key: response.scope, text: 最短时间恢复运行}\n"
         "  - {key: patrol, text: 每天 16 点前完成巡检}\n  - {key: training, text: 每季度不少于一次, "
         "targets: {per_quarter: 1, people: 30}}\n"
         "  - {key: risk.monthly, text: 每月一次授权测试, targets: {per_month: 1}}\n  - {key: drill.yearly, "
         "text: 至少 1 次, targets: {drills: 1}}\n"
         "  - {key: watch, text: 不超过 30 天, targets: {days: 30}}\n  - {key: remediation, text: "
         "漏洞整改}\n  - {key: plan.update, text: 修订预案}\n"
         "  - {key: hardening, text: 加固与回退}\n";
}

Truth make(const std::string& folder, const Size& size) { return Year{folder, size}.run(); }

}  // namespace firsthour::made_year
