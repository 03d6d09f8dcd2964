package plan

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"pressbox/internal/config"
	"pressbox/internal/content"
	"pressbox/internal/digest"
	"pressbox/internal/newsroom"
	"pressbox/internal/problem"
)

// A desk is where one site is planned, and later the data of its pages is made.
type desk struct {
	*board
	need  Need  // what data has to hold
	brief bool  // it is only made for its digest
	lent  *lent // cards that are used again when the data is not needed any more; nil for data that stays
}

// A board is what a desk knows. While Make runs it gathers files; later any number of
// goroutines make data from it, each at its own desk, and it does not change any more
// but for the cards it remembers.
type board struct {
	room     *newsroom.Newsroom
	cfg      *config.Config
	site     *Site
	base     string // the base path: / or /news/
	origin   string // https://example.org
	top      string // the origin and the base path
	today    newsroom.Day
	perPage  int
	feedSize int
	space    uuid.UUID // of the ids of feeds

	posts    []*Output  // the pages of posts, by their numbers less one
	memos    []memo     // what is remembered of posts, likewise
	subjects []*subject // of topics, by their shelves
	pages    map[*newsroom.Page]place
	media    map[*content.Asset]place
	sized    map[string]Static // pictures of static/ whose size is known, by their path
	moves    []newsroom.Move   // oldest first
	months   []*month          // with posts, oldest first
	news     []*newsroom.Post
	blanks   []int // blank pages of the run of all posts

	teamsMoves map[*newsroom.Team][]int32 // places in moves, oldest first

	cards []atomic.Pointer[madeCard] // made of late, each in the slot of its number

	again bool // the plan came of Again

	files     []File   // of the plan, in path order
	fresh     []File   // planned since
	outputs   []Output // memory for those of files to come, many in a piece
	redirects []Redirect
	listing   *Output        // the file of all redirects; nil without any
	inMap     []SitemapEntry // addresses of the sitemap of everything but posts, in order; Loc still without the origin
	mapped    []SitemapEntry // planned since
	mapEnds   []int          // where among inMap each part of that sitemap ends
	sitemaps  []string       // addresses of all sitemaps but the top ones and that of the news
	tops      []string       // addresses of the top ones
	newsmaps  []string       // addresses of those of the news
	ownRobots bool           // static/robots.txt takes the place of ours
	next      time.Time
	left      []*Output           // what cannot be published
	odd       []claim             // files whose path is not its own folded form, in the order of that
	problems  problem.List        // of what is left out
	broken    problem.List        // links that lead nowhere
	folders   map[string][]string // names of pages, while links are checked
	titles    *titles
}

// A memo is what is remembered of a post, each when it was first asked for.
type memo struct {
	card  atomic.Pointer[digest.Digest] // of its card
	own   atomic.Pointer[digest.Digest] // of what is said in full
	state atomic.Uint64                 // its Basis
}

// A subject is what lists of posts are about: a player, a team, a source, an
// author, a tag or a story.
type subject struct {
	place
	run
	name    string
	title   string // of its pages, where another has the same name; else empty
	letters string // of its monogram
	listed  int    // posts that lists show
	noIndex bool
	feed    *Link // nil without a listed post
}

// called returns what the pages of s are called.
func (s *subject) called() string { return cmp.Or(s.title, s.name) }

// hides reports whether a page of s is nothing for search engines.
func (s *subject) hides(number int) bool { return s.noIndex || s.isBlank(number) }

func newDesk(room *newsroom.Newsroom, cfg *config.Config) *desk {
	d := &desk{need: Everything, board: &board{
		room: room, cfg: cfg, base: "/",
		perPage: cfg.PerPage, feedSize: cfg.Feeds.Items,
		today:    newsroom.DayOf(room.Now),
		posts:    make([]*Output, room.Numbers()),
		subjects: make([]*subject, room.Shelves()),
		pages:    make(map[*newsroom.Page]place, len(room.Pages)),
		media:    map[*content.Asset]place{},
		sized:    map[string]Static{},
		titles:   new(titles),
		fresh:    make([]File, 0, 2*len(room.Posts)+2*len(room.Players)),
		moves:    room.Moves(),
		next:     room.Next,
	}}
	d.forget()
	if d.perPage < 1 {
		d.perPage = 20
	}
	if d.feedSize < 1 {
		d.feedSize = 20
	}
	if u := cfg.BaseURL; u != nil {
		d.base = u.EscapedPath()
		if !strings.HasSuffix(d.base, "/") {
			d.base += "/"
		}
		d.origin = (&url.URL{Scheme: u.Scheme, Host: u.Host}).String()
		d.top = d.origin + d.base
	}
	var err error
	if d.space, err = uuid.Parse(cfg.ID); err != nil {
		d.space = uuid.NewSHA1(uuid.NameSpaceURL, []byte(cfg.ID))
	}
	d.site = &Site{
		Title:       cfg.Title,
		Description: cfg.Description,
		Origin:      d.origin,
		Base:        d.base,
		Language:    cfg.Language,
		Hubs:        cfg.Feeds.Hubs,
		Static:      map[string]string{},
		Publisher:   Publisher{Name: cfg.Publisher.Name, Logo: d.local(cfg.Publisher.Logo), URL: cfg.Publisher.URL},
		Params:      params(cfg.Params),
		Look:        Look(cfg.Look),
	}
	d.site.Look.Logo = d.local(cfg.Look.Logo)
	if cfg.Timezone != nil {
		d.site.Timezone = cfg.Timezone.String()
	}
	for _, n := range cfg.Nav {
		d.site.Nav = append(d.site.Nav, Link{Text: n.Title, URL: d.local(n.URL)})
	}
	return d
}

// forget begins to remember what is made of posts.
func (d *desk) forget() {
	d.memos = make([]memo, d.room.Numbers())
	d.cards = make([]atomic.Pointer[madeCard], max(1, min(cardSlots, len(d.room.Posts))))
}

// on returns the subject that a topic is; nil for what has no page.
func (d *desk) on(t newsroom.Topic) *subject { return d.subjects[t.Shelf()] }

// subject returns the subject that a topic is; nil for what has no page, or is not known.
func (d *desk) subject(t newsroom.Topic) *subject {
	if t.Shelf() >= len(d.subjects) {
		return nil
	}
	return d.on(t)
}

// titleOf returns what the pages on a topic are called; "" without one for search engines.
func (d *desk) titleOf(t newsroom.Topic) string {
	if s := d.subject(t); s != nil && !s.hides(0) {
		return s.called()
	}
	return ""
}

// story returns the subject that the story of a post is; nil for none.
func (d *desk) story(p *newsroom.Post) *subject {
	if p.Story == nil {
		return nil
	}
	return d.on(p.Story)
}

// copied returns a desk that may change without d.
func (d *desk) copied() *desk {
	b := *d.board
	return &desk{need: Everything, board: &b}
}

// settled returns the plan that was made, and what there is to report.
func (d *desk) settled() (*Plan, problem.List) {
	d.outputs, d.folders = nil, nil
	problems := slices.Concat(d.problems, d.broken, d.titles.twice).Sort()
	return &Plan{Site: d.site, Files: d.files, Redirects: d.redirects, Next: d.next, desk: d}, problems
}

// add plans a file. Its neighbours are looked at when all are known.
func (d *desk) add(p place, template, from string, data func(*desk) any) {
	d.addMade(p, template, from, made(data))
}

// addMade plans a file with a maker of its own.
func (d *desk) addMade(p place, template, from string, m maker) *Output {
	return d.plan(Output{Path: p.path, URL: p.url, Template: template, From: from, maker: m})
}

// plan adds a file.
func (d *desk) plan(o Output) *Output {
	if len(d.outputs) == cap(d.outputs) { // pieces grow, for few files are planned again
		d.outputs = make([]Output, 0, min(max(8, 2*cap(d.outputs)), 1024))
	}
	d.outputs = append(d.outputs, o)
	out := &d.outputs[len(d.outputs)-1]
	d.fresh = append(d.fresh, File{out, d})
	return out
}

// addPage plans a page that search engines may show, unless noIndex.
func (d *desk) addPage(p place, template, from string, noIndex bool, data func(*desk) any) {
	d.addMadePage(p, template, from, noIndex, made(data))
}

func (d *desk) addMadePage(p place, template, from string, noIndex bool, m maker) {
	d.addMade(p, template, from, m)
	if !noIndex {
		d.mapped = append(d.mapped, SitemapEntry{Loc: p.url})
	}
}

// id returns the lasting name of a feed or of an entry that is no post.
func (d *desk) id(what string) string {
	return uuid.NewSHA1(d.space, []byte(what)).URN()
}

// report adds a problem.
func (d *desk) report(rule string, at newsroom.Place, text, hint string) {
	d.problems = append(d.problems, problem.New(rule, at.File, at.Line, at.Column, text, hint))
}

// head returns what all pages say in their heads.
func (d *desk) head(p place, number int) Head {
	return Head{URL: p.url, Canonical: d.origin + p.url, Type: "website", Number: number}
}

// local returns an address as a page may use it: one that begins with a slash is
// below the base path.
func (d *desk) local(u string) string {
	rel, ok := d.below(u)
	if !ok {
		return u
	}
	return d.base + typed(rel)
}

// below returns what follows the base path in an address of this site: those
// that begin with one slash, and absolute ones of this very host.
func (d *desk) below(u string) (rel string, ok bool) {
	if d.origin != "" {
		if rest, ours := strings.CutPrefix(u, d.top); ours {
			return rest, true
		}
	}
	if !strings.HasPrefix(u, "/") || strings.HasPrefix(u, "//") {
		return "", false
	}
	return u[1:], true
}

// timeOf returns t as pages print it.
func timeOf(t time.Time, dateOnly bool) Time {
	if t.IsZero() {
		return ""
	}
	if dateOnly {
		return Time(t.Format(time.DateOnly))
	}
	return Time(t.Format(time.RFC3339))
}

// changed returns the time of a change, which is a bare day when it falls on
// midnight.
func changed(t time.Time) Time {
	return timeOf(t, t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0)
}

// fromOf returns where a record came from; "" when there is none.
func fromOf(doc *content.Document) string {
	if doc == nil {
		return ""
	}
	return doc.Path
}

// keyPlace returns where the first of keys stands in doc's front matter, else the
// file itself.
func keyPlace(doc *content.Document, keys ...string) newsroom.Place {
	if doc == nil {
		return newsroom.Place{}
	}
	for _, k := range keys {
		if f, ok := doc.Meta.Unpack().Lookup(k); ok {
			return newsroom.Place{File: doc.Path, Line: int(f.Value.Line), Column: int(f.Value.Column)}
		}
	}
	return newsroom.Place{File: doc.Path}
}
