// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/triage/origin/made_story.h"

namespace firsthour::triage {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kPage = "/var/www/html/up/cat.php";

// A line of an access log, so many seconds after the page was made.
std::string line(std::int64_t seconds, const std::string& address, const std::string& request, int status) {
  const std::int64_t of_day = 5 * 3600 + seconds;
  return fmt::format("{} - - [22/Nov/2024:{:02}:{:02}:{:02} +0000] \"{} HTTP/1.1\" {} 5 \"-\" \"curl/8\"\n",
                     address, of_day / 3600, of_day / 60 % 60, of_day % 60, request, status);
}
const std::string kBefore = line(-3000, "192.0.2.1", "GET /", 200);
const std::string kAfter = line(3000, "192.0.2.1", "GET /", 200);

OriginChain chain_with(const std::string& log, std::optional<Instant> modified = std::nullopt) {
  MadeStory story;
  story.on_file(story.add_file(kPage, at(0), modified), kPage);
  if (!log.empty()) story.add("file", "/var/log/nginx/access.log", kBefore + log + kAfter);
  return story.chain();
}

TEST(WebOrigin, IsTheAddressWhoseUploadWasThereJustBefore) {
  const OriginChain chain = chain_with(line(-2, "203.0.113.5", "POST /upload.php", 200) +
                                       line(9, "203.0.113.5", "POST /up/cat.php", 200));
  EXPECT_EQ(source_of(chain), "203.0.113.5");
  EXPECT_EQ(chain.strength, OriginStrength::likely);
  EXPECT_THAT(steps_of(chain), ElementsAre("proved sent", "likely brought", "proved used"));
  EXPECT_THAT(chain.paragraph.en, HasSubstr("2 s before the file was made"));
  EXPECT_THAT(chain.paragraph.zh, HasSubstr("入侵来源为 203.0.113.5（推定"));
  EXPECT_EQ(chain.edges[0].place.line, 2U);
}

TEST(WebOrigin, APutToTheFilesOwnPathProvesIt) {
  const OriginChain chain = chain_with(line(-1, "203.0.113.5", "PUT /up/cat.php", 201) +
                                       line(-1, "198.51.100.9", "POST /other.php", 200));
  EXPECT_EQ(source_of(chain), "203.0.113.5");
  EXPECT_EQ(chain.strength, OriginStrength::proved);
  EXPECT_FALSE(names(chain, "198.51.100.9"));
}

TEST(WebOrigin, WhoOnlyLookedIsNotNamed) {
  const OriginChain chain = chain_with(line(-2, "203.0.113.5", "POST /upload.php", 200) +
                                       line(4, "198.51.100.9", "GET /up/cat.php", 200));
  EXPECT_FALSE(names(chain, "198.51.100.9"));
  EXPECT_THAT(chain.nodes[0].note.en, HasSubstr("1 addresses asked for it without sending anything"));
}

TEST(WebOrigin, OfTwoThatSentDataThenTheOneThatUsedThePageIsMeant) {
  const OriginChain chain = chain_with(line(-3, "203.0.113.5", "POST /upload.php", 200) +
                                       line(-1, "198.51.100.9", "POST /login.php", 302) +
                                       line(20, "203.0.113.5", "GET /up/cat.php?c=id", 200));
  EXPECT_EQ(source_of(chain), "203.0.113.5");
  EXPECT_THAT(chain.paragraph.en, HasSubstr("never used the file: 198.51.100.9"));
}

TEST(WebOrigin, WhereNothingTellsThemApartNobodyIsNamed) {
  const OriginChain chain = chain_with(line(-3, "203.0.113.5", "POST /upload.php", 200) +
                                       line(-1, "198.51.100.9", "POST /upload.php", 200));
  EXPECT_EQ(source_of(chain), "");
  EXPECT_THAT(gaps_of(chain), Contains("several-fit"));
  EXPECT_THAT(chain.paragraph.en, HasSubstr("could not be determined"));
}

TEST(WebOrigin, WithoutAnUploadTheFirstThatUsedItIsLikely) {
  const OriginChain chain = chain_with(line(300, "203.0.113.5", "POST /up/cat.php", 200) +
                                       line(400, "198.51.100.9", "POST /up/cat.php", 200));
  EXPECT_EQ(source_of(chain), "203.0.113.5");
  EXPECT_EQ(chain.strength, OriginStrength::likely);
  EXPECT_THAT(steps_of(chain), Contains("likely first-used"));
}

TEST(WebOrigin, ARequestThatWasRefusedBroughtNothing) {
  EXPECT_EQ(source_of(chain_with(line(-2, "203.0.113.5", "POST /upload.php", 403))), "");
}

TEST(WebOrigin, AnotherFileOfTheNameIsNotThisOne) {
  const OriginChain chain = chain_with(line(200, "203.0.113.5", "POST /elsewhere/cat.php", 200) +
                                       line(205, "203.0.113.5", "POST /cat.php", 200));
  EXPECT_EQ(source_of(chain), "");
  EXPECT_THAT(gaps_of(chain), Contains("name-only"));
}

TEST(WebOrigin, ALogThatDoesNotCoverTheTimeIsSaid) {
  MadeStory story;
  story.on_file(story.add_file(kPage, at(-40'000)), kPage);
  story.add("file", "/var/log/nginx/access.log", kBefore + kAfter);
  EXPECT_THAT(gaps_of(story.chain()), Contains("log-does-not-cover"));
  EXPECT_THAT(gaps_of(chain_with("")), ElementsAre("no-access-log"));
}

TEST(WebOrigin, ATimeThatWasSetBackIsSaid) {
  const OriginChain chain = chain_with("", at(-30'000'000));
  EXPECT_THAT(chain.nodes[0].note.en, HasSubstr("it was set, or came with the file"));
  EXPECT_THAT(chain.nodes[0].note.zh, HasSubstr("修改时间早于创建时间"));
}

TEST(WebOrigin, AProcessBelowTheServerLeadsBackToTheRequestAndTheUpload) {
  MadeStory story;
  story.on_file(story.add_file(kPage, at(0)), kPage);
  story.add_process(50, 1, "/usr/sbin/nginx", at(-9000));
  story.add_process(51, 50, "/usr/sbin/php-fpm8.2", at(-9000));
  story.add_process(60, 51, "/bin/sh", at(31));
  story.on_process(60);
  story.add("file", "/var/log/nginx/access.log",
            kBefore + line(-2, "203.0.113.5", "POST /upload.php", 200) +
                line(30, "203.0.113.5", "POST /up/cat.php", 200) + kAfter);
  story.add(
      "records", "host.socket",
      R"({"type":"host.socket","network.transport":"tcp","source.ip":"10.0.0.1","source.port":4000,)"
      R"("destination.ip":"198.51.100.80","destination.port":443,"socket.state":"ESTABLISHED","process.pid":60})"
      "\n");
  const OriginReport report = story.report();
  ASSERT_EQ(report.chains.size(), 2U);
  for (const OriginChain& chain : report.chains) {
    EXPECT_EQ(source_of(chain), "203.0.113.5");
    EXPECT_EQ(chain.strength, OriginStrength::likely);
    EXPECT_TRUE(names(chain, "198.51.100.80:443"));
  }
}

TEST(WebOrigin, HostileTextOfALogStaysOneLine) {
  const OriginChain chain =
      chain_with(line(-2, "203.0.113.5", "POST /u\x1b[31m\xe2\x80\xae.php?password=hunter2", 200));
  EXPECT_THAT(chain.paragraph.en, Not(HasSubstr("\x1b")));
  EXPECT_THAT(chain.paragraph.en, Not(HasSubstr("hunter2")));
  EXPECT_LT(to_json(chain).dump().size(), 64U << 10);
}

TEST(WebOrigin, IsTheSameEachTime) {
  const std::string log = line(-2, "203.0.113.5", "POST /upload.php", 200);
  EXPECT_EQ(to_json(chain_with(log)).dump(), to_json(chain_with(log)).dump());
}

TEST(WebOrigin, TheSameLogFromTwoCollectionsCountsOnce) {
  MadeStory story;
  story.on_file(story.add_file(kPage, at(0)), kPage);
  const std::string log = kBefore + line(9, "203.0.113.5", "POST /up/cat.php", 200);
  story.add("file", "/var/log/nginx/access.log", log);
  story.add("file", "/var/log/nginx/access.log", log + kAfter);
  EXPECT_THAT(story.chain().paragraph.en, HasSubstr("asked for it 1 times"));
}

}  // namespace
}  // namespace firsthour::triage
