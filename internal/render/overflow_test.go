package render

import (
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pressbox/internal/digest"
)

// lender is bodies that lends one file.
type lender struct {
	bodies
	file *os.File
}

func (l lender) Scratch() (*os.File, error) { return l.file, nil }

func TestWhatMemoryDoesNotHoldIsReadAgain(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "scratch"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	c := newFragments(lender{file: file})
	key := func(i int) fragmentKey {
		return fragmentKey{unit: digest.Of([]byte("card")), data: digest.Of(fmt.Append(nil, i))}
	}
	html := func(i int) template.HTML {
		return template.HTML(fmt.Sprint(i) + strings.Repeat("x", 1<<16))
	}
	const n = 3 * fragmentBytes >> 16
	for i := range n {
		c.put(key(i), html(i))
	}
	for i := range n {
		if got, ok := c.get(key(i)); !ok || got != html(i) {
			t.Fatalf("fragment %d of %d is lost or another one", i, n)
		}
	}
	kept := 0
	for i := range c.shards {
		for _, list := range []map[fragmentKey]template.HTML{c.shards[i].young, c.shards[i].old} {
			for _, html := range list {
				kept += len(html)
			}
		}
	}
	if kept > fragmentBytes {
		t.Errorf("memory holds %d bytes", kept)
	}

	// A file that somebody harmed gives nothing wrong.
	if err := file.Truncate(1 << 20); err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt([]byte(strings.Repeat("harm", 1<<16)), 1<<10); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if got, ok := c.get(key(i)); ok && got != html(i) {
			t.Fatalf("fragment %d is another one", i)
		}
	}
}
