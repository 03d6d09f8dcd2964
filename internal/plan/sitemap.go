package plan

import (
	"strconv"
	"time"

	"pressbox/internal/newsroom"
)

const (
	sitemapSize = 50_000         // addresses a sitemap may hold
	newsSize    = 1000           // addresses a news sitemap may hold
	newsWindow  = 48 * time.Hour // how long a post stays in it
)

// planSitemaps plans a sitemap for each month, of its posts and the lists of them,
// one for everything else, the index of them, the news sitemap and robots.txt. A
// new post changes one of the months; the index says nothing of times, so that it
// stays as it is.
func (d *desk) planSitemaps() {
	var index []SitemapEntry
	for i := range d.months {
		m := &d.months[i]
		if m.listed == 0 {
			continue
		}
		name := "sitemap-" + monthText(m.year, m.month)
		for part := range (m.listed + m.numbered + sitemapSize) / sitemapSize {
			where := at(d.base, sitemapName(name, part))
			index = append(index, SitemapEntry{Loc: d.origin + where.url})
			d.add(where, Sitemap, "", func(d *desk) any { return d.monthSitemap(m, part) })
		}
	}
	rest := d.inMap
	for part := range (len(rest) + sitemapSize - 1) / sitemapSize {
		where := at(d.base, sitemapName("sitemap-pages", part))
		index = append(index, SitemapEntry{Loc: d.origin + where.url})
		d.add(where, Sitemap, "", func(d *desk) any {
			lo, hi := part*sitemapSize, min((part+1)*sitemapSize, len(rest))
			set := &URLSet{Entries: make([]SitemapEntry, 0, hi-lo)}
			for _, e := range rest[lo:hi] {
				e.Loc = d.origin + e.Loc
				set.Entries = append(set.Entries, e)
			}
			return set
		})
	}
	top, news := at(d.base, "sitemap.xml"), at(d.base, "news-sitemap.xml")
	d.add(top, SitemapTop, "", func(d *desk) any { return &SitemapIndex{Entries: index} })
	d.planNews(news)
	if d.ownRobots {
		return
	}
	robots := at(d.base, "robots.txt")
	d.add(robots, Robots, "", func(d *desk) any {
		return &RobotsText{Sitemaps: []string{d.origin + top.url, d.origin + news.url}}
	})
}

func sitemapName(name string, part int) string {
	if part > 0 {
		name += "-" + strconv.Itoa(part+1)
	}
	return name + ".xml"
}

// monthSitemap makes a part of the sitemap of a month.
func (d *desk) monthSitemap(m *month, part int) any {
	lo, hi := part*sitemapSize, (part+1)*sitemapSize
	set := &URLSet{Entries: make([]SitemapEntry, 0, min(m.listed+m.numbered+1, sitemapSize))}
	n := 0
	put := func(e SitemapEntry) {
		if lo <= n && n < hi {
			e.Loc = d.origin + e.Loc
			set.Entries = append(set.Entries, e)
		}
		n++
	}
	for i, p := range d.room.Posts[m.lo:m.hi] {
		if !p.Listed() {
			continue
		}
		put(SitemapEntry{Loc: d.posts[m.lo+i].url, LastMod: zoned(lastChange(p))})
	}
	for number := range m.numbered + 1 {
		put(SitemapEntry{Loc: at(d.base, m.page(number)).url})
	}
	return set
}

// planNews plans the sitemap of the posts that are less than 48 hours old, newest
// first; one leaves it by the clock alone.
func (d *desk) planNews(where place) {
	set := &URLSet{News: true}
	now := d.room.Now
	var oldest *newsroom.Post
	for i := len(d.room.Posts) - 1; i >= 0; i-- {
		p := d.room.Posts[i]
		if !p.Time.Add(newsWindow).After(now) {
			break
		}
		if !p.Listed() || p.Draft || p.Time.After(now) || len(set.Entries) == newsSize {
			continue
		}
		set.Entries = append(set.Entries, SitemapEntry{Loc: d.origin + d.posts[i].url, Title: p.Title, Published: zoned(p.Time)})
		oldest = p
	}
	if oldest != nil {
		if leaves := oldest.Time.Add(newsWindow); d.next.IsZero() || leaves.Before(d.next) {
			d.next = leaves
		}
	}
	d.add(where, Sitemap, "", func(d *desk) any { return set })
}
