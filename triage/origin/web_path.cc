// SPDX-License-Identifier: Apache-2.0
#include "triage/origin/web_path.h"

#include "triage/logs/web_line.h"

#include <algorithm>
#include <array>

namespace firsthour::triage::origin {
namespace {

// Where servers and panels put sites when nobody says otherwise; "*" is one folder's name. From the packages
// of Debian and Red Hat (apache2, nginx, httpd), the builds from source of nginx and Apache, and the panels
// LNMP and BT.
constexpr auto kUsualRoots = std::to_array<std::string_view>({"/var/www",
                                                              "/var/www/*",
                                                              "/var/www/*/public",
                                                              "/var/www/*/public_html",
                                                              "/usr/share/nginx/html",
                                                              "/usr/local/nginx/html",
                                                              "/usr/local/apache2/htdocs",
                                                              "/srv/www",
                                                              "/srv/www/*",
                                                              "/srv/http",
                                                              "/www/wwwroot/*",
                                                              "/www/wwwroot/*/public",
                                                              "/home/wwwroot/*",
                                                              "/data/wwwroot/*",
                                                              "/home/*/public_html",
                                                              "/opt/lampp/htdocs",
                                                              "/opt/tomcat/webapps",
                                                              "/opt/tomcat/webapps/ROOT",
                                                              "/var/lib/tomcat*/webapps",
                                                              "/var/lib/tomcat*/webapps/ROOT"});

// The length of the beginning of `path` that fits; 0 when none does. What fits ends before a slash.
std::size_t fits(std::string_view pattern, std::string_view path) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '*') {
      while (at < path.size() && path[at] != '/') ++at;
      continue;
    }
    if (at >= path.size() || path[at] != pattern[i]) return 0;
    ++at;
  }
  return at < path.size() && path[at] == '/' ? at : 0;
}

bool holds(std::string_view root, std::string_view file) {
  return file.size() > root.size() && file.starts_with(root) && file[root.size()] == '/';
}

}  // namespace

std::string asked_path(std::string_view uri) {
  if (const std::size_t scheme = uri.find("://"); scheme != std::string_view::npos && scheme < 8) {
    const std::size_t slash = uri.find('/', scheme + 3);
    uri = slash == std::string_view::npos ? std::string_view{"/"} : uri.substr(slash);
  }
  uri = uri.substr(0, uri.find_first_of("?#"));
  const std::string undone = logs::undone_escapes(uri);
  std::string path;
  for (const char c : undone.empty() ? std::string{uri} : undone) {
    if (c != '/' || !path.ends_with('/')) path += c;
  }
  return path;
}

std::optional<WebRoot> root_between(const HostFacts& host, std::string_view file, std::string_view asked) {
  if (!asked.starts_with('/') || !file.ends_with(asked)) return std::nullopt;
  const std::string_view root = file.substr(0, file.size() - asked.size());
  bool held = false;
  for (const auto& [stated, by_settings] : host.roots) {
    held = held || holds(stated, file);
    if (stated == root) return WebRoot{std::string{root}, by_settings};
  }
  if (held) return std::nullopt;
  for (const std::string_view pattern : kUsualRoots) {
    if (fits(pattern, file) == root.size()) return WebRoot{std::string{root}, false};
  }
  return std::nullopt;
}

bool is_below_web_root(const HostFacts& host, std::string_view file) {
  return std::ranges::any_of(host.roots, [&](const auto& root) { return holds(root.first, file); }) ||
         std::ranges::any_of(kUsualRoots, [&](std::string_view usual) { return fits(usual, file) > 0; });
}

}  // namespace firsthour::triage::origin
