package newsroom

import "strings"

// part lets posts have their texts apart from the front matter that they were read from,
// which is three times as long. The few that say more than most keep it.
func (n *Newsroom) part() {
	parallel(len(n.Posts), func() *texts { return new(texts) }, func(t *texts, i int) {
		p := n.Posts[i]
		p.Title, p.Status = t.copy(p.Title), Status(t.copy(string(p.Status)))
		if p.Summary != p.Doc.Parts.Summary {
			p.Summary = t.copy(p.Summary)
		}
		if !strings.HasSuffix(strings.TrimSuffix(p.Doc.Path, ".md"), p.Slug) { // else it is a part of the path
			p.Slug = t.copy(p.Slug)
		}
		if !strings.HasPrefix(p.ID, "urn:uuid:") { // else it was made
			p.ID = t.copy(p.ID)
		}
		for i := range p.Players {
			p.Players[i].Text = t.copy(p.Players[i].Text)
		}
		for i := range p.Teams {
			if m := &p.Teams[i]; m.Typed {
				m.Text = t.copy(m.Text)
			}
		}
		for i := range p.Sources {
			c := &p.Sources[i]
			c.Name, c.Outlet, c.URL, c.Date = t.copy(c.Name), t.copy(c.Outlet), t.copy(c.URL), Day(t.copy(string(c.Date)))
		}
	})
}

// texts are copies of texts, many in a piece of memory.
type texts struct{ piece strings.Builder }

func (t *texts) copy(s string) string {
	if t.piece.Len()+len(s) > t.piece.Cap() {
		t.piece.Reset() // which leaves it to those that have parts of it
		t.piece.Grow(max(1<<16, len(s)))
	}
	t.piece.WriteString(s)
	return t.piece.String()[t.piece.Len()-len(s):]
}
