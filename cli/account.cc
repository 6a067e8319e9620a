// SPDX-License-Identifier: Apache-2.0
#include "cli/account.h"

#include "casefile/bytes.h"
#include "casefile/number.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::uint64_t kLongestPasswd = 16 << 20;
constexpr std::size_t kName = 0, kUserId = 2, kHome = 5;

}  // namespace

std::optional<Account> account_in(std::string_view passwd, unsigned user_id) {
  while (!passwd.empty()) {
    const auto end = std::min(passwd.find('\n'), passwd.size());
    std::string_view line = passwd.substr(0, end);
    passwd.remove_prefix(std::min(end + 1, passwd.size()));
    std::array<std::string_view, kHome + 1> fields;
    for (std::string_view& field : fields) {
      const auto colon = std::min(line.find(':'), line.size());
      field = line.substr(0, colon);
      line.remove_prefix(std::min(colon + 1, line.size()));
    }
    if (number_from<unsigned>(fields[kUserId]) == user_id)
      return Account{std::string{fields[kName]}, std::string{fields[kHome]}};
  }
  return std::nullopt;
}

std::optional<Account> account_of(unsigned user_id) {
  const auto text = read_file("/etc/passwd", kLongestPasswd);
  return text ? account_in(*text, user_id) : std::nullopt;
}

}  // namespace firsthour::cli
