package newsroom

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pressbox/internal/content"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// A Player is a person that posts are about: a player, a coach, an executive.
type Player struct {
	ID        string
	Doc       *content.Document // nil when no record describes him or her
	Sort      string            // sort name: "Akers, Cam"
	Names     []Dated           // oldest first, at least one
	Nicknames []Dated
	Positions []Dated
	Role      string // of a coach or an executive, who has no position
	Born      Day
	Died      Day
	Retired   Day
	College   string
	Draft     *Draft     // nil when unknown
	Stints    []Stint    // by From
	Gaps      []Gap      // by From
	Contracts []Contract // by Start
	Stats     []StatLine // by Through
	Aliases   []Alias
	Image     *Image
	Params    meta.Value

	topic
	bornYear int      // known even where Born is not
	since    Day      // names mean nobody before; empty for no limit
	keys     []string // all names and nicknames, folded
}

// Registered reports whether a record describes p.
func (p *Player) Registered() bool { return p.Doc != nil }

// A Draft is where a player was drafted.
type Draft struct {
	Undrafted         bool // passed over, in Year if it is known
	Year, Round, Pick int  // Pick is overall; 0 when unknown
	Team              *Team
	TeamText          string // the name it bore that day
}

// A Stint is time with a team.
type Stint struct {
	Team *Team
	Span
}

// A Gap is time of which the record says that there was no team, or that nobody knows
// which. Names mean a player in it.
type Gap struct {
	Unknown bool // which team; else there was none
	Span
}

// What a record writes for the team of a gap. No team has such an id.
const (
	NoTeam      = "none"
	UnknownTeam = "unknown"
)

// A Contract is a deal; it follows a traded player.
type Contract struct {
	Team         *Team
	Signed       Day
	Start        Day // Signed unless written
	Years        int
	Total, Bonus int64 // in whole units of the league's currency; 0 when unknown
}

// A playerDraft is a player whose record is read but not yet tied to teams.
type playerDraft struct {
	player    *Player
	draftTeam written
	stints    []written    // teams of player.Stints, index by index; those of gaps too
	contracts []written    // teams of player.Contracts, index by index
	stats     []meta.Value // lines, read when leagues are known
}

// readPlayer reads the front matter of a record below content/players.
func readPlayer(r reader) *playerDraft {
	p := &Player{ID: r.recordID(), Doc: r.doc, Names: r.names()}
	d := &playerDraft{player: p}
	p.Nicknames = r.dated("nickname", "nicknames", "nickname")
	p.Sort = r.line("sort")
	p.Positions = r.dated("position", "position", "positions")
	chain(p.Positions)
	p.Role = r.line("role")
	p.Born, p.bornYear = r.birth()
	p.Died, p.Retired = r.day("died"), r.day("retired")
	p.College = r.line("college")
	r.drafted(d)
	r.stints(d)
	r.contracts(d)
	items, _ := r.Items("stats")
	for _, v := range items {
		d.stats = append(d.stats, v.Clone())
	}
	p.Aliases, p.Image, p.Params = r.aliases(), r.image("image"), r.params()
	r.Done(map[string]string{
		"title": `use "name"`, "team": `use "teams"`, "birthday": `use "born"`, "birthdate": `use "born"`, "dob": `use "born"`,
		"draft": `use "drafted"`, "school": `use "college"`, "age": `use "born"; ages are computed`, "contract": `use "contracts"`,
		"number": `put it below "params"`, "id": "the id is the name of the file", "slug": "the address is made of the file's name",
		"statistics": `use "stats"`, "bio": "the biography is the text below the front matter",
	})
	if p.Died != "" && p.Born != "" && p.Died < p.Born {
		v, _ := r.Value("died")
		r.Report(problem.OddDates, v, fmt.Sprintf("died %s is before born %s", p.Died, p.Born), "")
	}
	if p.Sort == "" {
		p.Sort = sortName(p.Names[len(p.Names)-1].Text)
	}
	return d
}

// birth reads born. A year alone tells people apart, but nobody's age.
func (r reader) birth() (Day, int) {
	v, ok := r.Scalar("born")
	if text := strings.TrimSpace(v.Text); ok && len(text) == 4 && digits(text) {
		return "", number(text)
	}
	day := r.day("born")
	return day, day.Year()
}

func (r reader) drafted(d *playerDraft) {
	v, ok := r.Value("drafted")
	if !ok {
		return
	}
	switch {
	case v.Kind == meta.Text && strings.EqualFold(v.Text, "undrafted"), v.Kind == meta.Text && v.Text == "false":
		d.player.Draft = &Draft{Undrafted: true}
	case v.Kind == meta.Text && len(v.Text) == 4 && digits(v.Text):
		d.player.Draft = &Draft{Year: number(v.Text)}
	case v.Kind == meta.Map:
		in := r.sub(v)
		draft := &Draft{Year: in.number("year", 1000, 9999), Round: in.number("round", 0, 200), Pick: in.number("pick", 0, 5000)}
		if draft.Year == 0 {
			in.Need("year")
		}
		round, given := in.Value("round")
		draft.Undrafted = given && round.Kind == meta.Text && draft.Round == 0
		d.player.Draft, d.draftTeam = draft, in.written("team")
		in.Done(map[string]string{"overall": `use "pick"`})
	default:
		r.Report(problem.WrongType, v, `"drafted" wants {year, round, pick, team}, found `+v.Kind.String(), `or write "undrafted"`)
	}
}

// number reads a whole number between least and most; 0 when not given.
func (r reader) number(key string, least, most int64) int {
	n, ok := r.Int(key)
	if !ok {
		return 0
	}
	if n < least || n > most {
		v, _ := r.Value(key)
		r.Report(problem.BadValue, v, fmt.Sprintf("%q is %d", key, n), fmt.Sprintf("from %d to %d are possible", least, most))
		return 0
	}
	return int(n)
}

func (r reader) stints(d *playerDraft) {
	items, _ := r.Items("teams")
	for _, v := range items {
		switch v.Kind {
		case meta.Text:
			w := r.writtenValue(v)
			d.player.Stints, d.stints = append(d.player.Stints, Stint{}), append(d.stints, w)
		case meta.Map:
			in := r.sub(v)
			in.Need("team")
			w := in.written("team")
			s := Stint{Span: in.span()}
			in.Done(nil)
			if w.text != "" {
				d.player.Stints, d.stints = append(d.player.Stints, s), append(d.stints, w)
			}
		default:
			r.Report(problem.WrongType, v, `"teams" wants {team, from, to}, found `+v.Kind.String(), "")
		}
	}
}

func (r reader) contracts(d *playerDraft) {
	items, _ := r.Items("contracts")
	for _, v := range items {
		if v.Kind != meta.Map {
			r.Report(problem.WrongType, v, `"contracts" wants {team, signed, years, total, bonus}, found `+v.Kind.String(), "")
			continue
		}
		in := r.sub(v)
		c := Contract{
			Signed: in.day("signed"), Start: in.day("start"),
			Years: in.number("years", 1, 50), Total: in.money("total"), Bonus: in.money("bonus"),
		}
		w := in.written("team")
		if _, given := in.Value("years"); !given {
			in.Need("years")
		}
		if c.Start == "" {
			c.Start = c.Signed
		}
		if c.Start == "" {
			in.Need("signed")
		}
		in.Done(map[string]string{"value": `use "total"`, "guaranteed": `put it below the player's "params"`, "year": `use "years"`})
		if c.Start != "" {
			d.player.Contracts, d.contracts = append(d.player.Contracts, c), append(d.contracts, w)
		}
	}
}

// money reads a sum in whole units. Digits may be parted by _ or commas.
func (r reader) money(key string) int64 {
	v, ok := r.Scalar(key)
	if !ok {
		return 0
	}
	n, err := strconv.ParseInt(strings.NewReplacer(",", "", "_", "").Replace(strings.TrimSpace(v.Text)), 10, 64)
	if err != nil || n < 0 {
		r.Report(problem.WrongType, v, fmt.Sprintf("%q wants a sum in whole units, found %q", key, v.Text), "write digits only, like 6173035")
		return 0
	}
	return n
}

// tie ties p to its teams and leagues.
func (d *playerDraft) tie(x *index, problems *problem.List) {
	p := d.player
	if d.draftTeam.text != "" {
		if t := x.teamByID(d.draftTeam, p.Doc, problems); t != nil {
			p.Draft.Team = t
		}
	}
	stints := p.Stints[:0]
	places := make([]written, 0, len(d.stints))
	for i, s := range p.Stints {
		if word := d.stints[i].text; word == NoTeam || word == UnknownTeam {
			p.Gaps = append(p.Gaps, Gap{word == UnknownTeam, s.Span})
		} else if s.Team = x.teamByID(d.stints[i], p.Doc, problems); s.Team != nil {
			stints, places = append(stints, s), append(places, d.stints[i])
		}
	}
	p.Stints = stints
	slices.SortStableFunc(p.Gaps, func(a, b Gap) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	p.overlaps(places, problems)
	for i := range p.Stints {
		p.Stints[i].Span = p.untilTheEnd(p.Stints[i].Span)
	}
	slices.SortStableFunc(p.Stints, func(a, b Stint) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Team.ID, b.Team.ID))
	})
	for i := range p.Contracts {
		if d.contracts[i].text != "" {
			p.Contracts[i].Team = x.teamByID(d.contracts[i], p.Doc, problems)
		}
	}
	slices.SortStableFunc(p.Contracts, func(a, b Contract) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Signed, b.Signed))
	})
	if p.Draft != nil && p.Draft.Team != nil {
		p.Draft.TeamText = p.Draft.Team.Name(p.draftDay())
	}
	p.begin()
	p.readStats(d.stats, x, problems)
}

// draftDay returns the day on which p joined the team that drafted him or her, or
// one in the spring of that year.
func (p *Player) draftDay() Day {
	for _, s := range p.Stints {
		if s.Team == p.Draft.Team && s.From != "" && s.From.Year() == p.Draft.Year {
			return s.From
		}
	}
	return dayFrom(p.Draft.Year, 4, 30)
}

// untilTheEnd closes an open stint where a career or a life ends.
func (p *Player) untilTheEnd(s Span) Span {
	if s.To == "" && p.Retired != "" && s.From < p.Retired {
		s.To = p.Retired
	}
	if p.Died != "" && (s.To == "" || s.To > p.Died) && s.From < p.Died {
		s.To = p.Died
	}
	return s
}

// overlaps warns of stints of one league that share days. Club and country are of
// two leagues.
func (p *Player) overlaps(places []written, problems *problem.List) {
	for i, s := range p.Stints {
		for _, t := range p.Stints[:i] {
			if s.Team.League == nil || s.Team.League != t.Team.League || !s.overlaps(t.Span) {
				continue
			}
			hint := `say when each ends with "to"`
			if t.To == "" && s.From != "" {
				hint = fmt.Sprintf("does %s end with \"to: %s\"?", t.Team.ID, s.From)
			}
			places[i].report(problems, p.Doc, problem.ConflictingStints,
				fmt.Sprintf("the time with %s (%s) overlaps that with %s (%s)", s.Team.ID, s.Span, t.Team.ID, t.Span), hint)
			break // one is enough to be mended by, and all of thousands are millions
		}
	}
}
