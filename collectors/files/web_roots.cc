// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/web_roots.h"

#include "collectors/files/find.h"

#include <algorithm>
#include <array>
#include <set>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLargestConfiguration = 4 << 20;
constexpr std::size_t kMostRoots = 200;
constexpr std::string_view kBlanks = " \t\r";

constexpr std::array kConfigurations{"/etc/nginx/**4",
                                     "/etc/apache2/**4",
                                     "/etc/httpd/**4",
                                     "/usr/local/nginx/conf/**3",
                                     "/usr/local/apache*/conf/**3",
                                     "/opt/**3/conf/*.conf",
                                     "/opt/**3/conf.d/*.conf",
                                     "/www/server/panel/vhost/**3"};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// The value of a line "DIRECTIVE value" or nothing.
std::string_view value_of(std::string_view line) {
  static constexpr std::string_view kApache = "documentroot", kNginx = "root";
  const std::size_t end = std::min(line.find_first_of(kBlanks), line.size());
  const std::string_view word = line.substr(0, end);
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  if (word != kNginx && !std::equal(word.begin(), word.end(), kApache.begin(), kApache.end(), same))
    return {};
  std::string_view value = trimmed(line.substr(end));
  if (value.size() > 1 && (value.front() == '"' || value.front() == '\'')) {
    return value.substr(1, value.find(value.front(), 1) - 1);
  }
  return trimmed(value.substr(0, value.find_first_of("; \t")));
}

bool is_web_root(std::string_view path) {
  static constexpr std::string_view kSystem[] = {
      "/",    "/bin",  "/boot", "/dev",       "/etc",     "/home",    "/lib",
      "/opt", "/proc", "/root", "/run",       "/sbin",    "/srv",     "/sys",
      "/usr", "/var",  "/tmp",  "/usr/share", "/usr/lib", "/var/lib", "/usr/local"};
  return path.size() > 1 && path.front() == '/' && path.find_first_of("$*?[{") == std::string_view::npos &&
         path.find("/../") == std::string_view::npos && !path.ends_with("/..") &&
         std::find(std::begin(kSystem), std::end(kSystem), path) == std::end(kSystem);
}

}  // namespace

std::vector<std::string> document_roots(std::string_view configuration) {
  std::vector<std::string> roots;
  while (!configuration.empty()) {
    const std::size_t end = std::min(configuration.find('\n'), configuration.size());
    std::string_view line = configuration.substr(0, end);
    configuration.remove_prefix(std::min(end + 1, configuration.size()));
    line = trimmed(line);
    // nginx allows "server { root /x; }" on one line: look behind the last brace, too.
    if (const std::size_t brace = line.rfind('{');
        brace != std::string_view::npos && !line.starts_with('#')) {
      line = trimmed(line.substr(brace + 1));
    }
    std::string_view root = value_of(line);
    while (root.size() > 1 && root.ends_with('/')) root.remove_suffix(1);
    if (is_web_root(root)) roots.emplace_back(root);
  }
  return roots;
}

std::vector<std::string> find_web_roots(const Host& host, const MountGuard& guard) {
  std::set<std::string> roots;
  Finder::Hooks hooks;
  hooks.found = [&](const Found& found) {
    if (!found.status.is_regular()) return;  // what sites-enabled links to lies in sites-available
    const auto text = host.read(found.path, kLargestConfiguration);
    if (!text) return;  // it is an item of web.configuration, which says why it could not be read
    for (std::string& root : document_roots(text->bytes)) roots.insert(std::move(root));
  };
  hooks.problem = [](const std::string&, Outcome, const std::string&) {};
  hooks.stop = [&] { return roots.size() >= kMostRoots; };
  Finder finder{host, guard, std::move(hooks)};
  for (const char* pattern : kConfigurations) finder.expand(pattern);
  return {roots.begin(), roots.end()};
}

}  // namespace firsthour::collectors
