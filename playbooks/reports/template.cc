// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/template.h"

#include "casefile/encoding.h"
#include "playbooks/reports/docx_media.h"
#include "playbooks/reports/template_part.h"
#include "playbooks/reports/template_text.h"
#include "playbooks/reports/zip_reader.h"
#include "playbooks/reports/zip_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kLargest = 64U << 20, kLargestPart = 32U << 20;
constexpr int kDeepest = 64;
constexpr unsigned kParse = (pugi::parse_full | pugi::parse_ws_pcdata) & ~pugi::parse_doctype;

bool has_text(std::string_view name) {
  if (!name.starts_with("word/") || !name.ends_with(".xml") || name.find('/', 5) != std::string_view::npos)
    return false;
  const std::string_view file = name.substr(5);
  return file == "document.xml" || file.starts_with("header") || file.starts_with("footer") ||
         file == "footnotes.xml" || file == "endnotes.xml";
}

// What was UTF-16 is UTF-8 now, and says so.
std::string saved(pugi::xml_document& xml) {
  if (pugi::xml_node first = xml.first_child(); first.type() == pugi::node_declaration)
    if (pugi::xml_attribute encoding = first.attribute("encoding")) encoding = "UTF-8";
  std::ostringstream out;
  xml.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return std::move(out).str();
}

class Template {
 public:
  Template(std::string_view docx, const TemplateValues& values) : docx_{docx}, values_{values} {}

  Result<std::string> fill() {
    if (docx_.size() > kLargest) return fail(Errc::malformed, "larger than 64 MiB");
    const auto entries = read_zip(docx_);
    if (!entries) return tl::unexpected{entries.error()};
    // Without them Word opens nothing, and says so only at the customer's.
    std::set<std::string_view> missing{"[Content_Types].xml", "word/document.xml"};
    for (const ZipEntry& entry : *entries) {
      missing.erase(entry.name);
      if (auto done = has_text(entry.name) ? fill_part(entry) : Result<>{}; !done)
        return tl::unexpected{done.error()};
    }
    if (!missing.empty())
      return fail(Errc::malformed, "no Word file: " + std::string{*missing.begin()} + " is missing");
    if (!problems_.empty()) {
      std::string all;
      for (std::size_t i = 0; i < problems_.size() && i < kMostTemplateProblems; ++i)
        all += (i ? "\n  " : "") + problems_[i];
      return fail(Errc::malformed, all);
    }
    return packed(*entries);
  }

 private:
  Result<> fill_part(const ZipEntry& entry) {
    const auto bytes = unpacked(entry, kLargestPart);
    if (!bytes) return tl::unexpected{bytes.error()};
    if (bytes->find("<!DOCTYPE") != std::string::npos || bytes->find("<!ENTITY") != std::string::npos)
      return fail(Errc::malformed, entry.name + ": a document type declaration");
    if (!is_utf8(*bytes) && !bytes->starts_with("\xff\xfe") && !bytes->starts_with("\xfe\xff"))
      return fail(Errc::malformed, entry.name + ": neither UTF-8 nor UTF-16 with its mark");
    pugi::xml_document xml;
    const auto parsed = xml.load_buffer(bytes->data(), bytes->size(), kParse);
    if (!parsed)
      return fail(Errc::malformed,
                  fmt::format("{}: {} at {}", entry.name, parsed.description(), parsed.offset));
    const bool marked = mark(entry.name, xml);
    if (!marked && bytes->find("{{") == std::string::npos && bytes->find("}}") == std::string::npos &&
        !has_split_braces(xml))
      return {};
    fill_text(xml, entry.name, values_, {problems_, nodes_});
    put_pictures(entry.name, xml);
    changed_[entry.name] = saved(xml);
    return {};
  }
  // "{" and "{" may stand in two runs.
  static bool has_split_braces(const pugi::xml_document& xml) {
    for (const auto& found : xml.select_nodes("//w:p"))
      if (const std::string text = text_of(text_nodes(found.node()));
          text.find("{{") != std::string::npos || text.find("}}") != std::string::npos)
        return true;
    return false;
  }
  // An exercise says so on everything.
  bool mark(std::string_view part, pugi::xml_document& xml) const {
    if (values_.exercise.empty()) return false;
    pugi::xml_node into = part == "word/document.xml"       ? xml.document_element().child("w:body")
                          : part.starts_with("word/header") ? xml.document_element()
                                                            : pugi::xml_node{};
    if (!into) return false;
    pugi::xml_node p = into.prepend_child("w:p");
    pugi::xml_node properties = p.append_child("w:pPr").append_child("w:jc");
    properties.append_attribute("w:val") = "center";
    pugi::xml_node run = p.append_child("w:r"), look = run.append_child("w:rPr");
    look.append_child("w:b");
    look.append_child("w:color").append_attribute("w:val") = "B42318";
    run.append_child("w:t").text().set(("【" + values_.exercise + "】").c_str());
    return true;
  }
  void put_pictures(const std::string& part, pugi::xml_document& xml) {
    for (const auto& found : xml.select_nodes("//w:r[@firsthour-picture]")) {
      pugi::xml_node run = found.node();
      const std::string& bytes = values_.pictures.find(run.attribute("firsthour-picture").value())->second;
      run.remove_attribute("firsthour-picture");
      const unsigned number = ++pictures_;
      media_.push_back({fmt::format("firsthour{}.png", number), bytes});
      links_[part].push_back(number);
      pugi::xml_document picture;
      const std::string text =
          picture_run(fmt::format("firsthour{}", number), 90'000 + number, 42, 42, "QR code");
      picture.load_string(text.c_str());
      for (const pugi::xml_node child : picture.document_element().children()) run.append_copy(child);
    }
  }

  // Content types and relationships for the pictures put in.
  Result<> put_links(const std::vector<ZipEntry>& entries) {
    if (links_.empty()) return {};
    if (auto done = change(entries, "[Content_Types].xml",
                           R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>)",
                           [](pugi::xml_node root) {
                             if (root.find_child_by_attribute("Default", "Extension", "png")) return;
                             pugi::xml_node kind = root.prepend_child("Default");
                             kind.append_attribute("Extension") = "png";
                             kind.append_attribute("ContentType") = "image/png";
                           });
        !done)
      return done;
    for (const auto& [part, numbers] : links_) {
      const std::string name = "word/_rels/" + part.substr(5) + ".rels";
      auto done = change(
          entries, name,
          R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>)",
          [&numbers = numbers](pugi::xml_node root) {
            for (const unsigned number : numbers) {
              pugi::xml_node relation = root.append_child("Relationship");
              relation.append_attribute("Id") = fmt::format("firsthour{}", number).c_str();
              relation.append_attribute("Type") =
                  "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image";
              relation.append_attribute("Target") = fmt::format("media/firsthour{}.png", number).c_str();
            }
          });
      if (!done) return done;
    }
    return {};
  }
  template <class Edit>
  Result<> change(const std::vector<ZipEntry>& entries, const std::string& name, std::string otherwise,
                  const Edit& edit) {
    const auto entry =
        std::find_if(entries.begin(), entries.end(), [&](const ZipEntry& e) { return e.name == name; });
    if (entry != entries.end()) {
      auto bytes = unpacked(*entry, kLargestPart);
      if (!bytes) return tl::unexpected{bytes.error()};
      otherwise = std::move(*bytes);
    }
    pugi::xml_document xml;
    if (!xml.load_buffer(otherwise.data(), otherwise.size(), kParse))
      return fail(Errc::malformed, name + ": no sound XML");
    edit(xml.document_element());
    changed_[name] = saved(xml);
    return {};
  }

  Result<std::string> packed(const std::vector<ZipEntry>& entries) {
    if (auto done = put_links(entries); !done) return tl::unexpected{done.error()};
    ZipWriter zip;
    for (const ZipEntry& entry : entries) {
      if (const auto found = changed_.find(entry.name); found != changed_.end()) {
        zip.add(entry.name, found->second);
        changed_.erase(found);
      } else {
        zip.add(entry.name,
                ZipWriter::Packed{entry.packed, entry.method, entry.flags, entry.crc, entry.size});
      }
    }
    for (const auto& [name, bytes] : changed_) zip.add(name, bytes);
    for (const auto& [name, bytes] : media_) zip.add("word/media/" + name, bytes);
    return zip.finish();
  }

  std::string_view docx_;
  const TemplateValues& values_;
  std::map<std::string, std::string> changed_;
  std::map<std::string, std::vector<unsigned>> links_;
  std::vector<std::pair<std::string, std::string>> media_;
  std::vector<std::string> problems_;
  std::size_t nodes_ = 0;
  unsigned pictures_ = 0;
};

}  // namespace

Result<std::string> fill_template(std::string_view docx, const TemplateValues& values) {
  return Template{docx, values}.fill();
}

}  // namespace firsthour::playbooks
