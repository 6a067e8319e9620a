// SPDX-License-Identifier: Apache-2.0
// Apart from libpcap, whose headers and the kernel's give two meanings to the same macros.
#pragma once

namespace firsthour::collectors {

// Lets nothing more into a packet socket. What its ring holds stays. Not by pcap_setfilter: that would judge
// what waits in the ring by the new filter, too.
void shut_socket(int socket);

}  // namespace firsthour::collectors
