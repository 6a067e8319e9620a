// SPDX-License-Identifier: Apache-2.0
// firsthour kit build: everything that goes to a site, in one folder that any stick can hold, and a signed
// list of it.
#include "casefile/age.h"
#include "casefile/age_identity_file.h"
#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "casefile/folder.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/interview.h"
#include "cli/key_folder.h"
#include "cli/kit/help_book.h"
#include "cli/kit/kit_check.h"
#include "cli/kit/kit_path.h"
#include "cli/kit/kit_programs.h"
#include "cli/kit/kit_writer.h"
#include "cli/messages.h"
#include "cli/paper.h"
#include "cli/sizes.h"
#include "cli/stop.h"
#include "collectors/output_place.h"
#include "triage/triage.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLongestAnswers = 4 << 20, kLongestRecipients = 1 << 20;

constexpr std::array kOptions{
    Option{"answers",
           "FILE",
           {"the site's answers, prepared beforehand (YAML or JSON); kept at a renewal",
            "预先准备的现场答案（YAML 或 JSON）；更新时沿用"}},
    Option{
        "encrypt-to",
        "RECIPIENT",
        {"whom collections are encrypted to: age1…, age1sm21… or a file; else those of the older kit, else "
         "those of the key folder",
         "采集包的接收者：age1…、age1sm21… 或文件；缺省沿用原工具盘，否则用密钥文件夹中的接收者"},
        true},
    Option{"rules",
           "FILE",
           {"further rules beside the shipped ones, a file or a folder: YARA (.yar, .yara) and Sigma (.yml)",
            "附加规则（文件或文件夹）：YARA（.yar、.yara）与 Sigma（.yml）"},
           true},
    Option{"with-aarch64",
           "DIR",
           {"static programs for the other architecture; else looked for in the folder aarch64 beside these",
            "另一架构的静态程序；缺省在本程序旁的 aarch64 文件夹中查找"}},
    Option{"site", "TEXT", {"for which site", "所属现场"}},
    Option{"contract", "TEXT", {"for which contract", "所属合同"}},
    kKeyOption,
    kNationalKeyOption,
};

// One building, from what is asked for to the signed folder.
class Building {
 public:
  explicit Building(const Invocation& call) : call_{call}, folder_{call.said.words[0]} {
    while (folder_.size() > 1 && folder_.back() == '/') folder_.pop_back();
  }
  Try<Exit> run();

 private:
  Try<> look_at_older();
  Try<> check_room() const;
  Try<> gather();
  Try<> gather_data(const std::string& data);
  Try<> gather_rules();
  Try<> gather_rule(const fs::path& file, const std::string& name);
  Try<> gather_answers();
  Try<> gather_recipients();
  Try<std::vector<AgeRecipient>> recipients();
  std::string of_older(std::string_view name, std::uint64_t limit) const;
  Json description(const WrittenKit& kit, const SigningKeys& keys) const;
  void tell(const WrittenKit& kit, bool renewed) const;

  const Invocation& call_;
  std::string folder_;
  bool older_is_good_ = false;  // what it holds may be taken over
  KitContents contents_;
  KitPrograms programs_;
  std::vector<std::string> recipients_, blanks_, kept_;
  std::string answers_;
};

// An older kit that does not verify may have been given another recipient.
Try<> Building::look_at_older() {
  std::error_code error;
  if (!fs::exists(folder_ + "/" + std::string{kManifestName}, error)) return {};
  auto keys = own_verifier_keys(call_.environment);
  if (const auto given = call_.said.value("key")) {
    const auto key = load_key(*given);
    if (key) keys.push_back((*key)->verifier_key());
  }
  const auto report = check_kit(folder_, {std::move(keys), [](auto, auto) { return !stop_asked(); }});
  if (!report && report.error().code == Errc::interrupted) return give_up(report.error());
  // A file too many says nothing of the others.
  older_is_good_ = report && std::ranges::all_of(report->problems, [](const KitProblem& problem) {
                     return problem.kind == KitProblemKind::extra;
                   });
  if (fs::exists(folder_ + "/" + std::string{kAnswersName}, error)) kept_.emplace_back(kAnswersName);
  if (!older_is_good_) call_.terminal.warn(say::kit_not_kept);
  return {};
}

std::string Building::of_older(std::string_view name, std::uint64_t limit) const {
  if (!older_is_good_) return {};
  return read_file(folder_ + "/" + std::string{name}, limit).value_or(std::string{});
}

Try<> Building::gather() {
  auto programs = add_programs(contents_, call_.program, call_.said.value("with-aarch64").value_or(""));
  if (!programs) return give_up(programs.error());
  programs_ = std::move(*programs);
  const auto data = data_folder(call_.environment, call_.program);
  if (!data) return give_up(data.error());
  for (const auto& step :
       {&Building::gather_rules, &Building::gather_answers, &Building::gather_recipients}) {
    if (auto good = (this->*step)(); !good) return good;
  }
  return gather_data(*data);
}

Try<> Building::gather_data(const std::string& data) {
  for (const char* part :
       {"forms", "licences", "man", "mappings", "playbooks", "readme", "sigma", "tables", "yara", "kit"}) {
    auto added = contents_.add_folder("share/firsthour/" + std::string{part}, data + "/" + part);
    if (!added) return added;
  }
  for (const std::string& place : {data + "/magic.mgc", std::string{"/usr/lib/file/magic.mgc"}}) {
    std::error_code error;
    if (!fs::is_regular_file(place, error)) continue;
    if (auto added = contents_.add_file("share/firsthour/magic.mgc", place); !added) return added;
    break;
  }
  if (!contents_.has("share/firsthour/magic.mgc")) programs_.missing.push_back("share/firsthour/magic.mgc");
  if (contents_.has("share/firsthour/licences/missing.txt"))
    programs_.missing.push_back("the licence texts named in share/firsthour/licences/missing.txt");
  if (auto added = contents_.add_file("start.sh", data + "/kit/start.sh", true); !added) return added;
  return add_help(contents_, data);
}

Try<> Building::gather_rule(const fs::path& file, const std::string& name) {
  const auto ending = file.extension();
  if (ending == ".yar" || ending == ".yara")
    return contents_.add_file("share/firsthour/yara/site/" + name, file.string());
  if (ending == ".yml" || ending == ".yaml")
    return contents_.add_file("share/firsthour/sigma/site/" + name, file.string());
  return {};
}

Try<> refuse(const triage::RuleProblem& problem) {
  return give_up(Exit::failed, problem.file + ":" + std::to_string(problem.line) + ": " + problem.what,
                 "a rule that cannot be loaded does not go into a kit");
}

// On site a broken rule would cost its findings.
Try<> check_rules(const std::vector<std::string>& sigma, const std::vector<std::string>& yara) {
  if (!sigma.empty()) {
    const auto checks = triage::HostChecks::load(sigma);
    if (!checks) return give_up(checks.error());
    if (!(*checks)->rule_problems().empty()) return refuse((*checks)->rule_problems().front());
  }
  if (yara.empty()) return {};
  triage::TriageOptions options;
  options.yara = yara;
  const auto scanned = triage::triage_paths({yara.front()}, options);
  if (!scanned) return give_up(scanned.error());
  return scanned->rule_problems.empty() ? Try<>{} : refuse(scanned->rule_problems.front());
}

Try<> Building::gather_rules() {
  for (const std::string& given : call_.said.values("rules")) {
    std::error_code error;
    const std::size_t before = contents_.parts().size();
    if (fs::is_directory(given, error)) {
      const Listing files = files_below(given);
      if (!files.failed.empty())
        return give_up(Exit::failed, "cannot read " + files.failed.front().folder.string() + ": " +
                                         files.failed.front().error.message());
      for (const fs::path& file : files.paths) {
        auto added = gather_rule(file, file.lexically_relative(given).generic_string());
        if (!added) return added;
      }
    } else if (auto added = gather_rule(given, fs::path{given}.filename().string()); !added) {
      return added;
    }
    if (contents_.parts().size() == before)
      return give_up(Exit::failed, "no rules in " + given,
                     "YARA rules end in .yar or .yara, Sigma rules in .yml");
  }
  std::vector<std::string> sigma, yara;
  for (const KitPart& part : contents_.parts()) {
    if (part.path.starts_with("share/firsthour/sigma/")) sigma.push_back(part.file);
    if (part.path.starts_with("share/firsthour/yara/")) yara.push_back(part.file);
  }
  return check_rules(sigma, yara);
}

Try<> Building::gather_answers() {
  if (const auto file = call_.said.value("answers")) {
    auto text = read_file(*file, kLongestAnswers);
    if (!text) return give_up(text.error());
    answers_ = std::move(*text);
  } else {
    answers_ = of_older(kPreparedAnswers, kLongestAnswers);
    if (answers_.empty()) return {};
    kept_.emplace_back(kPreparedAnswers);
  }
  const auto answers = playbooks::parse_answers(answers_);
  if (!answers) return give_up(fail("answers", answers.error()).value());
  blanks_ = blanks_in(call_.terminal, *answers);
  if (auto added = contents_.add_text(std::string{kPreparedAnswers}, answers_); !added) return added;
  return contents_.add_text(std::string{kPreparedJson}, canonical(playbooks::to_json(*answers)) + "\n");
}

Try<std::vector<AgeRecipient>> Building::recipients() {
  std::vector<std::string> words = call_.said.values("encrypt-to");
  if (words.empty() && !programs_.architectures.empty()) {
    const std::string older = of_older(
        "bin/" + programs_.architectures.front() + "/" + std::string{kRecipientsName}, kLongestRecipients);
    if (!older.empty()) {
      auto parsed = parse_age_recipients(older);
      if (!parsed) return give_up(parsed.error());
      return std::move(*parsed);
    }
  }
  const auto folder = key_folder(call_.environment);
  const auto own = folder ? list_identity_files(*folder) : std::vector<std::string>{};
  for (const std::string& file : words.empty() && own ? *own : std::vector<std::string>{})
    words.push_back(file.substr(0, file.size() - kIdentityEnd.size()) + std::string{kRecipientEnd});
  std::vector<AgeRecipient> all;
  for (const std::string& word : words) {
    auto more = age_recipients_of(word);
    if (!more) return give_up(fail("--encrypt-to " + word, more.error()).value());
    all.insert(all.end(), more->begin(), more->end());
  }
  return all;
}

// Beside the collectors of each architecture, where they look for it: people copy that folder alone.
Try<> Building::gather_recipients() {
  const auto all = recipients();
  if (!all) return give_up(all.error());
  std::string text;
  for (const AgeRecipient& each : *all) {
    if (std::ranges::find(recipients_, each.text()) != recipients_.end()) continue;
    recipients_.push_back(each.text());
    text += each.text() + "\n";
  }
  if (text.empty()) return {};
  for (const std::string& architecture : programs_.architectures) {
    auto added = contents_.add_text("bin/" + architecture + "/" + std::string{kRecipientsName}, text);
    if (!added) return added;
  }
  return {};
}

Json json_of_signer(const SigningKey& key) {
  Json json = json_of_key(key);
  json.erase("type");
  return json;
}

Json Building::description(const WrittenKit& kit, const SigningKeys& keys) const {
  Json programs = Json::array();
  std::uint64_t yara = 0, sigma = 0;
  for (const KitFile& file : kit.files) {
    if (file.path.starts_with("bin/") && !file.path.ends_with(kRecipientsName))
      programs.push_back(Json{{"path", file.path}, {"sha256", file.sha256}});
    yara += file.path.starts_with("share/firsthour/yara/");
    sigma += file.path.starts_with("share/firsthour/sigma/");
  }
  Json json{{"type", "firsthour.kit"},
            {"version", 1},
            {"built", rfc3339(call_.clock.now())},
            {"firsthour", kVersion},
            {"architectures", programs_.architectures},
            {"without", programs_.missing},
            {"programs", std::move(programs)},
            {"rule_files", {{"yara", yara}, {"sigma", sigma}}},
            {"recipients", recipients_},
            {"prepared_answers", !answers_.empty()},
            {"signed_by", Json::array({json_of_signer(*keys.key)})},
            {"outside_the_manifest", {"collections/", "cases/", "answers.yaml"}}};
  if (keys.national) json["signed_by"].push_back(json_of_signer(*keys.national));
  for (const char* name : {"site", "contract"}) {
    if (const auto given = call_.said.value(name)) json[name] = display_utf8(*given);
  }
  return json;
}

void Building::tell(const WrittenKit& kit, bool renewed) const {
  Terminal& terminal = call_.terminal;
  const auto joined = [&](const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : terminal.text(say::list_comma)) + word;
    return text;
  };
  if (renewed)
    terminal.say(say::kit_updated, folder_, kit.files.size(), human_size(kit.bytes), kit.written,
                 kit.removed.size());
  else
    terminal.say(say::kit_built, folder_, kit.files.size(), human_size(kit.bytes), kit.written);
  if (!kept_.empty()) terminal.say(say::kit_kept, joined(kept_));
  for (const std::string& recipient : recipients_) terminal.say(say::kit_recipient, recipient);
  if (!programs_.missing.empty()) terminal.warn(say::kit_missing, joined(programs_.missing));
  if (recipients_.empty()) terminal.warn(say::kit_plain);
  if (answers_.empty()) terminal.warn(say::kit_no_answers);
  if (!blanks_.empty()) terminal.warn(say::kit_blanks, joined(blanks_));
  for (const std::string& stranger : kit.strangers)
    terminal.warn(say::kit_stranger, escape_for_terminal(stranger));
}

Try<> Building::check_room() const {
  std::error_code error;
  if (fs::exists(folder_ + "/" + std::string{kManifestName}, error)) return {};  // most of it is there
  std::uint64_t bytes = 0;
  for (const KitPart& part : contents_.parts())
    bytes += part.file.empty() ? part.text.size() : fs::file_size(part.file, error);
  const auto place = collectors::place_for(folder_);
  if (!place || place->free_bytes >= bytes) return {};
  return give_up(Exit::failed, "the kit needs " + human_size(bytes) + " and " + folder_ + " has " +
                                   human_size(place->free_bytes) + " free");
}

Try<Exit> Building::run() {
  const auto keys = signing_keys(call_, folder_);
  if (!keys) return give_up(keys.error());
  if (auto good = look_at_older(); !good) return give_up(good.error());
  if (auto gathered = gather(); !gathered) return give_up(gathered.error());
  if (auto room = check_room(); !room) return give_up(room.error());
  auto writer = KitWriter::open(folder_);
  if (!writer) return give_up(writer.error());
  const auto written = writer->write(contents_, [&](std::uint64_t bytes) {
    call_.terminal.progress(call_.terminal.text(say::kit_building, human_size(bytes)));
    return !stop_asked();
  });
  call_.terminal.end_progress();
  if (!written) return give_up(written.error());
  std::vector<const SigningKey*> signers{keys->key.get()};
  if (keys->national) signers.push_back(keys->national.get());
  const bool renewed = writer->is_update();
  const auto kit = writer->finish(description(writer->so_far(), *keys).dump(2) + "\n", answers_, signers);
  if (!kit) return give_up(kit.error());
  tell(*kit, renewed);
  const std::string digest = sha256(manifest_text(kit->files)).hex();
  call_.terminal.say(say::signed_by, keys->key->name(), keys->key->fingerprint());
  call_.terminal.print(call_.terminal.text(say::kit_digest, in_groups(digest)));
  call_.terminal.say(say::copy_digest);
  show_qr(call_.terminal, "kit sha256:" + digest);
  call_.terminal.emit(Json{{"type", "summary"},
                           {"files", kit->files.size()},
                           {"bytes", kit->bytes},
                           {"written", kit->written},
                           {"removed", kit->removed},
                           {"left", kit->strangers},
                           {"without", programs_.missing},
                           {"recipients", recipients_},
                           {"blanks", blanks_},
                           {"sha256", digest}});
  return Exit::done;
}

Try<Exit> run(const Invocation& call) { return Building{call}.run(); }

}  // namespace

constinit const CommandBody kit_build_command{kOptions, run};

}  // namespace firsthour::cli
