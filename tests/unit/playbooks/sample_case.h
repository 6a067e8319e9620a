// SPDX-License-Identifier: Apache-2.0
// A made case of an exercise: one host, a webshell, a deleted executable, a locked folder. All names are
// invented; addresses are those of RFC 5737.
#pragma once

#include "tests/support/memory_case.h"

#include <memory>

namespace firsthour::testing {

struct SampleOptions {
  bool exercise = true;
  int further_files = 0;  // items beside the ones of the story
};

[[nodiscard]] std::unique_ptr<MemoryCase> sample_case(const SampleOptions& options = {});
// A checkpoint in the form that cases print.
[[nodiscard]] std::string sample_checkpoint();

}  // namespace firsthour::testing
