"""The signature of a trusted list (XAdES, enveloped), by one of the certificates that may sign it.

`signxml` verifies, in its strictest form: the signature under the root, exactly two references, no document
type, no entities, no transform but the enveloped signature and canonicalisation. Only what it says was signed
is read on. Its certificate is then compared, byte for byte, with those that may sign; no path is built.
"""

import base64
import binascii
from datetime import datetime

from cryptography import x509
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from services.credentials.adapters.verification.seals.certificates import Unreadable, load
from services.credentials.adapters.verification.trust.list_documents import TSL, UnreadableList

MAX_LIST_BYTES = 16 * 1024 * 1024
METHODS = frozenset(
    it for it in SignatureMethod if "SHA1" not in it.name and not it.name.startswith(("HMAC", "DSA", "SHA3"))
)
DIGESTS = frozenset((DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512))
_REFUSED = (
    SignXMLException,
    etree.LxmlError,
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    AssertionError,
)
"""What `signxml` raises where a signature does not hold, or is not one."""
_DS = "{http://www.w3.org/2000/09/xmldsig#}"
_TRANSFORMS = frozenset(
    {
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    }
)


def verified(content: bytes) -> tuple[etree._Element, x509.Certificate]:
    """Give the signed element of a list, and the certificate whose key signed it. Raises UnreadableList.

    Whether that certificate is one that may sign is for the caller to ask.
    """
    if len(content) > MAX_LIST_BYTES:
        raise UnreadableList(f"a list of more than {MAX_LIST_BYTES} bytes")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableList("a list with a document type")
    signer = _named_signer(_parsed(content))
    try:
        results = XAdESVerifier().verify(
            content, x509_cert=signer, expect_config=_configuration(signer.not_valid_before_utc)
        )
    except (
        SignXMLException,
        ValueError,
        TypeError,
        AttributeError,
        KeyError,
        etree.LxmlError,
        AssertionError,
    ) as error:
        raise UnreadableList(f"the signature of the list does not hold ({type(error).__name__})") from None
    roots = [it.signed_xml for it in results if it.signed_xml is not None]
    lists = [it for it in roots if it.tag == f"{TSL}TrustServiceStatusList"]
    if len(lists) != 1:
        raise UnreadableList("the signature covers no list")
    return lists[0], signer


def _configuration(when: datetime) -> XAdESSignatureConfiguration:
    return XAdESSignatureConfiguration(
        location="./",
        expect_references=2,
        signature_methods=METHODS,
        digest_algorithms=DIGESTS,
        verification_time=when,  # whether the list still speaks is asked of its next update
    )


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableList(f"the list is no XML ({type(error).__name__})") from None


def _named_signer(root: etree._Element) -> x509.Certificate:
    """Give the certificate that the signature names first."""
    signatures = root.findall(f"{_DS}Signature")
    if len(signatures) != 1 or len(list(root.iter(f"{_DS}Signature"))) != 1:
        raise UnreadableList("a list has one signature, under its root")
    if {it.get("Algorithm") for it in signatures[0].iter(f"{_DS}Transform")} - _TRANSFORMS:
        raise UnreadableList("the signature transforms the list in a way that is not accepted")
    found = signatures[0].find(f"{_DS}KeyInfo/{_DS}X509Data/{_DS}X509Certificate")
    if found is None or not found.text:
        raise UnreadableList("the signature names no certificate")
    try:
        return load(base64.b64decode(found.text))
    except (Unreadable, binascii.Error):
        raise UnreadableList("the certificate that the signature names cannot be read") from None
