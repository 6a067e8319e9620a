// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/worker.h"

#include "triage/engine/channel.h"
#include "triage/engine/message.h"
#include "triage/engine/sandbox.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <new>

namespace firsthour::triage {
namespace {

Result<std::vector<Assignment>> batch_from(std::string_view message) {
  MessageReader in{message};
  std::vector<Assignment> batch(in.count());
  for (Assignment& one : batch) {
    one.place = in.number();
    one.time = std::chrono::milliseconds{in.number()};
    one.alone = in.number() != 0;
    for (std::uint64_t* field : {&one.target.size, &one.target.modified, &one.target.collected})
      *field = in.number();
    for (std::string* field : {&one.target.item, &one.target.path, &one.target.host, &one.target.owner,
                               &one.target.kind, &one.target.sha256, &one.take_out})
      *field = in.text();
  }
  if (!in.done()) return fail(Errc::malformed, "a batch of targets is cut");
  return batch;
}

std::int64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// Only its end of the socket stays open: neither the case nor the terminal is a worker's business.
void drop_descriptors(int kept) {
  if (kept != 3) ::dup3(kept, 3, O_CLOEXEC);
  if (::syscall(SYS_close_range, 4U, ~0U, 0U) != 0) {
    const long most = ::sysconf(_SC_OPEN_MAX);
    for (int fd = 4; fd < most; ++fd) ::close(fd);
  }
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    nothing >= 0 ? ::dup2(nothing, fd) : ::close(fd);
  if (nothing > 3) ::close(nothing);
}

Examination examine_within_memory(Examiner& examiner, const Assignment& assignment, Descriptor content) {
  try {
    return examiner.examine(assignment, std::move(content));
  } catch (const std::bad_alloc&) {
    Examination examination;
    examination.losses.push_back({{}, "needs more memory than a worker may have"});
    return examination;
  }
}

bool serve_batch(Examiner& examiner, AtWork& at_work, Received batch) {
  const auto assignments = batch_from(batch.message);
  if (!assignments || assignments->size() != batch.descriptors.size()) return false;
  for (std::size_t i = 0; i < assignments->size(); ++i) {
    const Assignment& assignment = (*assignments)[i];
    at_work.since = now_ns();
    at_work.place = assignment.place;
    MessageWriter answer;
    answer.number(assignment.place);
    answer.text(to_message(examine_within_memory(examiner, assignment, std::move(batch.descriptors[i]))));
    const auto sent = send_message(3, answer.bytes());
    at_work.place = AtWork::kIdle;
    if (!sent) return false;
  }
  return true;
}

[[noreturn]] void serve(const Detectors& detectors, Claims& claims, AtWork& at_work,
                        const WorkerSettings& settings) {
  auto examiner = Examiner::with(detectors, claims, &at_work.rule);
  if (!examiner) ::_exit(70);
  RuleScanner::start_clock();
  // Without seccomp (an old kernel, some containers) the work is done all the same; the report and doctor say
  // so.
  static_cast<void>(enter_sandbox(settings.memory));
  for (;;) {
    auto batch = receive_message(3);
    if (!batch || !*batch) ::_exit(0);
    if (!serve_batch(**examiner, at_work, std::move(**batch))) ::_exit(71);
  }
}

}  // namespace

std::string to_message(std::span<const Assignment> batch) {
  MessageWriter out;
  out.number(batch.size());
  for (const Assignment& one : batch) {
    out.number(one.place);
    out.number(static_cast<std::uint64_t>(one.time.count()));
    out.number(one.alone ? 1 : 0);
    for (const std::uint64_t field : {one.target.size, one.target.modified, one.target.collected})
      out.number(field);
    for (const std::string* field : {&one.target.item, &one.target.path, &one.target.host, &one.target.owner,
                                     &one.target.kind, &one.target.sha256, &one.take_out})
      out.text(*field);
  }
  return out.take();
}

Result<Answer> answer_from(std::string_view message) {
  MessageReader in{message};
  Answer answer;
  answer.place = in.number();
  answer.examination = in.text();
  if (!in.done()) return fail(Errc::malformed, "a worker's answer cannot be read");
  return answer;
}

Result<WorkerProcess> start_worker(const Detectors& detectors, Claims& claims, AtWork& at_work,
                                   const WorkerSettings& settings) {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return fail_errno("cannot make a socket");
  WorkerProcess worker{-1, Descriptor{ends[0]}};
  const Descriptor theirs{ends[1]};
  const pid_t parent = ::getpid();
  worker.pid = ::fork();
  if (worker.pid < 0) return fail_errno("cannot start a worker");
  if (worker.pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(72);
    ::signal(SIGINT, SIG_IGN);  // Ctrl-C is for the one who hands out the work
    drop_descriptors(theirs.get());
    serve(detectors, claims, at_work, settings);
  }
  return worker;
}

}  // namespace firsthour::triage
