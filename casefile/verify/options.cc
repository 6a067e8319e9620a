// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/options.h"

#include "casefile/verify/digest.h"
#include "casefile/verify/file.h"

#include <fcntl.h>
#include <getopt.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>

namespace firsthour::verify {
namespace {

constexpr std::size_t kMostText = 65536;

Result<std::string> file_text(const std::string& path) {
  const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  std::string text;
  if (file.descriptor() < 0) return refuse("{}: {}", "{}：{}", shown(path), system_words(errno));
  if (const auto done = file.read_at(0, kMostText, text); !done)
    return refuse("{}: {}", "{}：{}", shown(path), done.error());
  return text;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<> read_trust(const std::string& given, Trust& trust) {
  if (add_trust(trust, given)) return {};
  const auto text = file_text(given);
  if (!text) return refuse("--trust: {}", "--trust：{}", text.error());
  if (auto added = add_trust(trust, *text); !added)
    return refuse("--trust {}: {}", "--trust {}：{}", shown(given), added.error());
  return {};
}

// A kept copy of HEAD holds two notes: the first counts. Neither half of a note has a blank line of its own.
std::string_view first_note(std::string_view text) {
  const std::size_t half = text.find("\n\n");
  const std::size_t end = half == std::string_view::npos ? half : text.find("\n\n", half + 2);
  return end == std::string_view::npos ? text : text.substr(0, end + 1);
}

// "SIZE:ROOT" as it is printed, the root in hex or base64; else a file with a signed checkpoint, or a HEAD.
Result<> read_since(const std::string& given, std::optional<Anchor>& since) {
  const std::size_t colon = given.find(':');
  if (const auto size = number_of(given.substr(0, colon)); size && colon != std::string::npos) {
    const std::string root = given.substr(colon + 1);
    auto bytes = from_hex(root, 32, true);
    if (!bytes) bytes = from_base64(root);
    if (!bytes || bytes->size() != 32)
      return refuse("--since: no root in {}", "--since：{} 中没有根", shown(given));
    since = Anchor{{}, {"", *size, *bytes}};
    return {};
  }
  const auto text = file_text(given);
  if (!text) return refuse("--since: {}", "--since：{}", text.error());
  const auto note = read_note(first_note(*text));
  if (!note) return refuse("--since {}: {}", "--since {}：{}", shown(given), note.error());
  const auto head = read_checkpoint(note->text);
  if (!head) return refuse("--since {}: {}", "--since {}：{}", shown(given), head.error());
  since = Anchor{*note, *head};
  return {};
}

Result<> read_subset(const std::string& given, Wishes& wishes) {
  const std::size_t slash = given.find('/');
  const auto part = number_of(given.substr(0, slash));
  const auto parts = slash == std::string::npos ? std::nullopt : number_of(given.substr(slash + 1));
  if (!part || !parts || *part < 1 || *part > *parts)
    return refuse("--subset wants n/t, with n from 1 to t", "--subset 需要 n/t，n 为 1 到 t");
  wishes.part = *part;
  wishes.parts = *parts;
  return {};
}

Result<> read_expected(std::string given, Wishes& wishes) {
  std::erase_if(given, [](char c) { return c == ' ' || c == ':'; });
  const auto digest = from_hex(given, 32, true);
  if (!digest)
    return refuse("--expect wants a SHA-256 or SM3 of 64 hex digits",
                  "--expect 需要 64 位十六进制的 SHA-256 或 SM3");
  wishes.expected = hex(*digest);
  return {};
}

bool locale_is_chinese() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value && *value) return std::string_view{value}.starts_with("zh");
  }
  return false;
}

Result<> read_one(int option, const std::string& value, Options& options) {
  switch (option) {
    case 't':
      return read_trust(value, options.wishes.trust);
    case 's':
      return read_since(value, options.wishes.since);
    case 'p':
      return read_subset(value, options.wishes);
    case 'e':
      return read_expected(value, options.wishes);
    case 'i':
      options.wishes.item = value;
      return {};
    case 'f':
      options.wishes.item_file = value;
      return {};
    case 'j':
      options.json = true;
      return {};
    case 'q':
      options.quiet = true;
      return {};
    case 'h':
      options.help = true;
      return {};
    case 'v':
      options.version = true;
      return {};
    case 'l':
      if (value != "zh" && value != "en") return refuse("--lang wants zh or en", "--lang 需要 zh 或 en");
      options.chinese = value == "zh";
      return {};
    default:
      return refuse("an option that is not known, or lacks its value", "选项未知或缺少取值");
  }
}

}  // namespace

Result<> read_options(int count, char** words, Options& options) {
  static constexpr option kLong[] = {{"trust", required_argument, nullptr, 't'},
                                     {"since", required_argument, nullptr, 's'},
                                     {"subset", required_argument, nullptr, 'p'},
                                     {"item", required_argument, nullptr, 'i'},
                                     {"item-file", required_argument, nullptr, 'f'},
                                     {"expect", required_argument, nullptr, 'e'},
                                     {"json", no_argument, nullptr, 'j'},
                                     {"lang", required_argument, nullptr, 'l'},
                                     {"quiet", no_argument, nullptr, 'q'},
                                     {"version", no_argument, nullptr, 'v'},
                                     {"help", no_argument, nullptr, 'h'},
                                     {nullptr, 0, nullptr, 0}};
  options.chinese = locale_is_chinese();
  opterr = 0;
  for (int found = 0; (found = getopt_long(count, words, "qh", kLong, nullptr)) != -1;) {
    if (auto done = read_one(found, optarg ? optarg : "", options); !done) return done;
  }
  if (options.help || options.version) return {};
  if (optind != count - 1) return refuse("one PATH is wanted; see --help", "需要一个路径；见 --help");
  options.wishes.path = words[optind];
  return {};
}

std::string help_text(bool chinese) {
  return chinese ? R"(用法：firsthour-verify [选项] 路径

检查案卷文件夹、采集包（.tar、.tar.zst，分卷的第一个文件，或用 - 表示标准输入）、
证明（.tlog-proof）或 BagIt 文件夹。只读，不写入任何内容。

  --trust 文件|文本     信任的验证密钥（.vkey）或表单上印的指纹，可重复
  --since 文件|大小:根  以前保存的检查点，必须仍是该台账的一部分
  --subset n/t          只检查第 n 份（共 t 份）内容
  --item 编号           只检查一个项目及其依据
  --item-file 文件      证明所对应的内容
  --expect 摘要         采集包的 SHA-256 或 SM3
  --json                输出 JSON 行
  --lang zh|en          语言
  --quiet               只输出退出码
  --version  --help

退出码：0 完好 · 1 无法读取 · 2 用法错误 · 3 不完整或仅检查一部分 · 4 证据被改动 ·
6 台账损坏 · 7 签名缺失、未知或错误 · 10 没有该案卷
)"
                 : R"(usage: firsthour-verify [OPTIONS] PATH

Checks a case folder, a collection (.tar, .tar.zst, the first of its parts, or - for standard
input), a proof (.tlog-proof) or a BagIt folder. It only reads.

  --trust FILE|TEXT     a verifier key (.vkey), or a fingerprint from a form; repeatable
  --since FILE|SIZE:ROOT  a head kept from before: it must still be part of the ledger
  --subset n/t          only part n of t of the contents
  --item ID             only one item and what it stands on
  --item-file FILE      the content that a proof is about
  --expect DIGEST       SHA-256 or SM3 of a collection
  --json                JSON Lines
  --lang zh|en          language
  --quiet               nothing but the exit code
  --version  --help

exit: 0 good · 1 cannot read · 2 usage · 3 incomplete, or only a part checked · 4 evidence altered ·
6 ledger broken · 7 signature missing, unknown or wrong · 10 no such case
)";
}

}  // namespace firsthour::verify
