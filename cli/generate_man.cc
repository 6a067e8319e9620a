// SPDX-License-Identifier: Apache-2.0
// firsthour generate man: the man pages, from the prose in man/*.md and the tables of options.
#include "casefile/bytes.h"
#include "casefile/folder.h"
#include "casefile/json.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/man_page.h"
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
  for (const fs::path& markdown : entries_of(source).paths) {
    if (markdown.extension() != ".md") continue;
    const auto prose = read_file(markdown.string(), 1 << 20);
    if (!prose) return give_up(prose.error());
    const std::string page = markdown.stem().string();
    const fs::path file = out / (page + ".1");
    std::ofstream stream{file, std::ios::binary};
    stream << roff_from_markdown(man_page(*prose, page), {page, "1", kVersion});
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
