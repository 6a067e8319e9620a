// SPDX-License-Identifier: Apache-2.0
// Our extension: who does a step by when, how it is taken back, and the texts of further languages.
#include "playbooks/cacao/parts.h"

namespace firsthour::playbooks {
namespace {

using Severity = Remark::Severity;

std::vector<DecisionOption> read_options(Fields& decision) {
  std::vector<DecisionOption> options;
  const Json* list = decision.list("options");
  if (!list) return options;
  for (std::size_t i = 0; i < list->size(); ++i) {
    Fields fields{(*list)[i], pointer_to(pointer_to(decision.pointer(), "options"), std::to_string(i)),
                  decision.remarks()};
    DecisionOption option{fields.needed_text("key"), {fields.text("zh"), fields.text("en")}};
    fields.refuse_others();
    options.push_back(std::move(option));
  }
  return options;
}

Translation::StepText read_step_text(const Json& json, const std::string& pointer,
                                     std::vector<Remark>& remarks) {
  Fields fields{json, pointer, remarks};
  Translation::StepText text;
  text.name = fields.text("name");
  text.description = fields.text("description");
  text.commands = fields.texts("commands");
  text.rollback = fields.text("rollback");
  fields.refuse_others();
  return text;
}

}  // namespace

Handling read_handling(const Json& json, const std::string& pointer, std::vector<Remark>& remarks) {
  Fields fields{json, pointer, remarks};
  Handling handling;
  (void)fields.text("type");
  handling.role = fields.text("role");
  handling.contact = fields.text("contact");
  handling.changes = fields.truth("changes");
  handling.evidence = fields.truth("evidence").value_or(false);
  if (const auto minutes = fields.integer("due_minutes")) {
    if (*minutes > 0 && *minutes <= 366 * 24 * 60)
      handling.due = std::chrono::minutes{*minutes};
    else
      fields.remark(Severity::error, "bad-duration", "due_minutes",
                    {"due_minutes 应为一年以内的分钟数", "due_minutes must be minutes, within a year"});
  }
  if (const Json* rollback = fields.object("rollback"))
    handling.rollback = read_command(*rollback, pointer_to(pointer, "rollback"), remarks);
  if (const Json* decision = fields.object("decision")) {
    Fields asked{*decision, pointer_to(pointer, "decision"), remarks};
    handling.options = read_options(asked);
    asked.refuse_others();
  }
  fields.refuse_others();
  return handling;
}

void read_texts(const Json& json, const std::string& pointer, Playbook& into, std::vector<Remark>& remarks) {
  Fields fields{json, pointer, remarks};
  (void)fields.text("type");
  (void)fields.object("scenario");  // drill/scenario reads it
  into.language = fields.text("language");
  if (const Json* languages = fields.object("translations")) {
    const std::string at = pointer_to(pointer, "translations");
    for (const auto& [language, json_of] : languages->items()) {
      Fields texts{json_of, pointer_to(at, language), remarks};
      Translation translation;
      translation.name = texts.text("name");
      translation.description = texts.text("description");
      if (const Json* steps = texts.object("steps"))
        for (const auto& [id, step] : steps->items())
          translation.steps[id] =
              read_step_text(step, pointer_to(pointer_to(texts.pointer(), "steps"), id), remarks);
      texts.refuse_others();
      into.translations[language] = std::move(translation);
    }
  }
  fields.refuse_others();
}

}  // namespace firsthour::playbooks
