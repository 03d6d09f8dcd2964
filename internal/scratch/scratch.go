// Package scratch turns the temporary folder of a test's process into one in memory,
// where there is room. Tests write and remove files by the ten thousand, and a disk
// makes some of them wait a minute for that. Nothing but tests uses it.
package scratch

import (
	"fmt"
	"os"
	"path/filepath"
)

// room is what a file system in memory has to have free: several times what all tests
// together write, so that none of them is the first to find it full.
const room = 2 << 30

// name is how a folder is called, by the process that made it.
const name = "pressbox-test-%d-"

// sweep removes from dir what processes left there that were killed.
func sweep(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, "pressbox-test-*"))
	for _, each := range left {
		var pid int
		if _, err := fmt.Sscanf(filepath.Base(each), name, &pid); err == nil && pid > 0 && gone(pid) {
			os.RemoveAll(each)
		}
	}
}

// InMemory lets t.TempDir, os.MkdirTemp and the programs that a test starts make
// their folders in memory, if there is a file system in memory with room, and
// nobody has said where else they shall be. done removes what is left there.
func InMemory() (done func()) {
	if os.Getenv("TMPDIR") != "" || !roomy("/dev/shm") {
		return func() {}
	}
	sweep("/dev/shm")
	dir, err := os.MkdirTemp("/dev/shm", fmt.Sprintf(name, os.Getpid()))
	if err != nil {
		return func() {}
	}
	os.Setenv("TMPDIR", dir)
	return func() {
		os.Unsetenv("TMPDIR")
		os.RemoveAll(dir)
	}
}
