// SPDX-License-Identifier: Apache-2.0
// Public test data that is never part of this tree. Read from the folder that FIRSTHOUR_CONFORMANCE_DIR
// names, else from ../shared/conformance beside the tree; a test is skipped when neither is there.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

namespace firsthour {

inline std::optional<std::filesystem::path> conformance_suite(const std::string& name) {
  namespace fs = std::filesystem;
  const char* configured = std::getenv("FIRSTHOUR_CONFORMANCE_DIR");
  const fs::path folder = configured
                              ? fs::path{configured}
                              : fs::path{FIRSTHOUR_SOURCE_DIR}.parent_path() / "shared" / "conformance";
  if (configured && !fs::is_directory(folder))
    throw std::runtime_error{"FIRSTHOUR_CONFORMANCE_DIR names no folder"};
  if (!fs::is_directory(folder / name)) return std::nullopt;
  return folder / name;
}

}  // namespace firsthour

// Skips the test with the reason that the data is not on this machine.
#define NEED_CONFORMANCE_SUITE(variable, name)                \
  const auto variable = ::firsthour::conformance_suite(name); \
  if (!variable) GTEST_SKIP() << "no public test data \"" << name << "\": set FIRSTHOUR_CONFORMANCE_DIR"
