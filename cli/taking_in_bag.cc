// SPDX-License-Identifier: Apache-2.0
#include "cli/taking_in_bag.h"

#include "casefile/bag.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/messages.h"
#include "cli/sizes.h"
#include "cli/stop.h"
#include "cli/taking_in.h"

#include <algorithm>
#include <filesystem>

namespace firsthour::cli {
namespace {

Try<Exit> refuse(const Invocation& call, const std::string& folder, const Bag& bag) {
  bool altered = true;
  for (const BagProblem& problem : bag.problems) {
    call.terminal.warn(say::bag_problem, problem.where, problem.what);
    call.terminal.emit(Json{{"type", "problem"},
                            {"kind", problem.altered ? "altered" : "malformed"},
                            {"where", problem.where},
                            {"what", problem.what}});
    altered = altered && problem.altered;
  }
  return give_up(altered ? Exit::evidence_altered : Exit::failed,
                 "the bag " + folder + " does not verify: nothing of it was taken in",
                 "ask for the bag again; single files can be added with firsthour case add");
}

Result<Bag> check(const Invocation& call, const std::string& folder) {
  auto bag = read_bag(folder, [&](std::uint64_t files, std::uint64_t bytes) {
    call.terminal.progress(call.terminal.text(say::verifying, files, human_size(bytes)));
    return !stop_asked();
  });
  call.terminal.end_progress();
  return bag;
}

}  // namespace

bool is_folder(const std::string& word) {
  std::error_code error;
  return std::filesystem::is_directory(word, error);
}

Try<Exit> take_in_bag(const Invocation& call, const std::string& folder) {
  if (!looks_like_bag(folder))
    return give_up(Exit::failed, folder + " is a folder without bagit.txt",
                   "a collection is a file; a bag in a tar or zip has to be unpacked first");
  if (call.said.has("expect"))
    return give_up(Exit::usage, "--expect is for a file: a folder has no digest of its own");
  const auto bag = check(call, folder);
  if (!bag) return give_up(bag.error());
  for (const std::string& warning : bag->warnings) call.terminal.warn(say::bag_warning, warning);
  if (!bag->problems.empty()) return refuse(call, folder, *bag);
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  CaseWriter& the_case = **opened;
  IngestOptions options;
  options.source = folder;
  options.progress = [&](std::uint64_t items, std::uint64_t bytes) {
    call.terminal.progress(call.terminal.text(say::ingesting, items, human_size(bytes)));
    return !stop_asked();
  };
  const auto result = ingest_bag(the_case, folder, *bag, std::move(options));
  call.terminal.end_progress();
  auto closed = close_case(the_case, Exit::done);
  if (!result) return give_up(result.error());
  if (!closed) return closed;
  const Exit exit = tell_of(call, *result);
  call.terminal.emit(Json{{"type", "summary"},
                          {"items", result->items},
                          {"bytes", result->bytes},
                          {"warnings", bag->warnings.size()},
                          {"exit", static_cast<int>(exit)}});
  return stop_asked() ? Exit::interrupted : exit;
}

}  // namespace firsthour::cli
