package newsroom

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// print says f in words, for tests only: sentences are the theme's.
func (f Facts) print() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, %d;", f.Name, f.Position, f.Age)
	for _, t := range f.Teams {
		fmt.Fprintf(&b, " %s", t.Text)
	}
	fmt.Fprintf(&b, "; season %d", f.Season)
	if c := f.Contract; c != nil {
		fmt.Fprintf(&b, "; year %d of %d, %d and %d %s", f.ContractYear, c.Years, c.Total, c.Bonus, f.Currency)
	}
	if s := f.Stats; s != nil {
		fmt.Fprintf(&b, "; %d to %s, %d games", s.Season, s.Through, s.Games)
		for _, g := range s.Groups {
			fmt.Fprintf(&b, "; %s", g.Label)
			for _, v := range g.Figures {
				fmt.Fprintf(&b, " %s %s", v.Label, v.Value)
			}
		}
	}
	return b.String()
}

func TestFactsAreTrueAsOfTheirDay(t *testing.T) {
	p := clean(t, "2025-12-20", teams+akers).player(t, "cam-akers")
	for day, want := range map[Day]string{
		"2020-03-01": "Cam Akers, RB, 20;; season 0",
		"2020-07-01": "Cam Akers, RB, 21; Los Angeles Rams; season 1; year 1 of 4, 6173035 and 2049480 USD",
		"2022-11-01": "Cam Akers, RB, 23; Los Angeles Rams; season 3; year 3 of 4, 6173035 and 2049480 USD; 2022 to 2022-11-01, 5 games; Rushing Att 51 Yds 151 Yds/Att 2.96; Receiving Rec 2 Yds 18 TD 1 Yds/Rec 9.00",
		"2022-10-31": "Cam Akers, RB, 23; Los Angeles Rams; season 3; year 3 of 4, 6173035 and 2049480 USD; 2021 to 2022-01-23, 1 games; Rushing Att 5 Yds 3 Yds/Att 0.60",
		"2023-10-01": "Cam Akers, RB, 24; Minnesota Vikings; season 4; year 4 of 4, 6173035 and 2049480 USD; 2022 to 2022-11-01, 5 games; Rushing Att 51 Yds 151 Yds/Att 2.96; Receiving Rec 2 Yds 18 TD 1 Yds/Rec 9.00",
		"2024-05-01": "Cam Akers, RB, 24;; season 5; 2022 to 2022-11-01, 5 games; Rushing Att 51 Yds 151 Yds/Att 2.96; Receiving Rec 2 Yds 18 TD 1 Yds/Rec 9.00",
	} {
		if got := p.At(day).print(); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", day, got, want)
		}
	}
	if d := p.Draft; d.Year != 2020 || d.Round != 2 || d.Pick != 52 || d.Team.ID != "los-angeles-rams" || d.TeamText != "Los Angeles Rams" {
		t.Errorf("%+v", d)
	}
}

func TestAgeTurnsOnTheBirthday(t *testing.T) {
	for _, c := range []struct {
		born, day Day
		want      int
	}{
		{"1999-06-22", "2022-06-21", 22},
		{"1999-06-22", "2022-06-22", 23},
		{"1999-06-22", "1999-06-22", 0},
		{"2000-02-29", "2023-02-28", 22},
		{"2000-02-29", "2023-03-01", 23},
		{"2000-02-29", "2024-02-28", 23},
		{"2000-02-29", "2024-02-29", 24},
	} {
		if got := (&Player{Names: []Dated{{Text: "x"}}, Born: c.born}).At(c.day).Age; got != c.want {
			t.Errorf("born %s, on %s: %d, want %d", c.born, c.day, got, c.want)
		}
	}
}

const baseball = `
-- leagues/mlb.md --
name: Major League Baseball
season_start: 03-20
currency: USD
statistics:
  - name: batting
    label: Batting
    figures: [{name: at_bats, label: AB}, {name: hits, label: H}, {name: walks, label: BB}, {name: home_runs, label: HR}, {name: average, label: AVG, divide: [hits, at_bats], places: 3}, {name: on_base, label: OBP, divide: [hits + walks, at_bats + walks], places: 3}]
  - name: pitching
    figures: [{name: innings, label: IP, thirds: true}, {name: earned_runs, label: ER}, {name: era, label: ERA, divide: [earned_runs, innings], times: 9, places: 2}]
-- teams/angels.md --
name: Los Angeles Angels
league: mlb
-- players/two-way.md --
name: Two Way
position: DH
born: 1994-07-05
teams: [{team: angels, from: 2017-12-09}]
stats:
  - {season: 2023, through: 2023-10-01, games: 135, pitching: {innings: 132.1, earned_runs: 46}, batting: {at_bats: 497, hits: 151, walks: 91, home_runs: 44}}
`

const soccer = `
-- leagues/la-liga.md --
name: La Liga
season_start: July 1
currency: EUR
statistics:
  - {name: attack, figures: [{name: goals, label: G}, {name: minutes, label: Min}, {name: rate, label: G/90, divide: [goals, minutes], times: 90, places: 2}]}
-- leagues/internationals.md --
name: Internationals
-- teams/fc-barcelona.md --
name: FC Barcelona
league: la-liga
-- teams/spain.md --
name: Spain
league: internationals
-- players/pedri.md --
name: Pedri
names_note: x
`

func TestEverySportHasItsOwnFigures(t *testing.T) {
	p := clean(t, "2024-01-01", baseball).player(t, "two-way")
	if got, want := p.At("2023-11-01").print(), "Two Way, DH, 29; Los Angeles Angels; season 7; 2023 to 2023-10-01, 135 games; Batting AB 497 H 151 BB 91 HR 44 AVG 0.304 OBP 0.412; Pitching IP 132.1 ER 46 ERA 3.13"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	room := clean(t, "2024-01-01", strings.Replace(soccer, "names_note: x", `position: CM
born: 2002-11-25
teams: [{team: fc-barcelona, from: 2020-09-01}, {team: spain, from: 2021-03-25}]
contracts: [{team: fc-barcelona, signed: 2021-10-14, years: 5, total: 60000000}]
stats: [{season: 2022, games: 26, attack: {goals: 6, minutes: 1972}}]`, 1)+"-- posts/p.md --\ntitle: x\ndate: 2023-02-01\nplayer: Pedri\n")
	if got, want := room.player(t, "pedri").At("2023-07-01").print(), "Pedri, CM, 20; FC Barcelona Spain; season 4; year 3 of 5, 60000000 and 0 EUR; 2022 to 2023-06-30, 26 games; Attack G 6 Min 1972 G/90 0.27"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	// Club and country both, and no warning of an overlap.
	if got := saidTeams(room.post(t, "p")); got != "fc-barcelona=FC Barcelona spain=Spain" {
		t.Error(got)
	}
}

// A career with club and country, abroad and out of work.
const abroad = soccer + `
-- leagues/premier-league.md --
name: Premier League
season_start: 08-01
currency: GBP
statistics: [{name: shooting, figures: [goals, shots, {name: rate, divide: [goals, shots], places: 2}]}]
-- teams/arsenal.md --
name: Arsenal
league: premier-league
-- players/early-call.md --
name: Early Call
teams: [{team: spain, from: 2018-03-23}, {team: fc-barcelona, from: 2020-09-01, to: 2023-07-10}, {team: arsenal, from: 2023-07-10, to: 2025-05-01}]
contracts: [{team: arsenal, signed: 2023-08-10, years: 5, total: 9}]
stats:
  - {season: 2021, through: 2021-12-01, attack: {goals: 0, minutes: 0}}
  - {season: 2023, through: 2023-12-01, shooting: {goals: 3, shots: 8}}
`

func TestClubGoesBeforeCountryWhereItKnowsMore(t *testing.T) {
	room := clean(t, "2026-01-01", strings.Replace(abroad, "names_note: x", "", 1))
	p := room.player(t, "early-call")
	for day, want := range map[Day]string{
		"2022-01-01": "Early Call, , 0; Spain FC Barcelona; season 5; 2021 to 2021-12-01, 0 games; Attack G 0 Min 0",
		"2024-01-01": "Early Call, , 0; Spain Arsenal; season 7; year 1 of 5, 9 and 0 GBP; 2023 to 2023-12-01, 0 games; Shooting Goals 3 Shots 8 Rate 0.38",
		"2025-04-30": "Early Call, , 0; Spain Arsenal; season 8; year 2 of 5, 9 and 0 GBP; 2023 to 2023-12-01, 0 games; Shooting Goals 3 Shots 8 Rate 0.38",
		"2025-05-01": "Early Call, , 0; Spain; season 8; 2023 to 2023-12-01, 0 games; Shooting Goals 3 Shots 8 Rate 0.38",
	} {
		if got := p.At(day).print(); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", day, got, want)
		}
	}
	var got []string
	for _, m := range p.Moves("2026-01-01") {
		got = append(got, fmt.Sprintf("%s %s>%s %t", m.Day, m.FromText, m.ToText, m.First))
	}
	want := "2018-03-23 >Spain true; 2020-09-01 >FC Barcelona true; 2023-07-10 FC Barcelona>Arsenal false; 2025-05-01 Arsenal> false"
	if strings.Join(got, "; ") != want {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "; "), want)
	}
}

// Whoever comes from or leaves for nobody is a free agent, unless he or she has another
// team all the while.
func TestNobodyIsAFreeAgentBesideAnotherTeam(t *testing.T) {
	const records = "-- leagues/epl.md --\nname: Premier League\n-- leagues/intl.md --\nname: Internationals\n-- leagues/serie-a.md --\nname: Serie A\n" +
		"-- teams/chelsea.md --\nname: Chelsea\nleague: epl\n-- teams/inter.md --\nname: Inter\nleague: serie-a\n-- teams/norway.md --\nname: Norway\nleague: intl\n-- players/p.md --\nname: A B\nteams: "
	for stints, want := range map[string]string{
		// Called up and no longer.
		"[{team: chelsea, from: 2018, to: 2019}, {team: chelsea, from: 2020}, {team: norway, from: 2021, to: 2023}]": "–>Chelsea, Chelsea>free, free>Chelsea, –>Norway, Norway>–",
		// Lent, and back.
		"[{team: chelsea, from: 2018}, {team: inter, from: 2022-06-29, to: 2023-07-01}]":                                                              "–>Chelsea, –>Inter, Inter>–",
		"[{team: chelsea, from: 2018, to: 2022-06-29}, {team: inter, from: 2022-06-29, to: 2023-07-01}, {team: chelsea, from: 2023-07-01, to: 2025}]": "–>Chelsea, Chelsea>Inter, Inter>Chelsea, Chelsea>free",
		// Without a club, still with a country.
		"[{team: norway, from: 2018}, {team: chelsea, from: 2019, to: 2021}]": "–>Norway, –>Chelsea, Chelsea>–",
	} {
		var got []string
		for _, m := range clean(t, "2026-01-01", records+stints+"\n").Moves() {
			from, to := m.FromText, m.ToText
			if m.From == nil {
				from = map[bool]string{true: "–", false: "free"}[m.First]
			}
			if m.To == nil {
				to = map[bool]string{true: "–", false: "free"}[m.Last]
			}
			got = append(got, from+">"+to)
		}
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("%s: %s, want %s", stints, got, want)
		}
	}
}

// A year alone is the season of that year, though the first of January lies in the
// one before.
func TestAYearAloneIsItsSeason(t *testing.T) {
	for _, c := range []struct {
		record, day string
		season      int
		contract    int
	}{
		{"teams: [{team: minnesota-vikings, from: 2018}]", "2018-11-01", 1, 0},
		{"teams: [{team: minnesota-vikings, from: 2018}]", "2020-01-20", 2, 0},
		{"teams: [{team: minnesota-vikings, from: 2018-01-02}]", "2018-11-01", 2, 0}, // signed in the playoffs
		{"contracts: [{team: minnesota-vikings, signed: 2020-09-01, start: 2021, years: 2}]", "2020-12-31", 0, 0},
		{"contracts: [{team: minnesota-vikings, signed: 2020-09-01, start: 2021, years: 2}]", "2021-01-01", 0, 1},
		{"contracts: [{team: minnesota-vikings, signed: 2020-09-01, start: 2021, years: 2}]", "2022-03-14", 0, 1},
		{"contracts: [{team: minnesota-vikings, signed: 2020-09-01, start: 2021, years: 2}]", "2022-11-01", 0, 2},
		{"contracts: [{team: minnesota-vikings, signed: 2020-09-01, start: 2021, years: 2}]", "2023-03-15", 0, 0},
		{"teams: [{team: minnesota-vikings, from: 2018, to: 2021-09-01}]\ncontracts: [{team: minnesota-vikings, signed: 2020-09-01, start: 2022, years: 2}]", "2022-11-01", 5, 0}, // released before it began
		{"teams: [{team: minnesota-vikings, from: 2018, to: 2021-09-01}, {team: buffalo-bills, from: 2021-09-01}]\ncontracts: [{team: minnesota-vikings, signed: 2020-09-01, start: 2022, years: 2}]", "2022-11-01", 5, 1},
	} {
		f := clean(t, "2024-01-01", teams+"-- players/p.md --\nname: A B\n"+c.record+"\n").player(t, "p").At(Day(c.day))
		if f.Season != c.season || f.ContractYear != c.contract {
			t.Errorf("%s on %s: season %d, year %d of the contract, want %d and %d", c.record, c.day, f.Season, f.ContractYear, c.season, c.contract)
		}
	}
}

func TestFiguresAreRoundedHalfAwayFromZero(t *testing.T) {
	for _, c := range []struct {
		above, below string
		places       int
		want         string
	}{
		{"5", "8", 2, "0.63"}, {"-5", "8", 2, "-0.63"}, {"151", "51", 2, "2.96"}, {"2", "3", 0, "1"}, {"1", "3", 3, "0.333"}, {"2.5", "1", 0, "3"}, {"1", "0", 2, ""}, {"0", "0", 2, ""}, {"-1", "1000", 2, "0.00"}, {"0", "-3", 0, "0"},
	} {
		g := "-- leagues/l.md --\nname: L\nstatistics: [{name: g, figures: [a, b, {name: c, divide: [a, b], places: " + fmt.Sprint(c.places) + "}]}]\n" +
			"-- teams/t.md --\nname: The Team\nleague: l\n-- players/p.md --\nname: A Player\nteams: [{team: t, from: 2020}]\nstats: [{season: 2020, g: {a: \"" + c.above + "\", b: \"" + c.below + "\"}}]\n"
		figures := clean(t, "2024-01-01", g).player(t, "p").Stats[0].Groups[0].Figures
		got := ""
		if len(figures) == 3 {
			got = figures[2].Value
		}
		if got != c.want {
			t.Errorf("%s / %s = %q, want %q", c.above, c.below, got, c.want)
		}
	}
}

func TestAContractFollowsATradeAndEndsWithoutATeam(t *testing.T) {
	const player = `
-- players/x-y.md --
name: X Y
teams: [{team: buffalo-bills, from: 2018-05-01, to: 2019-10-01}, {team: minnesota-vikings, from: 2019-10-01, to: 2020-09-01}, {team: minnesota-vikings, from: 2020-09-10}]
contracts:
  - {team: buffalo-bills, signed: 2018-05-10, years: 4}
  - {team: minnesota-vikings, signed: 2021-02-01, start: 2021-03-15, years: 1}
`
	p := clean(t, "2024-01-01", teams+player).player(t, "x-y")
	for day, want := range map[Day]int{
		"2018-05-09": 0, "2018-05-10": 1, "2019-11-01": 2, "2020-08-31": 3, "2020-09-05": 0, "2020-10-01": 0,
		"2021-03-14": 0, "2021-03-15": 1, "2022-03-14": 1, "2022-03-15": 0,
	} {
		if c, year := p.contract(day); year != want || (c != nil) != (want > 0) {
			t.Errorf("%s: year %d, want %d", day, year, want)
		}
	}
}

func TestCareerEndsWithRetirement(t *testing.T) {
	room := clean(t, "2024-06-01", teams+`
-- players/x-y.md --
name: X Y
position: QB
drafted: {year: 2010, round: 1, pick: 1, team: buffalo-bills}
teams: [{team: buffalo-bills, from: 2010-04-22}]
retired: 2020-02-01
`)
	p := room.player(t, "x-y")
	if got := p.At("2020-01-31"); got.Season != 10 || len(got.Teams) != 1 {
		t.Errorf("%+v", got)
	}
	if got := p.At("2020-02-01"); got.Season != 0 || len(got.Teams) != 0 {
		t.Errorf("%+v", got)
	}
	moves := room.Moves()
	if len(moves) != 2 || !moves[0].Draft || !moves[1].Retired || moves[1].To != nil {
		t.Errorf("%+v", moves)
	}
	if !room.Next.IsZero() {
		t.Errorf("a career that is over changes on %s", room.Next)
	}
}

func TestAPlayerWhoBecomesACoachPlaysNoMore(t *testing.T) {
	p := clean(t, "2026-01-01", teams+"-- players/p.md --\nname: A B\nrole: head coach\nretired: 2015-10-01\nteams: [{team: buffalo-bills, from: 2007-05-01, to: 2015-10-01}, {team: buffalo-bills, from: 2022-01-05}]\n"+
		"positions: [{position: QB, from: 2007, to: 2010}, {position: TE, from: 2010, to: 2015-10-01}]\n").player(t, "p")
	for day, want := range map[Day]string{
		"2008-11-01": "QB  2 QB, Buffalo Bills",
		"2012-11-01": "TE  6 TE, Buffalo Bills",
		"2018-11-01": " head coach 0 head coach, no team",
		"2023-11-01": " head coach 0 head coach, Buffalo Bills",
	} {
		f := p.At(day)
		if got := fmt.Sprint(f.Position, " ", f.Role, " ", f.Season, " ", p.tells(day)); got != want || p.fits("head coach", day) != (f.Role != "") {
			t.Errorf("%s: %q, want %q", day, got, want)
		}
	}
	// Who says not until when is both.
	if f := clean(t, "2026-01-01", "-- players/p.md --\nname: A B\nrole: player-coach\nposition: G\n").player(t, "p").At("2020-01-01"); f.Position != "G" || f.Role != "player-coach" {
		t.Errorf("%+v", f)
	}
}

func TestMoves(t *testing.T) {
	room := clean(t, "2025-12-20", teams+akers)
	var got []string
	for _, m := range room.Moves() {
		got = append(got, fmt.Sprintf("%s %s>%s %t", m.Day, m.FromText, m.ToText, m.Draft))
	}
	want := `2020-04-24 >Los Angeles Rams true
2023-09-20 Los Angeles Rams>Minnesota Vikings false
2024-03-13 Minnesota Vikings> false
2024-07-16 >Houston Texans false
2024-10-15 Houston Texans>Minnesota Vikings false
2025-03-12 Minnesota Vikings> false
2025-09-18 >Minnesota Vikings false
2025-11-20 Minnesota Vikings> false
2025-12-01 >Seattle Seahawks false`
	if strings.Join(got, "\n") != want {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	if got := clean(t, "2023-09-19", teams+akers).Moves(); len(got) != 1 {
		t.Errorf("%d moves before the trade", len(got))
	}
}

func TestWhereSomebodyCameFromIsUnknownBeforeTheFirstTeam(t *testing.T) {
	for drafted, want := range map[string]string{
		"":                                    "2020-05-01 first; 2023-03-01; 2023-06-01; 2024-02-01 retired",
		"drafted: {year: 2020, team: rams}\n": "2020-05-01 drafted; 2023-03-01; 2023-06-01; 2024-02-01 retired",
		"drafted: undrafted\n":                "2020-05-01 first; 2023-03-01; 2023-06-01; 2024-02-01 retired",
	} {
		room := clean(t, "2025-12-20", "-- teams/rams.md --\nname: Rams\n-- players/p.md --\nname: A B\nretired: 2024-02-01\n"+drafted+
			"teams: [{team: rams, from: 2020-05-01, to: 2023-03-01}, {team: rams, from: 2023-06-01}]\n")
		var got []string
		for _, m := range room.Moves() {
			line := string(m.Day)
			for _, is := range []struct {
				so   bool
				word string
			}{{m.Draft, " drafted"}, {m.First, " first"}, {m.Retired, " retired"}} {
				if is.so {
					line += is.word
				}
			}
			got = append(got, line)
		}
		if got := strings.Join(got, "; "); got != want {
			t.Errorf("%q: %s, want %s", drafted, got, want)
		}
	}
}

// In a gap a name means its bearer, who has no team, and no fact is made of what
// nobody knows.
func TestAGapOfARecordIsATimeOfItsPlayer(t *testing.T) {
	for _, c := range []struct {
		stints            string // of which the last is with the Rams
		known             Day
		season            int // of the career, on 2023-10-01
		from, left, meant string
	}{
		{"{team: unknown, to: 2022-09-08}, {team: rams, from: 2022-09-08}", "", 0, "first", "", "p"},
		{"{team: unknown, from: 2020-09-08, to: 2022-09-08}, {team: rams, from: 2022-09-08}", "2020-09-08", 4, "first", "", "p"},
		{"{team: none, from: 2020-09-08, to: 2022-09-08}, {team: rams, from: 2022-09-08}", "2020-09-08", 2, "free", "", "p"},
		{"{team: none, to: 2022-09-08}, {team: rams, from: 2022-09-08}", "", 0, "free", "", "p"},
		{"{team: bills, from: 2020-09-08, to: 2021-01-01}, {team: unknown, from: 2021-01-01, to: 2022-09-08}, {team: rams, from: 2022-09-08}", "2020-09-08", 4, "first", "last", "p"},
		{"{team: bills, from: 2020-09-08, to: 2021-01-01}, {team: rams, from: 2022-09-08}", "2020-09-08", 4, "free", "free", "p"},
		{"{team: unknown, from: 2020-09-08}, {team: rams, from: 2022-09-08}", "2020-09-08", 4, "first", "", "p"},
		{"{team: rams, from: 2022-09-08}", "2022-09-08", 2, "first", "", ""},
	} {
		archive := "-- teams/rams.md --\nname: Rams\nleague: nfl\n-- teams/bills.md --\nname: Bills\nleague: nfl\n-- players/p.md --\nname: A B\nteams: [" + c.stints + "]\n"
		room, _ := assemble(t, "2025-12-20", archive+onePost("2021-11-07", "A B"))
		p := room.player(t, "p")
		meant := ""
		for _, m := range room.post(t, "p").Players {
			meant = m.Player.ID
		}
		if p.known() != c.known || meant != c.meant {
			t.Errorf("%s: known since %q, a post of 2021 means %q", c.stints, p.known(), meant)
		}
		if f := p.At("2023-10-01"); f.Season != c.season || len(f.Teams) != 1 {
			t.Errorf("%s: season %d, want %d", c.stints, f.Season, c.season)
		}
		if f := p.At("2021-11-07"); len(f.Teams) > 0 || f.Astray != strings.Contains(c.stints, UnknownTeam) {
			t.Errorf("%s: %+v", c.stints, f)
		}
		from, left := "", ""
		for _, m := range room.Moves() {
			switch {
			case m.To != nil && m.To.ID == "rams":
				from = map[bool]string{true: "first", false: "free"}[m.First]
			case m.To == nil:
				left = map[bool]string{true: "last", false: "free"}[m.Last]
			}
		}
		if from != c.from || left != c.left {
			t.Errorf("%s: came from %s, went to %s", c.stints, from, left)
		}
	}
	_, problems := assemble(t, "2025-12-20", "-- teams/unknown.md --\nname: Unknown FC\n-- players/p.md --\nname: A B\nteams: [{from: 2020}, {team: Unknown}]\n")
	expect(t, problems, `content/players/p.md:2:9: "team" is missing`, `unknown team "Unknown"`, `content/teams/unknown.md: the id "unknown"`)
	// The team that a post about nobody else is about stands beside it where nobody knows better.
	const post = "-- teams/rams.md --\nname: Rams\n-- teams/bills.md --\nname: Bills\n-- posts/p.md --\ntitle: x\ndate: 2021-11-07\nplayer: p\nteam: Bills\n-- players/p.md --\nname: A B\nteams: "
	for stints, want := range map[string]string{
		"[{team: unknown, to: 2022-09-08}, {team: rams, from: 2022-09-08}]": "Bills",
		"[{team: none, to: 2022-09-08}, {team: rams, from: 2022-09-08}]":    "",
	} {
		room, got := clean(t, "2025-12-20", post+stints+"\n"), ""
		if team := room.Posts[0].TeamOf(room.player(t, "p")); team != nil {
			got = team.Name(room.Posts[0].Day)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", stints, got, want)
		}
	}
}

func TestWhoWasPassedOverIsToldFromWhoseRoundIsUnknown(t *testing.T) {
	for text, want := range map[string]Draft{
		"undrafted":                      {Undrafted: true},
		"false":                          {Undrafted: true},
		"{year: 2018, round: 0}":         {Undrafted: true, Year: 2018},
		"2018":                           {Year: 2018},
		"{year: 2018}":                   {Year: 2018},
		"{year: 2018, pick: 3}":          {Year: 2018, Pick: 3},
		"{year: 2018, round: 1}":         {Year: 2018, Round: 1},
		"{year: 2018, round: }":          {Year: 2018},
		"{year: 2018, round: 0, pick: }": {Undrafted: true, Year: 2018},
	} {
		room := clean(t, "2025-12-20", "-- players/p.md --\nname: A B\ndrafted: "+text+"\n")
		if got := *room.Players[0].Draft; got != want {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
}

func TestRosterIsAsOfADay(t *testing.T) {
	room := clean(t, "2025-12-20", teams+akers+allens+"-- players/coach-a.md --\nname: Coach A\nrole: Head coach\nteams: [{team: minnesota-vikings, from: 2022}]\n-- players/aa-qb.md --\nname: Aa Qb\nposition: QB\nteams: [{team: minnesota-vikings, from: 2022}]\n")
	names := func(day Day) string {
		var list []string
		for _, f := range room.team(t, "minnesota-vikings").Roster(day) {
			list = append(list, f.Position+" "+f.Name)
		}
		return strings.Join(list, ", ")
	}
	if got := names("2023-10-01"); got != "QB Aa Qb, RB Cam Akers,  Coach A" {
		t.Error(got)
	}
	if got := names("2024-06-01"); got != "QB Aa Qb,  Coach A" {
		t.Error(got)
	}
}

func TestOverlappingStintsOfOneLeagueWarn(t *testing.T) {
	_, problems := assemble(t, "2024-01-01", teams+"-- players/x-y.md --\nname: X Y\nteams: [{team: buffalo-bills, from: 2018}, {team: minnesota-vikings, from: 2019-10-01}]\n")
	expect(t, problems, "content/players/x-y.md:2:51: warning: the time with minnesota-vikings (since 2019-10-01) overlaps that with buffalo-bills (since 2018-01-01) (does buffalo-bills end with \"to: 2019-10-01\"?)")
}

func TestUnknownIdsInsideRecordsAreErrors(t *testing.T) {
	_, problems := assemble(t, "2024-01-01", teams+`-- players/x-y.md --
name: X Y
drafted: {year: 2020, round: 1, pick: 1, team: Bills}
teams: [{team: los-angeles-ram, from: 2018}]
contracts: [{team: nobody-knows, signed: 2020, years: 2}]
-- teams/z.md --
name: Zed
league: nfll
`)
	expect(t, problems,
		`content/players/x-y.md:2:48: unknown team "Bills" (write buffalo-bills)`,
		`content/players/x-y.md:3:16: unknown team "los-angeles-ram" (did you mean los-angeles-rams?)`,
		`content/players/x-y.md:4:20: unknown team "nobody-knows" (make a record: pressbox new team "Nobody Knows")`,
		`content/teams/z.md:2:9: unknown league "nfll" (did you mean nfl?)`)
	if !problems.Failed() {
		t.Error("no error")
	}
}

func TestNextIsWhenAnythingChanges(t *testing.T) {
	zone := eastern(t)
	at := func(s string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	const player = "-- players/x-y.md --\nname: X Y\n"
	for _, c := range []struct{ why, now, archive, want string }{
		{"nothing", "2022-11-01", player, ""},
		{"a post that waits", "2022-11-01", player + "-- posts/p.md --\ntitle: x\ndate: 2022-11-01 17:05\n", "2022-11-01 17:05"},
		{"a post that expires", "2022-11-01", player + "-- posts/p.md --\ntitle: x\ndate: 2022-10-01\nexpires: 2022-11-03\n", "2022-11-03 00:00"},
		{"a draft does not wait", "2022-11-01", player + "-- posts/p.md --\ntitle: x\ndate: 2022-12-01\ndraft: true\n", ""},
		{"a birthday", "2022-11-01", player + "born: 1999-06-22\n", "2023-06-22 00:00"},
		{"a birthday later this year", "2022-05-01", player + "born: 1999-06-22\n", "2022-06-22 00:00"},
		{"a birthday on 29 February", "2022-11-01", player + "born: 2000-02-29\n", "2023-03-01 00:00"},
		{"a stint that ends", "2022-11-01", teams + player + "teams: [{team: buffalo-bills, from: 2020, to: 2022-12-24}]\n", "2022-12-24 00:00"},
		{"a season that turns", "2022-11-01", teams + player + "position: QB\nteams: [{team: buffalo-bills, from: 2020}]\n", "2023-03-15 00:00"},
		{"a retirement", "2022-11-01", player + "retired: 2022-12-01\n", "2022-12-01 00:00"},
		{"a team's name", "2015-11-01", teams, "2016-01-12 00:00"},
		{"an outlet", "2022-11-01", "-- sources/s.md --\nname: A B\noutlets: [{name: X, to: 2023-02-01}]\n", "2023-02-01 00:00"},
	} {
		room := clean(t, c.now, c.archive)
		want := time.Time{}
		if c.want != "" {
			want = at(c.want)
		}
		if !room.Next.Equal(want) {
			t.Errorf("%s: %s, want %s", c.why, room.Next, want)
		}
	}
}

func TestStoriesFollowTheirPosts(t *testing.T) {
	const posts = `
-- posts/a.md --
title: First
date: 2022-10-14
story: the-matter
status: rumor
-- posts/b.md --
title: Second
date: 2022-10-20
story: the-matter
status: reported
-- posts/c.md --
title: Third
date: 2022-10-25
story: the-matter
retracted: {date: 2022-10-26, reason: It was wrong.}
status: denied
-- posts/d.md --
title: Fourth
date: 2022-11-01
story: the-matter
`
	room := clean(t, "2022-11-02", posts)
	s := room.Stories[0]
	if s.ID != "the-matter" || room.Title(s) != "First" || room.Status(s) != Reported || !room.Status(s).Open() || len(room.On(s)) != 4 {
		t.Errorf("%+v", s)
	}
	for i, want := range []string{" | b", "a | d", "a b | d", "a b | "} {
		older, newer := room.Beside(room.On(s)[i], 2)
		got := ""
		for _, p := range older {
			got += p.Slug + " "
		}
		got = strings.TrimSpace(got) + " | "
		if newer != nil {
			got += newer.Slug
		}
		if got != want {
			t.Errorf("beside post %d stand %q, want %q", i, got, want)
		}
	}
	room = clean(t, "2022-12-01", posts+"-- posts/e.md --\ntitle: Fifth\ndate: 2022-11-03\nstory: the-matter\nstatus: fell-through\n")
	if status := room.Status(room.Stories[0]); status != FellThrough || status.Open() {
		t.Errorf("it is %s", status)
	}
	// A post that has expired leaves lists, and its story ended all the same.
	room = clean(t, "2022-12-01", posts+"-- posts/e.md --\ntitle: Fifth\ndate: 2022-11-03\nexpires: 2022-11-20\nstory: the-matter\nstatus: official\n")
	s = room.Stories[0]
	if _, newer := room.Beside(room.On(s)[3], 2); room.Status(s) != Official || room.Outcome(s) != room.On(s)[4] || room.Status(s).Open() || newer != nil {
		t.Errorf("it is %s", room.Status(s))
	}
	// Who says the same again changes nothing of how it ended, or for whom.
	room = clean(t, "2022-12-01", posts+"-- posts/e.md --\ntitle: Fifth\ndate: 2022-11-03\nstory: the-matter\nstatus: reported\n")
	s = room.Stories[0]
	if room.Status(s) != Reported || room.Outcome(s) != room.On(s)[1] {
		t.Errorf("it is %s", room.Status(s))
	}
	room = clean(t, "2022-12-01", "-- posts/a.md --\ntitle: x\ndate: 2022-11-03\nstory: s\nstatus: official\nretracted: {date: 2022-11-04, reason: Wrong.}\n")
	if s := room.Stories[0]; room.Status(s) != "" || room.Outcome(s) != nil {
		t.Errorf("it is %s", room.Status(s))
	}
}

func TestDraftsAndScheduledPostsWait(t *testing.T) {
	const posts = `
-- posts/shown.md --
title: Shown
date: 2022-10-14
-- posts/draft.md --
title: Draft
date: 2022-10-14
draft: true
player: Secret Canary
tags: [canary]
story: canary
-- posts/later.md --
title: Later
date: 2022-12-01
player: Other Canary
source: Third Canary
`
	room := clean(t, "2022-11-01", posts)
	if len(room.Posts) != 1 || len(room.Players)+len(room.Tags)+len(room.Stories)+len(room.Sources) != 0 {
		t.Errorf("%+v", room)
	}
	cfg := siteConfig(t)
	all, _ := assembleWith(t, cfg, Options{Now: noon(t, "2022-11-01"), Drafts: true}, posts)
	if len(all.Posts) != 3 || len(all.Players) != 2 || !all.post(t, "draft").Draft || !all.post(t, "later").Scheduled || all.post(t, "shown").Scheduled {
		t.Errorf("%+v", all)
	}
}

func TestPostsExpireAtTheirInstant(t *testing.T) {
	const post = "-- posts/p.md --\ntitle: x\ndate: 2022-10-14\nexpires: 2022-11-01 12:00\n"
	at := noon(t, "2022-11-01")
	for now, want := range map[time.Time]bool{at.Add(-time.Second): false, at: true} {
		room, problems := assembleWith(t, siteConfig(t), Options{Now: now}, post)
		expect(t, problems)
		if p := room.Posts[0]; p.Expired != want || p.Listed() == want {
			t.Errorf("%s: %t", now, p.Expired)
		}
	}
}

func TestCorrectionsCountAsUpdates(t *testing.T) {
	p := clean(t, "2022-12-01", `
-- posts/p.md --
title: x
date: 2022-10-14 10:00
updated: 2022-10-15
updates: [{date: 2022-10-16, text: First.}, {date: 2022-10-18 09:00, text: Second.}]
corrections:
  - date: 2022-10-20 10:30
    text: |
      It was
      the other one.
`).Posts[0]
	if p.Updated.Format("2006-01-02 15:04") != "2022-10-20 10:30" || p.Updates[0].Text != "Second." || !p.Updates[1].DateOnly || p.Corrections[0].Text != "It was the other one." {
		t.Errorf("%+v", p)
	}
}

func TestIdsNeverChange(t *testing.T) {
	for given, want := range map[string]string{
		"":                                     "urn:uuid:a66b35d0-2b82-563f-a726-e06993ec4007", // uuid5(site, path), whoever computes it
		"5C8AA7FB-8FB9-4D8D-A7BE-A79D8B1F7F0B": "urn:uuid:5c8aa7fb-8fb9-4d8d-a7be-a79d8b1f7f0b",
		"urn:uuid:5c8aa7fb-8fb9-4d8d-a7be-a79d8b1f7f0b": "urn:uuid:5c8aa7fb-8fb9-4d8d-a7be-a79d8b1f7f0b",
		"tag:example.org,2022:x":                        "tag:example.org,2022:x",
		"https://old.example/?p=12":                     "https://old.example/?p=12",
	} {
		src := "-- posts/2022/p.md --\ntitle: x\ndate: 2022-10-14\n"
		if given != "" {
			src += "id: \"" + given + "\"\n"
		}
		got := clean(t, "2022-12-01", src).Posts[0].ID
		if got != want {
			t.Errorf("%q is %s, want %s", given, got, want)
		}
	}
	_, problems := assemble(t, "2022-12-01", "-- posts/a.md --\ntitle: x\ndate: 2022-10-14\nid: tag:x,2022:1\n-- posts/b.md --\ntitle: x\ndate: 2022-10-14\nid: tag:x,2022:1\n")
	expect(t, problems, "content/posts/a.md:3:5: the id is that of content/posts/b.md too", "content/posts/b.md:3:5: the id is that of content/posts/a.md too")
}

func TestSourcesAndOutlets(t *testing.T) {
	room := clean(t, "2024-01-01", `
-- sources/josina-anderson.md --
name: Josina Anderson
outlets: [{name: ESPN, to: 2021}, {name: CBS Sports, from: 2022}]
-- posts/a.md --
title: x
date: 2020-10-14
source: Josina Anderson
-- posts/b.md --
title: x
date: 2022-10-14
source: {name: Josina Anderson (CBS Sports), url: "https://x.example/1", date: 2022-10-13}
-- posts/c.md --
title: x
date: 2021-06-01
source: [{name: josina-anderson, outlet: Her own}, Josina Anderson]
`[1:])
	a, b, c := room.post(t, "a").Sources[0], room.post(t, "b").Sources[0], room.post(t, "c").Sources
	if a.Outlet != "ESPN" || b.Outlet != "CBS Sports" || b.Date != "2022-10-13" || b.Name != "Josina Anderson" || c[0].Outlet != "Her own" || c[1].Outlet != "" || c[0].Name != "Josina Anderson" {
		t.Errorf("%+v %+v %+v", a, b, c)
	}
	if n := len(room.On(room.Sources[0])); n != 3 {
		t.Errorf("%d posts", n)
	}
}

func TestHiddenDraftsOnlyWarn(t *testing.T) {
	_, problems := assemble(t, "2022-12-01", teams+allens+"-- posts/p.md --\ntitle: x\ndate: 2022-10-14\ndraft: true\nplayer: Josh Allen\nstatus: what\n")
	if errors, warnings := problems.Count(); errors != 0 || warnings != 2 {
		t.Error(problems)
	}
}
