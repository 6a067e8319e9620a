// SPDX-License-Identifier: Apache-2.0
// Pages against a baseline: what a copy of the site says, what a list says, and what a capture of a good day
// does.
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "playbooks/drill/artefacts/made_capture.h"
#include "triage/traffic.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

namespace firsthour::triage {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kGood = "<html>as it should be</html>", kBad = "<html>hacked by somebody</html>";

std::string answer(const std::string& body, const std::string& more = {}) {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + more +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: www.made.example\r\n\r\n";
}

MadeCapture pages(const std::vector<std::pair<std::string, std::string>>& asked) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 80};
  tcp.open();
  for (const auto& [target, said] : asked) {
    tcp.client(get(target));
    tcp.server(said);
  }
  tcp.close();
  return made;
}

class ChangedPage : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path{testing::TempDir()} /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "site" / "www.made.example" / "news");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& bytes) {
    std::ofstream{folder_ / name, std::ios::binary} << bytes;
    return (folder_ / name).string();
  }

  TrafficReport read(const MadeCapture& made, const std::string& baseline) {
    TrafficOptions options;
    auto pages = load_page_baseline({baseline}, problems_);
    EXPECT_TRUE(pages) << (pages ? "" : pages.error().what);
    if (pages) options.baseline = *pages;
    const std::string file = made.pcap();
    auto report = read_traffic({{"made.pcap", "", "",
                                 [&]() -> Result<std::unique_ptr<ByteSource>> {
                                   return std::make_unique<MemorySource>(as_bytes(file));
                                 }}},
                               options);
    EXPECT_TRUE(report);
    return report ? std::move(*report) : TrafficReport{};
  }

  static std::vector<std::string> rules(const TrafficReport& report) {
    std::vector<std::string> all;
    for (const auto& f : report.findings) all.push_back(f.finding.rule + (f.identified ? "" : "?"));
    return all;
  }

  std::filesystem::path folder_;
  std::vector<std::string> problems_;
};

TEST_F(ChangedPage, IsIdentifiedAgainstACopyOfTheSite) {
  write("site/www.made.example/index.html", kGood);
  const auto report = read(pages({{"/", answer(kBad)}}), (folder_ / "site").string());
  ASSERT_THAT(rules(report), ElementsAre("network.page.changed"));
  EXPECT_THAT(report.findings[0].finding.why, HasSubstr(sha256(kBad).hex()));
  EXPECT_THAT(report.findings[0].finding.why, HasSubstr(sha256(kGood).hex()));
  EXPECT_FALSE(report.findings[0].packets.empty());
}

TEST_F(ChangedPage, ThePageAsItWasIsNoneHoweverItIsPacked) {
  write("site/www.made.example/index.html", kGood);
  std::string packed(100, '\0');
  uLongf size = packed.size();
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(kGood.data()), kGood.size()),
            Z_OK);
  packed.resize(size);
  const auto report = read(pages({{"/", answer(kGood)},
                                  {"/index.html?x=1", answer(kGood)},
                                  {"/", answer(packed, "Content-Encoding: deflate\r\n")}}),
                           (folder_ / "site").string());
  EXPECT_THAT(rules(report), IsEmpty());
}

TEST_F(ChangedPage, PagesThatTheBaselineDoesNotHaveAreNone) {
  write("site/www.made.example/index.html", kGood);
  const auto report = read(pages({{"/other.html", answer(kBad)}}), (folder_ / "site").string());
  EXPECT_THAT(rules(report), IsEmpty());
  EXPECT_THAT(report.unknown, Contains(HasSubstr("1 of 1 pages were not asked for")));
}

TEST_F(ChangedPage, AnAnswerThatIsNotWholeIsNotComparedAndSaid) {
  write("site/www.made.example/index.html", kGood);
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 80};
  tcp.open();
  tcp.client(get("/"));
  tcp.server("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<html>half");
  tcp.close();
  const auto report = read(made, (folder_ / "site").string());
  EXPECT_THAT(rules(report), IsEmpty());
  EXPECT_THAT(report.unknown, Contains(HasSubstr("1 answers could not be compared")));
}

TEST_F(ChangedPage, OtherAnswersThanAPageAreNone) {
  write("site/www.made.example/index.html", kGood);
  const auto report = read(pages({{"/", "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone"}}),
                           (folder_ / "site").string());
  EXPECT_THAT(rules(report), IsEmpty());
}

TEST_F(ChangedPage, ScriptsOfTheServerAreNoBaseline) {
  write("site/www.made.example/index.html", kGood);
  write("site/www.made.example/news/list.php", "<?php echo 1; ?>");
  const auto report = read(pages({{"/news/list.php", answer("1")}}), (folder_ / "site").string());
  EXPECT_THAT(rules(report), IsEmpty());
  EXPECT_THAT(problems_, Contains(HasSubstr("1 scripts that a server runs")));
}

TEST_F(ChangedPage, IsIdentifiedAgainstAListOfDigests) {
  const std::string list =
      write("good.sha256", sha256(kGood).hex() + "  ./www.made.example/index.html\nno digest\n");
  EXPECT_THAT(rules(read(pages({{"/index.html", answer(kBad)}}), list)), ElementsAre("network.page.changed"));
  EXPECT_THAT(problems_, Contains(HasSubstr("good.sha256:2: no line of sha256sum")));
  EXPECT_THAT(rules(read(pages({{"/index.html", answer(kGood)}}), list)), IsEmpty());
}

TEST_F(ChangedPage, OnlyLooksLikeItWhenThePageWasSeenOnce) {
  const std::string good = write("good.pcap", pages({{"/", answer(kGood)}}).pcap());
  EXPECT_THAT(rules(read(pages({{"/", answer(kBad)}}), good)), ElementsAre("network.page.changed?"));
  EXPECT_THAT(rules(read(pages({{"/", answer(kGood)}}), good)), IsEmpty());
}

TEST_F(ChangedPage, IsIdentifiedWhenThePageWasAlwaysTheSameBefore) {
  const std::string steady = write("steady.pcap", pages({{"/", answer(kGood)}, {"/", answer(kGood)}}).pcap());
  EXPECT_THAT(rules(read(pages({{"/", answer(kBad)}}), steady)), ElementsAre("network.page.changed"));
  const std::string lively =
      write("lively.pcap", pages({{"/", answer(kGood)}, {"/", answer("<html>2")}}).pcap());
  EXPECT_THAT(rules(read(pages({{"/", answer(kBad)}}), lively)), ElementsAre("network.page.changed?"));
}

TEST_F(ChangedPage, ABaselineWithoutAnyPageIsRefused) {
  EXPECT_EQ(load_page_baseline({(folder_ / "site").string()}, problems_).error().code, Errc::malformed);
  EXPECT_FALSE(load_page_baseline({(folder_ / "missing").string()}, problems_));
}

}  // namespace
}  // namespace firsthour::triage
