// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/event.h"

#include "casefile/verify/digest.h"
#include "casefile/verify/time_text.h"

#include <algorithm>

namespace firsthour::verify {
namespace {

constexpr std::size_t kMostEvent = 65535;
constexpr std::uint64_t kChunkedOver = std::uint64_t{64} << 20, kChunk = std::uint64_t{1} << 20;

Result<std::vector<Slice>> read_slices(const Json* list) {
  if (!list || list->type != Json::Type::array)
    return refuse("an item without a list of slices", "项目没有切片列表");
  std::vector<Slice> slices;
  for (const Json& one : list->elements) {
    auto object = from_hex(string_or_empty(one.find("object")), 32);
    const auto offset = number_in(one.find("offset")), length = number_in(one.find("length"));
    if (!object || !offset || !length || *offset + *length < *offset)
      return refuse("a slice that is none", "切片无效");
    slices.push_back({std::move(*object), *offset, *length});
  }
  return slices;
}

Result<> read_stores(const Json& event, std::vector<StoredObject>& into) {
  const Json* stores = event.find("stores");
  const Json* chunks = event.find("chunks");
  for (const Json* one : {stores, chunks})
    if (one && (one->type != Json::Type::object || one->members.empty()))
      return refuse("stores or chunks that are none", "stores 或 chunks 无效");
  if (stores) {
    for (const auto& [name, value] : stores->members) {
      auto sha = from_hex(name, 32);
      const auto size = number_in(&value);
      if (!sha || !size) return refuse("an object in stores that is none", "stores 中的对象无效");
      into.push_back({std::move(*sha), *size, {}});
    }
  }
  if (chunks) {
    for (const auto& [name, value] : chunks->members) {
      const auto object = std::find_if(into.begin(), into.end(),
                                       [&, &key = name](const auto& o) { return hex(o.sha256) == key; });
      auto leaves = from_hex(string_or_empty(value.find("leaves")), 32),
           root = from_hex(string_or_empty(value.find("root")), 32);
      if (object == into.end() || !leaves || !root || number_in(value.find("length")) != kChunk)
        return refuse("a chunk tree that is none", "分块树无效");
      object->chunks = ChunkTree{std::move(*leaves), std::move(*root), kChunk};
    }
  }
  for (const StoredObject& object : into)
    if ((object.size > kChunkedOver) != object.chunks.has_value())
      return refuse("an object over 64 MiB without a chunk tree, or one below with it",
                    "超过 64 MiB 的对象没有分块树，或反之");
  return {};
}

Result<ItemInEvent> read_item(const Event& event) {
  const Json& body = event.body;
  ItemInEvent item;
  item.id = string_or_empty(body.find("item"));
  item.parent = string_or_empty(body.find("parent"));
  auto content = read_slices(body.find("content"));
  if (!content) return refuse(content.error());
  item.content = std::move(*content);
  if (const Json* record = body.find("record")) {
    auto read = read_record(*record);
    if (!read) return refuse(read.error());
    item.record = std::move(*read);
  } else {
    auto slices = read_slices(body.find("record_content"));
    if (!slices) return refuse("an item without a record", "项目没有记录");
    item.record_content = std::move(*slices);
  }
  const std::string own = (event.type == "derived" ? "d" : "a") + std::to_string(event.seq);
  const std::string collection = std::string{string_or_empty(body.find("collection"))} + "/";
  const bool named = event.type == "collected" ? collection.size() > 1 && item.id.starts_with(collection) &&
                                                     (!item.record || item.id == collection + item.record->id)
                                               : item.id == own;
  if (!named) return refuse("an item whose id is not that of its event", "项目编号与事件不符");
  if (const Json* digests = body.find("digests")) {
    for (const auto& [name, value] : digests->members) {
      if (!knows_digest(name)) continue;
      const auto bytes = from_hex(string_or_empty(&value), digest_of(name, "").size());
      if (!bytes) return refuse("an item whose {} is none", "项目的 {} 无效", name);
      item.digests.emplace_back(name, *bytes);
    }
  }
  return item;
}

}  // namespace

Result<Event> read_event(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > kMostEvent)
    return refuse("an event of no or more than 65,535 bytes", "事件为空或超过 65535 字节");
  auto json = read_json(bytes, JsonForm::canonical);
  if (!json) return refuse("not canonical JSON: {}", "不是规范 JSON：{}", json.error());
  Event event;
  const auto seq = number_in(json->find("seq"));
  const Json* back = json->find("clock_back");
  const Json* body = json->find("body");
  event.type = string_or_empty(json->find("type"));
  event.time = string_or_empty(json->find("time"));
  if (number_in(json->find("v")) != 1 || !seq || event.type.empty() || !is_time(event.time) ||
      !string_in(json->find("actor")) || !json->at({"tool", "name"}) || !body ||
      body->type != Json::Type::object || (back && !is_true(back)))
    return refuse("an event without all its members", "事件缺少必要成员");
  event.seq = *seq;
  event.clock_back = back != nullptr;
  event.body = *body;
  if (auto done = read_stores(*json, event.stores); !done) return refuse(done.error());
  if (event.type == "collected" || event.type == "derived" || event.type == "attached") {
    auto item = read_item(event);
    if (!item) return refuse(item.error());
    event.item = std::move(*item);
  }
  return event;
}

}  // namespace firsthour::verify
