package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A lookout tells what stands at paths below a folder.
type lookout struct{ folder string }

func newLookout(out *os.Root) (*lookout, error) { return &lookout{out.Name()}, nil }

func (l *lookout) close() {}

// lstat tells what stands at path. That nothing does is no error.
func (l *lookout) lstat(path string) (f form, size, mtime int64, err error) {
	info, err := os.Lstat(filepath.Join(l.folder, filepath.FromSlash(path)))
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		return absent, 0, 0, nil
	case err != nil:
		return absent, 0, 0, err
	}
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return regular, info.Size(), info.ModTime().UnixNano(), nil
	case mode.IsDir():
		return foldered, 0, info.ModTime().UnixNano(), nil
	}
	return odd, 0, 0, nil
}
