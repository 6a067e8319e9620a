// SPDX-License-Identifier: Apache-2.0
// What holds of every log, whatever its bytes.
#pragma once

#include "triage/logs/read_log.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace firsthour::fuzz {

inline void any_log(triage::logs::LogKind kind, std::string_view name, const std::uint8_t* data,
                    std::size_t size) {
  using namespace triage::logs;
  LogHints hints;
  hints.zone = Zone::fixed(8 * 3600);
  hints.modified = Instant::from_seconds(1'790'000'000);
  const std::span<const std::byte> content{reinterpret_cast<const std::byte*>(data), size};
  (void)recognise_log(content, name);
  std::uint64_t records = 0;
  std::size_t letters = 0;
  const LogSummary summary = read_log_as(kind, content, name, hints, [&](const LogRecord& record) {
    if (!record.derived) ++records;
    if (record.offset > size || record.length > size - record.offset) __builtin_trap();
    if (record.event == nullptr) __builtin_trap();
    for (const triage::sigma::Field& field : record.event->fields()) {
      letters += field.key.size();
      for (const triage::sigma::Scalar& scalar : record.event->scalars(field)) {
        // Every byte is looked at, so that a view into nothing is found.
        for (const char c : scalar.text) letters += static_cast<unsigned char>(c);
      }
    }
    for (const char c : record.message) letters += static_cast<unsigned char>(c);
    return true;
  });
  if (records != summary.records || summary.first_losses.size() > summary.losses) __builtin_trap();
  if (letters == static_cast<std::size_t>(-1)) __builtin_trap();  // keeps the sum
}

}  // namespace firsthour::fuzz
