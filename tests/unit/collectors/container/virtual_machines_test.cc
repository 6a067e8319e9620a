// SPDX-License-Identifier: Apache-2.0
#include "collectors/container/virtual_machine.h"
#include "collectors/container/xml_reader.h"
#include "collectors/process/process.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using tests::HostRun;

constexpr std::string_view kDomain = R"(<!-- made by libvirt -->
<domain type='kvm'>
  <name>mail &amp; web</name>
  <uuid>11111111-2222-3333-4444-555555555555</uuid>
  <memory unit='KiB'>2097152</memory>
  <vcpu placement='static'>4</vcpu>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'><source file='/srv/mail.qcow2'/><target dev='vda' bus='virtio'/></disk>
    <disk type='network'><source protocol='rbd' name='pool/web'/></disk>
    <interface type='bridge'><mac address='52:54:00:aa:bb:cc'/><source bridge='br0'/></interface>
    <graphics type='vnc' port='5900' listen='0.0.0.0' passwd='secret'/>
  </devices>
</domain>
)";

TEST(LibvirtDomain, IsToldWithWhatItTouchesAndNoPassword) {
  const auto machine = parse_libvirt_domain(kDomain);
  ASSERT_TRUE(machine);
  EXPECT_EQ(machine->name, "mail & web");
  EXPECT_EQ(machine->kind, "kvm");
  EXPECT_EQ(machine->memory, 2ull << 30);
  EXPECT_EQ(machine->processors, 4u);
  EXPECT_THAT(machine->disks, ElementsAre("/srv/mail.qcow2", "rbd:pool/web"));
  EXPECT_THAT(machine->networks, ElementsAre("bridge:br0 52:54:00:aa:bb:cc"));
  EXPECT_THAT(machine->displays, ElementsAre("vnc 0.0.0.0:5900"));
}

TEST(VirtualBoxMachine, IsToldWithTheNetworksInUse) {
  const auto machine = parse_virtualbox_machine(
      R"(<?xml version="1.0"?><VirtualBox xmlns="http://www.virtualbox.org/" version="1.19-linux">
  <Machine uuid="{aaaa}" name="lab" OSType="Debian_64"><MediaRegistry><HardDisks>
  <HardDisk uuid="{d}" location="lab.vdi" format="VDI"/></HardDisks></MediaRegistry>
  <Hardware><CPU count="2"><PAE enabled="true"/></CPU><Memory RAMSize="1024"/><Network>
  <Adapter slot="0" enabled="true" MACAddress="080027AABBCC"><DisabledModes><NAT/></DisabledModes><BridgedInterface name="eth0"/></Adapter>
  <Adapter slot="1" MACAddress="080027000000"><NAT/></Adapter></Network></Hardware></Machine></VirtualBox>)");
  ASSERT_TRUE(machine);
  EXPECT_EQ(machine->id, "aaaa");
  EXPECT_EQ(machine->kind, "Debian_64");
  EXPECT_EQ(machine->memory, 1ull << 30);
  EXPECT_EQ(machine->processors, 2u);
  EXPECT_THAT(machine->disks, ElementsAre("lab.vdi"));
  EXPECT_THAT(machine->networks, ElementsAre("BridgedInterface:eth0 080027AABBCC"));
}

TEST(VirtualMachines, AreThoseOfTheirManagersFiles) {
  const tests::MadeRoot root;
  root.file("/etc/passwd", "ann:x:1000:1000::/home/ann:/bin/bash\n");
  root.file("/etc/libvirt/qemu/mail.xml", kDomain);
  root.file("/etc/libvirt/qemu/autostart/mail.xml", kDomain);
  root.file("/etc/libvirt/qemu/broken.xml", "<domain type='kvm'><name>");
  root.file("/run/libvirt/qemu/mail.xml",
            "<domstatus state='running' reason='booted' pid='4711'>" + std::string{kDomain} + "</domstatus>");
  root.file("/home/ann/VirtualBox VMs/group/lab/lab.vbox",
            "<VirtualBox><Machine name='lab' uuid='{a}'/></VirtualBox>");
  HostRun run{root.path()};
  const auto outcome = collect_virtual_machines(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto found = run.out.records("host.virtual_machine");
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0]["virtual_machine.name"], "mail & web");
  EXPECT_EQ(found[0]["virtual_machine.state"], "running");
  EXPECT_EQ(found[0]["virtual_machine.autostart"], true);
  EXPECT_EQ(found[0]["process.pid"], 4711);
  EXPECT_EQ(found[1]["virtual_machine.manager"], "virtualbox");
  EXPECT_EQ(found[1]["file.path"], "/home/ann/VirtualBox VMs/group/lab/lab.vbox");
  for (const auto& kept : run.out.items()) EXPECT_THAT(kept.bytes, Not(HasSubstr("secret")));
}

TEST(XmlReader, EndsWhereADocumentIsBroken) {
  const auto paths = [](std::string_view document) {
    std::vector<std::string> all;
    for (XmlReader reader{document}; const auto element = reader.next();)
      if (!element->ends) all.push_back(element->path);
    return all;
  };
  EXPECT_THAT(paths("<a><b x='1>2'/><c>"), ElementsAre("a", "a/b", "a/c"));
  EXPECT_THAT(paths("<a><!-- <b/> --><![CDATA[<c/>]]><d/></a>"), ElementsAre("a", "a/d"));
  for (const auto* document : {"", "<", "<a", "</a>", "<!-- ", "<a x='", "text"})
    EXPECT_THAT(paths(document), IsEmpty()) << document;
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<a>";
  EXPECT_THAT(paths(deep), SizeIs(64));
}

}  // namespace
}  // namespace firsthour::collectors
