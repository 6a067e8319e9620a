// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/bpf_map_content.h"

#include "collectors/output/record_file.h"

#include <linux/bpf.h>

#include <algorithm>
#include <array>
#include <string>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kMapLimit = 4 << 20, kAllLimit = 64 << 20;

bool is_plain_table(std::uint32_t type) {
  static constexpr std::array<std::uint32_t, 4> kPlain{BPF_MAP_TYPE_HASH, BPF_MAP_TYPE_ARRAY,
                                                       BPF_MAP_TYPE_LRU_HASH, BPF_MAP_TYPE_LPM_TRIE};
  return std::ranges::find(kPlain, type) != kPlain.end();
}

struct Content {
  std::string bytes;
  bool whole = true;
};

// A table that changes while it is read may give a key twice or begin anew: the number of entries ends it.
Content read_content(const Context& context, const Descriptor& object, const BpfMap& map) {
  Content content;
  std::string key, next(map.key_size, '\0'), value(map.value_size, '\0');
  for (std::uint64_t count = 0; count < map.max_entries; ++count) {
    if (!next_bpf_key(object, key, next)) return content;
    key = next;
    content.whole = content.bytes.size() + key.size() + value.size() <= kMapLimit && !context.stopping();
    if (!content.whole) return content;
    if (read_bpf_value(object, key, value)) content.bytes += key + value;
  }
  return content;
}

}  // namespace

void collect_bpf_maps(Context& context, std::span<const BpfMap> maps, SourceOutcome& outcome) {
  std::uint64_t left = kAllLimit;
  for (const auto& map : maps) {
    Item item;
    item.kind = "bpf-map";
    item.source = "host.bpf_program";
    item.path = "bpf-map/" + std::to_string(map.id);
    item.attributes = {{"bpf.map.id", std::to_string(map.id)},
                       {"bpf.map.key_size", std::to_string(map.key_size)},
                       {"bpf.map.value_size", std::to_string(map.value_size)}};
    item.started = context.host.now();
    Content content;
    const auto object = open_bpf(BpfKind::map, map.id);
    if (!object && object.error().code == Errc::not_found) continue;  // ended meanwhile
    if (!is_plain_table(map.type) || std::uint64_t{map.key_size} + map.value_size > kMapLimit || left == 0) {
      item.outcome = Outcome::skipped;
      item.reason = left == 0 ? "64 MiB of maps were taken before" : "no plain table of keys and values";
    } else if (!object) {
      item.outcome = object.error().code == Errc::denied ? Outcome::denied : Outcome::failed;
      item.reason = object.error().what;
    } else {
      content = read_content(context, *object, map);
      if (!content.whole) item.outcome = Outcome::partial, item.reason = "longer than 4 MiB";
    }
    item.finished = context.host.now();
    const bool taken = item.outcome == Outcome::complete || item.outcome == Outcome::partial;
    left -= std::min<std::uint64_t>(left, content.bytes.size());
    ++outcome.items;
    outcome.bytes += content.bytes.size();
    const auto bytes = std::as_bytes(std::span{content.bytes.data(), content.bytes.size()});
    auto added = taken ? context.out.add(std::move(item), bytes) : context.out.note(std::move(item));
    if (!added) add_problem(outcome, Outcome::failed, added.error().what);
  }
}

}  // namespace firsthour::collectors
