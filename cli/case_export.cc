// SPDX-License-Identifier: Apache-2.0
// firsthour case export: evidence in forms that any machine can check.
#include "casefile/case_export.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/access.h"
#include "cli/case_door.h"
#include "cli/commands.h"
#include "cli/messages.h"
#include "cli/output_file.h"
#include "cli/sizes.h"
#include "cli/stop.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"format",
           "bagit|hashlist|hashdeep",
           {"a BagIt bag with the bytes (bagit), or a list of digests for sha256sum -c or hashdeep -k",
            "含内容的 BagIt 包（bagit），或供 sha256sum -c、hashdeep -k 校验的摘要清单"}},
    Option{"out",
           "PATH",
           {"a new folder for a bag, a new file for a list (required); - is standard output",
            "包为新文件夹，清单为新文件（必填）；- 为标准输出"},
           false,
           'o'},
    Option{"names",
           "exported|original",
           {"names in a list: as in an exported bag, or as on the examined system, below its root",
            "清单中的名称：与导出包一致，或被检查系统上的原路径（相对其根目录）"}},
    kAccessReasonOption,
    kToOption,
    kKeyOption,
    kNationalKeyOption,
};

// The case as it can be had: for writing, so that the export is recorded, else for reading.
struct Opened {
  std::unique_ptr<CaseReader> reader;
  CaseWriter* writer = nullptr;  // the same, when it can be written to
};

Try<Opened> open(const Invocation& call) {
  const std::string path = case_path(call.said.words[0]);
  Opened opened;
  if (case_exists(path) && can_be_written(path)) {
    auto writer = write_case(call);
    if (!writer) return give_up(writer.error());
    opened.writer = writer->get();
    opened.reader = std::move(*writer);
    return opened;
  }
  auto reader = read_case(call);
  if (!reader) return give_up(reader.error());
  call.terminal.warn(say::packed_unrecorded);
  opened.reader = std::move(*reader);
  return opened;
}

Try<> check_words(const Invocation& call, const Opened& opened, std::string_view format) {
  if (auto reason = check_reason(call, *opened.reader, opened.writer != nullptr); !reason) return reason;
  if (!call.said.has("out")) return give_up(Exit::usage, "where to?", "--out DIR, or --out FILE for a list");
  if (format == "bagit" && (call.said.has("names") || call.said.value("out") == "-"))
    return give_up(Exit::usage, "a bag is a folder, and its names are ours",
                   "--format hashlist takes --names and --out -");
  return {};
}

Json body_of(const Invocation& call, std::string_view format, const Exported& exported) {
  Json body{
      {"format", format}, {"items", exported.items}, {"files", exported.files}, {"digest", exported.digest}};
  for (const char* word : {"reason", "to"})
    if (const auto value = call.said.value(word)) body[word] = display_utf8(*value);
  return body;
}

Result<Exported> write_out(const Invocation& call, const CaseReader& the_case, std::string_view format,
                           const ExportOptions& options) {
  const std::string out = *call.said.value("out");
  if (format == "bagit") return export_bag(the_case, out, options);
  OutputOptions file;
  file.name = out;
  file.whole_or_none = out != "-";
  auto output = Output::open(file);
  if (!output) return tl::unexpected{output.error()};
  auto exported = export_hash_list(
      the_case, **output, format == "hashdeep" ? ListForm::hashdeep : ListForm::sha256sum,
      call.said.value("names") == "original" ? ListNames::original : ListNames::exported, options);
  if (!exported) return exported;
  if (auto closed = (*output)->finish(); !closed) return tl::unexpected{closed.error()};
  return exported;
}

void tell(const Invocation& call, const Exported& exported) {
  Terminal& terminal = call.terminal;
  if (exported.left_out > 0) terminal.warn(say::list_left_out, exported.left_out);
  terminal.say(say::exported, *call.said.value("out"), exported.items, exported.files,
               human_size(exported.bytes));
  terminal.say(say::export_digest, in_groups(exported.digest));
  if (call.said.value("out") == "-") return;
  terminal.emit(Json{{"type", "summary"},
                     {"items", exported.items},
                     {"files", exported.files},
                     {"bytes", exported.bytes},
                     {"left_out", exported.left_out},
                     {"digest", exported.digest}});
}

// The access first; then a head, so that the one in the bag stands for every event in it.
Result<> prepare(const Invocation& call, CaseWriter& the_case) {
  const std::size_t named = call.said.words.size() - 1;
  const auto overview = the_case.overview();
  if (!overview) return tl::unexpected{overview.error()};
  if (auto read = record_reading(call, the_case, "export", named > 0 ? named : overview->items); !read)
    return read;
  const auto head = the_case.sign_head();
  if (!head) return tl::unexpected{head.error()};
  return {};
}

Try<Exit> run(const Invocation& call) {
  const std::string format = call.said.value("format").value_or("bagit");
  auto opened = open(call);
  if (!opened) return give_up(opened.error());
  if (auto right = check_words(call, *opened, format); !right) return give_up(right.error());
  if (opened->writer)
    if (auto ready = prepare(call, *opened->writer); !ready) return give_up(ready.error());
  ExportOptions options;
  options.items.assign(call.said.words.begin() + 1, call.said.words.end());
  options.software = "firsthour " + std::string{kVersion};
  options.now = call.clock.now();
  options.progress = [&](std::uint64_t items, std::uint64_t bytes) {
    call.terminal.progress(call.terminal.text(say::exporting, items, human_size(bytes)));
    return !stop_asked();
  };
  options.record = [&](const Exported& exported) -> Result<> {
    if (!opened->writer) return {};
    const auto appended = opened->writer->append(event_type::exported, body_of(call, format, exported));
    if (!appended) return tl::unexpected{appended.error()};
    return {};
  };
  const auto exported = write_out(call, *opened->reader, format, options);
  call.terminal.end_progress();
  if (opened->writer)
    if (auto closed = close_case(*opened->writer, Exit::done); !closed) return closed;
  if (!exported) return give_up(exported.error());
  tell(call, *exported);
  return exported->left_out > 0 ? Exit::partial : Exit::done;
}

}  // namespace

constinit const CommandBody case_export_command{kOptions, run};

}  // namespace firsthour::cli
