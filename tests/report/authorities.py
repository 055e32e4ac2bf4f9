"""A certification authority and a time-stamp authority for tests, with OCSP, CRL and time stamps on loopback."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from assessments.report.assurance import Assurance
from assessments.report.keys import SealKey
from assessments.report.levels import Level
from assessments.report.stamping import StampAuthority

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
LONG = timedelta(days=900)


@dataclass(slots=True)
class Authorities:
    """Everything that a seal of any level needs."""

    address: str
    root: x509.Certificate
    middle: x509.Certificate
    middle_key: ec.EllipticCurvePrivateKey
    root_key: ec.EllipticCurvePrivateKey
    stamping_key: Key
    stamping: x509.Certificate
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    """The time that the time-stamp authority vouches for."""
    revoked: set[int] = field(default_factory=set)
    """Serial numbers."""
    answers: bool = True
    """Whether the authority tells of revocation."""
    stamp_answer: Callable[[bytes], tuple[int, str, bytes]] | None = None
    """What the time-stamp authority says instead of a time stamp: status, type and body."""
    asked: int = 0
    """How often a time stamp was asked for."""
    wants: str = ""
    """The value of the header `Authorization` that it demands."""
    names_algorithms: bool = False
    """Whether tokens carry the attribute that protects the algorithms."""
    names_by_sha1: bool = False
    """Whether tokens name their certificate as authorities did before SHA-256, and many still do."""

    def key(self, name: str = "兰庭广场 Lanting Plaza", *, private: Key | None = None, days: int = 365) -> SealKey:
        """A new sealing key."""
        made = private or ec.generate_private_key(ec.SECP256R1())
        certificate = issue(name, made, self.middle, self.middle_key, self.address, days=days)
        return SealKey(certificate, (self.middle,), made)

    def stamper(self, **changed: object) -> StampAuthority:
        """The time-stamp authority as a setting."""
        return StampAuthority(**{"address": f"{self.address}/tsa", "certificates": (self.middle,), **changed})  # type: ignore[arg-type]

    def assurance(self, level: Level) -> Assurance:
        """Everything configured."""
        return Assurance(level, self.stamper(), (self.root,))


def issue(
    name: str,
    key: Key,
    issuer: x509.Certificate | None,
    issuer_key: Key,
    address: str,
    *,
    is_ca: bool = False,
    stamps: bool = False,
    days: int = 365,
) -> x509.Certificate:
    """A certificate that says where its revocation is told."""
    now = datetime.now(UTC) - timedelta(days=30)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    told = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{address}/ocsp"))
    list_at = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{address}/crl")], None, None, None)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(is_ca, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(x509.KeyUsage(not is_ca, not is_ca, *(False,) * 3, is_ca, is_ca, *(False,) * 2), critical=True)
    )
    if stamps:
        builder = builder.add_extension(x509.CRLDistributionPoints([list_at]), critical=False)
    else:
        builder = builder.add_extension(x509.AuthorityInformationAccess([told]), critical=False)
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


@contextmanager
def running_authorities(stamping_key: Key | None = None) -> Iterator[Authorities]:
    """Root, authority below it, time-stamp authority; told and stamped on loopback while the context lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    root_key, middle_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = issue("Test Root", root_key, None, root_key, address, is_ca=True, days=3000)
    middle = issue("Test Issuing", middle_key, root, root_key, address, is_ca=True, days=2000)
    stamping_key = stamping_key or ec.generate_private_key(ec.SECP256R1())
    stamping = issue("Test Time Stamps", stamping_key, middle, middle_key, address, stamps=True, days=1000)
    server.authorities = Authorities(  # type: ignore[attr-defined]
        address, root, middle, middle_key, root_key, stamping_key, stamping
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.authorities  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Silence."""

    def do_GET(self) -> None:
        """The revocation list of the issuing authority."""
        self._answer(200, "application/pkix-crl", _revocation_list(self._authorities))

    def do_POST(self) -> None:
        """A status, or a time stamp."""
        who = self._authorities
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/ocsp":
            self._answer(200 if who.answers else 503, "application/ocsp-response", _status(who, body))
            return
        who.asked += 1
        if who.wants and self.headers.get("Authorization") != who.wants:
            self._answer(401, "text/plain", b"")
        elif who.stamp_answer is not None:
            self._answer(*who.stamp_answer(body))
        else:
            self._answer(200, "application/timestamp-reply", stamp(who, body))

    @property
    def _authorities(self) -> Authorities:
        found: Authorities = self.server.authorities  # type: ignore[attr-defined]
        return found

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _revocation_list(who: Authorities) -> bytes:
    now = datetime.now(UTC)
    builder = x509.CertificateRevocationListBuilder().issuer_name(who.middle.subject)
    builder = builder.last_update(now - timedelta(hours=1)).next_update(now + timedelta(days=30))
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(who.middle_key.public_key()), critical=False
    ).add_extension(x509.CRLNumber(1), critical=False)
    return builder.sign(who.middle_key, hashes.SHA256()).public_bytes(Encoding.DER)


def _status(who: Authorities, body: bytes) -> bytes:
    asked = ocsp.load_der_ocsp_request(body)
    now = datetime.now(UTC)
    is_revoked = asked.serial_number in who.revoked
    built = ocsp.OCSPResponseBuilder().add_response_by_hash(
        asked.issuer_name_hash,
        asked.issuer_key_hash,
        asked.serial_number,
        asked.hash_algorithm,
        ocsp.OCSPCertStatus.REVOKED if is_revoked else ocsp.OCSPCertStatus.GOOD,
        now - timedelta(minutes=5),
        now + timedelta(days=7),
        now - timedelta(hours=2) if is_revoked else None,
        x509.ReasonFlags.key_compromise if is_revoked else None,
    )
    is_middle = asked.serial_number == who.middle.serial_number
    issuer, key = (who.root, who.root_key) if is_middle else (who.middle, who.middle_key)
    built = built.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer)
    for each in asked.extensions:
        built = built.add_extension(each.value, critical=False)
    return built.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


def stamp(who: Authorities, body: bytes) -> bytes:
    """The answer of the time-stamp authority; an ECDSA signature always in its upper form, as half of all are."""
    asked = tsp.TimeStampReq.load(body)
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.3.6.1.4.1.99999.1",
            "message_imprint": asked["message_imprint"],
            "serial_number": x509.random_serial_number(),
            "gen_time": who.now(),
            "nonce": asked["nonce"].native,
        }
    )
    status = tsp.PKIStatusInfo({"status": "granted"})
    return bytes(tsp.TimeStampResp({"status": status, "time_stamp_token": token(who, info.dump())}).dump())


def token(who: Authorities, content: bytes) -> cms.ContentInfo:
    """A token over a content, with the certificate of the issuer besides."""
    leaf, issuer = (asn1_x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in (who.stamping, who.middle))
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    kind = "rsassa_pkcs1v15" if isinstance(who.stamping_key, rsa.RSAPrivateKey) else "sha256_ecdsa"
    mechanism = algos.SignedDigestAlgorithm({"algorithm": kind})
    named = tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({"cert_hash": leaf.sha256})]})
    attributes = [
        cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
        cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(content).digest()]}),
        cms.CMSAttribute({"type": "signing_certificate_v2", "values": [named]}),
    ]
    if who.names_by_sha1:
        older = tsp.SigningCertificate({"certs": [tsp.ESSCertID({"cert_hash": leaf.sha1})]})
        attributes[-1] = cms.CMSAttribute({"type": "signing_certificate", "values": [older]})
    if who.names_algorithms:
        protection = cms.CMSAlgorithmProtection({"digest_algorithm": digest, "signature_algorithm": mechanism})
        attributes.append(cms.CMSAttribute({"type": "cms_algorithm_protection", "values": [protection]}))
    signed = cms.CMSAttributes(attributes)
    sid = cms.IssuerAndSerialNumber({"issuer": leaf.issuer, "serial_number": leaf.serial_number})
    info = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": sid}),
            "digest_algorithm": digest,
            "signature_algorithm": mechanism,
            "signed_attrs": signed,
            "signature": _signature(who.stamping_key, signed.dump()),
        }
    )
    data = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [digest],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(content)},
            "certificates": [cms.CertificateChoices("certificate", each) for each in (leaf, issuer)],
            "signer_infos": [info],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": data})


def _signature(key: Key, data: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return encode_dss_signature(r, max(s, key.curve.group_order - s))


def write_certificates(path: Path, *certificates: x509.Certificate) -> Path:
    """A PEM file."""
    path.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in certificates))
    return path
