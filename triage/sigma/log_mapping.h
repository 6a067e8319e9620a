// SPDX-License-Identifier: Apache-2.0
// Which of our events a Sigma log source means, and what its fields are called there. Data: YAML files in
// triage/sigma/mappings, each an ordered list of streams (mappings/README.md).
#pragma once

#include "casefile/result.h"
#include "triage/sigma/event.h"
#include "triage/sigma/rule.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::triage::sigma {

// What a log reader says of an entry; "" where it does not know.
struct EventSource {
  std::string_view product, category, service;
  std::string_view wider;  // the service of the log that the entry stands in: auth for sshd in auth.log
};

struct LogStream {
  std::string name;
  LogSource source;  // as rules say it
  LogSource from;    // as readers say it; what is "" there is not asked for
  // Fields that must have one of these values (in lower case).
  std::vector<std::pair<std::string, std::vector<std::string>>> where;
  // Names with blanks are known without them too ("Threat Name" as ThreatName), as the specification asks.
  bool strip_blanks = false;
  // A rule's field and the event's that it is, the first of these that is there.
  std::vector<std::pair<std::string, std::vector<std::string>>> fields;
};

[[nodiscard]] inline bool renames(const LogStream& stream) {
  return stream.strip_blanks || !stream.fields.empty();
}

class LogMapping {
 public:
  // Files or folders of *.yaml. not_found or malformed, with file and line.
  [[nodiscard]] static Result<LogMapping> load(const std::vector<std::string>& paths);
  // `file` is for messages.
  [[nodiscard]] Result<> add(std::string_view yaml, const std::string& file);

  [[nodiscard]] std::span<const LogStream> streams() const { return streams_; }
  // Streams that rules of this source are for: those that say exactly it, else those that say more.
  [[nodiscard]] std::vector<std::uint32_t> streams_of(const LogSource& rule) const;
  // Streams that the event belongs to.
  void streams_of(const EventSource& source, const Event& event, std::vector<std::uint32_t>& into) const;

 private:
  std::vector<LogStream> streams_;
  // Windows has hundreds of streams, told by the field Channel: each event meets only those of its own.
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> by_channel_;
  std::vector<std::uint32_t> others_;
};

// `event` with the stream's names for its fields; `into` refers to `event`.
void rename_fields(const LogStream& stream, const Event& event, Event& into);

}  // namespace firsthour::triage::sigma
