//go:build unix

package content

import "syscall"

// openFlags keep a pipe that took a file's place from holding the program up.
const openFlags = syscall.O_NONBLOCK
