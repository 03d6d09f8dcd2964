package newsroom

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pressbox/internal/content"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// A Team is a club or a national side through all its names.
type Team struct {
	ID            string
	Doc           *content.Document // nil when no record describes it
	Names         []Dated           // oldest first, at least one
	City          string
	Nickname      string
	Nicknames     []Dated // others, with days or without
	Abbreviations []Dated
	League        *League // nil when unknown
	Conference    string
	Division      string
	Primary       string // colours as #rrggbb; empty when unknown
	Accent        string
	Aliases       []Alias
	Image         *Image
	Params        meta.Value
	Stints        []RosterEntry // everybody who ever played here, by From, then player id

	topic
	alone  []*Team         // t and no other; its capacity is one
	cities map[string]bool // of all teams
	keys   []string        // all that t goes by, folded
}

// A RosterEntry is one player's stint with a team.
type RosterEntry struct {
	Player *Player
	Span
}

// Registered reports whether a record describes t.
func (t *Team) Registered() bool { return t.Doc != nil }

// Name returns the name t bore on day, else the nearest it ever bore.
func (t *Team) Name(day Day) string { return heldOn(t.Names, day) }

// Abbreviation returns the abbreviation t bore on day; empty when it had none.
func (t *Team) Abbreviation(day Day) string {
	best := -1
	for i, a := range t.Abbreviations {
		if a.Covers(day) && (best < 0 || a.From > t.Abbreviations[best].From) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return t.Abbreviations[best].Text
}

// Former returns the names t bore before day, oldest first.
func (t *Team) Former(day Day) []string { return former(t.Names, day) }

// former returns what of names ended before day and is not borne again.
func former(names []Dated, day Day) []string {
	var list []string
	for _, n := range names {
		if n.To != "" && n.To <= day && n.Text != heldOn(names, day) {
			list = append(list, n.Text)
		}
	}
	return list
}

// A teamDraft is a team whose record is read but not yet tied to its league.
type teamDraft struct {
	team   *Team
	league written
}

// readTeam reads the front matter of a record below content/teams.
func readTeam(r reader) *teamDraft {
	t := &Team{ID: r.recordID(), Doc: r.doc, Names: r.names()}
	if t.ID == NoTeam || t.ID == UnknownTeam {
		*r.problems = append(*r.problems, problem.New(problem.BadID, r.doc.Path, 0, 0,
			fmt.Sprintf("the id %q, made of the file's name, is what records of players write for no team, or one that nobody knows", t.ID), "rename the file"))
	}
	t.City, t.Nickname = r.line("city"), r.line("nickname")
	t.Nicknames = r.dated("nickname", "nicknames")
	t.Abbreviations = r.dated("abbreviation", "abbreviations", "abbreviation")
	t.alone = []*Team{t}
	d := &teamDraft{team: t, league: r.written("league")}
	t.Conference, t.Division = r.line("conference"), r.line("division")
	if in, ok := r.Map("colors", "colours"); ok {
		c := r
		c.Reader = in
		t.Primary, t.Accent = c.color("primary"), c.color("accent", "secondary")
		in.Done(nil)
	}
	t.Aliases, t.Image, t.Params = r.aliases(), r.image("image"), r.params()
	r.Done(map[string]string{
		"title": `use "name"`, "logo": `use "image"`, "color": `use "colors"`, "location": `use "city"`, "abbr": `use "abbreviations"`,
		"id": "the id is the name of the file", "players": `players name their teams; a team's record does not list them`,
		"roster": `players name their teams; a team's record does not list them`,
	})
	return d
}

// color reads #rrggbb, or #rgb.
func (r reader) color(keys ...string) string {
	v, ok := r.Scalar(keys...)
	if !ok {
		return ""
	}
	text := strings.ToLower(strings.TrimSpace(v.Text))
	hex := strings.TrimPrefix(text, "#")
	if strings.Trim(hex, "0123456789abcdef") != "" || len(hex) != 3 && len(hex) != 6 || hex == text {
		r.Report(problem.BadColor, v, fmt.Sprintf("the colour %q is not written as #rrggbb", v.Text), "put it in quotes, since # begins a comment")
		return ""
	}
	if len(hex) == 3 {
		return "#" + string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	return text
}

// cityOf returns the city and the nickname within one of t's names; both are
// empty when the name does not tell. St. Louis Rams of a team nicknamed Rams was
// at home in St. Louis, and Houston Oilers of the Titans in a city of another team.
func (t *Team) cityOf(name string) (city, nickname string) {
	if nickname, ok := strings.CutPrefix(name, t.City+" "); ok && t.City != "" {
		return t.City, nickname
	}
	if t.Nickname == "" {
		return "", ""
	}
	if city, ok := strings.CutSuffix(name, " "+t.Nickname); ok {
		return city, t.Nickname
	}
	for i := min(len(name), 100); name != t.Names[len(t.Names)-1].Text; { // today's name says no more than its record
		if i = strings.LastIndexByte(name[:i], ' '); i < 0 {
			break
		}
		if t.cities[name[:i]] {
			return name[:i], name[i+1:]
		}
	}
	return "", ""
}

// bearers returns all that t goes by, with the days on which it does.
func (t *Team) bearers() []bearer[*Team] {
	var list []bearer[*Team]
	add := func(text string, rank rank, span Span) {
		if text != "" {
			list = append(list, bearer[*Team]{t, text, rank, span})
		}
		if other := saint(text); other != text {
			list = append(list, bearer[*Team]{t, other, rank, span})
		}
	}
	cities := func(city, nickname string, span Span) {
		add(city, aCity, span)
		if words := strings.Fields(city); len(words) > 1 {
			initials := ""
			for _, w := range words {
				initials += string([]rune(w)[:1])
			}
			add(initials, anInitial, span)
			if nickname != "" {
				add(initials+" "+nickname, anInitial, span) // LA Rams
			}
		}
		for _, n := range t.Nicknames {
			if both, ok := span.within(n.Span); ok && city != "" {
				add(city+" "+n.Text, aName, both) // Oakland A's
			}
		}
	}
	parted, nicknamed := false, false
	for i, n := range t.Names {
		add(n.Text, aName, n.Span)
		city, nickname := t.cityOf(n.Text)
		add(nickname, aName, n.Span)
		own := nickname == t.Nickname
		if !own && strings.Contains(" "+n.Text+" ", " "+t.Nickname+" ") {
			add(t.Nickname, aName, n.Span) // the Tampa Bay Devil Rays were the Rays, too
			own = true
		}
		cities(city, nickname, n.Span)
		if i == len(t.Names)-1 && city != "" && t.City != "" && fold(city) != fold(t.City) {
			cities(t.City, nickname, n.Span) // the LA Clippers play in Los Angeles, too
			add(t.City+" "+nickname, aName, n.Span)
		}
		parted = parted || city != ""
		nicknamed = nicknamed || own
	}
	if !nicknamed {
		add(t.Nickname, aName, Span{})
	}
	if !parted {
		cities(t.City, t.Nickname, Span{})
		if t.City != "" && t.Nickname != "" {
			add(t.City+" "+t.Nickname, aName, Span{})
		}
	}
	for _, a := range t.Nicknames {
		add(a.Text, aName, a.Span)
	}
	for _, a := range t.Abbreviations {
		add(a.Text, aName, a.Span)
	}
	return list
}

// teamWithin says which team a text means on day where the news is of leagues, for a
// team's name is a name within its league. What a team there goes by that day is
// meant, whoever goes by it elsewhere. What is only likely to be meant there, by
// initials or a name of another time, is a doubt beside a team elsewhere that goes
// by it.
func teamWithin(l lookup[*Team], text string, day Day, leagues []*League) *answer[*Team] {
	a := l.resolve(text, day)
	if len(leagues) == 0 || len(leagues) == 1 && a.found && a.guess == "" && a.who.League == leagues[0] {
		return a // nearly always
	}
	q := l.query(text)
	if q.exact {
		return a
	}
	var sure, initials, former []*Team
	for _, league := range leagues {
		in := q.resolve(day, func(t *Team) bool { return t.League == league })
		switch in.guess {
		case unlisted:
			initials = append(initials, in.candidates()...)
		case notThen:
			former = append(former, in.candidates()...)
		default:
			sure = append(sure, in.candidates()...)
		}
	}
	meant, guess := append(sure, initials...), ""
	switch {
	case len(meant)+len(former) == 0:
		return a
	case len(meant) == 0:
		meant, guess = former, notThen
	case len(sure) == 0:
		guess = unlisted
	}
	unsettled := guess != "" || len(meant) == 1 && meant[0].League == nil // which settles nothing
	if unsettled && a.guess == "" {
		for _, t := range a.candidates() {
			meant = add(meant, t)
		}
	}
	if len(meant) == 1 {
		return &answer[*Team]{who: meant[0], found: true, printed: meant[0].Name(day), name: a.name, guess: guess}
	}
	slices.SortFunc(meant, func(a, b *Team) int { return cmp.Compare(a.ID, b.ID) })
	return &answer[*Team]{several: meant, name: a.name, guess: guess}
}

// tells says what tells t apart on day.
func (t *Team) tells(day Day) string {
	if t.League != nil {
		return t.Name(day) + ", " + t.League.Name
	}
	return t.Name(day)
}

// fits reports whether a qualifier is true of t: its league, or its abbreviation or
// city of that day.
func (t *Team) fits(qualifier string, day Day) bool {
	q := fold(qualifier)
	if t.League != nil && (q == fold(t.League.ID) || q == fold(t.League.Name)) {
		return true
	}
	city, _ := t.cityOf(t.Name(day))
	city = cmp.Or(city, t.City)
	return q == fold(t.Abbreviation(day)) || city != "" && (q == fold(city) || q == fold(saint(city)))
}

// saint returns text with the other of two ways to write the saint within a name:
// Saint Louis for St. Louis, and the other way round.
func saint(text string) string {
	if !strings.Contains(text, "St") && !strings.Contains(text, "Saint") {
		return text
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '-' })
	for i, w := range words[:max(0, len(words)-1)] { // not Penn St.
		switch w {
		case "St.", "St":
			words[i] = "Saint"
		case "Saint":
			words[i] = "St."
		default:
			continue
		}
		return strings.Join(words, " ")
	}
	return text
}
