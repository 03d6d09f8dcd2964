package plan

import (
	"fmt"
	"iter"
	"slices"

	"pressbox/internal/digest"
	"pressbox/internal/newsroom"
)

// segment is how many posts a part of the search holds. Parts are cut by place in
// time like pages of a list, so that a new post changes the newest alone.
const segment = 500

// planSearch plans what the script of the search page reads.
func (d *desk) planSearch() {
	index, names := d.searchIndex(), at(d.base, "search/names.json")
	d.add(index, JSON, "", func(d *desk) any {
		s := &SearchIndex{Posts: make([]string, d.searchParts()), Names: names.url, Version: 1}
		for i := range s.Posts {
			s.Posts[i] = searchPart(i).place(d).url
		}
		return s
	})
	d.add(names, JSON, "", (*desk).searchNames)
	d.addSearchParts(0)
}

func (d *desk) searchIndex() place { return at(d.base, "search/index.json") }

// searchPage makes /search/.
func (d *desk) searchPage() any {
	where := at(d.base, "search/")
	p := &SearchPage{Head: d.head(where, 0), Index: d.searchIndex().url}
	p.Word = "search"
	p.Crumbs = []Crumb{{Word: "search", URL: where.url}}
	return p
}

// searchParts returns how many parts the search has.
func (d *desk) searchParts() int { return (len(d.room.Posts) + segment - 1) / segment }

// addSearchParts plans the parts of the search but for the first few.
func (d *desk) addSearchParts(but int) {
	for i := but; i < d.searchParts(); i++ {
		d.addMade(searchPart(i).place(d), JSON, "", searchPart(i))
	}
}

// A searchPart makes a part of the search, counted from 0.
type searchPart int

func (i searchPart) place(d *desk) place { return at(d.base, fmt.Sprintf("search/%d.json", i+1)) }

// posts gives the posts in the part.
func (i searchPart) posts(d *desk) iter.Seq[*newsroom.Post] {
	return func(yield func(*newsroom.Post) bool) {
		for _, p := range d.room.Posts[i*segment : min(int(i+1)*segment, len(d.room.Posts))] {
			if p.Listed() && !yield(p) {
				return
			}
		}
	}
}

func (i searchPart) data(d *desk) any {
	s := &SearchPosts{Posts: []SearchPost{}}
	for p := range i.posts(d) {
		s.Posts = append(s.Posts, d.searchPost(p))
	}
	return s
}

// sum knows that all that is said is on the cards.
func (i searchPart) sum(d *desk) digest.Digest {
	var sums []digest.Digest
	for p := range i.posts(d) {
		sums = append(sums, d.cardSum(p))
	}
	return Hash(sums)
}

func (i searchPart) basis(d *desk, l *ledger) {
	for p := range i.posts(d) {
		l.post(d, p)
	}
}

func (d *desk) searchPost(p *newsroom.Post) SearchPost {
	c := d.card(p)
	s := SearchPost{Title: c.Title, URL: c.URL, Time: c.Time, Summary: c.Summary, Status: c.Status}
	for _, l := range c.Players {
		s.Players = append(s.Players, l.Text)
	}
	for _, l := range c.Teams {
		s.Teams = append(s.Teams, l.Text)
	}
	for _, l := range c.Credits {
		s.Sources = append(s.Sources, l.Source.Text)
	}
	return s
}

// searchNames lists whom and what a reader may look for by name.
func (d *desk) searchNames() any {
	out := &SearchNames{Names: []SearchName{}}
	put := func(kind, note string, s *subject, also ...[]newsroom.Dated) {
		n := SearchName{Kind: kind, Name: s.name, Note: note, URL: s.url}
		for _, list := range also {
			for _, a := range list {
				if a.Text != s.name && !slices.Contains(n.Also, a.Text) {
					n.Also = append(n.Also, a.Text)
				}
			}
		}
		out.Names = append(out.Names, n)
	}
	for _, p := range d.room.Players {
		note := p.Position(d.today)
		if note == "" {
			note = p.RoleOn(d.today)
		}
		put("player", note, d.on(p), p.Names, p.Nicknames)
	}
	for _, t := range d.room.Teams {
		put("team", t.Abbreviation(d.today), d.on(t), t.Names)
	}
	for _, s := range d.room.Sources {
		put("source", s.Outlet(d.today), d.on(s))
	}
	for _, a := range d.room.Authors {
		put("author", a.Role, d.on(a))
	}
	for _, s := range d.room.Stories {
		if sub := d.on(s); !sub.noIndex {
			put("story", "", sub)
		}
	}
	return out
}
