package newsroom

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/digest"
	"pressbox/internal/markdown"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// parse makes documents of an archive whose names are paths below content/.
func parse(t testing.TB, archive string) []*content.Document {
	t.Helper()
	var docs []*content.Document
	for _, f := range txtar.Parse([]byte(archive)).Files {
		docs = append(docs, document(t, "content/"+f.Name, f.Data))
	}
	return docs
}

// document reads a file whose front matter is YAML, or all of the file.
func document(t testing.TB, path string, src []byte) *content.Document {
	t.Helper()
	matter, body := src, []byte(nil)
	first := 1
	if rest, ok := bytes.CutPrefix(src, []byte("---\n")); ok {
		first = 2
		matter, body, _ = bytes.Cut(rest, []byte("---\n"))
	}
	v, problems := meta.ParseYAML(path, matter, first)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	kinds := map[string]content.Kind{
		"posts": content.Post, "players": content.Player, "teams": content.Team, "sources": content.Source,
		"authors": content.Author, "stories": content.Story, "leagues": content.League, "pages": content.Page,
	}
	kind, ok := kinds[strings.Split(path, "/")[1]]
	if !ok {
		t.Fatalf("%s is in no folder of documents", path)
	}
	parts, _ := markdown.Convert(body, markdown.Options{})
	line := first + bytes.Count(matter, []byte("\n")) + 1
	for i := range parts.Links {
		parts.Links[i].Line += int32(line - 1)
	}
	return &content.Document{Path: path, Kind: kind, Sum: digest.Of(src), Meta: meta.Pack(v), Body: content.Body{Line: line, Size: len(body)}, Parts: &parts}
}

func eastern(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func siteConfig(t testing.TB) *config.Config {
	t.Helper()
	return &config.Config{ID: "5c8aa7fb-8fb9-4d8d-a7be-a79d8b1f7f0b", Timezone: eastern(t), BaseURL: &url.URL{Scheme: "https", Host: "desk.example", Path: "/"}}
}

// assemble makes a newsroom as of noon of a day in New York.
func assemble(t testing.TB, now, archive string) (*Newsroom, problem.List) {
	t.Helper()
	return assembleWith(t, siteConfig(t), Options{Now: noon(t, now)}, archive)
}

func noon(t testing.TB, day string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" 12:00", eastern(t))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func assembleWith(t testing.TB, cfg *config.Config, opt Options, archive string) (*Newsroom, problem.List) {
	t.Helper()
	return Assemble(parse(t, archive), nil, cfg, opt)
}

// clean is assemble of what has no problem.
func clean(t testing.TB, now, archive string) *Newsroom {
	t.Helper()
	room, problems := assemble(t, now, archive)
	for _, p := range problems {
		t.Errorf("unexpected: %s", p)
	}
	return room
}

// expect checks that problems are those wanted, in order, each by a part of its
// printed form.
func expect(t testing.TB, problems problem.List, want ...string) {
	t.Helper()
	for i, p := range problems {
		if i >= len(want) {
			t.Errorf("unexpected: %s", p)
		} else if !strings.Contains(p.String(), want[i]) {
			t.Errorf("problem %d is %s\nwant %s", i, p, want[i])
		}
	}
	for _, w := range want[min(len(want), len(problems)):] {
		t.Errorf("missing: %s", w)
	}
}

func (n *Newsroom) post(t testing.TB, slug string) *Post {
	t.Helper()
	for _, p := range n.Posts {
		if p.Slug == slug {
			return p
		}
	}
	t.Fatalf("no post %q", slug)
	return nil
}

func (n *Newsroom) player(t testing.TB, id string) *Player {
	t.Helper()
	i := slices.IndexFunc(n.Players, func(p *Player) bool { return p.ID == id })
	if i < 0 {
		t.Fatalf("no player %q", id)
	}
	return n.Players[i]
}

func (n *Newsroom) team(t testing.TB, id string) *Team {
	t.Helper()
	i := slices.IndexFunc(n.Teams, func(p *Team) bool { return p.ID == id })
	if i < 0 {
		t.Fatalf("no team %q", id)
	}
	return n.Teams[i]
}

// said returns what a post says of its players: ids with what is printed.
func said(p *Post) string {
	var list []string
	for _, m := range p.Players {
		list = append(list, m.Player.ID+"="+m.Text)
	}
	return strings.Join(list, " ")
}

// saidTeams is said of teams.
func saidTeams(p *Post) string {
	var list []string
	for _, m := range p.Teams {
		list = append(list, m.Team.ID+"="+m.Text)
	}
	return strings.Join(list, " ")
}

func linkable(p *Post) string {
	var list []string
	for _, n := range p.Linkable() {
		list = append(list, n.Text)
	}
	return strings.Join(list, "; ")
}

// onePost is a post of a day that names players.
func onePost(day, players string) string {
	return "-- posts/p.md --\ntitle: A title\ndate: " + day + "\nplayer: " + players + "\n"
}

const teams = `
-- teams/los-angeles-rams.md --
names: [{name: St. Louis Rams, to: 2016-01-12}, {name: Los Angeles Rams, from: 2016-01-12}]
city: Los Angeles
nickname: Rams
abbreviations: [{abbreviation: STL, to: 2016-01-12}, {abbreviation: LAR, from: 2016-01-12}]
league: nfl
-- teams/los-angeles-chargers.md --
names: [{name: San Diego Chargers, to: 2017-01-12}, {name: Los Angeles Chargers, from: 2017-01-12}]
city: Los Angeles
nickname: Chargers
abbreviations: [{abbreviation: SD, to: 2017-01-12}, {abbreviation: LAC, from: 2017-01-12}]
league: nfl
-- teams/minnesota-vikings.md --
name: Minnesota Vikings
city: Minnesota
nickname: Vikings
abbreviations: [MIN]
league: nfl
-- teams/buffalo-bills.md --
name: Buffalo Bills
city: Buffalo
nickname: Bills
abbreviations: [BUF]
league: nfl
-- teams/jacksonville-jaguars.md --
name: Jacksonville Jaguars
city: Jacksonville
nickname: Jaguars
abbreviations: [JAX]
league: nfl
-- teams/washington-commanders.md --
names: [{name: Washington Redskins, to: 2020-07-13}, {name: Washington Football Team, from: 2020-07-13, to: 2022-02-02}, {name: Washington Commanders, from: 2022-02-02}]
city: Washington
nickname: Commanders
abbreviations: [WAS]
league: nfl
`

const allens = `
-- players/josh-allen.md --
name: Josh Allen
position: QB
born: 1996-05-21
drafted: {year: 2018, round: 1, pick: 7, team: buffalo-bills}
teams: [{team: buffalo-bills, from: 2018-04-26}]
-- players/josh-allen-olb.md --
names: [{name: Josh Allen, to: 2024-07-10}, {name: Josh Hines-Allen, from: 2024-07-10}]
sort: Hines-Allen, Josh
positions: [{position: OLB, to: 2023-03-15}, {position: DE, from: 2023-03-15}]
born: 1997-07-13
drafted: {year: 2019, round: 1, pick: 7, team: jacksonville-jaguars}
teams: [{team: jacksonville-jaguars, from: 2019-04-25}]
`

const akers = `
-- teams/houston-texans.md --
name: Houston Texans
nickname: Texans
city: Houston
league: nfl
-- teams/seattle-seahawks.md --
name: Seattle Seahawks
city: Seattle
nickname: Seahawks
league: nfl
-- players/cam-akers.md --
name: Cam Akers
position: RB
born: 1999-06-22
drafted: {year: 2020, round: 2, pick: 52, team: los-angeles-rams}
teams:
  - {team: los-angeles-rams, from: 2020-04-24, to: 2023-09-20}
  - {team: minnesota-vikings, from: 2023-09-20, to: 2024-03-13}
  - {team: houston-texans, from: 2024-07-16, to: 2024-10-15}
  - {team: minnesota-vikings, from: 2024-10-15, to: 2025-03-12}
  - {team: minnesota-vikings, from: 2025-09-18, to: 2025-11-20}
  - {team: seattle-seahawks, from: 2025-12-01}
contracts: [{team: los-angeles-rams, signed: 2020-07-01, years: 4, total: 6173035, bonus: 2049480}]
stats:
  - {season: 2021, through: 2022-01-23, games: 1, rushing: {attempts: 5, yards: 3}}
  - {season: 2022, through: 2022-11-01, games: 5, rushing: {attempts: 51, yards: 151}, receiving: {catches: 2, yards: 18, touchdowns: 1}}
`
