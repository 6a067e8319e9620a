// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/board_state.h"

#include "casefile/json.h"

namespace firsthour::cli {
namespace {

// Text of other programs may hold bytes that are no UTF-8; a board shows those as U+FFFD.
std::string text_of(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace

std::string_view name_of(ViewerKind kind) {
  switch (kind) {
    case ViewerKind::coordinator:
      return "coordinator";
    case ViewerKind::player:
      return "player";
    case ViewerKind::observer:
      return "observer";
    case ViewerKind::projector:
      return "projector";
  }
  return "player";
}

void BoardState::Draft::put(std::string part, const Json& value, Audience audience) {
  parts_.insert_or_assign(std::move(part), Part{text_of(value), std::move(audience), {}, 0});
}

void BoardState::replace(Draft draft) {
  const std::scoped_lock lock{mutex_};
  const std::uint64_t next = version_ + 1;
  bool any = false;
  for (auto& [name, part] : draft.parts_) {
    auto& own = parts_[name];
    if (own.changed != 0 && own.text == part.text && own.audience == part.audience) continue;
    // Who no longer sees the part is told that it is gone.
    own.formerly.everyone |= own.audience.everyone;
    own.formerly.kinds.merge(own.audience.kinds);
    own.formerly.roles.merge(own.audience.roles);
    own.text = std::move(part.text);
    own.audience = std::move(part.audience);
    own.changed = next;
    any = true;
  }
  for (auto& [name, part] : parts_) {
    if (part.text.empty() || draft.parts_.contains(name)) continue;
    part.text.clear();
    part.changed = next;
    any = true;
  }
  if (!any) return;
  version_ = next;
  changed_.notify_all();
}

std::uint64_t BoardState::version() const {
  const std::scoped_lock lock{mutex_};
  return version_;
}

BoardChanges BoardState::changes(const Viewer& viewer, std::uint64_t after) const {
  const std::scoped_lock lock{mutex_};
  BoardChanges changes{version_, after == 0 || after > version_, {}};
  if (changes.whole) after = 0;
  std::string set, gone;
  for (const auto& [name, part] : parts_) {
    if (part.changed <= after) continue;
    const bool seen = !part.text.empty() && part.audience.holds(viewer);
    if (seen) {
      set += (set.empty() ? "" : ",") + text_of(name) + ":" + part.text;
    } else if (!changes.whole && (part.audience.holds(viewer) || part.formerly.holds(viewer))) {
      gone += (gone.empty() ? "" : ",") + text_of(name);
    }
  }
  changes.document = "{\"set\":{" + set + "},\"gone\":[" + gone + "]}";
  return changes;
}

std::optional<std::pair<std::string, std::string>> BoardState::newer(const std::vector<std::string>& parts,
                                                                     std::uint64_t after) const {
  const std::scoped_lock lock{mutex_};
  for (const std::string& name : parts) {
    const auto found = parts_.find(name);
    if (found == parts_.end() || found->second.changed <= after) continue;
    return std::pair{name, found->second.text.empty() ? std::string{"null"} : found->second.text};
  }
  return {};
}

void BoardState::wait(std::uint64_t after, std::chrono::milliseconds at_most) const {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, at_most, [&] { return closed_ || version_ > after; });
}

void BoardState::close() {
  const std::scoped_lock lock{mutex_};
  closed_ = true;
  changed_.notify_all();
}

bool BoardState::closed() const {
  const std::scoped_lock lock{mutex_};
  return closed_;
}

}  // namespace firsthour::cli
