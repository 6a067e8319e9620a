// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/timestamp_token.h"

#include "casefile/seal/der.h"

namespace firsthour {
namespace {

// AlgorithmIdentifier; parameters are not looked at.
std::string_view algorithm(DerReader& in) {
  DerReader inside = in.inside(der::kSequence);
  const auto name = inside.content(der::kOid);
  if (!inside.empty()) inside.any();
  inside.end();
  return name;
}

// IssuerSerial with its GeneralNames, of which [4] is the directory name.
void issuer_serial(DerReader& in, SignedToken& token) {
  DerReader inside = in.inside(der::kSequence);
  DerReader names = inside.inside(der::kSequence);
  token.certificate_issuer = names.content(der::context(4));
  names.end();
  token.certificate_serial = inside.integer();
  inside.end();
}

// SigningCertificate (RFC 2634) and SigningCertificateV2 (RFC 5035): the first of a list is the signer's.
void signing_certificate(DerReader value, bool second, SignedToken& token) {
  DerReader attribute = value.inside(der::kSequence);
  value.end();
  DerReader list = attribute.inside(der::kSequence);
  attribute.skip_if(der::kSequence);  // policies
  attribute.end();
  DerReader first = list.inside(der::kSequence);
  token.certificate_hash_algorithm = second ? oid::sha256 : oid::sha1;
  if (second && first.at(der::kSequence)) token.certificate_hash_algorithm = algorithm(first);
  token.certificate_hash = first.content(der::kOctetString);
  if (first.at(der::kSequence)) issuer_serial(first, token);
  first.end();
}

void signed_attributes(DerReader attributes, SignedToken& token, DerFault& fault) {
  bool typed = false, second = false;
  while (!attributes.empty()) {
    DerReader attribute = attributes.inside(der::kSequence);
    const auto name = attribute.content(der::kOid);
    DerReader values = attribute.inside(der::kSet);
    attribute.end();
    const auto once = [&](bool seen) {
      if (seen) fault.set(name.data(), "an attribute that is there twice");
    };
    if (name == oid::content_type) {
      once(typed);
      typed = true;
      if (values.content(der::kOid) != oid::timestamp_info)
        fault.set(name.data(), "signed as something else");
      values.end();
    } else if (name == oid::message_digest) {
      once(!token.message_digest.empty());
      token.message_digest = values.content(der::kOctetString);
      values.end();
    } else if (name == oid::signing_certificate_v2) {
      once(second);
      second = true;
      signing_certificate(values, true, token);
    } else if (name == oid::signing_certificate && !second) {
      signing_certificate(values, false, token);
    }
  }
  if (!typed || token.message_digest.empty() || token.certificate_hash.empty())
    fault.set(token.signed_attributes.data(), "content type, digest or signer's certificate is not signed");
}

void signer_info(DerReader signer, SignedToken& token, DerFault& fault) {
  signer.number();  // version
  if (signer.at(der::kSequence)) {
    DerReader name = signer.inside(der::kSequence);
    token.issuer = name.any().whole;
    token.serial = name.integer();
    name.end();
  } else {
    token.key_identifier = signer.content(der::context(0, false));
  }
  token.digest_algorithm = algorithm(signer);
  token.signed_attributes = signer.content(der::context(0));
  signed_attributes(DerReader{token.signed_attributes, fault}, token, fault);
  token.signature_algorithm = algorithm(signer);
  token.signature = signer.content(der::kOctetString);
  signer.skip_if(der::context(1));  // attributes that nobody signed
  signer.end();
}

}  // namespace

Result<SignedToken> parse_signed_token(std::string_view bytes) {
  DerFault fault{bytes};
  SignedToken token;
  DerReader document{bytes, fault};
  DerReader content_info = document.inside(der::kSequence);
  document.end();
  const auto type = content_info.content(der::kOid);
  if (type != oid::signed_data && type != oid::national_signed_data)
    fault.set(type.data(), "not signed data, or of an unknown kind");
  DerReader wrapped = content_info.inside(der::context(0));
  content_info.end();
  DerReader signed_data = wrapped.inside(der::kSequence);
  wrapped.end();

  signed_data.number();            // version
  signed_data.content(der::kSet);  // digest algorithms: the signer's own line counts
  DerReader encapsulated = signed_data.inside(der::kSequence);
  if (encapsulated.content(der::kOid) != oid::timestamp_info) fault.set(bytes.data(), "no time stamp within");
  DerReader content = encapsulated.inside(der::context(0));
  encapsulated.end();
  token.content = content.content(der::kOctetString);
  content.end();
  if (signed_data.at(der::context(0))) {
    DerReader certificates = signed_data.inside(der::context(0));
    while (!certificates.empty()) token.certificates.push_back(certificates.any().whole);
  }
  signed_data.skip_if(der::context(1));  // revocation lists
  DerReader signers = signed_data.inside(der::kSet);
  signed_data.end();
  signer_info(signers.inside(der::kSequence), token, fault);
  signers.end();  // one signer only
  if (fault.any()) return fault.error("time stamp");
  return token;
}

}  // namespace firsthour
