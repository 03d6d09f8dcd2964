package newsroom

import (
	"cmp"
	"hash"
	"hash/fnv"
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
	w := newWordHash()
	for i, p := range n.Posts {
		list[i] = p.standing(w)
	}
	slices.SortFunc(list, func(a, b Standing) int { return cmp.Compare(a.Post, b.Post) })
	return list
}

func (p *Post) standing(w *wordHash) Standing {
	s := Standing{Post: w.of(p.Doc.Path)}
	for _, b := range p.Doc.Sum[:8] {
		s.Text = s.Text<<8 | uint64(b)
	}
	for _, m := range p.Players {
		w.word(m.Player.ID)
		w.word(m.Text)
		for _, t := range m.Teams {
			w.word(t.ID)
		}
		w.word("")
	}
	for _, m := range p.Teams {
		w.word(m.Team.ID)
		w.word(m.Text)
	}
	s.About = w.sum()
	return s
}

// A wordHash makes numbers of words, in memory that it uses again: there are many
// posts, and the library's hash wants a copy of every string.
type wordHash struct {
	hash  hash.Hash64
	words []byte
}

func newWordHash() *wordHash { return &wordHash{hash: fnv.New64a()} }

func (w *wordHash) word(text string) { w.words = append(append(w.words, text...), 0) }

// sum returns the number of the words since the last one.
func (w *wordHash) sum() uint64 {
	w.hash.Reset()
	w.hash.Write(w.words)
	w.words = w.words[:0]
	return w.hash.Sum64()
}

func (w *wordHash) of(text string) uint64 {
	w.word(text)
	return w.sum()
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
	w := newWordHash()
	for _, p := range n.Posts {
		now := p.standing(w)
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
