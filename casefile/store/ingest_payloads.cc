// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/ingest_payloads.h"

#include "casefile/encoding.h"

namespace firsthour {
namespace {

// Items begun and not yet described: FORMAT.md allows 1,024, and there are the segment and one large item.
constexpr std::size_t kMostOpen = 1'026;

// "data/000123/content.0002" -> "data/000123/content": the parts of one item make one object.
std::string_view without_part(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || !name.substr(0, dot).ends_with("/content")) return name;
  return name.substr(0, dot);
}

bool is_segment(std::string_view name) { return name.ends_with(".content"); }

bool holds_all(const Payload& payload, const Item& item) {
  return item.stored_offset == 0 && item.size == payload.size;
}

}  // namespace

Result<> Payloads::begin(std::string_view name, std::uint64_t size) {
  const std::string key{without_part(name)};
  auto found = payloads_.find(key);
  if (found == payloads_.end()) {
    if (payloads_.size() >= kMostOpen)
      return fail(Errc::malformed, std::string{name} + ": too many items without a record");
    auto spool = case_.spool();
    if (!spool) return tl::unexpected{spool.error()};
    found = payloads_.emplace(key, Payload{std::move(*spool)}).first;
    const bool part = key != name;
    // One large item comes at a time and may have threads; of those in parts there may be a thousand.
    const bool leaves = part || size > kLargestWithoutChunks;
    if (!is_segment(name) && (leaves || !digests_.empty()))
      found->second.lanes = std::make_unique<DigestLanes>(DigestPlan{digests_, leaves}, !part);
  } else if (!found->second.spool || key == name) {
    return fail(Errc::malformed, std::string{name} + ": comes twice");
  }
  current_ = &found->second;
  return {};
}

Result<> Payloads::bytes(std::span<const std::byte> bytes) {
  if (current_->lanes)
    current_->lanes->update(bytes);
  else if (!digests_.empty())
    current_->segment += as_text(bytes);
  return current_->spool->write(bytes);
}

Result<std::string> Payloads::end(std::string_view name, const Sha256& digest) {
  current_->names.emplace_back(name);
  current_->digest = digest;
  current_->size = current_->spool->size();
  if (without_part(name) != name) {
    if (auto parked = current_->spool->park(); !parked) return tl::unexpected{parked.error()};
  } else if (current_->lanes) {
    current_->lanes->finish();
    current_->lanes_ended = true;
  }
  current_ = nullptr;
  if (!is_segment(name)) return std::string{};
  // Segments come one after the other: the one before has had all its items.
  std::string problem = segment_.empty() ? std::string{} : drop(segment_);
  segment_ = name;
  return problem;
}

Payload* Payloads::of(const Item& item) {
  const auto found = payloads_.find(std::string{without_part(item.stored.front())});
  return found == payloads_.end() || found->second.names != item.stored ? nullptr : &found->second;
}

Result<std::uint64_t> Payloads::keep(Payload& payload, const Item& item, EventDraft& draft) {
  if (!payload.spool) return std::uint64_t{0};
  Spool spool = std::move(*payload.spool);
  payload.spool.reset();
  if (payload.size == 0) return std::uint64_t{0};
  if (auto flushed = spool.flush(); !flushed) return tl::unexpected{flushed.error()};
  if (payload.names.size() > 1) {
    // The reader vouches for the digest of all parts when the record's size is that of all parts.
    const auto digest =
        item.sha256 && item.size == payload.size ? Result<Sha256>{*item.sha256} : spool.digest();
    if (!digest) return tl::unexpected{digest.error()};
    payload.digest = *digest;
  }
  if (payload.lanes && !std::exchange(payload.lanes_ended, true)) payload.lanes->finish();
  std::string leaves = payload.lanes ? payload.lanes->leaves() : std::string{};
  if (auto kept = case_.keep(std::move(spool), payload.digest, draft, std::move(leaves)); !kept)
    return tl::unexpected{kept.error()};
  return payload.size;
}

Result<std::map<std::string, std::string>> Payloads::digests_of(Payload& payload, const Item& item) {
  std::map<std::string, std::string> values;
  if (payload.lanes && !std::exchange(payload.lanes_ended, true)) payload.lanes->finish();
  for (const Algorithm algorithm : digests_) {
    std::string& value = values[std::string{name_of(algorithm)}];
    if (payload.lanes && holds_all(payload, item)) {
      value = payload.lanes->hex(algorithm);
      continue;
    }
    Hasher hasher{algorithm};
    if (!payload.segment.empty() || item.size == 0) {
      hasher.update(std::string_view{payload.segment}.substr(item.stored_offset, item.size));
    } else if (payload.spool) {
      // The source shrank: zeros stand behind the item's bytes.
      if (auto flushed = payload.spool->flush(); !flushed) return tl::unexpected{flushed.error()};
      const auto read = payload.spool->each_piece(
          item.size, [&](std::span<const std::byte> piece) { hasher.update(piece); });
      if (!read) return tl::unexpected{read.error()};
    }
    value = hasher.finish_hex();
  }
  return values;
}

void Payloads::done(const Item& item) {
  if (!is_segment(item.stored.front())) payloads_.erase(std::string{without_part(item.stored.front())});
}

std::vector<std::string> Payloads::drop_rest() {
  std::vector<std::string> problems;
  while (!payloads_.empty())
    if (std::string problem = drop(payloads_.begin()->first); !problem.empty())
      problems.push_back(std::move(problem));
  current_ = nullptr;
  return problems;
}

std::string Payloads::drop(const std::string& key) {
  const auto found = payloads_.find(key);
  if (found == payloads_.end()) return {};
  std::string problem;
  if (const Payload& payload = found->second;
      !payload.described && payload.spool && payload.spool->size() > 0)
    problem = escape_for_terminal(key) + ": no item record for its " + std::to_string(payload.spool->size()) +
              " bytes; left out";
  payloads_.erase(found);
  return problem;
}

}  // namespace firsthour
