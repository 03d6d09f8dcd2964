package meta

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/problem"
)

func parse(t *testing.T, src string) Value {
	t.Helper()
	v, l := ParseYAML("x.md", []byte(src), 1)
	if len(l) > 0 {
		t.Fatal(l)
	}
	return v
}

func TestReaderReportsEveryKeyNotAskedFor(t *testing.T) {
	var l problem.List
	r := Read("x.md", parse(t, "titel: x\nplayer: [a, b]\nlastmod: y\nLastMod: y\nzzz: {}\nteam: z\n035: 1\n"), &l)
	r.Text("title")
	r.Texts("player", "players")
	r.Text("team", "teams")
	r.Done(map[string]string{"lastmod": `use "updated"`})
	check(t, l, []string{
		`x.md:1:1 unknown-key unknown key "titel"`,
		`x.md:3:1 unknown-key unknown key "lastmod"`,
		`x.md:4:1 unknown-key unknown key "LastMod"`,
		`x.md:5:1 unknown-key unknown key "zzz"`,
		`x.md:7:1 unknown-key unknown key "035"`,
	})
	hints := []string{"did you mean title?", `use "updated"`, `use "updated"`, "there are title, player, players, team, teams", "write numbers without commas"}
	for i, p := range l {
		if p.Hint != hints[i] {
			t.Errorf("%s: hint %q, want %q", p.Text, p.Hint, hints[i])
		}
	}
}

func TestUnknownKeysMayStandBelowParams(t *testing.T) {
	var l problem.List
	r := Read("x.md", parse(t, "hometown: x\n"), &l)
	r.Value("params")
	r.Done(nil)
	if len(l) != 1 || l[0].Hint != `put what only templates want below "params"` {
		t.Error(l)
	}
}

func TestTruthIsWrittenAsInYAML(t *testing.T) {
	for text, want := range map[string][2]bool{
		"true": {true, true}, "True": {true, true}, "TRUE": {true, true}, "false": {false, true}, "False": {false, true}, "FALSE": {false, true},
		"yes": {}, "tRUE": {}, "1": {}, "on": {},
	} {
		var l problem.List
		value, ok := Read("x.md", parse(t, "draft: "+text+"\n"), &l).Bool("draft")
		if got := [2]bool{value, ok}; got != want || ok == (len(l) > 0) {
			t.Errorf("%s is %v %v", text, got, l)
		}
	}
}

func TestReaderTellsWhatIsFoundAndWhatIsWanted(t *testing.T) {
	var l problem.List
	r := Read("x.md", parse(t, `title: [a]
player: x
players: [y]
draft: yes
number: 010
total: 6,173,035
count: many
big: 99999999999999999999
tags: [a, "", {b: c}, ~, d]
source: x
empty: ""
gone:
`), &l)
	r.Text("title")
	r.Texts("player", "players")
	r.Bool("draft")
	r.Int("number")
	r.Int("total")
	r.Int("count")
	r.Int("big")
	tags, _ := r.Texts("tags")
	if len(tags) != 2 || tags[0].Text != "a" || tags[1].Text != "d" {
		t.Errorf("tags are %v", tags)
	}
	if _, ok := r.Map("source"); ok {
		t.Error("text is read as a map")
	}
	r.Need("empty")
	r.Need("gone")
	r.Need("absent")
	r.Done(nil)
	check(t, l, []string{
		`x.md:1 missing-key "absent" is missing`,
		`x.md:1:8 wrong-type "title" wants text, found a list`,
		`x.md:3:1 conflicting-keys "player" and "players" mean the same and are both given`,
		`x.md:4:8 wrong-type "draft" wants true or false, found "yes"`,
		`x.md:5:9 wrong-type "number" wants a whole number, found "010"`,
		`x.md:6:8 wrong-type "total" wants a whole number, found "6,173,035"`,
		`x.md:7:8 wrong-type "count" wants a whole number, found "many"`,
		`x.md:8:6 wrong-type "big" wants a whole number, found "99999999999999999999"`,
		`x.md:9:11 bad-value "tags" holds an empty value`,
		`x.md:9:15 wrong-type "tags" wants text or a list of texts, found keys with values`,
		`x.md:9:23 bad-value "tags" holds an empty value`,
		`x.md:10:9 wrong-type "source" wants keys with values, found "x"`,
		`x.md:11:8 missing-key "empty" is empty`,
		`x.md:12:6 missing-key "gone" is missing`,
	})
}

func TestReaderReads(t *testing.T) {
	var l problem.List
	r := Read("x.md", parse(t, `title: "  Akers  "
players: Cam Akers
draft: true
number: 10
minus: -3
zero: 0
source: {name: x, url: y}
teams: [a, b]
stats: {rushing: 1, receiving: 2}
none: ~
`), &l)
	type all struct {
		Title, Player     string
		Draft             bool
		Number, Neg, Zero int64
		Source, Teams     []string
		Rest              []string
	}
	var got all
	got.Title, _ = r.Need("title")
	ps, _ := r.Texts("player", "players")
	got.Player = ps[0].Text
	got.Draft, _ = r.Bool("draft")
	got.Number, _ = r.Int("number")
	got.Neg, _ = r.Int("minus")
	got.Zero, _ = r.Int("zero")
	m, ok := r.Map("source")
	if !ok {
		t.Fatal("no source")
	}
	name, _ := m.Text("name")
	url, _ := m.Text("url")
	m.Done(nil)
	got.Source = []string{name, url}
	items, _ := r.Items("team", "teams")
	for _, v := range items {
		got.Teams = append(got.Teams, v.Text)
	}
	m, _ = r.Map("stats")
	for _, f := range m.Rest() {
		got.Rest = append(got.Rest, f.Key+f.Value.Text)
	}
	m.Done(nil)
	if _, ok := r.Text("none"); ok {
		t.Error("null counts as given")
	}
	r.Done(nil)
	if len(l) > 0 {
		t.Error(l)
	}
	want := all{"Akers", "Cam Akers", true, 10, -3, 0, []string{"x", "y"}, []string{"a", "b"}, []string{"rushing1", "receiving2"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestReaderOfNothingReadsAnEmptyMap(t *testing.T) {
	var l problem.List
	r := Read("x.md", Value{Line: 2, Column: 1}, &l)
	r.Text("title")
	r.Done(nil)
	if len(l) > 0 {
		t.Error(l)
	}
	r = Read("x.md", Value{Kind: Text, Line: 2, Column: 1, Text: "x"}, &l)
	r.Need("title")
	r.Done(nil)
	check(t, l, []string{"x.md:2 missing-key", "x.md:2:1 wrong-type keys with values are wanted here"})
}

func BenchmarkPost(b *testing.B) {
	src := []byte("title: Akers wants out\ndate: 2022-11-01 17:05\nplayer: Cam Akers\nteam: Los Angeles Rams\nsource: Josina Anderson\nauthor: desk\nstatus: reported\nstory: akers\ntags: [trade, rams]\n")
	for name, parse := range map[string]func() (Value, problem.List){
		"flat": func() (Value, problem.List) { return ParseYAML("x.md", src, 2) },
		"full": func() (Value, problem.List) { return parseFullYAML("x.md", src, 2) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				v, l := parse()
				r := Read("x.md", v, &l)
				r.Need("title")
				r.Scalar("date")
				r.Texts("player", "players")
				r.Texts("team", "teams")
				r.Items("source", "sources")
				r.Texts("author", "authors")
				r.Text("status")
				r.Text("story")
				r.Texts("tags", "tag")
				r.Done(nil)
				if len(l) > 0 {
					b.Fatal(l)
				}
			}
		})
	}
}
