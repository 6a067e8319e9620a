// SPDX-License-Identifier: Apache-2.0
#include "casefile/case_export.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/pack/bag_folder.h"
#include "casefile/pack/bag_text.h"
#include "casefile/pack/hash_list.h"
#include "casefile/proof.h"
#include "casefile/store/durable_file.h"
#include "casefile/store/event_bytes.h"
#include "casefile/store/half_made_folder.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>

namespace firsthour {
namespace {

// Which items were asked for; remembers what was found.
class Selection {
 public:
  explicit Selection(const std::vector<std::string>& words) : words_{words.begin(), words.end()} {}
  [[nodiscard]] bool takes(const std::string& id) {
    if (words_.empty()) return true;
    const std::string collection = id.substr(0, id.find('/'));
    bool taken = false;
    for (const std::string& name : {id, collection})
      if (words_.contains(name)) found_.insert(name), taken = true;
    return taken;
  }
  [[nodiscard]] Result<> complete() const {
    for (const std::string& word : words_)
      if (!found_.contains(word)) return fail(Errc::not_found, "no item or collection " + word);
    return {};
  }

 private:
  std::set<std::string> words_, found_;
};

// Ids of a ledger that others wrote are names only when they can lead nowhere.
Result<std::string> payload_name(const CaseItem& item) {
  const bool plain = std::all_of(item.id.begin(), item.id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '/';
  });
  if (!plain || !pack::stays_inside(item.id))
    return fail(Errc::malformed, "an item has the id " + escape_for_terminal(item.id));
  return "data/" + item.id;
}

class BagExport {
 public:
  BagExport(const CaseReader& from, const ExportOptions& options)
      : from_{from}, options_{options}, selection_{options.items} {}

  Result<Exported> into(const std::string& path) {
    auto folder = open_folder(path);
    if (!folder) return tl::unexpected{folder.error()};
    auto bag = pack::BagFolder::create(folder->get());
    if (!bag) return tl::unexpected{bag.error()};
    auto prover = ItemProver::open(from_.path(), Algorithm::sha256, std::nullopt);
    if (!prover) return tl::unexpected{prover.error()};
    auto done = items(*bag, *prover);
    if (done) done = selection_.complete();
    if (done) done = ledger(*bag);
    if (!done) return tl::unexpected{done.error()};
    auto digest = bag->finish(info());
    if (!digest) return tl::unexpected{digest.error()};
    exported_.files = bag->files();
    exported_.bytes = bag->bytes();
    exported_.digest = std::move(*digest);
    return exported_;
  }

 private:
  Result<> items(pack::BagFolder& bag, ItemProver& prover) {
    auto records = bag.open_tag("custody/items.jsonl");
    if (!records) return tl::unexpected{records.error()};
    auto read = from_.each_item([&](const CaseItem& item) -> Result<> {
      if (!selection_.takes(item.id)) return {};
      ++exported_.items;
      if (const auto name = payload_name(item); !name) return tl::unexpected{name.error()};
      Json record = to_json(item.item);
      record["item"] = item.id;
      if (auto written = records->append(canonical(record) + "\n"); !written) return written;
      if (item.item.sha256)
        if (auto copied = content(bag, item); !copied) return copied;
      return prove(bag, item, prover);
    });
    if (!read) return read;
    return bag.close_tag(*records);
  }

  Result<> prove(pack::BagFolder& bag, const CaseItem& item, ItemProver& prover) {
    const auto proof = prover.prove(item.id);
    if (!proof) return fail("item " + item.id, proof.error());
    return bag.tag("custody/proofs/" + item.id + ".tlog-proof", proof_text(*proof));
  }

  Result<> content(pack::BagFolder& bag, const CaseItem& item) {
    const auto name = payload_name(item);
    if (!name) return tl::unexpected{name.error()};
    auto source = from_.content(item);
    if (!source) return fail("item " + item.id, source.error());
    const auto copied = bag.payload(*name, **source, [&](std::size_t bytes) -> Result<> {
      done_ += bytes;
      if (options_.progress && !options_.progress(exported_.items, done_))
        return fail(Errc::interrupted, "the export was stopped");
      return {};
    });
    if (!copied) return fail("item " + item.id, copied.error());
    if (copied->size != item.item.size || copied->sha256 != item.item.sha256->hex())
      return fail(Errc::tampered, "item " + item.id + ": its bytes are not those that were recorded");
    return {};
  }

  Result<> ledger(pack::BagFolder& bag) {
    auto events = bag.open_tag("custody/ledger.jsonl");
    if (!events) return tl::unexpected{events.error()};
    auto head = from_.head();
    if (!head) return fail("no signed head", head.error());
    auto read = from_.each_event(0, from_.size(), [&](const Event& event) -> Result<> {
      if (event.type == event_type::cosigned) take_cosignature(event, *head);
      return events->append(event.bytes + "\n");
    });
    if (read) read = bag.close_tag(*events);
    if (read) read = bag.tag("custody/checkpoint", head->note);
    if (read) read = bag.tag("custody/checkpoint-sm3", head->sm3_note);
    return read;
  }

  // A cosignature of this head is a further line of its note.
  static void take_cosignature(const Event& event, CaseHead& head) {
    const auto json = parse_json(event.bytes);
    if (!json || !json->is_object()) return;
    const Json& body = json->value("body", Json::object());
    const Json checkpoint = body.is_object() ? body.value("checkpoint", Json::object()) : Json::object();
    if (!checkpoint.is_object() || checkpoint.value("size", Json{}) != Json(head.size)) return;
    const std::string line = text_member(body, "signature");
    if (line.empty() || line.find('\n') != std::string::npos) return;
    (text_member(checkpoint, "algorithm") == "sm3" ? head.sm3_note : head.note) += line + "\n";
  }

  std::vector<std::pair<std::string, std::string>> info() const {
    std::vector<std::pair<std::string, std::string>> lines{
        {"Bag-Software-Agent", options_.software}, {"Bagging-Date", rfc3339(options_.now).substr(0, 10)}};
    if (const auto overview = from_.overview()) lines.emplace_back("External-Identifier", overview->id);
    return lines;
  }

  const CaseReader& from_;
  const ExportOptions& options_;
  Selection selection_;
  Exported exported_;
  std::uint64_t done_ = 0;
};

// Below the root of the examined system; empty for what is no whole file of it.
std::string original_name(const Item& item) {
  std::string_view path = item.path;
  if (item.kind != "file" || item.outcome != Outcome::complete || !path.starts_with('/')) return {};
  while (path.starts_with('/')) path.remove_prefix(1);
  return path.find('\0') == std::string_view::npos ? std::string{path} : std::string{};
}

}  // namespace

Result<Exported> export_bag(const CaseReader& from, const std::string& target, const ExportOptions& options) {
  auto folder = HalfMadeFolder::make(target);
  if (!folder) return fail("cannot export", folder.error());
  auto exported = BagExport{from, options}.into(folder->path());
  if (!exported) return exported;
  if (options.record)
    if (auto recorded = options.record(*exported); !recorded) return tl::unexpected{recorded.error()};
  if (auto placed = folder->put_in_place(target); !placed) return fail("cannot export", placed.error());
  return exported;
}

Result<Exported> export_hash_list(const CaseReader& from, ByteSink& into, ListForm form, ListNames names,
                                  const ExportOptions& options) {
  Exported exported;
  Selection selection{options.items};
  std::string host, list = form == ListForm::hashdeep ? std::string{pack::kHashdeepHead} : std::string{};
  bool any_host = false;
  auto read = from.each_item([&](const CaseItem& item) -> Result<> {
    if (!selection.takes(item.id)) return {};
    ++exported.items;
    const std::string name = names == ListNames::original ? original_name(item.item) : "data/" + item.id;
    if (name.empty() || !item.item.sha256) return ++exported.left_out, Result<>{};
    if (names == ListNames::original && std::exchange(any_host, true) && item.item.host != host)
      return fail(Errc::usage, "items of two hosts, " + escape_for_terminal(host) + " and " +
                                   escape_for_terminal(item.item.host) + ": name a collection");
    host = item.item.host;
    const std::string hex = item.item.sha256->hex();
    const auto line = form == ListForm::hashdeep ? pack::hashdeep_line(item.item.size, hex, name)
                                                 : std::optional{pack::sha256sum_line(hex, name)};
    if (!line) return ++exported.left_out, Result<>{};
    list += *line;
    ++exported.files;
    exported.bytes += item.item.size;
    return {};
  });
  if (read) read = selection.complete();
  if (!read) return tl::unexpected{read.error()};
  exported.digest = sha256(list).hex();
  if (options.record)
    if (auto recorded = options.record(exported); !recorded) return tl::unexpected{recorded.error()};
  if (auto written = into.write(as_bytes(list)); !written) return tl::unexpected{written.error()};
  return exported;
}

}  // namespace firsthour
