package newsroom

import (
	"cmp"
	"maps"
	"slices"
)

// kindOf returns what names of a topic are names of; empty for a tag or a story.
func kindOf(t Topic) string {
	switch t.(type) {
	case *Player:
		return "player"
	case *Team:
		return "team"
	case *Source:
		return "source"
	case *Author:
		return "author"
	}
	return ""
}

// fill puts whoever has id into the slot where a post names one without a record.
func (d *postDraft) fill(x *index, n plainName, id string) Topic {
	p := d.post
	switch n.kind {
	case "player":
		who := orNew(x.plainPlayers, id, func() *Player {
			return &Player{ID: id, Names: []Dated{{Text: n.name}}, Sort: sortName(n.name), keys: []string{fold(n.name)}}
		})
		p.Players[n.slot].Player = who
		return who
	case "team":
		who := orNew(x.plainTeams, id, func() *Team {
			return &Team{ID: id, Names: []Dated{{Text: n.name}}, keys: []string{fold(n.name)}}
		})
		p.Teams[n.slot].Team = who
		return who
	case "source":
		who := orNew(x.plainSources, id, func() *Source { return &Source{ID: id, Name: n.name} })
		p.Sources[n.slot].Source = who
		return who
	default:
		who := orNew(x.plainAuthors, id, func() *Author { return &Author{ID: id, Name: n.name} })
		p.Authors[n.slot] = who
		return who
	}
}

// orNew returns who has id, who is made if nobody has.
func orNew[T any](all map[string]*T, id string, make func() *T) *T {
	who := all[id]
	if who == nil {
		who = make()
		all[id] = who
	}
	return who
}

// compact drops what a post names twice under two spellings.
func (d *postDraft) compact() {
	if len(d.plain) == 0 {
		return
	}
	p := d.post
	players, teams, authors := p.Players, p.Teams, p.Authors
	p.Players, p.Teams, p.Authors = nil, nil, nil
	for _, m := range players {
		if !p.names(m.Player) {
			p.Players = append(p.Players, m)
		}
	}
	for _, m := range teams {
		if !p.on(m.Team) {
			p.Teams = append(p.Teams, m)
		}
	}
	for _, a := range authors {
		p.Authors = add(p.Authors, a)
	}
}

// plain finds whoever bears a name without a record in an amended post, or makes it.
func (a *amender) plain(d *postDraft, n plainName) {
	x, room, id := a.x, a.room, Slug(n.name)
	fill := func() Topic { return d.fill(x, n, id) }
	switch n.kind {
	case "player":
		enter(a, &x.plainPlayers, &room.Players, id, (*Player).filed, fill)
	case "team":
		enter(a, &x.plainTeams, &room.Teams, id, (*Team).filed, fill)
	case "source":
		enter(a, &x.plainSources, &room.Sources, id, (*Source).filed, fill)
	case "author":
		enter(a, &x.plainAuthors, &room.Authors, id, (*Author).filed, fill)
	}
}

// enter calls fill, which puts whoever has an id into a post, and puts into list who has
// it only by now.
func enter[T plainTopic](a *amender, plain *map[string]T, list *[]T, id string, filed func(T) string, fill func() Topic) {
	if _, known := (*plain)[id]; known {
		fill()
		return
	}
	own(a, plain, maps.Clone)
	who := fill().(T)
	a.file(who)
	i, _ := place(*list, who, filed)
	*list = slices.Insert(own(a, list, slices.Clone), i, who)
}

type plainTopic interface {
	comparable
	Topic
	id() string
}

// leave takes out who has an id.
func leave[T plainTopic](a *amender, plain *map[string]T, list *[]T, who T, filed func(T) string) {
	delete(own(a, plain, maps.Clone), who.id())
	if i, found := place(*list, who, filed); found {
		*list = slices.Delete(own(a, list, slices.Clone), i, i+1)
	}
}

// place returns where who stands, or would stand, in a list that sortBy has put in order.
func place[T plainTopic](list []T, who T, filed func(T) string) (int, bool) {
	return slices.BinarySearchFunc(list, who, func(a, b T) int {
		return cmp.Or(cmp.Compare(sortKey(filed(a)), sortKey(filed(b))), cmp.Compare(a.id(), b.id()))
	})
}

// drop takes out a topic without a record.
func (a *amender) drop(t Topic) {
	x, room := a.x, a.room
	switch t := t.(type) {
	case *Player:
		leave(a, &x.plainPlayers, &room.Players, t, (*Player).filed)
	case *Team:
		leave(a, &x.plainTeams, &room.Teams, t, (*Team).filed)
	case *Source:
		leave(a, &x.plainSources, &room.Sources, t, (*Source).filed)
	case *Author:
		leave(a, &x.plainAuthors, &room.Authors, t, (*Author).filed)
	case *Story:
		leave(a, &x.stories, &room.Stories, t, (*Story).filed)
	case *Tag:
		if i, found := findTag(room.Tags, t.Slug); found {
			room.Tags = slices.Delete(own(a, &room.Tags, slices.Clone), i, i+1)
		}
	}
}

// coined finds what is to be said of a touched topic without a record, drops it if no post
// names it any longer, and lets it be made again if its first post calls it otherwise.
func (a *amender) coined(t Topic, revised []*Post) {
	s := a.shelf(t)
	before := a.before.posts(t)
	was, is := len(before) > 0, len(s.posts) > 0
	switch story, ok := t.(*Story); {
	case ok:
		if old, now := firstTitle(before), firstTitle(s.posts); was != is || old != now { // what it is called
			for _, text := range []string{story.ID, old, now} {
				a.sought[sought{ofAStory, text}] = true
			}
		}
	case was != is && kindOf(t) != "":
		a.sought[sought{ofNobody, t.(interface{ id() string }).id()}] = true
	}
	if !is {
		if s.odd, s.told = nil, nil; !a.again.topics[t] { // else it has left already
			a.drop(t)
		}
		return
	}
	first := a.calls(s.posts[0], t)[0]
	if name := nameOf(t); name != "" && name != first.name {
		a.rename(t)
		return
	}
	odd := slices.DeleteFunc(slices.Clone(s.odd), func(m mention) bool { return a.gone[m.post] })
	for _, p := range revised {
		for _, m := range a.calls(p, t) {
			if !sameName(t, m.name, first.name) {
				odd = append(odd, m)
			}
		}
	}
	slices.SortStableFunc(odd, func(a, b mention) int { return a.post.Compare(b.post) })
	s.odd, s.told = odd, a.x.tell(t, first, odd, len(s.posts))
}

// firstTitle returns the title of the first of posts.
func firstTitle(posts []*Post) string {
	if len(posts) == 0 {
		return ""
	}
	return posts[0].Title
}

// posts returns the posts on a topic that n may not have.
func (n *Newsroom) posts(t Topic) []*Post {
	if t.Shelf() >= len(n.shelves) {
		return nil
	}
	return n.On(t)
}

// Recorded reports whether a record describes a topic.
func Recorded(t Topic) bool {
	if s, ok := t.(*Story); ok {
		return s.Doc != nil
	}
	r, ok := t.(interface{ Registered() bool })
	return ok && r.Registered()
}

// nameOf returns what a topic without a record is called; empty for a story.
func nameOf(t Topic) string {
	switch t := t.(type) {
	case *Player:
		return t.Names[0].Text
	case *Team:
		return t.Names[0].Text
	case *Source:
		return t.Name
	case *Author:
		return t.Name
	case *Tag:
		return t.Name
	}
	return ""
}

// calls returns how p writes t, which no record describes.
func (a *amender) calls(p *Post, t Topic) (found []mention) {
	d := a.roughs[p]
	if d == nil {
		d = &postDraft{post: new(Post), rough: new(rough)}
		d.write(a.x, a.x.worker(), a.x.read.set.reader().of(p.Doc))
		a.roughs[p] = d
	}
	switch t := t.(type) {
	case *Tag:
		for _, w := range d.tags {
			if Slug(w.text) == t.Slug {
				found = append(found, mention{p, w, w.text})
			}
		}
	case *Story:
		found = append(found, mention{p, d.story, t.ID})
	default:
		for _, n := range d.plain {
			if n.kind == kindOf(t) && Slug(n.name) == t.(interface{ id() string }).id() {
				found = append(found, mention{p, n.at, n.name})
			}
		}
	}
	return found
}
