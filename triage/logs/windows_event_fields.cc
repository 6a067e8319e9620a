// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/windows_event_fields.h"

#include <utility>

namespace firsthour::triage::logs {
namespace {

constexpr std::size_t kMostFields = 1024, kMostTexts = 4096;

}  // namespace

void WindowsEventFields::begin(std::string_view element) {
  if (!open_.empty()) open_.back().has_children = true;
  open_.push_back({element, {}, {}, false, false});
}

void WindowsEventFields::attribute(std::string_view name, std::string value) {
  if (open_.empty()) return;
  Open& open = open_.back();
  if (open.element == "Data" && name == "Name") {
    open.name = std::move(value);
  } else if (in_system() && event_.fields().size() < kMostFields) {
    const std::string_view key = event_.own(std::string{open.element} + "_" + std::string{name});
    event_.add_text(key, std::move(value));
  }
}

void WindowsEventFields::text(std::string value) {
  if (open_.empty()) return;
  Open& open = open_.back();
  open.has_text = true;
  if (open.texts.empty()) open.texts.emplace_back();
  open.texts.back() += value;
}

void WindowsEventFields::next_value() {
  if (!open_.empty() && open_.back().texts.size() < kMostTexts) open_.back().texts.emplace_back();
}

void WindowsEventFields::keep(std::string_view key, std::vector<std::string> texts, bool has_text) {
  if (event_.fields().size() >= kMostFields) return;
  key = event_.own(std::string{key});
  if (!has_text) {
    event_.add(key, {sigma::Scalar::Kind::null, ""});
  } else if (texts.size() == 1) {
    event_.add_text(key, std::move(texts[0]));
  } else {
    event_.begin_list(key);
    for (std::string& text : texts) event_.append({sigma::Scalar::Kind::text, event_.own(std::move(text))});
  }
}

void WindowsEventFields::end() {
  if (open_.empty()) return;
  const bool system = in_system();
  Open done = std::move(open_.back());
  open_.pop_back();
  // Event, System and EventData themselves hold no text of their own.
  if (open_.size() < 2 || done.has_children) return;
  if (system) {
    if (done.has_text) keep(done.element, std::move(done.texts), true);
  } else if (!done.name.empty()) {
    keep(done.name, std::move(done.texts), done.has_text);
  } else if (done.element == "Data") {
    for (std::string& text : done.texts) {
      if (unnamed_.size() < kMostTexts) unnamed_.push_back(std::move(text));
    }
  } else {
    keep(done.element, std::move(done.texts), done.has_text);
  }
}

void WindowsEventFields::finish() {
  if (unnamed_.empty()) return;
  keep("Data", std::move(unnamed_), true);
}

}  // namespace firsthour::triage::logs
