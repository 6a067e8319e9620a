// SPDX-License-Identifier: Apache-2.0
// Observers that judge. Each knows one kind of thing, keeps bounded memory, and gives its findings at the
// end.
#pragma once

#include "triage/network/observation.h"
#include "triage/traffic.h"

#include <memory>
#include <vector>

namespace firsthour::triage::network {

class Finder : public Observer {
 public:
  // Called once, after the last flow ended.
  [[nodiscard]] virtual std::vector<NetworkFinding> findings() = 0;
  // What could not be judged, and why.
  [[nodiscard]] virtual std::vector<std::string> unknown() { return {}; }
};

struct WeakPassword {
  std::string text;
  unsigned entry = 0;  // its line in the list, for the report: the password itself is not shown
};

[[nodiscard]] std::unique_ptr<Finder> login_finder(std::vector<WeakPassword> weak);
[[nodiscard]] std::unique_ptr<Finder> messenger_finder();
[[nodiscard]] std::unique_ptr<Finder> webshell_finder();
[[nodiscard]] std::unique_ptr<Finder> beacon_finder();
[[nodiscard]] std::unique_ptr<Finder> dns_tunnel_finder();
[[nodiscard]] std::unique_ptr<Finder> indicator_finder(std::shared_ptr<const IndicatorSet> set);
class PageBaseline;  // page_baseline.h
[[nodiscard]] std::unique_ptr<Finder> changed_page_finder(std::shared_ptr<const PageBaseline> good);
[[nodiscard]] std::unique_ptr<Finder> dark_link_finder(std::vector<std::string> words);

// A line of data/constants.csv.
struct WireConstant {
  std::string kind, value, tool;
  std::string bytes;  // of the kind "stream": what `value` has in hex
  bool identified = false;
};
[[nodiscard]] std::unique_ptr<Finder> remote_control_finder(std::vector<WireConstant> constants);

// The words of a finding, in both languages.
struct Said {
  std::string title, title_zh, why, why_zh;
};
// Puts a finding together; the id is made of rule, endpoints and packets. `record` is the flow_reference of
// the first flow that shows it: what else is known of its addresses and ports is joined by it.
[[nodiscard]] NetworkFinding network_finding(std::string rule, bool identified, Severity severity, Said said,
                                             std::string path, std::string record,
                                             std::vector<std::uint64_t> packets,
                                             std::vector<std::string> attack = {});
// "10.0.0.2 -> 10.0.0.1:80"
[[nodiscard]] std::string between_text(const Flow& flow);
[[nodiscard]] std::string endpoint_text(const Endpoint& endpoint);

}  // namespace firsthour::triage::network
