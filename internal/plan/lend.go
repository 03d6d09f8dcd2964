package plan

import (
	"slices"
	"sync"

	"pressbox/internal/digest"
	"pressbox/internal/newsroom"
)

// A Need says which of a page's data that takes long to make is asked for. What a
// template never names it does not miss.
type Need struct {
	Cards  bool // Image, Players, Teams and Credits of the cards in lists; Whole gives them, too
	Around bool // Facts, Earlier and Story of a post
}

// Everything is the need of a template of which nothing is known.
var Everything = Need{Cards: true, Around: true}

// With returns what n and o need together.
func (n Need) With(o Need) Need { return Need{Cards: n.Cards || o.Cards, Around: n.Around || o.Around} }

// Ask adds what is needed to answer for a field of page data by this name. Of a Card in
// a list it is told the name that follows, if one does: a card as such is needed whole
// unless only Whole is asked of it.
func (n *Need) Ask(names ...string) {
	for i, name := range names {
		switch name {
		case "Card":
			n.Cards = n.Cards || i+1 == len(names) || slices.Contains([]string{"Image", "Players", "Teams", "Credits"}, names[i+1])
		case "Facts", "Earlier", "Story":
			n.Around = true
		}
	}
}

// Use calls use with the data of f, of which it may lack what need does not name. The data
// is only good until use returns.
func (f File) Use(need Need, use func(data any) error) error {
	if f.desk == nil || need == Everything {
		return use(f.Data())
	}
	l := lend()
	defer l.giveBack()
	return use(f.maker.data(&desk{board: f.desk.board, need: need, lent: l}))
}

// A lent is memory for the cards of one page's data: most pages list a few dozen that are
// asked for nothing but their HTML, which has been made, or their digest.
type lent struct{ cards []Card }

var lents = sync.Pool{New: func() any { return new(lent) }} // memory for them, nothing else

func lend() *lent { return lents.Get().(*lent) }

func (l *lent) giveBack() {
	clear(l.cards) // else a site would stay
	l.cards = l.cards[:0]
	lents.Put(l)
}

// put returns where c lies.
func (l *lent) put(c Card) *Card {
	if len(l.cards) == cap(l.cards) { // those that were given keep their place
		l.cards = make([]Card, 0, max(32, 2*cap(l.cards)))
	}
	l.cards = append(l.cards, c)
	return &l.cards[len(l.cards)-1]
}

// A slim is what makes a slim card whole; of a whole one it is empty.
type slim struct {
	desk *desk
	post *newsroom.Post
}

// Whole returns c, or if it is a slim one the card itself.
func Whole(c *Card) *Card {
	if c.slim.post == nil {
		return c
	}
	return c.slim.desk.fullCard(c.slim.post)
}

// card returns p as lists show it. Where only a digest of the list is wanted, it is
// the card's digest alone.
func (d *desk) card(p *newsroom.Post) *Card {
	if d.brief && d.madeCard(p) == nil {
		return d.lent.put(Card{Digest: d.cardSum(p)})
	}
	return d.fullCard(p)
}

// listCard returns p as a list shows it: slim if that is enough.
func (d *desk) listCard(p *newsroom.Post) *Card {
	if d.need.Cards || d.madeCard(p) != nil {
		return d.card(p)
	}
	c := d.slimCard(p)
	c.Digest, c.slim = d.cardSum(p), slim{d, p}
	return d.lent.put(c)
}

// sum returns the digest of what m makes.
func (d *desk) sum(m maker) digest.Digest {
	l := lend()
	defer l.giveBack()
	d = &desk{board: d.board, need: Everything, brief: true, lent: l}
	if m, ok := m.(summer); ok {
		return m.sum(d)
	}
	return Hash(m.data(d))
}
