// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/event_bytes.h"

#include "casefile/encoding.h"
#include "casefile/json.h"

#include <algorithm>

namespace firsthour {
namespace {

std::string json_text(std::string_view text) { return canonical(Json(display_utf8(text))); }

std::string stores_member(const std::vector<StoredObject>& stores) {
  if (stores.empty()) return {};
  Json sizes = Json::object();
  for (const StoredObject& object : stores) sizes[object.sha256.hex()] = object.size;
  return ",\"stores\":" + canonical(sizes);
}

std::string chunks_member(const std::vector<StoredObject>& stores) {
  Json trees = Json::object();
  for (const StoredObject& object : stores)
    if (object.chunks)
      trees[object.sha256.hex()] = {{"leaves", object.chunks->leaves.hex()},
                                    {"length", object.chunks->length},
                                    {"root", object.chunks->root.hex()}};
  return trees.empty() ? "" : ",\"chunks\":" + canonical(trees);
}

const Json* member(const Json& object, const char* key, Json::value_t type) {
  const auto found = object.find(key);
  if (found == object.end() || found->type() != type) return nullptr;
  return &*found;
}

Result<std::vector<StoredObject>> read_stores(const Json& event) {
  std::vector<StoredObject> stores;
  const auto found = event.find("stores");
  if (found == event.end()) return stores;
  if (!found->is_object()) return fail(Errc::malformed, "\"stores\" is no object");
  for (const auto& [hex, size] : found->items()) {
    const auto digest = Sha256::from_hex(hex);
    if (!digest || !size.is_number_unsigned())
      return fail(Errc::malformed, "\"stores\" holds no digest and size");
    stores.push_back({*digest, size.get<std::uint64_t>()});
  }
  return stores;
}

Result<> read_chunks(const Json& event, std::vector<StoredObject>& stores) {
  const auto found = event.find("chunks");
  if (found == event.end()) return {};
  if (!found->is_object() || found->empty()) return fail(Errc::malformed, "\"chunks\" is no object");
  for (const auto& [hex, tree] : found->items()) {
    const auto object = std::find_if(stores.begin(), stores.end(),
                                     [&](const StoredObject& stored) { return stored.sha256.hex() == hex; });
    if (object == stores.end()) return fail(Errc::malformed, "\"chunks\" names no object of \"stores\"");
    if (!tree.is_object()) return fail(Errc::malformed, "\"chunks\" holds no tree");
    const auto leaves = Sha256::from_hex(text_member(tree, "leaves"));
    const auto root = Sha256::from_hex(text_member(tree, "root"));
    const auto length = tree.find("length");
    if (!leaves || !root || length == tree.end() || *length != kChunkLength)
      return fail(Errc::malformed, "\"chunks\" holds no tree of chunks of 1 MiB");
    object->chunks = ChunkTree{*leaves, kChunkLength, *root};
  }
  return {};
}

Result<ReadEvent> read_members(const Json& json) {
  using enum Json::value_t;
  if (!json.is_object()) return fail(Errc::malformed, "event is no object");
  const Json* version = member(json, "v", number_unsigned);
  const Json* sequence = member(json, "seq", number_unsigned);
  const Json* type = member(json, "type", string);
  const Json* time = member(json, "time", string);
  const Json* actor = member(json, "actor", string);
  if (!version || !sequence || !type || !time || !actor || !member(json, "tool", object) ||
      !member(json, "body", object))
    return fail(Errc::malformed, "event lacks a member");
  if (version->get<std::uint64_t>() != 1) return fail(Errc::malformed, "event of another version");
  const auto instant = parse_rfc3339(time->get_ref<const std::string&>());
  if (!instant || rfc3339(*instant) != time->get_ref<const std::string&>())
    return fail(Errc::malformed, "event's time is not in the ledger's form");
  auto stores = read_stores(json);
  if (!stores) return tl::unexpected{stores.error()};
  if (auto trees = read_chunks(json, *stores); !trees) return tl::unexpected{trees.error()};
  ReadEvent read;
  read.event.sequence = sequence->get<std::uint64_t>();
  read.event.type = type->get<std::string>();
  read.event.time = *instant;
  read.event.actor = actor->get<std::string>();
  read.clock_back = json.contains("clock_back");
  read.stores = std::move(*stores);
  return read;
}

}  // namespace

EventStamp::EventStamp(const Author& author) : actor_{json_text(author.actor)} {
  Json tool = Json::object();
  tool["name"] = display_utf8(author.tool);
  if (!author.tool_sha256.empty()) tool["sha256"] = display_utf8(author.tool_sha256);
  if (!author.command.empty()) tool["command"] = display_utf8(author.command);
  tool_ = canonical(tool);
}

Result<std::string> EventStamp::bytes(const EventDraft& draft, std::uint64_t sequence, Instant time,
                                      bool clock_back) const {
  // Members in the order of canonical JSON, put together as text: the body is not parsed again.
  std::string bytes = "{\"actor\":" + actor_ + ",\"body\":" + draft.body;
  bytes += chunks_member(draft.stores);
  if (clock_back) bytes += ",\"clock_back\":true";
  bytes += ",\"seq\":" + std::to_string(sequence) + stores_member(draft.stores) + ",\"time\":\"" +
           rfc3339(time) + "\",\"tool\":" + tool_ + ",\"type\":" + json_text(draft.type) + ",\"v\":1}";
  if (bytes.size() > kLongestEvent)
    return fail(Errc::no_space, "event " + std::to_string(sequence) + " (" + draft.type +
                                    (draft.item.empty() ? "" : ", item " + draft.item) + ") has " +
                                    std::to_string(bytes.size()) + " bytes, more than " +
                                    std::to_string(kLongestEvent));
  return bytes;
}

Result<ReadEvent> read_event(std::string_view bytes, Json* body) {
  if (bytes.size() > kLongestEvent) return fail(Errc::malformed, "event longer than 65535 bytes");
  auto json = parse_json(bytes);
  if (!json) return fail("event", json.error());
  if (canonical(*json) != bytes) return fail(Errc::malformed, "event is not in canonical form");
  auto read = read_members(*json);
  if (!read) return read;
  read->event.bytes = bytes;
  if (body) *body = std::move((*json)["body"]);
  return read;
}

std::string text_member(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

}  // namespace firsthour
