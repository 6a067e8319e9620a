// SPDX-License-Identifier: Apache-2.0
// Sigma's time modifiers (minute, hour, day, week, month, year): a number out of a date as the field spells
// it. Neither zones nor forms are converted (specification, appendix on modifiers); read are ISO 8601 dates
// and times, with `T` or a blank between ("2026-11-22T04:05:06Z", "2026-11-22 04:05:06.123", "2026-11-22").
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace firsthour::triage::sigma {

enum class TimePart : std::uint8_t { minute, hour, day, week, month, year };
[[nodiscard]] std::optional<TimePart> time_part_from(std::string_view modifier);

// Weeks are those of ISO 8601. nullopt when the text is no date, or has no time of day and one is asked for.
[[nodiscard]] std::optional<int> part_of_date(std::string_view date, TimePart part);

}  // namespace firsthour::triage::sigma
