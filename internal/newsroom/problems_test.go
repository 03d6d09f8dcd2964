package newsroom

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/markdown"
	"pressbox/internal/meta"
	"pressbox/internal/problem"
)

// Every kind of mistake in front matter is reported at its place.
func TestFrontMatterIsReadStrictly(t *testing.T) {
	for _, c := range []struct {
		name, post string
		want       []string
	}{
		{"nothing", "{}", []string{`content/posts/p.md:1: "date" is missing (add it)`, `content/posts/p.md:1: "title" is missing (add it)`}},
		{"no such day", "title: x\ndate: 2022-13-45", []string{`content/posts/p.md:2:7: "2022-13-45" cannot be read: there is no such day`}},
		{"29 February", "title: x\ndate: 2023-02-29", []string{`:2:7: "2023-02-29" cannot be read: there is no such day`}},
		{"no such time", "title: x\ndate: 2022-11-01 25:00", []string{`:2:7: "2022-11-01 25:00" cannot be read: there is no such time of day`}},
		{"another form", "title: x\ndate: November 1, 2022", []string{`:2:7: "November 1, 2022" cannot be read: it is not a date (write it like 2022-11-01)`}},
		{"no form", "title: x\ndate: soon", []string{`"soon" cannot be read: it is not a date (write it like 2022-11-01, 2022-11-01 17:05 or`}},
		{"a gap", "title: x\ndate: 2022-03-13 02:30", []string{`:2:7: warning: "2022-03-13 02:30" does not exist in America/New_York, since clocks were put forward (taken as 2022-03-13 03:30)`}},
		{"near key", "title: x\ndate: 2022-11-01\nplayr: x", []string{`content/posts/p.md:3:1: unknown key "playr" (did you mean player?)`}},
		{
			"Hugo and Jekyll", "title: x\ndate: 2022-11-01\nlastmod: 2022\nexpiryDate: x\npublishDate: x\ndescription: x\ncategories: x\npublished: x\npermalink: x",
			[]string{`"lastmod" (use "updated")`, `"expiryDate" (use "expires")`, `"publishDate" (use "date"`, `"description" (use "summary")`, `"categories" (use "tags")`, `"published" (use "draft"`, `"permalink" (use "slug"`},
		},
		{"wrong types", "title: [x]\ndate: {a: b}\ndraft: maybe\nplayer: {name: x}\nparams: x\nimage: [x]", []string{
			`:1:8: "title" wants text, found a list`, `:2:7: "date" wants text, found keys with values`, `:3:8: "draft" wants true or false, found "maybe"`,
			`:4:9: "player" wants text or a list of texts`, `:5:9: "params" wants keys with values`, `:6:8: "image" wants a path or {src, alt, credit}`,
		}},
		{"player beside players", "title: x\ndate: 2022-11-01\nplayer: A B\nplayers: C D", []string{`:3:9: warning: the player "A B" has no record`, `:4:1: "player" and "players" mean the same and are both given`}},
		{"status", "title: x\ndate: 2022-11-01\nstatus: rumour", []string{`:3:9: unknown status "rumour" (did you mean rumor?)`}},
		{"retracted", "title: x\ndate: 2022-11-01\nretracted: {date: 2022-11-02}", []string{`"reason" is missing`}},
		{"retracted without a date", "title: x\ndate: 2022-11-01\nretracted: {reason: x}", []string{`"date" is missing`}},
		{"retracted as text", "title: x\ndate: 2022-11-01\nretracted: true", []string{`"retracted" wants {date, reason}, found text`}},
		{"updates", "title: x\ndate: 2022-11-01\nupdates: [{date: 2022-11-02}, x, {text: y}]", []string{`"text" is missing`, `"updates" wants {date, text}, found text`, `"date" is missing`}},
		{"a script as an address", "title: x\ndate: 2022-11-01\nsource: {name: A B, url: 'javascript:alert(1)'}", []string{
			`:3:16: warning: the source "A B" has no record`, `content/posts/p.md:3:26: "javascript:alert(1)" cannot be linked to: it does not begin with https:// or http:// (write an address that begins with https://)`,
		}},
		{"no such picture", "title: x\ndate: 2022-11-01\nimage: {src: a.png, alt: x}", []string{`content/posts/p.md:3:14: there is no picture "a.png"`}},
		{"a picture outside", "title: x\ndate: 2022-11-01\nimage: ../../../etc/passwd", []string{`there is no picture "../../../etc/passwd"`}},
		{"dates that contradict", "title: x\ndate: 2022-11-01\nupdated: 2022-10-01\nexpires: 2022-10-01", []string{`:3:10: warning: the post was updated before its date`, `:4:10: warning: the post expires before its date`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, problems := assemble(t, "2022-12-01", "-- posts/p.md --\n"+c.post+"\n")
			expect(t, problems, c.want...)
		})
	}
}

// What YAML would take for something else is text here.
func TestScalarsAreTheTextThatWasWritten(t *testing.T) {
	p := clean(t, "2022-12-01", teams+"-- teams/new-orleans-saints.md --\nname: New Orleans Saints\nabbreviations: [NO]\nleague: nfl\n-- posts/p.md --\ntitle: y\ndate: 2022-11-01\nteam: NO\nslug: 010\n").Posts[0]
	if p.Title != "y" || p.Slug != "010" || saidTeams(p) != "new-orleans-saints=New Orleans Saints" {
		t.Errorf("%+v", p)
	}
}

func TestDatesAreReadInTheSitesZone(t *testing.T) {
	for text, want := range map[string]string{
		"2022-11-01":                   "2022-11-01T00:00:00-04:00",
		"2022-11-01 17:05":             "2022-11-01T17:05:00-04:00",
		"2022-11-01T17:05:30":          "2022-11-01T17:05:30-04:00",
		"2022-11-01T17:05:00-04:00":    "2022-11-01T17:05:00-04:00",
		"2022-11-01 22:05:00.5 +00:00": "2022-11-01T18:05:00.5-04:00",
		"2022-11-01T00:05:00Z":         "2022-10-31T20:05:00-04:00",
		"2022-03-13 02:30":             "2022-03-13T03:30:00-04:00",
		"2022-11-06 01:30":             "2022-11-06T01:30:00-04:00", // of the two, the first
		"2022-12-01 09:00":             "2022-12-01T09:00:00-05:00",
	} {
		m, err := parseMoment(text, eastern(t))
		if got := m.time.Format(time.RFC3339Nano); err != nil || got != want || m.day != DayOf(m.time) {
			t.Errorf("%s is %s (%s), %v", text, got, m.day, err)
		}
	}
	for _, text := range []string{"", "2022", "2022-11", "2022-1-1", "2022-11-01T", "2022-11-01 17", "2022-11-01 17:05 PM", "2022-11-01 17:05:00.", "2022-11-01 17:05 +25:00", "20221101", "2022-11-01x", "0000-01-01", "２０２２-11-01"} {
		if m, err := parseMoment(text, eastern(t)); err == nil {
			t.Errorf("%q is %s", text, m.time)
		}
	}
	beirut, err := time.LoadLocation("Asia/Beirut")
	if err != nil {
		t.Fatal(err)
	}
	if got := Day("2022-03-27").Start(beirut).Format(time.RFC3339); got != "2022-03-27T01:00:00+03:00" { // no midnight that day
		t.Error(got)
	}
}

func TestDaysOfRecords(t *testing.T) {
	for text, want := range map[string]Day{"2020": "2020-01-01", "2020-04": "2020-04-01", "2020-04-24": "2020-04-24", "2024-02-29": "2024-02-29"} {
		if got, err := parseDay(text); got != want || err != nil {
			t.Errorf("%s is %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "20", "2020-13", "2020-04-31", "2023-02-29", "2020-04-24 10:00", "x", "-020", "+020"} {
		if got, err := parseDay(text); err == nil {
			t.Errorf("%q is %s", text, got)
		}
	}
}

// hostile are texts that must never become part of a path.
func hostile() []string {
	return []string{"../../x", "a/../../b", `..\..\x`, "%2e%2e/", "C:/x", "//evil/x", "/abs", ".", "..", strings.Repeat("x", 300), "a\x00b", "a\nb", "q?x#y", "CON", "nul.txt", "x.", "index", "page", "feed.xml", "-\u202e-", "a b "}
}

func TestHostilePathsAreProblems(t *testing.T) {
	for _, text := range hostile() {
		if slugFault(text) == "" {
			t.Errorf("%q may be a slug", text)
		}
		if alias := "/" + text; AliasFault(alias) == "" && text != "index" && text != "page" && text != "feed.xml" {
			t.Errorf("%q may be an alias", alias)
		}
	}
	for _, alias := range []string{"", "/", "x/", "//x/", "https://x/", "/a/%2e%2e/b", "/a/%252e", "/%zz", "/a//b", "/a?b", "/a#b"} {
		if AliasFault(alias) == "" {
			t.Errorf("%q may be an alias", alias)
		}
	}
	for _, alias := range []string{"/old/", "/old", "/2019/05/a-post.html", "/caf%C3%A9/", "/a.b/c_d/~e/"} {
		if why := AliasFault(alias); why != "" {
			t.Errorf("%q %s", alias, why)
		}
	}
	for _, name := range []string{"../../x", "a/../../b", `..\..\x`, "%2e%2e/", "C:/x", "//evil/x", "/abs", ".", "..", "", strings.Repeat("x", 300), "a\x00b", "CON", "page", "🏈"} {
		if NameFault(name) == "" {
			t.Errorf("%q may be a name", name)
		}
	}
	for _, name := range []string{"Cam Akers", "D'Andre Swift", "C.J. Mosley", `Adam "Pacman" Jones`, "AC/DC", "</title><script>", "Ōtani", "Овечкин", "St. Louis", "100% Sports", "#rams"} {
		if why := NameFault(name); why != "" {
			t.Errorf("%q %s", name, why)
		}
	}
}

// In every key that makes an address, a hostile text is an error at its place.
func TestHostileTextIsAnErrorWhereverItStands(t *testing.T) {
	for _, text := range []string{"../../x", "a/../../b", `..\..\x`, "%2e%2e/", "C:/x", "//evil/x", "..", strings.Repeat("x", 300), "a\x00b", "CON"} {
		for _, key := range []string{"slug", "aliases", "id", "tags", "player", "team", "source", "author", "story"} {
			doc := &content.Document{Path: "content/posts/p.md", Kind: content.Post, Parts: new(markdown.Parts), Meta: meta.Pack(meta.Value{Kind: meta.Map, Line: 2, Column: 1, Fields: []meta.Field{
				{Key: "title", Line: 2, Column: 1, Value: meta.Value{Kind: meta.Text, Line: 2, Column: 8, Text: "x"}},
				{Key: "date", Line: 3, Column: 1, Value: meta.Value{Kind: meta.Text, Line: 3, Column: 7, Text: "2022-11-01"}},
				{Key: key, Line: 4, Column: 1, Value: meta.Value{Kind: meta.Text, Line: 4, Column: 9, Text: text}},
			}})}
			_, problems := Assemble([]*content.Document{doc}, nil, siteConfig(t), Options{Now: noon(t, "2022-12-01")})
			if len(problems) != 1 || problems[0].Severity != problem.Error || problems[0].Line != 4 || problems[0].Column != 9 {
				t.Errorf("%s: %q: %v", key, text, problems)
			}
		}
	}
}

// The pages of all who are named show all of them, and dated values are compared with each other.
func TestListsAreBounded(t *testing.T) {
	for _, key := range []string{"player", "team", "source", "author", "tags"} {
		var names []string
		for i := range maxNames {
			names = append(names, fmt.Sprintf("Some Name %d", 1000*i))
		}
		post := func() string {
			return "-- posts/p.md --\ntitle: x\ndate: 2022-01-01\n" + key + ": [" + strings.Join(names, ", ") + "]\n"
		}
		if _, problems := assemble(t, "2022-02-01", post()); problems.Failed() {
			t.Error(reports(problems))
		}
		names = append(names, "Some Name 999999")
		_, problems := assemble(t, "2022-02-01", post())
		expect(t, problems, fmt.Sprintf(`content/posts/p.md:3:%d: "%s" lists 301 values, more than 300 (take some out)`, len(key)+3, key))
	}
	for _, key := range []string{"names", "nicknames", "positions", "teams", "contracts", "stats"} {
		_, problems := assemble(t, "2022-02-01", "-- players/p.md --\n"+key+": ["+strings.Repeat("x, ", 1000)+"x]\n")
		if got := reports(problems); !strings.Contains(got, fmt.Sprintf("%q lists 1001 values, more than 1000", key)) {
			t.Error(got)
		}
	}
}

func TestUnregisteredNames(t *testing.T) {
	const archive = teams + akers + "-- posts/p.md --\ntitle: x\ndate: 2022-11-01\nplayer: NAME\n-- posts/q.md --\ntitle: x\ndate: 2022-11-02\nplayer: NAME\n"
	for _, c := range []struct {
		policy config.Unregistered
		name   string
		page   bool
		want   []string
	}{
		{config.Warn, "Joe Rookie", true, []string{`content/posts/p.md:3:9: warning: the player "Joe Rookie" has no record (in 2 posts) (make one: pressbox new player "Joe Rookie")`}},
		{config.Allow, "Joe Rookie", true, nil},
		{config.Refuse, "Joe Rookie", false, []string{`p.md:3:9: unknown player "Joe Rookie" (make a record: pressbox new player "Joe Rookie")`, `q.md:3:9: unknown`}},
		{config.Warn, "Cam Acres", false, []string{`content/posts/p.md:3:9: unknown player "Cam Acres" (did you mean cam-akers?)`, "q.md"}},
		{config.Allow, "Cam Acres", true, []string{`p.md:3:9: warning: unknown player "Cam Acres" (did you mean cam-akers?)`, "q.md"}},
		{config.Refuse, "Cam Acres", false, []string{`p.md:3:9: unknown player "Cam Acres" (did you mean cam-akers?)`, "q.md"}},
		{config.Warn, "Akers", false, []string{`p.md:3:9: unknown player "Akers" (did you mean cam-akers?)`, "q.md"}},
		{config.Warn, "Cam Akers Jr.", false, []string{`p.md:3:9: unknown player "Cam Akers Jr." (did you mean cam-akers?)`, "q.md"}},
		{config.Warn, "Joe Rookie (WR)", true, []string{`"Joe Rookie" has no record`}},
	} {
		cfg := siteConfig(t)
		cfg.Unregistered = c.policy
		room, problems := assembleWith(t, cfg, Options{Now: noon(t, "2022-12-01")}, strings.ReplaceAll(archive, "NAME", c.name))
		expect(t, problems, c.want...)
		page := len(room.Players) == 2
		if page != c.page {
			t.Errorf("%s: %d players", c.name, len(room.Players))
		}
		if page && (len(room.post(t, "p").Players) != 1 || room.post(t, "p").Players[0].Player.Registered()) {
			t.Errorf("%s: %s", c.name, said(room.post(t, "p")))
		}
	}
}

func TestARecordMadeLaterTakesThePageOver(t *testing.T) {
	const post = "-- posts/p.md --\ntitle: x\ndate: 2022-11-01\nplayer: Joe Rookie\n"
	if got := said(clean(t, "2022-12-01", post+"-- players/joe-rookie.md --\nname: Joe Rookie\n").Posts[0]); got != "joe-rookie=Joe Rookie" {
		t.Error(got)
	}
	_, problems := assemble(t, "2022-12-01", post+"-- players/joe-rookie.md --\nname: Joseph Rook\n")
	expect(t, problems, `"Joe Rookie" is not among the names of player joe-rookie, whose address it would have`)
	_, problems = assemble(t, "2022-12-01", teams+post+"-- players/joe-rookie.md --\nname: Joe Rookie\nteams: [{team: buffalo-bills, from: 2023-04-28}]\n")
	expect(t, problems, `"Joe Rookie" is the name of joe-rookie (no team), not known before 2023-04-28`)
}

func TestLinksAreCheckedAtTheirLine(t *testing.T) {
	const abroad = "nothing to tell of"
	const archive = teams + allens + akers + `
-- sources/a-b.md --
name: Aa Bb
-- stories/s-t.md --
title: Story
-- pages/about.md --
---
title: About
---
## Who we are
-- posts/2022/10/away.md --
---
title: Away
date: 2022-10-14
---
## At home

Text.
-- posts/2022/12/later.md --
title: Later
date: 2022-12-24
-- posts/2022/11/p.md --
---
title: x
date: 2022-11-01
player: Cam Akers
---
`
	for _, c := range []struct{ body, want, problem string }{
		{"[x](../10/away.md)", "post away", ""},
		{"[x](../10/away.md#at-home)", "post away at-home", ""},
		{"[x](../10/away.md#nowhere)", "post away nowhere", `content/posts/2022/11/p.md:6:1: warning: "../10/away.md#nowhere" leads to no heading of content/posts/2022/10/away.md`},
		{"[x](/content/posts/2022/10/away.md#at-home)", "post away at-home", ""},
		{"[x](/content/posts/2022/10/awy.md)", "url /content/posts/2022/10/awy.md", ""}, // plan knows that there is no such page
		{"[[Story]]", "story s-t", ""},
		{"[[s-t|it]]", "story s-t", ""},
		{"[x](post:2022/10/away)", "post away", ""},
		{"[x](post:2022/10/away.md#at-home)", "post away at-home", ""},
		{"[x](post:2022/10/awy)", "", `there is no content/posts/2022/10/awy.md`},
		{"[x](../12/later.md)", "", `warning: "../12/later.md" leads to a post that waits until 2022-12-24`},
		{"[x](away.md)", "", `"away.md" leads to no file (did you mean content/posts/2022/10/away.md?)`},
		{"[x](../10/Away.md)", "", `"../10/Away.md" leads to no file (did you mean content/posts/2022/10/away.md?)`},
		{"[x](../../../../../etc/passwd)", "", "leads to no file"},
		{"[x](../../../pages/about.md#who-we-are)", "page about who-we-are", ""},
		{"[x](player:cam-akers)", "player cam-akers", ""},
		{"[x](player:cam-acres)", "", `unknown player "cam-acres" (did you mean cam-akers?)`},
		{"[x](player:Cam%20Akers)", "player cam-akers", ""},
		{"[x](../../../players/cam-akers.md)", "player cam-akers", ""},
		{"[x](team:los-angeles-rams)", "team los-angeles-rams", ""},
		{"[x](team:LAR)", "team los-angeles-rams", ""},
		{"[x](source:a-b)", "source a-b", ""},
		{"[x](story:s-t)", "story s-t", ""},
		{"[x](story:s-u)", "", `there is no story "s-u"`},
		{"[x](/players/cam-akers/)", "url /players/cam-akers/", ""},
		{"[x](https://x.example/#y)", abroad, ""},
		{"[x](mailto:a@b.example)", abroad, ""},
		{"[x](HTTPS://x.example/) [y](#z)\n\n# Z", "url HTTPS://x.example/", ""},
		{"[x](https://desk.example/players/)", "url https://desk.example/players/", ""}, // ours
		{"![x](https://x.example/y.png)", "url https://x.example/y.png", ""},
		{"[x](#here)\n\n## Here", "url #here", ""},
		{"[x](#there)\n\n## Here", "url #there", `warning: "#there" leads to no heading here`},
		{"[[Cam Akers]]", "player cam-akers", ""},
		{"[[Cam Akers|he]]", "player cam-akers", ""},
		{"[[Rams]]", "team los-angeles-rams", ""},
		{"[[Aa Bb]]", "source a-b", ""},
		{"[[player:cam-akers]]", "player cam-akers", ""},
		{"[[Player: cam-akers]]", "player cam-akers", ""},
		{"[[Josh Allen]]", "", `content/posts/2022/11/p.md:6:1: "Josh Allen" is the name of 2 players`},
		{"[[Josh Allen (QB)]]", "player josh-allen", ""},
		{"[[Cam Acres]]", "", `"Cam Acres" names nobody and nothing (did you mean cam-akers?)`},
		{"[[Somebody Else]]", "", `warning: "Somebody Else" names nobody and nothing`},
		{"![x](no.png)", "", `there is no picture "no.png"`},
	} {
		room, problems := assemble(t, "2022-12-01", archive+c.body+"\n")
		if c.problem == "" {
			expect(t, problems)
		} else {
			expect(t, problems, c.problem)
		}
		links := room.post(t, "p").Links
		if c.want == abroad && links == nil {
			continue
		}
		if len(links) == 0 {
			t.Errorf("%s: %d links", c.body, len(links))
			continue
		}
		if got := links[0].print(room); got != c.want {
			t.Errorf("%s leads to %q, want %q", c.body, got, c.want)
		}
	}
}

func (r Ref) print(room *Newsroom) string {
	var text string
	switch to := r.To.(type) {
	case PostNumber:
		text = "post " + room.Posts[to-1].Slug
	case *Player:
		text = "player " + to.ID
	case *Team:
		text = "team " + to.ID
	case *Source:
		text = "source " + to.ID
	case *Story:
		text = "story " + to.ID
	case *Page:
		text = "page " + to.Path
	case *content.Asset:
		text = "asset " + to.Path
	case nil:
		if r.URL != "" {
			text = "url " + r.URL
		}
		return text
	}
	return strings.TrimSpace(text + " " + r.frag())
}

func TestSeveralNamesInOneText(t *testing.T) {
	const records = "-- players/cam-akers.md --\n---\nname: Cam Akers\n---\n-- teams/rams.md --\n---\nname: Rams\n---\n-- sources/ian-rapoport.md --\n---\nname: Ian Rapoport\n---\n"
	for matter, want := range map[string]string{
		"player: Cam Akers, Josh Allen":                  `:4:9: "Cam Akers, Josh Allen" holds several names (write them as a list: [Cam Akers, Josh Allen])`,
		"team: Bills,rams":                               `:4:7: "Bills,rams" holds several names (write them as a list: [Bills, rams])`,
		"source: Ian Rapoport, NFL Network":              `:4:9: warning: the source "Ian Rapoport, NFL Network" has no record (make one: pressbox new source "Ian Rapoport, NFL Network"; several names are a list: [Ian Rapoport, NFL Network])`,
		"source: Ian Rapoport, Ian Rapoport":             `:4:9: "Ian Rapoport, Ian Rapoport" holds several names`,
		"player: Josh Allen, Tua Tagovailoa\nteam: rams": `:4:9: warning: the player "Josh Allen, Tua Tagovailoa" has no record`,
	} {
		docs := parse(t, records+"-- posts/p.md --\n---\ntitle: x\ndate: 2022-11-01\n"+matter+"\n---\n")
		_, problems := Assemble(docs, nil, siteConfig(t), Options{Now: noon(t, "2022-12-01")})
		expect(t, problems, "content/posts/p.md"+want)
	}
}

func TestPicturesBesideAPost(t *testing.T) {
	docs := parse(t, "-- posts/2022/p.md --\n---\ntitle: x\ndate: 2022-11-01\nimage: {src: a.png, alt: A, credit: B}\n---\n![x](../a%20b.png) ![x](/content/posts/a%20b.png)\n")
	assets := []*content.Asset{{Path: "content/posts/a b.png"}, {Path: "content/posts/2022/a.png"}}
	room, problems := Assemble(docs, assets, siteConfig(t), Options{Now: noon(t, "2022-12-01")})
	expect(t, problems)
	p := room.Posts[0]
	if p.Image.Asset != assets[1] || p.Image.Alt != "A" || p.Image.URL != "" || p.Links[0].To != assets[0] || p.Links[1].To != assets[0] {
		t.Errorf("%+v", p.Image)
	}
}

func TestRecordsAreReadStrictly(t *testing.T) {
	for _, c := range []struct {
		path, matter string
		want         []string
	}{
		{"players/a-b.md", "{}", []string{`content/players/a-b.md:1: "name" is missing`}},
		{"players/a-b.md", "name: A B\nnames: [C D]", []string{`:2:1: "name" and "names" mean the same`}},
		{"players/a-b.md", "name: A B\nborn: 22 June 1999", []string{`:2:7: "22 June 1999" cannot be read: it is not a date (write it like 1999-06-22)`}},
		{"players/a-b.md", "name: A B\nborn: 1999", nil},
		{"players/a-b.md", "name: A B\nborn: 1999-01-01\ndied: 1998-01-01", []string{`:3:7: warning: died 1998-01-01 is before born 1999-01-01`}},
		{"players/a-b.md", "name: A B\nteam: x", []string{`unknown key "team" (use "teams")`}},
		{"players/a-b.md", "name: A B\ncontracts: [{signed: 2020, total: lots, years: 0}]", []string{`:2:35: "total" wants a sum in whole units, found "lots"`, `:2:48: "years" is 0 (from 1 to 50`}},
		{"players/a-b.md", "name: A B\ndrafted: {year: 20}\nstats: [{season: 22}]", []string{`:2:17: "year" is 20 (from 1000 to 9999 are possible)`, `:3:18: "season" is 22 (from 1000 to 9999 are possible)`}},
		{"players/a-b.md", "name: A B\nnames_: x", []string{`unknown key "names_" (did you mean name`}},
		{"players/page.md", "name: A B", []string{`content/players/page.md: the id "page", made of the file's name, is kept for this program's own files (rename the file)`}},
		{"players/con.md", "name: A B", []string{`the id "con", made of the file's name, is the name of a device on Windows`}},
		{"players/a-b.md", "name: A B\npositions: [{position: QB, from: 2020, to: 2019}]", []string{`:2:44: warning: "to" is 2019-01-01, which is not after "from", 2020-01-01`}},
		{"teams/a.md", "name: A Team\ncolors: {primary: blue, accent: \"#FFF\"}", []string{`:2:19: the colour "blue" is not written as #rrggbb`}},
		{"teams/a.md", "name: A Team\nroster: []", []string{`unknown key "roster" (players name their teams`}},
		{"leagues/l.md", "name: L\nseason_start: 02-30\ncurrency: dollar", []string{`"02-30" is not a month and day`, `the currency "dollar" is not a code of ISO 4217`}},
		{"leagues/l.md", "name: L\nstatistics: [{name: g, figures: [a, {name: r, divide: [a, b]}]}]", []string{`"r" is derived from "b", which is no recorded figure of "g"`}},
		{"sources/s.md", "name: A B\nurl: ftp://x", []string{`"ftp://x" cannot be linked to`}},
		{"pages/a/b c.md", "title: x", nil},
		{"pages/about.md", "title: x\nslug: y", []string{`unknown key "slug" (the address is the file's path)`}},
		{"stories/s.md", "summary: x", []string{`"title" is missing`}},
		{"authors/s.md", "name: /etc/passwd", []string{`content/authors/s.md:1:7: the name "/etc/passwd" looks like a path`}},
	} {
		_, problems := assemble(t, "2022-12-01", "-- "+c.path+" --\n"+c.matter+"\n")
		if c.path == "pages/a/b c.md" {
			expect(t, problems, `content/pages/a/b c.md: the address would have a part "b c" that holds other characters`)
			continue
		}
		expect(t, problems, c.want...)
	}
}

func TestStatisticsThatTheLeagueDoesNotList(t *testing.T) {
	_, problems := assemble(t, "2024-01-01", teams+"-- players/x-y.md --\nname: X Y\nteams: [{team: buffalo-bills, from: 2020}]\nstats: [{season: 2022, rushing: {atempts: 1, yards: x, average: 2}, rusing: {yards: 1}, foo: 3}]\n")
	expect(t, problems, `:3:34: warning: "atempts" is no recorded figure of "rushing" (did you mean attempts?)`, `:3:53: "yards" wants a number, found "x"`,
		`:3:56: warning: "average" is no recorded figure of "rushing" (it is computed)`, `:3:69: warning: the league "nfl" has no statistics called "rusing" (did you mean rushing?)`, `:3:89: unknown key "foo"`)
}
