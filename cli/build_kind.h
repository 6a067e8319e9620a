// SPDX-License-Identifier: Apache-2.0
// Which of the two builds of the same objects this is: with the machine's shared libraries, or the static
// field build, which may load nothing of the host.
#pragma once

namespace firsthour::cli {

// True when no dynamic loader took part: the program's own headers name none.
[[nodiscard]] bool is_field_build();

}  // namespace firsthour::cli
