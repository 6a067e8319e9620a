// SPDX-License-Identifier: Apache-2.0
// What was examined is written down at once, so that a run that was killed goes on where it was.
//
// A file: the line "firsthour triage journal 2 RUN\n", then records of
//   length   4 bytes, little-endian, of the payload
//   check    the first 8 bytes of SHA-256 over the payload
//   payload  place (LEB128), then the message of the examination (examination.h)
// A record that is cut or does not check ends it: it was being written when the power went.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace firsthour::triage {

class Journal {
 public:
  // Opens the journal of a run, which is named by the digest of everything that decides its answers. With
  // `go_on`, each record that is there is given to `take`; without, or when there is none of this run, it is
  // begun anew. busy when another process has it open.
  [[nodiscard]] static Result<Journal> open(
      const std::string& path, std::string_view run, bool go_on,
      const std::function<Result<>(std::uint64_t place, std::string_view examination)>& take);

  [[nodiscard]] Result<> append(std::uint64_t place, std::string_view examination);
  // The run is over and its report is made: nothing is left to go on with.
  void remove();

 private:
  Journal(Descriptor file, std::string path) : file_{std::move(file)}, path_{std::move(path)} {}
  Descriptor file_;
  std::string path_;
};

}  // namespace firsthour::triage
