"""Describes a tree of files, one line an entry. argv[1] = its root."""
import hashlib
import os
import stat
import sys

KINDS = {stat.S_IFREG: "file", stat.S_IFDIR: "directory", stat.S_IFLNK: "link", stat.S_IFIFO: "fifo", stat.S_IFSOCK: "socket",
         stat.S_IFCHR: "character", stat.S_IFBLK: "block"}


def escaped(raw):
    return raw.decode("utf-8", "backslashreplace").encode("unicode_escape").decode("ascii")


def digest(path):
    sha = hashlib.sha256()
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(1 << 20), b""):
            sha.update(piece)
    return sha.hexdigest()


def attributes(path):
    names = sorted(os.listxattr(path, follow_symlinks=False))
    return ",".join(f"{name}={os.getxattr(path, name, follow_symlinks=False).hex()}" for name in names)


def entries(root):
    yield b"."
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            yield os.path.relpath(os.path.join(folder, name), root)


def describe(root):
    first_names = {}
    for name in sorted(entries(root)):
        path = os.path.join(root, name)
        status = os.lstat(path)
        kind = KINDS[stat.S_IFMT(status.st_mode)]
        fields = [kind, f"{stat.S_IMODE(status.st_mode):04o}", f"{status.st_uid}:{status.st_gid}",
                  f"mtime={status.st_mtime_ns // 10**9}.{status.st_mtime_ns % 10**9:09d}"]
        if kind == "file":
            sparse = " sparse" if status.st_blocks * 512 < status.st_size else ""
            fields.append(f"size={status.st_size}{sparse} sha256={digest(path)}")
        if kind == "link":
            fields.append(f"-> {escaped(os.readlink(path))}")
        if kind in ("character", "block"):
            fields.append(f"device={os.major(status.st_rdev)}:{os.minor(status.st_rdev)}")
        if kind != "directory" and status.st_nlink > 1:
            first = first_names.setdefault((status.st_dev, status.st_ino), escaped(name))
            fields.append(f"links={status.st_nlink} same-as={first}")
        if os.listxattr(path, follow_symlinks=False):
            fields.append(f"xattrs={attributes(path)}")
        print(escaped(name), *fields)


describe(os.fsencode(sys.argv[1]))
