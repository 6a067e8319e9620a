// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/modifiers.h"

#include "casefile/encoding.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace firsthour::triage::sigma {
namespace {

// More variants of one value than this is a rule gone wrong, not a detection.
constexpr std::size_t kMostValues = 20'000;

struct Modifiers {
  bool all = false, exists = false, cased = false, neq = false, cidr = false, windash = false,
       fieldref = false;
  bool base64 = false, base64_offset = false;
  std::optional<Comparison> comparison;
  std::optional<Pattern::Anchor> anchor;
  std::vector<std::string_view> encodings;
};

// True when `word` is a modifier that changes how text is compared or encoded.
bool take_text_modifier(std::string_view word, Modifiers& into) {
  if (word == "contains") return into.anchor = Pattern::Anchor::contains, true;
  if (word == "startswith") return into.anchor = Pattern::Anchor::starts_with, true;
  if (word == "endswith") return into.anchor = Pattern::Anchor::ends_with, true;
  if (word == "cased") return into.cased = true;
  if (word == "windash") return into.windash = true;
  if (word == "base64") return into.base64 = true;
  if (word == "base64offset") return into.base64_offset = true;
  if (word == "wide" || word == "utf16le" || word == "utf16be" || word == "utf16") {
    return into.encodings.push_back(word), true;
  }
  return false;
}

bool take_other_modifier(std::string_view word, Modifiers& into) {
  if (word == "all") return into.all = true;
  if (word == "exists") return into.exists = true;
  if (word == "neq") return into.neq = true;
  if (word == "cidr") return into.cidr = true;
  if (word == "fieldref") return into.fieldref = true;
  if (word == "lt") return into.comparison = Comparison::less, true;
  if (word == "lte") return into.comparison = Comparison::less_or_equal, true;
  if (word == "gt") return into.comparison = Comparison::greater, true;
  if (word == "gte") return into.comparison = Comparison::greater_or_equal, true;
  return false;
}

Result<> read_modifiers(std::string_view words, Modifiers& into) {
  while (!words.empty()) {
    const std::size_t bar = words.find('|');
    const std::string_view word = words.substr(0, bar);
    words = bar == std::string_view::npos ? std::string_view{} : words.substr(bar + 1);
    if (!take_text_modifier(word, into) && !take_other_modifier(word, into)) {
      return fail(Errc::unsupported, "unsupported modifier \"" + std::string{word} + "\"");
    }
  }
  const int kinds = int{into.exists} + int{into.cidr} + int{into.comparison.has_value()} +
                    int{into.anchor.has_value() && !into.fieldref} + int{into.fieldref};
  if (kinds > 1) return fail(Errc::malformed, "modifiers that do not go together");
  return {};
}

// RFC 2781 without surrogate care: rules encode ASCII commands; other characters are refused.
std::optional<std::string> utf16(std::string_view text, std::string_view encoding) {
  std::string wide = encoding == "utf16" ? "\xFF\xFE" : "";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return std::nullopt;
    if (encoding == "utf16be") wide += '\0';
    wide += c;
    if (encoding != "utf16be") wide += '\0';
  }
  return wide;
}

// The three forms a text takes inside longer base64 text, without the characters that its neighbours change.
std::vector<std::string> base64_at_offsets(std::string_view text) {
  constexpr std::array<std::size_t, 3> kSkip{0, 2, 3}, kCut{0, 3, 2};
  std::vector<std::string> forms;
  for (std::size_t offset = 0; offset < 3; ++offset) {
    const std::string encoded = to_base64(as_bytes(std::string(offset, ' ').append(text)));
    const std::size_t cut = kCut[(offset + text.size()) % 3];
    if (encoded.size() > kSkip[offset] + cut) {
      forms.push_back(encoded.substr(kSkip[offset], encoded.size() - kSkip[offset] - cut));
    }
  }
  return forms;
}

// A dash before an option may be written as a slash or as one of three look-alikes.
std::vector<std::string> with_other_dashes(const std::string& text) {
  constexpr std::array<std::string_view, 5> kDashes{"-", "/", "\u2013", "\u2014", "\u2015"};
  std::vector<std::string> forms{text};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts_word = i == 0 || text[i - 1] == ' ';
    if (!starts_word || (text[i] != '-' && text[i] != '/')) continue;
    for (const std::string_view dash : kDashes) {
      forms.push_back(text.substr(0, i) + std::string{dash} + text.substr(i + 1));
    }
  }
  std::ranges::sort(forms);
  forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
  return forms;
}

Result<std::vector<std::string>> encoded_forms(const std::string& text, const Modifiers& modifiers) {
  std::string bytes = text;
  for (const std::string_view encoding : modifiers.encodings) {
    auto wide = utf16(bytes, encoding);
    if (!wide) return fail(Errc::unsupported, "only ASCII values can be encoded as UTF-16");
    bytes = std::move(*wide);
  }
  if (modifiers.base64_offset) return base64_at_offsets(bytes);
  if (modifiers.base64) return std::vector<std::string>{to_base64(as_bytes(bytes))};
  return std::vector<std::string>{std::move(bytes)};
}

Result<> add_text_tests(const RuleValue& value, const Modifiers& modifiers, Pattern::Anchor anchor,
                        FieldTest& into) {
  const bool encoded = modifiers.base64 || modifiers.base64_offset || !modifiers.encodings.empty();
  if (encoded) {
    auto forms = encoded_forms(value.text, modifiers);
    if (!forms) return tl::unexpected{forms.error()};
    // Base64 tells upper from lower case, and its characters are no wildcards.
    const bool cased = modifiers.cased || modifiers.base64 || modifiers.base64_offset;
    for (const std::string& form : *forms) into.values.emplace_back(Pattern::literal(form, anchor, cased));
    return {};
  }
  if (modifiers.windash) {
    for (const std::string& form : with_other_dashes(value.text)) {
      into.values.emplace_back(Pattern::from_sigma(form, anchor, modifiers.cased));
    }
    return {};
  }
  into.values.emplace_back(Pattern::from_sigma(value.text, anchor, modifiers.cased));
  return {};
}

Result<> add_value(const RuleValue& value, const Modifiers& modifiers, FieldTest& into) {
  if (modifiers.exists) {
    if (value.text != "true" && value.text != "false")
      return fail(Errc::malformed, "exists needs true or false");
    into.values.emplace_back(ExistsTest{value.text == "true"});
    return {};
  }
  if (value.null) {
    into.values.emplace_back(NullTest{});
    return {};
  }
  if (modifiers.cidr) {
    CidrTest cidr;
    if (!parse_cidr(value.text, cidr))
      return fail(Errc::malformed, "\"" + value.text + "\" is no address block");
    into.values.emplace_back(cidr);
    return {};
  }
  if (modifiers.comparison) {
    if (!is_number(value.text)) return fail(Errc::malformed, "\"" + value.text + "\" is no number");
    into.values.emplace_back(NumberTest{*modifiers.comparison, value.text});
    return {};
  }
  if (modifiers.fieldref) {
    into.values.emplace_back(
        FieldReferenceTest{value.text, modifiers.anchor.value_or(Pattern::Anchor::whole), modifiers.cased});
    return {};
  }
  if (!value.quoted && !modifiers.anchor && !into.field.empty() && is_number(value.text)) {
    into.values.emplace_back(NumberTest{Comparison::equal, value.text});
    return {};
  }
  const Pattern::Anchor plain = into.field.empty() ? Pattern::Anchor::contains : Pattern::Anchor::whole;
  return add_text_tests(value, modifiers, modifiers.anchor.value_or(plain), into);
}

}  // namespace

Result<FieldTest> make_field_test(std::string_view key, std::span<const RuleValue> values) {
  const std::size_t bar = key.find('|');
  FieldTest test;
  test.field = key.substr(0, bar);
  Modifiers modifiers;
  if (bar != std::string_view::npos) {
    if (auto read = read_modifiers(key.substr(bar + 1), modifiers); !read)
      return tl::unexpected{read.error()};
  }
  if (values.empty()) return fail(Errc::malformed, "\"" + std::string{key} + "\" has no value");
  // `all` counts values; a value that itself stands for several forms would ask for all the forms at once.
  if (modifiers.all && (modifiers.windash || modifiers.base64_offset)) {
    return fail(Errc::unsupported, "all together with windash or base64offset is not supported");
  }
  if (modifiers.exists && values.size() != 1) return fail(Errc::malformed, "exists needs one value");
  test.all = modifiers.all;
  test.negated = modifiers.neq;
  for (const RuleValue& value : values) {
    if (auto added = add_value(value, modifiers, test); !added) return tl::unexpected{added.error()};
    if (test.values.size() > kMostValues) return fail(Errc::malformed, "too many values");
  }
  return test;
}

}  // namespace firsthour::triage::sigma
