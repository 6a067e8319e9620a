// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"
#include "triage/indicators/readers.h"
#include "triage/indicators/recognise.h"

#include <algorithm>

namespace firsthour::triage {
namespace {

constexpr int kDeepest = 8;

std::string text_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

bool is_set(const Json& object, const char* key, bool fallback) {
  const auto found = object.find(key);
  if (found == object.end()) return fallback;
  return *found == true || *found == "1" || *found == 1;
}

class MispReader {
 public:
  MispReader(const std::string& file, Gathered& into) : file_{file}, into_{into} {}

  // Events, their attributes and objects, wherever they stand.
  void read(const Json& json, int depth) {
    if (depth > kDeepest) return;
    if (json.is_array()) {
      for (const Json& element : json) read(element, depth + 1);
      return;
    }
    if (!json.is_object()) return;
    if (const std::string info = text_in(json, "info"); !info.empty()) info_ = info;
    if (json.contains("type") && json.contains("value")) return attribute(json);
    for (const char* key : {"response", "Event", "Attribute", "Object"})
      if (const auto below = json.find(key); below != json.end()) read(*below, depth + 1);
  }

 private:
  void attribute(const Json& json) {
    if (!is_set(json, "to_ids", true) || is_set(json, "deleted", false)) return;
    const std::string type = text_in(json, "type"), value = text_in(json, "value");
    const std::size_t bar = type.find('|'), value_bar = value.find('|');
    if (bar == type.npos || value_bar == value.npos) return add(json, type, value);
    add(json, type.substr(0, bar), value.substr(0, value_bar));
    add(json, type.substr(bar + 1), value.substr(value_bar + 1));
  }

  void add(const Json& json, const std::string& type, const std::string& value) {
    if (type == "port") return;  // of "ip-dst|port": an address alone is what is looked for
    const auto kind = kind_named(type);
    if (!kind) {
      if (unknown_.insert(type).second)
        into_.problem(file_, 0, "attributes of type `" + type + "` are not looked for");
      return;
    }
    Indicator indicator;
    const std::string plain = refanged(value);
    const bool address = *kind == IndicatorKind::address;
    indicator.kind = address ? recognise(plain) : *kind;
    indicator.value = plain;
    indicator.file = file_;
    indicator.id = text_in(json, "uuid");
    indicator.comment = text_in(json, "comment").empty() ? info_ : text_in(json, "comment");
    into_.add(std::move(indicator));
  }

  const std::string& file_;
  Gathered& into_;
  std::string info_;
  std::set<std::string> unknown_;
};

}  // namespace

void read_misp(const Json& json, const std::string& file, Gathered& into) {
  MispReader{file, into}.read(json, 0);
}

}  // namespace firsthour::triage
