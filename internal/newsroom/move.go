package newsroom

import (
	"cmp"
	"slices"
)

// A Move is one line of the transactions: somebody changed teams.
type Move struct {
	Player           *Player
	Day              Day
	From, To         *Team  // nil for none: signed as a free agent, released, drafted, retired
	FromText, ToText string // the names borne that day
	Draft            bool
	First            bool // with From nil: unknown, or still with another team, and no free agent
	Last             bool // with To nil: the same
	Retired          bool
}

// Moves returns all moves of n up to its Now, oldest first.
func (n *Newsroom) Moves() []Move {
	today := DayOf(n.Now)
	var list []Move
	for _, p := range n.Players {
		list = p.moves(list, today)
	}
	slices.SortStableFunc(list, func(a, b Move) int { return cmp.Compare(a.Day, b.Day) }) // players are in order already
	return list
}

// Moves returns all moves of p up to and with a day, oldest first.
func (p *Player) Moves(today Day) []Move { return p.moves(nil, today) }

// moves adds the moves of p to list. A stint follows the one that ends on the day it
// begins, best of the same league; a call to a national side ends no time with a club.
func (p *Player) moves(list []Move, today Day) []Move {
	begin := len(list)
	for i, s := range p.Stints {
		if s.From != "" && s.From <= today {
			m := Move{Player: p, Day: s.From, To: s.Team, ToText: s.Team.Name(s.From)}
			if before := p.stintBefore(i); before != nil {
				if before.Team == s.Team {
					continue // the same team goes on
				}
				m.From, m.FromText = before.Team, before.Team.Name(s.From)
			}
			m.Draft = m.From == nil && p.Draft != nil && !p.Draft.Undrafted && p.Draft.Team == s.Team && p.Draft.Year == s.From.Year() &&
				!slices.ContainsFunc(p.Stints[:i], func(b Stint) bool { return b.Team == s.Team })
			m.First = m.From == nil && !m.Draft && p.cameFromNowhere(i)
			list = append(list, m)
		}
		if s.To != "" && s.To <= today && s.To != p.Died && s.From < s.To && !p.movesOn(i) {
			list = append(list, Move{
				Player: p, Day: s.To, From: s.Team, FromText: s.Team.Name(s.To), Retired: s.To == p.Retired,
				Last: p.wentNowhere(i),
			})
		}
	}
	slices.SortStableFunc(list[begin:], func(a, b Move) int { return cmp.Compare(a.Day, b.Day) })
	return list
}

// cameFromNowhere reports whether nothing is told of where p was before stint i, which
// no stint runs up to: it is unknown, or p is elsewhere as well.
func (p *Player) cameFromNowhere(i int) bool {
	from := p.Stints[i].From
	for _, g := range p.Gaps {
		if g.To == from {
			return g.Unknown
		}
	}
	return p.elsewhere(i, from) || !slices.ContainsFunc(p.Stints[:i], func(b Stint) bool { return b.To != "" && b.To <= from })
}

// wentNowhere reports whether nothing is told of where p went after stint i, on which
// no stint follows.
func (p *Player) wentNowhere(i int) bool {
	to := p.Stints[i].To
	return p.elsewhere(i, to) || slices.ContainsFunc(p.Gaps, func(g Gap) bool { return g.Unknown && g.From == to })
}

// elsewhere reports whether another stint than i runs on over day: club and country, or
// a club that lends a player to one of another league. Nobody is a free agent then.
func (p *Player) elsewhere(i int, day Day) bool {
	for j := range p.Stints {
		if s := &p.Stints[j]; j != i && s.From < day && (s.To == "" || day < s.To) {
			return true
		}
	}
	return false
}

// stintBefore returns the stint that stint i follows, if there is one.
func (p *Player) stintBefore(i int) *Stint {
	s := &p.Stints[i]
	var abroad *Stint
	for j := range p.Stints {
		b := &p.Stints[j]
		switch {
		case j == i || b.To != s.From || b.To == "" || b.From >= b.To:
		case b.Team.League == s.Team.League:
			return b
		case !p.followed(j):
			abroad = b
		}
	}
	return abroad
}

// followed reports whether a stint of the same league begins on the day on which
// stint i ends.
func (p *Player) followed(i int) bool {
	s := &p.Stints[i]
	for j := range p.Stints {
		if a := &p.Stints[j]; j != i && a.From == s.To && a.Team.League == s.Team.League {
			return true
		}
	}
	return false
}

// movesOn reports whether a stint follows stint i.
func (p *Player) movesOn(i int) bool {
	for j := range p.Stints {
		if p.stintBefore(j) == &p.Stints[i] {
			return true
		}
	}
	return p.followed(i)
}
