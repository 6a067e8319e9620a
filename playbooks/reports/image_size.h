// SPDX-License-Identifier: Apache-2.0
// Width and height of a PNG (RFC 2083) or JPEG (ITU-T T.81) from its header. Total: any bytes give a size or
// nothing. Nothing of the picture is decoded; the viewer does that.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace firsthour::playbooks {

struct ImageSize {
  std::string_view extension;  // "png", "jpeg"
  std::uint32_t width = 0, height = 0;
};
[[nodiscard]] std::optional<ImageSize> image_size(std::string_view bytes);

}  // namespace firsthour::playbooks
