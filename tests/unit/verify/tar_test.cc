// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/tar.h"

#include "casefile/verify/payload.h"

#include <gtest/gtest.h>

namespace firsthour::verify {
namespace {

TEST(VerifyTar, AHeaderHasOneForm) {
  const TarEntry entry{"web01-20261122T053706Z", "data/items-000001.jsonl", 361, 1795000000};
  const std::string header = tar_header(entry, '0');
  const auto read = read_tar_header(header);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->first.folder, entry.folder);
  EXPECT_EQ(read->first.name, entry.name);
  EXPECT_EQ(read->first.size, 361u);
  for (std::size_t at = 0; at < header.size(); ++at) {
    std::string flipped = header;
    flipped[at] = static_cast<char>(flipped[at] ^ 4);
    EXPECT_FALSE(read_tar_header(flipped)) << "byte " << at;
  }
}

TEST(VerifyTar, ALongFolderStandsInThePrefix) {
  const TarEntry entry{std::string(100, 'f'), "data/000003/content.0001", 1, 0};
  const auto read = read_tar_header(tar_header(entry, '0'));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->first.folder, entry.folder);
  EXPECT_EQ(read->first.name, entry.name);
}

TEST(VerifyTar, PayloadNamesHaveOneSpelling) {
  for (const char* name :
       {"data/items-000001.content", "data/items-999999.jsonl", "data/000003/content",
        "data/000003/content.0001", "data/000003/content.12345", "data/000003/item.json"}) {
    const auto read = read_payload_name(name);
    ASSERT_TRUE(read) << name;
    EXPECT_EQ(read->text(), name);
  }
  for (const char* name : {"", "data/", "data/000000/content", "data/1/content", "data/0000001/content",
                           "data/000003/content.1", "data/000003/content.00001", "data/000003/content.0000",
                           "data/items-000001.txt", "data/../etc", "bagit.txt", "data/000003/content.-001"})
    EXPECT_FALSE(read_payload_name(name)) << name;
}

}  // namespace
}  // namespace firsthour::verify
