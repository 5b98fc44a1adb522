"""The command: ask the hub what waits, show it, ask for the PIN, sign, hand over."""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID

from hub.sign_client import keys, line
from hub.sign_client.keys import CannotSign, Key
from hub.sign_client.line import HubRefused

Say = Callable[[str], None]


def main(
    arguments: list[str] | None = None,
    *,
    ask_pin: Callable[[str], str] = getpass.getpass,
    say: Say = print,
) -> int:
    """Sign one document; return the exit code: 0 signed, 1 not."""
    options = _options(arguments)
    try:
        _sign(options, ask_pin, say)
    except (CannotSign, HubRefused) as refusal:
        say(f"Chưa ký: {refusal}")
        return 1
    return 0


def _sign(options: argparse.Namespace, ask_pin: Callable[[str], str], say: Say) -> None:
    address = options.address.rstrip("/")
    waiting = line.describe(address)
    say(f"Văn bản cần ký: {waiting['title']}")
    say(f"Tệp: {waiting['filename']} (SHA-256 {waiting['sha256']})")
    say(f"Người ký: {waiting['signer']}")
    with _opened(options, ask_pin, say) as key:
        say(f"Chứng thư số: {_name(key.certificate)}")
        der = key.certificate.public_bytes(serialization.Encoding.DER)
        prepared = line.send_certificate(address, der)
        file = line.fetch_prepared(address)
        line.ensure_the_same(prepared, file)
        if options.save:
            Path(options.save).write_bytes(file)
            say(f"Đã lưu bản sẽ ký vào {options.save}.")
        signature = key.sign(prepared.attributes)
    say(line.send_signature(address, signature))


@contextmanager
def _opened(options: argparse.Namespace, ask_pin: Callable[[str], str], say: Say) -> Iterator[Key]:
    if options.pkcs12:
        yield keys.open_file(Path(options.pkcs12), ask_pin("Mã PIN: "))
        return
    found = keys.list_token(options.module, options.token)
    if not found:
        raise CannotSign("Thiết bị không có chứng thư số nào.")
    if len(found) > 1 and not options.key:
        for each in found:
            say(f"  {each.uri}  {_name(x509.load_der_x509_certificate(each.der))}")
        raise CannotSign("Thiết bị có nhiều chứng thư số; hãy chọn một bằng --key.")
    uri = options.key or found[0].uri
    with keys.open_token(options.module, uri, ask_pin("Mã PIN: ")) as key:
        yield key


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m hub.sign_client",
        description="Ký số một văn bản bằng khóa trên máy này. Khóa không rời khỏi máy.",
    )
    parser.add_argument("address", help="địa chỉ dùng một lần trên trang ký của hệ thống")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--pkcs12", help="tệp khóa .p12 hoặc .pfx")
    source.add_argument("--module", help="thư viện PKCS#11 của thiết bị lưu khóa (.so, .dll)")
    parser.add_argument("--token", default="", help="tên thiết bị, khi cắm nhiều thiết bị")
    parser.add_argument("--key", default="", help="khóa trên thiết bị (pkcs11:…), khi có nhiều")
    parser.add_argument("--save", help="lưu bản sẽ ký vào tệp này để xem trước")
    return parser.parse_args(arguments)


def _name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


if __name__ == "__main__":
    sys.exit(main())
