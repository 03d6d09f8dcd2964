package newsroom

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"time"

	"pressbox/internal/problem"
)

// publish makes the newsroom of what readers see: posts in order, under the
// people, teams, sources, stories and tags they name.
func (x *index) publish(d *drafts) *Newsroom {
	room := &Newsroom{Now: x.now, Leagues: x.leagues, texts: map[string]Text{}}
	x.room = room
	x.uniquePosts()
	shown := d.inOrder()
	t := newTeller(x)
	room.Posts = make([]*Post, len(shown))
	for i, s := range shown {
		room.Posts[i] = s.post
		t.names(s)
		t.story(s)
		t.tags(s)
	}
	for _, s := range x.stories {
		room.Stories = append(room.Stories, s)
	}
	slices.SortFunc(room.Stories, func(a, b *Story) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(room.Tags, func(a, b *Tag) int { return cmp.Compare(a.Slug, b.Slug) })
	room.Players = everybody(x.players.all, x.plainPlayers, (*Player).filed)
	room.Teams = everybody(x.teams.all, x.plainTeams, (*Team).filed)
	room.Sources = everybody(x.sources.all, x.plainSources, (*Source).filed)
	room.Authors = everybody(x.authors.all, x.plainAuthors, (*Author).filed)
	room.Shelve()
	for who, c := range t.coined {
		s := &room.shelves[who.Shelf()]
		s.odd, s.told = c.odd, x.tell(who, c.first, c.odd, len(s.posts))
	}
	for _, p := range d.pages { // by path
		if p.Updated.After(x.now) {
			p.due, p.Updated = p.Updated, time.Time{}
		}
		if !p.Draft || x.drafts {
			room.Pages = append(room.Pages, p)
		}
	}
	return room
}

// inOrder returns the posts that readers see: by time, then path.
func (d *drafts) inOrder() []*postDraft {
	type turn struct { // what is compared lies together
		seconds  int64
		nanos, i int32
	}
	turns := make([]turn, 0, len(d.posts))
	for i, p := range d.posts { // by path
		if !p.hidden {
			turns = append(turns, turn{p.post.Time.Unix(), int32(p.post.Time.Nanosecond()), int32(i)})
		}
	}
	slices.SortFunc(turns, func(a, b turn) int {
		if a.seconds != b.seconds {
			return cmp.Compare(a.seconds, b.seconds)
		}
		return cmp.Or(cmp.Compare(a.nanos, b.nanos), cmp.Compare(a.i, b.i))
	})
	shown := make([]*postDraft, len(turns))
	for i, t := range turns {
		shown[i] = d.posts[t.i]
	}
	return shown
}

func everybody[T subject[T]](registered []T, plain map[string]T, name func(T) string) []T {
	list := slices.Clone(registered)
	for _, who := range plain {
		list = append(list, who)
	}
	sortBy(list, name)
	return list
}

// uniquePosts reports posts that feeds would call the same. Ids made of paths
// differ as paths do, so only those that somebody wrote can be the same.
func (x *index) uniquePosts() {
	given := map[string][]*postDraft{}
	for _, p := range x.read.posts {
		if p.named {
			given[p.post.ID] = append(given[p.post.ID], p)
		}
	}
	x.sameIDs = nil
	if x.named = len(given) > 0; !x.named {
		return
	}
	for _, p := range x.read.posts {
		for _, other := range given[p.post.ID] {
			if other == p {
				continue
			}
			for _, pair := range [][2]*postDraft{{p, other}, {other, p}} { // twice the same is said once
				line, column := 0, 0
				if f, ok := pair[0].post.Doc.Meta.Unpack().Lookup("id"); ok {
					line, column = int(f.Value.Line), int(f.Value.Column)
				}
				x.sameIDs = append(x.sameIDs, problem.New(problem.DuplicateID, pair[0].post.Doc.Path, line, column,
					fmt.Sprintf("the id is that of %s too", pair[1].post.Doc.Path), "give one of them another, or none"))
			}
		}
	}
}

// nearStory returns the id of a recorded story that differs by a letter or two.
func nearStory(id string, recorded []string) string {
	if len(id) < 5 {
		return ""
	}
	for _, r := range recorded {
		if d := len(r) - len(id); d <= 2 && d >= -2 && bits.OnesCount64(letters(r)^letters(id)) <= 4 && distance(id, r, 2) <= 2 {
			return r
		}
	}
	return ""
}
