// SPDX-License-Identifier: Apache-2.0
// Reads a document with a map `correlation`. Throws Problem; see rule_document.h.
#pragma once

#include "triage/sigma/correlation.h"
#include "triage/sigma/rule_document.h"

namespace firsthour::triage::sigma {

// Title, name, level, tags and our own texts are the caller's to read.
void read_correlation(RuleDocument& document, Correlation& into);

}  // namespace firsthour::triage::sigma
