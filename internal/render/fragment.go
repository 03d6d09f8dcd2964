package render

import (
	"html/template"
	"sync"

	"pressbox/internal/digest"
	"pressbox/internal/plan"
)

// fragments remembers the HTML of cards and parts: what is shown in the lists of a
// month, a player, a team and a source is made once. Memory holds about fragmentBytes
// at most; what was not asked for of late goes to the overflow.
type fragments struct {
	shards   [64]shard
	overflow overflow
}

const fragmentBytes = 20 << 20

// A fragmentKey is all that a fragment's bytes depend on.
type fragmentKey struct {
	unit digest.Digest // its template with all that it reaches, the site, the program
	data digest.Digest
}

// A shard has two generations: what is found in the old one moves to the young
// one, and when that is full the old one goes.
type shard struct {
	over       *overflow
	mu         sync.Mutex
	young, old map[fragmentKey]template.HTML
	size       int // bytes of young
}

func newFragments(bodies Bodies) *fragments {
	c := &fragments{}
	if lender, ok := bodies.(Lender); ok {
		c.overflow.open = lender.Scratch
	}
	for i := range c.shards {
		c.shards[i].over = &c.overflow
	}
	return c
}

func (c *fragments) get(k fragmentKey) (template.HTML, bool) {
	s := &c.shards[k.data[0]%64]
	s.mu.Lock()
	defer s.mu.Unlock()
	if html, ok := s.young[k]; ok {
		return html, true
	}
	html, ok := s.old[k]
	if !ok {
		html, ok = s.over.get(k)
	}
	if ok {
		s.put(k, html)
	}
	return html, ok
}

func (c *fragments) put(k fragmentKey, html template.HTML) {
	s := &c.shards[k.data[0]%64]
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(k, html)
}

func (s *shard) put(k fragmentKey, html template.HTML) {
	if s.young == nil {
		s.young, s.old = map[fragmentKey]template.HTML{}, map[fragmentKey]template.HTML{}
	}
	size := len(html) + len(k.unit) + len(k.data)
	if s.size += size; s.size > fragmentBytes/2/64 {
		s.over.put(s.old)
		clear(s.old) // whose memory is used again
		s.old, s.young, s.size = s.young, s.old, size
	}
	s.young[k] = html
}

// cardHTML returns the HTML of a card.
func (r *Renderer) cardHTML(c *plan.Card) (template.HTML, error) {
	if c == nil {
		return "", mistakef("", "use {{with}} around it", "card was given no card")
	}
	return r.fragment(cardFile, c)
}

// fragment executes a template with dot, or remembers what it made of the like.
func (r *Renderer) fragment(name string, dot any) (template.HTML, error) {
	u := r.units[name]
	if u == nil {
		return "", mistakef("", "", "no template %q", name)
	}
	k := fragmentKey{unit: u.sum}
	card, ok := dot.(*plan.Card)
	if ok && card != nil && card.Digest != (digest.Digest{}) {
		k.data = card.Digest
	} else {
		k.data = plan.Hash(dot)
	}
	if html, ok := r.fragments.get(k); ok {
		return html, nil
	}
	if card != nil {
		dot = plan.Whole(card)
	}
	html, err := r.executeToHTML(u, name, dot)
	if err == nil {
		r.fragments.put(k, html)
	}
	return html, err
}
