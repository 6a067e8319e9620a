// SPDX-License-Identifier: Apache-2.0
// Reads the members of one JSON object into plain values, remembering the first that is wrong. For the
// *_from_json functions of this folder.
#pragma once

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/instant.h"
#include "casefile/json.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

class JsonFields {
 public:
  // `what` begins every message ("item record"). `json` is kept by the caller.
  JsonFields(const Json& json, std::string what) : json_{json}, what_{std::move(what)} {
    if (!json_.is_object()) error_ = "is not an object";
  }

  [[nodiscard]] const Json* find(const char* key) const {
    if (!json_.is_object()) return nullptr;
    const auto at = json_.find(key);
    return at == json_.end() ? nullptr : &*at;
  }
  void wrong(std::string_view key, std::string_view why) {
    if (error_.empty()) error_ = "\"" + std::string{key} + "\" " + std::string{why};
  }

  // Absent keys leave "".
  [[nodiscard]] std::string text(const char* key) {
    const Json* value = find(key);
    if (!value) return {};
    if (!value->is_string()) {
      wrong(key, "is not a string");
      return {};
    }
    return value->get<std::string>();
  }
  [[nodiscard]] std::string required_text(const char* key) {
    std::string value = text(key);
    if (value.empty()) wrong(key, "is missing or empty");
    return value;
  }
  // A name in bytes: `key`, and `key`_raw in base64 when it is not UTF-8. The two must say the same.
  [[nodiscard]] std::string bytes(const std::string& key) {
    std::string display = text(key.c_str());
    const std::string raw_key = key + "_raw";
    if (!find(raw_key.c_str())) return display;
    const auto raw = from_base64(text(raw_key.c_str()));
    std::string exact = raw ? std::string{as_text(*raw)} : std::string{};
    if (!raw || is_utf8(exact) || display_utf8(exact) != display)
      wrong(raw_key, "does not fit its display form");
    return exact;
  }
  template <class Number = std::uint64_t>
  [[nodiscard]] Number number(const char* key) {
    const Json* value = find(key);
    if (!value) return 0;
    const auto number = exact_integer_from(*value);
    if (!number || *number > std::uint64_t{std::numeric_limits<Number>::max()}) {
      wrong(key, "is no number in range");
      return 0;
    }
    return static_cast<Number>(*number);
  }
  [[nodiscard]] std::optional<Instant> time(const char* key) {
    if (!find(key)) return std::nullopt;
    const auto value = parse_rfc3339(text(key));
    if (!value) wrong(key, "is no time");
    return value;
  }
  [[nodiscard]] std::optional<Sha256> sha256(const char* key) {
    if (!find(key)) return std::nullopt;
    const auto value = Sha256::from_hex(text(key));
    if (!value) wrong(key, "is no SHA-256");
    return value;
  }
  [[nodiscard]] std::vector<std::string> texts(const char* key) {
    std::vector<std::string> values;
    const Json* list = find(key);
    if (!list) return values;
    if (!list->is_array()) wrong(key, "is not a list");
    for (const Json& value : *list) {
      if (value.is_string())
        values.push_back(value.get<std::string>());
      else
        wrong(key, "holds something that is no string");
    }
    return values;
  }

  // The failure found, if any.
  [[nodiscard]] Result<> result() const {
    if (error_.empty()) return {};
    return fail(Errc::malformed, what_ + ": " + error_);
  }

 private:
  const Json& json_;
  std::string what_, error_;
};

}  // namespace firsthour
