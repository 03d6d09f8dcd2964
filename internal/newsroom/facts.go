package newsroom

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A Facts is what is known of a player as of a day.
type Facts struct {
	Player       *Player
	Day          Day
	Name         string        // borne that day
	Former       []string      // names borne before, oldest first
	Age          int           // in years; 0 when unknown or after death
	Teams        []TeamMention // none, one, or club and country
	Astray       bool          // nothing is told of where the player was; without it, no team is none
	Position     string
	Role         string
	Season       int       // of the career, from 1; 0 when unknown, not begun or over
	Contract     *Contract // the newest started, unless it has run out or was ended by a time without a team
	ContractYear int       // of Contract, from 1
	Currency     string    // ISO 4217, of Contract's league
	Stats        *StatLine // the newest not later than Day, derived figures included
}

// At returns what is known of p as of day.
func (p *Player) At(day Day) Facts {
	f := Facts{Player: p, Day: day, Name: p.Name(day), Former: former(p.Names, day), Position: p.Position(day), Role: p.RoleOn(day)}
	if p.Born != "" && p.Born <= day && !p.dead(day) {
		f.Age = years(p.Born, day)
	}
	for _, t := range p.TeamsOn(day) {
		f.Teams = append(f.Teams, TeamMention{Team: t, Text: t.Name(day)})
	}
	f.Astray = len(f.Teams) == 0 && p.astray(day)
	f.Season = p.season(day)
	f.Contract, f.ContractYear = p.contract(day)
	if f.Contract != nil {
		if l := p.contractLeague(f.Contract); l != nil {
			f.Currency = l.Currency
		}
	}
	for i := range p.Stats {
		if p.Stats[i].Through <= day {
			f.Stats = &p.Stats[i]
		}
	}
	return f
}

// Name returns the name p bore on day, else the nearest p ever bore.
func (p *Player) Name(day Day) string { return heldOn(p.Names, day) }

// Position returns what p played on day; empty when unknown, and once a player is a
// coach.
func (p *Player) Position(day Day) string {
	position := heldOn(p.Positions, day)
	if p.Role != "" && !slices.ContainsFunc(p.Positions, func(d Dated) bool { return d.To == "" || day < d.To }) {
		return ""
	}
	return position
}

// RoleOn returns p's role on day; empty while p played a position of which an end is
// known.
func (p *Player) RoleOn(day Day) string {
	if p.Role == "" || slices.ContainsFunc(p.Positions, func(d Dated) bool { return day < d.To }) {
		return ""
	}
	return p.Role
}

// TeamsOn returns the teams p was with on day: none, one, or club and country.
func (p *Player) TeamsOn(day Day) []*Team {
	var list []*Team
	for i := range p.Stints {
		s := &p.Stints[i]
		switch {
		case !s.Covers(day) || slices.Contains(list, s.Team):
		case list == nil && s.Team.alone != nil:
			list = s.Team.alone // nearly always the only one
		default:
			list = append(list, s.Team)
		}
	}
	return list
}

// astray reports whether nothing is told of where p, who has no team on day, was then.
func (p *Player) astray(day Day) bool {
	return len(p.Stints)+len(p.Gaps) == 0 || slices.ContainsFunc(p.Gaps, func(g Gap) bool { return g.Unknown && g.Covers(day) })
}

func (p *Player) dead(day Day) bool { return p.Died != "" && p.Died <= day }

// over reports whether p's career has ended by day. Who plays again after
// retiring has a stint to show for it.
func (p *Player) over(day Day) bool {
	return p.dead(day) || p.Retired != "" && p.Retired <= day && len(p.TeamsOn(day)) == 0
}

// known returns the first day on which a post can mean p by name: the year of the
// draft or the first stint; empty when neither is known.
func (p *Player) known() Day { return p.since }

// begin finds out since when p is known.
func (p *Player) begin() {
	if p.Draft != nil && p.Draft.Year > 0 {
		p.since = dayFrom(p.Draft.Year, 1, 1)
	}
	first := true
	known := func(s Span) {
		switch {
		case s.From == "" && p.since != "" && (s.To == "" || p.since < s.To):
			// With that team since nobody knows when, but first of all drafted.
		case s.From == "" || p.since == "" && first || s.From < p.since:
			p.since = s.From
		}
		first = false
	}
	gaps := p.Gaps
	for i := range p.Stints { // both are by From
		for ; len(gaps) > 0 && gaps[0].From <= p.Stints[i].From; gaps = gaps[1:] {
			known(gaps[0].Span)
		}
		known(p.Stints[i].Span)
	}
	for i := range gaps {
		known(gaps[i].Span)
	}
}

// debut returns the first day with a team; empty when it is not known.
func (p *Player) debut() Day {
	if len(p.Stints) == 0 {
		return ""
	}
	day := p.Stints[0].From
	for _, g := range p.Gaps {
		if g.Unknown || g.From == "" { // who had no team since nobody knows when may have had one before
			day = min(day, g.From)
		}
	}
	return day
}

// leagueOn returns the league p is in on day, was in last before it, or will be in.
func (p *Player) leagueOn(day Day) *League {
	var l *League
	for _, s := range p.Stints { // by From
		if s.Team.League == nil {
			continue
		}
		if s.Covers(day) {
			return s.Team.League
		}
		if l == nil || s.From <= day {
			l = s.Team.League
		}
	}
	if l == nil && p.Draft != nil && p.Draft.Team != nil {
		l = p.Draft.Team.League
	}
	return l
}

// leagues adds to list the leagues in which p ever played.
func (p *Player) leagues(list []*League) []*League {
	for i := range p.Stints {
		list = add(list, p.Stints[i].Team.League)
	}
	if p.Draft != nil && p.Draft.Team != nil {
		list = add(list, p.Draft.Team.League)
	}
	return list
}

// season returns the season of p's career on day. It counts the seasons of the
// league that drafted p, or of the first stint.
func (p *Player) season(day Day) int {
	if p.RoleOn(day) != "" && p.Position(day) == "" || p.over(day) {
		return 0
	}
	l, first := p.careerLeague(), 0
	if l == nil {
		return 0
	}
	switch {
	case p.Draft != nil && p.Draft.Year > 0:
		first = p.Draft.Year
	case p.debut() != "":
		first = l.firstSeason(p.debut())
	default:
		return 0
	}
	return max(0, l.Season(day)-first+1)
}

func (p *Player) careerLeague() *League {
	if p.Draft != nil && p.Draft.Team != nil && p.Draft.Team.League != nil {
		return p.Draft.Team.League
	}
	for _, s := range p.Stints {
		if s.Team.League != nil {
			return s.Team.League
		}
	}
	return nil
}

// contract returns the contract that runs on day, and which year of it. A newer
// one replaces an older one even when it ends sooner. A trade changes nothing,
// but days without a team end a contract: who is released and signs again has
// another deal, known or not.
func (p *Player) contract(day Day) (*Contract, int) {
	if p.over(day) {
		return nil, 0
	}
	var c *Contract
	for i := range p.Contracts { // by Start
		if p.Contracts[i].Start <= day {
			c = &p.Contracts[i]
		}
	}
	if c == nil || p.leftSince(c, day) {
		return nil, 0
	}
	year := 0
	if l := p.contractLeague(c); l != nil {
		year = max(1, l.Season(day)-l.firstSeason(c.Start)+1)
	} else {
		year = years(c.Start, day) + 1
	}
	if c.Years > 0 && year > c.Years {
		return nil, 0
	}
	return c, year
}

func (p *Player) contractLeague(c *Contract) *League {
	if c.Team != nil && c.Team.League != nil {
		return c.Team.League
	}
	return p.leagueOn(c.Start)
}

// leftSince reports whether p, having signed c and joined its team, was without one
// before day or is on it. A national side is none, unless it is all there is.
func (p *Player) leftSince(c *Contract, day Day) bool {
	signed := c.Start
	if c.Signed != "" && c.Signed < signed {
		signed = c.Signed
	}
	joined := false
	for i := range p.Stints { // by From
		s := &p.Stints[i]
		joined = joined || (c.Team == nil || s.Team == c.Team) && (s.To == "" || signed < s.To)
		if !joined || s.To == "" || s.To <= signed || day < s.To {
			continue
		}
		if !slices.ContainsFunc(p.Stints, func(t Stint) bool {
			return t.Covers(s.To) && (t.From == s.To || t.Team.League == s.Team.League)
		}) {
			return true
		}
	}
	return false
}

// tells says what tells p apart on day: position, team, year of birth.
func (p *Player) tells(day Day) string {
	text := p.Position(day)
	add := func(s string) {
		if s != "" && text != "" {
			text += ", "
		}
		text += s
	}
	if text == "" {
		add(p.RoleOn(day))
	}
	if teams := p.TeamsOn(day); len(teams) > 0 {
		for _, t := range teams {
			add(t.Name(day))
		}
	} else if p.Doc != nil {
		add("no team")
	}
	if p.bornYear > 0 {
		add("born " + strconv.Itoa(p.bornYear))
	}
	return text
}

// fits reports whether a qualifier, of one part or several with commas between,
// is true of p on day: a position, a team or its city, the year of birth, or a role.
func (p *Player) fits(qualifier string, day Day) bool {
	for part := range strings.SplitSeq(qualifier, ",") {
		if !p.fitsOne(strings.TrimSpace(part), day) {
			return false
		}
	}
	return true
}

func (p *Player) fitsOne(q string, day Day) bool {
	if year := strings.TrimPrefix(q, "born "); len(year) == 4 && digits(year) {
		return p.bornYear == number(year)
	}
	key := fold(q)
	if key == fold(p.Position(day)) || p.Role != "" && key == fold(p.RoleOn(day)) {
		return true
	}
	for _, t := range p.TeamsOn(day) {
		if q == t.ID || slices.ContainsFunc(t.bearers(), func(b bearer[*Team]) bool {
			return b.rank != anInitial && b.Covers(day) && fold(b.text) == key
		}) {
			return true
		}
	}
	return false
}

// bearers returns all that p goes by, with the days on which p does.
func (p *Player) bearers() []bearer[*Player] {
	list := make([]bearer[*Player], 0, len(p.Names)+len(p.Nicknames))
	for _, n := range p.Names {
		list = append(list, bearer[*Player]{p, n.Text, aName, n.Span})
	}
	for _, n := range p.Nicknames {
		list = append(list, bearer[*Player]{p, n.Text, aName, n.Span})
	}
	return list
}

// Roster returns who is with t on day, by position, then sort name; who has a role
// and no position comes last.
func (t *Team) Roster(day Day) []Facts {
	type member struct {
		facts *Facts // they are large to move about while sorting
		sort  string
	}
	var members []member
	seen := map[*Player]bool{}
	for _, e := range t.Stints {
		if e.Covers(day) && !seen[e.Player] {
			seen[e.Player] = true
			f := e.Player.At(day)
			members = append(members, member{&f, fold(e.Player.Sort)})
		}
	}
	slices.SortFunc(members, func(x, y member) int {
		a, b := x.facts, y.facts
		if (a.Position == "") != (b.Position == "") {
			return cmp.Compare(b.Position, a.Position)
		}
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(x.sort, y.sort), cmp.Compare(a.Player.ID, b.Player.ID))
	})
	list := make([]Facts, len(members))
	for i, m := range members {
		list[i] = *m.facts
	}
	return list
}

func sortStats(list []StatLine) {
	slices.SortStableFunc(list, func(a, b StatLine) int {
		return cmp.Or(cmp.Compare(a.Through, b.Through), cmp.Compare(a.Season, b.Season))
	})
}
