package plan

import (
	"cmp"
	"slices"
	"strconv"

	"pressbox/internal/content"
	"pressbox/internal/newsroom"
)

// A run is the posts of one list by their place in time, cut into pages. Page 1
// holds the oldest. A page is numbered once it is full and a whole page of newer
// posts follows it, and from then on it holds what it holds; the bare address
// shows what no numbered page does, between one and two pages' worth. A place is
// counted for retracted and expired posts too, which the page then leaves out.
type run struct {
	rel      string // of the bare address below the base, "" or ending in a slash
	n        int    // posts
	per      int    // posts on a full page
	numbered int    // numbered pages
	blank    []int  // pages with nothing on them, in order; nearly always nil
}

func newRun(rel string, n, per int) run {
	return run{rel: rel, n: n, per: per, numbered: max(0, n/per-1)}
}

// of returns r with its blank pages: those that show none of posts. The bare address is
// among them if bare, that is if it would show nothing else either.
func (r run) of(posts []*newsroom.Post, bare bool) run {
	r.blank = nil
	for number := range r.numbered + 1 {
		if lo, hi := r.span(number); (number > 0 || bare) && !slices.ContainsFunc(posts[lo:hi], (*newsroom.Post).Listed) {
			r.blank = append(r.blank, number)
		}
	}
	return r
}

// isBlank reports whether there is nothing on a page. It stays where it is, for those
// beside it, but is nothing for search engines.
func (r run) isBlank(number int) bool {
	_, blank := slices.BinarySearch(r.blank, number)
	return blank
}

// span returns the places of the posts on a page: from lo up to and without hi.
// Number 0 is the bare address.
func (r run) span(number int) (lo, hi int) {
	if number == 0 {
		return r.numbered * r.per, r.n
	}
	return (number - 1) * r.per, number * r.per
}

// page returns the path of a page below the base.
func (r run) page(number int) string {
	if number == 0 {
		return r.rel
	}
	return r.rel + "page/" + strconv.Itoa(number) + "/"
}

// newer and older return the numbers of the neighbours of a page.
func (r run) newer(number int) (int, bool) {
	switch number {
	case 0:
		return 0, false
	case r.numbered:
		return 0, true
	}
	return number + 1, true
}

func (r run) older(number int) (int, bool) {
	switch number {
	case 0:
		return r.numbered, r.numbered > 0
	case 1:
		return 0, false
	}
	return number - 1, true
}

// A runPage makes a page of a run.
type runPage struct {
	*runOf
	number int // 0 for the bare address
}

// A runOf is what the pages of a run are made of. It holds nothing that a new post changes.
type runOf struct {
	run   func(d *desk) run
	posts func(d *desk) []*newsroom.Post
	show  func(d *desk, number int) any // makes the data of a page
	about func(d *desk, l *ledger)      // writes what every page shows besides its posts; nil for nothing
	bare  func(d *desk, l *ledger)      // writes what the bare address shows besides that; nil for nothing
}

func (p runPage) data(d *desk) any { return p.show(d, p.number) }

// basis names the posts on the page and the pages beside it.
func (p runPage) basis(d *desk, l *ledger) {
	r := p.run(d)
	l.text(r.rel)
	l.number(p.number)
	l.pageBeside(r.newer(p.number))
	l.pageBeside(r.older(p.number))
	lo, hi := r.span(p.number)
	for _, q := range p.posts(d)[lo:hi] {
		l.post(d, q)
	}
	l.number(-1)
	if p.about != nil {
		p.about(d, l)
	}
	if p.bare != nil && p.number == 0 {
		p.bare(d, l)
	}
}

// pageBeside writes the number of a page that another leads to, if it does.
func (l *ledger) pageBeside(number int, ok bool) {
	l.number(number)
	l.yes(ok)
}

// list makes a page of a list. item returns what stands at a place, and whether
// lists show it.
func (d *desk) list(r run, number int, item func(i int) (Item, bool)) List {
	lo, hi := r.span(number)
	l := List{Number: number, Items: make([]Item, 0, hi-lo)}
	for i := hi - 1; i >= lo; i-- {
		if it, ok := item(i); ok {
			l.Items = append(l.Items, it)
		}
	}
	if n, ok := r.newer(number); ok {
		l.Newer = d.listLink(r, n)
	}
	if n, ok := r.older(number); ok {
		l.Older = d.listLink(r, n)
	}
	return l
}

// listLink leads to a page of a list; its text is the page's number, and empty for
// the bare address.
func (d *desk) listLink(r run, number int) *Link {
	l := &Link{URL: at(d.base, r.page(number)).url}
	if number > 0 {
		l.Text = strconv.Itoa(number)
	}
	return l
}

// addRun plans the pages of a list.
func (d *desk) addRun(r *runOf, template, from string, noIndex bool) {
	run := r.run(d)
	for number := range run.numbered + 1 {
		d.addMadePage(at(d.base, run.page(number)), template, from, noIndex || run.isBlank(number), runPage{r, number})
	}
}

// item returns p as a list without a line of its own shows it.
func (d *desk) item(p *newsroom.Post) (Item, bool) {
	if !p.Listed() {
		return Item{}, false
	}
	return Item{Card: d.listCard(p)}, true
}

// planTopic plans all that a topic has of its own.
func (d *desk) planTopic(t newsroom.Topic) {
	d.subjects[t.Shelf()] = d.newSubject(t)
	d.addTopic(t)
}

// newSubject makes what the pages of a topic share.
func (d *desk) newSubject(t newsroom.Topic) *subject {
	posts := d.room.On(t)
	listed := countListed(posts)
	subject := func(folder, id, name string, noIndex, feed bool) *subject {
		rel := folder + "/" + id + "/"
		s := &subject{place: at(d.base, rel), run: newRun(rel, len(posts), d.perPage).of(posts, !newsroom.Recorded(t)), name: name, letters: initials(name), listed: listed, noIndex: noIndex}
		if feed && listed > 0 {
			s.feed = &Link{Text: name, URL: at(d.base, rel+"feed.xml").url}
			if d.cfg.Title != "" {
				s.feed.Text += " · " + d.cfg.Title
			}
		}
		return s
	}
	switch t := t.(type) {
	case *newsroom.Player:
		return subject("players", t.ID, t.Name(d.today), thin(t.Registered(), listed), true)
	case *newsroom.Team:
		return subject("teams", t.ID, t.Name(d.today), thin(t.Registered(), listed) && len(t.Stints) == 0, true)
	case *newsroom.Source:
		return subject("sources", t.ID, t.Name, thin(t.Registered(), listed), true)
	case *newsroom.Author:
		return subject("authors", t.ID, t.Name, thin(t.Registered(), listed), true)
	case *newsroom.Tag:
		return subject("tags", t.Slug, t.Name, listed == 0, false)
	case *newsroom.Story:
		s := subject("stories", t.ID, cmp.Or(d.room.Title(t), t.ID), listed == 0, false)
		s.run = run{rel: s.rel} // it has one page, of all
		return s
	}
	panic("plan: unknown topic")
}

// addTopic plans the files of a topic.
func (d *desk) addTopic(t newsroom.Topic) {
	switch t := t.(type) {
	case *newsroom.Player:
		d.addList(t, "player.html", t.Doc, func(d *desk, number int) any { return d.playerPage(t, number) })
		d.addTopicFeed(t, "player "+t.ID, t.Doc)
	case *newsroom.Team:
		d.addList(t, "team.html", t.Doc, func(d *desk, number int) any { return d.teamPage(t, number) })
		d.addTopicFeed(t, "team "+t.ID, t.Doc)
	case *newsroom.Source:
		run := d.addList(t, "source.html", t.Doc, func(d *desk, number int) any { return d.sourcePage(t, number) })
		run.bare = func(d *desk, l *ledger) {
			l.links(d, d.room.Text(t.Doc).Links)
			l.outcomes(d, t)
		}
		d.addTopicFeed(t, "source "+t.ID, t.Doc)
	case *newsroom.Author:
		d.addList(t, "author.html", t.Doc, func(d *desk, number int) any { return d.authorPage(t, number) })
		d.addTopicFeed(t, "author "+t.ID, t.Doc)
	case *newsroom.Tag:
		d.addList(t, "tag.html", nil, func(d *desk, number int) any { return d.tagPage(t, number) })
	case *newsroom.Story:
		d.addMadePage(d.on(t).place, "story.html", fromOf(t.Doc), d.on(t).noIndex, storyFile{t})
	}
}

// addList plans the pages of the list of posts on t. doc is its record, nil for none, whose
// text the bare address shows.
func (d *desk) addList(t newsroom.Topic, template string, doc *content.Document, show func(d *desk, number int) any) *runOf {
	r := &runOf{
		run:   func(d *desk) run { return d.on(t).run },
		posts: func(d *desk) []*newsroom.Post { return d.room.On(t) },
		show:  show,
		about: func(d *desk, l *ledger) { l.subject(d.on(t)) },
		bare:  func(d *desk, l *ledger) { l.links(d, d.room.Text(doc).Links) },
	}
	d.addRun(r, template, fromOf(doc), d.on(t).noIndex)
	return r
}

// thin reports whether a page has too little to show for search engines: nothing,
// or a name without a record in fewer than three posts.
func thin(registered bool, listed int) bool {
	return listed == 0 || !registered && listed < 3
}

// subjectHead returns the head of a page of a subject below an index.
func (d *desk) subjectHead(s *subject, index string, number int) Head {
	h := d.head(at(d.base, s.page(number)), number)
	h.Title, h.NoIndex, h.Feed = s.called(), s.hides(number), s.feed
	h.Crumbs = []Crumb{{Word: index, URL: d.base + index + "/"}, {Text: s.name, URL: s.url}}
	return h
}

// countListed returns how many of posts lists show.
func countListed(posts []*newsroom.Post) int {
	n := 0
	for _, p := range posts {
		if p.Listed() {
			n++
		}
	}
	return n
}
