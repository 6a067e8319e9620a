// SPDX-License-Identifier: Apache-2.0
// What people type about custody, and how heads are shown to be copied onto paper.
#pragma once

#include "casefile/custody_state.h"
#include "cli/command.h"

#include <optional>
#include <string>
#include <string_view>

namespace firsthour::cli {

// "李雷,科信处", with a Chinese comma too; the unit may be missing.
[[nodiscard]] Party party_from_words(std::string_view words);
// "李雷 (科信处)"; "(blank)" when nothing is known.
[[nodiscard]] std::string party_text(const Terminal& terminal, const Party& party);
// "24h", "90m", "2d" in nanoseconds.
[[nodiscard]] std::optional<std::int64_t> duration_from_words(std::string_view words);

// An item of the case, named by `option`: else a usage failure that says so.
[[nodiscard]] Try<std::string> known_item(const CaseReader& from, std::string_view option,
                                          const std::string& id);
// The event number that `option` was given as.
[[nodiscard]] Try<std::optional<std::uint64_t>> event_option(const Invocation& call, std::string_view option);
// SIZE:ROOT of `--head`.
[[nodiscard]] Try<std::optional<LedgerHead>> head_option(const Invocation& call);

// Both roots in groups, as data, and the signed note as a QR code.
void show_head(Terminal& terminal, const LedgerHead& head, const std::string& note);

}  // namespace firsthour::cli
