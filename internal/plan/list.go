package plan

import (
	"cmp"
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
}

func newRun(rel string, n, per int) run {
	return run{rel: rel, n: n, per: per, numbered: max(0, n/per-1)}
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

// A runOf is a run with what its pages are made of.
type runOf struct {
	run
	show  func(d *desk, number int) any // makes the data of a page
	post  func(i int) *newsroom.Post    // at a place
	about func(d *desk, l *ledger)      // writes what every page shows besides its posts; nil for nothing
	bare  func(d *desk, l *ledger)      // writes what the bare address shows besides that; nil for nothing
}

func (p runPage) data(d *desk) any { return p.show(d, p.number) }

// basis names the posts on the page and the pages beside it.
func (p runPage) basis(d *desk, l *ledger) {
	l.text(p.rel)
	l.number(p.number)
	l.pageBeside(p.newer(p.number))
	l.pageBeside(p.older(p.number))
	lo, hi := p.span(p.number)
	for i := lo; i < hi; i++ {
		l.post(d, p.post(i))
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
	for number := range r.numbered + 1 {
		d.addMadePage(at(d.base, r.page(number)), template, from, noIndex, runPage{r, number})
	}
}

// item returns p as a list without a line of its own shows it.
func (d *desk) item(p *newsroom.Post) (Item, bool) {
	if !p.Listed() {
		return Item{}, false
	}
	return Item{Card: d.card(p)}, true
}

// subject makes what the pages of a subject share.
func (d *desk) subject(folder, id, name string, n, listed int, noIndex bool) *subject {
	rel := folder + "/" + id + "/"
	return &subject{place: at(d.base, rel), run: newRun(rel, n, d.perPage), name: name, letters: initials(name), listed: listed, noIndex: noIndex}
}

// subjectRun plans the pages of the list of posts on s. doc is its record, nil for
// none, and links are those of the record's text, which the bare address shows.
func (d *desk) subjectRun(s *subject, template string, doc *content.Document, links []newsroom.Ref, post func(i int) *newsroom.Post, show func(d *desk, number int) any) *runOf {
	r := &runOf{
		run: s.run, show: show, post: post,
		about: func(_ *desk, l *ledger) { l.subject(s) },
		bare:  func(d *desk, l *ledger) { l.links(d, links) },
	}
	d.addRun(r, template, fromOf(doc), s.noIndex)
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
	h.Title, h.NoIndex, h.Feed = cmp.Or(s.title, s.name), s.noIndex, s.feed
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
