// SPDX-License-Identifier: Apache-2.0
// One object of an answers file, read key by key: takes what is known and of the right type, then names the
// rest with its place and a suggestion.
#pragma once

#include "casefile/instant.h"
#include "casefile/json_fwd.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

class AnswersSection {
 public:
  AnswersSection(const Json& json, std::string where, std::vector<std::string>& problems);

  void text(std::string_view key, std::string& into);
  // A list of texts, or one text.
  void texts(std::string_view key, std::vector<std::string>& into);
  void time(std::string_view key, std::optional<Instant>& into);
  void truth(std::string_view key, std::optional<bool>& into);
  void number(std::string_view key, std::optional<std::int64_t>& into);
  void section(std::string_view key, const std::function<void(AnswersSection&)>& take);
  void list(std::string_view key, const std::function<void(AnswersSection&)>& take);

  [[nodiscard]] const Json& json() const { return json_; }
  // A member that has a reader of its own.
  [[nodiscard]] const Json* whole(std::string_view key) { return find(key); }
  void complain(std::string_view key, std::string_view what);
  void complain(std::string_view what);
  void open() { open_ = true; }  // any key is taken elsewhere
  // Names the keys that nobody took.
  void finish();

 private:
  // Null is YAML's empty value: a key of the form that was left blank.
  [[nodiscard]] const Json* find(std::string_view key);
  [[nodiscard]] std::string place_of(std::string_view key) const;

  const Json& json_;
  std::string where_;
  std::vector<std::string>& problems_;
  std::vector<std::string_view> known_;
  bool open_ = false;
};

}  // namespace firsthour::playbooks
