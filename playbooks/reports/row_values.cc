// SPDX-License-Identifier: Apache-2.0
// What stands in the columns of a form's tables: collections, items, media, what was removed.
#include "casefile/encoding.h"
#include "playbooks/reports/builders.h"
#include "playbooks/reports/form_values.h"
#include "playbooks/reports/named_value.h"
#include "playbooks/reports/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace firsthour::playbooks {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kKindWords{
    {{"records", "主机状态记录"},
     {"kernel-file", "内核状态文件"},
     {"file", "文件"},
     {"executable", "可执行文件"},
     {"process-memory", "进程内存"},
     {"memory-image", "内存镜像"},
     {"capture", "网络流量"},
     {"carried-file", "流量中提取的文件"}}};

std::string kinds_text(const Volume& volume) {
  std::vector<std::string_view> words;
  for (const auto& [kind, word] : kKindWords)
    if (volume.kinds.contains(std::string{kind})) words.push_back(word);
  return words.empty() ? std::string{} : fmt::format("{}", fmt::join(words, "、"));
}
std::string method_text(const Volume& volume) {
  std::string text = "只读在线提取，边读取边计算校验值";
  if (!volume.tool.empty()) text += "；" + volume.tool;
  if (!volume.profile.empty()) text += "；方案 " + volume.profile;
  return text;
}

std::string volume_result(const Volume& volume) {
  std::vector<std::string> parts;
  if (volume.tampered.value_or(false))
    parts.emplace_back("校验不符");
  else if (volume.whole)
    parts.emplace_back(*volume.whole ? "完整，逐项校验通过" : "数据流中断，已收部分逐项校验通过");
  if (volume.as_expected)
    parts.emplace_back(*volume.as_expected ? "与现场记录的校验值一致" : "与现场记录的校验值不一致");
  return fmt::format("{}", fmt::join(parts, "；"));
}

std::string kind_text(const std::string& kind) {
  for (const auto& [name, word] : kKindWords)
    if (name == kind) return std::string{word};
  return kind;
}

// The extension tells what people call the format; content is told in the report, by its bytes.
std::string format_text(const Item& item) {
  if (item.kind == "records") return "JSON Lines（UTF-8 文本）";
  const std::size_t slash = item.path.rfind('/'), dot = item.path.rfind('.');
  if (dot == std::string::npos || (slash != std::string::npos && dot < slash) || dot + 1 == item.path.size())
    return "原始字节（无扩展名）";
  return "." + evidence_text(item.path.substr(dot + 1), 20);
}

constexpr std::array<std::string_view, 13> kVolumeColumns{"number", "name",     "class", "format", "source",
                                                          "method", "size",     "items", "sha256", "sm3",
                                                          "result", "received", "blank"};
constexpr std::array<std::string_view, 15> kItemColumns{"number", "item", "name",   "class",  "format",
                                                        "source", "host", "size",   "sha256", "sm3",
                                                        "sha1",   "md5",  "result", "time",   "blank"};

struct MediumColumn {
  std::string_view name;
  std::string Medium::*member;
};
constexpr std::array kMediumMembers{MediumColumn{"name", &Medium::name},
                                    MediumColumn{"make_model", &Medium::make_model},
                                    MediumColumn{"serial", &Medium::serial},
                                    MediumColumn{"quantity", &Medium::quantity},
                                    MediumColumn{"features", &Medium::features},
                                    MediumColumn{"condition", &Medium::condition},
                                    MediumColumn{"seal_number", &Medium::seal_number},
                                    MediumColumn{"kept_at", &Medium::kept_at},
                                    MediumColumn{"measure", &Medium::measure},
                                    MediumColumn{"photos", &Medium::photos},
                                    MediumColumn{"shielding", &Medium::shielding}};
struct ClearingColumn {
  std::string_view name;
  std::string Clearing::*member;
};
constexpr std::array kClearingMembers{ClearingColumn{"medium", &Clearing::medium},
                                      ClearingColumn{"serial", &Clearing::serial},
                                      ClearingColumn{"what", &Clearing::what},
                                      ClearingColumn{"how", &Clearing::how},
                                      ClearingColumn{"checked_how", &Clearing::checked_how},
                                      ClearingColumn{"cleared_by", &Clearing::cleared_by},
                                      ClearingColumn{"checked_by", &Clearing::checked_by}};

// The members' names with those that every table has.
template <class Members>
std::vector<std::string_view> with_common(const Members& members) {
  std::vector<std::string_view> names{"number", "blank"};
  for (const auto& member : members) names.push_back(member.name);
  return names;
}

}  // namespace

std::span<const std::string_view> volume_column_names() { return kVolumeColumns; }
std::span<const std::string_view> item_column_names() { return kItemColumns; }
std::span<const std::string_view> medium_column_names() {
  static const auto kNames = with_common(kMediumMembers);
  return kNames;
}
std::span<const std::string_view> clearing_column_names() {
  static const auto kNames = [] {
    auto names = with_common(kClearingMembers);
    names.push_back("time");
    return names;
  }();
  return kNames;
}

std::string volume_title(const Volume& volume) {
  return volume.name.empty() ? volume.collection : volume.collection + " " + evidence_text(volume.name, 120);
}

std::string volume_value(std::string_view column, const Volume& volume, std::uint64_t number) {
  if (column == "number") return std::to_string(number);
  if (column == "name") return volume_title(volume);
  if (column == "class") return kinds_text(volume);
  if (column == "format") return "BagIt 1.0 数据包（POSIX pax tar 流）";
  if (column == "source") return volume.host;
  if (column == "method") return method_text(volume);
  if (column == "size") return volume.bytes == 0 ? std::string{} : size_text(volume.bytes, Language::zh);
  if (column == "items") return grouped(volume.items);
  if (column == "sha256") return in_groups(volume.sha256, 16);
  if (column == "sm3") return in_groups(volume.sm3, 16);
  if (column == "result") return volume_result(volume);
  if (column == "received") return beijing_time(volume.received);
  return {};
}

std::string item_value(std::string_view column, const CaseItem& found, std::uint64_t number) {
  const Item& item = found.item;
  if (column == "number") return std::to_string(number);
  if (column == "item") return found.id;
  if (column == "name") return evidence_text(item.path.empty() ? item.source : item.path, 300);
  if (column == "class") return kind_text(item.kind);
  if (column == "format") return format_text(item);
  if (column == "source") return evidence_text(item.source, 120);
  if (column == "host") return evidence_text(item.host, 120);
  if (column == "size") return size_text(item.size, Language::zh);
  if (column == "sha256") return item.sha256 ? in_groups(item.sha256->hex(), 16) : std::string{};
  if (column == "result") return outcome_word(name_of(item.outcome), Language::zh);
  if (column == "time") return item.finished.nanoseconds > 0 ? beijing_time(item.finished) : std::string{};
  if (is_digest_column(column)) return in_groups(found.digest(std::string{column}), 16);
  return {};
}

std::string medium_value(std::string_view column, const Medium& medium, std::uint64_t number) {
  if (column == "number") return std::to_string(number);
  for (const MediumColumn& known : kMediumMembers)
    if (known.name == column) return medium.*known.member;
  return {};
}

std::string clearing_value(std::string_view column, const Clearing& clearing, std::uint64_t number) {
  if (column == "number") return std::to_string(number);
  if (column == "time") return time_words(clearing.time);
  for (const ClearingColumn& known : kClearingMembers)
    if (known.name == column) return clearing.*known.member;
  return {};
}

}  // namespace firsthour::playbooks
