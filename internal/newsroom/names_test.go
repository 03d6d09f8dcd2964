package newsroom

import (
	"slices"
	"strings"
	"testing"
)

// TestNamesTable holds resolution to the table of names that must come out right,
// a case a row.
func TestNamesTable(t *testing.T) {
	for _, c := range []struct {
		row  string
		test func(t *testing.T)
	}{
		{"two of one name: the bare name is a problem naming both", func(t *testing.T) {
			room, problems := assemble(t, "2022-01-01", teams+allens+onePost("2021-11-07", "Josh Allen"))
			expect(t, problems, `content/posts/p.md:3:9: "Josh Allen" is the name of 2 players: josh-allen (QB, Buffalo Bills, born 1996); `+
				`josh-allen-olb (OLB, Jacksonville Jaguars, born 1997) (write one of the ids, or say which, like "Josh Allen (QB)")`)
			if got := said(room.post(t, "p")); got != "" {
				t.Errorf("meant %s", got)
			}
		}},
		{"two of one name: an id or a qualifier settles it", func(t *testing.T) {
			for typed, want := range map[string]string{
				"josh-allen":           "josh-allen=Josh Allen",
				"josh-allen-olb":       "josh-allen-olb=Josh Allen",
				"Josh Allen (QB)":      "josh-allen=Josh Allen",
				"Josh Allen (olb)":     "josh-allen-olb=Josh Allen",
				"Josh Allen (BUF)":     "josh-allen=Josh Allen",
				"Josh Allen (Jaguars)": "josh-allen-olb=Josh Allen",
				"Josh Allen (1996)":    "josh-allen=Josh Allen",
				"Josh Allen (QB, BUF)": "josh-allen=Josh Allen",
			} {
				if got := said(clean(t, "2022-01-01", teams+allens+onePost("2021-11-07", typed)).post(t, "p")); got != want {
					t.Errorf("%s is %s, want %s", typed, got, want)
				}
			}
		}},
		{"two of one name: what tells them apart in the problem settles it", func(t *testing.T) {
			for typed, want := range map[string]string{
				"Josh Allen (born 1997)":            "josh-allen-olb=Josh Allen",
				"Josh Allen (Buffalo)":              "josh-allen=Josh Allen",
				"Josh Allen (OLB, born 1997)":       "josh-allen-olb=Josh Allen",
				"Josh Allen (QB, Buffalo Bills)":    "josh-allen=Josh Allen",
				"JOSH  ALLEN (Jacksonville, olb)":   "josh-allen-olb=Josh Allen",
				"Josh Allen (buffalo-bills)":        "josh-allen=Josh Allen",
				"Josh Allen (Jacksonville Jaguars)": "josh-allen-olb=Josh Allen",
				"Josh Allen ( BUF )":                "josh-allen=Josh Allen",
				"Josh Allen(QB)":                    "josh-allen=Josh Allen",
				"Josh Allen (JAX, OLB, 1997)":       "josh-allen-olb=Josh Allen",
			} {
				room, _ := assemble(t, "2022-01-01", teams+allens+onePost("2021-11-07", `"`+typed+`"`))
				if got := said(room.post(t, "p")); got != want {
					t.Errorf("%s is %s, want %s", typed, got, want)
				}
			}
		}},
		{"two of one name: before the second was known there was one", func(t *testing.T) {
			if got := said(clean(t, "2022-01-01", teams+allens+onePost("2018-11-07", "Josh Allen")).post(t, "p")); got != "josh-allen=Josh Allen" {
				t.Error(got)
			}
		}},
		{"two of one name: who was drafted later is not meant, whenever a team of theirs began", func(t *testing.T) {
			const brown = "-- players/a-brown.md --\nname: Al Brown\nteams: [{team: buffalo-bills, from: 2001, to: 2009}]\n" +
				"-- players/a-brown-2.md --\nname: Al Brown\ndrafted: {year: 2020, round: 1}\nteams: [{team: buffalo-bills, to: 2022-10-01}]\n" +
				"-- players/a-brown-3.md --\nname: Al Brown\ndrafted: {year: 2021, round: 1}\nteams: [{team: buffalo-bills, from: 2008-05-01, to: 2008-06-01}]\n"
			if got := said(clean(t, "2024-01-01", teams+brown+onePost("2007-11-07", "Al Brown")).post(t, "p")); got != "a-brown=Al Brown" {
				t.Error(got)
			}
			_, problems := assemble(t, "2024-01-01", teams+brown+onePost("2015-11-07", "Al Brown"))
			expect(t, problems, "is the name of 2 players: a-brown (no team); a-brown-3 (no team)")
		}},
		{"two of one name: the post's team does not settle it", func(t *testing.T) {
			_, problems := assemble(t, "2022-01-01", teams+allens+onePost("2021-11-07", "Josh Allen")+"team: Bills\n")
			expect(t, problems, "is the name of 2 players")
		}},
		{"two of one name: a qualifier that fits nobody is a problem naming both", func(t *testing.T) {
			_, problems := assemble(t, "2022-01-01", teams+allens+onePost("2021-11-07", "Josh Allen (TE)"))
			expect(t, problems, `"Josh Allen (TE)" was not true of any "Josh Allen" on 2021-11-07: josh-allen (QB`)
		}},
		{"two of one name: a post on both stands on both pages and links neither", func(t *testing.T) {
			room := clean(t, "2022-01-01", teams+allens+onePost("2021-11-07", "[josh-allen, josh-allen-olb]"))
			p := room.post(t, "p")
			if said(p) != "josh-allen=Josh Allen josh-allen-olb=Josh Allen" || len(room.On(room.player(t, "josh-allen"))) != 1 || len(room.On(room.player(t, "josh-allen-olb"))) != 1 {
				t.Error(said(p))
			}
			if got := linkable(p); got != "Jacksonville Jaguars; Buffalo Bills" {
				t.Errorf("links %s", got)
			}
		}},
		{"an id outlives the position in it", func(t *testing.T) {
			p := clean(t, "2024-01-01", teams+allens).player(t, "josh-allen-olb")
			if p.At("2022-01-01").Position != "OLB" || p.At("2024-01-01").Position != "DE" {
				t.Error(p.At("2024-01-01").Position)
			}
		}},
		{"Robby, Robbie, Chosen Anderson: one id, three dated names", func(t *testing.T) {
			const anderson = `
-- players/chosen-anderson.md --
names: [{name: Robby Anderson, to: 2022-02-01}, {name: Robbie Anderson, from: 2022-02-01, to: 2023-04-01}, {name: Chosen Anderson, from: 2023-04-01}]
`
			for _, c := range []struct{ day, typed, want string }{
				{"2020-09-10", "Robby Anderson", "Robby Anderson"},
				{"2022-09-10", "Robbie Anderson", "Robbie Anderson"},
				{"2023-09-10", "Chosen Anderson", "Chosen Anderson"},
				{"2020-09-10", "chosen-anderson", "Robby Anderson"},
				{"2023-09-10", "chosen-anderson", "Chosen Anderson"},
			} {
				if got := said(clean(t, "2024-01-01", anderson+onePost(c.day, c.typed)).post(t, "p")); got != "chosen-anderson="+c.want {
					t.Errorf("%s on %s prints %s", c.typed, c.day, got)
				}
			}
			room, problems := assemble(t, "2024-01-01", anderson+onePost("2023-09-10", "Robby Anderson"))
			expect(t, problems, `warning: "Robby Anderson" is taken for player chosen-anderson`)
			if got := said(room.post(t, "p")); got != "chosen-anderson=Robby Anderson" {
				t.Error(got)
			}
			if former := room.player(t, "chosen-anderson").At("2024-01-01").Former; strings.Join(former, "; ") != "Robby Anderson; Robbie Anderson" {
				t.Errorf("formerly %q", former)
			}
		}},
		{"Metta World Peace: the sort name is stored", func(t *testing.T) {
			room := clean(t, "2022-01-01", `
-- players/metta-world-peace.md --
names: [{name: Ron Artest, to: 2011-09-16}, {name: Metta World Peace, from: 2011-09-16}]
sort: World Peace, Metta
-- players/aaron-zed.md --
name: Aaron Zed
-- players/amon-ra-st-brown.md --
name: Amon-Ra St. Brown
-- players/steve-smith-sr.md --
name: Steve Smith Sr.
`)
			var got []string
			for _, p := range room.Players {
				got = append(got, p.Sort)
			}
			if want := "Smith Sr., Steve; St. Brown, Amon-Ra; World Peace, Metta; Zed, Aaron"; strings.Join(got, "; ") != want {
				t.Errorf("%q", got)
			}
		}},
		{"who has died has no running age and no current team", func(t *testing.T) {
			p := clean(t, "2024-01-01", teams+`
-- players/x-y.md --
name: X Y
born: 1990-01-01
died: 2021-12-09
teams: [{team: buffalo-bills, from: 2012}]
`).player(t, "x-y")
			if f := p.At("2021-12-08"); f.Age != 31 || len(f.Teams) != 1 {
				t.Errorf("%+v", f)
			}
			if f := p.At("2024-01-01"); f.Age != 0 || len(f.Teams) != 0 || f.Season != 0 {
				t.Errorf("%+v", f)
			}
			if len(p.Stints[0].Team.Roster("2024-01-01")) != 0 {
				t.Error("on the roster")
			}
		}},
		{"two Connor McGoverns: team and birth year tell them apart", func(t *testing.T) {
			_, problems := assemble(t, "2022-01-01", `
-- teams/new-york-jets.md --
name: New York Jets
-- teams/dallas-cowboys.md --
name: Dallas Cowboys
-- players/connor-mcgovern-c.md --
name: Connor McGovern
position: OL
born: 1993-04-28
teams: [{team: new-york-jets, from: 2020}]
-- players/connor-mcgovern-g.md --
name: Connor McGovern
position: OL
born: 1997-11-03
teams: [{team: dallas-cowboys, from: 2019}]
`+onePost("2021-11-07", "Connor McGovern"))
			expect(t, problems, `connor-mcgovern-c (OL, New York Jets, born 1993); connor-mcgovern-g (OL, Dallas Cowboys, born 1997) (write one of the ids, or say which, like "Connor McGovern (New York Jets)")`)
		}},
		{`Adam "Pacman" Jones: quotes inside a name survive`, func(t *testing.T) {
			const jones = "-- players/adam-jones.md --\nname: 'Adam \"Pacman\" Jones'\n"
			for _, typed := range []string{`'Adam "Pacman" Jones'`, `Adam “Pacman” Jones`} {
				p := clean(t, "2022-01-01", jones+onePost("2021-11-07", typed)).post(t, "p")
				if want := strings.Trim(typed, "'"); said(p) != "adam-jones="+want {
					t.Error(said(p))
				}
			}
			if got := Slug(`Adam "Pacman" Jones`); got != "adam-pacman-jones" {
				t.Error(got)
			}
		}},
		{"Steve Smith becomes Steve Smith Sr.: a suffix joins a living name", func(t *testing.T) {
			const smiths = `
-- players/steve-smith-sr.md --
names: [{name: Steve Smith, to: 2014-08-01}, {name: Steve Smith Sr., from: 2014-08-01}]
teams: [{team: panthers, from: 2001}]
-- players/steve-smith-giants.md --
name: Steve Smith
teams: [{team: giants, from: 2007}]
-- teams/panthers.md --
name: Carolina Panthers
-- teams/giants.md --
name: New York Giants
`
			for _, c := range []struct{ day, typed, want string }{
				{"2005-01-01", "Steve Smith", "steve-smith-sr=Steve Smith"},
				{"2015-01-01", "Steve Smith", "steve-smith-giants=Steve Smith"},
				{"2015-01-01", "Steve Smith Sr.", "steve-smith-sr=Steve Smith Sr."},
				{"2015-01-01", "Steve Smith, Sr", "steve-smith-sr=Steve Smith, Sr"},
			} {
				if got := said(clean(t, "2022-01-01", smiths+onePost(c.day, c.typed)).post(t, "p")); got != c.want {
					t.Errorf("%s on %s is %s", c.typed, c.day, got)
				}
			}
			_, problems := assemble(t, "2022-01-01", smiths+onePost("2010-01-01", "Steve Smith"))
			expect(t, problems, "is the name of 2 players")
		}},
		{"D'Andre with any apostrophe or none", func(t *testing.T) {
			const swift = "-- players/dandre-swift.md --\nname: D'Andre Swift\n"
			for _, typed := range []string{"D'Andre Swift", "D’Andre Swift", "DʼAndre Swift", "DʻAndre Swift", "D`Andre Swift", "DAndre Swift"} {
				if got := said(clean(t, "2022-01-01", swift+onePost("2021-11-07", typed)).post(t, "p")); got != "dandre-swift="+typed {
					t.Errorf("%s: %s", typed, got)
				}
				if got := Slug(typed); got != "dandre-swift" {
					t.Errorf("slug %s", got)
				}
			}
		}},
		{"DeVonta: any case matches, the record's capitals are printed, with a warning", func(t *testing.T) {
			const smith = "-- players/devonta-smith.md --\nname: DeVonta Smith\n-- players/crevon-leblanc.md --\nname: CreVon LeBlanc\n"
			room, problems := assemble(t, "2022-01-01", smith+onePost("2021-11-07", "[Devonta Smith, Crevon Leblanc]"))
			expect(t, problems, `content/posts/p.md:3:10: warning: "Devonta Smith" is registered as "DeVonta Smith"`, `"CreVon LeBlanc"`)
			if got := said(room.post(t, "p")); got != "devonta-smith=DeVonta Smith crevon-leblanc=CreVon LeBlanc" {
				t.Error(got)
			}
		}},
		{"C.J., CJ and C. J. Mosley", func(t *testing.T) {
			const mosley = "-- players/cj-mosley.md --\nname: C.J. Mosley\n"
			for _, typed := range []string{"C.J. Mosley", "CJ Mosley", "C. J. Mosley"} {
				if got := said(clean(t, "2022-01-01", mosley+onePost("2021-11-07", typed)).post(t, "p")); got != "cj-mosley="+typed {
					t.Error(got)
				}
				if got := Slug(typed); got != "cj-mosley" {
					t.Errorf("slug of %s is %s", typed, got)
				}
			}
		}},
		{"Joe Tryon becomes Joe Tryon-Shoyinka: one id", func(t *testing.T) {
			room := clean(t, "2023-01-01", `
-- players/joe-tryon-shoyinka.md --
names: [{name: Joe Tryon, to: 2021-07-01}, {name: Joe Tryon-Shoyinka, from: 2021-07-01}]
aliases: [/players/joe-tryon/]
`+onePost("2022-01-01", "Joe Tryon Shoyinka"))
			if got := said(room.post(t, "p")); got != "joe-tryon-shoyinka=Joe Tryon Shoyinka" {
				t.Error(got)
			}
		}},
		{"Acuña, Dončić, Jokić: composed, decomposed or plain", func(t *testing.T) {
			const stars = "-- players/ronald-acuna-jr.md --\nname: Ronald Acuña Jr.\n-- players/luka-doncic.md --\nname: Luka Don\u010di\u0107\n-- players/nikola-jokic.md --\nname: Nikola Jokić\n"
			for typed, want := range map[string]string{
				"Luka Donc\u030cic\u0301": "luka-doncic=Luka Don\u010di\u0107",
				"Luka Don\u010di\u0107":   "luka-doncic=Luka Don\u010di\u0107",
				"Luka Doncic":             "luka-doncic=Luka Doncic",
				"Ronald Acun\u0303a Jr.":  "ronald-acuna-jr=Ronald Acu\u00f1a Jr.",
				"Nikola Jokic\u0301":      "nikola-jokic=Nikola Joki\u0107",
			} {
				if got := said(clean(t, "2022-01-01", stars+onePost("2021-11-07", typed)).post(t, "p")); got != want {
					t.Errorf("%+q: %+q", typed, got)
				}
			}
		}},
		{"Luis García and Luis Garcia: one slug is a problem at both files", func(t *testing.T) {
			_, problems := assemble(t, "2022-01-01", "-- players/luis-garcía.md --\nname: Luis García\n-- players/luis-garcia.md --\nname: Luis Garcia\n")
			expect(t, problems, `content/players/luis-garcia.md: the id "luis-garcia" is that of content/players/luis-garcía.md too`,
				`content/players/luis-garcía.md: the id "luis-garcia" is that of content/players/luis-garcia.md too`)
		}},
		{"a nickname resolves to the id and prints as written", func(t *testing.T) {
			room := clean(t, "2023-01-01", "-- players/ahmad-gardner.md --\nname: Ahmad Gardner\nnicknames: [Sauce Gardner, Sauce]\n"+onePost("2022-11-07", "Sauce Gardner"))
			if got := said(room.post(t, "p")); got != "ahmad-gardner=Sauce Gardner" {
				t.Error(got)
			}
			if got := linkable(room.post(t, "p")); got != "Ahmad Gardner; Sauce Gardner" {
				t.Error(got)
			}
		}},
		{"a nickname of two is a problem naming both", func(t *testing.T) {
			_, problems := assemble(t, "2023-01-01", "-- players/ezekiel-elliott.md --\nname: Ezekiel Elliott\nnicknames: [Zeke]\n-- players/zeke-motta.md --\nname: Zeke Motta\nnicknames: [Zeke]\n"+onePost("2022-11-07", "Zeke"))
			expect(t, problems, `"Zeke" is the name of 2 players: ezekiel-elliott (no team); zeke-motta (no team)`)
		}},
		{"Breece Hall and Bryce Hall: both exist, no spelling warning", func(t *testing.T) {
			clean(t, "2023-01-01", "-- players/breece-hall.md --\nname: Breece Hall\n-- players/bryce-hall.md --\nname: Bryce Hall\n"+onePost("2022-11-07", "[Breece Hall, Bryce Hall]"))
		}},
		{"reporter Josina Anderson, receiver Robbie Anderson: registries are separate, a surname is never linked", func(t *testing.T) {
			room := clean(t, "2023-01-01", "-- players/robbie-anderson.md --\nname: Robbie Anderson\n-- sources/josina-anderson.md --\nname: Josina Anderson\n"+
				onePost("2022-11-07", "Robbie Anderson")+"source: Josina Anderson\n")
			if p := room.post(t, "p"); said(p) != "robbie-anderson=Robbie Anderson" || p.Sources[0].Source.ID != "josina-anderson" || linkable(p) != "Robbie Anderson" {
				t.Error(said(p), linkable(p))
			}
		}},
		{"Akers’, Rams’, Allen’s: links are offered for names, not for possessives", func(t *testing.T) {
			p := clean(t, "2023-01-01", teams+akers+onePost("2022-11-01", "Cam Akers")).post(t, "p")
			if got := linkable(p); got != "Los Angeles Rams; Cam Akers" {
				t.Error(got)
			}
		}},
		{"Cam Akers: his page shows his team at each post, for ever", func(t *testing.T) {
			archive := teams + akers
			for _, day := range []string{"2022-11-01", "2023-09-20", "2024-05-01", "2024-08-01", "2024-11-01", "2025-06-01", "2025-10-01", "2025-12-02"} {
				archive += strings.ReplaceAll(strings.ReplaceAll("-- posts/DAY-akers-DAY.md --\ntitle: x\ndate: DAY\nplayer: Cam Akers\n", "DAY-akers", "x"), "DAY", day)
			}
			var got []string
			room := clean(t, "2026-01-01", archive)
			for _, p := range room.On(room.player(t, "cam-akers")) {
				name := ""
				if team := p.TeamOf(room.player(t, "cam-akers")); team != nil {
					name = team.Name(p.Day)
				}
				got = append(got, name)
			}
			if want := "Los Angeles Rams|Minnesota Vikings||Houston Texans|Minnesota Vikings||Minnesota Vikings|Seattle Seahawks"; strings.Join(got, "|") != want {
				t.Errorf("%q", got)
			}
		}},
		{"a trade post stands with both teams, once with the player", func(t *testing.T) {
			room := clean(t, "2024-01-01", teams+akers+onePost("2023-09-20", "Cam Akers")+"team: [LAR, Vikings]\n")
			if len(room.On(room.team(t, "los-angeles-rams"))) != 1 || len(room.On(room.team(t, "minnesota-vikings"))) != 1 || len(room.On(room.player(t, "cam-akers"))) != 1 {
				t.Error(saidTeams(room.post(t, "p")))
			}
		}},
		{"no team is legal", func(t *testing.T) {
			p := clean(t, "2025-07-01", teams+akers+onePost("2025-06-01", "Cam Akers")).post(t, "p")
			if len(p.Teams) != 0 || len(p.Players[0].Teams) != 0 {
				t.Error(saidTeams(p))
			}
		}},
		{"St. Louis Rams until 2015: one team, and the other name resolves too", func(t *testing.T) {
			for _, c := range []struct{ day, typed, warning string }{
				{"2014-10-01", "St. Louis Rams", ""},
				{"2014-10-01", "Rams", ""},
				{"2014-10-01", "STL", ""},
				{"2014-10-01", "St. Louis", ""},
				{"2014-10-01", "Los Angeles Rams", `"Los Angeles Rams" is taken for team los-angeles-rams`},
			} {
				room, problems := assemble(t, "2024-01-01", teams+"-- posts/p.md --\ntitle: x\ndate: "+c.day+"\nteam: "+c.typed+"\n")
				if c.warning != "" {
					expect(t, problems, c.warning)
				} else {
					expect(t, problems)
				}
				if got := saidTeams(room.post(t, "p")); got != "los-angeles-rams=St. Louis Rams" {
					t.Errorf("%s: %s", c.typed, got)
				}
			}
		}},
		{"Los Angeles, or LA: a problem naming Rams and Chargers", func(t *testing.T) {
			for _, typed := range []string{"Los Angeles", "LA"} {
				_, problems := assemble(t, "2024-01-01", teams+"-- posts/p.md --\ntitle: x\ndate: 2022-10-01\nteam: "+typed+"\n")
				expect(t, problems, `"`+typed+`" is the name of 2 teams: los-angeles-chargers (Los Angeles Chargers, National Football League); los-angeles-rams (Los Angeles Rams, National Football League)`)
			}
			// While only one of the two played there, the city meant it.
			p := clean(t, "2024-01-01", teams+"-- posts/p.md --\ntitle: x\ndate: 2016-10-01\nteam: Los Angeles\n").post(t, "p")
			if saidTeams(p) != "los-angeles-rams=Los Angeles Rams" {
				t.Error(saidTeams(p))
			}
		}},
		{"a city is that of a team that writes it otherwise, too", func(t *testing.T) {
			const teams = "-- leagues/nba.md --\nname: NBA\n" +
				"-- teams/lakers.md --\nname: Los Angeles Lakers\ncity: Los Angeles\nnickname: Lakers\nleague: nba\n" +
				"-- teams/clippers.md --\nnames: [{name: San Diego Clippers, to: 1984}, {name: LA Clippers, from: 1984}]\ncity: Los Angeles\nnickname: Clippers\nleague: nba\n"
			for _, typed := range []string{"Los Angeles", "LA", "L.A."} {
				_, problems := assemble(t, "2024-01-01", teams+"-- posts/p.md --\ntitle: x\ndate: 2022-10-01\nteam: "+typed+"\n")
				expect(t, problems, `"`+typed+`" is the name of 2 teams: clippers (LA Clippers, NBA); lakers (Los Angeles Lakers, NBA)`)
			}
			p := clean(t, "2024-01-01", teams+"-- posts/p.md --\ntitle: x\ndate: 2022-10-01\nteam: [Los Angeles Clippers, L.A. Clippers]\n").post(t, "p")
			if saidTeams(p) != "clippers=LA Clippers" {
				t.Error(saidTeams(p))
			}
			p = clean(t, "2024-01-01", teams+"-- posts/p.md --\ntitle: x\ndate: 1980-10-01\nteam: Los Angeles\n").post(t, "p")
			if saidTeams(p) != "lakers=Los Angeles Lakers" {
				t.Error(saidTeams(p))
			}
		}},
		{"the last word of a registered name is a near miss", func(t *testing.T) {
			_, problems := assemble(t, "2024-01-01", "-- teams/okc.md --\nname: Oklahoma City Thunder\n-- sources/shams-charania.md --\nname: Shams Charania\n"+
				"-- posts/p.md --\ntitle: x\ndate: 2022-10-01\nteam: Thunder\nsource: Charania\n")
			expect(t, problems, `unknown team "Thunder" (did you mean okc?)`, `unknown source "Charania" (did you mean shams-charania?)`)
		}},
		{"so are the first words of a team's", func(t *testing.T) {
			const records = "-- teams/aces.md --\nnames: [{name: San Antonio Silver Stars, to: 2018}, {name: Las Vegas Aces, from: 2018}]\n-- teams/penn.md --\nname: Penn\n-- players/las-vegas-jones.md --\nname: Las Vegas Jones\n"
			_, problems := assemble(t, "2024-01-01", records+"-- posts/p.md --\ntitle: x\ndate: 2022-10-01\nteam: [San Antonio, Las Vegas, las vegas aces, Las]\nplayer: Las Vegas\n")
			expect(t, problems, `:3:8: unknown team "San Antonio" (did you mean aces?)`, `unknown team "Las Vegas" (did you mean aces?)`, `"Las" has no record`, `"Las Vegas" has no record`)
		}},
		{"a suffix that a list parted from its name is no name", func(t *testing.T) {
			_, problems := assemble(t, "2024-01-01", "-- players/ken-griffey.md --\nname: Ken Griffey\n-- players/ken-griffey-jr.md --\nname: Ken Griffey Jr.\n"+onePost("2022-10-01", "[Ken Griffey, Jr.]"))
			expect(t, problems, `:3:23: the player's name "Jr." is the end of a name: a name with a comma in a list wants quotes`)
			clean(t, "2024-01-01", "-- players/v.md --\nname: V\n-- players/ken-griffey-jr.md --\nname: Ken Griffey Jr.\n"+onePost("2022-10-01", `["Ken Griffey, Jr.", V]`))
		}},
		{"father and son: the bare name is the father's, and a warning once he has retired", func(t *testing.T) {
			const tatis = "-- players/fernando-tatis.md --\nname: Fernando Tatís\nteams: [{team: buffalo-bills, from: 1997}]\nretired: 2010\n" +
				"-- players/fernando-tatis-jr.md --\nname: Fernando Tatís Jr.\nteams: [{team: buffalo-bills, from: 2019}]\n"
			_, problems := assemble(t, "2024-01-01", teams+tatis+onePost("2022-10-01", "Fernando Tatis"))
			expect(t, problems, `:3:9: warning: "Fernando Tatis" is fernando-tatis, whose career was over (write the id of who is meant: fernando-tatis or fernando-tatis-jr)`)
			for _, c := range []struct{ day, typed string }{{"2009-10-01", "Fernando Tatis"}, {"2018-10-01", "Fernando Tatis"}, {"2022-10-01", "fernando-tatis"}, {"2022-10-01", "Fernando Tatis, Jr."}} {
				clean(t, "2024-01-01", teams+tatis+onePost(c.day, c.typed))
			}
		}},
		{"abbreviations are whole: LAC stays LAC", func(t *testing.T) {
			p := clean(t, "2024-01-01", teams+"-- posts/p.md --\ntitle: x\ndate: 2022-10-01\nteam: [LAC, LAR]\n").post(t, "p")
			if saidTeams(p) != "los-angeles-chargers=Los Angeles Chargers los-angeles-rams=Los Angeles Rams" {
				t.Error(saidTeams(p))
			}
		}},
		{"Athletics without a city sort by the nickname", func(t *testing.T) {
			room := clean(t, "2025-06-01", teams+`
-- teams/athletics.md --
names: [{name: Oakland Athletics, to: 2024-10-01}, {name: Athletics, from: 2024-10-01}]
nickname: Athletics
-- posts/p.md --
title: x
date: 2025-05-01
team: Athletics
-- posts/q.md --
title: x
date: 2023-05-01
team: Athletics
`)
			if room.Teams[0].ID != "athletics" || saidTeams(room.post(t, "p")) != "athletics=Athletics" || saidTeams(room.post(t, "q")) != "athletics=Oakland Athletics" {
				t.Error(room.Teams[0].ID, saidTeams(room.post(t, "p")), saidTeams(room.post(t, "q")))
			}
		}},
		{"“was chosen in round two”: a given name is never linked", func(t *testing.T) {
			p := clean(t, "2024-01-01", "-- players/chosen-anderson.md --\nname: Chosen Anderson\nnicknames: [Chosen]\n"+onePost("2023-11-01", "Chosen Anderson")).post(t, "p")
			if got := linkable(p); got != "Chosen Anderson" {
				t.Error(got)
			}
		}},
	} {
		t.Run(c.row, c.test)
	}
}

func TestNearNamesAreThoseThatWereProbablyMeant(t *testing.T) {
	var archive strings.Builder
	for _, name := range []string{
		"Cam Akers", "Josh Allen", "Christian McCaffrey", "Odell Beckham Jr.", "D'Andre Swift", "Will Hill", "Robbie Anderson", "Neymar", "Amon-Ra St. Brown", "Michael Thomas",
		"Yao Ming", "Son Heung-min", "Shohei Ohtani", "Allan Saint-Maximin", "Tim Hardaway Jr.", `Mike "Doc" Emrick`, "Deion Sanders",
	} {
		archive.WriteString("-- players/" + Slug(name) + ".md --\nname: '" + strings.ReplaceAll(name, "'", "''") + "'\n")
	}
	room := clean(t, "2024-01-01", archive.String())
	reg := newRegistry("player", room.Players, nil)
	for typed, want := range map[string]string{
		"Cam Acres":            "cam-akers", // sounds the same
		"Cam Akres":            "cam-akers",
		"Kam Akers":            "cam-akers",
		"Cam Aker":             "cam-akers",
		"Akers":                "cam-akers",
		"St. Brown":            "amon-ra-st-brown",
		"Jsoh Allen":           "josh-allen",
		"Josh Alan":            "josh-allen",
		"Christian McCaffery":  "christian-mccaffrey",
		"Cristian Mccafrey":    "christian-mccaffrey",
		"Odell Beckham":        "odell-beckham-jr",
		"Beckham":              "odell-beckham-jr",
		"Cam Akers II":         "cam-akers",
		"Robby Andersen":       "", // three letters
		"Robbie Andersen":      "robbie-anderson",
		"Deandre Swift":        "dandre-swift",
		"Neymer":               "neymar",
		"John Allen":           "", // another name
		"Phil Hill":            "",
		"Tom Brady":            "",
		"Cam":                  "",
		"Michael Thompson":     "",
		"Micheal Thomas":       "michael-thomas",
		"Josh":                 "",
		"A":                    "",
		"Allen":                "josh-allen",
		"Robbie Anderson-Hill": "",

		"Ming Yao": "yao-ming", "Ming": "yao-ming",
		"Heung-min Son": "son-heung-min", "Heungmin Son": "son-heung-min", "Ohtani Shohei": "shohei-ohtani", "Thomas Michael": "michael-thomas", "Beckham Odell Jr.": "",
		"Allan St. Maximin": "allan-saint-maximin", "Allan St-Maximin": "allan-saint-maximin", "Amon-Ra Saint Brown": "amon-ra-st-brown",
		"Tim Hardaway Junior": "tim-hardaway-jr", "Tim Hardaway 2nd": "tim-hardaway-jr", "Neymar Junior": "neymar", "Neymar Jr": "neymar",
		"Mike Emrick": "mike-doc-emrick", "Deion “Prime Time” Sanders": "deion-sanders", `Deion "Prime Time" Sanders`: "deion-sanders", `"Prime Time"`: "",
	} {
		if got := strings.Join(reg.nearest(typed), " "); got != want {
			t.Errorf("%s: %q, want %q", typed, got, want)
		}
	}
}

// Each name, typed in ways that keyboards, agencies and spreadsheets have.
func TestNamesMatchHoweverTheyWereTyped(t *testing.T) {
	for _, c := range []struct {
		name  string            // as registered
		typed map[string]string // as typed, and as printed; empty when it is another name
	}{
		{"Pascal Groß", map[string]string{"Pascal Gross": "Pascal Gross", "PASCAL GROSS": "Pascal Gross", "PASCAL GROẞ": "Pascal Groß", "pascal groß": "Pascal Groß"}},
		{"Peter Weiss", map[string]string{"peter weiß": "Peter Weiß", "PETER WEISS": "Peter Weiss"}},
		{"Ægir Ólafsson", map[string]string{"AEGIR OLAFSSON": "Aegir Olafsson", "aegir olafsson": "Aegir Olafsson", "ægir ólafsson": "Ægir Ólafsson"}},
		{"Martin Ødegaard", map[string]string{"MARTIN ODEGAARD": "Martin Odegaard", "Martin Ødegaard": "Martin Ødegaard"}},
		{"Łukasz Đurić", map[string]string{"LUKASZ DURIC": "Lukasz Duric", "łukasz đuric": "Łukasz Đuric"}},
		{"Burak Yılmaz", map[string]string{"BURAK YILMAZ": "Burak Yilmaz", "Burak Yilmaz": "Burak Yilmaz", "BURAK YİLMAZ": "Burak Yilmaz"}},
		{"İlkay Gündoğan", map[string]string{"Ilkay Gundogan": "Ilkay Gundogan", "I\u0307LKAY GU\u0308NDOG\u0306AN": "İlkay Gündoğan"}},
		{"Nguyễn Quang Hải", map[string]string{"NGUYEN QUANG HAI": "Nguyen Quang Hai", "Nguye\u0302\u0303n Quang Ha\u0309i": "Nguyễn Quang Hải"}},
		{"Kaʻimi Fairbairn", map[string]string{"KAIMI FAIRBAIRN": "Kaimi Fairbairn", "Ka'imi Fairbairn": "Ka'imi Fairbairn", "Ka‘imi Fairbairn": "Ka‘imi Fairbairn", "ka`imi fairbairn": "Ka`imi Fairbairn"}},
		{"D'Andre Swift", map[string]string{"D＇Andre Swift": "D＇Andre Swift", "D‛Andre Swift": "D‛Andre Swift", "Dʼandre swift": "DʼAndre Swift", "Swift, D'Andre": ""}},
		{"Jaxon Smith-Njigba", map[string]string{"Jaxon Smith—Njigba": "Jaxon Smith—Njigba", "Jaxon Smith−Njigba": "Jaxon Smith−Njigba", "jaxon smith\u00a0njigba": "Jaxon Smith\u00a0Njigba", "JaxonSmithNjigba": "JaxonSmithNjigba"}},
		{"José Núñez", map[string]string{"Núñez, José": "", "NUÑEZ, JOSE": "", "José Núñez Jr.": ""}},
		{"Ian McDonald III", map[string]string{"Ian McDonald, III": "Ian McDonald, III", "IAN MCDONALD III": "Ian McDonald III", "Ian McDonald II": ""}},
		{"Son Heung-min", map[string]string{"Son Heung Min": "Son Heung Min", "SON HEUNG-MIN": "Son Heung-min", "Son Heung-Min": "Son Heung-min"}},
		{"Leonardo da Silva", map[string]string{"Leonardo Da Silva": "Leonardo da Silva", "leonardo da silva": "Leonardo da Silva"}},
		{"Златан Иванов", map[string]string{"ЗЛАТАН ИВАНОВ": "Златан Иванов"}},
	} {
		for typed, want := range c.typed {
			room, problems := assemble(t, "2024-01-01", "-- players/x.md --\nname: "+c.name+"\n"+onePost("2023-01-01", `"`+typed+`"`))
			switch p := room.post(t, "p"); {
			case want == "" && (len(p.Players) > 0 || len(problems) != 1 || problems[0].Hint != "did you mean x?"):
				t.Errorf("%s for %s: %s %s", typed, c.name, said(p), reports(problems))
			case want != "" && said(p) != "x="+want:
				t.Errorf("%s for %s prints %s, want %s: %s", typed, c.name, said(p), want, reports(problems))
			}
		}
	}
}

func TestNamesAreFiledByTheFamilyNameWithWhatBelongsToIt(t *testing.T) {
	for name, want := range map[string]string{
		"Cam Akers": "Akers, Cam", "Odell Beckham Jr.": "Beckham Jr., Odell", "Elly De La Cruz": "De La Cruz, Elly", "Juan de los Santos": "de los Santos, Juan",
		"Van Jefferson": "Jefferson, Van", "Al Horford": "Horford, Al", "Rafael van der Vaart": "van der Vaart, Rafael", "Amon-Ra St Brown": "St Brown, Amon-Ra",
		"Bruno do Carmo": "do Carmo, Bruno", "Kim Do Hoon": "Hoon, Kim Do", "Neymar": "Neymar", "Tim Hardaway, Jr.": "Hardaway Jr., Tim", "Lou du Preez III": "du Preez III, Lou",
	} {
		if got := sortName(name); got != want {
			t.Errorf("%s is filed under %q, want %q", name, got, want)
		}
	}
}

func TestACityAndAnotherNicknameAreAName(t *testing.T) {
	const athletics = teams + `
-- teams/athletics.md --
names: [{name: Oakland Athletics, to: 2025}, {name: Athletics, from: 2025}]
nickname: Athletics
nicknames: ["A's", {name: Elephants, from: 2026}]
`
	for _, c := range []struct{ day, typed, want string }{
		{"2022-11-01", "Oakland A’s", "athletics=Oakland Athletics"},
		{"2025-11-01", "Oakland A's", "athletics=Athletics, guessed"},
		{"2022-11-01", "LA Rams", "los-angeles-rams=Los Angeles Rams, guessed"},
		{"2022-11-01", "L.A. Chargers", "los-angeles-chargers=Los Angeles Chargers, guessed"},
		{"2014-11-01", "SD Chargers", "los-angeles-chargers=San Diego Chargers, guessed"},
		{"2022-11-01", "LA Vikings", "la-vikings=LA Vikings"},
		{"2026-11-01", "Oakland Elephants", "oakland-elephants=Oakland Elephants"}, // it never was called so
	} {
		room, _ := assemble(t, "2027-01-01", athletics+"-- posts/p.md --\ntitle: x\ndate: "+c.day+"\nteam: "+c.typed+"\n")
		got := saidTeams(room.post(t, "p"))
		if len(room.Guesses) > 0 {
			got += ", guessed"
		}
		if got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.typed, c.day, got, c.want)
		}
	}
}

func TestATeamGoesByTheNicknameAndTheCityOfEveryTime(t *testing.T) {
	const records = `
-- leagues/mlb.md --
name: Major League Baseball
-- teams/tennessee-titans.md --
names: [{name: Houston Oilers, to: 1997}, {name: Tennessee Oilers, to: 1999}, {name: Tennessee Titans, from: 1999}]
city: Tennessee
nickname: Titans
league: nfl
-- teams/houston-texans.md --
names: [{name: Houston Texans, from: 2002}]
city: Houston
nickname: Texans
league: nfl
-- teams/arizona-cardinals.md --
names: [{name: St. Louis Cardinals, to: 1988}, {name: Arizona Cardinals, from: 1988}]
city: Arizona
nickname: Cardinals
league: nfl
-- teams/st-louis-cardinals.md --
name: St. Louis Cardinals
city: St. Louis
nickname: Cardinals
league: mlb
-- teams/tampa-bay-rays.md --
names: [{name: Tampa Bay Devil Rays, to: 2008}, {name: Tampa Bay Rays, from: 2008}]
city: Tampa Bay
nickname: Rays
league: mlb
-- teams/anaheim-angels.md --
names: [{name: Los Angeles Angels of Anaheim, to: 2016}, {name: Los Angeles Angels, from: 2016}]
nickname: Angels
league: mlb
-- teams/san-jose-saints.md --
name: San Jose St. George
-- teams/penn.md --
name: Penn St.
`
	for _, c := range []struct{ day, typed, want string }{
		{"1990-11-01", "Oilers", "tennessee-titans=Houston Oilers"},
		{"1990-11-01", "Houston", "tennessee-titans=Houston Oilers"}, // not the Texans, of twelve years later
		{"1998-11-01", "Oilers", "tennessee-titans=Tennessee Oilers"},
		{"2022-11-01", "Oilers", "tennessee-titans=Tennessee Titans, guessed"},
		{"2022-11-01", "Houston", "houston-texans=Houston Texans"},
		{"2005-11-01", "Devil Rays", "tampa-bay-rays=Tampa Bay Devil Rays"},
		{"2005-11-01", "Rays", "tampa-bay-rays=Tampa Bay Devil Rays"},
		{"2005-11-01", "Tampa Bay", "tampa-bay-rays=Tampa Bay Devil Rays"},
		{"2022-11-01", "The Rays", "tampa-bay-rays=Tampa Bay Rays"},
		{"2022-11-01", "the Tampa Bay Rays", "tampa-bay-rays=Tampa Bay Rays"},
		{"2022-11-01", "the Rays (MLB)", "tampa-bay-rays=Tampa Bay Rays"},
		{"2022-11-01", "The Strongest", "the-strongest=The Strongest"}, // of La Paz, without a record
		{"2022-11-01", "Saint Louis", "st-louis-cardinals=St. Louis Cardinals"},
		{"2022-11-01", "Saint Louis Cardinals", "st-louis-cardinals=St. Louis Cardinals"},
		{"2022-11-01", "San Jose Saint George", "san-jose-saints=San Jose St. George"},
		{"2022-11-01", "Penn Saint", "penn-saint=Penn Saint"},
		{"1987-11-01", "Cardinals (Saint Louis)", ""}, // both
		{"1987-11-01", "Cardinals (Arizona)", ""},     // neither
		{"1987-11-01", "Cardinals (NFL)", "arizona-cardinals=St. Louis Cardinals"},
		{"2022-11-01", "Cardinals (Arizona)", "arizona-cardinals=Arizona Cardinals"},
		{"1987-11-01", "St. Louis Cardinals", ""},
	} {
		room, problems := assemble(t, "2024-01-01", records+"-- posts/p.md --\ntitle: x\ndate: "+c.day+"\nteam: "+c.typed+"\n")
		got := saidTeams(room.post(t, "p"))
		if got != "" && len(room.Guesses) > 0 {
			got += ", guessed"
		}
		if got != c.want || (got == "") != problems.Failed() {
			t.Errorf("%s on %s: %s, want %s: %s", c.typed, c.day, got, c.want, reports(problems))
		}
		// Which of two is meant does not follow from an id, which is of the name of today.
		if got == "" && len(room.Guesses) > 0 && room.Guesses[0].Chosen != "" {
			t.Errorf("%s on %s: %+v", c.typed, c.day, room.Guesses)
		}
	}
}

func TestTeamsOfOneNameAreToldAlwaysAlike(t *testing.T) {
	const two = `
-- teams/a-stars.md --
name: Town Stars
nickname: Stars
city: Town
abbreviations: [TS, TWN]
-- teams/b-stars.md --
name: Town Stars
nickname: Stars
city: Town
abbreviations: [TS, TWN]
`
	for range 20 {
		_, problems := assemble(t, "2024-01-01", two)
		expect(t, problems, `content/teams/b-stars.md: warning: a-stars and b-stars share a name: "Town Stars"`)
	}
}

func TestTeamsOfTwoLeagues(t *testing.T) {
	const giants = `
-- leagues/mlb.md --
name: Major League Baseball
-- teams/new-york-giants.md --
name: New York Giants
nickname: Giants
city: New York
league: nfl
-- teams/san-francisco-giants.md --
name: San Francisco Giants
nickname: Giants
city: San Francisco
league: mlb
-- teams/san-francisco-49ers.md --
name: San Francisco 49ers
nickname: 49ers
city: San Francisco
league: nfl
-- teams/arsenal.md --
name: Arsenal
`
	post := func(team string) string {
		return giants + "-- posts/p.md --\ntitle: x\ndate: 2022-10-01\nteam: " + team + "\n"
	}
	_, problems := assemble(t, "2024-01-01", post("Giants"))
	expect(t, problems, `"Giants" is the name of 2 teams: new-york-giants (New York Giants, National Football League); san-francisco-giants (San Francisco Giants, Major League Baseball) (write one of the ids, or say which, like "Giants (National Football League)")`)
	_, problems = assemble(t, "2024-01-01", post("San Francisco"))
	expect(t, problems, `"San Francisco" is the name of 2 teams`)
	for typed, want := range map[string]string{
		"Giants (MLB)": "san-francisco-giants", "Giants (nfl)": "new-york-giants", "Giants (San Francisco)": "san-francisco-giants", "New York": "new-york-giants", "49ers": "san-francisco-49ers",
		"new york giants": "new-york-giants", "arsenal": "arsenal",
	} {
		room := clean(t, "2024-01-01", post(typed))
		if got := room.post(t, "p").Teams; len(got) != 1 || got[0].Team.ID != want || !got[0].Typed {
			t.Errorf("%s: %s", typed, saidTeams(room.post(t, "p")))
		}
	}
	// A name is a name within its league, which the rest of the post may tell.
	const mays = "-- players/willie-mays.md --\nname: Willie Mays\nteams: [{team: san-francisco-giants, from: 1951}]\n"
	for typed, want := range map[string]string{
		"Giants\nplayer: Willie Mays":          "san-francisco-giants",
		"San Francisco\nplayer: willie-mays":   "san-francisco-giants",
		"[Giants, 49ers]":                      "new-york-giants san-francisco-49ers",
		"[49ers, Giants]":                      "san-francisco-49ers new-york-giants",
		"[Giants, 49ers]\nplayer: Willie Mays": "san-francisco-49ers", // of both leagues
		"[Giants, arsenal]":                    "arsenal",             // of none
	} {
		room, problems := assemble(t, "2024-01-01", post(typed)+mays)
		var ids []string
		for _, m := range room.post(t, "p").Teams {
			ids = append(ids, m.Team.ID)
		}
		settled := strings.Contains(want, "giants")
		if got := strings.Join(ids, " "); got != want || settled == problems.Failed() || settled && len(room.Guesses) > 0 {
			t.Errorf("%s: %s, want %s: %s", typed, got, want, reports(problems))
		}
	}
	// So it is in a body.
	for _, tt := range []struct{ about, body, want string }{
		{"team: 49ers", "[[Giants]] [G](team:giants) [[San Francisco]]", "team new-york-giants, team new-york-giants, team san-francisco-49ers"},
		{"player: Willie Mays", "[[Giants]] [[San Francisco|SF]]", "team san-francisco-giants, team san-francisco-giants"},
		{"team: 49ers\nplayer: Willie Mays", "[[Giants]]", ""}, // of both leagues
		{"team: arsenal", "[[Giants]]", ""}, // of none
	} {
		room, problems := assemble(t, "2024-01-01", giants+mays+"-- posts/p.md --\n---\ntitle: x\ndate: 2022-10-01\n"+tt.about+"\n---\n"+tt.body+"\n")
		var got []string
		for _, r := range room.post(t, "p").Links {
			got = append(got, r.print(room))
		}
		if got := strings.Join(got, ", "); got != tt.want || problems.Failed() != (tt.want == "") || tt.want != "" && len(room.Guesses) > 0 {
			t.Errorf("%s leads to %q, want %q: %s", tt.body, got, tt.want, reports(problems))
		}
	}
	room := clean(t, "2024-01-01", giants+strings.Replace(mays, "name:", "---\nname:", 1)+"---\nOf the [[Giants]].\n-- teams/oakland-athletics.md --\n---\nname: Athletics\nleague: mlb\n---\nNot the [[Giants]].\n")
	for _, links := range [][]Ref{room.Text(room.Players[0].Doc).Links, room.Text(room.team(t, "oakland-athletics").Doc).Links} {
		if len(links) != 1 || links[0].print(room) != "team san-francisco-giants" {
			t.Errorf("%v", links)
		}
	}
	if got := linkable(clean(t, "2024-01-01", post("[arsenal, 49ers]")).post(t, "p")); got != "San Francisco 49ers; Arsenal" {
		t.Error(got)
	}
}

// What is typed beside a player of one league is never silently a team of another.
func TestATeamOfAnotherLeagueIsNotMeantBesideAPlayer(t *testing.T) {
	const records = teams + `
-- leagues/mls.md --
name: Major League Soccer
-- leagues/nhl.md --
name: National Hockey League
-- leagues/ncaa.md --
name: NCAA
-- teams/la-galaxy.md --
name: LA Galaxy
nickname: Galaxy
city: Los Angeles
abbreviations: [LA]
league: mls
-- teams/edmonton-oilers.md --
name: Edmonton Oilers
nickname: Oilers
city: Edmonton
league: nhl
-- teams/tennessee-titans.md --
names: [{name: Houston Oilers, to: 1997}, {name: Tennessee Titans, from: 1997}]
nickname: Titans
city: Tennessee
league: nfl
-- teams/houston-texans.md --
names: [{name: Houston Texans, from: 2002}]
nickname: Texans
city: Houston
league: nfl
-- teams/georgia.md --
name: Georgia
-- teams/georgia-bulldogs.md --
name: Georgia Bulldogs
nickname: Bulldogs
city: Georgia
league: ncaa
-- teams/old-town.md --
name: Old Town Rovers
nickname: Rovers
city: Washington
-- players/ram.md --
name: A Ram
teams: [{team: los-angeles-rams, from: 2020, to: 2023}, {team: los-angeles-rams, from: 2025}]
-- players/galaxian.md --
name: A Galaxian
teams: [{team: la-galaxy, from: 2020}]
-- players/viking.md --
name: A Viking
teams: [{team: minnesota-vikings, from: 2020}]
-- players/oiler.md --
name: An Oiler
teams: [{team: edmonton-oilers, from: 2020}]
-- players/titan.md --
name: A Titan
teams: [{team: tennessee-titans, from: 2020}]
-- players/bulldog.md --
name: A Bulldog
teams: [{team: georgia-bulldogs, from: 2020}]
-- players/rover.md --
name: A Rover
teams: [{team: old-town, from: 2020}]
-- players/pick.md --
name: A Pick
drafted: {year: 2020, round: 1, team: los-angeles-rams}
`
	const three = "la-galaxy, los-angeles-chargers, los-angeles-rams"
	for _, c := range []struct{ about, want string }{
		{"player: ram\nteam: LA", three},
		{"player: ram\nteam: LA\ndate: 2024-10-01", three}, // while he had no team
		{"player: pick\nteam: LA", three},                  // who never had one
		{"player: viking\nteam: LA", three},
		{"player: ram\nteam: [LA, Vikings]", "minnesota-vikings or " + three},
		{"player: ram\nteam: Los Angeles", "los-angeles-chargers, los-angeles-rams"},
		{"player: ram\nteam: Galaxy", "la-galaxy"},
		{"player: ram\nteam: LAR", "los-angeles-rams"},
		{"player: galaxian\nteam: LA", "la-galaxy"},
		{"player: galaxian\nteam: Los Angeles", "la-galaxy"},
		{"player: [galaxian, ram]\nteam: LA", three},
		{"player: oiler\nteam: LA", "la-galaxy"}, // nothing of hockey is called that
		{"team: LA", "la-galaxy"},
		{"team: [LA, Rams]", "los-angeles-rams or " + three},
		{"team: [LA, Galaxy, Edmonton]", "la-galaxy edmonton-oilers"},
		{"player: oiler\nteam: Oilers", "edmonton-oilers"},
		{"player: titan\nteam: Oilers", "edmonton-oilers, tennessee-titans"},
		{"player: [titan, oiler]\nteam: Oilers", "edmonton-oilers"},            // whoever bears it that day
		{"player: viking\nteam: Oilers\ndate: 1990-10-01", "tennessee-titans"}, // then of Houston
		{"player: bulldog\nteam: Georgia", "georgia-bulldogs"},
		{"player: viking\nteam: Georgia", "georgia"},
		{"team: Georgia", "georgia"},
		{"player: rover\nteam: Washington", "old-town, washington-commanders"}, // of a league that nobody wrote down
		{"player: viking\nteam: Washington", "washington-commanders"},
	} {
		post := "title: x\n" + c.about + "\n"
		if !strings.Contains(post, "date:") {
			post += "date: 2022-10-01\n"
		}
		room, problems := assemble(t, "2025-01-01", records+"-- posts/p.md --\n"+post)
		var ids, several []string
		for _, m := range room.post(t, "p").Teams {
			ids = append(ids, m.Team.ID)
		}
		for _, g := range room.Guesses {
			for _, c := range g.Candidates {
				several = append(several, c.ID)
			}
		}
		got := strings.Join(slices.DeleteFunc([]string{strings.Join(ids, " "), strings.Join(several, ", ")}, func(s string) bool { return s == "" }), " or ")
		if got != c.want || problems.Failed() != (len(several) > 0) {
			t.Errorf("%q is %s, want %s: %s", c.about, got, c.want, reports(problems))
		}
	}
	// What the player's team tells is what resolve proposes.
	room, _ := assemble(t, "2024-01-01", records+"-- posts/p.md --\n---\ntitle: x\ndate: 2022-10-01\nplayer: ram\nteam: LA\n---\nOf [[LA]].\n")
	for _, g := range room.Guesses {
		if g.Chosen != "los-angeles-rams" {
			t.Errorf("%+v", g)
		}
	}
	if len(room.Guesses) != 2 {
		t.Errorf("%+v", room.Guesses)
	}
	// A word that stands beside nobody yet stays a word.
	for word, want := range map[string]string{"LA": "", "Galaxy": "LA Galaxy", "LAR": "Los Angeles Rams"} {
		if m := room.Directory().Meaning(word, "2022-10-01"); m.Text != want || (m.Doubt == "") != (want != "") {
			t.Errorf("%s means %+v", word, m)
		}
	}
}
