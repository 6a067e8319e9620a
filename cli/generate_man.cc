// SPDX-License-Identifier: Apache-2.0
// firsthour generate man: the man pages, from the prose in man/*.md and the tables of options.
#include "casefile/bytes.h"
#include "casefile/json.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/roff.h"

#include <array>
#include <filesystem>
#include <fstream>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array kOptions{
    Option{"out", "DIR", {"write there (here when not given)", "输出文件夹（缺省为当前文件夹）"}, false, 'o'},
    Option{"source", "DIR", {"prose from there; else from the data folder", "正文来源；缺省为数据文件夹"}},
};
constexpr std::string_view kOptionsHeading = "## Options\n";

std::string options_of(std::span<const Option> options) {
  std::string text;
  for (const Option& option : options) {
    text += "\n**" + spelling(option) + "**\n: " + std::string{option.help.en} + "\n";
  }
  return text;
}

// The commands a page speaks of: "firsthour-case" of all that begin with "case".
std::string generated_options(std::string_view page) {
  const std::string_view word = page.size() > 10 ? page.substr(10) : "";
  std::string text;
  for (const Command& command : all_commands()) {
    const bool whole = command.name == word;
    if (!whole && !(command.name.starts_with(word) && command.name.substr(word.size()).starts_with(" ")))
      continue;
    if (word.empty()) continue;
    if (!whole) {
      text += "\n### firsthour " + std::string{command.name} + " " + std::string{command.arguments} + "\n\n" +
              std::string{command.summary.en} + "\n";
    }
    text += options_of(command.body->options);
  }
  if (word.empty()) return options_of(global_options());
  if (text.empty()) return text;  // of a program of its own: its page has its options
  return text + "\nThe options of every command (--json, --lang, --color, -q, -v) are in firsthour(1).\n";
}

std::string commands_list() {
  std::string text;
  for (const Command& command : all_commands()) {
    text += "- **" + std::string{command.name} + "** " + std::string{command.arguments} + ": " +
            std::string{command.summary.en} + "\n";
  }
  return text;
}

// The prose with the generated parts put in where it has their headings.
std::string whole_page(std::string prose, std::string_view page) {
  if (const auto at = prose.find(kOptionsHeading); at != std::string::npos) {
    prose.insert(at + kOptionsHeading.size(), generated_options(page));
  }
  if (const auto at = prose.find("## Commands\n"); at != std::string::npos) {
    prose.insert(at + 12, "\n" + commands_list());
  }
  return prose;
}

Try<Exit> run(const Invocation& call) {
  std::string source;
  if (const auto given = call.said.value("source")) {
    source = *given;
  } else {
    const auto data = data_folder(call.environment, call.program);
    if (!data) return give_up(data.error());
    source = *data + "/man";
  }
  const fs::path out = call.said.value("out").value_or(".");
  std::error_code error;
  fs::create_directories(out, error);
  std::size_t pages = 0;
  for (const auto& entry : fs::directory_iterator{source, error}) {
    if (entry.path().extension() != ".md") continue;
    const auto prose = read_file(entry.path().string(), 1 << 20);
    if (!prose) return give_up(prose.error());
    const std::string page = entry.path().stem().string();
    const fs::path file = out / (page + ".1");
    std::ofstream stream{file, std::ios::binary};
    stream << roff_from_markdown(whole_page(*prose, page), {page, "1", kVersion});
    stream.close();
    if (!stream) return give_up(Exit::failed, "cannot write " + file.string());
    call.terminal.print(file.string());
    call.terminal.emit(Json{{"type", "page"}, {"path", file.string()}});
    ++pages;
  }
  if (pages == 0)
    return give_up(Exit::failed, "no prose for man pages in " + source,
                   "--source DIR names the folder cli/man");
  call.terminal.emit(Json{{"type", "summary"}, {"pages", pages}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody generate_man_command{kOptions, run};

}  // namespace firsthour::cli
