// SPDX-License-Identifier: Apache-2.0
#include "casefile/yaml_documents.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>
#include <string>

namespace firsthour {
namespace {

class Passing final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
  }
  void OnMapEnd() override {}
};

}  // namespace

Result<std::size_t> count_yaml_documents(std::string_view text, std::size_t most) {
  std::istringstream in{std::string{text}};
  std::size_t documents = 0;
  try {
    YAML::Parser parser{in};
    Passing passing;
    while (parser.HandleNextDocument(passing)) {
      if (++documents > most) {
        return fail(Errc::malformed, "more than " + std::to_string(most) +
                                         " YAML document(s), or a closing bracket that nothing opened");
      }
    }
  } catch (const YAML::Exception&) {  // the loader names it, with its line
  }
  return documents;
}

}  // namespace firsthour
