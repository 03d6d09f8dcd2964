package site

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"pressbox/internal/newsroom"
)

// BenchmarkReload measures what the preview does between a save and the changed
// page: one post of the site in the folder BIG is edited, the site is loaded again
// from the one before, and the post's page is rendered. Its figure is processor
// time, of the collector too.
func BenchmarkReload(b *testing.B) {
	b.Run("body", func(b *testing.B) {
		benchmarkReload(b, func(text []byte, n int) []byte { return fmt.Appendf(text, "\nEdit %d.\n", n) })
	})
	b.Run("title", func(b *testing.B) {
		benchmarkReload(b, func(text []byte, n int) []byte {
			return bytes.Replace(text, []byte("title: "), fmt.Appendf(nil, "title: %d ", n), 1)
		})
	})
	b.Run("status", func(b *testing.B) {
		statuses := newsroom.Statuses()
		benchmarkReload(b, func(text []byte, n int) []byte {
			line := fmt.Appendf(nil, "\nstatus: %s\n", statuses[n%len(statuses)])
			if at := bytes.Index(text, []byte("\nstatus: ")); at >= 0 {
				end := at + 1 + bytes.IndexByte(text[at+1:], '\n') + 1
				return slices.Concat(text[:at], line, text[end:])
			}
			return bytes.Replace(text, []byte("\n"), line, 1)
		})
	})
}

func benchmarkReload(b *testing.B, edit func(text []byte, n int) []byte) {
	opt := bigSite(b)
	s, err := Load(context.Background(), opt, nil, nil)
	if err != nil {
		b.Fatal(err)
	}

	post := s.Room.Posts[len(s.Room.Posts)/2].Doc.Path
	file := filepath.Join(opt.Dir, filepath.FromSlash(post))
	text, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.WriteFile(file, text, 0o666) })
	edits := 0
	var total time.Duration
	b.ReportAllocs()
	for b.Loop() {
		edits++
		if err := os.WriteFile(file, edit(bytes.Clone(text), edits), 0o666); err != nil {
			b.Fatal(err)
		}
		start := processorTime(b)
		if s, err = Load(context.Background(), opt, s, []string{post}); err != nil {
			b.Fatal(err)
		}
		for _, f := range s.Plan.Files {
			if f.From == post && f.Template == "post.html" {
				if _, err := s.Renderer.Render(f); err != nil {
					b.Fatal(err)
				}
			}
		}
		total += processorTime(b) - start
	}
	b.ReportMetric(float64(total.Microseconds())/1000/float64(b.N), "cpu-ms/edit")
	for range 3 { // what pools hold is let go in the third
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "MiB-heap")
	b.ReportMetric(float64(m.Sys-m.HeapReleased)/(1<<20), "MiB-sys")
	runtime.KeepAlive(s)
}

// bigSite returns the options of the site in the folder BIG, with the default theme.
func bigSite(b *testing.B) Options {
	b.Helper()
	dir := os.Getenv("BIG")
	if dir == "" {
		b.Skip("BIG names no folder with a site")
	}
	return Options{Dir: dir, Now: time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC), Program: "bench", Theme: os.DirFS("../..")}
}

func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
