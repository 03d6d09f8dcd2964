package newsroom

import (
	"strings"

	"pressbox/internal/content"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// A Story is posts about one matter.
type Story struct {
	ID      string
	Doc     *content.Document // nil when no record describes it
	Title   string
	Summary string
	Posts   []*Post // oldest first; published ones, retracted and expired too
	Status  Status  // which the newest post says that states one and is not retracted; it may have expired, for what ended stays ended
	Outcome *Post   // which said Status first, since it was another; nil for none
	Aliases []Alias
	Image   *Image
	Params  meta.Value
	Links   []Ref

	named int32 // how many posts name it
}

// Open reports whether the matter is undecided.
func (s *Story) Open() bool { return s.Status.Open() }

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
	if s.Summary == "" {
		s.Summary = r.doc.Parts.Summary
	}
	s.Aliases, s.Image, s.Params = r.aliases(), r.image("image"), r.params()
	r.Done(map[string]string{
		"name": `use "title"`, "description": `use "summary"`, "posts": `posts name their story; its record does not list them`,
		"id": "the id is the name of the file", "status": "it follows from the posts",
	})
	return s
}

// follow puts posts, which are in order, into their stories and joins neighbours.
// Neighbours are posts that lists show; a retracted one is passed over.
func (s *Story) follow() {
	var last *Post
	for _, p := range s.Posts {
		p.Previous = last
		if p.Listed() {
			last = p
		}
	}
	if s.Outcome = s.Decided(func(p *Post) *Post { return p }); s.Outcome != nil {
		s.Status = s.Outcome.Status
	}
	var next *Post
	for i := len(s.Posts) - 1; i >= 0; i-- {
		p := s.Posts[i]
		p.Following = next
		if p.Listed() {
			next = p
		}
	}
	if s.Title == "" && len(s.Posts) > 0 {
		s.Title = s.Posts[0].Title
	}
}

// Decided returns the Outcome of s when its posts are what now makes of them.
func (s *Story) Decided(now func(*Post) *Post) (outcome *Post) {
	for _, p := range s.Posts {
		if p = now(p); p.Status != "" && p.Retracted == nil && (outcome == nil || p.Status != outcome.Status) {
			outcome = p
		}
	}
	return outcome
}

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
