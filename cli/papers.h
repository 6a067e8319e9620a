// SPDX-License-Identifier: Apache-2.0
// Forms and reports from a case into a folder, each recorded in the ledger with its digest.
#pragma once

#include "casefile/case.h"
#include "casefile/json_fwd.h"
#include "cli/command.h"
#include "playbooks/report.h"

#include <string>
#include <vector>

namespace firsthour::cli {

struct PaperRequest {
  std::string what;  // a form's name, "incident", "custody"
  std::vector<playbooks::Format> formats;
  playbooks::Language language = playbooks::Language::zh;
  bool pdf = false;  // as well, through LibreOffice, of the Word file
  // A customer's Word file in the place of our layout, and the name it was given as; "" for none.
  std::string template_docx = {}, template_name = {};
  std::string period = {};     // of a patrol report
  bool supplement = false;     // of a list: only what came after the newest one printed
  std::string own_forms = {};  // a folder with form packs of the site
};

// Where papers go when nothing is said: NAME.reports beside NAME.case.
[[nodiscard]] std::string papers_folder(const std::string& case_path);

// Signs the head, makes the papers of the events so far, writes them into `folder` (made when missing) and
// appends a `reported` event for each. Returns the paths written. An existing file of the name is kept
// under a number, never replaced.
[[nodiscard]] Try<std::vector<std::string>> make_papers(const Invocation& call, CaseWriter& the_case,
                                                        const std::vector<PaperRequest>& requests,
                                                        const std::string& folder);

// A file, and of a PDF the SHA-256 of the Word file behind it.
struct MadeFile {
  playbooks::OutputFile file;
  std::string made_from;
};
// Each Word file also as PDF, through LibreOffice; the Word file itself goes where it was not asked for.
[[nodiscard]] Try<std::vector<MadeFile>> with_pdf(const Invocation& call,
                                                  std::vector<playbooks::OutputFile> files, bool keep_docx);
// The `reported` event of a file that was written at `path` from the first `upto` events; `body` is what the
// event says beside ("what", "language", "form", …).
[[nodiscard]] Try<> record_paper(CaseWriter& the_case, const std::string& path, const MadeFile& made,
                                 std::uint64_t upto, Json body);
// Writes files into `folder`, made when missing, and returns their paths; what exists is kept, as above.
[[nodiscard]] Try<std::vector<std::string>> write_papers(const std::vector<playbooks::OutputFile>& files,
                                                         const std::string& folder);

// All forms that can be printed here: built in, of the data folder, of the site's own folder ("": none).
[[nodiscard]] Try<std::vector<playbooks::FormInfo>> known_forms(const Invocation& call,
                                                                const std::string& own_forms);
// The usual forms of the capacity; the contractor's, said loudly, when no capacity was stated.
[[nodiscard]] Try<std::vector<PaperRequest>> forms_of(const Invocation& call, playbooks::Capacity capacity,
                                                      const std::vector<playbooks::Format>& formats,
                                                      const std::string& own_forms = {});
// The capacity in the newest `authorised` event.
[[nodiscard]] Try<playbooks::Capacity> capacity_in(const CaseReader& from);
// The newest answers, and those of a file over them; the file's are recorded with their witness and
// approvals.
[[nodiscard]] Try<> record_answers(CaseWriter& the_case, const playbooks::Answers& answers);
[[nodiscard]] Try<> record_further_answers(CaseWriter& the_case, const playbooks::Answers& further);
// The people who act, of the same event.
[[nodiscard]] Try<std::vector<playbooks::Person>> people_in(const CaseReader& from);

}  // namespace firsthour::cli
