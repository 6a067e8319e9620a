// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/log_mapping.h"

#include "casefile/bytes.h"
#include "casefile/yaml_documents.h"
#include "triage/sigma/pattern.h"
#include "triage/sigma/rule_document.h"
#include "triage/sigma/rule_files.h"

#include <algorithm>

namespace firsthour::triage::sigma {
namespace {

constexpr std::uint64_t kLargestFile = 1U << 20;
constexpr std::size_t kMostStreams = 10'000;
constexpr std::string_view kChannel = "Channel";

std::string lower(std::string_view text) {
  std::string folded;
  fold_case(text, folded);
  return folded;
}

LogSource source_from(RuleDocument& document, const YAML::Node& map) {
  if (!map.IsMap()) RuleDocument::refuse(map, "a log source is a map");
  document.check_keys(map);
  LogSource source;
  for (const auto& entry : map) {
    const std::string& key = entry.first.Scalar();
    const std::string text = RuleDocument::text_of(entry.second, key);
    if (key == "product") {
      source.product = text;
    } else if (key == "category") {
      source.category = text;
    } else if (key == "service") {
      source.service = text;
    } else {
      RuleDocument::refuse(entry.first, "\"" + key + "\" is not known in a log source");
    }
  }
  return source;
}

using NamedTexts = std::vector<std::pair<std::string, std::vector<std::string>>>;

NamedTexts texts_from(RuleDocument& document, const YAML::Node& map, bool fold) {
  if (!map.IsMap()) RuleDocument::refuse(map, "expected a map of fields");
  document.check_keys(map);
  NamedTexts made;
  for (const auto& entry : map) {
    std::vector<std::string> texts = document.texts_of(entry.second, entry.first.Scalar());
    if (texts.empty()) RuleDocument::refuse(entry.second, "an empty list");
    if (fold) std::ranges::transform(texts, texts.begin(), [](const std::string& t) { return lower(t); });
    made.emplace_back(entry.first.Scalar(), std::move(texts));
  }
  return made;
}

LogStream stream_from(RuleDocument& document, const YAML::Node& map) {
  if (!map.IsMap()) RuleDocument::refuse(map, "a stream is a map");
  document.check_keys(map);
  LogStream stream;
  stream.name = RuleDocument::required_text(map, "name");
  if (!map["logsource"]) RuleDocument::refuse(map, "\"logsource\" is missing");
  stream.source = source_from(document, map["logsource"]);
  stream.from = map["from"] ? source_from(document, map["from"]) : stream.source;
  if (map["where"]) stream.where = texts_from(document, map["where"], true);
  if (map["fields"]) stream.fields = texts_from(document, map["fields"], false);
  stream.strip_blanks = RuleDocument::optional_text(map, "strip_blanks") == "true";
  for (const auto& entry : map) {
    const std::string& key = entry.first.Scalar();
    if (key != "name" && key != "strip_blanks" && key != "logsource" && key != "from" && key != "where" &&
        key != "fields") {
      RuleDocument::refuse(entry.first, "\"" + key + "\" is not known in a stream");
    }
  }
  return stream;
}

bool comes_from(const EventSource& event, const LogSource& wanted) {
  return (wanted.product.empty() || wanted.product == event.product) &&
         (wanted.category.empty() || wanted.category == event.category) &&
         (wanted.service.empty() || wanted.service == event.service || wanted.service == event.wider);
}

bool has_values(const Event& event, const NamedTexts& where) {
  return std::ranges::all_of(where, [&](const auto& wanted) {
    const Field* field = event.find(wanted.first);
    return field && field->count > 0 &&
           std::ranges::find(wanted.second, event.folded(field->first)) != wanted.second.end();
  });
}

const std::vector<std::string>* channels_of(const LogStream& stream) {
  for (const auto& [field, values] : stream.where) {
    if (field == kChannel) return &values;
  }
  return nullptr;
}

}  // namespace

Result<LogMapping> LogMapping::load(const std::vector<std::string>& paths) {
  LogMapping made;
  for (const std::string& path : paths) {
    auto files = rule_files(path);
    if (!files) return tl::unexpected{files.error()};
    for (const std::string& file : *files) {
      auto text = read_file(file, kLargestFile);
      if (!text) return tl::unexpected{text.error()};
      if (auto added = made.add(*text, file); !added) return tl::unexpected{added.error()};
    }
  }
  return made;
}

Result<> LogMapping::add(std::string_view yaml, const std::string& file) {
  const auto wrong = [&](int line, const std::string& what) -> Result<> {
    return fail(Errc::malformed, file + ":" + std::to_string(line) + ": " + what);
  };
  if (const auto counted = count_yaml_documents(yaml, 1); !counted) return wrong(0, counted.error().what);
  try {
    RuleDocument document{YAML::Load(std::string{yaml})};
    if (!document.root().IsMap()) return wrong(1, "a mapping is a map with \"streams\"");
    const YAML::Node list = document.root()["streams"];
    if (!list || !list.IsSequence()) return wrong(1, "\"streams\" is missing or no list");
    for (const YAML::Node& one : list) {
      if (streams_.size() == kMostStreams) return wrong(RuleDocument::line_of(one), "too many streams");
      const auto number = static_cast<std::uint32_t>(streams_.size());
      streams_.push_back(stream_from(document, one));
      const std::vector<std::string>* channels = channels_of(streams_.back());
      if (!channels) others_.push_back(number);
      if (!channels) continue;
      for (const std::string& channel : *channels) by_channel_[channel].push_back(number);
    }
  } catch (const Problem& problem) {
    return wrong(problem.line, problem.what);
  } catch (const YAML::Exception& e) {
    return wrong(e.mark.is_null() ? 0 : e.mark.line + 1, e.msg);
  }
  return {};
}

std::vector<std::uint32_t> LogMapping::streams_of(const LogSource& rule) const {
  std::vector<std::uint32_t> exact, wider;
  for (std::uint32_t i = 0; i < streams_.size(); ++i) {
    if (!is_within(streams_[i].source, rule)) continue;
    (is_within(rule, streams_[i].source) ? exact : wider).push_back(i);
  }
  return exact.empty() ? wider : exact;
}

void LogMapping::streams_of(const EventSource& source, const Event& event,
                            std::vector<std::uint32_t>& into) const {
  into.clear();
  const auto consider = [&](const std::vector<std::uint32_t>& some) {
    for (const std::uint32_t i : some) {
      if (comes_from(source, streams_[i].from) && has_values(event, streams_[i].where)) into.push_back(i);
    }
  };
  if (!by_channel_.empty()) {
    const Field* channel = event.find(kChannel);
    if (channel && channel->count > 0) {
      const auto known = by_channel_.find(event.folded(channel->first));
      if (known != by_channel_.end()) consider(known->second);
    }
  }
  consider(others_);
}

void rename_fields(const LogStream& stream, const Event& event, Event& into) {
  into.refer_to(event);
  if (stream.strip_blanks) {
    for (const Field& field : event.fields()) {
      if (field.key.find(' ') == std::string_view::npos) continue;
      std::string name{field.key};
      std::erase(name, ' ');
      if (!event.find(name)) into.set_alias(into.own(std::move(name)), field);
    }
  }
  for (const auto& [name, sources] : stream.fields) {
    for (const std::string& source : sources) {
      const Field* field = event.find(source);
      if (!field) continue;
      into.set_alias(name, *field);
      break;
    }
  }
}

}  // namespace firsthour::triage::sigma
