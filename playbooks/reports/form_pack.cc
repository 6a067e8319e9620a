// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/form_pack.h"

#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "playbooks/records/closest_word.h"
#include "playbooks/records/event_body.h"
#include "playbooks/records/yaml_text.h"
#include "playbooks/reports/form_values.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kLargestPack = 256 * 1024;

struct KindName {
  std::string_view name;
  SectionKind kind;
};
constexpr std::array kKinds{KindName{"fields", SectionKind::fields},
                            KindName{"volumes", SectionKind::volumes},
                            KindName{"clocks", SectionKind::clocks},
                            KindName{"people", SectionKind::people},
                            KindName{"process", SectionKind::process},
                            KindName{"results", SectionKind::results},
                            KindName{"transfers", SectionKind::transfers},
                            KindName{"approvals", SectionKind::approvals},
                            KindName{"witnesses", SectionKind::witnesses},
                            KindName{"tools", SectionKind::tools},
                            KindName{"integrity", SectionKind::integrity},
                            KindName{"signatures", SectionKind::signatures},
                            KindName{"text", SectionKind::text}};

Words words_of(const Json& json) { return {text_at(json, "zh"), text_at(json, "en")}; }

tl::unexpected<Error> unknown(std::string_view what, const std::string& word,
                              std::span<const std::string_view> known) {
  return fail(Errc::malformed, std::string{what} + " '" + escape_for_terminal(word.substr(0, 64)) +
                                   "' is not known" + suggestion(word, known));
}

Result<std::vector<FormField>> read_fields(const Json& list, SectionKind kind) {
  std::vector<FormField> fields;
  if (list.is_null()) return fields;
  if (!list.is_array()) return fail(Errc::malformed, "fields is not a list");
  const auto known = kind == SectionKind::volumes ? volume_column_names() : form_value_names();
  for (const Json& json : list) {
    FormField field{words_of(json), text_at(json, "value")};
    if (field.label.zh.empty()) return fail(Errc::malformed, "a field has no Chinese label");
    if (std::find(known.begin(), known.end(), field.value) == known.end())
      return unknown("value", field.value, known);
    fields.push_back(std::move(field));
  }
  return fields;
}

Result<FormSection> read_section(const Json& json) {
  FormSection section;
  section.title = words_of(json);
  const std::string kind = text_at(json, "kind");
  const auto* found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const KindName& known) { return known.name == kind; });
  if (found == kKinds.end()) {
    std::vector<std::string_view> names;
    for (const KindName& known : kKinds) names.push_back(known.name);
    return unknown("kind", kind, names);
  }
  section.kind = found->kind;
  auto fields = read_fields(child_at(json, "fields"), section.kind);
  if (!fields) return tl::unexpected{fields.error()};
  section.fields = std::move(*fields);
  if (const Json& lines = child_at(json, "lines"); lines.is_array())
    for (const Json& line : lines) section.lines.push_back(words_of(line));
  return section;
}

Result<std::vector<Capacity>> read_capacities(const Json& list) {
  static constexpr std::array kAll{Capacity::contractor, Capacity::police_criminal,
                                   Capacity::police_administrative};
  std::vector<Capacity> capacities;
  if (!list.is_array() || list.empty()) return fail(Errc::malformed, "capacity is not a list");
  std::vector<std::string_view> known;
  for (const Capacity c : kAll) known.push_back(name_of(c));
  for (const Json& entry : list) {
    const std::string word = entry.is_string() ? entry.get<std::string>() : "";
    const auto found = std::find(known.begin(), known.end(), word);
    if (found == known.end()) return unknown("capacity", word, known);
    capacities.push_back(kAll[static_cast<std::size_t>(found - known.begin())]);
  }
  return capacities;
}

Result<std::vector<Basis>> read_basis(const Json& list) {
  std::vector<Basis> all;
  if (!list.is_array() || list.empty()) return fail(Errc::malformed, "a form without a basis");
  for (const Json& json : list) {
    Basis basis{words_of(json), text_at(json, "effective"), {}};
    if (!child_at(json, "capacity").is_null()) {
      auto capacities = read_capacities(child_at(json, "capacity"));
      if (!capacities) return tl::unexpected{capacities.error()};
      basis.capacities = std::move(*capacities);
    }
    all.push_back(std::move(basis));
  }
  return all;
}

// File names are made of it.
bool is_pack_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool is_file_name(std::string_view title) {
  return !title.empty() && title.size() <= 120 && title[0] != '.' &&
         title.find_first_of("/\\:*?\"<>|\n") == std::string_view::npos &&
         escape_for_terminal(title) == title;
}

int version_of(const Json& json) {
  const std::string text = text_at(json, "version");  // YAML brings text, JSON a number
  const bool digits =
      !text.empty() && text.size() <= 6 && text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? std::stoi(text) : 0;
}

bool truth_of(const Json& json) { return (json.is_boolean() && json.get<bool>()) || json == "true"; }

Result<FormPack> read_pack(const Json& json) {
  FormPack pack;
  pack.name = text_at(json, "name");
  if (!is_pack_name(pack.name)) return fail(Errc::malformed, "name is not made of a-z, 0-9 and '-'");
  pack.version = version_of(json);
  if (pack.version < 1) return fail(Errc::malformed, "version is not a number from 1");
  pack.title = words_of(child_at(json, "title"));
  if (!is_file_name(pack.title.zh)) return fail(Errc::malformed, "the Chinese title cannot be a file name");
  pack.landscape = truth_of(child_at(json, "landscape"));
  pack.annex = truth_of(child_at(json, "annex"));
  auto capacities = read_capacities(child_at(json, "capacity"));
  if (!capacities) return tl::unexpected{capacities.error()};
  pack.capacities = std::move(*capacities);
  auto basis = read_basis(child_at(json, "basis"));
  if (!basis) return tl::unexpected{basis.error()};
  pack.basis = std::move(*basis);
  const Json& sections = child_at(json, "sections");
  if (!sections.is_array() || sections.empty()) return fail(Errc::malformed, "sections is not a list");
  for (const Json& entry : sections) {
    auto section = read_section(entry);
    if (!section) return tl::unexpected{section.error()};
    pack.sections.push_back(std::move(*section));
  }
  return pack;
}

Result<> add_pack(std::vector<FormPack>& packs, FormPack pack) {
  for (FormPack& known : packs) {
    if (known.name != pack.name) continue;
    if (pack.version >= known.version) known = std::move(pack);
    return {};
  }
  packs.push_back(std::move(pack));
  return {};
}

}  // namespace

Result<FormPack> parse_form_pack(std::string_view text) {
  const auto json = parse_yaml_or_json(text);
  if (!json) return fail("form pack", json.error());
  auto pack = read_pack(*json);
  if (!pack) return fail("form pack", pack.error());
  return pack;
}

Result<std::vector<FormPack>> load_packs(const std::string& folder) {
  std::vector<FormPack> packs;
  for (const std::string_view text : built_in_packs()) {
    auto pack = parse_form_pack(text);
    if (!pack) return tl::unexpected{pack.error()};
    packs.push_back(std::move(*pack));
  }
  if (folder.empty()) return packs;
  std::error_code error;
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
    const std::string extension = entry.path().extension().string();
    if (extension == ".json" || extension == ".yaml" || extension == ".yml")
      files.push_back(entry.path().string());
  }
  // A folder that is not there leaves the built-in packs: the field build carries no data folder.
  if (error && error != std::errc::no_such_file_or_directory)
    return fail(Errc::io, "cannot list " + folder + ": " + error.message());
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) {
    const auto text = read_file(file, kLargestPack);
    if (!text) return fail("form pack", text.error());
    auto pack = parse_form_pack(*text);
    if (!pack) return fail(file, pack.error());
    if (auto added = add_pack(packs, std::move(*pack)); !added) return tl::unexpected{added.error()};
  }
  return packs;
}

}  // namespace firsthour::playbooks
