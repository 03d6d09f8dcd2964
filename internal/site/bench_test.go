package site

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
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
	statuses := newsroom.Statuses()
	players := names(b)
	const folder = "content/posts/bench/"
	odd := func(n int, one, other string) string {
		if n%2 == 1 {
			return one
		}
		return other
	}
	for _, of := range []struct {
		name   string
		beside saving // files of the site
		edit   func(text []byte, n int) []byte
	}{
		{"body", nil, func(text []byte, n int) []byte { return fmt.Appendf(text, "\nEdit %d.\n", n) }},
		{"title", nil, func(text []byte, n int) []byte { return said(text, "title", fmt.Sprint("Edit ", n)) }},
		{"status", nil, func(text []byte, n int) []byte { return said(text, "status", statuses[n%len(statuses)]) }},
		{"date", nil, func(text []byte, n int) []byte { return said(text, "date", fmt.Sprintf("%d-01-01", 2010+n%9)) }},
		{"schedule", nil, func(text []byte, n int) []byte { return said(text, "date", fmt.Sprintf("2026-01-%02d", 2+n%28)) }},
		{"player", nil, func(text []byte, n int) []byte {
			return said(text, "player", fmt.Sprintf("[%q]", players[n*17%len(players)]))
		}},
		{"tag", nil, func(text []byte, n int) []byte { return said(text, "tags", fmt.Sprintf("[bench-%d]", n)) }},
		{"slug", nil, func(text []byte, n int) []byte { return said(text, "slug", fmt.Sprintf("bench-%d", n)) }},
		{"address of two", saving{folder + "a.md": post("2022-11-01", "slug: bench")}, func(text []byte, n int) []byte {
			return said(said(text, "date", "2022-11-02"), "slug", odd(n, "bench", "other"))
		}},
		{"alias of two", saving{folder + "a.md": post("2022-11-01", "aliases: [/bench/]")}, func(text []byte, n int) []byte {
			return said(text, "aliases", odd(n, "[/bench/]", "[]"))
		}},
		{"id of two", saving{folder + "a.md": post("2022-11-01", "id: bench")}, func(text []byte, n int) []byte { return said(text, "id", odd(n, "bench", "other")) }},
		{"name of two", saving{
			"content/players/bench-one.md": "---\nname: Bench\nborn: 1990-01-01\n---\n", "content/players/bench-two.md": "---\nname: Bench\nborn: 1991-01-01\n---\n",
		}, func(text []byte, n int) []byte {
			return said(said(text, "player", "Bench"), "title", fmt.Sprint("Edit ", n))
		}},
		{"name of nobody", saving{folder + "a.md": post("2025-12-01", "player: Bench")}, func(text []byte, n int) []byte { return said(text, "player", odd(n, "BENCH", "Bench")) }},
		{"story", nil, func(text []byte, n int) []byte { return said(text, "story", odd(n, "bench", "''")) }}, // where it is the only one, all pages are others
		{"alias", nil, func(text []byte, n int) []byte { return said(text, "aliases", fmt.Sprintf("[/bench-%d/]", n)) }},
		{"draft", nil, func(text []byte, n int) []byte { return said(text, "draft", odd(n, "true", "false")) }},
	} {
		b.Run(of.name, func(b *testing.B) {
			benchmarkReload(b, of.beside, false, func(text []byte, _ string, n int) (string, []byte) { return "", of.edit(text, n) })
		})
	}
	another := func(text []byte, post string, n int) (string, []byte) {
		return fmt.Sprintf("%s-%d.md", strings.TrimSuffix(post, ".md"), n), bytes.Replace(text, []byte("title: "), fmt.Appendf(nil, "title: %d ", n), 1)
	}
	b.Run("new", func(b *testing.B) { benchmarkReload(b, nil, false, another) })
	b.Run("gone", func(b *testing.B) { benchmarkReload(b, nil, true, another) })
}

// said returns the text of a post in which a key has a value.
func said(text []byte, key, value string) []byte {
	front, body, _ := bytes.Cut(text, []byte("\n---\n"))
	lines := slices.DeleteFunc(bytes.Split(front, []byte("\n")), func(line []byte) bool { return bytes.HasPrefix(line, []byte(key+":")) })
	return fmt.Appendf(nil, "%s\n%s: %s\n---\n%s", bytes.Join(lines, []byte("\n")), key, value, body)
}

// names returns the ids of the players of the site in the folder BIG.
func names(b *testing.B) (ids []string) {
	files, err := filepath.Glob(filepath.Join(bigSite(b).Dir, "content/players/*.md"))
	if err != nil || len(files) == 0 {
		b.Fatal("no players", err)
	}
	for _, f := range files {
		ids = append(ids, strings.TrimSuffix(filepath.Base(f), ".md"))
	}
	return ids
}

// benchmarkReload edits the post in the middle of a site. edit is given its text and
// path, and returns its new text, or the path and the text of a post beside it, of which
// not that it comes but that it goes is measured if gone. Other files lie beside it.
func benchmarkReload(b *testing.B, beside saving, gone bool, edit func(text []byte, post string, n int) (string, []byte)) {
	opt := bigSite(b)
	for name, text := range beside {
		at := filepath.Join(opt.Dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o666); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { os.Remove(at) })
	}
	s, err := Load(context.Background(), opt, nil, nil)
	if err != nil {
		b.Fatal(err)
	}

	post := s.Room.Posts[len(s.Room.Posts)/2].Doc.Path
	at := func(post string) string { return filepath.Join(opt.Dir, filepath.FromSlash(post)) }
	text, err := os.ReadFile(at(post))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.WriteFile(at(post), text, 0o666) })
	edits := 0
	var total, wall time.Duration
	b.ReportAllocs()
	for b.Loop() {
		edits++
		saved, edited := edit(bytes.Clone(text), post, edits)
		if saved == "" {
			saved = post
		} else {
			b.Cleanup(func() { os.Remove(at(saved)) })
		}
		if err := os.WriteFile(at(saved), edited, 0o666); err != nil {
			b.Fatal(err)
		}
		if gone {
			if s, err = Load(context.Background(), opt, s, []string{saved}); err == nil {
				err = os.Remove(at(saved))
			}
			if err != nil {
				b.Fatal(err)
			}
		}
		start, began := processorTime(b), time.Now()
		if s, err = Load(context.Background(), opt, s, []string{saved}); err != nil {
			b.Fatal(err)
		}
		for _, f := range s.Plan.Files {
			if f.From == saved && f.Template == "post.html" {
				if _, err := s.Renderer.Render(f); err != nil {
					b.Fatal(err)
				}
			}
		}
		total += processorTime(b) - start
		wall += time.Since(began)
	}
	b.ReportMetric(float64(wall.Microseconds())/1000/float64(b.N), "ms/edit")
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
