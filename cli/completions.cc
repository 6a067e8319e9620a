// SPDX-License-Identifier: Apache-2.0
#include "cli/completions.h"

#include "cli/commands.h"

#include <map>
#include <vector>

namespace firsthour::cli {
namespace {

std::string spelled(std::span<const Option> options) {
  std::string text;
  for (const Option& option : options) text += (text.empty() ? "--" : " --") + std::string{option.name};
  return text;
}

// case arms: what may follow an option that takes a value.
std::string value_arms(std::span<const Option> options) {
  std::string arms;
  for (const Option& option : options) {
    if (option.value.empty()) continue;
    const std::string head = "        --" + std::string{option.name} + ") ";
    std::string words;
    for (const std::string& word : allowed_words(option)) words += (words.empty() ? "" : " ") + word;
    if (!words.empty())
      arms += head + "COMPREPLY=($(compgen -W \"" + words + "\" -- \"$word\")); return ;;\n";
    else if (option.value == "DIR")
      arms += head + "COMPREPLY=($(compgen -d -- \"$word\")); return ;;\n";
    else
      arms += head + "COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n";
  }
  return arms;
}

}  // namespace

std::string bash_completion() {
  std::map<std::string, std::string> groups;  // first word → second words
  std::string firsts, arms;
  for (const Command& command : all_commands()) {
    const auto blank = command.name.find(' ');
    const std::string first{command.name.substr(0, blank)};
    if (!groups.contains(first)) firsts += (firsts.empty() ? "" : " ") + first;
    auto& seconds = groups[first];
    if (blank != std::string_view::npos) {
      seconds += (seconds.empty() ? "" : " ") + std::string{command.name.substr(blank + 1)};
    }
    arms += "    \"" + std::string{command.name} + "\")\n      options=\"" + spelled(command.body->options) +
            "\"\n      case $before in\n" + value_arms(command.body->options) +
            "        *) ;;\n      esac ;;\n";
  }
  std::string group_arms;
  for (const auto& [first, seconds] : groups) {
    if (seconds.empty()) continue;
    group_arms += "    " + first + ")\n      [[ -n $second ]] || { COMPREPLY=($(compgen -W \"" + seconds +
                  "\" -- \"$word\")); return; }\n      command=\"$first $second\" ;;\n";
  }
  return "# bash completion for firsthour, made by `firsthour generate completions`\n"
         "_firsthour() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} first= second= command "
         "options= i\n"
         "  COMPREPLY=()\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    case ${COMP_WORDS[i]} in\n"
         "      --lang | --color) ((i++)) ;;\n"
         "      -*) ;;\n"
         "      *) if [[ -z $first ]]; then first=${COMP_WORDS[i]}; elif [[ -z $second ]]; then "
         "second=${COMP_WORDS[i]}; fi ;;\n"
         "    esac\n"
         "  done\n"
         "  case $before in\n"
         "    --lang) COMPREPLY=($(compgen -W \"zh en\" -- \"$word\")); return ;;\n"
         "    --color) COMPREPLY=($(compgen -W \"auto always never\" -- \"$word\")); return ;;\n"
         "  esac\n"
         "  if [[ -z $first ]]; then COMPREPLY=($(compgen -W \"" +
         firsts + " " + spelled(global_options()) +
         "\" -- \"$word\")); return; fi\n"
         "  case $first in\n" +
         group_arms +
         "    *) command=$first ;;\n"
         "  esac\n"
         "  case $command in\n" +
         arms +
         "  esac\n"
         "  if [[ $word == -* ]]; then\n"
         "    COMPREPLY=($(compgen -W \"$options " +
         spelled(global_options()) +
         "\" -- \"$word\"))\n"
         "  else\n"
         "    COMPREPLY=($(compgen -f -- \"$word\"))\n"
         "  fi\n"
         "}\n"
         "complete -o filenames -F _firsthour firsthour\n";
}

}  // namespace firsthour::cli
