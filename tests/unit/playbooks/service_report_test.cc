// SPDX-License-Identifier: Apache-2.0
#include "playbooks/report.h"
#include "tests/unit/playbooks/service_sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::playbooks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace firsthour::testing;

ReportRequest request_for(const char* what, const char* period = "") {
  ReportRequest request;
  request.what = what;
  request.formats = {Format::markdown};
  request.period = period;
  return request;
}

class ServiceReport : public ::testing::Test {
 protected:
  ServiceReport() { keep_sample_contract(memory); }

  void add(std::string_view kind, const std::string& id, const std::map<std::string, std::string>& fields) {
    ServiceRecord record = whole_record(kind);
    record.id = id;
    for (const auto& [field, value] : fields) {
      const auto set = set_field(record, field, value);
      EXPECT_TRUE(set) << (set ? "" : set.error().what);
    }
    memory.append(event_type::service, to_json(record));
  }
  std::vector<OutputFile> report(const char* what, const char* period = "") const {
    const auto files = make_report(memory, request_for(what, period), "");
    EXPECT_TRUE(files) << (files ? "" : files.error().what);
    return files ? *files : std::vector<OutputFile>{};
  }

  MemoryCase memory;
};

TEST_F(ServiceReport, GivesARegisterAndANoticeForEachUnit) {
  add("follow-up", "follow-up-0001", {{"title", "弱口令"}, {"unit", "网站组"}, {"due", "2026-10-20"}});
  add("follow-up", "follow-up-0002", {{"title", "匿名FTP"}, {"unit", "视频/专网"}});
  add("follow-up", "follow-up-0003",
      {{"title", "已修"},
       {"unit", "数据组"},
       {"state", "answered"},
       {"answer", "已升级并复测"},
       {"answered_by", "王五"},
       {"answered_at", "2026-10-13T09:00+08:00"}});
  const auto files = report("follow-up");
  ASSERT_EQ(files.size(), 3U) << "the register, and two units with something open";
  EXPECT_THAT(files[0].bytes, AllOf(HasSubstr("弱口令"), HasSubstr("逾期"), HasSubstr("已升级并复测")));
  EXPECT_THAT(files[1].bytes, AllOf(HasSubstr("弱口令"), Not(HasSubstr("匿名FTP"))));
  EXPECT_THAT(files[2].name, Not(HasSubstr("/"))) << "a unit's name is no path";
  EXPECT_EQ(report("follow-up")[0].bytes, files[0].bytes) << "the same events give the same bytes";
}

TEST_F(ServiceReport, GivesPatrolReportsByTheirPeriod) {
  add("patrol", "patrol-0001", {{"finished", "2026-10-12T15:40+08:00"}});
  add("patrol", "patrol-0002",
      {{"day", "2026-10-13"},
       {"finished", "2026-10-13T16:20+08:00"},
       {"result", "异常"},
       {"findings", "磁盘将满"},
       {"reported_at", "2026-10-13T10:20+08:00"}});
  EXPECT_THAT(report("patrol").at(0).title, "安全巡检日报");
  const auto month = report("patrol", "2026-10").at(0);
  EXPECT_EQ(month.title, "安全巡检月报");
  EXPECT_THAT(month.bytes, AllOf(HasSubstr("磁盘将满"), HasSubstr("晚于当日 16:00"), HasSubstr("2026-10-14")))
      << "missing";
  EXPECT_FALSE(make_report(memory, request_for("patrol", "M77"), ""));
}

TEST_F(ServiceReport, GivesTheRosterWithItsGaps) {
  add("watch", "watch-0001", {{"first", "2026-10-01"}, {"last", "2026-10-01"}, {"reason", "国庆保障"}});
  add("shift", "shift-0001",
      {{"watch", "watch-0001"}, {"from", "2026-10-01T00:00+08:00"}, {"until", "2026-10-01T12:00+08:00"}});
  EXPECT_THAT(report("watch").at(0).bytes, AllOf(HasSubstr("国庆保障"), HasSubstr("值守空档")));
}

TEST_F(ServiceReport, SaysThatThereIsNothing) {
  for (const char* what : {"follow-up", "patrol", "watch"})
    EXPECT_FALSE(make_report(memory, request_for(what), "")) << what;
}

}  // namespace
}  // namespace firsthour::playbooks
