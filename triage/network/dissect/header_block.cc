// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/header_block.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>

namespace firsthour::triage::network {

namespace {
constexpr std::size_t kMostRemembered = 1 << 20;
}

HeaderBlocks::HeaderBlocks() {
  if (nghttp2_hd_inflate_new(&inflater_) != 0) inflater_ = nullptr;
}
HeaderBlocks::~HeaderBlocks() { nghttp2_hd_inflate_del(inflater_); }

bool HeaderBlocks::read(Bytes block, const Field& field) {
  if (!inflater_) return false;
  const auto* at = reinterpret_cast<const std::uint8_t*>(block.data());
  std::size_t left = block.size();
  for (;;) {
    nghttp2_nv pair{};
    int flags = 0;
    const auto n = nghttp2_hd_inflate_hd2(inflater_, &pair, &flags, at, left, 1);
    if (n < 0) return false;
    at += n;
    left -= static_cast<std::size_t>(n);
    if (flags & NGHTTP2_HD_INFLATE_EMIT)
      field({reinterpret_cast<const char*>(pair.name), pair.namelen},
            {reinterpret_cast<const char*>(pair.value), pair.valuelen});
    if (flags & NGHTTP2_HD_INFLATE_FINAL) break;
    if (!(flags & NGHTTP2_HD_INFLATE_EMIT) && left == 0) break;
  }
  return nghttp2_hd_inflate_end_headers(inflater_) == 0;
}

void HeaderBlocks::allow(std::size_t bytes) {
  if (inflater_) (void)nghttp2_hd_inflate_change_table_size(inflater_, std::min(bytes, kMostRemembered));
}

}  // namespace firsthour::triage::network
