// SPDX-License-Identifier: Apache-2.0
// Who looks at a board: a role of the drill with what it may do there, or the projector, which only shows.
#pragma once

#include <cstdint>
#include <set>
#include <string>

namespace firsthour::cli {

enum class ViewerKind : std::uint8_t {
  coordinator,  // drives the clock, delivers, stops, judges
  player,       // is told things, answers, does steps
  observer,     // records observations and judges
  projector,    // a screen for all: no commands
};

struct Viewer {
  std::string role;  // "commander"; the word in its link
  ViewerKind kind = ViewerKind::player;
};
[[nodiscard]] std::string_view name_of(ViewerKind kind);

// Who gets to see one part of the state.
struct Audience {
  bool everyone = false;
  std::set<ViewerKind> kinds;
  std::set<std::string> roles;

  [[nodiscard]] bool holds(const Viewer& viewer) const {
    return everyone || kinds.contains(viewer.kind) || roles.contains(viewer.role);
  }
  bool operator==(const Audience&) const = default;
};
[[nodiscard]] inline Audience for_everyone() { return {.everyone = true, .kinds = {}, .roles = {}}; }

}  // namespace firsthour::cli
