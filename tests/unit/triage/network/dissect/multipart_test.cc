// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/multipart.h"

#include <gtest/gtest.h>

namespace firsthour::triage::network {
namespace {

const std::string kType = "multipart/form-data; charset=utf-8; boundary=\"--x y\"";

std::string part(const std::string& head, const std::string& content) {
  return "----x y\r\n" + head + "\r\n\r\n" + content + "\r\n";
}

TEST(FilesOfForm, GivesFilesWithTheirBytesAndLeavesFields) {
  const std::string body =
      part("Content-Disposition: form-data; name=a", "field") +
      part("content-type: text/x-php\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\\\"b;.php\"",
           "one\r\ntwo\r\n--x") +
      "----x y--\r\n";
  const auto files = files_of_form(kType, body);
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].name, "f");
  EXPECT_EQ(files[0].filename, "a\"b;.php");
  EXPECT_EQ(files[0].type, "text/x-php");
  EXPECT_EQ(files[0].content, "one\r\ntwo\r\n--x");
}

TEST(FilesOfForm, APartWhoseEndDidNotComeGoesToTheEnd) {
  const auto files = files_of_form(
      kType, "----x y\r\nContent-Disposition: form-data; name=f; filename=a.bin\r\n\r\nhalf of");
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].content, "half of");
}

TEST(FilesOfForm, AnEmptyFileIsOne) {
  const auto files =
      files_of_form(kType, part("Content-Disposition: form-data; name=f; filename=empty", "") + "----x y--");
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].content, "");
}

TEST(FilesOfForm, OtherTypesAndBodiesWithoutTheBoundaryHaveNone) {
  const std::string body = part("Content-Disposition: form-data; name=f; filename=a", "x");
  EXPECT_TRUE(files_of_form("application/x-www-form-urlencoded; boundary=\"--x y\"", body).empty());
  EXPECT_TRUE(files_of_form("multipart/form-data", body).empty());
  EXPECT_TRUE(files_of_form("multipart/form-data; boundary=other", body).empty());
  EXPECT_TRUE(files_of_form(kType, "").empty());
}

TEST(FilesOfForm, AThousandPartsAreTheMost) {
  std::string body;
  for (int i = 0; i < 1500; ++i) body += part("Content-Disposition: form-data; name=f; filename=a", "x");
  EXPECT_EQ(files_of_form(kType, body).size(), 1000U);
}

TEST(HeaderParameter, IsFoundAmongOthersWithAndWithoutQuotes) {
  EXPECT_EQ(header_parameter("attachment; filename=a.zip; x=y", "filename"), "a.zip");
  EXPECT_EQ(header_parameter("form-data; name=\"filename=no\"; FileName=\"yes\"", "filename"), "yes");
  EXPECT_EQ(header_parameter("form-data; flag; filename = \"open", "filename"), "open");
  EXPECT_EQ(header_parameter("form-data", "filename"), "");
  EXPECT_EQ(header_parameter("", "filename"), "");
}

}  // namespace
}  // namespace firsthour::triage::network
