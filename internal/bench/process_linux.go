package main

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// peak returns the most memory that a process had, in bytes.
func peak(state *os.ProcessState) int64 {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss << 10
	}
	return 0
}

// spent returns the processor time of a process that runs. Its own clock tells it
// to the microsecond, /proc to the hundredth of a second only.
func spent(pid int) time.Duration {
	const whole = 2 // of the clocks of a process, that of all it does
	var t unix.Timespec
	if unix.ClockGettime(int32(^pid<<3|whole), &t) != nil {
		return 0 // it has ended
	}
	return time.Duration(t.Nano())
}
