package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPortionsKeepBothLimits(t *testing.T) {
	const origin = "https://wire.example"
	url := "/" + strings.Repeat("x", 99) + "/"
	entry := SitemapEntry{Loc: origin + url}.Size()
	for _, c := range []struct {
		n, most, bytes int
		want           []int
	}{
		{0, 10, 1 << 20, []int{0}},
		{10, 10, 1 << 20, []int{10}},
		{11, 10, 1 << 20, []int{10, 11}},
		{30, 10, 1 << 20, []int{10, 20, 30}},
		{7, 10, sitemapFrame + 3*entry, []int{3, 6, 7}},
		{7, 10, sitemapFrame + 3*entry - 1, []int{2, 4, 6, 7}},
		{7, 2, sitemapFrame + 3*entry, []int{2, 4, 6, 7}},
		{2, 10, 1, []int{1, 2}}, // one is always let in
	} {
		if got := portions(origin, slices.Repeat([]string{url}, c.n), c.most, c.bytes); !slices.Equal(got, c.want) {
			t.Errorf("%d addresses, at most %d or %d bytes: %v, want %v", c.n, c.most, c.bytes, got, c.want)
		}
	}
}

// TestEverySitemapKeepsItsLimits plans a month of too many posts, a month of posts
// with too long addresses, and too many months for one index.
func TestEverySitemapKeepsItsLimits(t *testing.T) {
	many := newDraft("2023-01-01")
	for i := range sitemapSize + 10 {
		many.post("2022-11-01", fmt.Sprintf("p-%d", i))
	}
	long := newDraft("2023-01-01")
	for i := range 26_000 {
		long.post("2022-11-01", fmt.Sprintf("p-%d", i), "g:t"+fmt.Sprint(i))
	}
	months := newDraft("9000-01-01")
	for i := range sitemapSize + 10 {
		months.post(time.Date(1500, time.Month(1+i), 1, 12, 0, 0, 0, time.UTC).Format("2006-01-02 15:04"), fmt.Sprintf("p-%d", i))
	}
	for _, c := range []struct {
		name  string
		draft *draft
		path  string
		want  []string // files that are there because one is not enough
	}{
		{"posts", many, "", []string{"sitemap-2022-11.xml", "sitemap-2022-11-2.xml"}},
		{"long", long, strings.Repeat("x", 1900) + "/", []string{"sitemap-2022-11-2.xml", "sitemap-pages-2.xml"}},
		{"months", months, "", []string{"sitemap.xml", "sitemap-2.xml"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := testConfig("https://wire.example/" + c.path)
			cfg.PerPage = 1000
			p, problems := Make(c.draft.room(), cfg, nil)
			if len(problems) > 0 {
				t.Fatal(problems[0])
			}
			listed, indexed := map[string]int{}, map[string]int{}
			within := func(name string, entries []SitemapEntry, count map[string]int) {
				size := sitemapFrame
				for _, e := range entries {
					size += e.Size()
					count[e.Loc]++
				}
				if len(entries) == 0 || len(entries) > 50_000 || size > 50_000_000 {
					t.Errorf("%s has %d entries and may have %d bytes", name, len(entries), size)
				}
			}
			var maps, tops []string
			for _, f := range p.Files {
				switch {
				case f.Template == Sitemap && f.Path != "news-sitemap.xml":
					maps = append(maps, p.Site.Origin+f.URL)
					within(f.Path, f.Data().(*URLSet).Entries, listed)
				case f.Template == SitemapTop:
					tops = append(tops, p.Site.Origin+f.URL)
					within(f.Path, f.Data().(*SitemapIndex).Entries, indexed)
				}
			}
			for _, f := range c.draft.posts {
				url := fmt.Sprintf("%s%s%s/%s/", p.Site.Origin, p.Site.Base, f.Time.Format("2006/01"), f.Slug)
				if listed[url] != 1 {
					t.Fatalf("%s is in %d sitemaps", url, listed[url])
				}
			}
			for _, url := range maps {
				if indexed[url] != 1 {
					t.Errorf("%s is in %d indexes", url, indexed[url])
				}
			}
			if len(indexed) != len(maps) {
				t.Errorf("%d sitemaps are in an index, and there are %d", len(indexed), len(maps))
			}
			for _, path := range c.want {
				if _, ok := p.Lookup(path); !ok {
					t.Errorf("no %s", path)
				}
			}
			robots := pageAt[*RobotsText](t, p, "robots.txt").Sitemaps
			for _, url := range tops {
				if !slices.Contains(robots, url) {
					t.Errorf("robots.txt does not name %s", url)
				}
			}
		})
	}
}
