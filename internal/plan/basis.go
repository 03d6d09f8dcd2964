package plan

import (
	"crypto/sha256"
	"encoding/binary"
	"sync"

	"pressbox/internal/newsroom"
)

// A Basis stands for what the data of a file is made from, and is told without making
// it: which posts in which state, which subject, which page of how many. What it does
// not name, such as records and settings, is the ground that all bases of a site stand
// on. On one ground, files with one basis have one Digest. The zero Basis tells nothing.
type Basis uint64

// A based is a maker that tells the basis of its data.
type based interface{ basis(d *desk, l *ledger) }

// Basis returns the basis of f's data. It is zero where that cannot be told quicker than
// the digest, and of a plan that came of Again.
func (f File) Basis() Basis {
	m, ok := f.maker.(based)
	if !ok || f.desk == nil || f.desk.again {
		return 0
	}
	l := openLedger()
	defer l.put()
	l.text(f.Template)
	m.basis(f.desk, l)
	return l.sum()
}

// A ledger gathers what a basis is told from.
type ledger struct{ entries []byte }

var ledgers = sync.Pool{New: func() any { return new(ledger) }} // memory for them, nothing else

func openLedger() *ledger {
	l := ledgers.Get().(*ledger)
	l.entries = l.entries[:0]
	return l
}

func (l *ledger) put() { ledgers.Put(l) }

// sum returns the beginning of the SHA-256 of what was written; never zero.
func (l *ledger) sum() Basis {
	d := sha256.Sum256(l.entries)
	return Basis(max(1, binary.LittleEndian.Uint64(d[:])))
}

func (l *ledger) number(n int) { l.entries = binary.AppendVarint(l.entries, int64(n)) }

func (l *ledger) text(s string) { l.entries = appendText(l.entries, s) }

func (l *ledger) yes(b bool) {
	if b {
		l.number(1)
	} else {
		l.number(0)
	}
}

// post writes which post p is and in what state.
func (l *ledger) post(d *desk, p *newsroom.Post) {
	l.entries = binary.LittleEndian.AppendUint64(l.entries, uint64(d.state(p)))
}

// subject writes what pages on s, and links to them, say of s itself.
func (l *ledger) subject(s *subject) {
	if s == nil {
		l.number(-1)
		return
	}
	l.text(s.url)
	l.text(s.name)
	l.text(s.title)
	l.yes(s.noIndex)
	l.yes(s.feed != nil)
}

// links writes where the links of a body lead.
func (l *ledger) links(d *desk, refs []newsroom.Ref) {
	l.number(len(refs))
	for _, r := range refs {
		t := d.target(r)
		l.text(t.URL)
		l.number(t.Width)
		l.number(t.Height)
	}
}

// state returns what stands for a post as it is by now: for its file, and for whom and
// what the newsroom found that it names. It is remembered.
func (d *desk) state(p *newsroom.Post) Basis {
	slot := &d.memos[p.Number-1].state
	if b := slot.Load(); b != 0 {
		return Basis(b)
	}
	l := openLedger()
	defer l.put()
	l.entries = append(l.entries, p.Doc.Sum[:]...)
	l.text(p.Doc.Path)
	l.text(d.postURL(p))
	l.text(p.ID)
	l.text(p.Title)
	// Some of it comes to pass by the clock alone.
	l.yes(p.Draft)
	l.yes(p.Scheduled)
	l.yes(p.Expired)
	l.yes(p.Retracted != nil)
	l.number(int(p.Updated.Unix()))
	l.number(len(p.Updates))
	l.number(len(p.Corrections))
	l.number(len(p.Players))
	for _, m := range p.Players {
		l.text(m.Text)
		l.subject(d.on(m.Player))
		l.number(len(m.Teams))
		for _, t := range m.Teams {
			l.text(t.ID)
		}
	}
	l.number(len(p.Teams))
	for _, m := range p.Teams {
		l.text(m.Text)
		l.subject(d.on(m.Team))
	}
	l.number(len(p.Sources))
	for _, c := range p.Sources {
		l.text(c.Outlet)
		l.subject(d.on(c.Source))
	}
	l.number(len(p.Authors))
	for _, a := range p.Authors {
		l.subject(d.on(a))
	}
	l.number(len(p.Tags))
	for _, t := range p.Tags {
		l.subject(d.on(t))
	}
	l.links(d, p.Links)
	b := l.sum()
	slot.Store(uint64(b))
	return b
}
