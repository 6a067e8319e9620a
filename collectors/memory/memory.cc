// SPDX-License-Identifier: Apache-2.0
#include "collectors/memory/memory.h"

#include "collectors/memory/elsewhere.h"
#include "collectors/memory/image_layout.h"
#include "collectors/memory/physical_reader.h"
#include "collectors/memory/symbol_files.h"
#include "collectors/memory/windows.h"
#include "collectors/output/record_file.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kBlock = 1 << 20;  // of memory; a block is read whole before it is written

// The image as the writer wants it: a source of known size.
class ImageSource final : public ByteSource {
 public:
  ImageSource(const ImageLayout& layout, PhysicalReader& reader, const Context& context)
      : layout_{layout}, reader_{reader}, context_{context}, size_{layout.size()} {}

  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override {
    if (context_.stopping()) return fail(Errc::interrupted, "stopped");
    if (part_ == layout_.parts.size()) return std::size_t{0};
    const auto& part = layout_.parts[part_];
    const auto* head = std::get_if<std::string>(&part);
    const std::uint64_t size = head != nullptr ? head->size() : std::get<PhysicalRange>(part).size();
    const std::size_t given =
        head != nullptr ? copy(*head, into) : block(std::get<PhysicalRange>(part), into);
    in_part_ += given;
    done_ += given;
    if (in_part_ == size) {
      ++part_;
      in_part_ = 0;
    }
    if (context_.progress != nullptr) (*context_.progress)(done_, size_);
    return given;
  }

 private:
  std::size_t copy(const std::string& head, std::span<std::byte> into) const {
    const std::size_t size = std::min(into.size(), head.size() - static_cast<std::size_t>(in_part_));
    std::memcpy(into.data(), head.data() + in_part_, size);
    return size;
  }
  // Up to the next multiple of a block, so that large pages are read in one piece.
  std::size_t block(const PhysicalRange& range, std::span<std::byte> into) {
    const std::uint64_t at = range.begin + in_part_;
    const std::uint64_t size = std::min({range.end - at, kBlock - at % kBlock, std::uint64_t{into.size()}});
    reader_.read(at, into.first(static_cast<std::size_t>(size)));
    return static_cast<std::size_t>(size);
  }

  const ImageLayout& layout_;
  PhysicalReader& reader_;
  const Context& context_;
  std::uint64_t size_, done_ = 0, in_part_ = 0;
  std::size_t part_ = 0;
};

class Run {
 public:
  explicit Run(Context& context)
      : context_{context}, facts_{memory_facts(context.host)}, windows_{open_windows(context.host, facts_)} {}

  SourceOutcome run();

 private:
  [[nodiscard]] bool is_running_system() const;
  [[nodiscard]] std::vector<MemoryWindow*> open() const;
  [[nodiscard]] PhysicalRanges covered() const;
  [[nodiscard]] Item describe(bool elf) const;
  [[nodiscard]] std::string why_all_closed() const;
  void take_image();
  void write_image(Item item, const ImageLayout& layout);
  void leave_out(Outcome how, const std::string& reason);
  void record_ranges();
  void record_sources();

  Context& context_;
  MemoryFacts facts_;
  std::vector<WindowFound> windows_;
  SourceOutcome outcome_;
  PhysicalRanges image_;         // what is in the image
  std::vector<MemoryRun> runs_;  // how it was read
  std::uint64_t unlisted_ = 0;
};

bool Run::is_running_system() const {
  const bool any = std::ranges::any_of(windows_, [](const WindowFound& each) { return !each.absent; });
  return context_.host.live() || any || !facts_.iomem.ram.empty();
}

std::vector<MemoryWindow*> Run::open() const {
  std::vector<MemoryWindow*> open;
  for (const WindowFound& each : windows_)
    if (each.window) open.push_back(each.window.get());
  return open;
}

// RAM as /proc/iomem has it; where that is hidden, as kcore has it. Whole pages of what a window shows.
PhysicalRanges Run::covered() const {
  std::vector<PhysicalRange> all;
  for (const MemoryWindow* window : open())
    all.insert(all.end(), window->covers().begin(), window->covers().end());
  PhysicalRanges shown = united(std::move(all));
  if (!facts_.iomem.ram.empty()) shown = common(shown, facts_.iomem.ram);
  return whole_pages(shown, facts_.page_size);
}

std::string Run::why_all_closed() const {
  std::string reason = "no window on memory is open";
  for (const WindowFound& each : windows_) reason += "; " + each.name + ": " + each.closed;
  return reason +
         "; kept instead: symbols, memory ranges, pstore, names of swap and dumps; on a virtual machine "
         "take a snapshot of its memory from the hypervisor";
}

Item Run::describe(bool elf) const {
  Item item;
  item.kind = "memory-image";
  item.source = "memory.image";
  item.path = elf ? "memory.elf" : "memory.lime";
  item.started = item.finished = context_.host.now();
  item.attributes["memory.format"] = elf ? "elf" : "lime";
  item.attributes["memory.page_size"] = std::to_string(facts_.page_size);
  if (const auto release = vmcoreinfo_value(facts_.vmcoreinfo, "OSRELEASE"))
    item.attributes["host.os.kernel"] = *release;
  return item;
}

void Run::leave_out(Outcome how, const std::string& reason) {
  Item item = describe(context_.wishes != nullptr && context_.wishes->memory_format == MemoryFormat::elf);
  item.outcome = how;
  item.reason = reason;
  ++outcome_.items;
  // What was asked for was not taken: no skip of a detail.
  add_problem(outcome_, how == Outcome::skipped ? Outcome::failed : how, reason);
  if (auto noted = context_.out.note(std::move(item)); !noted)
    add_problem(outcome_, Outcome::failed, noted.error().what);
}

void Run::take_image() {
  const auto refused = [](const WindowFound& each) { return !each.window && !each.absent; };
  if (open().empty())
    return leave_out(std::ranges::any_of(windows_, refused) ? Outcome::denied : Outcome::failed,
                     why_all_closed());
  const PhysicalRanges ranges = covered();
  if (ranges.empty()) return leave_out(Outcome::failed, "no RAM is known that a window shows");
  const bool elf = context_.wishes != nullptr && context_.wishes->memory_format == MemoryFormat::elf;
  ImageLayout layout = lime_layout(ranges);
  if (elf) {
    auto core = elf_layout(ranges, {facts_.machine, facts_.vmcoreinfo, facts_.virtual_offset});
    if (!core) return leave_out(Outcome::failed, core.error().what);
    layout = std::move(*core);
  }
  if (const std::uint64_t size = layout.size(); size > context_.image_room) {
    return leave_out(Outcome::skipped,
                     "the image has " + std::to_string(size >> 20) + " MiB, there is room for " +
                         std::to_string(context_.image_room >> 20) + " MiB: " + context_.image_room_reason);
  }
  image_ = ranges;
  write_image(describe(elf), layout);
}

void Run::write_image(Item item, const ImageLayout& layout) {
  const std::uint64_t size = layout.size();
  PhysicalReader reader{open(), facts_.page_size};
  ImageSource source{layout, reader, context_};
  Outcome outcome = Outcome::complete;
  std::string reason;
  const auto judge = [&](Item& done) {
    done.finished = context_.host.now();
    done.attributes["memory.gap_bytes"] = std::to_string(reader.gap_bytes());
    if (reader.gap_bytes() > 0) {
      if (done.outcome == Outcome::complete) done.outcome = Outcome::gap;
      done.reason += (done.reason.empty() ? "" : "; ") + std::to_string(reader.gap_bytes()) +
                     " bytes could not be read and are zeros; host.memory_range lists them";
    }
    outcome = done.outcome;
    reason = done.reason;
  };
  ++outcome_.items;
  outcome_.bytes += size;
  auto added = context_.out.add(std::move(item), source, size, judge);
  if (!added) add_problem(outcome_, Outcome::failed, added.error().what);
  // Half an image is not the source taken in part: somebody stopped it.
  if (outcome == Outcome::partial && context_.stopping()) outcome = Outcome::timed_out;
  if (outcome != Outcome::complete) add_problem(outcome_, outcome, reason);
  if (context_.image_room != UINT64_MAX)
    context_.budget = std::min(context_.budget, context_.image_room - size);
  runs_ = reader.runs();
  unlisted_ = reader.unlisted_bytes();
}

RecordWriter range_record(const PhysicalRange& range, std::string_view state) {
  RecordWriter record{"host.memory_range"};
  record.put("memory.start", range.begin);
  record.put("memory.end", range.end - 1);
  record.put("memory.bytes", range.size());
  record.put("memory.state", state);
  return record;
}

void Run::record_ranges() {
  RecordFile records{context_, "host.memory_range"};
  const auto windows = open();
  for (const MemoryRun& run : runs_) {
    RecordWriter record = range_record(run.range, run.window >= 0 ? "read" : "gap");
    if (run.window >= 0) record.put("memory.source", windows[static_cast<std::size_t>(run.window)]->name());
    if (!run.error.empty()) record.put_bytes("memory.error", run.error);
    records.add(std::move(record));
  }
  std::vector<PhysicalRange> read;
  for (const MemoryRun& run : runs_) read.push_back(run.range);
  const PhysicalRanges unread = without(image_, united(read));
  for (const PhysicalRange& range : unread) {
    RecordWriter record = range_record(range, "not_listed");
    if (unlisted_ == 0) {
      record = range_record(range, "gap");
      record.put("memory.reason", "stopped before");
    } else {
      record.put("memory.reason", "memory in more than 65536 pieces: not listed one by one");
    }
    records.add(std::move(record));
  }
  for (const PhysicalRange& range : without(facts_.iomem.ram, image_)) {
    RecordWriter record = range_record(range, "not_covered");
    record.put("memory.reason", image_.empty()                    ? "no image was taken"
                                : range.size() < facts_.page_size ? "less than a page"
                                                                  : "RAM that no window shows");
    records.add(std::move(record));
  }
  records.finish(outcome_);
}

void Run::record_sources() {
  RecordFile records{context_, "host.memory_source"};
  for (const WindowFound& each : windows_) {
    RecordWriter record{"host.memory_source"};
    record.put("memory.source", each.name);
    record.put("memory.state", each.window ? "open" : each.absent ? "absent" : "closed");
    if (!each.closed.empty()) record.put_bytes("memory.reason", each.closed);
    if (!each.basis.empty()) record.put("memory.addresses", each.basis);
    if (each.window) {
      record.put("memory.confirmed_by", each.confirmed_by.empty() ? "nothing" : each.confirmed_by);
      record.put("memory.bytes", total_of(each.window->covers()));
      record.put("memory.aliases", each.aliases);
    }
    records.add(std::move(record));
  }
  if (!facts_.iomem_failure.empty()) {
    RecordWriter record{"host.memory_source"};
    record.put("memory.source", "/proc/iomem");
    record.put("memory.state", "closed");
    record.put_bytes("memory.reason", facts_.iomem_failure);
    records.add(std::move(record));
  }
  records.finish(outcome_);
}

SourceOutcome Run::run() {
  if (!is_running_system()) {
    outcome_.outcome = Outcome::skipped;
    outcome_.reason = "an image has no running kernel";
    return outcome_;
  }
  record_sources();
  take_symbol_files(context_, facts_.vmcoreinfo, outcome_);
  record_memory_elsewhere(context_, outcome_);
  // Whatever comes of the image, the end of what is needed to read it is on the medium.
  if (auto marked = context_.out.mark("memory-symbols-done"); !marked)
    add_problem(outcome_, Outcome::failed, marked.error().what);
  take_image();
  record_ranges();
  return outcome_;
}

}  // namespace

SourceOutcome collect_memory(Context& context) { return Run{context}.run(); }

}  // namespace firsthour::collectors
