"""A server that speaks FTP over TLS, to the user `desk` with the password `pass word`.

    ftp.py PORT FOLDER CERTIFICATE [FAULT...]

The certificate is made, for 127.0.0.1 and trusted by nobody. With a fault it is as some servers are:
  in-the-open  no TLS at all
  old          no MLSD, and no rename over what is there
  blunt        no MLSD and no SIZE, and groups of two words
  short        MLSD does not tell how long files are
  closed       does not tell what is in folders that are called so
  stubborn     files that are called so are not deleted; while there is a file no-room beside the site,
               nothing new is renamed to page.txt
  read-only    nothing may be changed
  crowded      two connections from one address
  full         no room for files over 4 KiB
  mute         says nothing if the disk is full, as pyftpdlib does
  tired        hangs up after ten files on a connection
"""

import datetime
import ipaddress
import os
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.exceptions import _FileReadWriteError
from pyftpdlib.filesystems import AbstractedFS
from pyftpdlib.handlers import DTPHandler, FTPHandler, TLS_DTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer

port, folder, certificate, *faults = sys.argv[1:]


def make_certificate():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "dateline test")])
    now = datetime.datetime.now(datetime.timezone.utc)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with open(certificate, "wb") as file:
        file.write(private + made.public_bytes(serialization.Encoding.PEM))


def answering(handler):
    """pyftpdlib has no answer to a disk that is full: over TLS to none of what cannot be written, and
    otherwise not to what cannot be written when the file is closed.
    """

    class Answering(handler):
        def handle_read_event(self):
            try:
                super().handle_read_event()
            except _FileReadWriteError as error:
                self._error = True
                self._abort(error)
                self.close()

        def close(self):
            if self.file_obj is not None and not self.file_obj.closed:
                try:
                    self.file_obj.close()
                except OSError as error:
                    self._abort(error)
            super().close()

        def _abort(self, error):
            cause = error.__cause__ or error
            self._resp = (f"426 {os.strerror(cause.errno)}; transfer aborted.", self.log)

    return Answering


def full(handler):
    class Full(handler):
        def handle_read_event(self):
            super().handle_read_event()
            if not self._closed and self.tot_bytes_received > 4096:
                self._resp = ("552 Quota exceeded.", self.log)
                self.close()

    return Full


is_open = "in-the-open" in faults
parent = FTPHandler if is_open else TLS_FTPHandler


class Handler(parent):
    banner = "ready"
    auth_failed_timeout = 0
    dtp_handler = DTPHandler if is_open else TLS_DTPHandler

    if "tired" in faults:
        files = 0

        def ftp_PASV(self, line):
            self.files += 1
            if self.files > 10:
                self.close()
            else:
                return super().ftp_PASV(line)

    if "old" in faults:
        proto_cmds = {name: rule for name, rule in parent.proto_cmds.items() if name != "MLSD"}

        def ftp_RNTO(self, path):
            if os.path.lexists(path):
                self.respond("550 File exists.")
            else:
                return super().ftp_RNTO(path)


    if "blunt" in faults:
        proto_cmds = {name: rule for name, rule in parent.proto_cmds.items() if name not in ("MLSD", "SIZE")}

    if "short" in faults:

        def ftp_MLSD(self, path):
            self._current_facts = ["type"]
            return super().ftp_MLSD(path)

    if "closed" in faults:

        def ftp_MLSD(self, path):
            if os.path.basename(path) == "closed":
                self.respond("550 Permission denied.")
            else:
                return super().ftp_MLSD(path)

    if "stubborn" in faults:

        def ftp_DELE(self, path):
            if os.path.basename(path) == "stubborn":
                self.respond("550 Permission denied.")
            else:
                return super().ftp_DELE(path)

        def ftp_RNTO(self, path):
            if path.endswith("/page.txt") and os.path.exists(f"{folder}/no-room") and "old" not in self._rnfr:
                self.respond("552 Quota exceeded.")
            else:
                return super().ftp_RNTO(path)


class Groups(AbstractedFS):
    def get_group_by_gid(self, gid):
        return "Domain Users"


if "blunt" in faults:
    Handler.abstracted_fs = Groups
make_certificate()
authorizer = DummyAuthorizer()
rights = "elr" if "read-only" in faults else "elradfmw"
authorizer.add_user("desk", "pass word", folder, perm=rights)
Handler.authorizer = authorizer
if "mute" not in faults:
    Handler.dtp_handler = answering(Handler.dtp_handler)
if "full" in faults:
    Handler.dtp_handler = full(Handler.dtp_handler)
if not is_open:
    Handler.certfile = certificate
    Handler.tls_control_required = True
    Handler.tls_data_required = True
server = FTPServer(("127.0.0.1", int(port)), Handler)
if "crowded" in faults:
    server.max_cons_per_ip = 2
server.serve_forever()
