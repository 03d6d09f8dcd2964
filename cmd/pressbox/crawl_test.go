package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
)

// bases are the places below which the demonstration is published in tests.
var bases = []string{"https://agate.example/", "https://someone.example/news/"}

// TestEveryLinkAndAnchorLeadsToAFile crawls the demonstration at the top of a host
// and below a path.
func TestEveryLinkAndAnchorLeadsToAFile(t *testing.T) {
	t.Parallel()
	for _, base := range bases {
		t.Run(base, func(t *testing.T) {
			c := newCrawl(t, base)
			for _, name := range slices.Sorted(maps.Keys(c.tree)) {
				switch path.Ext(name) {
				case ".html":
					c.page(name)
				case ".xml":
					c.xml(name)
				}
			}
			for _, target := range slices.Sorted(maps.Keys(c.wanted)) {
				c.resolve(target, c.wanted[target])
			}
			if len(c.wanted) < 300 {
				t.Errorf("only %d addresses were found, so the test looks at too little", len(c.wanted))
			}
			c.orphans()
		})
	}
}

// A crawl is a look at a whole published tree.
type crawl struct {
	*testing.T
	base   *url.URL
	tree   map[string][]byte
	ids    map[string]map[string]bool // of elements, by file
	wanted map[string][]string        // absolute addresses, with the files that lead there
	linked map[string]bool            // files that a page leads to
}

func newCrawl(t *testing.T, base string) *crawl {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	dir := demo(t)
	mustRun(t, "build", "-C", dir, "--base-url", base, "--now", noon)
	return &crawl{
		T: t, base: u, tree: mustTree(t, filepath.Join(dir, "public")),
		ids: map[string]map[string]bool{}, wanted: map[string][]string{}, linked: map[string]bool{},
	}
}

// want notes that the file from leads to ref.
func (c *crawl) want(from, ref string) {
	at := *c.base
	at.Path += strings.TrimSuffix(from, "index.html")
	u, err := at.Parse(ref)
	if err != nil {
		c.Errorf("%s: %q is no address: %v", from, ref, err)
		return
	}
	switch u.Scheme {
	case "http", "https":
	case "mailto":
		return
	default:
		c.Errorf("%s: %q has the scheme %q", from, ref, u.Scheme)
		return
	}
	if u.Host != c.base.Host {
		return
	}
	c.wanted[u.String()] = append(c.wanted[u.String()], from)
}

// page looks at one page: its shape, and where it leads.
func (c *crawl) page(name string) {
	doc, err := html.Parse(bytes.NewReader(c.tree[name]))
	if err != nil {
		c.Errorf("%s: %v", name, err)
		return
	}
	c.ids[name] = map[string]bool{}
	count := map[string]int{}
	redirect := false
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		for _, a := range n.Attr {
			switch {
			case a.Key == "id":
				if a.Val == "" || c.ids[name][a.Val] {
					c.Errorf("%s: the id %q is empty or there twice", name, a.Val)
				}
				c.ids[name][a.Val] = true
			case a.Key == "href", a.Key == "src", a.Key == "action", a.Key == "poster", a.Key == "cite":
				c.want(name, a.Val)
			case a.Key == "srcset":
				for candidate := range strings.SplitSeq(a.Val, ",") {
					c.want(name, strings.Fields(candidate)[0])
				}
			case a.Key == "content" && (attr(n, "property") == "og:url" || attr(n, "property") == "og:image"):
				if !strings.HasPrefix(a.Val, "http") {
					c.Errorf("%s: %s is %q, which is not absolute", name, attr(n, "property"), a.Val)
				}
				c.want(name, a.Val)
			case strings.HasPrefix(a.Key, "on"):
				c.Errorf("%s: <%s> has %s", name, n.Data, a.Key)
			}
		}
		switch {
		case n.Data == "meta" && strings.EqualFold(attr(n, "http-equiv"), "refresh"):
			redirect = true
			_, to, _ := strings.Cut(strings.ToLower(attr(n, "content")), "url=")
			c.want(name, strings.Trim(to, `'" `))
		case n.Data == "html" && attr(n, "lang") == "":
			c.Errorf("%s: has no language", name)
		case n.Data == "img":
			if !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "alt" }) {
				c.Errorf("%s: a picture has no alt", name)
			}
		case n.Data == "script" && attr(n, "type") == "application/ld+json":
			c.structured(name, n.FirstChild.Data)
		case n.Data == "link" && attr(n, "rel") == "canonical":
			if !strings.HasPrefix(attr(n, "href"), c.base.String()) {
				c.Errorf("%s: the canonical address is %q", name, attr(n, "href"))
			}
		}
	}
	if redirect {
		return
	}
	for _, element := range []string{"title", "h1", "main"} {
		if count[element] != 1 {
			c.Errorf("%s: has %d <%s>, want one", name, count[element], element)
		}
	}
	for _, element := range []string{"header", "nav", "footer"} {
		if count[element] == 0 {
			c.Errorf("%s: has no <%s>", name, element)
		}
	}
}

// structured looks at a page's structured data.
func (c *crawl) structured(name, text string) {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		c.Errorf("%s: JSON-LD: %v", name, err)
		return
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, each := range v {
				walk(each)
			}
		case []any:
			for _, each := range v {
				walk(each)
			}
		case string:
			if strings.HasPrefix(v, c.base.String()) {
				page, _, _ := strings.Cut(v, "#") // what follows names a thing, not a place on the page
				c.want(name, page)
			}
		}
	}
	walk(v)
}

// xml looks at a feed or sitemap: that it is well-formed, and where it leads.
func (c *crawl) xml(name string) {
	dec := xml.NewDecoder(bytes.NewReader(c.tree[name]))
	element := ""
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			c.Errorf("%s: %v", name, err)
			return
		}
		switch token := token.(type) {
		case xml.StartElement:
			element = token.Name.Local
			for _, a := range token.Attr {
				if a.Name.Local == "href" && strings.HasPrefix(a.Value, c.base.String()) {
					c.want(name, a.Value)
				}
			}
		case xml.CharData:
			text := strings.TrimSpace(string(token))
			switch {
			case text == "":
			case element == "loc" || element == "link":
				if !strings.HasPrefix(text, c.base.String()) {
					c.Errorf("%s: <%s> is %q", name, element, text)
				}
				c.want(name, text)
			case element == "content" || element == "summary":
				c.fragment(name, text)
			}
		}
	}
}

// fragment looks at the HTML in a feed, whose addresses have to be absolute.
func (c *crawl) fragment(name, text string) {
	nodes, err := html.ParseFragment(strings.NewReader(text), nil)
	if err != nil {
		c.Errorf("%s: %v", name, err)
		return
	}
	for _, top := range nodes {
		for n := range top.Descendants() {
			for _, a := range n.Attr {
				if a.Key != "href" && a.Key != "src" {
					continue
				}
				if u, err := url.Parse(a.Val); err != nil || !u.IsAbs() {
					c.Errorf("%s: %s=%q in a feed is not absolute", name, a.Key, a.Val)
					continue
				}
				c.want(name, a.Val)
			}
		}
	}
}

// resolve looks for the file and the anchor of one address.
func (c *crawl) resolve(address string, from []string) {
	u, err := url.Parse(address)
	if err != nil {
		c.Error(err)
		return
	}
	below, ok := strings.CutPrefix(u.Path, c.base.Path)
	if !ok {
		c.Errorf("%s, in %q, is outside of %s", address, from[0], c.base)
		return
	}
	if below == "" || strings.HasSuffix(below, "/") {
		below += "index.html"
	}
	if _, ok := c.tree[below]; !ok {
		c.Errorf("%s, in %q, leads to no file", address, from[0])
		return
	}
	for _, f := range from {
		if f != below {
			c.linked[below] = true
		}
	}
	if u.Fragment != "" && u.Fragment != "top" && !c.ids[below][u.Fragment] {
		c.Errorf("%s, in %q: nothing there has this id", address, from[0])
	}
}

// orphans looks for pages that nothing leads to.
func (c *crawl) orphans() {
	for _, name := range slices.Sorted(maps.Keys(c.tree)) {
		if path.Ext(name) != ".html" || name == "404.html" || name == "index.html" || c.linked[name] {
			continue
		}
		if bytes.Contains(bytes.ToLower(c.tree[name]), []byte(`http-equiv="refresh"`)) {
			continue // an old address, which only others lead to
		}
		c.Errorf("%s: nothing leads there", name)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// TestReadersParseEveryFeed holds the feeds to what a feed reader needs: dates, an
// id for each entry that is the same at every host, and absolute addresses.
func TestReadersParseEveryFeed(t *testing.T) {
	t.Parallel()
	var ids []map[string]string // by base: of entries, by the feed and place they stand at
	for _, base := range bases {
		c := newCrawl(t, base)
		found := map[string]string{}
		feeds := 0
		for _, name := range slices.Sorted(maps.Keys(c.tree)) {
			switch path.Base(name) {
			case "feed.xml", "rss.xml", "feed.json":
			default:
				continue
			}
			feeds++
			feed, err := gofeed.NewParser().Parse(bytes.NewReader(c.tree[name]))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if feed.Title == "" || len(feed.Items) == 0 || !strings.HasPrefix(feed.Link, base) {
				t.Errorf("%s: title %q, %d entries, link %q", name, feed.Title, len(feed.Items), feed.Link)
			}
			seen := map[string]bool{}
			for i, item := range feed.Items {
				if item.GUID == "" || seen[item.GUID] {
					t.Errorf("%s: the id %q is empty or there twice", name, item.GUID)
				}
				seen[item.GUID] = true
				found[fmt.Sprint(name, " ", i)] = item.GUID
				if item.Title == "" || item.PublishedParsed == nil || !strings.HasPrefix(item.Link, base) {
					t.Errorf("%s: entry %q, published %q, link %q", name, item.Title, item.Published, item.Link)
				}
				if i > 0 && item.PublishedParsed != nil && item.PublishedParsed.After(*feed.Items[i-1].PublishedParsed) {
					t.Errorf("%s: %q is newer than the one before it", name, item.Title)
				}
			}
		}
		if feeds < 40 {
			t.Errorf("only %d feeds were found", feeds)
		}
		ids = append(ids, found)
	}
	if !maps.Equal(ids[0], ids[1]) {
		t.Error("the ids of entries depend on where the site is published")
	}
}
