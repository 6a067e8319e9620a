// SPDX-License-Identifier: Apache-2.0
// multipart/form-data (RFC 7578), as browsers and tools send files with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::network {

struct FormPart {
  std::string name, filename, type;  // as they stand in the part's head; "" when it says none
  std::string_view content;          // of the body
};

// The parts that say they are files. `content_type` is the request's header. At most a thousand; a part whose
// end did not come goes to the end of the body. Total.
[[nodiscard]] std::vector<FormPart> files_of_form(std::string_view content_type, std::string_view body);

// A parameter of a header, as in `form-data; name="a"; filename="b.php"`: with and without quotes; within
// quotes a backslash stands only before a quote, as browsers write paths. "" when it is not there.
[[nodiscard]] std::string header_parameter(std::string_view header, std::string_view name);

}  // namespace firsthour::triage::network
