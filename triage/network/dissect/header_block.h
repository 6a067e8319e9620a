// SPDX-License-Identifier: Apache-2.0
// HPACK (RFC 7541): the header blocks of one direction of an HTTP/2 connection, in their order; each changes
// what the next one means.
#pragma once

#include "triage/network/field.h"

#include <functional>
#include <memory>
#include <string_view>

struct nghttp2_hd_inflater;

namespace firsthour::triage::network {

class HeaderBlocks {
 public:
  using Field = std::function<void(std::string_view name, std::string_view value)>;
  HeaderBlocks();
  ~HeaderBlocks();
  HeaderBlocks(const HeaderBlocks&) = delete;
  HeaderBlocks& operator=(const HeaderBlocks&) = delete;
  // One whole block. False when it does not hold together; then no later one can be read either.
  [[nodiscard]] bool read(Bytes block, const Field& field);
  // What the reader of this direction allows its writer to remember (SETTINGS_HEADER_TABLE_SIZE).
  void allow(std::size_t bytes);

 private:
  nghttp2_hd_inflater* inflater_ = nullptr;
};

}  // namespace firsthour::triage::network
