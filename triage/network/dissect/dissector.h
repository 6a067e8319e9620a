// SPDX-License-Identifier: Apache-2.0
// Something that understands one protocol. It is given a stream in order, in pieces of any size, and told of
// holes; it keeps bounded memory and never fails: what it does not understand it leaves.
#pragma once

#include "triage/network/observation.h"

#include <memory>

namespace firsthour::triage::network {

// Names of files that are to come on other connections, by the endpoint that will be connected to.
class ExpectedTransfers;

// Lives longer than the dissector.
struct Place {
  Flow& flow;
  Observer& out;
  ExpectedTransfers& transfers;
};

class Dissector {
 public:
  explicit Dissector(Place place) : place_{place} {}
  virtual ~Dissector() = default;
  virtual void data(bool from_client, Bytes bytes, Moment moment) = 0;
  virtual void gap(bool /*from_client*/, std::uint64_t /*bytes*/, Moment) {}
  virtual void end() {}
  // No more is to be learnt: the stream need not be put together any more.
  [[nodiscard]] virtual bool done() const { return false; }
  // From here on the stream is of another protocol (after CONNECT): it is to be recognised anew.
  [[nodiscard]] virtual bool handed_over() const { return false; }
  // How many of the last bytes were already of that other protocol.
  [[nodiscard]] virtual std::size_t untaken() const { return 0; }

 protected:
  Place place_;
};

}  // namespace firsthour::triage::network
