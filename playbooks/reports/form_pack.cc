// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/form_pack.h"

#include "casefile/encoding.h"
#include "casefile/folder.h"
#include "casefile/json.h"
#include "playbooks/records/closest_word.h"
#include "playbooks/records/event_body.h"
#include "playbooks/records/tables.h"
#include "playbooks/records/yaml_text.h"
#include "playbooks/reports/form_values.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

namespace firsthour::playbooks {
namespace {

struct KindName {
  std::string_view name;
  SectionKind kind;
};
constexpr std::array kKinds{KindName{"fields", SectionKind::fields},
                            KindName{"volumes", SectionKind::volumes},
                            KindName{"items", SectionKind::items},
                            KindName{"media", SectionKind::media},
                            KindName{"clearances", SectionKind::clearances},
                            KindName{"accesses", SectionKind::accesses},
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

std::string place(std::string_view list, std::size_t index) {
  return std::string{list} + "[" + std::to_string(index + 1) + "]";
}

tl::unexpected<Error> unknown(std::string_view what, const std::string& word,
                              std::span<const std::string_view> known) {
  return fail(Errc::malformed, std::string{what} + " '" + escape_for_terminal(word.substr(0, 64)) +
                                   "' is not known" + suggestion(word, known));
}

bool truth_of(const Json& json) { return (json.is_boolean() && json.get<bool>()) || json == "true"; }
bool denied(const Json& json) { return (json.is_boolean() && !json.get<bool>()) || json == "false"; }

// YAML brings numbers as text, JSON as numbers.
std::optional<int> small_number(const Json& json, std::string_view key) {
  const std::string text = text_at(json, key);
  const bool digits =
      !text.empty() && text.size() <= 6 && text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? std::optional{std::stoi(text)} : std::nullopt;
}

Result<std::vector<FormChoice>> read_choices(const Json& list) {
  constexpr std::array<std::string_view, 3> kKeys{"key", "zh", "en"};
  std::vector<FormChoice> choices;
  if (list.is_null()) return choices;
  if (!list.is_array()) return fail(Errc::malformed, "choices is not a list");
  for (const Json& json : list) {
    if (auto known = only_keys(json, kKeys, place("choices", choices.size())); !known)
      return tl::unexpected{known.error()};
    FormChoice choice{text_at(json, "key"), words_of(json)};
    if (choice.key.empty() || choice.words.zh.empty())
      return fail(Errc::malformed, place("choices", choices.size()) + " has no key or no Chinese words");
    choices.push_back(std::move(choice));
  }
  return choices;
}

Result<FormField> read_field(const Json& json, std::span<const std::string_view> values) {
  constexpr std::array<std::string_view, 6> kKeys{"zh", "en", "value", "choices", "if_known", "checked"};
  if (auto known = only_keys(json, kKeys, "the field"); !known) return tl::unexpected{known.error()};
  FormField field{words_of(json),
                  text_at(json, "value"),
                  {},
                  truth_of(child_at(json, "if_known")),
                  !denied(child_at(json, "checked"))};
  if (field.label.zh.empty()) return fail(Errc::malformed, "a field has no Chinese label");
  if (std::find(values.begin(), values.end(), field.value) == values.end())
    return unknown("value", field.value, values);
  auto choices = read_choices(child_at(json, "choices"));
  if (!choices) return tl::unexpected{choices.error()};
  field.choices = std::move(*choices);
  return field;
}

Result<std::vector<FormField>> read_fields(const Json& list, SectionKind kind) {
  std::vector<FormField> fields;
  if (list.is_null()) return fields;
  if (!list.is_array()) return fail(Errc::malformed, "fields is not a list");
  for (const Json& json : list) {
    auto field = read_field(json, value_names_of(kind));
    if (!field) return fail(place("fields", fields.size()), field.error());
    fields.push_back(std::move(*field));
  }
  return fields;
}

Result<FormSection> read_section(const Json& json) {
  constexpr std::array<std::string_view, 6> kKeys{"kind", "zh", "en", "fields", "lines", "rows"};
  constexpr std::array<std::string_view, 2> kWords{"zh", "en"};
  constexpr int kMostRows = 5000;
  if (auto known = only_keys(json, kKeys, "the section"); !known) return tl::unexpected{known.error()};
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
  if (const auto rows = small_number(json, "rows"))
    section.rows = static_cast<std::size_t>(std::min(*rows, kMostRows));
  else if (!child_at(json, "rows").is_null())
    return fail(Errc::malformed, "rows is not a number");
  if (const Json& lines = child_at(json, "lines"); lines.is_array())
    for (const Json& line : lines) {
      if (auto known = only_keys(line, kWords, place("lines", section.lines.size())); !known)
        return tl::unexpected{known.error()};
      section.lines.push_back(words_of(line));
    }
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
  constexpr std::array<std::string_view, 5> kKeys{"zh", "en", "effective", "capacity", "checked"};
  for (const Json& json : list) {
    if (auto known = only_keys(json, kKeys, place("basis", all.size())); !known)
      return tl::unexpected{known.error()};
    Basis basis{words_of(json), text_at(json, "effective"), {}, !denied(child_at(json, "checked"))};
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

Result<FormPack> read_pack(const Json& json) {
  constexpr std::array<std::string_view, 9> kKeys{"name",  "version", "landscape", "annex",   "usual",
                                                  "title", "basis",   "capacity",  "sections"};
  if (auto known = only_keys(json, kKeys, "the pack"); !known) return tl::unexpected{known.error()};
  FormPack pack;
  pack.name = text_at(json, "name");
  if (!is_pack_name(pack.name)) return fail(Errc::malformed, "name is not made of a-z, 0-9 and '-'");
  pack.version = small_number(json, "version").value_or(0);
  if (pack.version < 1) return fail(Errc::malformed, "version is not a number from 1");
  pack.title = words_of(child_at(json, "title"));
  if (!is_file_name(pack.title.zh)) return fail(Errc::malformed, "the Chinese title cannot be a file name");
  pack.landscape = truth_of(child_at(json, "landscape"));
  pack.annex = truth_of(child_at(json, "annex"));
  pack.usual = !denied(child_at(json, "usual"));
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
    if (!section) return fail(place("sections", pack.sections.size()), section.error());
    pack.sections.push_back(std::move(*section));
  }
  return pack;
}

void add_pack(std::vector<FormPack>& packs, FormPack pack) {
  for (FormPack& known : packs) {
    if (known.name != pack.name) continue;
    if (pack.version >= known.version) known = std::move(pack);
    return;
  }
  packs.push_back(std::move(pack));
}

Result<std::vector<std::string>> pack_files(const std::string& folder) {
  const Listing entries = entries_of(folder);
  // A folder that is not there leaves the built-in packs: the field build carries no data folder.
  for (const auto& [where, error] : entries.failed)
    if (error != std::errc::no_such_file_or_directory)
      return fail(Errc::io, "cannot list " + where.string() + ": " + error.message());
  std::vector<std::string> files;
  for (const std::filesystem::path& file : entries.paths) {
    const std::string extension = file.extension().string();
    if (extension == ".json" || extension == ".yaml" || extension == ".yml") files.push_back(file.string());
  }
  return files;
}

}  // namespace

Result<FormPack> parse_form_pack(std::string_view text) {
  const auto json = parse_yaml_or_json(text);
  if (!json) return fail("form pack", json.error());
  auto pack = read_pack(*json);
  if (!pack) return fail("form pack", pack.error());
  return pack;
}

Result<std::vector<FormPack>> load_packs(std::span<const std::string> folders) {
  std::vector<FormPack> packs;
  for (const std::string_view text : built_in_packs()) {
    auto pack = parse_form_pack(text);
    if (!pack) return tl::unexpected{pack.error()};
    packs.push_back(std::move(*pack));
  }
  for (const std::string& folder : folders) {
    if (folder.empty()) continue;
    const auto files = pack_files(folder);
    if (!files) return tl::unexpected{files.error()};
    for (const std::string& file : *files) {
      const auto text = data_text(file);
      if (!text) return fail("form pack", text.error());
      auto pack = parse_form_pack(*text);
      if (!pack) return fail(file, pack.error());
      pack->file = file;
      add_pack(packs, std::move(*pack));
    }
  }
  return packs;
}

}  // namespace firsthour::playbooks
