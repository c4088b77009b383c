"""Certificates of emulated databases: of an authority of this process, for the name asked for."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any


@dataclass(frozen=True)
class Authority:
    """Who signs the certificates.

    Attributes:
        key: its private key.
        certificate: its own certificate.
        file: that certificate, for clients that are to know it.
    """

    key: Any
    certificate: Any
    file: Path


@cache
def authority() -> Authority:
    """Return the authority, made once."""
    from cryptography.hazmat.primitives.serialization import Encoding

    key, certificate = _made("emulated databases", None)
    file = Path(mkdtemp(prefix="tfdr-tls-")) / "authority.pem"
    file.write_bytes(certificate.public_bytes(Encoding.PEM))
    return Authority(key, certificate, file)


def server() -> ssl.SSLContext:
    """Return a server's TLS that shows a certificate for whatever name is asked for."""

    def choose(connection: Any, name: str | None, _: Any) -> None:
        connection.context = _for_name(name or "rds.amazonaws.com")
        connection.asked_for = name

    context = _for_name("rds.amazonaws.com")
    context.sni_callback = choose
    return context


@cache
def _for_name(name: str) -> ssl.SSLContext:
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    key, certificate = _made(name, authority())
    content = certificate.public_bytes(Encoding.PEM)
    content += key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = authority().file.with_name(f"{name}.pem")
    file.write_bytes(content)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def _made(name: str, signer: Authority | None) -> tuple[Any, Any]:
    """Return a key and a certificate for a name, signed by an authority or by itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name[:64])])
    issuer = subject if signer is None else signer.certificate.subject
    builder = (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        # A client's TLS goes by the clock on the wall, everything else here by the simulated one.
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if signer is None:
        return key, builder.sign(key, hashes.SHA256())
    own = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key())
    builder = builder.add_extension(own, critical=False).add_extension(
        x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
    )
    return key, builder.sign(signer.key, hashes.SHA256())
