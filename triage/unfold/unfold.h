// SPDX-License-Identifier: Apache-2.0
// What is inside a content: members of archives, what a compressed stream holds, what a capture of network
// traffic carried, what is written in base64 or hexadecimal in a text. One step inwards; the caller goes on
// with what it is given.
//
// Everything works on memory: a worker that runs this can open nothing. Names are never used as paths.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::triage {

struct UnfoldLimits {
  unsigned depth = 5;                    // steps inwards; a .deb needs 2, a docx in it in a zip 4
  std::uint64_t contents = 10'000;       // of one target, at all depths
  std::uint64_t member = 256ull << 20U;  // bytes of one content
  std::uint64_t bytes = 2ull << 30U;     // of all contents of one target
  std::uint64_t ratio = 1000;  // of an archive's contents to itself; deflate's own limit is 1032 …
  std::uint64_t ratio_from = 64ull << 20U;  // … so that only what grows beyond this is called a bomb
};

// What is left for one target. Reaching a limit is told once, as a loss.
struct UnfoldBudget {
  UnfoldLimits limits;
  std::chrono::steady_clock::time_point deadline;
  std::uint64_t contents = 0, bytes = 0;  // spent
};

struct Inside {
  std::string name;                  // as stored, bytes; "base64@1234" for what stands at an offset
  std::string_view how;              // "zip", "tar", "gzip", "base64", …
  std::span<const std::byte> bytes;  // valid during the call
};

class InsideVisitor {
 public:
  virtual ~InsideVisitor() = default;
  // False ends the unfolding of this content.
  virtual bool content(const Inside& inside) = 0;
  // Something that is there and was not given: encrypted, damaged, over a limit. `name` is "" for the whole.
  virtual void loss(std::string_view name, std::string reason) = 0;
};

// Does what needs files, before a sandbox forbids it. Without it some names of members cannot be read.
void prepare_unfolding();

// `name` is the content's own, from which that of a compressed stream's content is made ("a.log.gz" has
// "a.log").
void unfold(std::span<const std::byte> content, std::string_view name, UnfoldBudget& budget,
            InsideVisitor& visitor);

}  // namespace firsthour::triage
