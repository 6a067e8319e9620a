// SPDX-License-Identifier: Apache-2.0
#include "casefile/result.h"

#include <cerrno>
#include <cstring>

namespace firsthour {
namespace {

Errc kind_of(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
    case ESRCH:
      return Errc::not_found;
    case EACCES:
    case EPERM:
    case EROFS:
      return Errc::denied;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return Errc::no_space;
    case EBUSY:
    case EAGAIN:
      return Errc::busy;
    case ENOSYS:
    case EOPNOTSUPP:
    case EAFNOSUPPORT:
    case EPROTONOSUPPORT:
      return Errc::unsupported;
    case ETIMEDOUT:
      return Errc::timed_out;
    case EINTR:
      return Errc::interrupted;
    default:
      return Errc::io;
  }
}

}  // namespace

tl::unexpected<Error> fail_errno(std::string_view what, int error_number) {
  // strerrordesc_np: the English text without reading a locale file of the host.
  const char* text = strerrordesc_np(error_number);
  return fail(kind_of(error_number),
              std::string{what} + ": " + (text ? text : "error " + std::to_string(error_number)));
}

tl::unexpected<Error> fail_errno(std::string_view what) { return fail_errno(what, errno); }

}  // namespace firsthour
