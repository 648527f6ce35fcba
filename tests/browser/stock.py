"""A stock client of tus, PyPI tuspy, sends a film in two runs: the second goes on where the first stopped."""
import os
import sys

from tusclient import client

address, lesson, token, film = sys.argv[1:]
there = client.TusClient(f"{address}/api/v1/lessons/{lesson}/uploads", headers={"Authorization": f"Bearer {token}"})
about = {"filename": "tuspy.mp4"}
first = there.uploader(film, chunk_size=1_000_000, metadata=about, upload_checksum=True)
first.upload_chunk()
first.upload_chunk()
second = there.uploader(film, chunk_size=3_000_000, url=first.url, upload_checksum=True)
assert second.offset == 2_000_000, second.offset
second.upload()
assert second.offset == os.path.getsize(film), second.offset
