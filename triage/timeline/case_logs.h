// SPDX-License-Identifier: Apache-2.0
// Logs and host records of a case, opened one item at a time: compressed logs are unfolded, each log gets the
// zone of the host it is from.
#pragma once

#include "casefile/case.h"
#include "triage/host/line_reader.h"
#include "triage/logs/read_log.h"
#include "triage/sigma/event.h"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>

namespace firsthour::triage {

// Whether an item is a log is known by its content. Not thread-safe; `from` lives longer.
class CaseLogs {
 public:
  // `largest`: bytes of a log; what is larger is not read. `scratch`: the folder for what does not fit.
  CaseLogs(const CaseReader& from, std::string scratch, std::uint64_t largest)
      : from_{from}, scratch_{std::move(scratch)}, largest_{largest} {}

  // Told what could not be read, and why.
  using Unread = std::function<void(const CaseItem&, std::string reason)>;
  // A log: its bytes, the name that tells its form, what it does not say itself, the path to show.
  using LogVisitor = std::function<Result<>(std::span<const std::byte> bytes, std::string_view name,
                                            const logs::LogHints& hints, const std::string& path)>;
  using RecordVisitor = std::function<Result<>(const sigma::Event&, const LineReader::Line&)>;

  // The zone of every host, over what the hosts say themselves; "" does nothing. usage when there is none.
  [[nodiscard]] Result<> say_zone(const std::string& zone);
  // All items, before the first log is read: takes the zones of the hosts.
  [[nodiscard]] Result<> look_ahead(const CaseItem& item, const Unread& unread);
  [[nodiscard]] Result<> read_if_log(const CaseItem& item, const LogVisitor& visit,
                                     const Unread& unread) const;
  // Of an item of kind `records`. The event and the line are valid during the call.
  [[nodiscard]] Result<> each_record(const CaseItem& item, const RecordVisitor& visit,
                                     const Unread& unread) const;

 private:
  struct HostZone {
    logs::Zone zone;
    std::string source;
  };
  Result<> take_localtime(const CaseItem& item);
  Result<> take_identity(const CaseItem& item, const Unread& unread);
  logs::LogHints hints_for(const CaseItem& item) const;
  Result<> read_compressed(const CaseItem& item, std::span<const std::byte> bytes, const LogVisitor& visit,
                           const Unread& unread) const;

  const CaseReader& from_;
  std::string scratch_;
  std::uint64_t largest_;
  std::optional<HostZone> said_;
  std::map<std::string, HostZone> by_file_, by_name_;
};

}  // namespace firsthour::triage
