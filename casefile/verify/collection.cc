// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/collection.h"

#include "casefile/verify/time_text.h"

#include <algorithm>

namespace firsthour::verify {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
constexpr std::uint64_t kMostSegment = kMiB + 65536, kMostRecords = 8 * kMiB, kMostRecord = 4 * kMiB + 1;
constexpr std::uint64_t kMostDocument = 16 * kMiB, kMostTagFile = 65536, kMostPart = 4 * kMiB;
constexpr std::size_t kMostFiles = 1'000'000, kMostGathering = 1024;
constexpr std::string_view kBagit = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

using What = PayloadName::What;

}  // namespace

void CollectionCheck::run() {
  const Read<> done = whole();
  if (!done) {
    const Stop& stop = done.error();
    const Kind kind = stop.read ? Kind::unreadable : stop.cut ? Kind::incomplete : Kind::evidence_altered;
    work_.report.problem(
        kind, {work_.wishes.path, "", {}, plain_.offset(), {}},
        stop.cut ? say("the collection is cut: it {}", "采集包不完整：{}", stop.why) : stop.why);
    if (!stop.cut && !stop.read)  // the digest of the whole is still wanted
      while (true) {
        const auto rest = raw_.next();
        if (!rest || rest->empty()) break;
      }
  }
  tell();
}

void CollectionCheck::tell() {
  Report& report = work_.report;
  report.fact("folder", say("collection", "采集包"), folder_);
  report.fact("items", say("items that hold", "完好的项目"), items_);
  report.fact("files", say("files", "文件数"), files_.size());
  report.fact("bytes", say("bytes of the stream", "数据流字节数"), raw_.size());
  const std::string sha = raw_.sha256_hex(), sm3 = raw_.sm3_hex();
  report.fact("sha256", worded("SHA-256"), sha);
  report.fact("sm3", worded("SM3"), sm3);
  const std::string& expected = work_.wishes.expected;
  if (expected.empty()) {
    report.remark(
        say("compare its digest with the one on the signed form", "请将摘要与已签字表单上的摘要核对"));
  } else if (expected != sha && expected != sm3) {
    report.problem(Kind::evidence_altered, {work_.wishes.path, "", {}, {}, {}},
                   say("its digest is not the one expected ({})", "摘要与预期不符（{}）", expected));
  }
}

Read<> CollectionCheck::whole() {
  if (const auto done = front(); !done) return done;
  while (true) {
    const auto entry = tar_.next();
    if (!entry) return tl::unexpected<Stop>{entry.error()};
    if (!*entry)
      return wrong(say("the end mark stands before outcome.json", "结束标记位于 outcome.json 之前"));
    const auto more = payload(**entry);
    if (!more) return tl::unexpected<Stop>{more.error()};
    if (!*more) return back(**entry);
  }
}

Read<> CollectionCheck::checked(const TarEntry& entry) const {
  if (entry.folder != folder_ || (time_ && entry.time != *time_))
    return wrong(
        say("{}: folder or time is not that of the collection", "{}：文件夹或时间与采集包不符", entry.name));
  return {};
}

Read<std::string> CollectionCheck::small_file(const TarEntry& entry, std::uint64_t limit) {
  if (entry.size > limit)
    return wrong(say("{} has more than {} bytes", "{} 超过 {} 字节", entry.name, limit));
  std::string text;
  const auto done = tar_.content(entry, [&](std::string_view bytes) { text += bytes; });
  if (!done) return tl::unexpected<Stop>{done.error()};
  return text;
}

Read<TarEntry> CollectionCheck::next_named(std::string_view name) {
  const auto entry = tar_.next();
  if (!entry) return tl::unexpected<Stop>{entry.error()};
  if (!*entry || (*entry)->name != name)
    return wrong(say("{} is not where it has to be", "{} 不在应有的位置", name));
  if (folder_.empty()) folder_ = (*entry)->folder;
  if (const auto good = checked(**entry); !good) return tl::unexpected<Stop>{good.error()};
  return **entry;
}

Read<std::string> CollectionCheck::tag_file(std::string_view name, std::uint64_t limit) {
  const auto entry = next_named(name);
  if (!entry) return tl::unexpected<Stop>{entry.error()};
  auto text = small_file(*entry, limit);
  if (text) tag_manifest_ += hex(sha256(*text)) + "  " + std::string{name} + "\n";
  return text;
}

Read<> CollectionCheck::front() {
  const auto bagit = next_named("bagit.txt");
  if (!bagit) return tl::unexpected<Stop>{bagit.error()};
  const auto text = small_file(*bagit, kMostTagFile);
  if (!text) return tl::unexpected<Stop>{text.error()};
  if (*text != kBagit) return wrong(say("bagit.txt is not that of a collection", "bagit.txt 不是采集包的"));
  const bool fit = std::all_of(folder_.begin(), folder_.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-';
  });
  if (!fit || folder_.size() > 100 || folder_.find_first_of("._-") == 0)
    return wrong(say("a folder's name that no collection has", "文件夹名称不是采集包应有的形式"));
  tag_manifest_ = hex(sha256(*text)) + "  bagit.txt\n";
  time_ = bagit->time;
  const auto outline = tag_file("outline.json", kMostDocument);
  if (!outline) return tl::unexpected<Stop>{outline.error()};
  const auto json = read_json(*outline, JsonForm::any, 2);
  if (!json || json->type != Json::Type::object)
    return wrong(say("outline.json is no JSON object", "outline.json 不是 JSON 对象"));
  const Json* time = json->find("time");
  if (time_ != (time ? seconds_of(string_or_empty(time)) : 0))
    return wrong(say("the time of the entries is not that of outline.json", "条目时间与 outline.json 不符"));
  return {};
}

Read<bool> CollectionCheck::payload(const TarEntry& entry) {
  if (const auto good = checked(entry); !good) return tl::unexpected<Stop>{good.error()};
  if (entry.name == "outcome.json") return false;
  const auto name = read_payload_name(entry.name);
  if (!name) return wrong(say("{} has no place in a collection", "{} 不属于采集包", shown(entry.name)));
  if (files_.size() >= kMostFiles) return wrong(say("more than 1,000,000 files", "文件超过 1000000 个"));
  payload_bytes_ += entry.size;
  Read<> done;
  if (name->what == What::segment_content) {
    done = segment(entry);
  } else if (name->what == What::content) {
    done = large(entry);
  } else if (name->what == What::part) {
    done = part(entry, *name);
  } else if (name->what == What::record) {
    const auto text = small_file(entry, kMostRecord);
    if (!text) return tl::unexpected<Stop>{text.error()};
    const auto open = gathering_.find(name->number);
    std::vector<std::string> stored;
    if (open == gathering_.end()) {
      if (const auto fresh = use_number(name->number); !fresh) return tl::unexpected<Stop>{fresh.error()};
    } else {
      for (std::uint32_t n = 1; n <= open->second.parts; ++n)
        stored.push_back(PayloadName{What::part, name->number, n}.text());
    }
    keep(*name, sha256(*text));
    record_of(*name, *text, open == gathering_.end() ? nullptr : &open->second.bytes, stored);
    if (open != gathering_.end()) gathering_.erase(open);
  } else {
    return wrong(say("{} stands alone", "{} 没有对应的内容", entry.name));
  }
  if (!done) return tl::unexpected<Stop>{done.error()};
  return true;
}

Read<> CollectionCheck::use_number(std::uint32_t number) {
  if (used_[number]) return wrong(say("number {} is used twice", "编号 {} 重复使用", number));
  used_[number] = true;
  return {};
}

void CollectionCheck::keep(const PayloadName& name, std::string sha) {
  PayloadFile file{name, {}};
  std::copy(sha.begin(), sha.end(), file.sha256.begin());
  files_.push_back(file);
}

Read<> CollectionCheck::segment(const TarEntry& entry) {
  PayloadName name = *read_payload_name(entry.name);
  if (const auto fresh = use_number(name.number); !fresh) return fresh;
  const auto content = small_file(entry, kMostSegment);
  if (!content) return tl::unexpected<Stop>{content.error()};
  keep(name, sha256(*content));
  name.what = What::segment_records;
  const auto records = next_named(name.text());
  if (!records) return tl::unexpected<Stop>{records.error()};
  payload_bytes_ += records->size;
  const auto lines = small_file(*records, kMostRecords);
  if (!lines) return tl::unexpected<Stop>{lines.error()};
  keep(name, sha256(*lines));
  records_of(name, *content, *lines);
  return {};
}

Read<> CollectionCheck::large(const TarEntry& entry) {
  PayloadName name = *read_payload_name(entry.name);
  if (const auto fresh = use_number(name.number); !fresh) return fresh;
  PaddedDigest bytes;
  const auto done = tar_.content(entry, [&](std::string_view some) { bytes.update(some); });
  if (!done) return done;
  keep(name, *bytes.of_first(bytes.size()));
  name.what = What::record;
  const auto record = next_named(name.text());
  if (!record) return tl::unexpected<Stop>{record.error()};
  payload_bytes_ += record->size;
  const auto text = small_file(*record, kMostRecord);
  if (!text) return tl::unexpected<Stop>{text.error()};
  keep(name, sha256(*text));
  record_of(name, *text, &bytes, {entry.name});
  return {};
}

Read<> CollectionCheck::part(const TarEntry& entry, const PayloadName& name) {
  if (!gathering_.contains(name.number)) {
    if (const auto fresh = use_number(name.number); !fresh) return fresh;
    if (gathering_.size() >= kMostGathering)
      return wrong(say("more than 1,024 items at once", "同时未完成的项目超过 1024 个"));
  }
  Gathering& item = gathering_[name.number];
  if (name.part != ++item.parts) return wrong(say("{} is out of order", "{} 顺序错误", entry.name));
  if (entry.size == 0 || entry.size > kMostPart)
    return wrong(say("{} is empty or has more than 4 MiB", "{} 为空或超过 4 MiB", entry.name));
  Digest own{"sha256"};
  const auto done = tar_.content(entry, [&](std::string_view some) {
    item.bytes.update(some);
    own.update(some);
  });
  if (!done) return done;
  keep(name, own.finish());
  return {};
}

Read<> CollectionCheck::back(const TarEntry& entry) {
  if (!gathering_.empty())
    return wrong(say("{} has parts and no record", "{} 有分块而无记录",
                     PayloadName{What::record, gathering_.begin()->first, 0}.text()));
  const auto outcome = small_file(entry, kMostDocument);
  if (!outcome) return tl::unexpected<Stop>{outcome.error()};
  tag_manifest_ += hex(sha256(*outcome)) + "  outcome.json\n";
  const auto info = tag_file("bag-info.txt", kMostTagFile);
  if (!info) return tl::unexpected<Stop>{info.error()};
  const auto listed = next_named("manifest-sha256.txt");
  if (!listed) return tl::unexpected<Stop>{listed.error()};
  if (const auto done = manifest(*listed); !done) return done;
  const auto last = next_named("tagmanifest-sha256.txt");
  if (!last) return tl::unexpected<Stop>{last.error()};
  const auto text = small_file(*last, kMostTagFile);
  if (!text) return tl::unexpected<Stop>{text.error()};
  if (*text != tag_manifest_)
    bad_item("tagmanifest-sha256.txt", "", say("it does not vouch for the tag files", "与标签文件不符"));
  const auto end = tar_.next();
  if (!end) return tl::unexpected<Stop>{end.error()};
  if (*end)
    return wrong(say("{} stands behind the last file", "{} 位于最后一个文件之后", shown((*end)->name)));
  outcome_holds(*outcome, *info);
  return {};
}

}  // namespace firsthour::verify
