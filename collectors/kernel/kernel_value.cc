// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/kernel_value.h"

#include <utility>

namespace firsthour::collectors {

Result<std::string> kernel_value(const Host& host, std::string_view path) {
  auto text = host.read(path, 64 * 1024);
  if (!text) return tl::unexpected{text.error()};
  auto value = std::move(text->bytes);
  if (value.ends_with('\n')) value.pop_back();
  return value;
}

std::optional<std::string> known_value(const Host& host, std::string_view path) {
  auto value = kernel_value(host, path);
  if (!value) return std::nullopt;
  return std::move(*value);
}

}  // namespace firsthour::collectors
