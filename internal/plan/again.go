package plan

import (
	"maps"
	"slices"

	"pressbox/internal/content"
	"pressbox/internal/newsroom"
	"pressbox/internal/problem"
)

// Again returns the plan, and its problems, of the newsroom that Newsroom.Amend made of
// the one that p is the plan of, with what is another in it. What that does not touch is
// shared, for most of a site is as it was.
func (p *Plan) Again(room *newsroom.Newsroom, amended *newsroom.Amendment) (*Plan, problem.List) {
	t := turn{Amendment: amended, was: p.desk.copied(), is: p.desk.copied(), topics: map[newsroom.Topic]bool{}, won: map[string]bool{}}
	is := t.is
	is.again, is.room, is.today, is.next = true, room, newsroom.DayOf(room.Now), room.Next
	is.findNews()
	if len(t.Posts)+len(t.Texts) > 0 || len(is.news) != len(t.was.news) {
		t.take()
	} else {
		is.files = slices.Clone(is.files)
	}
	for i := range is.files {
		is.files[i].desk = is
	}
	t.checkLinks()
	t.checkTitles()
	return is.settled()
}

// A turn takes the desk of one plan to that of the next.
type turn struct {
	*newsroom.Amendment
	was, is    *desk // plan files of which the other may not have the same: was those of before
	topics     map[newsroom.Topic]bool
	came, went bool            // paths
	won        map[string]bool // titles that a page has by now
}

// take plans what amendments touch.
func (t *turn) take() {
	was, is := t.was, t.is
	is.posts = append(make([]*Output, 0, is.room.Numbers()), is.posts...)[:is.room.Numbers()]
	is.subjects = append(make([]*subject, 0, is.room.Shelves()), is.subjects...)[:is.room.Shelves()]
	is.forget()
	link := parsePermalink(is.cfg.Permalink)
	for _, e := range t.Posts {
		if e.Before != nil {
			was.fresh = append(was.fresh, File{Output: was.posts[e.Before.Number-1]})
			was.addAliases(e.Before.Doc, e.Before.Aliases, was.postURL(e.Before))
			is.posts[e.Before.Number-1] = nil
			t.note(e.Before)
		}
		if e.After != nil {
			is.addPost(e.After, link, nil)
			is.addAliases(e.After.Doc, e.After.Aliases, is.postURL(e.After))
			t.note(e.After)
		}
	}
	t.takeMonths()
	t.takeTopics()
	t.takeIndexes()
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
	t.takeMedia()
	is.takeMap(was.mapped)
	for _, d := range []*desk{was, is} {
		d.addSitemaps()
		d.addNews()
	}
	t.came, t.went = is.settle(was.fresh)
}

func (t *turn) note(p *newsroom.Post) {
	for topic := range p.Topics {
		t.topics[topic] = true
	}
}

// takeMonths moves posts from month to month.
func (t *turn) takeMonths() {
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
	for _, e := range t.Posts {
		count(e.Before, -1)
		count(e.After, 1)
	}
	is.months = slices.DeleteFunc(is.months, func(m *month) bool { return m.hi == m.lo })
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
		}
	}
	for _, year := range after {
		if !slices.Contains(before, year) || was.silent(year) != is.silent(year) {
			is.addYear(year)
			t.won[string(appendDigits(nil, year, 4))] = true
		}
	}
}

// takeTopics plans the topics of which a post is another.
func (t *turn) takeTopics() {
	among := false // whether others are among the players
	for topic := range t.topics {
		came := t.takeTopic(topic)
		_, player := topic.(*newsroom.Player)
		among = among || player && came
	}
	if among {
		t.is.tellApart()
		for _, p := range t.is.room.Players {
			t.topics[p] = true // may be called otherwise
		}
	}
	for topic := range t.topics {
		if title := t.is.titleOf(topic); title != "" && title != t.was.titleOf(topic) {
			t.won[title] = true
		}
	}
}

// takeTopic plans a topic again. It reports whether it is new or gone.
func (t *turn) takeTopic(topic newsroom.Topic) bool {
	before := t.was.subject(topic)
	var after *subject
	if posts := t.is.room.On(topic); len(posts) > 0 || before != nil && newsroom.Recorded(topic) {
		after = t.is.newSubject(topic)
		if before != nil {
			after.title = before.title
		}
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
	return before == nil || after == nil
}

// takeIndexes plans the indexes that the site has by now, and those that it had.
func (t *turn) takeIndexes() {
	was, is := t.was, t.is
	before, after := was.indexes(), is.indexes()
	for i := range before {
		if before[i].there != after[i].there || before[i].noIndex != after[i].noIndex {
			was.addIndex(before[i])
			is.addIndex(after[i])
		}
	}
	if sections := is.sections(); !slices.Equal(sections, is.site.Sections) {
		site := *is.site // which is that of the plan before
		site.Sections = sections
		is.site = &site
	}
}

// takeMedia plans pictures that are shown by now, and no longer those that were.
func (t *turn) takeMedia() {
	var shown, gone []*content.Asset
	for _, e := range t.Posts {
		if e.Before != nil {
			postPictures(e.Before, func(a *content.Asset) bool { gone = append(gone, a); return true })
		}
		if e.After != nil {
			postPictures(e.After, func(a *content.Asset) bool { shown = append(shown, a); return true })
		}
	}
	for _, e := range t.Texts {
		pictures(nil, e.Before.Links, func(a *content.Asset) bool { gone = append(gone, a); return true })
		pictures(nil, e.After.Links, func(a *content.Asset) bool { shown = append(shown, a); return true })
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

// checkLinks looks at what writers typed as far as it may lead elsewhere by now, or stand
// elsewhere.
func (t *turn) checkLinks() {
	d := t.is
	led := func(r newsroom.Revised[newsroom.Text]) bool {
		return !slices.Equal(r.Before.Links, r.After.Links) || len(r.After.Links) > 0 && !slices.Equal(r.Before.Doc.Parts.Links, r.After.Doc.Parts.Links)
	}
	if t.went || len(d.broken) > 0 && t.came || slices.ContainsFunc(t.Texts, led) {
		d.checkLinks()
		return
	}
	edited := map[string]bool{}
	for _, e := range t.Posts {
		if e.Before != nil {
			edited[e.Before.Doc.Path] = true
		}
	}
	d.broken = slices.DeleteFunc(slices.Clone(d.broken), func(p problem.Problem) bool { return edited[p.File] })
	for _, e := range t.Posts {
		if e.After != nil {
			d.checkPost(e.After)
		}
	}
}

// checkTitles looks for titles that stand over two pages by now.
func (t *turn) checkTitles() {
	d := t.is
	title := func(p *newsroom.Post) string {
		if p == nil || !p.Listed() {
			return ""
		}
		return p.Title
	}
	alike := true
	for _, e := range t.Posts {
		alike = alike && calledAlike(e)
		if is := title(e.After); is != "" && is != title(e.Before) {
			t.won[is] = true
		}
	}
	if alike {
		return
	}
	d.titles = &titles{}
	if len(t.was.titles.twice) > 0 || d.anyTwice(t.won) {
		d.titles.twice = d.sameTitles()
	}
}

// exchange returns a new list: that of before without what compares equal to one of gone,
// and with fresh. list is in order; the others come to be. An empty list is nil.
func exchange[T any](list, gone, fresh []T, compare func(a, b T) int) []T {
	slices.SortFunc(gone, compare)
	slices.SortFunc(fresh, compare)
	if len(list) == 0 {
		return fresh
	}
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
	if out = append(out, list...); len(out) == 0 {
		return nil
	}
	return out
}
