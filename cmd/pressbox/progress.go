package main

import (
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// A bar shows how far a long step is: on a terminal only, and only once the
// step has taken a second.
type bar struct {
	mu    sync.Mutex
	p     *program
	what  string
	start time.Time
	shown *progressbar.ProgressBar
}

// progress begins a step.
func (p *program) progress(what string) *bar {
	return &bar{p: p, what: what, start: p.clock()}
}

// set says that done of total parts are made. Any goroutine may call it.
func (b *bar) set(done, total int) {
	if !b.p.terminal || b.p.quiet {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown == nil {
		if b.p.clock().Sub(b.start) < time.Second {
			return
		}
		b.shown = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(b.p.stderr),
			progressbar.OptionSetDescription(b.what),
			progressbar.OptionShowCount(),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionEnableColorCodes(b.p.color[b.p.stderr]))
	}
	// A bar that cannot be drawn is no reason to stop the build.
	_ = b.shown.Set(done)
}

// end takes the bar off the screen.
func (b *bar) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown != nil {
		_ = b.shown.Clear()
	}
}
