// SPDX-License-Identifier: Apache-2.0
// One thing to say on paper, in Chinese and in English.
#pragma once

#include <string>

namespace firsthour::playbooks {

struct Words {
  std::string zh, en;
};

}  // namespace firsthour::playbooks
