// SPDX-License-Identifier: Apache-2.0
// Records against bytes, the manifest against files, and the counts that the writer left.
#include "casefile/verify/collection.h"

namespace firsthour::verify {

void CollectionCheck::bad_item(const std::string& file, const std::string& item, Words what) {
  work_.report.problem(Kind::evidence_altered, {file, item, {}, {}, {}}, std::move(what));
}

void CollectionCheck::records_of(const PayloadName& name, std::string_view content, std::string_view lines) {
  const std::string file = name.text();
  const std::string stored = PayloadName{PayloadName::What::segment_content, name.number, 0}.text();
  const std::string prefix = stored.substr(11, 6) + ".";
  std::uint64_t at = 0;
  bool marked = false;
  for (std::size_t index = 0; !lines.empty(); ++index) {
    const std::size_t end = lines.find('\n');
    if (end == std::string_view::npos)
      return bad_item(file, "", say("the last record has no line end", "最后一条记录没有换行"));
    const auto item = read_record_line(lines.substr(0, end));
    lines.remove_prefix(end + 1);
    const std::string id = prefix + std::to_string(index);
    // Where the next item begins is not known any more: those behind a bad record cannot be told.
    if (!item)
      return bad_item(file, id,
                      say("{}; records behind it are not looked at", "{}；其后的记录未检查", item.error()));
    const bool has_bytes = item->size > 0;
    const bool placed = has_bytes ? item->stored == std::vector{stored} && item->stored_offset == at
                                  : item->stored.empty() || item->stored == std::vector{stored};
    if (marked || item->id != id || !placed || item->size > 65536 || item->size > content.size() - at)
      return bad_item(file, id, say("the record is not in its place", "记录不在应有的位置"));
    marked = item->kind == "mark";
    const std::string_view bytes = content.substr(at, item->size);
    at += item->size;
    bool holds = !item->sha256 || *item->sha256 == sha256(bytes);
    for (const auto& [digest, value] : item->digests) holds = holds && digest_of(digest, bytes) == value;
    if (!holds) {
      work_.report.problem(Kind::evidence_altered, {stored, id, {}, at - item->size, item->size},
                           say("the bytes do not have the record's digest", "内容与记录的摘要不符"));
    } else {
      ++items_;
    }
  }
  if (at != content.size())
    bad_item(stored, "", say("bytes that belong to no record", "有不属于任何记录的内容"));
}

void CollectionCheck::record_of(const PayloadName& name, std::string_view text, const PaddedDigest* bytes,
                                const std::vector<std::string>& stored) {
  const std::string file = name.text(), id = file.substr(5, 6);
  if (!text.ends_with('\n')) return bad_item(file, id, say("the record has no line end", "记录没有换行"));
  const auto item = read_record_line(text.substr(0, text.size() - 1));
  if (!item) return bad_item(file, id, item.error());
  const bool gathered = stored.size() > 1 || (stored.size() == 1 && stored[0].ends_with(".0001"));
  if (item->id != id || item->stored != stored || item->stored_offset != 0 ||
      (gathered && bytes->size() != item->size) || (!bytes && item->size != 0))
    return bad_item(file, id, say("the record is not of these bytes", "记录与内容不对应"));
  std::optional<std::string> digest = bytes ? bytes->of_first(item->size) : sha256("");
  if (!digest || (item->sha256 && *item->sha256 != *digest) || (bytes && !item->sha256))
    return bad_item(stored.empty() ? file : stored.front(), id,
                    say("the bytes do not have the record's digest", "内容与记录的摘要不符"));
  ++items_;
}

Read<> CollectionCheck::manifest(const TarEntry& entry) {
  std::string line;
  std::size_t at = 0;
  bool good = true;
  Digest own{"sha256"};
  const auto compare = [&] {
    const std::string expected =
        at < files_.size() ? hex({files_[at].sha256.data(), 32}) + "  " + files_[at].name.text() : "";
    if (good && line != expected) {
      good = false;
      bad_item("manifest-sha256.txt", "",
               at < files_.size() ? say("line {} does not vouch for {}", "第 {} 行与 {} 不符", at + 1,
                                        files_[at].name.text())
                                  : say("more lines than files", "行数多于文件数"));
    }
    ++at;
    line.clear();
  };
  const auto done = tar_.content(entry, [&](std::string_view bytes) {
    own.update(bytes);
    for (const char c : bytes) {
      if (c == '\n') {
        compare();
      } else if (line.size() < 256) {
        line += c;
      }
    }
  });
  if (!done) return done;
  if (good && (at != files_.size() || !line.empty()))
    bad_item("manifest-sha256.txt", "", say("it does not list every file", "未列出全部文件"));
  tag_manifest_ += hex(own.finish()) + "  manifest-sha256.txt\n";
  return {};
}

void CollectionCheck::outcome_holds(std::string_view outcome, std::string_view info) {
  const auto json = read_json(outcome, JsonForm::any, 3);
  const auto total = [&](std::string_view name) {
    return json ? number_in(json->at({"totals", name})) : std::nullopt;
  };
  const bool complete = !work_.report.has_problems();
  if (!json || json->type != Json::Type::object || total("payload_bytes") != payload_bytes_ ||
      total("payload_files") != files_.size() || (complete && total("items") != items_))
    bad_item("outcome.json", "", say("its totals are not what came", "其中的合计与实际不符"));
  const std::string oxum =
      "Payload-Oxum: " + std::to_string(payload_bytes_) + "." + std::to_string(files_.size()) + "\n";
  const std::size_t at = info.find(oxum);
  if (at == std::string_view::npos || (at > 0 && info[at - 1] != '\n'))
    bad_item("bag-info.txt", "", say("Payload-Oxum is not what came", "Payload-Oxum 与实际不符"));
}

}  // namespace firsthour::verify
