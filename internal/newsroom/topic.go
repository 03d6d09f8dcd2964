package newsroom

import (
	"slices"

	"pressbox/internal/problem"
)

// A Topic is what posts are listed under: a *Player, *Team, *Source, *Author, *Tag or
// *Story. Its list stands in the Newsroom and not with the topic, so that newsrooms may
// share topics and differ in posts.
type Topic interface {
	Shelf() int // a number that no other topic of its newsroom has, below Newsroom.Shelves; 0 of one that is in none
	stand(shelf int)
}

// A topic is where the posts of a Topic stand.
type topic struct{ shelf int32 } // among Newsroom.shelves

func (t *topic) Shelf() int      { return int(t.shelf) }
func (t *topic) stand(shelf int) { t.shelf = int32(shelf) }

// A shelf holds the posts on a topic.
type shelf struct {
	posts   []*Post // oldest first; published ones, retracted and expired too
	outcome *Post   // of a story; see Newsroom.Outcome

	odd  []mention    // names that are others than that of a topic without a record, but would have its address; in order of posts
	told problem.List // of a topic without a record
}

// On returns the posts on t, oldest first: published ones, retracted and expired too.
func (n *Newsroom) On(t Topic) []*Post { return n.shelves[t.Shelf()].posts }

// Shelves returns how many shelves n has.
func (n *Newsroom) Shelves() int { return len(n.shelves) }

// Topics gives all whom and what p is listed under.
func (p *Post) Topics(yield func(Topic) bool) {
	for i := range p.Players {
		if !yield(p.Players[i].Player) {
			return
		}
	}
	for i := range p.Teams {
		if !yield(p.Teams[i].Team) {
			return
		}
	}
	for i := range p.Sources {
		if !yield(p.Sources[i].Source) {
			return
		}
	}
	for _, a := range p.Authors {
		if !yield(a) {
			return
		}
	}
	for _, t := range p.Tags {
		if !yield(t) {
			return
		}
	}
	if p.Story != nil {
		yield(p.Story)
	}
}

// Topics gives all that n has lists of, with posts or without.
func (n *Newsroom) Topics(yield func(Topic) bool) {
	_ = each(n.Players, yield) && each(n.Teams, yield) && each(n.Sources, yield) &&
		each(n.Authors, yield) && each(n.Tags, yield) && each(n.Stories, yield)
}

func each[T Topic](list []T, yield func(Topic) bool) bool {
	return !slices.ContainsFunc(list, func(t T) bool { return !yield(t) })
}

// Shelve numbers the posts of n, which are in order, and puts each on the shelves of
// its topics, which are all there. Assemble has done it.
func (n *Newsroom) Shelve() {
	counts := []int32{0} // each list is as long as it has to be, since it is counted first
	for t := range n.Topics {
		t.stand(len(counts))
		counts = append(counts, 0)
	}
	for i, p := range n.Posts {
		p.Number = i + 1
		for t := range p.Topics {
			counts[t.Shelf()]++
		}
	}
	n.shelves, n.numbers = make([]shelf, len(counts)), len(n.Posts)
	var memory slab[*Post]
	for _, p := range n.Posts {
		for t := range p.Topics {
			at := t.Shelf()
			s := &n.shelves[at]
			if s.posts == nil {
				s.posts = memory.take(int(counts[at]))
			}
			if last := len(s.posts) - 1; last < 0 || s.posts[last] != p { // else a source is credited twice
				s.posts = append(s.posts, p)
			}
		}
	}
	for _, s := range n.Stories {
		n.shelves[s.shelf].outcome = decided(n.On(s))
	}
}
