// SPDX-License-Identifier: Apache-2.0
// Which moment of a record comes after which. A row that is broken is a contradiction, or (where both can be
// true) a breach of the contract.
#pragma once

#include "playbooks/service_year.h"

#include <array>

namespace firsthour::playbooks {

struct OrderRule {
  std::string_view kind, earlier, later;
  ProblemKind otherwise;
};

inline constexpr std::array kOrderRules{
    OrderRule{"patrol", "day", "finished", ProblemKind::contradiction},
    OrderRule{"patrol-report", "first", "last", ProblemKind::contradiction},
    OrderRule{"patrol-report", "first", "delivered", ProblemKind::contradiction},
    OrderRule{"training", "time", "until", ProblemKind::contradiction},
    OrderRule{"training", "plan_approved_at", "time", ProblemKind::breach},
    OrderRule{"watch", "first", "last", ProblemKind::contradiction},
    OrderRule{"watch", "from", "until", ProblemKind::contradiction},
    OrderRule{"shift", "from", "until", ProblemKind::contradiction},
    OrderRule{"test", "start", "end", ProblemKind::contradiction},
    OrderRule{"test", "permitted_at", "permitted_until", ProblemKind::contradiction},
    OrderRule{"test", "end", "permitted_until", ProblemKind::breach},
    OrderRule{"discovery", "day", "repaired", ProblemKind::contradiction},
    OrderRule{"hardening", "approved_at", "started", ProblemKind::breach},
    OrderRule{"hardening", "started", "finished", ProblemKind::contradiction},
    OrderRule{"hardening", "started", "rolled_back_at", ProblemKind::contradiction},
    OrderRule{"staff", "from", "until", ProblemKind::contradiction},
    OrderRule{"support-call", "called", "accepted", ProblemKind::contradiction},
    OrderRule{"support-call", "accepted", "finished", ProblemKind::contradiction},
    OrderRule{"consent", "consented_at", "left_at", ProblemKind::breach},
    OrderRule{"consent", "left_at", "returned_at", ProblemKind::contradiction},
    OrderRule{"wipe", "started", "finished", ProblemKind::contradiction},
    OrderRule{"follow-up", "issued_at", "due", ProblemKind::contradiction},
    OrderRule{"follow-up", "issued_at", "answered_at", ProblemKind::contradiction},
    OrderRule{"follow-up", "answered_at", "reviewed_at", ProblemKind::contradiction},
    OrderRule{"follow-up", "reviewed_at", "approved_at", ProblemKind::contradiction},
    OrderRule{"follow-up", "approved_at", "closed_at", ProblemKind::contradiction},
    OrderRule{"delivery", "requested", "delivered", ProblemKind::contradiction},
    OrderRule{"summary", "first", "last", ProblemKind::contradiction},
    OrderRule{"summary", "dated", "delivered", ProblemKind::contradiction},
};

}  // namespace firsthour::playbooks
