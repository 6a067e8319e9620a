// SPDX-License-Identifier: Apache-2.0
// Verbs for tests of the case on disk.
#pragma once

#include "casefile/bytes.h"
#include "casefile/case.h"
#include "casefile/case_verify.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/keys.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace firsthour {

// A folder of the test's own, gone afterwards.
class TemporaryFolder : public ::testing::Test {
 protected:
  TemporaryFolder() {
    std::string path = (std::filesystem::temp_directory_path() / "firsthour-test-XXXXXX").string();
    root_ = ::mkdtemp(path.data());
  }
  ~TemporaryFolder() override {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  [[nodiscard]] std::string at(const std::string& name) const { return root_ + "/" + name; }

 private:
  std::string root_;
};

class CaseFixture : public TemporaryFolder {
 protected:
  CaseFixture() : key_{make_key(at("keys"), "examiner").value()} {}

  [[nodiscard]] std::string case_path() const { return at("one.case"); }
  [[nodiscard]] static Author author() { return {"root (李雷)", "firsthour 0.1.0", "", "firsthour case"}; }

  std::unique_ptr<CaseWriter> create() {
    auto made = create_case({case_path(), "A case", false, nullptr}, author(), key_);
    EXPECT_TRUE(made) << made.error().what;
    return made ? std::move(*made) : nullptr;
  }
  std::unique_ptr<CaseWriter> reopen() {
    auto opened = open_case_for_writing(case_path(), author(), key_);
    EXPECT_TRUE(opened) << opened.error().what;
    return opened ? std::move(*opened) : nullptr;
  }
  std::unique_ptr<CaseReader> read() {
    auto opened = open_case(case_path());
    EXPECT_TRUE(opened) << opened.error().what;
    return opened ? std::move(*opened) : nullptr;
  }

  static CaseItem attach(CaseWriter& writer, const std::string& path, const std::string& content) {
    Item item;
    item.kind = "file";
    item.source = "test";
    item.path = path;
    MemorySource source{as_bytes(content)};
    auto attached = writer.attach(item, source);
    EXPECT_TRUE(attached) << attached.error().what;
    return attached.value_or(CaseItem{});
  }
  static std::string bytes_of(const CaseReader& reader, const CaseItem& item) {
    auto source = reader.content(item);
    EXPECT_TRUE(source) << source.error().what;
    return source ? read_all(**source, 1 << 30).value_or("") : "";
  }
  static void note(CaseWriter& writer, const std::string& text) {
    const auto done = writer.append("action", Json{{"what", text}});
    EXPECT_TRUE(done) << done.error().what;
  }

  // Every file of the case, by its name within.
  [[nodiscard]] std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{case_path()})
      if (entry.is_regular_file())
        all[std::filesystem::relative(entry.path(), case_path()).string()] =
            read_file(entry.path().string(), 1 << 30).value();
    return all;
  }
  void overwrite(const std::string& name, const std::string& content) const {
    const auto file = std::filesystem::path{case_path()} / name;
    std::filesystem::permissions(file, std::filesystem::perms{0644});
    std::ofstream{file, std::ios::binary | std::ios::trunc} << content;
  }

  [[nodiscard]] VerifyReport verify(VerifyOptions options = {}) const {
    auto report = verify_case(case_path(), options);
    EXPECT_TRUE(report) << report.error().what;
    return report.value_or(VerifyReport{});
  }
  static std::string told(const VerifyReport& report) {
    std::string text;
    for (const auto& problem : report.problems)
      text +=
          std::to_string(static_cast<int>(problem.kind)) + " " + problem.where + ": " + problem.what + "\n";
    return text;
  }

  std::shared_ptr<SigningKey> key_;
};

}  // namespace firsthour
