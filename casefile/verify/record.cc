// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/record.h"

#include "casefile/verify/digest.h"

namespace firsthour::verify {
namespace {

constexpr std::size_t kMostRecord = std::size_t{4} << 20;
constexpr int kKeptLevels = 3;  // extents and attributes may be long and are not asked for

Result<> read_digests(const Json& record, ItemRecord& into) {
  if (const Json* sha = record.find("sha256")) {
    into.sha256 = from_hex(string_or_empty(sha), 32);
    if (!into.sha256) return refuse("a record whose sha256 is none", "记录的 sha256 无效");
  }
  const Json* more = record.find("digests");
  if (!more) return {};
  if (more->type != Json::Type::object)
    return refuse("a record whose digests are none", "记录的 digests 无效");
  for (const auto& [name, value] : more->members) {
    if (!knows_digest(name)) continue;
    const auto bytes = from_hex(string_or_empty(&value), digest_of(name, "").size());
    if (!bytes) return refuse("a record whose {} is none", "记录的 {} 无效", name);
    into.digests.emplace_back(name, *bytes);
  }
  return {};
}

}  // namespace

bool own_check_holds(std::string_view record) {
  constexpr std::size_t kTail = 24;  // ,"~":"0123456789abcdef"}
  if (record.size() < kTail) return false;
  const std::string_view tail = record.substr(record.size() - kTail);
  if (!tail.starts_with(",\"~\":\"") || !tail.ends_with("\"}")) return false;
  return hex(sha256(record.substr(0, record.size() - kTail))).substr(0, 16) == tail.substr(6, 16);
}

Result<ItemRecord> read_record(const Json& record) {
  ItemRecord item;
  item.id = string_or_empty(record.find("id"));
  item.kind = string_or_empty(record.find("kind"));
  if (string_or_empty(record.find("type")) != "item")
    return refuse("a record that is of no item", "记录的类型不是 item");
  if (const Json* size = record.find("size")) {
    const auto number = number_in(size);
    if (!number) return refuse("a record whose size is none", "记录的 size 无效");
    item.size = *number;
  }
  if (const auto done = read_digests(record, item); !done) return refuse(done.error());
  if (!item.sha256 && item.size != 0)
    return refuse("a record of bytes without a digest", "记录有内容而无摘要");
  if (const Json* stored = record.find("stored")) {
    for (const Json& name : stored->elements) item.stored.emplace_back(string_or_empty(&name));
    if (item.stored.empty()) return refuse("a record whose stored names nothing", "记录的 stored 为空");
  }
  if (const Json* offset = record.find("stored_offset")) {
    const auto number = number_in(offset);
    if (!number || *number == 0)
      return refuse("a record whose stored_offset is none", "记录的 stored_offset 无效");
    item.stored_offset = *number;
  }
  return item;
}

Result<ItemRecord> read_record_line(std::string_view line) {
  if (line.size() > kMostRecord) return refuse("a record of more than 4 MiB", "记录超过 4 MiB");
  const auto json = read_json(line, JsonForm::canonical, kKeptLevels);
  if (!json) return refuse("a record that is not canonical JSON: {}", "记录不是规范 JSON：{}", json.error());
  if (!own_check_holds(line)) return refuse("the record's own check does not hold", "记录自带的校验不符");
  auto item = read_record(*json);
  if (item && item->id.empty()) return refuse("a record without id", "记录没有 id");
  return item;
}

}  // namespace firsthour::verify
