package newsroom

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pressbox/internal/config"
	"pressbox/internal/problem"
)

// A firstName is a name without a record where it was written first.
type firstName struct {
	who  Topic
	post *postDraft
	at   written
	name string
}

// plainNames makes somebody or something of each name without a record, and returns
// where each was written first.
func (x *index) plainNames(shown []*postDraft) []*firstName {
	all := map[[2]string]*firstName{}
	ids := map[string]string{} // by name
	var order []*firstName
	for _, d := range shown {
		for _, n := range d.plain {
			id, known := ids[n.name]
			if !known {
				id = Slug(n.name)
				ids[n.name] = id
			}
			who := d.fill(x, n, id)
			f := all[[2]string{n.kind, id}]
			switch {
			case f == nil:
				f = &firstName{who, d, n.at, n.name}
				all[[2]string{n.kind, id}] = f
				order = append(order, f)
			case f.name != n.name && fold(f.name) != fold(n.name):
				n.at.report(&x.problems, d.post.Doc, problem.PathClash, fmt.Sprintf("%q and %q, in %s, would have one address", n.name, f.name, f.post.post.Doc.Path),
					"make a record for each: pressbox new "+n.kind)
			}
		}
		d.compact()
	}
	return order
}

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

// noRecord is the problem of whoever has no record, at the first of so many posts.
func noRecord(who Topic, name string, at written, first *Post, posts int) problem.Problem {
	kind := kindOf(who)
	text := fmt.Sprintf("the %s %q has no record", kind, name)
	if posts > 1 {
		text += fmt.Sprintf(" (in %d posts)", posts)
	}
	hint := "make one: pressbox new " + kind + " " + quote(name)
	if strings.Contains(name, ", ") {
		hint += "; several names are a list: [" + name + "]"
	}
	return problem.New(problem.UnregisteredName, first.Doc.Path, int(at.line), int(at.column), text, hint)
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
func (a *amender) plain(d *postDraft, n plainName) bool {
	x, room, id := a.x, a.room, Slug(n.name)
	fill := func() Topic { return d.fill(x, n, id) }
	var known Topic
	switch n.kind {
	case "player":
		known = enter(a, &x.plainPlayers, &room.Players, id, (*Player).filed, fill)
	case "team":
		known = enter(a, &x.plainTeams, &room.Teams, id, (*Team).filed, fill)
	case "source":
		known = enter(a, &x.plainSources, &room.Sources, id, (*Source).filed, fill)
	case "author":
		known = enter(a, &x.plainAuthors, &room.Authors, id, (*Author).filed, fill)
	}
	if known == nil {
		return !x.leans
	}
	return fold(nameOf(known)) == fold(n.name) // else two would have one address
}

// enter calls fill, which puts whoever has an id into a post, and returns who that is. It
// returns nil when nobody had, and puts into list who has by now.
func enter[T plainTopic](a *amender, plain *map[string]T, list *[]T, id string, filed func(T) string, fill func() Topic) Topic {
	if _, known := (*plain)[id]; known {
		return fill()
	}
	*plain = maps.Clone(*plain) // the newsroom before has it, too
	who := fill().(T)
	a.file(who)
	i, _ := slices.BinarySearchFunc(*list, who, func(a, b T) int {
		return cmp.Or(cmp.Compare(sortKey(filed(a)), sortKey(filed(b))), cmp.Compare(a.id(), b.id()))
	})
	*list = slices.Insert(slices.Clip(*list), i, who)
	return nil
}

type plainTopic interface {
	comparable
	Topic
	id() string
}

// leave takes out who has an id.
func leave[T plainTopic](plain *map[string]T, list *[]T, who T) {
	*plain = maps.Clone(*plain)
	delete(*plain, who.id())
	*list = slices.DeleteFunc(slices.Clone(*list), func(t T) bool { return t == who })
}

// drop takes out a topic without a record of which no post is left.
func (a *amender) drop(t Topic) bool {
	x, room := a.x, a.room
	switch t := t.(type) {
	case *Player:
		leave(&x.plainPlayers, &room.Players, t)
	case *Team:
		leave(&x.plainTeams, &room.Teams, t)
	case *Source:
		leave(&x.plainSources, &room.Sources, t)
	case *Author:
		leave(&x.plainAuthors, &room.Authors, t)
	case *Story:
		leave(&x.stories, &room.Stories, t)
	case *Tag: // no link leads to it
		room.Tags = slices.DeleteFunc(slices.Clone(room.Tags), func(other *Tag) bool { return other == t })
		return true
	}
	return !x.leans
}

// called reports whether whatever has no record is still called as its first post calls
// it. It drops what no post names any longer, and finds what stories stand at.
func (a *amender) called() bool {
	if a.x.policy == config.Warn {
		for t := range a.touched {
			a.strangers = a.strangers || !Recorded(t) && kindOf(t) != ""
		}
	}
	if a.strangers {
		a.x.strangers = maps.Clone(a.x.strangers)
	}
	for t := range a.touched {
		s := a.shelf(t)
		if _, ok := t.(*Story); ok {
			s.outcome = decided(s.posts)
		}
		if Recorded(t) {
			continue
		}
		if a.strangers {
			delete(a.x.strangers, t)
		}
		if len(s.posts) == 0 {
			if !a.drop(t) {
				return false
			}
			continue
		}
		if story, ok := t.(*Story); ok {
			if a.x.leans && len(a.before.posts(t)) > 0 && a.before.Title(story) != a.room.Title(story) {
				return false
			}
			continue
		}
		name, at := a.calls(s.posts[0], t)
		if name != nameOf(t) {
			return false
		}
		if a.strangers && kindOf(t) != "" {
			a.x.strangers[t] = noRecord(t, name, at, s.posts[0], len(s.posts))
		}
	}
	return true
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

// nameOf returns what a topic without a record is called.
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

// calls returns how p calls t, which has no record, and where.
func (a *amender) calls(p *Post, t Topic) (string, written) {
	s := a.x.read.set.state(p.Doc, a.x.now)
	find := func(list []written, id string, name func(text string) string) (string, written) {
		for _, w := range list {
			if called := name(w.text); Slug(called) == id {
				return called, w
			}
		}
		return "", written{}
	}
	switch t := t.(type) {
	case *Player:
		return find(s.said.players, t.ID, func(text string) string { return a.w.players.query(text).name })
	case *Team:
		return find(s.said.teams, t.ID, func(text string) string { return a.w.teams.query(text).name })
	case *Source:
		var names []written
		for _, c := range s.said.sources {
			names = append(names, c.name)
		}
		return find(names, t.ID, func(text string) string { return a.w.sources.query(text).name })
	case *Author:
		return find(s.said.authors, t.ID, func(text string) string { return a.w.authors.query(text).name })
	case *Tag:
		return find(s.tags, t.Slug, func(text string) string { return text })
	}
	return "", written{}
}
