// Package scratch turns the temporary folder of a test's process into one in memory,
// where there is room. Tests write and remove files by the ten thousand, and a disk
// makes some of them wait a minute for that. Nothing but tests uses it.
package scratch

import "os"

// room is what a file system in memory has to have free: several times what all tests
// together write, so that none of them is the first to find it full.
const room = 2 << 30

// InMemory lets t.TempDir, os.MkdirTemp and the programs that a test starts make
// their folders in memory, if there is a file system in memory with room, and
// nobody has said where else they shall be. done removes what is left there.
func InMemory() (done func()) {
	if os.Getenv("TMPDIR") != "" || !roomy("/dev/shm") {
		return func() {}
	}
	dir, err := os.MkdirTemp("/dev/shm", "pressbox-test-")
	if err != nil {
		return func() {}
	}
	os.Setenv("TMPDIR", dir)
	return func() {
		os.Unsetenv("TMPDIR")
		os.RemoveAll(dir)
	}
}
