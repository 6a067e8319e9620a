// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/transfers.h"

#include "casefile/digest.h"
#include "triage/network/elapsed.h"

#include <algorithm>

namespace firsthour::triage::network {

namespace {
constexpr std::size_t kMostWaiting = 1000;
constexpr std::int64_t kHolds = 300'000'000'000;
}  // namespace

void ExpectedTransfers::expect(Promise promise) {
  std::erase_if(waiting_, [&](const Promise& p) { return p->to == promise->to; });
  if (waiting_.size() >= kMostWaiting) waiting_.pop_front();
  waiting_.push_back(std::move(promise));
}

ExpectedTransfers::Promise ExpectedTransfers::claim(const Flow& flow) {
  std::erase_if(waiting_, [&](const Promise& p) { return elapsed(p->since, flow.first.time) > kHolds; });
  const auto at = std::find_if(waiting_.begin(), waiting_.end(), [&](const Promise& p) {
    return p->to == flow.server && p->from == flow.client.address;
  });
  if (at == waiting_.end()) return {};
  Promise kept = std::move(*at);
  waiting_.erase(at);
  return kept;
}

struct TransferDissector::Taken {
  explicit Taken(std::shared_ptr<ContentRoom> room) : content{std::move(room)} {}
  KeptContent content;
  Hasher hasher{Algorithm::sha256};
  std::uint64_t length = 0, missing = 0;
  Moment first, last;
};

TransferDissector::TransferDissector(const Place& place, ExpectedTransfers::Promise promise)
    : Dissector{place},
      promise_{std::move(promise)},
      taken_{std::make_unique<Taken>(place.out.content_room())} {
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
  if (!promise_->file) return;
  place_.out.file(
      place_.flow,
      {"ftp", promise_->name, "", promise_->to_server, taken_->missing == 0 && place_.flow.closed(),
       taken_->length, taken_->hasher.finish_hex(), taken_->first, taken_->last, taken_->content.finish()});
}

}  // namespace firsthour::triage::network
