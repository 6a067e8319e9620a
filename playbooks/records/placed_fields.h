// SPDX-License-Identifier: Apache-2.0
// Reads the members of one map that a person wrote (a contract, a table) into plain values and remembers the
// first that is wrong, with its place. Scalars of YAML come as strings, those of JSON with their types: both
// are taken.
#pragma once

#include "casefile/result.h"
#include "playbooks/calendar.h"
#include "playbooks/records/yaml_text.h"
#include "playbooks/words.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::playbooks {

class PlacedFields {
 public:
  // A key that is not among `known` is an error, with a suggestion. `in` is kept by the caller.
  PlacedFields(const PlacedJson& in, std::string path, const Json& json,
               std::span<const std::string_view> known);

  [[nodiscard]] const Json* find(std::string_view key) const;  // nullptr when absent or null
  [[nodiscard]] std::string path_of(std::string_view key) const;
  void wrong(std::string_view key, std::string_view why);

  [[nodiscard]] std::string text(std::string_view key);  // "" when absent
  [[nodiscard]] std::string required_text(std::string_view key);
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view key, std::int64_t least,
                                                   std::int64_t most);
  [[nodiscard]] std::optional<bool> truth(std::string_view key);  // yes, no
  [[nodiscard]] std::optional<Day> day(std::string_view key);
  [[nodiscard]] Words words(std::string_view key);  // {zh, en}; Chinese alone is taken for both
  // A list, empty when absent; one value that is no list counts as a list of one.
  [[nodiscard]] Json list(std::string_view key);
  [[nodiscard]] std::vector<std::string> texts(std::string_view key);  // a list of texts

  [[nodiscard]] bool good() const { return error_.empty(); }
  [[nodiscard]] Result<> result() const;

 private:
  const PlacedJson& in_;
  std::string path_;
  const Json& json_;
  std::string error_;
};

}  // namespace firsthour::playbooks
