// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/stream_run.h"

#include "casefile/collection_reader.h"
#include "casefile/encoding.h"
#include "triage/engine/pool.h"
#include "triage/engine/telling.h"
#include "triage/kinds.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <thread>
#include <utility>
#include <vector>

namespace firsthour::triage {
namespace {

Result<> write_all(int to, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(to, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_errno("cannot be kept in memory");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

// Many items lie in one: it is kept until the next begins. All else belongs to the one item that names it.
bool is_segment(std::string_view payload) { return payload.starts_with("data/items-"); }

// The targets that have come so far; their contents are with the pool.
class Arrived final : public Targets {
 public:
  void add(Target target) { targets_.push_back(std::move(target)); }
  [[nodiscard]] std::size_t count() const override { return targets_.size(); }
  [[nodiscard]] std::uint64_t size(std::size_t place) const override { return targets_[place].size; }
  [[nodiscard]] Target at(std::size_t place) const override { return targets_[place]; }
  [[nodiscard]] Result<Descriptor> open(std::size_t) const override {
    return fail(Errc::unsupported, "has passed by");
  }

 private:
  std::vector<Target> targets_;
};

// A payload file, kept aside until the item comes that names it.
struct Payload {
  Descriptor memory;  // none when it grew too large
  std::uint64_t size = 0;
};

class StreamRun final : public CollectionHandler {
 public:
  StreamRun(const Detectors& detectors, const TriageOptions& options, TriageReport& report)
      : detectors_{detectors}, options_{options}, report_{report}, claims_{1U << 16U} {}

  Result<> start() {
    PoolSettings settings;
    settings.workers = options_.jobs ? options_.jobs : std::max(1U, std::thread::hardware_concurrency());
    settings.worker.memory = detectors_.largest * 2 + (2ull << 30U);
    if (options_.progress) settings.go_on = [this] { return options_.progress(progress_); };
    auto pool =
        Pool::start(detectors_, claims_, std::move(settings),
                    [this](std::uint64_t place, std::string_view message) { return take(place, message); });
    if (!pool) return tl::unexpected{pool.error()};
    pool_ = std::move(*pool);
    return {};
  }

  Result<> finish() {
    if (auto finished = pool_->finish(); !finished) return finished;
    tell(answers_, arrived_, detectors_, report_);
    return {};
  }

  Result<> outline(std::string_view) override { return {}; }
  Result<> outcome(std::string_view) override { return {}; }
  Result<> content_begin(std::string_view name, std::uint64_t) override {
    if (is_segment(name))
      std::erase_if(payloads_, [](const auto& payload) { return is_segment(payload.first); });
    current_ = Payload{Descriptor{::memfd_create("item", MFD_CLOEXEC)}, 0};
    return current_.memory ? Result<>{} : Result<>{fail_errno("no room in memory")};
  }
  Result<> content_bytes(std::span<const std::byte> bytes) override {
    current_.size += bytes.size();
    if (current_.size > detectors_.largest) current_.memory.reset();
    return current_.memory ? write_all(current_.memory.get(), bytes) : Result<>{};
  }
  Result<> content_end(std::string_view name, const Sha256&) override {
    payloads_.insert_or_assign(std::string{name}, std::move(current_));
    return {};
  }

  Result<> item(const Item& item) override {
    if (is_for_rules(item.kind)) {
      if (auto offered = offer(item); !offered) return offered;
    }
    for (const std::string& name : item.stored)
      if (!is_segment(name)) payloads_.erase(name);
    return {};
  }

 private:
  Result<> offer(const Item& item) {
    Target target;
    target.path = item.path;
    target.host = item.host;
    target.kind = item.kind;
    target.size = item.size;
    if (item.sha256) target.sha256 = item.sha256->hex();
    const bool has_content = item.size > 0 && !item.stored.empty();
    if (std::string why = what_is_missing(item, has_content); !why.empty())
      report_.not_scanned.push_back({"", display_utf8(item.path), std::move(why)});
    if (!has_content) return {};
    auto content = gather(item);
    if (!content) {
      report_.not_scanned.push_back({"", display_utf8(item.path), content.error().what});
      return {};
    }
    const std::uint64_t place = arrived_.count();
    arrived_.add(target);
    progress_.all = place + 1;
    progress_.all_bytes += target.size;
    return pool_->offer({place, std::move(target), time_for(item.size, options_.item_timeout), false, {}},
                        std::move(*content));
  }

  // One descriptor with the item's bytes and nothing else.
  Result<Descriptor> gather(const Item& item) {
    Descriptor whole{::memfd_create("item", MFD_CLOEXEC)};
    if (!whole) return fail_errno("no room in memory");
    std::uint64_t left = item.size, offset = item.stored_offset;
    for (const std::string& name : item.stored) {
      const auto found = payloads_.find(name);
      if (found == payloads_.end()) return fail(Errc::malformed, "its content did not come");
      if (!found->second.memory || item.size > detectors_.largest)
        return fail(Errc::no_space, "larger than " + std::to_string(detectors_.largest >> 20U) + " MiB");
      if (auto copied = copy(found->second, offset, left, whole.get()); !copied)
        return tl::unexpected{copied.error()};
      offset = 0;
    }
    return whole;
  }

  static Result<> copy(const Payload& from, std::uint64_t offset, std::uint64_t& left, int to) {
    std::array<std::byte, 64U << 10U> piece;
    while (left > 0 && offset < from.size) {
      const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size()));
      const ssize_t read = ::pread(from.memory.get(), piece.data(), wanted, static_cast<off_t>(offset));
      if (read < 0 && errno == EINTR) continue;
      if (read <= 0) return fail_errno("cannot be read back");
      if (auto written = write_all(to, {piece.data(), static_cast<std::size_t>(read)}); !written)
        return written;
      offset += static_cast<std::uint64_t>(read);
      left -= static_cast<std::uint64_t>(read);
    }
    return {};
  }

  Result<> take(std::uint64_t place, std::string_view message) {
    auto examination = examination_from(message);
    if (!examination) return tl::unexpected{examination.error()};
    answers_.take(place, std::move(*examination));
    ++progress_.done;
    progress_.done_bytes += arrived_.size(place);
    return {};
  }

  const Detectors& detectors_;
  const TriageOptions& options_;
  TriageReport& report_;
  Claims claims_;
  Arrived arrived_;
  Answers answers_;
  RunProgress progress_;
  Payload current_;
  std::map<std::string, Payload, std::less<>> payloads_;
  std::unique_ptr<Pool> pool_;
};

}  // namespace

Result<> examine_stream(ByteSource& from, const Detectors& detectors, const TriageOptions& options,
                        TriageReport& report) {
  StreamRun run{detectors, options, report};
  if (auto started = run.start(); !started) return started;
  auto reading = read_collection(from, run);
  if (!reading) return tl::unexpected{reading.error()};
  if (reading->end != CollectionEnd::whole) {
    const std::string why = reading->problems.empty() ? "it ends early" : reading->problems.front();
    report.not_scanned.push_back({"", "the collection", why});
  }
  return run.finish();
}

}  // namespace firsthour::triage
