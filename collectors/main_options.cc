// SPDX-License-Identifier: Apache-2.0
#include "collectors/main_options.h"

#include "casefile/number.h"
#include "casefile/size_text.h"
#include "casefile/wire.h"

#include <boost/program_options.hpp>

#include <algorithm>
#include <charconv>
#include <sstream>

namespace firsthour::collectors {
namespace {

namespace po = boost::program_options;
using Texts = std::vector<std::string>;

po::options_description described() {
  po::options_description options{"Options", 100, 60};
  const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
  const auto texts = [](const char* name) { return po::value<Texts>()->value_name(name); };
  options.add_options()("out", text("FILE"),
                        "write here; - is standard output. NAME.tar is plain, NAME.tar.zst compressed. "
                        "tls://ADDRESS:PORT sends it to "
                        "`firsthour case ingest CASE listen://…`, which shows the code")(
      "code", text("CODE"), "that the receiver shows")("profile", text("PROFILE"),
                                                       "quick (the default), standard or full")(
      "split", text("SIZE"), "parts NAME.001, NAME.002, … of this size, joined with cat")(
      "encrypt-to", texts("RECIPIENT"),
      "encrypt to age1… or age1sm21…, or to those in a file; may be repeated. Else to those in the file "
      "recipients beside the program, where there is one")(
      "plain", text("REASON"), "do not encrypt all the same; the reason is recorded")(
      "answers", text("FILE"),
      "who permits, scope, people, clocks (JSON); goes into the collection as it is")(
      "root", text("DIR"), "read a mounted image instead of this host")(
      "only", texts("NAMES"), "only these sources, comma-separated (see --list)")(
      "interface", texts("IF"), "capture traffic of this interface; may be repeated")(
      "seconds", text("N"), "capture traffic for so long")(
      "filter", text("EXPRESSION"),
      "only this traffic, as tcpdump has it, with numbers for names: tcp port 80")(
      "snap-length", text("N"), "keep so many bytes of each packet")(
      "buffer", text("SIZE"), "of the kernel for each interface; default: 64M")(
      "promiscuous", "capture also what is not for this host")(
      "permission", text("WHO"),
      "who permits the capture, and how; recorded. --ring and --promiscuous need it, or --answers")(
      "ring", text("DIR"),
      "capture into this folder: files that are sealed while they are written, until stopped")(
      "file-size", text("SIZE"), "of a file of the ring; default: 256M")(
      "file-time", text("TIME"), "a new file of the ring after this time")(
      "files", text("N"), "keep the newest N files of the ring; default: all")(
      "total", text("SIZE"), "end the ring after so much traffic")("packets", text("N"),
                                                                   "end the ring after so many packets")(
      "digest", texts("NAME"), "of each file of the ring beside SHA-256: sm3, sha512, sha1 or md5")(
      "budget", text("SIZE"), "content of files to take at most")(
      "deadline", text("TIME"), "end in good order after this time (90s, 15m, 2h)")(
      "cpu-share", text("PERCENT"),
      "of one core, at most, once the volatile set is taken; 0 = no ceiling. Default: half of the cores")(
      "io-rate", text("SIZE"), "read at most so much a second of files; 0 = no ceiling. Default: 256M")(
      "allow-local", text("REASON"), "write onto a disk of this host all the same; the reason is recorded")(
      "process-memory", texts("PIDS"),
      "take the memory of these processes too, comma-separated, or of all; read without stopping them")(
      "memory-format", text("FORMAT"), "of the memory image: lime (the default) or elf")(
      "plan", text("FILE"), "a further compiled plan of files to take")(
      "list", "list the sources and definitions, and end")("help", "show this text, and end")(
      "version", "show the version, and end");
  return options;
}

std::vector<std::string> split_at_commas(const Texts& given) {
  std::vector<std::string> names;
  for (const std::string& each : given) {
    std::istringstream rest{each};
    for (std::string name; std::getline(rest, name, ',');) {
      if (!name.empty()) names.push_back(name);
    }
  }
  return names;
}

tl::unexpected<Error> wrong(std::string_view option, const std::string& value, std::string_view wanted) {
  return fail(Errc::usage, "--" + std::string{option} + " \"" + value + "\": " + std::string{wanted});
}

Result<> read_numbers(const po::variables_map& given, Options& options) {
  const auto size = [&](const char* name, std::uint64_t least, auto& into) -> Result<> {
    if (!given.count(name)) return {};
    const auto& value = given[name].as<std::string>();
    const auto bytes = parse_size(value);
    if (!bytes || *bytes < least) return wrong(name, value, "not a size such as 700M or 4G");
    into = *bytes;
    return {};
  };
  const auto time = [&](const char* name, std::chrono::seconds& into) -> Result<> {
    if (!given.count(name)) return {};
    const auto& value = given[name].as<std::string>();
    const auto duration = parse_duration(value);
    if (!duration || duration->count() == 0) return wrong(name, value, "not a time such as 90s, 15m or 2h");
    into = *duration;
    return {};
  };
  if (auto good = size("split", 1 << 20, options.split); !good) return good;
  if (auto good = size("budget", 0, options.budget); !good) return good;
  if (auto good = size("io-rate", 0, options.io_rate); !good) return good;
  if (given.count("cpu-share")) {
    const auto& value = given["cpu-share"].as<std::string>();
    options.cpu_share = number_from<unsigned>(value);
    if (!options.cpu_share || *options.cpu_share > 100'000)
      return wrong("cpu-share", value, "not a percentage of one core, such as 50");
  }
  if (auto good = time("seconds", options.seconds); !good) return good;
  return time("deadline", options.deadline);
}

Result<> read_capture_wishes(const po::variables_map& given, CaptureWishes& wishes) {
  const auto text = [&](const char* name, std::string& into) {
    if (given.count(name)) into = given[name].as<std::string>();
  };
  const auto size = [&](const char* name, std::uint64_t least, std::uint64_t& into) -> Result<> {
    if (!given.count(name)) return {};
    const auto bytes = parse_size(given[name].as<std::string>());
    if (!bytes || *bytes < least)
      return wrong(name, given[name].as<std::string>(), "not a size such as 256M, or too small");
    into = *bytes;
    return {};
  };
  const auto count = [&](const char* name, std::uint64_t& into) -> Result<> {
    if (!given.count(name)) return {};
    const auto number = number_from<std::uint64_t>(given[name].as<std::string>());
    if (!number || *number == 0) return wrong(name, given[name].as<std::string>(), "not a number from 1");
    into = *number;
    return {};
  };
  text("ring", wishes.ring);
  text("filter", wishes.filter);
  text("permission", wishes.permission);
  wishes.promiscuous = given.count("promiscuous") > 0;
  const bool permitted =
      wishes.permission.find_first_not_of(" \t") != std::string::npos || given.count("answers");
  if ((wishes.promiscuous || !wishes.ring.empty()) && !permitted)
    return fail(Errc::usage,
                "a capture of others' traffic needs a permission: --permission WHO, or --answers FILE");
  if (given.count("file-time")) {
    const auto time = parse_duration(given["file-time"].as<std::string>());
    if (!time || time->count() == 0)
      return wrong("file-time", given["file-time"].as<std::string>(), "not a time such as 90s, 15m or 2h");
    wishes.file_time = *time;
  }
  for (const std::string& name :
       given.count("digest") ? split_at_commas(given["digest"].as<Texts>()) : Texts{}) {
    for (const Algorithm each : {Algorithm::sm3, Algorithm::sha512, Algorithm::sha1, Algorithm::md5})
      if (name == name_of(each)) wishes.digests.push_back(each);
    if (wishes.digests.empty() || name_of(wishes.digests.back()) != name)
      return wrong("digest", name, "not sm3, sha512, sha1 or md5");
  }
  for (auto read : {size("buffer", 1 << 20, wishes.buffer), size("file-size", 1 << 20, wishes.file_size),
                    size("total", 1, wishes.total), count("snap-length", wishes.snap_length),
                    count("files", wishes.files), count("packets", wishes.packets)})
    if (!read) return read;
  if (wishes.buffer > 1ULL << 30) return fail(Errc::usage, "--buffer: at most 1G");
  if (wishes.snap_length > 262144) return fail(Errc::usage, "--snap-length: at most 262144");
  if (!wishes.ring.empty()) return {};
  for (const char* only : {"file-size", "file-time", "files", "total", "packets", "digest"})
    if (given.count(only)) return fail(Errc::usage, "--" + std::string{only} + " needs --ring DIR");
  return {};
}

Result<> read_memory_wishes(const po::variables_map& given, Wishes& wishes) {
  if (given.count("memory-format")) {
    const auto& value = given["memory-format"].as<std::string>();
    if (value != "lime" && value != "elf") return wrong("memory-format", value, "not lime or elf");
    wishes.memory_format = value == "elf" ? MemoryFormat::elf : MemoryFormat::lime;
  }
  if (!given.count("process-memory")) return {};
  for (const std::string& each : split_at_commas(given["process-memory"].as<Texts>())) {
    const auto pid = number_from<std::uint32_t>(each);
    if (each != "all" && (!pid || *pid == 0)) return wrong("process-memory", each, "not a PID, nor all");
    if (pid)
      wishes.process_memory.push_back(*pid);
    else
      wishes.all_process_memory = true;
  }
  return {};
}

// What leaves over a network is read by whoever is on it: the code, or a recipient, or a reason.
Result<> check_wire(Options& options) {
  const auto wire = parse_wire_address(options.out);
  if (!wire) return fail("--out", wire.error());
  if (!*wire) return options.code.empty() ? Result<>{} : wrong("code", options.code, "is of --out tls://…");
  if ((*wire)->role == WireAddress::Role::listen)
    return fail(Errc::usage,
                "--out listen://…: collectors send (tls://ADDRESS:PORT); `firsthour case ingest` listens");
  if (options.split != 0) return fail(Errc::usage, "--split needs a file: a connection is one stream");
  if ((*wire)->role == WireAddress::Role::tcp) return {};
  const auto code = wire_code_from(options.code);
  if (!code) return wrong("code", options.code, "not the twenty letters and digits that the receiver shows");
  options.code = *code;
  return {};
}

Result<Options> read_values(const po::variables_map& given) {
  Options options;
  const auto text = [&](const char* name, std::string& into) {
    if (given.count(name)) into = given[name].as<std::string>();
  };
  const auto texts = [&](const char* name) { return given.count(name) ? given[name].as<Texts>() : Texts{}; };
  text("out", options.out);
  text("answers", options.answers);
  text("root", options.root);
  text("allow-local", options.allow_local);
  text("plan", options.plan);
  text("code", options.code);
  text("plain", options.plain);
  options.allow_local_given = given.count("allow-local") > 0;
  options.plain_given = given.count("plain") > 0;
  options.encrypt_to = texts("encrypt-to");
  options.kinds = texts("kind");
  options.only = split_at_commas(texts("only"));
  options.interfaces = split_at_commas(texts("interface"));
  options.list = given.count("list") > 0;
  options.help = given.count("help") > 0;
  options.version = given.count("version") > 0;
  if (given.count("profile")) {
    const auto& value = given["profile"].as<std::string>();
    for (const Profile each : {Profile::quick, Profile::standard, Profile::full}) {
      if (value == name_of(each)) options.profile = each;
    }
    if (!options.profile) return wrong("profile", value, "not quick, standard or full");
  }
  if (options.allow_local_given && options.allow_local.find_first_not_of(" \t") == std::string::npos) {
    return wrong("allow-local", options.allow_local, "a reason is needed: it is recorded");
  }
  if (options.plain_given && options.plain.find_first_not_of(" \t") == std::string::npos) {
    return wrong("plain", options.plain, "a reason is needed: it is recorded");
  }
  if (options.plain_given && !options.encrypt_to.empty()) {
    return fail(Errc::usage, "--plain and --encrypt-to exclude each other");
  }
  if (options.root.empty()) return wrong("root", options.root, "not a folder");
  if (auto good = read_numbers(given, options); !good) return tl::unexpected<Error>{good.error()};
  if (auto good = read_memory_wishes(given, options.wishes); !good)
    return tl::unexpected<Error>{good.error()};
  if (auto good = read_capture_wishes(given, options.capture); !good)
    return tl::unexpected<Error>{good.error()};
  if (auto good = check_wire(options); !good) return tl::unexpected<Error>{good.error()};
  if (options.split != 0 && options.out == "-") {
    return fail(Errc::usage, "--split needs a file: standard output is one stream");
  }
  return options;
}

}  // namespace

Result<Options> parse_options(int argc, const char* const* argv) {
  po::options_description all = described();
  all.add_options()("kind", po::value<Texts>());
  po::positional_options_description positional;
  positional.add("kind", -1);
  po::variables_map given;
  try {
    // No guessing: --all for --allow-local would be refused by the next version that has --all-something.
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(argc, argv).options(all).positional(positional).style(style).run(),
              given);
  } catch (const po::error& error) {
    return fail(Errc::usage, error.what());
  }
  return read_values(given);
}

std::string options_help() {
  std::ostringstream text;
  text << described();
  return text.str();
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  if (error != std::errc{}) return std::nullopt;
  if (unit.empty() || unit == "s") return std::chrono::seconds{value};
  if (unit == "m") return std::chrono::minutes{value};
  if (unit == "h") return std::chrono::hours{value};
  return std::nullopt;
}

}  // namespace firsthour::collectors
