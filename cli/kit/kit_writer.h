// SPDX-License-Identifier: Apache-2.0
// Writes a kit to its folder, new or over an older kit. What is outside the manifest (collections, cases,
// answers.yaml) is never touched; of an older kit only what its own manifest lists is removed.
//
// The signature goes first and comes last: whatever interrupts in between leaves a kit that does not verify,
// and that building again makes whole.
#pragma once

#include "casefile/keys.h"
#include "cli/kit/kit_contents.h"
#include "cli/kit/manifest.h"

#include <functional>
#include <string>
#include <vector>

namespace firsthour::cli {

struct WrittenKit {
  std::vector<KitFile> files;          // without SHA256SUMS and its note
  std::uint64_t bytes = 0;             // of them
  std::uint64_t written = 0;           // how many of them were not there with these bytes
  std::vector<std::string> removed;    // of the older kit
  std::vector<std::string> strangers;  // lie in the folder, are of no kit, and will not verify
};

class KitWriter {
 public:
  // Exit 1: the folder holds something that is no kit, or links.
  [[nodiscard]] static Try<KitWriter> open(const std::string& folder);
  // Whether a kit was there.
  [[nodiscard]] bool is_update() const { return !old_.empty(); }

  // Writes all parts. `progress` is told of each; false stops (exit 130).
  [[nodiscard]] Try<> write(const KitContents& contents, const std::function<bool(std::uint64_t)>& progress);
  // What the parts written so far are.
  [[nodiscard]] const WrittenKit& so_far() const { return kit_; }
  // Writes the description, the manifest and the note that these keys sign; removes what only the older kit
  // had; makes what is used on site. `answers` is the working copy, written only when there is none.
  [[nodiscard]] Try<WrittenKit> finish(const std::string& description, const std::string& answers,
                                       const std::vector<const SigningKey*>& keys);

 private:
  explicit KitWriter(std::string folder) : folder_{std::move(folder)} {}
  Try<> write_part(const KitPart& part);
  Try<> remove_old();

  std::string folder_;
  std::vector<KitFile> old_;
  WrittenKit kit_;
};

}  // namespace firsthour::cli
