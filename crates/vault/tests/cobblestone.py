#!/usr/bin/env python3
"""Opens sealed objects without any code of Tutela: written from the text of C2SP chunked-encryption and from FORMAT.md.

    cobblestone.py STORE MANIFEST.json

The manifest names the root key, the installation, and for each object what its rows say; the store is a folder. Every object is
opened from the root key down and compared with the SHA-256 of its plaintext. Standard library and `cryptography` alone.
"""
import base64
import hashlib
import hmac
import json
import pathlib
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

AEAD = b"AEAD_AES_256_GCM"
SALT, COMMITMENT, TAG, CHUNK = 24, 32, 16, 16 * 1024
KEY, NONCE = 32, 12


class Refused(Exception):
    """The bytes are not what was sealed."""


def hkdf_expand(prk: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869, section 2.3, with SHA-512."""
    out, block, counter = b"", b"", 1
    while len(out) < length:
        block = hmac.new(prk, block + info + bytes([counter]), hashlib.sha512).digest()
        out += block
        counter += 1
    return out[:length]


def open_message(input_key: bytes, context: bytes, sealed: bytes) -> bytes:
    """Opens a whole message of Cobblestone-256."""
    if len(sealed) < SALT + COMMITMENT + TAG:
        raise Refused("too short for a message")
    salt, commitment = sealed[:SALT], sealed[SALT : SALT + COMMITMENT]
    info = b"c2sp.org/chunked-encryption@v1+" + AEAD + b"\x00" + salt + context
    derived = hkdf_expand(input_key, info, KEY + NONCE + COMMITMENT)
    key, base, expected = derived[:KEY], derived[KEY : KEY + NONCE], derived[KEY + NONCE :]
    if not hmac.compare_digest(commitment, expected):
        raise Refused("another key, salt or context")
    aead, plain, chunks = AESGCM(key), [], sealed[SALT + COMMITMENT :]
    number, at = 0, 0
    while True:
        chunk = chunks[at : at + CHUNK + TAG]
        at += len(chunk)
        nonce = (int.from_bytes(base, "big") ^ number).to_bytes(NONCE, "big")
        try:
            plain.append(aead.decrypt(nonce, chunk, b""))
        except (InvalidTag, ValueError) as error:
            raise Refused(f"chunk {number}") from error
        number += 1
        if at == len(chunks):
            if len(chunk) == CHUNK + TAG:
                raise Refused("the end is missing")
            return b"".join(plain)


def unwrap(outer: bytes, wrapped: bytes, context: str) -> bytes:
    """A wrapped key: version || nonce || AES-256-GCM(key) || tag."""
    if len(wrapped) != 1 + NONCE + KEY + TAG or wrapped[0] != 1:
        raise Refused("no wrapped key of version 1")
    try:
        return AESGCM(outer).decrypt(wrapped[1 : 1 + NONCE], wrapped[1 + NONCE :], context.encode())
    except InvalidTag as error:
        raise Refused("the key does not open here") from error


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def open_object(store: pathlib.Path, manifest: dict, one: dict) -> bytes:
    """From the root key down to the bytes of one object."""
    root, house = decode(manifest["root"]), manifest["installation"]
    account, name = one["account"], one["object"]
    wrapped = decode(manifest["accounts"][account])
    account_key = unwrap(root, wrapped, f"account key|tutela/v1|{house}|{account}")
    context = f"tutela/v1|{house}|{account}|{name}|{one['purpose']}"
    object_key = unwrap(account_key, decode(one["wrapped_key"]), f"object key|{context}")
    sealed = (store / "objects" / account / name).read_bytes()
    return open_message(object_key, context.encode(), sealed)


def main() -> int:
    store, manifest = pathlib.Path(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text())
    opened, plain_bytes = 0, 0
    for one in manifest["objects"]:
        plain = open_object(store, manifest, one)
        if len(plain) != one["size"] or hashlib.sha256(plain).hexdigest() != one["sha256"]:
            print(f"{one['object']}: opened, and is something else")
            return 1
        opened += 1
        plain_bytes += len(plain)
    refused = 0
    for one in manifest["objects"][:20]:
        # Under another purpose, and so under another context, nothing opens.
        try:
            open_object(store, manifest, {**one, "purpose": one["purpose"] + "x"})
        except Refused:
            refused += 1
    print(f"objects opened: {opened}")
    print(f"bytes opened: {plain_bytes}")
    print(f"refused under another context: {refused}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
