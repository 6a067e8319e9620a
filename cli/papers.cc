// SPDX-License-Identifier: Apache-2.0
#include "cli/papers.h"

#include "casefile/custody_state.h"
#include "casefile/descriptor.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/data_folder.h"
#include "cli/messages.h"
#include "cli/office.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;
using playbooks::Capacity;

// "record.docx", "record-2.docx", …: the first that is free.
Try<std::string> write_new(const fs::path& folder, const std::string& name, const std::string& bytes) {
  const fs::path base{name};
  for (int number = 1; number < 1000; ++number) {
    const std::string suffix = number == 1 ? "" : "-" + std::to_string(number);
    const std::string path = (folder / (base.stem().string() + suffix + base.extension().string())).string();
    Descriptor fd{open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!fd && errno == EEXIST) continue;
    if (!fd) return give_up(fail_errno("cannot create " + path).value());
    if (auto written = sink_to_fd(fd.release())->write(as_bytes(bytes)); !written) {
      unlink(path.c_str());  // half a paper is none, and nobody sees by its name that it is half
      return give_up(fail(path, written.error()).value());
    }
    return path;
  }
  return give_up(Exit::failed, "too many files called " + name + " in " + folder.string());
}

using Forms = std::vector<playbooks::FormInfo>;

// People sign the forms, not the list that comes along as a table.
bool is_signed_paper(const Forms& forms, const std::string& what, const std::string& name) {
  return !name.ends_with(".csv") &&
         (what == "custody" || what == "a7-sheet" ||
          std::any_of(forms.begin(), forms.end(), [&](const auto& form) { return form.name == what; }));
}

// What the event of a paper says beside the file.
Json said_of(const PaperRequest& request, bool form) {
  Json body{{"what", request.what},
            {"language", request.language == playbooks::Language::zh ? "zh" : "en"},
            {"form", form}};
  if (!request.template_docx.empty())
    body["template"] = {{"name", fs::path{request.template_name}.filename().string()},
                        {"sha256", sha256(request.template_docx).hex()}};
  return body;
}

// The files of one request; with `pdf` each Word file also as PDF, and alone when no Word file was asked for.
Try<std::vector<MadeFile>> files_of(const Invocation& call, const CaseReader& from,
                                    const PaperRequest& request, const std::string& forms,
                                    const std::string& checkpoint, std::uint64_t upto) {
  using playbooks::Format;
  std::vector<Format> formats = request.formats;
  const bool with_docx = std::find(formats.begin(), formats.end(), Format::docx) != formats.end();
  if (request.pdf && !with_docx) formats.push_back(Format::docx);
  playbooks::ReportRequest what{request.what, formats, request.language, upto, forms};
  what.template_docx = request.template_docx;
  what.template_name = request.template_name;
  what.period = request.period;
  what.own_forms = request.own_forms;
  what.supplement = request.supplement;
  what.root_at = [&from](std::uint64_t size) {
    const auto head = head_at(from, size);
    return head ? head->root : std::string{};
  };
  auto files = playbooks::make_report(from, what, checkpoint);
  if (!files) return give_up(fail("report " + request.what, files.error()).value());
  if (request.pdf) return with_pdf(call, std::move(*files), with_docx);
  std::vector<MadeFile> made;
  for (playbooks::OutputFile& file : *files) made.push_back({std::move(file), ""});
  return made;
}

// Of the newest `authorised` event that can be read.
Try<playbooks::Answers> answers_in(const CaseReader& from) {
  playbooks::Answers newest;
  const auto read = from.each_event(0, from.size(), [&](const Event& event) -> Result<> {
    if (event.type != event_type::authorised) return {};
    const auto json = parse_json(event.bytes);
    if (!json || !json->contains("body")) return {};
    if (auto answers = playbooks::answers_from_json(json->at("body"))) newest = std::move(*answers);
    return {};
  });
  if (!read) return give_up(case_failure(read.error()));
  return newest;
}

// All answers as they stand now; of witness and approvals only what is new.
Try<> record_events(CaseWriter& the_case, const playbooks::Answers& all, const playbooks::Answers& fresh) {
  const auto authorised = the_case.append(event_type::authorised, playbooks::to_json(all));
  if (!authorised) return give_up(authorised.error());
  if (playbooks::said(fresh.witness)) {
    const auto witnessed =
        the_case.append(event_type::witnessed, to_json(playbooks::witnessing_of(fresh.witness)));
    if (!witnessed) return give_up(witnessed.error());
  }
  for (const Approval& approval : fresh.approvals) {
    const auto approved = the_case.append(event_type::approved, to_json(approval));
    if (!approved) return give_up(approved.error());
  }
  return {};
}

}  // namespace

std::string papers_folder(const std::string& case_path) {
  std::string base = case_path;
  if (base.ends_with(".case")) base.resize(base.size() - 5);
  return base + ".reports";
}

Try<std::vector<std::string>> make_papers(const Invocation& call, CaseWriter& the_case,
                                          const std::vector<PaperRequest>& requests,
                                          const std::string& folder) {
  const auto data = data_folder(call.environment, call.program);
  if (!data) return give_up(data.error());
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return give_up(fail_errno("cannot make " + folder, error.value()).value());
  // All papers of one run stand on the same events and the same signed head.
  const auto checkpoint = the_case.sign_head();
  if (!checkpoint) return give_up(checkpoint.error());
  const std::uint64_t upto = the_case.size();
  std::vector<std::string> paths;
  for (const PaperRequest& request : requests) {
    const auto forms = known_forms(call, request.own_forms);
    if (!forms) return give_up(forms.error());
    call.terminal.progress(call.terminal.text(say::writing_paper, request.what));
    auto files = files_of(call, the_case, request, *data + "/forms", *checkpoint, upto);
    if (!files) return give_up(files.error());
    for (const MadeFile& made : *files) {
      auto path = write_new(folder, made.file.name, made.file.bytes);
      if (!path) return give_up(path.error());
      const bool form = is_signed_paper(*forms, request.what, made.file.name);
      if (auto recorded = record_paper(the_case, *path, made, upto, said_of(request, form)); !recorded)
        return give_up(recorded.error());
      paths.push_back(std::move(*path));
    }
  }
  call.terminal.end_progress();
  return paths;
}

Try<std::vector<MadeFile>> with_pdf(const Invocation& call, std::vector<playbooks::OutputFile> files,
                                    bool keep_docx) {
  std::vector<MadeFile> made;
  for (playbooks::OutputFile& file : files) {
    const bool word = file.name.ends_with(".docx");
    if (word) {
      auto pdf = pdf_from_docx(call, file.bytes);
      if (!pdf) return give_up(pdf.error());
      made.push_back({{file.name.substr(0, file.name.size() - 4) + "pdf", file.title, std::move(*pdf)},
                      sha256(file.bytes).hex()});
    }
    if (!word || keep_docx) made.push_back({std::move(file), ""});
  }
  return made;
}

Try<> record_paper(CaseWriter& the_case, const std::string& path, const MadeFile& made, std::uint64_t upto,
                   Json body) {
  body["title"] = made.file.title;
  body["name"] = fs::path{path}.filename().string();
  body["folder"] = fs::absolute(path).parent_path().string();
  body["size"] = made.file.bytes.size();
  body["sha256"] = sha256(made.file.bytes).hex();
  body["upto"] = upto;
  // A PDF is not the same twice; the Word file that it was made from is.
  if (!made.made_from.empty()) body["made_from_sha256"] = made.made_from;
  const auto appended = the_case.append(event_type::reported, body);
  if (!appended) return give_up(appended.error());
  return {};
}

Try<std::vector<std::string>> write_papers(const std::vector<playbooks::OutputFile>& files,
                                           const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return give_up(fail_errno("cannot make " + folder, error.value()).value());
  std::vector<std::string> paths;
  for (const playbooks::OutputFile& file : files) {
    auto path = write_new(folder, file.name, file.bytes);
    if (!path) return give_up(path.error());
    paths.push_back(std::move(*path));
  }
  return paths;
}

Try<Forms> known_forms(const Invocation& call, const std::string& own_forms) {
  const auto data = data_folder(call.environment, call.program);
  if (!data) return give_up(data.error());
  if (!own_forms.empty() && !fs::is_directory(own_forms))
    return give_up(Exit::failed, "no folder of form packs at " + own_forms);
  auto forms = playbooks::forms_in({*data + "/forms", own_forms});
  if (!forms) return give_up(forms.error());
  return std::move(*forms);
}

Try<std::vector<PaperRequest>> forms_of(const Invocation& call, Capacity capacity,
                                        const std::vector<playbooks::Format>& formats,
                                        const std::string& own_forms) {
  if (capacity == Capacity::unstated) {
    call.terminal.warn(say::capacity_unstated);
    capacity = Capacity::contractor;
  }
  const auto forms = known_forms(call, own_forms);
  if (!forms) return give_up(forms.error());
  std::vector<PaperRequest> requests;
  for (const playbooks::FormInfo& form : *forms) {
    const bool ours =
        std::find(form.capacities.begin(), form.capacities.end(), capacity) != form.capacities.end();
    if (ours && form.usual) {
      PaperRequest request{form.name, formats};
      request.own_forms = own_forms;
      requests.push_back(std::move(request));
    }
  }
  return requests;
}

Try<> record_answers(CaseWriter& the_case, const playbooks::Answers& answers) {
  return record_events(the_case, answers, answers);
}

Try<> record_further_answers(CaseWriter& the_case, const playbooks::Answers& further) {
  const auto before = answers_in(the_case);
  if (!before) return give_up(before.error());
  return record_events(the_case, playbooks::merged(*before, further), further);
}

Try<Capacity> capacity_in(const CaseReader& from) {
  const auto answers = answers_in(from);
  if (!answers) return give_up(answers.error());
  return answers->capacity;
}

Try<std::vector<playbooks::Person>> people_in(const CaseReader& from) {
  auto answers = answers_in(from);
  if (!answers) return give_up(answers.error());
  return std::move(answers->people);
}

}  // namespace firsthour::cli
