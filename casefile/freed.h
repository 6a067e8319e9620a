// SPDX-License-Identifier: Apache-2.0
// Deleter for handles of C libraries: std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>.
#pragma once

namespace firsthour {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* handle) const noexcept {
    Free(handle);
  }
};

}  // namespace firsthour
