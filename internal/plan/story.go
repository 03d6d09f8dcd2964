package plan

import (
	"cmp"
	"slices"

	"pressbox/internal/newsroom"
)

func (d *desk) planStories() {
	for _, s := range d.room.Stories {
		listed := countListed(d.room.On(s))
		sub := d.subject("stories", s.ID, cmp.Or(s.Title, s.ID), 0, listed, listed == 0)
		d.stories[s] = sub
		d.addMadePage(sub.place, "story.html", fromOf(s.Doc), sub.noIndex, storyFile{s})
	}
	if len(d.room.Stories) > 0 {
		d.section("stories", d.base+"stories/")
		d.addPage(at(d.base, "stories/"), "list.html", "", false, func(d *desk) any {
			page := d.listPage(at(d.base, "stories/"), "stories")
			page.Stories = d.storyLines(func(newsroom.Status) bool { return true }, len(d.room.Stories))
			return page
		})
	}
}

// outcome returns the post that said first how s stands by now; nil for none.
func (d *desk) outcome(s *newsroom.Story) *newsroom.Post {
	if p, again := d.outcomesNow[s]; again {
		return p
	}
	return d.room.Outcome(s)
}

// status returns how s stands by now.
func (d *desk) status(s *newsroom.Story) newsroom.Status {
	if p := d.outcome(s); p != nil {
		return p.Status
	}
	return ""
}

// A storyFile makes the page of a story.
type storyFile struct{ *newsroom.Story }

func (s storyFile) data(d *desk) any { return d.storyPage(s.Story) }

func (s storyFile) basis(d *desk, l *ledger) {
	l.subject(d.stories[s.Story])
	l.text(string(d.room.Status(s.Story)))
	l.text(s.Summary)
	l.links(d, s.Links)
	for _, p := range d.room.On(s.Story) {
		l.post(d, p)
	}
}

func (d *desk) storyPage(s *newsroom.Story) any {
	page := &StoryPage{
		Head:    d.subjectHead(d.stories[s], "stories", 0),
		ID:      s.ID,
		Status:  string(d.status(s)),
		Open:    d.status(s).Open(),
		Summary: s.Summary,
		Body:    d.body(s.Doc, s.Links),
	}
	page.Description = s.Summary
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
		if !want(d.status(s)) {
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
		sub, status := d.stories[s.story], d.status(s.story)
		lines = append(lines, StoryLine{
			Story: Link{Text: sub.name, URL: sub.url}, Status: string(status), Open: status.Open(),
			Time: timeOf(s.newest.Time, s.newest.DateOnly),
		})
	}
	return lines
}
