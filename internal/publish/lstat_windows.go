package publish

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// lstat tells what stands at a path. That nothing does is no error.
func lstat(full string) (f form, size, mtime int64, err error) {
	info, err := os.Lstat(full)
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
