// SPDX-License-Identifier: Apache-2.0
#include "casefile/collection_writer.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/pack/bag_writer.h"
#include "casefile/pack/item_stream.h"
#include "casefile/pack/segment.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <vector>

namespace firsthour {
namespace {

using pack::PayloadKind;
using pack::PayloadName;

constexpr std::size_t kBuffer = 1024 * 1024;
constexpr std::size_t kMostOpenStreams = 1000;  // the reader takes 1024
// Kept free for the files that must still come when no item may begin any more.
constexpr std::size_t kMostFiles = pack::kMostPayloadFiles - 2 * kMostOpenStreams;
constexpr std::size_t kMostText = 16 * 1024 * 1024;  // outline and outcome, as the reader takes them

Result<Json> parse_object(std::string_view name, std::string_view text) {
  if (text.size() > kMostText) return fail(Errc::usage, std::string{name} + " is longer than 16 MiB");
  auto json = parse_json(text);
  if (!json) return fail(name, json.error());
  if (!json->is_object()) return fail(Errc::usage, std::string{name} + " is not an object");
  return json;
}

// The member "time" of the outline, else 0: a collection depends on nothing but what it is given.
std::optional<Instant> time_of(const Json& outline) {
  const auto time = outline.find("time");
  if (time == outline.end() || !time->is_string()) return std::nullopt;
  const auto instant = parse_rfc3339(time->get_ref<const std::string&>());
  return instant && instant->nanoseconds >= 0 ? instant : std::nullopt;
}

class Writer final : public CollectionWriter, public pack::PartsWriter {
 public:
  Writer(ByteSink& out, const CollectionOptions& options, std::optional<Instant> time)
      : bag_{out, options.compress, options.name,
             time ? static_cast<std::uint64_t>(time->nanoseconds) / 1'000'000'000 : 0},
        date_{time ? rfc3339(*time).substr(0, 10) : ""} {}
  ~Writer() override {
    const std::lock_guard lock{mutex_};
    if (!finished_) static_cast<void>(close_segment());  // what was added is not lost to an early end
  }

  Result<> begin(std::string_view outline) {
    if (auto written = bag_.tag_file("bagit.txt", pack::kBagit); !written) return written;
    if (auto written = bag_.tag_file("outline.json", outline); !written) return written;
    return bag_.end_frame();
  }

  Result<> add(Item item, std::span<const std::byte> content) override {
    if (content.size() > pack::kSmallItem) {
      MemorySource source{content};
      return add(std::move(item), source, content.size());
    }
    const std::lock_guard lock{mutex_};
    return into_segment([&] { return segment_.add(std::move(item), content); });
  }

  Result<> note(Item item) override {
    const std::lock_guard lock{mutex_};
    return into_segment([&] { return segment_.note(std::move(item)); });
  }

  Result<> mark(std::string_view name) override {
    const std::lock_guard lock{mutex_};
    Item item;
    item.kind = "mark";
    item.path = name;
    if (auto noted = into_segment([&] { return segment_.note(std::move(item)); }); !noted) return noted;
    return close_segment();
  }

  using CollectionWriter::add;
  Result<> add(Item item, ByteSource& from, std::uint64_t size, const Judge& judge) override;

  std::unique_ptr<ItemStream> open(Item item) override {
    const std::lock_guard lock{mutex_};
    Result<> ready = check_open();
    if (ready && streams_.size() >= kMostOpenStreams)
      ready = fail(Errc::no_space, "more than 1000 open streams");
    std::uint32_t number = 0;
    if (ready) {
      const auto given = next_number();
      if (given)
        number = *given;
      else
        ready = tl::unexpected<Error>{given.error()};
    }
    auto stream = std::make_unique<pack::PartsStream>(*this, std::move(item), number, ready);
    if (ready) streams_[number] = {std::this_thread::get_id(), stream.get()};
    return stream;
  }

  bool reads_for(std::thread::id thread) const override { return reader_ == thread; }
  Result<> end_streams_of(std::thread::id thread, Outcome outcome, std::string_view reason) override;

  CollectionTotals totals() const override {
    const std::lock_guard lock{mutex_};
    const bool open = segment_.is_open();
    return {items_, bag_.manifest().bytes + segment_.content().size() + segment_.records().size(),
            bag_.manifest().files.size() + (open ? 2 : 0)};
  }

  Result<CollectionTotals> finish(std::string_view outcome_json) override;

 private:
  Result<bool> write_part(std::uint32_t number, std::uint32_t part, std::span<const std::byte> bytes,
                          bool wait) override;
  Result<> write_record(const Item& item, std::uint32_t number) override;

  // All below: the mutex is held.
  Result<> check_open() const {
    if (finished_) return fail(Errc::usage, "the collection is finished");
    return bag_.state();
  }
  Result<> check_room() const {
    if (last_number_ < pack::kMostNumber && bag_.manifest().files.size() < kMostFiles) return {};
    return fail(Errc::no_space,
                "a collection holds no more than " + std::to_string(kMostFiles) + " payload files");
  }
  Result<std::uint32_t> next_number() {
    if (auto room = check_room(); !room) return tl::unexpected<Error>{room.error()};
    return ++last_number_;
  }
  template <class Add>
  Result<> into_segment(Add add) {
    if (auto ready = check_open(); !ready) return ready;
    if (!segment_.is_open()) {
      const auto number = next_number();
      if (!number) return tl::unexpected<Error>{number.error()};
      segment_.open(*number);
    }
    if (auto added = add(); !added) return added;
    ++items_;
    return segment_.is_full() ? close_segment() : Result<>{};
  }
  Result<> close_segment() {
    if (!segment_.is_open()) return bag_.state();
    if (auto written = bag_.payload_file(segment_.content_name(), segment_.content()); !written)
      return written;
    if (auto written = bag_.payload_file(segment_.records_name(), segment_.records()); !written)
      return written;
    segment_.clear();
    return bag_.end_frame();
  }
  Result<> put_record(Item item, std::uint32_t number) {
    item.id = pack::item_id(number);
    const auto line = pack::record_line(std::move(item));
    if (!line) return tl::unexpected<Error>{line.error()};
    if (auto written = bag_.payload_file({PayloadKind::record, number, 0}, *line); !written) return written;
    ++items_;
    return bag_.end_frame();
  }
  Result<> fill_content(Item& item, ByteSource& from, std::uint64_t size);
  std::string bag_info() const {
    const pack::Manifest& manifest = bag_.manifest();
    return (date_.empty() ? "" : "Bagging-Date: " + date_ + "\n") +
           "Bag-Software-Agent: firsthour " FIRSTHOUR_VERSION "\nPayload-Oxum: " + manifest.oxum() + "\n";
  }

  mutable std::mutex mutex_;
  pack::BagWriter bag_;
  pack::Segment segment_;
  std::string date_;
  std::vector<std::byte> buffer_;
  std::uint64_t items_ = 0;
  std::uint32_t last_number_ = 0;
  struct OpenStream {
    std::thread::id opener;
    pack::PartsStream* stream;  // the opener's
  };
  std::map<std::uint32_t, OpenStream> streams_;  // by number
  std::atomic<std::thread::id> reader_;          // holds the mutex while it reads a source
  bool finished_ = false;
};

Result<> Writer::add(Item item, ByteSource& from, std::uint64_t size, const Judge& judge) {
  const std::lock_guard lock{mutex_};
  if (auto ready = check_open(); !ready) return ready;
  const auto number = next_number();
  if (!number) return tl::unexpected<Error>{number.error()};
  const PayloadName name{PayloadKind::content, *number, 0};
  if (auto begun = bag_.begin(name, size); !begun) return begun;
  if (auto filled = fill_content(item, from, size); !filled) return filled;
  if (auto ended = bag_.end(); !ended) return ended;
  item.stored = {name.text()};
  item.stored_offset = 0;
  if (judge) judge(item);
  return put_record(std::move(item), *number);
}

Result<> Writer::fill_content(Item& item, ByteSource& from, std::uint64_t size) {
  buffer_.resize(kBuffer);
  pack::ItemDigest digest{item};
  std::string why_short;
  while (digest.size() < size) {
    const std::size_t want =
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), size - digest.size()));
    reader_ = std::this_thread::get_id();
    const auto got = from.read(std::span{buffer_}.first(want));
    reader_ = std::thread::id{};
    if (!got || *got == 0) {
      why_short = got ? "the source ended" : got.error().what;
      item.outcome = got ? Outcome::changed : Outcome::partial;
      break;
    }
    const auto bytes = std::span{buffer_}.first(*got);
    digest.update(bytes);
    if (auto written = bag_.write(bytes); !written) return written;
  }
  if (!why_short.empty()) {
    item.reason =
        why_short + " after " + std::to_string(digest.size()) + " of " + std::to_string(size) + " bytes";
    // The header has promised `size` bytes.
    std::fill(buffer_.begin(), buffer_.end(), std::byte{0});
    for (std::uint64_t left = size - digest.size(); left > 0;) {
      const std::size_t piece = static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), left));
      if (auto written = bag_.write(std::span{buffer_}.first(piece)); !written) return written;
      left -= piece;
    }
  }
  digest.finish(item);
  return {};
}

Result<bool> Writer::write_part(std::uint32_t number, std::uint32_t part, std::span<const std::byte> bytes,
                                bool wait) {
  std::unique_lock lock{mutex_, std::defer_lock};
  if (wait)
    lock.lock();
  else if (!lock.try_lock())
    return false;
  if (auto ready = check_open(); !ready) return tl::unexpected<Error>{ready.error()};
  if (auto room = check_room(); !room) return tl::unexpected<Error>{room.error()};
  if (auto put = bag_.payload_file({PayloadKind::part, number, part}, as_text(bytes)); !put) {
    return tl::unexpected<Error>{put.error()};
  }
  if (auto ended = bag_.end_frame(); !ended) return tl::unexpected<Error>{ended.error()};
  return true;
}

Result<> Writer::write_record(const Item& item, std::uint32_t number) {
  const std::lock_guard lock{mutex_};
  streams_.erase(number);
  if (auto ready = check_open(); !ready) return ready;
  return put_record(item, number);
}

Result<> Writer::end_streams_of(std::thread::id thread, Outcome outcome, std::string_view reason) {
  std::vector<pack::PartsStream*> theirs;
  {
    const std::lock_guard lock{mutex_};
    for (const auto& [number, open] : streams_) {
      if (open.opener == thread) theirs.push_back(open.stream);
    }
  }
  Result<> all;
  for (pack::PartsStream* stream : theirs) {
    if (auto ended = stream->finish(outcome, std::string{reason}); !ended && all) all = std::move(ended);
  }
  return all;
}

Result<CollectionTotals> Writer::finish(std::string_view outcome_json) {
  const std::lock_guard lock{mutex_};
  const auto failed = [](const Error& error) { return tl::unexpected<Error>{error}; };
  if (auto ready = check_open(); !ready) return failed(ready.error());
  if (!streams_.empty()) return fail(Errc::usage, "an item of the collection is still open");
  auto outcome = parse_object("outcome", outcome_json);
  if (!outcome) return failed(outcome.error());
  if (auto closed = close_segment(); !closed) return failed(closed.error());
  finished_ = true;
  const CollectionTotals totals{items_, bag_.manifest().bytes, bag_.manifest().files.size()};
  (*outcome)["totals"] = {{"items", totals.items},
                          {"payload_bytes", totals.payload_bytes},
                          {"payload_files", totals.payload_files}};
  if (auto written = bag_.tag_file("outcome.json", canonical(*outcome) + "\n"); !written) {
    return failed(written.error());
  }
  if (auto written = bag_.tag_file("bag-info.txt", bag_info()); !written) return failed(written.error());
  if (auto finished = bag_.finish(); !finished) return failed(finished.error());
  return totals;
}

}  // namespace

Result<std::unique_ptr<CollectionWriter>> CollectionWriter::start(ByteSink& out, CollectionOptions options,
                                                                  std::string_view outline_json) {
  if (!pack::is_collection_name(options.name)) {
    return fail(Errc::usage,
                "\"" + escape_for_terminal(options.name) +
                    "\" is no name for a collection: letters, digits, '.', '_' and '-', at most 100");
  }
  const auto outline = parse_object("outline", outline_json);
  if (!outline) return tl::unexpected<Error>{outline.error()};
  auto writer = std::make_unique<Writer>(out, options, time_of(*outline));
  if (auto begun = writer->begin(outline_json); !begun) return tl::unexpected<Error>{begun.error()};
  return Result<std::unique_ptr<CollectionWriter>>{std::move(writer)};
}

}  // namespace firsthour
