// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/record_line.h"

#include "casefile/json.h"

namespace firsthour::pack {
namespace {

constexpr std::string_view kCheckKey = ",\"~\":\"";
constexpr std::size_t kCheckDigits = 16;
constexpr std::size_t kTail = kCheckKey.size() + kCheckDigits + 2;  // and "}

std::string tail_for(std::string_view body) {
  return std::string{kCheckKey} + sha256(body).hex().substr(0, kCheckDigits) + "\"}";
}

std::string line_of(const Item& item) {
  std::string line = canonical(to_json(item));
  line.pop_back();  // the closing brace; '~' sorts after every key of ours
  return line + tail_for(line) + "\n";
}

}  // namespace

Result<std::string> record_line(Item item) {
  std::string line = line_of(item);
  if (line.size() <= kMostRecord) return line;
  item.reason = "record too long: " + std::to_string(item.extents.size()) + " extents and " +
                std::to_string(item.attributes.size()) + " attributes left out" +
                (item.reason.empty() ? "" : "; ") + item.reason;
  item.outcome = Outcome::partial;
  item.extents.clear();
  item.attributes.clear();
  line = line_of(item);
  if (line.size() <= kMostRecord) return line;
  return fail(Errc::no_space, "the record of item " + item.id + " is longer than 4 MiB");
}

Result<Item> item_from_line(std::string_view line) {
  if (line.size() <= kTail) return fail(Errc::malformed, "item record: too short");
  const std::string_view body = line.substr(0, line.size() - kTail);
  if (line.substr(body.size()) != tail_for(body))
    return fail(Errc::tampered, "item record: its check does not hold");
  const auto json = parse_json(line);
  if (!json) return fail("item record", json.error());
  return item_from_json(*json);
}

}  // namespace firsthour::pack
