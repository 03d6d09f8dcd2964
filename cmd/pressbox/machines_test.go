package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	picture "image"
	_ "image/png" // read as pictures
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// What search engines and feed readers are told, looked at over the whole published
// demonstration.

// origin is where the demonstration is published.
const origin = "https://agate.example/"

// A published is a site as it was built.
type published struct {
	testing.TB
	dir  string // of the site
	root string // where it is published
	tree map[string][]byte
}

// publishSite builds the site in dir.
func publishSite(t testing.TB, dir string, args ...string) *published {
	t.Helper()
	if !slices.Contains(args, "--now") {
		args = append(args, "--now", noon)
	}
	mustRun(t, append([]string{"build", "-C", dir}, args...)...)
	return &published{t, dir, origin, mustTree(t, filepath.Join(dir, "public"))}
}

// put writes a file of the site in dir.
func put(t testing.TB, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// change replaces a text that a file of the site in dir has to hold.
func change(t testing.TB, dir, name, from, to string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte(from)) {
		t.Fatalf("%s does not hold %q", name, from)
	}
	put(t, dir, name, strings.Replace(string(text), from, to, 1))
}

// A look is one HTML page as machines read it.
type look struct {
	name      string            // of the file
	url       string            // where it is published
	canonical []string          // addresses
	meta      map[string]string // by name or property
	title     string
	heading   string
	text      string   // all that is visible, its spaces one each
	times     []string // of <time datetime>
	images    []string // addresses
	feeds     []string
	graph     []map[string]any
	redirect  string // where it leads, if it is an old address
}

// pages returns all pages by the names of their files.
func (p *published) pages() map[string]*look {
	p.Helper()
	all := map[string]*look{}
	for name := range p.tree {
		if path.Ext(name) == ".html" {
			all[name] = p.page(name)
		}
	}
	return all
}

func (p *published) page(name string) *look {
	p.Helper()
	src, ok := p.tree[name]
	if !ok {
		p.Fatalf("%s is not published", name)
	}
	doc, err := html.Parse(bytes.NewReader(src))
	if err != nil {
		p.Fatalf("%s: %v", name, err)
	}
	l := &look{name: name, url: p.root + strings.TrimSuffix(name, "index.html"), meta: map[string]string{}}
	var visible strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			visible.WriteString(n.Data + " ")
		}
		if n.Type == html.ElementNode {
			switch n.Data {
			case "title":
				l.title = l.title + words(n)
				return
			case "script":
				if attr(n, "type") == "application/ld+json" {
					var v struct {
						Graph []map[string]any `json:"@graph"`
					}
					if err := json.Unmarshal([]byte(n.FirstChild.Data), &v); err != nil {
						p.Errorf("%s: JSON-LD: %v", name, err)
					}
					l.graph = append(l.graph, v.Graph...)
				}
				return
			case "style", "template":
				return
			case "h1":
				l.heading = words(n)
			case "time":
				l.times = append(l.times, attr(n, "datetime"))
			case "img":
				l.images = append(l.images, attr(n, "src"))
			case "meta":
				if key := cmp.Or(attr(n, "name"), attr(n, "property")); key != "" {
					l.meta[key] = attr(n, "content")
				}
				if attr(n, "http-equiv") == "refresh" {
					_, l.redirect, _ = strings.Cut(attr(n, "content"), "url=")
				}
			case "link":
				switch {
				case attr(n, "rel") == "canonical":
					l.canonical = append(l.canonical, attr(n, "href"))
				case attr(n, "rel") == "alternate" && attr(n, "type") == "application/atom+xml":
					l.feeds = append(l.feeds, attr(n, "href"))
				}
			}
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(doc)
	l.text = spaced(visible.String())
	return l
}

// words returns the text in n.
func words(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return spaced(b.String())
}

func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }

// indexable reports whether search engines may show the page.
func (l *look) indexable() bool {
	return l.redirect == "" && !strings.Contains(l.meta["robots"], "noindex")
}

// A located is one entry of a sitemap.
type located struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
	News    struct {
		Published string `xml:"publication_date"`
		Title     string `xml:"title"`
		Name      string `xml:"publication>name"`
		Language  string `xml:"publication>language"`
	} `xml:"news"`
}

// sitemap reads a sitemap, or an index of them.
func (p *published) sitemap(name string) []located {
	p.Helper()
	var set struct {
		URLs     []located `xml:"url"`
		Sitemaps []located `xml:"sitemap"`
	}
	if err := xml.Unmarshal(p.tree[name], &set); err != nil {
		p.Fatalf("%s: %v", name, err)
	}
	return append(set.URLs, set.Sitemaps...)
}

// inSitemaps returns the entries of all sitemaps in the index, by address.
func (p *published) inSitemaps() map[string][]located {
	p.Helper()
	all := map[string][]located{}
	for _, s := range p.sitemap("sitemap.xml") {
		entries := p.sitemap(strings.TrimPrefix(s.Loc, p.root))
		if len(entries) > 50_000 {
			p.Errorf("%s has %d entries", s.Loc, len(entries))
		}
		for _, e := range entries {
			all[e.Loc] = append(all[e.Loc], e)
		}
	}
	return all
}

// feeds returns every feed by the name of its file.
func (p *published) feeds() map[string]*gofeed.Feed {
	p.Helper()
	all := map[string]*gofeed.Feed{}
	for name, src := range p.tree {
		switch path.Base(name) {
		case "feed.xml", "rss.xml", "feed.json":
			feed, err := gofeed.NewParser().Parse(bytes.NewReader(src))
			if err != nil {
				p.Fatalf("%s: %v", name, err)
			}
			all[name] = feed
		}
	}
	return all
}

// entry returns an entry of the site's Atom feed by its address.
func (p *published) entry(url string) *gofeed.Item {
	p.Helper()
	for _, item := range p.feeds()["feed.xml"].Items {
		if item.Link == url {
			return item
		}
	}
	p.Fatalf("%s is not in the feed", url)
	return nil
}

// withAll adds posts of every fate to the demonstration.
func withAll(t testing.TB) string {
	t.Helper()
	dir := demo(t)
	put(t, dir, "content/posts/2023/09/taken-back.md", "---\ntitle: Taken back\ndate: 2023-09-22\nplayer: Cam Akers\nauthor: Teo Brandt\nretracted: {date: 2023-09-23, reason: It was another.}\n---\n\nCANARY of a retracted text.\n")
	put(t, dir, "content/posts/2023/09/over.md", "---\ntitle: A thing that is over\ndate: 2023-09-24\nplayer: Cam Akers\nexpires: 2023-10-01\n---\n\nIt was on for a week, as [a strip](../../2022/11/deadline-days.png) tells.\n")
	put(t, dir, "content/posts/2023/09/mistaken.md", "---\ntitle: A post with a mistake\ndate: 2023-09-25 10:00\nplayer: Cam Akers\nsource: [{name: Ian Rapoport, url: \"https://report.example/1\", date: 2023-09-24}, {name: Josina Anderson, date: 2023-09-23}]\nauthor: [Teo Brandt, Mara Whitlock]\ncorrections: [{date: 2023-09-25, text: The year was wrong.}]\nimage: {src: ../../2022/11/deadline-days.png, alt: A strip of days, credit: The desk}\n---\n\nIt says something.\n")
	change(t, dir, "content/players/nyheim-hines.md", "\nname: ", "\nimage: {src: ../posts/2022/11/deadline-days.png, alt: A strip, credit: The desk of portraits}\nname: ")
	put(t, dir, "content/posts/2023/09/thin.md", "---\ntitle: About somebody unknown\ndate: 2023-09-26\nplayer: Somebody Unheardof\n---\n\nNothing is known.\n")
	change(t, dir, "site.yaml", "publisher:\n", "publisher:\n  logo: /icon-192.png\n")
	strip, err := os.ReadFile(filepath.Join(dir, "content", "posts", "2022", "11", "deadline-days.png"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "static/of the site/strip.png", string(strip))
	put(t, dir, "content/posts/2023/09/static.md", "---\ntitle: A post with a static picture\ndate: 2023-09-24 10:00\nimage: /of%20the%20site/strip.png\n---\n\nText.\n")
	put(t, dir, "content/posts/2023/09/shows.md", "---\ntitle: A post that shows a static picture\ndate: 2023-09-24 11:00\n---\n\n![A strip](</of the site/strip.png>)\n")
	return dir
}

// onBoth tries the demonstration with posts of every fate, and the same as others may
// have it: below a path, in another language and zone, with many short pages.
func onBoth(t *testing.T, try func(t *testing.T, p *published)) {
	t.Parallel()
	t.Run("here", func(t *testing.T) { try(t, publishSite(t, withAll(t))) })
	t.Run("elsewhere", func(t *testing.T) {
		dir := withAll(t)
		for from, to := range map[string]string{
			"base_url: " + origin: "base_url: " + origin + "blog/", "language: en": "language: es", "timezone: America/New_York": "timezone: Pacific/Apia",
			"per_page: 10": "per_page: 2", "url: " + origin + "about/": "url: https://desk.example/",
		} {
			change(t, dir, "site.yaml", from, to)
		}
		p := publishSite(t, dir)
		p.root = origin + "blog/"
		try(t, p)
	})
}

func TestEveryPageHasOneCanonicalAddressWhichIsItsOwn(t *testing.T) {
	onBoth(t, oneCanonicalAddress)
}

func oneCanonicalAddress(t *testing.T, p *published) {
	for name, l := range p.pages() {
		want := l.url
		if l.redirect != "" {
			to, err := url.Parse(l.redirect)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			want = strings.TrimSuffix(origin, "/") + to.Path
		}
		if !slices.Equal(l.canonical, []string{want}) {
			t.Errorf("%s has the canonical addresses %q, want %q", name, l.canonical, want)
		}
		if l.redirect == "" && l.meta["og:url"] != want {
			t.Errorf("%s: og:url is %q", name, l.meta["og:url"])
		}
	}
}

func TestEveryPageSaysInItsHeadWhatOthersShow(t *testing.T) { onBoth(t, headsSay) }

func headsSay(t *testing.T, p *published) {
	base := "/" + strings.TrimPrefix(p.root, origin)
	titles := map[string]string{}
	for name, l := range p.pages() {
		if l.redirect != "" {
			continue
		}
		for _, key := range []string{"description", "viewport", "robots", "theme-color", "og:type", "og:site_name", "og:title", "og:description", "og:image", "og:image:width", "og:image:height", "og:image:alt", "twitter:card", "twitter:image", "twitter:image:alt"} {
			if l.meta[key] == "" {
				t.Errorf("%s: no %s", name, key)
			}
		}
		if l.meta["twitter:image"] != l.meta["og:image"] {
			t.Errorf("%s shows two pictures, %s and %s", name, l.meta["og:image"], l.meta["twitter:image"])
		}
		image, ok := strings.CutPrefix(l.meta["og:image"], p.root)
		image, err := url.PathUnescape(image)
		if size, _, wrong := picture.DecodeConfig(bytes.NewReader(p.tree[image])); !ok || err != nil || wrong != nil {
			t.Errorf("%s: no picture lies at %s", name, l.meta["og:image"])
		} else if said := l.meta["og:image:width"] + "x" + l.meta["og:image:height"]; said != fmt.Sprintf("%dx%d", size.Width, size.Height) {
			t.Errorf("%s: %s is %dx%d, and said to be %s", name, image, size.Width, size.Height, said)
		}
		if l.indexable() && l.meta["robots"] != "max-image-preview:large" {
			t.Errorf("%s: robots is %q", name, l.meta["robots"])
		}
		if other, ok := titles[l.title]; ok && l.indexable() {
			t.Errorf("%s and %s have one title, %q", name, other, l.title)
		}
		titles[l.title] = name
		own := strings.TrimSuffix(name, "index.html") + "feed.xml"
		if _, ok := p.tree[own]; ok && !slices.Contains(l.feeds, base+own) {
			t.Errorf("%s does not name its feed", name)
		}
		if !slices.Contains(l.feeds, base+"feed.xml") {
			t.Errorf("%s does not name the feed of the site", name)
		}
		for _, link := range []string{`rel="icon"`, `rel="apple-touch-icon"`, `rel="manifest"`, `type="application/rss+xml"`, `type="application/feed+json"`} {
			if !bytes.Contains(p.tree[name], []byte(link)) {
				t.Errorf("%s has no link with %s", name, link)
			}
		}
	}
	for _, name := range []string{"static", "shows"} {
		if got := p.page("2023/09/" + name + "/index.html").meta["og:image"]; got != p.root+"of%20the%20site/strip.png" {
			t.Errorf("a post with a static picture shows %s", got)
		}
	}
	// A post without a picture of its own has the first of its body.
	if alt := p.page("2022/11/akers-rams-resolution/index.html").meta["og:image:alt"]; !strings.HasPrefix(alt, "A calendar strip from 20 October") {
		t.Errorf("a picture of a body shows %q", alt)
	}
	for _, author := range []string{"teo-brandt", "mara-whitlock"} {
		if !bytes.Contains(p.tree["2023/09/mistaken/index.html"], []byte(`<meta property="article:author" content="`+p.root+"authors/"+author+`/">`)) {
			t.Errorf("a post does not name its author %s", author)
		}
	}
	post := p.page("2023/09/mistaken/index.html").meta
	zone := map[bool]string{true: "-04:00", false: "+13:00"}[base == "/"]
	for key, want := range map[string]string{
		"og:type": "article", "og:image": p.root + "media/posts/2022/11/deadline-days.png", "og:image:alt": "A strip of days",
		"twitter:card": "summary_large_image", "article:published_time": "2023-09-25T10:00:00" + zone, "article:modified_time": "2023-09-25T10:00:01" + zone,
	} {
		if post[key] != want {
			t.Errorf("%s is %q, want %q", key, post[key], want)
		}
	}
}

// A title of a post may be what the theme calls another page.
func TestTitlesThatTheThemeGivesToo(t *testing.T) {
	t.Parallel()
	dir := demo(t)
	change(t, dir, "site.yaml", "per_page: 10", "per_page: 2")
	titles := []string{
		"Players", "November 2022", "2022", "Transactions", "Transactions: November 2022", "Los Angeles Rams: Transactions", "Search", "Tags", "Authors",
		"All posts, page 1", "November 2022, page 2", "Cam Akers, page 1", "Players and teams: Story",
	}
	for i, title := range titles {
		put(t, dir, fmt.Sprintf("content/posts/2023/09/t%d.md", i), fmt.Sprintf("---\ntitle: %q\ndate: 2023-09-28\nplayer: Cam Akers\n---\n\nText.\n", title))
	}
	for i, title := range []string{"Players and teams", "Players, page 1", "Cam Akers, page 99", "Cam Akers, page", "page 1", "1"} { // which none of the theme's pages has
		put(t, dir, fmt.Sprintf("content/posts/2023/09/more%d.md", i), fmt.Sprintf("---\ntitle: %q\ndate: 2023-09-28\nplayer: Cam Akers\nstory: no-record\n---\n\nText.\n", title))
	}
	_, said, _ := command(t, "check", "-C", dir, "--now", noon)
	p := publishSite(t, dir)
	bearers := map[string]int{}
	for _, l := range p.pages() {
		if l.indexable() {
			bearers[strings.TrimSuffix(l.title, " · The Agate Column")]++
		}
	}
	for i, title := range titles {
		if bearers[title] != 2 {
			t.Errorf("%d pages are called %q, want 2", bearers[title], title)
		}
		if want := fmt.Sprintf("content/posts/2023/09/t%d.md:2:8: warning: the title %q is also that of ", i, title); strings.Count(said, want) != 1 {
			t.Errorf("want once: %s", want)
		}
	}
	if got := strings.Count(said, "is also that of"); got != len(titles) {
		t.Errorf("%d warnings for %d titles in:\n%s", got, len(titles), said)
	}
}

func TestEveryIndexablePageIsInExactlyOneSitemap(t *testing.T) { onBoth(t, oneSitemap) }

func oneSitemap(t *testing.T, p *published) {
	listed := p.inSitemaps()
	pages := p.pages()
	for name, l := range pages {
		want := 0
		if l.indexable() {
			want = 1
		}
		if got := len(listed[l.url]); got != want {
			t.Errorf("%s is in %d sitemaps, want %d", name, got, want)
		}
		delete(listed, l.url)
	}
	for address := range listed {
		t.Errorf("%s is in a sitemap and is no page", address)
	}
	for _, name := range []string{"2023/09/taken-back/index.html", "2023/09/over/index.html", "players/somebody-unheardof/index.html", "404.html"} {
		if p.page(name).indexable() {
			t.Errorf("search engines may show %s", name)
		}
	}
}

// A page of a list stays where it is when the posts on it are taken back.
func TestPagesOfListsThatShowNothingAreNotIndexed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "site.yaml", "id: blank\ntitle: Blank\nbase_url: "+origin+"\nper_page: 1\n")
	put(t, dir, "content/players/a-b.md", "---\nname: A B\n---\n")
	put(t, dir, "content/stories/untold.md", "---\ntitle: Untold\n---\n")
	for year := 2020; year < 2026; year++ {
		for month := 1; month < 4; month++ {
			fate := "retracted: {date: 2025-12-01, reason: It was another.}\nstory: untold\n"
			if year == 2022 && month == 2 || year == 2025 {
				fate = ""
			}
			for day := 1; day < 4; day++ {
				put(t, dir, fmt.Sprintf("content/posts/%d-%d-%d.md", year, month, day), fmt.Sprintf("---\ntitle: Post %[1]d %[2]d %[3]d\ndate: %[1]d-0%[2]d-0%[3]d\nplayer: A B\ntags: [all, of %[1]d]\n%[4]s---\n\nText.\n", year, month, day, fate))
			}
		}
	}
	change(t, dir, "content/posts/2022-2-1.md", "player:", "retracted: {date: 2025-12-01, reason: It was another.}\nplayer:")
	p := publishSite(t, dir)
	listed, blank := p.inSitemaps(), 0
	for name, l := range p.pages() {
		if l.indexable() != (len(listed[l.url]) == 1) {
			t.Errorf("%s is in %d sitemaps", name, len(listed[l.url]))
		}
		if bytes.Contains(p.tree[name], []byte(`<p class="none">`)) {
			blank++
			if l.indexable() {
				t.Errorf("search engines may show %s, which shows nothing", name)
			}
		}
	}
	if blank < 30 {
		t.Errorf("only %d pages show nothing", blank)
	}
	for name, want := range map[string]bool{
		"2020/index.html": false, "2022/index.html": true, "2022/01/index.html": false, "2022/02/index.html": true, "2022/02/page/1/index.html": false, "2025/01/page/1/index.html": true,
		"page/1/index.html": false, "page/23/index.html": true, "players/a-b/page/1/index.html": false, "players/a-b/page/23/index.html": true, "stories/index.html": false, "tags/of-2021/page/1/index.html": false, "tags/of-2022/index.html": false, "tags/of-2022/page/5/index.html": true,
	} {
		if got := p.page(name).indexable(); got != want {
			t.Errorf("search engines may show %s: %v, want %v", name, got, want)
		}
	}
}

// TestStructuredDataIsWhatThePageShows looks for every text and date of the JSON-LD
// in what a reader sees, and for everything that is only named by its id.
func TestStructuredDataIsWhatThePageShows(t *testing.T) { onBoth(t, structuredDataIsShown) }

func structuredDataIsShown(t *testing.T, p *published) {
	pages := p.pages()
	described := map[string]bool{}
	var named []string
	for _, l := range pages {
		for _, node := range l.graph {
			walkLD(node, func(key string, v any) {
				node, ok := v.(map[string]any)
				if ok && node["@type"] == "ImageObject" && !slices.ContainsFunc(l.images, func(src string) bool { return node["url"] == strings.TrimSuffix(origin, "/")+src }) {
					t.Errorf("%s: nobody sees the picture %v", l.name, node["url"])
				}
				if id, is := node["@id"].(string); ok && is {
					if len(node) > 1 {
						described[id] = true
					} else {
						named = append(named, id)
					}
				}
			})
		}
	}
	for _, id := range named {
		if !described[id] {
			t.Errorf("nothing says what %s is", id)
		}
	}
	for id := range described {
		address, _, _ := strings.Cut(id, "#")
		if _, ok := pages[strings.TrimPrefix(address, p.root)+"index.html"]; !ok {
			t.Errorf("%s is on no page", id)
		}
	}
	looked := 0
	for name, l := range pages {
		for _, node := range l.graph {
			walkLD(node, func(key string, v any) {
				text, ok := v.(string)
				if !ok {
					return
				}
				looked++
				switch key {
				case "@type", "@id", "item", "inLanguage", "mainEntityOfPage":
				case "url", "sameAs":
					if u, err := url.Parse(text); err != nil || !u.IsAbs() {
						t.Errorf("%s: %s is %q", name, key, text)
					}
				case "datePublished", "dateModified", "birthDate", "deathDate":
					if !slices.ContainsFunc(l.times, func(shown string) bool { return sameTime(shown, text) }) {
						t.Errorf("%s: nobody sees the %s %q", name, key, text)
					}
				case "headline":
					if text != l.heading {
						t.Errorf("%s: the headline is %q and its heading %q", name, text, l.heading)
					}
				default:
					if text == "" || !strings.Contains(l.text, spaced(text)) {
						t.Errorf("%s: nobody sees the %s %q", name, key, text)
					}
				}
			})
		}
		for _, node := range l.graph {
			if node["@type"] != "NewsArticle" {
				continue
			}
			if l.meta["article:published_time"] != node["datePublished"] || cmp.Or(l.meta["article:modified_time"], l.meta["article:published_time"]) != node["dateModified"] {
				t.Errorf("%s: Open Graph and JSON-LD disagree about dates", name)
			}
		}
	}
	if looked < 1000 {
		t.Errorf("only %d values were looked at", looked)
	}
	if len(p.page("2023/09/taken-back/index.html").graph) > 1 {
		t.Error("a retracted post is described")
	}
	for name, want := range map[string]string{"players/josh-allen-edge": "Josh Allen", "teams/los-angeles-rams": "St. Louis Rams"} {
		if !bytes.Contains(p.tree[name+"/index.html"], []byte(`"alternateName":["`+want+`"]`)) {
			t.Errorf("%s: a former name is no alternateName", name)
		}
	}
}

// sameTime reports whether a page shows what machines are told: that instant, but for
// a second that is nobody's, or its day where no more is known.
func sameTime(shown, told string) bool {
	a, err := time.Parse(time.RFC3339, shown)
	b, err2 := time.Parse(time.RFC3339, told)
	if err != nil || err2 != nil {
		return len(shown) >= 10 && shown[:10] == told[:10]
	}
	return b.Equal(a) || b.Equal(a.Add(time.Second))
}

// walkLD calls visit for v and everything in it, with the property it is the value of.
func walkLD(v any, visit func(key string, v any)) {
	var walk func(key string, v any)
	walk = func(key string, v any) {
		if list, ok := v.([]any); ok {
			for _, each := range list {
				walk(key, each)
			}
			return
		}
		visit(key, v)
		if node, ok := v.(map[string]any); ok {
			for _, key := range slices.Sorted(maps.Keys(node)) {
				walk(key, node[key])
			}
		}
	}
	walk("", v)
}

// ldTypes are the types that pages carry, with what Google's documentation of
// articles, breadcrumbs and profile pages asks for. What else may stand in them is
// asked of schema.org's vocabulary.
var ldTypes = map[string]struct {
	required    []string // without it there is no rich result
	recommended []string // as far as every document says it
}{
	"NewsArticle":           {recommended: []string{"headline", "datePublished", "dateModified"}}, // author and image, where there are any
	"BreadcrumbList":        {required: []string{"itemListElement"}},
	"ListItem":              {required: []string{"position", "name", "item"}},
	"ProfilePage":           {required: []string{"mainEntity"}},
	"CollectionPage":        {required: []string{"mainEntity"}},
	"Person":                {required: []string{"name"}, recommended: []string{"url"}},
	"SportsTeam":            {required: []string{"name"}, recommended: []string{"url"}},
	"SportsOrganization":    {required: []string{"name"}},
	"CollegeOrUniversity":   {required: []string{"name"}},
	"Organization":          {required: []string{"name"}},
	"NewsMediaOrganization": {required: []string{"name", "url"}},
	"WebSite":               {required: []string{"name", "url"}},
	"ImageObject":           {required: []string{"url"}},
	"CreativeWork":          {required: []string{"creditText"}},
	"CorrectionComment":     {required: []string{"text", "datePublished"}},
}

func TestStructuredDataIsOfTypesThatSearchEnginesKnow(t *testing.T) { onBoth(t, structuredDataIsKnown) }

func structuredDataIsKnown(t *testing.T, p *published) {
	count := map[string]int{}
	for name, l := range p.pages() {
		for _, node := range l.graph {
			walkLD(node, func(key string, v any) {
				node, ok := v.(map[string]any)
				if !ok || len(node) == 1 {
					return // a reference
				}
				kind, _ := node["@type"].(string)
				rules, known := ldTypes[kind]
				if !known {
					t.Errorf("%s: %s is %q", name, key, kind)
					return
				}
				count[kind]++
				for _, must := range slices.Concat(rules.required, rules.recommended) {
					if node[must] == nil {
						t.Errorf("%s: a %s without %s", name, kind, must)
					}
				}
				for _, date := range []string{"datePublished", "dateModified"} {
					if text, ok := node[date].(string); ok && kind == "NewsArticle" {
						if _, err := time.Parse(time.RFC3339, text); err != nil {
							t.Errorf("%s: %s has no offset: %v", name, date, err)
						}
					}
				}
				if kind == "BreadcrumbList" {
					steps := node["itemListElement"].([]any)
					for i, step := range steps {
						if step.(map[string]any)["position"] != float64(i+1) {
							t.Errorf("%s: step %d of the trail is %v", name, i+1, step)
						}
					}
					if len(steps) < 2 {
						t.Errorf("%s: a trail of one step", name)
					}
				}
			})
			if kind := node["@type"]; (kind == "WebSite" || kind == "NewsMediaOrganization") && name != "index.html" {
				t.Errorf("%s carries the %s, which belongs on the home page", name, kind)
			}
		}
	}
	for kind := range ldTypes {
		if count[kind] == 0 {
			t.Errorf("no page has a %s", kind)
		}
	}
	for name, want := range map[string]string{"2023/09/mistaken/index.html": "author image citation correction about", "2022/11/akers-back/index.html": "author about mentions keywords"} {
		for property := range strings.FieldsSeq(want) {
			if p.page(name).graph[0][property] == nil {
				t.Errorf("%s does not say its %s", name, property)
			}
		}
	}
}

func TestNewsSitemapHoldsExactlyTheWindow(t *testing.T) {
	t.Parallel()
	dir := demo(t)
	put(t, dir, "content/posts/2022/11/taken-back.md", "---\ntitle: Taken back\ndate: 2022-11-02 10:00\nretracted: {date: 2022-11-02, reason: It was another.}\n---\n\nA text.\n")
	put(t, dir, "content/posts/2022/11/over.md", "---\ntitle: A thing that is over\ndate: 2022-11-02 11:00\nexpires: 2022-11-03\n---\n\nA text.\n")
	put(t, dir, "content/posts/2022/10/mended.md", "---\ntitle: An old post that is mended\ndate: 2022-10-01\nupdated: 2022-11-03 09:00\n---\n\nA text.\n")
	put(t, dir, "content/posts/2022/11/unfinished.md", "---\ntitle: An unfinished post\ndate: 2022-11-02\ndraft: true\n---\n\nA text.\n")
	for _, c := range []struct {
		now  string
		want int
	}{
		{"2022-11-02T12:00:00-04:00", -1}, // a post is in it that will expire
		{"2022-11-03T12:00:00-04:00", 9},  // 1 November from noon on
		{"2022-11-03T16:44:59-04:00", -1},
		{"2022-11-03T16:45:00-04:00", -1}, // a post of this second
		{"2022-11-05T16:45:00-04:00", 0},  // two days later, to the second
		{"2026-01-02T12:00:00-05:00", 0},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		p := publishSite(t, dir, "--now", c.now)
		var want, got []string
		for _, l := range p.pages() {
			if at, err := time.Parse(time.RFC3339, l.meta["article:published_time"]); err == nil && l.indexable() && at.After(now.Add(-48*time.Hour)) && !at.After(now) {
				want = append(want, l.url+" "+l.meta["article:published_time"]+" "+l.heading)
			}
		}
		for _, e := range p.sitemap("news-sitemap.xml") {
			got = append(got, e.Loc+" "+e.News.Published+" "+e.News.Title)
			if e.News.Name != "The Agate Column" || e.News.Language != "en" {
				t.Errorf("%s is published by %q in %q", e.Loc, e.News.Name, e.News.Language)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("at %s the news sitemap holds\n%s\nwant\n%s", c.now, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if c.want >= 0 && len(got) != c.want {
			t.Errorf("at %s the news sitemap holds %d posts, want %d:\n%s", c.now, len(got), c.want, strings.Join(got, "\n"))
		}
	}
}

func TestNewsSitemapsHoldAThousandEach(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put(t, dir, "site.yaml", "id: many\ntitle: Many\nbase_url: "+origin+"\n")
	first := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for i := range 1003 {
		put(t, dir, fmt.Sprintf("content/posts/%d.md", i), fmt.Sprintf("---\ntitle: Post %d\ndate: %s\n---\n\nNews.\n", i, first.Add(time.Duration(i)*time.Minute).Format(time.RFC3339)))
	}
	for _, c := range []struct {
		now    string
		titles []string // of the first and the last of each file
	}{
		{"2026-01-02T12:00:00Z", []string{"Post 1002 Post 3", "Post 2 Post 0"}},
		{"2026-01-03T12:02:00Z", []string{"Post 1002 Post 3"}},
		{"2026-02-01T12:00:00Z", []string{""}},
	} {
		p := publishSite(t, dir, "--now", c.now)
		var want []string
		for i, titles := range c.titles {
			name := "news-sitemap.xml"
			if i > 0 {
				name = fmt.Sprintf("news-sitemap-%d.xml", i+1)
			}
			want = append(want, name)
			got := ""
			if entries := p.sitemap(name); len(entries) > 1000 {
				t.Errorf("at %s %s has %d entries", c.now, name, len(entries))
			} else if len(entries) > 0 {
				got = entries[0].News.Title + " " + entries[len(entries)-1].News.Title
			}
			if got != titles {
				t.Errorf("at %s %s goes from %q, want %q", c.now, name, got, titles)
			}
			if !strings.Contains(string(p.tree["robots.txt"]), "Sitemap: "+origin+name+"\n") {
				t.Errorf("at %s robots.txt does not name %s", c.now, name)
			}
		}
		files := slices.DeleteFunc(p.sitemapFiles(), func(name string) bool { return !strings.HasPrefix(name, "news-") })
		slices.Sort(want)
		if !slices.Equal(files, want) {
			t.Errorf("at %s there are %v, want %v", c.now, files, want)
		}
	}
}

// dates returns all that machines are told of when the post at an address was
// published and last changed.
func (p *published) dates(address string) map[string]string {
	p.Helper()
	l := p.page(strings.TrimPrefix(address, origin) + "index.html")
	item := p.entry(address)
	d := map[string]string{
		"article:published_time": l.meta["article:published_time"], "article:modified_time": l.meta["article:modified_time"],
		"feed published": item.Published, "feed updated": item.Updated,
		"visible": strings.Join(l.times, " "),
	}
	for _, node := range l.graph {
		if node["@type"] == "NewsArticle" {
			d["datePublished"], _ = node["datePublished"].(string)
			d["dateModified"], _ = node["dateModified"].(string)
		}
	}
	for _, e := range p.inSitemaps()[address] {
		d["lastmod"] = e.LastMod
	}
	feeds := p.feeds()
	for _, item := range feeds["feed.json"].Items {
		if item.Link == address {
			d["JSON Feed"] = item.Updated
		}
	}
	for _, item := range feeds["rss.xml"].Items {
		if item.Link == address {
			d["RSS published"] = item.PublishedParsed.In(time.FixedZone("", -4*60*60)).Format(time.RFC3339)
			for _, updated := range item.Extensions["atom"]["updated"] {
				d["RSS"] = updated.Value
			}
		}
	}
	return d
}

func TestTypoChangesNoDateAndUpdatedChangesAll(t *testing.T) {
	t.Parallel()
	const file, address = "content/posts/2022/11/hines-to-bills.md", origin + "2022/11/hines-to-bills/"
	dir := demo(t)
	before := publishSite(t, dir).dates(address)
	if before["JSON Feed"] != "" || before["RSS"] != "" || before["article:modified_time"] != "" || before["RSS published"] != before["feed published"] {
		t.Errorf("a post that has not changed was modified: %v", before)
	}
	change(t, dir, file, "goes from", "moves from")
	change(t, dir, file, "title: Colts", "title: The Colts")
	after := publishSite(t, dir).dates(address)
	if !maps.Equal(before, after) {
		t.Errorf("a typo's correction changes dates:\n%v\n%v", before, after)
	}
	for _, c := range []struct{ written, want string }{
		{"updated: 2022-11-04 09:30", "2022-11-04T09:30:00-04:00"},
		{"updated: 2022-11-05", "2022-11-05T00:00:00-04:00"},
		{"updated: 2022-11-01", "2022-11-01T15:30:01-04:00"}, // the day of publication: afterwards
		{"corrections: [{date: 2022-11-06 08:00, text: The day was wrong.}]", "2022-11-06T08:00:00-05:00"},
		{"updates: [{date: 2022-11-07, text: More is known.}]", "2022-11-07T00:00:00-05:00"},
	} {
		change(t, dir, file, "\ndate: ", "\n"+c.written+"\ndate: ")
		now := publishSite(t, dir).dates(address)
		for _, key := range []string{"article:modified_time", "dateModified", "feed updated", "JSON Feed", "RSS", "lastmod"} {
			if now[key] != c.want {
				t.Errorf("%s: %s is %q, want %q", c.written, key, now[key], c.want)
			}
		}
		for _, key := range []string{"article:published_time", "datePublished", "feed published"} {
			if now[key] != before[key] {
				t.Errorf("%s: %s becomes %q", c.written, key, now[key])
			}
		}
		if !strings.Contains(now["visible"], c.want[:10]) {
			t.Errorf("%s: the page shows %s", c.written, now["visible"])
		}
		change(t, dir, file, "\n"+c.written, "")
	}
	if got := publishSite(t, dir).dates(address); !maps.Equal(before, got) {
		t.Errorf("what was taken back has left dates:\n%v\n%v", before, got)
	}
}

// ids returns the ids of feeds and of their entries, by feed.
func (p *published) ids() map[string][]string {
	p.Helper()
	all := map[string][]string{}
	for name, feed := range p.feeds() {
		if path.Base(name) == "feed.xml" {
			var atom struct {
				ID string `xml:"id"`
			}
			if err := xml.Unmarshal(p.tree[name], &atom); err != nil || atom.ID == "" {
				p.Errorf("%s: the id is %q, %v", name, atom.ID, err)
			}
			all[name] = append(all[name], atom.ID)
		}
		for _, item := range feed.Items {
			all[name] = append(all[name], item.GUID)
		}
	}
	return all
}

func TestRenameChangesNoFeedIDAndRedirectsInOneHop(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what     string
		rename   func(t *testing.T, dir string)
		from, to string // addresses; the same when the address stays
		new      string // feeds that are about an id, which is another afterwards
	}{
		{"title", func(t *testing.T, dir string) {
			change(t, dir, "content/posts/2022/11/hines-to-bills.md", "title: Colts trade Nyheim Hines to the Bills", "title: Hines goes to Buffalo")
		}, "2022/11/hines-to-bills/", "2022/11/hines-to-bills/", ""},
		{"slug", func(t *testing.T, dir string) {
			change(t, dir, "content/posts/2022/11/hines-to-bills.md", "\ndate: ", "\nslug: hines-moves\naliases: [/2022/11/hines-to-bills/]\ndate: ")
		}, "2022/11/hines-to-bills/", "2022/11/hines-moves/", ""},
		{"player's name", func(t *testing.T, dir string) {
			change(t, dir, "content/players/jeff-wilson-jr.md", "name: Jeff Wilson Jr.", "names: [{name: Jeff Wilson Jr., to: 2025-06-01}, {name: Jeffery Wilson, from: 2025-06-01}]")
		}, "players/jeff-wilson-jr/", "players/jeff-wilson-jr/", ""},
		{"player's id", func(t *testing.T, dir string) {
			change(t, dir, "content/players/jeff-wilson-jr.md", "name: Jeff Wilson Jr.", "names: [{name: Jeff Wilson Jr., to: 2025-06-01}, {name: Jeffery Wilson, from: 2025-06-01}]")
			if err := os.Rename(filepath.Join(dir, "content/players/jeff-wilson-jr.md"), filepath.Join(dir, "content/players/jeffery-wilson.md")); err != nil {
				t.Fatal(err)
			}
		}, "players/jeff-wilson-jr/", "players/jeffery-wilson/", "players/jeff-wilson-jr/feed.xml transactions/feed.xml"},
		{"team's name", func(t *testing.T, dir string) {
			change(t, dir, "content/teams/minnesota-vikings.md", "name: Minnesota Vikings", "names: [{name: Minnesota Vikings, to: 2025-12-20}, {name: Minneapolis Vikings, from: 2025-12-20}]")
		}, "teams/minnesota-vikings/", "teams/minnesota-vikings/", ""},
		{"team's id", func(t *testing.T, dir string) {
			change(t, dir, "content/teams/minnesota-vikings.md", "name: Minnesota Vikings", "names: [{name: Minnesota Vikings, to: 2025-12-20}, {name: Minneapolis Vikings, from: 2025-12-20}]")
			for name, text := range mustTree(t, dir) {
				if strings.HasPrefix(name, "content/") && bytes.Contains(text, []byte("minnesota-vikings")) {
					put(t, dir, name, strings.ReplaceAll(string(text), "minnesota-vikings", "minneapolis-vikings"))
				}
			}
			if err := os.Rename(filepath.Join(dir, "content/teams/minnesota-vikings.md"), filepath.Join(dir, "content/teams/minneapolis-vikings.md")); err != nil {
				t.Fatal(err)
			}
		}, "teams/minnesota-vikings/", "teams/minneapolis-vikings/", "teams/minnesota-vikings/feed.xml transactions/feed.xml"},
		{"host", func(t *testing.T, dir string) {
			change(t, dir, "site.yaml", "base_url: "+origin, "base_url: https://other.example/")
		}, "2022/11/hines-to-bills/", "2022/11/hines-to-bills/", ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			dir := demo(t)
			before := publishSite(t, dir).ids()
			c.rename(t, dir)
			p := publishSite(t, dir)
			after := p.ids()
			for name, ids := range before {
				if !slices.Contains(strings.Fields(c.new), name) && !slices.Equal(after[name], ids) {
					t.Errorf("%s had the ids %v, and has %v", name, ids, after[name])
				}
			}
			old := p.page(c.from + "index.html")
			switch {
			case c.from == c.to && old.redirect != "":
				t.Errorf("%s leads to %s", c.from, old.redirect)
			case c.from != c.to:
				if old.redirect != "/"+c.to {
					t.Errorf("%s leads to %q, want /%s", c.from, old.redirect, c.to)
				}
				if l := p.page(c.to + "index.html"); l.redirect != "" {
					t.Errorf("%s leads on to %s", c.to, l.redirect)
				}
			}
			for name, l := range p.pages() {
				if l.redirect == "" {
					continue
				}
				to := strings.TrimPrefix(l.redirect, "/") + "index.html"
				if next := p.page(to); next.redirect != "" {
					t.Errorf("%s takes more than one hop", name)
				}
			}
		})
	}
}

func TestNoCanaryIsPublished(t *testing.T) {
	t.Parallel()
	dir := withAll(t)
	put(t, dir, "content/posts/2023/09/draft.md", "---\ntitle: A CANARY in a title\ndate: 2023-09-27\ndraft: true\nplayer: Cam Akers\ntags: [canary]\nsource: CANARY Reporter\nimage: {src: canary.png, alt: canary}\n---\n\nCANARY of a draft.\n")
	put(t, dir, "content/posts/2023/09/canary.png", "no picture")
	put(t, dir, "content/posts/2023/09/waits.md", "---\ntitle: A CANARY that waits\ndate: 2027-01-01\nplayer: Canary Waiting\nstory: canary-story\n---\n\nCANARY of the future.\n")
	put(t, dir, "content/posts/2023/09/remark.md", "---\n# CANARY in a remark\ntitle: A post with remarks\ndate: 2023-09-28\nparams: {note: CANARY}\n---\n\n<!-- CANARY in a body -->\n\nWords.\n")
	put(t, dir, "content/pages/hidden.md", "---\ntitle: CANARY page\ndraft: true\n---\n\nCANARY.\n")
	put(t, dir, "content/.canary/note.md", "CANARY")
	put(t, dir, "content/posts/2023/09/.canary.md", "CANARY")
	put(t, dir, ".canary", "CANARY")
	put(t, dir, "notes/canary.md", "CANARY")
	p := publishSite(t, dir)
	if found := holding(p.tree, "canary"); len(found) > 0 {
		t.Errorf("a canary sings in %v", found)
	}
}

func TestNoAddressInAFeedIsRelative(t *testing.T) {
	t.Parallel()
	dir := withAll(t)
	put(t, dir, "content/posts/2023/09/links.md", "---\ntitle: \"Links \\u0007of every kind\"\ndate: 2023-09-28\nplayer: Cam Akers\nsource: {name: Ian Rapoport, url: \"https://report.example/2\"}\n---\n\n"+
		"[a](/about/) [b](../../2022/11/akers-back.md#top) [c](#here) [[Cam Akers]] ![strip](../../2022/11/deadline-days.png) note[^1]\n\n[^1]: A note.\n\n## Here\n\n&#1;bell &#xb; &#xFFFE; &#x85;\n\n"+
		"<p data-x=\"/x\"><a href=/about/>raw</a> <a href=\"\">here</a></p>\n<picture><source srcset=\"/a.png 1x, b.png 2x\"><img src='a.png' alt=a></picture>\n<video poster=/p.png src=v.mp4></video>\n"+
		"<noscript><img src=/n.png alt=a></noscript>\n<p style=\"background: url(/s.png)\">x</p>\n<iframe srcdoc=\"<a href='/d'>x</a>\"></iframe>\n<object data=o.svg></object>\n<style>@import '/c.css';</style>\n")
	change(t, dir, "site.yaml", "raw_html: false", "raw_html: true")
	change(t, dir, "site.yaml", "feeds:\n", "feeds:\n  hubs: [\"https://hub.example/\"]\n")
	// A control character in a title is refused; one in a body is not let through.
	if status, _, stderr := command(t, "check", "-C", dir, "--now", noon); status == 0 {
		t.Errorf("a title with a bell passes: %s", stderr)
	}
	change(t, dir, "content/posts/2023/09/links.md", "\\u0007", "")
	p := publishSite(t, dir)
	kinds := map[string]int{} // of attributes that were met
	for name, feed := range p.feeds() {
		src := p.tree[name]
		if i := bytes.IndexFunc(src, func(r rune) bool {
			return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0x7f || r == 0xfffe || r == 0xffff
		}); i >= 0 {
			t.Errorf("%s: a control character at byte %d", name, i)
		}
		if !bytes.Contains(src, []byte("https://hub.example/")) {
			t.Errorf("%s names no hub", name)
		}
		absolute := func(what, address string) {
			if u, err := url.Parse(address); err != nil || !u.IsAbs() || u.Host == "" {
				t.Errorf("%s: %s is %q", name, what, address)
			}
		}
		absolute("the home page", feed.Link)
		absolute("the feed", feed.FeedLink)
		for _, item := range feed.Items {
			absolute("a link", item.Link)
			fragments := []string{item.Content, item.Description}
			for len(fragments) > 0 {
				doc, err := html.ParseWithOptions(strings.NewReader(fragments[0]), html.ParseOptionEnableScripting(false))
				fragments = fragments[1:]
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				style := func(sheet string) {
					for _, part := range regexp.MustCompile(`(?:url\(|@import )["']?([^"')]*)`).FindAllStringSubmatch(sheet, -1) {
						absolute("an address in a style", part[1])
					}
				}
				for n := range doc.Descendants() {
					if n.Type == html.TextNode && n.Parent.Data == "style" {
						style(n.Data)
					}
					for _, a := range n.Attr {
						kinds[a.Key]++
						switch a.Key {
						case "href", "src", "cite", "poster", "action", "data":
							absolute(a.Key+" of "+n.Data, a.Val)
						case "srcset":
							for one := range strings.SplitSeq(a.Val, ", ") {
								absolute("srcset of "+n.Data, strings.Fields(one)[0])
							}
						case "style":
							style(a.Val)
						case "srcdoc":
							fragments = append(fragments, a.Val)
						}
					}
				}
			}
		}
	}
	for _, key := range []string{"href", "src", "srcset", "poster", "data", "style", "srcdoc"} {
		if kinds[key] == 0 {
			t.Errorf("no feed has a %s", key)
		}
	}
	var feed struct {
		Authors []struct{ Name string }
		Items   []struct {
			URL         string
			ExternalURL string `json:"external_url"`
			Authors     []struct{ Name string }
		}
	}
	if err := json.Unmarshal(p.tree["feed.json"], &feed); err != nil {
		t.Fatal(err)
	}
	if len(feed.Authors) == 0 {
		t.Error("the JSON feed has no authors")
	}
	for _, item := range feed.Items {
		switch item.URL {
		case origin + "2023/09/links/":
			if item.ExternalURL != "https://report.example/2" {
				t.Errorf("external_url is %q", item.ExternalURL)
			}
		case origin + "2023/09/mistaken/":
			if len(item.Authors) != 2 {
				t.Errorf("the authors are %v", item.Authors)
			}
		}
	}
}

func TestFeedsLeadToTheirPagesAndLeaveOutWhatIsOver(t *testing.T) {
	t.Parallel()
	p := publishSite(t, withAll(t))
	for name, feed := range p.feeds() {
		if want := origin + strings.TrimPrefix(path.Dir(name)+"/", "./"); feed.Link != want {
			t.Errorf("%s leads to %s, want %s", name, feed.Link, want)
		}
		if want := origin + name; feed.FeedLink != want {
			t.Errorf("%s calls itself %s", name, feed.FeedLink)
		}
		for _, item := range feed.Items {
			at := strings.TrimPrefix(item.Link, origin)
			at, _, _ = strings.Cut(at, "#")
			if l := p.page(at + "index.html"); !l.indexable() {
				t.Errorf("%s carries %s, which is over", name, item.Link)
			}
		}
	}
}

func TestFeedsOfTheSiteTellTheSame(t *testing.T) {
	t.Parallel()
	dir := withAll(t)
	put(t, dir, "content/posts/2023/09/full.md", "---\ntitle: A post with all there is\ndate: 2023-09-27 10:00\nupdated: 2023-09-28 10:00\nplayers: [Cam Akers, Nyheim Hines]\ntags: [one, two & three]\nauthor: [Teo Brandt, Somebody Else]\n"+
		"summary: A <summary> & more\nimage: {src: ../../2022/11/deadline-days.png, alt: A strip of days}\nupdates: [{date: 2023-09-28, text: More is known.}]\ncorrections: [{date: 2023-09-28 09:00, text: It was less.}]\n---\n\nText.\n")
	feeds := publishSite(t, dir).feeds()
	told := func(item *gofeed.Item) string {
		var authors []string
		for _, a := range item.Authors {
			authors = append(authors, a.Name)
		}
		if item.DublinCoreExt != nil { // of which gofeed takes the first alone
			authors = item.DublinCoreExt.Creator
		}
		return fmt.Sprintf("%s\n%s\n%s\n%s\n%q\n%q\n%s\n%s", item.GUID, item.Title, item.Link, item.PublishedParsed.UTC(), item.Categories, authors, html.UnescapeString(item.Description), strings.TrimSpace(item.Content))
	}
	atom, rss, jsonFeed := feeds["feed.xml"], feeds["rss.xml"], feeds["feed.json"]
	if len(rss.Items) != len(atom.Items) || len(jsonFeed.Items) != len(atom.Items) || atom.Title != rss.Title || atom.Title != jsonFeed.Title {
		t.Fatalf("%q has %d entries, %q has %d, %q has %d", atom.Title, len(atom.Items), rss.Title, len(rss.Items), jsonFeed.Title, len(jsonFeed.Items))
	}
	full := 0
	for i, item := range atom.Items {
		want := told(item)
		if got := told(rss.Items[i]); got != want {
			t.Errorf("RSS tells\n%s\nand Atom\n%s", got, want)
		}
		if got := told(jsonFeed.Items[i]); got != want {
			t.Errorf("JSON Feed tells\n%s\nand Atom\n%s", got, want)
		}
		if item.Title != "A post with all there is" {
			continue
		}
		full++
		for _, part := range []string{`["Cam Akers" "Nyheim Hines" `, ` "one" "two & three"]`, `["Teo Brandt" "Somebody Else"]`, "\nA <summary> & more\n", "2023-09-27 14:00:00", "More is known.", "It was less.", `<img src="` + origin + `media/posts/2022/11/deadline-days.png" alt="A strip of days"`, "<p>Text.</p>"} {
			if !strings.Contains(want, part) {
				t.Errorf("feeds do not tell %s:\n%s", part, want)
			}
		}
	}
	if full != 1 {
		t.Errorf("the post with all there is stands %d times in the feed", full)
	}
}

func TestHostileTextSurvivesEveryForm(t *testing.T) {
	t.Parallel()
	dir := demo(t)
	const title = `</script><b>"A" & 'B'</b> ]]> 🏈 مرحبا Jose` + "\u0301" + ` &amp; <!--`
	// What is written decomposed is shown composed.
	want := norm.NFC.String(title)
	quoted, err := json.Marshal(title)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{ // of files, by name
		`Adam "Pacman" Jones`:          "adam-pacman-jones",
		"Jose\u0301 Nu\u0301n\u0303ez": "jose-nunez",
		"D’Andre O'Neil":               "dandre-oneil",
	}
	var players []string
	for name := range names {
		players = append(players, name)
	}
	slices.Sort(players)
	list, err := json.Marshal(players)
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "content/posts/2026/01/hostile.md", `{"title": `+string(quoted)+`, "date": "2026-01-02T11:00:00-05:00", "summary": `+string(quoted)+`, "players": `+string(list)+`, "tags": ["R&D <x>"]}`+"\n\nText.\n")
	p := publishSite(t, dir)
	l := p.page("2026/01/hostile/index.html")
	spacedWant := spaced(want)
	if l.heading != spacedWant || !strings.HasPrefix(l.title, spacedWant) || l.meta["og:title"] != want || l.meta["description"] != want || l.meta["article:tag"] != "R&D <x>" {
		t.Errorf("the page says %q, %q, %q, %q, %q", l.heading, l.title, l.meta["og:title"], l.meta["description"], l.meta["article:tag"])
	}
	if len(l.graph) == 0 || l.graph[0]["headline"] != want {
		t.Errorf("JSON-LD says %v", l.graph)
	}
	for _, name := range []string{"feed.xml", "rss.xml", "feed.json"} {
		if got := p.feeds()[name].Items[0]; got.Title != want {
			t.Errorf("%s says %q", name, got.Title)
		}
	}
	if got := p.sitemap("news-sitemap.xml"); len(got) != 1 || got[0].News.Title != want {
		t.Errorf("the news sitemap says %+v", got)
	}
	for name, file := range names {
		composed := norm.NFC.String(name)
		l := p.page("players/" + file + "/index.html")
		if l.heading != composed || l.meta["og:title"] != composed {
			t.Errorf("%s is called %q, %q", file, l.heading, l.meta["og:title"])
		}
		if _, ok := p.tree["players/"+file+"/feed.xml"]; !ok {
			t.Errorf("%s has no feed", file)
		}
	}
	for name, src := range p.tree {
		if strings.ToValidUTF8(name, "") != name || norm.NFC.String(name) != name || strings.ContainsAny(name, "\"'<>&\\:*?| ") {
			t.Errorf("the file name %q", name)
		}
		switch path.Ext(name) {
		case ".html", ".xml", ".json":
			if bytes.Contains(src, []byte("<b>\"A\"")) || !norm.NFC.IsNormal(src) {
				t.Errorf("%s holds what was written as it was written", name)
			}
		}
	}
}

func TestPlayersFeedIsASubsetOfTheSites(t *testing.T) {
	t.Parallel()
	dir := withAll(t)
	change(t, dir, "site.yaml", "items: 30", "items: 500")
	p := publishSite(t, dir)
	site := map[string]*gofeed.Item{}
	for _, item := range p.feeds()["feed.xml"].Items {
		site[item.GUID] = item
	}
	looked := 0
	for name, feed := range p.feeds() {
		if name == "transactions/feed.xml" {
			continue // its entries are moves
		}
		for _, item := range feed.Items {
			looked++
			same := site[item.GUID]
			if same == nil {
				t.Errorf("%s: %s is not in the feed of the site", name, item.GUID)
				continue
			}
			if same.Link != item.Link || same.Title != item.Title || !same.PublishedParsed.Equal(*item.PublishedParsed) {
				t.Errorf("%s: %s is %q here and %q there", name, item.GUID, item.Title, same.Title)
			}
			if about := path.Dir(name); about != "." {
				page := strings.TrimPrefix(item.Link, origin) + "index.html"
				if !bytes.Contains(p.tree[page], []byte(`href="/`+about+`/"`)) {
					t.Errorf("%s carries %s, which does not name %s", name, item.Link, about)
				}
			}
		}
	}
	if looked < 100 {
		t.Errorf("only %d entries were looked at", looked)
	}
}
