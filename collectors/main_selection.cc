// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_selection.h"

#include <algorithm>

namespace firsthour::collectors {
namespace {

template <class List, class Value>
bool contains(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// "host.process" itself, or all of "host" or "files".
bool is_named(const std::vector<std::string>& only, std::string_view name, std::string_view kind) {
  return only.empty() || contains(only, name) || contains(only, kind);
}

Result<> check_words(const Program& program, const Options& options) {
  for (const std::string& kind : options.kinds) {
    if (!contains(program.kinds, kind)) {
      return fail(Errc::usage, "\"" + kind + "\" is nothing that " + std::string{program.name} + " takes");
    }
  }
  for (const std::string& name : options.only) {
    const auto names = [&](const Collector& each) { return each.name == name || each.program == name; };
    const bool known = name == "traffic" || std::ranges::any_of(all_collectors(), names);
    if (!known) return fail(Errc::usage, "--only \"" + name + "\": no such source (--list shows them)");
  }
  const bool about_traffic = !options.interfaces.empty() || options.seconds.count() != 0;
  if (about_traffic && program.traffic == nullptr) {
    return fail(Errc::usage,
                std::string{program.name} + " captures no traffic: use collect or collect-traffic");
  }
  return {};
}

}  // namespace

Result<Chosen> select_sources(const Program& program, const Options& options, Profile profile) {
  if (auto good = check_words(program, options); !good) return tl::unexpected<Error>{good.error()};
  const bool about_traffic = !options.interfaces.empty() || options.seconds.count() != 0;
  const auto wants = [&](std::string_view kind) {
    return contains(program.kinds, kind) && (options.kinds.empty() || contains(options.kinds, kind));
  };
  Chosen chosen;
  for (const Collector& each : all_collectors()) {
    // A source named in full is wanted whatever the profile, and so is the image of memory by its kind: there
    // is nothing smaller of it.
    const bool of_profile = each.from <= profile || contains(options.only, each.name) ||
                            (each.program == "memory" && contains(options.kinds, each.program));
    if (wants(each.program) && of_profile && is_named(options.only, each.name, each.program)) {
      chosen.collectors.push_back(&each);
    }
  }
  // Traffic takes its time, so nobody gets it unasked but from the program that does nothing else.
  const bool asked = about_traffic || contains(options.kinds, "traffic") ||
                     contains(options.only, "traffic") || program.kinds.size() == 1;
  chosen.traffic =
      program.traffic != nullptr && wants("traffic") && asked && is_named(options.only, "traffic", "traffic");
  if (chosen.collectors.empty() && !chosen.traffic) return fail(Errc::usage, "nothing to collect is left");
  return chosen;
}

std::string usage_line(const Program& program) {
  std::string line{program.name};
  if (program.kinds.size() > 1) {
    line += " [";
    for (const std::string_view kind : program.kinds) line += std::string{kind} + "|";
    line.back() = ' ';
    line += "…]";
  }
  return line + " [options]";
}

}  // namespace firsthour::collectors
