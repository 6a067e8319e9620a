// SPDX-License-Identifier: Apache-2.0
#include "cli/output_file.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/size_text.h"
#include "cli/messages.h"
#include "cli/paper.h"

#include <algorithm>
#include <filesystem>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

bool inside(const std::string& file, const std::string& folder) {
  std::error_code error;
  const fs::path of_file = fs::weakly_canonical(fs::absolute(file, error), error);
  const fs::path of_folder = fs::weakly_canonical(fs::absolute(folder, error), error);
  return std::mismatch(of_folder.begin(), of_folder.end(), of_file.begin(), of_file.end()).first ==
         of_folder.end();
}

}  // namespace

Try<std::unique_ptr<Output>> open_output(const Invocation& call, const std::string& case_path) {
  const auto out = call.said.value("out");
  if (!out || out->empty()) return give_up(Exit::usage, "where to?", "--out FILE, or --out - for a pipe");
  OutputOptions options;
  options.name = *out;
  options.whole_or_none = *out != "-";
  if (*out == "-" && call.terminal.json())
    return give_up(Exit::usage, "standard output cannot be both the file and JSON", "--out FILE");
  if (*out != "-" && inside(*out, case_path))
    return give_up(Exit::usage, *out + " lies inside the case", "nothing else belongs into a case's folder");
  if (const auto split = call.said.value("split")) {
    const auto size = parse_size(*split);
    if (!size || *size < (1 << 20))
      return give_up(Exit::usage, "--split " + *split + ": not a size such as 700M or 4G");
    if (*out == "-") return give_up(Exit::usage, "--split needs a file: standard output is one stream");
    options.split = *size;
  }
  auto output = Output::open(options);
  if (!output) return give_up(output.error());
  return std::move(*output);
}

void tell_of_output(const Invocation& call, const Output::Closed& closed) {
  Terminal& terminal = call.terminal;
  const auto tell = [&](const firsthour::Volume& volume, bool part) {
    terminal.say(say::volume_line, escape_for_terminal(volume.name), volume.size);
    terminal.say(say::volume_sha256, in_groups(volume.sha256));
    terminal.say(say::volume_sm3, in_groups(volume.sm3));
    terminal.emit(Json{{"type", "volume"},
                       {"file", display_utf8(volume.name)},
                       {"part", part},
                       {"size", volume.size},
                       {"sha256", volume.sha256},
                       {"sm3", volume.sm3}});
  };
  for (const firsthour::Volume& part : closed.parts) tell(part, true);
  if (!closed.parts.empty()) terminal.say(say::parts_joined);
  tell(closed.whole, false);
  terminal.say(say::copy_digest);
  const std::string name = fs::path{closed.whole.name}.filename().string();
  show_qr(terminal, name + " " + std::to_string(closed.whole.size) + " sha256:" + closed.whole.sha256);
}

}  // namespace firsthour::cli
