package newsroom

import (
	"slices"
	"strings"
	"testing"

	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// A name is put in place in every way of writing it, and no other byte changes.
func TestRewriteKeepsEveryOtherByte(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"plain", "---\nplayer: Josh Allen\ntitle: Josh Allen\n---\n", "---\nplayer: josh-allen\ntitle: Josh Allen\n---\n"},
		{"plain with a comment", "---\nplayer:   Josh Allen   # the one\n---\n", "---\nplayer:   josh-allen   # the one\n---\n"},
		{"CRLF", "---\r\ntitle: x\r\nplayer: Josh Allen\r\n---\r\n", "---\r\ntitle: x\r\nplayer: josh-allen\r\n---\r\n"},
		{"double quotes", "---\nplayer: \"Josh Allen\"\n---\n", "---\nplayer: \"josh-allen\"\n---\n"},
		{"single quotes", "---\nplayer: 'Josh Allen' \n---\n", "---\nplayer: 'josh-allen' \n---\n"},
		{"escapes", "---\nplayer: \"Jos\\u0068 Allen\"\n---\n", "---\nplayer: \"josh-allen\"\n---\n"},
		{"flow list", "---\nplayer: [ Cam Akers, Josh Allen ,x]\n---\n", "---\nplayer: [ Cam Akers, josh-allen ,x]\n---\n"},
		{"list", "---\nplayer:\n  - Cam Akers\n  - Josh Allen\n---\n", "---\nplayer:\n  - Cam Akers\n  - josh-allen\n---\n"},
		{"twice in a line", "---\nplayer: [Josh Allen, \"Josh Allen\"]\n---\n", "---\nplayer: [josh-allen, \"josh-allen\"]\n---\n"},
		{"map in a flow", "---\nplayer: {name: Josh Allen, outlet: x}\n---\n", "---\nplayer: {name: josh-allen, outlet: x}\n---\n"},
		{"behind wide letters", "---\n\"é\U0001F3C8\": [é, Josh Allen]\n---\n", "---\n\"é\U0001F3C8\": [é, josh-allen]\n---\n"},
		{"TOML", "+++\nplayer = [\"Cam\", 'Josh Allen', \"Josh Allen\"] # x\n+++\n", "+++\nplayer = [\"Cam\", 'josh-allen', \"josh-allen\"] # x\n+++\n"},
		{"plain over two lines", "---\nplayer: Josh\n   Allen # c\nx: [Josh\n  Allen, y]\n---\n", "---\nplayer: josh-allen # c\nx: [josh-allen, y]\n---\n"},
		{"quotes over two lines", "---\nplayer: \"Josh\n   Allen\" # c\nx: 'Josh\n  Allen'\n---\n", "---\nplayer: \"josh-allen\" # c\nx: 'josh-allen'\n---\n"},
		{"folded", "---\nplayer: >-\n  Josh\n  Allen\nx: y\n---\n", "---\nplayer: >-\n  josh-allen\nx: y\n---\n"},
		{"a block in a list", "---\nplayer:\n  - |- # c\n    Josh Allen\n  - x\n---\n", "---\nplayer:\n  - |- # c\n    josh-allen\n  - x\n---\n"},
		{"TOML in three quotes", "+++\nplayer = [\"\"\"Josh Allen\"\"\", '''Josh Allen''']\n+++\n", "+++\nplayer = [\"\"\"josh-allen\"\"\", '''josh-allen''']\n+++\n"},
		{"JSON", "{\n\t\"player\": \"Josh Allen\", \"x\": [\"Josh Allen\"]\n}\n", "{\n\t\"player\": \"josh-allen\", \"x\": [\"josh-allen\"]\n}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var v meta.Value
			var problems problem.List
			switch c.src[0] {
			case '+':
				v, problems = meta.ParseTOML("x", []byte(strings.Trim(c.src, "+\n")+"\n"), 2)
			case '{':
				v, problems = meta.ParseJSON("x", []byte(c.src), 1)
			default:
				v, problems = meta.ParseYAML("x", []byte(strings.Trim(strings.ReplaceAll(c.src, "---\r\n", "---\n"), "-\n")+"\n"), 2)
			}
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			var edits []Edit
			var walk func(meta.Value)
			walk = func(v meta.Value) {
				if v.Kind == meta.Text && v.Text == "Josh Allen" {
					edits = append(edits, Edit{int(v.Line), int(v.Column), v.Text, "josh-allen"})
				}
				for _, f := range v.Fields {
					if f.Key != "title" {
						walk(f.Value)
					}
				}
			}
			walk(v)
			got, err := Rewrite([]byte(c.src), edits)
			if err != nil || string(got) != c.want || len(edits) == 0 {
				t.Errorf("%q, %v\nwant %q", got, err, c.want)
			}
		})
	}
}

func TestRewriteRefusesWhatDoesNotStandThere(t *testing.T) {
	for _, src := range []string{"player: Josh Allens\n", "player: \"Josh\"\n", "player: Josh", "", "player: \"Josh Allen\n"} {
		if got, err := Rewrite([]byte(src), []Edit{{1, 9, "Josh Allen", "x"}}); err == nil {
			t.Errorf("%q became %q", src, got)
		}
	}
}

func TestRewriteOfBodies(t *testing.T) {
	src := "He is [[Josh Allen]], or [[Josh Allen|he]], or [[Josh Allen (QB)]].\n"
	got, err := Rewrite([]byte(src), []Edit{{1, 7, "Josh Allen", "josh-allen"}, {1, 26, "Josh Allen", "josh-allen"}, {1, 48, "Josh Allen (QB)", "josh-allen"}})
	if want := "He is [[josh-allen|Josh Allen]], or [[josh-allen|he]], or [[josh-allen|Josh Allen]].\n"; err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
	src = "> He is [[Josh\r\n>  Allen]] and [[player:Josh\r\n> Allen|he]].\r\n"
	got, err = Rewrite([]byte(src), []Edit{{1, 9, "Josh Allen", "josh-allen"}, {2, 16, "Josh Allen", "josh-allen"}})
	if want := "> He is [[josh-allen|Josh Allen]] and [[player:josh-allen|he]].\r\n"; err != nil || string(got) != want {
		t.Errorf("%q, %v", got, err)
	}
	src = "| a | b |\n|---|---|\n| [[Josh Allen]] | [[player: Josh Allen]] |\n| [[Josh Allen\\|he]] | x |\n"
	got, err = Rewrite([]byte(src), []Edit{{3, 3, "Josh Allen", "josh-allen"}, {3, 20, "Josh Allen", "josh-allen"}, {4, 3, "Josh Allen", "josh-allen"}})
	if want := "| a | b |\n|---|---|\n| [[josh-allen\\|Josh Allen]] | [[player:josh-allen\\|Josh Allen]] |\n| [[josh-allen\\|he]] | x |\n"; err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
}

// The body of a post is about whom its front matter is found to be about.
func TestANameGivenTwiceMeansTwo(t *testing.T) {
	room, _ := assemble(t, "2025-01-01", teams+allens+onePost("2021-11-07", "[Josh Allen, Josh Allen]"))
	var chosen []string
	for _, g := range room.Guesses {
		chosen = append(chosen, g.Chosen)
	}
	if !slices.Equal(chosen, []string{"josh-allen", "josh-allen-olb"}) {
		t.Errorf("%q", chosen)
	}
}

func TestABodyFollowsTheFrontMatter(t *testing.T) {
	room, _ := assemble(t, "2025-01-01", teams+allens+"-- posts/p.md --\n---\ntitle: x\ndate: 2021-11-07\nplayer: Josh Allen\nteam: Jaguars\n---\n[[Josh Allen]] and [[Josh Allen|he]].\n")
	for _, g := range room.Guesses {
		if g.Chosen != "josh-allen-olb" {
			t.Errorf("%+v", g)
		}
	}
	if len(room.Guesses) != 3 {
		t.Errorf("%d guesses", len(room.Guesses))
	}
}

// What resolve proposes is written, and then there is nothing left to propose.
func TestGuessesAreSettledByWhatTheyWrite(t *testing.T) {
	const records = teams + allens + akers + `
-- players/chosen-anderson.md --
names: [{name: Robby Anderson, to: 2023-04-01}, {name: Chosen Anderson, from: 2023-04-01}]
-- players/sam-allen.md --
name: Sam Allen
teams: [{team: buffalo-bills, from: 2018}]
-- players/sam-allen-c.md --
name: Sam Allen
teams: [{team: jacksonville-jaguars, from: 2018}]
-- players/sam-allen-k.md --
name: Sam Allen
teams: [{team: jacksonville-jaguars, from: 2018}]
-- players/pat-allen.md --
name: Pat Allen
teams: [{team: buffalo-bills, from: 1980}]
retired: 1990
-- players/pat-allen-2.md --
name: Pat Allen
teams: [{team: buffalo-bills, from: 2018, to: 2020}]
`
	for _, c := range []struct{ post, chosen, why string }{
		{"title: x\ndate: 2021-11-07\nplayer: Josh Allen\nteam: Jaguars\n", "josh-allen-olb", "a team of that day is in the post"},
		{"title: x\ndate: 2021-11-07\nplayer: Josh Allen\n", "josh-allen", "the name alone is its id"},
		{"title: x\ndate: 2021-11-07\nplayer: Sam Allen\nteam: Jaguars\n", "", ""}, // the team tells, but not enough, and not of the plain id
		{"title: x\ndate: 2021-11-07\nplayer: Pat Allen\n", "pat-allen-2", "the others had retired by then"},
		{"title: x\ndate: 2021-11-07\nplayer: Cam Akers\nteam: LA\n", "los-angeles-rams", "a team of that day is in the post"},
		{"title: x\ndate: 2024-11-07\nplayer: Robby Anderson\n", "chosen-anderson", "nobody else ever bore the name"},
		{"title: x\ndate: 2021-11-07\nplayer: [josh-allen, Josh Allen]\nteam: Bills\n", "josh-allen-olb", "the post names the others already"},
		{"---\ntitle: x\ndate: 2021-11-07\nplayer: josh-allen-olb\n---\nSee [[Josh Allen]].\n", "josh-allen-olb", "the post is about the same"},
		{"---\ntitle: x\ndate: 2021-11-07\nplayer: josh-allen-olb\n---\nSee [[player: Josh Allen]].\n", "josh-allen-olb", "the post is about the same"},
		{"---\ntitle: x\ndate: 2021-11-07\nteam: Jaguars\n---\nSee [[player:Josh Allen|him]].\n", "josh-allen-olb", "a team of that day is in the post"},
		{"---\ntitle: x\ndate: 2021-11-07\n---\nSee [him](player:Josh%20Allen).\n", "", ""}, // only people write there
		{"---\ntitle: x\ndate: 2021-11-07\n---\nSee [[Josh Allen]].\n", "josh-allen", "the name alone is its id"},
	} {
		room, _ := assemble(t, "2025-01-01", records+"-- posts/p.md --\n"+c.post)
		if len(room.Guesses) != 1 || room.Guesses[0].Chosen != c.chosen || room.Guesses[0].Why != c.why {
			t.Errorf("%q: %+v", c.post, room.Guesses)
			continue
		}
		if c.chosen == "" {
			continue
		}
		after, err := Rewrite([]byte(c.post), []Edit{room.Guesses[0].Edit()})
		if err != nil {
			t.Error(err)
		}
		if room := clean(t, "2025-01-01", records+"-- posts/p.md --\n"+string(after)); len(room.Guesses) != 0 {
			t.Errorf("%q: %+v", after, room.Guesses)
		}
	}
}

func TestShiftsAreThePostsThatARecordMoved(t *testing.T) {
	const posts = "-- posts/p.md --\ntitle: x\ndate: 2024-02-01\nplayer: Cam Akers\n-- posts/q.md --\ntitle: x\ndate: 2022-02-01\nplayer: Cam Akers\n"
	before := clean(t, "2025-01-01", teams+akers+posts)
	after := clean(t, "2025-01-01", teams+strings.Replace(akers, "to: 2024-03-13", "to: 2024-01-13", 1)+posts)
	got := after.Shifts(before.Standings())
	if len(got) != 1 || got[0] != (Shift{"content/posts/p.md", "cam-akers; "}) {
		t.Errorf("%+v", got)
	}
	if got := before.Shifts(before.Standings()); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}
