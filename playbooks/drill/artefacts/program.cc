// SPDX-License-Identifier: Apache-2.0
#include "playbooks/drill/artefacts/program.h"

#include "casefile/number.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace firsthour::playbooks {
namespace {

constexpr unsigned kLongestLife = 24 * 3600;
constexpr unsigned kEverySeconds = 2;
constexpr int kReportDescriptor = 3;

// What the process in the background tells before it goes on alone.
struct Report {
  int error = 0;
  pid_t pid = 0;
};

void tell(int to, int error) {
  const Report report{error, ::getpid()};
  if (::write(to, &report, sizeof report) != sizeof report) ::_exit(1);
}

// In the process in the background: between fork and exec only system calls, for the board has threads.
void stand_alone() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGALRM}) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::alarm(kLongestLife);
  const int nothing = ::open("/dev/null", O_RDWR);
  for (const int standard : {0, 1, 2}) ::dup2(nothing, standard);
  if (nothing > 2) ::close(nothing);
}

// `work` gets where to tell of a failure; success is told by closing it (exec does).
template <class Work>
Result<pid_t> in_background(const std::string& what, Work work) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail_errno("cannot start " + what);
  const Descriptor from{ends[0]};
  Descriptor to{ends[1]};
  const pid_t first = ::fork();
  if (first < 0) return fail_errno("cannot start " + what);
  if (first == 0) {
    ::setsid();
    if (::fork() != 0) ::_exit(0);
    stand_alone();
    tell(to.get(), 0);
    work(to.get());
    ::_exit(0);
  }
  to.reset();
  Report last;
  for (Report report;;) {
    const ssize_t got = ::read(from.get(), &report, sizeof report);
    if (got < 0 && errno == EINTR) continue;
    if (got != sizeof report) break;
    last = report;
  }
  while (::waitpid(first, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (last.pid == 0) return fail(Errc::io, "cannot start " + what);
  if (last.error != 0) return fail_errno("cannot start " + what, last.error);
  return last.pid;
}

struct Address {
  sockaddr_storage bytes{};
  socklen_t length = 0;
};

Result<Address> address_of(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  const auto port =
      colon == std::string::npos ? std::nullopt : number_from<std::uint16_t>(text.substr(colon + 1));
  if (!port) return fail(Errc::usage, text + " is no address");
  Address address;
  const std::string host = text.substr(0, colon);
  if (host == "127.0.0.1") {
    auto& four = reinterpret_cast<sockaddr_in&>(address.bytes);
    four.sin_family = AF_INET;
    four.sin_port = htons(*port);
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.length = sizeof four;
  } else if (host == "[::1]") {
    auto& six = reinterpret_cast<sockaddr_in6&>(address.bytes);
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(*port);
    six.sin6_addr = in6addr_loopback;
    address.length = sizeof six;
  } else {
    return fail(Errc::denied, text + " is not on loopback");
  }
  return address;
}

// A fork of us that keeps nothing of ours open and goes by its own name.
int keep_only(int report, const char* name) {
  ::prctl(PR_SET_NAME, name);
  if (report != kReportDescriptor) ::dup3(report, kReportDescriptor, O_CLOEXEC);
  if (::syscall(SYS_close_range, kReportDescriptor + 1, ~0U, 0) != 0)
    for (int other = kReportDescriptor + 1; other < 4096; ++other) ::close(other);
  return kReportDescriptor;
}

[[noreturn]] void give_up(int report) {
  tell(report, errno);
  ::_exit(1);
}

void talk_to_itself(int report, const Address& address, const std::string& text) {
  const auto* where = reinterpret_cast<const sockaddr*>(&address.bytes);
  const int listening = ::socket(where->sa_family, SOCK_STREAM, 0);
  const int yes = 1;
  if (listening < 0 || ::setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      ::bind(listening, where, address.length) != 0 || ::listen(listening, 1) != 0)
    give_up(report);
  const int calling = ::socket(where->sa_family, SOCK_STREAM, 0);
  if (calling < 0 || ::connect(calling, where, address.length) != 0) give_up(report);
  const int answering = ::accept(listening, nullptr, nullptr);
  if (answering < 0) give_up(report);
  ::close(report);
  for (std::array<char, 256> heard{};;) {
    if (::send(calling, text.data(), text.size(), MSG_NOSIGNAL) < 0) return;
    if (::recv(answering, heard.data(), heard.size(), 0) <= 0) return;
    ::sleep(kEverySeconds);
  }
}

void send_to_itself(int report, const Address& address, const std::string& text) {
  const auto* where = reinterpret_cast<const sockaddr*>(&address.bytes);
  const int socket = ::socket(where->sa_family, SOCK_DGRAM, 0);
  if (socket < 0 || ::bind(socket, where, address.length) != 0 ||
      ::connect(socket, where, address.length) != 0)
    give_up(report);
  ::close(report);
  for (std::array<char, 512> heard{};;) {
    if (::send(socket, text.data(), text.size(), MSG_NOSIGNAL) < 0) return;
    if (::recv(socket, heard.data(), heard.size(), 0) <= 0) return;
    ::sleep(kEverySeconds);
  }
}

std::string text_at(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  std::string text(4096, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

bool is_marked(const std::string& folder, const ProcessMark& mark) {
  if (!mark.name.empty()) {
    std::string name = text_at(folder + "/comm");
    if (name.ends_with('\n')) name.pop_back();
    return name == mark.name;
  }
  std::error_code ignored;
  const std::string program = std::filesystem::read_symlink(folder + "/exe", ignored).string();
  if (program != mark.program && program != mark.program + " (deleted)") return false;
  return text_at(folder + "/cmdline").find('\0' + mark.argument + '\0') != std::string::npos;
}

// Zombies are gone: nothing of them runs.
bool is_zombie(const std::string& folder) {
  const std::string stat = text_at(folder + "/stat");
  const std::size_t end = stat.rfind(')');
  return end == std::string::npos || end + 2 >= stat.size() || stat[end + 2] == 'Z';
}

}  // namespace

std::vector<pid_t> processes_of(const ProcessMark& mark) {
  std::vector<pid_t> found;
  std::error_code failed;
  for (std::filesystem::directory_iterator at{"/proc", failed}, end; !failed && at != end;
       at.increment(failed)) {
    const auto pid = number_from<pid_t>(at->path().filename().string());
    if (pid && is_marked(at->path().string(), mark) && !is_zombie(at->path().string())) found.push_back(*pid);
  }
  return found;
}

Result<> end_processes(const ProcessMark& mark) {
  constexpr int kTries = 100;
  for (int i = 0; i < kTries; ++i) {
    const auto left = processes_of(mark);
    if (left.empty()) return {};
    for (const pid_t pid : left) {
      // Held before it is looked at again, so that no other process of that number is meant.
      const Descriptor held{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
      if (!is_marked(fmt::format("/proc/{}", pid), mark)) continue;
      if (held ? ::syscall(SYS_pidfd_send_signal, held.get(), SIGKILL, nullptr, 0) != 0
               : ::kill(pid, SIGKILL) != 0)
        if (errno != ESRCH) return fail_errno(fmt::format("cannot end process {}", pid));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  return fail(Errc::timed_out, "a process of the drill does not end");
}

Result<pid_t> start_program(const Place& place, const std::string& argument) {
  std::string path = place.path, said = argument;
  std::array<char*, 3> words{path.data(), said.data(), nullptr};
  std::array<char*, 1> none{nullptr};
  const int folder = place.folder.get();
  const char* name = place.name.c_str();
  return in_background(place.path, [&](int report) {
    ::syscall(SYS_execveat, folder, name, words.data(), none.data(), AT_SYMLINK_NOFOLLOW);
    give_up(report);
  });
}

Result<pid_t> start_beacon(const std::string& address, const std::string& mark) {
  const auto where = address_of(address);
  if (!where) return tl::unexpected{where.error()};
  const std::string name = "fh-" + mark, text = fmt::format("演练 EXERCISE {}\n", mark);
  return in_background("the beacon on " + address,
                       [&](int report) { talk_to_itself(keep_only(report, name.c_str()), *where, text); });
}

Result<pid_t> start_messenger(const std::string& address, const std::string& mark) {
  const auto where = address_of(address);
  if (!where) return tl::unexpected{where.error()};
  // version:packet:user:host:command:text; the command 1 tells that somebody is there.
  const std::string name = "fh-" + mark,
                    text = fmt::format("1_lbt6_0#128#000000000000#0#0#0#4001#9:1:drill:EXERCISE:1:{}", mark);
  return in_background("the messenger on " + address,
                       [&](int report) { send_to_itself(keep_only(report, name.c_str()), *where, text); });
}

}  // namespace firsthour::playbooks
