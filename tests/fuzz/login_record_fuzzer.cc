// SPDX-License-Identifier: Apache-2.0
#include "collectors/account/login_record.h"

#include <cstdint>
#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  const auto bytes = std::as_bytes(std::span{data, size});
  for (const LoginLayout layout : {login_layout_of(bytes), LoginLayout::narrow, LoginLayout::wide}) {
    const auto login = parse_login_record(bytes, layout);
    if (login.has_value() != (size >= login_record_size(layout))) std::abort();
    if (login &&
        (login->user.size() > 32 || login->host.size() > 256 || login_type_name(login->type).empty()))
      std::abort();
    const auto last = parse_last_login(bytes, layout);
    if (last.has_value() != (size >= last_login_size(layout))) std::abort();
  }
  return 0;
}
