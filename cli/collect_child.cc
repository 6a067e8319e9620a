// SPDX-License-Identifier: Apache-2.0
#include "cli/collect_child.h"

#include "casefile/encoding.h"
#include "cli/stop.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <cerrno>
#include <filesystem>

extern char** environ;

namespace firsthour::cli {
namespace {

constexpr int kPollMs = 100;
constexpr int kGraceMs = 20'000;

class StoppableSource final : public ByteSource {
 public:
  StoppableSource(int fd, int grace_ms) : fd_{fd}, left_ms_{grace_ms} {}

  Result<std::size_t> read(std::span<std::byte> into) override {
    while (true) {
      pollfd waiting{fd_.get(), POLLIN, 0};
      const int ready = poll(&waiting, 1, kPollMs);
      if (stop_asked()) {
        if (left_ms_ <= 0) return 0;
        if (ready == 0) left_ms_ -= kPollMs;
      }
      if (ready < 0 && errno != EINTR) return fail_errno("cannot wait for the stream");
      if (ready <= 0) continue;
      const ssize_t got = ::read(fd_.get(), into.data(), into.size());
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR && errno != EAGAIN) return fail_errno("cannot read the stream");
    }
  }

 private:
  Descriptor fd_;
  int left_ms_;
};

Try<std::string> program_beside(const std::string& our_program) {
  const std::string path = (std::filesystem::path{our_program}.parent_path() / "collect").string();
  if (access(path.c_str(), X_OK) == 0) return path;
  return give_up(Exit::failed, "the program collect is not beside firsthour: " + path,
                 "install both into one folder, or build the target collect");
}

constexpr int kAnswersDescriptor = 3;

struct Streams {
  int out = -1, err = -1;  // -1: ours
  int answers = -1;        // -1: none; else readable as descriptor 3
  bool own_group = false;
};

// posix_spawn, with our signal settings undone: an ignored signal would stay ignored in the child.
Try<pid_t> spawn(const std::string& program, std::vector<std::string>& arguments, const Streams& streams) {
  std::vector<char*> argv;
  std::string name = "collect";
  argv.push_back(name.data());
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  if (streams.out >= 0) posix_spawn_file_actions_adddup2(&actions, streams.out, STDOUT_FILENO);
  if (streams.err >= 0) posix_spawn_file_actions_adddup2(&actions, streams.err, STDERR_FILENO);
  if (streams.answers >= 0) posix_spawn_file_actions_adddup2(&actions, streams.answers, kAnswersDescriptor);
  sigset_t as_at_first;
  sigemptyset(&as_at_first);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ}) sigaddset(&as_at_first, signal);
  posix_spawnattr_setsigdefault(&attributes, &as_at_first);
  int flags = POSIX_SPAWN_SETSIGDEF;
  if (streams.own_group) flags |= POSIX_SPAWN_SETPGROUP;
  posix_spawnattr_setflags(&attributes, static_cast<short>(flags));
  pid_t pid = 0;
  const int failed = posix_spawn(&pid, program.c_str(), &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) return give_up(fail_errno("cannot start " + program, failed).value());
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

std::unique_ptr<ByteSource> stoppable_source(int fd, int grace_ms) {
  return std::make_unique<StoppableSource>(fd, grace_ms);
}

Try<CollectChild> CollectChild::start(const std::string& our_program, std::vector<std::string> arguments,
                                      const std::string& answers, bool talk) {
  const auto program = program_beside(our_program);
  if (!program) return give_up(program.error());
  Descriptor told;
  if (!answers.empty()) {
    told = Descriptor{memfd_create("answers", MFD_CLOEXEC)};
    const auto written = sink_to_fd(dup(told.get()))->write(as_bytes(answers));
    if (!written) return give_up(written.error());
    arguments.insert(arguments.end(), {"--answers", "/proc/self/fd/" + std::to_string(kAnswersDescriptor)});
  }
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return give_up(fail_errno("cannot make a pipe").value());
  Descriptor read_end{ends[0]}, write_end{ends[1]};
  // A larger pipe, so that the collector does not wait for the ledger's disk.
  fcntl(read_end.get(), F_SETPIPE_SZ, 1 << 20);
  CollectChild child;
  if (!talk) child.talk_ = Descriptor{memfd_create("collect-talk", MFD_CLOEXEC)};
  const auto pid = spawn(*program, arguments, {write_end.get(), child.talk_.get(), told.get(), true});
  if (!pid) return give_up(pid.error());
  child.pid_ = *pid;
  child.stream_ = stoppable_source(read_end.release(), kGraceMs);
  tell_child_to_stop(*pid);
  return child;
}

CollectChild::CollectChild(CollectChild&& other) noexcept
    : pid_{std::exchange(other.pid_, 0)}, stream_{std::move(other.stream_)}, talk_{std::move(other.talk_)} {}

CollectChild::~CollectChild() {
  if (pid_ == 0) return;
  stream_.reset();
  kill(pid_, SIGTERM);
  wait();
}

int CollectChild::wait() {
  if (pid_ == 0) return 0;
  stream_.reset();  // a child that still writes ends with EPIPE
  tell_child_to_stop(0);
  return wait_for(std::exchange(pid_, 0));
}

std::string CollectChild::last_words() const {
  std::string text;
  if (!talk_) return text;
  const off_t size = lseek(talk_.get(), 0, SEEK_END);
  const off_t from = size > 4096 ? size - 4096 : 0;
  text.resize(static_cast<std::size_t>(size - from));
  const ssize_t got = pread(talk_.get(), text.data(), text.size(), from);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

Try<int> run_collect(const std::string& our_program, std::vector<std::string> arguments) {
  const auto program = program_beside(our_program);
  if (!program) return give_up(program.error());
  const auto pid = spawn(*program, arguments, {});
  if (!pid) return give_up(pid.error());
  return wait_for(*pid);
}

}  // namespace firsthour::cli
