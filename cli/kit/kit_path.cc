// SPDX-License-Identifier: Apache-2.0
#include "cli/kit/kit_path.h"

#include <algorithm>
#include <array>

namespace firsthour::cli {
namespace {

constexpr std::size_t kLongestPath = 200;
constexpr std::array<std::string_view, 6> kDevices{"con", "prn", "aux", "nul", "com", "lpt"};

// CON, CON.txt, COM1, LPT9.log: none of them can be made on Windows.
bool is_device(std::string_view part) {
  const std::string stem = folded_path(part.substr(0, part.find('.')));
  return std::ranges::any_of(kDevices, [&](std::string_view device) {
    const bool numbered = device == "com" || device == "lpt";
    if (!numbered) return stem == device;
    return stem.size() == 4 && stem.starts_with(device) && stem[3] >= '0' && stem[3] <= '9';
  });
}

std::string_view wrong_with(std::string_view part) {
  if (part.empty()) return "an empty part";
  if (part == "." || part == "..") return "a part that leads elsewhere";
  if (part.back() == '.' || part.back() == ' ') return "a part that ends in a dot or a blank";
  const auto unfit = [](char c) {
    return c < ' ' || c > '~' || std::string_view{"\\:*?\"<>|"}.find(c) != std::string_view::npos;
  };
  if (std::ranges::any_of(part, unfit)) return "a character that FAT file systems cannot have in names";
  return is_device(part) ? "the name of a device on Windows" : "";
}

}  // namespace

Result<> check_kit_path(std::string_view path) {
  const auto wrong = [&](std::string_view why) {
    return fail(Errc::usage, std::string{path} + ": " + std::string{why});
  };
  if (path.size() > kLongestPath) return wrong("longer than 200 bytes");
  for (std::string_view rest = path;;) {
    const auto slash = rest.find('/');
    if (const auto why = wrong_with(rest.substr(0, slash)); !why.empty()) return wrong(why);
    if (slash == std::string_view::npos) return {};
    rest.remove_prefix(slash + 1);
  }
}

std::string folded_path(std::string_view path) {
  std::string folded{path};
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

bool is_outside_manifest(std::string_view top_name) {
  constexpr std::array<std::string_view, 5> kOutside{kCollectionsName, kCasesName, kAnswersName,
                                                     "System Volume Information", "lost+found"};
  return std::ranges::find(kOutside, top_name) != kOutside.end();
}

}  // namespace firsthour::cli
