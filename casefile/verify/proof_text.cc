// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/proof_text.h"

#include "casefile/verify/digest.h"

#include <charconv>

namespace firsthour::verify {
namespace {

constexpr std::size_t kMostHashes = 64;

std::optional<std::string_view> took_line(std::string_view& rest, std::string_view start) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos || !rest.starts_with(start)) return std::nullopt;
  const std::string_view line = rest.substr(start.size(), end - start.size());
  rest.remove_prefix(end + 1);
  return line;
}

// The event, and behind it, when the event only points at it, the record.
Result<> read_evidence(std::string_view evidence, ProofText& into) {
  const std::size_t end = evidence.find('\n');  // an event has none
  into.event_bytes = evidence.substr(0, end);
  auto event = read_event(into.event_bytes);
  if (!event) return refuse("its event: {}", "事件：{}", event.error());
  if (!event->item) return refuse("its event brings no item", "事件没有带来项目");
  into.event = std::move(*event);
  const ItemInEvent& item = *into.event.item;
  if (item.record.has_value() != (end == std::string_view::npos))
    return refuse("it has a record too many, or none", "记录多余或缺失");
  if (item.record) {
    into.record = *item.record;
    into.record_names_event = true;
    return {};
  }
  const std::string_view text = evidence.substr(end + 1);
  const auto json = read_json(text, JsonForm::canonical, 3);
  if (!json) return refuse("its record: {}", "记录：{}", json.error());
  auto record = read_record(*json);
  if (!record) return refuse("its record: {}", "记录：{}", record.error());
  into.record = std::move(*record);
  const std::vector<Slice>& named = item.record_content;
  into.record_names_event = named.size() == 1 && named[0].offset == 0 && named[0].length == text.size() &&
                            named[0].object == sha256(text);
  return {};
}

}  // namespace

Result<ProofText> read_proof(std::string_view text) {
  ProofText proof;
  if (took_line(text, "c2sp.org/tlog-proof@v1") != "") return refuse("its first line is another", "首行不符");
  const auto extra = took_line(text, "extra ");
  const auto evidence = extra ? from_base64(*extra) : std::nullopt;
  const auto index = took_line(text, "index ");
  if (!evidence || !index) return refuse("it has no evidence or no index", "缺少证据文本或序号");
  const auto [end, error] = std::from_chars(index->data(), index->data() + index->size(), proof.index);
  if (error != std::errc{} || end != index->data() + index->size() || std::to_string(proof.index) != *index)
    return refuse("its index is no number", "序号不是数字");
  while (!text.starts_with('\n')) {
    const auto line = took_line(text, "");
    auto hash = line ? from_base64(*line) : std::nullopt;
    if (!hash || hash->size() != 32 || proof.path.size() >= kMostHashes)
      return refuse("a line that is no hash", "有一行不是哈希");
    proof.path.push_back(std::move(*hash));
  }
  text.remove_prefix(1);
  auto note = read_note(text);
  if (!note) return refuse(note.error());
  auto head = read_checkpoint(note->text);
  if (!head) return refuse(head.error());
  if (!head->origin.starts_with("firsthour.case/"))
    return refuse("its note is not of a case", "签名文本不是案卷的");
  proof.note = std::move(*note);
  proof.head = std::move(*head);
  if (auto done = read_evidence(*evidence, proof); !done) return refuse(done.error());
  if (proof.event.seq != proof.index)
    return refuse("its index is not the event's number", "序号与事件编号不符");
  return proof;
}

}  // namespace firsthour::verify
