package preview

import (
	"bytes"
	"fmt"
	"testing"

	"pressbox/internal/digest"
	"pressbox/internal/render"
)

func TestWhatIsRememberedIsBounded(t *testing.T) {
	for _, c := range []struct {
		size, pages, want int
	}{{100, 10, 10}, {100, 500, keep}, {keepSize / 4, 20, 4}, {2 * keepSize, 3, 1}} {
		s := newShown()
		var body []byte
		for i := range c.pages {
			body = fmt.Appendf(bytes.Repeat([]byte("x"), c.size-10), "%10d", i)
			s.put("index.html", body, nil, render.Parts{})
			s.put("index.html", body, nil, render.Parts{}) // the same takes no second place
		}
		if len(s.pages) != c.want || len(s.order) != c.want || s.size != c.want*c.size {
			t.Errorf("%d pages of %d bytes: %d, %d remembered, %d bytes; want %d", c.pages, c.size, len(s.pages), len(s.order), s.size, c.want)
		}
		if last, ok := s.get("index.html"); !ok || !bytes.Equal(last.bytes, body) {
			t.Error("the newest page is not remembered")
		}
		if _, ok := s.version("index.html", digest.Of(body).Short()); !ok {
			t.Error("the newest page is not found by its sum")
		}
	}
}
