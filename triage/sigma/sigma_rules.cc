// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/sigma_rules.h"

#include "casefile/bytes.h"
#include "casefile/digest.h"

#include <utility>

namespace firsthour::triage::sigma {
namespace {

constexpr std::uint64_t kLargestFile = 1U << 20;

// Which fields a log has is seen when it is read.
class LogCatalogue final : public FieldCatalogue {
 public:
  explicit LogCatalogue(const std::function<bool(const LogSource&)>& elsewhere) : elsewhere_{elsewhere} {}
  [[nodiscard]] bool has_source(const LogSource&) const override { return true; }
  [[nodiscard]] bool has_field(const LogSource&, std::string_view) const override { return true; }
  [[nodiscard]] bool is_elsewhere(const LogSource& source) const override {
    return elsewhere_ && elsewhere_(source);
  }

 private:
  const std::function<bool(const LogSource&)>& elsewhere_;
};

Result<Placeholders> placeholders_from(const std::string& file) {
  if (file.empty()) return Placeholders{};
  auto text = read_file(file, kLargestFile);
  if (!text) return tl::unexpected{text.error()};
  auto parsed = Placeholders::parse(*text);
  if (!parsed) return fail("cannot use " + file, parsed.error());
  return parsed;
}

}  // namespace

Result<std::unique_ptr<const SigmaRules>> SigmaRules::load(
    const SigmaPaths& paths, const std::function<bool(const LogSource&)>& elsewhere) {
  auto placeholders = placeholders_from(paths.placeholders);
  if (!placeholders) return tl::unexpected{placeholders.error()};
  auto mapping = LogMapping::load(paths.mappings);
  if (!mapping) return tl::unexpected{mapping.error()};
  auto set = RuleSet::load(paths.rules, LogCatalogue{elsewhere}, *placeholders);
  if (!set) return tl::unexpected{set.error()};

  auto made = std::make_unique<SigmaRules>();
  made->mapping_ = std::move(*mapping);
  made->set_ = std::move(*set);
  std::vector<std::vector<const Rule*>> by_stream(made->mapping_.streams().size());
  for (const Rule& rule : made->set_.rules()) {
    made->streams_.push_back(made->mapping_.streams_of(rule.source));
    for (const std::uint32_t stream : made->streams_.back()) by_stream[stream].push_back(&rule);
  }
  for (auto& rules : by_stream) {
    made->indexes_.push_back(rules.empty() ? nullptr : std::make_unique<RuleIndex>(std::move(rules)));
  }
  made->plan_ = std::make_unique<CorrelationPlan>(made->set_.rules(), made->set_.correlations());
  return std::unique_ptr<const SigmaRules>{std::move(made)};
}

std::string SigmaRules::digest() const {
  Hasher all{Algorithm::sha256};
  for (const Rule& rule : rules()) all.update(rule.digest + "\n");
  for (const Correlation& correlation : correlations()) all.update(correlation.digest + "\n");
  return all.finish_hex();
}

}  // namespace firsthour::triage::sigma
