package plan

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"pressbox/internal/newsroom"
)

// A month is posts of one month, by their places in room.Posts.
type month struct {
	year   int
	month  time.Month
	lo, hi int
	listed int      // posts that lists show
	ends   []int    // where among the addresses of its sitemap each part of that ends
	crumbs [2]Crumb // of its year and of itself
	run
}

func (m *month) is(year int, mon time.Month) bool { return m.year == year && m.month == mon }

func (d *desk) newMonth(year int, m time.Month) *month {
	return &month{year: year, month: m, crumbs: [2]Crumb{
		{Text: string(appendDigits(nil, year, 4)), URL: at(d.base, yearRel(year)).url},
		{Month: monthTime(year, m), URL: at(d.base, monthRel(year, m)).url},
	}}
}

// findMonth returns where a month stands, or would stand, among those with posts.
func (d *desk) findMonth(year int, mon time.Month) (int, bool) {
	return slices.BinarySearchFunc(d.months, year, func(m *month, year int) int { return cmp.Or(cmp.Compare(m.year, year), cmp.Compare(m.month, mon)) })
}

// monthOf returns the month of a post.
func (d *desk) monthOf(p *newsroom.Post) *month {
	year, mon, _ := p.Time.Date()
	i, _ := d.findMonth(year, mon)
	return d.months[i]
}

func yearRel(year int) string { return string(appendDigits(nil, year, 4)) + "/" }

func monthRel(year int, m time.Month) string {
	return string(append(appendDigits(append(appendDigits(nil, year, 4), '/'), int(m), 2), '/'))
}

// monthTime returns the first day of a month.
func monthTime(year int, m time.Month) Time {
	return Time(monthText(year, m) + "-01")
}

// monthText returns a month as links have it: 2022-11.
func monthText(year int, m time.Month) string {
	return string(appendDigits(append(appendDigits(nil, year, 4), '-'), int(m), 2))
}

// listPage makes the head of a page of list.html that is called by a word.
func (d *desk) listPage(p place, kind string) *ListPage {
	page := &ListPage{Head: d.head(p, 0), Kind: kind}
	page.Word = kind
	page.Crumbs = []Crumb{{Word: kind, URL: p.url}}
	return page
}

// planHome plans the home page, the numbered pages of its list, and what stands by
// itself: documents of content/pages and the page for what is not there.
func (d *desk) planHome() {
	d.findBlanks()
	d.addHomePages(func(int) bool { return true })
	d.addPage(at(d.base, ""), "home.html", "", false, func(d *desk) any {
		page := &HomePage{Head: d.head(at(d.base, ""), 0), List: d.homeList(0)}
		page.Word = "home"
		page.Description = d.cfg.Description
		page.Stories = d.storyLines(newsroom.Status.Open, 10)
		for i := len(d.moves) - 1; i >= 0 && len(page.Moves) < 10; i-- {
			page.Moves = append(page.Moves, d.moveLine(&d.moves[i]))
		}
		for _, t := range d.room.Teams {
			if s := d.on(t); s.listed > 0 {
				page.Teams = append(page.Teams, d.teamLink(t, s.name, d.today))
			}
		}
		return page
	})
	missing := at(d.base, "404.html")
	d.add(missing, "404.html", "", func(d *desk) any {
		page := &NotFoundPage{Head: d.head(missing, 0)}
		page.Word, page.NoIndex = "not-found", true
		return page
	})
}

// addHomePages plans those of the numbered pages of the list of all posts that are wanted.
func (d *desk) addHomePages(want func(number int) bool) {
	home := &runOf{
		run:   (*desk).home,
		posts: func(d *desk) []*newsroom.Post { return d.room.Posts },
		show: func(d *desk, number int) any {
			page := d.listPage(at(d.base, d.home().page(number)), "posts")
			page.Head.Number, page.NoIndex = number, d.home().isBlank(number)
			page.List = d.homeList(number)
			return page
		},
	}
	run := d.home()
	for number := 1; number <= run.numbered; number++ {
		if want(number) {
			d.addMadePage(at(d.base, run.page(number)), "list.html", "", run.isBlank(number), runPage{home, number})
		}
	}
}

// home returns the run of all posts.
func (d *desk) home() run {
	r := newRun("", len(d.room.Posts), d.perPage)
	r.blank = d.blanks
	return r
}

// findBlanks finds the blank pages of the run of all posts.
func (d *desk) findBlanks() { d.blanks = d.home().of(d.room.Posts, false).blank }

func (d *desk) homeList(number int) List {
	return d.list(d.home(), number, func(i int) (Item, bool) { return d.item(d.room.Posts[i]) })
}

func (d *desk) planPages() {
	for _, p := range d.room.Pages {
		where := at(d.base, p.Path+"/")
		d.pages[p] = where
		d.add(where, "page.html", fromOf(p.Doc), func(d *desk) any {
			page := &PlainPage{Head: d.head(where, 0), Body: d.textBody(p.Doc), Image: d.image(p.Image), Params: params(p.Params)}
			page.Title, page.Description = p.Title, d.summary(p.Summary, p.Doc)
			page.Head.Updated = changed(p.Updated)
			page.Head.Image = shared(page.Image)
			page.Crumbs = []Crumb{{Text: p.Title, URL: where.url}}
			return page
		})
		d.mapped = append(d.mapped, SitemapEntry{Loc: where.url, LastMod: changed(p.Updated)})
	}
}

// planArchive plans the pages of months and of years.
func (d *desk) planArchive() {
	for _, m := range d.months {
		d.measure(m)
		d.addMonth(m)
	}
	for _, year := range d.years() {
		d.addYear(year)
	}
}

// archiveIndex makes /archive/: all years.
func (d *desk) archiveIndex() any {
	page := d.listPage(at(d.base, "archive/"), "archive")
	for _, year := range slices.Backward(d.years()) {
		page.Years = append(page.Years, *d.yearLink(year))
	}
	return page
}

// measure cuts a month into pages, and its sitemap into parts.
func (d *desk) measure(m *month) {
	m.run = newRun(monthRel(m.year, m.month), m.hi-m.lo, d.perPage).of(d.room.Posts[m.lo:m.hi], true)
	if m.listed = countListed(d.room.Posts[m.lo:m.hi]); m.listed > 0 {
		m.ends = portions(d.origin, d.inMonth(m), sitemapSize, sitemapBytes)
	} else {
		m.ends = nil
	}
}

// addMonth plans the pages of a month. Its sitemap has them.
func (d *desk) addMonth(m *month) {
	year, mon := m.year, m.month
	now := func(d *desk) *month {
		i, _ := d.findMonth(year, mon)
		return d.months[i]
	}
	run := &runOf{
		run: func(d *desk) run { return now(d).run },
		posts: func(d *desk) []*newsroom.Post {
			m := now(d)
			return d.room.Posts[m.lo:m.hi]
		},
		show: func(d *desk, number int) any { return d.monthPage(now(d), number) },
	}
	for number := range m.numbered + 1 {
		d.addMade(at(d.base, m.page(number)), "list.html", "", runPage{run, number})
	}
}

// years returns the years with posts, oldest first.
func (d *desk) years() (years []int) {
	for _, m := range d.months {
		if len(years) == 0 || years[len(years)-1] != m.year {
			years = append(years, m.year)
		}
	}
	return years
}

// addYear plans the page of a year.
func (d *desk) addYear(year int) {
	where := at(d.base, yearRel(year))
	d.addPage(where, "list.html", "", d.silent(year), func(d *desk) any {
		page := &ListPage{Head: d.head(where, 0), Kind: "year"}
		page.NoIndex = d.silent(year)
		page.Title = string(appendDigits(nil, year, 4))
		page.Crumbs = []Crumb{{Text: page.Title, URL: where.url}}
		for _, m := range d.months {
			if m.year == year {
				page.Months = append(page.Months, Link{Text: monthText(m.year, m.month), URL: at(d.base, monthRel(m.year, m.month)).url})
			}
		}
		years := d.years()
		i, _ := slices.BinarySearch(years, year)
		if i > 0 {
			page.Older = d.yearLink(years[i-1])
		}
		if i+1 < len(years) {
			page.Newer = d.yearLink(years[i+1])
		}
		return page
	})
}

// silent reports whether lists show no post of a year.
func (d *desk) silent(year int) bool {
	return !slices.ContainsFunc(d.months, func(m *month) bool { return m.year == year && m.listed > 0 })
}

func (d *desk) yearLink(year int) *Link {
	return &Link{Text: string(appendDigits(nil, year, 4)), URL: at(d.base, yearRel(year)).url}
}

func (d *desk) monthPage(m *month, number int) any {
	page := &ListPage{Head: d.head(at(d.base, m.page(number)), number), Kind: "month"}
	page.NoIndex = m.isBlank(number)
	page.Head.Month = monthTime(m.year, m.month)
	page.Crumbs = m.crumbs[:]
	page.List = d.list(m.run, number, func(i int) (Item, bool) { return d.item(d.room.Posts[m.lo+i]) })
	return page
}

// A grouping gathers the entries of an index under their labels.
type grouping struct {
	by     string
	groups []IndexGroup
	known  map[string]int
}

// put adds an entry to the group under label and returns the group's place.
func (g *grouping) put(label string, e IndexEntry) int {
	i, ok := g.known[label]
	if !ok {
		if g.known == nil {
			g.known = map[string]int{}
		}
		i = len(g.groups)
		g.known[label] = i
		g.groups = append(g.groups, IndexGroup{By: g.by, Label: label})
	}
	g.groups[i].Entries = append(g.groups[i].Entries, e)
	return i
}

// sort puts the groups into the order of their labels, those without one last. The
// places that put returned hold no more.
func (g *grouping) sort() {
	slices.SortStableFunc(g.groups, func(a, b IndexGroup) int { return compareEmptyLast(a.Label, b.Label) })
	g.known = nil
}

// indexLetter returns the letter that a name is filed under, without its marks;
// "#" for what is no letter.
func indexLetter(name string) string {
	for _, r := range norm.NFD.String(name) {
		if unicode.IsLetter(r) {
			return strings.ToUpper(string(r))
		}
		if unicode.IsDigit(r) {
			break
		}
	}
	return "#"
}

// planMoves plans the transactions by month and by team, and their feed.
func (d *desk) planMoves() {
	d.teamsMoves = map[*newsroom.Team][]int32{}
	if len(d.moves) == 0 {
		return
	}
	type span struct {
		month  string // 2022-11
		lo, hi int
	}
	var months []span
	for i, m := range d.moves {
		text := monthOfDay(m.Day)
		if n := len(months); n == 0 || months[n-1].month != text {
			months = append(months, span{month: text, lo: i})
		}
		months[len(months)-1].hi = i + 1
		if m.From != nil {
			d.teamsMoves[m.From] = append(d.teamsMoves[m.From], int32(i))
		}
		if m.To != nil && m.To != m.From {
			d.teamsMoves[m.To] = append(d.teamsMoves[m.To], int32(i))
		}
	}
	all := at(d.base, "transactions/")
	for _, m := range months {
		where := at(d.base, moveRel(m.month))
		d.addPage(where, "list.html", "", false, func(d *desk) any {
			page := &ListPage{Head: d.head(where, 0), Kind: "transactions", Moves: d.moveLines(m.lo, m.hi)}
			page.Word, page.Head.Month, page.Feed = "transactions", Time(m.month+"-01"), d.moveFeedLink()
			page.Crumbs = []Crumb{{Word: "transactions", URL: all.url}, {Month: page.Head.Month, URL: where.url}}
			return page
		})
	}
	feed := at(d.base, movesFeed)
	d.add(feed, Atom, "", func(d *desk) any { return d.moveFeed(feed, all) })
	for _, t := range d.room.Teams {
		if len(d.teamsMoves[t]) > 0 {
			d.addPage(at(d.base, teamMovesRel(t)), "list.html", fromOf(t.Doc), false, func(d *desk) any { return d.teamMovesPage(t) })
		}
	}
}

// movesFeed is where the feed of transactions is.
const movesFeed = "transactions/feed.xml"

func (d *desk) moveFeedLink() *Link { return &Link{Text: d.cfg.Title, URL: at(d.base, movesFeed).url} }

// moveIndex makes /transactions/: the newest, and all months.
func (d *desk) moveIndex() any {
	page := d.listPage(at(d.base, "transactions/"), "transactions")
	page.Feed = d.moveFeedLink()
	last := ""
	for _, m := range slices.Backward(d.moves) {
		if month := monthOfDay(m.Day); month != last {
			page.Months = append(page.Months, Link{Text: month, URL: at(d.base, moveRel(month)).url})
			last = month
		}
	}
	page.Moves = d.moveLines(max(0, len(d.moves)-25), len(d.moves))
	return page
}

// moveLines makes the lines of moves, the newest first.
func (d *desk) moveLines(lo, hi int) []MoveLine {
	out := make([]MoveLine, 0, hi-lo)
	for i := hi - 1; i >= lo; i-- {
		out = append(out, d.moveLine(&d.moves[i]))
	}
	return out
}

// monthOfDay returns the month of a day: 2022-11.
func monthOfDay(d newsroom.Day) string { return string(d[:len("2006-01")]) }

// moveRel returns the path of the transactions of a month.
func moveRel(month string) string {
	return "transactions/" + strings.Replace(month, "-", "/", 1) + "/"
}

func (d *desk) moveLine(m *newsroom.Move) MoveLine {
	line := MoveLine{
		ID:     m.Player.ID + "-" + string(m.Day) + "-" + cmp.Or(teamID(m.To), teamID(m.From)),
		Day:    Time(m.Day),
		Player: d.playerLink(m.Player, m.Player.Name(m.Day), m.Day),
		Draft:  m.Draft, First: m.First, Last: m.Last, Retired: m.Retired,
	}
	if m.From != nil {
		l := d.teamLink(m.From, cmp.Or(m.FromText, m.From.Name(m.Day)), m.Day)
		line.From = &l
	}
	if m.To != nil {
		l := d.teamLink(m.To, cmp.Or(m.ToText, m.To.Name(m.Day)), m.Day)
		line.To = &l
	}
	return line
}
