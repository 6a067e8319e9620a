// SPDX-License-Identifier: Apache-2.0
#include "triage/yara/rule_set.h"

#include "casefile/bytes.h"
#include "casefile/digest.h"
#include "casefile/freed.h"
#include "triage/files_below.h"
#include "triage/yara/library.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <mutex>

namespace firsthour::triage {
namespace {

constexpr std::uint64_t kLargestRuleFile = 64u << 20;
// Those that are set for each file, and those that THOR has besides: rules that name them compile, and see
// "".
constexpr const char* kExternals[] = {"filename", "filepath",      "extension",    "filetype",
                                      "owner",    "unpack_parent", "unpack_source"};
constexpr const char* kUnset[] = {"group", "filemode", "timezone", "language", "osversion"};

struct RuleFile {
  std::string path, source;
};

Result<std::vector<std::string>> rule_file_names(const std::vector<std::string>& paths,
                                                 std::vector<RuleProblem>& problems) {
  std::vector<std::string> names;
  for (const std::string& path : paths) {
    auto files = files_below(
        path, [](std::string_view name) { return name.ends_with(".yar") || name.ends_with(".yara"); },
        problems);
    if (!files) return fail(Errc::not_found, "no YARA rules at " + path);
    std::ranges::move(*files, std::back_inserter(names));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

struct CompileLog {
  std::vector<RuleProblem>* problems;
  std::vector<RuleProblem>* slow;
  std::string file;
};

void on_message(int level, const char* included, int line, const YR_RULE* rule, const char* text,
                void* data) {
  auto& log = *static_cast<CompileLog*>(data);
  const std::string file = included ? log.file + ": " + included : log.file;
  std::string what = text ? text : "does not compile";
  if (level == YARA_ERROR_LEVEL_ERROR) {
    log.problems->push_back({file, line, std::move(what)});
  } else if (what.find("slow") != std::string::npos) {
    log.slow->push_back({file, line, (rule ? std::string{rule->identifier} + ": " : "") + what});
  }
}

// The namespace is the rule file's path: what it includes must lie in its folder or below, since rules of
// others could otherwise show any file of this machine in an error message.
const char* include_beside(const char* name, const char*, const char* rule_file, void* included) {
  std::error_code error;
  const auto folder = std::filesystem::weakly_canonical(rule_file, error).parent_path();
  if (error) return nullptr;
  const auto wanted = std::filesystem::weakly_canonical(folder / name, error);
  if (error ||
      std::mismatch(folder.begin(), folder.end(), wanted.begin(), wanted.end()).first != folder.end())
    return nullptr;
  auto source = read_file(wanted.native(), kLargestRuleFile);
  if (!source) return nullptr;
  static_cast<std::vector<std::string>*>(included)->push_back(*source);
  return ::strdup(source->c_str());
}

void free_included(const char* source, void*) { std::free(const_cast<char*>(source)); }

// The sources of what is included are appended to `included`.
Result<Compiler> new_compiler(std::vector<std::string>* included) {
  YR_COMPILER* raw = nullptr;
  if (yr_compiler_create(&raw) != ERROR_SUCCESS) return fail(Errc::io, "libyara: cannot make a compiler");
  Compiler compiler{raw};
  yr_compiler_set_include_callback(raw, include_beside, free_included, included);
  for (const char* name : kExternals) yr_compiler_define_string_variable(raw, name, "");
  for (const char* name : kUnset) yr_compiler_define_string_variable(raw, name, "");
  return compiler;
}

bool add(YR_COMPILER* to, const RuleFile& file, CompileLog& log) {
  log.file = file.path;
  yr_compiler_set_callback(to, on_message, &log);
  return yr_compiler_add_string(to, file.source.c_str(), file.path.c_str()) == 0;
}

// Rule files in one compiler, and the sources of all of them with what they include.
struct Compilation {
  Compiler compiler;
  std::vector<std::string> sources;
  std::vector<RuleProblem> problems, slow;
};

// A compiler is lost after an error: the rest of the files are not tried then, and the problems are those of
// one file.
Result<Compilation> compile_together(std::span<const RuleFile> files) {
  Compilation made;
  auto sources = std::make_unique<std::vector<std::string>>();
  auto compiler = new_compiler(sources.get());
  if (!compiler) return tl::unexpected{compiler.error()};
  for (const RuleFile& file : files) {
    sources->push_back(file.source);
    CompileLog log{&made.problems, &made.slow, file.path};
    if (add(compiler->get(), file, log)) continue;
    if (made.problems.empty()) made.problems.push_back({file.path, 0, "does not compile"});
    break;
  }
  // It keeps where included sources go, though nothing is included any more.
  yr_compiler_set_include_callback(compiler->get(), nullptr, nullptr, nullptr);
  made.compiler = std::move(*compiler);
  made.sources = std::move(*sources);
  return made;
}

bool mentions_external(const std::string& source) {
  return std::any_of(std::begin(kExternals), std::end(kExternals),
                     [&](const char* name) { return source.find(name) != std::string::npos; });
}

Result<std::vector<RuleFile>> read_files(const std::vector<std::string>& paths,
                                         std::vector<RuleProblem>& problems) {
  auto names = rule_file_names(paths, problems);
  if (!names) return tl::unexpected{names.error()};
  std::vector<RuleFile> files;
  for (const std::string& name : *names) {
    auto source = read_file(name, kLargestRuleFile);
    if (!source)
      problems.push_back({name, 0, source.error().what});
    else if (source->find('\0') != std::string::npos)
      problems.push_back({name, 0, "is not text (compiled rules are not loaded)"});
    else
      files.push_back({name, std::move(*source)});
  }
  return files;
}

// Files that compile, in their order. Halves are tried before single files: most sets have few bad ones, and
// making a compiler takes longer than most files.
Result<> keep_good(std::span<const RuleFile> files, std::vector<RuleFile>& good,
                   std::vector<RuleProblem>& problems) {
  if (files.empty()) return {};
  auto made = compile_together(files);
  if (!made) return tl::unexpected{made.error()};
  if (made->problems.empty()) {
    good.insert(good.end(), files.begin(), files.end());
  } else if (files.size() == 1) {
    std::ranges::move(made->problems, std::back_inserter(problems));
  } else {
    const std::size_t half = files.size() / 2;
    if (auto kept = keep_good(files.first(half), good, problems); !kept) return kept;
    return keep_good(files.subspan(half), good, problems);
  }
  return {};
}

std::string digest_of(const std::vector<std::string>& sources) {
  Hasher all{Algorithm::sha256};
  for (const std::string& source : sources) all.update(sha256(source).hex() + "\n");
  return all.finish_hex();
}

}  // namespace

Result<std::shared_ptr<const RuleSet>> RuleSet::compile(const std::vector<std::string>& paths,
                                                        std::vector<RuleProblem>& problems) {
  use_library();
  auto files = read_files(paths, problems);
  if (!files) return tl::unexpected{files.error()};
  auto made = compile_together(*files);
  if (made && !made->problems.empty()) {
    std::vector<RuleFile> good;
    if (auto kept = keep_good(*files, good, problems); !kept) return tl::unexpected{kept.error()};
    made = compile_together(good);
  }
  if (!made) return tl::unexpected{made.error()};
  if (!made->problems.empty())
    return fail(Errc::malformed,
                made->problems.front().file + ": compiles alone but not with the other rules");
  const std::vector<std::string>& sources = made->sources;
  YR_RULES* rules = nullptr;
  if (yr_compiler_get_rules(made->compiler.get(), &rules) != ERROR_SUCCESS) {
    return fail(Errc::io, "libyara: not enough memory for the rules");
  }
  const bool names = std::ranges::any_of(sources, mentions_external);
  const bool file_type = std::ranges::any_of(
      sources, [](std::string_view source) { return source.find("filetype") != std::string_view::npos; });
  const bool magic = std::ranges::any_of(
      sources, [](std::string_view source) { return source.find("\"magic\"") != std::string_view::npos; });
  return std::shared_ptr<const RuleSet>{std::make_shared<CompiledRules>(
      Rules{rules}, digest_of(sources), names, file_type, magic, std::move(made->slow))};
}

FileExternals FileExternals::of_path(std::string_view path) {
  FileExternals externals;
  const std::size_t slash = path.rfind('/');
  externals.filename = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
  if (slash != std::string_view::npos) externals.filepath = path.substr(0, slash);
  if (const std::size_t dot = externals.filename.rfind('.'); dot != std::string::npos && dot > 0) {
    externals.extension = externals.filename.substr(dot);
    std::transform(externals.extension.begin(), externals.extension.end(), externals.extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  }
  return externals;
}

}  // namespace firsthour::triage
