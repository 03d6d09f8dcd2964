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

// An Amendment is what readers see otherwise after documents changed.
type Amendment struct {
	Posts []Revised[*Post] // nil where readers do not see it, before or after
	Texts []Revised[Text]  // of records and pages that readers see
}

// A Revised is what was, and what is.
type Revised[T any] struct{ Before, After T }

// Amend returns the newsroom of docs and assets, with its problems and what is another in
// it than in n, of which changes tell all that differs. Options.Drafts is as it was. What
// did not change is shared, so that little is made anew: posts that changed are read again,
// and so are those that say something else because of the time, or of what they name or
// lead to. Amend reports false when the front matter of a record is another, or its image,
// or what follows from that is by now, or more follows than that some documents are read
// again; then it is for Assemble to say what does.
func (n *Newsroom) Amend(docs []*content.Document, assets []*content.Asset, changes content.Changes, opt Options) (*Newsroom, problem.List, *Amendment, bool) {
	if n.index == nil || passed(n.index.turn, opt.Now) {
		return nil, nil, nil, false
	}
	again := &again{docs: map[string]bool{}, topics: map[Topic]bool{}}
	for again.size() <= mostAgain {
		known := again.size()
		a := n.amender(docs, assets, changes, opt, again)
		if !a.amend(changes) {
			return nil, nil, nil, false
		}
		if again.size() > known {
			continue // and find what follows from that
		}
		a.settle()
		return a.room, a.x.reported, a.edits(), true
	}
	return nil, nil, nil, false
}

// mostAgain is how much is found again, at most, because documents changed.
const mostAgain = 1000

// An again is what has to be found again besides that which changed.
type again struct {
	docs   map[string]bool // to be read again, by path
	topics map[Topic]bool  // without a record, to be made again, for they are called otherwise
}

func (a *again) size() int { return len(a.docs) + len(a.topics) }

// reread lets a document be read again, for it says something else by now.
func (a *amender) reread(at string) { a.again.docs[at] = true }

// rename lets a topic without a record be made again, with all posts on it.
func (a *amender) rename(t Topic) {
	a.again.topics[t] = true
	for _, p := range a.before.posts(t) {
		a.reread(p.Doc.Path)
	}
}

// An amender makes a newsroom that has most of another.
type amender struct {
	before    *Newsroom
	room      *Newsroom
	x         *index
	reader    reader
	ofPosts   *worker
	ofTexts   *worker
	again     *again
	said      map[string]bool      // by path, what is read again
	revisions []*revision          // of posts, in their order
	texts     []Revised[Text]      // of records and pages
	gone      map[*Post]bool       // posts as they were before
	touched   map[Topic][]*Post    // whose shelves are not those before any longer, with the revised posts on them
	sought    map[sought]bool      // what has come, is gone or is another
	moved     map[any]bool         // where links may not lead any longer: numbers of posts, pages, assets
	roughs    map[*Post]*postDraft // what posts are made of, as far as it was looked at
	owned     map[any]bool         // the lists and maps of room and x, by their places, that are copies already
}

// A revision is a post before and after its document was edited; nil for none.
type revision struct {
	content.Change
	was, is *postDraft
	textual bool // but for the text of its body the post is the same: nothing is to be told again
}

func (n *Newsroom) amender(docs []*content.Document, assets []*content.Asset, changes content.Changes, opt Options, again *again) *amender {
	x, read, room := *n.index, *n.index.read, *n
	x.now = opt.Now.In(n.Now.Location())
	x.today = DayOf(x.now)
	read.docs, read.posts = docs, slices.Clone(read.posts)
	x.read, x.called, x.room = &read, x.calledSeldom(), &room
	x.unread = lost(opt.Unread)
	if len(changes.Assets) > 0 {
		x.assets = inPathOrder(assets)
	}
	room.Now, room.index = x.now, &x
	room.Posts, room.shelves = append(make([]*Post, 0, len(n.Posts)+8), n.Posts...), slices.Clone(n.shelves)
	return &amender{
		before: n, room: &room, x: &x, reader: read.set.reader(), ofPosts: x.worker(), ofTexts: x.worker(), again: again,
		said: map[string]bool{}, gone: map[*Post]bool{}, touched: map[Topic][]*Post{}, moved: map[any]bool{}, roughs: map[*Post]*postDraft{},
		sought: map[sought]bool{}, owned: map[any]bool{},
	}
}

// amend reads, resolves and links what changed and what is to be read again, and puts
// posts on their shelves. It reports false when that is not enough.
func (a *amender) amend(changes content.Changes) bool {
	for _, c := range changes.Documents {
		switch {
		case c.Kind() != content.Post && !c.OfBody():
			return false
		case a.x.displaced[c.Path()]:
			continue
		}
		a.read(c, c.OfText() && c.SameAnchors() && !a.again.docs[c.Path()])
	}
	for _, at := range slices.Sorted(maps.Keys(a.again.docs)) {
		if !a.said[at] {
			doc := a.x.file(at).doc
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
	a.linkTexts()
	for _, asset := range changes.Assets {
		if a.x.pictured[asset] || a.imageSought(asset.Path) {
			return false
		}
		a.moved[asset] = true
		a.sought[sought{aFile, fileName(asset.Path)}] = true
	}
	for _, at := range changes.Unread {
		if !strings.HasPrefix(at, postsFolder) {
			return false
		}
		a.sought[sought{aFile, fileName(at)}] = true
		a.sought[sought{aFile, fileName(sluggedPath(at))}] = true
	}
	a.leading()
	a.turning()
	return true
}

// imageSought reports whether a record has an image that may be the file at a path.
func (a *amender) imageSought(at string) bool {
	return slices.ContainsFunc(a.x.seeks, func(s seek) bool { return s.what == sought{anImage, fileName(at)} })
}

// turning lets posts be read again whose turn came, or went.
func (a *amender) turning() {
	before := a.before.index
	if !passed(a.before.Next, a.x.now) {
		return
	}
	for _, d := range before.read.posts {
		if passed(d.turn(before), a.x.now) {
			a.reread(d.post.Doc.Path)
		}
	}
}

// linkTexts resolves the links of the texts of records and pages that are read again, which
// on another day are those with a guess or a problem, for they tell of today.
func (a *amender) linkTexts() {
	x := a.x
	if x.today != a.before.index.today {
		for _, g := range x.pending {
			if g.draft == nil {
				a.reread(g.File)
			}
		}
		for _, p := range x.inTexts {
			a.reread(p.File)
		}
	}
	for i := range a.texts {
		text := &a.texts[i]
		text.After = a.room.linkText(x, a.ofTexts, text.After.Doc)
		c := content.Change{Before: text.Before.Doc, After: text.After.Doc}
		if page := x.file(c.Path()).page; page != nil && !c.SameAnchors() {
			a.moved[page] = true
		}
	}
}

// passed reports whether an instant, unless it is zero, has come by now.
func passed(t, now time.Time) bool { return !t.IsZero() && !t.After(now) }

// either returns the post after its document was edited, or else before.
func (r *revision) either() *Post {
	if r.is != nil {
		return r.is.post
	}
	return r.was.post
}

// shown reports whether readers see d.
func (d *postDraft) shown() bool { return d != nil && !d.hidden }

// shows reports whether readers see the text of a record or page.
func (x *index) shows(doc *content.Document) bool {
	switch doc.Kind {
	case content.League: // which has no page
		return false
	case content.Page:
		return x.drafts || !x.file(doc.Path).page.Draft
	}
	return true
}

// findPost returns where the post at a path stands, or would stand, among those read.
func (x *index) findPost(at string) (int, bool) {
	posts := x.read.posts
	i := sort.Search(len(posts), func(i int) bool { return posts[i].post.Doc.Path >= at })
	return i, i < len(posts) && posts[i].post.Doc.Path == at
}

// read reads a changed document. A post it puts among the others.
func (a *amender) read(c content.Change, textual bool) {
	if !textual || c.Kind() != content.Post {
		a.said[c.Path()] = true
	}
	if c.Kind() != content.Post {
		text := Revised[Text]{a.before.Text(c.Before), Text{c.After, nil}}
		a.texts = append(a.texts, text)
		own(a, &a.room.texts, maps.Clone)[c.Path()] = text.After // whose headings posts may lead to
		return
	}
	r := &revision{Change: c, textual: textual}
	posts := a.x.read.posts
	i, _ := a.x.findPost(c.Path())
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
		r.is.write(a.x, a.ofPosts, a.reader.of(c.After))
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
	id := d.storyID(&a.ofPosts.problems)
	if id == "" {
		return
	}
	enter(a, &a.x.stories, &a.room.Stories, id, (*Story).filed, func() Topic {
		d.post.Story = orNew(a.x.stories, id, func() *Story { return &Story{ID: id} })
		return d.post.Story
	})
}

// tags finds the tags of a post.
func (a *amender) tags(d *postDraft) {
	for _, w := range d.tags {
		tag := d.readTag(w, &a.ofPosts.problems)
		if tag == nil {
			continue
		}
		i, found := findTag(a.room.Tags, tag.Slug)
		if !found {
			a.room.Tags = slices.Insert(own(a, &a.room.Tags, slices.Clone), i, tag)
			a.file(tag)
		}
		d.post.Tags = add(d.post.Tags, a.room.Tags[i])
	}
}

// findTag returns where the tag of a slug stands, or would stand, in a list in order.
func findTag(tags []*Tag, slug string) (int, bool) {
	return slices.BinarySearchFunc(tags, slug, func(t *Tag, slug string) int { return cmp.Compare(t.Slug, slug) })
}

// own returns what lies at a place in the newsroom or its index, and may be changed: a
// copy, made when it is first asked for, for the newsroom before has it, too.
func own[V any](a *amender, at *V, clone func(V) V) V {
	if !a.owned[at] {
		*at, a.owned[at] = clone(*at), true
	}
	return *at
}

// file gives a new topic a shelf.
func (a *amender) file(t Topic) {
	t.stand(len(a.room.shelves))
	a.room.shelves = append(a.room.shelves, shelf{})
}

// link resolves the links of a revised post, and notes what others may lead to, or might.
func (a *amender) link(r *revision) {
	if r.textual {
		return
	}
	if r.is != nil && r.is.dated {
		r.is.link(a.x, a.ofPosts)
	}
	if r.was.reach() == r.is.reach() && r.SameAnchors() {
		return
	}
	a.sought[sought{aFile, fileName(r.Path())}] = true
	if r.was.shown() {
		a.moved[PostNumber(r.was.post.Number)] = true
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

// leading lets the documents be read again whose links lead to what moved, or look for
// what is sought.
func (a *amender) leading() {
	for _, s := range a.x.seeks {
		if a.sought[s.what] {
			a.reread(s.from)
		}
	}
	if len(a.moved) == 0 {
		return
	}
	leads := func(links []Ref) bool {
		return slices.ContainsFunc(links, func(r Ref) bool { return r.To != nil && a.moved[r.To] })
	}
	for _, d := range a.x.read.posts {
		if im := d.post.Image; leads(d.post.Links) || im != nil && a.moved[im.Asset] {
			a.reread(d.post.Doc.Path)
		}
	}
	for at, t := range a.room.texts {
		if leads(t.Links) {
			a.reread(at)
		}
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
			a.touched[t] = append(a.touched[t], is)
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
		if i, found := slices.BinarySearchFunc(*posts, was, (*Post).Compare); found {
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
	x.problems = replace(x.problems, func(p problem.Problem) bool { return a.said[p.File] && strings.HasPrefix(p.File, postsFolder) }, slices.Concat(*a.reader.problems, a.ofPosts.problems))
	x.inTexts = replace(x.inTexts, func(p problem.Problem) bool { return a.said[p.File] }, a.ofTexts.problems)
	x.seeks = replace(x.seeks, func(s seek) bool { return a.said[s.from] && s.what.kind != anImage }, slices.Concat(a.ofPosts.seeks, a.ofTexts.seeks))
	x.pending = replace(x.pending, func(g pendingGuess) bool { return a.said[g.File] }, slices.Concat(a.ofPosts.pending, a.ofTexts.pending))
	ids, next := false, passed(room.Next, x.now)
	for _, r := range a.revisions {
		if r.textual {
			continue
		}
		ids = ids || r.was == nil || r.is == nil || r.was.named || r.is.named
		x.named = x.named || r.is != nil && r.is.named
		if t := r.was.turn(x); !t.IsZero() && t.Equal(a.before.Next) {
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
	if len(a.said) > 0 {
		room.Guesses = x.guesses(room)
		x.report()
	}
}

// replace returns a copy of list without what is gone, and with what is found.
func replace[T any](list []T, gone func(T) bool, found []T) []T {
	return append(slices.DeleteFunc(slices.Clone(list), gone), found...)
}

// edits returns what readers see otherwise, and lets go of what was only needed to tell.
func (a *amender) edits() *Amendment {
	m := new(Amendment)
	a.x.called = nil
	for _, t := range a.texts {
		if a.x.shows(t.After.Doc) {
			m.Texts = append(m.Texts, t)
		}
	}
	for _, r := range a.revisions {
		p := Revised[*Post]{}
		if r.was.shown() {
			p.Before = r.was.post
		}
		if r.is.shown() {
			p.After = r.is.post
		}
		if p != (Revised[*Post]{}) {
			m.Posts = append(m.Posts, p)
		}
		if r.is != nil {
			r.is.rough = nil
		}
	}
	return m
}
