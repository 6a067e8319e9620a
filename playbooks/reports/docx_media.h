// SPDX-License-Identifier: Apache-2.0
// The pictures of a Word file: their parts, their relationships, and the element that shows one in a line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// A run with the picture of that relationship; sizes in millimetres. The name spaces of drawings are declared
// in it, so that it may stand in any part.
[[nodiscard]] std::string picture_run(std::string_view relationship, unsigned id, double width, double height,
                                      std::string_view description);

class DocxMedia {
 public:
  struct Part {
    std::string name;  // "image1.png", in word/media
    std::string bytes;
  };
  // A run with the picture; sizes in millimetres.
  [[nodiscard]] std::string show(std::string bytes, std::string_view extension, double width, double height,
                                 std::string_view description);
  [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }

 private:
  std::vector<Part> parts_;
};

}  // namespace firsthour::playbooks
