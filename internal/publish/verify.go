package publish

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"

	"pressbox/internal/plan"
	"pressbox/internal/site"
)

// A Difference is a file that is not what a clean build would have written.
type Difference struct {
	Path string
	Text string // what is different, in words
}

func (d *Difference) String() string { return d.Path + ": " + d.Text }

// Verify makes every file of s in memory and compares it with the folder out. It
// returns the first difference in path order, or nil. Pass a site that was loaded
// fresh, or what was remembered wrongly is not found.
func Verify(ctx context.Context, s *site.Site, out string) (*Difference, error) {
	if s.Problems.Failed() {
		return nil, &Refusal{s.Problems}
	}
	root, err := os.OpenRoot(out)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	var (
		mu    sync.Mutex
		first *Difference
	)
	differs := func(path, text string) {
		mu.Lock()
		defer mu.Unlock()
		if first == nil || path < first.Path {
			first = &Difference{path, text}
		}
	}
	files := s.Plan.Files
	err = each(ctx, jobs(s.Options), len(files), func(i int) error {
		text, err := compare(s, root, files[i])
		if text != "" {
			differs(files[i].Path, text)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if state, err := openState(s.Options.Dir, out, false); err == nil {
		for _, e := range state.record().tree {
			if _, planned := s.Plan.Lookup(e.Path); planned {
				continue
			}
			if _, err := root.Lstat(e.Path); err == nil {
				differs(e.Path, "is left over: no file of the site is there any more")
			}
		}
		state.close()
	}
	return first, nil
}

// compare says how the file on disk differs from f; empty when it does not.
func compare(s *site.Site, root *os.Root, f plan.File) (string, error) {
	from, err := s.Open(f)
	if err != nil {
		return "", fmt.Errorf("%s: %w", f.Path, err)
	}
	defer from.Close()
	want, err := io.ReadAll(from)
	if err != nil {
		return "", err
	}
	info, err := root.Lstat(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return "is missing", nil
	}
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "is not a plain file", nil
	}
	got, err := root.ReadFile(f.Path)
	if err != nil {
		return "", err
	}
	if bytes.Equal(got, want) {
		return "", nil
	}
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	line := 1 + bytes.Count(want[:at], []byte("\n"))
	return fmt.Sprintf("differs from line %d on: has %q, a clean build has %q", line, around(got, at), around(want, at)), nil
}

// around returns the text that begins at a difference.
func around(b []byte, at int) string {
	const length = 40
	return string(b[at:min(at+length, len(b))])
}
