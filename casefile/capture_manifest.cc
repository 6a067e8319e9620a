// SPDX-License-Identifier: Apache-2.0
#include "casefile/capture_manifest.h"

#include "casefile/digest.h"
#include "casefile/json.h"

#include <algorithm>

namespace firsthour {
namespace {

constexpr std::size_t kMostFiles = 1'000'000, kMostProblems = 100;

Json json_of(const InterfaceCount& count) {
  Json json{{"name", count.name},
            {"written", count.written},
            {"received", count.received},
            {"dropped_by_kernel", count.dropped_by_kernel}};
  if (count.dropped_by_interface) json["dropped_by_interface"] = *count.dropped_by_interface;
  return json;
}

Json json_of(const std::vector<InterfaceCount>& counts) {
  Json list = Json::array();
  for (const InterfaceCount& count : counts) list.push_back(json_of(count));
  return list;
}

std::string text_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::uint64_t number_at(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::vector<InterfaceCount> counts_from(const Json& line) {
  std::vector<InterfaceCount> counts;
  const auto list = line.find("interfaces");
  if (list == line.end() || !list->is_array()) return counts;
  for (const Json& one : *list) {
    if (!one.is_object()) continue;
    InterfaceCount count{text_at(one, "name"),
                         number_at(one, "written"),
                         number_at(one, "received"),
                         number_at(one, "dropped_by_kernel"),
                         {}};
    if (one.contains("dropped_by_interface"))
      count.dropped_by_interface = number_at(one, "dropped_by_interface");
    counts.push_back(std::move(count));
  }
  return counts;
}

CapturedFile file_from(const Json& line) {
  CapturedFile file;
  file.number = number_at(line, "number");
  file.name = text_at(line, "name");
  file.bytes = number_at(line, "bytes");
  file.packets = number_at(line, "packets");
  file.first = parse_rfc3339(text_at(line, "first"));
  file.last = parse_rfc3339(text_at(line, "last"));
  file.because = text_at(line, "because");
  file.sha256 = text_at(line, "sha256");
  file.previous_sha256 = text_at(line, "previous_sha256");
  if (const auto more = line.find("digests"); more != line.end() && more->is_object())
    for (const auto& [name, value] : more->items())
      if (value.is_string()) file.digests[name] = value.get<std::string>();
  file.interfaces = counts_from(line);
  return file;
}

// A name that leaves the folder is nobody's file of a ring.
bool is_plain_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos;
}

class ManifestReader {
 public:
  Result<CaptureManifest> read(std::string_view text) {
    std::size_t number = 0;
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      if (end == std::string_view::npos) break;
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(end + 1);
      if (auto taken = take(line, ++number); !taken) return tl::unexpected{taken.error()};
      previous_line_ = sha256(line).hex();
    }
    manifest_.torn = text.size();
    if (number == 0) return fail(Errc::malformed, "no whole line");
    return std::move(manifest_);
  }

 private:
  void problem(std::size_t number, std::string what) {
    if (manifest_.problems.size() < kMostProblems)
      manifest_.problems.push_back("line " + std::to_string(number) + ": " + std::move(what));
  }

  Result<> take(std::string_view text, std::size_t number) {
    const auto line = parse_json(text);
    const std::string type = line && line->is_object() ? text_at(*line, "type") : "";
    if (number == 1) {
      if (type != "capture" || number_at(*line, "v") != 1)
        return fail(Errc::malformed, "the first line opens no capture of version 1");
      manifest_.opening = std::string{text};
      return {};
    }
    if (type.empty()) return problem(number, "is no line of a manifest"), Result<>{};
    if (canonical(*line) != text) problem(number, "is not in the form in which it is written");
    if (text_at(*line, "previous_line") != previous_line_) problem(number, "does not follow the line before");
    if (!manifest_.ended.empty()) problem(number, "stands behind the end");
    if (type == "file")
      take_file(file_from(*line), number);
    else if (type == "deleted")
      take_deleted(*line, number);
    else if (type == "end")
      take_end(*line);
    else
      problem(number, "is of an unknown type");
    return {};
  }

  void take_file(CapturedFile file, std::size_t number) {
    if (!is_plain_name(file.name)) return problem(number, "names no file of this folder");
    if (!Sha256::from_hex(file.sha256)) problem(number, "has no SHA-256 of its file");
    if (file.number != manifest_.files.size() + 1) problem(number, "is not the next file's");
    const std::string before = manifest_.files.empty() ? "" : manifest_.files.back().sha256;
    if (file.previous_sha256 != before) problem(number, "does not follow the file before");
    if (manifest_.files.size() < kMostFiles)
      manifest_.files.push_back(std::move(file));
    else
      problem(number, "is one file too many");
  }

  void take_deleted(const Json& line, std::size_t number) {
    const std::uint64_t which = number_at(line, "number");
    if (which == 0 || which > manifest_.files.size())
      return problem(number, "deletes a file that was not closed");
    CapturedFile& file = manifest_.files[which - 1];
    if (file.deleted || file.sha256 != text_at(line, "sha256"))
      problem(number, "deletes another file than it says");
    file.deleted = true;
  }

  void take_end(const Json& line) {
    manifest_.ended = text_at(line, "because");
    manifest_.not_written = number_at(line, "not_written");
    manifest_.totals = counts_from(line);
  }

  CaptureManifest manifest_;
  std::string previous_line_;
};

}  // namespace

std::string CaptureManifestWriter::sealed(Json line) {
  if (!previous_line_.empty()) line["previous_line"] = previous_line_;
  std::string text = canonical(line);
  previous_line_ = sha256(text).hex();
  return text + '\n';
}

std::string CaptureManifestWriter::opening(Json facts) {
  facts["type"] = "capture";
  facts["v"] = 1;
  return sealed(std::move(facts));
}

std::string CaptureManifestWriter::closed(CapturedFile& file) {
  file.previous_sha256 = previous_file_;
  previous_file_ = file.sha256;
  Json line{{"type", "file"},
            {"number", file.number},
            {"name", file.name},
            {"bytes", file.bytes},
            {"packets", file.packets},
            {"because", file.because},
            {"sha256", file.sha256},
            {"previous_sha256", file.previous_sha256},
            {"interfaces", json_of(file.interfaces)}};
  if (file.first) line["first"] = rfc3339(*file.first);
  if (file.last) line["last"] = rfc3339(*file.last);
  if (!file.digests.empty()) line["digests"] = file.digests;
  return sealed(std::move(line));
}

std::string CaptureManifestWriter::deleted(const CapturedFile& file) {
  return sealed({{"type", "deleted"}, {"number", file.number}, {"name", file.name}, {"sha256", file.sha256}});
}

std::string CaptureManifestWriter::ending(std::string_view because, Instant at, std::uint64_t not_written,
                                          const std::vector<InterfaceCount>& totals) {
  return sealed({{"type", "end"},
                 {"because", std::string{because}},
                 {"time", rfc3339(at)},
                 {"not_written", not_written},
                 {"interfaces", json_of(totals)}});
}

std::string end_in_words(std::string_view because, bool chinese) {
  struct End {
    std::string_view because, english, chinese;
  };
  static constexpr End kEnds[] = {{"seconds", "the time was over", "时间已到"},
                                  {"size", "the size was reached", "达到数据量上限"},
                                  {"packets", "the packets were reached", "达到报文数上限"},
                                  {"signal", "it was stopped", "人工停止"},
                                  {"interfaces", "the interfaces were gone", "网卡已不存在"},
                                  {"disk-full", "the medium was full", "介质已满"},
                                  {"failed", "it could not be written", "写入失败"}};
  for (const End& end : kEnds)
    if (end.because == because) return std::string{chinese ? end.chinese : end.english};
  return std::string{because};
}

Result<CaptureManifest> read_capture_manifest(std::string_view text) { return ManifestReader{}.read(text); }

}  // namespace firsthour
