// SPDX-License-Identifier: Apache-2.0
// Reading a case: what the reader and the writer have in common.
#pragma once

#include "casefile/case.h"
#include "casefile/descriptor.h"
#include "casefile/store/ledger.h"

#include <string>
#include <utility>

namespace firsthour {

// The item that an event brings; `malformed` when the event brings none or is not as FORMAT.md says.
// `objects` is the open folder, for records that were too long for their event.
[[nodiscard]] Result<CaseItem> item_of_event(int objects, const ReadEvent& event, const Json& body);

class CaseView {
 public:
  // Fails with not_found when `path` holds no case.
  [[nodiscard]] static Result<CaseView> open(const std::string& path,
                                             Result<Ledger> (*open_ledger)(const std::string&));

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] Result<CaseOverview> overview() const;
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] Result<> each_event(std::uint64_t from, std::uint64_t to,
                                    const std::function<Result<>(const Event&)>& visit) const;
  [[nodiscard]] Result<> each_item(const std::function<Result<>(const CaseItem&)>& visit) const;
  [[nodiscard]] Result<CaseItem> item(std::string_view id) const;
  [[nodiscard]] Result<std::unique_ptr<ByteSource>> content(const CaseItem& item) const;
  [[nodiscard]] Result<CaseHead> head() const;
  [[nodiscard]] Result<CaseHead> head_covering(std::uint64_t event) const;
  [[nodiscard]] Result<CaseHead> head_at(std::uint64_t size) const;  // not_found
  // All that the ledger says may sign: those of `opened`, then those of `key` events.
  [[nodiscard]] Result<std::vector<CaseKey>> keys() const;

  [[nodiscard]] Ledger& ledger() { return ledger_; }
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }
  [[nodiscard]] int folder() const { return folder_.get(); }
  [[nodiscard]] int objects() const { return objects_.get(); }

 private:
  CaseView(std::string path, Descriptor folder, Descriptor objects, Ledger ledger)
      : path_{std::move(path)},
        folder_{std::move(folder)},
        objects_{std::move(objects)},
        ledger_{std::move(ledger)} {}
  [[nodiscard]] Result<CaseHead> with_cosignatures(StoredHead stored) const;
  std::string path_;
  Descriptor folder_, objects_;
  Ledger ledger_;
};

// The reading half of an interface, on a view.
template <class Interface>
class ReadsCase : public Interface {
 public:
  explicit ReadsCase(CaseView view) : view_{std::move(view)} {}
  [[nodiscard]] const std::string& path() const override { return view_.path(); }
  [[nodiscard]] Result<CaseOverview> overview() const override { return view_.overview(); }
  [[nodiscard]] std::uint64_t size() const override { return view_.size(); }
  [[nodiscard]] Result<> each_event(std::uint64_t from, std::uint64_t to,
                                    const std::function<Result<>(const Event&)>& visit) const override {
    return view_.each_event(from, to, visit);
  }
  [[nodiscard]] Result<> each_item(const std::function<Result<>(const CaseItem&)>& visit) const override {
    return view_.each_item(visit);
  }
  [[nodiscard]] Result<CaseItem> item(std::string_view id) const override { return view_.item(id); }
  [[nodiscard]] Result<std::unique_ptr<ByteSource>> content(const CaseItem& item) const override {
    return view_.content(item);
  }
  [[nodiscard]] Result<CaseHead> head() const override { return view_.head(); }
  [[nodiscard]] Result<CaseHead> head_covering(std::uint64_t event) const override {
    return view_.head_covering(event);
  }

 protected:
  CaseView view_;
};

}  // namespace firsthour
