// SPDX-License-Identifier: Apache-2.0
// firsthour case pack: the whole case as one file, for hand-over and for keeping.
#include "casefile/case_pack.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/access.h"
#include "cli/case_door.h"
#include "cli/decryption.h"
#include "cli/messages.h"
#include "cli/output_file.h"
#include "cli/sizes.h"
#include "cli/stop.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr Option kEncryptToOption{
    "encrypt-to",
    "RECIPIENT",
    {"encrypt to this key (age1… or age1sm21…), or to those in this file; may be repeated",
     "加密给此公钥（age1… 或 age1sm21…），或文件中的各公钥；可重复"},
    true};
constexpr Option kToPassphraseOption{
    "passphrase-file",
    "FILE",
    {"encrypt to the passphrase in the first line of this file, instead of to keys",
     "以此文件首行的口令加密，不用公钥"}};

// To keys, to a passphrase, or not at all.
struct Encryption {
  std::vector<AgeRecipient> recipients;
  std::string passphrase;
};

constexpr std::array kOptions{
    Option{"out",
           "FILE",
           {"write there (required); - is standard output", "输出文件（必填）；- 为标准输出"},
           false,
           'o'},
    kSplitOption,
    kEncryptToOption,
    kToPassphraseOption,
    kAccessReasonOption,
    kToOption,
    kKeyOption,
    kNationalKeyOption,
};

Try<Encryption> encryption_of(const Invocation& call) {
  Encryption encryption;
  std::vector<AgeRecipient>& all = encryption.recipients;
  for (const std::string& word : call.said.values("encrypt-to")) {
    auto some = age_recipients_of(word);
    if (!some) return give_up(some.error());
    all.insert(all.end(), some->begin(), some->end());
  }
  if (const auto file = call.said.value("passphrase-file")) {
    if (!all.empty())
      return give_up(Exit::usage, "a passphrase and keys exclude each other",
                     "--encrypt-to or --passphrase-file");
    auto passphrase = passphrase_in(*file);
    if (!passphrase) return give_up(passphrase.error());
    encryption.passphrase = std::move(*passphrase);
  }
  return encryption;
}

// The event comes first, so that the packed copy holds it. Its digest is that of the list of objects, which
// the event does not change.
Try<> record(const Invocation& call, const Encryption& encryption) {
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  CaseWriter& the_case = **opened;
  if (auto reason = check_reason(call, the_case, true); !reason) return reason;
  const auto contents = contents_of(the_case);
  const auto overview = the_case.overview();
  if (!contents || !overview) return give_up(case_failure(contents ? overview.error() : contents.error()));
  Json body{{"format", "packed-case"},
            {"items", overview->items},
            {"files", contents->objects + 2},
            {"digest", contents->list_digest}};
  for (const char* word : {"reason", "to"})
    if (const auto value = call.said.value(word)) body[word] = display_utf8(*value);
  for (const AgeRecipient& recipient : encryption.recipients)
    body["encrypted_to"].push_back(recipient.text());
  if (!encryption.passphrase.empty()) body["encrypted_to"].push_back("passphrase");
  if (const auto appended = the_case.append(event_type::exported, body); !appended)
    return give_up(appended.error());
  if (auto read = record_reading(call, the_case, "pack", overview->items); !read)
    return give_up(read.error());
  if (auto closed = close_case(the_case, Exit::done); !closed) return give_up(closed.error());
  return {};
}

Result<CaseContents> pack_to(ByteSink& output, const Encryption& encryption, const std::string& path,
                             const Progress& progress) {
  if (encryption.recipients.empty() && encryption.passphrase.empty())
    return pack_case(path, output, progress);
  auto encrypted = encryption.recipients.empty() ? AgeWriter::to_passphrase(output, encryption.passphrase)
                                                 : AgeWriter::to_recipients(output, encryption.recipients);
  if (!encrypted) return tl::unexpected{encrypted.error()};
  auto packed = pack_case(path, **encrypted, progress);
  if (!packed) return packed;
  if (auto finished = (*encrypted)->finish(); !finished) return tl::unexpected{finished.error()};
  return packed;
}

Failure failure_of(const Error& error) {
  if (error.code == Errc::usage)
    return {Exit::partial, error.what, "any command that writes into the case closes it again"};
  if (error.code == Errc::malformed) return case_failure(error);
  return error;
}

Try<Exit> run(const Invocation& call) {
  const std::string path = case_path(call.said.words[0]);
  if (!case_exists(path)) return give_up(case_failure(Error{Errc::not_found, "no case at " + path}));
  const auto encryption = encryption_of(call);
  if (!encryption) return give_up(encryption.error());
  auto output = open_output(call, path);
  if (!output) return give_up(output.error());
  if (can_be_written(path)) {
    if (auto recorded = record(call, *encryption); !recorded) return give_up(recorded.error());
  } else {
    const auto reader = read_case(call);
    if (!reader) return give_up(reader.error());
    if (auto free = check_reason(call, **reader, false); !free) return give_up(free.error());
    call.terminal.warn(say::packed_unrecorded);
  }
  const auto progress = [&](std::uint64_t objects, std::uint64_t bytes) {
    call.terminal.progress(call.terminal.text(say::packing, objects, human_size(bytes)));
    return !stop_asked();
  };
  const auto packed = pack_to(**output, *encryption, path, progress);
  call.terminal.end_progress();
  if (!packed) return give_up(failure_of(packed.error()));
  const auto closed = (*output)->finish();
  if (!closed) return give_up(closed.error());
  tell_of_output(call, *closed);
  call.terminal.emit(Json{{"type", "summary"},
                          {"objects", packed->objects},
                          {"bytes", closed->whole.size},
                          {"sha256", closed->whole.sha256},
                          {"recorded", can_be_written(path)}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody case_pack_command{kOptions, run};

}  // namespace firsthour::cli
