// SPDX-License-Identifier: Apache-2.0
#include "casefile/digest.h"
#include "playbooks/artefacts.h"
#include "playbooks/drill/artefacts/content.h"
#include "playbooks/drill/artefacts/place.h"
#include "playbooks/drill/artefacts/program.h"
#include "playbooks/drill/scenario_check.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

namespace firsthour::playbooks {
namespace {

using Kind = Artefact::Kind;

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::webshell:
      return "webshell";
    case Kind::eicar:
      return "eicar";
    case Kind::deleted_program:
      return "deleted-program";
    case Kind::cron_entry:
      return "cron-entry";
    case Kind::beacon:
      return "beacon";
    case Kind::feiq:
      return "feiq";
    case Kind::tampered_page:
      return "tampered-page";
    case Kind::capture:
      return "capture";
  }
  return "";
}

bool of_network(const Artefact& artefact) {
  return artefact.kind == Kind::beacon || artefact.kind == Kind::feiq;
}

ProcessMark process_of(const Scenario& scenario, const Artefact& artefact) {
  const std::string mark = mark_of(scenario, artefact);
  if (of_network(artefact)) return {"fh-" + mark, {}, {}};
  return {{}, artefact.path, "exercise-" + mark};
}

std::string original_name(const Scenario& scenario, const Artefact& artefact, const Place& place) {
  return beside(place, "original-" + mark_of(scenario, artefact));
}

ArtefactFacts facts_about(const Artefact& artefact, std::string_view content) {
  ArtefactFacts facts{{"kind", std::string{kind_name(artefact.kind)}}};
  if (!content.empty()) {
    facts["sha256"] = sha256(content).hex();
    facts["size"] = std::to_string(content.size());
  }
  return facts;
}

ArtefactFacts absent(const Artefact& artefact) {
  auto facts = facts_about(artefact, {});
  facts["checked"] = "absent";
  return facts;
}

enum class Found { nothing, ours, others };

Result<Found> found_at(const Place& place, const std::string& name, std::string_view content) {
  const auto facts = facts_of(place, name);
  if (!facts) return tl::unexpected{facts.error()};
  if (!*facts) return Found::nothing;
  if (!S_ISREG((*facts)->st_mode) || static_cast<std::size_t>((*facts)->st_size) != content.size())
    return Found::others;
  const auto bytes = bytes_of(place, name);
  if (!bytes) return tl::unexpected{bytes.error()};
  return *bytes == content ? Found::ours : Found::others;
}

Result<ArtefactFacts> plant_file(const Artefact& artefact, const Place& place, const std::string& content) {
  const auto found = found_at(place, place.name, content);
  if (!found) return tl::unexpected{found.error()};
  if (*found == Found::others) return fail(Errc::denied, artefact.path + " exists already");
  if (*found == Found::nothing)
    if (auto written = write_new(place, place.name, content, 0644); !written)
      return tl::unexpected{written.error()};
  return facts_about(artefact, content);
}

Result<ArtefactFacts> plant_program(const Artefact& artefact, const Place& place, const std::string& content,
                                    const ProcessMark& mark) {
  if (content.empty()) return fail(Errc::unsupported, "there is no program for this machine's processor");
  auto facts = facts_about(artefact, content);
  if (const auto running = processes_of(mark); !running.empty()) {
    facts["pid"] = std::to_string(running.front());
  } else {
    const auto found = found_at(place, place.name, content);
    if (!found) return tl::unexpected{found.error()};
    if (*found == Found::others) return fail(Errc::denied, artefact.path + " exists already");
    if (*found == Found::nothing)
      if (auto written = write_new(place, place.name, content, 0700); !written)
        return tl::unexpected{written.error()};
    const auto started = start_program(place, mark.argument);
    if (!started) {
      (void)remove_checked(place, place.name);
      return tl::unexpected{started.error()};
    }
    facts["pid"] = std::to_string(*started);
  }
  if (auto removed = remove_checked(place, place.name); !removed) return tl::unexpected{removed.error()};
  return facts;
}

// The original keeps a second name while the page stands under its own; taking it back is a rename, so that
// every byte, time, owner and attribute is as it was.
Result<ArtefactFacts> plant_page(const Artefact& artefact, const Place& place, const std::string& content,
                                 const std::string& original) {
  const int folder = place.folder.get();
  const auto kept = facts_of(place, original);
  if (!kept) return tl::unexpected{kept.error()};
  const std::string& before = *kept ? original : place.name;
  const auto bytes = bytes_of(place, before);
  if (!bytes) return tl::unexpected{bytes.error()};
  const auto facts = facts_of(place, before);
  if (!facts) return tl::unexpected{facts.error()};
  const std::string fresh = original + ".new";
  (void)::unlinkat(folder, fresh.c_str(), 0);
  if (!*kept && ::linkat(folder, place.name.c_str(), folder, original.c_str(), 0) != 0)
    return fail_errno("cannot keep " + artefact.path);
  const mode_t mode = *facts ? (*facts)->st_mode & 0777 : 0644;
  if (auto written = write_new(place, fresh, content, mode); !written) return tl::unexpected{written.error()};
  if (::renameat(folder, fresh.c_str(), folder, place.name.c_str()) != 0) {
    const auto failed = fail_errno("cannot put " + artefact.path);
    (void)::unlinkat(folder, fresh.c_str(), 0);
    (void)::unlinkat(folder, original.c_str(), 0);
    return failed;
  }
  auto told = facts_about(artefact, content);
  told["original_sha256"] = sha256(*bytes).hex();
  told["original_size"] = std::to_string(bytes->size());
  return told;
}

Result<ArtefactFacts> restore_page(const Artefact& artefact, const Place& place, const std::string& content,
                                   const std::string& original) {
  ArtefactFacts facts{{"kind", "tampered-page"}};
  const auto kept = facts_of(place, original);
  if (!kept) return tl::unexpected{kept.error()};
  const auto found = found_at(place, place.name, content);
  if (!found) return tl::unexpected{found.error()};
  if (!*kept && *found == Found::ours)
    return fail(Errc::tampered, "the original of " + artefact.path + " is gone");
  if (*kept) {
    const auto now = facts_of(place, place.name);
    if (!now) return tl::unexpected{now.error()};
    // Where the page still is the original, only its second name goes.
    const bool same = *now && (*now)->st_ino == (*kept)->st_ino && (*now)->st_dev == (*kept)->st_dev;
    if (!same && *found == Found::others)
      return fail(Errc::denied, artefact.path + " was changed by others; the original is " + original);
    const int folder = place.folder.get();
    if (same) {
      if (auto gone = remove_checked(place, original); !gone) return tl::unexpected{gone.error()};
    } else if (::renameat(folder, original.c_str(), folder, place.name.c_str()) != 0) {
      return fail_errno("cannot restore " + artefact.path);
    }
  }
  if (auto gone = remove_checked(place, original + ".new"); !gone) return tl::unexpected{gone.error()};
  const auto bytes = bytes_of(place, place.name);
  if (!bytes) return tl::unexpected{bytes.error()};
  facts["sha256"] = sha256(*bytes).hex();
  facts["size"] = std::to_string(bytes->size());
  facts["checked"] = "restored";
  return facts;
}

Result<ArtefactFacts> remove_file(const Artefact& artefact, const Place& place, const std::string& content) {
  const auto found = found_at(place, place.name, content);
  if (!found) return tl::unexpected{found.error()};
  if (*found == Found::others)
    return fail(Errc::denied, artefact.path + " is not what was planted: it is left alone");
  if (auto gone = remove_checked(place, place.name); !gone) return tl::unexpected{gone.error()};
  return absent(artefact);
}

}  // namespace

const std::string& place_of(const Artefact& artefact) {
  return of_network(artefact) ? artefact.address : artefact.path;
}

ArtefactPlanter::ArtefactPlanter(const Scenario& scenario, std::vector<std::string> targets)
    : scenario_{scenario}, targets_{std::move(targets)} {}

Result<> ArtefactPlanter::allowed(const Artefact& artefact) const {
  if (of_network(artefact)) {
    if (!on_loopback(artefact.address)) return fail(Errc::denied, artefact.address + " is not on loopback");
    if (std::ranges::find(targets_, kLoopbackTarget) == targets_.end())
      return fail(Errc::denied, artefact.address + " was not allowed: --allow-target loopback");
    return {};
  }
  const auto within = [&](const std::string& folder) { return lies_in(artefact.path, folder); };
  if (std::ranges::none_of(scenario_.allowed, within))
    return fail(Errc::denied, artefact.path + " lies in no folder that the scenario allows");
  if (std::ranges::none_of(targets_, within))
    return fail(Errc::denied, artefact.path + " was not allowed: --allow-target FOLDER");
  return {};
}

Result<ArtefactFacts> ArtefactPlanter::plant(const Artefact& artefact) const {
  if (auto fine = allowed(artefact); !fine) return tl::unexpected{fine.error()};
  const std::string mark = mark_of(scenario_, artefact);
  const ProcessMark process = process_of(scenario_, artefact);
  if (of_network(artefact)) {
    auto facts = facts_about(artefact, {});
    const auto running = processes_of(process);
    const auto started = !running.empty()                ? Result<pid_t>{running.front()}
                         : artefact.kind == Kind::beacon ? start_beacon(artefact.address, mark)
                                                         : start_messenger(artefact.address, mark);
    if (!started) return tl::unexpected{started.error()};
    facts["pid"] = std::to_string(*started);
    return facts;
  }
  const auto place = place_at(artefact.path);
  if (!place) return tl::unexpected{place.error()};
  const std::string content = content_of(scenario_, artefact);
  if (artefact.kind == Kind::deleted_program) return plant_program(artefact, *place, content, process);
  if (artefact.kind == Kind::tampered_page)
    return plant_page(artefact, *place, content, original_name(scenario_, artefact, *place));
  return plant_file(artefact, *place, content);
}

Result<ArtefactFacts> ArtefactPlanter::remove(const Artefact& artefact) const {
  if (auto fine = allowed(artefact); !fine) return tl::unexpected{fine.error()};
  if (of_network(artefact) || artefact.kind == Kind::deleted_program)
    if (auto ended = end_processes(process_of(scenario_, artefact)); !ended)
      return tl::unexpected{ended.error()};
  if (of_network(artefact)) return absent(artefact);
  const auto place = place_at(artefact.path);
  // What was planted in a folder that is gone went with it; so did a page that we are to bring back.
  if (!place && place.error().code == Errc::not_found && artefact.kind != Kind::tampered_page)
    return absent(artefact);
  if (!place) return tl::unexpected{place.error()};
  const std::string content = content_of(scenario_, artefact);
  if (artefact.kind == Kind::tampered_page)
    return restore_page(artefact, *place, content, original_name(scenario_, artefact, *place));
  return remove_file(artefact, *place, content);
}

Result<bool> ArtefactPlanter::there(const Artefact& artefact) const {
  if (of_network(artefact) || artefact.kind == Kind::deleted_program)
    if (!processes_of(process_of(scenario_, artefact)).empty()) return true;
  if (of_network(artefact)) return false;
  const auto place = place_at(artefact.path);
  // Where there is no folder there is nothing in it.
  if (!place)
    return place.error().code == Errc::not_found ? Result<bool>{false} : tl::unexpected{place.error()};
  if (artefact.kind == Kind::tampered_page) {
    const auto kept = facts_of(*place, original_name(scenario_, artefact, *place));
    if (!kept) return tl::unexpected{kept.error()};
    if (*kept) return true;
  }
  const auto found = found_at(*place, place->name, content_of(scenario_, artefact));
  if (!found) return tl::unexpected{found.error()};
  return *found == Found::ours;
}

}  // namespace firsthour::playbooks
