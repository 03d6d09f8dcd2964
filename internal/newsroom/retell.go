package newsroom

import (
	"reflect"
	"slices"
	"time"

	"pressbox/internal/content"
	"pressbox/internal/markdown"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// Retell returns a post of n as after tells it at now, which is a later state of its
// document than before, with the next instant at which the site changes by itself; next
// is the one without the change. Of a draft that is not shown it returns nil. It reports
// false when the two differ in more than what only the pages tell that show the post, or
// when either has a problem. That places moved is no difference: they are only told by
// problems.
func (n *Newsroom) Retell(before, after *content.Document, now, next time.Time) (told *Post, soonest time.Time, ok bool) {
	if after.Kind != content.Post || after.Path != before.Path {
		return nil, next, false
	}
	now = now.In(n.Now.Location())
	was, is := n.set.state(before, now), n.set.state(after, now)
	if len(was.problems)+len(is.problems) > 0 || !was.stands(is) {
		return nil, next, false
	}
	if was.hidden { // nobody sees what a draft says
		return nil, next, was.post.Draft && content.SameLinks(before.Parts.Links, after.Parts.Links)
	}
	i, found := n.find(was.post)
	if !found {
		return nil, next, false
	}
	p, post := n.Posts[i], is.post
	links, found := p.relinked(after.Parts.Links, n.set)
	if !found || len(p.Sources) != len(is.said.sources) || (p.Image == nil) != (post.Image == nil) ||
		was.post.Title != post.Title && n.namesStory(p) {
		return nil, next, false
	}
	for _, t := range was.turns() {
		if t.After(now) && t.Equal(next) { // which instant is next without it, only all others tell
			return nil, next, false
		}
	}
	for _, t := range is.turns() {
		if t.After(now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	told = new(Post)
	*told = *p
	told.Doc, told.Links = after, links
	told.Title, told.Summary, told.Status = post.Title, post.Summary, post.Status
	told.Rest = &Rest{
		Updated: post.Updated, Updates: post.Updates, Corrections: post.Corrections, Retracted: post.Retracted, Expires: post.Expires,
		Aliases: p.Aliases, Image: p.Image, Params: post.Params,
	}
	told.Sources = slices.Clone(p.Sources)
	for i, said := range is.said.sources {
		told.Sources[i].fill(said, p.Day)
	}
	if p.Image != nil { // the same picture, of which other things may be said
		image := *post.Image
		image.Asset, image.URL = p.Image.Asset, p.Image.URL
		told.Image = &image
	}
	return told, next, true
}

// A state is what a document of a post says by itself.
type state struct {
	*postDraft
	said     wording
	problems problem.List
}

func (set *setting) state(doc *content.Document, now time.Time) state {
	s, r := state{postDraft: &postDraft{post: new(Post)}}, set.reader().of(doc)
	s.said = s.read(r)
	s.stand(now, set.drafts, s.said.updated)
	s.problems = *r.problems
	return s
}

// stands reports whether t has the post stand where and under whom s has, and lists
// show or hide it as they do.
func (s state) stands(t state) bool {
	same := func(a, b written) bool { return a.text == b.text }
	return s.dated && t.dated && s.hidden == t.hidden && reflect.DeepEqual(s.post.bare(), t.post.bare()) &&
		slices.EqualFunc(s.said.players, t.said.players, same) && slices.EqualFunc(s.said.teams, t.said.teams, same) &&
		slices.EqualFunc(s.said.authors, t.said.authors, same) && slices.EqualFunc(s.tags, t.tags, same) && same(s.story, t.story) &&
		slices.EqualFunc(s.said.sources, t.said.sources, func(a, b creditDraft) bool { return same(a.name, b.name) })
}

// bare returns p, which was read by itself, without what Retell lays over and without
// places. What a later key says is not forgotten here but begins anew.
func (p Post) bare() Post {
	rest := *p.Rest
	p.Doc, p.Title, p.Summary, p.Status, p.Rest = nil, "", "", "", &rest
	rest.Params, rest.Updated, rest.Updates, rest.Corrections, rest.Expires = meta.Value{}, time.Time{}, nil, nil, time.Time{}
	if rest.Retracted != nil {
		rest.Retracted = &Note{}
	}
	if rest.Image != nil {
		rest.Image = &Image{URL: rest.Image.URL}
	}
	rest.Aliases = slices.Clone(rest.Aliases)
	for i := range rest.Aliases {
		rest.Aliases[i].Place = Place{}
	}
	return p
}

// relinked returns what the links of a later body of p lead to. It reports false when
// one has to be looked for, or when a file beside documents is no longer shown.
func (p *Post) relinked(links []markdown.Link, set *setting) ([]Ref, bool) {
	key := func(l markdown.Link) markdown.Link { return markdown.Link{Kind: l.Kind, Dest: l.Dest} }
	was, is := make(map[markdown.Link]Ref, len(p.Links)), make(map[markdown.Link]bool, len(links))
	for i, r := range p.Links {
		was[key(p.Doc.Parts.Links[i])] = r
	}
	var refs []Ref
	for _, l := range links {
		r, known := was[key(l)]
		if !known {
			if l.Kind != markdown.Plain || !markdown.Elsewhere(l.Dest) {
				return nil, false
			}
			r = Ref{URL: l.Dest}
		}
		is[key(l)] = true
		refs = append(refs, r)
	}
	for l, r := range was {
		if _, file := r.To.(*content.Asset); file && !is[l] {
			return nil, false
		}
	}
	if set.abroad(links) {
		return nil, true
	}
	return refs, true
}

// find returns the place of a published post, by its time and path.
func (n *Newsroom) find(p *Post) (int, bool) {
	return slices.BinarySearchFunc(n.Posts, p, (*Post).Compare)
}

// namesStory reports whether p gives its story the name that it has without a record.
func (n *Newsroom) namesStory(p *Post) bool {
	return p.Story != nil && p.Story.Doc == nil && n.On(p.Story)[0].Doc.Path == p.Doc.Path
}
