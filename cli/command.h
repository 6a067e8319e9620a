// SPDX-License-Identifier: Apache-2.0
// What a command is, and what it is handed. The table of all is in commands.cc.
#pragma once

#include "casefile/instant.h"
#include "cli/exit.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "cli/text.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::cli {

struct Command;

// Everything a command may know and touch. Lives as long as the command runs.
struct Invocation {
  const Command& command;
  const Parsed& said;
  Terminal& terminal;
  const Clock& clock;
  const Environment& environment;
  std::string program;  // path of the running program's file
  std::string spelled;  // the command line as typed, for the record
};

// What a command's own file gives: its options and what it does.
struct CommandBody {
  std::span<const Option> options;
  Try<Exit> (*run)(const Invocation& call);
};

struct Command {
  std::string_view name;       // "case create"
  std::string_view arguments;  // "CASE FILE…", as in the synopsis
  int fewest, most;            // how many words it takes; most < 0: any number
  Text summary;
  const CommandBody* body;
};

// One file a command.
extern const CommandBody respond_command, collect_command;
extern const CommandBody case_create_command, case_show_command, case_items_command, case_log_command,
    case_add_command, case_attach_command, case_ingest_command, case_cat_command, case_verify_command,
    case_checkpoint_command, case_cosign_command, case_seal_command, case_prove_command,
    case_check_proof_command, case_timestamp_command, case_transfer_command, case_approve_command,
    case_witness_command, case_pack_command, case_unpack_command, case_export_command;
extern const CommandBody playbook_run_command, playbook_validate_command, playbook_sign_command,
    playbook_verify_command, playbook_show_command;
extern const CommandBody triage_command, serve_command;
extern const CommandBody service_open_command, service_add_command, service_list_command,
    service_show_command;
extern const CommandBody incident_open_command, incident_update_command, incident_classify_command,
    incident_clock_command, incident_note_command, incident_close_command, incident_show_command,
    incident_list_command;
extern const CommandBody report_command, report_annual_command, report_periodic_command, report_check_command,
    report_list_command;
extern const CommandBody key_new_command, key_show_command, doctor_command;
extern const CommandBody kit_build_command, kit_verify_command;
extern const CommandBody generate_man_command, generate_completions_command, help_command;

}  // namespace firsthour::cli
