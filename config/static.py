"""Static files under hashed names, compressed once for each content."""

import os
from functools import cache

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Keep what an earlier collection compressed: a hashed name never changes its content.

    Compressing all anew took 7 s of the 8 that a changed style sheet cost at the next start.
    Only hashed names are kept (WHITENOISE_KEEP_ONLY_HASHED_FILES), so the rule holds for every file.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A page names sixty files, and the manifest does not change under a process.
        self.url = cache(self.url)

    def compress_files(self, paths):
        return super().compress_files([path for path in paths if not self.exists(f"{path}.br")])

    def create_compressor(self, **options):
        return WholeFileCompressor(**options)


class WholeFileCompressor(Compressor):
    """Give a compressed file its name when it is whole, brotli's last: that one says that nothing is left to do."""

    def compress(self, path):
        written = super().compress(path)
        for unfinished in reversed(written):
            os.replace(unfinished, unfinished.removesuffix(".unfinished"))
        return [unfinished.removesuffix(".unfinished") for unfinished in written]

    def write_data(self, path, data, suffix, stat_result):
        return super().write_data(path, data, f"{suffix}.unfinished", stat_result)
