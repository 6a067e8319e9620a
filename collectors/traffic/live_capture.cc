// SPDX-License-Identifier: Apache-2.0
#include "collectors/traffic/live_capture.h"

#include "collectors/traffic/shut_socket.h"

#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <fstream>

namespace firsthour::collectors {
namespace {

// Blocks of the ring are handed over when full or after this time. Never 0: that waits for ever; and no
// immediate mode, which loses most packets at high rates.
constexpr int kHandOverMilliseconds = 100;
constexpr int kTakeAtOnce = 4096;

tl::unexpected<Error> pcap_failure(const std::string& name, int status, pcap_t* handle) {
  const auto what = "cannot capture on " + name + ": ";
  if (status == PCAP_ERROR_PERM_DENIED || status == PCAP_ERROR_PROMISC_PERM_DENIED)
    return fail(Errc::denied, what + "it needs the privilege CAP_NET_RAW");
  if (status == PCAP_ERROR_NO_SUCH_DEVICE) return fail(Errc::not_found, what + "no such interface");
  if (status == PCAP_ERROR_IFACE_NOT_UP) return fail(Errc::io, what + "the interface is down");
  const std::string_view detail = pcap_geterr(handle);
  return fail(Errc::io, what + std::string{detail.empty() ? pcap_statustostr(status) : detail});
}

// LINKTYPE_* of a file is DLT_* of the library but for a few old ones.
std::uint16_t link_type_of(int data_link) {
  switch (data_link) {
    case DLT_RAW:
      return 101;  // LINKTYPE_RAW
    case DLT_PPP_SERIAL:
      return 50;
    default:
      return static_cast<std::uint16_t>(data_link);
  }
}

// Not optimised: the optimiser of 1.10.3 makes wrong code for some filters.
bool compiles(pcap_t* handle, const std::string& text, bpf_program& into) {
  return pcap_compile(handle, &into, text.c_str(), 0, PCAP_NETMASK_UNKNOWN) == 0;
}

// The library does not say where: behind the longest beginning that is a filter by itself.
std::string place_of_error(pcap_t* handle, const std::string& text) {
  std::size_t good = 0;
  for (std::size_t end = text.find(' '); end != std::string::npos; end = text.find(' ', end + 1)) {
    bpf_program program{};
    if (!compiles(handle, text.substr(0, end), program)) continue;
    pcap_freecode(&program);
    good = end + 1;
  }
  const std::string rest = text.substr(good);
  return " at column " + std::to_string(good + 1) + ": \"" + rest.substr(0, rest.find(' ', 1)) + "\"";
}

Result<> set_filter(pcap_t* handle, const std::string& name, const std::string& text) {
  if (text.empty()) return {};
  bpf_program program{};
  if (!compiles(handle, text, program)) {
    const std::string why = pcap_geterr(handle);
    return fail(Errc::usage, "capture filter: " + why + place_of_error(handle, text));
  }
  const int status = pcap_setfilter(handle, &program);
  pcap_freecode(&program);
  if (status != 0) return pcap_failure(name, status, handle);
  return {};
}

void forward(unsigned char* user, const pcap_pkthdr* header, const unsigned char* data) {
  // Nanoseconds stand where the field's name says microseconds (PCAP_TSTAMP_PRECISION_NANO).
  const auto time = Instant::from_seconds(header->ts.tv_sec, header->ts.tv_usec);
  (*reinterpret_cast<const TakePacket*>(user))(time, std::as_bytes(std::span{data, header->caplen}),
                                               header->len);
}

// No call tells how large the ring became; the mapping of the socket does.
std::uint64_t mapped_bytes(int socket) {
  struct stat facts {};
  if (::fstat(socket, &facts) != 0) return 0;
  std::ifstream maps{"/proc/self/maps"};
  const std::string inode = " " + std::to_string(facts.st_ino) + " ";
  std::uint64_t bytes = 0;
  for (std::string line; std::getline(maps, line);) {
    unsigned long long from = 0, to = 0;
    if (line.find("socket:[") == std::string::npos || line.find(inode) == std::string::npos) continue;
    if (std::sscanf(line.c_str(), "%llx-%llx", &from, &to) == 2) bytes += to - from;
  }
  return bytes;
}

// Unsigned 32-bit counters that turn over.
std::uint64_t turned(unsigned now, unsigned before) { return static_cast<std::uint32_t>(now - before); }

}  // namespace

LiveCapture::LiveCapture(std::string name, Handle handle)
    : name_{std::move(name)},
      handle_{std::move(handle)},
      link_type_{link_type_of(pcap_datalink(handle_.get()))},
      buffer_bytes_{mapped_bytes(pcap_fileno(handle_.get()))},
      descriptor_{pcap_get_selectable_fd(handle_.get())} {}

bool LiveCapture::nanoseconds() const {
  return pcap_get_tstamp_precision(handle_.get()) == PCAP_TSTAMP_PRECISION_NANO;
}

void LiveCapture::shut() { shut_socket(pcap_fileno(handle_.get())); }

Result<LiveCapture> LiveCapture::open(const std::string& interface, const LiveOptions& options) {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  Handle handle{pcap_create(interface.c_str(), error.data())};
  if (!handle) return fail(Errc::io, "cannot capture on " + interface + ": " + error.data());
  pcap_set_snaplen(handle.get(), static_cast<int>(options.snap_length));
  pcap_set_promisc(handle.get(), options.promiscuous ? 1 : 0);
  pcap_set_timeout(handle.get(), kHandOverMilliseconds);
  pcap_set_buffer_size(handle.get(), static_cast<int>(options.buffer_bytes));
  pcap_set_tstamp_precision(handle.get(), PCAP_TSTAMP_PRECISION_NANO);
  if (const int status = pcap_activate(handle.get()); status < 0)
    return pcap_failure(interface, status, handle.get());
  if (auto set = set_filter(handle.get(), interface, options.filter); !set)
    return tl::unexpected{set.error()};
  if (pcap_setnonblock(handle.get(), 1, error.data()) != 0)
    return fail(Errc::io, "cannot capture on " + interface + ": " + error.data());
  return LiveCapture{interface, std::move(handle)};
}

Result<> LiveCapture::take(const TakePacket& each) {
  auto* user = reinterpret_cast<unsigned char*>(const_cast<TakePacket*>(&each));
  const int taken = pcap_dispatch(handle_.get(), kTakeAtOnce, forward, user);
  if (taken >= 0) return {};
  const std::string detail = pcap_geterr(handle_.get());
  const bool gone = detail.find("disappeared") != std::string::npos || taken == PCAP_ERROR_NO_SUCH_DEVICE;
  return fail(gone ? Errc::not_found : Errc::io, name_ + ": " + detail);
}

void LiveCapture::count() {
  pcap_stat now{};
  if (pcap_stats(handle_.get(), &now) != 0) return;  // the interface has gone: the last counts stand
  counters_.received += turned(now.ps_recv, last_.ps_recv);
  counters_.dropped_by_kernel += turned(now.ps_drop, last_.ps_drop);
  counters_.dropped_by_interface += turned(now.ps_ifdrop, last_.ps_ifdrop);
  last_ = now;
}

}  // namespace firsthour::collectors
