package newsroom

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"time"

	"pressbox/internal/config"
	"pressbox/internal/problem"
)

// publish makes the newsroom of what readers see: posts in order, under the
// people, teams, sources, stories and tags they name.
func (x *index) publish(d *drafts) *Newsroom {
	room := &Newsroom{Now: x.now, Assets: x.assets, Leagues: x.leagues}
	x.room = room
	x.uniquePosts(d)
	shown := d.inOrder()
	plain := x.plainNames(shown)
	t := teller{x, room, map[string]*Story{}, x.storyIDs(), map[string]*Tag{}, map[string]*firstTag{}, slab[*Tag]{}}
	room.Posts = make([]*Post, len(shown))
	for i, s := range shown {
		room.Posts[i] = s.post
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
	if x.policy == config.Warn {
		x.strangers = make(map[Topic]problem.Problem, len(plain))
		for _, f := range plain {
			x.strangers[f.who] = noRecord(f.who, f.name, f.at, f.post.post, len(room.On(f.who)))
		}
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
func (x *index) uniquePosts(d *drafts) {
	given := map[string][]*postDraft{}
	for _, p := range d.posts {
		if p.named {
			given[p.post.ID] = append(given[p.post.ID], p)
		}
	}
	if x.named = len(given) > 0; !x.named {
		return
	}
	for _, p := range d.posts {
		for _, other := range given[p.post.ID] {
			if other == p {
				continue
			}
			for _, pair := range [][2]*postDraft{{p, other}, {other, p}} { // twice the same is said once
				line, column := 0, 0
				if f, ok := pair[0].post.Doc.Meta.Unpack().Lookup("id"); ok {
					line, column = int(f.Value.Line), int(f.Value.Column)
				}
				x.problems = append(x.problems, problem.New(problem.DuplicateID, pair[0].post.Doc.Path, line, column,
					fmt.Sprintf("the id is that of %s too", pair[1].post.Doc.Path), "give one of them another, or none"))
			}
		}
	}
}

// noStory begins what is said of a story that nearly has the id of one with a record.
const noStory = "there is no record of the story "

// A teller finds the story and the tags of posts, which come in order.
type teller struct {
	x        *index
	room     *Newsroom
	told     map[string]*Story // by what posts write
	recorded []string          // ids of stories with a record
	words    map[string]*Tag   // by what posts write
	slugs    map[string]*firstTag
	memory   slab[*Tag]
}

func (t *teller) story(d *postDraft) {
	if d.story.text == "" {
		return
	}
	s, known := t.told[d.story.text]
	if !known {
		x := t.x
		id := d.storyID(&x.problems)
		if id == "" {
			return
		}
		if s = x.stories[id]; s == nil {
			if near := nearStory(id, t.recorded); near != "" && !x.unread[recordPath("story", id)] {
				p := problem.New(problem.NearName, d.post.Doc.Path, int(d.story.line), int(d.story.column),
					fmt.Sprintf(noStory+"%q", id), "did you mean "+near+"?")
				p.Severity = problem.Warning
				x.problems = append(x.problems, p)
			}
			s = &Story{ID: id}
			x.stories[id] = s
		}
		t.told[d.story.text] = s
	}
	d.post.Story = s
}

func (t *teller) tags(d *postDraft) {
	if len(d.tags) == 0 {
		return
	}
	p := d.post
	p.Tags = t.memory.take(len(d.tags))
	for _, w := range d.tags {
		tag, known := t.words[w.text]
		if !known {
			if tag = d.readTag(w, &t.x.problems); tag == nil {
				continue
			}
			if first := t.slugs[tag.Slug]; first != nil {
				t.x.sameTag(first, d, w)
				tag = first.Tag
			} else {
				t.slugs[tag.Slug] = &firstTag{tag, d, w}
				t.room.Tags = append(t.room.Tags, tag)
			}
			t.words[w.text] = tag
		}
		p.Tags = add(p.Tags, tag)
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

// storyIDs returns the ids of stories with a record.
func (x *index) storyIDs() []string {
	var ids []string
	for id, s := range x.stories {
		if s.Doc != nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
