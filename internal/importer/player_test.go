package importer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/newsroom"
)

// teams are records that the tables below name.
var teams = map[string]string{
	"los-angeles-rams":  "names: [{name: St. Louis Rams, to: 2016-01-12}, {name: Los Angeles Rams, from: 2016-01-12}]\nnickname: Rams\nabbreviations: [{abbreviation: STL, to: 2016-01-12}, {abbreviation: LAR, from: 2016-01-12}]\nleague: nfl",
	"minnesota-vikings": "name: Minnesota Vikings\nnickname: Vikings\nabbreviations: [MIN]\nleague: nfl",
	"buffalo-bills":     "name: Buffalo Bills\nnickname: Bills\nabbreviations: [BUF]\nleague: nfl",
}

// newsroomOf writes a site with teams and players into a new folder.
func newsroomOf(t *testing.T, players map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for folder, records := range map[string]map[string]string{"teams": teams, "players": players} {
		if err := os.MkdirAll(filepath.Join(dir, "content", folder), 0o755); err != nil {
			t.Fatal(err)
		}
		for id, text := range records {
			if err := os.WriteFile(filepath.Join(dir, "content", folder, id+".md"), []byte("---\n"+text+"\n---\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

// load assembles the newsroom of a folder, in which nothing may be wrong.
func load(t *testing.T, root *os.Root) *newsroom.Newsroom {
	t.Helper()
	set, problems, err := content.Load(t.Context(), root, content.Options{}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	cfg, _ := config.Parse([]byte("id: 6e2b9d0c-64f5-4b07-8a4e-6f6f0c3f0b11\ntitle: Desk\nbase_url: https://desk.example/\n"))
	room, more := newsroom.Assemble(set.Documents, set.Assets, cfg, newsroom.Options{Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	for _, p := range append(problems, more...) {
		t.Errorf("a record is not sound: %s", p)
	}
	return room
}

// bring imports a table into the folder dir.
func bring(t *testing.T, dir, table, mapping string) *Report {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	room := load(t, root)
	known, err := ReadTeams(strings.NewReader("abbreviation,team,from,to\n"+mapping), room, "")
	if err != nil {
		t.Fatal(err)
	}
	report, err := Players(root, room, strings.NewReader(table), Options{Teams: known})
	if err != nil {
		t.Fatal(err)
	}
	load(t, root) // what was written is sound
	return report
}

func read(t *testing.T, dir, id string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "content/players", id+".md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTableBecomesRecords(t *testing.T) {
	dir := newsroomOf(t, nil)
	table := "player_id,name,other_spellings,position,teams_in_order\n" +
		"1,Cam Akers,,RB,LA@2021w1 > MIN@2023w3 > FA@2024w1\n" +
		"2,\"Adam \"\"Pacman\"\" Jones \",Pacman Jones|A. Jones,DB,BUF@2021w2\n" +
		"3,Nobody's,,QB,XYZ@2021w2\n"
	r := bring(t, dir, table, "LA,los-angeles-rams,2016,\n")
	if r.Rows != 3 || len(r.Written) != 3 || len(r.Doubts) != 1 || !strings.Contains(r.Doubts[0].Text, `"XYZ" in 2021`) || r.Doubts[0].Line != 4 {
		t.Errorf("report: %+v", r)
	}
	for id, want := range map[string]string{
		// In the first week of the table he was there already, since nobody knows when.
		"cam-akers":         "---\nname: Cam Akers\nposition: RB\nteams: [{team: los-angeles-rams, to: 2023-09-21}, {team: minnesota-vikings, from: 2023-09-21, to: 2024-09-05}]\nparams: {key: 1}\n---\n",
		"adam-pacman-jones": "---\nname: \"Adam \\\"Pacman\\\" Jones\"\nnicknames: [Pacman Jones, A. Jones]\nposition: DB\nteams: [{team: buffalo-bills, from: 2021-09-16}]\nparams: {key: 2}\n---\n",
		"nobodys":           "---\nname: Nobody's\nposition: QB\nteams: [{team: unknown, from: 2021-09-16}]\nparams: {key: 3}\n---\n",
	} {
		if got := read(t, dir, id); got != want {
			t.Errorf("%s:\n%swant\n%s", id, got, want)
		}
	}
	if r := bring(t, dir, table, "LA,los-angeles-rams,2016,\n"); len(r.Written)+len(r.Merged) > 0 || r.Known != 3 {
		t.Errorf("the same table again: %+v", r)
	}
}

// A team that nobody can tell leaves a gap, in which names mean the player all the same.
func TestAnUnclearTeamLeavesAGapAndNotALaterPlayer(t *testing.T) {
	dir := newsroomOf(t, nil)
	table := "id,name,teams\n1,Cam Akers,LA@2021w1 > FA@2022w1 > MIN@2023w1\n2,A B,BUF@2021w1 > LA@2022w1 > MIN@2023w1\n3,C D,LA@2022w5 > MIN@2022w9\n" +
		"4,E F,FA@2021w1 > FA@2021w3 > BUF@2022w1\n5,G H,FA@2022w1 > BUF@2022w3\n6,I J,FA@2022w1\n7,K L,LA@2021w1\n"
	r := bring(t, dir, table, "")
	if len(r.Written) != 7 || len(r.Doubts) != 4 || !strings.Contains(r.Doubts[0].Text, `"LA" in 2021; the record says "team: unknown"`) || len(r.Unclear) != 1 || r.Unclear[0] != (Unclear{"LA", 4}) {
		t.Errorf("%+v", r)
	}
	for id, want := range map[string]string{
		"cam-akers": "[{team: unknown, to: 2022-09-08}, {team: minnesota-vikings, from: 2023-09-07}]",
		"a-b":       "[{team: buffalo-bills, to: 2022-09-08}, {team: unknown, from: 2022-09-08, to: 2023-09-07}, {team: minnesota-vikings, from: 2023-09-07}]",
		"c-d":       "[{team: unknown, from: 2022-10-06, to: 2022-11-03}, {team: minnesota-vikings, from: 2022-11-03}]",
		"e-f":       "[{team: none, to: 2021-09-23}, {team: buffalo-bills, from: 2022-09-08}]",
		"g-h":       "[{team: none, from: 2022-09-08, to: 2022-09-22}, {team: buffalo-bills, from: 2022-09-22}]",
		"i-j":       "",
		"k-l":       "[{team: unknown}]",
	} {
		if _, got, _ := strings.Cut(strings.TrimSuffix(read(t, dir, id), "---\n"), "teams: "); strings.TrimSpace(strings.Split(got+"\n", "params")[0]) != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	// Which club drafted says nothing beside a gap, but it fills one by hand.
	if r := bring(t, dir, "year,round,pick,team,name,position\n2020,2,52,MIN,Cam Akers,\n", ""); len(r.Merged) > 0 || len(r.Doubts) != 1 {
		t.Errorf("%+v", r)
	}
	r = bring(t, dir, table, "LA,los-angeles-rams,2016,\n")
	if len(r.Doubts) != 4 || r.Known != 7 || !strings.Contains(r.Doubts[1].Text, "the table knows more; put it there by hand: teams: [{team: buffalo-bills, to: 2022-09-08}, {team: los-angeles-rams, from: 2022-09-08") {
		t.Errorf("%+v", r)
	}
}

func TestNameAloneMergesNobody(t *testing.T) {
	const akers = "name: Cam Akers # ours\nposition: RB\nteams: [{team: los-angeles-rams, from: 2020-04-24}]"
	for _, c := range []struct {
		name, record, table string
		merged              bool
	}{
		{"club, year and work agree", akers, "year,round,pick,team,name,position\n2020,2,52,LAR,Cam Akers,RB\n", true},
		{"born on one day", "name: Cam Akers\nborn: 1999-06-22", "name,born,college\nCam Akers,1999-06-22,Florida State\n", true},
		{"the name only", akers, "name,college\nCam Akers,Florida State\n", false},
		{"another club", akers, "year,round,pick,team,name,position\n2020,2,52,MIN,Cam Akers,RB\n", false},
		{"other work", akers, "year,round,pick,team,name,position\n2020,2,52,LAR,Cam Akers,QB\n", false},
		{"drafted after the first stint", akers, "year,round,pick,team,name,position\n2021,2,52,LAR,Cam Akers,RB\n", false},
		{"two rows of that name", akers, "year,round,pick,team,name,position\n2020,2,52,LAR,Cam Akers,RB\n2020,3,80,LAR,Cam Akers,RB\n", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := newsroomOf(t, map[string]string{"cam-akers": c.record})
			before := read(t, dir, "cam-akers")
			r := bring(t, dir, c.table, "")
			after := read(t, dir, "cam-akers")
			if merged := len(r.Merged) == 1; merged != c.merged || merged == (after == before) {
				t.Fatalf("merged: %v, %+v", merged, r)
			}
			if !c.merged && (len(r.Doubts) == 0 || len(r.Written) > 0) {
				t.Errorf("a doubt is to be told and nothing written: %+v", r)
			}
			if kept := strings.TrimSuffix(before, "---\n"); !strings.HasPrefix(after, kept) {
				t.Errorf("what stood there changed:\n%s", after)
			}
		})
	}
}

func TestNamesakesOfATableGetIDsOfTheirOwn(t *testing.T) {
	dir := newsroomOf(t, nil)
	r := bring(t, dir, "id,name,pos\n1,Josh Allen,QB\n2,Josh Allen,LB\n3,Josh Allen,LB\n", "")
	if len(r.Written) != 3 {
		t.Fatalf("%+v", r)
	}
	for id, key := range map[string]string{"josh-allen": "1", "josh-allen-lb": "2", "josh-allen-2": "3"} {
		if text := read(t, dir, id); !strings.Contains(text, "key: "+key+"}") {
			t.Errorf("%s: %s", id, text)
		}
	}
}

func TestNamesAreWrittenInTheOrderInWhichTheyAreSaid(t *testing.T) {
	dir := newsroomOf(t, map[string]string{"dandre-swift": "name: D'Andre Swift\nborn: 1999-01-14"})
	r := bring(t, dir, "Player;DOB\n\"Núñez, José\";\nBeckham Jr., Odell;\nGriffin, Robert III;\nHarrison, Marvin, Jr.;\nSwift, D'Andre;1999-01-14\nOdell Beckham, Sr.;\nSmith,;\n", "")
	want := "jose-nunez odell-beckham-jr robert-griffin-iii marvin-harrison-jr odell-beckham-sr smith"
	var ids []string
	for _, name := range r.Written {
		ids = append(ids, strings.TrimSuffix(filepath.Base(name), ".md"))
	}
	if strings.Join(ids, " ") != want || r.Known != 1 {
		t.Errorf("%q, want %q: %+v", ids, want, r)
	}
	if text := read(t, dir, "jose-nunez"); text != "---\nname: José Núñez\n---\n" {
		t.Error(text)
	}
	r = bring(t, dir, "Player\n\"Smith, Jr., Bob\"\n\"García Márquez, Gabriel\"\n\"Ruiz Jr., Ana Lucia\"\n\"Santa Cruz Jr., Roque\"\n", "")
	if len(r.Written) != 4 || len(r.Doubts) > 0 {
		t.Errorf("%+v", r)
	}
	for id, want := range map[string]string{
		"bob-smith-jr":           "name: Bob Smith Jr.\n",
		"gabriel-garcia-marquez": "name: Gabriel García Márquez\nsort: \"García Márquez, Gabriel\"\n",
		"ana-lucia-ruiz-jr":      "name: Ana Lucia Ruiz Jr.\n",
		"roque-santa-cruz-jr":    "name: Roque Santa Cruz Jr.\nsort: \"Santa Cruz Jr., Roque\"\n",
	} {
		if text := read(t, dir, id); text != "---\n"+want+"---\n" {
			t.Errorf("%s: %q, want %q", id, text, want)
		}
	}
	if r := bring(t, dir, "last,first\nVega Solis,Iker\nLee Jr.,Dae\nSmith,J.R.\nVon,V\n", ""); len(r.Written) != 4 || read(t, dir, "iker-vega-solis") != "---\nname: Iker Vega Solis\nsort: \"Vega Solis, Iker\"\n---\n" || read(t, dir, "jr-smith") != "---\nname: J.R. Smith\n---\n" || read(t, dir, "v-von") != "---\nname: V Von\n---\n" || read(t, dir, "dae-lee-jr") != "---\nname: Dae Lee Jr.\n---\n" {
		t.Errorf("%+v", r)
	}
	if r := bring(t, dir, "first_name\tlast_name\tmid\nAmon-Ra\tSt. Brown\t\n", ""); len(r.Written) != 1 || read(t, dir, "amon-ra-st-brown") == "" {
		t.Errorf("%+v", r)
	}
}

func TestRowsThatCannotBeRecordsAreDoubts(t *testing.T) {
	const akers = "name: Cam Akers"
	for table, want := range map[string]string{
		"name\n../../etc/passwd\n": "looks like a path",
		"name\nCON\n":              "device",
		"name\npage\n":             "kept for this program",
		"name\n" + strings.Repeat("ab ", 100) + "\n": "longer than",
		"name\n\"=cmd|' /C calc'!A0\"\n":             "a formula",
		"name\n\u202e\n":                             "no letter or digit",
		"name,pos\nA B,C\nA B,C\n":                   "line 2 has the same key, or says the same",
		"id,name\n1,A B\n1,A  Bee\n":                 "line 2 has the same key",
		"name,aka\nCameron Akers,Cam Akers\n":        "borne by cam-akers",
		"name\n\"Akers, Cam\"\n":                     "borne by cam-akers",
		"name,dob\nA B,1999-02-30\n":                 "not a day",
		"name,dob\nA B,06/22/1999\n":                 "not a day",
		"name,year\nA B,-5\n":                        "not a number",
		"name,team\nA B,BUF\n":                       "since when",
		"name,teams\nA B,BUF@2021w60\n":              "in a week that no season has",
		"name,teams\nA B,BUF@2022w1 > MIN@2021w1\n":  "comes after a later team",
	} {
		r := bring(t, newsroomOf(t, map[string]string{"cam-akers": akers}), table, "")
		if len(r.Doubts) != 1 || !strings.Contains(r.Doubts[0].Text, want) {
			t.Errorf("%q: %+v, want %q", table, r, want)
		}
	}
}

func TestMergeKeepsHowLinesEnd(t *testing.T) {
	dir := newsroomOf(t, nil)
	name := filepath.Join(dir, "content/players/cam-akers.md")
	for _, before := range []string{"---\r\nname: Cam Akers\r\nborn: 1999-06-22\r\n---\r\nBio\r\n", "---\nname: Cam Akers\nborn: 1999-06-22\n...\n"} {
		if err := os.WriteFile(name, []byte(before), 0o644); err != nil {
			t.Fatal(err)
		}
		end := "\n"
		if strings.Contains(before, "\r") {
			end = "\r\n"
		}
		bring(t, dir, "name,born,college\nCam Akers,1999-06-22,Florida State\n", "")
		if got, want := read(t, dir, "cam-akers"), strings.Replace(before, "22"+end, "22"+end+"college: Florida State"+end, 1); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestTablesThatCannotBeReadSayWhy(t *testing.T) {
	for table, want := range map[string]string{
		"":                         "empty",
		"a,b\n1,2\n":               "--column name=TITLE",
		"first,nick\nA,B\n":        "--column name=TITLE",
		"\uFEFFName,Pos\nA B,QB\n": "",
		"Name;Pos\nA B;QB\n":       "",
		"name,pos\n\"Cam Akers,RB\nJosh Allen,QB\n": "line 2: the name runs over several lines: is a quotation mark left open?",
		"name\nNu\xf1ez\n":                          "line 2 is not in UTF-8",
		"\xff\xfen\x00a\x00":                        "UTF-16",
		"name\nA B\n" + strings.Repeat("x", 2<<20):  "line 3 is longer than a megabyte",
	} {
		_, err := readTable(strings.NewReader(table), nil)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", table, err, want)
		}
	}
	if _, err := readTable(strings.NewReader("a\n1\n"), map[Column]string{Name: "b"}); err == nil || !strings.Contains(err.Error(), `"b"`) {
		t.Errorf("a column that is not there: %v", err)
	}
	if _, err := readTable(strings.NewReader("a\n1\n"), map[Column]string{"foo": "a"}); err == nil || !strings.Contains(err.Error(), `there is no column "foo"`) {
		t.Errorf("a column that nobody knows: %v", err)
	}
}

// Two leagues have a team of one abbreviation: the league of a table tells.
func TestTheLeagueOfATableTellsItsTeams(t *testing.T) {
	dir := newsroomOf(t, nil)
	if err := os.MkdirAll(filepath.Join(dir, "content/leagues"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"leagues/mlb":           "name: Major League Baseball",
		"teams/minnesota-twins": "name: Minnesota Twins\nnickname: Twins\nabbreviations: [MIN]\nleague: mlb",
	} {
		if err := os.WriteFile(filepath.Join(dir, "content", name+".md"), []byte("---\n"+text+"\n---\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	room := load(t, root)
	for league, want := range map[string]string{"": "", "nfl": "minnesota-vikings", "mlb": "minnesota-twins"} {
		known, err := ReadTeams(nil, room, league)
		if err != nil {
			t.Fatal(err)
		}
		if id, ok := known.find("MIN", 2022); id != want && ok || ok != (want != "") {
			t.Errorf("%q: MIN is %q", league, id)
		}
	}
	if _, err := ReadTeams(nil, room, "nhl"); err == nil || !strings.Contains(err.Error(), `"nhl"`) {
		t.Error(err)
	}
}

func TestWeeksBecomeDays(t *testing.T) {
	for _, c := range []struct {
		s       stint
		kickoff string
		want    newsroom.Day
	}{
		{stint{"", 2021, 1}, "", "2021-09-09"},
		{stint{"", 2022, 1}, "", "2022-09-08"},
		{stint{"", 2023, 3}, "", "2023-09-21"},
		{stint{"", 2025, 13}, "", "2025-11-27"},
		{stint{"", 2024, 0}, "", "2024-09-05"},
		{stint{"", 2022, 2}, "03-30", "2022-04-06"},
	} {
		if got := c.s.day(c.kickoff); got != c.want {
			t.Errorf("%+v: %s, want %s", c.s, got, c.want)
		}
	}
}
