package newsroom

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strings"
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
// shared, so that little is made anew. It reports false when more follows from the
// changes than that some posts are read again; then it is for Assemble to say what does:
//
//   - a record says something else than below its front matter, or has a problem there;
//   - a record has a link that leads elsewhere by now, or may;
//   - what no record describes is called otherwise, or a link leads elsewhere, in more
//     posts than most.
func (n *Newsroom) Amend(docs []*content.Document, changes []content.Change, now time.Time) (*Newsroom, problem.List, []Amendment, bool) {
	if n.index == nil {
		return nil, nil, nil, false
	}
	again := &again{posts: map[string]bool{}, topics: map[Topic]bool{}}
	for {
		again.more, again.lost = false, false
		a := n.amender(docs, now, again)
		a.amend(changes)
		switch {
		case again.lost || len(again.posts) > mostAgain:
			return nil, nil, nil, false
		case again.more: // and so it is found what follows from that
			continue
		case len(a.revisions) == 0:
			return n, n.index.reported, nil, true
		}
		a.settle()
		return a.room, a.x.reported, a.edits(), true
	}
}

// mostAgain is how many posts are read again, at most, because others changed.
const mostAgain = 1000

// An again is what has to be found again besides that which changed.
type again struct {
	posts  map[string]bool // to be read again, by path
	topics map[Topic]bool  // without a record, to be made again, for they are called otherwise
	more   bool            // something was added
	lost   bool            // it is not only posts and such topics
}

// reread lets a document be read again, for it says something else by now.
func (a *amender) reread(at string) {
	if _, revised := a.said[at]; revised {
		return
	}
	if _, post := a.findPost(at); !post {
		a.again.lost = true
		return
	}
	a.again.posts[at], a.again.more = true, true
}

// rename lets a topic without a record be made again, with all posts on it.
func (a *amender) rename(t Topic) {
	a.again.topics[t], a.again.more = true, true
	for _, p := range a.before.posts(t) {
		a.reread(p.Doc.Path)
	}
}

// sought lets be read again whose links look for what has come, is gone or is another.
func (a *amender) sought(what seek) {
	for _, s := range a.x.seeks {
		if what.file != "" && s.file == what.file || what.id != "" && s.id == what.id || what.text != "" && s.text == what.text {
			a.reread(s.from)
		}
	}
}

// An amender makes a newsroom that has most of another.
type amender struct {
	before    *Newsroom
	room      *Newsroom
	x         *index
	w         *worker
	reader    reader
	again     *again
	revisions []*revision          // in order of posts
	said      map[string]*revision // by path, of those that are read again
	gone      map[*Post]bool       // as they were before
	touched   map[Topic][]*Post    // whose shelves are not those before any longer, with the revised posts on them
	roughs    map[*Post]*postDraft // what posts are made of, as far as it was looked at
}

// A revision is a post before and after its document was edited; nil for none.
type revision struct {
	content.Change
	was, is *postDraft
	textual bool // but for the text of its body the post is the same
}

func (n *Newsroom) amender(docs []*content.Document, now time.Time, again *again) *amender {
	x, read, room := *n.index, *n.index.read, *n
	x.now = now.In(n.Now.Location())
	x.today = DayOf(x.now)
	read.docs, read.posts = docs, slices.Clone(read.posts)
	x.read, x.called, x.room = &read, x.calledLike, &room
	room.Now, room.index = x.now, &x
	room.Posts, room.shelves = append(make([]*Post, 0, len(n.Posts)+8), n.Posts...), slices.Clone(n.shelves)
	return &amender{
		before: n, room: &room, x: &x, w: x.worker(), reader: read.set.reader(), again: again,
		said: map[string]*revision{}, gone: map[*Post]bool{}, touched: map[Topic][]*Post{}, roughs: map[*Post]*postDraft{},
	}
}

// amend reads, resolves and links the posts that changed and those that are to be read
// again, and puts them on the shelves.
func (a *amender) amend(changes []content.Change) {
	if a.x.today != a.before.index.today && a.x.ofToday() {
		a.again.lost = true
	}
	for _, c := range changes {
		switch {
		case c.Kind() == content.Post:
			a.read(c, c.OfText() && c.SameAnchors() && !a.again.posts[c.Path()])
		case !c.OfBody() || !c.SameAnchors() || !c.OfText() && a.x.tells(c.Path()): // lines may have moved
			a.again.lost = true
		}
	}
	for at := range a.again.posts {
		if a.said[at] == nil {
			i, _ := a.findPost(at)
			doc := a.x.read.posts[i].post.Doc
			a.read(content.Change{Before: doc, After: doc}, false)
		}
	}
	slices.SortFunc(a.revisions, func(r, s *revision) int { return r.either().Compare(s.either()) })
	for t := range a.again.topics {
		a.drop(t)
	}
	for _, r := range a.revisions {
		a.name(r)
	}
	for _, r := range a.revisions {
		a.shelve(r)
	}
	for t, revised := range a.touched {
		if s, ok := t.(*Story); ok {
			a.shelf(t).outcome = decided(a.room.On(s))
		}
		if !Recorded(t) {
			a.coined(t, revised)
		}
	}
	for _, r := range a.revisions {
		a.link(r)
	}
}

// ofToday reports whether a name in a record was a guess or a problem, which is told as
// of today.
func (x *index) ofToday() bool {
	return slices.ContainsFunc(x.pending, func(g pendingGuess) bool { return g.draft == nil }) ||
		slices.ContainsFunc(x.problems, func(p problem.Problem) bool { _, post := x.findPost(p.File); return !post })
}

// tells reports whether a guess or a problem tells of a record.
func (x *index) tells(at string) bool {
	return slices.ContainsFunc(x.pending, func(g pendingGuess) bool { return g.File == at }) ||
		slices.ContainsFunc(x.problems, func(p problem.Problem) bool { return p.File == at })
}

// either returns the post after its document was edited, or else before.
func (r *revision) either() *Post {
	if r.is != nil {
		return r.is.post
	}
	return r.was.post
}

// shown reports whether readers see d.
func (d *postDraft) shown() bool { return d != nil && !d.hidden }

// findPost returns where the post at a path stands, or would stand, among those read.
func (x *index) findPost(at string) (int, bool) {
	posts := x.read.posts
	i := sort.Search(len(posts), func(i int) bool { return posts[i].post.Doc.Path >= at })
	return i, i < len(posts) && posts[i].post.Doc.Path == at
}

func (a *amender) findPost(at string) (int, bool) { return a.x.findPost(at) }

// read reads a changed post, and puts it among the others.
func (a *amender) read(c content.Change, textual bool) {
	r := &revision{Change: c, textual: textual}
	posts := a.x.read.posts
	i, _ := a.findPost(c.Path())
	if c.Before != nil {
		r.was = posts[i]
		a.gone[r.was.post] = true
	}
	switch {
	case textual:
		draft, post := *r.was, *r.was.post
		post.Doc, draft.post, r.is = c.After, &post, &draft
	case c.After != nil:
		r.is = &postDraft{post: new(Post), rough: new(rough)}
		r.is.write(a.x, a.w, a.reader.of(c.After))
		a.roughs[r.is.post] = r.is
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
	if !textual {
		a.said[c.Path()] = r
	}
}

// name finds what has no record, and makes it: names, the story and tags.
func (a *amender) name(r *revision) {
	if r.textual || !r.is.shown() {
		return
	}
	for _, n := range r.is.plain {
		a.plain(r.is, n)
	}
	r.is.compact()
	a.story(r.is)
	a.tags(r.is)
}

// story finds the story of a post.
func (a *amender) story(d *postDraft) {
	id := d.storyID(&a.w.problems)
	if id == "" {
		return
	}
	if d.post.Story = a.x.stories[id]; d.post.Story != nil {
		return
	}
	d.post.Story = &Story{ID: id}
	a.x.stories = maps.Clone(a.x.stories)
	a.x.stories[id] = d.post.Story
	a.file(d.post.Story)
	i, _ := slices.BinarySearchFunc(a.room.Stories, id, func(s *Story, id string) int { return cmp.Compare(s.ID, id) })
	a.room.Stories = slices.Insert(slices.Clip(a.room.Stories), i, d.post.Story)
}

// tags finds the tags of a post.
func (a *amender) tags(d *postDraft) {
	for _, w := range d.tags {
		tag := d.readTag(w, &a.w.problems)
		if tag == nil {
			continue
		}
		i, found := slices.BinarySearchFunc(a.room.Tags, tag.Slug, func(t *Tag, slug string) int { return cmp.Compare(t.Slug, slug) })
		if !found {
			a.room.Tags = slices.Insert(slices.Clip(a.room.Tags), i, tag)
			a.file(tag)
		}
		d.post.Tags = add(d.post.Tags, a.room.Tags[i])
	}
}

// file gives a new topic a shelf.
func (a *amender) file(t Topic) {
	t.stand(len(a.room.shelves))
	a.room.shelves = append(a.room.shelves, shelf{})
}

// link resolves the links of a revised post, and lets those be read again that may lead
// there, or might.
func (a *amender) link(r *revision) {
	if r.textual {
		return
	}
	if r.is != nil && r.is.dated {
		r.is.link(a.x, a.w)
	}
	if r.was.reach() == r.is.reach() && r.SameAnchors() {
		return
	}
	if strings.Contains(r.Path(), "/"+content.Folder+"/") {
		a.again.lost = true // a path that was meant from the top of the site may be meant from here
	}
	a.sought(seek{file: fileName(r.Path())})
	if r.was.shown() {
		a.leading(r.was.post)
	}
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

// leading lets the documents be read again whose links lead to p.
func (a *amender) leading(p *Post) {
	look := func(doc *content.Document, links []Ref) {
		if slices.ContainsFunc(links, func(r Ref) bool { q, ok := r.To.(*Post); return ok && q.Number == p.Number }) {
			a.reread(doc.Path)
		}
	}
	d := a.x.read
	for _, o := range d.posts {
		look(o.post.Doc, o.post.Links)
	}
	for _, o := range d.players {
		look(o.player.Doc, o.player.Links)
	}
	for _, o := range d.teams {
		look(o.team.Doc, o.team.Links)
	}
	for _, o := range a.x.leagues {
		look(o.Doc, o.Links)
	}
	for _, o := range d.sources {
		look(o.Doc, o.Links)
	}
	for _, o := range d.authors {
		look(o.Doc, o.Links)
	}
	for _, o := range d.stories {
		look(o.Doc, o.Links)
	}
	for _, o := range d.pages {
		look(o.Doc, o.Links)
	}
}

// shelve puts a revised post where the one before stood, or elsewhere.
func (a *amender) shelve(r *revision) {
	var was, is *Post
	if r.was.shown() {
		was = r.was.post
		for t := range was.Topics {
			revise(a.posts(t), was, nil)
		}
	}
	if r.is.shown() {
		is = r.is.post
		for t := range is.Topics {
			revise(a.posts(t), nil, is)
			if on := a.touched[t]; !slices.Contains(on, is) {
				a.touched[t] = append(on, is)
			}
		}
	}
	revise(&a.room.Posts, was, is)
}

func (a *amender) shelf(t Topic) *shelf { return &a.room.shelves[t.Shelf()] }

// posts returns the list of posts on t, ready to be changed.
func (a *amender) posts(t Topic) *[]*Post {
	s := a.shelf(t)
	if _, touched := a.touched[t]; !touched {
		a.touched[t] = nil
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

// settle finds what posts tell together, and when the newsroom changes next by itself.
func (a *amender) settle() {
	x, room := a.x, a.room
	heard := func(at string) bool { return a.said[at] != nil }
	if len(a.said) > 0 {
		found := slices.Concat(*a.reader.problems, a.w.problems)
		x.problems = append(slices.DeleteFunc(slices.Clone(x.problems), func(p problem.Problem) bool { return heard(p.File) }), found...)
		x.seeks = append(slices.DeleteFunc(slices.Clone(x.seeks), func(s seek) bool { return heard(s.from) }), a.w.seeks...)
	}
	ids, next := false, false
	drafts := map[*postDraft]*postDraft{} // those before that hold, with what they are now
	for _, r := range a.revisions {
		if r.textual {
			drafts[r.was] = r.is
			continue
		}
		ids = ids || r.was == nil || r.is == nil || r.was.named || r.is.named
		x.named = x.named || r.is != nil && r.is.named
		if t := r.was.turn(x); !t.IsZero() && t.Equal(room.Next) {
			next = true
		}
		room.Next = x.sooner(room.Next, r.is.turn(x))
	}
	if ids && x.named {
		x.uniquePosts()
	}
	if next {
		room.Next = x.next()
	}
	if len(x.pending)+len(a.w.pending) > 0 {
		x.pending = append(slices.DeleteFunc(slices.Clone(x.pending), func(g pendingGuess) bool { return heard(g.File) }), a.w.pending...)
		for i := range x.pending {
			if is := drafts[x.pending[i].draft]; is != nil {
				x.pending[i].draft = is
			}
		}
		room.Guesses = x.guesses(room)
	}
	if len(a.said) > 0 {
		x.report()
	}
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
