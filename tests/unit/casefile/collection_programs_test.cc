// SPDX-License-Identifier: Apache-2.0
// A collection is opened and checked without any program of ours.
#include "casefile/pack/tar_header.h"
#include "tests/unit/casefile/folder.h"
#include "tests/unit/casefile/sample.h"

#include <gtest/gtest.h>

namespace firsthour::testing {
namespace {

constexpr const char* kCheck =
    "cd web01-20261122T053706Z && sha256sum --strict -c manifest-sha256.txt && "
    "sha256sum --strict -c tagmanifest-sha256.txt";

TEST(CollectionWithOtherPrograms, TarUnpacksItAndSha256sumAgrees) {
  const Folder folder;
  folder.write("x.tar", sample_collection());
  const auto listed = folder.run("tar tvf x.tar");
  EXPECT_EQ(listed.status, 0) << listed.output;
  EXPECT_NE(listed.output.find("-rw-r--r-- 0/0"), std::string::npos) << listed.output;
  const auto checked = folder.run(std::string{"tar xf x.tar && "} + kCheck);
  EXPECT_EQ(checked.status, 0) << checked.output;
  EXPECT_EQ(checked.output.find("FAILED"), std::string::npos) << checked.output;
}

TEST(CollectionWithOtherPrograms, ZstdUnpacksTheCompressedForm) {
  const Folder folder;
  folder.write("x.tar.zst", sample_collection(true));
  folder.write("x.tar", sample_collection(false));
  const auto unpacked =
      folder.run(std::string{"zstd -qdc x.tar.zst > y.tar && cmp x.tar y.tar && tar xf y.tar && "} + kCheck);
  EXPECT_EQ(unpacked.status, 0) << unpacked.output;
}

TEST(CollectionWithOtherPrograms, ShrunkFilesAreStoredPaddedAndDescribedAsRead) {
  const Folder folder;
  folder.write("x.tar", sample_collection());
  const auto shown = folder.run(
      "tar xf x.tar && cat web01-*/data/000003/item.json && stat -c %s web01-*/data/000003/content");
  EXPECT_NE(shown.output.find(R"("outcome":"changed")"), std::string::npos) << shown.output;
  EXPECT_NE(shown.output.find(R"("size":9,)"), std::string::npos) << shown.output;
  EXPECT_NE(shown.output.find("\n1000\n"), std::string::npos) << shown.output;
}

// Over 8 GiB the size does not fit the eleven octal digits of the old header.
TEST(CollectionWithOtherPrograms, TarReadsAHeaderOfNineGibibytes) {
  const Folder folder;
  folder.write("x.tar", pack::tar_header({"web01", "data/000001/content", std::uint64_t{9} << 30, 0}));
  const auto listed = folder.run("tar tvf x.tar");  // complains about the missing content afterwards
  EXPECT_NE(listed.output.find(" 9663676416 "), std::string::npos) << listed.output;
  EXPECT_NE(listed.output.find(" web01/data/000001/content"), std::string::npos) << listed.output;
}

// A folder name of 100 characters leaves no room for the rest in the old name field.
TEST(CollectionWithOtherPrograms, TarReadsTheLongestFolderName) {
  const Folder folder;
  const std::string name(100, 'n');
  folder.write("x.tar", pack::tar_header({name, "data/000001/content", 0, 0}) + std::string(1024, '\0'));
  const auto listed = folder.run("tar tf x.tar");
  EXPECT_EQ(listed.output, name + "/data/000001/content\n");
}

}  // namespace
}  // namespace firsthour::testing
