// SPDX-License-Identifier: Apache-2.0
#include "playbooks/records/scene_answers.h"

#include "casefile/digest.h"
#include "casefile/json.h"
#include "playbooks/records/closest_word.h"

#include <algorithm>
#include <span>

namespace firsthour::playbooks {
namespace {

// The texts of a struct by their keys: one table reads and writes.
template <class T>
struct TextKey {
  const char* key;
  std::string T::*member;
};

constexpr std::array kPersonKeys{TextKey<ScenePerson>{"name", &ScenePerson::name},
                                 TextKey<ScenePerson>{"unit", &ScenePerson::unit},
                                 TextKey<ScenePerson>{"role", &ScenePerson::role},
                                 TextKey<ScenePerson>{"id_kind", &ScenePerson::id_kind},
                                 TextKey<ScenePerson>{"id_number", &ScenePerson::id_number},
                                 TextKey<ScenePerson>{"phone", &ScenePerson::phone}};
constexpr std::array kVideoKeys{TextKey<Video>{"sha256", &Video::sha256},
                                TextKey<Video>{"kept_at", &Video::kept_at},
                                TextKey<Video>{"reason", &Video::reason}};
constexpr std::array kOriginalKeys{TextKey<OriginalMedium>{"kept_at", &OriginalMedium::kept_at},
                                   TextKey<OriginalMedium>{"state", &OriginalMedium::state}};
constexpr std::array kMediumKeys{TextKey<Medium>{"name", &Medium::name},
                                 TextKey<Medium>{"make_model", &Medium::make_model},
                                 TextKey<Medium>{"serial", &Medium::serial},
                                 TextKey<Medium>{"quantity", &Medium::quantity},
                                 TextKey<Medium>{"features", &Medium::features},
                                 TextKey<Medium>{"condition", &Medium::condition},
                                 TextKey<Medium>{"seal_number", &Medium::seal_number},
                                 TextKey<Medium>{"kept_at", &Medium::kept_at},
                                 TextKey<Medium>{"measure", &Medium::measure},
                                 TextKey<Medium>{"photos", &Medium::photos},
                                 TextKey<Medium>{"shielding", &Medium::shielding}};
constexpr std::array kNetworkKeys{TextKey<NetworkPlace>{"address", &NetworkPlace::address},
                                  TextKey<NetworkPlace>{"path", &NetworkPlace::path},
                                  TextKey<NetworkPlace>{"steps", &NetworkPlace::steps},
                                  TextKey<NetworkPlace>{"reason", &NetworkPlace::reason},
                                  TextKey<NetworkPlace>{"digest_process", &NetworkPlace::digest_process}};
constexpr std::array kInspectionKeys{TextKey<Inspection>{"place", &Inspection::place},
                                     TextKey<Inspection>{"object", &Inspection::object},
                                     TextKey<Inspection>{"protection", &Inspection::protection},
                                     TextKey<Inspection>{"protection_reason", &Inspection::protection_reason},
                                     TextKey<Inspection>{"unsealing", &Inspection::unsealing},
                                     TextKey<Inspection>{"resealing", &Inspection::resealing},
                                     TextKey<Inspection>{"findings", &Inspection::findings}};
constexpr std::array kClearingKeys{TextKey<Clearing>{"medium", &Clearing::medium},
                                   TextKey<Clearing>{"serial", &Clearing::serial},
                                   TextKey<Clearing>{"what", &Clearing::what},
                                   TextKey<Clearing>{"how", &Clearing::how},
                                   TextKey<Clearing>{"checked_how", &Clearing::checked_how},
                                   TextKey<Clearing>{"cleared_by", &Clearing::cleared_by},
                                   TextKey<Clearing>{"checked_by", &Clearing::checked_by}};
constexpr std::array kSceneKeys{TextKey<Scene>{"case_number", &Scene::case_number},
                                TextKey<Scene>{"cause", &Scene::cause},
                                TextKey<Scene>{"purpose", &Scene::purpose},
                                TextKey<Scene>{"disposition", &Scene::disposition},
                                TextKey<Scene>{"unavoidable_changes", &Scene::unavoidable_changes},
                                TextKey<Scene>{"signature_missing", &Scene::signature_missing},
                                TextKey<Scene>{"remarks", &Scene::remarks}};

struct PersonKey {
  const char* key;
  ScenePerson Scene::*member;
};
constexpr std::array kPeople{PersonKey{"commander", &Scene::commander},
                             PersonKey{"recorder", &Scene::recorder}, PersonKey{"holder", &Scene::holder},
                             PersonKey{"inspected", &Scene::inspected}};

template <class T, std::size_t N>
void read_texts(AnswersSection& in, const std::array<TextKey<T>, N>& keys, T& into) {
  for (const auto& key : keys) in.text(key.key, into.*key.member);
}
template <class T, std::size_t N>
Json texts_json(const std::array<TextKey<T>, N>& keys, const T& from) {
  Json json = Json::object();
  for (const auto& key : keys)
    if (const std::string& text = from.*key.member; !text.empty()) json[key.key] = text;
  return json;
}
void put(Json& json, const char* key, const std::optional<Instant>& time) {
  if (time) json[key] = rfc3339(*time);
}
void put(Json& json, const char* key, Json value) {
  if (!value.empty()) json[key] = std::move(value);
}

// A word of small letters is meant as one of the fixed choices; anything else is people's own words.
bool is_meant_as_choice(std::string_view word) {
  return !word.empty() &&
         std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}
void check_choice(AnswersSection& in, std::string_view key, const std::string& word,
                  std::span<const std::string_view> known) {
  if (is_meant_as_choice(word) && std::find(known.begin(), known.end(), word) == known.end())
    in.complain(key, "'" + word.substr(0, 64) + "' is no fixed choice" + suggestion(word, known));
}

void read_video(AnswersSection& in, Video& into) {
  in.truth("taken", into.taken);
  read_texts(in, kVideoKeys, into);
  if (!into.sha256.empty() && !Sha256::from_hex(into.sha256)) in.complain("sha256", "is no SHA-256");
}

void read_original(AnswersSection& in, OriginalMedium& into) {
  in.truth("seized", into.seized);
  in.texts("not_seized", into.not_seized);
  read_texts(in, kOriginalKeys, into);
  for (const std::string& word : into.not_seized) check_choice(in, "not_seized", word, kNotSeized);
  if (into.seized.value_or(false) && !into.not_seized.empty())
    in.complain("not_seized", "contradicts seized");
}

void read_inspection(AnswersSection& in, Inspection& into) {
  in.time("started", into.started);
  in.time("finished", into.finished);
  read_texts(in, kInspectionKeys, into);
  check_choice(in, "protection", into.protection, kProtections);
  if (into.started && into.finished && *into.finished < *into.started)
    in.complain("finished", "is before started");
}

}  // namespace

void read_scene(AnswersSection& in, Scene& into) {
  read_texts(in, kSceneKeys, into);
  for (const PersonKey& person : kPeople)
    in.section(person.key,
               [&](AnswersSection& inner) { read_texts(inner, kPersonKeys, into.*person.member); });
  in.section("video", [&](AnswersSection& inner) { read_video(inner, into.video); });
  in.section("original", [&](AnswersSection& inner) { read_original(inner, into.original); });
  in.list("media", [&](AnswersSection& inner) { read_texts(inner, kMediumKeys, into.media.emplace_back()); });
  in.section("network", [&](AnswersSection& inner) { read_texts(inner, kNetworkKeys, into.network); });
  in.section("inspection", [&](AnswersSection& inner) { read_inspection(inner, into.inspection); });
  in.list("clearings", [&](AnswersSection& inner) {
    Clearing& clearing = into.clearings.emplace_back();
    read_texts(inner, kClearingKeys, clearing);
    inner.time("time", clearing.time);
  });
}

Json to_json(const Scene& scene) {
  Json json = texts_json(kSceneKeys, scene);
  for (const PersonKey& person : kPeople)
    put(json, person.key, texts_json(kPersonKeys, scene.*person.member));
  Json video = texts_json(kVideoKeys, scene.video);
  if (scene.video.taken) video["taken"] = *scene.video.taken;
  put(json, "video", std::move(video));
  Json original = texts_json(kOriginalKeys, scene.original);
  if (scene.original.seized) original["seized"] = *scene.original.seized;
  if (!scene.original.not_seized.empty()) original["not_seized"] = scene.original.not_seized;
  put(json, "original", std::move(original));
  Json media = Json::array(), clearings = Json::array();
  for (const Medium& medium : scene.media) media.push_back(texts_json(kMediumKeys, medium));
  put(json, "media", std::move(media));
  put(json, "network", texts_json(kNetworkKeys, scene.network));
  Json inspection = texts_json(kInspectionKeys, scene.inspection);
  put(inspection, "started", scene.inspection.started);
  put(inspection, "finished", scene.inspection.finished);
  put(json, "inspection", std::move(inspection));
  for (const Clearing& clearing : scene.clearings) {
    clearings.push_back(texts_json(kClearingKeys, clearing));
    put(clearings.back(), "time", clearing.time);
  }
  put(json, "clearings", std::move(clearings));
  return json;
}

}  // namespace firsthour::playbooks
