// SPDX-License-Identifier: Apache-2.0
// The static program `collect` beside this one, run as a child: the same program that goes to a suspected
// host from the stick, read the same way as over ssh.
#pragma once

#include "casefile/bytes.h"
#include "casefile/descriptor.h"
#include "cli/exit.h"

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

namespace firsthour::cli {

// Why a collection that goes through our pipe is not encrypted, whatever recipients lie beside the collector.
inline constexpr std::string_view kPlainReason = "read through a pipe into a case";

class CollectChild {
 public:
  // Started with its standard output in stream(). `answers`, a JSON text or "", is what it is told of
  // permission and people: over a descriptor, since a file would be one more trace. What it says goes to our
  // standard error when `talk`, else is kept for last_words(). In a process group of its own: Ctrl-C reaches
  // it through us, once.
  [[nodiscard]] static Try<CollectChild> start(const std::string& our_program,
                                               std::vector<std::string> arguments, const std::string& answers,
                                               bool talk);
  // Ends the child if it still runs.
  ~CollectChild();
  CollectChild(CollectChild&&) noexcept;
  CollectChild& operator=(CollectChild&&) = delete;

  // When a stop is asked for, the child is told and its stream read to its end, at most 20 seconds more.
  [[nodiscard]] ByteSource& stream() { return *stream_; }
  // Waits for the end. The exit code, or 128 and the signal.
  int wait();
  [[nodiscard]] std::string last_words() const;

 private:
  CollectChild() = default;
  pid_t pid_ = 0;
  std::unique_ptr<ByteSource> stream_;
  Descriptor talk_;
};

// Runs it with our own three streams and waits: its exit code.
[[nodiscard]] Try<int> run_collect(const std::string& our_program, std::vector<std::string> arguments);

// A source over a descriptor that ends when a stop is asked for, `grace_ms` later.
[[nodiscard]] std::unique_ptr<ByteSource> stoppable_source(int fd, int grace_ms);

}  // namespace firsthour::cli
