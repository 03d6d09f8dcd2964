//go:build unix

package publish

import (
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// A lookout tells what stands at paths below a folder.
type lookout struct {
	name   string
	folder *os.File
	fd     int
}

func newLookout(out *os.Root) (*lookout, error) {
	folder, err := out.Open(".")
	if err != nil {
		return nil, err
	}
	return &lookout{out.Name(), folder, int(folder.Fd())}, nil
}

func (l *lookout) close() { l.folder.Close() }

// lstat tells what stands at path. That nothing does is no error. It is asked twice
// for every file of a site, so it makes no FileInfo, and the system walks to the folder
// but once.
func (l *lookout) lstat(path string) (f form, size, mtime int64, err error) {
	var st unix.Stat_t
	for {
		err = unix.Fstatat(l.fd, path, &st, unix.AT_SYMLINK_NOFOLLOW)
		if err != unix.EINTR {
			break
		}
	}
	switch {
	case err == unix.ENOENT || err == unix.ENOTDIR:
		return absent, 0, 0, nil
	case err != nil:
		return absent, 0, 0, &fs.PathError{Op: "lstat", Path: filepath.Join(l.name, path), Err: err}
	}
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFREG:
		return regular, st.Size, st.Mtim.Nano(), nil
	case unix.S_IFDIR:
		return foldered, 0, st.Mtim.Nano(), nil
	}
	return odd, 0, 0, nil
}
