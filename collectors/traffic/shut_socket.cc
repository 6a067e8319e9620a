// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/shut_socket.h"

#include <linux/filter.h>
#include <sys/socket.h>

namespace firsthour::collectors {

void shut_socket(int socket) {
  sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
  const sock_fprog filter{1, &nothing};
  (void)::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

}  // namespace firsthour::collectors
