// SPDX-License-Identifier: Apache-2.0
#include "triage/yara/library.h"
#include "triage/yara/rule_set.h"
#include "triage/yara/rule_times.h"
#include "triage/yara/string_search.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <optional>
#include <utility>

namespace firsthour::triage {
namespace {

constexpr std::chrono::milliseconds kSlow{1000};

std::string_view text_of(const YR_META& meta) {
  return meta.type == META_TYPE_STRING && meta.string ? std::string_view{meta.string} : std::string_view{};
}

// `score` as public rule sets use it: 0 to 100.
Severity from_score(std::int64_t score) {
  if (score >= 90) return Severity::critical;
  if (score >= 75) return Severity::high;
  if (score >= 50) return Severity::medium;
  return score >= 25 ? Severity::low : Severity::info;
}

void read_meta(YR_RULE* rule, Hit& hit) {
  YR_META* meta = nullptr;
  yr_rule_metas_foreach(rule, meta) {
    const std::string_view key = meta->identifier;
    if (key == "description") hit.title = text_of(*meta);
    if (key == "description_zh") hit.title_zh = text_of(*meta);
    if (key == "attack") hit.attack.emplace_back(text_of(*meta));
    if (key == "severity") hit.severity = severity_from(text_of(*meta)).value_or(hit.severity);
    if (key == "score" && meta->type == META_TYPE_INTEGER) {
      hit.score = static_cast<std::uint64_t>(std::clamp<std::int64_t>(meta->integer, 0, 100));
      hit.severity = from_score(meta->integer);
    }
  }
}

// libyara packs its matches without alignment: each is copied out before it is looked at. A length is what
// yara says, and yara-python: that of the bytes kept, 512 at most.
void read_matches(YR_SCAN_CONTEXT* context, YR_RULE* rule, Hit& hit) {
  YR_STRING* string = nullptr;
  yr_rule_strings_foreach(rule, string) {
    YR_MATCH match;
    for (const YR_MATCH* at = context->matches[string->idx].head; at; at = match.next) {
      std::memcpy(&match, static_cast<const void*>(at), sizeof match);
      if (match.is_private) continue;
      hit.matches.push_back({string->identifier, static_cast<std::uint64_t>(match.base + match.offset),
                             static_cast<std::uint64_t>(match.data_length)});
    }
  }
}

void explain(Hit& hit) {
  hit.why = hit.title.empty() ? "YARA rule " + hit.rule + " matches" : hit.title;
  hit.why_zh = hit.title_zh;
  if (hit.matches.empty()) return;
  const FindingMatch& first = hit.matches.front();
  const std::string offset = std::to_string(first.offset), count = std::to_string(hit.matches.size());
  hit.why += " (" + first.string + " at offset " + offset;
  if (hit.matches.size() > 1) hit.why += ", " + count + " matches";
  hit.why += ")";
  if (!hit.why_zh.empty()) hit.why_zh += "（" + first.string + "，偏移 " + offset + "，共 " + count + " 处）";
}

int on_event(YR_SCAN_CONTEXT* context, int message, void* data, void* user) {
  auto& answer = *static_cast<ScanAnswer*>(user);
  if (message == CALLBACK_MSG_TOO_MANY_MATCHES) {
    answer.incomplete =
        std::string{static_cast<YR_STRING*>(data)->identifier} + ": more matches than are counted";
  }
  if (message != CALLBACK_MSG_RULE_MATCHING) return CALLBACK_CONTINUE;
  auto* rule = static_cast<YR_RULE*>(data);
  Hit hit;
  hit.detector = "yara";
  hit.rule = rule->identifier;
  hit.file = rule->ns->name;
  read_meta(rule, hit);
  read_matches(context, rule, hit);
  explain(hit);
  answer.hits.push_back(std::move(hit));
  return CALLBACK_CONTINUE;
}

// The content as the one block that libyara asks for. When it asks first, to search for strings, they are
// searched for here, and it gets nothing; when conditions and modules ask, it gets the bytes.
class OneBlock {
 public:
  OneBlock(YR_SCANNER& scanner, const AtomFilter& filter, AtomFinders* finders, RuleTimes& times,
           std::span<const std::uint8_t> bytes)
      : scanner_{scanner}, filter_{filter}, finders_{finders}, times_{times}, bytes_{bytes} {
    block_ = {bytes.size(), 0, this, fetch};
    iterator_ = {this, first, [](YR_MEMORY_BLOCK_ITERATOR*) -> YR_MEMORY_BLOCK* { return nullptr; },
                 [](YR_MEMORY_BLOCK_ITERATOR* iterator) -> std::uint64_t {
                   return of(iterator->context).bytes_.size();
                 },
                 ERROR_SUCCESS};
  }
  OneBlock(const OneBlock&) = delete;
  OneBlock& operator=(const OneBlock&) = delete;
  int scan() { return yr_scanner_scan_mem_blocks(&scanner_, &iterator_); }

 private:
  static OneBlock& of(void* context) { return *static_cast<OneBlock*>(context); }
  static YR_MEMORY_BLOCK* first(YR_MEMORY_BLOCK_ITERATOR* iterator) { return &of(iterator->context).block_; }
  static const std::uint8_t* fetch(YR_MEMORY_BLOCK* block) {
    OneBlock& one = of(block->context);
    if (std::exchange(one.searched_, true)) return one.bytes_.data();
    one.scanner_.entry_point = yr_get_entry_point_offset(one.bytes_.data(), one.bytes_.size());
    one.iterator_.last_error =
        search_strings(one.scanner_, one.filter_, one.finders_, one.times_, one.bytes_);
    return nullptr;
  }

  YR_SCANNER& scanner_;
  const AtomFilter& filter_;
  AtomFinders* finders_;
  RuleTimes& times_;
  std::span<const std::uint8_t> bytes_;
  YR_MEMORY_BLOCK block_{};
  YR_MEMORY_BLOCK_ITERATOR iterator_{};
  bool searched_ = false;
};

class LibraryScanner final : public RuleScanner {
 public:
  LibraryScanner(std::shared_ptr<const CompiledRules> rules, Scanner scanner, const ScannerSettings& settings)
      : rules_{std::move(rules)}, scanner_{std::move(scanner)}, times_{*rules_->get(), settings.now_at} {
    if (settings.helpers > 0) finders_.emplace(settings.helpers);
  }

  Result<ScanAnswer> scan(std::span<const std::byte> bytes, const FileExternals& externals,
                          std::chrono::milliseconds timeout) override {
    YR_SCANNER* scanner = scanner_.get();
    set("filename", externals.filename);
    set("filepath", externals.filepath);
    set("extension", externals.extension);
    set("filetype", externals.filetype);
    set("owner", externals.owner);
    set("unpack_parent", externals.unpack_parent);
    set("unpack_source", externals.unpack_source);
    ScanAnswer answer;
    yr_scanner_set_callback(scanner, on_event, &answer);
    // The bytes are in our own memory: no SIGBUS to catch, and the library's handler is racy.
    yr_scanner_set_flags(scanner, SCAN_FLAGS_NO_TRYCATCH | SCAN_FLAGS_REPORT_RULES_MATCHING);
    // Whole seconds, and 0 would mean none.
    const int seconds = static_cast<int>(std::max<std::int64_t>((timeout.count() + 999) / 1000, 1));
    yr_scanner_set_timeout(scanner, seconds);
    const std::span<const std::uint8_t> content{reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                                bytes.size()};
    times_.begin();
    const int error =
        OneBlock{*scanner, rules_->filter(), finders_ ? &*finders_ : nullptr, times_, content}.scan();
    times_.end();
    answer.slow = times_.slower_than(kSlow);
    if (error == ERROR_SCAN_TIMEOUT) {
      answer.incomplete = "timed out after " + std::to_string(seconds) + " s";
      // The rule that took half of the time is named where the loss is.
      if (!answer.slow.empty() &&
          answer.slow[0].milliseconds * 2 > static_cast<std::uint64_t>(seconds) * 1000)
        answer.incomplete += ", most of it in rule " + answer.slow[0].rule + " (" + answer.slow[0].part + ")";
    } else if (error == ERROR_TOO_MANY_RE_FIBERS) {
      answer.incomplete = "a rule's regular expression needs more room than libyara has";
    } else if (error == ERROR_INSUFFICIENT_MEMORY) {
      answer.incomplete = "libyara had too little memory";
    } else if (error != ERROR_SUCCESS) {
      answer.incomplete = "libyara gave up: error " + std::to_string(error);
    }
    return answer;
  }

 private:
  void set(const char* name, const std::string& value) {
    yr_scanner_define_string_variable(scanner_.get(), name, value.c_str());
  }

  std::shared_ptr<const CompiledRules> rules_;  // outlives the scanner
  Scanner scanner_;
  RuleTimes times_;
  std::optional<AtomFinders> finders_;
};

// The module opens its database when a rule first asks: a rule of ours asks at once.
void load_magic() {
  YR_COMPILER* raw = nullptr;
  if (yr_compiler_create(&raw) != ERROR_SUCCESS) return;
  const Compiler compiler{raw};
  constexpr const char* kAsk = "import \"magic\" rule ask { condition: magic.type() contains \"?\" }";
  if (yr_compiler_add_string(raw, kAsk, nullptr) != 0) return;
  YR_RULES* compiled = nullptr;
  if (yr_compiler_get_rules(raw, &compiled) != ERROR_SUCCESS) return;
  const Rules rules{compiled};
  const auto nothing = [](YR_SCAN_CONTEXT*, int, void*, void*) { return CALLBACK_CONTINUE; };
  static constexpr std::uint8_t kByte = 'x';
  yr_rules_scan_mem(compiled, &kByte, 1, SCAN_FLAGS_NO_TRYCATCH, nothing, nullptr, 5);
}

}  // namespace

void use_library() {
  static std::once_flag once;
  std::call_once(once, [] { yr_initialize(); });
}

CompiledRules::CompiledRules(Rules rules, std::string digest, bool names, bool file_type, bool magic,
                             std::vector<RuleProblem> slow)
    : rules_{std::move(rules)},
      digest_{std::move(digest)},
      slow_{std::move(slow)},
      filter_{std::make_unique<const AtomFilter>(*rules_)},
      names_{names},
      file_type_{file_type},
      magic_{magic} {
  YR_RULE* rule = nullptr;
  yr_rules_foreach(rules_.get(), rule)++ count_;
}

CompiledRules::~CompiledRules() = default;

std::optional<SlowRule> CompiledRules::rule_at(std::uint32_t now_at) const {
  if (now_at == 0 || now_at > rules_->num_rules) return std::nullopt;
  const YR_RULE& rule = rules_->rules_table[now_at - 1];
  return SlowRule{rule.identifier, rule.ns->name, "", 0};
}

void RuleScanner::start_clock() { RuleTimes::start_clock(); }

Result<std::unique_ptr<RuleScanner>> RuleScanner::over(std::shared_ptr<const RuleSet> rules,
                                                       const ScannerSettings& settings) {
  if (rules->asks_magic()) load_magic();
  YR_SCANNER* raw = nullptr;
  auto compiled = std::static_pointer_cast<const CompiledRules>(std::move(rules));
  if (yr_scanner_create(compiled->get(), &raw) != ERROR_SUCCESS)
    return fail(Errc::io, "libyara: cannot make a scanner");
  return std::unique_ptr<RuleScanner>{
      std::make_unique<LibraryScanner>(std::move(compiled), Scanner{raw}, settings)};
}

}  // namespace firsthour::triage
