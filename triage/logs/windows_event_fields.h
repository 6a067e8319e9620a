// SPDX-License-Identifier: Apache-2.0
// What the elements of a Windows event are called as fields: System's by their names (attributes behind a
// low line: Provider_Name, Execution_ProcessID), data by the names that they carry, data without names all
// together as the list Data.
#pragma once

#include "triage/logs/windows_xml.h"
#include "triage/sigma/event.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::logs {

class WindowsEventFields final : public XmlVisitor {
 public:
  explicit WindowsEventFields(sigma::Event& event) : event_{event} {}

  void begin(std::string_view element) override;
  void attribute(std::string_view name, std::string value) override;
  void text(std::string value) override;
  void next_value() override;
  void end() override;

  // After the walk: the list of data without names.
  void finish();

 private:
  struct Open {
    std::string_view element;
    std::string name;                // the attribute Name of a Data element
    std::vector<std::string> texts;  // one, or one a value of an array
    bool has_children = false;
    bool has_text = false;
  };
  [[nodiscard]] bool in_system() const { return open_.size() > 2 && open_[1].element == "System"; }
  void keep(std::string_view key, std::vector<std::string> texts, bool has_text);

  sigma::Event& event_;
  std::vector<Open> open_;
  std::vector<std::string> unnamed_;
};

}  // namespace firsthour::triage::logs
