// SPDX-License-Identifier: Apache-2.0
#include "triage/timeline/sorter.h"

#include "triage/timeline/unnamed_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <queue>

namespace firsthour::triage {
namespace {

struct Head {
  std::int64_t key;
  std::uint64_t size;
};

// One part, read from its start in blocks.
class PartReader {
 public:
  PartReader(int fd, std::size_t which) : fd_{fd}, which_{which} {}

  // False at the end.
  Result<bool> next() {
    Head head{};
    auto got = take(sizeof head);
    if (!got || got->empty()) return got ? Result<bool>{false} : Result<bool>{tl::unexpected{got.error()}};
    std::memcpy(&head, got->data(), sizeof head);
    key_ = head.key;
    auto bytes = take(head.size);
    if (!bytes) return tl::unexpected{bytes.error()};
    bytes_ = *bytes;
    return true;
  }
  [[nodiscard]] std::int64_t key() const { return key_; }
  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] std::size_t which() const { return which_; }

 private:
  // "" at the end of the file; less than asked for is an error.
  Result<std::string_view> take(std::size_t size) {
    while (buffer_.size() - at_ < size) {
      buffer_.erase(0, at_);
      at_ = 0;
      constexpr std::size_t kBlock = 64U << 10;
      const std::size_t had = buffer_.size();
      buffer_.resize(had + std::max(kBlock, size - had));
      const ssize_t got =
          ::pread(fd_, buffer_.data() + had, buffer_.size() - had, static_cast<off_t>(offset_));
      buffer_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail_errno("cannot read from the scratch folder");
      offset_ += static_cast<std::uint64_t>(got);
      if (got > 0) continue;
      if (had == 0) return std::string_view{};
      return fail(Errc::io, "a file of the scratch folder was cut");
    }
    const std::string_view taken = std::string_view{buffer_}.substr(at_, size);
    at_ += size;
    return taken;
  }

  int fd_;
  std::size_t which_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t offset_ = 0;
  std::int64_t key_ = 0;
  std::string_view bytes_;
};

struct Later {
  bool operator()(const PartReader* a, const PartReader* b) const {
    return a->key() != b->key() ? a->key() > b->key() : a->which() > b->which();
  }
};

}  // namespace

Result<> Sorter::add(std::int64_t key, std::string_view bytes) {
  places_.push_back({key, held_.size(), bytes.size()});
  held_ += bytes;
  if (held_.size() + places_.size() * sizeof(Place) < memory_) return {};
  return write_part();
}

void Sorter::sort_held() {
  std::stable_sort(places_.begin(), places_.end(),
                   [](const Place& a, const Place& b) { return a.key < b.key; });
}

Result<> Sorter::write_part() {
  sort_held();
  auto file = unnamed_file(folder_);
  if (!file) return tl::unexpected{file.error()};
  std::string block;
  for (const Place& place : places_) {
    const Head head{place.key, place.size};
    block.append(reinterpret_cast<const char*>(&head), sizeof head);
    block.append(held_, place.at, place.size);
    if (block.size() < (1U << 20)) continue;
    if (auto wrote = write_all(*file, block); !wrote) return wrote;
    block.clear();
  }
  if (auto wrote = write_all(*file, block); !wrote) return wrote;
  parts_.push_back(std::move(*file));
  held_.clear();
  places_.clear();
  return {};
}

Result<> Sorter::each(const std::function<bool(std::int64_t, std::string_view)>& visit) {
  if (parts_.empty()) {
    sort_held();
    for (const Place& place : places_) {
      if (!visit(place.key, std::string_view{held_}.substr(place.at, place.size))) return {};
    }
    return {};
  }
  if (!places_.empty()) {
    if (auto wrote = write_part(); !wrote) return wrote;
  }
  std::vector<PartReader> readers;
  readers.reserve(parts_.size());
  std::priority_queue<PartReader*, std::vector<PartReader*>, Later> next;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    PartReader& reader = readers.emplace_back(parts_[i].get(), i);
    const auto more = reader.next();
    if (!more) return tl::unexpected{more.error()};
    if (*more) next.push(&reader);
  }
  while (!next.empty()) {
    PartReader* reader = next.top();
    next.pop();
    if (!visit(reader->key(), reader->bytes())) return {};
    const auto more = reader->next();
    if (!more) return tl::unexpected{more.error()};
    if (*more) next.push(reader);
  }
  return {};
}

}  // namespace firsthour::triage
