// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/bag_text.h"

#include <gtest/gtest.h>

namespace firsthour::verify {
namespace {

const BagDeclaration kOne{true, "UTF-8"}, kOld{false, "UTF-8"};

std::optional<std::string> only_name(const std::string& name, const BagDeclaration& declaration) {
  const auto lines = read_manifest("d41d8cd98f00b204e9800998ecf8427e  " + name + "\n", "md5", declaration);
  if (!lines || lines->size() != 1) return std::nullopt;
  return lines->front().name;
}

TEST(VerifyBag, NamesStayInsideTheBag) {
  EXPECT_EQ(only_name("data/a b", kOne), "data/a b");
  EXPECT_EQ(only_name("./data/a", kOne), "data/a");
  for (const char* name : {"/etc/passwd", "../x", "data/../../x", "~/x", "~root/x", "C:\\x", "C:/x",
                           "\\\\server\\x", "data//x", "data/./x", "data/", "data/%0a/../../x"})
    EXPECT_FALSE(only_name(name, kOne)) << name;
}

TEST(VerifyBag, OnlyVersionOneEscapesThePercentSign) {
  EXPECT_EQ(only_name("data/100%25", kOne), "data/100%");
  EXPECT_EQ(only_name("data/100%25", kOld), "data/100%25");
  EXPECT_EQ(only_name("data/a%0Ab%7E", kOld), "data/a\nb%7E");
}

TEST(VerifyBag, TheDeclarationIsTwoExactLines) {
  EXPECT_TRUE(read_bag_declaration("BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8\r\n"));
  for (const char* text : {"", "BagIt-Version: 1.0\n",
                           "\xEF\xBB\xBF"
                           "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
                           "BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n",
                           "BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n",
                           "BagIt-Version: 1.0\nTag-File-Character-Encoding: EBCDIC\n",
                           "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nx\n"})
    EXPECT_FALSE(read_bag_declaration(text)) << text;
}

}  // namespace
}  // namespace firsthour::verify
