package render

import (
	"html/template"
	"sync"

	"pressbox/internal/digest"
)

// cards remembers the HTML of cards by their digests: a card is asked for again
// in the lists of its month, players, teams and sources. It holds at most about
// cardBytes; beyond that, what was not asked for of late is forgotten.
type cards struct {
	sum    digest.Digest // of all that a card depends on besides its data
	shards [64]shard
}

const cardBytes = 96 << 20

// A shard has two generations: what is found in the old one moves to the young
// one, and when that is full the old one goes.
type shard struct {
	mu         sync.Mutex
	young, old map[digest.Digest]template.HTML
	size       int // bytes of young
}

func newCards(sum digest.Digest) *cards { return &cards{sum: sum} }

func (c *cards) get(d digest.Digest) (template.HTML, bool) {
	s := &c.shards[d[0]%64]
	s.mu.Lock()
	defer s.mu.Unlock()
	if html, ok := s.young[d]; ok {
		return html, true
	}
	html, ok := s.old[d]
	if ok {
		s.put(d, html)
	}
	return html, ok
}

func (c *cards) put(d digest.Digest, html template.HTML) {
	if d == (digest.Digest{}) {
		return // unknown, so that it could be any
	}
	s := &c.shards[d[0]%64]
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(d, html)
}

func (s *shard) put(d digest.Digest, html template.HTML) {
	if s.young == nil {
		s.young = map[digest.Digest]template.HTML{}
	}
	if s.size += len(html) + len(d); s.size > cardBytes/2/64 {
		s.old, s.young, s.size = s.young, map[digest.Digest]template.HTML{}, len(html)+len(d)
	}
	s.young[d] = html
}
