// SPDX-License-Identifier: Apache-2.0
// host.memory_region of what is out of the ordinary in the memory of any process: a program in anonymous
// memory that may be executed, code of a file that the process changed for itself, an executable stack or
// heap. The page map tells which pages are there and which are the process' own; only of anonymous executable
// memory are the first bytes of present pages read.
#include "collectors/host/kernel_text.h"
#include "collectors/host/process_memory.h"
#include "collectors/output/record_file.h"
#include "collectors/process/memory_region_record.h"
#include "collectors/process/page_map.h"
#include "collectors/process/pass.h"
#include "collectors/process/process.h"
#include "collectors/process/stat.h"

#include <elf.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kMapsLimit = 16 << 20;
constexpr std::size_t kEntries = 8192;  // of the page map, read at once
// Of one process. Just-in-time compilers have some ten thousand pages of code at most; browsers 60,000 of a
// file.
constexpr std::uint64_t kMostRead = 64 << 10, kMostAsked = 1 << 20;

// A program or a library; an object file (ET_REL) is what compilers hand to debuggers.
bool begins_program(std::span<const std::byte> bytes) {
  Elf64_Ehdr header;  // the fields asked for stand at the same place in both classes
  constexpr std::size_t kAsked = offsetof(Elf64_Ehdr, e_machine);
  if (bytes.size() < kAsked) return false;
  std::memcpy(&header, bytes.data(), kAsked);
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_VERSION] == EV_CURRENT &&
         (header.e_type == ET_EXEC || header.e_type == ET_DYN);
}

class OneProcess {
 public:
  OneProcess(const Host& host, Pid pid, PageMap& pages) : host_{host}, pid_{pid}, pages_{pages} {}

  // Addresses of pages of these regions, all of them adjacent, that begin a program.
  std::vector<std::uint64_t> programs_in(std::uint64_t begin, std::uint64_t end) {
    std::vector<std::uint64_t> found;
    for_pages(begin, end, [&](std::uint64_t address, PageState state) {
      if (!state.present || read_ >= kMostRead) {
        cut_ |= state.present;
        return;
      }
      ++read_;
      std::array<std::byte, 24> head;
      if (memory() != nullptr && memory()->read(address, head) == head.size() && begins_program(head))
        found.push_back(address);
    });
    return found;
  }

  // Pages that are no longer those of the file.
  std::uint64_t own_pages(const MemoryRegion& region) {
    std::uint64_t own = 0;
    for_pages(region.begin, region.end, [&](std::uint64_t, PageState state) {
      own += (state.present || state.swapped) && !state.of_file;
    });
    return own;
  }

  // Not all could be looked at.
  [[nodiscard]] bool cut() const { return cut_; }

 private:
  template <class Use>
  void for_pages(std::uint64_t begin, std::uint64_t end, Use use) {
    const std::uint64_t page = pages_.page_size();
    while (begin < end) {
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(kEntries, (end - begin) / page));
      asked_ += count;
      cut_ |= asked_ > kMostAsked;
      if (asked_ > kMostAsked || count == 0) return;
      const auto got = pages_.read(begin, std::span{entries_}.first(count));
      if (!got || *got == 0) return;
      for (std::size_t i = 0; i < *got; ++i) use(begin + i * page, page_state(entries_[i]));
      begin += *got * page;
    }
  }

  ProcessMemory* memory() {
    if (!opened_) {
      opened_ = true;
      if (auto memory = open_process_memory(host_, pid_)) memory_ = std::move(*memory);
    }
    return memory_.get();
  }

  const Host& host_;
  Pid pid_;
  PageMap& pages_;
  std::unique_ptr<ProcessMemory> memory_;
  std::vector<std::uint64_t> entries_ = std::vector<std::uint64_t>(kEntries);
  std::uint64_t read_ = 0, asked_ = 0;
  bool opened_ = false, cut_ = false;
};

bool is_anonymous(const MemoryRegion& region) { return region.inode == 0 && !region.of_the_kernel(); }

// Code of a file, which a loader never writes to.
bool is_file_code(const MemoryRegion& region) {
  return region.inode != 0 && region.executable() && !region.writable() && !region.shared() &&
         region.path.starts_with('/') && !region.path.starts_with("/memfd:");
}

class Run {
 public:
  Run(Context& context, SourceOutcome& outcome)
      : context_{context}, outcome_{outcome}, records_{context, "host.memory_region"} {}

  void take(const ProcessEntry& entry) {
    const std::string folder = "/proc/" + std::to_string(entry.pid);
    const auto text = context_.host.read(folder + "/stat", 4096);
    const auto stat = text ? parse_process_stat(text->bytes) : std::nullopt;
    if (!stat || stat->start_ticks != entry.start_ticks || stat->state == 'Z') return;
    if (stat->state == 'D') return tally_.failed("memory (uninterruptible sleep)");
    const auto maps = context_.host.read(folder + "/maps", kMapsLimit);
    if (!maps) {
      if (maps.error().code == Errc::denied) tally_.denied("maps");
      return;
    }
    if (maps->bytes.empty()) return;
    auto pages = PageMap::open(context_.host, entry.pid, system_page_size());
    if (!pages) {
      if (pages.error().code == Errc::denied) tally_.denied("pagemap");
      if (pages.error().code == Errc::not_found) tally_.failed("pagemap");
      return;
    }
    OneProcess process{context_.host, entry.pid, *pages};
    look(entry, maps->bytes, process);
    if (process.cut()) tally_.failed("all pages of code (too many)");
  }

  void finish() {
    tally_.report(outcome_, "processes");
    records_.finish(outcome_);
  }

 private:
  void look(const ProcessEntry& entry, std::string_view maps, OneProcess& process) {
    std::vector<MemoryRegion> together;  // anonymous regions without a gap between them
    const auto settle = [&] {
      look_at_anonymous(entry, together, process);
      together.clear();
    };
    for_each_region(maps, [&](const MemoryRegion& region) {
      if (!together.empty() && (!is_anonymous(region) || together.back().end != region.begin)) settle();
      if (is_anonymous(region)) return together.push_back(region);
      if (!is_file_code(region)) return;
      if (const std::uint64_t own = process.own_pages(region); own > 0) {
        RecordWriter record = begin_memory_region(entry, region);
        record.put_list("memory_region.signs", std::vector<std::string>{"patched_code"});
        record.put("memory_region.private_pages", own);
        records_.add(std::move(record));
      }
    });
    settle();
  }

  // A loader keeps the header of a program in a region of its own before the code.
  void look_at_anonymous(const ProcessEntry& entry, const std::vector<MemoryRegion>& regions,
                         OneProcess& process) {
    const auto executable = [](const MemoryRegion& region) { return region.executable(); };
    if (std::none_of(regions.begin(), regions.end(), executable)) return;
    for (std::size_t i = 0; i < regions.size(); ++i) {
      const MemoryRegion& region = regions[i];
      // Not what may be written: a program that somebody reads into a buffer is none that runs.
      const bool before_code = i + 1 < regions.size() && regions[i + 1].executable() && !region.writable();
      if (!region.executable() && !before_code) continue;
      std::vector<std::string> signs;
      if (region.executable() && region.path == "[stack]") signs.emplace_back("executable_stack");
      if (region.executable() && region.path == "[heap]") signs.emplace_back("executable_heap");
      // Before the code only the nearest pages matter: it may be a heap of any size.
      constexpr std::uint64_t kNear = 256 << 10;
      const std::uint64_t begin = region.executable()
                                      ? region.begin
                                      : std::max(region.begin, region.end - std::min(region.end, kNear));
      const auto programs = process.programs_in(begin, region.end);
      if (!programs.empty()) signs.emplace_back("program_in_anonymous_code");
      if (signs.empty()) continue;
      RecordWriter record = begin_memory_region(entry, region);
      record.put_list("memory_region.signs", signs);
      if (!programs.empty()) record.put("memory_region.program_at", address_text(programs.front()));
      records_.add(std::move(record));
    }
  }

  Context& context_;
  SourceOutcome& outcome_;
  RecordFile records_;
  Tally tally_;
};

}  // namespace

SourceOutcome collect_memory_regions(Context& context) {
  SourceOutcome outcome;
  const ProcessTable* table = filled_table(context, outcome);
  if (table == nullptr) return outcome;
  Run run{context, outcome};
  for_each_process(context, *table, outcome, [&](const ProcessEntry& entry) {
    if (!entry.kernel_thread && !entry.firsthour) run.take(entry);
  });
  run.finish();
  return outcome;
}

}  // namespace firsthour::collectors
