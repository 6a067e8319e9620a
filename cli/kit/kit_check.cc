// SPDX-License-Identifier: Apache-2.0
#include "cli/kit/kit_check.h"

#include "casefile/bytes.h"
#include "casefile/digest.h"
#include "casefile/json.h"
#include "casefile/keys.h"
#include "cli/kit/kit_folder.h"
#include "cli/kit/kit_path.h"
#include "cli/kit/manifest.h"

#include <algorithm>
#include <map>

namespace firsthour::cli {
namespace {

constexpr std::uint64_t kLongestNote = 1 << 20, kLongestDescription = 4 << 20;

class Check {
 public:
  Check(const std::string& folder, const KitCheckOptions& options) : folder_{folder}, options_{options} {}

  Result<KitReport> run() {
    auto entries = list_kit(folder_);
    if (!entries) return tl::unexpected<Error>{entries.error()};
    for (KitEntry& entry : *entries) there_.emplace(std::move(entry.path), entry.regular);
    if (!there_.contains(kManifestName) && !there_.contains(kDescriptionName))
      return fail(Errc::not_found, folder_ + " is no kit: it has no " + std::string{kManifestName});
    const std::string manifest = text_of(kManifestName, kLongestManifest);
    report_.sha256 = sha256(manifest).hex();
    const auto files = parse_manifest(manifest);
    if (!files) {
      add(KitProblemKind::manifest, kManifestName, files.error().what);
      return std::move(report_);
    }
    check_signature(kit_statement(manifest, files->size()));
    if (auto good = check_files(*files); !good) return tl::unexpected<Error>{good.error()};
    return std::move(report_);
  }

 private:
  void add(KitProblemKind kind, std::string_view path, std::string what) {
    report_.problems.push_back({kind, std::string{path}, std::move(what)});
  }

  bool is_file(std::string_view path) const {
    const auto found = there_.find(path);
    return found != there_.end() && found->second;
  }

  // "" when it cannot be read: what that means is said where it is used.
  std::string text_of(std::string_view name, std::uint64_t limit) const {
    if (!is_file(name)) return {};
    return read_file(folder_ + "/" + std::string{name}, limit).value_or(std::string{});
  }

  void check_signature(const std::string& statement) {
    if (!is_file(kNoteName)) return add(KitProblemKind::signature, kNoteName, "there is no signature");
    const auto note = parse_note(text_of(kNoteName, kLongestNote));
    if (!note) return add(KitProblemKind::signature, kNoteName, note.error().what);
    if (note->text != statement)
      return add(KitProblemKind::manifest, kManifestName, "it is not the list that was signed");
    for (const std::string& key : options_.trusted) take_signer(*note, key, true);
    for (const std::string& key : claimed_keys()) take_signer(*note, key, false);
    const bool trusted = std::ranges::any_of(report_.signers, &KitSigner::trusted);
    if (!trusted) add(KitProblemKind::signature, kNoteName, "none of the keys that you trust signed it");
  }

  void take_signer(const Note& note, const std::string& text, bool trusted) {
    const auto key = parse_verifier_key(text);
    if (!key) return add(KitProblemKind::signature, trusted ? text : kDescriptionName, key.error().what);
    const std::string fingerprint = fingerprint_of(*key);
    const auto known = [&](const KitSigner& each) { return each.fingerprint == fingerprint; };
    if (std::ranges::any_of(report_.signers, known)) return;
    const auto good = check_note(note, *key);
    if (good) {
      const bool sm2 = key->scheme == SignatureScheme::sm2;
      report_.signers.push_back({key->name, sm2 ? "sm2" : "ed25519", fingerprint, trusted});
    } else if (good.error().code != Errc::not_found || !trusted) {
      // Of the kit's own keys each must have signed; of those that the user trusts, one of many.
      add(KitProblemKind::signature, kNoteName, key->name + ": " + good.error().what);
    }
  }

  // The keys that the kit says it was signed with. Whoever makes a kit says what he likes: this only gives
  // the fingerprint to compare.
  std::vector<std::string> claimed_keys() {
    std::vector<std::string> keys;
    const auto description = parse_json(text_of(kDescriptionName, kLongestDescription));
    if (!description || !description->is_object()) return keys;
    if (const auto built = description->find("built"); built != description->end() && built->is_string())
      report_.built = built->get<std::string>();
    const auto list = description->find("signed_by");
    if (list == description->end() || !list->is_array()) return keys;
    for (const Json& each : *list) {
      if (!each.is_object()) continue;
      const auto key = each.find("verifier_key");
      if (key != each.end() && key->is_string()) keys.push_back(key->get<std::string>());
    }
    return keys;
  }

  Result<> check_files(const std::vector<KitFile>& files) {
    std::map<std::string_view, std::string_view> listed;
    for (const KitFile& file : files) {
      listed.emplace(file.path, file.sha256);
      if (!there_.contains(file.path)) add(KitProblemKind::missing, file.path, "is not there");
    }
    for (const auto& [path, regular] : there_) {
      if (path == kManifestName || path == kNoteName) {
        if (!regular) add(KitProblemKind::altered, path, "is no regular file");
        continue;
      }
      const auto wanted = listed.find(path);
      if (wanted == listed.end())
        add(KitProblemKind::extra, path, "is not in the manifest");
      else if (!regular)
        add(KitProblemKind::altered, path, "is no regular file but a link or a device");
      else if (auto good = check_file(path, wanted->second); !good)
        return good;
    }
    return {};
  }

  Result<> check_file(const std::string& path, std::string_view wanted) {
    const auto digest = digest_kit_file(folder_ + "/" + path);
    if (!digest) {
      add(KitProblemKind::altered, path, digest.error().what);
      return {};
    }
    ++report_.files;
    report_.bytes += digest->size;
    if (digest->sha256 != wanted)
      add(KitProblemKind::altered, path, "its bytes are not those of the manifest");
    if (options_.progress && !options_.progress(report_.files, report_.bytes))
      return fail(Errc::interrupted, "stopped");
    return {};
  }

  const std::string& folder_;
  const KitCheckOptions& options_;
  std::map<std::string, bool, std::less<>> there_;  // path → whether a regular file
  KitReport report_;
};

}  // namespace

std::string_view name_of(KitProblemKind kind) {
  switch (kind) {
    case KitProblemKind::altered:
      return "altered";
    case KitProblemKind::missing:
      return "missing";
    case KitProblemKind::extra:
      return "extra";
    case KitProblemKind::manifest:
      return "manifest";
    case KitProblemKind::signature:
      return "signature";
  }
  return "";
}

bool KitReport::altered() const {
  return std::ranges::any_of(problems,
                             [](const KitProblem& p) { return p.kind != KitProblemKind::signature; });
}
bool KitReport::signature_wrong() const {
  return std::ranges::any_of(problems,
                             [](const KitProblem& p) { return p.kind == KitProblemKind::signature; });
}

Result<KitReport> check_kit(const std::string& folder, const KitCheckOptions& options) {
  return Check{folder, options}.run();
}

}  // namespace firsthour::cli
