// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/examination.h"

#include "triage/engine/message.h"

#include <type_traits>

namespace firsthour::triage {
namespace {

// Each field once, in one order, for both ways.
struct Putting {
  MessageWriter out;
  void operator()(const std::string& value) { out.text(value); }
  void operator()(std::uint64_t value) { out.number(value); }
  void operator()(Severity value) { out.number(static_cast<std::uint64_t>(value)); }
  template <class T>
  void operator()(const std::vector<T>& values);
};

struct Getting {
  MessageReader in;
  void operator()(std::string& value) { value = in.text(); }
  void operator()(std::uint64_t& value) { value = in.number(); }
  void operator()(Severity& value) {
    const std::uint64_t number = in.number();
    value = number <= static_cast<std::uint64_t>(Severity::critical) ? static_cast<Severity>(number)
                                                                     : Severity::info;
  }
  template <class T>
  void operator()(std::vector<T>& values);
};

template <class Pass, class T>
void fields(Pass& pass, T& value);

template <class Pass>
void pass_one(Pass& pass, std::string& value) {
  pass(value);
}
template <class Pass>
void pass_one(Pass& pass, const std::string& value) {
  pass(value);
}
template <class Pass, class T>
void pass_one(Pass& pass, T& value) {
  fields(pass, value);
}

template <class T>
void Putting::operator()(const std::vector<T>& values) {
  out.number(values.size());
  for (const T& value : values) pass_one(*this, value);
}

template <class T>
void Getting::operator()(std::vector<T>& values) {
  const std::uint64_t count = in.count();
  for (std::uint64_t i = 0; i < count && !in.failed(); ++i) pass_one(*this, values.emplace_back());
}

template <class Pass, class T>
void fields(Pass& pass, T& value) {
  using Plain = std::remove_const_t<T>;
  if constexpr (std::is_same_v<Plain, Step>) {
    pass(value.content), pass(value.name);
  } else if constexpr (std::is_same_v<Plain, FindingMatch>) {
    pass(value.string), pass(value.offset), pass(value.length);
  } else if constexpr (std::is_same_v<Plain, Hit>) {
    pass(value.detector), pass(value.rule), pass(value.file);
    pass(value.title), pass(value.title_zh), pass(value.why), pass(value.why_zh);
    pass(value.severity), pass(value.score), pass(value.attack), pass(value.matches);
  } else if constexpr (std::is_same_v<Plain, Part>) {
    pass(value.way), pass(value.sha256), pass(value.size), pass(value.hits);
  } else if constexpr (std::is_same_v<Plain, Loss>) {
    pass(value.way), pass(value.reason);
  } else if constexpr (std::is_same_v<Plain, LogTold>) {
    pass(value.sha256), pass(value.told);
  } else if constexpr (std::is_same_v<Plain, SlowRule>) {
    pass(value.rule), pass(value.file), pass(value.part), pass(value.milliseconds);
  } else if constexpr (std::is_same_v<Plain, SameAs>) {
    pass(value.way), pass(value.target), pass(value.content);
  } else {
    pass(value.sha256), pass(value.contents);
    pass(value.parts), pass(value.losses), pass(value.same), pass(value.taken), pass(value.logs);
    pass(value.slow), pass(value.capture);
  }
}

}  // namespace

std::string text_of(const Way& way) {
  std::string text;
  for (const Step& step : way) text += "!/" + step.name;
  return text;
}

std::string to_message(const Examination& examination) {
  Putting put;
  fields(put, examination);
  return put.out.take();
}

Result<Examination> examination_from(std::string_view message) {
  Getting get{MessageReader{message}};
  Examination examination;
  fields(get, examination);
  if (!get.in.done()) return fail(Errc::malformed, "an examination's message is cut or altered");
  return examination;
}

}  // namespace firsthour::triage
