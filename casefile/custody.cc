// SPDX-License-Identifier: Apache-2.0
#include "casefile/custody.h"

#include "casefile/json_fields.h"
#include "casefile/number.h"

namespace firsthour {
namespace {

constexpr std::string_view kReleased = "released", kReceived = "received";
constexpr std::size_t kMostNames = 200;

void put(Json& into, const char* key, const std::string& text) {
  if (!text.empty()) into[key] = display_utf8(text);
}
void put(Json& into, const char* key, const std::optional<Instant>& time) {
  if (time) into[key] = rfc3339(*time);
}
void put(Json& into, const char* key, const std::optional<bool>& truth) {
  if (truth) into[key] = *truth;
}
void put(Json& into, const char* key, const std::optional<std::uint64_t>& number) {
  if (number) into[key] = exact_integer(*number);
}
void put(Json& into, const char* key, const Party& party) {
  if (party.empty()) return;
  Json json = Json::object();
  put(json, "name", party.name);
  put(json, "unit", party.unit);
  into[key] = std::move(json);
}

// The readers below share one rule: a member of another type is wrong, an absent one is a blank.
class Body : public JsonFields {
 public:
  Body(const Json& json, std::string what) : JsonFields{json, what}, name_{std::move(what)} {}

  std::optional<bool> truth(const char* key) {
    const Json* value = find(key);
    if (!value) return std::nullopt;
    if (value->is_boolean()) return value->get<bool>();
    wrong(key, "is neither true nor false");
    return std::nullopt;
  }
  std::optional<std::uint64_t> optional_number(const char* key) {
    if (!find(key)) return std::nullopt;
    return number(key);
  }
  Party party(const char* key) {
    const Json* value = find(key);
    if (!value) return {};
    Body inner{*value, name_ + "." + key};
    Party party{inner.text("name"), inner.text("unit")};
    take_problem(key, inner);
    return party;
  }
  std::optional<LedgerHead> head(const char* key) {
    const Json* value = find(key);
    if (!value) return std::nullopt;
    Body inner{*value, name_ + "." + key};
    LedgerHead head{inner.number("size"), inner.root("root"), inner.root("sm3_root")};
    if (head.root.empty()) inner.wrong("root", "is missing");
    take_problem(key, inner);
    return head;
  }
  Signatures signatures(const char* key) {
    const Json* value = find(key);
    if (!value) return {};
    Body inner{*value, name_ + "." + key};
    Signatures signatures{inner.text("form"), inner.text("absent")};
    if (!signatures.form.empty() && !signatures.absent.empty()) inner.wrong("absent", "contradicts \"form\"");
    take_problem(key, inner);
    return signatures;
  }
  void take_problem(const char* key, const JsonFields& inner) {
    if (!inner.result()) wrong(key, "does not hold what it should");
  }

 private:
  std::string root(const char* key) {
    std::string hex = text(key);
    if (!hex.empty() && !Sha256::from_hex(hex)) wrong(key, "is no root");
    return hex;
  }
  std::string name_;
};

template <class T>
Result<T> finish(const Body& body, T value) {
  if (auto good = body.result(); !good) return tl::unexpected{good.error()};
  return value;
}

}  // namespace

std::optional<LedgerHead> head_from_text(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto size = number_from<std::uint64_t>(text.substr(0, colon));
  if (!size) return std::nullopt;
  LedgerHead head{*size, {}, {}};
  for (const char c : text.substr(colon + 1)) {
    if (c == ' ' || c == '\t') continue;
    head.root += c >= 'A' && c <= 'F' ? static_cast<char>(c | 0x20) : c;
  }
  if (!Sha256::from_hex(head.root)) return std::nullopt;
  return head;
}

Json to_json(const LedgerHead& head) {
  Json json{{"size", exact_integer(head.size)}, {"root", head.root}};
  put(json, "sm3_root", head.sm3_root);
  return json;
}

Json to_json(const Transfer& transfer) {
  Json json{{"step", transfer.step == TransferStep::released ? kReleased : kReceived},
            {"head", to_json(transfer.head)}};
  put(json, "from", transfer.from);
  put(json, "to", transfer.to);
  put(json, "reason", transfer.reason);
  put(json, "place", transfer.place);
  put(json, "seal_number", transfer.seal_number);
  put(json, "condition", transfer.condition);
  put(json, "verified", transfer.verified);
  Json signatures = Json::object();
  put(signatures, "form", transfer.signatures.form);
  put(signatures, "absent", transfer.signatures.absent);
  if (!signatures.empty()) json["signatures"] = std::move(signatures);
  put(json, "released", transfer.released);
  if (transfer.paper) json["paper"] = to_json(*transfer.paper);
  put(json, "matches", transfer.matches);
  return json;
}

Result<Transfer> transfer_from_json(const Json& json) {
  Body body{json, "transferred"};
  Transfer transfer;
  const std::string step = body.required_text("step");
  if (step != kReleased && step != kReceived) body.wrong("step", "is neither released nor received");
  transfer.step = step == kReceived ? TransferStep::received : TransferStep::released;
  transfer.from = body.party("from");
  transfer.to = body.party("to");
  transfer.reason = body.text("reason");
  transfer.place = body.text("place");
  transfer.seal_number = body.text("seal_number");
  transfer.condition = body.text("condition");
  if (auto head = body.head("head"))
    transfer.head = std::move(*head);
  else
    body.wrong("head", "is missing");
  transfer.verified = body.text("verified");
  transfer.signatures = body.signatures("signatures");
  transfer.released = body.optional_number("released");
  transfer.paper = body.head("paper");
  transfer.matches = body.truth("matches");
  return finish(body, std::move(transfer));
}

Json to_json(const Approval& approval) {
  Json json = Json::object();
  put(json, "what", approval.what);
  put(json, "by", approval.by);
  put(json, "time", approval.time);
  put(json, "document", approval.document);
  if (approval.retroactive) json["retroactive"] = true;
  put(json, "due", approval.due);
  put(json, "settles", approval.settles);
  return json;
}

Result<Approval> approval_from_json(const Json& json) {
  Body body{json, "approved"};
  Approval approval;
  approval.what = body.text("what");
  approval.by = body.party("by");
  approval.time = body.time("time");
  approval.document = body.text("document");
  approval.retroactive = body.truth("retroactive").value_or(false);
  approval.due = body.time("due");
  approval.settles = body.optional_number("settles");
  return finish(body, std::move(approval));
}

Json to_json(const Witnessing& witnessing) {
  Json json = Json::object();
  if (witnessing.witness) {
    Json witness = Json::object();
    put(witness, "name", witnessing.witness->name);
    put(witness, "unit", witnessing.witness->unit);
    put(witness, "id_kind", witnessing.witness->id_kind);
    put(witness, "id_number", witnessing.witness->id_number);
    put(witness, "contact", witnessing.witness->contact);
    json["witness"] = std::move(witness);
  }
  put(json, "eligible", witnessing.eligible);
  put(json, "reason", witnessing.reason);
  put(json, "video", witnessing.video);
  return json;
}

Result<Witnessing> witnessing_from_json(const Json& json) {
  Body body{json, "witnessed"};
  Witnessing witnessing;
  if (const Json* witness = body.find("witness")) {
    Body inner{*witness, "witnessed.witness"};
    witnessing.witness = WitnessIdentity{inner.text("name"), inner.text("unit"), inner.text("id_kind"),
                                         inner.text("id_number"), inner.text("contact")};
    body.take_problem("witness", inner);
  }
  witnessing.eligible = body.truth("eligible");
  witnessing.reason = body.text("reason");
  witnessing.video = body.text("video");
  return finish(body, std::move(witnessing));
}

Json to_json(const Access& access) {
  Json json = Json::object();
  if (access.item.empty()) {
    json["all"] = true;
    put(json, "items", access.items);
  } else {
    json["item"] = access.item;
  }
  put(json, "how", access.how);
  put(json, "reason", access.reason);
  put(json, "to", access.to);
  return json;
}

Result<Access> access_from_json(const Json& json) {
  Body body{json, "read"};
  Access access;
  access.item = body.text("item");
  if (body.truth("all").value_or(false) != access.item.empty())
    body.wrong("item", "and \"all\" exclude each other");
  access.items = body.optional_number("items");
  access.how = body.text("how");
  access.reason = body.text("reason");
  access.to = body.text("to");
  return finish(body, std::move(access));
}

Json to_json(const SignedCopy& copy) {
  Json form{{"event", exact_integer(copy.event)}, {"output", copy.output.hex()}};
  if (copy.head) form["head"] = {{"size", exact_integer(copy.head->size)}, {"root", copy.head->root}};
  Json json{{kFormMember, std::move(form)}};
  if (!copy.signed_by.empty()) {
    Json names = Json::array();
    for (const std::string& name : copy.signed_by) names.push_back(display_utf8(name));
    json["signed_by"] = std::move(names);
  }
  return json;
}

Result<std::optional<SignedCopy>> signed_copy_from_json(const Json& json) {
  Body body{json, "attached"};
  const Json* form = body.find(kFormMember);
  if (!form) return finish(body, std::optional<SignedCopy>{});
  Body inner{*form, "attached.form"};
  SignedCopy copy;
  if (!inner.find("event")) inner.wrong("event", "is missing");
  copy.event = inner.number("event");
  const auto output = inner.sha256("output");
  if (!output) inner.wrong("output", "is missing");
  copy.output = output.value_or(Sha256{});
  copy.head = inner.head("head");
  copy.signed_by = body.texts("signed_by");
  if (copy.signed_by.size() > kMostNames) body.wrong("signed_by", "names more than 200 people");
  body.take_problem(kFormMember, inner);
  return finish(body, std::optional{std::move(copy)});
}

}  // namespace firsthour
