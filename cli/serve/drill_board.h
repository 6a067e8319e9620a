// SPDX-License-Identifier: Apache-2.0
// The board of a drill: its state from the case, its commands into it. The case is taken for each change
// only (conduct.h), so that the command line and other programs work on it at the same time.
#pragma once

#include "cli/conduct.h"
#include "cli/drill_artefacts.h"
#include "cli/serve/board_command.h"
#include "cli/serve/board_source.h"
#include "playbooks/drill_forms.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace firsthour::cli {

class DrillBoard final : public BoardSource {
 public:
  [[nodiscard]] static Try<std::unique_ptr<DrillBoard>> open(const Invocation& call, const std::string& path,
                                                             const std::string& name,
                                                             std::vector<std::string> targets);

  [[nodiscard]] const BoardState& state() const override { return state_; }
  [[nodiscard]] std::vector<BoardRole> roles() const override;
  [[nodiscard]] BoardAnswer command(const Viewer& viewer, std::string_view json) override;
  [[nodiscard]] BoardAnswer page(const Viewer& viewer, std::string_view list, std::uint64_t from) override;
  [[nodiscard]] Result<std::chrono::milliseconds> advance() override;
  [[nodiscard]] Result<> close() override;
  void wrong_tokens(std::uint64_t count) override { wrong_tokens_ = count; }

 private:
  DrillBoard(const Invocation& call, std::unique_ptr<Conduct> conduct, playbooks::DrillForms forms,
             std::string name, std::vector<std::string> targets);
  // All with mutex_ held.
  [[nodiscard]] Try<> follow();
  [[nodiscard]] Try<> clean_up();
  void show(Instant now);
  [[nodiscard]] Try<> carry_out(const Viewer& viewer, const BoardCommand& command);
  [[nodiscard]] Try<> say_in_drill(const Viewer& viewer, const BoardCommand& command);
  [[nodiscard]] Try<> say_in_run(const Viewer& viewer, const BoardCommand& command);

  const Invocation& call_;
  std::mutex mutex_;
  std::unique_ptr<Conduct> conduct_;
  playbooks::DrillForms forms_;
  std::string name_;                  // of the case
  std::vector<std::string> targets_;  // where artefacts may be planted; none are where it is empty
  bool cleaned_ = false;              // tried once: what is left over stays on the page
  std::vector<LeftOver> left_;
  std::atomic<std::uint64_t> wrong_tokens_ = 0;
  BoardState state_;
};

}  // namespace firsthour::cli
