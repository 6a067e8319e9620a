// SPDX-License-Identifier: Apache-2.0
#include "casefile/json_writer.h"
#include "triage/network/records.h"

namespace firsthour::triage::network {

std::string capture_record(const ReadCapture& capture) {
  RecordWriter r{"network.capture"};
  r.put_bytes("file.path", capture.name);
  r.put("firsthour.capture.format", capture.format);
  r.put("firsthour.capture.packets", capture.counts.packets);
  r.put("firsthour.capture.bytes", capture.counts.bytes);
  r.put("firsthour.capture.first_packet", capture.first_packet);
  if (capture.first_time) {
    r.put("event.start", Instant{capture.first_time});
    r.put("event.end", Instant{capture.last_time});
  }
  r.put("firsthour.capture.sections", capture.counts.sections);
  r.put("firsthour.capture.cut_packets", capture.counts.cut);
  if (capture.counts.longer_than_original)
    r.put("firsthour.capture.longer_than_original", capture.counts.longer_than_original);
  if (capture.counts.without_time) r.put("firsthour.capture.without_time", capture.counts.without_time);
  if (capture.counts.back_in_time) r.put("firsthour.capture.back_in_time", capture.counts.back_in_time);
  if (capture.counts.secrets) r.put("firsthour.capture.secrets", capture.counts.secrets);
  if (capture.counts.texts_cut) r.put("firsthour.capture.texts_cut", capture.counts.texts_cut);
  if (capture.counts.noted_drops) r.put("firsthour.capture.noted_drops", capture.counts.noted_drops);
  std::vector<std::string> names;
  std::uint64_t dropped = 0;
  for (const CaptureInterface& i : capture.interfaces) {
    names.push_back(i.name);
    dropped += i.dropped_by_os.value_or(0) + i.dropped_by_interface.value_or(0);
  }
  r.put_list("firsthour.capture.interfaces", names);
  r.put("firsthour.capture.dropped", dropped);
  r.put("firsthour.capture.losses", capture.counts.losses);
  r.put("firsthour.capture.lost_bytes", capture.counts.lost_bytes);
  std::vector<std::string> losses;
  for (const CaptureLoss& loss : capture.losses)
    losses.push_back("offset " + std::to_string(loss.offset) + ": " + std::to_string(loss.bytes) +
                     " bytes: " + loss.what);
  if (!losses.empty()) r.put_list("firsthour.capture.loss", losses);
  return std::move(r).line();
}

}  // namespace firsthour::triage::network
