// SPDX-License-Identifier: Apache-2.0
// firsthour case attach: documents from outside, e.g. the scan of a signed form.
#include "cli/adding.h"
#include "cli/digest_option.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"title", "TEXT", {"what the document is", "材料名称"}},
    kDigestOption,
    kKeyOption,
};

Try<Exit> run(const Invocation& call) { return add_files(call, "document", "case.attach"); }

}  // namespace

constinit const CommandBody case_attach_command{kOptions, run};

}  // namespace firsthour::cli
