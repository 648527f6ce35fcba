#!/usr/bin/env python3
"""Verifies an evidence pack without the program that made it: python3 verify.py PACK.tar [PUBLIC-KEY.pem]

Every file is held against the manifest, and the manifest against the signature (Ed25519, by openssl). Give the public key
that you were handed another way: the one inside the pack shows that it is whole, not who made it.
"""
import hashlib
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile


def main(pack, key=None):
    with tarfile.open(pack) as tar:
        files = {member.name: tar.extractfile(member).read() for member in tar.getmembers()}
        if len(files) != len(tar.getmembers()):
            sys.exit("a file is there twice")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("manifest.json", "manifest.sig", "public-key.pem"):
            (pathlib.Path(folder) / name).write_bytes(files[name])
        command = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", key or f"{folder}/public-key.pem",
                   "-in", f"{folder}/manifest.json", "-sigfile", f"{folder}/manifest.sig"]
        if subprocess.run(command, capture_output=True).returncode:
            sys.exit("the signature does not fit the manifest and the key")
    manifest = json.loads(files["manifest.json"])
    listed = {file["name"]: file["sha256"] for file in manifest["files"]}
    for name, digest in listed.items():
        if hashlib.sha256(files.get(name, b"")).hexdigest() != digest:
            sys.exit(f"{name} was altered or is missing")
    loose = set(files) - set(listed) - {"manifest.json", "manifest.sig"}
    if loose:
        sys.exit(f"not in the manifest: {', '.join(sorted(loose))}")
    print(f"whole and signed: account {manifest['account']}, made {manifest['made_at']}, {len(listed)} files")


main(*sys.argv[1:])
