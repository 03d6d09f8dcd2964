package render

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"pressbox/internal/plan"
)

// hostile are texts that break out of one format or another.
var hostile = []string{
	`</title><script>alert(1)</script>`,
	`]]><x>`,
	`</script><script>alert(1)//`,
	"line\u2028separator\u2029here",
	"null\x00 bell\x07 escape\x1b\u009b vertical\x0b",
	"emoji 🏈👩‍👩‍👧 flag 🇺🇸",
	"right \u202eto left\u202c \u200fעברית",
	`"quotes" 'single' <tag attr="x"> & &amp; &#x3c;`,
	"decomposed e\u0301 and not UTF-8 \xff\xfe",
	"noncharacters \ufffe \uffff",
	`{{.Secret}} ${x} <!-- --> --`,
	"javascript:alert(1)",
}

// visible is what must be read again from every format: what XML and JSON both
// can hold. Browsers drop nothing else.
func visible(s string) string { return clean(s) }

func hostilePost(s string) *plan.PostPage {
	return &plan.PostPage{
		Head: plan.Head{
			Title: s, Description: s, Canonical: "https://example.org/x/", URL: "/x/", Published: "2022-11-01T17:05:00-04:00",
			Crumbs: []plan.Crumb{{Text: "2022", URL: "/2022/"}, {Text: s, URL: "/x/"}},
		},
		Players:     []plan.PlayerLink{{Link: plan.Link{Text: s, URL: "/players/x/"}}},
		Teams:       []plan.TeamLink{{Link: plan.Link{Text: s, URL: "/teams/x/"}}},
		Credits:     []plan.Credit{{Source: plan.Link{Text: s}, Outlet: s + s, URL: "https://example.org/?q=" + s}},
		Authors:     []plan.Link{{Text: s}},
		Tags:        []plan.Link{{Text: s}},
		Corrections: []plan.Note{{Text: s, Time: "2022-11-02"}},
		Image:       &plan.Image{URL: "/media/x.png", Alt: s, Credit: s},
	}
}

func TestHostileTextStaysTextInPages(t *testing.T) {
	theme := tiny()
	theme["templates/post.html"] = files("x", `{{define "main"}}<p id="text">{{.Title}}</p><img id="attr" alt="{{.Title}}" title={{.Title}}><a id="link" href="{{.Title}}">x</a>{{jsonld .}}<p id="mono">{{monogram .Title nil}}</p><p id="words">{{t "hello" .Title}}</p>{{end}}`)["x"]
	r := mustParse(t, "en", theme).For(&plan.Plan{Site: site()}, bodies{}, nil)
	for _, s := range hostile {
		page := mustRender(t, r, file("post.html", hostilePost(s)))
		doc, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		want := strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", "\ufffd"), "\ufffd")
		scripts, found := 0, map[string]string{}
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if n.Data == "script" {
				scripts++
				found["jsonld"] = text(n)
			}
			for _, a := range n.Attr {
				if a.Key == "id" {
					found[a.Val] = text(n)
				}
				if a.Key == "alt" || a.Key == "title" || a.Key == "href" {
					found[a.Key] = a.Val
				}
			}
		}
		if scripts != 1 {
			t.Errorf("%q: %d script elements", s, scripts)
		}
		// The HTML parser drops NUL in text.
		same := func(s string) string { return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\ufffd", "") }
		if got := same(found["text"]); got != same(want) {
			t.Errorf("text: got %q, want %q", got, want)
		}
		if got := same(found["alt"]); got != same(want) {
			t.Errorf("attribute: got %q, want %q", got, want)
		}
		if strings.HasPrefix(strings.ToLower(found["href"]), "javascript") {
			t.Errorf("href is %q", found["href"])
		}
		var graph struct {
			Graph []struct {
				Headline string
				About    []struct{ Name string }
				Items    []struct{ Name string } `json:"itemListElement"`
			} `json:"@graph"`
		}
		if err := json.Unmarshal([]byte(found["jsonld"]), &graph); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if a := graph.Graph[0]; same(a.Headline) != same(s) || a.About[0].Name != a.Headline || graph.Graph[1].Items[1].Name != a.Headline {
			t.Errorf("JSON-LD: got %+v, want %q", graph, s)
		}
	}
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func hostileFeed(s string, b bodies) *plan.Feed {
	body := b.add("A [link](/a/), a [file](x.md), a note.[^1] `]]>` &amp; text.\n\n[^1]: The note.\n")
	body.Targets = []plan.Target{{URL: "/a/"}, {URL: "/news/x/"}}
	return &plan.Feed{
		ID: "urn:uuid:1", Title: s, Self: "https://example.org/feed.xml", Home: "https://example.org/", Author: s,
		Updated: "2022-11-01T17:05:00-04:00", Hubs: []string{"https://hub.example/"},
		Entries: []plan.FeedEntry{{
			ID: "urn:uuid:2", Title: s, URL: "https://example.org/x/", Published: "2022-11-01T17:05:00-04:00", Updated: "2022-11-02T09:00:00-04:00",
			Authors: []string{s}, Categories: []string{s}, Summary: s, Body: body,
			Credits:     []plan.Credit{{Source: plan.Link{Text: s, URL: "/sources/x/"}, URL: "https://example.org/report"}},
			Corrections: []plan.Note{{Text: s, Time: "2022-11-02"}},
			Image:       &plan.Image{URL: "/media/x.png", Alt: s, Width: 10, Height: 10},
		}},
	}
}

func feedTheme() string {
	return "en: {hello: \"Hello {0}\", feed.correction: \"Correction, {0}:\"}\n"
}

var relative = regexp.MustCompile(`(?:href|src|srcset)="(?:/|#|\.|[a-z0-9-]+\.)`)

func TestFeedsHoldHostileTextAndAbsoluteAddresses(t *testing.T) {
	theme := tiny()
	theme["templates/strings.yaml"].Data = []byte(feedTheme())
	b := bodies{}
	r := mustParse(t, "en", theme).For(&plan.Plan{Site: site()}, b, nil)
	for _, s := range hostile {
		want := visible(s)
		contents := map[string]string{}
		for _, kind := range []string{plan.Atom, plan.RSS} {
			out := mustRender(t, r, file(kind, hostileFeed(s, b)))
			noControl(t, kind, out)
			wellFormed(t, kind, out)
			feed, err := gofeed.NewParser().ParseString(out)
			if err != nil {
				t.Fatalf("%s: %q: %v\n%s", kind, s, err, out)
			}
			item := feed.Items[0]
			// The parser trims what it reads, and takes what looks like markup in an
			// RSS title for it.
			if got := item.Title; kind == plan.Atom && got != strings.TrimSpace(want) {
				t.Errorf("%s: title %q, want %q", kind, got, want)
			}
			if item.GUID != "urn:uuid:2" || item.Link != "https://example.org/x/" || len(item.Authors) != 1 {
				t.Errorf("%s: got %+v", kind, item)
			}
			if item.PublishedParsed == nil || item.PublishedParsed.UTC().Format("2006-01-02T15:04") != "2022-11-01T21:05" {
				t.Errorf("%s: published %v", kind, item.Published)
			}
			contents[kind] = item.Content
		}
		out := mustRender(t, r, file(plan.JSONFeed, hostileFeed(s, b)))
		noControl(t, plan.JSONFeed, out)
		var feed jsonFeed
		if err := json.Unmarshal([]byte(out), &feed); err != nil {
			t.Fatal(err)
		}
		if feed.Title != want || feed.Items[0].Title != want || feed.Items[0].Authors[0].Name != want || feed.Items[0].ExternalURL != "https://example.org/report" {
			t.Errorf("JSON Feed: got %+v, want %q", feed, want)
		}
		if _, err := gofeed.NewParser().ParseString(out); err != nil {
			t.Errorf("JSON Feed: %v", err)
		}
		contents[plan.JSONFeed] = feed.Items[0].HTML
		for kind, content := range contents {
			if bad := relative.FindString(content); bad != "" {
				t.Errorf("%s: relative address %q in %s", kind, bad, content)
			}
			for _, part := range []string{`href="https://example.org/a/"`, `href="https://example.org/x/#fn`, `src="https://example.org/media/x.png"`, "<strong>Correction, 2022-11-02:</strong>"} {
				if !strings.Contains(content, part) {
					t.Errorf("%s: no %s in %s", kind, part, content)
				}
			}
			if strings.Contains(content, "<script>") {
				t.Errorf("%s: script in %s", kind, content)
			}
		}
	}
}

func TestAtomSaysWhatFeedReadersNeed(t *testing.T) {
	b := bodies{}
	r := mustParse(t, "en", tiny()).For(&plan.Plan{Site: site()}, b, nil)
	out := mustRender(t, r, file(plan.Atom, hostileFeed("Rams & Bills", b)))
	for _, part := range []string{
		`<?xml-stylesheet type="text/xsl" href="/feed.1.xsl"?>`,
		`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">`,
		`<link rel="self" type="application/atom+xml" href="https://example.org/feed.xml"></link>`,
		`<link rel="hub" href="https://hub.example/"></link>`,
		`<link rel="via" title="Rams &amp; Bills" href="https://example.org/report"></link>`,
		`<updated>2022-11-02T09:00:00-04:00</updated>`,
		`<content type="html">`,
	} {
		if !strings.Contains(out, part) {
			t.Errorf("no %s in\n%s", part, out)
		}
	}
	if out := mustRender(t, r, file(plan.RSS, hostileFeed("Rams & Bills", b))); !strings.Contains(out, `<atom:link rel="via" title="Rams &amp; Bills" href="https://example.org/report"></atom:link>`) {
		t.Errorf("no link to who reported it in\n%s", out)
	}
	short := hostileFeed("x", b)
	short.Summary = true
	if out := mustRender(t, r, file(plan.Atom, short)); strings.Contains(out, "<content") || !strings.Contains(out, "<summary>x</summary>") {
		t.Errorf("a feed of summaries: %s", out)
	}
	empty := mustRender(t, r, file(plan.Atom, &plan.Feed{ID: "urn:uuid:1", Title: "x", Self: "https://example.org/feed.xml"}))
	if _, err := gofeed.NewParser().ParseString(empty); err != nil {
		t.Errorf("an empty feed: %v", err)
	}
}

func TestSitemapsHoldHostileText(t *testing.T) {
	r := mustParse(t, "en", tiny()).For(&plan.Plan{Site: site()}, bodies{}, nil)
	for _, s := range hostile {
		out := mustRender(t, r, file(plan.Sitemap, &plan.URLSet{News: true, Entries: []plan.SitemapEntry{{
			Loc: "https://example.org/x/?a=1&b=2", LastMod: "2022-11-01", Title: s, Published: "2022-11-01T17:05:00-04:00",
		}}}))
		noControl(t, "sitemap", out)
		wellFormed(t, "sitemap", out)
		var set struct {
			URL []struct {
				Loc  string `xml:"loc"`
				News struct {
					Name     string `xml:"publication>name"`
					Language string `xml:"publication>language"`
					Title    string `xml:"title"`
				} `xml:"http://www.google.com/schemas/sitemap-news/0.9 news"`
			} `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url"`
		}
		if err := xml.Unmarshal([]byte(out), &set); err != nil {
			t.Fatal(err)
		}
		if u := set.URL[0]; u.News.Title != visible(s) || u.Loc != "https://example.org/x/?a=1&b=2" || u.News.Name != "The Desk" || u.News.Language != "en" {
			t.Errorf("got %+v, want %q", u, s)
		}
	}
	for _, f := range []plan.File{
		file(plan.Sitemap, &plan.URLSet{News: true}),
		file(plan.Sitemap, &plan.URLSet{}),
		file(plan.SitemapTop, &plan.SitemapIndex{Entries: []plan.SitemapEntry{{Loc: "https://example.org/s.xml", LastMod: "2022-11-01"}}}),
	} {
		wellFormed(t, f.Template, mustRender(t, r, f))
	}
}

func TestRobotsAndRedirects(t *testing.T) {
	r := mustParse(t, "en", tiny()).For(&plan.Plan{Site: site()}, bodies{}, nil)
	if got, want := mustRender(t, r, file(plan.Robots, &plan.RobotsText{Sitemaps: []string{"https://example.org/sitemap.xml", "https://example.org/a\nDisallow: /"}})),
		"User-agent: *\nAllow: /\n\nSitemap: https://example.org/sitemap.xml\nSitemap: https://example.org/aDisallow: /\n"; got != want {
		t.Errorf("robots: got %q", got)
	}
	page := mustRender(t, r, file(plan.RedirectTo, &plan.Redirect{From: "/old/", To: `/new/?a=1&b='"><script>`, Absolute: `https://example.org/new/"><script>`}))
	if strings.Contains(page, "<script>") || !strings.Contains(page, `content="0; url=/new/?a=1&amp;b=%27%22&gt;`) || !strings.Contains(page, `<link rel="canonical" href="https://example.org/new/%22&gt;`) || !strings.Contains(page, `name="robots" content="noindex"`) {
		t.Errorf("redirect: %s", page)
	}
	list := &plan.RedirectList{Redirects: []plan.Redirect{
		{From: "/old/", To: "/new/#part"},
		{From: "/a b/*/:x/é#y", To: "/new/"},
		{From: "/line\nbreak/", To: "/new/"},
		{From: "/" + strings.Repeat("x", 1000), To: "/new/"},
	}}
	for i := range 3000 {
		list.Redirects = append(list.Redirects, plan.Redirect{From: fmt.Sprintf("/%d/", i), To: "/new/"})
	}
	lines := strings.Split(strings.TrimSuffix(mustRender(t, r, file(plan.RedirectAll, list)), "\n"), "\n")
	if got, want := strings.Join(lines[:4], "\n"), "/old/ /new/#part 301\n/a%20b/%2A/%3Ax/%C3%A9%23y /new/ 301\n/line%0Abreak/ /new/ 301\n/0/ /new/ 301"; got != want || len(lines) != maxRedirects {
		t.Errorf("_redirects: %d lines\n%s", len(lines), got)
	}
}

func TestDataIsSafeInAScript(t *testing.T) {
	r := mustParse(t, "en", tiny()).For(&plan.Plan{Site: site()}, bodies{}, nil)
	out := mustRender(t, r, file(plan.JSON, map[string]any{"b": "</script>\u2028", "a": []string{"<"}}))
	if out != `{"a":["\u003c"],"b":"\u003c/script\u003e\u2028"}` {
		t.Errorf("got %s", out)
	}
}

func noControl(t *testing.T, kind, s string) {
	t.Helper()
	for i, c := range s {
		if unicode.IsControl(c) && c != '\n' && c != '\t' || c == '\ufffe' || c == '\uffff' || c == unicode.ReplacementChar {
			t.Errorf("%s: %U at %d of %q", kind, c, i, s)
			return
		}
	}
}

func wellFormed(t *testing.T, kind, s string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Errorf("%s: %v in %s", kind, err, s)
			return
		}
	}
}

func TestKeysOfFormatsCountWhatTheyShow(t *testing.T) {
	key := func(kind string, data any, edit func(s *plan.Site)) string {
		s := site()
		edit(s)
		return mustParse(t, "en", tiny()).For(&plan.Plan{Site: s}, bodies{}, nil).Key(file(kind, data)).String()
	}
	for _, test := range []struct {
		kind              string
		data, other       any
		title, sheet, css bool // whether the key changes with the site's title, the sheet, another static file
	}{
		{plan.Atom, &plan.Feed{}, &plan.Feed{ID: "x"}, true, true, false},
		{plan.RSS, &plan.Feed{}, &plan.Feed{ID: "x"}, true, true, false},
		{plan.JSONFeed, &plan.Feed{}, &plan.Feed{ID: "x"}, true, false, false},
		{plan.Sitemap, &plan.URLSet{}, &plan.URLSet{News: true}, true, false, false},
		{plan.Robots, &plan.RobotsText{}, &plan.RobotsText{Sitemaps: []string{"x"}}, false, false, false},
		{plan.RedirectAll, &plan.RedirectList{}, &plan.RedirectList{Redirects: []plan.Redirect{{}}}, false, false, false},
		{plan.JSON, []string{"a"}, []string{"b"}, false, false, false},
	} {
		before := key(test.kind, test.data, func(*plan.Site) {})
		if key(test.kind, test.other, func(*plan.Site) {}) == before {
			t.Errorf("%s: the key misses the data", test.kind)
		}
		for name, c := range map[string]struct {
			want bool
			edit func(*plan.Site)
		}{
			"title": {test.title, func(s *plan.Site) { s.Title = "Other" }},
			"sheet": {test.sheet, func(s *plan.Site) { s.Static["feed.css"] = "/feed.2.css" }},
			"css":   {test.css, func(s *plan.Site) { s.Static["css/site.css"] = "/css/site.2.css" }},
		} {
			if got := key(test.kind, test.data, c.edit) != before; got != c.want {
				t.Errorf("%s: another %s changes the key: %v, want %v", test.kind, name, got, c.want)
			}
		}
	}
}
