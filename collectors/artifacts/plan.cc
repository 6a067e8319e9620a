// SPDX-License-Identifier: Apache-2.0
#include "collectors/artifacts/plan.h"

#include "casefile/digest.h"
#include "casefile/json.h"
#include "casefile/number.h"

#include <algorithm>
#include <set>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kMostEntries = 10'000, kMostPaths = 10'000, kLongestPattern = 1024;
constexpr unsigned kDeepest = 100;

std::optional<Profile> profile_from(std::string_view name) {
  for (const Profile each : {Profile::quick, Profile::standard, Profile::full}) {
    if (name == name_of(each)) return each;
  }
  return std::nullopt;
}

Result<> check_component(std::string_view component, std::string_view pattern) {
  const auto wrong = [&](std::string_view why) {
    return fail(Errc::malformed, "pattern \"" + std::string{pattern} + "\": " + std::string{why});
  };
  if (component.empty()) return wrong("an empty name");
  if (component == "." || component == "..") return wrong("\".\" and \"..\" are not allowed");
  if (component.find("%%") != std::string_view::npos) {
    return wrong("a variable may only stand at the beginning");
  }
  const std::size_t stars = component.find("**");
  if (stars != std::string_view::npos) {
    if (stars != 0) return wrong("\"**\" must be a name of its own");
    const std::string_view depth = component.substr(2);
    const auto levels = number_from<unsigned>(depth);
    if (!depth.empty() && (!levels || *levels == 0 || *levels > kDeepest)) {
      return wrong("after \"**\" only a number from 1 to 100 may stand");
    }
  }
  const std::size_t open = component.find('[');
  if (open != std::string_view::npos && component.find(']', open + 2) == std::string_view::npos) {
    return wrong("\"[\" without \"]\"");
  }
  return {};
}

// Takes the members of one entry, each checked; what is left over at the end is an unknown key.
class EntryReader {
 public:
  EntryReader(const Json& json, std::size_t number) : json_{json}, number_{number} {}

  Result<PlanEntry> read() {
    if (!json_.is_object()) return wrong("is not an object");
    PlanEntry entry;
    if (!text("name", entry.name) || entry.name.empty() || entry.name.size() > 100)
      return wrong("has no name");
    text("doc", entry.doc);
    std::string profile, keep, order;
    text("profile", profile);
    text("keep", keep);
    text("order", order);
    const auto from = profile_from(profile);
    if (!from) return wrong("has an unknown profile");
    if (!keep.empty() && keep != "head" && keep != "tail") return wrong("has an unknown value of keep");
    if (!order.empty() && order != "found" && order != "newest")
      return wrong("has an unknown value of order");
    entry.from = *from;
    entry.newest_first = order == "newest";
    entry.tail = keep == "tail";
    if (const Json* limit = member("limit")) {
      if (!limit->is_number_unsigned()) return wrong("has a limit that is no number of bytes");
      entry.limit = limit->get<std::uint64_t>();
    }
    if (!flag("walk", entry.walk) || !flag("follow", entry.follow) || !flag("hash", entry.hash)) {
      return wrong("has a flag that is not a boolean");
    }
    for (const auto& [key, into] : {std::pair{"paths", &entry.paths}, std::pair{"except", &entry.except}}) {
      if (auto read = patterns(key, *into); !read) return fail(here(), read.error());
    }
    if (entry.paths.empty()) return wrong("has no paths");
    if (known_ != json_.size()) return wrong("has an unknown key");
    return entry;
  }

 private:
  std::string here() const { return "entry " + std::to_string(number_); }
  tl::unexpected<Error> wrong(std::string_view why) const {
    return fail(Errc::malformed, here() + " " + std::string{why});
  }
  const Json* member(const char* key) {
    const auto found = json_.find(key);
    if (found == json_.end()) return nullptr;
    ++known_;
    return &*found;
  }
  bool text(const char* key, std::string& into) {
    const Json* value = member(key);
    if (value == nullptr || !value->is_string()) return false;
    into = value->get<std::string>();
    return true;
  }
  bool flag(const char* key, bool& into) {
    const Json* value = member(key);
    if (value == nullptr) return true;
    if (!value->is_boolean()) return false;
    into = value->get<bool>();
    return true;
  }
  Result<> patterns(const char* key, std::vector<std::string>& into) {
    const Json* value = member(key);
    if (value == nullptr) return {};
    if (!value->is_array() || value->size() > kMostPaths) return fail(Errc::malformed, "no list of patterns");
    for (const Json& each : *value) {
      if (!each.is_string()) return fail(Errc::malformed, "a pattern that is no text");
      into.push_back(each.get<std::string>());
      if (auto good = check_pattern(into.back()); !good) return good;
    }
    return {};
  }

  const Json& json_;
  std::size_t number_;
  std::size_t known_ = 0;
};

}  // namespace

std::string_view PlanEntry::family() const { return std::string_view{name}.substr(0, name.find('.')); }

std::string_view name_of(Profile profile) {
  switch (profile) {
    case Profile::quick:
      return "quick";
    case Profile::standard:
      return "standard";
    case Profile::full:
      break;
  }
  return "full";
}

Result<> check_pattern(std::string_view pattern) {
  if (pattern.size() > kLongestPattern || pattern.find('\0') != std::string_view::npos) {
    return fail(Errc::malformed, "a pattern that is too long or has a NUL");
  }
  std::string_view rest = pattern;
  for (const std::string_view variable : {"%%users.homedir%%", "%%web.roots%%"}) {
    if (rest.starts_with(variable)) rest.remove_prefix(variable.size());
  }
  if (rest.empty() || rest.front() != '/') {
    return fail(Errc::malformed, "pattern \"" + std::string{pattern} +
                                     "\" does not begin with \"/\", %%users.homedir%% or %%web.roots%%");
  }
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find('/'), rest.size());
    if (auto good = check_component(rest.substr(0, end), pattern); !good) return good;
    rest.remove_prefix(end);
  }
  return {};
}

Result<Plan> parse_plan(std::string_view json) {
  const auto document = parse_json(json);
  if (!document) return fail("plan", document.error());
  if (!document->is_object() || document->value("firsthour_plan", 0) != 1) {
    return fail(Errc::malformed, "plan: \"firsthour_plan\": 1 is missing: no plan, or of a newer version");
  }
  const auto entries = document->find("entries");
  if (entries == document->end() || !entries->is_array() || entries->size() > kMostEntries) {
    return fail(Errc::malformed, "plan: no list of entries");
  }
  Plan plan;
  plan.digest = sha256(json).hex();
  std::set<std::string, std::less<>> names;
  for (const Json& each : *entries) {
    auto entry = EntryReader{each, plan.entries.size() + 1}.read();
    if (!entry) return fail("plan", entry.error());
    if (!names.insert(entry->name).second) {
      return fail(Errc::malformed, "plan: two entries are called \"" + entry->name + "\"");
    }
    plan.entries.push_back(std::move(*entry));
  }
  if (const auto left_out = document->find("left_out"); left_out != document->end() && left_out->is_array()) {
    for (const Json& each : *left_out) {
      if (each.is_string()) plan.left_out.push_back(each.get<std::string>());
    }
  }
  return plan;
}

void add_to_plan(Plan& plan, Plan further) {
  for (PlanEntry& entry : further.entries) {
    const auto same = std::find_if(plan.entries.begin(), plan.entries.end(),
                                   [&](const PlanEntry& old) { return old.name == entry.name; });
    if (same == plan.entries.end())
      plan.entries.push_back(std::move(entry));
    else
      *same = std::move(entry);
  }
  plan.left_out.insert(plan.left_out.end(), further.left_out.begin(), further.left_out.end());
  plan.digest = sha256(plan.digest + further.digest).hex();
}

}  // namespace firsthour::collectors
