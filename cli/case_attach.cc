// SPDX-License-Identifier: Apache-2.0
// firsthour case attach: documents from outside: letters, photographs, videos, and the signed scans of forms
// that were printed from this case.
#include "casefile/custody_state.h"
#include "casefile/number.h"
#include "cli/adding.h"
#include "cli/custody_messages.h"
#include "cli/custody_words.h"
#include "cli/digest_option.h"
#include "cli/messages.h"
#include "cli/questions.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"title", "TEXT", {"what the document is", "材料名称"}},
    kDigestOption,
    Option{
        "kind", "document|photo|video|audio", {"what kind it is; else a document", "材料种类；缺省为文件"}},
    Option{"taken", "TIME", {"when the photograph or video was taken", "拍摄或录制时间"}},
    Option{"form",
           "PRINTED",
           {"the signed copy of the form printed then: event, SHA-256 or name of the printed file",
            "已签字文书：打印该文书的事件号，或打印文件的 SHA-256 或文件名"}},
    Option{"signed-by", "NAME", {"who signed it", "签字人"}, true},
    Option{"head",
           "SIZE:ROOT",
           {"the head that stands on the paper: compared with the ledger", "纸面上的检查点：与账本比对"}},
    kKeyOption,
    kNationalKeyOption,
};

struct Printed {
  const Printing* printing;
  const PrintedFile* file;
};

// An event's number, eight or more digits of the printed file's SHA-256, or its name.
Try<Printed> printed_as(const Custody& custody, const std::string& said) {
  const auto event = number_from<std::uint64_t>(said);
  std::string digits;
  for (const char c : said)
    if (c != ' ') digits += c;
  constexpr std::size_t kFewestDigits = 8;
  std::vector<Printed> found;
  for (const Printing& printing : custody.printings)
    for (const PrintedFile& file : printing.files)
      if ((event && file.event == *event) || file.name == said ||
          (digits.size() >= kFewestDigits && file.sha256.starts_with(digits)))
        found.push_back({&printing, &file});
  if (found.size() == 1) return found.front();
  if (found.empty())
    return give_up(Exit::usage, "no form was printed from this case as `" + said + "`",
                   "firsthour case show lists those that are unsigned; firsthour report prints one");
  return give_up(Exit::usage, "`" + said + "` names several printed files", "give the event's number");
}

Try<SignedCopy> signed_copy(const Invocation& call, const CaseReader& from, const std::string& said) {
  const auto custody = read_custody(from);
  if (!custody) return give_up(case_failure(custody.error()));
  const auto printed = printed_as(*custody, said);
  if (!printed) return give_up(printed.error());
  const auto output = Sha256::from_hex(printed->file->sha256);
  if (!output) return give_up(Exit::ledger_broken, "the printed form's digest cannot be read");
  SignedCopy copy{printed->file->event, *output, {}, call.said.values("signed-by")};
  auto head = head_option(call);
  if (!head) return give_up(head.error());
  if (*head) {
    const auto ours = has_head(from, **head);
    if (!ours) return give_up(case_failure(ours.error()));
    if (!*ours)
      return give_up(Exit::ledger_broken, "the head on the paper is none of this ledger",
                     "read it again; else the paper is of another case, or the ledger is not what it was");
    if ((*head)->size != printed->printing->upto)
      return give_up(Exit::usage,
                     "that form was printed with the head of " + std::to_string(printed->printing->upto) +
                         " events, not of " + std::to_string((*head)->size),
                     "firsthour case show lists the printed forms");
    copy.head = std::move(*head);
  }
  if (copy.signed_by.empty()) {
    Facts facts{call};
    auto name = facts.text("signed-by", say::ask_signed_by);
    if (!name) return give_up(name.error());
    if (!name->empty()) copy.signed_by.push_back(std::move(*name));
  }
  std::erase(copy.signed_by, std::string{});
  return copy;
}

Try<Exit> run(const Invocation& call) {
  const auto form = call.said.value("form");
  for (const char* option : {"signed-by", "head"})
    if (!form && call.said.has(option))
      return give_up(Exit::usage, "--" + std::string{option} + " is for the signed copy of a form",
                     "--form EVENT|OUTPUT");
  if (form && call.said.has("digest"))
    return give_up(Exit::usage, "--digest is not for the signed copy of a form: it has SHA-256");
  Adding adding{call.said.value("kind").value_or("document"), "case.attach", {}, {}};
  if (const auto title = call.said.value("title")) adding.attributes["title"] = *title;
  Facts facts{call};
  const auto taken = facts.time("taken");
  if (!taken) return give_up(taken.error());
  if (*taken) adding.attributes["taken"] = rfc3339(**taken);
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  if (form) {
    auto copy = signed_copy(call, **opened, *form);
    if (!copy) return give_up(copy.error());
    adding.store = [copy = std::move(*copy)](CaseWriter& into, Item item, ByteSource& from) {
      return into.attach_signed(std::move(item), from, copy);
    };
  }
  return add_files(call, **opened, adding);
}

}  // namespace

constinit const CommandBody case_attach_command{kOptions, run};

}  // namespace firsthour::cli
