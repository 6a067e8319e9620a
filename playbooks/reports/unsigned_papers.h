// SPDX-License-Identifier: Apache-2.0
// Who signs which form of the capacity, and what nobody has signed yet.
#pragma once

#include "playbooks/reports/builders.h"

#include <string>
#include <vector>

namespace firsthour::playbooks {

// "侦查（办案）人员 李雷": the lines of the form's signatures, a person named where the case names one.
[[nodiscard]] std::vector<std::string> signers_of(const FormPack& pack, const Answers& answers,
                                                  Language language);
[[nodiscard]] Document build_unsigned(const ReportInput& input, const std::vector<FormPack>& packs);

}  // namespace firsthour::playbooks
