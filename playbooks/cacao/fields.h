// SPDX-License-Identifier: Apache-2.0
// Reading the keys of a JSON object one by one, and saying what is wrong with each by its JSON pointer.
#pragma once

#include "casefile/json.h"
#include "playbooks/playbook.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// "/workflow" and "a/b" are "/workflow/a~1b".
[[nodiscard]] std::string pointer_to(std::string_view parent, std::string_view key);

class Fields {
 public:
  // `object` may be anything: what is no object has no keys, and that is remarked.
  Fields(const Json& object, std::string pointer, std::vector<Remark>& remarks);

  [[nodiscard]] bool has(std::string_view key) const { return peek(key) != nullptr; }
  // Absent or of another type: "", nothing, empty; the latter is remarked.
  [[nodiscard]] std::string text(std::string_view key);
  [[nodiscard]] std::string needed_text(std::string_view key);  // and its absence is
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key);
  [[nodiscard]] std::optional<bool> truth(std::string_view key);
  [[nodiscard]] std::optional<Instant> time(std::string_view key);
  [[nodiscard]] std::vector<std::string> texts(std::string_view key);  // a list of strings
  [[nodiscard]] const Json* object(std::string_view key);              // null unless it is an object
  [[nodiscard]] const Json* list(std::string_view key);
  [[nodiscard]] const Json* any(std::string_view key);
  // Keys that nobody asked for.
  void refuse_others();

  void remark(Remark::Severity severity, std::string rule, std::string_view key, Words what);
  [[nodiscard]] const std::string& pointer() const { return pointer_; }
  [[nodiscard]] std::vector<Remark>& remarks() { return remarks_; }

 private:
  [[nodiscard]] const Json* peek(std::string_view key) const;
  void wrong_type(std::string_view key, std::string_view zh, std::string_view en);

  const Json* object_;
  std::string pointer_;
  std::vector<Remark>& remarks_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace firsthour::playbooks
