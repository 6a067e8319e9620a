// SPDX-License-Identifier: Apache-2.0
// Something that understands one protocol. It is given a stream in order, in pieces of any size, and told of
// holes; it keeps bounded memory and never fails: what it does not understand it leaves.
#pragma once

#include "triage/network/dissect/message_memory.h"
#include "triage/network/observation.h"

#include <memory>
#include <string>
#include <vector>

namespace firsthour::triage::network {

// Names of files that are to come on other connections, by the endpoint that will be connected to.
class ExpectedTransfers;

// Live longer than the dissector.
struct Place {
  Flow& flow;
  Observer& out;
  ExpectedTransfers& transfers;
  MessageMemory& messages;
  // Whether a side's bytes were acknowledged that it did not hand out: they wait behind a hole, or are not in
  // the capture. [0] the server's, [1] the client's.
  std::array<bool, 2> missing{};
};

// What came of a stream.
struct StreamPart {
  bool from_client = false;
  std::string bytes;
  Moment moment;
};

class Dissector {
 public:
  explicit Dissector(const Place& place) : place_{place} {}
  virtual ~Dissector() = default;
  virtual void data(bool from_client, Bytes bytes, Moment moment) = 0;
  virtual void gap(bool /*from_client*/, std::uint64_t /*bytes*/, Moment) {}
  virtual void end() {}
  // No more is to be learnt: the stream need not be put together any more.
  [[nodiscard]] virtual bool done() const { return false; }
  // From here on the stream is of another protocol (after CONNECT): it is to be recognised anew.
  [[nodiscard]] virtual bool handed_over() const { return false; }
  // What came and was already of that other protocol, in its order.
  [[nodiscard]] virtual std::vector<StreamPart> untaken() { return {}; }

 protected:
  const Place& place_;
};

}  // namespace firsthour::triage::network
