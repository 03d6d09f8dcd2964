package site

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"weak"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/digest"
	"pressbox/internal/newsroom"
	"pressbox/internal/plan"
	"pressbox/internal/problem"
)

// seen is all that can be told of a site.
type seen struct {
	Site      plan.Site
	Files     map[string]file
	Redirects []plan.Redirect
	Problems  problem.List
	Next      time.Time
	Guesses   []newsroom.Guess
	Standings []newsroom.Standing
}

type file struct {
	URL, Template, From string
	Sum, Data, Digest   digest.Digest
}

func look(s *Site) seen {
	v := seen{*s.Plan.Site, map[string]file{}, s.Plan.Redirects, s.Problems, s.Next, s.Room.Guesses, s.Room.Standings()}
	for _, f := range s.Plan.Files {
		out := file{URL: f.URL, Template: f.Template, From: f.From, Sum: f.Sum, Digest: f.Digest()}
		if f.Made() {
			out.Data = plan.Hash(f.Data())
		}
		v.Files[f.Path] = out
	}
	return v
}

// A writing is a post as its writer has it, line by line.
type writing struct {
	title, date, player, team, tags, story  string
	author, slug, aliases, id               string
	source, outlet, url, reported           string
	status, summary, updated, expires, note string
	updates, corrections, retracted         string
	draft, strange                          bool
	comments                                int
	image, alt, first, more                 string
}

func (w *writing) text() string {
	var b strings.Builder
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, value)
		}
	}
	b.WriteString("---\n" + strings.Repeat("# Checked.\n", w.comments))
	line("summary", w.summary)
	line("title", w.title)
	line("date", w.date)
	line("player", w.player)
	line("team", w.team)
	if w.outlet+w.url+w.reported == "" {
		line("source", w.source)
	} else {
		b.WriteString("source:\n")
		line("  name", w.source)
		line("  outlet", w.outlet)
		line("  url", w.url)
		line("  date", w.reported)
	}
	line("author", w.author)
	line("slug", w.slug)
	line("aliases", w.aliases)
	line("id", w.id)
	line("status", w.status)
	line("story", w.story)
	line("tags", w.tags)
	line("updated", w.updated)
	line("updates", w.updates)
	line("corrections", w.corrections)
	line("retracted", w.retracted)
	line("expires", w.expires)
	line("params", w.note)
	if w.image != "" {
		fmt.Fprintf(&b, "image: {src: %s, alt: %q}\n", w.image, w.alt)
	}
	if w.draft {
		line("draft", "true")
	}
	if w.strange {
		line("strange", "1")
	}
	return b.String() + "---\n" + w.first + "\n\n" + w.more
}

// TestALoadFromAnotherEqualsAFreshOne edits a site at random: one in which nothing is ever
// wrong, so that most edits take over what was there, and one with all that can be wrong.
// SEED and STEPS are for who looks for more than a test has time for.
func TestALoadFromAnotherEqualsAFreshOne(t *testing.T) {
	t.Run("calm", func(t *testing.T) { editAtRandom(t, true) })
	t.Run("odd", func(t *testing.T) { editAtRandom(t, false) })
}

func editAtRandom(t *testing.T, calm bool) {
	number := func(key string, otherwise uint64) uint64 {
		if n, err := strconv.ParseUint(os.Getenv(key), 10, 64); err == nil {
			return n
		}
		return otherwise
	}
	r := rand.New(rand.NewPCG(5, number("SEED", 7)))
	dir := newSite(t)
	ctx, now := context.Background(), time.Date(2022, 12, 1, 0, 0, 0, 0, time.UTC)
	one := func(of ...string) string { return of[r.IntN(len(of))] }
	seldom := func(odd, rest string) string {
		if !calm && r.IntN(20) == 0 {
			return odd
		}
		return rest
	}
	often := func(odd, rest string) string {
		if !calm && r.IntN(4) == 0 {
			return odd
		}
		return rest
	}
	day := func() string { return fmt.Sprintf("2022-12-%02d", 1+r.IntN(28)) }
	soon := func() string {
		return now.Add(time.Duration(r.IntN(80)-40) * []time.Duration{time.Minute, time.Hour}[r.IntN(2)]).Format("2006-01-02 15:04")
	}
	count := 0
	numbered := func(text string, most int) string { // one that others may have, or nobody
		if calm {
			count++
			return fmt.Sprint(text, count)
		}
		return fmt.Sprint(text, r.IntN(most))
	}
	name := func(n int) string { return fmt.Sprintf("content/posts/2022/p%d.md", n) }
	notes := func() string {
		return one(seldom("odd", ""), fmt.Sprintf("[{date: %s, text: Note %d.}]", soon(), r.IntN(9)), fmt.Sprintf("[{date: %s, text: One.}, {date: %s, text: Two.}]", day(), soon()))
	}
	posts := map[string]*writing{}
	target := name(3)          // others lead to it
	leaning := func() string { // a link to whom or what may have no record
		if calm {
			return ""
		}
		return fmt.Sprintf(one(
			"[[Nobody No%d]]", "[[Post %d]]", "[[Josh Allen]] %d", "[[Team No%d]]", "[[Author No%d]]", "[[matter-%d]]", "[[Giants]] %d", "[[Josh Allen (QB)]] %d", "[[player:Josh Allen]] %d", "[[A recorded story]] %d", "[[story:matter-%d]]", "[[Nobody No1 (%d)]]",
			"[him](player:nobody-no%d)", "[them](team:Giants) %d", "[them](team:team-no%d)", "[her](source:source-no%d)", "[her](author:author-no%d)", "[it](story:matter-%d)", "[it](story:story-%d)",
			"[it](p3%d.md)", "[it](/content/posts/2022/p1%d.md)", "[it](content/posts/2022/p%d.md)", "[it](P%d.MD)", "[it](%%701%d.md?x#a-heading)", "[it](post:2022/p1%d#another-heading)", "[us](../../pages/about.md#a%%2Dheading) %d", "[us](/content/pages/hidden.md) %d", "[it](/content/leagues/xfl.md) %d",
			"![him](/content/posts/2022/him.png) %d", "![him](content/posts/2022/him.png) %d", "![him](HIM.PNG) %d",
			"[it](/players/nobody-no%d/)", "[it](/tags/t%d/)", "[it](/2022/11/slug-%d/)", "[it](/Old/%d/)"), r.IntN(4))
	}
	post := func(n int) string {
		w := &writing{
			title:  fmt.Sprint("Post ", n%15),
			date:   time.Date(2022, 11, 1+n*2, n, 0, 0, 0, time.UTC).Format("2006-01-02 15:04"),
			player: one("Cam Akers", "Cam Akers", "Ty Long", "Ty Long", "cam-akers", fmt.Sprint("Nobody No", r.IntN(4)), seldom("Nobody Known", "Ty Long")),
			team:   one("", "", "los-angeles-rams"),
			source: one("", "Josina Anderson", "Josina Anderson", "Somebody"),
			status: one("", "", "rumor", "reported", "official"),
			author: one("", "", "Mara Whitlock", "Some Writer"),
			story:  one("a-story", "a-story", "recorded", "", fmt.Sprint("story-", r.IntN(4)), fmt.Sprint("matter-", r.IntN(4)), seldom("recordes", "")),
			tags:   one("[one]", "[one, two]", "[one, two]", one("", "[One]", "[two, three]", fmt.Sprintf("[t%d]", r.IntN(50)))),
			first:  one("The first paragraph.", "The first paragraph.", fmt.Sprintf("Another first paragraph, %d.", r.IntN(3))),
			more:   fmt.Sprintf("More, %d. See %s.\n", r.IntN(9), one("[Akers](player:cam-akers)", seldom(one("[it](/nowhere/)", "[[Nobody Known]]", "[[A Story]]", "[it](story:a-story)", "[[Post 3]]"), leaning()), seldom(fmt.Sprintf("[this](p%d.md)", r.IntN(26)), "this"), "[it](p3.md)")),
			alt:    "Him",
		}
		switch r.IntN(14) {
		case 0:
			w.draft = !calm || name(n) != target
		case 1:
			w.expires = day()
		case 2, 3, 4:
			w.retracted = "{date: 2022-12-01, reason: Wrong.}"
		case 5:
			w.strange = !calm
		case 6, 7, 8, 9, 10:
			w.image = seldom("nowhere.png", "/him.svg")
		case 11:
			w.updates, w.corrections = notes(), notes()
		}
		posts[name(n)] = w
		return name(n)
	}
	there := func() string {
		if calm {
			return "[Here](p3.md).\n"
		}
		return fmt.Sprintf("[There](p%d.md#%s).\n", r.IntN(25), one("a-heading", "another-heading"))
	}
	// What writers edit of a post that stays where it is.
	edits := []func(w *writing, step int){
		func(w *writing, step int) {
			w.title = seldom(one("''", "'3'", "2022"), one("Post 3", "About", "Nobody No1", fmt.Sprint("Retitled ", step/2)))
		},
		func(w *writing, _ int) { w.summary = one("", "Short.", "''", "' '", "In one line.") },
		func(w *writing, _ int) {
			w.status = seldom("odd", one("", "rumor", "reported", "agreed", "official", "denied"))
		},
		func(w *writing, _ int) { w.updates = notes() },
		func(w *writing, _ int) { w.corrections = notes() },
		func(w *writing, _ int) { w.updated = seldom(one("2020-01-01", "odd"), one("", day(), soon())) },
		func(w *writing, _ int) { w.note = seldom("odd", one("", "{mood: fine}", "{mood: [a, b]}")) },
		func(w *writing, _ int) {
			if w.source == "" || w.source[0] == '[' {
				return
			}
			w.outlet, w.url, w.reported = one("", "ESPN", "The Paper"), one("", "https://example.com/a"), one("", "2022-11-03", "2022-10-01")
		},
		func(w *writing, _ int) { w.expires = one("", day(), soon(), "2023-06-01") },
		func(w *writing, _ int) { w.comments = 1 - w.comments }, // all that follows moves
		func(w *writing, step int) { w.alt = fmt.Sprint("Him, ", step) },
		func(w *writing, _ int) {
			if w.retracted != "" {
				w.retracted = one("{date: 2022-12-01, reason: Quite wrong.}", "{date: "+soon()+", reason: Wrong.}")
			}
		},
		func(w *writing, step int) {
			w.first = fmt.Sprintf("First, %d.\n\nSecond, which moves the links below.", step/3)
		},
		func(w *writing, step int) {
			_, rest, _ := strings.Cut(w.more, "\n")
			w.more = one("", "[There](https://example.com/).\n", "[Here](https://example.org/news/).\n", "![Him](him.png)\n", "![Other](other.png)\n", "[Other](/content/posts/2022/other.png)\n", "[Nowhere](https://example.org/news/x).\n", "[It](p3.md).\n") + one(w.more, rest)
		},
		func(w *writing, step int) { w.more += fmt.Sprintf("\nStep %d.\n", step) }, // the end of a body alone
	}
	// And of one that may stand elsewhere or under others then.
	still := len(edits)
	edits = append(edits, []func(w *writing, step int){
		func(w *writing, _ int) {
			w.date = one(fmt.Sprintf("2022-11-%02d", 1+r.IntN(29)), fmt.Sprintf("2022-%02d-%02d %02d:00", 1+r.IntN(11), 1+r.IntN(28), r.IntN(24)), fmt.Sprintf("%d-06-01", 2019+r.IntN(3)), seldom(soon(), "2022-11-20"))
			w.updated, w.expires = seldom(w.updated, ""), seldom(w.expires, "")
		},
		func(w *writing, _ int) {
			w.player = often(one("Josh Allen", "Josh Allen (QB)", "Josh Allen (Giants)", "[Josh Allen, josh-allen]", "[Josh Allen, Nobody Known, Cam Akers]", "Cam Acres", "Nobody Known", "nobody known", "NOBODY No1", "Nobody-No1", "Cam Aker", "[Nobody Known, NOBODY KNOWN]", "''"),
				one("Cam Akers", "Ty Long", "cam-akers", "[Cam Akers, Ty Long]", fmt.Sprint("Nobody No", r.IntN(4))))
		},
		func(w *writing, _ int) {
			w.team = often(one("Giants", "[Giants, Rams]", "[Giants, Stallions]", "the Giants"), one("", "los-angeles-rams", fmt.Sprint("Team No", r.IntN(4)), seldom("Some Team", "")))
		},
		func(w *writing, _ int) {
			w.source = one("", "Josina Anderson", "Somebody", fmt.Sprint("Source No", r.IntN(4)), seldom("somebody", "josina-anderson"), "[Josina Anderson, Somebody, Josina Anderson]", "[{name: Josina Anderson, outlet: The Paper}, {name: Somebody, date: 2022-10-01}]", often("[{name: Jo Ann, outlet: ESPN}, {outlet: ESPN}]", ""))
			w.outlet, w.url, w.reported = "", "", ""
		},
		func(w *writing, _ int) {
			w.author = one("", "Mara Whitlock", "Some Writer", fmt.Sprint("Author No", r.IntN(4)), seldom("some writer", "mara-whitlock"))
		},
		func(w *writing, _ int) {
			w.tags = often(one("[C]", "['C#']", "[One]", "[ONE, one]", "['one!']", "[o-n-e]"), one("", "[one]", "[two]", "[one, two]", "[two, one]", fmt.Sprintf("[t%d]", r.IntN(50))))
		},
		func(w *writing, _ int) {
			w.story = often(one("A Story", "recordes", "recordee", "new-story"), one("", "a-story", "recorded", fmt.Sprint("matter-", r.IntN(4))))
		},
		func(w *writing, step int) {
			w.slug = often(seldom("same", "another"), one("", numbered("slug-", 6), seldom(one("Upper", "é", "no/slug", "index.html"), "")))
		},
		func(w *writing, step int) {
			w.aliases = often(one("[/old/]", "[/2022/11/p3/]", "[/2022/11/same/]", "[/tags/one/]", "[/players/nobody-no1/]"), one("", numbered("[/old/", 9)+"/]"))
		},
		func(w *writing, _ int) { w.draft = !w.draft && (!calm || w != posts[target]) },
		func(w *writing, step int) { w.id = one("", "", numbered("id-", 20)) },
		func(w *writing, _ int) { // headings, to which others may lead
			w.more = one("", "## A heading\n\n", "## Another heading\n\n") + "More.\n\n" + one("", "", there(), leaning())
		},
		func(w *writing, step int) { // all at once
			w.title, w.date, w.player = fmt.Sprint("All of ", step), fmt.Sprintf("2022-11-%02d", 1+r.IntN(29)), one("Cam Akers", "Ty Long")
			w.status, w.tags, w.slug = one("", "rumor", "official"), one("[one]", "[two]"), one("", numbered("slug-", 6))
			w.image = one("", "him.png", "other.png", "/him.svg", often(one("/content/posts/2022/him.png", "content/posts/2022/other.png"), ""))
		},
	}...)
	write(t, dir, "static/him.svg", "<svg/>")
	write(t, dir, "content/players/josh-allen.md", "---\nname: Josh Allen\nposition: QB\nteams: [{team: los-angeles-rams, from: 2018}]\naliases: [/old/3/]\n---\n")
	write(t, dir, "content/players/josh-allen-olb.md", "---\nname: Josh Allen\nborn: 1997\n---\n")
	write(t, dir, "content/authors/mara-whitlock.md", "---\nname: Mara Whitlock\nimage: {src: ../posts/2022/her.png, alt: Her}\n---\n")
	write(t, dir, "content/posts/2022/him.png", picture(t))
	write(t, dir, "content/sources/josina-anderson.md", "---\nname: Josina Anderson\noutlets: [{name: ESPN, to: 2022-10-15}, {name: The Wire, from: 2022-10-15}]\n---\nShe [reports](../posts/2022/p3.md).\n")
	write(t, dir, "content/sources/jo-ann.md", "---\nname: Jo Ann\noutlet: ESPN\n---\n")
	write(t, dir, "content/sources/jo-ann-wire.md", "---\nname: Jo Ann\noutlet: The Wire\n---\n")
	write(t, dir, "content/leagues/xfl.md", "---\nname: Another League\n---\n")
	write(t, dir, "content/teams/giants.md", "---\nname: New York Giants\nnickname: Giants\nleague: nfl\n---\n")
	write(t, dir, "content/teams/giants-xfl.md", "---\nname: Newcastle Giants\nnickname: Giants\nleague: xfl\n---\n")
	write(t, dir, "content/teams/stallions.md", "---\nname: Stallions\nleague: xfl\n---\n")
	write(t, dir, "content/pages/hidden.md", "---\ntitle: Hidden\ndraft: true\n---\n")
	write(t, dir, "content/stories/recorded.md", "---\ntitle: A recorded story\n---\n")
	write(t, dir, "content/teams/los-angeles-rams.md", "---\nname: Los Angeles Rams\nleague: nfl\n---\n")
	write(t, dir, "content/players/cam-akers.md", "---\nnames: [{name: Cam Acres, to: 2021}, {name: Cam Akers, from: 2021}]\naliases: [/old/4/]\n---\nWho.\n")
	write(t, dir, "content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
	for range 30 {
		name := post(r.IntN(25))
		write(t, dir, name, posts[name].text())
	}
	write(t, dir, post(3), posts[target].text())
	opt := Options{Dir: dir, Program: "test", Theme: smallTheme()}
	var s *Site
	var last seen
	for step := range int(number("STEPS", 200)) {
		changed, anew := []string{}, false
		some := func() string { return one(slices.Sorted(maps.Keys(posts))...) }
		remove := func(name string) {
			if calm && name == target {
				return
			}
			os.Remove(filepath.Join(dir, name))
			delete(posts, name)
			changed = append(changed, name)
		}
		switch r.IntN(56) {
		case 0:
			remove(name(r.IntN(25)))
		case 12, 13:
			remove(some())
		case 14, 15, 19:
			from, to := some(), name(r.IntN(40))
			if !calm && r.IntN(5) == 0 {
				to = "content/posts/2022/" + name(r.IntN(4)) // where a path from the top may mean it
			}
			if posts[to] == nil && from != target {
				posts[to] = posts[from]
				write(t, dir, to, posts[to].text())
				changed = append(changed, to)
				remove(from)
			}
		case 16, 17, 18:
			w := *posts[some()]
			w.id, w.aliases, w.slug, w.title = "", "", seldom(w.slug, ""), one(w.title, fmt.Sprint("New ", step))
			to := name(r.IntN(60))
			posts[to] = &w
			write(t, dir, to, w.text())
			changed = append(changed, to)
		case 1:
			write(t, dir, "content/players/ty-long.md", fmt.Sprintf("---\nname: Ty Long\nborn: 1998-12-%02d\n---\nSince %d.\n", 1+r.IntN(28), r.IntN(4)))
			changed, anew = append(changed, "content/players/ty-long.md"), true
		case 2:
			record := [...][2]string{
				{"players/cam-akers.md", "names: [{name: Cam Acres, to: 2021}, {name: Cam Akers, from: 2021}]\naliases: [/old/4/]"},
				{"pages/hidden.md", "title: Hidden\ndraft: true"},
				{"leagues/xfl.md", "name: Another League"},
			}[r.IntN(3)]
			write(t, dir, "content/"+record[0], fmt.Sprintf("---\n%s\n---\nIt is %d. %s\n", record[1], r.IntN(9), often(leaning(), one("", "![Him](../posts/2022/him.png)"))))
			changed = append(changed, "content/"+record[0])
		case 3:
			now = now.Add(time.Duration(r.IntN(40)) * time.Hour)
		case 4:
			opt.Drafts, anew = !opt.Drafts, true
		case 5:
			write(t, dir, "site.yaml", fmt.Sprintf("id: an-id\ntitle: Site %d\nbase_url: https://example.org/news/\nunregistered: %s\nper_page: %d\n", r.IntN(2), one("allow", "warn", seldom("refuse", "warn")), 3+r.IntN(4)))
			changed, anew = append(changed, "site.yaml"), true
		case 6:
			write(t, dir, "static/a.css", fmt.Sprintf("a{order:%d}", r.IntN(3)))
			changed, anew = append(changed, "static/a.css"), true
		case 7:
			write(t, dir, "content/pages/about.md", fmt.Sprintf("---\ntitle: About\n---\n%s", one("", "Us.\n", "Us.\n\n## A heading\n", "Us, again.\n\nAnd more.\n", "Us.\n\n"+leaning()+" and ![him](../posts/2022/him.png), ![other](../posts/2022/other.png)\n", "Us.\n\nSee [it](../posts/2022/p3.md#a-heading).\n")))
			changed = append(changed, "content/pages/about.md")
		case 8:
			write(t, dir, "content/sources/josina-anderson.md", "---\nname: Josina Anderson\noutlets: [{name: ESPN, to: 2022-10-15}, {name: The Wire, from: 2022-10-15}]\n---\n"+
				one("", "Since long.\n\n", "For ever.\n\n")+seldom("[It](/nowhere/) and [[Josh Allen]].\n\n", leaning()+".\n\n")+one("", "![Him](/him.svg)\n\n")+"She [reports](../posts/2022/p3.md).\n")
			changed = append(changed, "content/sources/josina-anderson.md")
		case 50, 51:
			name := one("him", "other") + ".png"
			if r.IntN(3) == 0 {
				os.Remove(filepath.Join(dir, "content/posts/2022", name))
			} else {
				write(t, dir, "content/posts/2022/"+name, pictureOf(t, 2+r.IntN(2)))
			}
			changed = append(changed, "content/posts/2022/"+name)
		case 52:
			if os.Remove(filepath.Join(dir, "content/posts/2022/her.png")) != nil {
				write(t, dir, "content/posts/2022/her.png", picture(t))
			}
			changed, anew = append(changed, "content/posts/2022/her.png"), true // the image of a record
		case 53, 54, 55:
			if name := some(); !calm || name != target {
				write(t, dir, name, "---\ntitle: [\n---\n")
				changed = append(changed, name)
			}
		case 9, 10, 11:
			name := post(r.IntN(25))
			write(t, dir, name, posts[name].text())
			changed = append(changed, name)
		default:
			edit := r.IntN(len(edits))
			if r.IntN(3) == 0 {
				edit = still + r.IntN(len(edits)-still)
			}
			now = now.Add(time.Duration(r.IntN(3)) * time.Minute)
			names := slices.Sorted(maps.Keys(posts))
			for most, try := 1+r.IntN(8)/7, 0; len(changed) < most && try < 100; try++ { // not every post has what to edit
				name := names[r.IntN(len(names))]
				before := posts[name].text()
				if edits[edit](posts[name], step); posts[name].text() != before {
					write(t, dir, name, posts[name].text())
					changed = append(changed, name)
				}
			}
		}
		if r.IntN(6) == 0 {
			changed = nil
		}
		opt.Now, opt.Fresh = now, false
		served := make(chan seen, 1)
		go func(s *Site) { // which is served meanwhile
			if s != nil {
				served <- look(s)
			}
		}(s)
		next, err := Load(ctx, opt, s, changed)
		if err != nil {
			t.Fatal(err)
		}
		if s != nil {
			if d := cmp.Diff(last, <-served); d != "" {
				t.Fatalf("step %d, %v: the site before changed:\n%s", step, changed, d)
			}
		}
		if s != nil && !anew && newsroom.DayOf(now) == newsroom.DayOf(s.Options.Now) && !tookOver(s, next) {
			t.Errorf("step %d, %v: newsroom and plan were made anew", step, changed)
		}
		s = next
		opt.Fresh = true
		fresh, err := Load(ctx, opt, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		last = look(s)
		if d := cmp.Diff(look(fresh), last); d != "" {
			t.Fatalf("step %d, %v: differs from a fresh load:\n%s", step, changed, d)
		}
	}
}

// TestALoadFromAnotherWithTheFirstOfAKind has what a menu and an index come with, and go.
func TestALoadFromAnotherWithTheFirstOfAKind(t *testing.T) {
	for _, line := range []string{"tags: [one]", "story: a-story", "team: Rams", "source: Somebody", "author: Some Writer", "player: Cam Akers", "aliases: [/old/]"} {
		t.Run(line, func(t *testing.T) {
			dir := newSite(t)
			write(t, dir, "content/posts/2022/11/a.md", "---\ntitle: A Post\ndate: 2022-11-01\n---\nText.\n")
			const post = "content/posts/2022/11/b.md"
			s := load(t, dir, nil)
			for _, said := range []string{line, line + "\nstatus: rumor", "status: rumor", line, ""} {
				if said == "" {
					os.Remove(filepath.Join(dir, post))
				} else {
					write(t, dir, post, "---\ntitle: Another\ndate: 2022-11-02\n"+said+"\n---\nText.\n")
				}
				before := s
				s = load(t, dir, before)
				if !tookOver(before, s) {
					t.Errorf("%q: newsroom and plan were made anew", said)
				}
				if d := cmp.Diff(look(load(t, dir, nil)), look(s)); d != "" {
					t.Errorf("%q: differs from a fresh load:\n%s", said, d)
				}
			}
		})
	}
}

// TestALoadFromAnotherSeesWhatElseChanges has saves after which more is another than the
// post that was saved.
func TestALoadFromAnotherSeesWhatElseChanges(t *testing.T) {
	dir := newSite(t)
	write(t, dir, "static/2022/11/file.txt", "a file")
	write(t, dir, "static/2022/11/UPPER/index.html", "a page")
	write(t, dir, "content/teams/rams.md", "---\nnames: [{name: Old Rams, to: 2020-01-01}, {name: Rams, from: 2020-01-01}]\n---\n")
	post := func(name, front, body string) func() {
		return func() {
			write(t, dir, "content/posts/2022/11/"+name+".md", "---\ntitle: "+name+"\ndate: 2022-11-02\n"+front+"---\n"+body)
		}
	}
	gone := func(name string) func() {
		return func() { os.Remove(filepath.Join(dir, "content/posts/2022/11/"+name+".md")) }
	}
	s := load(t, dir, nil)
	for i, save := range []func(){
		post("b", "", "Text.\n"),
		post("c", "slug: b\n", "Text.\n"), // the address of b
		post("c", "slug: b\n", "Other text.\n"),
		post("b", "", "Other text.\n"),
		post("c", "slug: c\n", "Text.\n"),
		post("c", "slug: upper\n", "Text.\n"), // which some file systems take for UPPER
		post("c", "slug: file.txt\n", "Text.\n"),
		post("c", "aliases: [/2022/11/b/]\n", "Text.\n"),
		post("c", "aliases: [/2022/11/b/]\n", "Other text.\n"),
		gone("b"),
		post("c", "aliases: [/teams/old-rams/]\n", "Text.\n"), // where a former name leads
		post("c", "", "Text.\n"),
		post("d", "", "To [c](/2022/11/c/) and [a tag](/tags/one/).\n"),
		post("c", "tags: [one]\n", "Text.\n"),
		post("c", "slug: e\n", "Text.\n"),
		post("c", "", "Text.\n"),
		gone("c"),
		post("c", "tags: [C]\n", "Text.\n"),
		post("d", "tags: ['C#']\n", "Text.\n"), // a problem at both
		post("b", "tags: [C]\n", "Text.\n"),    // which comes first
		gone("b"),
		post("d", "player: [Nobody, Somebody]\nteam: Old Rams\n", "Text.\n"),
		post("c", "player: NOBODY\n", "Text.\n"), // which comes first
		post("b", "player: No-Body\n", "Text.\n"),
		post("a", "player: Nobody\ntitle: Nobody\n", "Text.\n"),
		post("b", "player: Nobody\n", "Text.\n"),
		post("c", "player: Nobody\n", "Text.\n"),
		gone("d"),
		post("e", "id: an-id\n", "Text.\n"),
		post("f", "id: an-id\n", "Text.\n"),
		post("f", "id: other\n", "See [e](e.md#there).\n"),
		post("e", "", "Text.\n\n## There\n"),
		post("e", "draft: true\n", "Text.\n\n## There\n"),
		gone("e"),
		post("a", "", "Text.\n"),
		post("b", "", "Text.\n"),
		post("c", "", "Text.\n"),
	} {
		save()
		before := s
		s = load(t, dir, before)
		if !tookOver(before, s) {
			t.Errorf("save %d: newsroom and plan were made anew", i)
		}
		if d := cmp.Diff(look(load(t, dir, nil)), look(s)); d != "" {
			t.Fatalf("save %d: differs from a fresh load:\n%s", i, d)
		}
	}
}

// TestASiteIsLetGoAfterTheNextSave holds the preview, in which a day has many saves, to
// the memory of one site. Two posts that lead to each other are saved in turn.
func TestASiteIsLetGoAfterTheNextSave(t *testing.T) {
	dir := newSite(t)
	save := func(n int) {
		one, other := n%2, 1-n%2
		write(t, dir, fmt.Sprintf("content/posts/p%d.md", one), fmt.Sprintf("---\ntitle: Save %d\ndate: 2022-11-01\nplayer: Nobody\n---\nSee [it](p%d.md).\n", n, other))
	}
	save(0)
	save(1)
	s := load(t, dir, nil)
	var plans []weak.Pointer[plan.File]
	var posts []weak.Pointer[newsroom.Post]
	const saves = 10
	for n := range saves {
		plans = append(plans, weak.Make(&s.Plan.Files[0]))
		for _, p := range s.Room.Posts {
			if p.Doc.Path == fmt.Sprintf("content/posts/p%d.md", n%2) {
				posts = append(posts, weak.Make(p))
			}
		}
		save(n + 2)
		s = load(t, dir, s)
	}
	for range 3 { // what pools hold is let go in the third
		runtime.GC()
	}
	for n := 2; n < saves-1; n++ { // posts of the first load lie in memory that others share
		if plans[n].Value() != nil || posts[n].Value() != nil {
			t.Errorf("of the site before save %d of %d something is still there: plan %t, post %t", n+1, saves, plans[n].Value() != nil, posts[n].Value() != nil)
		}
	}
	runtime.KeepAlive(s)
}

func TestAPictureThatNoPostShowsAnyLongerIsGone(t *testing.T) {
	dir := newSite(t)
	write(t, dir, "content/posts/him.png", picture(t))
	write(t, dir, "content/posts/shown.md", "---\ntitle: Shown\ndate: 2022-11-01\n---\nHere.\n\n![Him](him.png)\n")
	s := load(t, dir, nil)
	for _, body := range []string{"Here.\n", "Here.\n\nAnd [there](https://example.com/).\n", "Here.\n\n![Him](him.png)\n"} {
		write(t, dir, "content/posts/shown.md", "---\ntitle: Shown\ndate: 2022-11-01\n---\n"+body)
		s = load(t, dir, s)
		if d := cmp.Diff(look(load(t, dir, nil)), look(s)); d != "" {
			t.Errorf("%q: differs from a fresh load:\n%s", body, d)
		}
	}
}

// picture returns the bytes of a picture of two pixels.
func picture(t *testing.T) string { return pictureOf(t, 2) }

func pictureOf(t *testing.T, width int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 1))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
