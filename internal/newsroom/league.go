package newsroom

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"pressbox/internal/content"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// A League says when a season turns and what its statistics are called.
type League struct {
	ID          string
	Doc         *content.Document // nil when built in
	Name        string
	SeasonMonth int // the season of a year begins on this day of that year
	SeasonDay   int
	Currency    string // ISO 4217; empty when unknown
	Statistics  []StatGroupRule
	Teams       []*Team // by nickname, then id
	Aliases     []Alias
	Image       *Image
	Params      meta.Value
}

// A StatGroupRule describes a group of figures in the statistics of a league.
type StatGroupRule struct {
	Name, Label string
	Figures     []FigureRule
}

// A FigureRule describes a figure: one that records state, or one derived from others.
type FigureRule struct {
	Name, Label string
	Divide      [2]string // derived: the first figure of the group divided by the second, each a sum like "walks + hits"; empty when recorded
	Times       float64   // a derived figure is multiplied by it; 0 means 1
	Places      int       // digits after the point of a derived figure
	Thirds      bool      // recorded: what follows the point counts thirds (innings: 6.1 is six and a third)
}

// derived reports whether f is computed and never written.
func (f FigureRule) derived() bool { return f.Divide[1] != "" }

// Season returns the season that day belongs to; 0 when day is unknown.
func (l *League) Season(day Day) int {
	year, month, date := day.Date()
	if month < l.SeasonMonth || month == l.SeasonMonth && date < l.SeasonDay {
		year--
	}
	return year
}

// firstSeason returns the season in which what begins on day counts first. A year
// alone, which is its first of January, means the season of that year, unless half
// of another is over by then.
func (l *League) firstSeason(day Day) int {
	if strings.HasSuffix(string(day), "-01-01") && l.SeasonMonth <= 6 {
		return day.Year()
	}
	return l.Season(day)
}

// seasonStart returns the first day of a season.
func (l *League) seasonStart(season int) Day { return dayFrom(season, l.SeasonMonth, l.SeasonDay) }

// nfl is the league that needs no record. Its year turns in the middle of March,
// so that a draft and the playoffs of January lie in the season they belong to.
func nfl() *League {
	count := func(pairs ...string) []FigureRule {
		var list []FigureRule
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, FigureRule{Name: pairs[i], Label: pairs[i+1]})
		}
		return list
	}
	ratio := func(name, label, a, b string, times float64, places int) FigureRule {
		return FigureRule{Name: name, Label: label, Divide: [2]string{a, b}, Times: times, Places: places}
	}
	return &League{
		ID: "nfl", Name: "National Football League", SeasonMonth: 3, SeasonDay: 15, Currency: "USD",
		Statistics: []StatGroupRule{
			{"passing", "Passing", append(count("completions", "Cmp", "attempts", "Att", "yards", "Yds", "touchdowns", "TD", "interceptions", "Int", "sacks", "Sck", "rating", "Rate"),
				ratio("percentage", "Pct", "completions", "attempts", 100, 1), ratio("average", "Yds/Att", "yards", "attempts", 1, 2))},
			{"rushing", "Rushing", append(count("attempts", "Att", "yards", "Yds", "touchdowns", "TD", "long", "Lng", "fumbles", "Fum", "first_downs", "1D"),
				ratio("average", "Yds/Att", "yards", "attempts", 1, 2))},
			{"receiving", "Receiving", append(count("targets", "Tgt", "catches", "Rec", "yards", "Yds", "touchdowns", "TD", "long", "Lng", "fumbles", "Fum", "first_downs", "1D"),
				ratio("average", "Yds/Rec", "yards", "catches", 1, 2))},
			{"defense", "Defense", count("tackles", "Tkl", "solo", "Solo", "assists", "Ast", "tackles_for_loss", "TFL", "sacks", "Sck", "quarterback_hits", "QBH",
				"interceptions", "Int", "passes_defended", "PD", "forced_fumbles", "FF", "fumble_recoveries", "FR", "touchdowns", "TD", "safeties", "Sfty")},
			{"kicking", "Kicking", append(count("made", "FG", "attempts", "FGA", "long", "Lng", "extra_points", "XP", "extra_point_attempts", "XPA", "points", "Pts"),
				ratio("percentage", "Pct", "made", "attempts", 100, 1))},
			{"punting", "Punting", append(count("punts", "Punts", "yards", "Yds", "long", "Lng", "inside_20", "In20", "touchbacks", "TB"),
				ratio("average", "Avg", "yards", "punts", 1, 1))},
			{"kick_returns", "Kick returns", append(count("returns", "Ret", "yards", "Yds", "touchdowns", "TD", "long", "Lng"),
				ratio("average", "Avg", "yards", "returns", 1, 1))},
			{"punt_returns", "Punt returns", append(count("returns", "Ret", "yards", "Yds", "touchdowns", "TD", "long", "Lng"),
				ratio("average", "Avg", "yards", "returns", 1, 1))},
			{"fumbles", "Fumbles", count("fumbles", "Fum", "lost", "Lost")},
			{"snaps", "Snaps", count("offense", "Off", "defense", "Def", "special_teams", "ST")},
		},
	}
}

// readLeague reads the front matter of a record below content/leagues. What a
// record of a league that is built in leaves out stays as it is built in.
func readLeague(r reader) *League {
	l := &League{SeasonMonth: 1, SeasonDay: 1}
	id := r.recordID()
	if id == "nfl" {
		l = nfl()
	}
	l.ID, l.Doc = id, r.doc
	if text := r.name("name"); text != "" {
		l.Name = text
	} else if l.Name == "" {
		l.Name = wordsOf(id)
	}
	if v, ok := r.Scalar("season_start"); ok {
		month, day, ok := parseMonthDay(strings.TrimSpace(v.Text))
		if ok {
			l.SeasonMonth, l.SeasonDay = month, day
		} else {
			r.Report(problem.BadDate, v, fmt.Sprintf("%q is not a month and day", v.Text), "write it like 03-15")
		}
	}
	if v, ok := r.Scalar("currency"); ok {
		if len(v.Text) == 3 && strings.Trim(v.Text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
			l.Currency = v.Text
		} else {
			r.Report(problem.BadValue, v, fmt.Sprintf("the currency %q is not a code of ISO 4217", v.Text), "write three capitals, like USD or EUR")
		}
	}
	if items, ok := r.Items("statistics"); ok {
		l.Statistics = nil
		for _, v := range items {
			if v.Kind != meta.Map {
				r.Report(problem.WrongType, v, `"statistics" wants {name, label, figures}, found `+v.Kind.String(), "")
				continue
			}
			l.Statistics = append(l.Statistics, r.sub(v).statGroup())
		}
	}
	l.Aliases, l.Image, l.Params = r.aliases(), r.image("image"), r.params()
	r.Done(map[string]string{"title": `use "name"`, "season": `use "season_start"`, "stats": `use "statistics"`, "teams": "teams name their league; its record does not list them"})
	return l
}

// parseMonthDay reads 03-15, --03-15, March 15 and 15 March.
func parseMonthDay(text string) (month, day int, ok bool) {
	text = strings.TrimPrefix(text, "--")
	for _, layout := range []string{"2006-01-02", "2006-1-2", "2006-January 2", "2006-2 January", "2006-Jan 2", "2006-2 Jan"} {
		if t, err := time.Parse(layout, "2023-"+text); err == nil { // not a leap year: a season begins every year
			return int(t.Month()), t.Day(), true
		}
	}
	return 0, 0, false
}

func (r reader) statGroup() StatGroupRule {
	g := StatGroupRule{Name: r.need("name"), Label: r.line("label")}
	if g.Label == "" {
		g.Label = wordsOf(strings.ReplaceAll(g.Name, "_", "-"))
	}
	items, _ := r.Items("figures")
	var at []meta.Value
	for _, v := range items {
		var f FigureRule
		switch v.Kind {
		case meta.Text:
			f.Name = r.plain(v)
		case meta.Map:
			f = r.sub(v).figure()
		default:
			r.Report(problem.WrongType, v, `"figures" wants names, or {name, label, divide, times, places}, found `+v.Kind.String(), "")
		}
		if f.Name == "" {
			continue
		}
		if f.Label == "" {
			f.Label = wordsOf(strings.ReplaceAll(f.Name, "_", "-"))
		}
		g.Figures, at = append(g.Figures, f), append(at, v)
	}
	r.Done(nil)
	for i, f := range g.Figures {
		if !f.derived() {
			continue
		}
		for _, side := range f.Divide {
			for term := range strings.SplitSeq(side, "+") {
				if term = strings.TrimSpace(term); !g.records(term) {
					r.Report(problem.UnknownStatistic, at[i], fmt.Sprintf("%q is derived from %q, which is no recorded figure of %q", f.Name, term, g.Name), "")
				}
			}
		}
	}
	return g
}

func (g StatGroupRule) records(figure string) bool {
	for _, f := range g.Figures {
		if f.Name == figure && !f.derived() {
			return true
		}
	}
	return false
}

func (r reader) figure() FigureRule {
	f := FigureRule{Name: r.need("name"), Label: r.line("label"), Places: r.number("places", 0, 6)}
	f.Thirds, _ = r.Bool("thirds")
	if parts, ok := r.Texts("divide"); ok {
		if len(parts) != 2 {
			v, _ := r.Value("divide")
			r.Report(problem.BadValue, v, fmt.Sprintf(`"divide" wants two figures, found %d`, len(parts)), "write it like [yards, attempts]")
		} else {
			f.Divide = [2]string{parts[0].Text, parts[1].Text}
		}
	}
	if v, ok := r.Scalar("times"); ok {
		n, err := strconv.ParseFloat(strings.TrimSpace(v.Text), 64)
		if err != nil || n <= 0 || n > 1e6 {
			r.Report(problem.WrongType, v, fmt.Sprintf(`"times" wants a number, found %q`, v.Text), "")
		} else {
			f.Times = n
		}
	}
	r.Done(map[string]string{"divided": `use "divide"`, "decimals": `use "places"`, "round": `use "places"`})
	return f
}

// A StatLine is what a player did in a season up to a day.
type StatLine struct {
	Season  int
	Through Day // the last day counted
	Games   int
	League  *League // nil when unknown
	Groups  []StatGroup
}

// A StatGroup is figures that belong together, in the order of the league's record.
type StatGroup struct {
	Name    string // rushing
	Label   string // Rushing
	Figures []Figure
}

// A Figure is one number, rounded and ready to print in the site's neutral form
// (2.96, 1234); themes group digits.
type Figure struct {
	Name  string // yards
	Label string // Yds
	Value string
}

// readStats reads the stat lines of p, whose stints are known by now: the league
// of the day names the groups and figures.
func (p *Player) readStats(lines []meta.Value, x *index, problems *problem.List) {
	for _, v := range lines {
		if v.Kind != meta.Map {
			*problems = append(*problems, problem.New(problem.WrongType, p.Doc.Path, int(v.Line), int(v.Column),
				`"stats" wants {season, through, games, …}, found `+v.Kind.String(), ""))
			continue
		}
		r := reader{Reader: meta.Read(p.Doc.Path, v, problems), doc: p.Doc, problems: problems}
		r.Need("season")
		s := StatLine{Season: r.number("season", 1000, 9999), Through: r.day("through"), Games: r.number("games", 0, 10_000)}
		if w := r.written("league"); w.text != "" {
			s.League = x.leagueByID(w, p.Doc, problems)
		} else {
			day := s.Through
			if day == "" {
				day = dayFrom(max(1, s.Season), 12, 31)
			}
			s.League = p.leagueOf(v, day)
			if s.League == nil && len(x.leagues) == 1 {
				s.League = x.leagues[0]
			}
		}
		if s.Through == "" && s.Season > 0 {
			s.Through = dayFrom(s.Season, 12, 31)
			if s.League != nil {
				s.Through = DayOf(s.League.seasonStart(s.Season+1).Start(time.UTC).AddDate(0, 0, -1))
			}
		}
		s.Groups = r.statGroups(s.League)
		if s.Season > 0 {
			p.Stats = append(p.Stats, s)
		}
	}
	sortStats(p.Stats)
}

// leagueOf returns the league of a stat line that names none: of those p is in on day,
// the one that knows most of its groups, since some are with club and country.
func (p *Player) leagueOf(line meta.Value, day Day) *League {
	best, most := p.leagueOn(day), -1
	for _, t := range p.TeamsOn(day) {
		known := 0
		for _, name := range groupNames(t.League) {
			if _, ok := line.Lookup(name); ok {
				known++
			}
		}
		if t.League != nil && known > most {
			best, most = t.League, known
		}
	}
	return best
}

// statGroups reads the groups of a stat line in the order of the league's record;
// what the league does not know comes last, as written.
func (r reader) statGroups(l *League) []StatGroup {
	var groups []StatGroup
	if l != nil {
		for _, rule := range l.Statistics {
			in, ok := r.Map(rule.Name)
			if !ok {
				continue
			}
			sub := r
			sub.Reader = in
			if g := sub.statFigures(rule); len(g.Figures) > 0 {
				groups = append(groups, g)
			}
		}
	}
	for _, f := range r.Rest() {
		if f.Value.Kind != meta.Map {
			r.Report(problem.UnknownKey, meta.Value{Line: f.Line, Column: f.Column}, fmt.Sprintf("unknown key %q", f.Key),
				problem.DidYouMean(f.Key, append(groupNames(l), "season", "through", "games", "league")))
			continue
		}
		if l != nil {
			r.Report(problem.UnknownStatistic, meta.Value{Line: f.Line, Column: f.Column},
				fmt.Sprintf("the league %q has no statistics called %q", l.ID, f.Key), problem.DidYouMean(f.Key, groupNames(l)))
		}
		rule := StatGroupRule{Name: f.Key, Label: wordsOf(strings.ReplaceAll(f.Key, "_", "-"))}
		for _, v := range f.Value.Fields {
			rule.Figures = append(rule.Figures, FigureRule{Name: v.Key, Label: wordsOf(strings.ReplaceAll(v.Key, "_", "-"))})
		}
		if g := r.sub(f.Value).statFigures(rule); len(g.Figures) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func groupNames(l *League) []string {
	if l == nil {
		return nil
	}
	names := make([]string, len(l.Statistics))
	for i, g := range l.Statistics {
		names[i] = g.Name
	}
	return names
}

// statFigures reads the figures of one group and computes the derived ones.
func (r reader) statFigures(rule StatGroupRule) StatGroup {
	g := StatGroup{Name: rule.Name, Label: rule.Label}
	recorded := map[string]*big.Rat{}
	text := map[string]string{}
	for _, f := range rule.Figures {
		if f.derived() {
			continue
		}
		v, ok := r.Scalar(f.Name)
		if !ok {
			continue
		}
		n, ok := parseFigure(v.Text, f.Thirds)
		if !ok {
			r.Report(problem.WrongType, v, fmt.Sprintf("%q wants a number, found %q", f.Name, v.Text), "write digits, with a point before decimals")
			continue
		}
		recorded[f.Name], text[f.Name] = n, strings.TrimPrefix(strings.TrimSpace(v.Text), "+")
	}
	hints := map[string]string{}
	for _, f := range rule.Figures {
		switch {
		case f.derived():
			hints[f.Name] = "it is computed"
			if value, ok := f.derive(recorded); ok {
				g.Figures = append(g.Figures, Figure{f.Name, f.Label, value})
			}
		case text[f.Name] != "":
			g.Figures = append(g.Figures, Figure{f.Name, f.Label, text[f.Name]})
		}
	}
	r.unknownFigures(rule, hints)
	return g
}

// unknownFigures reports the figures that the league does not list.
func (r reader) unknownFigures(rule StatGroupRule, hints map[string]string) {
	var names []string
	for _, f := range rule.Figures {
		if !f.derived() {
			names = append(names, f.Name)
		}
	}
	for _, f := range r.Rest() {
		hint := hints[f.Key]
		if hint == "" {
			hint = problem.DidYouMean(f.Key, names)
		}
		if hint == "" {
			hint = "there are " + strings.Join(names, ", ")
		}
		r.Report(problem.UnknownStatistic, meta.Value{Line: f.Line, Column: f.Column},
			fmt.Sprintf("%q is no recorded figure of %q", f.Key, rule.Name), hint)
	}
}

// parseFigure reads a whole or decimal number.
func parseFigure(text string, thirds bool) (*big.Rat, bool) {
	text = strings.TrimSpace(text)
	whole, part, point := strings.Cut(strings.TrimLeft(text, "+-"), ".")
	if !digits(whole) || point && !digits(part) || len(text) > 18 || len(text)-len(strings.TrimLeft(text, "+-")) > 1 {
		return nil, false
	}
	if thirds && point {
		if part != "0" && part != "1" && part != "2" {
			return nil, false
		}
		n := new(big.Rat).SetFrac64(int64(3*number(whole)+number(part)), 3)
		return n, true
	}
	return new(big.Rat).SetString(text)
}

// derive computes f of what is recorded. This is the one place where figures are
// rounded: halves away from zero, reckoned exactly.
func (f FigureRule) derive(recorded map[string]*big.Rat) (string, bool) {
	sum := func(terms string) *big.Rat {
		total := new(big.Rat)
		for term := range strings.SplitSeq(terms, "+") {
			n := recorded[strings.TrimSpace(term)]
			if n == nil {
				return nil
			}
			total.Add(total, n)
		}
		return total
	}
	above, below := sum(f.Divide[0]), sum(f.Divide[1])
	if above == nil || below == nil || below.Sign() == 0 {
		return "", false
	}
	n := new(big.Rat).Quo(above, below)
	if f.Times != 0 {
		if times, ok := new(big.Rat).SetString(strconv.FormatFloat(f.Times, 'f', -1, 64)); ok {
			n.Mul(n, times)
		}
	}
	text := n.FloatString(f.Places)
	if strings.Trim(text, "-0.") == "" {
		text = strings.TrimPrefix(text, "-") // nothing is not less than nothing
	}
	return text, true
}
