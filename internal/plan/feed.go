package plan

import (
	"slices"
	"strings"
	"time"

	"pressbox/internal/digest"
	"pressbox/internal/newsroom"
)

// A line of posts is what a feed chooses from: n posts, oldest first.
type line struct {
	n    int
	post func(i int) *newsroom.Post
}

// planFeeds plans the feeds of the whole site.
func (d *desk) planFeeds() {
	all := line{len(d.room.Posts), func(i int) *newsroom.Post { return d.room.Posts[i] }}
	id := d.id("feed")
	for _, f := range []struct{ kind, path, format string }{
		{"atom", "feed.xml", Atom}, {"rss", "rss.xml", RSS}, {"json", "feed.json", JSONFeed},
	} {
		where := at(d.base, f.path)
		d.site.Feeds = append(d.site.Feeds, Section{Kind: f.kind, URL: where.url})
		d.addFeed(where, f.format, "", func(d *desk) *Feed { return d.feedHead(id, d.cfg.Title, where.url, d.base) }, all)
	}
}

// subjectFeed plans the feed of a subject that has a listed post.
func (d *desk) subjectFeed(s *subject, what, from string, post func(i int) *newsroom.Post) {
	if s.listed == 0 {
		return
	}
	where := at(d.base, s.rel+"feed.xml")
	title := s.name
	if d.cfg.Title != "" {
		title += " · " + d.cfg.Title
	}
	s.feed = &Link{Text: title, URL: where.url}
	d.addFeed(where, Atom, from, func(d *desk) *Feed { return d.feedHead(d.id("feed "+what), title, where.url, s.url) }, line{s.n, post})
}

// A feedFile makes a feed of the newest of its posts.
type feedFile struct {
	head func(d *desk) *Feed // without entries
	line
}

func (d *desk) addFeed(where place, format, from string, head func(d *desk) *Feed, posts line) {
	d.addMade(where, format, from, &feedFile{head, posts})
}

func (m *feedFile) data(d *desk) any {
	f := m.head(d)
	for _, p := range d.newest(m.line, f) {
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
	for _, p := range d.newest(m.line, f) {
		parts.Entries = append(parts.Entries, d.own(p.Number-1))
	}
	return Hash(&parts)
}

func (m *feedFile) basis(d *desk, l *ledger) {
	f := m.head(d)
	l.text(f.Title)
	for _, p := range d.newest(m.line, f) {
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

// newest returns the posts that f carries as they are by now, newest first, and dates f
// by them.
func (d *desk) newest(posts line, f *Feed) []*newsroom.Post {
	chosen := make([]*newsroom.Post, 0, min(posts.n, d.feedSize))
	var updated time.Time
	for i := posts.n - 1; i >= 0 && len(chosen) < d.feedSize; i-- {
		p := d.now(posts.post(i))
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
