package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed testdata/players.csv
var roster []byte

// A corpus is a newsroom made of the roster and of chance. The same seed and
// number of posts give the same bytes.
type corpus struct {
	teams   []team
	players []*player
	sources []person
	authors []person
	tags    []string
	posts   []post // oldest first
}

type team struct{ id, name, city, nickname, abbreviation, conference, division string }

type player struct {
	id, name, position string
	written            string // how a post names him: his name, or his id where two bear it
	stints             []stint
}

type stint struct {
	team     string // id
	from, to time.Time
}

type person struct{ id, name, outlet string }

type post struct {
	slug, title   string
	time          time.Time
	players       []*player
	teams         []string // ids, as of the day
	source        person
	author        person
	tags          []string
	status, story string
	body          string
}

// path is where the post lies below the folder of posts.
func (p *post) path() string { return p.time.Format("2006/01/") + p.slug + ".md" }

// makeCorpus makes n posts.
func makeCorpus(n int, seed uint64) (*corpus, error) {
	r := rand.New(rand.NewPCG(seed, 1))
	c := &corpus{teams: theTeams(), tags: theTags()}
	if err := c.readRoster(); err != nil {
		return nil, err
	}
	// Popularity goes by place in a shuffled roster.
	r.Shuffle(len(c.players), func(i, j int) { c.players[i], c.players[j] = c.players[j], c.players[i] })
	c.people(r)
	c.write(r, n)
	return c, nil
}

func (c *corpus) readRoster() error {
	rows, err := csv.NewReader(bytes.NewReader(roster)).ReadAll()
	if err != nil {
		return err
	}
	byAbbreviation := map[string]string{"LA": "los-angeles-rams"}
	for _, t := range c.teams {
		byAbbreviation[t.abbreviation] = t.id
	}
	named := map[string]int{}
	for _, row := range rows[1:] {
		named[row[1]]++
	}
	taken := map[string]bool{}
	for _, row := range rows[1:] {
		p := &player{id: slugOf(row[1]), name: row[1], written: row[1], position: row[3]}
		if named[p.name] > 1 {
			p.id += "-" + row[0]
			p.written = p.id
		}
		if taken[p.id] { // two names, one slug
			p.id += "-" + row[0]
		}
		taken[p.id] = true
		for _, at := range strings.Split(row[5], " > ") {
			name, when, _ := strings.Cut(at, "@")
			from, err := weekDay(when)
			if err != nil {
				return fmt.Errorf("%s: %w", row[1], err)
			}
			if last := len(p.stints) - 1; last >= 0 && p.stints[last].to.IsZero() {
				p.stints[last].to = from
			}
			if id := byAbbreviation[name]; id != "" {
				if len(p.stints) == 0 {
					from = time.Time{} // as long as anybody remembers
				}
				p.stints = append(p.stints, stint{team: id, from: from})
			}
		}
		c.players = append(c.players, p)
	}
	return nil
}

// weekDay returns the day on which a week (2022w3) begins.
func weekDay(s string) (time.Time, error) {
	season, week, _ := strings.Cut(s, "w")
	y, err := strconv.Atoi(season)
	if err != nil {
		return time.Time{}, err
	}
	w, err := strconv.Atoi(week)
	return time.Date(y, 9, 8, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 7*(w-1)), err
}

func (p *player) team(day time.Time) string {
	for _, s := range p.stints {
		if !day.Before(s.from) && (s.to.IsZero() || day.Before(s.to)) {
			return s.team
		}
	}
	return ""
}

// people makes those who report and those who write, out of names of the roster.
func (c *corpus) people(r *rand.Rand) {
	name := func() string {
		first := strings.Fields(c.players[r.IntN(len(c.players))].name)
		last := strings.Fields(c.players[r.IntN(len(c.players))].name)
		return first[0] + " " + last[1]
	}
	taken := map[string]bool{}
	for _, p := range c.players {
		taken[p.id] = true
	}
	outlets := []string{"The Ledger", "Gridiron Wire", "Channel 8", "Coast Radio", "The Evening Post"}
	for len(c.sources) < 60 || len(c.authors) < 8 {
		n := name()
		if taken[slugOf(n)] {
			continue
		}
		taken[slugOf(n)] = true
		p := person{id: slugOf(n), name: n, outlet: outlets[r.IntN(len(outlets))]}
		if len(c.sources) < 60 {
			c.sources = append(c.sources, p)
		} else {
			c.authors = append(c.authors, p)
		}
	}
}

// pick chooses one of n, the first far more often than the last.
func pick(r *rand.Rand, n int) int {
	// The inverse of a power law: about what Zipf's gives, without its table.
	const skew = 2.2
	return int(float64(n) * math.Pow(r.Float64(), skew))
}

func (c *corpus) write(r *rand.Rand, n int) {
	begin := time.Date(2018, 1, 1, 8, 0, 0, 0, time.UTC)
	end := time.Date(2025, 12, 20, 8, 0, 0, 0, time.UTC)
	step := end.Sub(begin) / time.Duration(n)
	statuses := []string{"", "", "rumor", "reported", "reported", "agreed", "official"}
	for i := range n {
		p := post{
			time:   begin.Add(step * time.Duration(i)).Truncate(time.Minute),
			source: c.sources[pick(r, len(c.sources))], author: c.authors[pick(r, len(c.authors))],
			status: statuses[r.IntN(len(statuses))],
		}
		for range 1 + r.IntN(10)/7 {
			if x := c.players[pick(r, len(c.players))]; !slices.Contains(p.players, x) {
				p.players = append(p.players, x)
			}
		}
		for _, x := range p.players {
			if t := x.team(p.time); t != "" && !slices.Contains(p.teams, t) {
				p.teams = append(p.teams, t)
			}
		}
		for range 1 + r.IntN(2) {
			if t := c.tags[pick(r, len(c.tags))]; !slices.Contains(p.tags, t) {
				p.tags = append(p.tags, t)
			}
		}
		if r.IntN(12) == 0 {
			p.story = fmt.Sprintf("story-%d", i/24)
		}
		p.title = title(r, p.players[0].name) + ", week " + strconv.Itoa(i/60) + ", note " + strconv.Itoa(i%60)
		p.slug = slugOf(p.title) + "-" + strconv.Itoa(i)
		p.body = body(r, &p)
		c.posts = append(c.posts, p)
	}
}

func title(r *rand.Rand, who string) string {
	does := []string{"returns to practice", "is listed as questionable", "signs for two years", "leaves the field early", "asks for a trade", "is ruled out", "will start on Sunday", "meets the press", "restructures his deal", "is activated"}
	why := []string{"after a week off", "ahead of the deadline", "as camp ends", "before the opener", "with a sore knee", "to nobody's surprise", "and his coach agrees", "in a quiet week"}
	return who + " " + does[r.IntN(len(does))] + " " + why[r.IntN(len(why))]
}

// words are what bodies are made of; they mean nothing.
var words = strings.Fields(`the a of and to in that for on with as at by from his their team week season game practice
coach staff report source league roster injury contract deal trade deadline snap carry target yard touchdown defense offense
line backfield receiver corner safety rookie veteran option guarantee bonus cap space meeting decision return knee ankle shoulder
limited full participant questionable doubtful starter backup depth chart film locker room stadium crowd weather turf schedule
Sunday Monday Thursday morning afternoon said told expects plans hopes believes remains becomes takes gives makes keeps
early late often again still never always about before after during since until while because though if when where which who`)

func sentence(r *rand.Rand, b *strings.Builder, who string) int {
	n := 8 + r.IntN(14)
	for i := range n {
		w := words[r.IntN(len(words))]
		switch {
		case i == 0:
			w = strings.ToUpper(w[:1]) + w[1:]
		case r.IntN(60) == 0:
			w = who
		case r.IntN(40) == 0:
			w = "*" + w + "*"
		case r.IntN(80) == 0:
			w = "**" + w + "**"
		case r.IntN(90) == 0:
			w = "[" + w + "](https://example.com/" + w + ")"
		case r.IntN(90) == 0:
			w = "\"" + w + "\""
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	b.WriteString(". ")
	return n
}

// body is 250 to 450 words, with a list in every fourth and a table in every tenth.
func body(r *rand.Rand, p *post) string {
	var b strings.Builder
	who := p.players[0].name
	want := 250 + r.IntN(200)
	list, table := r.IntN(4) == 0, r.IntN(10) == 0
	for have := 0; have < want; {
		for range 3 + r.IntN(3) {
			have += sentence(r, &b, who)
		}
		b.WriteString("\n\n")
		if list && have > want/3 {
			for range 4 {
				b.WriteString("- ")
				have += sentence(r, &b, who)
				b.WriteString("\n")
			}
			b.WriteString("\n")
			list = false
		}
		if table && have > want/2 {
			b.WriteString("| Week | Carries | Yards |\n|---|--:|--:|\n")
			for w := range 5 {
				fmt.Fprintf(&b, "| %d | %d | %d |\n", w+1, r.IntN(25), r.IntN(140))
			}
			b.WriteString("\n## What is next\n\n")
			table = false
		}
	}
	return strings.TrimRight(b.String(), "\n ") + "\n"
}

// writePressbox writes the corpus as a site of ours.
//
// Names in prose are linked or not; Hugo knows nothing like it.
func (c *corpus) writePressbox(dir string, linked bool) error {
	w := writer{dir: dir}
	w.file("site.yaml", fmt.Sprintf(`id: 6f1c7f0e-32a5-4a68-9d5b-6d1f5f6a7c11
title: The Bench
description: News that means nothing
base_url: https://bench.example/
timezone: America/New_York
unregistered: allow
markdown: {link_names: %t}
`, linked))
	for _, t := range c.teams {
		w.file("content/teams/"+t.id+".md", fmt.Sprintf("---\nname: %s\ncity: %s\nnickname: %s\nabbreviations: [%s]\nleague: nfl\nconference: %s\ndivision: %s\n---\n",
			t.name, t.city, t.nickname, t.abbreviation, t.conference, t.division))
	}
	for _, p := range c.players {
		var b strings.Builder
		fmt.Fprintf(&b, "---\nname: %s\nposition: %s\n", strconv.Quote(p.name), p.position)
		if len(p.stints) > 0 {
			b.WriteString("teams:\n")
			for _, s := range p.stints {
				fmt.Fprintf(&b, "  - {team: %s", s.team)
				if !s.from.IsZero() {
					fmt.Fprintf(&b, ", from: %s", s.from.Format(time.DateOnly))
				}
				if !s.to.IsZero() {
					fmt.Fprintf(&b, ", to: %s", s.to.Format(time.DateOnly))
				}
				b.WriteString("}\n")
			}
		}
		b.WriteString("---\n")
		w.file("content/players/"+p.id+".md", b.String())
	}
	for _, s := range c.sources {
		w.file("content/sources/"+s.id+".md", fmt.Sprintf("---\nname: %s\noutlet: %s\n---\n", strconv.Quote(s.name), s.outlet))
	}
	for _, a := range c.authors {
		w.file("content/authors/"+a.id+".md", fmt.Sprintf("---\nname: %s\nrole: Writer\n---\n", strconv.Quote(a.name)))
	}
	for i := range c.posts {
		p := &c.posts[i]
		w.file("content/posts/"+p.path(), p.pressbox())
	}
	return w.err
}

func (p *post) pressbox() string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s\ndate: %s\n", strconv.Quote(p.title), p.time.Format(time.RFC3339))
	names := make([]string, len(p.players))
	for i, x := range p.players {
		names[i] = strconv.Quote(x.written)
	}
	fmt.Fprintf(&b, "player: [%s]\nsource: %s\nauthor: %s\ntags: [%s]\n", strings.Join(names, ", "), strconv.Quote(p.source.name), strconv.Quote(p.author.name), strings.Join(p.tags, ", "))
	if p.status != "" {
		fmt.Fprintf(&b, "status: %s\n", p.status)
	}
	if p.story != "" {
		fmt.Fprintf(&b, "story: %s\n", p.story)
	}
	b.WriteString("---\n")
	b.WriteString(p.body)
	return b.String()
}

// A writer writes files until one fails.
type writer struct {
	dir string
	err error
}

func (w *writer) file(name, content string) {
	if w.err != nil {
		return
	}
	full := filepath.Join(w.dir, filepath.FromSlash(name))
	if w.err = os.MkdirAll(filepath.Dir(full), 0o777); w.err == nil {
		w.err = os.WriteFile(full, []byte(content), 0o666)
	}
}

// slugOf keeps letters and digits and puts hyphens between.
func slugOf(s string) string {
	var b strings.Builder
	gap := false
	for _, c := range strings.ToLower(s) {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(c)
		case c == '\'' || c == '.':
		default:
			gap = true
		}
	}
	return b.String()
}

func theTags() []string {
	return strings.Fields("injuries trades contracts draft free-agency practice roster waivers rookies coaching film stats rumors schedule awards history stadium officiating fantasy business community records suspensions retirements playoffs preseason camp scouting ownership media")
}

func theTeams() []team {
	table := `ARI|Arizona|Cardinals|NFC|West
ATL|Atlanta|Falcons|NFC|South
BAL|Baltimore|Ravens|AFC|North
BUF|Buffalo|Bills|AFC|East
CAR|Carolina|Panthers|NFC|South
CHI|Chicago|Bears|NFC|North
CIN|Cincinnati|Bengals|AFC|North
CLE|Cleveland|Browns|AFC|North
DAL|Dallas|Cowboys|NFC|East
DEN|Denver|Broncos|AFC|West
DET|Detroit|Lions|NFC|North
GB|Green Bay|Packers|NFC|North
HOU|Houston|Texans|AFC|South
IND|Indianapolis|Colts|AFC|South
JAX|Jacksonville|Jaguars|AFC|South
KC|Kansas City|Chiefs|AFC|West
LAC|Los Angeles|Chargers|AFC|West
LAR|Los Angeles|Rams|NFC|West
LV|Las Vegas|Raiders|AFC|West
MIA|Miami|Dolphins|AFC|East
MIN|Minnesota|Vikings|NFC|North
NE|New England|Patriots|AFC|East
NO|New Orleans|Saints|NFC|South
NYG|New York|Giants|NFC|East
NYJ|New York|Jets|AFC|East
PHI|Philadelphia|Eagles|NFC|East
PIT|Pittsburgh|Steelers|AFC|North
SEA|Seattle|Seahawks|NFC|West
SF|San Francisco|49ers|NFC|West
TB|Tampa Bay|Buccaneers|NFC|South
TEN|Tennessee|Titans|AFC|South
WAS|Washington|Commanders|NFC|East`
	var teams []team
	for line := range strings.Lines(table) {
		f := strings.Split(strings.TrimSpace(line), "|")
		name := f[1] + " " + f[2]
		teams = append(teams, team{id: slugOf(name), name: name, city: f[1], nickname: f[2], abbreviation: f[0], conference: f[3], division: f[4]})
	}
	return teams
}
