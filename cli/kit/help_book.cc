// SPDX-License-Identifier: Apache-2.0
#include "cli/kit/help_book.h"

#include "casefile/bytes.h"
#include "casefile/folder.h"
#include "cli/commands.h"
#include "cli/html_text.h"
#include "cli/man_page.h"

#include <algorithm>
#include <filesystem>
#include <vector>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLongestPage = 1 << 20;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string with_line_ends_of_windows(std::string_view text) {
  std::string out{kByteOrderMark};
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

// The first line of our data files is their licence.
Try<std::string> page(const std::string& file) {
  auto text = read_file(file, kLongestPage);
  if (!text) return give_up(text.error());
  if (text->starts_with("<!--")) text->erase(0, text->find('\n') + 1);
  return std::move(*text);
}

Try<std::string> english_commands(const std::string& data_folder) {
  const Listing pages = entries_of(data_folder + "/man");
  if (!pages.failed.empty())
    return give_up(Exit::failed,
                   "cannot read " + data_folder + "/man: " + pages.failed.front().error.message());
  std::string text;
  for (const fs::path& file : pages.paths) {
    if (file.extension() != ".md") continue;
    auto prose = page(file.string());
    if (!prose) return give_up(prose.error());
    const std::string name = file.stem().string();
    text += "# " + name + "\n\n" + man_page(std::move(*prose), name) + "\n";
  }
  return text;
}

std::string chinese_commands() {
  std::string text = "# 命令与选项\n\n（英文手册页见 help-en.html）\n";
  for (const Command& command : all_commands()) {
    text += "\n## firsthour " + std::string{command.name} + " " + std::string{command.arguments} + "\n\n" +
            std::string{command.summary.zh} + "\n";
    for (const Option& option : command.body->options)
      text += "\n**" + spelling(option) + "**\n: " + std::string{option.help.zh} + "\n";
  }
  return text + "\n# 通用选项\n" + page_options("firsthour", Language::zh);
}

Try<> add_book(KitContents& contents, const std::string& code, std::string_view language,
               std::string_view title, const std::string& text) {
  const std::string name = "help/help-" + code;
  auto added = contents.add_text(name + ".html", html_document(language, title, html_from_markdown(text)));
  if (!added) return added;
  return contents.add_text(name + ".txt", with_line_ends_of_windows(text));
}

}  // namespace

Try<> add_help(KitContents& contents, const std::string& data_folder) {
  const auto first_zh = page(data_folder + "/kit/start-here.zh.md");
  if (!first_zh) return give_up(first_zh.error());
  const auto first_en = page(data_folder + "/kit/start-here.en.md");
  if (!first_en) return give_up(first_en.error());
  const auto readme_zh = page(data_folder + "/readme/README.zh-CN.md");
  if (!readme_zh) return give_up(readme_zh.error());
  const auto readme_en = page(data_folder + "/readme/README.md");
  if (!readme_en) return give_up(readme_en.error());
  const auto commands = english_commands(data_folder);
  if (!commands) return give_up(commands.error());
  auto added = contents.add_text("START-HERE.txt", with_line_ends_of_windows(*first_zh + "\n\n" + *first_en));
  if (!added) return added;
  added = add_book(contents, "zh", "zh-CN", "Firsthour 离线帮助",
                   *first_zh + "\n" + *readme_zh + "\n" + chinese_commands());
  if (!added) return added;
  return add_book(contents, "en", "en", "Firsthour, offline help",
                  *first_en + "\n" + *readme_en + "\n" + *commands);
}

}  // namespace firsthour::cli
