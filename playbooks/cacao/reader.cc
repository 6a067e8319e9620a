// SPDX-License-Identifier: Apache-2.0
#include "playbooks/cacao/parts.h"

#include <fmt/format.h>

namespace firsthour::playbooks {
namespace {

using Severity = Remark::Severity;

constexpr std::size_t kLongest = std::size_t{16} << 20;
constexpr std::size_t kMostSteps = 20'000, kMostVariables = 10'000;

std::optional<int> percent(Fields& fields, std::string_view key) {
  const auto value = fields.integer(key);
  if (!value) return std::nullopt;
  if (*value >= 0 && *value <= 100) return static_cast<int>(*value);
  fields.remark(Severity::error, "out-of-range", key,
                {fmt::format("{} 应在 0 至 100 之间", key), fmt::format("{} must be from 0 to 100", key)});
  return std::nullopt;
}

void read_head(Fields& fields, Playbook& into) {
  if (fields.needed_text("type") != "playbook")
    fields.remark(Severity::error, "not-a-playbook", "type", {"type 应为 playbook", "type must be playbook"});
  if (const std::string version = fields.needed_text("spec_version");
      !version.empty() && version != "cacao-2.0")
    fields.remark(Severity::error, "other-version", "spec_version",
                  {"本程序按 CACAO 2.0 执行，文件为 " + version,
                   "this is " + version + "; what is run here is cacao-2.0"});
  into.id = fields.needed_text("id");
  into.name = fields.needed_text("name");
  into.description = fields.text("description");
  into.created_by = fields.needed_text("created_by");
  into.created = fields.time("created");
  into.modified = fields.time("modified");
  (void)fields.needed_text("created");
  into.version = fields.needed_text("modified");
  into.revoked = fields.truth("revoked").value_or(false);
  into.valid_from = fields.time("valid_from");
  into.valid_until = fields.time("valid_until");
  into.types = fields.texts("playbook_types");
  into.activities = fields.texts("playbook_activities");
  into.labels = fields.texts("labels");
  into.markings = fields.texts("markings");
  into.priority = percent(fields, "priority");
  into.severity = percent(fields, "severity");
  into.impact = percent(fields, "impact");
  for (const char* key :
       {"derived_from", "related_to", "industry_sectors", "external_references", "signatures"})
    (void)fields.list(key);
  for (const char* key : {"playbook_processing_summary", "authentication_info_definitions",
                          "extension_definitions", "data_marking_definitions"})
    (void)fields.object(key);
}

void read_steps(Fields& fields, Playbook& into) {
  into.start = fields.needed_text("workflow_start");
  into.exception = fields.text("workflow_exception");
  const Json* workflow = fields.object("workflow");
  if (!workflow) {
    if (!fields.has("workflow"))
      fields.remark(Severity::error, "missing-property", "", {"缺少必填项 workflow", "workflow is required"});
    return;
  }
  if (workflow->size() > kMostSteps) {
    fields.remark(
        Severity::error, "too-large", "workflow",
        {fmt::format("步骤超过 {} 个", kMostSteps), fmt::format("there are more than {} steps", kMostSteps)});
    return;
  }
  for (const auto& [id, step] : workflow->items())
    into.steps.emplace(id, read_step(id, step, pointer_to("/workflow", id), fields.remarks()));
}

void read_parties(Fields& fields, std::string_view key, std::map<std::string, Party, std::less<>>& into) {
  const Json* parties = fields.object(key);
  if (!parties) return;
  for (const auto& [id, party] : parties->items())
    into.emplace(id, read_party(id, party, pointer_to(pointer_to("", key), id), fields.remarks()));
}

void read_playbook_variables(Fields& fields, Playbook& into) {
  const Json* variables = fields.object("playbook_variables");
  if (!variables) return;
  if (variables->size() > kMostVariables)
    return fields.remark(Severity::error, "too-large", "playbook_variables",
                         {fmt::format("变量超过 {} 个", kMostVariables),
                          fmt::format("there are more than {} variables", kMostVariables)});
  into.variables = read_variables(*variables, "/playbook_variables", fields.remarks());
}

}  // namespace

Result<PlaybookReading> read_playbook(std::string_view text) {
  if (text.size() > kLongest) return fail(Errc::malformed, "a playbook has at most 16 MiB");
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  const bool json = first != std::string_view::npos && text[first] == '{';
  auto document = json ? parse_json(text.substr(first)) : from_writing_form(text);
  if (!document) return tl::unexpected{document.error()};
  if (!document->is_object()) return fail(Errc::malformed, "this is no playbook: its top is no object");
  PlaybookReading reading;
  reading.playbook.document = std::make_shared<const Json>(std::move(*document));
  Fields fields{*reading.playbook.document, "", reading.remarks};
  read_head(fields, reading.playbook);
  read_playbook_variables(fields, reading.playbook);
  read_steps(fields, reading.playbook);
  read_parties(fields, "agent_definitions", reading.playbook.agents);
  read_parties(fields, "target_definitions", reading.playbook.targets);
  (void)fields.object("playbook_extensions");
  if (const Json* ours = reading.playbook.extension())
    read_texts(*ours, pointer_to("/playbook_extensions", kOwnExtension), reading.playbook, reading.remarks);
  fields.refuse_others();
  return reading;
}

}  // namespace firsthour::playbooks
