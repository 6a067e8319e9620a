// SPDX-License-Identifier: Apache-2.0
#include "casefile/event.h"
#include "casefile/json.h"
#include "playbooks/records/event_body.h"
#include "playbooks/service_year.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

class Folding {
 public:
  Folding(const CaseReader& from, ServiceYear& into) : from_{from}, year_{into} {}

  Result<> take(const Event& event) {
    if (event.type != event_type::service) return {};
    const auto body = event_body(event);
    if (!body) return unread(event, body.error().what), Result<>{};
    if (text_at(*body, "kind") == "contract") return take_contract(event, *body);
    auto record = service_record_from_json(*body);
    if (!record) return unread(event, record.error().what), Result<>{};
    record->event = event.sequence;
    record->recorded = event.time;
    fold(event, std::move(*record));
    return {};
  }

 private:
  Result<> take_contract(const Event& event, const Json& body) {
    auto contract = contract_from_event(from_, body);
    if (!contract && contract.error().code == Errc::tampered)
      return fail("event " + std::to_string(event.sequence), contract.error());
    if (!contract) return unread(event, contract.error().what), Result<>{};
    year_.contract = std::move(*contract);
    year_.has_contract = true;
    return {};
  }

  void fold(const Event& event, ServiceRecord record) {
    const auto [place, is_new] = year_.places.try_emplace(record.id, year_.records.size());
    if (is_new) {
      record.versions = {event.sequence};
      year_.records.push_back(std::move(record));
      return;
    }
    ServiceRecord& known = year_.records[place->second];
    if (known.kind != record.kind)
      return unread(event, record.id + " is a " + known.kind + ", not a " + record.kind);
    if (record.version != known.version + 1)
      unread(event, fmt::format("{} goes from version {} to {}", record.id, known.version, record.version));
    record.versions = std::move(known.versions);
    record.versions.push_back(event.sequence);
    known = std::move(record);
  }

  void unread(const Event& event, const std::string& why) {
    year_.unread.push_back("event " + std::to_string(event.sequence) + ": " + why);
  }

  const CaseReader& from_;
  ServiceYear& year_;
};

}  // namespace

const ServiceRecord* ServiceYear::find(std::string_view id) const {
  const auto found = places.find(id);
  return found == places.end() ? nullptr : &records[found->second];
}

std::vector<const ServiceRecord*> ServiceYear::of(std::string_view kind) const {
  std::vector<const ServiceRecord*> found;
  for (const ServiceRecord& record : records)
    if (record.kind == kind) found.push_back(&record);
  return found;
}

Result<ServiceYear> read_service_year(const CaseReader& from, std::uint64_t upto) {
  ServiceYear year;
  year.events = upto == 0 ? from.size() : std::min(upto, from.size());
  Folding folding{from, year};
  const auto read = from.each_event(0, year.events, [&](const Event& event) { return folding.take(event); });
  if (!read) return fail("cannot read the service year", read.error());
  return year;
}

std::string next_id(const ServiceYear& year, std::string_view kind) {
  std::uint64_t highest = 0;
  const std::string prefix = std::string{kind} + "-";
  for (const ServiceRecord& record : year.records) {
    if (record.kind != kind || !record.id.starts_with(prefix)) continue;
    std::uint64_t number = 0;
    for (const char c : record.id.substr(prefix.size(), 9)) {
      if (c < '0' || c > '9') break;
      number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    highest = std::max(highest, number);
  }
  return numbered_id(kind, highest + 1);
}

std::string numbered_id(std::string_view kind, std::uint64_t number) {
  return fmt::format("{}-{:04}", kind, number);
}

}  // namespace firsthour::playbooks
