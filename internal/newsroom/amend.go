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

	"pressbox/internal/content"
	"pressbox/internal/problem"
)

// An Amendment is a post as readers saw it and as they see it now; nil when they did not,
// or do not any longer.
type Amendment struct{ Before, After *Post }

// Amend returns the newsroom of docs at now, of which changes tell all that differs from
// the documents of n, with its problems and the posts that are others. Nothing of n
// becomes another by itself from n.Now to now. What did not change is
// shared, so that little is made anew. It reports false when more may follow from the
// changes than what it looks at; then it is for Assemble to say what does:
//
//   - a record says something else than below its front matter;
//   - a changed record has a problem, or had one; a changed post has, or had, one that
//     tells of other posts too, or a guess;
//   - somebody links to a post that is gone, or to one with other headings, or has a
//     link that leads nowhere, or elsewhere, and may lead there by now;
//   - whoever or whatever has no record is called otherwise, for its first post calls it
//     so, or is new or gone while somebody looks for it in a link.
func (n *Newsroom) Amend(docs []*content.Document, changes []content.Change, now time.Time) (*Newsroom, problem.List, []Amendment, bool) {
	if n.index == nil {
		return nil, nil, nil, false
	}
	a := n.amender(docs, now)
	if len(n.Guesses) > 0 && a.x.today != n.index.today { // which those in records tell
		return nil, nil, nil, false
	}
	for _, c := range changes {
		if c.Kind() != content.Post && !(c.OfBody() && c.SameAnchors()) {
			return nil, nil, nil, false
		}
		if !(c.OfText() && c.SameAnchors()) && a.tells(c) { // lines may have moved
			return nil, nil, nil, false
		}
		if c.Kind() == content.Post {
			a.read(c)
		}
	}
	if len(a.revisions) == 0 {
		return n, n.index.reported, nil, true
	}
	ok := a.all(a.unique) && a.all(a.name) && a.all(a.link) && a.all(a.shelve) && a.called() && a.all(a.turn)
	if !ok || len(a.w.pending) > 0 {
		return nil, nil, nil, false
	}
	a.report()
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
	strangers bool           // the problems of whoever has no record are others
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
	room.Now, room.index, x.room = x.now, &x, &room
	room.Posts, room.shelves = append(make([]*Post, 0, len(n.Posts)+8), n.Posts...), slices.Clone(n.shelves)
	return &amender{before: n, room: &room, x: &x, w: x.worker(), reader: read.set.reader(), touched: map[Topic]bool{}}
}

func (a *amender) all(do func(*revision) bool) bool {
	return !slices.ContainsFunc(a.revisions, func(r *revision) bool { return !do(r) })
}

// shown reports whether readers see d.
func (d *postDraft) shown() bool { return d != nil && !d.hidden }

// tells reports whether a guess, or a problem that is not only of a post by itself, tells
// of a document.
func (a *amender) tells(c content.Change) bool {
	at := c.Path()
	return slices.ContainsFunc(a.room.Guesses, func(g Guess) bool { return g.File == at }) ||
		slices.ContainsFunc(a.x.problems, func(p problem.Problem) bool {
			if p.File != at {
				return strings.Contains(p.Text, at)
			}
			return c.Kind() != content.Post || strings.HasPrefix(p.Text, noStory)
		})
}

// report puts the problems of revised posts in the place of those they had.
func (a *amender) report() {
	x, again := a.x, a.strangers
	revised := func(p problem.Problem) bool {
		return slices.ContainsFunc(a.revisions, func(r *revision) bool { return !r.textual && r.Path() == p.File })
	}
	if found := slices.Concat(*a.reader.problems, a.w.problems); len(found) > 0 || slices.ContainsFunc(x.problems, revised) {
		x.problems = append(slices.DeleteFunc(slices.Clone(x.problems), revised), found...)
		again = true
	}
	if again {
		x.report()
	}
}

// read reads a changed post, and puts it among the others.
func (a *amender) read(c content.Change) {
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
	d.post.Story = &Story{ID: id}
	a.x.stories = maps.Clone(a.x.stories)
	a.x.stories[id] = d.post.Story
	a.file(d.post.Story)
	i, _ := slices.BinarySearchFunc(a.room.Stories, id, func(s *Story, id string) int { return cmp.Compare(s.ID, id) })
	a.room.Stories = slices.Insert(slices.Clip(a.room.Stories), i, d.post.Story)
	return true
}

// tags finds the tags of a post.
func (a *amender) tags(d *postDraft) bool {
	for _, w := range d.tags {
		tag := d.readTag(w, &a.w.problems)
		if tag == nil {
			continue
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
	switch {
	case r.was != nil && !r.was.dated:
		return false // a link to it was none, and not a problem, for the date is one
	case strings.Contains(r.Path(), "/"+content.Folder+"/"):
		return false // a path that was meant from the top of the site may be meant from here
	}
	return !sought(r.Path(), a.x.problems) && !(r.was.shown() && a.before.index.linked(r.was.post))
}

// sought reports whether a link that is a problem could be meant for the document at a
// path, or for one that is called alike.
func sought(at string, problems problem.List) bool {
	name := strings.ToLower(strings.TrimSuffix(path.Base(at), ".md"))
	return slices.ContainsFunc(problems, func(p problem.Problem) bool {
		switch p.Rule {
		case problem.BrokenLink, problem.UnpublishedLink, problem.BadImage:
			return !simple(name) || strings.ContainsAny(p.Text, `%\`) || strings.Contains(strings.ToLower(p.Text), name)
		}
		return false
	})
}

// A reach is what makes a difference to those who link to a post.
type reach struct {
	there, dated, draft bool
	hidden              Day // until when; empty if it is not
}

func (d *postDraft) reach() reach {
	if d == nil {
		return reach{}
	}
	r := reach{there: true, dated: d.dated, draft: d.post.Draft}
	if d.hidden {
		r.hidden = d.post.Day
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
	stays := was != nil && is != nil && was.Compare(is) == 0 && slices.Equal(before, after)
	if !stays && a.told(before, after) {
		return false
	}
	revise(&a.room.Posts, was, is)
	for _, t := range before {
		revise(a.posts(t), was, nil)
	}
	for _, t := range after {
		revise(a.posts(t), nil, is)
	}
	return true
}

// told reports whether a problem may tell of a post that it is, or is not, among those
// on topics without a record, or a guess among those of a story.
func (a *amender) told(before, after []Topic) bool {
	if slices.ContainsFunc(a.x.problems, func(p problem.Problem) bool { return p.Rule == problem.PathClash }) {
		return true
	}
	for _, t := range slices.Concat(before, after) {
		if s, ok := t.(*Story); ok && (len(a.room.Guesses) > 0 || s.Doc == nil && nearStory(s.ID, a.x.storyIDs()) != "") {
			return true
		}
	}
	return false
}

func (a *amender) shelf(t Topic) *shelf { return &a.room.shelves[t.Shelf()] }

// posts returns the list of posts on t, ready to be changed.
func (a *amender) posts(t Topic) *[]*Post {
	s := a.shelf(t)
	if !a.touched[t] {
		a.touched[t] = true
		s.posts = append(make([]*Post, 0, len(s.posts)+1), s.posts...)
	}
	return &s.posts
}

// revise takes was out of posts, which are in order, and puts is into them; either may be
// nil. A source that is credited twice has a post once.
func revise(posts *[]*Post, was, is *Post) {
	if was != nil {
		if i, found := slices.BinarySearchFunc(*posts, was, (*Post).Compare); found && (*posts)[i] == was {
			*posts = slices.Delete(*posts, i, i+1)
		}
	}
	if is != nil {
		if i, found := slices.BinarySearchFunc(*posts, is, (*Post).Compare); !found {
			*posts = slices.Insert(*posts, i, is)
		}
	}
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
