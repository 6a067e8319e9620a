// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/ingest_place.h"

#include "casefile/json.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace firsthour {
namespace {

std::uint64_t number_of(std::string_view collection) {
  std::uint64_t number = 0;
  if (collection.starts_with('c'))
    std::from_chars(collection.data() + 1, collection.data() + collection.size(), number);
  return number;
}

Result<> each_body(const Ledger& ledger, std::string_view type,
                   const std::function<void(const Json&)>& visit) {
  return ledger.each_of_type(type, [&](std::string_view bytes) -> Result<> {
    Json body;
    if (const auto event = read_event(bytes, &body); !event) return tl::unexpected{event.error()};
    visit(body);
    return {};
  });
}

}  // namespace

Result<CollectionPlace> place_of_collection(const Ledger& ledger, const std::optional<Sha256>& outline) {
  std::uint64_t last = 0;
  std::string same;
  auto read = each_body(ledger, event_type::ingesting, [&](const Json& body) {
    const std::string collection = text_member(body, "collection");
    last = std::max(last, number_of(collection));
    const auto named = body.find("outline");
    if (outline && named != body.end() && named->is_object() &&
        text_member(*named, "object") == outline->hex())
      same = collection;
  });
  if (!read) return tl::unexpected{read.error()};
  bool whole = same.empty();
  read = each_body(ledger, event_type::ingested, [&](const Json& body) {
    whole = whole || (text_member(body, "collection") == same && text_member(body, "end") == "whole");
  });
  if (!read) return tl::unexpected{read.error()};
  if (!whole) return CollectionPlace{same, true};
  return CollectionPlace{"c" + std::to_string(last + 1), false};
}

}  // namespace firsthour
