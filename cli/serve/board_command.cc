// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/board_command.h"

#include "casefile/json.h"

#include <algorithm>
#include <array>
#include <map>

namespace firsthour::cli {
namespace {

constexpr std::size_t kLongestText = 8 * 1024, kLongestName = 240, kMostWords = 32;

enum class About { clock, inject, activation, nothing };
struct Action {
  std::string_view name;
  About about;
  bool coordinator, player, observer;
};
constexpr std::array kActions{
    Action{"start", About::clock, true, false, false},
    Action{"pause", About::clock, true, false, false},
    Action{"resume", About::clock, true, false, false},
    Action{"rate", About::clock, true, false, false},
    Action{"step", About::clock, true, false, false},
    Action{"jump", About::clock, true, false, false},
    Action{"stop-word", About::clock, true, false, false},
    Action{"turn-real", About::clock, true, false, false},
    Action{"end", About::clock, true, false, false},
    Action{"deliver", About::inject, true, false, false},
    Action{"answer", About::nothing, false, true, false},
    Action{"observe", About::nothing, true, false, true},
    Action{"judge", About::nothing, true, false, true},
    Action{"improve", About::nothing, true, false, true},
    Action{"finish", About::activation, true, true, false},
    Action{"skip", About::activation, true, true, false},
    Action{"approve", About::activation, true, true, false},
    Action{"refuse", About::activation, true, true, false},
    Action{"decide", About::activation, true, true, false},
    Action{"rollback", About::activation, true, true, false},
    Action{"rolled-back", About::activation, true, true, false},
    Action{"leave", About::activation, true, true, false},
};

const Action* action_called(std::string_view name) {
  const auto found = std::ranges::find(kActions, name, &Action::name);
  return found == kActions.end() ? nullptr : &*found;
}

std::string text_from(const Json& value) {
  const auto* text = value.get_ptr<const std::string*>();
  return text != nullptr ? *text : std::string{};
}

Result<std::vector<std::string>> words_from(const Json& value, const std::string& key) {
  std::vector<std::string> words;
  if (!value.is_array() || value.size() > kMostWords) return fail(Errc::malformed, key + " is no short list");
  for (const Json& word : value) {
    if (!word.is_string() || text_from(word).size() > kLongestName)
      return fail(Errc::malformed, key + " holds what is no word");
    words.push_back(text_from(word));
  }
  return words;
}

using TextMember = std::string BoardCommand::*;
const std::map<std::string_view, TextMember>& text_members() {
  static const std::map<std::string_view, TextMember> kMembers{{"do", &BoardCommand::action},
                                                               {"who", &BoardCommand::who},
                                                               {"run", &BoardCommand::run},
                                                               {"inject", &BoardCommand::inject},
                                                               {"text", &BoardCommand::text},
                                                               {"why", &BoardCommand::why},
                                                               {"outcome", &BoardCommand::outcome},
                                                               {"option", &BoardCommand::option},
                                                               {"subject", &BoardCommand::subject},
                                                               {"grade", &BoardCommand::grade},
                                                               {"advice", &BoardCommand::advice},
                                                               {"stage", &BoardCommand::stage},
                                                               {"performance", &BoardCommand::performance},
                                                               {"surprise", &BoardCommand::surprise},
                                                               {"owner", &BoardCommand::owner},
                                                               {"due", &BoardCommand::due},
                                                               {"plan", &BoardCommand::plan}};
  return kMembers;
}

Result<> put_number(BoardCommand& command, const std::string& key, const Json& value) {
  if (!value.is_number_integer()) return fail(Errc::malformed, key + " is no whole number");
  const bool negative = !value.is_number_unsigned() && value.get<std::int64_t>() < 0;
  if (key == "version" && !negative)
    command.version = value.get<std::uint64_t>();
  else if (key == "activation" && !negative)
    command.activation = value.get<std::uint64_t>();
  else if (key == "rate" && !negative)
    command.rate = value.get<std::int64_t>();
  else if (key == "to" && !negative)
    command.to = value.get<std::int64_t>();
  else if (key == "score" && !negative && value.get<std::uint64_t>() <= 5)
    command.score = value.get<int>();
  else
    return fail(Errc::malformed, "unknown key, or a number out of bounds: " + key);
  return {};
}

Result<> put(BoardCommand& command, const std::string& key, const Json& value) {
  if (const auto member = text_members().find(key); member != text_members().end()) {
    if (!value.is_string()) return fail(Errc::malformed, key + " is no text");
    command.*(member->second) = text_from(value);
    const bool is_long =
        key == "text" || key == "why" || key == "advice" || key == "performance" || key == "surprise";
    if (text_from(value).size() > (is_long ? kLongestText : kLongestName))
      return fail(Errc::malformed, key + " is too long");
    return {};
  }
  if (key == "ticks" || key == "means") {
    auto words = words_from(value, key);
    if (!words) return tl::unexpected{words.error()};
    (key == "ticks" ? command.ticks : command.means) = std::move(*words);
    return {};
  }
  return put_number(command, key, value);
}

}  // namespace

Result<BoardCommand> board_command_from(std::string_view json) {
  const auto document = parse_json(json);
  if (!document) return tl::unexpected{document.error()};
  if (!document->is_object()) return fail(Errc::malformed, "a command is an object");
  BoardCommand command;
  for (const auto& [key, value] : document->items()) {
    if (auto taken = put(command, key.substr(0, kLongestName), value); !taken)
      return tl::unexpected{taken.error()};
  }
  if (action_called(command.action) == nullptr)
    return fail(Errc::malformed, "unknown command `" + command.action + "`");
  return command;
}

bool may_command(ViewerKind viewer, std::string_view action) {
  const Action* known = action_called(action);
  if (known == nullptr) return false;
  switch (viewer) {
    case ViewerKind::coordinator:
      return known->coordinator;
    case ViewerKind::player:
      return known->player;
    case ViewerKind::observer:
      return known->observer;
    case ViewerKind::projector:
      return false;
  }
  return false;
}

std::vector<std::string> parts_under(const BoardCommand& command) {
  const Action* known = action_called(command.action);
  switch (known == nullptr ? About::nothing : known->about) {
    case About::clock:
      return {"clock"};
    case About::inject:
      return {"script/" + command.inject};
    case About::activation:
      return {"step/" + command.run + "/" + std::to_string(command.activation)};
    case About::nothing:
      return {};
  }
  return {};
}

}  // namespace firsthour::cli
