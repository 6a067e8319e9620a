// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/modifiers.h"

#include "casefile/encoding.h"
#include "triage/sigma/encoded_text.h"

#include <optional>
#include <utility>
#include <vector>

namespace firsthour::triage::sigma {
namespace {

// More variants of one value than this is a rule gone wrong, not a detection.
constexpr std::size_t kMostValues = 20'000;

struct Modifiers {
  bool all = false, exists = false, cased = false, neq = false, cidr = false, windash = false,
       fieldref = false, expand = false, regex = false;
  bool base64 = false, base64_offset = false;
  RegexOptions regex_options;
  std::optional<Comparison> comparison;
  std::optional<TimePart> time_part;
  std::optional<Pattern::Anchor> anchor;
  std::vector<std::string_view> encodings;

  [[nodiscard]] bool encoded() const { return base64 || base64_offset || !encodings.empty(); }
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

bool take_regex_modifier(std::string_view word, Modifiers& into) {
  if (word == "re") return into.regex = true;
  if (!into.regex) return false;
  if (word == "i") return into.regex_options.ignore_case = true;
  if (word == "m") return into.regex_options.lines = true;
  if (word == "s") return into.regex_options.dot_is_newline = true;
  return false;
}

bool take_other_modifier(std::string_view word, Modifiers& into) {
  if (word == "all") return into.all = true;
  if (word == "exists") return into.exists = true;
  if (word == "neq") return into.neq = true;
  if (word == "cidr") return into.cidr = true;
  if (word == "fieldref") return into.fieldref = true;
  if (word == "expand") return into.expand = true;
  if (word == "lt") return into.comparison = Comparison::less, true;
  if (word == "lte") return into.comparison = Comparison::less_or_equal, true;
  if (word == "gt") return into.comparison = Comparison::greater, true;
  if (word == "gte") return into.comparison = Comparison::greater_or_equal, true;
  into.time_part = time_part_from(word);
  return into.time_part.has_value();
}

// Modifiers that say what kind of thing a value is exclude each other.
Result<> check_together(const Modifiers& m) {
  const bool number = m.comparison.has_value() || m.time_part.has_value();
  const bool text = (m.anchor.has_value() && !m.fieldref) || m.windash || m.encoded();
  const int kinds = int{m.exists} + int{m.cidr} + int{number} + int{text} + int{m.fieldref} + int{m.regex};
  const bool about_text = m.cased && (m.exists || m.cidr || number);
  if (kinds > 1 || about_text || (m.exists && (m.all || m.neq || m.expand)) || (m.fieldref && m.expand)) {
    return fail(Errc::malformed, "modifiers that do not go together");
  }
  return {};
}

Result<> read_modifiers(std::string_view words, Modifiers& into) {
  while (true) {
    const std::size_t bar = words.find('|');
    const std::string_view word = words.substr(0, bar);
    if (!take_text_modifier(word, into) && !take_regex_modifier(word, into) &&
        !take_other_modifier(word, into)) {
      return fail(Errc::unsupported, "unsupported modifier \"" + std::string{word} + "\"");
    }
    if (bar == std::string_view::npos) return check_together(into);
    words.remove_prefix(bar + 1);
  }
}

// Each modifier works on what the one before it made: dashes, then UTF-16, then base64.
Result<std::vector<std::string>> encoded_forms(const std::string& value, const Modifiers& modifiers) {
  const auto plain = without_escapes(value);
  if (!plain) return fail(Errc::malformed, "a value with wildcards cannot be encoded");
  std::vector<std::string> texts{*plain};
  if (modifiers.windash) {
    auto forms = with_other_dashes(*plain, kMostValues);
    if (!forms) return tl::unexpected{forms.error()};
    texts = std::move(*forms);
  }
  std::vector<std::string> made;
  for (std::string& text : texts) {
    for (const std::string_view encoding : modifiers.encodings) {
      auto wide = as_utf16(text, encoding);
      if (!wide) return tl::unexpected{wide.error()};
      text = std::move(*wide);
    }
    if (modifiers.base64_offset) {
      auto forms = base64_at_offsets(text);
      if (forms.size() < 3) return fail(Errc::malformed, "\"" + value + "\" is too short for base64offset");
      std::ranges::move(forms, std::back_inserter(made));
    } else {
      made.push_back(modifiers.base64 ? to_base64(as_bytes(text)) : std::move(text));
    }
  }
  return made;
}

Result<> add_text_tests(const RuleValue& value, const Modifiers& modifiers, Pattern::Anchor anchor,
                        FieldTest& into) {
  if (modifiers.encoded()) {
    auto forms = encoded_forms(value.text, modifiers);
    if (!forms) return tl::unexpected{forms.error()};
    // Base64 tells upper from lower case, and its characters are no wildcards.
    const bool cased = modifiers.cased || modifiers.base64 || modifiers.base64_offset;
    for (const std::string& form : *forms) into.values.emplace_back(Pattern::literal(form, anchor, cased));
    return {};
  }
  into.values.emplace_back(modifiers.windash
                               ? Pattern::from_sigma_with_dashes(value.text, anchor, modifiers.cased)
                               : Pattern::from_sigma(value.text, anchor, modifiers.cased));
  return {};
}

Result<> add_number_test(const RuleValue& value, const Modifiers& modifiers, FieldTest& into) {
  if (!is_number(value.text)) return fail(Errc::malformed, "\"" + value.text + "\" is no number");
  const NumberTest number{modifiers.comparison.value_or(Comparison::equal), value.text};
  if (modifiers.time_part) {
    into.values.emplace_back(TimePartTest{*modifiers.time_part, number});
  } else {
    into.values.emplace_back(number);
  }
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
  if (modifiers.comparison || modifiers.time_part) return add_number_test(value, modifiers, into);
  if (modifiers.regex) {
    RegexOptions options = modifiers.regex_options;
    auto regex = Regex::compile(value.text, options);
    if (!regex) return tl::unexpected{regex.error()};
    into.values.emplace_back(std::move(*regex));
    return {};
  }
  if (modifiers.fieldref) {
    into.values.emplace_back(
        FieldReferenceTest{value.text, modifiers.anchor.value_or(Pattern::Anchor::whole), modifiers.cased});
    return {};
  }
  if (!value.quoted && !modifiers.anchor && !modifiers.encoded() && !into.field.empty() &&
      is_number(value.text)) {
    into.values.emplace_back(NumberTest{Comparison::equal, value.text});
    return {};
  }
  const Pattern::Anchor plain = into.field.empty() ? Pattern::Anchor::contains : Pattern::Anchor::whole;
  return add_text_tests(value, modifiers, modifiers.anchor.value_or(plain), into);
}

Result<> add_expanded(const RuleValue& value, const Modifiers& modifiers, const Placeholders& placeholders,
                      FieldTest& into) {
  if (!modifiers.expand || value.null) return add_value(value, modifiers, into);
  auto texts = placeholders.expand(value.text);
  if (!texts) return tl::unexpected{texts.error()};
  for (std::string& text : *texts) {
    if (auto added = add_value({std::move(text), value.quoted, false}, modifiers, into); !added) return added;
  }
  return {};
}

}  // namespace

Result<FieldTest> make_field_test(std::string_view key, std::span<const RuleValue> values,
                                  const Placeholders& placeholders) {
  const std::size_t bar = key.find('|');
  FieldTest test;
  test.field = key.substr(0, bar);
  Modifiers modifiers;
  if (bar != std::string_view::npos) {
    if (auto read = read_modifiers(key.substr(bar + 1), modifiers); !read)
      return tl::unexpected{read.error()};
  }
  if (values.empty()) return fail(Errc::malformed, "\"" + std::string{key} + "\" has no value");
  if (modifiers.exists && values.size() != 1) return fail(Errc::malformed, "exists needs one value");
  if (test.field.empty() && (modifiers.exists || modifiers.fieldref)) {
    return fail(Errc::malformed, "exists and fieldref need a field");
  }
  test.all = modifiers.all;
  test.negated = modifiers.neq;
  for (const RuleValue& value : values) {
    if (auto added = add_expanded(value, modifiers, placeholders, test); !added)
      return tl::unexpected{added.error()};
    if (test.values.size() > kMostValues) return fail(Errc::malformed, "too many values");
    test.ends.push_back(static_cast<std::uint32_t>(test.values.size()));
  }
  return test;
}

}  // namespace firsthour::triage::sigma
