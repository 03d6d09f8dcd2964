package plan

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/digest"
	"pressbox/internal/markdown"
	"pressbox/internal/newsroom"
)

func TestPostPage(t *testing.T) {
	p := mustMake(t, small(), testConfig("https://wire.example/news/"))
	page := pageAt[*PostPage](t, p, "2022/10/fresh-start/index.html")
	if page.Title != "Fresh Start" || page.Published != "2022-10-20" || page.Canonical != "https://wire.example/news/2022/10/fresh-start/" || page.Section != "Los Angeles Rams" {
		t.Errorf("head: %+v", page.Head)
	}
	if got := page.Players[0]; got.URL != "/news/players/cam-akers/" || got.Initials != "CA" || got.Team == nil || got.Team.Text != "Los Angeles Rams" {
		t.Errorf("player: %+v", got)
	}
	if len(page.Facts) != 1 || len(page.Earlier) != 1 || len(page.Earlier[0].Cards) != 1 || page.Earlier[0].Cards[0].Title != "Akers Away" {
		t.Errorf("facts %d, earlier %+v", len(page.Facts), page.Earlier)
	}
	s := page.Story
	if s == nil || len(s.Before) != 1 || s.Before[0].Title != "Akers Away" || s.After == nil || s.After.Title != "No Trade" {
		t.Fatalf("story: %+v", s)
	}
	if s.Outcome == nil || s.Outcome.Status != "fell-through" || s.Outcome.Post.URL != "/news/2022/11/no-trade/" {
		t.Errorf("outcome: %+v", s.Outcome)
	}
	last := pageAt[*PostPage](t, p, "2022/11/no-trade/index.html")
	if last.Story.Outcome != nil || last.Story.After != nil || len(last.Story.Before) != 2 || last.Story.Before[0].Title != "Akers Away" {
		t.Errorf("the newest of the story: %+v", last.Story)
	}
	if got := len(last.Earlier[0].Cards); got != 5 || last.Earlier[0].Cards[0].Title != "Day 3" {
		t.Errorf("%d earlier posts, first %q", got, last.Earlier[0].Cards[0].Title)
	}
	if got := last.Body.Names; !slices.Equal(got, []Link{{"Los Angeles Rams", "/news/teams/los-angeles-rams/"}, {"Cam Akers", "/news/players/cam-akers/"}}) {
		t.Errorf("names in prose: %v", got)
	}
}

func TestRetractedPostSaysTheReasonOnly(t *testing.T) {
	d := small()
	picture := &content.Asset{Path: "content/posts/2022/11/secret.jpg"}
	for _, p := range d.posts {
		if p.Retracted != nil {
			p.Links, p.Image = []newsroom.Ref{{To: picture}}, &newsroom.Image{Asset: picture}
		}
	}
	p := mustMake(t, d, testConfig("https://wire.example/"))
	page := pageAt[*PostPage](t, p, "2022/11/gone/index.html")
	if page.Retracted == nil || page.Retracted.Text != "It was another." || !page.NoIndex {
		t.Errorf("%+v", page.Retracted)
	}
	if page.Body.Digest != (digest.Digest{}) || page.Description != "" || page.Summary != "" || page.Players != nil || page.Image != nil {
		t.Errorf("it still says something: %+v", page)
	}
	if _, ok := p.Lookup("media/posts/2022/11/secret.jpg"); ok {
		t.Error("its picture is published")
	}
	for _, path := range []string{"index.html", "2022/11/index.html", "players/cam-akers/index.html", "feed.xml", "search/1.json", "sitemap-2022-11.xml"} {
		f, _ := p.Lookup(path)
		if text := fmt.Sprintf("%+v", f.Data()); strings.Contains(text, "/gone/") {
			t.Errorf("%s shows it", path)
		}
	}
}

func TestEarlierPostsAreListedOnesBefore(t *testing.T) {
	d := newDraft("2022-12-01")
	for i := range 9 {
		d.post(fmt.Sprintf("2022-11-0%d", i+1), fmt.Sprintf("n-%d", i), "p:cam-akers")
	}
	d.posts[6].Expired = true
	p := mustMake(t, d, testConfig("https://wire.example/"))
	var got []string
	for _, c := range pageAt[*PostPage](t, p, "2022/11/n-8/index.html").Earlier[0].Cards {
		got = append(got, c.Title)
	}
	if want := []string{"N 7", "N 5", "N 4", "N 3", "N 2"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if first := pageAt[*PostPage](t, p, "2022/11/n-0/index.html"); first.Earlier != nil {
		t.Errorf("the first post has earlier ones: %+v", first.Earlier)
	}
}

func TestNumberedPagesKeepWhatTimeChanges(t *testing.T) {
	d := small()
	d.player("cam-akers").Positions = []newsroom.Dated{{Text: "RB"}}
	cfg := testConfig("https://wire.example/")
	before := digests(mustMake(t, d, cfg))
	d.now = moment("2026-01-01")
	d.player("cam-akers").Stints[0].To = "2023-09-20"
	d.player("cam-akers").Positions = []newsroom.Dated{{Text: "RB", Span: newsroom.Span{To: "2023-09-20"}}, {Text: "FB", Span: newsroom.Span{From: "2023-09-20"}}}
	changed := changes(before, digests(mustMake(t, d, cfg)))
	if slices.Contains(changed, "players/cam-akers/page/1/index.html") {
		t.Error("a trade changes a numbered page")
	}
	if !slices.Contains(changed, "players/cam-akers/index.html") {
		t.Error("a trade does not change the player's page")
	}
}

func TestSourcePageCountsAStoryOnce(t *testing.T) {
	d := small()
	lone := d.post("2022-10-30", "lone", "s:josina-anderson", "official")
	taken := d.post("2022-10-31", "taken-back", "s:josina-anderson", "st:akers-trade", "reported")
	taken.Retracted = &newsroom.Note{Time: moment("2022-11-01"), Text: "Wrong."}
	p := mustMake(t, d, testConfig("https://wire.example/"))
	var got []string
	for _, g := range pageAt[*SourcePage](t, p, "sources/josina-anderson/index.html").Outcomes {
		got = append(got, fmt.Sprintf("%s %d %s", g.Status, g.Count, g.Posts[0].Text))
	}
	want := []string{"official 1 " + lone.Title, "fell-through 1 Akers Trade", " 4 Day 3", "retracted 1 Taken Back"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}

	d = small()
	for i := range maxOutcomes + 3 {
		d.post("2022-10-30", fmt.Sprintf("n-%d", i), "s:josina-anderson", "agreed")
	}
	for _, g := range pageAt[*SourcePage](t, mustMake(t, d, testConfig("https://wire.example/")), "sources/josina-anderson/index.html").Outcomes {
		if g.Count != len(g.Posts)+g.More || (g.Status == "agreed") != (g.More == 3) {
			t.Errorf("%s: %d, of whom %d listed and %d more", g.Status, g.Count, len(g.Posts), g.More)
		}
	}

	// What has expired leaves lists, but a story ended as it did.
	d = small()
	d.post("2022-12-31", "the-end", "st:akers-trade", "denied").Expired = true
	groups := pageAt[*SourcePage](t, mustMake(t, d, testConfig("https://wire.example/")), "sources/josina-anderson/index.html").Outcomes
	if g := groups[0]; g.Status != "denied" || g.Count != 1 || g.Posts[0].Text != "Akers Trade" {
		t.Errorf("%+v", groups)
	}
}

func TestFeedsSayWhoTheyAreByTheSiteAlone(t *testing.T) {
	d := small()
	ids := func(cfg *config.Config) map[string]string {
		out := map[string]string{}
		for _, f := range mustMake(t, d, cfg).Files {
			if f.Template == Atom {
				feed := f.Data().(*Feed)
				out[f.Path] = feed.ID
				for _, e := range feed.Entries {
					out[f.Path] += " " + e.ID
				}
			}
		}
		return out
	}
	a := ids(testConfig("https://wire.example/"))
	other := testConfig("https://other.example/below/")
	other.Title = "Another Title"
	for _, p := range d.players {
		p.Names[len(p.Names)-1].Text += " the Second"
	}
	for path, id := range ids(other) {
		if a[path] != id {
			t.Errorf("%s: %s became %s", path, a[path], id)
		}
	}
	seen := map[string]string{}
	for path, id := range a {
		id, _, _ = strings.Cut(id, " ")
		if !strings.HasPrefix(id, "urn:uuid:") || seen[id] != "" {
			t.Errorf("%s has the id %s, as has %q", path, id, seen[id])
		}
		seen[id] = path
	}
}

func TestFeedCarriesTheNewestListedPosts(t *testing.T) {
	d := small()
	d.posts[1].Updated = moment("2022-11-03 10:00")
	d.posts[7].Updated = moment("2022-11-02 11:30") // no-trade
	d.posts[7].Doc.Body.Size = 1
	d.posts[7].Links = []newsroom.Ref{{To: d.player("cam-akers")}, {URL: "https://elsewhere.example/"}, {URL: "/about/"}, {URL: "#x"}}
	p := mustMake(t, d, testConfig("https://wire.example/news/"))
	feed := pageAt[*Feed](t, p, "feed.xml")
	var got []string
	for _, e := range feed.Entries {
		got = append(got, e.Title)
	}
	if want := []string{"Hines", "No Trade", "Day 3", "Day 2"}; !slices.Equal(got, want) {
		t.Errorf("entries %q, want %q", got, want)
	}
	if feed.Updated != "2022-11-02T11:30:00-04:00" || feed.Self != "https://wire.example/news/feed.xml" {
		t.Errorf("updated %s, self %s", feed.Updated, feed.Self)
	}
	var targets []string
	for _, target := range feed.Entries[1].Body.Targets {
		targets = append(targets, target.URL)
	}
	if want := []string{"https://wire.example/news/players/cam-akers/", "https://elsewhere.example/", "https://wire.example/news/about/", "#x"}; !slices.Equal(targets, want) {
		t.Errorf("targets %q, want %q", targets, want)
	}
	site := pageAt[*PostPage](t, p, "2022/11/no-trade/index.html")
	if site.Body.Targets[0].URL != "/news/players/cam-akers/" {
		t.Errorf("making a feed changed a page: %q", site.Body.Targets[0].URL)
	}
	if _, ok := p.Lookup("players/nobody-knows/feed.xml"); !ok {
		t.Error("no feed for a player with a post")
	}
	if _, ok := p.Lookup("teams/st-louis-rams/feed.xml"); ok {
		t.Error("a feed for a team without posts")
	}
	if got := pageAt[*TeamPage](t, p, "teams/st-louis-rams/index.html"); got.Feed != nil || !got.NoIndex {
		t.Errorf("a team without posts: feed %v, noindex %v", got.Feed, got.NoIndex)
	}
}

func TestNewsSitemapHoldsTheLastTwoDays(t *testing.T) {
	d := newDraft("2022-11-03 12:00")
	d.post("2022-11-01 11:59", "too-old")
	d.post("2022-11-01 12:00", "just-too-old")
	d.post("2022-11-01 12:01", "oldest")
	d.post("2022-11-03 11:00", "newest")
	d.post("2022-11-03 11:30", "draft").Draft = true
	d.post("2022-11-03 12:30", "scheduled").Scheduled = true
	p := mustMake(t, d, testConfig("https://wire.example/"))
	set := pageAt[*URLSet](t, p, "news-sitemap.xml")
	var got []string
	for _, e := range set.Entries {
		got = append(got, e.Title)
	}
	if want := []string{"Newest", "Oldest"}; !set.News || !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if want := moment("2022-11-03 12:01"); !p.Next.Equal(want) {
		t.Errorf("next is %v, want %v", p.Next, want)
	}
	d.now = p.Next
	later := mustMake(t, d, testConfig("https://wire.example/"))
	if n := len(pageAt[*URLSet](t, later, "news-sitemap.xml").Entries); n != 1 {
		t.Errorf("at that instant %d posts are in it, want 1", n)
	}
	room := newDraft("2030-01-01").room()
	room.Next = moment("2030-02-01")
	if p, _ := Make(room, testConfig("https://wire.example/"), nil); !p.Next.Equal(room.Next) {
		t.Errorf("next is %v, want the newsroom's", p.Next)
	}
}

func TestLinksOfThisSiteAreChecked(t *testing.T) {
	d := small()
	post := d.posts[7]
	links := []string{"/players/cam-akers/", "/players/cam-akers", "/players/cam-acres/", "/search/?q=x#y", "https://wire.example/news/about/", "https://wire.example/news/abuot/", "https://wire.example/other/", "//other.example/x", "#top", "/%zz", "/css/site.css", "/news/players/"}
	for i, l := range links {
		post.Links = append(post.Links, newsroom.Ref{URL: l})
		post.Doc.Parts.Links = append(post.Doc.Parts.Links, markdown.Link{Dest: l, Line: int32(10 + i), Column: 3})
	}
	post.Doc.Parts.Links = append(post.Doc.Parts.Links, markdown.Link{Kind: markdown.Image, Line: 30, Column: 1})
	post.Links = append(post.Links, newsroom.Ref{URL: "/no.png"})
	for i, l := range []string{"/players/", "/news/players/", "/news", "/plyers/"} {
		post.Links = append(post.Links, newsroom.Ref{URL: l, Raw: true})
		post.Doc.Parts.Links = append(post.Doc.Parts.Links, markdown.Link{Kind: markdown.Raw, Dest: l, Line: int32(31 + i), Column: 2})
	}
	post.Image = &newsroom.Image{URL: "/missing.png", Place: newsroom.Place{File: post.Doc.Path, Line: 6, Column: 8}}
	cfg := testConfig("https://wire.example/news/")
	cfg.Nav = []config.NavItem{{Title: "A", URL: "/players/"}, {Title: "B", URL: "/plyers/", Line: 7, Column: 10}, {Title: "C", URL: "https://elsewhere.example/"}}
	p, problems := Make(d.room(), cfg, []Static{{Path: "css/site.css"}})
	want := `bad-image: content/posts/2022/11/no-trade.md:6:8: no picture lies at "/missing.png" (put it beside the document or below static/)
broken-link: content/posts/2022/11/no-trade.md:12:3: "/players/cam-acres/" leads to no page of this site (did you mean /players/cam-akers/?)
broken-link: content/posts/2022/11/no-trade.md:15:3: "https://wire.example/news/abuot/" leads to no page of this site (did you mean /about/?)
broken-link: content/posts/2022/11/no-trade.md:19:3: "/%zz" leads to no page of this site
broken-link: content/posts/2022/11/no-trade.md:21:3: "/news/players/" leads to no page of this site (write "/players/": the path of base_url is put before it)
bad-image: content/posts/2022/11/no-trade.md:30:1: no picture lies at "/no.png" (put it beside the document or below static/)
raw-address: content/posts/2022/11/no-trade.md:34:2: warning: the HTML leads to "/plyers/", where this site has nothing (did you mean /players/?)
broken-link: site.yaml:7:10: the navigation leads to "/plyers/", where no page is (did you mean /players/?)
`
	if got := texts(problems); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
	if p.Site.Nav[0].URL != "/news/players/" || p.Site.Nav[2].URL != "https://elsewhere.example/" {
		t.Errorf("navigation: %v", p.Site.Nav)
	}
}

func TestTwoPagesWithOneTitleAreWarnedOf(t *testing.T) {
	d := newDraft("2022-11-03")
	d.post("2022-11-01", "a").Title = "Injury report"
	d.post("2022-11-02", "b").Title = "Injury report"
	gone := d.post("2022-11-02", "c")
	gone.Title, gone.Expired = "Injury report", true
	d.post("2022-11-02", "d").Title = "" // a problem of its own
	d.post("2022-11-02", "e").Title = ""
	_, problems := Make(d.room(), testConfig("https://wire.example/"), nil)
	want := "same-title: content/posts/2022/11/b.md: warning: the title \"Injury report\" is also that of content/posts/2022/11/a.md (say what is new)\n"
	if got := texts(problems); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPeopleAndTagsWithTheTitleOfAnotherPageAreWarnedOf(t *testing.T) {
	d := newDraft("2022-11-03")
	d.post("2022-11-01", "a", "p:cam-akers", "s:ada-vale", "a:ada-vale", "st:ada-vale", "g:cam-akers", "g:2022")
	d.post("2022-11-02", "b", "p:cam-akers", "g:alone").Title = "Los Angeles Rams"
	d.team("los-angeles-rams")
	d.team("rams").Names = d.team("los-angeles-rams").Names // no post is about them
	_, problems := Make(d.room(), testConfig("https://wire.example/"), nil)
	want := `same-title: content/authors/ada-vale.md: warning: the title "Ada Vale" is also that of content/sources/ada-vale.md (call one of them otherwise)
same-title: content/posts/2022/11/a.md: warning: the tag "2022" has the title of the archive of 2022 (call one of them otherwise)
same-title: content/posts/2022/11/a.md: warning: the tag "Cam Akers" has the title of content/players/cam-akers.md (call one of them otherwise)
`
	if got := texts(problems.Sort()); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
	d.team("los-angeles-rams").Stints = []newsroom.RosterEntry{{Player: d.player("cam-akers")}}
	_, problems = Make(d.room(), testConfig("https://wire.example/"), nil)
	if got, more := texts(problems), `content/teams/los-angeles-rams.md: warning: the title "Los Angeles Rams" is also that of content/posts/2022/11/b.md (call one`; !strings.Contains(got, more) {
		t.Errorf("got:\n%swant, besides:\n%s", got, more)
	}
}

func TestCardsOfOtherSitesShowNoDrawing(t *testing.T) {
	d := newDraft("2022-11-03")
	photo := &content.Asset{Path: "content/posts/a.png", Width: 10, Height: 5}
	drawing := &content.Asset{Path: "content/posts/a.SVG"}
	linked := &content.Asset{Path: "content/posts/linked.png", Width: 10, Height: 5} // to, and not shown
	post := d.post("2022-11-01", "a")
	post.Image, post.Links = &newsroom.Image{Asset: drawing, Alt: "A drawing"}, []newsroom.Ref{{To: linked}, {To: drawing}, {To: photo}}
	post.Doc.Parts.Links = []markdown.Link{{Kind: markdown.Plain}, {Kind: markdown.Image}, {Kind: markdown.Image}}
	d.post("2022-11-02", "b").Image = &newsroom.Image{URL: "https://x.example/b.svg?v=1"}
	d.post("2022-11-02", "c").Image = &newsroom.Image{URL: "https://x.example/c"}
	room := d.room()
	p, _ := Make(room, testConfig("https://wire.example/"), nil)
	for path, want := range map[string][2]string{ // shown above the text, and on cards
		"2022/11/a/index.html": {"/media/posts/a.SVG", "/media/posts/a.png"},
		"2022/11/b/index.html": {"https://x.example/b.svg?v=1", ""},
		"2022/11/c/index.html": {"https://x.example/c", "https://x.example/c"},
	} {
		page := pageAt[*PostPage](t, p, path)
		card := ""
		if page.Head.Image != nil {
			card = page.Head.Image.URL
		}
		if got := [2]string{page.Image.URL, card}; got != want {
			t.Errorf("%s has %q, want %q", path, got, want)
		}
	}
}

func TestStaticFilesHaveTwoNames(t *testing.T) {
	sum := digest.Of([]byte("x"))
	p := mustMake(t, small(), testConfig("https://wire.example/news/"),
		Static{Path: ".well-known/a.json", Sum: sum}, Static{Path: "CNAME", Sum: sum}, Static{Path: "css/site.css", Sum: sum}, Static{Path: "icon-192.png", Sum: sum})
	for path, want := range map[string]string{
		".well-known/a.json": "/news/.well-known/a.json", "CNAME": "/news/CNAME",
		"css/site.css": "/news/css/site." + sum.Short() + ".css", "icon-192.png": "/news/icon-192." + sum.Short() + ".png",
	} {
		if got := p.Site.Static[path]; got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
		for _, at := range []string{path, strings.TrimPrefix(want, "/news/")} {
			if f, ok := p.Lookup(at); !ok || f.Sum != sum || f.From != "static/"+path {
				t.Errorf("%s: %+v", at, f)
			}
		}
	}
	m := pageAt[*Manifest](t, p, "manifest.webmanifest")
	if len(m.Icons) != 1 || m.Icons[0].Sizes != "192x192" || m.StartURL != "/news/" {
		t.Errorf("manifest: %+v", m)
	}
}

func TestPermalinks(t *testing.T) {
	for pattern, want := range map[string]string{
		"/:year/:month/:slug/": "2022/11/x/", "/:year/:month/:day/:slug/": "2022/11/01/x/", "/:slug/": "x/", "/news-:year/:slug/": "news-2022/x/",
	} {
		got := string(parsePermalink(config.Permalink(pattern)).appendTo(nil, moment("2022-11-01 23:59"), "x"))
		if got != want {
			t.Errorf("%s: %s, want %s", pattern, got, want)
		}
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Cam Akers": "CA", "C.J. Mosley": "CM", "Steve Smith Sr.": "SS", "Robert Griffin III": "RG", `Adam "Pacman" Jones`: "AJ",
		"Ángel Di María": "ÁM", "Nenê": "N", "": "", "“Sauce” Gardner": "SG", "V": "V",
	} {
		if got := initials(name); got != want {
			t.Errorf("initials(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestTransactions(t *testing.T) {
	d := small()
	desk := newDesk(d.room(), testConfig("https://wire.example/"))
	rams, vikings := d.team("los-angeles-rams"), d.team("st-louis-rams")
	desk.moves = []newsroom.Move{
		{Player: d.player("cam-akers"), Day: "2020-04-24", To: rams, Draft: true},
		{Player: d.player("cam-akers"), Day: "2022-10-20", From: rams, To: vikings},
	}
	desk.planPosts()
	for topic := range desk.room.Topics {
		desk.planTopic(topic)
	}
	desk.planMoves()
	desk.planIndexes()
	desk.planSitemaps()
	desk.settle(nil)
	plan, _ := desk.settled()
	month := pageAt[*ListPage](t, plan, "transactions/2022/10/index.html")
	if len(month.Moves) != 1 || month.Moves[0].ID != "cam-akers-2022-10-20-st-louis-rams" || month.Moves[0].From.Text != "Los Angeles Rams" || month.Head.Month != "2022-10-01" {
		t.Errorf("%+v", month)
	}
	all := pageAt[*ListPage](t, plan, "transactions/index.html")
	if !slices.Equal(all.Months, []Link{{"2022-10", "/transactions/2022/10/"}, {"2020-04", "/transactions/2020/04/"}}) {
		t.Errorf("months: %v", all.Months)
	}
	feed := pageAt[*Feed](t, plan, "transactions/feed.xml")
	if len(feed.Entries) != 2 || feed.Entries[0].Title != "Cam Akers: Los Angeles Rams → St Louis Rams" || feed.Entries[0].URL != "https://wire.example/transactions/2022/10/#cam-akers-2022-10-20-st-louis-rams" {
		t.Errorf("%+v", feed.Entries)
	}
	team := pageAt[*TeamPage](t, plan, "teams/los-angeles-rams/index.html")
	if len(team.Moves) != 2 || team.Moves[0].Day != "2022-10-20" {
		t.Errorf("the team's moves: %+v", team.Moves)
	}
	if team.AllMoves != "/teams/los-angeles-rams/transactions/" {
		t.Errorf("all of the team's moves are at %q", team.AllMoves)
	}
	if every := pageAt[*ListPage](t, plan, "teams/los-angeles-rams/transactions/index.html"); len(every.Moves) != 2 || every.Title != "Los Angeles Rams" {
		t.Errorf("all of the team's moves: %+v", every)
	}
}

func TestNamesakesPagesHaveTitlesOfTheirOwn(t *testing.T) {
	d := newDraft("2022-12-01")
	for _, id := range []string{"josh-allen", "josh-allen-edge"} {
		d.player(id).Names = []newsroom.Dated{{Text: "Josh Allen"}}
	}
	d.player("josh-allen").Born = "1996-05-21"
	d.post("2022-11-01", "meeting", "p:josh-allen", "p:josh-allen-edge", "st:meeting")
	p := mustMake(t, d, testConfig("https://wire.example/"))
	for path, want := range map[string]string{
		"players/josh-allen/index.html": "Josh Allen (1996)", "players/josh-allen-edge/index.html": "Josh Allen (josh-allen-edge)",
	} {
		if page := pageAt[*PlayerPage](t, p, path); page.Title != want || page.Player.Text != "Josh Allen" {
			t.Errorf("%s is called %q and is about %q", path, page.Title, page.Player.Text)
		}
	}
	if page := pageAt[*StoryPage](t, p, "stories/meeting/index.html"); page.Title != "Meeting" || page.Word != "story" {
		t.Errorf("the story without a record is called %q, %q, like its post", page.Title, page.Word)
	}
}

// TestSlimCardsAreMadeWhole holds what lists give to templates that only hand cards on
// equal to what others get.
func TestSlimCardsAreMadeWhole(t *testing.T) {
	slim := 0
	for _, f := range mustMake(t, small(), testConfig("https://wire.example/")).Files {
		if !f.Made() {
			continue
		}
		clear(f.desk.cards) // else the ones made before are given
		_ = f.Use(Need{Around: true}, func(data any) error {
			if Hash(data) != Hash(f.Data()) {
				t.Errorf("%s: its slim data has another digest", f.Path)
			}
			list := reflect.ValueOf(data).Elem().FieldByName("List")
			if !list.IsValid() {
				return nil
			}
			whole := reflect.ValueOf(f.Data()).Elem().FieldByName("List").Interface().(List).Items
			for i, item := range list.Interface().(List).Items {
				if item.Card.slim.post != nil {
					slim++
				}
				if got := Whole(item.Card); !reflect.DeepEqual(got, whole[i].Card) {
					t.Errorf("%s: got %+v, want %+v", f.Path, got, whole[i].Card)
				}
				for _, field := range reflect.VisibleFields(reflect.TypeFor[Card]()) {
					need := Need{}
					need.Ask("Card", field.Name)
					has, want := reflect.ValueOf(*item.Card).FieldByIndex(field.Index), reflect.ValueOf(*whole[i].Card).FieldByIndex(field.Index)
					if field.IsExported() && !need.Cards && !reflect.DeepEqual(has.Interface(), want.Interface()) {
						t.Errorf("%s: %s is %v, want %v", f.Path, field.Name, has, want)
					}
				}
			}
			return nil
		})
	}
	if slim == 0 {
		t.Error("no card was slim")
	}
}

// TestNothingIsLackedThatIsNotNamed empties the fields that a need may name of what others
// get, and compares the rest.
func TestNothingIsLackedThatIsNotNamed(t *testing.T) {
	posts := 0
	for _, f := range mustMake(t, small(), testConfig("https://wire.example/")).Files {
		if !f.Made() {
			continue
		}
		_ = f.Use(Need{}, func(data any) error {
			whole := reflect.ValueOf(f.Data())
			if post, ok := whole.Interface().(*PostPage); ok {
				posts++
				for _, name := range []string{"Facts", "Earlier", "Story"} {
					need := Need{}
					if need.Ask(name); !need.Around {
						t.Errorf("%s is not asked for", name)
					}
				}
				post.Facts, post.Earlier, post.Story = nil, nil, nil
			}
			if Hash(data) != Hash(whole.Interface()) {
				t.Errorf("%s lacks something else", f.Path)
			}
			return nil
		})
	}
	if posts == 0 {
		t.Error("no post was looked at")
	}
}

// TestLentCardsAreUsedAgain gives back what many pages at once were lent.
func TestLentCardsAreUsedAgain(t *testing.T) {
	l := lend()
	var given []*Card
	for i := range 100 {
		given = append(given, l.put(Card{URL: fmt.Sprint(i)}))
	}
	for i, c := range given {
		if c.URL != fmt.Sprint(i) {
			t.Errorf("card %d is %s", i, c.URL)
		}
	}
	l.giveBack()
	if given[99].URL != "" {
		t.Error("a card that was given back keeps what it held")
	}
	if c := l.put(Card{}); c != given[96] { // the first in the newest piece of memory
		t.Error("a card that was given back is not used again")
	}
}
