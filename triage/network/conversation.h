// SPDX-License-Identifier: Apache-2.0
// A TCP connection: its streams are put together and given to the dissector that their first bytes name. What
// nobody knows is not put together, unless an observer wants the bytes of all.
#pragma once

#include "triage/network/dissect/dissector.h"
#include "triage/network/stream/reassembly.h"

namespace firsthour::triage::network {

class TcpConversation final : public Conversation, private StreamListener {
 public:
  TcpConversation(const Place& place, StreamMemory& memory);
  void take(bool from_client, const Decoded& packet, Moment moment);
  void end() override;

 private:
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool from_client, std::uint64_t bytes, Moment moment) override;
  // To the dissector, or to those who look for one.
  void dissect(bool from_client, Bytes bytes, Moment moment);
  void feed(bool from_client, Bytes bytes, Moment moment);
  // A dissector may have come to its end, or to the end of its protocol.
  void look_after_dissector();
  // Decides with what has come, or waits for more.
  void recognise(bool last_chance);
  void release();
  // In a stream of no known protocol another one may begin: TLS after LDAP's StartTLS, HTTP through a SOCKS
  // proxy.
  [[nodiscard]] bool begins_late(const Decoded& packet) const;
  [[nodiscard]] std::unique_ptr<Dissector> dissector_for(bool& wait);
  void tell_unknown(const StreamPart& part);
  Place place_;
  StreamMemory& memory_;
  std::unique_ptr<Reassembly> streams_;
  std::unique_ptr<Dissector> dissector_;
  std::vector<StreamPart> held_;  // what came before the protocol was known
  std::size_t held_bytes_ = 0;
  std::size_t told_ = 0;   // of held_: told as unknown
  bool watched_;           // an observer is told of every byte
  bool given_up_ = false;  // no dissector is told any more, and nothing is put together for one
  bool finished_ = false;  // and nothing is to be learnt any more
  unsigned changes_ = 0;   // how often another protocol began
};

}  // namespace firsthour::triage::network
