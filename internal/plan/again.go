package plan

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"pressbox/internal/content"
	"pressbox/internal/newsroom"
	"pressbox/internal/problem"
)

// Again returns the plan, and its problems, of the newsroom that Newsroom.Amend made of
// the one that p is the plan of, with its amendments. changes tell all documents that are
// others. What they do not touch is shared, for most of a site is as it was. It reports
// false when more may follow than what it looks at; then it is for Make to say what does.
func (p *Plan) Again(room *newsroom.Newsroom, amended []newsroom.Amendment, changes []content.Change) (*Plan, problem.List, bool) {
	for _, c := range changes {
		post := c.Kind() == content.Post // whose links and titles are looked at again
		if !c.OfText() && (p.desk.problems.Tell(c.Path()) || !post && p.desk.broken.Tell(c.Path())) {
			return nil, nil, false // lines may have moved
		}
	}
	for _, e := range amended {
		if (e.Before != nil && p.desk.problems.Tell(e.Before.Doc.Path) || e.After != nil && p.desk.problems.Tell(e.After.Doc.Path)) {
			return nil, nil, false
		}
	}
	was, is := p.desk.copied(), p.desk.copied()
	t := turn{before: p.desk, was: was, is: is, topics: map[newsroom.Topic]bool{}, titles: map[string]int{}}
	is.again, is.room, is.today, is.next = true, room, newsroom.DayOf(room.Now), room.Next
	is.newer = maps.Clone(is.newer)
	for _, c := range changes {
		if c.Kind() != content.Post {
			if is.newer == nil {
				is.newer = map[string]*content.Document{}
			}
			is.newer[c.Path()] = c.After
		}
	}
	is.findNews()
	if len(amended) > 0 && !t.take(amended) {
		return nil, nil, false
	}
	again := *p
	again.Files = t.files
	if again.Files == nil {
		again.Files = slices.Clone(p.Files)
	}
	for i := range again.Files {
		again.Files[i].desk = is
	}
	is.files = again.Files
	if len(amended) > 0 {
		t.checkLinks(amended)
		t.checkTitles(amended)
	}
	again.Redirects = is.redirects
	again.desk, again.Next = is.settled(), is.next
	return &again, is.allProblems(), true
}

// A turn takes the desk of one plan to that of the next.
type turn struct {
	before         *desk
	was, is        *desk // gather files of which the other may not have the same: was those of before
	files          []File
	topics         map[newsroom.Topic]bool
	added, removed []string       // paths
	titles         map[string]int // those that a page has won, or a list of posts lost, with how many have lost it
}

// take plans what amendments touch.
func (t *turn) take(amended []newsroom.Amendment) bool {
	was, is := t.was, t.is
	for _, d := range []*desk{was, is} {
		d.files, d.inMap, d.redirects, d.outputs = nil, nil, nil, nil
	}
	is.posts = append(make([]*Output, 0, is.room.Numbers()), is.posts...)[:is.room.Numbers()]
	is.subjects = append(make([]*subject, 0, is.room.Shelves()), is.subjects...)[:is.room.Shelves()]
	is.forget()
	link := parsePermalink(is.cfg.Permalink)
	for _, e := range amended {
		if e.Before != nil {
			was.files = append(was.files, File{Output: was.posts[e.Before.Number-1]})
			is.posts[e.Before.Number-1] = nil
			t.note(e.Before)
		}
		if e.After != nil {
			is.addPost(e.After, link, nil)
			t.note(e.After)
		}
	}
	if !t.takeAliases(amended) || !t.takeMonths(amended) {
		return false
	}
	if kinds(was.room) != kinds(is.room) {
		return false // an index is new or gone, and every page leads to it
	}
	for topic := range t.topics {
		if !t.takeTopic(topic) {
			return false
		}
	}
	if was.storied() != is.storied() {
		return false // so is whether the index of stories shows any
	}
	is.findBlanks()
	before, after := was.home(), is.home()
	changed := func(number int) bool {
		return number > min(before.numbered, after.numbered) || before.isBlank(number) != after.isBlank(number)
	}
	was.addHomePages(changed)
	is.addHomePages(changed)
	parts := min(was.searchParts(), is.searchParts())
	was.addSearchParts(parts)
	is.addSearchParts(parts)
	t.takeMedia(amended)
	t.takeMap()
	for _, d := range []*desk{was, is} {
		d.addSitemaps()
		d.addNews()
	}
	return t.settle()
}

func (t *turn) note(p *newsroom.Post) {
	for topic := range p.Topics {
		t.topics[topic] = true
	}
}

// takeAliases plans redirects from the old addresses of posts. It reports false when
// others may stand there by now.
func (t *turn) takeAliases(amended []newsroom.Amendment) bool {
	cloned, former := false, false
	each := func(d *desk, p *newsroom.Post, do func(from place, a newsroom.Alias)) {
		if p == nil || len(p.Aliases) == 0 {
			return
		}
		if !cloned {
			t.is.aliases, cloned = maps.Clone(t.is.aliases), true
		}
		for _, a := range p.Aliases {
			from := at(d.base, aliasPath(a.Path))
			do(from, a)
			d.redirect(from, d.postURL(p), p.Doc.Path)
		}
	}
	for _, e := range amended {
		each(t.was, e.Before, func(from place, _ newsroom.Alias) {
			delete(t.is.aliases, from.path)
			top, _, _ := strings.Cut(from.path, "/")
			former = former || top == "players" || top == "teams" // where somebody may have borne the name
		})
	}
	for _, e := range amended {
		each(t.is, e.After, func(from place, a newsroom.Alias) { t.is.aliases[from.path] = a.Place })
	}
	if former {
		return false
	}
	gone, fresh := t.was.redirects, t.is.redirects
	if t.is.redirects = t.before.redirects; len(gone)+len(fresh) == 0 {
		return true
	}
	t.is.redirects = exchange(t.is.redirects, gone, fresh, func(a, b Redirect) int { return cmp.Compare(a.From, b.From) })
	return (len(t.is.redirects) > 0) == (len(t.before.redirects) > 0) // the list of them is a file
}

// takeMonths moves posts from month to month.
func (t *turn) takeMonths(amended []newsroom.Amendment) bool {
	was, is := t.was, t.is
	touched := map[*month]bool{} // those of is
	is.months = slices.Clone(is.months)
	count := func(p *newsroom.Post, n int) {
		if p == nil {
			return
		}
		year, mon, _ := p.Time.Date()
		i, found := is.findMonth(year, mon)
		if !found {
			is.months = slices.Insert(is.months, i, is.newMonth(year, mon))
		} else if !touched[is.months[i]] {
			m := *is.months[i]
			is.months[i] = &m
		}
		m := is.months[i]
		touched[m] = true
		m.hi += n // lo is put right below
	}
	for _, e := range amended {
		count(e.Before, -1)
		count(e.After, 1)
	}
	is.months = slices.DeleteFunc(is.months, func(m *month) bool { return m.hi == m.lo })
	if len(is.months) == 0 || len(was.months) == 0 {
		return false
	}
	lo := 0
	for i, m := range is.months {
		n := m.hi - m.lo
		if m.lo != lo {
			if !touched[m] {
				copied := *m
				m = &copied
				is.months[i] = m
			}
			m.lo, m.hi = lo, lo+n
		}
		lo += n
	}
	for m := range touched {
		i, before := was.findMonth(m.year, m.month)
		j, after := is.findMonth(m.year, m.month)
		if after {
			is.measure(m)
		}
		if before && after && was.months[i].numbered == is.months[j].numbered {
			continue
		}
		if before {
			was.addMonth(was.months[i])
		}
		if after {
			is.addMonth(m)
		}
	}
	before, after := was.years(), is.years()
	for _, year := range before {
		if !slices.Contains(after, year) || was.silent(year) != is.silent(year) {
			was.addYear(year)
			t.titles[string(appendDigits(nil, year, 4))]++
		}
	}
	for _, year := range after {
		if !slices.Contains(before, year) || was.silent(year) != is.silent(year) {
			is.addYear(year)
			t.titles[string(appendDigits(nil, year, 4))] += 0
		}
	}
	return true
}

// takeTopic plans a topic again of which a post is another. It reports false when others
// of its kind may change by it.
func (t *turn) takeTopic(topic newsroom.Topic) bool {
	var before, after *subject
	var first [2]string // posts
	if at := topic.Shelf(); at < len(t.was.subjects) {
		before = t.was.subjects[at]
	}
	if posts := t.is.room.On(topic); len(posts) > 0 || before != nil && newsroom.Recorded(topic) {
		after = t.is.newSubject(topic)
		if before != nil {
			after.title = before.title
		}
	}
	if (before == nil || after == nil) && !t.alone(topic, cmp.Or(before, after)) {
		return false
	}
	t.is.subjects[topic.Shelf()] = after
	if before == nil || after == nil || before.numbered != after.numbered || before.noIndex != after.noIndex || !slices.Equal(before.blank, after.blank) || (before.feed == nil) != (after.feed == nil) {
		if before != nil {
			t.was.addTopic(topic)
		}
		if after != nil {
			t.is.addTopic(topic)
		}
	}
	for i, d := range []*desk{t.was, t.is} {
		if topic.Shelf() < d.room.Shelves() {
			if posts := d.room.On(topic); len(posts) > 0 {
				first[i] = posts[0].Doc.Path
			}
		}
	}
	indexed := func(s *subject) bool { return s != nil && !s.hides(0) }
	title := cmp.Or(before, after).called()
	switch {
	case indexed(before) && !indexed(after):
		t.titles[title]++
	case indexed(after) && (!indexed(before) || first[0] != first[1]): // where it is said, if there is no record
		t.titles[title] += 0
	}
	return true
}

// alone reports whether whoever is new or gone leaves others of the kind as they are: what
// they are called where two have one name, and addresses of the names they bore.
func (t *turn) alone(topic newsroom.Topic, s *subject) bool {
	bore := func(id string, names []newsroom.Dated) bool {
		return slices.ContainsFunc(names, func(n newsroom.Dated) bool { return n.To != "" && newsroom.Slug(n.Text) == id })
	}
	switch topic := topic.(type) {
	case *newsroom.Player:
		return !slices.ContainsFunc(t.before.room.Players, func(p *newsroom.Player) bool {
			return p != topic && (t.before.on(p).name == s.name || bore(topic.ID, p.Names))
		})
	case *newsroom.Team:
		return !slices.ContainsFunc(t.before.room.Teams, func(p *newsroom.Team) bool { return p != topic && bore(topic.ID, p.Names) })
	}
	return true
}

// kinds tells of what kinds a newsroom has any.
func kinds(n *newsroom.Newsroom) [6]bool {
	return [6]bool{len(n.Players) > 0, len(n.Teams) > 0, len(n.Sources) > 0, len(n.Authors) > 0, len(n.Tags) > 0, len(n.Stories) > 0}
}

// takeMedia plans pictures that are shown by now, and no longer those that were.
func (t *turn) takeMedia(amended []newsroom.Amendment) {
	var shown, gone []*content.Asset
	for _, e := range amended {
		if e.Before != nil {
			postPictures(e.Before, func(a *content.Asset) bool { gone = append(gone, a); return true })
		}
		if e.After != nil {
			postPictures(e.After, func(a *content.Asset) bool { shown = append(shown, a); return true })
		}
	}
	if len(shown)+len(gone) == 0 {
		return
	}
	t.is.media = maps.Clone(t.is.media)
	for _, a := range shown {
		t.is.useMedia(a)
	}
	for _, a := range gone {
		if _, ok := t.is.media[a]; !ok || slices.Contains(shown, a) {
			continue
		}
		still := false
		t.is.shown(func(b *content.Asset) bool { still = a == b; return !still })
		if !still {
			where := t.is.media[a]
			delete(t.is.media, a)
			t.was.plan(Output{Path: where.path, From: a.Path})
		}
	}
}

// takeMap takes over the addresses of the sitemap of everything but posts.
func (t *turn) takeMap() {
	gone, fresh := t.was.inMap, t.is.inMap
	if t.is.inMap = t.before.inMap; len(gone)+len(fresh) == 0 {
		return
	}
	t.is.inMap = exchange(t.is.inMap, gone, fresh, SitemapEntry.compare)
	t.is.measureMap()
}

// settle takes over the files. It reports false when two may not stand beside each
// other, or one may stand now that could not.
func (t *turn) settle() bool {
	byPath := func(a, b File) int { return strings.Compare(a.Path, b.Path) }
	t.files = exchange(t.before.files, t.was.files, t.is.files, byPath) // which puts them in order
	in := func(files []File, path string) bool {
		_, ok := find(files, path)
		return ok
	}
	for i, f := range t.is.files {
		if i > 0 && f.Path == t.is.files[i-1].Path {
			return false
		}
		if !in(t.was.files, f.Path) {
			t.added = append(t.added, f.Path)
		}
	}
	for _, f := range t.was.files {
		if !in(t.before.files, f.Path) {
			return false // it has been left out
		}
		if !in(t.is.files, f.Path) {
			t.removed = append(t.removed, f.Path)
		}
	}
	if t.before.clashed && len(t.added)+len(t.removed) > 0 {
		return false
	}
	return !slices.ContainsFunc(t.added, func(path string) bool { return !t.free(path) })
}

// free reports whether a file can be published at a new path.
func (t *turn) free(path string) bool {
	folded := fold(path)
	taken := func(path string) bool {
		_, odd := slices.BinarySearch(t.is.odd, path)
		_, plain := find(t.before.files, path)
		return odd || plain
	}
	if unsafePath(path) != "" || taken(folded) {
		return false
	}
	folder := folded + "/"
	for i := range len(folded) {
		if folded[i] == '/' && taken(folded[:i]) {
			return false
		}
	}
	for _, files := range [][]File{t.before.files, t.is.files} {
		if i, _ := find(files, folder); i < len(files) && strings.HasPrefix(files[i].Path, folder) {
			return false
		}
	}
	if i, _ := slices.BinarySearch(t.is.odd, folder); i < len(t.is.odd) && strings.HasPrefix(t.is.odd[i], folder) {
		return false
	}
	if folded != path {
		if slices.ContainsFunc(t.is.files, func(f File) bool { return f.Path != path && fold(f.Path) == folded }) {
			return false
		}
		i, _ := slices.BinarySearch(t.is.odd, folded)
		t.is.odd = slices.Insert(slices.Clip(t.is.odd), i, folded)
	}
	return true
}

// checkLinks looks at what writers typed as far as it may lead elsewhere by now.
func (t *turn) checkLinks(amended []newsroom.Amendment) {
	d := t.is
	d.broken = slices.Clip(d.broken)
	again := len(t.removed) > 0 || len(t.added) > 0 && len(d.broken) > 0
	for _, e := range amended {
		again = again || !ofText(e) && e.Before != nil && d.broken.Tell(e.Before.Doc.Path)
	}
	if again {
		d.checkLinks()
		return
	}
	for _, e := range amended {
		if e.After != nil && !ofText(e) {
			d.checkPost(e.After)
		}
	}
}

// checkTitles looks for titles that stand over two pages by now.
func (t *turn) checkTitles(amended []newsroom.Amendment) {
	d, again := t.is, false
	title := func(p *newsroom.Post) string {
		if p == nil || !p.Listed() {
			return ""
		}
		return p.Title
	}
	for _, e := range amended {
		if is := title(e.After); is != "" && is != title(e.Before) {
			t.titles[is] += 0
		}
		again = again || !ofText(e) && e.Before != nil && d.twice.Tell(e.Before.Doc.Path) // at a place that moved, or not any longer
	}
	if again || d.anyTwice(t.titles) {
		d.twice = d.titles()
	}
}

// ofText reports whether nothing but the text of a post is another. One with the document
// that it had is another because of what it names, or leads to.
func ofText(e newsroom.Amendment) bool {
	return e.Before != nil && e.After != nil && e.Before.Doc != e.After.Doc && content.Change{Before: e.Before.Doc, After: e.After.Doc}.OfText()
}

// exchange returns list without what compares equal to one of gone, and with fresh. list
// is in order; the others come to be.
func exchange[T any](list, gone, fresh []T, compare func(a, b T) int) []T {
	slices.SortFunc(gone, compare)
	slices.SortFunc(fresh, compare)
	out := make([]T, 0, len(list)+len(fresh))
	upTo := func(v T) (found bool) {
		i, found := slices.BinarySearchFunc(list, v, compare)
		out, list = append(out, list[:i]...), list[i:]
		return found
	}
	for len(gone)+len(fresh) > 0 {
		if len(fresh) == 0 || len(gone) > 0 && compare(gone[0], fresh[0]) <= 0 {
			if upTo(gone[0]) {
				list = list[1:]
			}
			gone = gone[1:]
			continue
		}
		upTo(fresh[0])
		out, fresh = append(out, fresh[0]), fresh[1:]
	}
	return append(out, list...)
}
