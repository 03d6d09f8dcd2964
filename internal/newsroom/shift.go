package newsroom

import (
	"cmp"
	"slices"
	"strings"
)

// A Standing is whom and which teams a post was about, small enough to be kept
// from one build to the next. Its numbers can only be compared.
type Standing struct {
	Post  uint64 // the path
	Text  uint64 // the bytes of its file
	About uint64 // players, teams, and how they were called
}

// Standings returns a standing for every post of n, in order of Post.
func (n *Newsroom) Standings() []Standing {
	list := make([]Standing, len(n.Posts))
	for i, p := range n.Posts {
		list[i] = p.standing()
	}
	slices.SortFunc(list, func(a, b Standing) int { return cmp.Compare(a.Post, b.Post) })
	return list
}

func (p *Post) standing() Standing {
	s := Standing{Post: number64(p.Doc.Path)}
	for _, b := range p.Doc.Sum[:8] {
		s.Text = s.Text<<8 | uint64(b)
	}
	h := hash(fnvBasis)
	word := func(text string) { h = h.text(text).byte(0) }
	for _, m := range p.Players {
		word(m.Player.ID)
		word(m.Text)
		for _, t := range m.Teams {
			word(t.ID)
		}
		word("")
	}
	for _, m := range p.Teams {
		word(m.Team.ID)
		word(m.Text)
	}
	s.About = uint64(h)
	return s
}

func number64(text string) uint64 { return uint64(hash(fnvBasis).text(text)) }

// A hash is an FNV-1a of 64 bits. The library's wants a copy of every string.
type hash uint64

const (
	fnvBasis = 0xcbf29ce484222325
	fnvPrime = 0x100000001b3
)

func (h hash) byte(b byte) hash { return (h ^ hash(b)) * fnvPrime }

func (h hash) text(s string) hash {
	for i := range len(s) {
		h = h.byte(s[i])
	}
	return h
}

// A Shift is a post that the edit of a record has moved: to another person, to
// another team, or to another name of either.
type Shift struct {
	Path string // of the post
	Now  string // who and which teams: "cam-akers of los-angeles-rams; los-angeles-rams as Los Angeles Rams"
}

// Shifts lists, in order of path, the posts whose own file is what it was before
// and whose players, teams or names are not. before is in order of Post.
func (n *Newsroom) Shifts(before []Standing) []Shift {
	var list []Shift
	for _, p := range n.Posts {
		now := p.standing()
		i, ok := slices.BinarySearchFunc(before, now.Post, func(s Standing, post uint64) int { return cmp.Compare(s.Post, post) })
		if ok && before[i].Text == now.Text && before[i].About != now.About {
			list = append(list, Shift{p.Doc.Path, p.about()})
		}
	}
	slices.SortFunc(list, func(a, b Shift) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// about says in ids whom p is about, and which teams as they were called.
func (p *Post) about() string {
	var players, teams []string
	for _, m := range p.Players {
		text := m.Player.ID
		if len(m.Teams) > 0 {
			text += " of"
			for _, t := range m.Teams {
				text += " " + t.ID
			}
		}
		players = append(players, text)
	}
	for _, m := range p.Teams {
		teams = append(teams, m.Team.ID+" as "+m.Text)
	}
	return strings.Join(players, ", ") + "; " + strings.Join(teams, ", ")
}
