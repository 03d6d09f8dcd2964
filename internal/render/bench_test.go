package render

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"pressbox/internal/plan"
)

// defaultStatics are the static files of the default theme, as the plan names them.
func defaultStatics(t testing.TB) map[string]string {
	t.Helper()
	m := map[string]string{}
	theme := mustParse(t, "en", os.DirFS("../.."))
	for _, page := range pages {
		for _, s := range theme.reaches[page].statics {
			m[s.name] = "/" + s.name
		}
	}
	return m
}

func exampleCard(n int) *plan.Card {
	rams := plan.TeamLink{Link: plan.Link{Text: "Los Angeles Rams", URL: "/teams/los-angeles-rams/"}, Short: "LAR", Primary: "#003594", Accent: "#ffd100"}
	c := &plan.Card{
		URL: fmt.Sprintf("/2022/11/post-%d/", n), Title: fmt.Sprintf("Akers hopes for a resolution, take %d", n), Time: "2022-11-01T17:05:00-04:00", Status: "reported",
		Summary: "The deadline passed without a trade, and the running back does not feel that playing for Los Angeles again is in his best interest.",
		Players: []plan.PlayerLink{{Link: plan.Link{Text: "Cam Akers", URL: "/players/cam-akers/"}, Initials: "CA", Position: "RB", Team: &rams}},
		Teams:   []plan.TeamLink{rams},
		Credits: []plan.Credit{{Source: plan.Link{Text: "Josina Anderson", URL: "/sources/josina-anderson/"}, Outlet: "CBS Sports"}},
	}
	c.Digest = plan.Hash(c)
	return c
}

func examplePost(b bodies) *plan.PostPage {
	card := exampleCard(0)
	body := b.add(strings.Repeat("A paragraph of some forty words with a [link](/players/cam-akers/) in it, which says what a reader of the news wants to know about a running back and the team that he does not want to play for any more.\n\n", 8))
	for range 8 {
		body.Targets = append(body.Targets, plan.Target{URL: "/players/cam-akers/"})
	}
	return &plan.PostPage{
		Head: plan.Head{
			URL: card.URL, Canonical: "https://example.org" + card.URL, Type: "article", Title: card.Title, Description: card.Summary, Published: card.Time,
			Crumbs: []plan.Crumb{{Text: "2022", URL: "/2022/"}, {Month: "2022-11-01", URL: "/2022/11/"}, {Text: card.Title, URL: card.URL}},
		},
		ID: "urn:uuid:1", DocPath: "content/posts/x.md", Status: card.Status, Summary: card.Summary, Players: card.Players, Teams: card.Teams, Credits: card.Credits,
		Authors: []plan.Link{{Text: "Ann Author", URL: "/authors/ann/"}}, Tags: []plan.Link{{Text: "trades", URL: "/tags/trades/"}}, Body: body,
		Facts: []plan.FactsBox{{
			Player: card.Players[0], Teams: card.Teams, Age: 23, College: "Florida State", Season: 3, Draft: &plan.DraftLine{Year: 2020, Round: 2, Pick: 52, Team: &card.Teams[0]},
			Contract: &plan.ContractLine{Team: &card.Teams[0], Signed: "2020-07-01", Year: 3, Years: 4, Total: 6173035, Bonus: 2049480, Currency: "USD"},
			Stats:    &plan.StatBox{Season: 2022, Through: "2022-11-01", Games: 5, Groups: []plan.StatGroup{{Label: "Rushing", Figures: []plan.Figure{{Label: "Att", Value: "51"}, {Label: "Yds", Value: "151"}, {Label: "Avg", Value: "2.96"}}}}},
		}},
		Story:   &plan.StoryBox{Story: plan.Link{Text: "Akers and the Rams", URL: "/stories/akers/"}, Before: []*plan.Card{exampleCard(1), exampleCard(2)}, After: exampleCard(3)},
		Earlier: []plan.EarlierBox{{Player: card.Players[0].Link, Cards: []*plan.Card{exampleCard(1), exampleCard(2), exampleCard(4)}}},
	}
}

func benchRenderer(b testing.TB, bodies bodies) *Renderer {
	s := site()
	s.Static = defaultStatics(b)
	return mustParse(b, "en", os.DirFS("../..")).For(&plan.Plan{Site: s}, bodies, nil)
}

func BenchmarkPost(b *testing.B) {
	bodies := bodies{}
	r := benchRenderer(b, bodies)
	f := file("post.html", examplePost(bodies))
	b.Logf("%d bytes", len(mustRender(b, r, f)))
	for b.Loop() {
		mustRender(b, r, f)
	}
}

func BenchmarkList(b *testing.B) {
	r := benchRenderer(b, bodies{})
	page := &plan.ListPage{Kind: "posts", Head: plan.Head{Word: "posts"}}
	for i := range 20 {
		page.List.Items = append(page.List.Items, plan.Item{Card: exampleCard(i)})
	}
	f := file("list.html", page)
	b.Logf("%d bytes", len(mustRender(b, r, f)))
	for b.Loop() {
		mustRender(b, r, f)
	}
}

func BenchmarkCard(b *testing.B) {
	r := benchRenderer(b, bodies{})
	c := exampleCard(1)
	for b.Loop() {
		if _, err := r.executeToHTML(r.units[cardFile], cardFile, c); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAtom(b *testing.B) {
	bodies := bodies{}
	r := benchRenderer(b, bodies)
	feed := &plan.Feed{ID: "urn:uuid:1", Title: "x", Self: "https://example.org/feed.xml", Updated: "2022-11-01T17:05:00-04:00"}
	for range 20 {
		feed.Entries = append(feed.Entries, plan.FeedEntry{ID: "urn:uuid:2", Title: "A title", URL: "https://example.org/x/", Published: "2022-11-01T17:05:00-04:00", Body: examplePost(bodies).Body})
	}
	f := file(plan.Atom, feed)
	for b.Loop() {
		mustRender(b, r, f)
	}
}

func BenchmarkKey(b *testing.B) {
	bodies := bodies{}
	r := benchRenderer(b, bodies)
	f := file("post.html", examplePost(bodies))
	for b.Loop() {
		r.Key(f)
	}
}

func BenchmarkParse(b *testing.B) {
	theme := os.DirFS("../..")
	for b.Loop() {
		mustParse(b, "en", theme)
	}
}

func BenchmarkFor(b *testing.B) {
	s := site()
	s.Static = defaultStatics(b)
	theme := mustParse(b, "en", os.DirFS("../.."))
	for b.Loop() {
		theme.For(&plan.Plan{Site: s}, bodies{}, nil)
	}
}
