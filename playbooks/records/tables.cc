// SPDX-License-Identifier: Apache-2.0
#include "playbooks/records/tables.h"

#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "playbooks/records/closest_word.h"
#include "playbooks/records/yaml_text.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>

namespace firsthour::playbooks {
namespace {
constexpr std::uint64_t kLargestData = 1 << 20;
}

Result<std::string> data_text(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    return fail(Errc::malformed, path + " is no regular file");
  return read_file(path, kLargestData);
}

Result<std::string> table_text(std::string_view name, const std::string& folder) {
  if (!folder.empty()) {
    auto text = data_text(folder + "/" + std::string{name});
    if (text) return text;
    if (text.error().code != Errc::not_found) return fail("table", text.error());
  }
  const std::string_view built_in = built_in_table(name);
  if (built_in.empty()) return fail(Errc::not_found, "no table '" + std::string{name} + "'");
  return std::string{built_in};
}

Result<Json> load_table(std::string_view name, const std::string& folder) {
  const auto text = table_text(name, folder);
  if (!text) return tl::unexpected{text.error()};
  auto json = parse_yaml_or_json(*text);
  if (!json) return fail(name, json.error());
  return json;
}

Result<> only_keys(const Json& object, std::span<const std::string_view> known, std::string_view where) {
  if (!object.is_object()) return fail(Errc::malformed, std::string{where} + " is not a map");
  for (const auto& [key, value] : object.items())
    if (std::find(known.begin(), known.end(), key) == known.end())
      return fail(Errc::malformed, std::string{where} + ": unknown key '" +
                                       escape_for_terminal(std::string_view{key}.substr(0, 64)) + "'" +
                                       suggestion(key, known));
  return {};
}

}  // namespace firsthour::playbooks
