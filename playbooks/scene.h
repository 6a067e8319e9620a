// SPDX-License-Identifier: Apache-2.0
// What the legal forms ask of a scene and only people can say: holder, media and seals, video, why a medium
// was not seized, the place in a network, the inspection, what was removed from our media. Part of the
// answers; what nobody said is empty and printed as a blank.
#pragma once

#include "casefile/instant.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

struct ScenePerson {
  std::string name, unit, role, id_kind, id_number, phone;
};

struct Video {
  std::optional<bool> taken;
  std::string sha256, kept_at;
  std::string reason;  // why none was taken
};

// Why an original medium was not seized: the cases that the rules of 2016 (article 9) and 2019 name, as far
// as they are known here; they were not compared with the official texts, which the form packs mark and
// every form with these boxes prints. Own words may stand beside. How each is worded is in the packs.
inline constexpr std::array<std::string_view, 8> kNotSeized{
    "not-sealable", "not-on-a-medium", "abroad", "urgent", "service-stop", "screening", "lost-open", "other"};

struct OriginalMedium {
  std::optional<bool> seized;
  std::vector<std::string> not_seized;  // of kNotSeized, or own words
  std::string kept_at, state;
};

// A medium or a device that was sealed, registered or handed over.
struct Medium {
  std::string name, make_model, serial, quantity, features, condition, seal_number, kept_at, measure, photos,
      shielding;
};

struct NetworkPlace {
  std::string address, path, steps, reason, digest_process;
};

inline constexpr std::array<std::string_view, 3> kProtections{"write-blocker", "copy", "neither"};

struct Inspection {
  std::optional<Instant> started, finished;
  std::string place, object, protection /* of kProtections */, protection_reason, unsealing, resealing,
      findings;
};

// Data of the customer removed from a medium of ours.
struct Clearing {
  std::string medium, serial, what, how, checked_how, cleared_by, checked_by;
  std::optional<Instant> time;
};

struct Scene {
  std::string case_number, cause, purpose;
  ScenePerson commander, recorder, holder, inspected;
  Video video;
  OriginalMedium original;
  std::vector<Medium> media;
  NetworkPlace network;
  Inspection inspection;
  std::vector<Clearing> clearings;
  std::string disposition, unavoidable_changes, signature_missing, remarks;
};

}  // namespace firsthour::playbooks
