// SPDX-License-Identifier: Apache-2.0
// Step 5, second half: every item's slices lie inside objects, and its bytes have the record's digest.
#include "casefile/verify/case.h"
#include "casefile/verify/digest.h"

#include <algorithm>
#include <map>

namespace firsthour::verify {
namespace {

constexpr std::size_t kBatch = 512, kBlock = std::size_t{1} << 20;
constexpr std::size_t kMostRecord = std::size_t{4} << 20;
constexpr const char* kItems =
    "SELECT bytes FROM event WHERE type IN ('collected', 'derived', 'attached') ORDER BY seq";

}  // namespace

// --item: the item, and from derived to parent all that it was made from; only their objects are wanted.
void CaseCheck::choose_item() {
  if (work_.wishes.item.empty()) return;
  for (auto& [name, object] : objects_) object.wanted = false;
  const auto want = [&](const std::vector<Slice>& slices) {
    for (const Slice& slice : slices) {
      const auto object = objects_.find(name_of(slice.object));
      if (object != objects_.end()) object->second.wanted = true;
      if (const auto tree = chunk_trees_.find(name_of(slice.object)); tree != chunk_trees_.end())
        objects_[name_of(tree->second.leaves)].wanted = true;
    }
  };
  for (std::string id = work_.wishes.item; !id.empty() && !chosen_items_.contains(id);) {
    Rows rows = database_->rows("SELECT bytes FROM event WHERE seq = (SELECT event FROM item WHERE id = ?1)");
    rows.bind(1, std::string_view{id});
    const bool found = rows.step();
    const auto event = read_event(found ? rows.blob(0).value_or("") : "");
    if (!event || !event->item) break;
    chosen_items_.insert(id);
    want(event->item->content);
    want(event->item->record_content);
    id = event->item->parent;
  }
}

void CaseCheck::check_items() {
  Rows rows = database_->rows(kItems);
  std::vector<std::string> batch;
  for (bool more = true; more;) {
    batch.clear();
    while (batch.size() < kBatch && (more = rows.step())) batch.emplace_back(rows.blob(0).value_or(""));
    in_parallel(batch.size(), [&](std::size_t i) {
      if (const auto event = read_event(batch[i]); event && event->item) check_item(*event);
    });
  }
}

Result<> CaseCheck::slices_fit(const std::vector<Slice>& slices, std::uint64_t seq) const {
  for (const Slice& slice : slices) {
    const auto object = objects_.find(name_of(slice.object));
    if (object == objects_.end() || object->second.event > seq)
      return refuse("it lies in {}, which no event up to it stored",
                    "其内容位于 {}，但之前没有事件存入该对象", object_path(slice.object));
    if (slice.offset > object->second.size || slice.length > object->second.size - slice.offset)
      return refuse("it reaches beyond the end of {}", "其范围超出 {} 的末尾", object_path(slice.object));
  }
  return {};
}

Result<> CaseCheck::bytes_of(const std::vector<Slice>& slices,
                             const std::function<void(std::string_view)>& each) const {
  std::string block;
  for (const Slice& slice : slices) {
    const auto file = folder_.file(object_path(slice.object));
    if (!file) return refuse("{}: {}", "{}：{}", object_path(slice.object), file.error().why);
    for (std::uint64_t done = 0; done < slice.length; done += block.size()) {
      const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, slice.length - done));
      if (const auto read = file->read_at(slice.offset + done, want, block); !read)
        return refuse("{}: {}", "{}：{}", object_path(slice.object), read.error());
      if (block.size() != want) return refuse("{} ends too early", "{} 提前结束", object_path(slice.object));
      each(block);
    }
  }
  return {};
}

Result<ItemRecord> CaseCheck::record_of(const ItemInEvent& item) const {
  if (item.record) return *item.record;
  std::string text;
  const auto done = bytes_of(item.record_content, [&](std::string_view bytes) {
    if (text.size() <= kMostRecord) text += bytes;
  });
  if (!done) return refuse(done.error());
  if (text.size() > kMostRecord) return refuse("a record of more than 4 MiB", "记录超过 4 MiB");
  const auto json = read_json(text, JsonForm::canonical, 3);
  if (!json) return refuse("its record is not canonical JSON: {}", "记录不是规范 JSON：{}", json.error());
  return read_record(*json);
}

void CaseCheck::check_item(const Event& event) {
  const ItemInEvent& item = *event.item;
  const Place place{
      item.content.empty() ? "" : object_path(item.content[0].object), item.id, event.seq, {}, {}};
  // What the ledger itself says of an item is checked even when its bytes are not wanted.
  for (const auto* slices : {&item.content, &item.record_content})
    if (const auto fit = slices_fit(*slices, event.seq); !fit) return evidence(place, fit.error());
  const auto wanted = [&](const Slice& slice) { return objects_.at(name_of(slice.object)).wanted; };
  if (!chosen_items_.empty()
          ? !chosen_items_.contains(item.id)
          : !std::all_of(item.content.begin(), item.content.end(), wanted) ||
                !std::all_of(item.record_content.begin(), item.record_content.end(), wanted))
    return;
  ++checked_items_;
  const auto record = record_of(item);
  if (!record) return evidence(place, say("its record: {}", "记录：{}", record.error()));
  std::uint64_t length = 0;
  for (const Slice& slice : item.content) length += slice.length;
  if (length != record->size)
    return evidence(place, say("its slices have {} bytes, its record says {}", "切片共 {} 字节，记录为 {}",
                               length, record->size));
  if (!record->sha256) return;

  // An object that is the whole item was hashed already: its name is its digest.
  std::map<std::string, std::string> further(item.digests.begin(), item.digests.end());
  further.insert(record->digests.begin(), record->digests.end());
  const bool whole = item.content.size() == 1 && item.content[0].offset == 0 && further.empty() &&
                     objects_.at(name_of(item.content[0].object)).size == length;
  if (whole && objects_.at(name_of(item.content[0].object)).bad)
    return evidence(place, say("it is the content of an altered object", "其内容所在的对象已被改动"));
  if (whole) {
    if (item.content[0].object != *record->sha256)
      evidence(place, say("the record has another SHA-256", "记录的 SHA-256 不同"));
    return;
  }
  Digest sha{"sha256"};
  std::map<std::string, Digest> others;
  for (const auto& [name, value] : further) others.emplace(name, Digest{name});
  const auto done = bytes_of(item.content, [&](std::string_view bytes) {
    sha.update(bytes);
    for (auto& [name, digest] : others) digest.update(bytes);
  });
  if (!done) return evidence(place, done.error());
  Place exact = place;
  if (item.content.size() == 1) exact.offset = item.content[0].offset, exact.length = length;
  if (sha.finish() != *record->sha256)
    return evidence(exact, say("its bytes do not have the record's SHA-256", "内容与记录的 SHA-256 不符"));
  for (auto& [name, digest] : others)
    if (digest.finish() != further[name])
      evidence(exact, say("its bytes do not have the {} that is named", "内容与所述 {} 不符", name));
}

}  // namespace firsthour::verify
