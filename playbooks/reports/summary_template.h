// SPDX-License-Identifier: Apache-2.0
// What a summary has to say to a customer's own Word file. playbooks/SUMMARY.md lists the names.
#pragma once

#include "playbooks/reports/document.h"
#include "playbooks/reports/template.h"
#include "playbooks/summary.h"

namespace firsthour::playbooks {

// `document`: the one in whose place the template stands; its title and origin are used.
[[nodiscard]] TemplateValues summary_template_values(const Summary& summary, Language language,
                                                     Document& document);

}  // namespace firsthour::playbooks
