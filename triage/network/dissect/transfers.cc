// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/transfers.h"

#include "casefile/digest.h"

#include <algorithm>

namespace firsthour::triage::network {

namespace {
constexpr std::size_t kMostWaiting = 1000;
}

void ExpectedTransfers::expect(Transfer transfer) {
  std::erase_if(waiting_, [&](const Transfer& t) { return t.to == transfer.to; });
  if (waiting_.size() >= kMostWaiting) waiting_.pop_front();
  waiting_.push_back(std::move(transfer));
}

void ExpectedTransfers::name(const Endpoint& to, std::string command, std::string name) {
  for (Transfer& t : waiting_) {
    if (t.to != to) continue;
    t.file = command == "RETR" || command == "STOR" || command == "APPE" || command == "STOU";
    t.to_server = command != "RETR" && t.file;
    t.command = std::move(command);
    t.name = std::move(name);
    return;
  }
}

std::optional<ExpectedTransfers::Transfer> ExpectedTransfers::look(const Endpoint& to) const {
  const auto at =
      std::find_if(waiting_.begin(), waiting_.end(), [&](const Transfer& t) { return t.to == to; });
  if (at == waiting_.end()) return std::nullopt;
  return *at;
}

std::optional<ExpectedTransfers::Transfer> ExpectedTransfers::claim(const Endpoint& to) {
  auto found = look(to);
  if (found) std::erase_if(waiting_, [&](const Transfer& t) { return t.to == to; });
  return found;
}

struct TransferDissector::Taken {
  explicit Taken(std::shared_ptr<ContentRoom> room) : content{std::move(room)} {}
  KeptContent content;
  Hasher hasher{Algorithm::sha256};
  std::uint64_t length = 0, missing = 0;
  Moment first, last;
};

TransferDissector::TransferDissector(Place place, Endpoint to)
    : Dissector{place}, to_{to}, taken_{std::make_unique<Taken>(place.out.content_room())} {
  place_.flow.service = "ftp-data";
}
TransferDissector::~TransferDissector() = default;

void TransferDissector::data(bool, Bytes bytes, Moment moment) {
  if (taken_->length == 0) taken_->first = moment;
  taken_->last = moment;
  taken_->length += bytes.size();
  taken_->hasher.update(bytes);
  taken_->content.append(bytes);
}

void TransferDissector::gap(bool, std::uint64_t bytes, Moment) { taken_->missing += bytes; }

void TransferDissector::end() {
  const auto transfer = place_.transfers.claim(to_);
  if (!transfer || !transfer->file) return;
  place_.out.file(
      place_.flow,
      {"ftp", transfer->name, "", transfer->to_server, taken_->missing == 0 && place_.flow.closed(),
       taken_->length, taken_->hasher.finish_hex(), taken_->first, taken_->last, taken_->content.finish()});
}

}  // namespace firsthour::triage::network
