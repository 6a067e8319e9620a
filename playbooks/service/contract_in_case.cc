// SPDX-License-Identifier: Apache-2.0
#include "casefile/case.h"
#include "casefile/event.h"
#include "casefile/json.h"
#include "playbooks/contract.h"
#include "playbooks/records/event_body.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::uint64_t kLargestContract = 1 << 20;

Result<ServiceContract> contract_of_object(const CaseReader& from, const Json& body) {
  const auto digest = Sha256::from_hex(text_at(body, "object"));
  const std::uint64_t size = number_at(body, "size");
  if (!digest || size == 0 || size > kLargestContract)
    return fail(Errc::malformed, "the contract names no object");
  CaseItem file;
  file.content.push_back({*digest, 0, size});
  file.item.size = size;
  const auto source = from.content(file);
  if (!source) return fail("the contract file", source.error());
  const auto text = read_all(**source, kLargestContract);
  if (!text) return fail("the contract file", text.error());
  // The object is named by its digest: what is read must be what was recorded.
  if (sha256(*text).hex() != digest->hex())
    return fail(Errc::tampered, "the contract file is not the one that was recorded");
  return parse_contract(*text);
}

}  // namespace

Json contract_event(const ServiceContract& contract) {
  return {{"kind", "contract"}, {"contract", to_json(contract)}};
}

Result<ServiceContract> contract_from_event(const CaseReader& from, const Json& body) {
  const Json& inside = child_at(body, "contract");
  return inside.is_null() ? contract_of_object(from, body) : contract_from_json(inside);
}

Result<std::optional<ServiceContract>> contract_in(const CaseReader& from, std::uint64_t upto) {
  std::optional<ServiceContract> newest;
  const std::uint64_t end = upto == 0 ? from.size() : std::min(upto, from.size());
  const auto read = from.each_event(0, end, [&](const Event& event) -> Result<> {
    const bool authorised = event.type == event_type::authorised;
    if (!authorised && event.type != event_type::service) return {};
    const auto body = event_body(event);
    if (!body) return {};
    if (authorised ? !body->is_object() || !body->contains("contract") : text_at(*body, "kind") != "contract")
      return {};
    auto contract =
        authorised ? contract_from_json(child_at(*body, "contract")) : contract_from_event(from, *body);
    if (!contract && contract.error().code == Errc::tampered)
      return fail("event " + std::to_string(event.sequence), contract.error());
    if (contract) newest = std::move(*contract);
    return {};
  });
  if (!read) return fail("cannot read the contract", read.error());
  return newest;
}

}  // namespace firsthour::playbooks
