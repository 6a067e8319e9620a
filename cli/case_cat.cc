// SPDX-License-Identifier: Apache-2.0
// firsthour case cat: the bytes of an item, checked against their digest on the way.
#include "casefile/json.h"
#include "cli/access.h"
#include "cli/case_door.h"
#include "cli/messages.h"

#include <fcntl.h>

#include <algorithm>
#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"out",
           "FILE",
           {"write there; - is standard output even when that is a terminal",
            "写入文件；- 为标准输出，即使是终端"},
           false,
           'o'},
    kAccessReasonOption,
    kKeyOption,
};

bool looks_like_text(std::span<const std::byte> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte b) {
    return b >= std::byte{0x20} || b == std::byte{'\n'} || b == std::byte{'\t'} || b == std::byte{'\r'};
  });
}

// Where the bytes go: a file, or standard output.
class Target {
 public:
  static Try<Target> open(const Invocation& call) {
    Target target{call.terminal};
    const auto file = call.said.value("out");
    target.forced_ = file == "-";
    if (!file || *file == "-") return target;
    const int fd = ::open(file->c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return give_up(fail_errno("cannot create " + *file).value());
    target.sink_ = sink_to_fd(fd);
    return target;
  }
  Try<> write(std::span<const std::byte> bytes) {
    if (!sink_ && !forced_ && terminal_->out_is_tty() && !looks_like_text(bytes)) {
      return give_up(Exit::failed, terminal_->text(say::not_to_terminal),
                     "--out FILE, or --out - if you mean it");
    }
    auto written = sink_ ? sink_->write(bytes) : terminal_->write(bytes);
    if (!written) return give_up(written.error());
    return {};
  }

 private:
  explicit Target(Terminal& terminal) : terminal_{&terminal} {}
  Terminal* terminal_;
  std::unique_ptr<ByteSink> sink_;
  bool forced_ = false;
};

Try<Exit> run(const Invocation& call) {
  if (call.terminal.json())
    return give_up(Exit::usage, "bytes are no JSON", "case items --json has the item's record");
  auto opened = read_case(call);
  if (!opened) return give_up(opened.error());
  const std::string& id = call.said.words[1];
  const auto item = (*opened)->item(id);
  if (!item) return give_up(Failure{Exit::failed, item.error().what, "firsthour case items lists them"});
  Access access;
  access.item = id;
  access.how = "cat";
  access.to = call.said.value("out").value_or("-");
  if (auto recorded = record_access(call, std::move(access)); !recorded) return give_up(recorded.error());
  auto source = (*opened)->content(*item);
  if (!source) return give_up(source.error());
  auto target = Target::open(call);
  if (!target) return give_up(target.error());
  Hasher hasher{Algorithm::sha256};
  std::vector<std::byte> block(1 << 18);
  while (true) {
    const auto got = (*source)->read(block);
    if (!got) return give_up(got.error());
    if (*got == 0) break;
    const auto bytes = std::span{block}.first(*got);
    hasher.update(bytes);
    if (auto written = target->write(bytes); !written) return give_up(written.error());
  }
  if (item->item.sha256 && hasher.finish() != *item->item.sha256) {
    return give_up(Exit::evidence_altered, "item " + id + ": its bytes are not those that were recorded",
                   "firsthour case verify says which file was altered");
  }
  return Exit::done;
}

}  // namespace

constinit const CommandBody case_cat_command{kOptions, run};

}  // namespace firsthour::cli
