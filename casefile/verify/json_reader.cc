// SPDX-License-Identifier: Apache-2.0
// The reader proper. Canonical form is checked while reading: what is compared is the very bytes that stand
// there.
#include "casefile/verify/json.h"
#include "casefile/verify/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace firsthour::verify {
namespace {

constexpr int kMostLevels = 200;
constexpr std::size_t kMostKept = std::size_t{1} << 20;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Members stand in the order of their UTF-16 code units: characters over U+FFFF (first byte F0 on) before
// U+E000 to U+FFFF (EE, EF), otherwise as their bytes.
bool utf16_less(std::string_view a, std::string_view b) {
  const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (y == b.end()) return false;
  if (x == a.end()) return true;
  const auto left = static_cast<unsigned char>(*x), right = static_cast<unsigned char>(*y);
  if (left >= 0xEE && right >= 0xEE && (left >= 0xF0) != (right >= 0xF0)) return left >= 0xF0;
  return left < right;
}

class Reader {
 public:
  Reader(std::string_view text, JsonForm form, int kept_levels)
      : text_{text}, canonical_{form == JsonForm::canonical}, kept_levels_{kept_levels} {}

  Result<Json> whole() {
    Json value;
    blanks();
    if (!read(value, 1)) return refuse(wrong_);
    blanks();
    if (at_ != text_.size())
      return refuse(say("more behind the value, at byte {}", "值之后还有内容（第 {} 字节）", at_));
    return value;
  }

 private:
  bool wrong(std::string_view en, std::string_view zh) {
    wrong_ = say("{} at byte {}", "{}（第 {} 字节）", Words{std::string{en}, std::string{zh}}, at_);
    return false;
  }
  [[nodiscard]] char now() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool took(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void blanks() {
    while (!canonical_ && at_ < text_.size() &&
           std::string_view{" \t\r\n"}.find(text_[at_]) != std::string_view::npos)
      ++at_;
  }

  bool read(Json& into, int level) {
    if (level > kMostLevels) return wrong("deeper than 200 levels", "嵌套超过 200 层");
    if (level <= kept_levels_ && ++kept_ > kMostKept) return wrong("more than 2^20 values", "值超过 2^20 个");
    switch (now()) {
      case '{':
        return read_object(into, level);
      case '[':
        return read_array(into, level);
      case '"':
        into.type = Json::Type::string;
        return read_string(into.text);
      case 't':
      case 'f':
        into.type = Json::Type::boolean;
        into.text = now() == 't' ? "true" : "false";
        return took(into.text) || wrong("no JSON value", "不是 JSON 值");
      case 'n':
        return took("null") || wrong("no JSON value", "不是 JSON 值");
      default:
        into.type = Json::Type::number;
        return read_number(into.text);
    }
  }

  bool read_array(Json& into, int level) {
    into.type = Json::Type::array;
    ++at_;
    blanks();
    if (took("]")) return true;
    while (true) {
      Json element;
      blanks();
      if (!read(element, level + 1)) return false;
      if (level < kept_levels_) into.elements.push_back(std::move(element));
      blanks();
      if (took("]")) return true;
      if (!took(",")) return wrong("neither , nor ]", "缺少 , 或 ]");
    }
  }

  bool read_object(Json& into, int level) {
    into.type = Json::Type::object;
    ++at_;
    blanks();
    if (took("}")) return true;
    std::vector<std::string> names;
    while (true) {
      std::string name;
      Json value;
      blanks();
      if (now() != '"') return wrong("no name of a member", "缺少成员名");
      if (!read_string(name)) return false;
      if (canonical_ && !names.empty() && !utf16_less(names.back(), name))
        return wrong("members not in canonical order", "成员未按规范顺序排列");
      blanks();
      if (!took(":")) return wrong("no : behind a name", "成员名后缺少 :");
      blanks();
      if (!read(value, level + 1)) return false;
      if (level < kept_levels_) into.members.push_back({name, std::move(value)});
      names.push_back(std::move(name));
      if (names.size() > kMostKept) return wrong("more than 2^20 members", "成员超过 2^20 个");
      blanks();
      if (took("}")) break;
      if (!took(",")) return wrong("neither , nor }", "缺少 , 或 }");
    }
    std::sort(names.begin(), names.end());
    if (std::adjacent_find(names.begin(), names.end()) != names.end())
      return wrong("a member twice", "成员重复");
    return true;
  }

  bool read_number(std::string& token) {
    const std::size_t start = at_;
    const auto digits = [&] {
      const std::size_t from = at_;
      while (is_digit(now())) ++at_;
      return at_ > from;
    };
    took("-");
    const bool zero = now() == '0';
    if (zero ? (++at_, is_digit(now())) : !digits()) return wrong("no JSON value", "不是 JSON 值");
    bool whole = true;
    if (took(".")) {
      whole = false;
      if (!digits()) return wrong("no digit behind the point", "小数点后缺少数字");
    }
    if (now() == 'e' || now() == 'E') {
      whole = false;
      ++at_;
      if (now() == '+' || now() == '-') ++at_;
      if (!digits()) return wrong("no digit in the exponent", "指数缺少数字");
    }
    token = text_.substr(start, at_ - start);
    if (!canonical_ || (whole && token.size() <= 15 && token != "-0")) return true;
    double value = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
    if (error != std::errc{} || !std::isfinite(value) || canonical_number(value) != token)
      return wrong("a number not in canonical form", "数字不是规范形式");
    return true;
  }

  bool read_string(std::string& into) {
    const std::size_t start = at_++;
    into.clear();
    while (now() != '"') {
      if (at_ >= text_.size()) return wrong("a string without end", "字符串没有结束");
      if (now() == '\\') {
        if (!read_escape(into)) return false;
        continue;
      }
      const Utf8Character c = utf8_at(text_, at_);
      if (c.length == 0) return wrong("not UTF-8", "不是 UTF-8");
      if (c.value < 0x20) return wrong("a control character in a string", "字符串中有控制字符");
      into += text_.substr(at_, c.length);
      at_ += c.length;
    }
    ++at_;
    if (canonical_ && json_string(into) != text_.substr(start, at_ - start))
      return wrong("a string not in canonical form before", "此处之前的字符串不是规范形式");
    return true;
  }

  bool read_escape(std::string& into) {
    constexpr std::string_view kNames = "\"\\/bfnrt", kValues = "\"\\/\b\f\n\r\t";
    ++at_;
    if (const std::size_t known = kNames.find(now()); known != std::string_view::npos && at_ < text_.size()) {
      into += kValues[known];
      ++at_;
      return true;
    }
    std::uint32_t unit = 0, second = 0;
    if (!read_unit(unit)) return wrong("an unknown escape", "未知的转义");
    if (unit >= 0xD800 && unit < 0xDC00) {
      if (!took("\\") || !read_unit(second) || second < 0xDC00 || second > 0xDFFF)
        return wrong("half a surrogate pair", "代理对不完整");
      unit = 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
    } else if (unit >= 0xDC00 && unit <= 0xDFFF) {
      return wrong("half a surrogate pair", "代理对不完整");
    }
    append_utf8(into, unit);
    return true;
  }

  bool read_unit(std::uint32_t& unit) {  // uXXXX
    const std::string_view four = text_.substr(std::min(at_ + 1, text_.size()), 4);
    if (now() != 'u' || four.size() != 4) return false;
    const auto [end, error] = std::from_chars(four.data(), four.data() + 4, unit, 16);
    if (error != std::errc{} || end != four.data() + 4) return false;
    at_ += 5;
    return true;
  }

  std::string_view text_;
  bool canonical_;
  int kept_levels_;
  std::size_t at_ = 0, kept_ = 0;
  Words wrong_;
};

}  // namespace

Result<Json> read_json(std::string_view text, JsonForm form, int kept_levels) {
  return Reader{text, form, kept_levels}.whole();
}

}  // namespace firsthour::verify
