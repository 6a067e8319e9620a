// SPDX-License-Identifier: Apache-2.0
// What a case has to say to a customer's template (template.h): the values of forms and of the document
// itself, lists of what there are several of, the checkpoint as a picture. playbooks/README.md lists the
// names.
#pragma once

#include "playbooks/reports/builders.h"
#include "playbooks/reports/template.h"

namespace firsthour::playbooks {

// `document`: the one in whose place the template stands; its title, origin and mark are used.
[[nodiscard]] TemplateValues template_values(const ReportInput& input, const Document& document);

}  // namespace firsthour::playbooks
