// SPDX-License-Identifier: Apache-2.0
// The event that ends the ingest of a collection, and the documents it names.
#pragma once

#include "casefile/collection_reader.h"
#include "casefile/store/case_writer.h"

#include <string>
#include <string_view>

namespace firsthour {

// Keeps a document of the collection and names it in the body; nothing for "".
[[nodiscard]] Result<> keep_document(CaseOnDisk& into, const char* name, const std::string& text,
                                     EventDraft& draft, Json& body);
// Completes `result` by what the reading says. `reading` is null when it was given up, for `why`.
[[nodiscard]] Result<EventDraft> ingested_event(CaseOnDisk& into, const IngestOptions& options,
                                                const CollectionReading* reading, std::string_view why,
                                                IngestResult& result);

}  // namespace firsthour
