package newsroom

import (
	"strings"

	"pressbox/internal/content"
	"pressbox/internal/meta"
)

// part lets posts have their texts apart from the front matter that they were read from,
// which is three times as long. The few that say more than most keep it.
func (n *Newsroom) part() {
	parallel(len(n.Posts), func() *meta.Texts { return &meta.Texts{Size: 1 << 16} }, func(t *meta.Texts, i int) {
		p := n.Posts[i]
		p.Title, p.Status = t.Copy(p.Title), Status(t.Copy(string(p.Status)))
		if p.Summary != p.Doc.Parts.Summary {
			p.Summary = t.Copy(p.Summary)
		}
		if !strings.HasSuffix(strings.TrimSuffix(p.Doc.Path, ".md"), p.Slug) { // else it is a part of the path
			p.Slug = t.Copy(p.Slug)
		}
		if !strings.HasPrefix(p.ID, "urn:uuid:") { // else it was made
			p.ID = t.Copy(p.ID)
		}
		for i := range p.Players {
			p.Players[i].Text = t.Copy(p.Players[i].Text)
		}
		for i := range p.Teams {
			if m := &p.Teams[i]; m.Typed {
				m.Text = t.Copy(m.Text)
			}
		}
		for i := range p.Sources {
			c := &p.Sources[i]
			c.Name, c.Outlet, c.URL, c.Date = t.Copy(c.Name), t.Copy(c.Outlet), t.Copy(c.URL), Day(t.Copy(string(c.Date)))
		}
	})
	for i, p := range n.Posts { // those of one day stand together
		if i > 0 && p.Day == n.Posts[i-1].Day {
			p.Day = n.Posts[i-1].Day
		} else {
			p.Day = Day(strings.Clone(string(p.Day)))
		}
	}
	// What no record describes is called as one of the posts calls it.
	apart := func(doc *content.Document, texts ...*string) {
		for _, s := range texts {
			if doc == nil {
				*s = strings.Clone(*s)
			}
		}
	}
	for _, p := range n.Players {
		apart(p.Doc, &p.ID, &p.Sort, &p.Names[0].Text)
	}
	for _, t := range n.Teams {
		apart(t.Doc, &t.ID, &t.Names[0].Text)
	}
	for _, s := range n.Sources {
		apart(s.Doc, &s.ID, &s.Name)
	}
	for _, a := range n.Authors {
		apart(a.Doc, &a.ID, &a.Name)
	}
	for _, s := range n.Stories { // in a record, too, its id may be that of the first post
		s.ID = strings.Clone(s.ID)
	}
	for _, t := range n.Tags {
		t.Name, t.Slug = strings.Clone(t.Name), strings.Clone(t.Slug)
	}
}
