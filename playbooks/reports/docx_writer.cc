// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/docx_body.h"
#include "playbooks/reports/docx_parts.h"
#include "playbooks/reports/writers.h"
#include "playbooks/reports/zip_writer.h"

#include <fmt/format.h>

namespace firsthour::playbooks {
namespace {

std::string document_part(std::string_view body) {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"{}\" "
      "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
      "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "
      "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
      "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>{}</w:body></"
      "w:document>",
      kWordNamespace, body);
}

}  // namespace

std::string as_docx(const Document& document) {
  DocxBody body{document};
  const std::string text = body.write();
  const auto& pictures = body.media().parts();
  ZipWriter zip;
  zip.add("[Content_Types].xml", docx_content_types());
  zip.add("_rels/.rels", docx_package_relationships());
  zip.add("docProps/core.xml", docx_core_properties(document));
  zip.add("word/document.xml", document_part(text));
  zip.add("word/_rels/document.xml.rels", docx_document_relationships(pictures));
  zip.add("word/styles.xml", docx_styles(document));
  zip.add("word/settings.xml", docx_settings(document));
  zip.add("word/fontTable.xml", docx_font_table());
  zip.add("word/numbering.xml", docx_numbering(body.lists()));
  for (int which = 1; which <= 3; which += 2)
    zip.add(fmt::format("word/header{}.xml", which), docx_header(document, which));
  for (int which = 1; which <= 3; ++which)
    zip.add(fmt::format("word/footer{}.xml", which), docx_footer(document, which));
  for (const auto& picture : pictures) zip.add("word/media/" + picture.name, picture.bytes);
  return zip.finish();
}

}  // namespace firsthour::playbooks
