// SPDX-License-Identifier: Apache-2.0
// Records, forms and reports: pure functions of the first n events of a case. The same n gives the same
// bytes, so that a document can be made again after it was itself recorded.
#pragma once

#include "casefile/case.h"
#include "casefile/result.h"
#include "playbooks/incident.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

enum class Language { zh, en };
enum class Format { docx, html, markdown, json };
[[nodiscard]] std::string_view extension_of(Format f);

struct OutputFile {
  std::string name;  // "事件现场处置记录.docx"
  std::string title;
  std::string bytes;
};

// The forms of a capacity, by stable name: contractor "onsite-record" (事件现场处置记录), "fixed-list"
// (电子数据固定清单), "handover-list" (移交清单), "clearance-record" (数据清除记录); police
// "extraction-record" (现场提取笔录), "extraction-list" (提取固定清单), "network-extraction-record"
// (网络在线提取笔录), "inspection-record" (检查笔录), "seal-list" (封存清单), "registration-list"
// (登记保存清单); all "custody-form" (证据保管交接单).
struct FormInfo {
  std::string name, title_zh, title_en;
  std::string basis;  // legal basis and effective date, from the template pack
  int version = 1;
  bool usual = true;  // made with all forms of the capacity; else only when it is named
  std::vector<Capacity> capacities;
  std::string file;  // the pack that it comes from, "" for one built in
};
// Of the built-in packs and those of the folders, later ones over earlier ones. A pack that cannot be read is
// named with its place.
[[nodiscard]] Result<std::vector<FormInfo>> forms_in(const std::vector<std::string>& folders);
// Of the built-in packs, the usual ones of a capacity; all of them.
[[nodiscard]] std::vector<FormInfo> forms_for(Capacity capacity);
[[nodiscard]] std::vector<FormInfo> all_forms();

// `what`: a form's name; "incident-record" (the record and its 60-minute clock); "case-report" (findings,
// host, time line, what was not looked at); "incident" (both of them); "custody"; "annex" (the per-file list,
// CSV); "a7-sheet", "initial-report", "follow-up-report", "final-report" (what is sent about an incident);
// "veris" and "stix" (its record as JSON of those formats). The list forms bring the annex along as a further
// file. Of a service year: "follow-up" (the register, and a notice for each unit that has something open),
// "patrol" (daily, monthly or half-year report by the length of `period`), "watch" (the roster).
// "unsigned" (what was printed and nobody signed, and who signs what).
struct ReportRequest {
  std::string what;
  std::vector<Format> formats;
  Language language = Language::zh;  // forms are always Chinese; en adds a gloss
  std::uint64_t upto = 0;            // events; 0 = all
  std::string data_folder;           // template packs: "…/share/firsthour/forms"
  // A customer's Word file that is filled in, in the place of our own layout: the document is that one .docx
  // then. "" for none; the name stands in messages.
  std::string template_docx = {}, template_name = {};
  std::string period = {};     // of a patrol report: "M03", "2026-10", "2026-10-12"; "": its newest day
  std::string own_forms = {};  // a folder of packs of the site, over those
  bool supplement = false;     // a list form: only what came after the newest list that was printed
  // The SHA-256 root of the ledger at a size, "" when unknown: a supplement names the head of the list that
  // it goes on from. Roots are computed by the case's store, which is not to be known here.
  std::function<std::string(std::uint64_t size)> root_at = {};
};

// `checkpoint`: the signed note to print with its QR code (from CaseWriter::sign_head()), "" when there is
// none.
[[nodiscard]] Result<std::vector<OutputFile>> make_report(const CaseReader& from,
                                                          const ReportRequest& request,
                                                          std::string_view checkpoint);

}  // namespace firsthour::playbooks
