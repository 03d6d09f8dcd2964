package plan

import (
	"slices"

	"pressbox/internal/newsroom"
)

func (d *desk) sourcePage(s *newsroom.Source, number int) any {
	sub := d.on(s)
	page := &SourcePage{
		Head:       d.subjectHead(sub, "sources", number),
		ID:         s.ID,
		Source:     Link{Text: sub.name, URL: sub.url},
		Registered: s.Doc != nil,
	}
	posts := d.room.On(s)
	page.List = d.list(sub.run, number, func(i int) (Item, bool) {
		item, ok := d.item(posts[i])
		for _, c := range posts[i].Sources {
			if ok && c.Source == s {
				item.Outlet = c.Outlet
				break
			}
		}
		return item, ok
	})
	if number != 0 {
		return page
	}
	for _, o := range s.Outlets {
		page.Outlets = append(page.Outlets, OutletLine{Name: o.Text, From: Time(o.From), To: Time(o.To)})
	}
	page.Handle, page.Website = s.Handle, s.URL
	page.Outcomes = d.outcomes(s)
	page.Description = d.room.Text(s.Doc).Summary()
	page.Body = d.textBody(s.Doc)
	page.Image = d.image(s.Image)
	page.Head.Image = shared(page.Image)
	page.Params = params(s.Params)
	return page
}

// retracted is what the outcome of a retracted post is called.
const retracted = "retracted"

// outcomeOrder is how outcomes stand beside each other: from what came true to
// what did not.
var outcomeOrder = [...]string{
	string(newsroom.Official), string(newsroom.Agreed), string(newsroom.Reported), string(newsroom.Rumor),
	string(newsroom.Denied), string(newsroom.FellThrough), "", retracted,
}

// maxOutcomes bounds the list behind a figure; the posts themselves stand below.
const maxOutcomes = 100

// outcomes counts how the stories that s reported stand, each story once.
func (d *desk) outcomes(s *newsroom.Source) []OutcomeGroup {
	groups := make([]OutcomeGroup, len(outcomeOrder))
	for i, status := range outcomeOrder {
		groups[i].Status = status
	}
	counted := map[*newsroom.Story]bool{}
	for _, p := range slices.Backward(d.room.On(s)) {
		status, link := string(p.Status), Link{Text: p.Title, URL: d.postURL(p)}
		switch {
		case p.Retracted != nil:
			status = retracted
		case p.Story != nil:
			if counted[p.Story] {
				continue
			}
			counted[p.Story] = true
			status = string(d.room.Status(p.Story))
			link = Link{Text: d.on(p.Story).name, URL: d.on(p.Story).url}
		}
		g := &groups[max(0, slices.Index(outcomeOrder[:], status))]
		g.Count++
		if len(g.Posts) < maxOutcomes {
			g.Posts = append(g.Posts, link)
		} else {
			g.More++
		}
	}
	return slices.DeleteFunc(groups, func(g OutcomeGroup) bool { return g.Count == 0 })
}

// outcomes writes what outcomes tells of.
func (l *ledger) outcomes(d *desk, s *newsroom.Source) {
	for _, p := range d.room.On(s) {
		l.post(d, p)
		if p.Story != nil {
			l.subject(d.on(p.Story))
			l.text(string(d.room.Status(p.Story)))
		}
	}
}

// sourceIndex makes /sources/: by letter and by outlet of today.
func (d *desk) sourceIndex() any {
	page := d.listPage(at(d.base, "sources/"), "sources")
	letters, outlets := grouping{by: "letter"}, grouping{by: "outlet"}
	for _, s := range d.room.Sources {
		sub := d.on(s)
		entry := IndexEntry{Link: Link{Text: sub.name, URL: sub.url}, Detail: s.Outlet(d.today)}
		letters.put(indexLetter(sub.name), entry)
		if entry.Detail != "" {
			outlets.put(entry.Detail, IndexEntry{Link: entry.Link})
		}
	}
	letters.sort()
	outlets.sort()
	page.Groups = slices.Concat(letters.groups, outlets.groups)
	return page
}

func (d *desk) authorPage(a *newsroom.Author, number int) any {
	s := d.on(a)
	page := &AuthorPage{
		Head:       d.subjectHead(s, "authors", number),
		ID:         a.ID,
		Author:     Link{Text: s.name, URL: s.url},
		Registered: a.Doc != nil,
		List:       d.list(s.run, number, func(i int) (Item, bool) { return d.item(d.room.On(a)[i]) }),
	}
	page.Type = "profile"
	if number != 0 {
		return page
	}
	page.Role, page.Website = a.Role, a.URL
	page.Description = d.room.Text(a.Doc).Summary()
	page.Body = d.textBody(a.Doc)
	page.Image = d.image(a.Image)
	page.Head.Image = shared(page.Image)
	page.Params = params(a.Params)
	return page
}

func (d *desk) authorIndex() any {
	page := d.listPage(at(d.base, "authors/"), "authors")
	letters := grouping{by: "letter"}
	for _, a := range d.room.Authors {
		letters.put(indexLetter(a.Name), IndexEntry{Link: d.authorLink(a), Detail: a.Role})
	}
	letters.sort()
	page.Groups = letters.groups
	return page
}

func (d *desk) tagPage(t *newsroom.Tag, number int) any {
	s := d.on(t)
	return &TagPage{
		Head: d.subjectHead(s, "tags", number),
		ID:   t.Slug,
		Tag:  Link{Text: s.name, URL: s.url},
		List: d.list(s.run, number, func(i int) (Item, bool) { return d.item(d.room.On(t)[i]) }),
	}
}

func (d *desk) tagIndex() any {
	page := d.listPage(at(d.base, "tags/"), "tags")
	letters := grouping{by: "letter"}
	for _, t := range d.room.Tags {
		letters.put(indexLetter(t.Name), IndexEntry{Link: Link{Text: t.Name, URL: d.on(t).url}})
	}
	letters.sort()
	page.Groups = letters.groups
	return page
}
