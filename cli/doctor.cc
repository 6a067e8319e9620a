// SPDX-License-Identifier: Apache-2.0
// firsthour doctor: what this host and this build allow, before work starts. Looks only; changes nothing,
// and makes the kernel load nothing (so a netlink family is looked up, never opened).
#include "casefile/age.h"
#include "casefile/bytes.h"
#include "casefile/json.h"
#include "casefile/keys.h"
#include "cli/build_kind.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/display_width.h"
#include "cli/key_folder.h"
#include "cli/messages.h"
#include "cli/serve/serve_case.h"
#include "cli/sizes.h"
#include "collectors/output_place.h"
#include "playbooks/deadlines.h"
#include "triage/sandbox_check.h"
#include "triage/triage.h"

#include <sys/timex.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <filesystem>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

enum class State { good, limited, missing };
struct Check {
  std::string_view name;
  State state;
  std::string what;
};

bool readable(const char* path) { return access(path, R_OK) == 0; }

std::string line_of(const std::string& file, std::string_view start) {
  const auto text = read_file(file, 1 << 20);
  if (!text) return {};
  const auto at = text->find(start);
  if (at == std::string::npos) return {};
  const auto from = text->find_first_not_of(" \t", at + start.size());
  if (from == std::string::npos) return {};
  return text->substr(from, text->find('\n', from) - from);
}

Check user(const Invocation& call) {
  if (geteuid() == 0) return {"user", State::good, "root"};
  return {"user", State::limited, call.terminal.text(say::not_root)};
}

Check capabilities() {
  const std::string mask = line_of("/proc/self/status", "CapEff:");
  // 19 CAP_SYS_PTRACE (other processes), 2 CAP_DAC_READ_SEARCH (files), 21 CAP_SYS_ADMIN, 13 CAP_NET_RAW.
  static constexpr std::array<std::pair<unsigned, const char*>, 4> kNeeded{
      {{19, "SYS_PTRACE"}, {2, "DAC_READ_SEARCH"}, {21, "SYS_ADMIN"}, {13, "NET_RAW"}}};
  const std::uint64_t bits = mask.empty() ? 0 : std::strtoull(mask.c_str(), nullptr, 16);
  std::string without;
  for (const auto& [bit, name] : kNeeded) {
    if (((bits >> bit) & 1) == 0) without += (without.empty() ? "without " : ", ") + std::string{name};
  }
  return {"capabilities", without.empty() ? State::good : State::limited, without.empty() ? mask : without};
}

Check kernel() {
  utsname name{};
  uname(&name);
  return {"kernel", State::good, std::string{name.release} + " " + name.machine};
}

// A module in /proc/modules, or the handler in kallsyms when it is built in.
Check sock_diag() {
  for (const char* file : {"/proc/modules", "/proc/kallsyms"}) {
    const auto text = read_file(file, 64 << 20);
    if (text && (text->find("inet_diag ") != std::string::npos ||
                 text->find(" inet_diag_handler_") != std::string::npos ||
                 text->find(" inet_diag_bc_sk") != std::string::npos)) {
      return {"sock_diag", State::good, file};
    }
  }
  return {"sock_diag", State::limited, "not loaded: sockets come from /proc/PID/net"};
}

Check bpf() {
  const std::string value = line_of("/proc/sys/kernel/unprivileged_bpf_disabled", "");
  if (value.empty()) return {"bpf", State::missing, "this kernel has no bpf(2)"};
  if (geteuid() == 0) return {"bpf", State::good, "programs can be listed"};
  return {"bpf", State::limited, "programs can be listed by root only"};
}

Check memory() {
  if (readable("/proc/kcore")) return {"memory", State::good, "/proc/kcore"};
  if (readable("/dev/mem")) return {"memory", State::limited, "/dev/mem only"};
  return {"memory", State::missing, "neither /proc/kcore nor /dev/mem can be read"};
}

Check disk() {
  const auto place = collectors::place_of(".");
  if (!place) return {"disk", State::missing, place.error().what};
  const std::uint64_t free = place->free_bytes;
  const bool local = place->kind == collectors::PlaceKind::disk;
  std::string what = human_size(free) + " free here, " + place->type + " " + place->device;
  if (local) what += ", a disk of this host: no place for a case of this host";
  return {"disk", free < (4ull << 30) || local ? State::limited : State::good, std::move(what)};
}

Check clock(const Invocation& call) {
  timex state{};
  const bool synchronised = adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
  const std::string now = rfc3339(call.clock.now()).substr(0, 19) + "Z";
  if (synchronised) return {"clock", State::good, now + ", synchronised"};
  return {"clock", State::limited, now + ", not synchronised: compare with a reference clock"};
}

Check data(const Invocation& call) {
  const auto folder = data_folder(call.environment, call.program);
  if (!folder) return {"data", State::missing, folder.error().what};
  std::string absent;
  for (const char* part : {"yara", "sigma", "forms", "tables", "playbooks", "man"}) {
    std::error_code error;
    if (!fs::is_directory(fs::path{*folder} / part, error)) absent += std::string{" "} + part;
  }
  if (!absent.empty()) return {"data", State::limited, *folder + " without" + absent};
  const auto checks = triage::HostChecks::load({*folder + "/sigma"});
  if (!checks) return {"data", State::limited, checks.error().what};
  return {"data", State::good, *folder + ", " + std::to_string((*checks)->rule_count()) + " Sigma rules"};
}

// Which tables of law are in use, and whether they are the program's own.
Check tables(const Invocation& call) {
  const auto folder = data_folder(call.environment, call.program);
  const std::string place = folder ? *folder + "/tables" : std::string{};
  const auto duties = playbooks::DutyTable::load(place);
  if (!duties) return {"tables", State::missing, duties.error().what};
  const auto days = playbooks::WorkingDays::load(place);
  if (!days) return {"tables", State::missing, days.error().what};
  const int year = playbooks::day_of(call.clock.now()).year;
  std::string what = "duties " + duties->version() + ", working days " + days->version();
  if (days->published(year)) return {"tables", State::good, what + ", " + days->notice_of(year)};
  return {"tables", State::limited, what + ", without the notice of " + std::to_string(year)};
}

Check keys(const Invocation& call) {
  const auto folder = key_folder(call.environment);
  if (!folder) return {"keys", State::missing, folder.error().what};
  const auto found = list_keys(*folder);
  if (!found || found->empty()) return {"keys", State::limited, "none in " + *folder + ": respond makes one"};
  return {"keys", State::good, std::to_string(found->size()) + " in " + *folder};
}

Check collector(const Invocation& call) {
  const std::string path = (fs::path{call.program}.parent_path() / "collect").string();
  if (access(path.c_str(), X_OK) == 0) return {"collect", State::good, path};
  return {"collect", State::missing, "not at " + path + ": no live collection from here"};
}

// What the kernel keeps even from root.
Check lockdown() {
  const std::string text = read_file("/sys/kernel/security/lockdown", 256).value_or("");
  const auto from = text.find('['), to = text.find(']');
  if (from == std::string::npos || to == std::string::npos || to < from)
    return {"lockdown", State::good, "not in this kernel"};
  const std::string mode = text.substr(from + 1, to - from - 1);
  if (mode == "none") return {"lockdown", State::good, mode};
  return {"lockdown", State::limited,
          mode + ": the kernel's memory and some tracing are closed to root, too"};
}

// What reads hostile files in a triage.
Check sandbox() {
  const auto works = triage::try_sandbox();
  if (works) return {"sandbox", State::good, "workers of triage are shut in by seccomp"};
  return {"sandbox", State::limited, works.error().what + ": workers of triage are as free as you"};
}

Check screen(const Invocation& call) {
  const auto set = [&](const char* name) {
    const char* value = call.environment(name);
    return std::string{value ? value : ""};
  };
  const std::string term = set("TERM");
  std::string locale = set("LC_ALL");
  if (locale.empty()) locale = set("LC_MESSAGES");
  if (locale.empty()) locale = set("LANG");
  std::string what =
      "TERM " + (term.empty() ? "unset" : term) + ", locale " + (locale.empty() ? "unset" : locale);
  if (call.terminal.console())
    return {"screen", State::limited, what + ": this console draws no Chinese, messages are English"};
  return {"screen", State::good, std::move(what)};
}

// Whom collections are encrypted to when nobody is named.
Check recipients(const Invocation& call) {
  const std::string beside = (fs::path{call.program}.parent_path() / "recipients").string();
  if (!readable(beside.c_str()))
    return {"recipients", State::limited,
            "none beside the collector: collections are plaintext unless --encrypt-to"};
  const auto found = age_recipients_of(beside);
  if (!found) return {"recipients", State::missing, beside + ": " + found.error().what};
  return {"recipients", State::good, std::to_string(found->size()) + " in " + beside};
}

Check build() {
  const std::string version = "firsthour " + std::string{kVersion} + ", g++ " + __VERSION__;
  const std::string board = board_built_in() ? "" : "; without the board (serve)";
  if (!is_field_build()) return {"build", State::good, version + ", with this machine's libraries" + board};
  return {"build", State::good,
          version +
              ", field build: nothing of the host is loaded; without names of machines (time stamps need "
              "a numeric address) and names of accounts that are not in /etc/passwd" +
              board};
}

std::string_view word_for(State state) {
  return state == State::good ? "good" : state == State::limited ? "limited" : "missing";
}

Try<Exit> run(const Invocation& call) {
  const std::array checks{user(call), capabilities(), kernel(),   lockdown(),       sock_diag(),
                          bpf(),      memory(),       disk(),     clock(call),      screen(call),
                          data(call), tables(call),   keys(call), recipients(call), collector(call),
                          sandbox(),  build()};
  Terminal& terminal = call.terminal;
  std::array<int, 3> counts{};
  for (const Check& check : checks) {
    ++counts[static_cast<std::size_t>(check.state)];
    const Severity colour = check.state == State::good      ? Severity::info
                            : check.state == State::limited ? Severity::medium
                                                            : Severity::high;
    const Text& word = check.state == State::good      ? say::state_good
                       : check.state == State::limited ? say::state_limited
                                                       : say::state_missing;
    terminal.print(terminal.paint(colour, column(terminal.text(word), 8)) + "  " + column(check.name, 13) +
                   terminal.name(check.what));
    terminal.emit(Json{
        {"type", "check"}, {"name", check.name}, {"state", word_for(check.state)}, {"what", check.what}});
  }
  terminal.emit(
      Json{{"type", "summary"}, {"good", counts[0]}, {"limited", counts[1]}, {"missing", counts[2]}});
  return counts[2] == 0 ? Exit::done : Exit::partial;
}

}  // namespace

constinit const CommandBody doctor_command{{}, run};

}  // namespace firsthour::cli
