// SPDX-License-Identifier: Apache-2.0
#include "triage/yara/rule_set.h"

#include "casefile/bytes.h"
#include "casefile/digest.h"
#include "casefile/freed.h"
#include "triage/yara/library.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <mutex>

namespace firsthour::triage {
namespace {

constexpr std::uint64_t kLargestRuleFile = 64u << 20;
constexpr const char* kExternals[] = {"filename", "filepath", "extension", "owner"};

struct RuleFile {
  std::string path, source;
};

bool is_rule_file(const std::filesystem::path& path) {
  return path.extension() == ".yar" || path.extension() == ".yara";
}

Result<std::vector<std::string>> rule_file_names(const std::vector<std::string>& paths) {
  std::vector<std::string> names;
  for (const std::string& path : paths) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) return fail(Errc::not_found, "no YARA rules at " + path);
    if (!std::filesystem::is_directory(status)) {
      names.push_back(path);
      continue;
    }
    auto walk = std::filesystem::recursive_directory_iterator(path, error);
    if (error) return fail(Errc::denied, "cannot list " + path + ": " + error.message());
    for (const auto& entry : walk) {
      if (entry.is_regular_file(error) && is_rule_file(entry.path())) names.push_back(entry.path());
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

struct CompileLog {
  std::vector<RuleProblem>* problems;
  std::string file;
  int errors = 0;
};

void on_message(int level, const char*, int line, const YR_RULE*, const char* text, void* data) {
  auto& log = *static_cast<CompileLog*>(data);
  if (level != YARA_ERROR_LEVEL_ERROR) return;
  ++log.errors;
  log.problems->push_back({log.file, line, text ? text : "does not compile"});
}

// An include could name any file of this machine; rules come in single files instead.
const char* refuse_include(const char*, const char*, const char*, void*) { return nullptr; }

Result<Compiler> new_compiler() {
  YR_COMPILER* raw = nullptr;
  if (yr_compiler_create(&raw) != ERROR_SUCCESS) return fail(Errc::io, "libyara: cannot make a compiler");
  Compiler compiler{raw};
  yr_compiler_set_include_callback(raw, refuse_include, nullptr, nullptr);
  for (const char* name : kExternals) yr_compiler_define_string_variable(raw, name, "");
  return compiler;
}

bool add(YR_COMPILER* to, const RuleFile& file, CompileLog& log) {
  log.file = file.path;
  yr_compiler_set_callback(to, on_message, &log);
  return yr_compiler_add_string(to, file.source.c_str(), file.path.c_str()) == 0;
}

bool compiles_alone(const RuleFile& file, std::vector<RuleProblem>& problems) {
  const std::size_t before = problems.size();
  auto compiler = new_compiler();
  if (!compiler) {
    problems.push_back({file.path, 0, compiler.error().what});
    return false;
  }
  CompileLog log{&problems, file.path};
  const bool good = add(compiler->get(), file, log);
  if (!good && problems.size() == before) problems.push_back({file.path, 0, "does not compile"});
  return good;
}

bool mentions_external(std::string_view source) {
  return std::any_of(std::begin(kExternals), std::end(kExternals),
                     [&](const char* name) { return source.find(name) != std::string_view::npos; });
}

Result<std::vector<RuleFile>> good_files(const std::vector<std::string>& paths,
                                         std::vector<RuleProblem>& problems) {
  auto names = rule_file_names(paths);
  if (!names) return tl::unexpected{names.error()};
  std::vector<RuleFile> files;
  for (const std::string& name : *names) {
    auto source = read_file(name, kLargestRuleFile);
    if (!source) {
      problems.push_back({name, 0, source.error().what});
    } else if (source->find('\0') != std::string::npos) {
      problems.push_back({name, 0, "is not text (compiled rules are not loaded)"});
    } else if (RuleFile file{name, std::move(*source)}; compiles_alone(file, problems)) {
      files.push_back(std::move(file));
    }
  }
  return files;
}

std::string digest_of(const std::vector<RuleFile>& files) {
  Hasher all{Algorithm::sha256};
  for (const RuleFile& file : files) all.update(sha256(file.source).hex() + "\n");
  return all.finish_hex();
}

}  // namespace

Result<std::shared_ptr<const RuleSet>> RuleSet::compile(const std::vector<std::string>& paths,
                                                        std::vector<RuleProblem>& problems) {
  use_library();
  auto files = good_files(paths, problems);
  if (!files) return tl::unexpected{files.error()};
  auto compiler = new_compiler();
  if (!compiler) return tl::unexpected{compiler.error()};
  CompileLog log{&problems, {}};
  for (const RuleFile& file : *files) {
    if (!add(compiler->get(), file, log)) {
      return fail(Errc::malformed, file.path + ": compiles alone but not with the other rules");
    }
  }
  YR_RULES* rules = nullptr;
  if (yr_compiler_get_rules(compiler->get(), &rules) != ERROR_SUCCESS) {
    return fail(Errc::io, "libyara: not enough memory for the rules");
  }
  const bool names = std::any_of(files->begin(), files->end(),
                                 [](const RuleFile& file) { return mentions_external(file.source); });
  return std::shared_ptr<const RuleSet>{
      std::make_shared<CompiledRules>(Rules{rules}, digest_of(*files), names)};
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
