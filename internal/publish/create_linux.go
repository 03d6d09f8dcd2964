package publish

import (
	"os"

	"golang.org/x/sys/unix"
)

// create makes a file that must not be there yet, in one call to the system where an os.Root
// needs one for each part of path: no part may be a link. It returns nil where that is not
// known (before Linux 5.6, in some containers) and where it fails: then an os.Root tells why.
func (l *lookout) create(path string) *os.File {
	fd, err := unix.Openat2(l.fd, path, &unix.OpenHow{
		Flags: unix.O_CREAT | unix.O_EXCL | unix.O_WRONLY | unix.O_CLOEXEC, Mode: 0o666,
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS,
	})
	if err != nil {
		return nil
	}
	return os.NewFile(uintptr(fd), path)
}
