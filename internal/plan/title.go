package plan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pressbox/internal/content"
	"pressbox/internal/newsroom"
	"pressbox/internal/problem"
)

// Titles are what pages are called by. Plans share them in which all are called alike, and
// where each is said stands in the same place.
type titles struct {
	twice problem.List // titles that stand over two pages
}

// CalledAs reports whether the pages of p are called as those of q are, so that Namesakes
// of the two are the same.
func (p *Plan) CalledAs(q *Plan) bool {
	return p.desk != nil && q.desk != nil && p.desk.titles == q.desk.titles
}

// sameTitles looks for titles that stand over two pages.
func (d *desk) sameTitles() (found problem.List) {
	first := make(map[string]string, len(d.room.Posts)+len(d.room.Players)) // what bears a title
	d.titled(func(title, bearer string, doc *content.Document, hint string, keys ...string) {
		other, ok := first[title]
		switch {
		case !ok:
			if bearer == "" {
				bearer = doc.Path
			}
			first[title] = bearer
			return
		case doc == nil: // the months of a year are in one archive
			return
		}
		found = append(found, sameTitle(title, bearer, other, doc, hint, keys))
	})
	return found
}

// Namesakes looks for titles in documents that are also what the theme calls a page.
// call says what it calls the page with this head.
func (p *Plan) Namesakes(call func(Head) string) (found problem.List) {
	d := p.desk
	if d == nil {
		return nil
	}
	pages := make(map[string]string, len(d.months)) // their addresses
	for _, i := range d.indexes() {
		if i.there {
			pages[call(Head{Word: i.kind})] = i.place(d).url
		}
	}
	for _, m := range d.months {
		if m.listed > 0 {
			pages[call(Head{Month: m.crumbs[1].Month})] = m.crumbs[1].URL
		}
	}
	last := ""
	for _, m := range d.moves {
		if month := monthOfDay(m.Day); month != last {
			pages[call(Head{Word: "transactions", Month: Time(month + "-01")})] = at(d.base, moveRel(month)).url
			last = month
		}
	}
	for t := range d.teamsMoves {
		pages[call(Head{Title: d.on(t).name, Word: "transactions"})] = at(d.base, teamMovesRel(t)).url
	}
	storied, numbered := d.storyCalled(call), d.pageCalled(call)
	d.titled(func(title, bearer string, doc *content.Document, hint string, keys ...string) {
		u := cmp.Or(pages[title], storied(title), numbered(title))
		if u != "" && doc != nil {
			found = append(found, sameTitle(title, bearer, "the page "+u, doc, hint, keys))
		}
	})
	return found
}

// storyCalled returns what tells the address of the story without a record whose page has
// a title; "" for none. Few titles end, or begin, as those do.
func (d *desk) storyCalled(call func(Head) string) func(title string) string {
	before, after, _ := strings.Cut(call(Head{Title: "1", Word: "story"}), "1")
	return func(title string) string {
		if !strings.HasPrefix(title, before) || !strings.HasSuffix(title, after) {
			return ""
		}
		for _, s := range d.room.Stories {
			if sub := d.on(s); s.Doc == nil && !sub.hides(0) && before+sub.name+after == title {
				return sub.url
			}
		}
		return ""
	}
}

// pageCalled returns what tells the address of the numbered page that has a title; ""
// for none.
func (d *desk) pageCalled(call func(Head) string) func(title string) string {
	before, after, _ := strings.Cut(call(Head{Number: 1}), "1")
	var runs map[string]run // made when a title looks like one
	find := func() {
		runs = map[string]run{call(Head{Word: "posts"}): d.home()}
		for _, m := range d.months {
			runs[call(Head{Month: m.crumbs[1].Month})] = m.run
		}
		for _, s := range d.subjects {
			if s != nil && s.numbered > 0 && !s.noIndex {
				runs[s.called()] = s.run
			}
		}
	}
	return func(title string) string {
		title, ok := strings.CutSuffix(title, after)
		if !ok || title == "" || title[len(title)-1] > '9' { // nearly always
			return ""
		}
		end := strings.TrimRight(title, "0123456789")
		name, ok := strings.CutSuffix(end, before)
		if !ok {
			return ""
		}
		if runs == nil {
			find()
		}
		number, err := strconv.Atoi(title[len(end):])
		if r := runs[name]; err == nil && 0 < number && number <= r.numbered && !r.isBlank(number) {
			return at(d.base, r.page(number)).url
		}
		return ""
	}
}

// sameTitle is the problem of a title of doc, or of bearer, if there is one, which doc only names.
func sameTitle(title, bearer, other string, doc *content.Document, hint string, keys []string) problem.Problem {
	text := "the title " + strconv.Quote(title) + " is also that of " + other
	if bearer != "" {
		text = bearer + " has the title of " + other
	}
	at := keyPlace(doc, keys...)
	return problem.New(problem.SameTitle, at.File, at.Line, at.Column, text, hint)
}

// anyTwice reports whether one of some titles stands over two pages.
func (d *desk) anyTwice(some map[string]bool) (twice bool) {
	if len(some) == 0 {
		return false
	}
	seen := map[string]bool{}
	d.titled(func(title, _ string, _ *content.Document, _ string, _ ...string) {
		if some[title] {
			twice = twice || seen[title]
			seen[title] = true
		}
	})
	return twice
}

// calledAlike reports whether an amendment leaves pages called as they are, and the places
// that say it where they are. A title stands in the document of the page; that of a topic
// without a record in its first post.
func calledAlike(e newsroom.Revised[*newsroom.Post]) bool {
	was, is := e.Before, e.After
	if was == nil || is == nil || was.Title != is.Title || was.Listed() != is.Listed() || was.Compare(is) != 0 ||
		!slices.Equal(slices.Collect(was.Topics), slices.Collect(is.Topics)) {
		return false
	}
	if was.Doc.Meta == is.Doc.Meta {
		return true
	}
	for _, key := range []string{"title", "player", "team", "source", "author", "tag"} {
		if keyPlace(was.Doc, key, key+"s") != keyPlace(is.Doc, key, key+"s") {
			return false
		}
	}
	return true
}

// titled gives all titles as far as they are written in documents, with who bears them,
// empty if it is the document, the document, which is nil for the archive of a year, and
// the keys that say the title.
// Titles of other pages are the theme's words, which Namesakes looks at.
func (d *desk) titled(give func(title, bearer string, doc *content.Document, hint string, keys ...string)) {
	for _, m := range d.months {
		if m.listed == 0 {
			continue
		}
		year := m.crumbs[0].Text
		give(year, "the archive of "+year, nil, "")
	}
	check := func(title, bearer string, doc *content.Document, hint string, keys ...string) {
		if title != "" { // the missing title is a problem of its own
			give(title, bearer, doc, hint, keys...)
		}
	}
	key := []string{"title"} // one for all
	for _, p := range d.room.Posts {
		if p.Listed() {
			check(p.Title, "", p.Doc, "say what is new", key...)
		}
	}
	for _, p := range d.room.Pages {
		check(p.Title, "", p.Doc, "say what is new", key...)
	}
	about := func(s *subject, kind string, doc *content.Document, posts func() *content.Document) {
		const hint = "call one of them otherwise"
		switch title := s.called(); {
		case s.hides(0):
		case doc != nil:
			check(title, "", doc, hint, "name", "names", "title")
		default: // it is only named in posts
			check(title, "the "+kind+" "+strconv.Quote(s.name), posts(), hint, kind, kind+"s")
		}
	}
	for _, p := range d.room.Players {
		about(d.on(p), "player", p.Doc, func() *content.Document { return d.room.On(p)[0].Doc })
	}
	for _, t := range d.room.Teams {
		about(d.on(t), "team", t.Doc, func() *content.Document { return d.room.On(t)[0].Doc })
	}
	for _, s := range d.room.Sources {
		about(d.on(s), "source", s.Doc, func() *content.Document { return d.room.On(s)[0].Doc })
	}
	for _, a := range d.room.Authors {
		about(d.on(a), "author", a.Doc, func() *content.Document { return d.room.On(a)[0].Doc })
	}
	for _, s := range d.room.Stories {
		if s.Doc != nil { // else its title says that it is a story
			about(d.on(s), "story", s.Doc, nil)
		}
	}
	for _, t := range d.room.Tags {
		about(d.on(t), "tag", nil, func() *content.Document { return d.room.On(t)[0].Doc })
	}
}
