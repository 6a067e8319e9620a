// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/collection_reading.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/pack/manifest_check.h"
#include "casefile/pack/segment.h"

namespace firsthour::pack {
namespace {

constexpr std::uint64_t kMostText = 16 * 1024 * 1024;
constexpr std::uint64_t kMostBagInfo = 64 * 1024;
constexpr std::uint64_t kMostPartSize = 4 * 1024 * 1024;
constexpr std::size_t kMostStreams = 1024;

bool is_object(std::string_view text) {
  const auto json = parse_json(text);
  return json && json->is_object();
}

}  // namespace

Result<> CollectionStream::run() {
  static_cast<void>(read_front() && read_payload() && read_back());
  if (!handled_) return handled_;
  if (tar_.state() == TarReader::State::foreign)
    return fail(Errc::malformed,
                "this is no collection" + (tar_.problem().empty() ? "" : ": " + tar_.problem()));
  return {};
}

CollectionReading CollectionStream::take() && {
  const TarReader::State state = tar_.state();
  if (!stopped_ && !tar_.problem().empty()) problems_.add("stream", tar_.problem());
  // A source that cannot be read further has cut the stream; its reason is told, but nothing was altered.
  const bool only_cut =
      state == TarReader::State::cut && problems_.count() == (tar_.problem().empty() ? 0u : 1u);
  if (state == TarReader::State::ended && problems_.count() == 0)
    reading_.end = CollectionEnd::whole;
  else if (!stopped_ && only_cut)
    reading_.end = CollectionEnd::cut;
  else
    reading_.end = CollectionEnd::tampered;
  reading_.payload_bytes = manifest_.bytes;
  reading_.problems = std::move(problems_).take();
  return std::move(reading_);
}

bool CollectionStream::give(Result<> handled) {
  if (!handled) handled_ = std::move(handled);
  return handled_.has_value();
}

bool CollectionStream::damaged(std::string where, std::string_view what) {
  problems_.add(std::move(where), what);
  stopped_ = true;
  return false;
}

template <class Each>
bool CollectionStream::each_piece(Each each) {
  for (auto piece = tar_.read(); !piece.empty(); piece = tar_.read()) {
    if (!each(piece)) return false;
  }
  return tar_.state() == TarReader::State::good;
}

bool CollectionStream::read_text(std::string& text) {
  return each_piece([&](std::span<const std::byte> piece) {
    text += as_text(piece);
    return true;
  });
}

bool CollectionStream::next_is(std::string_view name, std::uint64_t limit) {
  if (!tar_.next())
    return tar_.state() == TarReader::State::ended && damaged(std::string{name}, "is missing");
  if (tar_.file().name != name)
    return damaged(tar_.file().name, "stands where " + std::string{name} + " must be");
  if (tar_.file().size > limit) return damaged(std::string{name}, "is larger than any writer makes it");
  return true;
}

bool CollectionStream::tag_text(std::string_view name, std::uint64_t limit, std::string& text) {
  if (!next_is(name, limit) || !read_text(text)) return false;
  tags_.emplace_back(name, sha256(text));
  return true;
}

bool CollectionStream::read_front() {
  std::string bagit, outline;
  if (!tag_text("bagit.txt", kBagit.size(), bagit)) return false;
  if (bagit != kBagit) problems_.add("bagit.txt", "is not as a collection has it");
  if (!tag_text("outline.json", kMostText, outline)) return false;
  if (!is_object(outline)) {
    problems_.add("outline.json", "is no JSON object");
    return true;
  }
  return give(into_.outline(outline));
}

bool CollectionStream::read_payload() {
  while (tar_.next()) {
    if (tar_.file().name == "outcome.json") {
      for (const auto& [number, stream] : streams_) problems_.add("data/" + item_id(number), "has no record");
      return true;
    }
    if (!read_payload_file()) return false;
  }
  return tar_.state() == TarReader::State::ended && damaged("outcome.json", "is missing");
}

bool CollectionStream::read_payload_file() {
  const auto name = parse_payload_name(tar_.file().name);
  if (!name) return damaged(escape_for_terminal(tar_.file().name), "is no name of a collection");
  if (manifest_.files.size() + 2 > kMostPayloadFiles)
    return damaged(tar_.file().name, "more than 1000000 files");
  switch (name->kind) {
    case PayloadKind::segment_content:
      return read_segment(*name);
    case PayloadKind::content:
      return read_content(*name);
    case PayloadKind::part:
      return read_part(*name);
    case PayloadKind::record:
      if (!streams_.contains(name->number) && !take_number(name->number)) return false;
      return read_record(*name, nullptr);
    case PayloadKind::segment_records:
      break;
  }
  return damaged(tar_.file().name, "has no content before it");
}

bool CollectionStream::take_number(std::uint32_t number) {
  if (numbers_[number]) return damaged(tar_.file().name, "its number was used before");
  numbers_[number] = true;
  return true;
}

bool CollectionStream::content_begins(const std::string& name, std::uint64_t size) {
  return give(into_.content_begin(name, size));
}

bool CollectionStream::read_segment(const PayloadName& name) {
  const std::uint64_t size = tar_.file().size;
  if (size > kMostSegmentContent) return damaged(name.text(), "is larger than any writer makes it");
  if (!take_number(name.number) || !content_begins(name.text(), size)) return false;
  std::string content, records;
  const bool came = each_piece([&](std::span<const std::byte> piece) {
    content += as_text(piece);
    return give(into_.content_bytes(piece));
  });
  if (!came) return false;
  const Sha256 digest = sha256(content);
  manifest_.add(name, size, digest);
  if (!give(into_.content_end(name.text(), digest))) return false;
  const PayloadName records_name{PayloadKind::segment_records, name.number, 0};
  if (!next_is(records_name.text(), kMostSegmentRecords) || !read_text(records)) return false;
  manifest_.add(records_name, records.size(), sha256(records));
  segment_records(name.number, content, records);
  return handled_.has_value();
}

void CollectionStream::segment_records(std::uint32_t number, std::string_view content,
                                       std::string_view records) {
  const PayloadName name{PayloadKind::segment_content, number, 0};
  const std::string where = PayloadName{PayloadKind::segment_records, number, 0}.text();
  std::size_t offset = 0;  // where the next item must begin; unknown after a bad record
  bool offset_known = true;
  for (std::size_t index = 0; !records.empty(); ++index) {
    const std::size_t end = records.find('\n');
    if (end == std::string_view::npos) return problems_.add(where, "its last line has no end");
    const std::string place = where + ", line " + std::to_string(index + 1);
    const auto item = parse_record(place, records.substr(0, end), item_id(number, index));
    records.remove_prefix(end + 1);
    offset_known = offset_known && item;
    if (!item) continue;
    if (has_bytes(*item) && !offset_known) offset = static_cast<std::size_t>(item->stored_offset);
    const std::string_view wrong = judge_slice(*item, name.text(), content, offset);
    if (!wrong.empty()) {
      problems_.add(place, wrong);
      offset_known = false;
      continue;
    }
    offset_known = offset_known || has_bytes(*item);
    offset += static_cast<std::size_t>(item->size);
    ++reading_.items;
    if (!give(into_.item(*item))) return;
  }
  if (offset_known && offset != content.size()) problems_.add(name.text(), "has bytes that no record names");
}

std::optional<Item> CollectionStream::parse_record(const std::string& where, std::string_view line,
                                                   const std::string& id) {
  auto item = item_from_line(line);
  if (!item) {
    problems_.add(where, item.error().what);
    return std::nullopt;
  }
  if (item->id != id) {
    problems_.add(where, "its id is not " + id);
    return std::nullopt;
  }
  return std::move(*item);
}

bool CollectionStream::read_content(const PayloadName& name) {
  const std::uint64_t size = tar_.file().size;
  if (!take_number(name.number) || !content_begins(name.text(), size)) return false;
  PaddedDigest digest;
  const bool came = each_piece([&](std::span<const std::byte> piece) {
    digest.update(piece);
    return give(into_.content_bytes(piece));
  });
  if (!came) return false;
  manifest_.add(name, size, digest.all());
  if (!give(into_.content_end(name.text(), digest.all()))) return false;
  const PayloadName record{PayloadKind::record, name.number, 0};
  return next_is(record.text(), kMostRecord) && read_record(record, &digest);
}

bool CollectionStream::read_part(const PayloadName& name) {
  const std::uint64_t size = tar_.file().size;
  if (size == 0 || size > kMostPartSize) return damaged(name.text(), "has a size that no writer gives it");
  auto stream = streams_.find(name.number);
  if (stream == streams_.end()) {
    if (streams_.size() >= kMostStreams) return damaged(name.text(), "more than 1024 streams are open");
    if (!take_number(name.number)) return false;
    stream = streams_.try_emplace(name.number).first;
  }
  if (name.part != stream->second.parts + 1) return damaged(name.text(), "a part before it is missing");
  if (!content_begins(name.text(), size)) return false;
  Hasher digest{Algorithm::sha256};
  const bool came = each_piece([&](std::span<const std::byte> piece) {
    digest.update(piece);
    stream->second.digest.update(piece);
    return give(into_.content_bytes(piece));
  });
  if (!came) return false;
  ++stream->second.parts;
  stream->second.size += size;
  const Sha256 value = digest.finish();
  manifest_.add(name, size, value);
  return give(into_.content_end(name.text(), value));
}

bool CollectionStream::read_record(const PayloadName& name, const PaddedDigest* content) {
  if (tar_.file().size > kMostRecord) return damaged(name.text(), "is larger than any writer makes it");
  std::string text;
  if (!read_text(text)) return false;
  manifest_.add(name, text.size(), sha256(text));
  const auto stream = streams_.extract(name.number);
  if (text.empty() || text.back() != '\n') {
    problems_.add(name.text(), "is not one line");
    return true;
  }
  text.pop_back();
  const auto item = parse_record(name.text(), text, item_id(name.number));
  if (!item) return true;
  std::string_view wrong;
  if (content) {
    wrong = judge_content(*item, name.number, *content);
  } else if (!stream.empty()) {
    wrong = judge_parts(*item, name.number, stream.mapped());
  } else if (has_bytes(*item)) {
    wrong = "names bytes that did not come";
  }
  if (!wrong.empty()) {
    problems_.add(name.text(), wrong);
    return true;
  }
  ++reading_.items;
  return give(into_.item(*item));
}

bool CollectionStream::read_back() {
  std::string outcome, info;
  if (tar_.file().size > kMostText) return damaged("outcome.json", "is larger than any writer makes it");
  if (!read_text(outcome)) return false;
  tags_.emplace_back("outcome.json", sha256(outcome));
  check_outcome(outcome);
  if (!tag_text("bag-info.txt", kMostBagInfo, info)) return false;
  check_bag_info(info);
  return read_manifest() && read_tag_manifest(outcome) && next_is_nothing();
}

void CollectionStream::check_outcome(std::string_view text) {
  const auto json = parse_json(text);
  if (!json || !json->is_object() || !json->contains("totals")) {
    return problems_.add("outcome.json", "is no JSON object with \"totals\"");
  }
  const Json totals{{"items", reading_.items},
                    {"payload_bytes", manifest_.bytes},
                    {"payload_files", manifest_.files.size()}};
  if ((*json)["totals"] != totals) {
    problems_.add("outcome.json",
                  "its totals " + canonical((*json)["totals"]) + " are not what came: " + canonical(totals));
  }
}

void CollectionStream::check_bag_info(std::string_view text) {
  const std::string line = "\nPayload-Oxum: " + manifest_.oxum() + "\n";
  const std::string lines = "\n" + std::string{text};
  if (lines.find(line) == std::string::npos)
    problems_.add("bag-info.txt", "its Payload-Oxum is not " + manifest_.oxum());
}

bool CollectionStream::read_manifest() {
  constexpr std::string_view kName = "manifest-sha256.txt";
  if (!next_is(kName, std::uint64_t{kMostPayloadFiles} * 128)) return false;
  const auto expected = [this](std::size_t i) {
    return std::pair{manifest_.files[i].name.text(), manifest_.files[i].digest};
  };
  ManifestCheck check{std::string{kName}, manifest_.files.size(), expected, problems_};
  Hasher digest{Algorithm::sha256};
  const bool came = each_piece([&](std::span<const std::byte> piece) {
    digest.update(piece);
    check.update(as_text(piece));
    return true;
  });
  if (!came) return false;
  check.finish();
  tags_.emplace_back(kName, digest.finish());
  return true;
}

bool CollectionStream::read_tag_manifest(const std::string& outcome) {
  constexpr std::string_view kName = "tagmanifest-sha256.txt";
  std::string text;
  if (!next_is(kName, kMostBagInfo) || !read_text(text)) return false;
  const std::uint64_t before = problems_.count();
  ManifestCheck check{std::string{kName}, tags_.size(), [this](std::size_t i) { return tags_[i]; },
                      problems_};
  check.update(text);
  check.finish();
  // The outcome is told only when the tag manifest vouches for it.
  return problems_.count() > before || give(into_.outcome(outcome));
}

bool CollectionStream::next_is_nothing() {
  if (!tar_.next()) return false;
  return damaged(escape_for_terminal(tar_.file().name), "stands behind the last file");
}

}  // namespace firsthour::pack
