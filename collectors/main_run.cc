// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_run.h"

#include "casefile/age.h"
#include "casefile/bytes.h"
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/output.h"
#include "collectors/artifacts/plan.h"
#include "collectors/care/care.h"
#include "collectors/files/taken_files.h"
#include "collectors/kernel/symbol_facts.h"
#include "collectors/main_documents.h"
#include "collectors/main_guardian.h"
#include "collectors/main_place.h"
#include "collectors/main_process.h"
#include "collectors/main_recipients.h"
#include "collectors/main_selection.h"
#include "collectors/main_sources.h"
#include "collectors/main_talk.h"
#include "collectors/output_place.h"
#include "collectors/package/package_index.h"
#include "collectors/process/process_table.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <thread>

namespace firsthour::collectors {
namespace {

using std::chrono::steady_clock;

enum Exit { kDone = 0, kFailed = 1, kUsage = 2, kInPart = 3, kInterrupted = 130 };

constexpr std::uint64_t kAnswersLimit = 4 << 20, kPlanLimit = 64 << 20;
constexpr std::uint64_t kReserve =
    16 << 20;  // left free on the medium, and room for what is no content of files

constexpr std::uint64_t kLargestOnFat = (std::uint64_t{1} << 32) - 1;
constexpr std::uint64_t kReadRate = 256 << 20;  // a second: half of what one SATA disk gives

struct Bounds {
  std::uint64_t budget, least_space;
  std::chrono::minutes source;  // the longest that one source may take
};
Bounds bounds_of(Profile profile) {
  using namespace std::chrono_literals;
  switch (profile) {
    case Profile::quick:
      return {100ull << 20, 32ull << 20, 1min};
    case Profile::standard:
      return {2ull << 30, 64ull << 20, 30min};
    case Profile::full:
      break;
  }
  return {UINT64_MAX, 256ull << 20, 24h};
}

std::string host_name(const Host& host) {
  for (const char* path : {"/proc/sys/kernel/hostname", "/etc/hostname"}) {
    if (const auto text = host.read(path, 1024)) {
      const std::string name = text->bytes.substr(0, text->bytes.find('\n'));
      if (!name.empty()) return name;
    }
  }
  return "unknown";
}

// The one secret that these programs take opens one connection, once; it has no place in a record.
std::vector<std::string> without_code(std::vector<std::string> words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i - 1] == "--code") words[i] = "(not recorded)";
    if (words[i].starts_with("--code=")) words[i] = "--code=(not recorded)";
  }
  return words;
}

// A name that stands in file names: no blanks, slashes or bytes that are no ASCII, and a letter or digit
// first: a host without a name is called "(none)" by its kernel.
std::string for_file_names(std::string_view name) {
  std::string safe;
  for (const char c : name.substr(0, 64)) {
    const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    safe += good ? c : '_';
  }
  safe.erase(0, std::min(safe.find_first_not_of("_-"), safe.size()));
  return safe.empty() ? "host" : safe;
}

std::string folder_of_program() {
  std::string path(4096, '\0');
  const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0) return ".";
  path.resize(static_cast<std::size_t>(length));
  return path.substr(0, std::max<std::size_t>(path.rfind('/'), 1));
}

// Where a collection goes that nobody named a place for: beside the program; in a kit into its collections,
// since nothing may be added beside its programs.
std::string usual_place() {
  const std::string folder = folder_of_program();
  const std::string bin = folder.substr(0, std::max<std::size_t>(folder.rfind('/'), 1));
  const std::string kit = bin.substr(0, std::max<std::size_t>(bin.rfind('/'), 1));
  const bool in_kit =
      ::access((kit + "/kit.json").c_str(), F_OK) == 0 && ::access((kit + "/collections").c_str(), F_OK) == 0;
  return in_kit ? kit + "/collections" : folder;
}

Result<Plan> read_plan(const Options& options) {
  auto plan = parse_plan(builtin_plan_json());
  if (!plan || options.plan.empty()) return plan;
  const auto text = read_file(options.plan, kPlanLimit);
  if (!text) return fail("--plan", text.error());
  auto further = parse_plan(*text);
  if (!further) return fail(options.plan, further.error());
  add_to_plan(*plan, std::move(*further));
  return plan;
}

// One run, from the opened host to the closed output.
class Run {
 public:
  Run(const Program& program, const Options& options, Talk& talk, const Farewell& farewell)
      : program_{program},
        options_{options},
        talk_{talk},
        farewell_{farewell},
        profile_{options.profile.value_or(program.usual)} {}

  int run(int argc, char** argv);

 private:
  Result<> prepare(int argc, char** argv);
  Result<> name_output();
  Result<> check_place(const std::string& out);
  void bound_image(std::uint64_t bytes, std::string reason);
  // Where the collection goes: the output itself, or what encrypts into it.
  Result<ByteSink*> open_output();
  void collect(CollectionWriter& writer);
  bool selects(std::string_view name) const;
  Ceilings ceilings() const;
  int finish(CollectionWriter& writer);
  int failed(const Error& error) const;

  const Program& program_;
  const Options& options_;
  Talk& talk_;
  const Farewell& farewell_;
  Profile profile_;
  std::atomic<bool> stop_{false};
  steady_clock::time_point deadline_{};
  Care care_;  // outlives the host
  std::unique_ptr<Host> host_;
  Plan plan_;
  Chosen selected_;
  OutlineFacts facts_;
  OutcomeFacts outcome_;
  std::string out_, name_, outline_;
  std::uint64_t image_room_ = UINT64_MAX;  // see Context
  std::string image_room_reason_;
  std::vector<AgeRecipient> recipients_;
  std::unique_ptr<Output> output_;
  std::unique_ptr<AgeWriter> encrypting_;  // null: plaintext
  bool cut_short_ = false;                 // a source hangs with the writer in its hands
};

int Run::failed(const Error& error) const {
  talk_.error(error.what);
  return error.code == Errc::usage ? kUsage : kFailed;
}

void Run::bound_image(std::uint64_t bytes, std::string reason) {
  if (bytes >= image_room_) return;
  image_room_ = bytes;
  image_room_reason_ = std::move(reason);
}

Result<> Run::check_place(const std::string& out) {
  const Bounds bounds = bounds_of(profile_);
  facts_.budget = options_.budget.value_or(bounds.budget);
  // The budgets of the profiles are for files: only one that was given bounds the image of memory, too.
  if (options_.budget) bound_image(*options_.budget, "--budget");
  if (out == "-" || out.find("://") != std::string::npos) {
    facts_.medium = out == "-" ? "standard output" : out;
    return {};
  }
  const std::size_t slash = out.rfind('/');
  const auto place =
      place_of(slash == std::string::npos ? "." : out.substr(0, std::max<std::size_t>(slash, 1)));
  if (!place) return tl::unexpected<Error>{place.error()};
  facts_.medium = describe(*place);
  if (auto may = may_write_on(*place, host_->live(), options_, talk_); !may) return may;
  if (place->free_bytes < bounds.least_space) {
    return fail(Errc::no_space, "only " + std::to_string(place->free_bytes >> 20) + " MiB free on " +
                                    place->mount_point + ": " + std::string{name_of(profile_)} + " needs " +
                                    std::to_string(bounds.least_space >> 20) + " MiB at least");
  }
  bound_image(place->free_bytes - kReserve, "free on " + place->mount_point);
  if (place->type == "vfat" || place->type == "msdos") {
    if (options_.split > kLargestOnFat)
      return fail(Errc::usage, "a file on FAT has at most 4 GiB: --split 4095M");
    if (options_.split == 0)
      bound_image(kLargestOnFat - kReserve, "a file on FAT has at most 4 GiB: use --split 4095M");
  }
  if (place->free_bytes - kReserve < facts_.budget && facts_.budget != UINT64_MAX) {
    facts_.budget = place->free_bytes - kReserve;
    talk_.warning("budget lowered to the " + std::to_string(facts_.budget >> 20) + " MiB that are free on " +
                  place->mount_point);
  }
  return {};
}

Result<> Run::prepare(int argc, char** argv) {
  auto plan = read_plan(options_);
  if (!plan) return tl::unexpected<Error>{plan.error()};
  plan_ = std::move(*plan);
  auto host = open_host(options_.root, &care_);
  if (!host) return fail("--root", host.error());
  host_ = std::move(*host);
  auto selected = select_sources(program_, options_, profile_);
  if (!selected) return tl::unexpected<Error>{selected.error()};
  selected_ = std::move(*selected);

  facts_.program = program_.name;
  facts_.command_line = without_code({argv, argv + argc});
  facts_.started = host_->now();
  facts_.host_name = host_name(*host_);
  facts_.profile = profile_;
  facts_.plan = &plan_;
  for (const Collector* each : selected_.collectors) facts_.sources.emplace_back(each->name);
  if (selected_.traffic) facts_.sources.emplace_back("traffic");
  if (!options_.answers.empty()) {
    auto answers = read_file(options_.answers, kAnswersLimit);
    if (!answers) return fail("--answers", answers.error());
    facts_.answers = std::move(*answers);
  }
  name_ = for_file_names(facts_.host_name) + "-" + compact_utc(facts_.started);
  auto recipients = recipients_for(options_, folder_of_program());
  if (!recipients) return tl::unexpected<Error>{recipients.error()};
  recipients_ = std::move(*recipients);
  for (const AgeRecipient& each : recipients_) facts_.encrypted_to.push_back(each.text());
  if (auto named = name_output(); !named) return named;
  if (auto good = check_place(out_); !good) return good;
  auto outline = outline_json(facts_, options_);
  if (!outline) return tl::unexpected<Error>{outline.error()};
  outline_ = std::move(*outline);
  return {};
}

// A name of ours is made new: two runs may begin in one second.
Result<> Run::name_output() {
  const std::string usual = usual_place() + "/" + name_;
  for (int again = 1;; ++again) {
    const std::string number = again == 1 ? "" : "-" + std::to_string(again);
    auto out = name_for(options_.out.empty() ? usual + number + ".collection.tar.zst" : options_.out,
                        recipients_, options_.plain_given);
    if (!out) return tl::unexpected<Error>{out.error()};
    out_ = std::move(*out);
    const std::string first = options_.split == 0 ? out_ : out_ + ".001";
    if (!options_.out.empty() || again == 100 || ::access(first.c_str(), F_OK) != 0) return {};
  }
}

int Run::run(int argc, char** argv) {
  if (auto prepared = prepare(argc, argv); !prepared) return failed(prepared.error());
  const StopSignals signals{stop_};
  if (options_.deadline.count() != 0) deadline_ = steady_clock::now() + options_.deadline;
  const auto sink = open_output();
  if (!sink) return failed(sink.error());
  auto writer = CollectionWriter::start(**sink, {name_, is_compressed_name(out_)}, outline_);
  if (!writer) return failed(writer.error());
  collect(**writer);
  return finish(**writer);
}

Result<ByteSink*> Run::open_output() {
  auto output = Output::open({.name = out_, .split = options_.split, .code = options_.code});
  if (!output) return tl::unexpected<Error>{output.error()};
  output_ = std::move(*output);
  if (recipients_.empty()) return output_.get();
  auto encrypting = AgeWriter::to_recipients(*output_, recipients_);
  if (!encrypting) return tl::unexpected<Error>{encrypting.error()};
  encrypting_ = std::move(*encrypting);
  return encrypting_.get();
}

void Run::collect(CollectionWriter& writer) {
  ProcessTable processes;
  PackageIndex packages{*host_};
  TakenFiles taken{[this](const FileFacts& file) { return output_->wrote(file.device, file.inode); }};
  Context context{*host_,        writer,    profile_, &plan_, &processes,      &packages,
                  facts_.budget, deadline_, &stop_,   &taken, &options_.wishes};
  context.image_room = image_room_;
  context.image_room_reason = image_room_reason_;
  const std::function<void(std::uint64_t, std::uint64_t)> progress =
      [this](std::uint64_t done, std::uint64_t of) { talk_.progress_of(done, of); };
  context.progress = &progress;
  SymbolPass symbols{selects("host.kernel_text")};
  context.symbols = &symbols;
  Context capture = context;  // its own: the capture runs beside the others
  SourceRun traffic{"traffic", {}, 0};
  std::thread capturing;
  if (selected_.traffic) {
    capturing = std::thread{[&] { traffic.outcome = program_.traffic(capture, options_); }};
  }
  SourceRuns runs{{care_, *output_, talk_, ceilings(), bounds_of(profile_).source,
                   bounds_of(Profile::full).source, deadline_}};
  runs.run(selected_.collectors, context, outcome_);
  cut_short_ = runs.cut_short();
  if (capturing.joinable() && cut_short_) capturing.detach();  // it waits for the writer, in vain
  if (capturing.joinable()) {
    capturing.join();
    if (traffic.outcome.outcome != Outcome::complete) talk_.incomplete(traffic);
    outcome_.sources.push_back(std::move(traffic));
  }
  outcome_.past_deadline = !stop_ && output_->failure().empty() && context.stopping();
  outcome_.interrupted = stop_;
  outcome_.budget = facts_.budget;
  outcome_.budget_left = context.budget;
  // A thread that hangs may hold references to what lives here: nothing is destroyed under it.
  if (care_.gave_up_any()) farewell_.end(finish(writer));
}

bool Run::selects(std::string_view name) const {
  return std::ranges::any_of(selected_.collectors, [&](const Collector* each) { return each->name == name; });
}

Ceilings Run::ceilings() const {
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  return {options_.cpu_share.value_or(std::max(1u, cores / 2) * 100), options_.io_rate.value_or(kReadRate)};
}

int Run::finish(CollectionWriter& writer) {
  outcome_.ended = host_->now();
  if (output_->failure().empty() && !cut_short_) static_cast<void>(writer.finish(outcome_json(outcome_)));
  // A failure shows as the output's.
  if (encrypting_ && output_->failure().empty() && !cut_short_) static_cast<void>(encrypting_->finish());
  if (output_->failure().empty()) {
    const auto closed = output_->finish();
    if (!closed) return failed(closed.error());
    talk_.closing(*closed, facts_.encrypted_to);
    if (cut_short_) {
      talk_.error(std::string{
          talk_.text("a read that never returned cut the collection short; all items before are whole",
                     "一次读取没有返回，采集到此为止；之前的各项是完整的")});
    }
  } else {
    talk_.error(output_->failure() + ": " + std::to_string(output_->bytes_written()) +
                " bytes were written; what is whole in them can be read");
    return kFailed;
  }
  if (outcome_.interrupted) return kInterrupted;
  const auto whole_source_failed = [](const SourceRun& source) {
    const Outcome outcome = source.outcome.outcome;
    return outcome == Outcome::failed || outcome == Outcome::denied || outcome == Outcome::timed_out;
  };
  const bool in_part = cut_short_ || !outcome_.not_run.empty() ||
                       std::any_of(outcome_.sources.begin(), outcome_.sources.end(), whole_source_failed);
  return in_part ? kInPart : kDone;
}

int print_list(const Program& program, const Options& options) {
  const auto plan = read_plan(options);
  std::string text;
  for (const Collector& each : all_collectors()) {
    if (std::find(program.kinds.begin(), program.kinds.end(), each.program) == program.kinds.end()) continue;
    text += std::string{each.name} + "\t" + std::string{name_of(each.from)} + "\t" +
            std::string{each.summary} + "\n";
  }
  if (program.traffic != nullptr) text += "traffic\tquick\tpackets of --interface for --seconds\n";
  for (const PlanEntry& entry : plan ? plan->entries : std::vector<PlanEntry>{}) {
    text += "  " + entry.name + "\t" + std::string{name_of(entry.from)} + "\t" + entry.doc + "\n";
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  return plan ? kDone : kFailed;
}

}  // namespace

int run_program(const Program& program, int argc, char** argv) {
  Talk talk{program.name};
  const auto options = parse_options(argc, argv);
  if (!options) {
    talk.error(options.error().what);
    return kUsage;
  }
  if (options->help) {
    std::printf("Usage: %s\n\n%s", usage_line(program).c_str(), options_help().c_str());
    return kDone;
  }
  if (options->version) {
    std::printf("%.*s %s\n", static_cast<int>(program.name.size()), program.name.data(), FIRSTHOUR_VERSION);
    return kDone;
  }
  if (options->list) return print_list(program, *options);
  if (!options->capture.ring.empty()) {
    if (program.ring != nullptr)
      return run_guarded([&](const Farewell&) { return program.ring(*options, talk); });
    talk.error("--ring is for collect and collect-traffic");
    return kUsage;
  }
  be_modest();
  return run_guarded([&](const Farewell& farewell) {
    // On the heap: the run holds what a thread's stack should not.
    return std::make_unique<Run>(program, *options, talk, farewell)->run(argc, argv);
  });
}

}  // namespace firsthour::collectors
