// SPDX-License-Identifier: Apache-2.0
// Steps 2 and 3: the events in their order, the trees over them, and the tables that follow from them.
#include "casefile/verify/case.h"
#include "casefile/verify/digest.h"

#include <algorithm>

namespace firsthour::verify {
namespace {

constexpr std::size_t kBatchEvents = 1024, kBatchBytes = std::size_t{8} << 20;

}  // namespace

CaseCheck::Name CaseCheck::name_of(std::string_view bytes) {
  Name name{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), name.size()), name.begin());
  return name;
}

void CaseCheck::broken(std::optional<std::uint64_t> event, Words what) {
  work_.report.problem(Kind::ledger_broken, {"case.sqlite", "", event, {}, {}}, std::move(what));
}

void CaseCheck::evidence(Place place, Words what) {
  work_.report.problem(Kind::evidence_altered, std::move(place), std::move(what));
}

void CaseCheck::read_events() {
  Rows rows = database_->rows("SELECT seq, type, bytes FROM event ORDER BY seq");
  heads_ = database_->rows("SELECT algorithm, size, edge, note FROM checkpoint ORDER BY size, algorithm");
  items_ = database_->rows("SELECT event, id FROM item ORDER BY event");
  head_row_ = heads_->step();
  item_row_ = items_->step();
  std::vector<Prepared> batch;
  for (bool more = true; more;) {
    batch.clear();
    for (std::size_t bytes = 0; batch.size() < kBatchEvents && bytes < kBatchBytes && (more = rows.step());) {
      const auto row = rows.integer(0);
      const auto type = rows.text(1), blob = rows.blob(2);
      if (!row || !type || !blob)
        broken(trees_[0].size(), say("a row whose columns are of other types", "该行的列类型不符"));
      batch.push_back(
          {row.value_or(-1), std::string{type.value_or("")}, std::string{blob.value_or("")}, {}, {}});
      bytes += batch.back().bytes.size();
    }
    in_parallel(batch.size(), [&](std::size_t i) {
      Prepared& one = batch[i];
      for (std::size_t tree = 0; tree < kTrees.size(); ++tree)
        one.leaves[tree] = leaf_hash(kTrees[tree], one.bytes);
      one.event = read_event(one.bytes);
    });
    for (const Prepared& one : batch) take_event(one);
  }
  if (rows.failure()) broken({}, say("its events cannot be read: {}", "无法读取事件：{}", *rows.failure()));
  if (heads_->failure())
    broken({}, say("its checkpoints cannot be read: {}", "无法读取检查点：{}", *heads_->failure()));
  if (head_row_) broken({}, say("a checkpoint of more events than there are", "检查点的事件数多于实际"));
  if (item_row_) broken({}, say("table item has rows for no event", "表 item 中有多余的行"));
  compare_objects();
}

void CaseCheck::take_event(const Prepared& prepared) {
  const std::uint64_t number = trees_[0].size();
  if (prepared.row != static_cast<std::int64_t>(number) && !root_differs_[0])
    broken(number, say("an event is missing, or out of order: the row's number is {}",
                       "事件缺失或顺序错误：该行编号为 {}", prepared.row));
  for (std::size_t tree = 0; tree < kTrees.size(); ++tree) trees_[tree].add(prepared.leaves[tree]);
  if (!prepared.event) {
    broken(number, prepared.event.error());
  } else {
    const Event& event = *prepared.event;
    if (event.seq != number)
      broken(number, say("its bytes say that it is event {}", "其内容称自己是事件 {}", event.seq));
    if (event.type != prepared.type)
      broken(number, say("column type says {}", "列 type 的值为 {}", shown(prepared.type)));
    if ((event.type == "opened") != (number == 0))
      broken(number, say("event 0, and no other, opens a case", "只有事件 0 是 opened"));
    if (event.clock_back != (event.time < last_time_))
      broken(number, say("clock_back does not fit the event's time", "clock_back 与事件时间不符"));
    last_time_ = event.time;
    take_stores(event);
    check_documents(event);
    if (event.item) take_item(event);
    if (event.type == "opened") opened(event);
    if (event.type == "key") take_key(event.body.find("key"), number);
    if (event.type == "cosigned") cosigned(event);
    if (event.type == "timestamped") timestamped(event);
    if (event.type == "sealed") sealed_ = true;
  }
  heads_of_this_size();
}

void CaseCheck::take_item(const Event& event) {
  ++item_count_;
  const bool signed_paper = event.type == "attached" && event.body.find("form");
  if (sealed_ && !signed_paper)
    broken(event.seq, say("evidence came in after the case was sealed", "封存之后又加入了证据"));
  while (item_row_ && items_->integer(0).value_or(-1) < static_cast<std::int64_t>(event.seq)) {
    broken(event.seq, say("table item has a row for another event", "表 item 中有其他事件的行"));
    item_row_ = items_->step();
  }
  if (item_row_ && items_->integer(0) == static_cast<std::int64_t>(event.seq) &&
      items_->text(1) == event.item->id) {
    item_row_ = items_->step();
  } else {
    broken(event.seq,
           say("table item does not have its item {}", "表 item 中没有项目 {}", shown(event.item->id)));
  }
  if (event.type != "derived") return;
  Rows parent = database_->rows("SELECT event FROM item WHERE id = ?1");
  parent.bind(1, std::string_view{event.item->parent});
  if (!parent.step() || parent.integer(0).value_or(-1) >= static_cast<std::int64_t>(event.seq) ||
      parent.integer(0) < 0)
    broken(event.seq,
           say("derived from no item before it: {}", "来源项目不存在：{}", shown(event.item->parent)));
}

void CaseCheck::take_stores(const Event& event) {
  for (const StoredObject& stored : event.stores) {
    const Name name = name_of(stored.sha256);
    if (!objects_.try_emplace(name, Object{stored.size, event.seq, in_subset(name), false}).second)
      broken(event.seq, say("object {} was stored by an earlier event", "对象 {} 已由更早的事件存入",
                            hex(stored.sha256)));
    if (stored.chunks) chunk_trees_.emplace(name, *stored.chunks);
  }
  for (const StoredObject& stored : event.stores) {
    if (!stored.chunks) continue;
    const auto leaves = objects_.find(name_of(stored.chunks->leaves));
    const std::uint64_t count = (stored.size + stored.chunks->length - 1) / stored.chunks->length;
    if (leaves == objects_.end() || leaves->second.size != 32 * count)
      broken(event.seq, say("the chunk tree of {} has no leaves", "{} 的分块树没有叶子", hex(stored.sha256)));
  }
}

// Outline and outcome of a collection are objects of this or an earlier event.
void CaseCheck::check_documents(const Event& event) {
  for (const char* document : {"outline", "outcome"}) {
    const Json* named =
        event.type == "ingesting" || event.type == "ingested" ? event.body.find(document) : nullptr;
    if (!named) continue;
    const auto sha = from_hex(string_or_empty(named->find("object")), 32);
    const auto object = sha ? objects_.find(name_of(*sha)) : objects_.end();
    if (object == objects_.end() || number_in(named->find("size")) != object->second.size)
      broken(event.seq, say("its {} is no object of the case", "其 {} 不是案卷中的对象", document));
  }
}

void CaseCheck::compare_objects() {
  Rows rows = database_->rows("SELECT sha256, size FROM object");
  std::uint64_t count = 0;
  for (; rows.step(); ++count) {
    const auto known = objects_.find(name_of(rows.blob(0).value_or("")));
    if (known == objects_.end() || rows.integer(1) != static_cast<std::int64_t>(known->second.size))
      return broken({}, say("table object has a row that no event stored: {}",
                            "表 object 中有事件未存入的行：{}", hex(rows.blob(0).value_or(""))));
  }
  if (rows.failure())
    broken({}, say("its objects cannot be read: {}", "无法读取对象表：{}", *rows.failure()));
  if (count != objects_.size())
    broken({}, say("table object has {} rows, {} objects were stored",
                   "表 object 有 {} 行，而存入了 {} 个对象", count, objects_.size()));
}

bool CaseCheck::in_subset(const Name& name) const {
  std::uint64_t first = 0;
  for (int i = 0; i < 8; ++i) first = first << 8 | static_cast<unsigned char>(name[i]);
  return first % work_.wishes.parts + 1 == work_.wishes.part;
}

}  // namespace firsthour::verify
