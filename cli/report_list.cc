// SPDX-License-Identifier: Apache-2.0
// firsthour report list: the forms that can be printed here, and where each comes from.
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/display_width.h"
#include "cli/messages.h"
#include "cli/own_forms_option.h"
#include "cli/papers.h"

#include <algorithm>
#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{kOwnFormsOption};

Try<Exit> run(const Invocation& call) {
  const auto forms = known_forms(call, call.said.value("forms").value_or(""));
  if (!forms) return give_up(forms.error());
  Terminal& terminal = call.terminal;
  const bool chinese = terminal.language() == Language::zh;
  std::size_t width = 0;
  for (const auto& form : *forms) width = std::max(width, form.name.size());
  for (const auto& form : *forms) {
    std::string capacities;
    Json list = Json::array();
    for (const auto capacity : form.capacities) {
      capacities += (capacities.empty() ? "" : ", ") + std::string{name_of(capacity)};
      list.push_back(name_of(capacity));
    }
    const std::string indent(width + 2, ' ');
    terminal.print(column(form.name, width) + "  " + terminal.name(chinese ? form.title_zh : form.title_en));
    terminal.print(indent + terminal.text(form.usual ? say::form_usual : say::form_on_request, form.version,
                                          capacities));
    if (!form.file.empty()) terminal.print(indent + terminal.name(form.file));
    terminal.emit(Json{{"type", "form"},
                       {"name", form.name},
                       {"version", form.version},
                       {"title_zh", form.title_zh},
                       {"title_en", form.title_en},
                       {"basis", form.basis},
                       {"capacity", list},
                       {"usual", form.usual},
                       {"file", display_utf8(form.file)}});
  }
  terminal.emit(Json{{"type", "summary"}, {"forms", forms->size()}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody report_list_command{kOptions, run};

}  // namespace firsthour::cli
