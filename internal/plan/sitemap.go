package plan

import (
	"slices"
	"strconv"
	"time"
)

const (
	sitemapSize  = 50_000         // addresses a sitemap may hold, and sitemaps an index of them
	sitemapBytes = 50_000_000     // how long either may be
	sitemapFrame = 300            // bytes around its entries, at most
	newsSize     = 1000           // addresses a news sitemap may hold
	newsWindow   = 48 * time.Hour // how long a post stays in it
)

// planSitemaps plans a sitemap for each month, of its posts and the lists of them,
// one for everything else, the index of them, the news sitemaps and robots.txt. A
// new post changes one of the months; the index says nothing of times, so that it
// stays as it is.
func (d *desk) planSitemaps() {
	var all []string
	for i := range d.months {
		m := &d.months[i]
		if m.listed == 0 {
			continue
		}
		all = append(all, d.portion("sitemap-"+monthText(m.year, m.month), Sitemap, d.inMonth(m),
			func(lo, hi int) maker { return monthSitemap{m, lo, hi} })...)
	}
	rest := make([]string, len(d.inMap))
	for i, e := range d.inMap {
		rest[i] = e.Loc
	}
	all = append(all, d.portion("sitemap-pages", Sitemap, rest, func(lo, hi int) maker {
		return made(func(d *desk) any { return &URLSet{Entries: d.located(slices.Clone(d.inMap[lo:hi]))} })
	})...)
	tops := d.portion("sitemap", SitemapTop, all, func(lo, hi int) maker {
		return made(func(d *desk) any {
			entries := make([]SitemapEntry, hi-lo)
			for i := range entries {
				entries[i].Loc = all[lo+i]
			}
			return &SitemapIndex{Entries: d.located(entries)}
		})
	})
	tops = append(tops, d.planNews()...)
	if d.ownRobots {
		return
	}
	robots := at(d.base, "robots.txt")
	d.add(robots, Robots, "", func(d *desk) any {
		text := &RobotsText{}
		for _, url := range tops {
			text.Sitemaps = append(text.Sitemaps, d.origin+url)
		}
		return text
	})
}

// portion plans as many files as the addresses need, the first of the given name,
// and returns where they are.
func (d *desk) portion(name, format string, urls []string, of func(lo, hi int) maker) (files []string) {
	lo := 0
	for i, hi := range portions(d.origin, urls, sitemapSize, sitemapBytes) {
		where := at(d.base, portionName(name, i))
		d.addMade(where, format, "", of(lo, hi))
		files = append(files, where.url)
		lo = hi
	}
	return files
}

// portions cuts addresses into parts of which none holds more of them, or is longer,
// than may be. It returns where each part ends.
func portions(origin string, urls []string, most, bytes int) []int {
	var ends []int
	n, size := 0, sitemapFrame
	for i, url := range urls {
		entry := SitemapEntry{Loc: url}.Size() + len(origin)
		if n > 0 && (n == most || size+entry > bytes) {
			ends = append(ends, i)
			n, size = 0, sitemapFrame
		}
		n++
		size += entry
	}
	return append(ends, len(urls))
}

// located puts the origin before addresses.
func (d *desk) located(entries []SitemapEntry) []SitemapEntry {
	for i := range entries {
		entries[i].Loc = d.origin + entries[i].Loc
	}
	return entries
}

// inMonth returns the addresses of a month's sitemap: of the posts, then of the lists
// of them.
func (d *desk) inMonth(m *month) []string {
	urls := make([]string, 0, m.listed+m.numbered+1)
	for i, p := range d.room.Posts[m.lo:m.hi] {
		if p.Listed() {
			urls = append(urls, d.posts[m.lo+i].url)
		}
	}
	for number := range m.numbered + 1 {
		urls = append(urls, at(d.base, m.page(number)).url)
	}
	return urls
}

// A monthSitemap makes a part of the sitemap of a month.
type monthSitemap struct {
	*month
	lo, hi int // among the month's addresses
}

func (m monthSitemap) basis(d *desk, l *ledger) {
	l.number(m.numbered)
	l.number(m.lo)
	l.number(m.hi)
	for _, p := range d.room.Posts[m.month.lo:m.month.hi] {
		l.post(d, p)
	}
}

func (m monthSitemap) data(d *desk) any {
	entries := make([]SitemapEntry, 0, m.listed+m.numbered+1)
	for _, url := range d.inMonth(m.month) {
		entries = append(entries, SitemapEntry{Loc: url})
	}
	n := 0
	for _, p := range d.room.Posts[m.month.lo:m.month.hi] {
		if p.Listed() {
			entries[n].LastMod = zoned(lastChange(d.now(p)))
			n++
		}
	}
	return &URLSet{Entries: d.located(entries[m.lo:m.hi])}
}

// planNews plans the sitemaps of the posts that are less than 48 hours old, newest
// first, and returns where they are. There is always one, empty or not. A post leaves
// them by the clock alone.
func (d *desk) planNews() (files []string) {
	var news []int // places
	now := d.room.Now
	for i := len(d.room.Posts) - 1; i >= 0; i-- {
		p := d.room.Posts[i]
		if !p.Time.Add(newsWindow).After(now) {
			break
		}
		if !p.Listed() || p.Draft || p.Time.After(now) {
			continue
		}
		news = append(news, i)
	}
	if len(news) > 0 {
		oldest := d.room.Posts[news[len(news)-1]]
		if leaves := oldest.Time.Add(newsWindow); d.next.IsZero() || leaves.Before(d.next) {
			d.next = leaves
		}
	}
	for len(files) == 0 || len(news) > 0 {
		part := news[:min(len(news), newsSize)]
		news = news[len(part):]
		where := at(d.base, portionName("news-sitemap", len(files)))
		files = append(files, where.url)
		d.add(where, Sitemap, "", func(d *desk) any {
			set := &URLSet{News: true}
			for _, i := range part {
				p := d.now(d.room.Posts[i])
				set.Entries = append(set.Entries, SitemapEntry{Loc: d.origin + d.posts[i].url, Title: p.Title, Published: zoned(p.Time)})
			}
			return set
		})
	}
	return files
}

// portionName returns the name of the part of a sitemap at place i.
func portionName(name string, i int) string {
	if i > 0 {
		name += "-" + strconv.Itoa(i+1)
	}
	return name + ".xml"
}
