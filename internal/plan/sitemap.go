package plan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	sitemapSize  = 50_000         // addresses a sitemap may hold, and sitemaps an index of them
	sitemapBytes = 50_000_000     // how long either may be
	sitemapFrame = 300            // bytes around its entries, at most
	sitemapTags  = 90             // bytes around an address, at most
	newsSize     = 1000           // addresses a news sitemap may hold
	newsWindow   = 48 * time.Hour // how long a post stays in it
)

// planSitemaps plans a sitemap for each month, of its posts and the lists of them,
// one for everything else, the index of them, the news sitemaps and robots.txt. A
// new post changes one of the months; the index says nothing of times, so that it
// stays as it is.
func (d *desk) planSitemaps() {
	d.takeMap(nil)
	d.addSitemaps()
	d.findNews()
	d.addNews()
	if d.ownRobots {
		return
	}
	robots := at(d.base, "robots.txt")
	d.add(robots, Robots, "", func(d *desk) any {
		text := &RobotsText{}
		for _, url := range slices.Concat(d.tops, d.newsmaps) {
			text.Sitemaps = append(text.Sitemaps, d.origin+url)
		}
		return text
	})
}

// addSitemaps plans the sitemaps but for that of the news.
func (d *desk) addSitemaps() {
	d.sitemaps = nil
	for _, m := range d.months {
		if m.listed > 0 {
			d.sitemaps = append(d.sitemaps, d.addParts("sitemap-"+monthText(m.year, m.month), Sitemap, m.ends,
				func(part int) maker { return monthSitemap{m.year, m.month, part} })...)
		}
	}
	d.sitemaps = append(d.sitemaps, d.addParts("sitemap-pages", Sitemap, d.mapEnds, func(part int) maker {
		return made(func(d *desk) any { return &URLSet{Entries: d.located(portion(slices.Clone(d.inMap), d.mapEnds, part))} })
	})...)
	d.tops = d.addParts("sitemap", SitemapTop, portions(d.origin, d.sitemaps, sitemapSize, sitemapBytes), func(part int) maker {
		return made(func(d *desk) any {
			urls := portion(d.sitemaps, portions(d.origin, d.sitemaps, sitemapSize, sitemapBytes), part)
			entries := make([]SitemapEntry, len(urls))
			for i := range entries {
				entries[i].Loc = urls[i]
			}
			return &SitemapIndex{Entries: d.located(entries)}
		})
	})
}

// takeMap takes addresses out of the sitemap of everything but posts, adds those that
// were planned, and cuts it into parts.
func (d *desk) takeMap(gone []SitemapEntry) {
	fresh := d.mapped
	if d.mapped = nil; len(gone)+len(fresh) == 0 {
		return
	}
	d.inMap = exchange(d.inMap, gone, fresh, SitemapEntry.compare)
	urls := make([]string, len(d.inMap))
	for i, e := range d.inMap {
		urls[i] = e.Loc
	}
	d.mapEnds = portions(d.origin, urls, sitemapSize, sitemapBytes)
}

// compare tells entries apart that claim one address, too.
func (e SitemapEntry) compare(f SitemapEntry) int {
	if order := strings.Compare(e.Loc, f.Loc); order != 0 {
		return order
	}
	return cmp.Compare(e.LastMod, f.LastMod)
}

// addParts plans the files of a sitemap that has as many parts as ends, the first of the
// given name, and returns where they are.
func (d *desk) addParts(name, format string, ends []int, of func(part int) maker) (files []string) {
	for i := range ends {
		where := at(d.base, partName(name, i))
		d.addMade(where, format, "", of(i))
		files = append(files, where.url)
	}
	return files
}

// portion returns a part of what ends where ends tell.
func portion[T any](all []T, ends []int, part int) []T {
	if part == 0 {
		return all[:ends[0]]
	}
	return all[ends[part-1]:ends[part]]
}

// portions cuts addresses into parts of which none holds more of them, or is longer,
// than may be. It returns where each part ends.
func portions(origin string, urls []string, most, bytes int) []int {
	whole := sitemapFrame
	for _, url := range urls {
		whole += sitemapTags + len("&amp;")*len(url) + len(origin)
	}
	if len(urls) <= most && whole <= bytes { // nearly always, without a closer look
		return []int{len(urls)}
	}
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
	for _, p := range d.room.Posts[m.lo:m.hi] {
		if p.Listed() {
			urls = append(urls, d.postURL(p))
		}
	}
	for number := range m.numbered + 1 {
		if !m.isBlank(number) {
			urls = append(urls, at(d.base, m.page(number)).url)
		}
	}
	return urls
}

// A monthSitemap makes a part of the sitemap of a month.
type monthSitemap struct {
	year  int
	month time.Month
	part  int
}

func (s monthSitemap) now(d *desk) *month {
	i, _ := d.findMonth(s.year, s.month)
	return d.months[i]
}

func (s monthSitemap) basis(d *desk, l *ledger) {
	m := s.now(d)
	l.number(m.numbered)
	l.number(s.part)
	for _, end := range m.ends {
		l.number(end)
	}
	for _, p := range d.room.Posts[m.lo:m.hi] {
		l.post(d, p)
	}
}

func (s monthSitemap) data(d *desk) any {
	m := s.now(d)
	entries := make([]SitemapEntry, 0, m.listed+m.numbered+1)
	for _, url := range d.inMonth(m) {
		entries = append(entries, SitemapEntry{Loc: url})
	}
	n := 0
	for _, p := range d.room.Posts[m.lo:m.hi] {
		if p.Listed() {
			entries[n].LastMod = zoned(lastChange(p))
			n++
		}
	}
	return &URLSet{Entries: d.located(portion(entries, m.ends, s.part))}
}

// findNews finds the posts that are less than 48 hours old, newest first. A post leaves
// them by the clock alone.
func (d *desk) findNews() {
	d.news = nil
	for _, p := range slices.Backward(d.room.Posts) {
		if !p.Time.Add(newsWindow).After(d.room.Now) {
			break
		}
		if p.Listed() && !p.Draft && !p.Time.After(d.room.Now) {
			d.news = append(d.news, p)
		}
	}
	if n := len(d.news); n > 0 {
		if leaves := d.news[n-1].Time.Add(newsWindow); d.next.IsZero() || leaves.Before(d.next) {
			d.next = leaves
		}
	}
}

// addNews plans the sitemaps of news. There is always one, empty or not.
func (d *desk) addNews() {
	d.newsmaps = nil
	for i := 0; i == 0 || i*newsSize < len(d.news); i++ {
		where := at(d.base, partName("news-sitemap", i))
		d.newsmaps = append(d.newsmaps, where.url)
		d.addMade(where, Sitemap, "", newsPart(i))
	}
}

// A newsPart makes a part of the sitemap of news.
type newsPart int

func (i newsPart) data(d *desk) any {
	set := &URLSet{News: true}
	for _, p := range d.news[int(i)*newsSize : min(int(i+1)*newsSize, len(d.news))] {
		set.Entries = append(set.Entries, SitemapEntry{Loc: d.origin + d.postURL(p), Title: p.Title, Published: zoned(p.Time)})
	}
	return set
}

// partName returns the name of a part of a sitemap.
func partName(name string, part int) string {
	if part > 0 {
		name += "-" + strconv.Itoa(part+1)
	}
	return name + ".xml"
}
