// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/case.h"

#include "casefile/verify/digest.h"

namespace firsthour::verify {

tl::expected<void, Refusal> CaseCheck::run() {
  const auto file = folder_.file("case.sqlite");
  journal_ = folder_.has("case.sqlite-journal");
  known_ = work_.wishes.trust.keys;
  read_head();
  std::string start;
  if (!file) {
    work_.report.problem(file.error().wrong_there ? Kind::ledger_broken : Kind::unreadable,
                         {"case.sqlite", "", {}, {}, {}}, file.error().why);
    return {};
  }
  if (const auto done = file->read_at(0, 100, start); !done)
    return give_up(1, say("case.sqlite: {}", "case.sqlite：{}", done.error()));
  const DatabaseHeader header = read_database_header(start);
  if (header.ours && header.version > 1 && head_ && ledger_is_as_head_says())
    return give_up(1, say("case.sqlite is of format version {}; this program knows 1: use a newer one",
                          "case.sqlite 的格式版本为 {}；本程序只支持 1：请使用新版本", header.version));
  if (!header.ours || header.version != 1)
    broken({}, header.ours ? say("its format version is {}; this program knows 1",
                                 "格式版本为 {}；本程序支持 1", header.version)
                           : say("its header is not that of a ledger", "文件头不是台账"));
  auto database = Database::open(folder_, work_.wishes.path, journal_);
  if (!database) {
    broken({}, say("SQLite cannot read it: {}", "SQLite 无法读取：{}", database.error()));
    return {};
  }
  database_ = std::move(*database);
  if (const auto wrong = database_->structure()) broken({}, *wrong);
  read_events();
  compare_head();
  compare_since();
  tell_keys();
  choose_item();
  if (!work_.wishes.item.empty() && chosen_items_.empty())
    return give_up(1, say("the case has no item {}", "案卷中没有项目 {}", shown(work_.wishes.item)));
  check_objects();
  check_items();
  find_strangers();

  Report& report = work_.report;
  report.fact("events", say("events", "事件"), trees_[0].size());
  report.fact("root", say("root", "根"), hex(trees_[0].root()));
  report.fact("sm3_root", say("SM3 root", "SM3 根"), hex(trees_[1].root()));
  report.fact("items", say("items", "项目"), item_count_);
  report.fact("items_checked", say("items checked", "已检查项目"), checked_items_.load());
  report.fact("objects", say("objects", "对象"), objects_.size());
  report.fact("objects_checked", say("objects checked", "已检查对象"), checked_objects_.load());
  report.fact("bytes", say("bytes read", "已读取字节"), bytes_.load());
  if (work_.wishes.parts > 1)
    report.left_out(say("part {} of {} of the objects", "对象的第 {} 份，共 {} 份", work_.wishes.part,
                        work_.wishes.parts));
  if (!work_.wishes.item.empty())
    report.left_out(say("item {} and what it stands on", "项目 {} 及其依据", shown(work_.wishes.item)));
  return {};
}

tl::expected<void, Refusal> check_case(const Work& work) {
  auto folder = Folder::open(work.wishes.path);
  if (!folder) return give_up(1, say("{}: {}", "{}：{}", shown(work.wishes.path), folder.error()));
  return CaseCheck{std::move(*folder), work}.run();
}

}  // namespace firsthour::verify
