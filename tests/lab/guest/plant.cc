// SPDX-License-Identifier: Apache-2.0
// What the lab plants in a guest, one word each; harmless, and gone with the guest.
//   plant sleep              does nothing
//   plant listen PORT        listens on 0.0.0.0:PORT
//   plant descriptors N FILE keeps N open files, every tenth a socket; writes its PID when done
//   plant unix               a listener at /run/lab.sock, a client of it, and a pair of sockets
//   plant measure FILE COMMAND WORD…
//                            runs it, ends as it does; writes seconds and peak KiB of it and its children
//   plant autoload           asks for protocol families that are modules, as a careless collector would
//   plant pattern FILE       locks 8 MiB of a known pattern, writes "pid first-virtual-address", and does
//   nothing
#include <arpa/inet.h>
#include <elf.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

constexpr std::size_t kPatternBytes = 8U << 20, kPage = 4096;

[[noreturn]] void wait_for_ever() {
  for (;;) pause();
}

int listen_on(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(fd, 1) != 0) return 1;
  wait_for_ever();
}

int keep_descriptors(unsigned count, const char* file) {
  const rlimit all{count + 64, count + 64};
  if (setrlimit(RLIMIT_NOFILE, &all) != 0) return 1;
  for (unsigned i = 0; i < count; ++i)
    if ((i % 10 == 0 ? socket(AF_INET, SOCK_DGRAM, 0) : open("/dev/null", O_RDONLY)) < 0) return 1;
  std::FILE* const out = std::fopen(file, "w");
  if (out == nullptr) return 1;
  std::fprintf(out, "%d\n", getpid());
  std::fclose(out);
  wait_for_ever();
}

int talk_by_unix_sockets() {
  const int listener = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, "/run/lab.sock");
  const auto* const name = reinterpret_cast<const sockaddr*>(&address);
  int pair[2];
  if (bind(listener, name, sizeof address) != 0 || listen(listener, 1) != 0 ||
      connect(client, name, sizeof address) != 0 || accept(listener, nullptr, nullptr) < 0 ||
      socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) != 0)
    return 1;
  wait_for_ever();
}

// busybox's own time(1) takes the kilobytes of ru_maxrss for pages.
int measure(const char* file, char** command) {
  timespec begun{}, ended{};
  clock_gettime(CLOCK_MONOTONIC, &begun);
  const pid_t child = fork();
  if (child == 0) {
    execvp(command[0], command);
    _exit(127);
  }
  int status = 0;
  rusage used{};
  if (child < 0 || wait4(child, &status, 0, &used) != child) return 1;
  clock_gettime(CLOCK_MONOTONIC, &ended);
  std::FILE* const out = std::fopen(file, "w");
  if (out == nullptr) return 1;
  std::fprintf(out, "%ld %ld\n", static_cast<long>(ended.tv_sec - begun.tv_sec), used.ru_maxrss);
  std::fclose(out);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int ask_for_modules() {
  // socket() of a family that is a module starts /sbin/modprobe with its alias.
  for (const int family : {AF_VSOCK, AF_APPLETALK, AF_IPX}) close(socket(family, SOCK_DGRAM, 0));
  close(socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER));
  return 0;
}

// Page n holds n, mixed, in every eight bytes, so that a page read from the wrong place is told from the
// right one.
int lock_pattern(const char* file) {
  void* const memory =
      mmap(nullptr, kPatternBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || mlock(memory, kPatternBytes) != 0) return 1;
  auto* const words = static_cast<std::uint64_t*>(memory);
  for (std::size_t i = 0; i < kPatternBytes / 8; ++i) {
    words[i] = 0x6669727374686f75ULL ^ (i / 512 * 0x9E3779B97F4A7C15ULL) ^ (i % 512);
  }
  std::FILE* const out = std::fopen((std::string{file} + ".new").c_str(), "w");
  if (out == nullptr) return 1;
  const int frames = open("/proc/self/pagemap", O_RDONLY);
  for (std::size_t i = 0; i < kPatternBytes; i += kPage) {
    const std::uint64_t index = (reinterpret_cast<std::uintptr_t>(memory) + i) / kPage;
    std::uint64_t frame = 0;
    if (pread(frames, &frame, 8, static_cast<off_t>(index * 8)) != 8) return 1;
    std::fprintf(out, "%llu\n", static_cast<unsigned long long>(frame & ((1ULL << 55) - 1)));
  }
  if (std::fclose(out) != 0 || std::rename((std::string{file} + ".new").c_str(), file) != 0) return 1;
  wait_for_ever();
}

int print_ram_of_kcore() {
  const int core = open("/proc/kcore", O_RDONLY);
  Elf64_Ehdr head{};
  if (pread(core, &head, sizeof head, 0) != sizeof head) return 1;
  for (unsigned i = 0; i < head.e_phnum; ++i) {
    Elf64_Phdr part{};
    const off_t at = static_cast<off_t>(head.e_phoff + i * sizeof part);
    if (pread(core, &part, sizeof part, at) != sizeof part) return 1;
    // The kernel's own text is shown a second time, before the RAM it lies in.
    const bool text_again = part.p_vaddr >= 0xffffffff80000000ULL;
    if (part.p_type != PT_LOAD || part.p_paddr == ~0ULL || text_again) continue;
    std::printf("%llu %llu %llu\n", static_cast<unsigned long long>(part.p_offset),
                static_cast<unsigned long long>(part.p_filesz),
                static_cast<unsigned long long>(part.p_paddr));
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "sleep") wait_for_ever();
  if (what == "listen" && argc > 2) return listen_on(static_cast<std::uint16_t>(std::atoi(argv[2])));
  if (what == "descriptors" && argc > 3)
    return keep_descriptors(static_cast<unsigned>(std::atoi(argv[2])), argv[3]);
  if (what == "measure" && argc > 3) return measure(argv[2], argv + 3);
  if (what == "unix") return talk_by_unix_sockets();
  if (what == "autoload") return ask_for_modules();
  if (what == "pattern" && argc > 2) return lock_pattern(argv[2]);
  if (what == "kcore") return print_ram_of_kcore();
  return 2;
}
