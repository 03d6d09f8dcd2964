package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Programs of others read what is published: a parser of feeds, a feed reader and
// a validator of XML.

// missing skips a test whose program is not installed, but not where all have to be.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(what + " is not installed")
	}
	t.Skip(what + " is not installed")
}

// TestFeedparserReadsEveryFeed holds a second parser, of another language, to read
// in every feed what gofeed reads.
func TestFeedparserReadsEveryFeed(t *testing.T) {
	t.Parallel()
	python := ""
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(name, "-c", "import feedparser").Run() == nil {
			python = name
			break
		}
	}
	if python == "" {
		missing(t, "feedparser (python3-feedparser)")
	}
	p := publishSite(t, withAll(t))
	var files []string
	feeds := p.feeds()
	for name := range feeds {
		if path.Ext(name) == ".xml" { // it reads no JSON
			files = append(files, name)
		}
	}
	slices.Sort(files)
	cmd := exec.CommandContext(t.Context(), python, append([]string{"-c", `
import feedparser, json, sys
for name in sys.argv[1:]:
    f = feedparser.parse(name, sanitize_html=False, resolve_relative_uris=False)
    print(json.dumps({
        "name": name, "wrong": str(f.get("bozo_exception", "")) if f.bozo else "", "version": f.version, "title": f.feed.get("title", ""),
        "entries": [{"id": e.get("id", ""), "title": e.get("title", ""), "link": e.get("link", ""), "published": bool(e.get("published_parsed")),
            "content": (e.get("content") or [{}])[0].get("value", "")} for e in f.entries],
    }))
`}, files...)...)
	cmd.Dir = filepath.Join(p.dir, "public")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); read++ {
		var feed struct {
			Name, Wrong, Version, Title string
			Entries                     []struct {
				ID, Title, Link, Content string
				Published                bool
			}
		}
		if err := d.Decode(&feed); err != nil {
			t.Fatal(err)
		}
		want := feeds[feed.Name]
		version := "atom10"
		if path.Base(feed.Name) == "rss.xml" {
			version = "rss20"
		}
		if feed.Wrong != "" || feed.Version != version || feed.Title != want.Title || len(feed.Entries) != len(want.Items) {
			t.Errorf("%s: %q, %s, %q with %d entries, want %q with %d", feed.Name, feed.Wrong, feed.Version, feed.Title, len(feed.Entries), want.Title, len(want.Items))
			continue
		}
		for i, e := range feed.Entries {
			item := want.Items[i]
			if e.ID != item.GUID || e.Title != item.Title || e.Link != item.Link || !e.Published || strings.TrimSpace(e.Content) != strings.TrimSpace(item.Content) {
				t.Errorf("%s: entry %d is %s %q %s, and to gofeed %s %q %s", feed.Name, i, e.ID, e.Title, e.Link, item.GUID, item.Title, item.Link)
			}
		}
	}
	if read != len(files) || read < 40 {
		t.Errorf("%d feeds of %d were read", read, len(files))
	}
}

// TestNewsboatFindsNothingNewAfterRebuildOrRename reads the site's feed with a feed
// reader, again and again while the site changes.
func TestNewsboatFindsNothingNewAfterRebuildOrRename(t *testing.T) {
	t.Parallel()
	newsboat, err := exec.LookPath("newsboat")
	if err != nil {
		missing(t, "newsboat")
	}
	dir, home := demo(t), t.TempDir()
	change(t, dir, "site.yaml", "items: 30", "items: 500")
	put(t, home, "config", "")
	put(t, home, "urls", "file://"+filepath.ToSlash(filepath.Join(dir, "public", "feed.xml"))+"\n")
	unread := func() string {
		publishSite(t, dir)
		cmd := exec.CommandContext(t.Context(), newsboat, "-q", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload", "print-unread")
		cmd.Dir, cmd.Env = home, append(os.Environ(), "HOME="+home)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("newsboat: %v\n%s", err, out)
		}
		n := regexp.MustCompile(`^([0-9]+) unread`).FindSubmatch(out)
		if n == nil {
			t.Fatalf("newsboat says %q", out)
		}
		return string(n[1])
	}
	first := unread()
	if want := fmt.Sprint(len((&published{t, dir, origin, mustTree(t, filepath.Join(dir, "public"))}).feeds()["feed.xml"].Items)); first != want {
		t.Fatalf("newsboat finds %s posts, want %s", first, want)
	}
	for _, c := range []struct {
		what string
		do   func()
		want string
	}{
		{"a rebuild", func() {
			if err := os.RemoveAll(filepath.Join(dir, ".pressbox")); err != nil {
				t.Fatal(err)
			}
		}, first},
		{"a typo", func() { change(t, dir, "content/posts/2022/11/hines-to-bills.md", "goes from", "moves from") }, first},
		{"another title", func() {
			change(t, dir, "content/posts/2022/11/hines-to-bills.md", "title: Colts trade", "title: The Colts trade")
		}, first},
		{"another slug", func() {
			change(t, dir, "content/posts/2022/11/hines-to-bills.md", "\ndate: ", "\nslug: hines-moves\naliases: [/2022/11/hines-to-bills/]\ndate: ")
		}, first},
		{"another name of a team", func() {
			change(t, dir, "content/teams/buffalo-bills.md", "name: Buffalo Bills", "names: [{name: Buffalo Bills, to: 2025-12-20}, {name: Toronto Bills, from: 2025-12-20}]")
		}, first},
		{"another host", func() { change(t, dir, "site.yaml", "https://agate.example/", "https://other.example/news/") }, first},
		{"an update", func() {
			change(t, dir, "content/posts/2022/11/hines-to-bills.md", "\ndate: ", "\nupdated: 2022-11-04\ndate: ")
		}, first},
		{"a new post", func() {
			put(t, dir, "content/posts/2026/01/new.md", "---\ntitle: New\ndate: 2026-01-01\n---\n\nNews.\n")
		}, "one more"},
	} {
		c.do()
		want := c.want
		if want == "one more" {
			var n int
			if _, err := fmt.Sscan(first, &n); err != nil {
				t.Fatal(err)
			}
			want = fmt.Sprint(n + 1)
		}
		if got := unread(); got != want {
			t.Errorf("after %s newsboat finds %s unread posts, want %s", c.what, got, want)
		}
	}
}

// An xsd validates files with a schema.
func xsd(t *testing.T, schema string) (validate func(dir string, files ...string) error) {
	t.Helper()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		missing(t, "xmllint (libxml2-utils)")
	}
	if schema, err = filepath.Abs(schema); err != nil {
		t.Fatal(err)
	}
	return func(dir string, files ...string) error {
		cmd := exec.CommandContext(t.Context(), xmllint, append([]string{"--noout", "--nonet", "--schema", schema}, files...)...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
		return nil
	}
}

// sitemapFiles returns the names of all sitemaps and indexes of them.
func (p *published) sitemapFiles() []string {
	var files []string
	for name := range p.tree {
		if strings.Contains(name, "sitemap") {
			files = append(files, name)
		}
	}
	slices.Sort(files)
	return files
}

// brokenSitemaps changes a news sitemap into what none may be.
var brokenSitemaps = [][2]string{
	{"<loc>https://", "<loc>/"},
	{"<news:title>", "<news:headline>x</news:headline><news:title>"},
	{"<news:language>en<", "<news:language>English<"},
	{"<news:publication_date>", "<news:publication_date>on "},
	{"<news:publication>", "<news:keywords>x</news:keywords><news:publication>"},
	{"<loc>", "<lastmod>2022-11-02</lastmod><loc>"},
}

// TestSitemapsAreValid holds every sitemap to a schema of the protocol.
func TestSitemapsAreValid(t *testing.T) {
	t.Parallel()
	validate := xsd(t, "testdata/schema/sitemap.xsd")
	dir := withAll(t)
	for _, now := range []string{noon, "2022-11-02T12:00:00-04:00"} { // without news, and with
		p := publishSite(t, dir, "--now", now)
		files := p.sitemapFiles()
		if len(files) < 6 {
			t.Errorf("only %v were found", files)
		}
		if err := validate(filepath.Join(dir, "public"), files...); err != nil {
			t.Error(err)
		}
		if news := len(p.sitemap("news-sitemap.xml")); (news > 0) != (now != noon) {
			t.Errorf("at %s there are %d news", now, news)
		}
	}
	// The schema tells what is wrong.
	whole := string(mustTree(t, filepath.Join(dir, "public"))["news-sitemap.xml"])
	for _, c := range brokenSitemaps {
		if !strings.Contains(whole, c[0]) {
			t.Fatalf("the news sitemap does not hold %q", c[0])
		}
		put(t, dir, "broken.xml", strings.Replace(whole, c[0], c[1], 1))
		if validate(dir, "broken.xml") == nil {
			t.Errorf("a sitemap with %q for %q is valid", c[1], c[0])
		}
	}
}

// TestSitemapsFitThePublishedSchemas holds sitemaps to the schemas of sitemaps.org and
// of Google, which tools/node has. There is none of an index; and they know no
// sitemap without an entry, though Google's manual allows an empty one for news.
func TestSitemapsFitThePublishedSchemas(t *testing.T) {
	t.Parallel()
	schemas := filepath.Join(repository(), "tools", "node", "node_modules", "sitemap", "schema")
	dir := withAll(t)
	var imports strings.Builder
	for _, s := range [][2]string{
		{"http://www.sitemaps.org/schemas/sitemap/0.9", "sitemap.xsd"},
		{"http://www.google.com/schemas/sitemap-news/0.9", "sitemap-news.xsd"},
	} {
		file, err := filepath.Abs(filepath.Join(schemas, s[1]))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(file); err != nil {
			missing(t, file)
		}
		fmt.Fprintf(&imports, "<xs:import namespace=%q schemaLocation=%q/>", s[0], "file://"+filepath.ToSlash(file))
	}
	put(t, dir, "both.xsd", `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">`+imports.String()+"</xs:schema>")
	validate := xsd(t, filepath.Join(dir, "both.xsd"))
	for _, now := range []string{noon, "2022-11-02T12:00:00-04:00"} {
		p := publishSite(t, dir, "--now", now)
		files := p.sitemapFiles()
		files = slices.DeleteFunc(files, func(name string) bool {
			return name == "sitemap.xml" || name == "news-sitemap.xml" && now == noon
		})
		if len(files) < 5 {
			t.Errorf("only %v were found", files)
		}
		if err := validate(filepath.Join(dir, "public"), files...); err != nil {
			t.Error(err)
		}
	}
	whole := string(mustTree(t, filepath.Join(dir, "public"))["news-sitemap.xml"])
	for _, c := range brokenSitemaps[1:] { // it knows no relative address: any 12 characters are one
		put(t, dir, "broken.xml", strings.Replace(whole, c[0], c[1], 1))
		if validate(dir, "broken.xml") == nil {
			t.Errorf("a sitemap with %q for %q is valid", c[1], c[0])
		}
	}
}
