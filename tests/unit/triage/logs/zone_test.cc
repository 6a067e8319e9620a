// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/zone.h"

#include "casefile/encoding.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>

namespace firsthour::triage::logs {
namespace {

constexpr const char* kFolder = "/usr/share/zoneinfo";

std::int64_t utc_of(const Zone& zone, const char* wall) {
  return zone.utc(parse_rfc3339(std::string{wall} + "Z")->nanoseconds / 1'000'000'000).seconds;
}

TEST(Zone, FixedOffsets) {
  EXPECT_EQ(rfc3339(Instant::from_seconds(utc_of(Zone::fixed(8 * 3600), "2026-11-23T08:00:00"))),
            "2026-11-23T00:00:00.000000000Z");
  EXPECT_EQ(Zone::fixed(-12600).text(), "-03:30");
  EXPECT_EQ(Zone{}.text(), "+00:00");
  EXPECT_EQ(Zone::named("+08:00", kFolder)->text(), "+08:00");
  EXPECT_FALSE(Zone::named("../../etc/passwd", kFolder));
  EXPECT_FALSE(Zone::named("No/Where", kFolder));
}

TEST(Zone, SummerTimeIsObeyed) {
  auto zone = Zone::named("Europe/Berlin", kFolder);
  if (!zone) GTEST_SKIP() << "this machine has no zone files";
  EXPECT_EQ(rfc3339(Instant::from_seconds(utc_of(*zone, "2026-07-01T12:00:00"))),
            "2026-07-01T10:00:00.000000000Z");
  EXPECT_EQ(rfc3339(Instant::from_seconds(utc_of(*zone, "2026-12-01T12:00:00"))),
            "2026-12-01T11:00:00.000000000Z");
  // After the last change that the file lists, by its rule.
  EXPECT_EQ(rfc3339(Instant::from_seconds(utc_of(*zone, "2060-07-01T12:00:00"))),
            "2060-07-01T10:00:00.000000000Z");
  // 2026-10-25 02:30 was twice, 2026-03-29 02:30 never.
  const auto seconds = [](const char* text) { return parse_rfc3339(text)->nanoseconds / 1'000'000'000; };
  EXPECT_TRUE(zone->utc(seconds("2026-10-25T02:30:00Z")).ambiguous);
  EXPECT_TRUE(zone->utc(seconds("2026-03-29T02:30:00Z")).skipped);
}

// The C library reads the same files: the oracle.
TEST(Zone, AgreesWithTheCLibrary) {
  if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "this machine has no zone files";
  for (const char* name : {"Asia/Shanghai", "America/New_York", "Australia/Sydney", "America/Sao_Paulo",
                           "Africa/Casablanca", "Asia/Kolkata", "Pacific/Apia", "Europe/Dublin"}) {
    auto zone = Zone::named(name, kFolder);
    if (!zone) continue;
    ::setenv("TZ", name, 1);
    ::tzset();
    for (std::int64_t t = -1'000'000'000; t < 4'000'000'000; t += 1'999'993) {
      const std::time_t when = t;
      std::tm parts{};
      ::localtime_r(&when, &parts);
      const auto meaning = zone->utc(t + parts.tm_gmtoff);
      if (meaning.ambiguous) continue;
      ASSERT_EQ(meaning.seconds, t) << name;
    }
  }
  ::unsetenv("TZ");
  ::tzset();
}

TEST(Zone, BrokenFilesAreRefused) {
  for (const std::string& file : {std::string{}, std::string{"TZif"}, "TZif2" + std::string(39, '\xFF'),
                                  "TZif" + std::string(40, '\0')}) {
    EXPECT_FALSE(Zone::from_tzif(as_bytes(file), "x"));
  }
}

}  // namespace
}  // namespace firsthour::triage::logs
