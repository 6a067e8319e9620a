// SPDX-License-Identifier: Apache-2.0
// A case as one file: what comes out is what went in, and nothing else comes in.
#include "casefile/case_pack.h"

#include "casefile/pack/case_pack_form.h"
#include "casefile/pack/tar_header.h"
#include "tests/unit/store/fixture.h"

#include <sys/stat.h>

#include <set>

namespace firsthour {
namespace {

namespace fs = std::filesystem;

class CasePack : public CaseFixture {
 protected:
  void make_case() {
    const auto writer = create();
    attach(*writer, "/etc/hosts", "127.0.0.1 localhost\n");
    attach(*writer, "/var/log/big", std::string(3'000, 'x'));
    note(*writer, "looked");
    ASSERT_TRUE(writer->close());
  }
  std::string packed() {
    std::string bytes;
    StringSink sink{bytes};
    const auto done = pack_case(case_path(), sink, {});
    EXPECT_TRUE(done) << done.error().what;
    return bytes;
  }
  Result<Unpacked> unpack(std::string_view bytes, UnpackOptions options = {}) {
    MemorySource source{as_bytes(bytes)};
    return unpack_case(source, at("two.case"), options);
  }
  // Everything that stands beside the case.
  std::set<std::string> beside() const {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator{fs::path{case_path()}.parent_path()})
      names.insert(entry.path().string());
    return names;
  }
  void refuses(std::string_view bytes, Errc code, const std::string& words) {
    const auto before = beside();
    const auto unpacked = unpack(bytes);
    ASSERT_FALSE(unpacked);
    EXPECT_EQ(unpacked.error().code, code) << unpacked.error().what;
    EXPECT_NE(unpacked.error().what.find(words), std::string::npos) << unpacked.error().what;
    EXPECT_EQ(beside(), before);
  }
};

// A packed case made by hand.
class Stream {
 public:
  Stream& file(const std::string& name, std::string_view content) {
    bytes_ += pack::tar_header(pack::TarFile{"x.case", name, content.size(), 0});
    bytes_ += content;
    bytes_.append(pack::tar_padding(content.size()), '\0');
    return *this;
  }
  Stream& object(std::string_view content) { return file(pack::object_entry(sha256(content)), content); }
  [[nodiscard]] std::string end() const { return bytes_ + std::string(1024, '\0'); }

 private:
  std::string bytes_;
};

TEST_F(CasePack, ComesBackByteForByte) {
  make_case();
  const auto original = files();
  const auto unpacked = unpack(packed());
  ASSERT_TRUE(unpacked) << unpacked.error().what;
  EXPECT_TRUE(unpacked->placed);
  EXPECT_TRUE(unpacked->report.problems.empty());
  EXPECT_EQ(unpacked->report.items, 2u);
  fs::remove_all(case_path());
  fs::rename(at("two.case"), case_path());
  EXPECT_EQ(files(), original);
  EXPECT_TRUE(verify().problems.empty());
  EXPECT_EQ(bytes_of(*read(), *read()->item("a1")), "127.0.0.1 localhost\n");
}

TEST_F(CasePack, OneStatePacksToTheSameBytes) {
  make_case();
  EXPECT_EQ(packed(), packed());
}

TEST_F(CasePack, RefusesACaseThatWasNotClosed) {
  make_case();
  note(*reopen(), "and then the power failed");
  std::string bytes;
  StringSink sink{bytes};
  const auto done = pack_case(case_path(), sink, {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::usage);
  EXPECT_NE(done.error().what.find("not closed cleanly"), std::string::npos) << done.error().what;
}

TEST_F(CasePack, ACaseThatIsBeingWrittenIsBusy) {
  make_case();
  const auto writer = reopen();
  std::string bytes;
  StringSink sink{bytes};
  EXPECT_EQ(pack_case(case_path(), sink, {}).error().code, Errc::busy);
}

TEST_F(CasePack, NamesWhatDoesNotHold) {
  make_case();
  const auto original = files();
  for (const auto& [name, content] : original) {
    std::string changed = content;
    changed[changed.size() / 2] ^= 1;
    overwrite(name, changed);
    std::string bytes;
    StringSink sink{bytes};
    const auto done = pack_case(case_path(), sink, {});
    ASSERT_FALSE(done) << name;
    if (name.starts_with("objects/")) {
      EXPECT_EQ(done.error().code, Errc::tampered);
      EXPECT_NE(done.error().what.find(name), std::string::npos) << done.error().what;
    }
    overwrite(name, content);
  }
  std::ofstream{fs::path{case_path()} / "notes.txt"} << "mine";
  std::string bytes;
  StringSink sink{bytes};
  EXPECT_NE(pack_case(case_path(), sink, {}).error().what.find("notes.txt"), std::string::npos);
}

TEST_F(CasePack, NeverUnpacksOverSomething) {
  make_case();
  const std::string bytes = packed();
  fs::create_directory(at("two.case"));
  EXPECT_EQ(unpack(bytes).error().code, Errc::usage);
  fs::remove(at("two.case"));
  fs::create_symlink("nowhere", at("two.case"));
  EXPECT_EQ(unpack(bytes).error().code, Errc::usage);
}

TEST_F(CasePack, HoldsTheStreamAgainstTheDigestOnPaper) {
  make_case();
  const std::string bytes = packed();
  UnpackOptions options;
  options.expect = std::string(64, '0');
  const auto wrong = unpack(bytes, options);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::tampered);
  EXPECT_FALSE(fs::exists(at("two.case")));
  options.expect = in_groups(sha256(bytes).hex());
  EXPECT_TRUE(unpack(bytes, options));
}

TEST_F(CasePack, KeepsWhatItRefusedWhenAsked) {
  make_case();
  std::string bytes = packed();
  bytes.resize(bytes.size() - 1);
  UnpackOptions options;
  options.keep_rejected = true;
  const auto unpacked = unpack(bytes, options);
  ASSERT_FALSE(unpacked);
  EXPECT_NE(unpacked.error().what.find("two.case.rejected"), std::string::npos) << unpacked.error().what;
  EXPECT_TRUE(fs::exists(at("two.case.rejected") + "/HEAD"));
  EXPECT_FALSE(fs::exists(at("two.case")));
}

// At every length near the ends and the headers, and at many between.
TEST_F(CasePack, CutAnywhereLeavesNothing) {
  make_case();
  const std::string bytes = packed();
  const auto before = beside();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const bool near = length < 700 || length % 512 < 2 || bytes.size() - length < 1100;
    if (!near && length % 211 != 0) continue;
    const auto unpacked = unpack(std::string_view{bytes}.substr(0, length));
    ASSERT_FALSE(unpacked) << length;
    ASSERT_EQ(unpacked.error().code, Errc::malformed) << length << ": " << unpacked.error().what;
  }
  EXPECT_EQ(beside(), before);
}

TEST_F(CasePack, AChangedByteAnywhereIsRefused) {
  make_case();
  std::string bytes = packed();
  const auto before = beside();
  for (std::size_t at = 0; at < bytes.size(); at += 1 + at % 397) {
    const char mask = static_cast<char>(1 << at % 8);
    bytes[at] = static_cast<char>(bytes[at] ^ mask);
    const auto unpacked = unpack(bytes);
    ASSERT_TRUE(!unpacked || !unpacked->placed) << at;
    bytes[at] = static_cast<char>(bytes[at] ^ mask);
  }
  EXPECT_EQ(beside(), before);
}

TEST_F(CasePack, TakesOnlyTheNamesOfACaseInTheirOrder) {
  make_case();
  const std::string ledger = "not a ledger";
  const auto start = [&] { return Stream{}.file("HEAD", "h").file("case.sqlite", ledger); };
  refuses(Stream{}.file("case.sqlite", ledger).end(), Errc::malformed, "no packed case");
  refuses(Stream{}.file("HEAD", "h").end(), Errc::tampered, "no ledger");
  refuses(Stream{}.file("HEAD", "h").file("HEAD", "h").end(), Errc::tampered, "comes next");
  for (const std::string name :
       {"../outside", "objects/../../outside", "/etc/outside", "objects/aa/../../../outside", "notes.txt",
        "objects/zz", ".HEAD.new", "case.sqlite-journal"})
    refuses(start().file(name, "x").end(), Errc::tampered, "comes next");
  refuses(start().object("b").object("b").end(), Errc::tampered, "comes next");
  const bool ascending = sha256("1") < sha256("2");
  refuses(start().object(ascending ? "2" : "1").object(ascending ? "1" : "2").end(), Errc::tampered,
          "comes next");
  refuses(start().file(pack::object_entry(sha256("b")), "c").end(), Errc::tampered,
          "not those its name says");
  refuses("noise", Errc::malformed, "no packed case");
  refuses("", Errc::malformed, "no packed case");
}

TEST_F(CasePack, TakesNoLinksAndNoOtherEntries) {
  make_case();
  const std::string plain = Stream{}.file("HEAD", "h").file("case.sqlite", "l").object("b").end();
  for (const char type : {'1', '2', '3', '5', '6', 'g', 'L', 'x'}) {
    std::string bytes = plain;
    char* const header = bytes.data() + 4 * 512;  // of the object
    header[156] = type;
    unsigned sum = 0;
    for (int i = 0; i < 512; ++i) sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(header[i]);
    std::snprintf(header + 148, 7, "%06o", sum);
    const auto unpacked = unpack(bytes);
    ASSERT_FALSE(unpacked) << type;
    EXPECT_NE(unpacked.error().code, Errc::io) << type;
    EXPECT_FALSE(fs::exists(at("two.case")));
  }
}

// A million entries that no case has are refused at the first, not when the last has come.
TEST_F(CasePack, AMillionEntriesAreRefusedAtTheFirst) {
  class Million final : public ByteSource {
   public:
    Result<std::size_t> read(std::span<std::byte> into) override {
      while (ready_.size() < into.size() && next_ < 1'000'000) {
        char hex[65];
        std::snprintf(hex, sizeof hex, "%064x", next_++);
        const std::string name = hex;
        ready_ += pack::tar_header(
            pack::TarFile{"x.case", "objects/" + name.substr(0, 2) + "/" + name.substr(2), 0, 0});
      }
      const auto size = std::min(into.size(), ready_.size());
      std::copy_n(as_bytes(ready_).begin(), size, into.begin());
      ready_.erase(0, size);
      return size;
    }
    unsigned next_ = 0;

   private:
    std::string ready_ = Stream{}.file("HEAD", "h").file("case.sqlite", "l").end().substr(0, 4 * 512);
  } source;
  make_case();
  const auto before = beside();
  EXPECT_EQ(unpack_case(source, at("two.case"), {}).error().code, Errc::tampered);
  EXPECT_LT(source.next_, 2'000u);
  EXPECT_EQ(beside(), before);
}

TEST_F(CasePack, InOneAgeFile) {
  make_case();
  const AgeIdentity identity = AgeIdentity::make(AgeKind::x25519).value();
  std::string bytes;
  StringSink sink{bytes};
  {
    const auto writer = AgeWriter::to_recipients(sink, std::span{&identity.recipient(), 1}).value();
    ASSERT_TRUE(pack_case(case_path(), *writer, {}));
    ASSERT_TRUE(writer->finish());
  }
  const auto locked = unpack(bytes);
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().code, Errc::not_found) << locked.error().what;
  UnpackOptions options;
  options.keys.identities = {identity};
  for (const std::size_t length : {std::size_t{10}, std::size_t{500}, bytes.size() / 2, bytes.size() - 1}) {
    const auto cut = unpack(bytes.substr(0, length), options);
    ASSERT_FALSE(cut) << length;
    EXPECT_FALSE(fs::exists(at("two.case")));
  }
  for (std::size_t place = 0; place < bytes.size(); place += 1 + bytes.size() / 50) {
    std::string changed = bytes;
    changed[place] = static_cast<char>(changed[place] ^ 4);
    ASSERT_FALSE(unpack(changed, options)) << place;
  }
  options.expect = sha256(bytes).hex();
  const auto unpacked = unpack(bytes, options);
  ASSERT_TRUE(unpacked) << unpacked.error().what;
  EXPECT_TRUE(unpacked->placed);
  EXPECT_EQ(unpacked->opened_by, identity.recipient().text());
}

TEST_F(CasePack, FolderNamesAreOfOneKind) {
  EXPECT_TRUE(pack::is_case_folder("lobby.case"));
  EXPECT_TRUE(pack::is_case_folder("大厅.case"));
  for (const char* bad : {"", ".", "..", ".x", "-x", "~", "a\nb", "a/b", "\xff"})
    EXPECT_FALSE(pack::is_case_folder(bad)) << bad;
  EXPECT_FALSE(pack::is_case_folder(std::string(101, 'a')));
}

}  // namespace
}  // namespace firsthour
