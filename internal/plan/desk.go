package plan

import (
	"net/url"
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

// A desk is where one site is planned. While Make runs it gathers files; later
// the data of pages is made from it, by any number of goroutines, and it does not
// change any more but for the cards it remembers.
type desk struct {
	room     *newsroom.Newsroom
	cfg      *config.Config
	site     *Site
	base     string // the base path: / or /news/
	origin   string // https://example.org
	today    newsroom.Day
	perPage  int
	feedSize int
	space    uuid.UUID // of the ids of feeds

	posts   []post  // beside room.Posts
	players map[*newsroom.Player]*subject
	teams   map[*newsroom.Team]*subject
	sources map[*newsroom.Source]*subject
	authors map[*newsroom.Author]*subject
	tags    map[*newsroom.Tag]*subject
	stories map[*newsroom.Story]*subject
	pages   map[*newsroom.Page]place
	media   map[*content.Asset]place
	moves   []newsroom.Move // oldest first
	months  []month         // with posts, oldest first

	teamsMoves map[*newsroom.Team][]int32 // places in moves, oldest first

	cards   []atomic.Pointer[madeCard] // made of late, each in the slot of its place
	brief   bool                       // data is only made for its digest
	summing *desk                      // the same desk, brief

	newer       map[string]*content.Document       // by path, for documents of which room has an older text; never changed
	told        map[*newsroom.Post]*newsroom.Post  // for posts of room that are told otherwise by now; never changed
	outcomesNow map[*newsroom.Story]*newsroom.Post // for stories of such posts; never changed

	files     []File
	outputs   []Output                  // memory for those of files to come, many in a piece
	aliases   map[string]newsroom.Place // path of a redirect -> where the alias is written
	redirects []Redirect
	inMap     []SitemapEntry // addresses of the sitemap of everything but posts; Loc still without the origin
	ownRobots bool           // static/robots.txt takes the place of ours
	next      time.Time
	problems  problem.List
	twice     problem.List // titles that stand over two pages
}

// A post is what the desk knows of a post of the newsroom.
type post struct {
	place
	card  atomic.Pointer[digest.Digest] // of its card; made when first asked for
	own   atomic.Pointer[digest.Digest] // of what is said in full; made when first asked for
	state atomic.Uint64                 // its Basis; made when first asked for
	month int32                         // place in months
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

func newDesk(room *newsroom.Newsroom, cfg *config.Config) *desk {
	d := &desk{
		room: room, cfg: cfg, base: "/",
		perPage: cfg.PerPage, feedSize: cfg.Feeds.Items,
		today:   newsroom.DayOf(room.Now),
		posts:   make([]post, len(room.Posts)),
		cards:   make([]atomic.Pointer[madeCard], max(1, min(cardSlots, len(room.Posts)))),
		players: make(map[*newsroom.Player]*subject, len(room.Players)),
		teams:   make(map[*newsroom.Team]*subject, len(room.Teams)),
		sources: make(map[*newsroom.Source]*subject, len(room.Sources)),
		authors: make(map[*newsroom.Author]*subject, len(room.Authors)),
		tags:    make(map[*newsroom.Tag]*subject, len(room.Tags)),
		stories: make(map[*newsroom.Story]*subject, len(room.Stories)),
		pages:   make(map[*newsroom.Page]place, len(room.Pages)),
		media:   map[*content.Asset]place{},
		aliases: map[string]newsroom.Place{},
		files:   make([]File, 0, 2*len(room.Posts)+2*len(room.Players)),
		moves:   room.Moves(),
		next:    room.Next,
	}
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

// now returns p as it is told by now.
func (d *desk) now(p *newsroom.Post) *newsroom.Post {
	if told := d.told[p]; told != nil {
		return told
	}
	return p
}

// settled readies d for the making of data.
func (d *desk) settled() *desk {
	d.outputs = nil
	brief := *d
	brief.brief, brief.summing = true, nil // else the plans before this one would stay
	d.summing = &brief
	return d
}

// add plans a file. Its neighbours are looked at when all are known.
func (d *desk) add(p place, template, from string, data func(*desk) any) {
	d.addMade(p, template, from, made(data))
}

// addMade plans a file with a maker of its own.
func (d *desk) addMade(p place, template, from string, m maker) {
	d.plan(Output{Path: p.path, URL: p.url, Template: template, From: from, maker: m})
}

// plan adds a file.
func (d *desk) plan(o Output) {
	if len(d.outputs) == cap(d.outputs) {
		d.outputs = make([]Output, 0, 1024)
	}
	d.outputs = append(d.outputs, o)
	d.files = append(d.files, File{&d.outputs[len(d.outputs)-1], d})
}

// addPage plans a page that search engines may show, unless noIndex.
func (d *desk) addPage(p place, template, from string, noIndex bool, data func(*desk) any) {
	d.addMadePage(p, template, from, noIndex, made(data))
}

func (d *desk) addMadePage(p place, template, from string, noIndex bool, m maker) {
	d.addMade(p, template, from, m)
	if !noIndex {
		d.inMap = append(d.inMap, SitemapEntry{Loc: p.url})
	}
}

// section adds a way into the site to those that every page shows.
func (d *desk) section(kind, url string) {
	d.site.Sections = append(d.site.Sections, Section{Kind: kind, URL: url})
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
	return d.base + rel
}

// below returns what follows the base path in an address of this site: those
// that begin with one slash, and absolute ones of this very host.
func (d *desk) below(u string) (rel string, ok bool) {
	if d.origin != "" {
		if rest, ours := strings.CutPrefix(u, d.origin+d.base); ours {
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
