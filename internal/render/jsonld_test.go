package render

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/plan"
)

// ld renders jsonld for a page and reads it again.
func ld(t *testing.T, page any) map[string]any {
	t.Helper()
	r := mustParse(t, "en", tiny()).For(&plan.Plan{Site: ldTestSite()}, bodies{}, nil)
	html, err := r.jsonLD(page)
	if err != nil {
		t.Fatal(err)
	}
	if html == "" {
		return nil
	}
	text, ok := strings.CutPrefix(string(html), `<script type="application/ld+json">`)
	if !ok || !strings.HasSuffix(text, `</script>`) {
		t.Fatalf("got %s", html)
	}
	var graph struct {
		Context string           `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(strings.TrimSuffix(text, `</script>`)), &graph); err != nil {
		t.Fatal(err)
	}
	if graph.Context != "https://schema.org" {
		t.Errorf("context is %q", graph.Context)
	}
	out := map[string]any{}
	for _, node := range graph.Graph {
		noEmpty(t, node, "")
		out[node["@type"].(string)] = node
	}
	return out
}

func ldTestSite() *plan.Site {
	s := site()
	s.Base = "/news/"
	s.Publisher = plan.Publisher{Name: "Desk Media", Logo: "/news/logo.png", URL: "https://desk.example/"}
	return s
}

func noEmpty(t *testing.T, v any, path string) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			t.Errorf("%s is empty", path)
		}
		for k, v := range v {
			noEmpty(t, v, path+"/"+k)
		}
	case []any:
		if len(v) == 0 {
			t.Errorf("%s is empty", path)
		}
		for _, v := range v {
			noEmpty(t, v, path)
		}
	case string:
		if v == "" {
			t.Errorf("%s is empty", path)
		}
	case nil:
		t.Errorf("%s is null", path)
	}
}

func want(t *testing.T, name string, got map[string]any, want string) {
	t.Helper()
	var w map[string]any
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if diff := cmp.Diff(w, got); diff != "" {
		t.Errorf("%s:\n%s", name, diff)
	}
}

func TestPostsAreNewsArticles(t *testing.T) {
	rams := plan.TeamLink{Link: plan.Link{Text: "Los Angeles Rams", URL: "/news/teams/rams/"}}
	want(t, "post", ld(t, &plan.PostPage{
		Head: plan.Head{
			URL: "/news/2022/11/akers/", Canonical: "https://example.org/news/2022/11/akers/", Title: "Akers & the Rams",
			Issued: "2022-11-01T17:05:00-04:00", Modified: "2022-11-03T09:00:00-04:00",
			Crumbs: []plan.Crumb{{Text: "2022", URL: "/news/2022/"}, {Month: "2022-11-01", URL: "/news/2022/11/"}, {Text: "Akers & the Rams", URL: "/news/2022/11/akers/"}},
		},
		Players: []plan.PlayerLink{{Link: plan.Link{Text: "Cam Akers", URL: "/news/players/cam-akers/"}}, {Link: plan.Link{Text: "Nobody"}}},
		Teams:   []plan.TeamLink{rams},
		Credits: []plan.Credit{
			{Source: plan.Link{Text: "Josina Anderson", URL: "/news/sources/ja/"}, Outlet: "CBS Sports", URL: "https://report.example/1", Date: "2022-11-01"},
			{Source: plan.Link{Text: "The Desk"}, Outlet: "The Desk"},
		},
		Authors:     []plan.Link{{Text: "Ann", URL: "/news/authors/ann/"}, {Text: "Bob"}},
		Tags:        []plan.Link{{Text: "trades", URL: "/news/tags/trades/"}},
		Corrections: []plan.Note{{Time: "2022-11-03", Text: "The year was wrong."}},
		Image:       &plan.Image{URL: "/news/media/a.jpg", Width: 1200, Height: 675, Credit: "AP"},
	}), `{
		"NewsArticle": {
			"@type": "NewsArticle", "@id": "https://example.org/news/2022/11/akers/#article",
			"url": "https://example.org/news/2022/11/akers/", "mainEntityOfPage": "https://example.org/news/2022/11/akers/",
			"headline": "Akers & the Rams", "inLanguage": "en",
			"image": [{"@type": "ImageObject", "url": "https://example.org/news/media/a.jpg", "width": 1200, "height": 675, "creditText": "AP"}],
			"datePublished": "2022-11-01T17:05:00-04:00", "dateModified": "2022-11-03T09:00:00-04:00",
			"author": [
				{"@type": "Person", "@id": "https://example.org/news/authors/ann/#person", "name": "Ann", "url": "https://example.org/news/authors/ann/"},
				{"@type": "Person", "name": "Bob"}],
			"publisher": {"@id": "https://example.org/news/#publisher"}, "isPartOf": {"@id": "https://example.org/news/#website"},
			"about": [
				{"@type": "Person", "@id": "https://example.org/news/players/cam-akers/#person", "name": "Cam Akers", "url": "https://example.org/news/players/cam-akers/"},
				{"@type": "Person", "name": "Nobody"}],
			"mentions": [{"@type": "SportsTeam", "@id": "https://example.org/news/teams/rams/#team", "name": "Los Angeles Rams", "url": "https://example.org/news/teams/rams/"}],
			"citation": [
				{"@type": "CreativeWork", "creditText": "Josina Anderson", "sourceOrganization": {"@type": "Organization", "name": "CBS Sports"}, "url": "https://report.example/1", "datePublished": "2022-11-01"},
				{"@type": "CreativeWork", "creditText": "The Desk"}],
			"correction": [{"@type": "CorrectionComment", "text": "The year was wrong.", "datePublished": "2022-11-03"}],
			"keywords": ["trades"]
		},
		"BreadcrumbList": {"@type": "BreadcrumbList", "itemListElement": [
			{"@type": "ListItem", "position": 1, "name": "2022", "item": "https://example.org/news/2022/"},
			{"@type": "ListItem", "position": 2, "name": "2022-11", "item": "https://example.org/news/2022/11/"},
			{"@type": "ListItem", "position": 3, "name": "Akers & the Rams", "item": "https://example.org/news/2022/11/akers/"}]}
	}`)

	bare := ld(t, &plan.PostPage{Head: plan.Head{Canonical: "https://example.org/x/", Title: "X", Issued: "2022-11-01T00:00:00-04:00"}, Teams: []plan.TeamLink{rams}})["NewsArticle"].(map[string]any)
	if bare["dateModified"] != "2022-11-01T00:00:00-04:00" || bare["about"] == nil || bare["mentions"] != nil || bare["author"] != nil {
		t.Errorf("got %v", bare)
	}
	if got := ld(t, &plan.PostPage{Head: plan.Head{Title: "X"}, Retracted: &plan.Note{Text: "wrong"}}); got != nil {
		t.Errorf("a retracted post says %v", got)
	}
}

func TestPlayersAndTeamsAreMainEntities(t *testing.T) {
	head := plan.Head{Canonical: "https://example.org/news/players/x/page/1/"}
	want(t, "player", ld(t, &plan.PlayerPage{
		Head: head, Player: plan.PlayerLink{Link: plan.Link{Text: "Chosen Anderson", URL: "/news/players/x/"}, Position: "WR"},
		Former: []string{"Robby Anderson", "Robbie Anderson"}, Born: "1993-05-09",
		Facts: &plan.FactsBox{College: "Temple", Teams: []plan.TeamLink{{Link: plan.Link{Text: "Miami Dolphins", URL: "/news/teams/mia/"}}}},
	}), `{"CollectionPage": {
		"@type": "CollectionPage", "@id": "https://example.org/news/players/x/page/1/", "url": "https://example.org/news/players/x/page/1/",
		"inLanguage": "en", "isPartOf": {"@id": "https://example.org/news/#website"},
		"mainEntity": {
			"@type": "Person", "@id": "https://example.org/news/players/x/#person", "name": "Chosen Anderson", "alternateName": ["Robby Anderson", "Robbie Anderson"],
			"jobTitle": "WR", "birthDate": "1993-05-09", "alumniOf": {"@type": "CollegeOrUniversity", "name": "Temple"},
			"memberOf": [{"@type": "SportsTeam", "@id": "https://example.org/news/teams/mia/#team", "name": "Miami Dolphins", "url": "https://example.org/news/teams/mia/"}],
			"url": "https://example.org/news/players/x/"}}}`)
	want(t, "team", ld(t, &plan.TeamPage{
		Head: head, Team: plan.TeamLink{Link: plan.Link{Text: "Los Angeles Rams", URL: "/news/teams/rams/"}}, Former: []string{"St. Louis Rams"}, League: "NFL",
	}), `{"CollectionPage": {
		"@type": "CollectionPage", "@id": "https://example.org/news/players/x/page/1/", "url": "https://example.org/news/players/x/page/1/",
		"inLanguage": "en", "isPartOf": {"@id": "https://example.org/news/#website"},
		"mainEntity": {
			"@type": "SportsTeam", "@id": "https://example.org/news/teams/rams/#team", "name": "Los Angeles Rams", "alternateName": ["St. Louis Rams"],
			"memberOf": [{"@type": "SportsOrganization", "name": "NFL"}], "url": "https://example.org/news/teams/rams/"}}}`)
	want(t, "author", ld(t, &plan.AuthorPage{
		Head: head, Author: plan.Link{Text: "Ann", URL: "/news/authors/ann/"}, Role: "Editor", Website: "https://ann.example/",
	}), `{"ProfilePage": {
		"@type": "ProfilePage", "@id": "https://example.org/news/players/x/page/1/", "url": "https://example.org/news/players/x/page/1/",
		"inLanguage": "en", "isPartOf": {"@id": "https://example.org/news/#website"},
		"mainEntity": {"@type": "Person", "@id": "https://example.org/news/authors/ann/#person", "name": "Ann", "jobTitle": "Editor", "url": "https://example.org/news/authors/ann/", "sameAs": "https://ann.example/"}}}`)
}

func TestOnlyHomeDescribesSiteAndPublisher(t *testing.T) {
	want(t, "home", ld(t, &plan.HomePage{Head: plan.Head{Word: "home"}}), `{
		"WebSite": {"@type": "WebSite", "@id": "https://example.org/news/#website", "name": "The Desk", "url": "https://example.org/news/", "inLanguage": "en", "publisher": {"@id": "https://example.org/news/#publisher"}},
		"NewsMediaOrganization": {"@type": "NewsMediaOrganization", "@id": "https://example.org/news/#publisher", "name": "Desk Media", "url": "https://desk.example/", "logo": {"@type": "ImageObject", "url": "https://example.org/news/logo.png"}}}`)
	crumbs := plan.Head{Crumbs: []plan.Crumb{{Word: "hello", URL: "/news/a/"}, {Text: "B", URL: "/news/a/b/"}}}
	for name, page := range map[string]any{
		"source": &plan.SourcePage{Head: crumbs}, "story": &plan.StoryPage{Head: crumbs}, "tag": &plan.TagPage{Head: crumbs},
		"list": &plan.ListPage{Head: crumbs}, "page": &plan.PlainPage{Head: crumbs},
	} {
		got := ld(t, page)
		if len(got) != 1 || got["BreadcrumbList"] == nil {
			t.Errorf("%s: got %v", name, got)
		}
	}
	for name, page := range map[string]any{"search": &plan.SearchPage{Head: crumbs}, "404": &plan.NotFoundPage{Head: crumbs}, "list": &plan.ListPage{}} {
		if got := ld(t, page); got != nil {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
