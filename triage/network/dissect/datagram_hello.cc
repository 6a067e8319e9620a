// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/datagram_hello.h"

#include "triage/network/dissect/dtls.h"
#include "triage/network/dissect/openvpn.h"
#include "triage/network/dissect/quic.h"

namespace firsthour::triage::network {

void DatagramHello::tell() {
  if (told_) return;
  told_ = true;
  if (handshake_.has_client || handshake_.has_server) place_.out.tls(place_.flow, handshake_);
}

std::unique_ptr<DatagramHello> begin_datagram_hello(const Place& place, Bytes datagram) {
  if (begins_quic(datagram)) return std::make_unique<QuicHello>(place);
  if (begins_dtls(datagram)) return std::make_unique<DtlsHello>(place);
  if (begins_openvpn(datagram)) return std::make_unique<OpenVpnDatagrams>(place);
  return nullptr;
}

}  // namespace firsthour::triage::network
