// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/report.h"

#include "casefile/verify/json.h"

#include <algorithm>
#include <tuple>

namespace firsthour::verify {
namespace {

constexpr std::size_t kMostKept = 1000;

struct KindWords {
  int exit;
  const char *name, *en, *zh;
};
constexpr std::array<KindWords, kKinds> kKindWords{{
    {6, "ledger-broken", "THE LEDGER IS BROKEN", "台账已损坏或被改动"},
    {4, "evidence-altered", "EVIDENCE IS ALTERED", "证据已被改动"},
    {7, "signature", "A SIGNATURE IS MISSING OR WRONG", "签名缺失或不成立"},
    {1, "unreadable", "NOT EVERYTHING COULD BE READ", "有内容无法读取"},
    {3, "incomplete", "NOT COMPLETE", "不完整"},
    {7, "key-unknown", "UNKNOWN KEY", "密钥未知"},
}};

const KindWords& words_of(Kind kind) { return kKindWords[static_cast<std::size_t>(kind)]; }

std::string text_of(const Place& place, bool chinese) {
  std::string text = shown(place.file);
  const auto more = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (place.event) more((chinese ? "事件 " : "event ") + std::to_string(*place.event));
  if (!place.item.empty()) more((chinese ? "项目 " : "item ") + shown(place.item));
  if (place.offset && place.length) {
    more((chinese ? "字节 " : "bytes ") + std::to_string(*place.offset) + "-" +
         std::to_string(*place.offset + *place.length - (*place.length ? 1 : 0)));
  } else if (place.offset) {
    more((chinese ? "偏移 " : "offset ") + std::to_string(*place.offset));
  }
  return text;
}

std::string json_of(const Problem& problem) {
  std::string line = R"({"type":"problem","kind":)" + json_string(words_of(problem.kind).name);
  const auto text = [&](const char* name, const std::string& value) {
    if (!value.empty()) line += std::string{",\""} + name + "\":" + json_string(value);
  };
  const auto number = [&](const char* name, const std::optional<std::uint64_t>& value) {
    if (value) line += std::string{",\""} + name + "\":" + std::to_string(*value);
  };
  text("file", problem.place.file);
  text("item", problem.place.item);
  number("event", problem.place.event);
  number("offset", problem.place.offset);
  number("length", problem.place.length);
  text("what", problem.what.en);
  return line + "}\n";
}

std::string json_list(const std::vector<Words>& list) {
  std::string text;
  for (const Words& words : list) text += (text.empty() ? "" : ",") + json_string(words.en);
  return "[" + text + "]";
}

}  // namespace

void Report::problem(Kind kind, Place place, Words what) {
  const std::lock_guard lock{mutex_};
  ++counts_[static_cast<std::size_t>(kind)];
  if (problems_.size() < kMostKept) problems_.push_back({kind, std::move(place), std::move(what)});
}

void Report::fact(std::string name, Words label, std::string value) {
  const std::lock_guard lock{mutex_};
  facts_.push_back({std::move(name), std::move(label), std::move(value), false, true});
}

void Report::fact(std::string name, Words label, std::uint64_t value) {
  const std::lock_guard lock{mutex_};
  facts_.push_back({std::move(name), std::move(label), std::to_string(value), true, true});
}

void Report::detail(std::string name, Words label, std::string value) {
  const std::lock_guard lock{mutex_};
  facts_.push_back({std::move(name), std::move(label), std::move(value), false, false});
}

void Report::left_out(Words what) {
  const std::lock_guard lock{mutex_};
  left_out_.push_back(std::move(what));
}

void Report::remark(Words what) {
  const std::lock_guard lock{mutex_};
  remarks_.push_back(std::move(what));
}

std::uint64_t Report::count(Kind kind) const {
  const std::lock_guard lock{mutex_};
  return counts_[static_cast<std::size_t>(kind)];
}

bool Report::has_problems() const {
  const std::lock_guard lock{mutex_};
  return !problems_.empty();
}

int Report::exit_code() const {
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    // A check of a part only is graver than a key that is merely not known.
    if (static_cast<Kind>(kind) == Kind::key_unknown && !left_out_.empty()) return 3;
    if (counts_[kind]) return kKindWords[kind].exit;
  }
  return left_out_.empty() ? 0 : 3;
}

std::vector<Problem> Report::sorted() const {
  std::vector<Problem> all = problems_;
  const auto key = [](const Problem& p) {
    return std::tuple{p.kind, p.place.event.value_or(0), std::string_view{p.place.file},
                      p.place.offset.value_or(0), std::string_view{p.place.item}};
  };
  std::stable_sort(all.begin(), all.end(),
                   [&](const Problem& a, const Problem& b) { return key(a) < key(b); });
  return all;
}

std::string Report::verdict(bool chinese) const {
  std::string text;
  const auto add = [&](const std::string& part) {
    text += (text.empty() ? "" : chinese ? "；" : "; ") + part;
  };
  for (std::size_t kind = 0; kind < kKinds; ++kind)
    if (counts_[kind]) add(chinese ? kKindWords[kind].zh : kKindWords[kind].en);
  if (!left_out_.empty()) add(chinese ? "仅检查了一部分" : "ONLY A PART WAS CHECKED");
  if (text.empty()) text = chinese ? "完好" : "GOOD";
  for (const Words& words : left_out_) add(chinese ? words.zh : words.en);
  for (const Words& words : remarks_) add(chinese ? words.zh : words.en);
  return text;
}

std::string Report::as_text(bool chinese) const {
  std::string text;
  for (const Problem& problem : sorted()) {
    const std::string place = text_of(problem.place, chinese);
    text += place +
            (place.empty() ? ""
             : chinese     ? "："
                           : ": ") +
            (chinese ? problem.what.zh : problem.what.en) + "\n";
  }
  std::uint64_t all = 0;
  for (const std::uint64_t count : counts_) all += count;
  if (all > problems_.size()) {
    const Words more = say("and {} more", "另有 {} 处", all - problems_.size());
    text += (chinese ? more.zh : more.en) + "\n";
  }
  for (const Fact& fact : facts_)
    text += (chinese ? fact.label.zh + "：" : fact.label.en + ": ") + shown(fact.value) + "\n";
  return text + verdict(chinese) + "\n";
}

std::string Report::as_json_lines() const {
  std::string text;
  for (const Problem& problem : sorted()) text += json_of(problem);
  for (const Fact& fact : facts_)
    if (!fact.single)
      text += R"({"type":)" + json_string(fact.name) + ",\"value\":" + json_string(fact.value) +
              ",\"what\":" + json_string(fact.label.en) + "}\n";
  std::uint64_t all = 0;
  for (const std::uint64_t count : counts_) all += count;
  const int exit = exit_code();
  text += R"({"type":"summary","exit":)" + std::to_string(exit) +
          ",\"good\":" + (exit == 0 ? "true" : "false") + ",\"problems\":" + std::to_string(all) +
          ",\"verdict\":" + json_string(verdict(false));
  for (const Fact& fact : facts_)
    if (fact.single)
      text += "," + json_string(fact.name) + ":" + (fact.number ? fact.value : json_string(fact.value));
  return text + ",\"left_out\":" + json_list(left_out_) + ",\"remarks\":" + json_list(remarks_) + "}\n";
}

}  // namespace firsthour::verify
