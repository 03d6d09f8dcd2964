//go:build !linux

package main

import "time"

// highest is not known here.
func highest(int) int64 { return 0 }

// spent is not known here.
func spent(int) time.Duration { return 0 }
