// SPDX-License-Identifier: Apache-2.0
// What people said of the scene (`scene` of the answers).
#include "casefile/encoding.h"
#include "playbooks/reports/custody_parts.h"
#include "playbooks/reports/named_value.h"

#include <fmt/format.h>

#include <array>

namespace firsthour::playbooks {
namespace {

const Scene& scene_of(const CaseFacts& facts) { return facts.answers.scene; }

template <ScenePerson Scene::*Who, std::string ScenePerson::*What>
std::string person_text(const CaseFacts& facts) {
  return (scene_of(facts).*Who).*What;
}
// "王五（某单位）".
template <ScenePerson Scene::*Who>
std::string person_words(const CaseFacts& facts) {
  const ScenePerson& person = scene_of(facts).*Who;
  return party_words({person.name, person.unit});
}
template <ScenePerson Scene::*Who>
std::string person_identity(const CaseFacts& facts) {
  const ScenePerson& person = scene_of(facts).*Who;
  return person.id_kind + (person.id_kind.empty() || person.id_number.empty() ? "" : " ") + person.id_number;
}

std::string cause(const CaseFacts& facts) {
  const Scene& scene = scene_of(facts);
  return scene.cause.empty() && facts.has_incident ? facts.incident.name : scene.cause;
}
std::string video_digest(const CaseFacts& facts) {
  const std::string& own = scene_of(facts).video.sha256;
  const std::string video = own.empty() ? witnessing_of(facts).video : own;
  return Sha256::from_hex(video) ? "SHA-256 " + in_groups(video, 16) : video;
}
std::string not_seized(const CaseFacts& facts) {
  return fmt::format("{}", fmt::join(scene_of(facts).original.not_seized, "\n"));
}

template <std::string Scene::*Member>
std::string scene_text(const CaseFacts& facts) {
  return scene_of(facts).*Member;
}
template <auto Part, auto Member>
std::string part_text(const CaseFacts& facts) {
  return (scene_of(facts).*Part).*Member;
}

constexpr std::array kSceneValues{
    NamedValue{"scene.case_number", scene_text<&Scene::case_number>},
    NamedValue{"scene.cause", cause},
    NamedValue{"scene.purpose", scene_text<&Scene::purpose>},
    NamedValue{"scene.remarks", scene_text<&Scene::remarks>},
    NamedValue{"scene.signature_missing", scene_text<&Scene::signature_missing>},
    NamedValue{"scene.disposition", scene_text<&Scene::disposition>},
    NamedValue{"scene.unavoidable_changes", scene_text<&Scene::unavoidable_changes>},
    NamedValue{"commander", person_words<&Scene::commander>},
    NamedValue{"recorder", person_words<&Scene::recorder>},
    NamedValue{"holder", person_words<&Scene::holder>},
    NamedValue{"holder.identity", person_identity<&Scene::holder>},
    NamedValue{"holder.phone", person_text<&Scene::holder, &ScenePerson::phone>},
    NamedValue{"inspected", person_words<&Scene::inspected>},
    NamedValue{"inspected.identity", person_identity<&Scene::inspected>},
    NamedValue{"inspected.phone", person_text<&Scene::inspected, &ScenePerson::phone>},
    NamedValue{"video.taken", [](const CaseFacts& f) { return yes_or_no(scene_of(f).video.taken); }},
    NamedValue{"video.sha256", video_digest},
    NamedValue{"video.kept_at", part_text<&Scene::video, &Video::kept_at>},
    NamedValue{"video.reason", part_text<&Scene::video, &Video::reason>},
    NamedValue{"original.seized", [](const CaseFacts& f) { return yes_or_no(scene_of(f).original.seized); }},
    NamedValue{"original.not_seized", not_seized},
    NamedValue{"original.kept_at", part_text<&Scene::original, &OriginalMedium::kept_at>},
    NamedValue{"original.state", part_text<&Scene::original, &OriginalMedium::state>},
    NamedValue{"network.address", part_text<&Scene::network, &NetworkPlace::address>},
    NamedValue{"network.path", part_text<&Scene::network, &NetworkPlace::path>},
    NamedValue{"network.steps", part_text<&Scene::network, &NetworkPlace::steps>},
    NamedValue{"network.reason", part_text<&Scene::network, &NetworkPlace::reason>},
    NamedValue{"network.digest_process", part_text<&Scene::network, &NetworkPlace::digest_process>},
    NamedValue{"inspection.started",
               [](const CaseFacts& f) { return time_words(scene_of(f).inspection.started); }},
    NamedValue{"inspection.finished",
               [](const CaseFacts& f) { return time_words(scene_of(f).inspection.finished); }},
    NamedValue{"inspection.place", part_text<&Scene::inspection, &Inspection::place>},
    NamedValue{"inspection.object", part_text<&Scene::inspection, &Inspection::object>},
    NamedValue{"inspection.protection", part_text<&Scene::inspection, &Inspection::protection>},
    NamedValue{"inspection.protection_reason", part_text<&Scene::inspection, &Inspection::protection_reason>},
    NamedValue{"inspection.unsealing", part_text<&Scene::inspection, &Inspection::unsealing>},
    NamedValue{"inspection.resealing", part_text<&Scene::inspection, &Inspection::resealing>},
    NamedValue{"inspection.findings", part_text<&Scene::inspection, &Inspection::findings>},
};

}  // namespace

std::span<const NamedValue> scene_values() { return kSceneValues; }

}  // namespace firsthour::playbooks
