// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/stamp.h"

#include "casefile/instant.h"

#include <gtest/gtest.h>

namespace firsthour::triage::logs {
namespace {

std::string shown(const std::optional<Stamp>& stamp) {
  if (!stamp) return "none";
  const auto wall = stamp->wall_seconds(2000);
  if (!wall) return "no such day";
  std::string text = rfc3339(Instant::from_seconds(*wall, stamp->nanoseconds)).substr(0, 23);
  if (stamp->zone) text += " " + std::to_string(*stamp->zone / 60);
  return text + " +" + std::to_string(stamp->length);
}

TEST(Stamp, BsdForms) {
  EXPECT_EQ(shown(bsd_stamp("Nov 23 05:11:28 h")), "2000-11-23T05:11:28.000 +15");
  EXPECT_EQ(shown(bsd_stamp("Nov  3 05:11:28.123 h")), "2000-11-03T05:11:28.123 +19");
  EXPECT_EQ(shown(bsd_stamp("Nov 3 05:11:28")), "2000-11-03T05:11:28.000 +14");
  EXPECT_EQ(shown(bsd_stamp("Nov 23 2026 05:11:28")), "2026-11-23T05:11:28.000 +20");
  EXPECT_EQ(shown(bsd_stamp("2026 Nov 23 05:11:28")), "2026-11-23T05:11:28.000 +20");
  for (const char* wrong : {"", "Nov", "Nov 23", "Nox 23 05:11:28", "Nov 32 05:11:28", "Nov 23 24:11:28",
                            "Nov 23 05:60:28", "Nov 23 05:11:2", "nov 23 05:11:28", "Nov 23T05:11:28"}) {
    EXPECT_FALSE(bsd_stamp(wrong)) << wrong;
  }
}

TEST(Stamp, IsoForms) {
  EXPECT_EQ(shown(iso_stamp("2026-11-23T05:11:28Z")), "2026-11-23T05:11:28.000 0 +20");
  EXPECT_EQ(shown(iso_stamp("2026-11-23T05:11:28.5+08:00 x")), "2026-11-23T05:11:28.500 480 +27");
  EXPECT_EQ(shown(iso_stamp("2026-11-23 05:11:28,123 INFO")), "2026-11-23T05:11:28.123 +23");
  EXPECT_EQ(shown(iso_stamp("2026/11/23 05:11:28 [error]")), "2026-11-23T05:11:28.000 +19");
  EXPECT_EQ(shown(iso_stamp("2026-11-23 05:11:28 +0800 x")), "2026-11-23T05:11:28.000 480 +25");
  EXPECT_EQ(shown(iso_stamp("2026-11-23 05:11:28 Zabbix")), "2026-11-23T05:11:28.000 +19");
  EXPECT_EQ(shown(iso_stamp("2026-11-23 05:11:28 -v is set")), "2026-11-23T05:11:28.000 +19");
  for (const char* wrong : {"2026-11-23", "2026-13-23T05:11:28Z", "2026-02-30T05:11:28Z",
                            "2026-11/23 05:11:28", "20261123T051128Z", "1026-11-23T05:11:28Z"}) {
    EXPECT_FALSE(iso_stamp(wrong)) << wrong;
  }
}

TEST(Stamp, WebAndCtimeForms) {
  EXPECT_EQ(shown(clf_stamp("23/Nov/2026:05:11:28 +0800]")), "2026-11-23T05:11:28.000 480 +26");
  EXPECT_EQ(shown(clf_stamp("23-Nov-2026 05:11:28.123 INFO")), "2026-11-23T05:11:28.123 +24");
  EXPECT_EQ(shown(ctime_stamp("Mon Nov 23 05:11:28.123456 2026]")), "2026-11-23T05:11:28.123 +31");
  EXPECT_EQ(shown(ctime_stamp("Mon Nov  3 05:11:28 2026")), "2026-11-03T05:11:28.000 +24");
  EXPECT_FALSE(clf_stamp("3/Nov/2026:05:11:28 +0800"));
  EXPECT_FALSE(ctime_stamp("Xon Nov 23 05:11:28 2026"));
}

TEST(Stamp, LeapSecondsAreTheNextMinute) {
  EXPECT_EQ(shown(iso_stamp("2016-12-31T23:59:60Z")), "2017-01-01T00:00:00.000 0 +20");
}

}  // namespace
}  // namespace firsthour::triage::logs
