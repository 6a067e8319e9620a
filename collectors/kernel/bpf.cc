// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/bpf_attachments.h"
#include "collectors/kernel/bpf_calls.h"
#include "collectors/kernel/bpf_listing.h"
#include "collectors/kernel/bpf_map_content.h"
#include "collectors/kernel/bpf_objects.h"
#include "collectors/kernel/kernel.h"
#include "collectors/kernel/symbol_facts.h"
#include "collectors/output/record_file.h"
#include "collectors/process/process_table.h"

#include <ctime>
#include <set>
#include <string>
#include <vector>

namespace firsthour::collectors {
namespace {

// More than any host has; a list that never ends is not followed.
constexpr std::size_t kObjectLimit = 65536;
constexpr std::uint32_t kProgArray = 3;
// What is kept of instructions: of one program (the kernel's own limit is a million), and of all.
constexpr std::uint32_t kInstructionLimit = 131072;
constexpr std::uint64_t kCodeLimit = 16 << 20;

std::vector<std::uint64_t> numbers(std::span<const Pid> pids) { return {pids.begin(), pids.end()}; }

std::vector<std::string> strings(const std::set<std::string>& set) { return {set.begin(), set.end()}; }

const std::set<std::string>& at(const std::map<std::uint32_t, std::set<std::string>>& map, std::uint32_t id) {
  static const std::set<std::string> kNone;
  const auto found = map.find(id);
  return found == map.end() ? kNone : found->second;
}

// Every object of one kind, as `describe` tells it. Those that end meanwhile are left out.
template <class Facts>
Result<std::vector<Facts>> read_all_of(BpfKind kind, Result<Facts> (*describe)(const Descriptor&),
                                       const Context& context) {
  std::vector<Facts> all;
  std::uint32_t id = 0;
  while (all.size() < kObjectLimit && !context.stopping()) {
    const auto next = next_bpf_id(kind, id);
    if (!next) return tl::unexpected{next.error()};
    if (!*next) return all;
    id = **next;
    const auto object = open_bpf(kind, id);
    if (!object && object.error().code == Errc::not_found) continue;
    if (!object) return tl::unexpected{object.error()};
    auto facts = describe(*object);
    if (!facts) return tl::unexpected{facts.error()};
    all.push_back(std::move(*facts));
  }
  return fail(Errc::timed_out, "stopped before all bpf objects were read");
}

class BpfCollection {
 public:
  explicit BpfCollection(Context& context) : context_{context} {
    if (context_.processes != nullptr) context_.processes->fill(context_.host);
  }

  SourceOutcome run() {
    auto programs = read_all_of<BpfProgram>(BpfKind::program, bpf_program_info, context_);
    if (!programs) return refused(programs.error());
    auto maps = read_all_of<BpfMap>(BpfKind::map, bpf_map_info_of, context_);
    if (!maps) add_problem(outcome_, Outcome::partial, maps.error().what);
    auto links = read_all_of<BpfLink>(BpfKind::link, bpf_link_info_of, context_);
    if (!links && links.error().code != Errc::unsupported)  // before 5.8 there are none to list
      add_problem(outcome_, Outcome::partial, links.error().what);

    BpfPins pins;
    if (!programs->empty() || (maps && !maps->empty()) || (links && !links->empty()))
      pins = read_bpf_pins(context_, outcome_);
    look_around(*programs, maps ? *maps : std::vector<BpfMap>{}, links ? *links : std::vector<BpfLink>{});

    read_code(*programs);
    RecordFile program_file{context_, "host.bpf_program"};
    for (const auto& program : *programs) write(program_file, program, pins, links ? &*links : nullptr);
    program_file.finish(outcome_);
    RecordFile map_file{context_, "host.bpf_map"};
    if (maps)
      for (const auto& map : *maps) write(map_file, map, pins);
    map_file.finish(outcome_);
    RecordFile link_file{context_, "host.bpf_link"};
    if (links)
      for (const auto& link : *links) write(link_file, link, pins);
    link_file.finish(outcome_);
    // Contents may be large and private: only where everything is asked for.
    if (maps && context_.profile == Profile::full) collect_bpf_maps(context_, *maps, outcome_);
    return outcome_;
  }

 private:
  SourceOutcome refused(const Error& error) {
    outcome_.outcome = error.code == Errc::denied        ? Outcome::denied
                       : error.code == Errc::unsupported ? Outcome::skipped
                       : error.code == Errc::timed_out   ? Outcome::timed_out
                                                         : Outcome::failed;
    outcome_.reason = error.what;
    return outcome_;
  }

  void look_around(const std::vector<BpfProgram>& programs, const std::vector<BpfMap>& maps,
                   const std::vector<BpfLink>& links) {
    std::set<std::uint32_t> types;
    for (const auto& program : programs) types.insert(program.type);
    attachments_.look_at_cgroups(context_, types, outcome_);
    attachments_.look_at_interfaces(context_, types, outcome_);
    attachments_.look_at_perf_events(context_, types);
    for (const auto& link : links)
      if (link.program_id != 0) attachments_.add(link.program_id, "link:" + bpf_link_type(link.type));
    for (const auto& map : maps) {
      const auto object = map.type == kProgArray ? open_bpf(BpfKind::map, map.id) : fail(Errc::not_found, "");
      if (!object) continue;
      for (const auto program : tail_calls(*object, map.max_entries))
        attachments_.add(program, "prog_array:" + std::to_string(map.id));
    }
  }

  // The instructions are items; of each program the calls are kept for its record.
  void read_code(const std::vector<BpfProgram>& programs) {
    std::uint64_t kept = 0;
    std::set<std::int32_t> all;
    for (const auto& program : programs) {
      if (context_.stopping()) break;
      const auto object = open_bpf(BpfKind::program, program.id);
      if (!object) continue;  // ended meanwhile
      const auto code = bpf_instructions(*object, kInstructionLimit);
      if (!code || code->empty()) continue;
      const auto calls = helper_calls(*code);
      all.insert(calls.begin(), calls.end());
      calls_[program.id] = calls;
      keep_code(program, *code, kept);
    }
    if (!all.empty()) call_names_ = name_calls(context_.host, symbol_facts(context_)->call_base, all);
    keep_listings(programs);
  }

  // A second look, since the names of what is called are known only now; one program's code is in memory.
  void keep_listings(const std::vector<BpfProgram>& programs) {
    std::uint64_t kept = 0;
    for (const auto& program : programs) {
      if (context_.stopping()) break;
      if (!calls_.contains(program.id)) continue;
      const auto object = open_bpf(BpfKind::program, program.id);
      const auto code = object ? bpf_instructions(*object, kInstructionLimit) : fail(Errc::not_found, "");
      if (!code || code->empty()) continue;
      const auto text = list_bpf(*code, call_names_);
      if (kept + text.size() > kCodeLimit) {
        add_problem(outcome_, Outcome::partial, "listings of all programs together are longer than 16 MiB");
        break;
      }
      kept += text.size();
      Item item;
      item.kind = "bpf-listing";
      item.source = "host.bpf_program";
      item.path = "bpf/" + std::to_string(program.id);
      item.attributes["bpf.program.id"] = std::to_string(program.id);
      item.started = item.finished = context_.host.now();
      if (auto added = context_.out.add(std::move(item), std::as_bytes(std::span{text})); !added)
        add_problem(outcome_, Outcome::failed, added.error().what);
      ++outcome_.items;
      outcome_.bytes += text.size();
    }
  }

  void keep_code(const BpfProgram& program, const std::string& code, std::uint64_t& kept) {
    Item item;
    item.kind = "bpf-instructions";
    item.source = "host.bpf_program";
    item.path = "bpf/" + std::to_string(program.id);
    item.attributes["bpf.program.id"] = std::to_string(program.id);
    item.started = item.finished = context_.host.now();
    const bool room = kept + code.size() <= kCodeLimit;
    if (program.instructions > kInstructionLimit) {
      item.outcome = Outcome::partial;
      item.reason = "longer than " + std::to_string(kInstructionLimit) + " instructions";
    }
    if (!room) {
      item.outcome = Outcome::skipped;
      item.reason = "instructions of all programs together are longer than 16 MiB";
    }
    const auto bytes = std::as_bytes(std::span{code.data(), code.size()});
    if (room) kept += code.size();
    auto added = room ? context_.out.add(std::move(item), bytes) : context_.out.note(std::move(item));
    if (!added) add_problem(outcome_, Outcome::failed, added.error().what);
    ++outcome_.items;
    outcome_.bytes += room ? code.size() : 0;
  }

  [[nodiscard]] Instant loaded_at(std::uint64_t since_boot) const {
    timespec boot{};
    ::clock_gettime(CLOCK_BOOTTIME, &boot);
    const auto uptime = boot.tv_sec * 1'000'000'000LL + boot.tv_nsec;
    return {context_.host.now().nanoseconds - uptime + static_cast<std::int64_t>(since_boot)};
  }

  void write(RecordFile& file, const BpfProgram& program, const BpfPins& pins,
             const std::vector<BpfLink>* links) {
    RecordWriter record{"host.bpf_program"};
    record.put("bpf.program.id", program.id);
    record.put("bpf.program.type", bpf_program_type(program.type));
    if (!program.name.empty()) record.put_bytes("bpf.program.name", program.name);
    record.put("bpf.program.tag", program.tag);
    record.put("bpf.program.loaded_at", loaded_at(program.loaded_at));
    record.put("user.id", std::to_string(program.uid));
    record.put_list("bpf.program.map_ids", program.map_ids);
    if (program.instructions != 0) record.put("bpf.program.instructions", program.instructions);
    record.put("bpf.program.gpl_compatible", program.gpl_compatible);
    record.put("bpf.program.jited_bytes", program.jited_bytes);
    if (program.btf_id != 0) record.put("bpf.program.btf_id", program.btf_id);
    if (program.attach_btf != 0) record.put("bpf.program.attach_btf_id", program.attach_btf);
    put_helpers(record, program.id);
    // Lists that are known to be empty are written: "no holder" is what triage asks for, and absent is
    // unknown.
    record.put_list("bpf.program.pins", strings(at(pins.programs, program.id)));
    if (context_.processes != nullptr)
      record.put_list("process.pids", numbers(context_.processes->holders_of_bpf_program(program.id)));
    if (links != nullptr) {
      std::vector<std::uint64_t> ids;
      for (const auto& link : *links)
        if (link.program_id == program.id) ids.push_back(link.id);
      record.put_list("bpf.program.links", ids);
    }
    record.put_list("bpf.program.attached", strings(attachments_.of(program.id)));
    file.add(std::move(record));
  }

  // Absent where the instructions were not shown, or the functions' names are hidden.
  void put_helpers(RecordWriter& record, std::uint32_t id) const {
    const auto calls = calls_.find(id);
    if (calls == calls_.end() || (!calls->second.empty() && call_names_.empty())) return;
    std::vector<std::string> names;
    for (const auto call : calls->second)
      if (const auto name = call_names_.find(call); name != call_names_.end()) names.push_back(name->second);
    record.put_list("bpf.program.helpers", names);
  }

  void write(RecordFile& file, const BpfMap& map, const BpfPins& pins) {
    RecordWriter record{"host.bpf_map"};
    record.put("bpf.map.id", map.id);
    record.put("bpf.map.type", bpf_map_type(map.type));
    if (!map.name.empty()) record.put_bytes("bpf.map.name", map.name);
    record.put("bpf.map.key_size", map.key_size);
    record.put("bpf.map.value_size", map.value_size);
    record.put("bpf.map.max_entries", map.max_entries);
    record.put_list("bpf.map.pins", strings(at(pins.maps, map.id)));
    if (context_.processes != nullptr)
      record.put_list("process.pids", numbers(context_.processes->holders_of_bpf_map(map.id)));
    file.add(std::move(record));
  }

  void write(RecordFile& file, const BpfLink& link, const BpfPins& pins) {
    RecordWriter record{"host.bpf_link"};
    record.put("bpf.link.id", link.id);
    record.put("bpf.link.type", bpf_link_type(link.type));
    if (link.program_id != 0) record.put("bpf.program.id", link.program_id);
    if (!link.target.empty()) record.put_bytes("bpf.link.target", link.target);
    record.put_list("bpf.link.pins", strings(at(pins.links, link.id)));
    if (context_.processes != nullptr)
      record.put_list("process.pids", numbers(context_.processes->holders_of_bpf_link(link.id)));
    file.add(std::move(record));
  }

  Context& context_;
  SourceOutcome outcome_;
  BpfAttachments attachments_;
  std::map<std::uint32_t, std::set<std::int32_t>> calls_;  // by program
  std::map<std::int32_t, std::string> call_names_;
};

}  // namespace

SourceOutcome collect_bpf(Context& context) {
  if (context.host.live()) return BpfCollection{context}.run();
  SourceOutcome outcome;
  outcome.outcome = Outcome::skipped;
  outcome.reason = "an image has no running kernel";
  return outcome;
}

}  // namespace firsthour::collectors
