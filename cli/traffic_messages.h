// SPDX-License-Identifier: Apache-2.0
// What `firsthour traffic` says.
#pragma once

#include "cli/text.h"

namespace firsthour::cli::say {

inline constexpr Text traffic_identified{"          identified; packets {0}", "          已确认；报文 {0}"};
inline constexpr Text traffic_looks_like{"          looks like it; packets {0}", "          疑似；报文 {0}"};
inline constexpr Text traffic_capture{"{0}: {1}, {2} packets, {3}, {4} to {5}",
                                      "{0}：{1}，{2} 个报文，{3}，{4} 至 {5}"};
inline constexpr Text traffic_dropped{"{0}: the capturing host dropped {1} packets: what follows is not all",
                                      "{0}：采集端丢失 {1} 个报文：以下内容并不完整"};
inline constexpr Text traffic_lost{"{0}: damaged in {1} places, {2} bytes lost",
                                   "{0}：{1} 处损坏，丢失 {2} 字节"};
inline constexpr Text traffic_cut{
    "{0} packets were captured only in part (snap length), {1} of them without their headers",
    "{0} 个报文仅采集了一部分（截取长度限制），其中 {1} 个缺少报头"};
inline constexpr Text traffic_odd_lengths{"{0} packets are longer than they are said to have been",
                                          "{0} 个报文的采集长度大于其声明的原始长度"};
inline constexpr Text traffic_in_future{
    "{0}: its last packet is of {1}, and this clock says {2}: one of the clocks is wrong",
    "{0}：最后一个报文的时间为 {1}，而本机时钟为 {2}：其中一个时钟有误"};
inline constexpr Text traffic_failed{"cannot read {0}", "无法读取 {0}"};
inline constexpr Text traffic_totals{
    "{0} flows; DNS messages {1}, HTTP exchanges {2}, TLS handshakes {3}, logins {4}, files {5}",
    "会话流 {0} 个；DNS 报文 {1}，HTTP 请求 {2}，TLS 握手 {3}，登录 {4}，文件 {5}"};
inline constexpr Text traffic_protocols{"by protocol: {0}", "按协议：{0}"};
inline constexpr Text traffic_busiest{"busiest pairs:", "流量最大的通信对："};
inline constexpr Text traffic_pair{"  {0} -> {1}  {2}  {3}, {4} flows", "  {0} -> {1}  {2}  {3}，{4} 个流"};
inline constexpr Text traffic_gaps{
    "not seen: {0} holes in streams ({1} bytes), {2} malformed packets, {3} fragments given up, "
    "{4} flows given up for want of room",
    "未见部分：数据流缺口 {0} 处（{1} 字节），畸形报文 {2} 个，未能重组的分片 {3} 个，因容量放弃的流 {4} 个"};
inline constexpr Text traffic_exported{"{0}: {1} packets, SHA-256 {2}", "{0}：{1} 个报文，SHA-256 {2}"};
inline constexpr Text traffic_files{"{0}: {1} files taken out ({2}), {3} that were there already",
                                    "{0}：提取文件 {1} 个（{2}），此前已有 {3} 个"};
inline constexpr Text traffic_files_left{"{0} files were not taken out: {1}", "{0} 个文件未提取：{1}"};
inline constexpr Text traffic_progress{"{0} packets, {1}", "{0} 个报文，{1}"};

}  // namespace firsthour::cli::say
