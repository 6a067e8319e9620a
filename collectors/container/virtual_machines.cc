// SPDX-License-Identifier: Apache-2.0
// host.virtual_machine: machines that the files of libvirt and VirtualBox define, whether they run or not. No
// daemon is asked.
#include "casefile/encoding.h"
#include "collectors/container/virtual_machine.h"
#include "collectors/files/local_users.h"
#include "collectors/output/record_file.h"
#include "collectors/process/process.h"

#include <map>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLargest = 4 << 20;
constexpr std::size_t kMost = 10'000;

struct Defined {
  VirtualMachine machine;
  std::string path;
};

class Machines {
 public:
  Machines(Context& context, SourceOutcome& outcome) : context_{context}, outcome_{outcome} {}

  void read() {
    for (const char* kind : {"qemu", "lxc", "libxl"}) {
      const std::string folder = std::string{"/etc/libvirt/"} + kind;
      // What runs says more, and comes first.
      read_folder(std::string{"/run/libvirt/"} + kind, parse_libvirt_domain, {});
      read_folder(folder, parse_libvirt_domain, folder + "/autostart");
    }
    for (const std::string& home : read_local_users(context_.host).homes) {
      const auto folder = home + "/.config/libvirt/qemu";
      read_folder(folder, parse_libvirt_domain, folder + "/autostart");
      read_virtualbox(home + "/VirtualBox VMs");
    }
  }

  void write(RecordFile& file) const {
    for (const auto& [key, defined] : found_) file.add(record_of(defined));
  }

 private:
  using Parse = Result<VirtualMachine> (*)(std::string_view);

  void read_folder(const std::string& folder, Parse parse, const std::string& autostart) {
    const auto entries = context_.host.list(folder);
    if (!entries) {
      if (entries.error().code != Errc::not_found)
        add_problem(outcome_, Outcome::partial, entries.error().what);
      return;
    }
    for (const auto& entry : *entries)
      if (entry.name.ends_with(".xml")) read_file(folder + '/' + entry.name, parse, autostart);
  }

  // A folder a machine, or a folder of groups of such folders.
  void read_virtualbox(const std::string& folder, int levels = 2) {
    const auto entries = context_.host.list(folder);
    if (!entries) return;
    for (const auto& entry : *entries) {
      const auto path = folder + '/' + entry.name;
      if (entry.name.ends_with(".vbox")) read_file(path, parse_virtualbox_machine, {});
      const auto status = levels > 0 ? context_.host.status(path, false) : fail(Errc::not_found, "");
      if (status && status->is_directory()) read_virtualbox(path, levels - 1);
    }
  }

  void read_file(const std::string& path, Parse parse, const std::string& autostart) {
    const auto text = context_.host.read(path, kLargest);
    if (!text) return add_problem(outcome_, Outcome::partial, text.error().what);
    auto machine = parse(text->bytes);
    // Folders of libvirt have networks and pools as well.
    if (!machine) return;
    if (found_.size() >= kMost) return add_problem(outcome_, Outcome::partial, "more than 10,000 machines");
    if (!autostart.empty())
      machine->autostart = context_.host.status(autostart + path.substr(path.rfind('/')), false).has_value();
    const auto key = machine->manager + (machine->id.empty() ? path : machine->id);
    const auto [place, is_new] = found_.try_emplace(key, Defined{*machine, path});
    if (!is_new && !place->second.machine.autostart) place->second.machine.autostart = machine->autostart;
  }

  static RecordWriter record_of(const Defined& defined) {
    const auto& machine = defined.machine;
    RecordWriter record{"host.virtual_machine"};
    const auto put = [&](std::string_view key, const std::string& text) {
      if (!text.empty()) record.put_bytes(key, text);
    };
    put("virtual_machine.name", machine.name);
    put("virtual_machine.id", machine.id);
    put("virtual_machine.manager", machine.manager);
    put("virtual_machine.kind", machine.kind);
    put("virtual_machine.state", machine.state);
    put("virtual_machine.emulator", machine.emulator);
    record.put("virtual_machine.memory_bytes", machine.memory);
    record.put("virtual_machine.processors", machine.processors);
    record.put("virtual_machine.autostart", machine.autostart);
    record.put_list("virtual_machine.disks", machine.disks);
    record.put_list("virtual_machine.networks", machine.networks);
    record.put_list("virtual_machine.displays", machine.displays);
    record.put("process.pid", machine.pid);
    put("file.path", defined.path);
    return record;
  }

  Context& context_;
  SourceOutcome& outcome_;
  std::map<std::string, Defined> found_;
};

}  // namespace

SourceOutcome collect_virtual_machines(Context& context) {
  SourceOutcome outcome;
  Machines machines{context, outcome};
  machines.read();
  RecordFile file{context, "host.virtual_machine"};
  machines.write(file);
  file.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
