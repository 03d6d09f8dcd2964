//go:build unix

package publish

import (
	"os"

	"golang.org/x/sys/unix"
)

// tryLock takes the lock of file until file is closed or the process ends.
func tryLock(file *os.File) (bool, error) {
	for {
		switch err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err {
		case nil:
			return true, nil
		case unix.EINTR:
		case unix.EWOULDBLOCK:
			return false, nil
		default:
			return false, err
		}
	}
}
