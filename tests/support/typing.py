# SPDX-License-Identifier: Apache-2.0
"""Runs a command on a terminal of its own and types a secret whenever a passphrase is asked for.

  typing.py SECRET COMMAND [ARGUMENT]...

Prints what the command showed there and ends as it did.
"""
import os
import pty
import sys

secret, command = sys.argv[1].encode() + b"\n", sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
try:
    while said := os.read(terminal, 4096):
        os.write(1, said)
        if b"passphrase" in said.lower() and said.rstrip().endswith(b":"):
            os.write(terminal, secret)
except OSError:  # how Linux says that the other side is closed
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
