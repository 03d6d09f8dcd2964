package plan

import (
	"cmp"
	"slices"

	"pressbox/internal/newsroom"
)

// storyIndex makes /stories/.
func (d *desk) storyIndex() any {
	page := d.listPage(at(d.base, "stories/"), "stories")
	page.NoIndex = !d.storied()
	page.Stories = d.storyLines(func(newsroom.Status) bool { return true }, len(d.room.Stories))
	return page
}

// storied reports whether lists show a post of any story.
func (d *desk) storied() bool {
	return slices.ContainsFunc(d.room.Stories, func(s *newsroom.Story) bool { return d.on(s).listed > 0 })
}

// A storyFile makes the page of a story.
type storyFile struct{ *newsroom.Story }

func (s storyFile) data(d *desk) any { return d.storyPage(s.Story) }

func (s storyFile) basis(d *desk, l *ledger) {
	l.subject(d.on(s.Story))
	l.text(string(d.room.Status(s.Story)))
	l.text(d.summary(s.Summary, s.Doc))
	l.links(d, d.room.Text(s.Doc).Links)
	for _, p := range d.room.On(s.Story) {
		l.post(d, p)
	}
}

func (d *desk) storyPage(s *newsroom.Story) any {
	page := &StoryPage{
		Head:    d.subjectHead(d.on(s), "stories", 0),
		ID:      s.ID,
		Status:  string(d.room.Status(s)),
		Open:    d.room.Status(s).Open(),
		Summary: d.summary(s.Summary, s.Doc),
		Body:    d.textBody(s.Doc),
	}
	page.Description = page.Summary
	if s.Doc == nil {
		page.Word = "story" // it is called like its first post
	}
	for _, p := range d.room.On(s) {
		if item, ok := d.item(p); ok {
			page.Items = append(page.Items, item)
		}
	}
	return page
}

// storyLines lists up to n stories that have a listed post, the newest post first.
func (d *desk) storyLines(want func(newsroom.Status) bool, n int) []StoryLine {
	type dated struct {
		story  *newsroom.Story
		newest *newsroom.Post
	}
	var all []dated
	for _, s := range d.room.Stories {
		if !want(d.room.Status(s)) {
			continue
		}
		for _, p := range slices.Backward(d.room.On(s)) {
			if p.Listed() {
				all = append(all, dated{s, p})
				break
			}
		}
	}
	slices.SortFunc(all, func(a, b dated) int {
		return cmp.Or(b.newest.Compare(a.newest), cmp.Compare(a.story.ID, b.story.ID))
	})
	var lines []StoryLine
	for _, s := range all[:min(n, len(all))] {
		sub, status := d.on(s.story), d.room.Status(s.story)
		lines = append(lines, StoryLine{
			Story: Link{Text: sub.name, URL: sub.url}, Status: string(status), Open: status.Open(),
			Time: timeOf(s.newest.Time, s.newest.DateOnly),
		})
	}
	return lines
}
