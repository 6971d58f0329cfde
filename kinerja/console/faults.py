"""What the operating system refuses, in the words of the people who read it: the cause and what to do."""

import errno
from typing import Final

_ROOM: Final = "ruang penyimpanannya habis. Kosongkan sebagian, atau pilih tempat lain."
_RIGHT: Final = "tidak ada izin untuk itu. Pilih tempat lain, atau minta izinnya kepada pengelola komputer."
_CAUSES: Final = {
    errno.EACCES: _RIGHT,
    errno.EPERM: _RIGHT,
    errno.EROFS: "tempat itu hanya dapat dibaca. Pilih tempat lain.",
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: "berkasnya melampaui ukuran terbesar di tempat itu. Pilih tempat lain.",
    errno.ENOENT: "folder atau berkasnya tidak ada. Periksa namanya.",
    errno.ENOTDIR: "sebagian alamatnya bukan folder. Periksa namanya.",
    errno.EISDIR: "itu sebuah folder. Sebutkan nama berkasnya.",
    errno.ENAMETOOLONG: "namanya terlalu panjang. Pakai nama yang lebih pendek.",
    errno.ELOOP: "tautannya berputar ke dirinya sendiri. Sebutkan berkas yang sebenarnya.",
    errno.EIO: "perangkat penyimpanannya bermasalah. Salin berkasnya ke tempat lain, lalu ulangi.",
    errno.EMFILE: "terlalu banyak berkas terbuka. Tutup program lain, lalu ulangi.",
    errno.ENFILE: "terlalu banyak berkas terbuka. Tutup program lain, lalu ulangi.",
    errno.EBUSY: "berkasnya sedang dipakai. Tutup di program lain, lalu ulangi.",
    errno.ETXTBSY: "berkasnya sedang dipakai. Tutup di program lain, lalu ulangi.",
}


def told(problem: OSError | RuntimeError) -> str:
    """Return cause and advice, to stand behind what could not be done: "Hasil tidak dapat ditulis: ..."."""
    if not isinstance(problem, OSError):  # a loop of links, as pathlib tells it
        return _CAUSES[errno.ELOOP]
    unknown = f"sistem menolaknya (galat {problem.errno}). Pilih tempat lain, lalu ulangi."
    return _CAUSES.get(problem.errno or 0, unknown)
