package preview

import (
	"slices"
	"strings"
	"sync"

	"pressbox/internal/digest"
	"pressbox/internal/render"
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
	parts  render.Parts      // what it was made from
	why    string            // it was made again, in words; empty when it was made once
}

// keep is how many pages are remembered: more than anybody has tabs.
const keep = 64

func (s *shown) put(name string, body []byte, static map[string]string, parts render.Parts) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := page{bytes: body, sum: digest.Of(body), static: static, parts: parts}
	if i := slices.Index(s.order, name); i >= 0 {
		s.order = slices.Delete(s.order, i, i+1)
		p.why = s.pages[name].why
		if why := difference(s.pages[name].parts, parts); why != "" {
			p.why = why
		}
	} else if len(s.order) == keep {
		delete(s.pages, s.order[0])
		s.order = slices.Delete(s.order, 0, 1)
	}
	s.order = append(s.order, name)
	s.pages[name] = p
}

// difference says in words why a page made from was had to be made again from is.
func difference(was, is render.Parts) string {
	var changed []string
	for _, part := range []struct {
		name    string
		was, is digest.Digest
	}{
		{"the program", was.Program, is.Program},
		{"its template", was.Templates, is.Templates},
		{"the site's settings", was.Site, is.Site},
		{"its data", was.Data, is.Data},
	} {
		if part.was != part.is {
			changed = append(changed, part.name)
		}
	}
	return strings.Join(changed, ", ")
}

func (s *shown) get(name string) (page, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.pages[name]
	return p, ok
}
