#!/usr/bin/env python3
"""Checks exported evidence logs, with or without older checkpoints. Written from the specifications alone:
RFC 6962, c2sp.org/tlog-tiles, c2sp.org/tlog-checkpoint, c2sp.org/signed-note, c2sp.org/tlog-cosignature, c2sp.org/tlog-proof.

    python3 verify.py FOLDER [FOLDER ...] [--pin CHECKPOINT ...]
    python3 verify.py --proof FILE --key KEY

Prints one line for each folder, and what is wrong below it. Exit code 0: all is well; 1: something is wrong.
"""
import argparse
import base64
import hashlib
import hmac
import json
import os
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LOG, WITNESS = 1, 4


class Wrong(Exception):
    """What is wrong with a log, in words."""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(entry):
    return sha256(b"\x00", entry)


def node_hash(left, right):
    return sha256(b"\x01", left, right)


def root_of(stack):
    """The root over complete subtrees, the largest first."""
    if not stack:
        return sha256()
    root = stack[-1][1]
    for _, left in reversed(stack[:-1]):
        root = node_hash(left, root)
    return root


def push(stack, digest):
    height = 0
    while stack and stack[-1][0] == height:
        digest = node_hash(stack.pop()[1], digest)
        height += 1
    stack.append((height, digest))


def unbase64(text):
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong("something that should be base64 is not: %r" % text[:60])


class Key:
    def __init__(self, text):
        parts = text.split("+", 2)
        if len(parts) != 3:
            raise Wrong("%r is no key" % text)
        self.name, self.id, raw = parts[0], bytes.fromhex(parts[1]), unbase64(parts[2])
        if len(raw) != 33 or raw[0] not in (LOG, WITNESS):
            raise Wrong("%r is no Ed25519 key of a log or a witness" % text)
        if sha256(self.name.encode(), b"\n", raw)[:4] != self.id:
            raise Wrong("the id of the key %s is not its own" % self.name)
        self.use, self.public = raw[0], Ed25519PublicKey.from_public_bytes(raw[1:])

    def signed(self, text, signature):
        try:
            if self.use == WITNESS:
                stamp, signature = signature[:8], signature[8:]
                head = "cosignature/v1\ntime %d\n" % struct.unpack(">Q", stamp)
                text = head + text
            self.public.verify(signature, text.encode())
            return True
        except (InvalidSignature, struct.error):
            return False


class Checkpoint:
    def __init__(self, note, keys):
        if any(ord(c) < 32 and c != "\n" for c in note):
            raise Wrong("the checkpoint has control characters")
        body, gap, below = note.rpartition("\n\n")
        if not gap or not below.endswith("\n"):
            raise Wrong("the checkpoint is no signed note")
        self.text = body + "\n"
        lines = self.text.split("\n")[:-1]
        if len(lines) < 3 or not lines[0]:
            raise Wrong("the checkpoint has no origin, size and root")
        self.origin = lines[0]
        if not lines[1].isascii() or not lines[1].isdigit() or str(int(lines[1])) != lines[1]:
            raise Wrong("the checkpoint has no size")
        self.size, self.root = int(lines[1]), unbase64(lines[2])
        self.require_signature(below, keys)

    def require_signature(self, below, keys):
        found = False
        for line in below[:-1].split("\n"):
            words = line.split(" ")
            if len(words) != 3 or words[0] != "\u2014":
                raise Wrong("a line of signature cannot be read")
            raw = unbase64(words[2])
            for key in keys:
                if key.name == words[1] and key.id == raw[:4]:
                    if not key.signed(self.text, raw[4:]):
                        raise Wrong("a signature of %s is wrong" % key.name)
                    found = found or (key.use == LOG and key.name == self.origin)
        if not found:
            raise Wrong("the checkpoint of %s is not signed by the log's key" % self.origin)


def numbered(number, width):
    path = "%03d" % (number % 1000)
    while number >= 1000:
        number //= 1000
        path = "x%03d/%s" % (number % 1000, path)
    return path if width == 256 else "%s.p/%d" % (path, width)


class Log:
    def __init__(self, folder):
        self.folder = folder
        self.keys = [Key(line) for line in self.read("keys").decode().split("\n") if line]
        self.checkpoint = Checkpoint(self.read("checkpoint").decode(), self.keys)
        self.size = self.checkpoint.size

    def read(self, path):
        try:
            with open(os.path.join(self.folder, *path.split("/")), "rb") as file:
                return file.read()
        except OSError:
            raise Wrong("the file %s is not there" % path)

    def width(self, level, number):
        return max(0, min(256, (self.size >> (8 * level)) - number * 256))

    def tile(self, level, number):
        width = self.width(level, number)
        tile = self.read("tile/%d/%s" % (level, numbered(number, width)))
        if len(tile) != 32 * width:
            raise Wrong("tile %d of level %d has another length" % (number, level))
        return [tile[at:at + 32] for at in range(0, len(tile), 32)]

    def entries(self, number):
        width = self.width(0, number)
        bundle, entries = self.read("tile/entries/" + numbered(number, width)), []
        while bundle:
            if len(bundle) < 2:
                raise Wrong("bundle %d is cut off" % number)
            length = struct.unpack(">H", bundle[:2])[0]
            if len(bundle) < 2 + length:
                raise Wrong("bundle %d is cut off" % number)
            entries.append(bundle[2:2 + length])
            bundle = bundle[2 + length:]
        if len(entries) != width:
            raise Wrong("bundle %d has %d entries, not %d" % (number, len(entries), width))
        return entries

    def some(self):
        """The entries of one account by their numbers, where not all are there."""
        path = os.path.join(self.folder, "entries.txt")
        if not os.path.exists(path):
            return None
        some = {}
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        for part in text.split("\n\n")[:-1]:
            head, _, entry = part.split("\n", 2)
            word, _, number = head.partition(" ")
            if word != "number" or not number.isdigit() or int(number) >= self.size:
                raise Wrong("an entry of the account has no place in the log")
            some[int(number)] = (entry + "\n").encode()
        return some

    def verify(self, pins):
        some = self.some()
        sizes = {pin.size: None for pin in pins}
        stack, levels = [], [[] for _ in range(9)]
        for number in range((self.size + 255) // 256):
            tile = self.tile(0, number)
            if some is None:
                found = [leaf_hash(entry) for entry in self.entries(number)]
                for at, (one, other) in enumerate(zip(found, tile)):
                    if one != other:
                        raise Wrong("entry %d is not the one that the tree holds" % (number * 256 + at))
            for at, digest in enumerate(tile):
                index = number * 256 + at
                if index in sizes:
                    sizes[index] = root_of(stack)
                if some and index in some and leaf_hash(some[index]) != digest:
                    raise Wrong("entry %d is not the one that the tree holds" % index)
                push(stack, digest)
                self.carry(levels, 1, tile if at == 255 else None)
        if self.size in sizes:
            sizes[self.size] = root_of(stack)
        for level, rest in enumerate(levels):
            if rest and rest != self.tile(level, (self.size >> (8 * level)) // 256):
                raise Wrong("the last tile of level %d is another" % level)
        if root_of(stack) != self.checkpoint.root:
            raise Wrong("the tree has another root than the checkpoint says")
        for pin in pins:
            self.compare(pin, sizes)
        return self.size if some is None else len(some)

    def carry(self, levels, level, full):
        """Hands the hash of a full tile up, and compares the tile above when it is full too."""
        if full is None:
            return
        row = full
        while len(row) > 1:
            row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
        levels[level].append(row[0])
        if len(levels[level]) == 256:
            above, levels[level] = levels[level], []
            number = self.numbers = getattr(self, "numbers", {})
            at = number.get(level, 0)
            number[level] = at + 1
            if above != self.tile(level, at):
                raise Wrong("tile %d of level %d is another" % (at, level))
            self.carry(levels, level + 1, above)

    def compare(self, pin, sizes):
        if pin.size > self.size:
            raise Wrong("the older checkpoint has %d entries, the log %d: it was cut off" % (pin.size, self.size))
        if sizes[pin.size] != pin.root:
            raise Wrong("the first %d entries are not those that the older checkpoint was signed for" % pin.size)


def check(folder, pins):
    log = Log(folder)
    read = []
    for path in pins:
        with open(path, encoding="utf-8") as file:
            lines = [line.rstrip() for line in file.read().strip().splitlines()]
        try:
            read.append(Checkpoint("\n".join(lines) + "\n", log.keys))
        except Wrong as wrong:
            raise Wrong("the older checkpoint: %s" % wrong)
    entries = log.verify(read)
    root = base64.b64encode(log.checkpoint.root).decode()
    return "%s: %d entries of %d checked, root %s" % (log.checkpoint.origin, entries, log.size, root)


def prove(path, key):
    """A proof of one entry: that it is in the log, and that it speaks of the details beside it."""
    with open(path, encoding="utf-8", newline="") as file:
        head, _, note = file.read().partition("\n\n")
    lines = head.split("\n")
    if lines[0] != "c2sp.org/tlog-proof@v1" or not lines[1].startswith("extra ") or not lines[2].startswith("index "):
        raise Wrong("this is no proof")
    extra, index = json.loads(unbase64(lines[1][6:])), int(lines[2][6:])
    hashes, checkpoint = [unbase64(line) for line in lines[3:]], Checkpoint(note, [Key(key)])
    entry = extra["entry"].encode()
    if climb(leaf_hash(entry), index, checkpoint.size, hashes) != checkpoint.root:
        raise Wrong("the entry is not in the log")
    if extra.get("details") is not None:
        digest = hmac.new(bytes.fromhex(extra["opening"]), extra["details"].encode(), "sha256").hexdigest()
        if ("digest keyed %s\n" % digest) not in extra["entry"]:
            raise Wrong("the entry speaks of something else")
    return "entry %d of %d in %s: %s" % (index, checkpoint.size, checkpoint.origin, extra.get("details"))


def climb(digest, index, size, hashes):
    """The root that a proof of inclusion leads to (RFC 9162, 2.1.3.2)."""
    fn, sn = index, size - 1
    if index >= size:
        raise Wrong("the log has no entry %d" % index)
    for other in hashes:
        if sn == 0:
            raise Wrong("the proof is too long")
        if fn & 1 or fn == sn:
            digest = node_hash(other, digest)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            digest = node_hash(digest, other)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise Wrong("the proof is too short")
    return digest


def main():
    parser = argparse.ArgumentParser(description="Checks exported evidence logs.")
    parser.add_argument("folders", nargs="*", metavar="FOLDER")
    parser.add_argument("--proof", metavar="FILE", help="a proof of one entry, to be checked with --key")
    parser.add_argument("--key", help="the public key of the log")
    parser.add_argument("--pin", action="append", default=[], metavar="CHECKPOINT", help="an older checkpoint that you kept")
    options = parser.parse_args()
    failed = False
    if options.proof:
        try:
            print("ok: %s" % prove(options.proof, options.key or ""))
        except (Wrong, ValueError, KeyError, IndexError) as wrong:
            failed = True
            print("WRONG: %s: %s" % (options.proof, wrong))
    for folder in options.folders:
        try:
            print("ok: %s: %s" % (folder, check(folder, options.pin)))
        except (Wrong, ValueError, UnicodeDecodeError) as wrong:
            failed = True
            print("WRONG: %s: %s" % (folder, wrong))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
