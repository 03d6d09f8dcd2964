package newsroom

import (
	"slices"
	"strings"
)

// A Shift is a post that the edit of a record has moved: to another person, or to
// another team.
type Shift struct {
	Path          string // of the post
	Before, After string // who and which teams: "cam-akers; los-angeles-rams"
}

// Shifts lists, in order of path, the posts of both newsrooms whose own file is
// the same and whose players or teams are not.
func Shifts(before, after *Newsroom) []Shift {
	old := make(map[string]*Post, len(before.Posts))
	for _, p := range before.Posts {
		old[p.Doc.Path] = p
	}
	var list []Shift
	for _, p := range after.Posts {
		o := old[p.Doc.Path]
		if o == nil || o.Doc.Sum != p.Doc.Sum || o.alike(p) {
			continue
		}
		list = append(list, Shift{p.Doc.Path, o.about(), p.about()})
	}
	slices.SortFunc(list, func(a, b Shift) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// alike reports whether p and o, of two newsrooms, name the same.
func (p *Post) alike(o *Post) bool {
	return slices.EqualFunc(p.Players, o.Players, func(a, b PlayerMention) bool {
		return a.Player.ID == b.Player.ID && a.Text == b.Text && sameTeams(a.Teams, b.Teams)
	}) && slices.EqualFunc(p.Teams, o.Teams, func(a, b TeamMention) bool { return a.Team.ID == b.Team.ID && a.Text == b.Text })
}

func sameTeams(a, b []*Team) bool {
	return slices.EqualFunc(a, b, func(a, b *Team) bool { return a.ID == b.ID })
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
