package plan

import (
	"slices"
	"strings"
	"time"

	"pressbox/internal/content"
	"pressbox/internal/digest"
	"pressbox/internal/newsroom"
)

// planFeeds plans the feeds of the whole site.
func (d *desk) planFeeds() {
	all := func(d *desk) []*newsroom.Post { return d.room.Posts }
	id := d.id("feed")
	for _, f := range []struct{ kind, path, format string }{
		{"atom", "feed.xml", Atom}, {"rss", "rss.xml", RSS}, {"json", "feed.json", JSONFeed},
	} {
		where := at(d.base, f.path)
		d.site.Feeds = append(d.site.Feeds, Section{Kind: f.kind, URL: where.url})
		d.addFeed(where, f.format, "", func(d *desk) *Feed { return d.feedHead(id, d.cfg.Title, where.url, d.base) }, all)
	}
}

// addTopicFeed plans the feed of a topic that has a listed post. doc is its record, nil
// for none.
func (d *desk) addTopicFeed(t newsroom.Topic, what string, doc *content.Document) {
	s := d.on(t)
	if s.feed == nil {
		return
	}
	head := func(d *desk) *Feed {
		s := d.on(t)
		return d.feedHead(d.id("feed "+what), s.feed.Text, s.feed.URL, s.url)
	}
	d.addFeed(at(d.base, s.rel+"feed.xml"), Atom, fromOf(doc), head, func(d *desk) []*newsroom.Post { return d.room.On(t) })
}

// A feedFile makes a feed of the newest of its posts.
type feedFile struct {
	head  func(d *desk) *Feed // without entries
	posts func(d *desk) []*newsroom.Post
}

func (d *desk) addFeed(where place, format, from string, head func(d *desk) *Feed, posts func(d *desk) []*newsroom.Post) {
	d.addMade(where, format, from, &feedFile{head, posts})
}

func (m *feedFile) data(d *desk) any {
	f := m.head(d)
	for _, p := range d.newest(m.posts(d), f) {
		f.Entries = append(f.Entries, d.entry(p))
	}
	return f
}

func (m *feedFile) sum(d *desk) digest.Digest {
	f := m.head(d)
	parts := struct {
		Head    *Feed
		Origin  string
		Entries []digest.Digest
	}{Head: f, Origin: d.origin}
	for _, p := range d.newest(m.posts(d), f) {
		parts.Entries = append(parts.Entries, d.own(p))
	}
	return Hash(&parts)
}

func (m *feedFile) basis(d *desk, l *ledger) {
	f := m.head(d)
	l.text(f.Title)
	for _, p := range d.newest(m.posts(d), f) {
		l.post(d, p)
	}
}

// feedHead makes a feed without entries.
func (d *desk) feedHead(id, title, self, home string) *Feed {
	return &Feed{
		ID: id, Title: title, Self: d.origin + self, Home: d.origin + home,
		Author: d.publisher(), Hubs: d.cfg.Feeds.Hubs, Summary: d.cfg.Feeds.Summary, RawHTML: d.cfg.Markdown.RawHTML,
	}
}

// newest returns those of posts that f carries, newest first, and dates f by them.
func (d *desk) newest(posts []*newsroom.Post, f *Feed) []*newsroom.Post {
	chosen := make([]*newsroom.Post, 0, min(len(posts), d.feedSize))
	var updated time.Time
	for i := len(posts) - 1; i >= 0 && len(chosen) < d.feedSize; i-- {
		p := posts[i]
		if !p.Listed() {
			continue
		}
		chosen = append(chosen, p)
		if t := lastChange(p); t.After(updated) {
			updated = t
		}
	}
	if len(chosen) > 0 {
		f.Updated = zoned(updated)
	}
	return chosen
}

func (d *desk) publisher() string {
	if d.cfg.Publisher.Name != "" {
		return d.cfg.Publisher.Name
	}
	return d.cfg.Title
}

// lastChange returns when p was published or last changed. Of a change on the day
// of publication often only the day is written; it came afterwards all the same.
func lastChange(p *newsroom.Post) time.Time {
	switch {
	case p.Updated.After(p.Time):
		return p.Updated
	case !p.Updated.IsZero() && newsroom.DayOf(p.Updated) == p.Day:
		return p.Time.Add(time.Second)
	}
	return p.Time
}

func (d *desk) entry(p *newsroom.Post) FeedEntry {
	e := FeedEntry{
		ID:          p.ID,
		Title:       p.Title,
		URL:         d.origin + d.postURL(p),
		Published:   zoned(p.Time),
		Updated:     zoned(lastChange(p)),
		Credits:     d.credits(p),
		Summary:     p.Summary,
		Corrections: notes(p.Corrections),
		Updates:     notes(p.Updates),
	}
	for i := range e.Credits {
		e.Credits[i].Source.URL = d.absolute(e.Credits[i].Source.URL)
	}
	for _, a := range p.Authors {
		e.Authors = append(e.Authors, a.Name)
	}
	put := func(text string) {
		if !slices.Contains(e.Categories, text) {
			e.Categories = append(e.Categories, text)
		}
	}
	for _, m := range p.Players {
		put(m.Text)
	}
	for _, m := range p.Teams {
		put(m.Text)
	}
	for _, t := range p.Tags {
		put(t.Name)
	}
	if im := d.image(p.Image); im != nil {
		im.URL = d.absolute(im.URL)
		e.Image = im
	}
	if d.cfg.Feeds.Summary {
		return e
	}
	e.Body = d.postBody(p)
	for i := range e.Body.Targets {
		e.Body.Targets[i].URL = d.absolute(e.Body.Targets[i].URL)
	}
	for i := range e.Body.Names {
		e.Body.Names[i].URL = d.absolute(e.Body.Names[i].URL)
	}
	return e
}

// absolute returns an address as it is valid anywhere. One that is only a
// fragment stays, for it is completed where the body is filled.
func (d *desk) absolute(u string) string {
	if strings.HasPrefix(u, "/") && !strings.HasPrefix(u, "//") {
		return d.origin + u
	}
	return u
}

// moveFeed makes the feed of the newest transactions. Its titles need no words:
// who, from where, to where.
func (d *desk) moveFeed(self, home place) *Feed {
	f := &Feed{
		ID: d.id("feed transactions"), Title: d.cfg.Title, Word: "transactions",
		Self: d.origin + self.url, Home: d.origin + home.url, Author: d.publisher(), Hubs: d.cfg.Feeds.Hubs,
	}
	for i := len(d.moves) - 1; i >= 0 && len(f.Entries) < d.feedSize; i-- {
		m := &d.moves[i]
		line := d.moveLine(m)
		from, to := "—", "—"
		e := FeedEntry{ID: d.id("move " + m.Player.ID + " " + string(m.Day) + " " + teamID(m.From) + " " + teamID(m.To)), Categories: []string{line.Player.Text}}
		if line.From != nil {
			from = line.From.Text
			e.Categories = append(e.Categories, from)
		}
		if line.To != nil {
			to = line.To.Text
			e.Categories = append(e.Categories, to)
		}
		e.Title = line.Player.Text + ": " + from + " → " + to
		e.URL = d.origin + at(d.base, moveRel(string(m.Day[:len("2006-01")]))).url + "#" + line.ID
		day, err := time.ParseInLocation(time.DateOnly, string(m.Day), d.room.Now.Location())
		if err != nil {
			continue
		}
		e.Published, e.Updated = zoned(day), zoned(day)
		line.Player.URL = d.absolute(line.Player.URL)
		for _, team := range []**TeamLink{&line.Player.Team, &line.From, &line.To} {
			if *team != nil {
				link := **team
				link.URL = d.absolute(link.URL)
				*team = &link
			}
		}
		e.Move = &line
		f.Entries = append(f.Entries, e)
		if f.Updated == "" {
			f.Updated = e.Updated
		}
	}
	return f
}

func teamID(t *newsroom.Team) string {
	if t == nil {
		return ""
	}
	return t.ID
}
