// SPDX-License-Identifier: Apache-2.0
// A host made by hand: a temporary folder that is looked at as if it were the root of a machine. Removed at
// the end.
#pragma once

#include "collectors/host.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace firsthour::tests {

class MadeRoot {
 public:
  MadeRoot() {
    std::string name = (std::filesystem::temp_directory_path() / "firsthour-root-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"cannot make a temporary folder"};
    path_ = name;
  }
  MadeRoot(const MadeRoot&) = delete;
  MadeRoot& operator=(const MadeRoot&) = delete;
  ~MadeRoot() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string at(std::string_view inside) const { return path_ + std::string{inside}; }

  void folder(std::string_view inside) const { std::filesystem::create_directories(at(inside)); }
  void file(std::string_view inside, std::string_view bytes, mode_t mode = 0644) const {
    folder(inside.substr(0, inside.rfind('/')));
    std::ofstream{at(inside), std::ios::binary} << bytes;
    ::chmod(at(inside).c_str(), mode);
  }
  void link(std::string_view inside, const std::string& target) const {
    folder(inside.substr(0, inside.rfind('/')));
    if (::symlink(target.c_str(), at(inside).c_str()) != 0) throw std::runtime_error{"cannot make a link"};
  }

  [[nodiscard]] std::unique_ptr<collectors::Host> host() const {
    auto host = collectors::open_host(path_);
    if (!host) throw std::runtime_error{host.error().what};
    return std::move(*host);
  }

 private:
  std::string path_;
};

}  // namespace firsthour::tests
