//go:build unix

package publish

import (
	"io/fs"

	"golang.org/x/sys/unix"
)

// lstat tells what stands at a path. That nothing does is no error. It is asked
// twice for every file of a site, so it makes no FileInfo.
func lstat(full string) (f form, size, mtime int64, err error) {
	var st unix.Stat_t
	for {
		err = unix.Lstat(full, &st)
		if err != unix.EINTR {
			break
		}
	}
	switch {
	case err == unix.ENOENT || err == unix.ENOTDIR:
		return absent, 0, 0, nil
	case err != nil:
		return absent, 0, 0, &fs.PathError{Op: "lstat", Path: full, Err: err}
	}
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
		return regular, st.Size, st.Mtim.Nano(), nil
	case unix.S_IFDIR:
		return foldered, 0, st.Mtim.Nano(), nil
	}
	return odd, 0, 0, nil
}
