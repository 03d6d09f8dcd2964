package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// highest returns the most memory that a process that runs had so far, in bytes.
// What the system says of one that has ended will not do: until it ran its program,
// it had the memory of the one that started it.
func highest(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "\nVmHWM:")
	kib, _, _ := strings.Cut(after, " kB")
	n, _ := strconv.ParseInt(strings.TrimSpace(kib), 10, 64) // none when it is ending
	return n << 10
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
