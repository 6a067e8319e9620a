// SPDX-License-Identifier: Apache-2.0
// A case to look at in a browser: its head, findings, items and log, as they are now. Nothing is changed, and
// no byte of evidence is handed out. Secrets in texts of the host are masked.
#pragma once

#include "casefile/case.h"
#include "casefile/json_fwd.h"
#include "cli/serve/board_source.h"

#include <memory>
#include <mutex>

namespace firsthour::cli {

class CaseBoard final : public BoardSource {
 public:
  explicit CaseBoard(std::unique_ptr<CaseReader> the_case) : case_{std::move(the_case)} {}

  // Reads the case anew: others may write into it.
  [[nodiscard]] Result<std::chrono::milliseconds> advance() override;
  [[nodiscard]] Result<> close() override;
  [[nodiscard]] const BoardState& state() const override { return state_; }
  [[nodiscard]] std::vector<BoardRole> roles() const override;
  [[nodiscard]] BoardAnswer command(const Viewer& viewer, std::string_view json) override;
  [[nodiscard]] BoardAnswer page(const Viewer& viewer, std::string_view list, std::uint64_t from) override;
  void wrong_tokens(std::uint64_t) override {}

 private:
  [[nodiscard]] Result<> read_new_findings();
  [[nodiscard]] Result<Json> items(std::uint64_t from) const;
  [[nodiscard]] Result<Json> findings(std::uint64_t from) const;
  [[nodiscard]] Result<Json> log(std::uint64_t below) const;

  mutable std::mutex mutex_;  // the reader is not thread-safe
  std::unique_ptr<CaseReader> case_;
  std::uint64_t read_to_ = 0;
  std::vector<Finding> findings_;  // by severity, the worst first
  BoardState state_;
};

}  // namespace firsthour::cli
