// SPDX-License-Identifier: Apache-2.0
// What is said to people: always in both languages, and which of them is printed is decided at the end.
#pragma once

#include <tl/expected.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::verify {

struct Words {
  std::string en, zh;
};

// A value, or the sentence why there is none.
template <class T = void>
struct [[nodiscard]] Result : tl::expected<T, Words> {
  using tl::expected<T, Words>::expected;
};

inline Words worded(std::string_view text) { return {std::string{text}, std::string{text}}; }
inline Words worded(std::integral auto number) { return worded(std::to_string(number)); }
inline const Words& worded(const Words& words) { return words; }

// Puts the arguments, in order, where the texts have "{}".
[[nodiscard]] Words filled(std::string_view en, std::string_view zh, const std::vector<Words>& arguments);

template <class... A>
[[nodiscard]] Words say(std::string_view en, std::string_view zh, const A&... arguments) {
  return filled(en, zh, {worded(arguments)...});
}

template <class... A>
[[nodiscard]] tl::unexpected<Words> refuse(std::string_view en, std::string_view zh, const A&... arguments) {
  return tl::unexpected<Words>{say(en, zh, arguments...)};
}

[[nodiscard]] inline tl::unexpected<Words> refuse(Words why) { return tl::unexpected<Words>{std::move(why)}; }

// The bytes of a name as a terminal may see them: control characters, bidirectional marks and what is not
// UTF-8 are shown as \xNN or \u{NNNN}.
[[nodiscard]] std::string shown(std::string_view name);

// "12.5 MiB".
[[nodiscard]] std::string shown_size(std::uint64_t bytes);

}  // namespace firsthour::verify
