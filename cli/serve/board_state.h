// SPDX-License-Identifier: Apache-2.0
// What a board shows, as parts with names ("clock", "script/i3", "log/57"). Each part remembers at which
// version it last changed, so that one mechanism serves a browser that joins, one that comes back after an
// interruption, and a command that was given for a state which is no longer so. Thread-safe.
#pragma once

#include "casefile/json_fwd.h"
#include "cli/serve/viewer.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::cli {

// What a viewer has to be told to come from one version to another.
struct BoardChanges {
  std::uint64_t version = 0;
  bool whole = false;    // everything there is: forget what you had
  std::string document;  // {"set":{part:value,…},"gone":[part,…]}
};

class BoardState {
 public:
  // The parts as they are now, all of them at once: what is not among them is gone. Unchanged parts keep
  // their version. When nothing changed, the version stays.
  class Draft {
   public:
    void put(std::string part, const Json& value, Audience audience);

   private:
    friend class BoardState;
    struct Part {
      std::string text;  // its JSON; empty: gone
      Audience audience, formerly;
      std::uint64_t changed = 0;
    };
    std::map<std::string, Part, std::less<>> parts_;
  };
  void replace(Draft draft);

  [[nodiscard]] std::uint64_t version() const;
  // What changed for this viewer after the version; `after` 0 or of the future: everything.
  [[nodiscard]] BoardChanges changes(const Viewer& viewer, std::uint64_t after) const;
  // The first of these parts that changed after the version, with its value as it is now ("null" when gone).
  [[nodiscard]] std::optional<std::pair<std::string, std::string>> newer(
      const std::vector<std::string>& parts, std::uint64_t after) const;
  // Returns when the version is above `after`, when the time is over, or when close() was called.
  void wait(std::uint64_t after, std::chrono::milliseconds at_most) const;
  void close();
  [[nodiscard]] bool closed() const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::map<std::string, Draft::Part, std::less<>> parts_;
  std::uint64_t version_ = 0;
  bool closed_ = false;
};

}  // namespace firsthour::cli
