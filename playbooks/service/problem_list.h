// SPDX-License-Identifier: Apache-2.0
// What is the matter with one record, gathered in the words of its fields.
#pragma once

#include "playbooks/service_year.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

class ProblemList {
 public:
  explicit ProblemList(const ServiceRecord& record) : record_{record}, kind_{service_kind(record.kind)} {}

  [[nodiscard]] const ServiceRecord& record() const { return record_; }
  [[nodiscard]] const ServiceKind* kind() const { return kind_; }
  [[nodiscard]] bool said(std::string_view field) const { return !record_.text(field).empty(); }
  [[nodiscard]] bool is(std::string_view field, std::string_view value) const {
    return record_.text(field) == value;
  }
  // What people call the field.
  [[nodiscard]] Words words(std::string_view field) const;

  void missing(std::string_view field);
  void need(std::initializer_list<std::string_view> fields);
  void contradiction(std::string_view field, std::string zh, std::string en);
  void breach(std::string_view field, std::string zh, std::string en);

  [[nodiscard]] std::vector<ServiceProblem> take() { return std::move(problems_); }

 private:
  const ServiceRecord& record_;
  const ServiceKind* kind_;
  std::vector<ServiceProblem> problems_;
};

// Rules of a kind beyond required fields and the order of times: kind_rules.cc.
void check_kind(ProblemList& list);

}  // namespace firsthour::playbooks
