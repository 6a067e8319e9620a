// SPDX-License-Identifier: Apache-2.0
#include "casefile/item.h"

#include "casefile/json_fields.h"

#include <array>
#include <limits>

namespace firsthour {
namespace {

constexpr std::array<std::string_view, 8> kOutcomes{"complete",  "partial", "gap",     "denied",
                                                    "timed-out", "changed", "skipped", "failed"};

void put_text(Json& to, const char* key, const std::string& text) {
  if (!text.empty()) to[key] = display_utf8(text);
}

void put_bytes(Json& to, const std::string& key, const std::string& bytes) {
  if (bytes.empty()) return;
  to[key] = display_utf8(bytes);
  if (!is_utf8(bytes)) to[key + "_raw"] = to_base64(as_bytes(bytes));
}

void put_time(Json& to, const char* key, const std::optional<Instant>& time) {
  if (time) to[key] = rfc3339(*time);
}

// An Instant of zero in a record's own times means "not known": nothing is collected in 1970.
std::optional<Instant> known(Instant t) { return t == Instant{} ? std::nullopt : std::optional{t}; }

Json facts_to_json(const FileFacts& facts) {
  Json json = Json::object();
  json["mode"] = facts.mode;
  json["uid"] = facts.uid;
  json["gid"] = facts.gid;
  json["inode"] = exact_integer(facts.inode);
  json["links"] = exact_integer(facts.links);
  json["size"] = exact_integer(facts.size);
  json["device"] = exact_integer(facts.device);
  put_time(json, "modified", facts.modified);
  put_time(json, "accessed", facts.accessed);
  put_time(json, "changed", facts.changed);
  put_time(json, "born", facts.born);
  return json;
}

Result<FileFacts> facts_from_json(const Json& json) {
  JsonFields fields{json, "file facts"};
  FileFacts facts;
  facts.mode = fields.number<std::uint32_t>("mode");
  facts.uid = fields.number<std::uint32_t>("uid");
  facts.gid = fields.number<std::uint32_t>("gid");
  facts.inode = fields.number("inode");
  facts.links = fields.number("links");
  facts.size = fields.number("size");
  facts.device = fields.number("device");
  facts.modified = fields.time("modified");
  facts.accessed = fields.time("accessed");
  facts.changed = fields.time("changed");
  facts.born = fields.time("born");
  if (const auto good = fields.result(); !good) return tl::unexpected<Error>{good.error()};
  return facts;
}

std::vector<Extent> extents_from(JsonFields& fields) {
  std::vector<Extent> extents;
  const Json* list = fields.find("extents");
  if (!list) return extents;
  if (!list->is_array()) fields.wrong("extents", "is not a list");
  for (const Json& pair : *list) {
    const bool shaped = pair.is_array() && pair.size() == 2;
    const auto offset = shaped ? exact_integer_from(pair[0]) : std::nullopt;
    const auto length = shaped ? exact_integer_from(pair[1]) : std::nullopt;
    if (!offset || !length || *length > std::numeric_limits<std::uint64_t>::max() - *offset) {
      fields.wrong("extents", "holds something that is no [offset, length]");
      return {};
    }
    extents.push_back({*offset, *length});
  }
  return extents;
}

std::map<std::string, std::string> map_from(JsonFields& fields, const char* key) {
  std::map<std::string, std::string> values;
  const Json* object = fields.find(key);
  if (!object) return values;
  if (!object->is_object()) {
    fields.wrong(key, "is not an object");
    return values;
  }
  for (const auto& [name, value] : object->items()) {
    if (value.is_string())
      values.emplace(name, value.get<std::string>());
    else
      fields.wrong(key, "holds something that is no string");
  }
  return values;
}

Outcome outcome_of(JsonFields& fields) {
  const auto outcome = outcome_from(fields.text("outcome"));
  if (!outcome) fields.wrong("outcome", "is missing or unknown");
  return outcome.value_or(Outcome::failed);
}

}  // namespace

std::string_view name_of(Outcome o) { return kOutcomes[static_cast<std::size_t>(o)]; }

std::optional<Outcome> outcome_from(std::string_view name) {
  for (std::size_t i = 0; i < kOutcomes.size(); ++i) {
    if (kOutcomes[i] == name) return static_cast<Outcome>(i);
  }
  return std::nullopt;
}

Json to_json(const Item& item) {
  Json json{{"type", "item"}, {"id", item.id}, {"outcome", name_of(item.outcome)}};
  put_text(json, "kind", item.kind);
  put_text(json, "source", item.source);
  put_bytes(json, "path", item.path);
  put_bytes(json, "host", item.host);
  json["size"] = exact_integer(item.size);
  if (item.sha256) json["sha256"] = item.sha256->hex();
  for (const auto& [algorithm, hex] : item.digests)
    json["digests"][display_utf8(algorithm)] = display_utf8(hex);
  put_text(json, "reason", item.reason);
  put_time(json, "started", known(item.started));
  put_time(json, "finished", known(item.finished));
  if (item.file) json["file"] = facts_to_json(*item.file);
  for (const Extent& extent : item.extents) {
    json["extents"].push_back(Json::array({exact_integer(extent.offset), exact_integer(extent.length)}));
  }
  for (const auto& [key, value] : item.attributes)
    json["attributes"][display_utf8(key)] = display_utf8(value);
  if (!item.stored.empty()) json["stored"] = item.stored;
  if (item.stored_offset > 0) json["stored_offset"] = exact_integer(item.stored_offset);
  return json;
}

Result<Item> item_from_json(const Json& json) {
  JsonFields fields{json, "item record"};
  if (fields.text("type") != "item") fields.wrong("type", "is not \"item\"");
  Item item;
  item.id = fields.required_text("id");
  item.kind = fields.required_text("kind");
  item.source = fields.text("source");
  item.path = fields.bytes("path");
  item.host = fields.bytes("host");
  item.size = fields.number("size");
  item.sha256 = fields.sha256("sha256");
  item.digests = map_from(fields, "digests");
  item.outcome = outcome_of(fields);
  item.reason = fields.text("reason");
  item.started = fields.time("started").value_or(Instant{});
  item.finished = fields.time("finished").value_or(Instant{});
  item.extents = extents_from(fields);
  item.attributes = map_from(fields, "attributes");
  item.stored = fields.texts("stored");
  item.stored_offset = fields.number("stored_offset");
  if (item.stored_offset > std::numeric_limits<std::uint64_t>::max() - item.size) {
    fields.wrong("stored_offset", "and \"size\" do not fit together");
  }
  if (const Json* facts = fields.find("file")) {
    auto read = facts_from_json(*facts);
    if (!read) return fail("item record", read.error());
    item.file = *read;
  }
  if (const auto good = fields.result(); !good) return tl::unexpected<Error>{good.error()};
  return item;
}

}  // namespace firsthour
