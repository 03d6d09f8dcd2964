package plan

import (
	"cmp"
	"slices"

	"pressbox/internal/newsroom"
)

// teamMoves is how many moves a team's page shows.
const teamMoves = 10

func (d *desk) teamPage(t *newsroom.Team, number int) any {
	s := d.on(t)
	page := &TeamPage{
		Head:       d.subjectHead(s, "teams", number),
		ID:         t.ID,
		Team:       d.teamLink(t, s.name, d.today),
		Registered: t.Doc != nil,
		List:       d.list(s.run, number, func(i int) (Item, bool) { return d.item(d.room.On(t)[i]) }),
	}
	if number != 0 {
		return page
	}
	page.City = t.City
	page.Former = t.Former(d.today)
	if t.League != nil {
		page.League = t.League.Name
	}
	page.Conference, page.Division = t.Conference, t.Division
	for _, f := range t.Roster(d.today) {
		if n := len(page.Roster); n == 0 || page.Roster[n-1].Position != f.Position {
			page.Roster = append(page.Roster, RosterGroup{Position: f.Position})
		}
		last := &page.Roster[len(page.Roster)-1]
		s := d.on(f.Player)
		last.Players = append(last.Players, PlayerLink{
			Link: Link{Text: f.Name, URL: s.urlOf()}, Initials: s.initials(f.Name), Position: f.Position,
		})
	}
	moves := d.teamsMoves[t]
	if len(moves) > 0 {
		page.AllMoves = at(d.base, teamMovesRel(t)).url
	}
	for i := len(moves) - 1; i >= 0 && len(page.Moves) < teamMoves; i-- {
		page.Moves = append(page.Moves, d.moveLine(&d.moves[moves[i]]))
	}
	page.Description = d.room.Text(t.Doc).Summary()
	page.Body = d.textBody(t.Doc)
	page.Image = d.image(t.Image)
	page.Head.Image = shared(page.Image)
	page.Params = params(t.Params)
	return page
}

// teamMovesRel returns the path of all moves of a team.
func teamMovesRel(t *newsroom.Team) string { return "teams/" + t.ID + "/transactions/" }

// teamMovesPage makes the page of all moves to and from a team.
func (d *desk) teamMovesPage(t *newsroom.Team) any {
	s, where := d.on(t), at(d.base, teamMovesRel(t))
	page := &ListPage{Head: d.head(where, 0), Kind: "transactions"}
	page.Title, page.Word, page.Feed = s.name, "transactions", s.feed
	page.Crumbs = []Crumb{{Word: "teams", URL: d.base + "teams/"}, {Text: s.name, URL: s.url}, {Word: "transactions", URL: where.url}}
	for _, i := range slices.Backward(d.teamsMoves[t]) {
		page.Moves = append(page.Moves, d.moveLine(&d.moves[i]))
	}
	return page
}

// teamIndex makes /teams/: by league, conference and division.
func (d *desk) teamIndex() any {
	page := d.listPage(at(d.base, "teams/"), "teams")
	divisions := grouping{by: "division"}
	for _, t := range d.room.Teams {
		s := d.on(t)
		l := d.teamLink(t, s.name, d.today)
		league := ""
		if t.League != nil {
			league = t.League.Name
		}
		i := divisions.put(league+"\x00"+t.Conference+"\x00"+t.Division, IndexEntry{Link: l.Link, Team: &l, Detail: t.City})
		g := &divisions.groups[i]
		g.Label, g.League, g.Conference = t.Division, league, t.Conference
	}
	// Teams without a league come last.
	slices.SortStableFunc(divisions.groups, func(a, b IndexGroup) int {
		return cmp.Or(compareEmptyLast(a.League, b.League), compareEmptyLast(a.Conference, b.Conference), compareEmptyLast(a.Label, b.Label))
	})
	page.Groups = divisions.groups
	return page
}

func compareEmptyLast(a, b string) int {
	if (a == "") != (b == "") {
		if a == "" {
			return 1
		}
		return -1
	}
	return cmp.Compare(a, b)
}
