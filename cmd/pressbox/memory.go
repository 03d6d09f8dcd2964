package main

import (
	"math"
	"runtime/debug"
)

// A collector that waits until the heap has doubled takes twice the memory that a
// site needs. These limits are soft: beyond them it works more often, and no build
// fails. GOMEMLIMIT goes before them.
const (
	servedMemory   = 556 << 20 // bytes, like the others
	builtMemory    = 40 << 20
	documentMemory = 4300 // for each document of a site that is built
)

// spareMemory lets the collector begin at limit to work more often.
func spareMemory(limit int64) {
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(limit)
	}
}
