package preview

import (
	"slices"
	"sync"

	"pressbox/internal/digest"
)

// shown remembers the pages that browsers got last, to tell what changed on them
// and to show them on when they cannot be made any more.
type shown struct {
	mu    sync.Mutex
	pages map[string]page
	order []string // oldest first
}

// A page is one answer, as build would write it.
type page struct {
	bytes  []byte
	sum    digest.Digest
	static map[string]string // the addresses of static files at the time
}

// keep is how many pages are remembered: more than anybody has tabs.
const keep = 64

func (s *shown) put(name string, body []byte, static map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.Index(s.order, name); i >= 0 {
		s.order = slices.Delete(s.order, i, i+1)
	} else if len(s.order) == keep {
		delete(s.pages, s.order[0])
		s.order = slices.Delete(s.order, 0, 1)
	}
	s.order = append(s.order, name)
	s.pages[name] = page{body, digest.Of(body), static}
}

func (s *shown) get(name string) (page, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.pages[name]
	return p, ok
}
