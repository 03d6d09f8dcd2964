package newsroom

import (
	"slices"
	"strings"

	"pressbox/internal/content"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// A Story is posts about one matter.
type Story struct {
	ID      string
	Doc     *content.Document // nil when no record describes it
	Title   string            // of its record, else empty; see Newsroom.Title
	Summary string            // of its record; empty where its Text has one
	Aliases []Alias
	Image   *Image
	Params  meta.Value

	topic
}

// Open reports whether a matter in this status is undecided: it is a rumor, a report or
// an agreement, or nothing is said.
func (s Status) Open() bool {
	switch s {
	case Official, Denied, FellThrough:
		return false
	}
	return true
}

// readStory reads the front matter of a record below content/stories.
func readStory(r reader) *Story {
	s := &Story{ID: r.recordID(), Doc: r.doc, Title: r.need("title"), Summary: r.line("summary")}
	if s.Title == "" {
		s.Title = wordsOf(s.ID)
	}
	s.Aliases, s.Image, s.Params = r.aliases(), r.image("image"), r.params()
	r.Done(map[string]string{
		"name": `use "title"`, "description": `use "summary"`, "posts": `posts name their story; its record does not list them`,
		"id": "the id is the name of the file", "status": "it follows from the posts",
	})
	return s
}

// Title returns what s is called: without a record like its first post.
func (n *Newsroom) Title(s *Story) string {
	if posts := n.On(s); s.Title == "" && len(posts) > 0 {
		return posts[0].Title
	}
	return s.Title
}

// Outcome returns the post that said first what s stands at: the status that the newest
// post says which states one and is not retracted. It may have expired, for what ended
// stays ended. It is nil for none.
func (n *Newsroom) Outcome(s *Story) *Post { return n.shelves[s.shelf].outcome }

// Status returns what s stands at; empty for nothing.
func (n *Newsroom) Status(s *Story) Status {
	if p := n.Outcome(s); p != nil {
		return p.Status
	}
	return ""
}

// decided returns the Outcome of a story of posts.
func decided(posts []*Post) (outcome *Post) {
	for _, p := range posts {
		if p.Status != "" && p.Retracted == nil && (outcome == nil || p.Status != outcome.Status) {
			outcome = p
		}
	}
	return outcome
}

// Beside returns the posts beside p in its story that lists show: up to most before it,
// the oldest first, and the one after it.
func (n *Newsroom) Beside(p *Post, most int) (older []*Post, newer *Post) {
	posts := n.On(p.Story)
	at, _ := slices.BinarySearchFunc(posts, p, (*Post).Compare)
	for i := at - 1; i >= 0 && len(older) < most; i-- {
		if posts[i].Listed() {
			older = append(older, posts[i])
		}
	}
	slices.Reverse(older)
	for i := at + 1; i < len(posts) && newer == nil; i++ {
		if posts[i].Listed() {
			newer = posts[i]
		}
	}
	return older, newer
}

func (s *Story) id() string { return s.ID }

// storyID makes an id of what a post calls its story.
func (d *postDraft) storyID(problems *problem.List) string {
	if d.story.text == "" {
		return ""
	}
	id := Slug(d.story.text)
	why := NameFault(d.story.text)
	if why == "" {
		why = slugFault(id)
	}
	if why != "" {
		d.story.report(problems, d.post.Doc, problem.BadID, "the story "+quote(d.story.text)+" "+why, "write an id like "+exampleStory(id))
		return ""
	}
	return id
}

func exampleStory(id string) string {
	if id = strings.Trim(id, "-"); id == "" || slugFault(id) != "" {
		return "akers-and-the-rams"
	}
	return id
}
