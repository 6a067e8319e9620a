// SPDX-License-Identifier: Apache-2.0
// YAML as people write playbooks.
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/number.h"
#include "playbooks/cacao/parts.h"
#include "playbooks/playbook_places.h"
#include "playbooks/records/yaml_text.h"

#include <array>
#include <map>
#include <set>

namespace firsthour::playbooks {
namespace {

// All scalars of YAML come as texts; these keys hold something else in the standard and in our extension.
const std::set<std::string, std::less<>> kNumbers{"delay",  "timeout",     "priority", "severity",
                                                  "impact", "width",       "height",   "x",
                                                  "y",      "due_minutes", "points",   "budget_year"};
const std::set<std::string, std::less<>> kTruths{"revoked",
                                                 "constant",
                                                 "external",
                                                 "changes",
                                                 "evidence",
                                                 "manual_playbook",
                                                 "external_playbooks",
                                                 "parallel_processing",
                                                 "if_logic",
                                                 "while_logic",
                                                 "switch_logic",
                                                 "temporal_logic",
                                                 "data_markings",
                                                 "digital_signatures",
                                                 "countersigned_signatures",
                                                 "extensions"};

void type_scalars(Json& json, std::string_view key, int depth) {
  if (depth > 200) return;
  if (json.is_object())
    for (auto& [name, value] : json.items()) type_scalars(value, name, depth + 1);
  if (json.is_array())
    for (Json& value : json) type_scalars(value, key, depth + 1);
  if (!json.is_string()) return;
  const std::string text = json.get<std::string>();
  if (kNumbers.contains(key)) {
    if (const auto number = number_from<std::int64_t>(text)) json = *number;
  } else if (kTruths.contains(key) && (text == "true" || text == "false")) {
    json = text == "true";
  }
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return false;
  }
  return true;
}

// TYPE--WORD where WORD is no UUID.
bool is_short_id(std::string_view text) {
  const std::size_t dashes = text.find("--");
  if (dashes == std::string_view::npos || dashes == 0 || dashes + 2 >= text.size() || text.size() > 120)
    return false;
  for (const char c : text)
    if (std::islower(static_cast<unsigned char>(c)) == 0 &&
        std::isdigit(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_')
      return false;
  return !is_uuid(text.substr(dashes + 2));
}

// Playbooks and identities are named from outside a playbook too, so their UUID hangs on their own id alone.
bool is_of_everybody(std::string_view id) {
  return id.starts_with("playbook--") || id.starts_with("identity--");
}

class Expansion {
 public:
  explicit Expansion(Json& document) : document_{document} {
    const auto id = document.find("id");
    if (id != document.end() && id->is_string()) playbook_ = id->get<std::string>();
    for (const char* place :
         {"workflow", "agent_definitions", "target_definitions", "data_marking_definitions",
          "authentication_info_definitions", "extension_definitions"})
      if (const auto found = document.find(place); found != document.end() && found->is_object())
        for (const auto& [key, value] : found->items())
          if (is_short_id(key)) defined_.insert(key);
  }

  void expand() { expand(document_, 0); }

  // A path with its short ids as the pointers of remarks have them.
  [[nodiscard]] std::string pointer_of_path(std::string_view path) const {
    std::string pointer;
    while (!path.empty()) {
      const std::size_t slash = path.find('/');
      pointer = pointer_to(pointer, whole(std::string{path.substr(0, slash)}));
      path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    }
    return pointer;
  }

 private:
  // A text is taken for an id where it is one that is defined here, or one of everybody's.
  [[nodiscard]] std::string whole(const std::string& text) const {
    if (defined_.contains(text) || (is_short_id(text) && is_of_everybody(text)))
      return whole_id(is_of_everybody(text) ? "" : playbook_, text);
    return text;
  }

  void expand(Json& json, int depth) {
    if (depth > 200) return;
    if (json.is_string()) {
      json = whole(json.get<std::string>());
    } else if (json.is_array()) {
      for (Json& value : json) expand(value, depth + 1);
    } else if (json.is_object()) {
      Json expanded = Json::object();
      for (auto& [key, value] : json.items()) {
        expand(value, depth + 1);
        expanded[whole(key)] = std::move(value);
      }
      json = std::move(expanded);
    }
  }

  Json& document_;
  std::string playbook_;
  std::set<std::string, std::less<>> defined_;
};

}  // namespace

std::string whole_id(std::string_view playbook, std::string_view short_id) {
  Hasher hasher{Algorithm::sha256};
  hasher.update(as_bytes(playbook));
  hasher.update(as_bytes(" "));
  hasher.update(as_bytes(short_id));
  std::string hex = hasher.finish_hex();
  hex[12] = '4';
  hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) & 3U];
  const std::string_view all = hex;
  return std::string{short_id.substr(0, short_id.find("--"))} + "--" + std::string{all.substr(0, 8)} + "-" +
         std::string{all.substr(8, 4)} + "-" + std::string{all.substr(12, 4)} + "-" +
         std::string{all.substr(16, 4)} + "-" + std::string{all.substr(20, 12)};
}

Result<Json> from_writing_form(std::string_view text) {
  auto json = parse_yaml_or_json(text);
  if (!json) return json;
  if (!json->is_object()) return fail(Errc::malformed, "this is no playbook: its top is no mapping");
  type_scalars(*json, {}, 0);
  Expansion{*json}.expand();
  return json;
}

void place(std::string_view text, std::vector<Remark>& remarks) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (remarks.empty() || first == std::string_view::npos || text[first] == '{') return;
  auto placed = parse_placed(text);
  if (!placed || !placed->json.is_object()) return;
  const Expansion expansion{placed->json};
  std::map<std::string, int, std::less<>> lines;
  for (const auto& [path, line] : placed->lines) lines.emplace(expansion.pointer_of_path(path), line);
  for (Remark& remark : remarks) {
    std::string_view at = remark.pointer;
    auto found = lines.find(at);
    while (found == lines.end() && !at.empty()) {
      at = at.substr(0, at.rfind('/'));
      found = lines.find(at);
    }
    if (found != lines.end()) remark.line = static_cast<std::uint32_t>(found->second);
  }
}

}  // namespace firsthour::playbooks
