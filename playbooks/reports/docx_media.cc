// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/docx_media.h"

#include "playbooks/reports/printable.h"
#include "playbooks/reports/xml_text.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace firsthour::playbooks {
namespace {

constexpr double kEmuPerMillimetre = 36000;

}  // namespace

std::string picture_run(std::string_view relationship, unsigned id, double width, double height,
                        std::string_view description) {
  const long x = std::lround(width * kEmuPerMillimetre), y = std::lround(height * kEmuPerMillimetre);
  return fmt::format(
      "<w:r><w:drawing><wp:inline "
      "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" distT=\"0\" "
      "distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{0}\" cy=\"{1}\"/><wp:docPr id=\"{2}\" "
      "name=\"Picture {2}\" descr=\"{3}\"/><wp:cNvGraphicFramePr><a:graphicFrameLocks "
      "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
      "noChangeAspect=\"1\"/></wp:cNvGraphicFramePr><a:graphic "
      "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:graphicData "
      "uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic "
      "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:nvPicPr><pic:cNvPr "
      "id=\"{2}\" "
      "name=\"Picture {2}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip "
      "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
      "r:embed=\"{4}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" "
      "y=\"0\"/><a:ext cx=\"{0}\" cy=\"{1}\"/></a:xfrm><a:prstGeom "
      "prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></"
      "w:drawing>"
      "</w:r>",
      x, y, id, xml_escaped(evidence_text(description)), relationship);
}

std::string DocxMedia::show(std::string bytes, std::string_view extension, double width, double height,
                            std::string_view description) {
  const auto number = static_cast<unsigned>(parts_.size() + 1);
  parts_.push_back({fmt::format("image{}.{}", number, extension), std::move(bytes)});
  return picture_run(fmt::format("image{}", number), number, width, height, description);
}

}  // namespace firsthour::playbooks
