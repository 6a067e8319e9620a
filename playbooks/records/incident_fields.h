// SPDX-License-Identifier: Apache-2.0
// The fields of an incident as one table: JSON form, set_field, the printed record and the checks of
// order all go by it, so that a new field is one line.
#pragma once

#include "playbooks/incident.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::playbooks {

struct TextField {
  std::string_view name;
  std::string Incident::*member;
};

struct TimeField {
  std::string_view name;
  std::optional<Instant> Incident::*member;
  std::string_view zh, en;  // what people call it
};

inline constexpr std::array kTextFields{
    TextField{"id", &Incident::id},
    TextField{"name", &Incident::name},
    TextField{"summary", &Incident::summary},
    TextField{"unit", &Incident::unit},
    TextField{"system", &Incident::system},
    TextField{"protection_level", &Incident::protection_level},
    TextField{"place", &Incident::place},
    TextField{"reporter", &Incident::reporter},
    TextField{"reporter_phone", &Incident::reporter_phone},
    TextField{"channel", &Incident::channel},
    TextField{"taken_by", &Incident::taken_by},
    TextField{"crew", &Incident::crew},
    TextField{"arrival_proof", &Incident::arrival_proof},
    TextField{"late_reason", &Incident::late_reason},
    TextField{"handling_kind", &Incident::handling_kind},
    TextField{"cause", &Incident::cause},
    TextField{"source", &Incident::source},
    TextField{"confidence", &Incident::confidence},
    TextField{"loss_avoided", &Incident::loss_avoided},
    TextField{"impact", &Incident::impact},
    TextField{"measures", &Incident::measures},
    TextField{"next_steps", &Incident::next_steps},
};

// In the order in which they normally happen.
inline constexpr std::array kTimeFields{
    TimeField{"occurred", &Incident::occurred, "发生", "occurred"},
    TimeField{"discovered", &Incident::discovered, "发现", "discovered"},
    TimeField{"reported", &Incident::reported, "报告", "reported"},
    TimeField{"escalated", &Incident::escalated, "升级", "escalated"},
    TimeField{"accepted", &Incident::accepted, "受理", "accepted"},
    TimeField{"dispatched", &Incident::dispatched, "派出", "dispatched"},
    TimeField{"arrived", &Incident::arrived, "到达现场", "arrived"},
    TimeField{"contained", &Incident::contained, "遏制", "contained"},
    TimeField{"recovered", &Incident::recovered, "恢复", "recovered"},
    TimeField{"closed", &Incident::closed, "关闭", "closed"},
};

[[nodiscard]] const TimeField* time_field(std::string_view name);

// `later` must not come before `earlier`, and did.
struct WrongOrder {
  const TimeField *later, *earlier;
};
[[nodiscard]] std::vector<WrongOrder> wrong_orders(const Incident& incident);

// What can be read of a JSON incident; what cannot is named in `problems` and left empty. Unknown keys
// are left alone: a newer version may have written them.
[[nodiscard]] Incident read_incident(const Json& json, std::vector<std::string>& problems);

}  // namespace firsthour::playbooks
