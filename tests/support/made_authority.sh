#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A time stamp authority for tests, made of openssl.
#
#   made_authority.sh new FOLDER rsa|ec [DAYS]      a CA (ca.pem) and an authority whose certificate lasts DAYS
#   made_authority.sh stamp FOLDER REQUEST REPLY    answers as that authority
set -euo pipefail

new_key() { # KIND FILE
  if [ "$1" = rsa ]; then openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$2" 2> /dev/null ||
      openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$2" 2> /dev/null
  else openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$2" 2> /dev/null; fi
}

case "$1" in
  new)
    folder=$2 kind=$3 days=${4:-3650}
    mkdir -p "$folder" && cd "$folder"
    new_key "$kind" ca.key && new_key "$kind" tsa.key
    openssl req -new -x509 -key ca.key -out ca.pem -days 7300 -subj "/C=CN/O=Test/CN=Test root" 2> /dev/null
    printf '%s\n' 'extendedKeyUsage = critical, timeStamping' 'keyUsage = critical, digitalSignature' > usage
    openssl req -new -key tsa.key -subj "/C=CN/O=Test/CN=Test time" -out tsa.csr 2> /dev/null
    openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -set_serial 77 -days "$days" -extfile usage -out tsa.pem 2> /dev/null
    echo 01 > serial
    printf '%s\n' '[tsa]' 'default_tsa = t' '[t]' 'serial = serial' 'signer_cert = tsa.pem' 'signer_key = tsa.key' \
      'certs = ca.pem' 'signer_digest = sha256' 'default_policy = 1.2.3.4.1' 'digests = sha256, sm3' 'accuracy = secs:1' \
      'ordering = yes' 'tsa_name = yes' 'ess_cert_id_chain = no' 'ess_cert_id_alg = sha256' > tsa.conf
    ;;
  stamp)
    request=$(realpath "$3") reply=$(realpath "$4")
    cd "$2" && openssl ts -reply -config tsa.conf -queryfile "$request" -out "$reply" 2> ts.log
    ;;
  *) exit 2 ;;
esac
