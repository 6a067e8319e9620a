// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/symbol_facts.h"

#include "collectors/files/taken_files.h"
#include "collectors/host/file_lines.h"
#include "collectors/kernel/symbol_line.h"

namespace firsthour::collectors {
namespace {

constexpr std::string_view kPath = "/proc/kallsyms";
constexpr std::uint64_t kTextLimit = 256 << 20, kItemLimit = 64 << 20;

// Names that parts of the kernel proper put into the brackets.
bool is_loadable(const SymbolLine& symbol) {
  if (symbol.module.empty() || symbol.module.starts_with("__builtin__")) return false;
  return symbol.module != "bpf" || !symbol.name.starts_with("bpf_");
}

bool is_service(std::string_view name) {
  return name.find("_diag_dump") != std::string_view::npos || name.starts_with("nf_tables_getrule") ||
         name.starts_with("ctnetlink_get_conntrack");
}

Item item_of_text(const Context& context) {
  Item item;
  item.kind = "kernel-file";
  item.source = "host.kernel_text";
  item.path = kPath;
  item.started = context.host.now();
  return item;
}

}  // namespace

void SymbolFacts::take(std::string_view line) {
  const auto symbol = parse_symbol(line);
  if (!symbol) return;
  if (is_service(symbol->name) && services.size() + line.size() < kMostServices) {
    services += line;
    services += '\n';
  }
  if (symbol->name == "__bpf_call_base") call_base = symbol->address;
  if (symbol->module.empty()) return;
  if (is_loadable(*symbol)) {
    if (modules.size() < kMostNames)
      modules.emplace(symbol->module);
    else if (!modules.contains(std::string{symbol->module}))
      closed = std::string{kPath} + ": not read to its end";
  }
  const auto tag = symbol->module == "bpf" ? bpf_tag_of(symbol->name) : std::nullopt;
  if (!tag || bpf_programs.size() >= kMostNames) return;
  const auto after = symbol->name.find('_', symbol->name.find(*tag));
  bpf_programs.emplace(*tag,
                       after == std::string_view::npos ? std::string_view{} : symbol->name.substr(after + 1));
}

SymbolFacts read_symbol_facts(const Host& host, const TakeBytes& copy) {
  SymbolFacts facts;
  const auto take = [&](std::string_view line) {
    facts.take(line);
    return true;
  };
  const auto read = for_each_line(host, kPath, kTextLimit, take, copy);
  if (!read)
    facts.closed = read.error().what;
  else if (!*read)
    facts.closed = std::string{kPath} + ": not read to its end";
  return facts;
}

SymbolFacts SymbolPass::read_and_keep(Context& context) {
  std::unique_ptr<ItemStream> item;
  std::uint64_t bytes = 0;
  std::string failure;
  const auto keep = [&](std::span<const std::byte> piece) {
    if (item == nullptr) {
      static_cast<void>(context.taken->is_new_kernel_file(kPath));
      item = context.out.open(item_of_text(context));
    }
    if (bytes + piece.size() > kItemLimit && failure.empty()) failure = "longer than 64 MiB";
    if (!failure.empty()) return;
    bytes += piece.size();
    if (auto written = item->write(piece); !written) failure = written.error().what;
  };
  auto facts = read_symbol_facts(context.host, keep);
  if (item == nullptr) return facts;
  if (failure.empty()) failure = facts.closed;
  // A failing output is the run's to say.
  static_cast<void>(item->finish(failure.empty() ? Outcome::complete : Outcome::partial, failure));
  kept_bytes_ = bytes;
  return facts;
}

std::shared_ptr<const SymbolFacts> SymbolPass::facts(Context& context) {
  if (facts_ == nullptr) {
    facts_ = std::make_shared<const SymbolFacts>(
        keep_ && context.taken != nullptr ? read_and_keep(context) : read_symbol_facts(context.host));
  }
  return facts_;
}

std::shared_ptr<const SymbolFacts> symbol_facts(Context& context) {
  if (context.symbols != nullptr) return context.symbols->facts(context);
  return std::make_shared<const SymbolFacts>(read_symbol_facts(context.host));
}

}  // namespace firsthour::collectors
