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
	mu     sync.Mutex
	pages  map[string]page   // by name and short sum: tabs of one page may show different ones
	latest map[string]string // the key of the newest by name
	order  []string          // keys, oldest first
	size   int               // of all pages, in bytes
}

func newShown() shown { return shown{pages: map[string]page{}, latest: map[string]string{}} }

// A page is one answer, as build would write it.
type page struct {
	name   string
	bytes  []byte
	sum    digest.Digest
	static map[string]string // the addresses of static files at the time
	parts  render.Parts      // what it was made from
	why    string            // it was made again, in words; empty when it was made once
}

// More than anybody has tabs are remembered, unless they are huge.
const (
	keep     = 64
	keepSize = 32 << 20 // bytes
)

func (s *shown) put(name string, body []byte, static map[string]string, parts render.Parts) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := page{name: name, bytes: body, sum: digest.Of(body), static: static, parts: parts}
	if last, ok := s.pages[s.latest[name]]; ok {
		p.why = last.why
		if why := difference(last.parts, parts); why != "" {
			p.why = why
		}
	}
	key := name + " " + p.sum.Short()
	if i := slices.Index(s.order, key); i >= 0 {
		s.order = slices.Delete(s.order, i, i+1)
	} else {
		s.size += len(body)
	}
	s.order = append(s.order, key)
	s.pages[key], s.latest[name] = p, key
	for len(s.order) > keep || s.size > keepSize && len(s.order) > 1 {
		s.drop()
	}
}

// drop forgets the oldest page.
func (s *shown) drop() {
	key := s.order[0]
	p := s.pages[key]
	if s.latest[p.name] == key {
		delete(s.latest, p.name)
	}
	delete(s.pages, key)
	s.order = slices.Delete(s.order, 0, 1)
	s.size -= len(p.bytes)
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

// get returns the newest page at name.
func (s *shown) get(name string) (page, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.pages[s.latest[name]]
	return p, ok
}

// version returns the page at name that has a short sum.
func (s *shown) version(name, sum string) (page, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.pages[name+" "+sum]
	return p, ok
}
