// SPDX-License-Identifier: Apache-2.0
#include "casefile/digest.h"

#include <openssl/crypto.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {
namespace {

// What libc, libcrypto, libmagic and their loaders take from the environment: each can name a file or a
// piece of code of the host. A name that ends in '_' stands for all that begin so.
constexpr std::array<std::string_view, 14> kLevers{
    "OPENSSL_", "SSL_",           "LD_",         "GCONV_PATH",  "LOCPATH",     "NLSPATH",    "GETCONF_DIR",
    "MALLOC_",  "GLIBC_TUNABLES", "RES_OPTIONS", "HOSTALIASES", "LOCALDOMAIN", "CTLOG_FILE", "MAGIC"};

bool is_lever(std::string_view name) {
  for (const std::string_view lever : kLevers) {
    if (lever.back() == '_' ? name.starts_with(lever) : name == lever) return true;
  }
  return false;
}

}  // namespace

void harden_process() {
  std::vector<std::string> names;  // first collected: unsetenv moves the list it is called on
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view text{*entry};
    const std::string_view name = text.substr(0, text.find('='));
    if (is_lever(name)) names.emplace_back(name);
  }
  for (const std::string& name : names) ::unsetenv(name.c_str());
  // A provider line in the host's openssl.cnf loads a shared object, even into a static program.
  if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr) != 1) std::abort();
}

}  // namespace firsthour
