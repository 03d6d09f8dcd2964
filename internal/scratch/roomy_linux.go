package scratch

import (
	"errors"
	"syscall"
)

// roomy reports whether dir is a file system in memory that has room, and lets
// programs run that lie there: some tests write such.
func roomy(dir string) bool {
	const inMemory, noPrograms = 0x01021994, 0x8
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return false
	}
	return s.Type == inMemory && s.Flags&noPrograms == 0 && s.Bavail*uint64(s.Bsize) >= room
}

// gone reports whether no process has that id any more.
func gone(pid int) bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
