// SPDX-License-Identifier: Apache-2.0
// The handles of libyara, private to triage/yara.
#pragma once

#include "casefile/freed.h"
#include "triage/yara/rule_set.h"

// These of its headers are for C only.
extern "C" {
#include <yara/exefiles.h>
#include <yara/scan.h>
#include <yara/stopwatch.h>
}
#include <yara.h>

#include <memory>
#include <string>
#include <utility>

namespace firsthour::triage {

using Compiler = std::unique_ptr<YR_COMPILER, Freed<yr_compiler_destroy>>;
using Rules = std::unique_ptr<YR_RULES, Freed<yr_rules_destroy>>;
using Scanner = std::unique_ptr<YR_SCANNER, Freed<yr_scanner_destroy>>;

// yr_initialize() once a process, before the first thread uses the library.
void use_library();

class AtomFilter;

class CompiledRules final : public RuleSet {
 public:
  CompiledRules(Rules rules, std::string digest, bool names, bool file_type, bool magic,
                std::vector<RuleProblem> slow);
  ~CompiledRules() override;
  [[nodiscard]] std::uint64_t rules() const override { return count_; }
  [[nodiscard]] const std::string& digest() const override { return digest_; }
  [[nodiscard]] bool depends_on_names() const override { return names_; }
  [[nodiscard]] bool asks_file_type() const override { return file_type_; }
  [[nodiscard]] bool asks_magic() const override { return magic_; }
  [[nodiscard]] const std::vector<RuleProblem>& slow_rules() const override { return slow_; }
  [[nodiscard]] std::optional<SlowRule> rule_at(std::uint32_t now_at) const override;
  // Shared by scanners in other threads: nothing may be changed through it.
  [[nodiscard]] YR_RULES* get() const { return rules_.get(); }
  [[nodiscard]] const AtomFilter& filter() const { return *filter_; }

 private:
  Rules rules_;
  std::string digest_;
  std::vector<RuleProblem> slow_;
  std::unique_ptr<const AtomFilter> filter_;
  bool names_, file_type_, magic_;
  std::uint64_t count_ = 0;
};

}  // namespace firsthour::triage
