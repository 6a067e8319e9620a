// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/worker.h"

#include "triage/engine/channel.h"
#include "triage/engine/message.h"
#include "triage/engine/sandbox.h"

#include <time.h>
#include <unistd.h>

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
    const auto sent = send_message(kWorkerSocket, answer.bytes());
    at_work.place = AtWork::kIdle;
    if (!sent) return false;
  }
  return true;
}

[[noreturn]] void serve(const Detectors& detectors, Claims& claims, AtWork& at_work,
                        const WorkerSettings& settings) {
  auto examiner = Examiner::with(detectors, claims, {&at_work.rule, settings.helpers});
  if (!examiner) ::_exit(70);
  RuleScanner::start_clock();
  // Without seccomp (an old kernel, some containers) the work is done all the same; the report and doctor say
  // so.
  static_cast<void>(enter_sandbox(settings.memory));
  for (;;) {
    auto batch = receive_message(kWorkerSocket);
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
  return fork_worker([&] { serve(detectors, claims, at_work, settings); });
}

}  // namespace firsthour::triage
