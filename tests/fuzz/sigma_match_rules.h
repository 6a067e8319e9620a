// SPDX-License-Identifier: Apache-2.0
// Rules with every modifier and every type of correlation.
#pragma once

#include <string_view>

inline constexpr std::string_view kMatchMapping =
    "streams:\n- {name: s, logsource: {product: x}, fields: {renamed: [original, a]}, strip_blanks: true}\n";

inline constexpr std::string_view kMatchRules = R"(title: one
name: one
logsource: {product: x}
detection:
  s:
    - a|contains|all: [one, two]
    - b|startswith: '/tmp'
    - b|endswith: [.php, '?.j*p']
    - c|re|i: '^(a+)+b|[x-z]{2,9}$'
    - d|cidr: [10.0.0.0/8, '2001:db8::/32']
    - e|base64offset|contains: /bin/sh
    - e|wide|base64offset|contains: IEX
    - f|windash|contains: ' -a -b'
    - g|gte: 10
    - h|fieldref|startswith: a
    - t|hour|lt: 6
    - t|week: 47
    - i|exists: false
    - renamed|cased: Name
  n: {j|neq: x}
  k: [keyword, 'an*other?']
  z: {l: null}
  condition: (s and not n) or 1 of k* or all of z
---
title: two
name: two
logsource: {product: x}
detection:
  s: {a: [1, 2, two]}
  condition: s
---
title: many
name: many
correlation: {type: event_count, rules: [one], group-by: [b], timespan: 5s, condition: {gte: 2}}
---
title: values
name: values
correlation: {type: value_count, rules: [one, two], group-by: [b], timespan: 5s, condition: {field: a, gt: 1, lte: 9}}
---
title: both
name: both
correlation: {type: temporal, rules: [one, two], group-by: [peer], timespan: 5s, aliases: {peer: {one: a, two: b}}}
---
title: then
name: then
correlation: {type: temporal_ordered, rules: [many, two], group-by: [b], timespan: 5s, generate: true}
---
title: sum
name: sum
correlation: {type: value_sum, rules: [two], group-by: [b], timespan: 5s, condition: {field: g, gt: 10}}
---
title: average
name: average
correlation: {type: value_avg, rules: [two], group-by: [b], timespan: 5s, condition: {field: g, lt: 10}}
---
title: percentile
name: percentile
correlation: {type: value_percentile, rules: [two], group-by: [], timespan: 5s, condition: {field: g, percentile: 90, gt: 1}}
---
title: rare
name: rare
correlation: {type: value_percentile, rules: [two], group-by: [b], timespan: 5s, condition: {field: a, lte: 40}}
)";
