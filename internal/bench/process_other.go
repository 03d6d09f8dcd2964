//go:build !linux

package main

import (
	"os"
	"time"
)

// peak is not known here: systems count it in different units.
func peak(*os.ProcessState) int64 { return 0 }

// spent is not known here.
func spent(int) time.Duration { return 0 }
