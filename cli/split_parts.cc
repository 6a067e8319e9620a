// SPDX-License-Identifier: Apache-2.0
#include "cli/split_parts.h"

#include "casefile/folder.h"
#include "cli/collect_child.h"
#include "cli/listening.h"
#include "cli/stop.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <map>
#include <optional>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kDigits = 3;  // NAME.001 to NAME.999

struct PartName {
  std::string whole;  // without the number
  unsigned number;
};

std::optional<PartName> part_name(const std::string& file) {
  const std::size_t dot = file.rfind('.');
  if (dot == std::string::npos || dot == 0 || file.size() - dot - 1 != kDigits) return std::nullopt;
  unsigned number = 0;
  const char* const end = file.data() + file.size();
  const auto [stopped, error] = std::from_chars(file.data() + dot + 1, end, number);
  if (error != std::errc{} || stopped != end || number == 0) return std::nullopt;
  return PartName{file.substr(0, dot), number};
}

std::string numbered(const std::string& whole, unsigned number) {
  std::string digits = std::to_string(number);
  return whole + "." + std::string(kDigits - std::min(kDigits, digits.size()), '0') + digits;
}

using Parts = std::map<unsigned, std::string>;

// Adds what lies beside; what was named by the user stays.
void add_parts_beside(const std::string& whole, Parts& parts) {
  const fs::path folder = fs::path{whole}.has_parent_path() ? fs::path{whole}.parent_path() : fs::path{"."};
  const std::string base = fs::path{whole}.filename().string();
  for (const fs::path& beside : entries_of(folder).paths) {
    const auto part = part_name(beside.filename().string());
    if (part && part->whole == base) parts.emplace(part->number, numbered(whole, part->number));
  }
}

Try<CollectionFiles> in_order(const std::string& whole, const Parts& parts) {
  CollectionFiles collection{whole, {}, {}};
  unsigned next = 1;
  for (const auto& [number, file] : parts) {
    if (number != next) {
      collection.missing = numbered(whole, next);
      break;
    }
    collection.files.push_back(file);
    ++next;
  }
  if (collection.files.empty())
    return give_up(Exit::failed, "the first part, " + collection.missing + ", is missing",
                   "put all parts into one folder, or name each of them");
  return collection;
}

// Not opened: it may be a pipe.
bool is_there(const std::string& file) { return ::access(file.c_str(), R_OK) == 0; }

class JoinedSource final : public ByteSource {
 public:
  explicit JoinedSource(CollectionFiles collection) : collection_{std::move(collection)} {}

  Result<std::size_t> read(std::span<std::byte> into) override {
    while (true) {
      if (!current_) {
        if (stop_asked()) return std::size_t{0};
        if (next_ == collection_.files.size()) return at_the_end();
        if (auto opened = open_next(); !opened) return tl::unexpected{opened.error()};
      }
      auto got = current_->read(into);
      if (!got) return fail(collection_.files[next_ - 1], got.error());
      if (*got > 0) return got;
      current_.reset();
    }
  }

 private:
  Result<> open_next() {
    const std::string& file = collection_.files[next_++];
    const int fd = file == "-" ? ::dup(STDIN_FILENO) : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail_errno("cannot open " + file);
    current_ = stoppable_source(fd, 0);
    return {};
  }
  [[nodiscard]] Result<std::size_t> at_the_end() const {
    if (collection_.missing.empty()) return std::size_t{0};
    return fail(Errc::io, "part " + collection_.missing + " is missing");
  }

  CollectionFiles collection_;
  std::unique_ptr<ByteSource> current_;
  std::size_t next_ = 0;
};

}  // namespace

Try<std::vector<CollectionFiles>> collections_named(const std::vector<std::string>& words) {
  std::vector<CollectionFiles> collections;
  std::map<std::string, Parts> named;  // by file name: parts may lie on several media
  const auto name_of = [](const std::string& path) { return fs::path{path}.filename().string(); };
  for (const std::string& word : words) {
    if (const auto part = part_name(word)) named[name_of(part->whole)].emplace(part->number, word);
  }
  for (const std::string& word : words) {
    const auto part = part_name(word);
    if (is_listening(word)) {
      collections.push_back({word, {word}, {}});
      continue;
    }
    const bool in_parts = part || (word != "-" && !is_there(word) && is_there(numbered(word, 1)));
    if (!in_parts) {
      if (word != "-" && !is_there(word)) return give_up(fail_errno("cannot open " + word).value());
      collections.push_back({word, {word}, {}});
      continue;
    }
    const std::string whole = part ? part->whole : word;
    auto group = named.extract(name_of(whole));
    if (part && group.empty()) continue;  // came with an earlier word
    Parts parts = group.empty() ? Parts{} : std::move(group.mapped());
    add_parts_beside(whole, parts);
    auto collection = in_order(whole, parts);
    if (!collection) return give_up(collection.error());
    collections.push_back(std::move(*collection));
  }
  return collections;
}

std::unique_ptr<ByteSource> open_collection(const CollectionFiles& collection) {
  return std::make_unique<JoinedSource>(collection);
}

}  // namespace firsthour::cli
