// SPDX-License-Identifier: Apache-2.0
#include "casefile/secret_ranges.h"

#include <algorithm>
#include <array>

namespace firsthour::secret {
namespace {

// Options that only some programs use for a secret: the program's name must stand before.
struct ProgramOption {
  std::string_view program, option;
  std::string_view after = {};  // the secret begins behind one of these: "-u user:secret"
  bool joined = false;          // "-pSECRET" is possible
  bool asks = false;            // without a value in the same word it asks for one
};
constexpr std::array kProgramOptions{ProgramOption{"mysql", "-p", "", true, true},
                                     ProgramOption{"mariadb", "-p", "", true, true},
                                     ProgramOption{"sshpass", "-p", "", true},
                                     ProgramOption{"curl", "-u", ":", true},
                                     ProgramOption{"curl", "-su", ":", true},
                                     ProgramOption{"curl", "-sSu", ":", true},
                                     ProgramOption{"curl", "-U", ":", true},
                                     ProgramOption{"curl", "--user", ":"},
                                     ProgramOption{"curl", "--user=", ":", true},
                                     ProgramOption{"curl", "--proxy-user", ":"},
                                     ProgramOption{"curl", "--proxy-user=", ":", true},
                                     ProgramOption{"redis-cli", "-a"},
                                     ProgramOption{"smbclient", "-U", ":%", true},
                                     ProgramOption{"rpcclient", "-U", ":%", true},
                                     ProgramOption{"lftp", "-u", ","},
                                     ProgramOption{"docker login", "-p"},
                                     ProgramOption{"mongo", "-p"},
                                     ProgramOption{"hydra", "-p"},
                                     ProgramOption{"useradd", "-p"},
                                     ProgramOption{"usermod", "-p"},
                                     ProgramOption{"ldapsearch", "-w", "", true},
                                     ProgramOption{"7z", "-p", "", true, true},
                                     ProgramOption{"unrar", "-p", "", true, true},
                                     ProgramOption{"zip", "-P", "", true},
                                     ProgramOption{"sqlcmd", "-P", "", true},
                                     ProgramOption{"ipmitool", "-P", "", true},
                                     ProgramOption{"xfreerdp", "/p:", "", true},
                                     ProgramOption{"openssl", "-k"},
                                     ProgramOption{"openssl", "-K"},
                                     ProgramOption{"xmrig", "-p", "", true}};

bool begins_a_word(std::string_view text, std::size_t at) {
  return at == 0 || is_space(text[at - 1]) || text[at - 1] == '"' || text[at - 1] == '\'';
}

Range option_value(std::string_view text, const ProgramOption& option, std::size_t at) {
  std::size_t value = at + option.option.size();
  const bool apart = value < text.size() && (is_space(text[value]) || quote_at(text, value) > 0);
  if (!apart && !option.joined) return {value, value};
  if (apart && option.asks) return {value, value};
  while (value < text.size() && (is_space(text[value]) || text[value] == '"' || text[value] == ',')) ++value;
  if (option.after.empty()) return {value, value_end(text, value)};
  std::size_t end = value;
  while (end < text.size() && !is_space(text[end]) && quote_at(text, end) == 0) ++end;
  const std::size_t name = text.substr(value, end - value).find_first_of(option.after);
  return {name == kNone ? end : value + name + 1, end};
}

void find_program_options(std::string_view text, Ranges& found) {
  for (const ProgramOption& option : kProgramOptions) {
    const std::size_t program = text.find(option.program);
    if (program == kNone) continue;
    for (std::size_t at = text.find(option.option, program); at != kNone;) {
      std::size_t next = at + 1;
      if (begins_a_word(text, at)) {
        found.push_back(option_value(text, option, at));
        next = std::max(next, found.back().end);
      }
      at = text.find(option.option, next);
    }
  }
}

// SQL: IDENTIFIED BY 'secret'.
void find_sql_passwords(std::string_view text, Ranges& found) {
  for (const std::string_view words : {"IDENTIFIED BY", "identified by"}) {
    for (std::size_t at = text.find(words); at != kNone; at = text.find(words, at)) {
      at = skip_spaces(text, at + words.size());
      found.push_back(value_range(text, at, false));
    }
  }
}

bool ends_a_command(char c) { return c == '|' || c == ';' || c == '&' || c == '\n'; }

// What is echoed into a program that reads a password: echo secret | sudo -S …
void find_piped_passwords(std::string_view text, Ranges& found) {
  constexpr std::size_t kLongestEcho = 1024;
  for (const std::string_view reader : {"sudo -S", "chpasswd", "passwd --stdin"}) {
    for (std::size_t at = text.find(reader); at != kNone; at = text.find(reader, at + 1)) {
      const std::size_t pipe = text.substr(0, at).find_last_not_of(' ');
      if (pipe == kNone || text[pipe] != '|') continue;
      const std::size_t from = pipe - std::min(pipe, kLongestEcho);
      const std::string_view before = text.substr(from, pipe - from);
      for (const std::string_view writer : {"echo ", "printf "}) {
        const std::size_t word = before.rfind(writer);
        if (word == kNone) continue;
        found.push_back({from + word + writer.size(), before.find_last_not_of(' ') + from + 1});
      }
    }
  }
}

// htpasswd -b[…] [FILE] USER SECRET: the last word.
void find_htpasswd_passwords(std::string_view text, Ranges& found) {
  constexpr std::string_view kProgram = "htpasswd -";
  for (std::size_t at = text.find(kProgram); at != kNone; at = text.find(kProgram, at)) {
    const std::size_t options = at += kProgram.size();
    while (at < text.size() && !ends_a_command(text[at]) && quote_at(text, at) == 0) ++at;
    const std::string_view said = text.substr(options, at - options);
    if (said.substr(0, said.find(' ')).find('b') == kNone) continue;
    const std::size_t last = said.find_last_not_of(' ');
    const std::size_t blank = said.find_last_of(' ', last);
    if (last != kNone && blank != kNone) found.push_back({options + blank + 1, options + last + 1});
  }
}

}  // namespace

void find_in_commands(std::string_view text, Ranges& found) {
  find_program_options(text, found);
  find_sql_passwords(text, found);
  find_piped_passwords(text, found);
  find_htpasswd_passwords(text, found);
}

}  // namespace firsthour::secret
