// SPDX-License-Identifier: Apache-2.0
// What package databases say, and what lies on the disk. The forms that rpm itself writes are compared with
// rpm in tests/scenario/packages.py.
#include "collectors/package/packages.h"

#include "casefile/encoding.h"
#include "collectors/package/dpkg_database.h"
#include "collectors/package/other_databases.h"
#include "collectors/package/package_files.h"
#include "collectors/package/pacman_mtree.h"
#include "collectors/package/rpm_header.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"
#include "tests/support/made_rpm_header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace firsthour::collectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kStatus =
    "Package: coreutils\nStatus: install ok installed\nArchitecture: amd64\nVersion: 9.1-1\n"
    "Conffiles:\n /etc/a 00000000000000000000000000000001\n /etc/old 00000000000000000000000000000002 "
    "obsolete\n"
    " /etc/new newconffile\nDescription: x\n /etc/none 00000000000000000000000000000003\n\n"
    "Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\n";

std::string md5_of(std::string_view text) {
  Hasher hasher{Algorithm::md5};
  hasher.update(text);
  return hasher.finish_hex();
}

Result<Package> header(const std::string& bytes) { return parse_rpm_header(std::as_bytes(std::span{bytes})); }

TEST(DpkgStatus, NamesWhatIsInstalledAndItsConfigurationFiles) {
  std::vector<Package> packages;
  parse_dpkg_status(kStatus, [&](Package& package) {
    packages.push_back(package);
    return true;
  });
  ASSERT_EQ(packages.size(), 1u);
  EXPECT_EQ(packages[0].name, "coreutils");
  EXPECT_EQ(packages[0].version, "9.1-1");
  ASSERT_EQ(packages[0].files.size(), 3u);
  EXPECT_EQ(packages[0].files[0].path, "/etc/a");
  EXPECT_FALSE(packages[0].files[0].optional);
  EXPECT_TRUE(packages[0].files[1].optional);
  EXPECT_EQ(packages[0].files[2].digest, "");
}

TEST(Md5sums, TakesPathsWithBlanksAndPassesOverOtherLines) {
  std::string_view text =
      "0123456789abcdef0123456789abcdef  usr/bin/a b\n\nshort\n0123456789ABCDEF0123456789abcdef  usr/bin/c\n";
  const auto files = parse_md5sums(text);
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].path, "/usr/bin/a b");
  EXPECT_TRUE(text.empty());
}

TEST(Dpkg, APackageWithManyFilesComesInPartsAndIsOnePackage) {
  tests::MadeRoot root;
  root.file("/var/lib/dpkg/status", "Package: docs\nStatus: install ok installed\nVersion: 1\n\n");
  std::string sums;
  for (int i = 0; i < 10'000; ++i) sums += md5_of("x") + "  usr/share/" + std::to_string(i) + "\n";
  root.file("/var/lib/dpkg/info/docs.md5sums", sums);
  std::size_t files = 0, first = 0;
  const auto reading = read_dpkg_packages(*root.host(), [&](const Package& package) {
    files += package.files.size();
    first += package.continued ? 0 : 1;
    EXPECT_LE(package.files.size(), 4096u);
    return true;
  });
  EXPECT_EQ(files, 10'000u);
  EXPECT_EQ(first, 1u);
  EXPECT_EQ(reading.packages, 1u);
}

TEST(RpmHeader, GivesNameVersionAndFiles) {
  tests::MadeRpmHeader made;
  made.text(1000, "bash").text(1001, "5.1").text(1002, "2.el9").numbers(1003, {1}).text(1022, "x86_64");
  made.numbers(1008, {1700000000}).texts(1117, {"bash", "bashrc"}).texts(1118, {"/usr/bin/", "/etc/"});
  made.numbers(1116, {0, 1}).numbers(1037, {0, 1 | 16}).numbers(5011, {8}).texts(1035, {"aa", "bb"});
  const auto package = header(made.bytes());
  ASSERT_TRUE(package) << package.error().what;
  EXPECT_EQ(package->version, "1:5.1-2.el9");
  ASSERT_EQ(package->files.size(), 2u);
  EXPECT_EQ(package->files[0].path, "/usr/bin/bash");
  EXPECT_EQ(package->files[0].algorithm, Algorithm::sha256);
  EXPECT_TRUE(package->files[1].configuration);
}

TEST(RpmHeader, AFileWithoutItsFolderIsNoHalfList) {
  tests::MadeRpmHeader made;
  made.text(1000, "bash").texts(1117, {"bash"}).texts(1118, {"/usr/bin/"}).numbers(1116, {7});
  const auto package = header(made.bytes());
  ASSERT_FALSE(package);
  EXPECT_THAT(package.error().what, HasSubstr("file 0 has no folder"));
}

TEST(RpmHeader, CountsThatDoNotFitAreMalformed) {
  for (const std::string& bytes : {std::string{}, std::string(8, '\xff'), std::string{"\0\0\0\1\0\0\1\0", 8}})
    EXPECT_FALSE(header(bytes));
}

TEST(ApkInstalled, GivesDigestsOfFiles) {
  std::vector<Package> packages;
  parse_apk_installed(
      "P:busybox\nV:1.36\nA:x86_64\nF:bin\nR:busybox\na:0:0:755\n"
      "Z:Q1AAECAwQFBgcICQoLDA0ODxAREhM=\n\nP:musl\nV:1\n",
      [&](Package& package) {
        packages.push_back(package);
        return true;
      });
  ASSERT_EQ(packages.size(), 2u);
  ASSERT_EQ(packages[0].files.size(), 1u);
  EXPECT_EQ(packages[0].files[0].path, "/bin/busybox");
  EXPECT_EQ(packages[0].files[0].digest, "000102030405060708090a0b0c0d0e0f10111213");
  EXPECT_EQ(packages[0].files[0].mode, 0755u);
}

TEST(PacmanPackage, NamesItsFiles) {
  const Package package =
      parse_pacman_package("%NAME%\nfilesystem\n\n%VERSION%\n2024-1\n\n%INSTALLDATE%\n1700000000\n",
                           "%FILES%\nusr/\nusr/bin/a\n\n%BACKUP%\netc/x\tabc\n");
  EXPECT_EQ(package.name, "filesystem");
  ASSERT_EQ(package.files.size(), 1u);
  EXPECT_EQ(package.files[0].path, "/usr/bin/a");
}

TEST(PacmanMtree, GivesDigestsAndModes) {
  Package package = parse_pacman_package("%NAME%\na\n",
                                         "%FILES%\netc/x\nusr/bin/a b\nusr/lib/l\nusr/lib/m\n\n"
                                         "%BACKUP%\netc/x\tabc\n");
  const std::string digest(64, 'a');
  add_pacman_digests(package,
                     "#mtree\n/set type=file uid=0 gid=0 mode=644\n./.PKGINFO time=1.0 size=3\n"
                     "./usr time=1.0 mode=755 type=dir\n"
                     "./usr/bin/a\\040b time=1.0 mode=4755 size=7 md5digest=00 sha256digest=" +
                         digest +
                         "\n./usr/lib/l mode=777 type=link link=m\n./etc/x size=1 sha256digest=short\n");
  ASSERT_EQ(package.files.size(), 4u);
  EXPECT_TRUE(package.files[0].configuration);
  EXPECT_EQ(package.files[0].digest, "") << "no whole digest";
  EXPECT_EQ(package.files[0].mode, 0100644u) << "of the line /set";
  EXPECT_EQ(package.files[1].path, "/usr/bin/a b");
  EXPECT_EQ(package.files[1].digest, digest);
  EXPECT_EQ(package.files[1].size, 7u);
  EXPECT_EQ(package.files[1].mode, 0104755u);
  EXPECT_EQ(package.files[2].target, "m");
  EXPECT_EQ(package.files[3].digest, "") << "no line";
}

TEST(PacmanMtree, IsComparedWithTheFiles) {
  tests::MadeRoot root;
  const auto sha256_of = [](std::string_view bytes) {
    Hasher hasher{Algorithm::sha256};
    hasher.update(std::as_bytes(std::span{bytes}));
    return hasher.finish_hex();
  };
  root.file("/usr/bin/ls", "ls", 0755);
  root.file("/usr/bin/ps", "another", 0755);
  root.file("/var/lib/pacman/local/coreutils-9/desc", "%NAME%\ncoreutils\n\n%VERSION%\n9\n");
  root.file("/var/lib/pacman/local/coreutils-9/files", "%FILES%\nusr/\nusr/bin/\nusr/bin/ls\nusr/bin/ps\n");
  root.file("/plain", "#mtree\n/set type=file mode=755\n./usr/bin/ls size=2 sha256digest=" + sha256_of("ls") +
                          "\n./usr/bin/ps size=2 sha256digest=" + sha256_of("ps") + "\n");
  const auto command =
      "gzip -c " + root.at("/plain") + " > " + root.at("/var/lib/pacman/local/coreutils-9/mtree");
  ASSERT_EQ(std::system(command.c_str()), 0);
  tests::HostRun run{root.path()};
  run.context.profile = Profile::full;
  (void)collect_package_checks(run.context);
  const auto found = run.out.records("host.package_check");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]["file.path"], "/usr/bin/ps");
  EXPECT_EQ(found[0]["package_check.state"], "changed");
  EXPECT_EQ(found[0]["package_check.algorithm"], "sha256");
  EXPECT_EQ(found[0]["package_check.expected"], sha256_of("ps"));
}

class PackageChecksOfARoot : public ::testing::Test {
 protected:
  PackageChecksOfARoot() {
    root_.file("/var/lib/dpkg/status",
               "Package: coreutils\nStatus: install ok installed\nVersion: 9\nConffiles:\n /etc/a " +
                   md5_of("as shipped") + "\n");
    root_.file("/var/lib/dpkg/info/coreutils.md5sums",
               md5_of("ls") + "  bin/ls\n" + md5_of("ps") + "  bin/ps\n" + md5_of("tool") +
                   "  usr/bin/tool\n" + md5_of("page") + "  usr/share/page\n" + md5_of("gone") +
                   "  bin/su\n");
    root_.file("/bin/ls", "ls", 0755);
    root_.file("/bin/ps", "\177ELF replaced", 0755);
    root_.file("/usr/bin/tool", "changed", 0755);
    root_.file("/usr/share/page", "changed");
    root_.file("/etc/a", "mine");
  }
  std::vector<std::string> states(Profile profile) {
    tests::HostRun run{root_.path()};
    run.context.profile = profile;
    outcome_ = collect_package_checks(run.context);
    std::vector<std::string> found;
    for (const Json& record : run.out.records("host.package_check"))
      found.push_back(record["file.path"].get<std::string>() + " " +
                      record["package_check.state"].get<std::string>());
    const auto summaries = run.out.records("host.package_summary");
    if (!summaries.empty()) summary_ = summaries[0];
    records_ = run.out.records("host.package_check");
    return found;
  }
  tests::MadeRoot root_;
  SourceOutcome outcome_;
  Json summary_;
  std::vector<Json> records_;
};

TEST_F(PackageChecksOfARoot, QuickLooksAtKeyPrograms) {
  EXPECT_THAT(states(Profile::quick), ElementsAre("/bin/ps changed", "/bin/su missing"));
  EXPECT_EQ(records_[0]["package_check.found"], md5_of("\177ELF replaced"));
  EXPECT_EQ(records_[0]["file.elf"], true);
  EXPECT_EQ(summary_["package_check.files_checked"], 3);
  EXPECT_EQ(outcome_.outcome, Outcome::complete);
}

TEST_F(PackageChecksOfARoot, StandardLooksAtAllPrograms) {
  EXPECT_THAT(states(Profile::standard),
              ElementsAre("/bin/ps changed", "/usr/bin/tool changed", "/bin/su missing"));
}

TEST_F(PackageChecksOfARoot, FullLooksAtEverythingAndSaysWhatIsConfiguration) {
  EXPECT_THAT(states(Profile::full), ElementsAre("/etc/a changed", "/bin/ps changed", "/usr/bin/tool changed",
                                                 "/usr/share/page changed", "/bin/su missing"));
  EXPECT_EQ(records_[0]["package_check.configuration"], true);
}

TEST_F(PackageChecksOfARoot, DivertedFilesAreLookedForWhereTheyLie) {
  root_.file("/var/lib/dpkg/diversions", "/bin/ps\n/bin/ps.real\nother\n");
  root_.file("/bin/ps.real", "ps", 0755);
  EXPECT_THAT(states(Profile::standard), ElementsAre("/usr/bin/tool changed", "/bin/su missing"));
}

TEST(DpkgDatabase, ADiversionHoldsForAllPackagesButItsOwn) {
  const DpkgDiversions diversions{"/bin/z\n/bin/z.real\nown\n/bin/a\n/bin/a.real\n:\n/bin/cut\n"};
  EXPECT_EQ(diversions.place_of("/bin/z", "other"), "/bin/z.real");
  EXPECT_EQ(diversions.place_of("/bin/z", "own"), "/bin/z");
  EXPECT_EQ(diversions.place_of("/bin/a", "own"), "/bin/a.real");
  EXPECT_EQ(diversions.place_of("/bin/cut", "other"), "/bin/cut");
}

TEST(DpkgDatabase, AStatusFileMadeLongHidesNoPackage) {
  tests::MadeRoot root;
  std::string status = "Package: first\nStatus: install ok installed\nVersion: 1\n";
  for (int i = 0; i < 34; ++i) status += "X-Long: " + std::string(1 << 20, 'x') + "\n";
  root.file("/var/lib/dpkg/status", status + "\nPackage: last\nStatus: install ok installed\nVersion: 1\n\n");
  std::vector<std::string> names;
  const auto reading = read_dpkg_packages(*root.host(), [&](const Package& package) {
    names.push_back(package.name);
    return true;
  });
  EXPECT_THAT(names, ElementsAre("first", "last"));
  EXPECT_EQ(reading.problem, "");
}

TEST(DpkgDatabase, ConfigurationFilesBeyondWhatIsKeptAreSaid) {
  tests::MadeRoot root;
  std::string status = "Package: many\nStatus: install ok installed\nVersion: 1\nConffiles:\n";
  for (int i = 0; i < 70'000; ++i) status += " /etc/x 0123456789abcdef0123456789abcdef\n";
  root.file("/var/lib/dpkg/status", status + "\n");
  const auto reading = read_dpkg_packages(*root.host(), [](const Package&) { return true; });
  EXPECT_EQ(reading.packages, 1U);
  EXPECT_THAT(reading.problem, HasSubstr("more configuration files"));
}

TEST(PackageChecks, AnRpmDatabaseThatCannotBeReadIsSaid) {
  tests::MadeRoot root;
  root.file("/var/lib/rpm/rpmdb.sqlite", "SQLite format 3");
  tests::HostRun run{root.path()};
  const SourceOutcome outcome = collect_package_checks(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::partial);
  EXPECT_THAT(outcome.reason, HasSubstr("/var/lib/rpm/rpmdb.sqlite"));
}

TEST(KeyPrograms, AreKnownByPlaceAndName) {
  for (const char* path : {"/bin/ps", "/usr/sbin/sshd", "/lib/x86_64-linux-gnu/security/pam_unix.so",
                           "/usr/lib64/libkeyutils.so.1.10", "/usr/lib/systemd/systemd"})
    EXPECT_TRUE(is_key_program(path)) << path;
  for (const char* path : {"/opt/ps", "/usr/share/doc/ps", "/usr/bin/psql"})
    EXPECT_FALSE(is_key_program(path)) << path;
}

}  // namespace
}  // namespace firsthour::collectors
