package newsroom

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/problem"
)

// An Amendment is a post as readers saw it and as they see it now; nil when they did not, or
// do not any longer.
type Amendment struct{ Before, After *Post }

// Amend returns the newsroom of docs at now, of which changes tell all that differs from
// the documents of n, with its problems and the posts that are others. Nothing of n
// becomes another by itself from n.Now to now. What did not change is
// shared, so that little is made anew. It reports false when more may follow from the
// changes than what it looks at; then it is for Assemble to say what does:
//
//   - a record says something else than below its front matter;
//   - a changed post has a problem or a guess, or had one;
//   - somebody links to a post that is gone, or to one with other headings, or has a
//     link that leads nowhere and may lead there by now;
//   - whoever or whatever has no record is called otherwise, for its first post calls it
//     so, or is new or gone while somebody looks for it in a link.
func (n *Newsroom) Amend(docs []*content.Document, changes []content.Change, now time.Time) (*Newsroom, problem.List, []Amendment, bool) {
	if n.index == nil {
		return nil, nil, nil, false
	}
	a := n.amender(docs, now)
	for _, c := range changes {
		if c.Kind() != content.Post {
			if !c.OfBody() || !c.SameAnchors() {
				return nil, nil, nil, false
			}
		} else if !a.read(c) {
			return nil, nil, nil, false
		}
	}
	if len(a.revisions) == 0 {
		return n, n.index.reported, nil, true
	}
	ok := a.all(a.unique) && a.all(a.name) && a.all(a.link) && a.all(a.shelve) && a.called() && a.all(a.turn)
	if !ok || len(*a.reader.problems)+len(a.w.problems)+len(a.w.pending) > 0 {
		return nil, nil, nil, false
	}
	return a.room, a.x.reported, a.edits(), true
}

// An amender makes a newsroom that has most of another.
type amender struct {
	before    *Newsroom
	room      *Newsroom
	x         *index
	w         *worker
	reader    reader
	revisions []*revision
	touched   map[Topic]bool // whose shelves are not those before any longer
}

// A revision is a post before and after its document was edited; nil for none.
type revision struct {
	content.Change
	was, is *postDraft
	textual bool // but for the text of its body the post is the same
}

func (n *Newsroom) amender(docs []*content.Document, now time.Time) *amender {
	x, read, room := *n.index, *n.index.read, *n
	x.now = now.In(n.Now.Location())
	x.today = DayOf(x.now)
	read.docs, read.posts = docs, slices.Clone(read.posts)
	x.read, x.called = &read, sync.OnceValue(x.byBase)
	room.Now, room.index = x.now, &x
	room.Posts, room.shelves = append(make([]*Post, 0, len(n.Posts)+8), n.Posts...), slices.Clone(n.shelves)
	return &amender{before: n, room: &room, x: &x, w: x.worker(), reader: read.set.reader(), touched: map[Topic]bool{}}
}

func (a *amender) all(do func(*revision) bool) bool {
	return !slices.ContainsFunc(a.revisions, func(r *revision) bool { return !do(r) })
}

// shown reports whether readers see d.
func (d *postDraft) shown() bool { return d != nil && !d.hidden }

// read reads a changed post, and puts it among the others.
func (a *amender) read(c content.Change) bool {
	r := &revision{Change: c, textual: c.OfText() && c.SameAnchors()}
	posts := a.x.read.posts
	i := sort.Search(len(posts), func(i int) bool { return posts[i].post.Doc.Path >= c.Path() })
	if c.Before != nil {
		r.was = posts[i]
	}
	switch {
	case r.textual:
		draft, post := *r.was, *r.was.post
		post.Doc, draft.post, r.is = c.After, &post, &draft
	case a.x.problems.Tell(c.Path()), slices.ContainsFunc(a.room.Guesses, func(g Guess) bool { return g.File == c.Path() }):
		return false // lines may have moved
	case c.After != nil:
		r.is = &postDraft{post: new(Post), rough: new(rough)}
		r.is.write(a.x, a.w, a.reader.of(c.After))
		if r.was.shown() {
			r.is.post.Number = r.was.post.Number
		} else if r.is.shown() {
			a.room.numbers++
			r.is.post.Number = a.room.numbers
		}
	}
	switch {
	case r.is == nil:
		posts = slices.Delete(posts, i, i+1)
	case r.was == nil:
		posts = slices.Insert(posts, i, r.is)
	default:
		posts[i] = r.is
	}
	a.x.read.posts = posts
	a.revisions = append(a.revisions, r)
	return true
}

// unique reports whether feeds call no other post as they call a revised one.
func (a *amender) unique(r *revision) bool {
	if r.is == nil || r.was != nil && r.was.post.ID == r.is.post.ID {
		return true
	}
	if a.x.named = a.x.named || r.is.named; !a.x.named {
		return true
	}
	return !slices.ContainsFunc(a.x.read.posts, func(d *postDraft) bool { return d != r.is && d.post.ID == r.is.post.ID })
}

// name finds what has no record, and makes it: names, the story and tags. It reports
// false where other posts could say of it what they did not.
func (a *amender) name(r *revision) bool {
	if r.textual || !r.is.shown() {
		return true
	}
	for _, n := range r.is.plain {
		if !a.plain(r.is, n) {
			return false
		}
	}
	r.is.compact()
	return a.story(r.is) && a.tags(r.is)
}

// plain finds whoever bears a name without a record.
func (a *amender) plain(d *postDraft, n plainName) bool {
	x, room, id := a.x, a.room, Slug(n.name)
	known := x.plainly(n.kind, id)
	if known != "" {
		d.fill(x, n, id)
		return fold(known) == fold(n.name) // else two would have one address
	}
	if x.leans {
		return false
	}
	switch n.kind { // fill writes into a map that the newsroom before has, too
	case "player":
		x.plainPlayers = maps.Clone(x.plainPlayers)
		d.fill(x, n, id)
		room.Players = put(room.Players, d.post.Players[n.slot].Player, (*Player).filed)
		a.file(d.post.Players[n.slot].Player)
	case "team":
		x.plainTeams = maps.Clone(x.plainTeams)
		d.fill(x, n, id)
		room.Teams = put(room.Teams, d.post.Teams[n.slot].Team, (*Team).filed)
		a.file(d.post.Teams[n.slot].Team)
	case "source":
		x.plainSources = maps.Clone(x.plainSources)
		d.fill(x, n, id)
		room.Sources = put(room.Sources, d.post.Sources[n.slot].Source, (*Source).filed)
		a.file(d.post.Sources[n.slot].Source)
	case "author":
		x.plainAuthors = maps.Clone(x.plainAuthors)
		d.fill(x, n, id)
		room.Authors = put(room.Authors, d.post.Authors[n.slot], (*Author).filed)
		a.file(d.post.Authors[n.slot])
	}
	return true
}

// plainly returns what somebody without a record is called; empty for nobody.
func (x *index) plainly(kind, id string) string {
	switch kind {
	case "player":
		if p := x.plainPlayers[id]; p != nil {
			return p.Names[0].Text
		}
	case "team":
		if t := x.plainTeams[id]; t != nil {
			return t.Names[0].Text
		}
	case "source":
		if s := x.plainSources[id]; s != nil {
			return s.Name
		}
	case "author":
		if w := x.plainAuthors[id]; w != nil {
			return w.Name
		}
	}
	return ""
}

// story finds the story of a post.
func (a *amender) story(d *postDraft) bool {
	id := d.storyID(&a.w.problems)
	if id == "" {
		return true
	}
	if d.post.Story = a.x.stories[id]; d.post.Story != nil {
		return true
	}
	if a.x.leans {
		return false
	}
	d.post.Story = &Story{ID: id, Title: d.post.Title}
	a.x.stories = maps.Clone(a.x.stories)
	a.x.stories[id] = d.post.Story
	i, _ := slices.BinarySearchFunc(a.room.Stories, id, func(s *Story, id string) int { return cmp.Compare(s.ID, id) })
	a.room.Stories = slices.Insert(slices.Clip(a.room.Stories), i, d.post.Story)
	a.file(d.post.Story)
	return true
}

// tags finds the tags of a post.
func (a *amender) tags(d *postDraft) bool {
	for _, w := range d.tags {
		tag := d.readTag(w, &a.w.problems)
		if tag == nil {
			return false
		}
		i, found := slices.BinarySearchFunc(a.room.Tags, tag.Slug, func(t *Tag, slug string) int { return cmp.Compare(t.Slug, slug) })
		switch {
		case !found:
			a.room.Tags = slices.Insert(slices.Clip(a.room.Tags), i, tag)
			a.file(tag)
		case !SameTag(w.text, a.room.Tags[i].Name):
			return false
		default:
			tag = a.room.Tags[i]
		}
		d.post.Tags = add(d.post.Tags, tag)
	}
	return true
}

// file gives a new topic a shelf.
func (a *amender) file(t Topic) {
	t.stand(len(a.room.shelves))
	a.room.shelves = append(a.room.shelves, shelf{})
}

// drop takes out a topic without a record of which no post is left.
func (a *amender) drop(t Topic) bool {
	x, room := a.x, a.room
	if _, tag := t.(*Tag); x.leans && !tag {
		return false
	}
	switch t := t.(type) {
	case *Player:
		room.Players, x.plainPlayers = without(room.Players, t), maps.Clone(x.plainPlayers)
		delete(x.plainPlayers, t.ID)
	case *Team:
		room.Teams, x.plainTeams = without(room.Teams, t), maps.Clone(x.plainTeams)
		delete(x.plainTeams, t.ID)
	case *Source:
		room.Sources, x.plainSources = without(room.Sources, t), maps.Clone(x.plainSources)
		delete(x.plainSources, t.ID)
	case *Author:
		room.Authors, x.plainAuthors = without(room.Authors, t), maps.Clone(x.plainAuthors)
		delete(x.plainAuthors, t.ID)
	case *Story:
		room.Stories, x.stories = without(room.Stories, t), maps.Clone(x.stories)
		delete(x.stories, t.ID)
	case *Tag:
		room.Tags = without(room.Tags, t)
	}
	return true
}

// put returns list, which is in order of a folded name, then id, with who.
func put[T interface{ id() string }](list []T, who T, name func(T) string) []T {
	i, _ := slices.BinarySearchFunc(list, who, func(a, b T) int {
		return cmp.Or(cmp.Compare(sortKey(name(a)), sortKey(name(b))), cmp.Compare(a.id(), b.id()))
	})
	return slices.Insert(slices.Clip(list), i, who)
}

func without[T comparable](list []T, who T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(t T) bool { return t == who })
}

// link resolves the links of a revised post, and reports whether those of all others
// lead where they led.
func (a *amender) link(r *revision) bool {
	if r.textual {
		return true
	}
	if r.is != nil && r.is.dated {
		r.is.link(a.x, a.w)
		a.x.leans = a.x.leans || a.w.leans
	}
	if r.was.reach() == r.is.reach() && r.SameAnchors() {
		return true
	}
	return !sought(r.Path(), a.x.problems) && !(r.was.shown() && a.before.index.linked(r.was.post))
}

// sought reports whether a link that is a problem could be meant for the document at a
// path, or for one that is called alike.
func sought(at string, problems problem.List) bool {
	name := strings.ToLower(strings.TrimSuffix(path.Base(at), ".md"))
	return slices.ContainsFunc(problems, func(p problem.Problem) bool {
		switch p.Rule {
		case problem.BrokenLink, problem.UnpublishedLink, problem.BrokenAnchor, problem.BadImage:
			return !simple(name) || strings.ContainsAny(p.Text, `%\`) || strings.Contains(strings.ToLower(p.Text), name)
		}
		return false
	})
}

// A reach is what makes a difference to those who link to a post.
type reach struct {
	there, dated, hidden, draft bool
	day                         Day
}

func (d *postDraft) reach() reach {
	if d == nil {
		return reach{}
	}
	r := reach{there: true, dated: d.dated, hidden: d.hidden, draft: d.post.Draft}
	if d.hidden {
		r.day = d.post.Day
	}
	return r
}

// linked reports whether the body of another document leads to p.
func (x *index) linked(p *Post) bool {
	leads := func(links []Ref) bool {
		return slices.ContainsFunc(links, func(r Ref) bool { q, ok := r.To.(*Post); return ok && q.Number == p.Number })
	}
	d := x.read
	return slices.ContainsFunc(d.posts, func(o *postDraft) bool { return o.post != p && leads(o.post.Links) }) ||
		slices.ContainsFunc(d.players, func(o *playerDraft) bool { return leads(o.player.Links) }) ||
		slices.ContainsFunc(d.teams, func(o *teamDraft) bool { return leads(o.team.Links) }) ||
		slices.ContainsFunc(x.leagues, func(o *League) bool { return leads(o.Links) }) ||
		slices.ContainsFunc(d.sources, func(o *Source) bool { return leads(o.Links) }) ||
		slices.ContainsFunc(d.authors, func(o *Author) bool { return leads(o.Links) }) ||
		slices.ContainsFunc(d.stories, func(o *Story) bool { return leads(o.Links) }) ||
		slices.ContainsFunc(d.pages, func(o *Page) bool { return leads(o.Links) })
}

// shelve puts a revised post where the one before stood, or elsewhere.
func (a *amender) shelve(r *revision) bool {
	var was, is *Post
	var before, after []Topic
	if r.was.shown() {
		was = r.was.post
		before = slices.Collect(was.Topics)
	}
	if r.is.shown() {
		is = r.is.post
		after = slices.Collect(is.Topics)
	}
	if !(was != nil && is != nil && was.Compare(is) == 0 && slices.Equal(before, after)) && a.told(before, after) {
		return false
	}
	revise(&a.room.Posts, was, is)
	for _, t := range before {
		if a.touch(t); slices.Contains(after, t) {
			revise(&a.shelf(t).posts, was, is)
		} else {
			revise(&a.shelf(t).posts, was, nil)
		}
	}
	for _, t := range after {
		if a.touch(t); !slices.Contains(before, t) {
			revise(&a.shelf(t).posts, nil, is)
		}
	}
	return true
}

// told reports whether a problem may tell of a post that it is, or is not, among those
// on topics without a record.
func (a *amender) told(before, after []Topic) bool {
	if slices.ContainsFunc(a.x.problems, func(p problem.Problem) bool { return p.Rule == problem.PathClash }) {
		return true
	}
	for _, t := range slices.Concat(before, after) {
		if s, ok := t.(*Story); ok && s.Doc == nil && (len(a.room.Guesses) > 0 || nearStory(s.ID, a.x.storyIDs()) != "") {
			return true
		}
	}
	return false
}

func (a *amender) shelf(t Topic) *shelf { return &a.room.shelves[t.Shelf()] }

// touch readies the shelf of t for being changed.
func (a *amender) touch(t Topic) {
	if !a.touched[t] {
		a.touched[t] = true
		s := a.shelf(t)
		s.posts = append(make([]*Post, 0, len(s.posts)+1), s.posts...)
	}
}

// revise puts is into posts, which are in order, and takes out was; either may be nil.
func revise(posts *[]*Post, was, is *Post) {
	if was != nil {
		i, found := slices.BinarySearchFunc(*posts, was, (*Post).Compare)
		switch {
		case !found: // a source that is credited twice
			return
		case is != nil && was.Compare(is) == 0:
			(*posts)[i] = is
			return
		}
		*posts = slices.Delete(*posts, i, i+1)
	}
	if is != nil {
		if i, found := slices.BinarySearchFunc(*posts, is, (*Post).Compare); !found {
			*posts = slices.Insert(*posts, i, is)
		}
	}
}

// called reports whether whatever has no record is still called as its first post calls
// it, and finds what stories stand at.
func (a *amender) called() bool {
	told := false
	for t := range a.touched {
		s := a.shelf(t)
		if _, ok := t.(*Story); ok {
			s.outcome = decided(s.posts)
		}
		if recorded(t) {
			continue
		}
		if was := a.before.posts(t); len(was) > 0 && len(was) == len(s.posts) && was[0] == s.posts[0] {
			continue
		}
		if len(s.posts) == 0 && !a.drop(t) {
			return false
		}
		if !told && a.x.policy == config.Warn {
			told = true
			a.x.strangers = maps.Clone(a.x.strangers)
		}
		delete(a.x.strangers, t)
		if len(s.posts) == 0 {
			continue
		}
		calls, at := a.calls(s.posts[0], t)
		switch t := t.(type) {
		case *Player:
			if calls != t.Names[0].Text {
				return false
			}
		case *Team:
			if calls != t.Names[0].Text {
				return false
			}
		case *Source:
			if calls != t.Name {
				return false
			}
		case *Author:
			if calls != t.Name {
				return false
			}
		case *Tag:
			if calls != t.Name {
				return false
			}
			continue
		case *Story:
			if calls != t.Title {
				return false
			}
			continue
		}
		if a.x.policy == config.Warn {
			a.x.strangers[t] = noRecord(t, calls, at, s.posts[0], len(s.posts))
		}
	}
	if told {
		a.x.report()
	}
	return true
}

// posts returns the posts on a topic that n may not have.
func (n *Newsroom) posts(t Topic) []*Post {
	if t.Shelf() >= len(n.shelves) {
		return nil
	}
	return n.On(t)
}

// recorded reports whether a record describes a topic.
func recorded(t Topic) bool {
	if s, ok := t.(*Story); ok {
		return s.Doc != nil
	}
	r, ok := t.(interface{ Registered() bool })
	return ok && r.Registered()
}

// calls returns how p calls t, which has no record, and where.
func (a *amender) calls(p *Post, t Topic) (string, written) {
	s := a.x.read.set.state(p.Doc, a.x.now)
	find := func(list []written, id string, name func(text string) string) (string, written) {
		for _, w := range list {
			if called := name(w.text); Slug(called) == id {
				return called, w
			}
		}
		return "", written{}
	}
	switch t := t.(type) {
	case *Player:
		return find(s.said.players, t.ID, func(text string) string { return a.w.players.query(text).name })
	case *Team:
		return find(s.said.teams, t.ID, func(text string) string { return a.w.teams.query(text).name })
	case *Source:
		var names []written
		for _, c := range s.said.sources {
			names = append(names, c.name)
		}
		return find(names, t.ID, func(text string) string { return a.w.sources.query(text).name })
	case *Author:
		return find(s.said.authors, t.ID, func(text string) string { return a.w.authors.query(text).name })
	case *Tag:
		return find(s.tags, t.Slug, func(text string) string { return text })
	}
	return p.Title, written{}
}

// turn finds when the newsroom changes next by itself. It reports false where only all
// posts tell.
func (a *amender) turn(r *revision) bool {
	turns := func(doc *content.Document, do func(time.Time) bool) bool {
		if doc == nil || r.textual {
			return true
		}
		s := a.x.read.set.state(doc, a.x.now)
		for _, t := range s.turns() {
			if s.dated && (!s.post.Draft || a.x.drafts) && t.After(a.x.now) && !do(t) {
				return false
			}
		}
		return true
	}
	if !turns(r.Before, func(t time.Time) bool { return !t.Equal(a.before.Next) }) {
		return false
	}
	return turns(r.After, func(t time.Time) bool {
		if a.room.Next.IsZero() || t.Before(a.room.Next) {
			a.room.Next = t
		}
		return true
	})
}

// edits returns what readers see otherwise, and lets go of what was only needed to tell.
func (a *amender) edits() []Amendment {
	var edits []Amendment
	for _, r := range a.revisions {
		e := Amendment{}
		if r.was.shown() {
			e.Before = r.was.post
		}
		if r.is.shown() {
			e.After = r.is.post
		}
		if e != (Amendment{}) {
			edits = append(edits, e)
		}
		if r.is != nil {
			r.is.rough = nil
		}
	}
	return edits
}

// A state is what a document of a post says by itself.
type state struct {
	*postDraft
	said     wording
	problems problem.List
}

func (set *setting) state(doc *content.Document, now time.Time) state {
	s, r := state{postDraft: &postDraft{post: new(Post), rough: new(rough)}}, set.reader().of(doc)
	s.said = s.read(r)
	s.stand(now, set.drafts, s.said.updated)
	s.problems = *r.problems
	return s
}
