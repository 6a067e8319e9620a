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

std::string DocxMedia::show(std::string bytes, std::string_view extension, double width, double height,
                            std::string_view description) {
  const std::size_t number = parts_.size() + 1;
  parts_.push_back({fmt::format("image{}.{}", number, extension), std::move(bytes)});
  const long x = std::lround(width * kEmuPerMillimetre), y = std::lround(height * kEmuPerMillimetre);
  return fmt::format(
      "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">"
      "<wp:extent cx=\"{0}\" cy=\"{1}\"/><wp:docPr id=\"{2}\" name=\"Picture {2}\" descr=\"{3}\"/>"
      "<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr>"
      "<a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">"
      "<pic:pic><pic:nvPicPr><pic:cNvPr id=\"{2}\" name=\"{4}\"/><pic:cNvPicPr/></pic:nvPicPr>"
      "<pic:blipFill><a:blip r:embed=\"image{2}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
      "<pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{0}\" cy=\"{1}\"/></a:xfrm>"
      "<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>"
      "</wp:inline></w:drawing></w:r>",
      x, y, number, xml_escaped(evidence_text(description)), parts_.back().name);
}

}  // namespace firsthour::playbooks
